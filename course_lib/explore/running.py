"""A run to be watched: an Explorer whose pictures show a training in progress, with play, pause and single steps.

The run is stepped in an asyncio task of the kernel, in slices of about 30 ms; between two slices the kernel answers
the learner. The picture is painted at its own, slower rate. Moving a control cancels the old run and begins the new
one, which plays on if the old one played. Every run starts paused, and `play` ends by itself at the next multiple of
`view.rounds`, so that runs are compared at the same place and no forgotten cell keeps a processor busy.

Nothing here knows ipywidgets, and a run can be moved without a browser: `explorer.forward(800)`.
"""

import asyncio
import time
from abc import abstractmethod

from course_lib.errors import CourseError
from course_lib.explore.controls import check_state
from course_lib.explore.explorer import Explorer
from course_lib.explore.view import View

SLICE = 0.03  # seconds of training between two looks at the learner's hands
REPAINT = 0.15  # seconds between two pictures of a playing run


class RunningView(View):
    """A View of runs. A run is kept for each state that was asked for, until `restart`.

    Subclasses also give `begin`, `forward` and `at`; `moves` maps the text of a button to (tooltip, function of a
    run): what one press does.
    """

    rounds: int  # after so many a run is judged, and play pauses
    moves: dict
    again = "new seed"

    @abstractmethod
    def begin(self, state):
        """A run at round 0: any object."""

    @abstractmethod
    def forward(self, run) -> None:
        """One round of the run."""

    @abstractmethod
    def at(self, run) -> int:
        """How many rounds the run has behind it."""

    def run(self, state):
        """The run that belongs to a state; begun if there is none."""
        check_state(state, self.controls)
        runs = self.__dict__.setdefault("_runs", {})
        if state not in runs:
            runs[state] = self.begin(state)
        return runs[state]

    def restart(self, state, *, forget: bool = True) -> None:
        """Put the run of `state` back to round 0, and forget those of other states unless told not to."""
        runs = {} if forget else self.__dict__.get("_runs", {})
        self.__dict__["_runs"] = runs | {state: self.begin(state)}

    def finished(self, state) -> "RunningView":
        """Take the run of a state to `rounds`, if it is not there yet."""
        run = self.run(state)
        while self.at(run) < self.rounds:
            self.forward(run)
        return self

    def small_multiples(self, states=None, **more):
        """The runs of these states (default: the presets), each taken to its end first."""
        states = self.presets if states is None else dict(states)
        for state in states.values():
            self.finished(state)
        return super().small_multiples(states, **more)


class RunningExplorer(Explorer):
    """An Explorer with a run: `play()`, `pause()`, `move(name)` for one step, `forward(rounds)` without a picture."""

    def __init__(self, view: RunningView):
        super().__init__(view)
        self._task = None

    @property
    def state(self):
        return self._state

    @state.setter
    def state(self, state):
        check_state(state, self.view.controls)
        played = self.playing
        self.pause()
        self.view.restart(state)
        self._state = state
        if self._panel is not None:
            self._panel.move_to(state)
        if played:
            self.play()

    @property
    def run(self):
        """The run on the picture."""
        return self.view.run(self._state)

    @property
    def playing(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def actions(self) -> tuple:
        """The buttons of a run: (text, tooltip, icon, what a press does)."""
        single = ((text, tip, "step-forward", lambda text=text: self.move(text))
                  for text, (tip, _) in self.view.moves.items())  # fmt: skip
        return (("play", f"Train, up to the next {self.view.rounds} rounds", "play", self.play),
                ("pause", "Stop training; the networks stay as they are", "pause", self.pause), *single)

    def play(self) -> None:
        """Train on, picture after picture. Raises CourseError outside a notebook, where nothing would step it."""
        if self.playing:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            raise CourseError("play() needs a notebook; here use forward(rounds), then look at .numbers.") from None
        self._task = loop.create_task(self._play())

    def pause(self) -> None:
        """Stop a playing run and show where it stands."""
        if self.playing:
            self._task.cancel()
            self._paint()
        self._task = None

    def move(self, name: str) -> None:
        """One press of the button `name`; a playing run is paused first."""
        self.pause()
        self.view.moves[name][1](self.run)
        self._paint()

    def forward(self, rounds: int | None = None) -> dict:
        """Train `rounds` rounds (default: to the place where runs are judged) at once; returns `numbers`."""
        self.pause()
        run = self.run
        for _ in range(self._to_go() if rounds is None else rounds):
            self.view.forward(run)
        self._paint()
        return self.numbers

    def _to_go(self) -> int:
        return self.view.rounds - self.view.at(self.run) % self.view.rounds

    async def _play(self) -> None:
        run, left, painted = self.run, self._to_go(), 0.0
        while left:
            end = time.monotonic() + SLICE
            while left and time.monotonic() < end:
                self.view.forward(run)
                left -= 1
            if time.monotonic() - painted > REPAINT:
                self._paint()
                painted = time.monotonic()
            await asyncio.sleep(0.001)  # here a press on a button is heard, and here `pause` cancels
        self._paint()

    def _paint(self) -> None:
        if self._panel is not None:
            self._panel.paint()

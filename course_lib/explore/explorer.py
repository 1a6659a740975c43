"""An Explorer: a View, the state it is in, and its panel of live controls where there is a front end.

Nothing here imports ipywidgets until a live panel is asked for. While the course's notebooks are built or compared
(COURSE_BUILD=1, nbval) none is made: the stored notebook then holds one line of text and no widget state.
"""

from dataclasses import replace

from course_lib.explore.controls import check_state, read_state, write_state
from course_lib.explore.view import Frame, View, words
from course_lib.mode import building


class Explorer:
    """Display it in a notebook to get sliders, presets, and one picture with its numbers.

    explorer.state           the controls' values, a frozen dataclass; assign to it to move the controls
    explorer.line            the same as one line of text; assign to it to return to a view
    explorer.numbers         what the picture shows, as a dict of numbers
    explorer.small_multiples()   the static counterpart, a matplotlib Figure
    """

    def __init__(self, view: View):
        self.view = view
        self._state = view.default
        self._panel = None

    @property
    def state(self):
        return self._state

    @state.setter
    def state(self, state):
        check_state(state, self.view.controls)
        self._state = state
        if self._panel is not None:
            self._panel.move_to(state)

    @property
    def line(self) -> str:
        return write_state(self._state)

    @line.setter
    def line(self, text: str):
        self.state = read_state(text, self._state, self.view.controls)

    @property
    def numbers(self) -> dict:
        return self.view.numbers(self._state)

    def reset(self) -> None:
        """Back to the view the explorer started with."""
        self.state = self.view.default

    def redraw(self) -> None:
        """A new draw: the same controls, the next seed."""
        self.state = replace(self._state, seed=self._state.seed + 1)

    @property
    def actions(self) -> tuple:
        """Buttons of its own, before presets and reset: (text, tooltip, icon, what a press does)."""
        return ()

    def frame(self) -> Frame:
        """Picture, alternative text and readout of the present state."""
        return self.view.draw(self._state)

    def small_multiples(self, states=None, **more):
        """The view at telling settings, for readers without a kernel."""
        return self.view.small_multiples(states, **more)

    @property
    def panel(self):
        """The live controls (made at the first call; needs ipywidgets)."""
        if self._panel is None:
            from course_lib.explore.panel import Panel

            self._panel = Panel(self)
        return self._panel

    def __repr__(self) -> str:
        return f"Live control: {words(self.view.controls)}. Open the lesson in JupyterLab to move it."

    def _repr_mimebundle_(self, include=None, exclude=None):
        text = {"text/plain": repr(self)}
        if building():
            return text
        # text/plain stays ours: ipywidgets' own would differ from run to run.
        return self.panel.box._repr_mimebundle_() | text

"""The pure part of an explorer: controls and presets as data, a state in, a picture and its words out.

A View imports no ipywidgets. It can be tested, timed and printed without a notebook.
"""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import NamedTuple

from course_lib.explore.blit import BlitCanvas
from course_lib.explore.controls import check_state
from course_lib.plots.canvas import figure
from course_lib.plots.palette import style


class Frame(NamedTuple):
    """One answer to one move: encoded picture, what is seen on it in words, and the line of numbers below it."""

    data: bytes
    alt: str
    readout: str


class Stage(NamedTuple):
    """Axes made ready: the artists that change, and `show(state)`, which moves them."""

    artists: list
    show: object


class View(ABC):
    """Subclasses give the class attributes below, `numbers`, `alt`, `readout` and `stage`."""

    title: str
    controls: tuple  # of Slider and Choice
    presets: dict  # button text -> state
    default: object  # a frozen dataclass: one field a control, and `seed` where there is a draw
    size = (9.0, 3.0)  # inches
    ratios: tuple = (1, 1)  # widths of the panels, left to right
    again = "new draw"  # text of the button that takes the next seed

    @abstractmethod
    def numbers(self, state) -> dict:
        """What a task can be checked by: name -> float."""

    @abstractmethod
    def alt(self, state, numbers: dict) -> str:
        """What is seen, for who cannot see it. `numbers` is what `numbers(state)` returned."""

    @abstractmethod
    def readout(self, state, numbers: dict) -> str:
        """One line of numbers."""

    @abstractmethod
    def stage(self, axes, *, small=False) -> Stage:
        """Prepare one row of axes. `small`: a row of the small multiples, where words must be few."""

    def draw(self, state, canvas=None) -> Frame:
        """The answer to one move, on the live picture or another canvas. The same state gives the same bytes."""
        check_state(state, self.controls)
        canvas = canvas or self.canvas
        data = canvas.frame(lambda: canvas.stage.show(state))
        numbers = self.numbers(state)
        return Frame(data, self.alt(state, numbers), self.readout(state, numbers))

    def settings(self, state) -> str:
        """The state in words, for a caption: 'latent dimension 2, KL weight 0.1'."""
        return ", ".join(f"{c.label} {c.shown(getattr(state, c.name))}" for c in self.controls)

    @cached_property
    def canvas(self) -> BlitCanvas:
        """Made at the first draw: a lesson that only prints the small multiples pays nothing for it."""
        return self.new_canvas()

    def new_canvas(self, **more) -> BlitCanvas:
        """A canvas with this view's axes on it, and the stage as `canvas.stage`. more: format and scale."""
        with style():
            fig = figure(*self.size)
            fig.get_layout_engine().set(w_pad=0.1, h_pad=0.08)  # a white rim, seen in the dark theme
            axes = fig.subplots(1, len(self.ratios), width_ratios=self.ratios, squeeze=False)[0]
            stage = self.stage(axes)
        canvas = BlitCanvas(fig, stage.artists, **more)
        canvas.stage = stage
        return canvas

    def small_multiples(self, states=None, *, height=2.1):
        """A matplotlib Figure with one row of panels a state (default: the presets): the explorer on paper."""
        states = self.presets if states is None else dict(states)
        with style():
            fig = figure(9.0, len(states) * height)
            rows = fig.subfigures(len(states), 1, squeeze=False)[:, 0]
            for row, (name, state) in zip(rows, states.items()):
                check_state(state, self.controls)
                title = name if len(self.controls) == 1 else f"{name}: {self.settings(state)}"
                row.suptitle(title, x=0.01, ha="left", size=9.5, weight="bold")
                axes = row.subplots(1, len(self.ratios), width_ratios=self.ratios, squeeze=False)[0]
                self.stage(axes, small=True).show(state)
        return fig


def words(controls) -> str:
    """The controls in one phrase, in their own order."""
    return ", ".join(control.label for control in controls)

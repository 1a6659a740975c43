"""Lesson 12: walks back from noise side by side, one panel a denoiser, under one slider, the step.

The walks are computed before; a move looks one frame up. `Scrubber(view, "step")` moves them in the browser.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from course_lib.errors import CourseError
from course_lib.explore.controls import Slider
from course_lib.explore.view import Stage, View
from course_lib.plots.pairs import crosses, dots
from course_lib.plots.palette import GRID, plain
from course_lib.randomness import generator

STEPS = (1000, 800, 600, 400, 300, 200, 140, 100, 60, 40, 20, 0)  # more of them where more happens
SHOWN = 120  # crosses a panel: more is a stain, and more bytes
REACH = 3.2  # of the axes, in standard deviations
ON, NEAR = 0.05, 0.1  # median distance to the nearest dot below which crosses lie "on" or "near" the dots, in sd


@dataclass(frozen=True)
class DenoisingState:
    step: int


class DenoisingView(View):
    """The rows that a denoiser learned from as dots, the rows on their way as crosses.

    walks: name -> {step: (n, 2)}, the same steps in each; rows: (m, 2), in the same units. names: of the two columns.
    """

    title = "The way back"
    size = (9.0, 3.3)

    def __init__(self, walks: dict, rows, names=("x", "y")):
        if not walks:
            raise CourseError("This view needs at least one walk: give a dictionary of name and {step: rows}.")
        steps = sorted(next(iter(walks.values())), reverse=True)
        for name, walk in walks.items():
            if sorted(walk, reverse=True) != steps:
                raise CourseError(f"The walk '{name}' has other steps than the first: every walk needs the same.")
        self.walks, self.learned, self.names = walks, np.asarray(rows, dtype=float), names
        self.ratios = (1,) * len(walks)
        # The slider runs with time: from noise, on its left end, to rows.
        self.controls = (Slider("step", "step", tuple(steps)),)
        self.default = DenoisingState(steps[0])
        telling = [steps[0], *(s for s in steps if s in (300, 100)), steps[-1]]
        self.presets = {f"step {s}": DenoisingState(s) for s in telling}
        tree = cKDTree(self.learned)
        self._away = {name: {s: float(np.median(tree.query(x)[0])) for s, x in walk.items()}
                      for name, walk in walks.items()}  # fmt: skip

    @classmethod
    def of(cls, models: dict, names, shown=STEPS, n: int = 300, seed: int = 0):
        """Models with `rows_` and `walk(n, rng)`, such as ExactDenoiser; `shown`: steps of 1,000, walked by each."""
        walks = {}
        for name, model in models.items():
            long = 1000 // model.steps  # a step of a thinned walk, in steps of the schedule
            walk = {long * t: x for t, x in model.walk(n, generator(seed))}
            walks[name] = {step: walk[step] for step in shown}
        return cls(walks, next(iter(models.values())).rows_, names)

    def numbers(self, state) -> dict:
        return {name: away[state.step] for name, away in self._away.items()}

    def readout(self, state, n: dict) -> str:
        return f"step {state.step}: crosses of {self._where(n)}"

    def alt(self, state, n: dict) -> str:
        return (
            f"Step {state.step} of the way back, one panel a denoiser, {plain(self.names[1])} against "
            f"{plain(self.names[0])}. {len(self.learned)} rows as dots, rows on their way as crosses. Crosses of "
            f"{self._where(n)}."
        )

    def _where(self, n: dict) -> str:
        """In words, not in decimals: the walk of a network differs in them between machines."""
        words = {name: "on" if away < ON else "near" if away < NEAR else "off" for name, away in n.items()}
        return "; ".join(f"{name}: {word} the dots" for name, word in words.items())

    def stage(self, axes, *, small=False) -> Stage:
        made = [self._panel(ax, name, first=k == 0) for k, (ax, name) in enumerate(zip(axes, self.walks))]

        def show_state(state):
            for artist, walk in zip(made, self.walks.values()):
                artist.set_data(*walk[state.step][:SHOWN].T)

        return Stage(made, show_state)

    def _panel(self, ax, name, first):
        dots(ax, *self.learned.T, markersize=4)
        ax.set(title=plain(name, 34), xlim=(-REACH, REACH), ylim=(-REACH, REACH),
               xlabel=f"{plain(self.names[0])} (standardised)")  # fmt: skip
        if first:
            ax.set_ylabel(f"{plain(self.names[1])} (standardised)")
        ax.set_xticks([-2, 0, 2], ["−2", "0", "2"])
        ax.set_yticks([-2, 0, 2], ["−2", "0", "2"])
        ax.grid(color=GRID)
        return crosses(ax, [], [])

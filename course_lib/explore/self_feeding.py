"""Lesson 16: a rare level in tables that are made from tables, and what a few fresh rows in each change.

Left some chains: the share of the level, table by table. Right the chance that a table has not one row of it, exact
(`course_lib/data/self_feeding.py`) and among many chains. Both hold for every generator that draws its
rows one by one, each level with the share it saw.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.data.self_feeding import feed, lost
from course_lib.explore.controls import Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, INK, REAL, SYNTHETIC

CHAINS, SHOWN = 200, 20  # counted at the right, drawn at the left
SIZES, GENERATIONS, FRESH = (50, 100, 200, 500, 1000), (5, 10, 20, 30, 50), (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
TOP = 5  # of the share axis, in multiples of the real share


@dataclass(frozen=True)
class SelfFeedingState:
    n: int = 200
    generations: int = 30
    fresh: float = 0.0
    seed: int = 0


class SelfFeedingView(View):
    """p: the level's share among real rows."""

    title = "Tables made from tables"
    default = SelfFeedingState()
    controls = (Slider("n", "rows", SIZES), Slider("generations", "generations", GENERATIONS),
                Slider("fresh", "fresh rows", FRESH, lambda share: f"{share:.0%}"))  # fmt: skip
    presets = {"no fresh rows": SelfFeedingState(), "five times the rows": SelfFeedingState(n=1000),
               "one row in twenty is fresh": SelfFeedingState(fresh=0.05)}  # fmt: skip
    ratios = (1, 1)
    again = "other chains"

    def __init__(self, p: float = 0.02):
        self.p = p
        self._lost = {(n, fresh): lost(p, n, GENERATIONS[-1], fresh) for n in SIZES for fresh in FRESH}
        self._fed = {}

    def counts(self, state) -> np.ndarray:
        """(generations + 1, CHAINS) rows of the level."""
        key = state.n, state.fresh, state.seed
        if key not in self._fed:
            self._fed = {key: feed(self.p, state.n, GENERATIONS[-1], CHAINS, state.fresh, state.seed)}
        return self._fed[key][: state.generations + 1]

    def chances(self, state) -> np.ndarray:
        """Chance that no row of generation 0, 1, ... has the level: (generations + 1,)."""
        return self._lost[state.n, state.fresh][: state.generations + 1]

    def numbers(self, state) -> dict:
        """absent: the chance that the last table lacks the level; of the chains: how many of them do."""
        return {"absent": float(self.chances(state)[-1]), "of the chains": float((self.counts(state)[-1] == 0).mean()),
                "fresh rows a table": state.n * state.fresh}  # fmt: skip

    def readout(self, state, n: dict) -> str:
        return (f"table {state.generations}: chance that the level is absent {n['absent']:.1%} · absent in "
                f"{n['of the chains']:.0%} of {CHAINS} chains · fresh rows in each table {n['fresh rows a table']:g}")

    def alt(self, state, n: dict) -> str:
        back = "some lines leave the bottom again" if state.fresh else "a line that has reached the bottom stays there"
        return (f"Left: the share of a level that {self.p:.0%} of real rows have, in {SHOWN} chains of tables of "
                f"{state.n} rows, wandering from table to table; {back}. Right: the chance that a table has no row of "
                f"it, from {self.chances(state)[0]:.0%} for the real rows to {n['absent']:.0%} for table "
                f"{state.generations}; crosses of counted chains lie near the line.")  # fmt: skip

    def stage(self, axes, *, small=False) -> Stage:
        left, right = axes
        left.set(ylim=(-0.03 * TOP * self.p, TOP * self.p), title="the level's share, twenty chains", xlabel="table")
        left.set_yticks([0, self.p, 2 * self.p, 4 * self.p], [f"{share:.0%}" for share in (0, self.p, 2 * self.p,
                                                                                       4 * self.p)])  # fmt: skip
        right.set(ylim=(0, 1.03), title="chance that it is absent", xlabel="table")
        right.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
        for ax in axes:
            ax.set(xlim=(-1, GENERATIONS[-1] + (1 if ax is left else 8)))  # room for a number behind the curve
            ax.set_xticks(range(0, GENERATIONS[-1] + 1, 10))
            ax.grid(color=GRID)
        left.axhline(self.p, color=FLOOR, linestyle="--", linewidth=1.2)
        chains = [left.plot([], [], color=SYNTHETIC, linewidth=0.8, alpha=0.7)[0] for _ in range(SHOWN)]
        real = left.plot([], [], "o", color=REAL, markersize=3.5, mew=0, zorder=4)[0]
        exact = right.plot([], [], color=INK, linewidth=1.8)[0]
        found = right.plot([], [], "x", color=SYNTHETIC, markersize=4.5, mew=1.2)[0]
        words = right.text(0, 0, "", size=9, va="center")

        def show(state):
            counts, chances, x = self.counts(state), self.chances(state), np.arange(state.generations + 1)
            for k, line in enumerate(chains):
                line.set_data(x, counts[:, k] / state.n)
            real.set_data(np.zeros(SHOWN), counts[0, :SHOWN] / state.n)
            exact.set_data(x, chances)
            every = slice(None, None, max(1, state.generations // 15))
            found.set_data(x[every], (counts == 0).mean(axis=1)[every])
            words.set_position((state.generations + 1, max(chances[-1], 0.04)))
            words.set_text(f"{chances[-1]:.1%}")

        return Stage([*chains, real, exact, found, words], show)


def explore_self_feeding(p: float = 0.02) -> Explorer:
    """Sliders for rows, generations and the share of fresh rows; p: the level's share among real rows."""
    return Explorer(SelfFeedingView(p))

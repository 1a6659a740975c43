"""Lesson 01: a table in which a share of the rows are photocopies of training rows, scored against fresh rows.

The two curves are measured when the control is made, at every position of its slider, so that a move costs one
look-up. The photocopied rows of a smaller share are among those of a larger one: moving on exposes more people and
takes nobody back.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.copying import exact_match_share, nn_membership
from course_lib.evaluation.metrics.together import c2st
from course_lib.evaluation.scores.score import show
from course_lib.explore.controls import Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, SYNTHETIC
from course_lib.randomness import generator, threads

SHARES = evenly(0.0, 1.0, 0.1)
PEOPLE = 400  # squares in the picture
SIDE = 20


@dataclass(frozen=True)
class PhotocopierState:
    share: float = 0.0


@dataclass(frozen=True)
class Measured:
    """One position of the slider: score, attack, and who stands in the table."""

    table: pd.DataFrame
    copied: np.ndarray  # positions of the copied rows in the training table
    score: object  # Auc of the classifier against fresh rows
    attack: object  # Auc of the nearest-neighbour membership attack
    exposed: int  # training rows that stand in the table in every column


class PhotocopierView(View):
    """Score, attack, and the training people as squares, filled where their row was handed out."""

    title = "The photocopier"
    default = PhotocopierState(share=0.3)
    ratios = (1.15, 1.15, 1)

    def __init__(self, train, synthetic, fresh, schema=None, shares=SHARES, seed: int = 0):
        if len(synthetic) > len(train):
            raise CourseError(f"The synthetic table has {len(synthetic)} rows and only {len(train)} can be copied: "
                              "sample at most as many rows as the training table has.")
        if 0.0 not in shares:
            raise CourseError("shares= needs 0.0, the table without a photocopy, to compare with.")
        self.controls = (Slider("share", "share of copied rows", tuple(shares), lambda v: f"{v:.0%}"),)
        nearest = min(shares, key=lambda v: abs(v - 0.3))
        self.default = PhotocopierState(nearest)
        self.presets = {f"{v:.0%} copied": PhotocopierState(v) for v in (shares[0], nearest, shares[-1])}
        self.n, self.m = len(train), len(synthetic)
        order = generator(seed).permutation(self.n)
        with threads(1):  # on a shared machine the classifier's threads wait for each other longer than they work
            self.measured = {share: self._measure(share, order, train, synthetic, fresh, schema, seed)
                             for share in shares}

    def _measure(self, share, order, train, synthetic, fresh, schema, seed) -> Measured:
        copied = order[: round(share * self.m)]
        table = pd.concat([train.iloc[copied], synthetic.iloc[len(copied):]], ignore_index=True)
        exposed = exact_match_share(table, train, schema) * self.n
        return Measured(table, copied, c2st(fresh, table, schema, seed=seed),
                        nn_membership(train, table, fresh, schema), round(exposed))

    def table(self, state) -> pd.DataFrame:
        """The table with this share of photocopies: copies first, synthetic rows after."""
        return self.measured[state.share].table

    def numbers(self, state) -> dict:
        here, start = self.measured[state.share], self.measured[0.0]
        return {
            "c2st": here.score.auc, "c2st without copies": start.score.auc, "c2st null_95": here.score.null_95,
            "membership auc": here.attack.auc, "exposed": here.exposed,
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        return (
            f"C2ST AUC against fresh rows {show(n['c2st'])} (without copies {show(n['c2st without copies'])}, edge "
            f"of the floor {show(n['c2st null_95'])}) · membership attack AUC {show(n['membership auc'])} (floor .5) · "
            f"people exposed {n['exposed']:,} of {self.n:,}"
        )

    def alt(self, state, n: dict) -> str:
        return (
            f"Three panels at {state.share:.0%} copied rows. Left: the score against fresh rows, a classifier's AUC, "
            f"{show(n['c2st'])} here and {show(n['c2st without copies'])} without copies; .5 is best. Middle: the "
            f"membership attack's AUC, {show(n['membership auc'])}; .5 is its floor. Right: one square a training "
            f"person, filled where the row was handed out: {n['exposed']:,} of {self.n:,}."
        )

    def stage(self, axes, *, small=False) -> Stage:
        title = "score (lower is better)" if small else "score: C2ST AUC, lower is better"
        score = self._curve(axes[0], title, "score")
        attack = self._curve(axes[1], "attack" if small else "attack: membership AUC", "attack")
        filled = people(axes[2], min(self.n, PEOPLE), self.n, size=2.2 if small else 4.4, brief=small)

        def show_state(state):
            here = self.measured[state.share]
            for marker, auc in zip((score, attack), (here.score, here.attack)):
                marker.set_data([state.share], [auc.auc])
            seen = here.copied[here.copied < PEOPLE]
            filled.set_data(seen % SIDE, seen // SIDE)

        return Stage([score, attack, filled], show_state)

    def _curve(self, ax, title: str, which: str):
        """A measured curve with its 95% intervals over the share; returns the marker that moves on it."""
        shares = np.array(list(self.measured))
        found = [getattr(m, which) for m in self.measured.values()]
        low, high = np.array([auc.interval for auc in found]).T
        ax.fill_between(shares, low, high, color=GRID, linewidth=0)
        ax.plot(shares, [auc.auc for auc in found], "-o", color=SYNTHETIC, markersize=3, linewidth=1.4)
        ax.axhline(0.5, color=FLOOR, linestyle="--", linewidth=1.2)
        left = which == "score"  # each curve leaves another corner free
        ax.annotate("floor .5", (0.0 if left else 1.0, 0.5), ha="left" if left else "right", va="top", size=8,
                    color=FLOOR, xytext=(0, -2), textcoords="offset points", path_effects=HALO)
        if left:
            edge = found[0].null_95
            ax.axhline(edge, color=FLOOR, linestyle=":", linewidth=1.2)
            ax.annotate(f"edge of the floor {show(edge)}", (0.0, edge), va="bottom", size=8, color=FLOOR,
                        xytext=(0, 1), textcoords="offset points", path_effects=HALO)
        ax.set(xlim=(-0.03, 1.03), ylim=(0.35, 1.07), title=title, xlabel="share of copied rows")
        ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.grid(color=GRID)
        return ax.plot([], [], "o", markersize=9, mfc="white", mew=2.2, color=INK)[0]


def people(ax, shown: int, n: int, size: float, brief: bool):
    """Open squares, one a person, in rows of 20; returns the artist of the filled ones."""
    at = np.arange(shown)
    ax.plot(at % SIDE, at // SIDE, "s", markersize=size, mfc="none", mec=FLOOR, mew=0.5)
    ax.set(xlim=(-1, SIDE), ylim=((PEOPLE / SIDE), -1), aspect="equal",
           title=f"{shown} people" if brief else f"{shown} of {n:,} training people")
    ax.axis("off")
    return ax.plot([], [], "s", markersize=size + 0.5, color=INK, mew=0)[0]


def explore_photocopier(train, synthetic, fresh, schema=None, *, shares=SHARES, seed: int = 0) -> Explorer:
    """A slider for the share of copied rows. `fresh`: real rows that neither table saw, at best as many as `train`.

    Fits one classifier per position of the slider (about a third of a second each). Raises CourseError if there
    are more synthetic rows than training rows to copy.
    """
    return Explorer(PhotocopierView(train, synthetic, fresh, schema, shares, seed))

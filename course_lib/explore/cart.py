"""Lesson 07: sequential trees under their one slider, the leaf size, from real rows handed out again to single columns.

Everything is measured when the control is made, at every position of its slider, so that a move costs one look-up.
At the two ends of the curves stand the controls: the training rows themselves, and real rows that nobody used.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from course_lib.errors import CourseError
from course_lib.evaluation import Auc, auc_of, c2st, exact_match_share
from course_lib.evaluation.metrics.copying import Neighbours
from course_lib.evaluation.metrics.space import nearest, placed
from course_lib.evaluation.scores.score import percent, show
from course_lib.explore.controls import Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.tables import check_numbers, complete, matrix
from course_lib.explore.view import Stage, View
from course_lib.generators import make
from course_lib.plots.pairs import crosses, dots
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, SYNTHETIC, plain, short_number
from course_lib.randomness import threads

LEAVES = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 400)
PHOTOCOPY, UNUSED = "photocopy", "unused"  # the controls
CURVES = {"c2st": ("C2ST", "-", "o"), "near": ("near", "--", "x"), "attack": ("attack", ":", "^")}


@dataclass(frozen=True)
class CARTState:
    min_leaf: int = 5


@dataclass(frozen=True)
class Measured:
    """One table: what a classifier makes of it, and how close it keeps to the training rows."""

    table: pd.DataFrame
    score: Auc  # the classifier against fresh rows
    near: float  # share of rows nearer to a training than to a fresh row
    near_edge: float  # real rows that nobody used stay below it in 95% of cases
    attack: Auc  # membership by the nearest row
    exact: float  # share of rows that equal a training row
    distances: np.ndarray  # to the nearest training row, ascending, (rows,)


class CARTView(View):
    """A part of the rows enlarged, all rows' distances to the training rows, and three scores over the leaf size."""

    title = "Sequential trees"
    default = CARTState()
    ratios = (1.1, 1, 1.25)

    def __init__(self, train, fresh, unused, schema=None, x="income", y="purchase", leaves=LEAVES, seed: int = 0):
        check_numbers((x, y), train.select_dtypes("number").columns)
        if self.default.min_leaf not in leaves:
            raise CourseError(f"leaves= needs {self.default.min_leaf}, the default of the generator, to start with.")
        self.controls = (Slider("min_leaf", "rows in a leaf, at least", tuple(leaves)),)
        telling = {leaves[0], self.default.min_leaf, leaves[-1], *(leaf for leaf in leaves if leaf == 50)}
        self.presets = {f"leaf {leaf}" + ", the default" * (leaf == self.default.min_leaf): CARTState(leaf)
                        for leaf in sorted(telling)}  # fmt: skip
        self.x, self.y, self._real = x, y, {"train": train, "fresh": fresh}
        with threads(1):  # on a shared machine the classifier's threads wait for each other longer than they work
            self.controls_measured = {PHOTOCOPY: self._measure(train, train, fresh, schema),
                                      UNUSED: self._measure(unused, train, fresh, schema)}  # fmt: skip
            self.measured = {leaf: self._measure(self._drawn(leaf, train, schema, seed), train, fresh, schema)
                             for leaf in leaves}  # fmt: skip

    def _drawn(self, leaf, train, schema, seed) -> pd.DataFrame:
        return make("cart", min_leaf=leaf).fit(train, schema, seed=seed).sample(len(train), seed=seed + 1)

    def _measure(self, table, train, fresh, schema) -> Measured:
        points = placed(train, table, fresh, schema=schema)
        near = Neighbours.of(*points)
        return Measured(
            table, c2st(fresh, table, schema, seed=0), near.share(),
            near.chance + stats.norm.ppf(0.95) * near.share_error(),
            auc_of(-near.train_to_synthetic, -near.holdout_to_synthetic),
            exact_match_share(train, table, schema), np.sort(nearest(points[1], points[0])[0]),
        )  # fmt: skip

    def table(self, state) -> pd.DataFrame:
        """The synthetic rows, for a check by hand: `sample(len(train), seed=seed + 1)` of trees fitted with `seed`."""
        return self.measured[state.min_leaf].table

    def numbers(self, state) -> dict:
        here = self.measured[state.min_leaf]
        return {
            "c2st": here.score.auc, "c2st edge": here.score.null_95, "near": here.near, "near edge": here.near_edge,
            "attack": here.attack.auc, "exact": here.exact, "median distance": float(np.median(here.distances)),
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        rings = "above" if n["near"] > n["near edge"] else "below"
        return (
            f"C2ST against fresh rows {show(n['c2st'])} (floor .5, edge {show(n['c2st edge'])}) · nearer to train "
            f"{show(n['near'])} (guess .5, {rings} its edge {show(n['near edge'])}) · membership attack "
            f"{show(n['attack'])} (guess .5) · exact copies {percent(n['exact'])}"
        )

    def alt(self, state, n: dict) -> str:
        fresh = float(np.median(self.controls_measured[UNUSED].distances))
        return (
            f"Leaf size {state.min_leaf}. Left: part of {plain(self.y)} against {plain(self.x)}, training rows as "
            f"dots, fresh rows as squares, synthetic rows as crosses; {percent(n['exact'])} of the synthetic rows are "
            f"exact copies. Middle: share of rows within a distance of a training row; the median is "
            f"{show(n['median distance'], 2)}, that of real rows nobody used {show(fresh, 2)}. Right: over the leaf "
            f"size C2ST, here {show(n['c2st'])}; share nearer to train, here {show(n['near'])}; membership attack, "
            f"here {show(n['attack'])}. Guessing gives .5. The photocopy scores about .5, 1 and 1."
        )

    def stage(self, axes, *, small=False) -> Stage:
        inside, rows = self._zoom(axes[0])
        distance, reach = self._distances(axes[1])
        line, marks = self._curves(axes[2])

        def show_state(state):
            here = self.measured[state.min_leaf]
            rows.set_data(*inside(here.table))
            at = np.concatenate([[0.0], here.distances, [max(reach, here.distances[-1])]])
            distance.set_data(at, [0.0, *(np.arange(len(here.distances)) + 1) / len(here.distances), 1.0])
            position = list(self.measured).index(state.min_leaf)
            line.set_data([position, position], [0, 1.04])
            marks.set_data([position] * 3, [here.score.auc, here.near, here.attack.auc])

        return Stage([rows, distance, line, marks], show_state)

    def _zoom(self, ax):
        """The middle tenth of x, real rows drawn; returns what picks a table's rows in it, and the crosses."""
        x, y = complete(matrix(self._real["train"], [self.x, self.y])).T
        left, right = np.quantile(x, [0.45, 0.55])
        low, high = np.quantile(y[(x >= left) & (x <= right)], [0.05, 0.95])

        def inside(table):
            u, v = complete(matrix(table, [self.x, self.y])).T
            keep = (u >= left) & (u <= right) & (v >= low) & (v <= high)
            return u[keep], v[keep]

        ax.plot(*inside(self._real["fresh"]), "s", markersize=4.5, mfc="none", mec=FLOOR, mew=0.9, label="fresh")
        dots(ax, *inside(self._real["train"]), markersize=4.5, label="train")
        ax.set(xlim=(left, right), ylim=(low, high + 0.3 * ((high - low) or 1)), xlabel=plain(self.x),
               ylabel=plain(self.y), title="rows, enlarged")  # fmt: skip
        ax.xaxis.set_major_formatter(short_number)
        ax.locator_params(nbins=4)
        made = crosses(ax, [], [], markersize=6, mew=1.5, label="synthetic")
        ax.legend(loc="upper left", ncols=3, borderaxespad=0.1, handletextpad=0.0, columnspacing=0.6)
        return inside, made

    def _distances(self, ax):
        """Cumulative shares; returns the synthetic rows' line and the right end of the axis."""
        floor = self.controls_measured[UNUSED].distances
        reach = float(np.quantile(floor, 0.98)) or 1.0
        ax.plot(floor, (np.arange(len(floor)) + 1) / len(floor), color=FLOOR, linewidth=4, alpha=0.55, label="unused")
        ax.set(xlim=(-0.03 * reach, reach), ylim=(0, 1.06), title="rows within a distance",
               xlabel="distance to nearest train row")  # fmt: skip
        ax.yaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.locator_params(nbins=4)
        ax.grid(color=GRID)
        made = ax.plot([], [], color=SYNTHETIC, linewidth=1.8, label="synthetic")[0]
        ax.legend(loc="lower right", borderaxespad=0.1, handlelength=1.2)
        return made, reach

    def _curves(self, ax):
        """The three scores over the leaf size, the controls at both ends; returns the line and the rings that move."""
        leaves = list(self.measured)
        ends = {PHOTOCOPY: -1.6, UNUSED: len(leaves) + 0.6}
        ax.axhline(0.5, color=FLOOR, linestyle="--", linewidth=1.2)
        for key, (label, dash, mark) in CURVES.items():
            colour = INK if key == "c2st" else SYNTHETIC
            look = {"color": colour, "marker": mark, "markersize": 3.5}
            ax.plot(range(len(leaves)), [value(m, key) for m in self.measured.values()], dash, linewidth=1.4,
                    label=label, **look)  # fmt: skip
            for name, at in ends.items():
                ax.plot([at], [value(self.controls_measured[name], key)], linestyle="none", **look)
        shown = [leaf for leaf in leaves if leaf in (1, 2, 5, 10, 20, 50, 200)] if len(leaves) > 6 else leaves
        ax.set_xticks([ends[PHOTOCOPY], *map(leaves.index, shown), ends[UNUSED]],
                      ["copy", *map(str, shown), UNUSED])  # fmt: skip
        ax.set(xlim=(-2.2, len(leaves) + 1.4), ylim=(0.35, 1.2), title="scores over the leaf size")
        ax.set_yticks([0.4, 0.6, 0.8, 1.0])
        ax.grid(axis="y", color=GRID)
        ax.legend(loc="upper right", ncols=3, borderaxespad=0.1, handlelength=1.6, columnspacing=0.8)
        line = ax.plot([], [], color=INK, linewidth=0.9)[0]
        return line, ax.plot([], [], "o", markersize=9, mfc="none", mew=1.8, color=INK, path_effects=HALO)[0]


def value(measured: Measured, key: str) -> float:
    """A curve's number."""
    return {"c2st": measured.score.auc, "near": measured.near, "attack": measured.attack.auc}[key]


def explore_cart(train, fresh, unused, schema=None, x="income", y="purchase", *, leaves=LEAVES, seed=0) -> Explorer:
    """A slider for the leaf size of sequential trees learned from `train`.

    fresh: real rows to score against, at best as many as `train`. unused: other real rows, drawn as the control of
    every score. x, y: two number columns to draw. Fits trees and a classifier per position of the slider, half a
    second each. Raises CourseError for a column that is no number, and for leaves without the generator's default.
    """
    return Explorer(CARTView(train, fresh, unused, schema, x, y, leaves, seed))

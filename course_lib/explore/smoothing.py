"""Lesson 12: the exact denoiser under its one slider, the bandwidth: from the rows themselves to a blur.

Everything is measured when the control is made, at every position of the slider; a move is one look-up.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.evaluation import Auc, auc_of, c2st, exact_match_share
from course_lib.evaluation.metrics.copying import Neighbours
from course_lib.evaluation.metrics.space import placed
from course_lib.evaluation.scores.score import percent, show
from course_lib.explore.controls import Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.tables import check_numbers, complete, matrix
from course_lib.explore.view import Stage, View
from course_lib.generators.neural.diffusion.exact_model import ExactDenoiser, noise_loss
from course_lib.plots.pairs import axis_label, crosses, dots
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, SYNTHETIC, plain, short_number
from course_lib.randomness import generator, threads

BANDWIDTHS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0)
STEPS = 250  # of a walk
N, SHOWN = 1000, 300
PHOTOCOPY, UNUSED = "photocopy", "unused"  # the controls


@dataclass(frozen=True)
class SmoothingState:
    bandwidth: float = 0.0


@dataclass(frozen=True)
class Measured:
    """One table, and the denoiser that drew it."""

    table: pd.DataFrame
    score: Auc  # a classifier, against real rows that nobody used
    attack: Auc  # membership by the nearest row
    exact: float  # share of rows that equal a training row
    own_loss: float  # noise loss on the training rows
    fresh_loss: float  # and on as many fresh rows


class SmoothingView(View):
    """The rows; the denoiser's loss on its own and on fresh rows; what a classifier and an attack score."""

    title = "The exact denoiser, smoothed"
    default = SmoothingState()
    ratios = (1.05, 1, 1.1)

    def __init__(self, train, fresh, unused, schema=None, x="age", y="score", bandwidths=BANDWIDTHS, seed: int = 0):
        columns = list(train.columns)
        check_numbers((x, y), [name for name in columns if train[name].dtype.kind in "iuf"])
        self.controls = (Slider("bandwidth", "bandwidth", tuple(bandwidths)),)
        telling = [h for h in bandwidths if h in (bandwidths[0], 0.1, 0.3, bandwidths[-1])]
        self.presets = {f"bandwidth {h:g}": SmoothingState(h) for h in telling}
        self.default = SmoothingState(bandwidths[0])
        self.x, self.y, self.schema, self.seed = x, y, schema, seed
        self._train, self._fresh, self._unused = train, fresh, unused
        with threads(1):
            self.measured = {h: self._measure(h) for h in bandwidths}
            self.controls_measured = {name: self._attack(t).auc for name, t in ((PHOTOCOPY, train), (UNUSED, unused))}

    def _measure(self, bandwidth) -> Measured:
        model = ExactDenoiser(bandwidth=bandwidth, steps=STEPS).fit(self._train, self.schema, seed=self.seed)
        table = model.sample(N, seed=self.seed + 1)
        losses = [noise_loss(model.denoise, model.rows(t), generator(self.seed)) for t in (self._train, self._fresh)]
        return Measured(table, c2st(self._unused, table, self.schema, seed=0), self._attack(table),
                        exact_match_share(self._train, table, self.schema), *losses)

    def _attack(self, table) -> Auc:
        near = Neighbours.of(*placed(self._train, table, self._fresh, schema=self.schema))
        return auc_of(-near.train_to_synthetic, -near.holdout_to_synthetic)

    def table(self, state) -> pd.DataFrame:
        """The synthetic rows: `ExactDenoiser(bandwidth=..., steps=250)` fitted with `seed`, drawn with seed + 1."""
        return self.measured[state.bandwidth].table

    def numbers(self, state) -> dict:
        m = self.measured[state.bandwidth]
        return {"c2st": m.score.auc, "attack": m.attack.auc, "attack edge": m.attack.null_95, "exact": m.exact,
                "own loss": m.own_loss, "fresh loss": m.fresh_loss}  # fmt: skip

    def readout(self, state, n: dict) -> str:
        rings = "above" if n["attack"] > n["attack edge"] else "below"
        return (
            f"noise loss: own rows {show(n['own loss'])}, fresh rows {show(n['fresh loss'])} · C2ST {show(n['c2st'])} "
            f"(floor .5) · membership attack {show(n['attack'])} (guess .5, {rings} its edge "
            f"{show(n['attack edge'])}) · exact copies {percent(n['exact'])}"
        )

    def alt(self, state, n: dict) -> str:
        return (
            f"Bandwidth {state.bandwidth:g}. Left: {plain(self.y)} against {plain(self.x)}, training rows as dots, "
            f"synthetic rows as crosses, {percent(n['exact'])} of them exact copies. Middle: noise loss over the "
            f"bandwidth, here {show(n['own loss'])} on the training rows and {show(n['fresh loss'])} on fresh ones. "
            f"Right: C2ST, here {show(n['c2st'])}, and membership attack, here {show(n['attack'])}; guessing gives .5."
        )

    def stage(self, axes, *, small=False) -> Stage:
        rows = self._rows(axes[0])
        lines = [self._losses(axes[1]), self._scores(axes[2])]

        def show_state(state):
            rows.set_data(*complete(matrix(self.table(state), [self.x, self.y]))[:SHOWN].T)
            m, at = self.measured[state.bandwidth], list(self.measured).index(state.bandwidth)
            for ring, values in zip(lines, ((m.own_loss, m.fresh_loss), (m.score.auc, m.attack.auc))):
                ring.set_data([at, at], values)

        return Stage([rows, *lines], show_state)

    def _rows(self, ax):
        x, y = complete(matrix(self._train, [self.x, self.y])).T
        both = complete(matrix(self.measured[max(self.measured)].table, [self.x, self.y]))
        dots(ax, x, y, markersize=4.5)
        for axis, values in ((ax.set_xlim, np.append(both[:, 0], x)), (ax.set_ylim, np.append(both[:, 1], y))):
            pad = 0.05 * float(np.ptp(values) or 1)
            axis(values.min() - pad, values.max() + pad)
        about = self.schema or {}
        name = {n: axis_label(about[n]) if self.schema else plain(n) for n in (self.x, self.y)}
        ax.set(xlabel=name[self.x], ylabel=name[self.y], title="dots real, crosses synthetic")
        ax.xaxis.set_major_formatter(short_number)
        ax.locator_params(nbins=5)
        ax.grid(color=GRID)
        return crosses(ax, [], [])

    def _losses(self, ax):
        for key, label, look in (("own_loss", "its own rows", {"color": SYNTHETIC, "linestyle": "--", "marker": "x"}),
                                 ("fresh_loss", "fresh rows", {"color": REAL, "marker": "o"})):  # fmt: skip
            ax.plot([getattr(m, key) for m in self.measured.values()], markersize=4, linewidth=1.5, label=label, **look)
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + 0.2 * (high - low))
        return self._finish(ax, "noise loss", ncols=1)

    def _scores(self, ax):
        ax.axhline(0.5, color=FLOOR, linestyle="--", linewidth=1.2)
        looks = {"C2ST": {"color": INK, "marker": "o"}, "attack": {"color": SYNTHETIC, "linestyle": ":", "marker": "^"}}
        for key, (label, look) in zip(("score", "attack"), looks.items()):
            values = [getattr(m, key).auc for m in self.measured.values()]
            ax.plot(values, markersize=4, linewidth=1.5, label=label, **look)
        edge = next(iter(self.measured.values())).attack.null_95
        ax.axhspan(0.5, edge, color=FLOOR, alpha=0.15, linewidth=0)
        ax.set_ylim(0.34, 1.3)
        ax.set_yticks([0.4, 0.6, 0.8, 1.0])
        return self._finish(ax, "scores, grey: to the attack's edge", ncols=2)

    def _finish(self, ax, title, ncols):
        names = [f"{h:g}" for h in self.measured]
        every = 1 if len(names) <= 6 else 2
        ax.set_xticks(range(0, len(names), every), names[::every])
        ax.set(title=title, xlabel="bandwidth")
        ax.grid(axis="y", color=GRID)
        ax.legend(loc="upper right", ncols=ncols, borderaxespad=0.1, handlelength=2)
        return ax.plot([], [], "o", markersize=10, mfc="none", mew=1.8, color=INK, path_effects=HALO)[0]


def explore_smoothing(train, fresh, unused, schema=None, x="age", y="score", *, bandwidths=BANDWIDTHS,
                      seed=0) -> Explorer:
    """A slider for the bandwidth of the exact denoiser of `train`, a small table.

    fresh: as many real rows, for losses and the attack. unused: other real rows, which the classifier compares with.
    Walks, scores and losses are computed once a position, about half a second each for fifty rows of two columns.
    Raises CourseError for a column that is no number.
    """
    return Explorer(SmoothingView(train, fresh, unused, schema, x, y, bandwidths, seed))

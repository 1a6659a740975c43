"""Lesson 05: the report's GAN-style generator under its two sliders, the rows averaged and the noise added to them.

Nothing is refitted: the fitted generator samples again with one seed, so the same rows are picked at every noise.
Beside each measured ratio stands the closed form for it, and the learner sees the two travel together.
"""

import copy
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from course_lib.errors import CourseError
from course_lib.evaluation.scores.score import percent, show
from course_lib.explore.controls import Choice, Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.pieces import SHOWN, beyond, cloud, outline, outside, span, tell_beyond
from course_lib.explore.tables import check_fitted, check_numbers, complete, matrix, number_columns
from course_lib.explore.view import Stage, View
from course_lib.plots.columns import shares
from course_lib.plots.palette import FLOOR, GRID, INK, SYNTHETIC

ROWS = ("mean", "sd", "skew", "correlation", "above 95%")
TAIL = 0.95


@dataclass(frozen=True)
class GANStyleState:
    k: int = 5
    noise_scale: float = 1.0
    noise: str = "uniform"
    seed: int = 0


def closed_form(state) -> dict:
    """Ratios to the real column that averaging and noise give in the long run; name -> ratio.

    With v the variance of the noise in units of the column's own: sd sqrt(1/k + v), skew (1/k^2) / (1/k + v)^1.5,
    and a correlation of (1/k) / (1/k + v), or 1 if the noise has the correlations of the rows ("full").
    """
    v = state.noise_scale**2 * (1 / 3 if state.noise == "uniform" else 1 - 1 / state.k)
    variance = 1 / state.k + v
    kept = 1.0 if state.noise == "full" else 1 / state.k / variance
    return {"mean": 1.0, "sd": variance**0.5, "skew": state.k**-2 / variance**1.5, "correlation": kept}


class GANStyleView(View):
    """Scatter of two columns, histogram of the first, and five of its numbers over the real ones."""

    title = "The GAN-style generator"
    default = GANStyleState()
    controls = (
        Slider("k", "rows averaged", evenly(1, 20, 1)),
        Slider("noise_scale", "noise", evenly(0.0, 2.0, 0.05)),
        Choice("noise", "kind of noise", ("uniform", "diagonal", "full")),
    )
    presets = {
        "no noise": GANStyleState(noise_scale=0.0),
        "uniform noise": GANStyleState(),
        "one row": GANStyleState(k=1, noise_scale=0.0),
        "diagonal noise": GANStyleState(noise="diagonal"),
        "full noise": GANStyleState(noise="full"),
    }
    ratios = (1.2, 1, 1.1)

    def __init__(self, model, real: pd.DataFrame, x: str = "income", y: str = "purchase", n: int = 1000):
        check_fitted(model)
        check_numbers((x, y), number_columns(model.schema_))
        if len(real) < self.controls[0].values[-1]:
            raise CourseError(f"This control averages up to {self.controls[0].values[-1]} rows: give a larger table.")
        self.model, self.x, self.y, self.n = copy.copy(model), x, y, n
        self._points = complete(matrix(real, [x, y])).T
        self._tail = float(np.quantile(self._points[0], TAIL))
        self._real = self.summary(self._points)
        self._limits = span(self._points[0], (0.35, 0.05)), span(self._points[1], (0.35, 0.05))
        self._last = None

    def table(self, state) -> pd.DataFrame:
        """What `model.sample(n, seed=state.seed)` gives with these settings: the same rows, for a check by hand."""
        if self._last is None or self._last[0] != state:
            self.model.k, self.model.noise, self.model.noise_scale = state.k, state.noise, state.noise_scale
            self._last = state, self.model.sample(self.n, seed=state.seed)
        return self._last[1]

    def summary(self, points) -> dict:
        """Mean, sd, skew and upper tail of the first column, and its correlation with the second."""
        x, y = points
        varies = len(x) > 1 and np.ptp(x) > 0 and np.ptp(y) > 0
        return {
            "mean": float(np.mean(x)), "sd": float(np.std(x)),
            "skew": float(stats.skew(x)) if varies else float("nan"),
            "correlation": float(np.corrcoef(x, y)[0, 1]) if varies else float("nan"),
            "above 95%": float(np.mean(x > self._tail)),
        }  # fmt: skip

    def numbers(self, state) -> dict:
        made = self.summary(complete(matrix(self.table(state), [self.x, self.y])).T)
        ratios = {f"{name} ratio": made[name] / self._real[name] if self._real[name] else float("nan") for name in ROWS}
        return made | ratios

    def readout(self, state, n: dict) -> str:
        return (
            f"{self.x}: sd {show(n['sd ratio'], 2)} of the real · skew {show(n['skew'], 1)} (real "
            f"{show(self._real['skew'], 1)}) · correlation with {self.y} {show(n['correlation'], 2)} (real "
            f"{show(self._real['correlation'], 2)}) · above the real 95% point {percent(n['above 95%'])}"
        )

    def alt(self, state, n: dict) -> str:
        ratios = ", ".join(f"{name} {show(n[f'{name} ratio'], 2)}" for name in ROWS)
        formula = ", ".join(f"{name} {show(value, 2)}" for name, value in closed_form(state).items())
        return (
            f"Left: {self.y} against {self.x}, real rows as dots, synthetic rows as crosses with correlation "
            f"{show(n['correlation'], 2)} where the real rows have {show(self._real['correlation'], 2)}. Middle: "
            f"histogram of {self.x}, real filled, synthetic as outline. Right: synthetic over real, crosses measured "
            f"({ratios}), diamonds by the formula ({formula})."
        )

    def stage(self, axes, *, small=False) -> Stage:
        points = cloud(axes[0], *self._points, names=(self.x, self.y), limits=self._limits,
                       title="rows" if small else "dots real, crosses synthetic")  # fmt: skip
        note = beyond(axes[0])
        steps, edges = outline(axes[1], self._points[0], name=self.x, limits=self._limits[0])
        measured, formula = law_rows(axes[2], title=f"{self.x}, synthetic / real")

        def show_state(state):
            rows = complete(matrix(self.table(state), [self.x, self.y]))
            shown = rows[:SHOWN].T
            points.set_data(*shown)
            tell_beyond(note, outside(*shown, self._limits), shown.shape[1])
            steps.set_data(shares(rows[:, 0], edges))
            numbers, law = self.numbers(state), closed_form(state)
            measured.set_data([numbers[f"{name} ratio"] for name in ROWS], range(len(ROWS)))
            formula.set_data([law.get(name, np.nan) for name in ROWS], range(len(ROWS)))

        return Stage([points, note, steps, formula, measured], show_state)


def law_rows(ax, *, title: str):
    """One row a number with a line at 1; returns the artists (measured, by the formula): crosses, open diamonds."""
    ax.plot([1, 1], [-0.5, len(ROWS) - 0.4], color=FLOOR, linestyle="--", linewidth=1.2)  # below the legend
    ax.set(xlim=(-0.2, 1.75), ylim=(len(ROWS) - 0.4, -2.0), title=title)
    ax.set_yticks(range(len(ROWS)), ROWS)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=GRID)
    law = ax.plot([], [], linestyle="none", marker="D", markersize=9, mfc="none", mec=INK, label="formula")[0]
    made = ax.plot([], [], linestyle="none", marker="x", markersize=7, mew=2, color=SYNTHETIC, label="measured")[0]
    # Framed, or its marks read as data.
    ax.legend(handles=[law, made], loc="upper left", ncols=2, borderaxespad=0.2, borderpad=0.3, handletextpad=0.1,
              columnspacing=1, frameon=True, fancybox=False, edgecolor=GRID)  # fmt: skip
    return made, law


def explore_gan_style(model, real, x: str = "income", y: str = "purchase", n: int = 1000) -> Explorer:
    """Sliders for k and the noise of a fitted `GANStyle`; `real` is the table it was fitted on.

    x, y: two number columns to draw. n: synthetic rows a move. The model's own bounds stay; it is not changed.
    Raises CourseError for an unfitted model, a column that is no number, or fewer rows than the largest k.
    """
    return Explorer(GANStyleView(model, real, x, y, n))

"""Lesson 04: the report's VAE-style generator under two sliders, its noise and the strength of its correlations.

Nothing is refitted: the fitted generator samples again from the same normal numbers (one seed), so that a move of
a slider moves every point a little and nothing else. What stays still is the lesson: the means.
"""

import copy
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.evaluation.scores.score import percent, show
from course_lib.explore.controls import Choice, Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.pieces import SHOWN, beyond, cloud, outline, outside, ratio_rows, span, tell_beyond
from course_lib.explore.tables import check_fitted, check_numbers, complete, matrix, number_columns
from course_lib.explore.view import Stage, View
from course_lib.plots.columns import shares

MOST_ROWS = 6  # columns in the strip of ratios


@dataclass(frozen=True)
class VAEStyleState:
    noise_scale: float = 1.0
    strength: float = 1.0
    bounds: str = "truncate"
    seed: int = 0


class VAEStyleView(View):
    """Scatter of two columns, histogram of the first, and mean and sd of every number column against the real ones."""

    title = "The VAE-style generator"
    default = VAEStyleState(noise_scale=0.6)
    controls = (
        Slider("noise_scale", "noise", evenly(0.0, 1.5, 0.05)),
        Slider("strength", "strength of correlation", evenly(0.0, 1.0, 0.05)),
        Choice("bounds", "bounds", ("truncate", "clip", "none")),
    )
    presets = {
        "too little noise": VAEStyleState(noise_scale=0.6),
        "as described": VAEStyleState(),
        "no noise": VAEStyleState(noise_scale=0.0),
        "no correlation": VAEStyleState(strength=0.0),
        "no bounds": VAEStyleState(bounds="none"),
    }
    ratios = (1.25, 1, 1)

    def __init__(self, model, real: pd.DataFrame, x: str = "income", y: str = "purchase", n: int = 1000):
        check_fitted(model)
        self.columns = number_columns(model.schema_)
        check_numbers((x, y), self.columns)
        self.columns = [x, y, *(name for name in self.columns if name not in (x, y))][:MOST_ROWS]
        self.model, self.x, self.y, self.n = copy.copy(model), x, y, n
        values = matrix(real, self.columns)
        self._real_mean, self._real_sd = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
        self._points = complete(values).T
        self._real_correlation = float(np.corrcoef(self._points)[0, 1])
        self._limits = span(self._points[0], (0.35, 0.05)), span(self._points[1], (0.35, 0.05))
        self._last = None

    def table(self, state) -> pd.DataFrame:
        """What `model.sample(n, seed=state.seed)` gives with these settings: the same rows, for a check by hand."""
        if self._last is None or self._last[0] != state:
            self.model.noise_scale, self.model.strength = state.noise_scale, state.strength
            self.model.bounds = state.bounds
            self._last = state, self.model.sample(self.n, seed=state.seed)
        return self._last[1]

    def ratios_of(self, made: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Synthetic mean / real mean and synthetic sd / real sd of each column in `self.columns`."""
        return np.nanmean(made, axis=0) / self._real_mean, np.nanstd(made, axis=0) / self._real_sd

    def numbers(self, state) -> dict:
        made = matrix(self.table(state), self.columns)
        means, sds = self.ratios_of(made)
        both = complete(made)
        constant = len(both) == 0 or np.ptp(both, axis=0).min() == 0
        return {
            "mean match": float(np.mean(1 - np.abs(means - 1))),
            "correlation": float("nan") if constant else float(np.corrcoef(both.T)[0, 1]),
            "real correlation": self._real_correlation,
            "smallest mean ratio": float(means.min()), "largest mean ratio": float(means.max()),
            "smallest sd ratio": float(sds.min()), "largest sd ratio": float(sds.max()),
            "below the real minimum": float(np.mean(made[:, 0] < self._points[0].min())),
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        return (
            f"means match {n['mean match']:.1%} · correlation {self.x}–{self.y} {show(n['correlation'], 2)} (real "
            f"{show(n['real correlation'], 2)}) · sd ratio {show(n['smallest sd ratio'], 2)} to "
            f"{show(n['largest sd ratio'], 2)} · {self.x} below the real minimum "
            f"{percent(n['below the real minimum'])}"
        )

    def alt(self, state, n: dict) -> str:
        return (
            f"Left: {self.y} against {self.x}, real rows as dots, synthetic rows as crosses with correlation "
            f"{show(n['correlation'], 2)} where the real rows have {show(n['real correlation'], 2)}. Middle: histogram "
            f"of {self.x}, real filled, synthetic as outline. Right: for each number column the ratio of the means, "
            f"from {show(n['smallest mean ratio'], 2)} to {show(n['largest mean ratio'], 2)}, and of the standard "
            f"deviations, from {show(n['smallest sd ratio'], 2)} to {show(n['largest sd ratio'], 2)}."
        )

    def stage(self, axes, *, small=False) -> Stage:
        names = self.x, self.y
        points = cloud(axes[0], *self._points, names=names, limits=self._limits,
                       title="rows" if small else "dots real, crosses synthetic")
        note = beyond(axes[0])
        steps, edges = outline(axes[1], self._points[0], name=self.x, limits=self._limits[0])
        mean, sd, rows = ratio_rows(axes[2], self.columns)

        def show_state(state):
            made = matrix(self.table(state), self.columns)
            rows_shown = complete(made)[:SHOWN].T
            points.set_data(*rows_shown)
            tell_beyond(note, outside(*rows_shown, self._limits), rows_shown.shape[1])
            steps.set_data(shares(made[:, 0], edges))
            means, sds = self.ratios_of(made)
            mean.set_data(means, rows)
            sd.set_data(sds, rows)

        return Stage([points, note, steps, mean, sd], show_state)


def explore_vae_style(model, real, x: str = "income", y: str = "purchase", n: int = 1000) -> Explorer:
    """Sliders for the noise and the correlations of a fitted `VAEStyle`; `real` is the table it was fitted on.

    x, y: two number columns to draw. n: synthetic rows a move. The given model is not changed.
    Raises CourseError for an unfitted model or a column that is no number.
    """
    return Explorer(VAEStyleView(model, real, x, y, n))

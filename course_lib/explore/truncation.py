"""Lesson 02: which spread of a normal with mean 35, kept between 18 and 80, has mean age 44.3?

Truncating draws only inside the bounds; clipping moves what lies outside onto the bound. The picture shows a draw,
the numbers the closed form (`course_lib/data/truncate.py`).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from course_lib.data.truncate import (
    clipped_normal_mean,
    clipped_shares,
    truncated_normal_mean,
    truncated_normal_quantile,
)
from course_lib.explore.controls import Choice, Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, REAL_FILL
from course_lib.randomness import generator

EDGES = np.arange(0.0, 102.0, 2.0)
SIGMAS = evenly(2, 90, 1)
TOP = 0.16  # of the share axis: a spike above it is cut, and its height is written at its foot


@dataclass(frozen=True)
class TruncationState:
    sigma: int = 15
    how: str = "clip"
    low: int = 18
    high: int = 80
    seed: int = 0


def mean_within(mu, sigma, low, high, how: str) -> float:
    """Mean of Normal(mu, sigma) kept within [low, high] by `how`: "truncate" or "clip"."""
    return (truncated_normal_mean if how == "truncate" else clipped_normal_mean)(mu, sigma, low, high)


def shares_at_bounds(mu, sigma, low, high, how: str) -> tuple[float, float]:
    """Probability of a value exactly at the lower and at the upper bound."""
    return (0.0, 0.0) if how == "truncate" else clipped_shares(mu, sigma, low, high)


def draw_within(uniform, mu, sigma, low, high, how: str) -> np.ndarray:
    """Turn uniform numbers in (0, 1) into ages; the same numbers for every setting, so the picture moves smoothly."""
    if how == "truncate":
        return truncated_normal_quantile(uniform, mu, sigma, low, high)
    return np.clip(mu + sigma * ndtri(uniform), low, high)


class TruncationView(View):
    """Histogram of the ages drawn, and the mean as a function of sigma for both ways."""

    title = "Truncate or clip"
    default = TruncationState()
    controls = (
        Slider("sigma", "σ", SIGMAS, lambda years: f"{years} years"),
        Choice("how", "method", ("truncate", "clip")),
        Slider("low", "lower bound", evenly(0, 30, 1)),
        Slider("high", "upper bound", evenly(50, 100, 1)),
    )
    presets = {
        "textbook σ, truncated": TruncationState(sigma=15, how="truncate"),
        "textbook σ, clipped": TruncationState(),
        "very wide, truncated": TruncationState(sigma=60, how="truncate"),
        "very wide, clipped": TruncationState(sigma=60),
    }
    ratios = (3, 2)

    def __init__(self, mu: float = 35.0, target: float = 44.3, n: int = 10_000):
        self.mu, self.target, self.n = mu, target, n
        self._uniform, self._means = {}, {}

    def ages(self, state) -> np.ndarray:
        """(n,) ages in years for this state."""
        if state.seed not in self._uniform:
            self._uniform = {state.seed: generator(state.seed).random(self.n)}
        return draw_within(self._uniform[state.seed], self.mu, state.sigma, state.low, state.high, state.how)

    def means(self, low, high, how) -> list[float]:
        """The mean at every sigma of the slider, in years."""
        key = (low, high, how)
        if key not in self._means:
            self._means[key] = [mean_within(self.mu, sigma, low, high, how) for sigma in SIGMAS]
        return self._means[key]

    def numbers(self, state) -> dict:
        at_low, at_high = shares_at_bounds(self.mu, state.sigma, state.low, state.high, state.how)
        ages = self.ages(state)
        return {
            "mean": float(mean_within(self.mu, state.sigma, state.low, state.high, state.how)),
            "mean of the draw": float(ages.mean()), "sd of the draw": float(ages.std(ddof=1)),
            "share at the lower bound": at_low, "share at the upper bound": at_high,
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        return (
            f"mean {n['mean']:.1f} years (wanted {self.target:.1f}) · mean of {self.n:,} drawn "
            f"{n['mean of the draw']:.1f} · sd {n['sd of the draw']:.1f} · exactly {state.low}: "
            f"{n['share at the lower bound']:.1%} · exactly {state.high}: {n['share at the upper bound']:.1%}"
        )

    def alt(self, state, n: dict) -> str:
        way = "redrawn" if state.how == "truncate" else "moved onto the bound"
        shape = "with no spike" if state.how == "truncate" else (
            f"with a spike of {n['share at the lower bound']:.0%} at {state.low} and of "
            f"{n['share at the upper bound']:.0%} at {state.high}")  # fmt: skip
        return (
            f"Histogram of ages from a normal with mean {self.mu:g} and sigma {state.sigma}, values outside "
            f"{state.low} to {state.high} {way}: {shape}; its mean is {n['mean']:.1f} years. Beside it, the mean "
            f"against sigma for truncation and for clipping, with this setting marked."
        )

    def stage(self, axes, *, small=False) -> Stage:
        left, right = axes
        left.set(xlim=(0, 100), ylim=(0, TOP), xlabel="age (years)", title="ages drawn")
        left.set_yticks([0, 0.05, 0.1, 0.15], ["0", "5%", "10%", "15%"])
        right.set(xlim=(0, SIGMAS[-1]), ylim=(33, 55), xlabel="σ (years)", title="mean age")
        right.axhline(self.target, color=FLOOR, linestyle="--", linewidth=1.2)
        right.annotate(f"wanted {self.target:g}", (0, self.target), va="bottom", color=FLOOR, size=8,
                       xytext=(3, 2), textcoords="offset points")
        for ax in (left, right):
            ax.grid(color=GRID)
        bars = left.stairs(np.zeros(len(EDGES) - 1), EDGES, fill=True, facecolor=REAL_FILL, edgecolor=REAL)
        mean = left.axvline(self.mu, color=INK, linewidth=1.6)
        name = left.text(0, TOP * 0.965, "", va="top", size=8.5, path_effects=HALO)
        spikes = [left.text(0, TOP * 0.8, "", va="top", size=8.5, color=REAL, weight="bold", path_effects=HALO)
                  for _ in range(2)]  # fmt: skip
        curves = {"truncate": right.plot([], [], color=INK, linewidth=2)[0],
                  "clip": right.plot([], [], color=FLOOR, linewidth=2, linestyle=(0, (5, 1.5)))[0]}
        marker = right.plot([], [], "o", markersize=8, mfc="white", mew=2, color=INK)[0]
        right.legend(list(curves.values()), list(curves), loc="upper left", handlelength=2.6)

        def show(state):
            ages = self.ages(state)
            heights = np.histogram(ages, EDGES)[0] / len(ages)
            bars.set_data(heights)
            here = mean_within(self.mu, state.sigma, state.low, state.high, state.how)
            mean.set_xdata([here, here])
            name.set_position((here + 1.2, TOP * 0.965))
            name.set_text(f"mean {here:.1f}")
            shares = shares_at_bounds(self.mu, state.sigma, state.low, state.high, state.how)
            for text, bound, share, side in zip(spikes, (state.low, state.high), shares, ("right", "left")):
                text.set_position((bound + (-1 if side == "right" else 3), TOP * 0.8))
                text.set_ha(side)
                text.set_text(f"{share:.0%}\nexactly {bound}" if share >= 0.005 else "")
            for how, curve in curves.items():
                curve.set_data(SIGMAS, self.means(state.low, state.high, how))
            marker.set_data([state.sigma], [here])

        return Stage([bars, mean, name, *spikes, *curves.values(), marker], show)


def explore_truncation(mu: float = 35.0, target: float = 44.3, n: int = 10_000) -> Explorer:
    """Sliders for sigma and the bounds, truncation or clipping; the wanted mean `target` is marked."""
    return Explorer(TruncationView(mu, target, n))

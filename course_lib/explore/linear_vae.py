"""Lesson 08: the linear VAE at its optimum, for every KL weight and decoder sigma, in closed form.

A move costs a matrix product: the best linear VAE needs of the table no more than the covariance of its columns
(`generators/neural/vae/linear.py`). Everything along a direction follows from its variance and t = beta sigma^2:
the code keeps max(lambda - t, 0) of it, costs 1/2 log(lambda / t) nats where it is on, and a squared error of
min(t, lambda) is left: the rate-distortion curve of a normal (Shannon 1959), whatever sigma is.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.explore.controls import Choice, Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.pieces import cloud
from course_lib.explore.tables import check_numbers
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, REAL_FILL, SYNTHETIC
from course_lib.randomness import generator

BETAS = (0.1, 0.125, 0.16, 0.2, 0.25, 0.32, 0.4, 0.5, 0.63, 0.8,
         1.0, 1.25, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.3, 8.0, 10.0)  # fmt: skip
SIGMAS = evenly(0.1, 1.2, 0.1)
ROWS = ("drawn", "read off")
LIMITS = (-3.6, 3.6), (-3.6, 3.6)
SHOWN = 350  # points of each table in the scatter
TOP = 1.6  # of the bars' axis, in units of the largest variance


@dataclass(frozen=True)
class LinearVAEState:
    beta: float = 1.0
    sigma: float = 0.5
    rows: str = "drawn"
    seed: int = 0


class LinearVAEView(View):
    """The directions' variances beside those of new rows, rows of two columns, and what the KL buys."""

    title = "The linear VAE"
    default = LinearVAEState()
    controls = (
        Slider("beta", "KL weight β", BETAS), Slider("sigma", "decoder σ", SIGMAS), Choice("rows", "rows", ROWS),
    )  # fmt: skip
    presets = {
        "weight 1": LinearVAEState(),
        "a high weight": LinearVAEState(beta=6.3),
        "read off": LinearVAEState(rows="read off"),
        "a noisy decoder": LinearVAEState(sigma=1.1),
    }
    ratios = (1.15, 1, 1.15)

    def __init__(self, table, x="income", y="purchase"):
        """table: (n, d) numbers without gaps, n > d; every column is centred and divided by its sd."""
        from course_lib.generators.neural.vae import linear  # here, because torch comes with it and takes seconds

        self.linear, table = linear, pd.DataFrame(table)
        if not np.isfinite(table.to_numpy(dtype=float)).all() or (table.std(ddof=0) == 0).any():
            raise CourseError("This control needs complete columns that vary: drop rows with gaps and such columns.")
        check_numbers((x, y), table.columns)
        self.columns = list(table)
        self.names, self.pair = (x, y), [table.columns.get_loc(name) for name in (x, y)]
        self.real = ((table - table.mean()) / table.std(ddof=0)).to_numpy()
        self.S = np.cov(self.real.T, ddof=0)
        values, self.directions = np.linalg.eigh(self.S)
        self.values, self.directions = values[::-1], self.directions[:, ::-1]

    def at(self, beta=1.0, sigma=0.5, rows="drawn", seed=0) -> LinearVAEState:
        """The state of these controls; rows() takes it."""
        return LinearVAEState(beta, sigma, rows, seed)

    def model(self, state):
        """The best linear VAE of this weight and sigma, with a latent for every column."""
        return self.linear.optimum(self.S, len(self.S), s2=state.sigma**2, beta=state.beta)

    def covariance(self, state) -> np.ndarray:
        """Of new rows, (d, d)."""
        return self.model(state).sampled_covariance(noise=state.rows == "drawn")

    def rows(self, state, n: int) -> pd.DataFrame:
        """n new rows, in sds; the same seed gives the same codes and the same noise at every setting."""
        z, noise = generator(state.seed).standard_normal((2, n, len(self.S)))
        made = z @ self.model(state).W.T + (state.sigma * noise if state.rows == "drawn" else 0)
        return pd.DataFrame(made, columns=self.columns)

    def numbers(self, state) -> dict:
        model, made = self.model(state), self.covariance(state)
        i, j = self.pair
        spread = np.sqrt(np.diag(made))
        return {
            "on": self.linear.active_directions(self.S, state.sigma**2, state.beta),
            "threshold": state.beta * state.sigma**2,
            "KL": model.kl(self.S), "squared error": self.error(state.beta * state.sigma**2),
            "correlation": float(made[i, j] / (spread[i] * spread[j])) if spread[i] * spread[j] > 0 else float("nan"),
            "real correlation": float(self.S[i, j]), "sd": float(spread[i]),
        }  # fmt: skip

    def error(self, threshold: float) -> float:
        """Mean squared error of a row's reconstruction, summed over the columns: min(threshold, lambda) a direction."""
        return float(np.minimum(threshold, self.values).sum())

    def price(self, threshold: float) -> float:
        """KL in nats a row: 1/2 log(lambda / threshold) for each direction that is on."""
        return float(0.5 * np.log(np.maximum(self.values / threshold, 1)).sum())

    def variances(self, state) -> np.ndarray:
        """Of new rows along each direction, (d,)."""
        made = self.covariance(state)
        return np.einsum("ij,ik,kj->j", self.directions, made, self.directions)

    def readout(self, state, n: dict) -> str:
        return (
            f"directions on {n['on']} of {len(self.S)} · βσ² {n['threshold']:.3g} · KL {n['KL']:.2f} nats a row · "
            f"squared error {n['squared error']:.2f} of {len(self.S)} · sd of {self.names[0]} {n['sd']:.2f} (real 1) · "
            f"correlation {two(n['correlation'])} (real {two(n['real correlation'])})"
        )

    def alt(self, state, n: dict) -> str:
        made, real = (", ".join(f"{v:.2f}" for v in values) for values in (self.variances(state), self.values))
        return (
            f"Left: variance along each direction, real rows as bars {real}, new rows as crosses {made}; a line at "
            f"βσ², {n['threshold']:.3g}; higher bars: {n['on']}. Middle: {self.names[1]} against {self.names[0]}, "
            f"real rows as dots with correlation {two(n['real correlation'])}, new rows as crosses with "
            f"{two(n['correlation'])}. Right: the falling curve of squared error against KL, the mark at "
            f"{n['KL']:.2f} nats and {n['squared error']:.2f}."
        )

    def stage(self, axes, *, small=False) -> Stage:
        left, middle, right = axes
        line, note, made = self._bars(left, "variance" if small else "variance: bars real, crosses new")
        crosses = cloud(middle, *self.real[:, self.pair].T, names=self.names, limits=LIMITS,
                        title="rows" if small else "dots real, crosses new")  # fmt: skip
        mark = self._trade(right)

        def show(state):
            threshold = state.beta * state.sigma**2
            top = left.get_ylim()[1]
            line.set_ydata([min(threshold, 2 * top)] * 2)
            note.set_text(f"βσ² = {threshold:.3g}" + (", above the frame" if threshold > top else ""))
            made.set_ydata(self.variances(state))
            crosses.set_data(*self.rows(state, SHOWN).to_numpy()[:, self.pair].T)
            price, end = self.price(threshold), right.get_xlim()[1]
            mark.set_data([min(price, end)], [self.error(threshold)])
            mark.set_marker("D" if price <= end else ">")  # an arrow on the frame: the place itself is outside

        return Stage([line, note, made, crosses, mark], show)

    def _bars(self, ax, title: str):
        """Real variances as bars; returns the line at the threshold, its words and the crosses of the new rows."""
        places = np.arange(1, len(self.values) + 1)
        ax.bar(places, self.values, width=0.66, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
        ax.set(xlim=(0.4, len(places) + 0.6), ylim=(0, TOP * self.values[0]), xlabel="direction", title=title)
        ax.set_xticks(places if len(places) <= 12 else places[:: len(places) // 6])
        ax.grid(axis="y", color=GRID)
        line = ax.plot([0, len(places) + 1], [0, 0], color=INK, linestyle="--", linewidth=1.3)[0]
        note = ax.text(0.97, 0.96, "", transform=ax.transAxes, ha="right", va="top", size=8.5, color=INK)
        made = ax.plot(places, self.values, "x", color=SYNTHETIC, markersize=8, mew=2, path_effects=HALO)[0]
        made.set_clip_on(False)  # a variance of 0 lies on the frame
        return line, note, made

    def _trade(self, ax):
        """Squared error against KL as the threshold moves; returns the mark."""
        thresholds = np.geomspace(0.01 * self.values[-1], self.values[0], 200)
        ax.plot([self.price(t) for t in thresholds], [self.error(t) for t in thresholds], color=FLOOR, linewidth=1.6)
        off = [self.price(value) for value in self.values]
        ax.plot(off, [self.error(value) for value in self.values], "|", color=FLOOR, markersize=9, mew=1.6)
        high = self.price(0.25 * self.values[-1])
        ax.set(xlim=(-0.03 * high, high), ylim=(0, 1.08 * len(self.values)), xlabel="KL, nats a row",
               ylabel="squared error", title="what the code costs, what is left")  # fmt: skip
        ax.grid(color=GRID)
        return ax.plot([], [], "D", markersize=8, color=SYNTHETIC, mec="white", mew=1.2, clip_on=False)[0]

    def smallest_beta(self, on: int, sigma: float) -> float | None:
        """The smallest KL weight of the slider with exactly `on` directions on; None if there is none."""
        fitting = [beta for beta in BETAS if self.linear.active_directions(self.S, sigma**2, beta) == on]
        return fitting[0] if fitting else None


def two(value: float) -> str:
    """Two decimals, no minus before a zero, a word where there is no number."""
    return f"{round(value, 2) + 0.0:.2f}" if np.isfinite(value) else "undefined"


def explore_linear_vae(table, x="income", y="purchase") -> Explorer:
    """Sliders for the KL weight and the decoder's sigma of a linear VAE of `table`, and rows drawn or read off.

    table: complete number columns, such as normal scores; they are scaled to sd 1. x, y: the two to draw.
    """
    return Explorer(LinearVAEView(table, x, y))

"""Lesson 09: latent dimension, KL weight and noise of a neural VAE, all three at once, from a grid trained beforehand.

Every position of the sliders has its own trained network (`VAEGrid`), so nothing is trained at a move: the networks
decode the same draws, z cut to the first L numbers, and a picture moves without flicker.

gap        Samples are decoded from the prior, the decoder was trained at the codes. `told_apart` asks how well the two
           can be told apart, by the AUC of a nearest-neighbour classifier: .5 where the codes fill the prior, towards
           1 where prior draws fall into holes between the codes, or codes lie where the prior never goes.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.auc import auc_of
from course_lib.evaluation.scores.score import show
from course_lib.explore.controls import Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.pieces import SHOWN, beyond, cloud, outline, outside, span, tell_beyond
from course_lib.explore.tables import check_numbers, complete, matrix, number_columns
from course_lib.explore.view import Stage, View
from course_lib.plots.columns import shares
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, short_number
from course_lib.randomness import generator

FRAME = 4.5  # of the latent panel, in prior standard deviations
CODES = 800  # rows whose codes are compared with the prior
DRAWN = 400  # of them in the picture
ACTIVE = 0.01  # variance of mu over the rows above which a unit is in use (Burda et al. 2016)


@dataclass(frozen=True)
class VAEState:
    latent_dim: int
    kl_weight: float
    noise: float = 1.0
    seed: int = 0


class Latent(NamedTuple):
    """What the encoder of one grid cell says about the training rows, its units ordered by their KL, largest first."""

    codes: np.ndarray  # (rows, L): one draw from q(z|x) a row
    means: np.ndarray  # (rows, L): mu
    kl: np.ndarray  # (L,) nats
    active: int
    gap: float  # told_apart(codes, prior)


class VAEView(View):
    """Two columns, one column, the codes against the prior, and the KL of every latent unit."""

    title = "A VAE under three sliders"
    ratios = (1.1, 0.95, 1.25, 0.75)
    size = (9.0, 2.9)

    def __init__(self, grid, real: pd.DataFrame, x: str = "income", y: str = "purchase", n: int = 1000):
        if not hasattr(grid, "at"):
            raise CourseError(f"This control moves over a VAEGrid, not a {type(grid).__name__}: VAEGrid().fit(train).")
        if not grid.is_fitted:
            raise CourseError("This control needs a trained grid: call grid.fit(train) first.")
        check_numbers((x, y), number_columns(grid.schema_))
        self.grid, self.real, self.x, self.y, self.n = grid, real.iloc[:CODES], x, y, n
        dims, weights = tuple(sorted(grid.latent_dims)), tuple(sorted(grid.kl_weights))
        self.most = dims[-1]
        self.controls = (Slider("latent_dim", "latent dimension", dims), Slider("kl_weight", "KL weight", weights),
                         Slider("noise", "noise", evenly(0.0, 1.5, 0.1)))
        good = min(weights, key=lambda w: abs(np.log(max(w, 1e-9))))  # the weight nearest to 1: the evidence bound
        self.presets = {
            "good": VAEState(dims[-1], good),
            "posterior collapse": VAEState(dims[-1], weights[-1]),
            "holes": VAEState(dims[-1], weights[0]),
            "no noise": VAEState(dims[-1], good, noise=0.0),
        }
        self.default = self.presets["holes"]
        self._points = complete(matrix(real, [x, y])).T
        self._limits = span(self._points[0], (0.1, 0.1)), span(self._points[1], (0.1, 0.1))
        self._spread, self._correlation = self._points.std(axis=1), float(np.corrcoef(self._points)[0, 1])
        self._most_kl = max(float(grid.kl_per_dimension(self.real).max()), 0.1)
        self._latent, self._normals, self._last = {}, {}, None
        for dim in dims:  # every cell is made ready now, so that the first visit is as fast as the second
            for weight in weights:
                self.table(VAEState(dim, weight))
                self.latent(VAEState(dim, weight))

    # What the grid says ------------------------------------------------------------------------------------------
    def table(self, state) -> pd.DataFrame:
        """`grid.table(latent_dim, kl_weight, noise, n, seed)` at this state: the same rows, for a check by hand."""
        if self._last is None or self._last[0] != state:
            made = self.grid.table(state.latent_dim, state.kl_weight, state.noise, self.n, state.seed)
            self._last = state, made
        return self._last[1]

    def normals(self, seed: int) -> np.ndarray:
        """(2, rows, largest L) standard normals: those that turn q(z|x) into codes, and draws from the prior."""
        if seed not in self._normals:
            self._normals = {seed: generator(seed).standard_normal((2, len(self.real), self.most))}
        return self._normals[seed]

    def latent(self, state) -> Latent:
        """Codes, KL and gap; computed once for each cell of the grid and seed."""
        key = state.latent_dim, state.kl_weight, state.seed
        if key not in self._latent:
            mu, logvar = self.grid.at(*key[:2]).encode(self.real)
            kl = (0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)).mean(axis=0)
            order = np.argsort(-kl, kind="stable")
            eps, prior = self.normals(state.seed)[:, :, : state.latent_dim]
            codes = mu + np.exp(0.5 * logvar) * eps
            gap = told_apart(codes, prior)
            self._latent[key] = Latent(codes[:, order], mu[:, order], kl[order],
                                       int((mu.var(axis=0) > ACTIVE).sum()), gap)
        return self._latent[key]

    def numbers(self, state) -> dict:
        made, latent = complete(matrix(self.table(state), [self.x, self.y])), self.latent(state)
        spread = made.std(axis=0)
        return {
            "sd ratio": float(spread[0] / self._spread[0]),
            "correlation": float(np.corrcoef(made.T)[0, 1]) if spread.min() > 0 else float("nan"),
            "real correlation": self._correlation, "active units": latent.active, "kl": float(latent.kl.sum()),
            "codes against prior": latent.gap,
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        return (
            f"active units {n['active units']} of {state.latent_dim} · KL {n['kl']:.1f} nats a row · codes against "
            f"prior AUC {show(n['codes against prior'], 2)} (floor .5) · sd ratio {self.x} {show(n['sd ratio'], 2)} · "
            f"correlation {show(n['correlation'], 2)} (real {show(n['real correlation'], 2)})"
        )

    def alt(self, state, n: dict) -> str:
        return (
            f"Four panels. First: {self.y} against {self.x}, real rows as dots, synthetic rows as crosses with "
            f"correlation {show(n['correlation'], 2)} where the real rows have {show(n['real correlation'], 2)}. "
            f"Second: histogram of {self.x}, synthetic sd {show(n['sd ratio'], 2)} times the real one. Third: codes of "
            f"the training rows, their means dark, over the circles of the prior; they are told apart from prior draws "
            f"with an AUC of {show(n['codes against prior'], 2)}. Fourth: KL of each of the {state.latent_dim} latent "
            f"units; {n['active units']} are active."
        )

    # What is drawn -----------------------------------------------------------------------------------------------
    def stage(self, axes, *, small=False) -> Stage:
        rows = cloud(axes[0], *self._points, names=(self.x, self.y), limits=self._limits,
                     title="rows" if small else "dots real, crosses synth.")
        note = beyond(axes[0])
        steps, edges = outline(axes[1], self._points[0], name=self.x, limits=self._limits[0])
        codes, means, circles, flat = latent_panel(axes[2])
        bars = unit_bars(axes[3], self.most, self._most_kl)

        def show_state(state):
            made = complete(matrix(self.table(state), [self.x, self.y]))
            shown = made[:SHOWN].T
            rows.set_data(*shown)
            tell_beyond(note, outside(*shown, self._limits), shown.shape[1])
            steps.set_data(shares(made[:, 0], edges))
            latent = self.latent(state)
            for artist, points in ((codes, latent.codes), (means, latent.means)):
                points = points[:DRAWN]
                up = points[:, 1] if state.latent_dim > 1 else self.normals(state.seed)[1, :DRAWN, 0]
                artist.set_data(points[:, 0], up)
            flat.set_text("one unit: height is noise" if state.latent_dim == 1 else "")
            for k, bar in enumerate(bars):
                bar.set_width(latent.kl[k] if k < state.latent_dim else 0.0)

        return Stage([rows, note, steps, codes, means, *circles, flat, *bars], show_state)


def told_apart(codes, prior, k: int = 5) -> float:
    """AUC of a k-nearest-neighbour classifier, codes (n, L) against prior draws (n, L); trained on the first half.

    A point's score is log(distance to the k-th prior draw) - log(distance to the k-th code) of the first halves,
    an estimate of log q(z) / p(z) up to a factor (Loftsgaarden and Quesenberry 1965).
    """
    half = len(codes) // 2
    trees = [cKDTree(points[:half]) for points in (codes, prior)]

    def score(points):
        to_code, to_prior = (tree.query(points, k)[0][:, -1] for tree in trees)
        return np.log(to_prior + 1e-12) - np.log(to_code + 1e-12)

    return auc_of(score(codes[half:]), score(prior[half:])).auc


def latent_panel(ax):
    """Codes and their means, with circles of the prior at 1, 2, 3 sd above them; returns these and a line of text."""
    ax.set(xlim=(-FRAME, FRAME), ylim=(-FRAME, FRAME), aspect="equal", title="codes, means dark",
           xlabel="unit with the largest KL", ylabel="second unit")
    ax.set_xticks([-3, 0, 3], ["−3", "0", "3"])
    ax.set_yticks([-3, 0, 3], ["−3", "0", "3"])
    codes = ax.plot([], [], "o", markersize=2.6, mew=0, color=REAL, alpha=0.55)[0]
    means = ax.plot([], [], "o", markersize=1.6, mew=0, color=INK, alpha=0.8)[0]
    angle = np.linspace(0, 2 * np.pi, 90)
    circles = [ax.plot(r * np.cos(angle), r * np.sin(angle), color=FLOOR, linewidth=1.1, linestyle="--")[0]
               for r in (1, 2, 3)]  # fmt: skip
    text = ax.text(0.5, 0.98, "", transform=ax.transAxes, ha="center", va="top", size=8, color=INK, path_effects=HALO)
    return codes, means, circles, text


def unit_bars(ax, most: int, most_kl: float):
    """One horizontal bar a latent unit; returns the bars."""
    ax.set(xlim=(0, most_kl * 1.05), ylim=(most + 0.5, 0.4), title="KL of a unit", xlabel="nats", ylabel="latent unit")
    ax.set_yticks(range(1, most + 1))
    ax.locator_params(axis="x", nbins=3)
    ax.xaxis.set_major_formatter(short_number)
    ax.grid(axis="x", color=GRID)
    return list(ax.barh(range(1, most + 1), np.zeros(most), height=0.7, color=FLOOR))


def explore_vae(grid, real, x: str = "income", y: str = "purchase", n: int = 1000) -> Explorer:
    """Sliders for latent dimension, KL weight and noise over a fitted `VAEGrid`; `real` is what it was fitted on.

    x, y: two number columns to draw. n: synthetic rows a move.
    Raises CourseError for a grid that was not fitted or a column that is no number.
    """
    return Explorer(VAEView(grid, real, x, y, n))

"""Lesson 06: two columns whose dependence is bent from a line to a parabola, and what a Gaussian copula makes of them.

At every move a plain copula is fitted to a draw of the pair and sampled, in some 25 ms. Beside what is measured stand
two curves in closed form, both for a copula that has learned from endlessly many rows: its latent correlation, and the
AUC of the best classifier there can be, which knows both densities.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from course_lib.data.bend import bend_signal, simulate_bend
from course_lib.evaluation import ks, ks_floor
from course_lib.explore.controls import Slider, evenly
from course_lib.explore.explorer import Explorer
from course_lib.explore.pieces import beyond, cloud, outside
from course_lib.explore.view import Stage, View
from course_lib.generators import make
from course_lib.plots.columns import shares
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, REAL_FILL, SYNTHETIC

BENDS = evenly(0.0, 1.0, 0.05)
RHOS = evenly(0.0, 0.95, 0.05)
LIMITS = (-3.6, 3.6), (-3.4, 6.2)
EDGES = np.linspace(*LIMITS[1], 37)
SHOWN = 200  # points of each table: with more the crosses bury the bow of the dots
LEARNED = 10_000  # rows: so many that what is wrong with the synthetic rows is not the luck of the training rows
NODES, CELLS = 41, 121  # of x and of y in the integrals: right to .001


@dataclass(frozen=True)
class CopulaState:
    bend: float = 0.5
    rho: float = 0.9
    seed: int = 0


def in_the_long_run(bend: float, rho: float) -> tuple[float, float]:
    """(latent correlation, AUC of the best classifier) of the pair `bend`, `rho` and the Gaussian copula fitted to it.

    With f and F the density and distribution function of y, z = Phi^-1(F(y)): the latent correlation is r = E[x z].
    The pair has the density phi(x) p(y | x), the copula phi(x) f(y) c(x, z), c the density of a Gaussian copula. By
    Neyman and Pearson (1933) no classifier beats the ratio of the two; its AUC is summed over a grid of x and y.
    """
    x, weight = np.polynomial.hermite_e.hermegauss(NODES)
    weight = weight / weight.sum()
    sd, signal = np.sqrt(1 - rho**2), rho * bend_signal(x, bend)
    y = np.linspace(-7, 14, CELLS)
    step = y[1] - y[0]
    e = (y - signal[:, None]) / sd  # (NODES, CELLS)
    given_x = np.exp(-(e**2) / 2) / (sd * np.sqrt(2 * np.pi))
    f, z = weight @ given_x, ndtri(np.clip(weight @ ndtr(e), 1e-15, 1 - 1e-15))
    r = float(np.clip(weight @ (x[:, None] * z * given_x) @ np.full(CELLS, step), -0.999, 0.999))
    copula = np.exp((2 * r * x[:, None] * z - r**2 * (x[:, None] ** 2 + z**2)) / (2 * (1 - r**2))) / np.sqrt(1 - r**2)
    real, made = (weight[:, None] * density * step for density in (given_x, copula * f))
    return r, auc_of_shares(real.ravel(), made.ravel())


def auc_of_shares(p, q) -> float:
    """AUC of the ratio p / q between two distributions over the same cells, ties counted half; (cells,) each."""
    p, q = p / p.sum(), q / q.sum()
    order = np.argsort(p / np.maximum(q, 1e-300), kind="stable")
    p, q = p[order], q[order]
    return float((p * (np.cumsum(q) - q / 2)).sum())


def two(value: float) -> str:
    """Two decimals, and no minus before a zero."""
    return f"{round(value, 2) + 0.0:.2f}"


class CopulaView(View):
    """Scatter of the pair, histogram of y, and along the bend: latent correlation, classifier, and the column y."""

    title = "The Gaussian copula"
    default = CopulaState()
    controls = (Slider("bend", "bend", BENDS), Slider("rho", "ρ", RHOS))
    presets = {
        "a line": CopulaState(bend=0.0),
        "half way": CopulaState(),
        "a parabola": CopulaState(bend=1.0),
        "a weak parabola": CopulaState(bend=1.0, rho=0.5),
    }
    ratios = (1.1, 1, 1.25)

    def __init__(self, n: int = 1000):
        self.n = n
        self._last = None
        # rho -> (latent correlation, best AUC) at every bend: half a second here, so that no move pays for it
        self.curves = {rho: tuple(zip(*(in_the_long_run(bend, rho) for bend in BENDS))) for rho in RHOS}

    def tables(self, state) -> tuple:
        """(fresh, synthetic, latent correlation): n rows each of x and y, and what the copula has learned."""
        if self._last is None or self._last[0] != state:
            pair = simulate_bend(LEARNED + self.n, state.bend, state.rho, seed=state.seed)
            model = make("copula", slices=0).fit(pair.head(LEARNED), seed=state.seed)
            made = model.sample(self.n, seed=state.seed)
            self._last = state, (pair.tail(self.n), made, float(model.correlation_[0, 1]))
        return self._last[1]

    def numbers(self, state) -> dict:
        fresh, made, latent = self.tables(state)
        at = BENDS.index(state.bend)
        r, auc = (curve[at] for curve in self.curves[state.rho])
        return {
            "latent correlation": latent, "latent correlation in the long run": r, "best AUC": auc,
            "correlation": float(made.x.corr(made.y)), "real correlation": float(fresh.x.corr(fresh.y)),
            "KS of x": ks(fresh.x, made.x), "KS of y": ks(fresh.y, made.y), "KS floor": ks_floor(self.n, self.n),
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        return (
            f"latent correlation {two(n['latent correlation'])} · correlation of x and y {two(n['correlation'])} (real "
            f"{two(n['real correlation'])}) · KS of x {n['KS of x']:.3f}, of y {n['KS of y']:.3f} (floor "
            f"{n['KS floor']:.3f}) · best classifier: AUC {n['best AUC']:.2f} (floor 0.5)"
        )

    def alt(self, state, n: dict) -> str:
        return (
            f"Left: y against x, real rows as dots with correlation {two(n['real correlation'])}, synthetic rows as "
            f"crosses with {two(n['correlation'])}. Middle: histogram of y, real filled, synthetic as outline, KS "
            f"{n['KS of y']:.3f} where the floor is {n['KS floor']:.3f}. Right, against the bend: the latent "
            f"correlation, here {two(n['latent correlation'])}, and the AUC of the best classifier, here "
            f"{n['best AUC']:.2f}."
        )

    def stage(self, axes, *, small=False) -> Stage:
        left, middle, right = axes
        crosses = cloud(left, [], [], names=("x", "y"), limits=LIMITS,
                        title="rows" if small else "dots real, crosses synthetic")
        dots, note = left.lines[0], beyond(left)
        middle.set(xlim=(-3.4, 4.6), ylim=(0, 0.2), xlabel="y", title="one column")
        middle.set_yticks([0, 0.1, 0.2], ["0", "10%", "20%"])
        middle.grid(axis="y", color=GRID)
        bars = middle.stairs(np.zeros(len(EDGES) - 1), EDGES, fill=True, facecolor=REAL_FILL, edgecolor=REAL,
                             linewidth=0.9)
        steps = middle.stairs(np.zeros(len(EDGES) - 1), EDGES, color=SYNTHETIC, linewidth=1.8, path_effects=HALO)
        right.set(xlim=(-0.03, 1.03), ylim=(-0.12, 1.42), xlabel="bend", title="along the bend")
        right.set_yticks([0, 0.25, 0.5, 0.75, 1])
        right.grid(color=GRID)
        for level in (0.5, ks_floor(self.n, self.n)):
            right.axhline(level, color=FLOOR, linestyle=":", linewidth=1.2)
        latent, auc = (right.plot([], [], color=colour, linewidth=1.8, linestyle=line)[0]
                       for colour, line in ((INK, "-"), (SYNTHETIC, (0, (5, 1.5)))))
        looks = {"latent correlation": ("o", 9, INK), "best AUC": ("X", 8, SYNTHETIC), "KS of y": ("s", 5, FLOOR)}
        marks = [right.plot([], [], linestyle="none", marker=marker, markersize=size, mfc="white", mew=1.8,
                            color=colour, label=name)[0] for name, (marker, size, colour) in looks.items()]  # fmt: skip
        right.legend(handles=marks, loc="upper left", ncols=2, handletextpad=0.1, columnspacing=0.8, borderaxespad=0.1)

        def show(state):
            fresh, made, _ = self.tables(state)
            dots.set_data(*fresh.to_numpy()[:SHOWN].T)
            rows = made.to_numpy()[:SHOWN].T
            crosses.set_data(*rows)
            beyond_it = outside(*rows, LIMITS)
            note.set_text(f"{beyond_it} of {rows.shape[1]} crosses outside" if beyond_it else "")
            bars.set_data(shares(fresh.y.to_numpy(), EDGES))
            steps.set_data(shares(made.y.to_numpy(), EDGES))
            n, (r, best) = self.numbers(state), self.curves[state.rho]
            latent.set_data(BENDS, r)
            auc.set_data(BENDS, best)
            for mark, name in zip(marks, looks):
                mark.set_data([state.bend], [n[name]])

        return Stage([dots, crosses, note, bars, steps, latent, auc, *marks], show)

    def smallest_bend(self, auc: float, rho: float) -> float | None:
        """The smallest bend of the slider at which the best classifier reaches `auc`; None if it never does."""
        reached = [bend for bend, best in zip(BENDS, self.curves[rho][1]) if best >= auc]
        return reached[0] if reached else None


def explore_copula(n: int = 1000) -> Explorer:
    """Sliders for the bend of a pair of columns and for the strength of its dependence; nothing real is needed.

    n: synthetic rows, and fresh ones to compare them with; the copula learns from 10,000 others.
    """
    return Explorer(CopulaView(n))

"""Lesson 14: one model, three attackers; sliders for the rows it learned from and for the canary among them.

The article's VAE, trained long, is fitted `runs` times to n rows without a canary and as often with each canary, all
beforehand; a move is one look-up. The models without a canary are also the ones that the first two attackers face:

    nearest neighbour   holds the synthetic table        the AUC of each run, members against as many strangers
    white box           holds the weights                the same people, by how well the model explains their row
    canary              chose the victim                 one AUC: largest value in the tables with it, and without

The guess is an AUC of .5 for each. Their controls: a table of unused rows; a model of other rows; a second table of
each model without the canary, in the place of the tables with it.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.evaluation.attacks.canary import largest, with_row
from course_lib.evaluation.attacks.membership import nearest_neighbour
from course_lib.evaluation.attacks.white_box import white_box
from course_lib.evaluation.metrics.auc import auc_of, null_quantile
from course_lib.evaluation.scores.score import show
from course_lib.explore.controls import Slider
from course_lib.explore.tables import check_numbers
from course_lib.explore.view import Stage, View
from course_lib.generators.neural.vae.row_bound import elbo_of_rows
from course_lib.generators.neural.vae.side_by_side import fit_side_by_side
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, SYNTHETIC, plain, short_number
from course_lib.randomness import generator

ROWS = (50, 100, 200, 400)
SIZES = (3.0, 6.0, 12.0)  # of the canary, in sd of its column above the mean
RUNS, STEPS, MADE = 6, 1000, 1000  # models of a kind, steps of the optimiser, synthetic rows


@dataclass(frozen=True)
class AttacksState:
    n: int = 50
    size: float = 12.0


@dataclass(frozen=True)
class Measured:
    """What was found at one n. near, near_control, white, white_control: AUCs, (runs,). without: the column's largest
    value in each synthetic table, (runs,); again: in a second table of the same models; held: size of the canary -> the
    same of the tables with it.
    """

    near: np.ndarray
    near_control: np.ndarray
    white: np.ndarray
    white_control: np.ndarray
    without: np.ndarray
    again: np.ndarray
    held: dict = field(default_factory=dict)


def measure(pool, n: int, sizes, column="income", runs: int = RUNS, steps: int = STEPS, seed=0) -> Measured:
    """All three attackers at one n. pool: real rows, `runs` times 2 n and as many unused ones as are synthesised.

    Members and strangers of the runs are different people; the control of the white box is the model of the next run,
    that of the nearest neighbour a table of unused rows. Raises CourseError for a pool with fewer rows.
    """
    if len(pool) < 2 * runs * n + MADE:
        raise CourseError(f"{runs} runs of {n} members and {n} strangers need {2 * runs * n + MADE} rows; the table "
                          f"has {len(pool)}. Lower n or runs.")
    rng = generator(seed)
    rows = pool.iloc[rng.permutation(len(pool))].reset_index(drop=True)
    unused, centre, spread = rows.iloc[-MADE:], rows[column].mean(), rows[column].std()
    people = [rows.iloc[k * n:(k + 1) * n].reset_index(drop=True) for k in range(2 * runs)]
    members, strangers = people[::2], people[1::2]
    value = {size: rows[column].dtype.type(centre + size * spread) for size in sizes}
    planted = {size: [with_row(drawn, {**other.iloc[0].to_dict(), column: value[size]}, int(rng.integers(n)))
                      for drawn, other in zip(members, strangers)] for size in sizes}
    every = [*members, *(table for tables in planted.values() for table in tables)]
    open_ended = Schema([replace(c, low=None, high=None) if c.name == column else c for c in Schema.infer(pool)])
    models = fit_side_by_side(every, rng.integers(2**31, size=len(every)), steps=steps, schema=open_ended)
    tables = [model.sample(MADE, seed=int(rng.integers(2**31))) for model in [*models, *models[:runs]]]
    near = [nearest_neighbour(a, b, table, unused) for a, b, table in zip(members, strangers, tables)]
    bounds = [lambda asked, model=model: elbo_of_rows(model, asked) for model in models[:runs]]
    white = [white_box(bounds[k], members[k], strangers[k], bounds[(k + 1) % runs]) for k in range(runs)]
    aucs = [np.array([getattr(a, side).auc for a in found]) for found in (near, white) for side in ("found", "control")]
    top = np.array([largest(column)(table) for table in tables]).reshape(-1, runs)
    return Measured(*aucs, top[0], top[-1], dict(zip(sizes, top[1:-1])))


class AttacksView(View):
    """Left: AUCs over n. Right: the largest value of every synthetic table, with the canary and without.

    pool: a complete table of real rows; trained when the view is made are `runs` models for each n of `rows`, and as
    many for each canary of `sizes` at each n. Raises CourseError for a column that is no number, a pool that is too
    small, and fewer than 4 runs.
    """

    title = "One model, three attackers"
    ratios = (1, 1.15)
    size = (9.0, 3.1)

    def __init__(self, pool, column="income", rows=ROWS, sizes=SIZES, runs=RUNS, steps=STEPS, seed: int = 0):
        check_numbers((column,), [name for name in pool if pool[name].dtype.kind in "iuf"])
        if runs < 4:
            raise CourseError(f"runs={runs}: an audit needs at least 4 models of a kind.")
        self.column, self.runs = column, runs
        self.centre, self.spread = float(pool[column].mean()), float(pool[column].std())
        self.controls = (Slider("n", "training rows", tuple(rows)),
                         Slider("size", "canary", tuple(float(s) for s in sizes), lambda s: f"{s:g} sd"))
        self.measured = {n: measure(pool, n, self.controls[1].values, column, runs, steps, seed) for n in rows}
        middle, big, small = rows[min(1, len(rows) - 1)], self.controls[1].values[-1], self.controls[1].values[0]
        self.default = AttacksState(rows[0], big)
        self.presets = {"few rows": AttacksState(rows[0], big), "a small canary": AttacksState(middle, small),
                        "many rows": AttacksState(rows[-1], big)}
        self.edge = null_quantile(runs, runs)

    def canaries(self, n: int) -> dict:
        """Size of the canary -> AUC of the third attacker at n training rows; `edge` is what it has to exceed."""
        m = self.measured[n]
        return {size: auc_of(held, m.without).auc for size, held in m.held.items()}

    def numbers(self, state) -> dict:
        m = self.measured[state.n]
        return {"near": float(m.near.mean()), "near control": float(m.near_control.mean()),
                "white": float(m.white.mean()), "white control": float(m.white_control.mean()),
                "canary": self.canaries(state.n)[state.size], "edge": self.edge,
                "canary control": auc_of(m.again, m.without).auc}

    def readout(self, state, n: dict) -> str:
        seen = "above" if n["canary"] > n["edge"] else "not above"
        near, white, canary = (f"{show(n[key])} (control {show(n[key + ' control'])})"
                               for key in ("near", "white", "canary"))
        return (f"n {state.n} · nearest neighbour {near}, white box {white}, means of {self.runs} runs · canary "
                f"{canary}, {seen} its edge {show(n['edge'])} · guess .5 each")

    def alt(self, state, n: dict) -> str:
        m = self.measured[state.n]
        value = self.centre + state.size * self.spread
        return (f"Left: AUC over the number of training rows, here {state.n}: nearest neighbour {show(n['near'])} "
                f"(control {show(n['near control'])}), white box {show(n['white'])} (control "
                f"{show(n['white control'])}); guessing gives .5. Right: the largest {plain(self.column)} of each "
                f"synthetic table. Without the canary from {m.without.min():,.0f} to {m.without.max():,.0f}, with it "
                f"from {m.held[state.size].min():,.0f} to {m.held[state.size].max():,.0f}; the canary itself has "
                f"{value:,.0f}. AUC {show(n['canary'])}, control {show(n['canary control'])}.")

    def stage(self, axes, *, small=False) -> Stage:
        rings = self._aucs(axes[0])
        parts = self._largest(axes[1])

        def show_state(state):
            m, n, at = self.measured[state.n], self.numbers(state), list(self.measured).index(state.n)
            for ring, value in zip(rings, (n["near"], n["white"])):
                ring.set_data([at], [value])
            without, held, line, words = parts
            spread = np.linspace(-0.2, 0.2, self.runs)
            without.set_data(m.without, 1 + spread)
            held.set_data(m.held[state.size], spread)
            line.set_xdata([self.centre + state.size * self.spread] * 2)
            words.set_text(f"AUC {show(n['canary'])}, guess .5, control {show(n['canary control'])}, edge "
                           f"{show(n['edge'])}")

        return Stage([*rings, *parts], show_state)

    def _aucs(self, ax):
        looks = {"near": ("nearest neighbour", {"marker": "x", "linestyle": "--", "color": SYNTHETIC}),
                 "white": ("white box", {"marker": "^", "linestyle": "-", "color": INK})}
        for key, (label, look) in looks.items():
            each = [getattr(m, key) for m in self.measured.values()]
            ax.plot([runs.mean() for runs in each], label=label, markersize=5, linewidth=1.5, **look)
            for at, runs in enumerate(each):
                ax.plot([at] * len(runs), runs, ".", color=look["color"], markersize=3, alpha=0.5)
        ax.axhline(0.5, color=FLOOR, linestyle="--", linewidth=1.2)
        ax.set_ylim(0.3, 1.25)
        ax.set_yticks([0.4, 0.6, 0.8, 1.0])
        ax.set_xticks(range(len(self.measured)), [str(n) for n in self.measured])
        ax.set(title="membership AUC", xlabel="training rows")
        ax.grid(axis="y", color=GRID)
        ax.legend(loc="upper right", ncols=2, borderaxespad=0.1, handlelength=2)
        return [ax.plot([], [], "o", markersize=11, mfc="none", mew=1.8, color=INK, path_effects=HALO)[0]
                for _ in looks]

    def _largest(self, ax):
        every = np.concatenate([np.concatenate([m.without, *m.held.values()]) for m in self.measured.values()])
        top = self.centre + self.controls[1].values[-1] * self.spread
        low, high = min(every.min(), self.centre), max(every.max(), top)
        pad = 0.06 * (high - low)
        ax.set(xlim=(low - pad, high + pad), ylim=(-0.6, 1.9), xlabel=f"largest {plain(self.column)} of a table",
               title="tables with the canary and without")
        ax.set_yticks([0, 1], ["with", "without"])
        ax.tick_params(axis="y", length=0)
        ax.xaxis.set_major_formatter(short_number)
        ax.locator_params(axis="x", nbins=5)
        ax.grid(axis="x", color=GRID)
        line = ax.plot([self.centre] * 2, [-0.6, 1.4], ":", color=FLOOR, linewidth=1.6)[0]
        without = ax.plot([], [], "o", color=INK, mfc="none", markersize=5, mew=1.2, linestyle="none")[0]
        held = ax.plot([], [], "x", color=SYNTHETIC, markersize=6, mew=1.4, linestyle="none")[0]
        words = ax.text(0.5, 0.97, "", transform=ax.transAxes, ha="center", va="top", size=9, path_effects=HALO)
        return without, held, line, words

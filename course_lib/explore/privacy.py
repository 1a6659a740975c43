"""Lesson 15: what does epsilon buy, and what does it permit? A slider over runs that were made beforehand.

Fits of private generators take seconds, so none is made here: the runs are read from `study/private_runs`. Left some
rows of one private table over fresh real rows. In the middle the skill of its correlations, a mark a seed, between
fresh rows and tables whose columns were shuffled independently (0). Right the attacker, who knows all but whether one
row is in: how often it calls the row "in" when it is, over how often it does so when it is not. On the diagonal it
guesses; the full line is what (epsilon, delta) permits any release; the dashed one what these noisy counts permit.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from course_lib.dp import balanced_accuracy_bound, gdp_tpr, tpr_bound
from course_lib.errors import CourseError
from course_lib.explore.controls import Choice, Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.pieces import cloud, span
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, SYNTHETIC
from course_lib.study.private_runs import FRESH, GENERATORS, SHUFFLED

FPR = np.concatenate([[0.0], np.geomspace(1e-6, 1, 200)])
LOW = -0.25  # end of the skill axis; marks below it stand at the end


@dataclass(frozen=True)
class PrivacyState:
    epsilon: float = 1.0
    generator: str = "private_marginals"
    rows: int = 10_000


class PrivacyView(View):
    """runs, rows: tables as `study.private_runs` stores them. delta: of all runs."""

    title = "What epsilon buys and what it permits"
    ratios = (5, 5, 4)
    size = (9.0, 3.1)

    def __init__(self, runs: pd.DataFrame, rows: pd.DataFrame, delta: float = 1e-5):
        epsilons = tuple(sorted(runs.loc[runs["generator"].isin(GENERATORS), "epsilon"].unique()))
        sizes = tuple(sorted(runs["rows"].unique()))
        there = set(zip(rows["generator"], rows["rows"], rows["epsilon"]))
        for key in [(g, n, e) for g in GENERATORS for n in sizes for e in epsilons] + [(FRESH, n, 0.0) for n in sizes]:
            if key not in there:
                raise CourseError(f"No stored rows of {key[0]} at {key[1]:,} rows and epsilon {key[2]:g}: make them "
                                  "with python -m course_lib.study.private_runs.")  # fmt: skip
        self.delta, self.epsilons = delta, epsilons
        self._skill = {key: part["skill"].to_numpy(float) for key, part in
                       runs.groupby(["generator", "rows", "epsilon"])}  # fmt: skip
        self._mu = {key: float(part["mu"].max()) for key, part in runs.groupby(["generator", "rows", "epsilon"])}
        self._rows = dict(list(rows.groupby(["generator", "rows", "epsilon"])))
        self._names = [name for name in rows if name not in ("generator", "rows", "epsilon")][:2]
        self.controls = (
            Slider("epsilon", "ε", tuple(float(e) for e in epsilons)),
            Choice("generator", "generator", GENERATORS),
            Choice("rows", "rows", tuple(int(n) for n in sizes), lambda n: f"{n:,}"),
        )
        first, last, many = float(epsilons[0]), float(epsilons[-1]), int(sizes[-1])
        middle = 1.0 if 1.0 in epsilons else float(epsilons[len(epsilons) // 2])
        self.default = PrivacyState(middle, GENERATORS[0], many)
        self.presets = {"little": PrivacyState(first, GENERATORS[0], many), "some": self.default,
                        "much": PrivacyState(last, GENERATORS[0], many)}  # fmt: skip

    def skills(self, state, epsilon=None) -> np.ndarray:
        """Skill of every seed's table, (seeds,)."""
        return self._skill[state.generator, state.rows, state.epsilon if epsilon is None else epsilon]

    def control(self, name: str, state) -> float:
        """Mean skill of a control at this number of rows."""
        return float(self._skill[name, state.rows, 0.0].mean())

    def numbers(self, state) -> dict:
        """skill and its band; fresh and shuffled, the controls; right, the share of right guesses that (epsilon,
        delta) permits; counts, the share that these noisy counts permit (NaN for the VAE); guess, .5."""
        skill, mu = self.skills(state), self._mu[state.generator, state.rows, state.epsilon]
        return {
            "skill": float(skill.mean()), "lowest": float(skill.min()), "highest": float(skill.max()),
            "fresh": self.control(FRESH, state), "shuffled": self.control(SHUFFLED, state),
            "right": balanced_accuracy_bound(state.epsilon, self.delta),
            "counts": float(norm.cdf(mu / 2)) if mu else float("nan"), "guess": 0.5,
        }  # fmt: skip

    def readout(self, state, n: dict) -> str:
        counts = "" if np.isnan(n["counts"]) else f", these counts {n['counts']:.1%}"
        return (f"ε {state.epsilon:g}: skill {n['skill']:.2f} ({n['lowest']:.2f} to {n['highest']:.2f} over "
                f"{len(self.skills(state))} seeds; fresh rows {n['fresh']:.2f}, columns shuffled independently "
                f"{n['shuffled']:.2f}) · right guesses: ε permits {percent(n['right'])}{counts}, a coin 50%")

    def alt(self, state, n: dict) -> str:
        counts = "" if np.isnan(n["counts"]) else f" A dashed line for these noisy counts: {n['counts']:.1%}."
        return (f"Left: {self._names[0]} and {self._names[1]}, real dots and crosses of a private table. Middle: skill "
                f"over ε, a mark a seed; at ε {state.epsilon:g} from {n['lowest']:.2f} to {n['highest']:.2f}, fresh "
                f"rows {n['fresh']:.2f}. Right: the attacker's two rates, a dotted diagonal for a coin and a full line "
                f"for what ε permits, right in {percent(n['right'])} at most.{counts}")  # fmt: skip

    def stage(self, axes, *, small=False) -> Stage:
        left, middle, right = axes
        x, y = self._names
        real = self._rows[FRESH, self.default.rows, 0.0]
        everything = pd.concat(self._rows.values())
        limits = span(everything[x]), span(everything[y])
        points = cloud(left, real[x], real[y], names=(x, y), limits=limits, title="dots real, crosses private")

        middle.set(xscale="log", xlim=(self.epsilons[0] / 1.7, self.epsilons[-1] * 1.7), ylim=(LOW - 0.05, 1.12),
                   title="skill, a mark a seed", xlabel="ε")  # fmt: skip
        middle.set_xticks(self.epsilons, [f"{e:g}" for e in self.epsilons])
        middle.minorticks_off()
        middle.grid(axis="y", color=GRID)
        middle.axhline(0, color=FLOOR, linestyle="--", linewidth=1.2)
        middle.annotate("columns shuffled independently", (1, 0), xycoords=("axes fraction", "data"), ha="right",
                        va="bottom", size=7.5, color=FLOOR, xytext=(0, 1), textcoords="offset points")  # fmt: skip
        fresh = middle.axhline(1, color=REAL, linewidth=1.6)
        word = middle.text(self.epsilons[0] / 1.6, 1, "fresh rows", size=7.5, color=REAL, va="bottom",
                           path_effects=HALO)  # fmt: skip
        here = middle.axvline(1, color=INK, linewidth=0.9, linestyle=":")
        marks = middle.plot([], [], "x", color=SYNTHETIC, markersize=4, mew=0.9, linestyle="none")[0]
        now = middle.plot([], [], "x", color=SYNTHETIC, markersize=7, mew=2, linestyle="none")[0]

        right.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), title="the attacker", xlabel="says in, row is out",
                  ylabel="says in, row is in")  # fmt: skip
        right.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
        right.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
        right.plot([0, 1], [0, 1], ":", color=FLOOR, linewidth=1.4)
        permitted = right.plot([], [], color=INK, linewidth=2)[0]
        counted = right.plot([], [], "--", color=SYNTHETIC, linewidth=1.6)[0]
        share = right.text(0.98, 0.04, "", ha="right", va="bottom", size=8, path_effects=HALO)

        def show(state):
            n, made = self.numbers(state), self._rows[state.generator, state.rows, state.epsilon]
            points.set_data(made[x], made[y])
            at = np.concatenate([np.full(len(self.skills(state, e)), e) for e in self.epsilons])
            found = np.concatenate([self.skills(state, e) for e in self.epsilons]).clip(LOW)
            marks.set_data(at, found)
            now.set_data(at[at == state.epsilon], found[at == state.epsilon])
            here.set_xdata([state.epsilon] * 2)
            fresh.set_ydata([n["fresh"]] * 2)
            word.set_y(n["fresh"])
            permitted.set_data(FPR, tpr_bound(FPR, state.epsilon, self.delta))
            mu = self._mu[state.generator, state.rows, state.epsilon]
            counted.set_data(*((FPR, gdp_tpr(FPR, mu)) if mu else ([], [])))
            lines = [f"ε permits {percent(n['right'])}"]
            lines += [] if np.isnan(n["counts"]) else [f"these counts {n['counts']:.1%}"]
            share.set_text("\n".join(["right guesses", *lines, "a coin 50%"]))

        return Stage([points, marks, now, here, fresh, word, permitted, counted, share], show)


def percent(share: float) -> str:
    """More decimals near 100%, where they are what counts."""
    return f"{share:.1%}" if share < 0.99 else f"{share:.3%}" if share < 0.99999 else "over 99.999%"


def explore_privacy(runs: pd.DataFrame, rows: pd.DataFrame, delta: float = 1e-5) -> Explorer:
    """ε, generator and number of rows over stored runs; arguments as in `PrivacyView`."""
    return Explorer(PrivacyView(runs, rows, delta))

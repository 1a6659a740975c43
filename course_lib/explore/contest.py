"""Lesson 13: which generator wins? Choose the metric, and how many seeds the answer may rest on.

Each generator was fitted and scored several times beforehand; the sliders only choose which scores count. Left every
score that counts, better to the right whatever the metric's direction. Right the lead: for each seed, leader minus
runner-up on the same rows, and the 95% interval of its mean (Student's t). A lead whose interval holds 0 is none.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from course_lib.errors import CourseError
from course_lib.explore.controls import Choice, Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.view import Stage, View
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, SYNTHETIC, plain

EDGE = 0.06  # of the score axis, free at both ends


@dataclass(frozen=True)
class ContestState:
    metric: str
    seeds: int = 1
    seed: int = 0  # the run to begin with


class ContestView(View):
    """scores: metric -> table, one row a run and one column a generator; better: metric -> "higher" or "lower".

    fresh: the column that holds fresh real rows, which compete with nobody.
    """

    title = "Choose the metric, choose the winner"
    ratios = (3, 2)
    size = (9.0, 3.1)
    again = "other seeds"

    def __init__(self, scores: dict, better: dict, fresh: str = "fresh rows"):
        if not scores:
            raise CourseError("This control needs scores: give a dictionary of metric and table.")
        first = next(iter(scores.values()))
        for metric, table in scores.items():
            if list(table) != list(first) or len(table) != len(first) or not np.isfinite(table.to_numpy(float)).all():
                raise CourseError(f"Metric {metric!r}: every table needs the same generators and runs, none missing.")
            if better.get(metric) not in ("higher", "lower"):
                raise CourseError(f"Metric {metric!r} has no direction: say 'higher' or 'lower' in `better`.")
        if fresh not in first or len(first.columns) < 3 or len(first) < 2:
            raise CourseError(f"A contest needs a column {fresh!r}, two generators beside it, and two runs.")
        self.scores, self.better, self.fresh = scores, better, fresh
        self.names, self.runs = [name for name in first if name != fresh], len(first)
        metrics = tuple(scores)
        self.controls = (Choice("metric", "metric", metrics, lambda metric: f"{metric} ({better[metric]} is better)"),
                         Slider("seeds", "seeds", tuple(range(1, self.runs + 1))))  # fmt: skip
        self.default = ContestState(metrics[0])
        self.presets = {"one seed": ContestState(metrics[0]), "all seeds": ContestState(metrics[0], self.runs),
                        "another metric": ContestState(metrics[-1], self.runs)}  # fmt: skip

    def counted(self, state) -> pd.DataFrame:
        """The scores that count, (seeds, generators and fresh rows)."""
        table = self.scores[state.metric]
        return table.iloc[[(state.seed + k) % self.runs for k in range(state.seeds)]]

    def places(self, state) -> list[str]:
        """The generators, best mean first."""
        means = self.counted(state)[self.names].mean()
        return list(means.sort_values(ascending=self.better[state.metric] == "lower", kind="stable").index)

    def lead(self, state) -> np.ndarray:
        """By how much the leader is better than the runner-up, seed by seed, (seeds,); above 0 = better."""
        table, (first, second, *_) = self.counted(state), self.places(state)
        sign = 1 if self.better[state.metric] == "higher" else -1
        return sign * (table[first] - table[second]).to_numpy(float)

    def numbers(self, state) -> dict:
        """lead, its interval (infinite with one seed), and told: 1 where the interval lies above 0."""
        lead = self.lead(state)
        half = np.inf
        if len(lead) > 1:
            half = stats.t.ppf(0.975, len(lead) - 1) * lead.std(ddof=1) / np.sqrt(len(lead))
        found = {"lead": float(lead.mean()), "low": float(lead.mean() - half), "high": float(lead.mean() + half)}
        return found | {"told": float(found["low"] > 0)}

    def readout(self, state, n: dict) -> str:
        first, second, *_ = self.places(state)
        if state.seeds == 1:
            return f"{first} leads {second} by {n['lead']:.3f}; one seed has no interval"
        verdict = "told apart" if n["told"] else "not told apart"
        return f"{first} leads {second} by {n['lead']:.3f}, interval {n['low']:.3f} to {n['high']:.3f}: {verdict}"

    def alt(self, state, n: dict) -> str:
        order = ", ".join(self.places(state))
        return (f"Left: a row for each generator and one for fresh rows, a mark for each of {state.seeds} seeds, "
                f"better to the right, by {state.metric}. From best to worst: {order}. Right: the lead of the first "
                f"over the second: {self.readout(state, n)}.")  # fmt: skip

    def stage(self, axes, *, small=False) -> Stage:
        left, right = axes
        rows = [*self.names, self.fresh]
        left.set(xlim=(-EDGE, 1 + EDGE), ylim=(len(rows) - 0.5, -0.9), title="every score that counts")
        left.set_yticks(range(len(rows)), [plain(name, 16) for name in rows])
        left.set_xticks([])
        left.tick_params(axis="y", length=0)
        left.set_xlabel("worse     →     better", labelpad=14)
        for row in range(len(rows)):
            left.axhline(row, color=GRID, linewidth=0.8, zorder=0)
        marks = [left.plot([], [], "o" if name == self.fresh else "x", color=REAL if name == self.fresh else SYNTHETIC,
                           markersize=5, mew=1.3, linestyle="none")[0] for name in rows]  # fmt: skip
        means = [left.plot([], [], "|", color=INK, markersize=13, mew=2)[0] for _ in rows]
        ends = [left.text(x, -0.01, "", transform=left.transAxes, ha=side, va="top", size=8)
                for x, side in ((0.01, "left"), (0.99, "right"))]  # fmt: skip

        right.set(xlim=(-0.6, 0.6), ylim=(-0.5, 0.5), title="lead over the second")
        right.set_yticks([])
        right.set_xticks([0], ["0"])
        right.axvline(0, ymax=0.74, color=FLOOR, linestyle="--", linewidth=1.3)
        bar = right.plot([], [], color=INK, linewidth=3, solid_capstyle="butt")[0]
        seeds = right.plot([], [], "x", color=SYNTHETIC, markersize=5, mew=1.2, linestyle="none")[0]
        dot = right.plot([], [], "o", color=INK, markersize=6)[0]
        words = right.text(0, 0.32, "", ha="center", size=9, path_effects=HALO)

        def show(state):
            table, sign = self.scores[state.metric][rows], 1 if self.better[state.metric] == "higher" else -1
            low, high = (sign * table.to_numpy(float)).min(), (sign * table.to_numpy(float)).max()
            width = max(high - low, 1e-12)
            counted = self.counted(state)
            for row, name in enumerate(rows):
                x = (sign * counted[name].to_numpy(float) - low) / width
                marks[row].set_data(x, row + np.linspace(-0.25, 0.25, len(x)) if len(x) > 1 else [row])
                means[row].set_data([x.mean()], [row])
            for text, value in zip(ends, (low, high)):
                text.set_text(f"{sign * value:.3f}")
            n, lead = self.numbers(state), self.lead(state) / width
            dot.set_data([n["lead"] / width], [0])
            seeds.set_data(lead, np.full(len(lead), -0.18))
            one = not np.isfinite(n["low"])
            ends_of = [] if one else np.clip([n["low"] / width, n["high"] / width], -0.6, 0.6)
            bar.set_data(ends_of, [0] * len(ends_of))
            first, second, *_ = self.places(state)
            verdict = "one seed: no interval" if one else "told apart" if n["told"] else "not told apart"
            words.set_text(f"{plain(first, 14)} over {plain(second, 14)}\n{verdict}")

        return Stage([*marks, *means, *ends, bar, seeds, dot, words], show)


def explore_contest(scores: dict, better: dict, fresh: str = "fresh rows") -> Explorer:
    """A list of metrics and a slider of seeds over scores made beforehand; arguments as in `ContestView`."""
    return Explorer(ContestView(scores, better, fresh))

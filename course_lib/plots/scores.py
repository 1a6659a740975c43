"""Scores with what they must be read against: the noise floor, the interval, and the spread over seeds."""

from collections import defaultdict

import numpy as np
from matplotlib.lines import Line2D

from course_lib.colours import BAND
from course_lib.errors import CourseError
from course_lib.evaluation.scores.score import show
from course_lib.plots.canvas import figure
from course_lib.plots.palette import FLOOR, GRID, INK, SYNTHETIC, plain, style

ROW = 0.27  # inches per score


def score_strips(scores, *, names=None):
    """Each score as a diamond with its interval, its floor as a dark bar with a grey band, and one dot per seed.

    The band reaches from the floor to the score's `limit`: a diamond inside it cannot be told from fresh real rows.

    `scores` is a Report, an iterable of Score, or a list of several of either: one per generator seed. Then the
    diamond is the mean over seeds and the dots are the seeds. `names` picks score names. One panel a score name,
    one row a column, because different scores have different scales. Raises CourseError if no score is left to draw.
    """
    runs = as_runs(scores)
    groups = grouped(runs, names)
    if not groups:
        raise CourseError("There is no score to draw. Check names= against the report's score names.")
    rows = [len(columns) for columns in groups.values()]
    with style():
        fig = figure(7.4, sum(rows) * ROW + 0.62 * len(rows) + 0.45)
        axes = fig.subplots(len(rows), 1, squeeze=False, height_ratios=[r + 1.1 for r in rows])[:, 0]
        for ax, (name, columns) in zip(axes, groups.items()):
            strip(ax, name, columns)
        fig.legend(handles=handles(len(runs)), loc="outside upper left", ncols=4, columnspacing=1.4)
    return fig


def as_runs(scores) -> list[list]:
    """A list of runs, each a list of Score."""
    items = list(scores)
    nested = bool(items) and not hasattr(items[0], "floor")
    return [list(run) for run in items] if nested else [items]


def grouped(runs, names) -> dict:
    """{score name: {column: [Score, one per run]}} in the order of the first run; scores without a value left out."""
    groups = defaultdict(lambda: defaultdict(list))
    for run in runs:
        for score in run:
            if (names is None or score.name in names) and score.value is not None and np.isfinite(score.value):
                groups[score.name][score.column].append(score)
    return groups


def strip(ax, name: str, columns: dict) -> None:
    """One score name: rows are columns of the table."""
    for row, found in enumerate(columns.values()):
        values = [s.value for s in found]
        floor, limit = (mean_of(found, part) for part in ("floor", "limit"))
        if floor is not None and limit is not None:
            ax.plot([floor, limit], [row, row], color=BAND, linewidth=11, solid_capstyle="butt", zorder=1)
        if floor is not None:
            ax.plot([floor, floor], [row - 0.38, row + 0.38], color=FLOOR, linewidth=3, solid_capstyle="butt")
        if len(values) > 1:
            ax.plot(values, [row] * len(values), "o", markersize=4, mfc="none", color=SYNTHETIC, mew=1.1)
        elif found[0].interval is not None and np.all(np.isfinite(found[0].interval)):
            ax.plot(found[0].interval, [row, row], color=SYNTHETIC, linewidth=1.6)
        mean = float(np.mean(values))
        ax.plot(mean, row, "D", markersize=5.5, color=SYNTHETIC, mec="white", mew=0.8, zorder=4)
        ax.annotate(show(mean), (1.005, row), xycoords=("axes fraction", "data"), va="center", size=8, color=INK)
    ax.set_title(f"{plain(name, 40)}  ({next(iter(columns.values()))[0].better} is better)")
    whole = "all columns" if len(columns) > 1 else "whole table"
    ax.set_yticks(range(len(columns)), [whole if c is None else plain(c) for c in columns])
    ax.set_ylim(len(columns) - 0.4, -0.6)
    ax.margins(x=0.08)
    ax.locator_params(axis="x", nbins=6)
    ax.grid(axis="x", color=GRID)


def mean_of(scores, part: str) -> float | None:
    """The mean of one part of the scores over the runs that have it; None if none has."""
    values = [getattr(score, part) for score in scores]
    values = [v for v in values if v is not None and np.isfinite(v)]
    return float(np.mean(values)) if values else None


def handles(n_runs: int) -> list:
    """Legend entries: shapes differ, not only colours."""
    mark = {"linestyle": "none", "color": SYNTHETIC}
    entries = [Line2D([], [], marker="D", markersize=5.5, label="score" if n_runs == 1 else "mean over seeds", **mark)]
    if n_runs > 1:
        entries.append(Line2D([], [], marker="o", markersize=4, mfc="none", label="one seed", **mark))
    else:
        entries.append(Line2D([], [], color=SYNTHETIC, linewidth=1.6, label="95% interval"))
    entries.append(Line2D([], [], linestyle="none", marker="|", markersize=11, mew=3, color=FLOOR,
                          label="floor: fresh real rows"))
    entries.append(Line2D([], [], color=BAND, linewidth=9, solid_capstyle="butt", label="95% of fresh real rows"))
    return entries

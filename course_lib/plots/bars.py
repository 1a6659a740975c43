"""Named numbers as horizontal bars, with the line they must be read against."""

from collections.abc import Mapping

import numpy as np

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import FLOOR, GRID, INK, REAL, REAL_FILL, SYNTHETIC, plain, style

FILLED = {"facecolor": REAL_FILL, "edgecolor": REAL}
OUTLINED = {"fill": False, "edgecolor": SYNTHETIC}


def bars(values: Mapping, *, floor=None, floor_label="floor", xlabel="", title="", real=(), fmt="{:.3f}"):
    """One horizontal bar a name, its value written at the end, `floor` as a dashed grey line.

    `values` maps name -> number or -> list of numbers (one per seed: the bar is their mean, the dots are the
    seeds). Names listed in `real` are filled blue, the others are outlined vermillion. Raises CourseError without
    values, and for a missing one.
    """
    names = list(values)
    if not names:
        raise CourseError("bars() got no values: give a dictionary of name and number.")
    series = [np.atleast_1d(np.asarray(values[name], dtype=float)) for name in names]
    if not all(np.isfinite(s).all() and s.size for s in series):
        bad = [str(n) for n, s in zip(names, series) if not (np.isfinite(s).all() and s.size)]
        raise CourseError(f"bars() cannot draw '{bad[0]}': its value is missing. Leave it out or give a number.")
    means = [float(s.mean()) for s in series]
    with style():
        fig = figure(7.0, 0.34 * len(names) + (0.55 if not title else 0.8) + (0.25 if xlabel else 0))
        ax = fig.subplots()
        for row, (name, seeds, mean) in enumerate(zip(names, series, means)):
            ax.barh(row, mean, height=0.64, linewidth=1.6, **(FILLED if name in real else OUTLINED))
            if seeds.size > 1:
                ax.plot(seeds, [row] * seeds.size, "o", markersize=3.5, mfc="white", color=INK, mew=0.9)
            ax.annotate(fmt.format(mean), (1.01, row), xycoords=("axes fraction", "data"), va="center", color=INK)
        if floor is not None:
            ax.axvline(floor, color=FLOOR, linestyle="--", linewidth=1.4)
            ax.annotate(f"{floor_label} {fmt.format(floor)}", (floor, -0.62), color=FLOOR, size=8,
                        ha="right" if floor > max(means) * 0.6 else "left", va="bottom", xytext=(0, 2),
                        textcoords="offset points")
        ax.axvline(0, color=FLOOR, linewidth=0.8)
        ax.set_yticks(range(len(names)), [plain(name, 30) for name in names])
        ax.set_ylim(len(names) - 0.5, -0.6 if floor is None else -0.7)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x", color=GRID)
        ax.set_xlabel(xlabel)
        ax.set_title(title, pad=14 if floor is not None else 6)
    return fig

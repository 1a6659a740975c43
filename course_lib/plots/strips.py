"""Many draws of one number under several names: one mark per draw, for bands over seeds and for contests."""

from collections.abc import Mapping

import numpy as np

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import FLOOR, GRID, INK, REAL, SYNTHETIC, plain, style

DOT = {"marker": "o", "color": REAL, "mew": 0}
CROSS = {"marker": "x", "color": SYNTHETIC, "mew": 1.0}


def strips(values: Mapping, *, real=(), floor=None, floor_label="floor", xlabel="", fmt="{:.3f}"):
    """One row a name, one mark a draw, the draws spread downwards in their order, the mean written at the end.

    `values` maps name -> numbers (a DataFrame with one column a name will do). Names listed in `real` have blue dots,
    the others vermillion crosses. The x axis covers the marks and does not start at zero, which bars would have to.
    Raises CourseError without values, and for a missing one.
    """
    series = {name: np.atleast_1d(np.asarray(numbers, dtype=float)) for name, numbers in values.items()}
    if not series:
        raise CourseError("strips() got no values: give a dictionary of name and numbers.")
    bad = [name for name, numbers in series.items() if not numbers.size or not np.isfinite(numbers).all()]
    if bad:
        raise CourseError(f"strips() cannot draw '{bad[0]}': a value is missing. Leave it out or give numbers.")
    with style():
        fig = figure(7.4, 0.42 * len(series) + 0.55 + (0.2 if floor is not None else 0))
        ax = fig.subplots()
        for row, (name, numbers) in enumerate(series.items()):
            heights = row + np.linspace(-0.3, 0.3, numbers.size) if numbers.size > 1 else [row]
            ax.plot(numbers, heights, linestyle="none", markersize=4, **(DOT if name in real else CROSS))
            ax.annotate(fmt.format(numbers.mean()), (1.01, row), xycoords=("axes fraction", "data"), va="center",
                        color=INK)
        if floor is not None:
            ax.axvline(floor, color=FLOOR, linestyle="--", linewidth=1.4, zorder=0)
            ax.annotate(f"{floor_label} {fmt.format(floor)}", (floor, -0.62), color=FLOOR, size=8, va="bottom",
                        annotation_clip=False,  # it stands above the axes, where matplotlib would leave it out
                        ha="left" if floor < np.mean(ax.get_xlim()) else "right")
        ax.set_yticks(range(len(series)), [plain(name, 30) for name in series])
        ax.set_ylim(len(series) - 0.5, -0.6)
        ax.tick_params(axis="y", length=0)
        ax.grid(axis="x", color=GRID)
        ax.margins(x=0.04)
        ax.set_xlabel(xlabel)
    return fig

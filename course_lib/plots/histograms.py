"""Columns of one table, each by itself: what a draw looks like, before anything is compared with anything."""

from collections.abc import Mapping

import numpy as np

from course_lib.errors import CourseError
from course_lib.plots.canvas import grid
from course_lib.plots.columns import finish
from course_lib.plots.palette import FLOOR, REAL, REAL_FILL, plain, short_number, style


def histograms(values: Mapping, *, bins=24, mark=None, mark_label="", xlabel="", ylabel="share of rows",
               sharey=True, ncols=3):
    """One filled histogram a name, as shares of its own rows, on common bins.

    `values` maps title -> numbers; missing values are left out. `bins` is a number or edges. `mark` draws a dashed
    grey line at one value in every panel. `sharey=False` gives each panel its own share axis, for shapes of very
    different height. Returns a matplotlib Figure. Raises CourseError for a title without a number.
    """
    if not values:
        raise CourseError("histograms() got no values: give a dictionary of title and numbers.")
    series = {name: np.asarray(numbers, dtype=float) for name, numbers in values.items()}
    series = {name: numbers[np.isfinite(numbers)] for name, numbers in series.items()}
    empty = [name for name, numbers in series.items() if not numbers.size]
    if empty:
        raise CourseError(f"histograms() has nothing to draw for '{empty[0]}': give it at least one number.")
    edges = np.histogram_bin_edges(np.concatenate(list(series.values())), bins)
    with style():
        fig, axes = grid(len(series), ncols, panel=(min(4.2, 9.0 / min(len(series), ncols)), 2.1))
        for ax, (name, numbers) in zip(axes, series.items()):
            shares = np.histogram(numbers, edges)[0] / len(numbers)
            ax.stairs(shares, edges, fill=True, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
            if mark is not None:
                ax.axvline(mark, color=FLOOR, linestyle="--", linewidth=1.4)
                ax.annotate(mark_label, (mark, 1), xycoords=("data", "axes fraction"), color=FLOOR, size=8,
                            xytext=(4, -2), textcoords="offset points", va="top")
            ax.set(title=plain(name, 44), xlabel=xlabel)
            ax.xaxis.set_major_formatter(short_number)
            finish(ax)
        tops = [ax.get_ylim()[1] * (1.0 if mark is None else 1.12) for ax in axes]  # the mark's label needs air
        for ax, top in zip(axes, tops):
            ax.set_ylim(0, max(tops) if sharey else top)
        axes[0].set_ylabel(ylabel)
    return fig

"""Several numbers while one setting moves: a formula's lines, and what was found without it."""

from collections.abc import Mapping

import numpy as np

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import FLOOR, GRID, REAL, plain, style


def sweeps(x, series: Mapping, *, xlabel="", ylabel="", names=("formula", "found")):
    """One line a name, dashed grey for the formula, blue dots for what was found; the name stands at the left.

    x: (n,) positions of the setting, ascending. `series` maps name -> (formula, found), each (n,); where formula is
    None a thin line joins the dots. Returns a matplotlib Figure. Raises CourseError without a series and for a
    length that differs.
    """
    x = np.asarray(x, dtype=float)
    if not series:
        raise CourseError("sweeps() got no series: give a dictionary of name and (formula, found).")
    for name, pair in series.items():
        if any(part is not None and np.shape(part) != x.shape for part in pair):
            raise CourseError(f"sweeps() needs as many values as positions, {x.size}, for '{name}'.")
    with style():
        fig = figure(7.4, 3.2)
        ax = fig.subplots()
        for k, (name, (formula, found)) in enumerate(series.items()):
            if formula is not None:
                ax.plot(x, formula, color=FLOOR, linestyle="--", linewidth=1.3, label="_" * bool(k) + names[0])
            joined = {"linestyle": "-" if formula is None else "none", "linewidth": 0.8}
            ax.plot(x, found, marker="o", **joined, color=REAL, markersize=4.5, mew=0, label="_" * bool(k) + names[1],
                    zorder=3)  # fmt: skip
            ax.annotate(plain(name, 30), (x[0], found[0]), xytext=(-6, 0), textcoords="offset points", ha="right",
                        va="center", size=8)
        ax.axhline(0, color=FLOOR, linewidth=0.8)
        room = 0.13 * (x[-1] - x[0])
        ax.set(xlabel=xlabel, ylabel=ylabel, xlim=(x[0] - room, x[-1] + 0.2 * room))
        ax.grid(color=GRID)
        if any(formula is not None for formula, _ in series.values()):
            ax.legend(loc="upper right")
    return fig

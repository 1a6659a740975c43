"""A formula and what was measured, against a size: two panels say whether the formula holds, and from where on."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import LogLocator

from course_lib.errors import CourseError
from course_lib.plots.canvas import grid
from course_lib.plots.palette import FLOOR, GRID, REAL, plain, short_number, style


def curves(x, panels: Mapping, *, xlabel="", names=("formula", "measured"), ncols=2):
    """One panel a title: a dashed grey line for the formula, blue dots for what was measured, both axes logarithmic.

    x: the sizes, above 0. `panels` maps title -> (formula, measured), each as long as x and above 0; `names` are
    their labels. Returns a matplotlib Figure. Raises CourseError for a length that differs and a value not above 0.
    """
    sizes = np.asarray(x, dtype=float)
    if not panels:
        raise CourseError("curves() got no panel: give a dictionary of title and (formula, measured).")
    series = {title: [np.asarray(values, dtype=float) for values in pair] for title, pair in panels.items()}
    for title, pair in series.items():
        if any(values.shape != sizes.shape for values in pair):
            raise CourseError(f"curves() needs as many values as sizes, {sizes.size}, for '{title}'.")
        if not all((values > 0).all() for values in (sizes, *pair)):
            raise CourseError(f"curves() has logarithmic axes: every value for '{title}' must lie above 0.")
    with style():
        fig, axes = grid(len(series), ncols, panel=(3.6, 2.3))
        for ax, (title, (formula, measured)) in zip(axes, series.items()):
            ax.plot(sizes, formula, color=FLOOR, linestyle="--", linewidth=1.6, label=names[0])
            ax.plot(sizes, measured, "o", color=REAL, markersize=5, mew=0, label=names[1])
            ax.set(xscale="log", yscale="log", title=plain(title, 44), xlabel=xlabel)
            for axis in (ax.xaxis, ax.yaxis):
                axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
                axis.set_major_formatter(short_number)
            ax.minorticks_off()
            ax.grid(color=GRID)
        axes[0].legend(loc="lower left")
    return fig

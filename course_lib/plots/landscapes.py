"""A number over two settings, as a map of heights: where is the top, and how far is one place below it?"""

from collections.abc import Mapping

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure, legend_above
from course_lib.plots.palette import FLOOR, GRID, INK, REAL, SYNTHETIC, plain, style

HEIGHTS = LinearSegmentedColormap.from_list("heights", ["#FFFFFF", "#9CC7E3"])
LOOKS = (("*", REAL, 15), ("s", INK, 7), ("D", FLOOR, 6), ("X", SYNTHETIC, 9))
BELOW = (4.0, 2.0, 1.0, 0.5, 0.2)


def landscapes(x, y, panels: Mapping, *, marks: Mapping = None, below=BELOW, xlabel="", ylabel=""):
    """One panel a title: lines of equal height at `below` under the panel's top, and named places.

    x: (m,), y: (n,), ascending. `panels` maps title -> heights (n, m). `marks` maps at most four names -> (x, y), the
    same in all panels, or {title: (x, y)}. Returns a matplotlib Figure. Raises CourseError without a panel, for
    heights of another shape or not finite, and for a fifth name.
    """
    marks = marks or {}
    if not panels:
        raise CourseError("landscapes() got no panel: give a dictionary of title and heights.")
    if len(marks) > len(LOOKS):
        raise CourseError(f"landscapes() tells {len(LOOKS)} names apart, and got {len(marks)}: leave some out.")
    heights = {title: np.asarray(values, dtype=float) for title, values in panels.items()}
    for title, values in heights.items():
        if values.shape != (len(y), len(x)) or not np.isfinite(values).all():
            raise CourseError(f"landscapes() needs finite heights of shape {len(y), len(x)} for '{title}'.")
    levels = sorted(-step for step in below)
    with style():
        fig = figure(min(9.0, 3.0 * len(panels) + 0.4), 3.1)
        axes = fig.subplots(1, len(panels), sharex=True, sharey=True, squeeze=False)[0]
        for ax, (title, values) in zip(axes, heights.items()):
            under = np.maximum(values - values.max(), 2 * levels[0])
            ax.contourf(x, y, under, levels=[2 * levels[0], *levels, 0], cmap=HEIGHTS)
            lines = ax.contour(x, y, under, levels=levels, colors=FLOOR, linewidths=0.8, linestyles="solid")
            ax.clabel(lines, fmt=lambda step: f"{step:g}".replace("-", "−"), fontsize=7.5, colors=INK)
            for (marker, colour, size), places in zip(LOOKS, marks.values()):
                place = places.get(title) if isinstance(places, Mapping) else places
                if place is not None:
                    ax.plot(*place, marker=marker, color=colour, markersize=size, mec="white", mew=1)
            ax.set(title=plain(title, 40), xlabel=xlabel, xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
            ax.grid(color=GRID, linewidth=0.5)
        axes[0].set_ylabel(ylabel)
        handles = [
            axes[0].plot([], [], ls="none", marker=marker, color=colour, ms=size, mec="white", label=plain(name, 40))[0]
            for name, (marker, colour, size) in zip(marks, LOOKS)
        ]
        if handles:
            legend_above(fig, handles)
    return fig

"""Empty figures: the right width, no pyplot, room kept for every label."""

import math

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from course_lib.plots.palette import MAX_WIDTH, REAL, REAL_FILL, SYNTHETIC


def figure(width: float, height: float) -> Figure:
    """A figure in inches with constrained layout. Not pyplot's: nothing is left open when the caller forgets it."""
    if not 0 < width <= MAX_WIDTH:
        raise ValueError(f"A figure is at most {MAX_WIDTH} inches wide, not {width}.")
    return Figure(figsize=(width, height), layout="constrained")


def grid(n: int, ncols: int, *, panel=(2.9, 2.0)) -> tuple[Figure, list]:
    """A figure with `n` axes in rows of at most `ncols`; each panel about `panel` inches. Unused cells stay empty."""
    ncols = max(1, min(ncols, n))
    nrows = math.ceil(n / ncols)
    fig = figure(min(MAX_WIDTH, ncols * panel[0]), nrows * panel[1] + 0.35)
    spec = fig.add_gridspec(nrows, ncols)
    return fig, [fig.add_subplot(spec[i // ncols, i % ncols]) for i in range(n)]


def bar_handles(labels=("real", "synthetic")) -> list:
    """Legend entries for filled against outlined."""
    return [
        Patch(facecolor=REAL_FILL, edgecolor=REAL, linewidth=1.2, label=labels[0]),
        Line2D([], [], color=SYNTHETIC, linewidth=1.8, label=labels[1]),
    ]


def point_handles(labels=("real", "synthetic")) -> list:
    """Legend entries for dots against crosses."""
    return [
        Line2D([], [], linestyle="none", marker="o", markersize=5, color=REAL, label=labels[0]),
        Line2D([], [], linestyle="none", marker="x", markersize=6, mew=1.6, color=SYNTHETIC, label=labels[1]),
    ]


def legend_above(fig: Figure, handles) -> None:
    """One legend for all panels, above them, where it covers no data."""
    fig.legend(handles=handles, loc="outside upper left", ncols=len(handles), borderaxespad=0.2)

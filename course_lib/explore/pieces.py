"""Parts of a stage that several explorers share: the real table as background, the synthetic one as what moves."""

import numpy as np

from course_lib.plots.columns import shares
from course_lib.plots.pairs import crosses, dots
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, REAL_FILL, SYNTHETIC, plain, short_number

SHOWN = 350  # points of each table in a scatter: more is a stain, and slower


def span(values, margin=(0.06, 0.06)) -> tuple[float, float]:
    """The range of `values` widened by shares of itself below and above."""
    low, high = float(np.min(values)), float(np.max(values))
    width = (high - low) or max(abs(high), 1.0)
    return low - margin[0] * width, high + margin[1] * width


def cloud(ax, x, y, *, names, limits, title="rows: dots real, crosses synthetic"):
    """Real rows as dots in the background; returns the artist of the synthetic crosses (`set_data(x, y)`)."""
    keep = np.linspace(0, len(x) - 1, min(SHOWN, len(x))).astype(int)
    dots(ax, np.asarray(x)[keep], np.asarray(y)[keep])
    ax.set(xlim=limits[0], ylim=limits[1], xlabel=plain(names[0]), ylabel=plain(names[1]), title=title)
    ax.xaxis.set_major_formatter(short_number)
    ax.yaxis.set_major_formatter(short_number)
    ax.locator_params(nbins=5)
    ax.grid(color=GRID)
    return crosses(ax, [], [])


def outline(ax, values, *, name: str, limits, bins: int = 30):
    """The real column filled in the background; returns (artist, edges) of the synthetic outline."""
    edges = np.linspace(*limits, bins + 1)
    heights = shares(np.asarray(values), edges)
    ax.stairs(heights, edges, fill=True, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
    ax.set(xlim=limits, ylim=(0, heights.max() * 2.2), xlabel=plain(name), title="one column")
    ax.xaxis.set_major_formatter(short_number)
    ax.yaxis.set_major_formatter(lambda v, _: f"{v:.0%}" if v else "0")
    ax.locator_params(nbins=5)
    ax.grid(axis="y", color=GRID)
    return ax.stairs(np.zeros(bins), edges, color=SYNTHETIC, linewidth=1.8, path_effects=HALO), edges


def beyond(ax):
    """A text in the corner for what the frame cuts off; empty while nothing is."""
    return ax.text(0.98, 0.96, "", transform=ax.transAxes, ha="right", va="top", size=8, color=INK,
                   path_effects=HALO)


def tell_beyond(text, count: int, total: int) -> None:
    """A picture that cuts rows off must say so."""
    text.set_text(f"{count / total:.0%} of crosses outside the frame" if count else "")


def outside(x, y, limits) -> int:
    """How many points lie outside the frame."""
    x, y = np.asarray(x), np.asarray(y)
    inside = (x >= limits[0][0]) & (x <= limits[0][1]) & (y >= limits[1][0]) & (y <= limits[1][1])
    return int(np.count_nonzero(~inside))


def ratio_rows(ax, names, *, title="synthetic / real", top=1.75):
    """One row a column with a line at 1; returns the artists (mean, sd): filled diamonds and vermillion crosses."""
    rows = np.arange(len(names))
    ax.axvline(1, color=FLOOR, linestyle="--", linewidth=1.2)
    ax.set(xlim=(-0.05, top), ylim=(len(names) - 0.4, -1.3), title=title)
    ax.set_yticks(rows, [plain(name, 14) for name in names])
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=GRID)
    mean = ax.plot([], [], linestyle="none", marker="D", markersize=6, color=INK, mec="white", label="mean")[0]
    sd = ax.plot([], [], linestyle="none", marker="x", markersize=7, mew=2, color=SYNTHETIC, label="sd")[0]
    ax.legend(handles=[mean, sd], loc="upper left", ncols=2, borderaxespad=0.1, handletextpad=0.1, columnspacing=1)
    return mean, sd, rows

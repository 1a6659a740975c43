"""Quality against seconds: one point a generator, the floor drawn, the lower left is the place to be."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, NullFormatter

from course_lib.errors import CourseError
from course_lib.plots.canvas import grid, legend_above
from course_lib.plots.labels import beside_points
from course_lib.plots.palette import FLOOR, GRID, INK, SYNTHETIC, plain, short_number, style

OURS = {"marker": "o", "markersize": 7, "color": SYNTHETIC, "mec": "white", "mew": 0.8}
PEER = {"marker": "s", "markersize": 6, "mfc": "white", "color": INK, "mew": 1.4}
TICKS = (.45, .48, .5, .52, .55, .6, .65, .7, .8, .9, 1.0)


def quality(table, *, ncols: int = 2):
    """C2ST against seconds, a panel a table; fewer seconds to the left (logarithmic), harder to tell apart lower.

    table: rows with the columns table, generator, kind ("ours", "peer", "floor"), seconds, c2st, c2st_low, c2st_high,
    as `course_lib.study.summary` makes them. A thin bar spans the seeds. The floor, what fresh real rows score, is a
    dashed line with the band of its seeds. The scale of the AUC widens near .5, by the square root of the distance.
    Ours are filled circles, peers hollow squares. Raises CourseError without a generator that was measured.
    """
    if not (table["kind"] != "floor").any():
        raise CourseError("quality() has no generator to draw: measure one first.")
    names = [name for name in dict.fromkeys(table["table"])
             if (table.loc[table["table"] == name, "kind"] != "floor").any()]
    with style():
        fig, axes = grid(len(names), ncols, panel=(4.5, 3.4) if len(names) > 1 else (7.0, 4.0))
        found = [panel(ax, name, table[table["table"] == name]) for ax, name in zip(axes, names)]
        kinds = set(table["kind"])
        legend_above(fig, [handle for kind, handle in handles().items() if kind in kinds])
        for ax, (rows, floor) in zip(axes, found):
            words(ax, rows, floor)
    return fig


def panel(ax, name: str, rows):
    """Points, bars and floor of one table; its generators and its floor's AUC, or None."""
    floor = rows[rows["kind"] == "floor"]
    made = rows[(rows["kind"] != "floor") & rows["seconds"].notna()]
    level = None if floor.empty else float(floor["c2st"].iloc[0])
    for row in made.itertuples():
        ax.plot([row.seconds] * 2, [row.c2st_low, row.c2st_high], color=SYNTHETIC if row.kind == "ours" else INK,
                linewidth=1.1, zorder=2)
        ax.plot(row.seconds, row.c2st, linestyle="none", zorder=3, **(OURS if row.kind == "ours" else PEER))
    if level is not None:
        ax.axhline(level, color=FLOOR, linestyle="--", linewidth=1.4, zorder=1)
        ax.axhspan(floor["c2st_low"].iloc[0], floor["c2st_high"].iloc[0], color=GRID, zorder=0)
    ax.set_xscale("log")
    ax.set_yscale("function", functions=(widen, narrow))
    low, high = min([made["c2st_low"].min(), *([] if level is None else [floor["c2st_low"].min()])]), \
        made["c2st_high"].max()
    ax.set_ylim(narrow(widen(min(low, .499)) - .03), narrow(widen(max(high, .56)) + .04))
    ax.yaxis.set_major_locator(FixedLocator([t for t in TICKS if ax.get_ylim()[0] <= t <= ax.get_ylim()[1]]))
    ax.yaxis.set_minor_formatter(NullFormatter())
    seconds = made["seconds"].clip(lower=1e-3)
    ax.set_xlim(seconds.min() / 3, seconds.max() * 3)
    ax.xaxis.set_major_formatter(short_number)
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.grid(color=GRID, zorder=0)
    ax.set(title=plain(name, 40), xlabel="seconds to fit and sample, one thread", ylabel="C2ST, AUC (.5 best)")
    return made, level


def words(ax, rows, floor) -> None:
    """Names beside the points, kept off the floor's line."""
    avoid = []
    if floor is not None:
        ax.figure.draw_without_rendering()
        left, right = ax.get_window_extent().x0, ax.get_window_extent().x1
        y = ax.transData.transform((ax.get_xlim()[0], floor))[1]
        avoid = [(left, y - 1, right, y + 1)]
    beside_points(ax, rows["seconds"].to_numpy(), rows["c2st"].to_numpy(), [plain(n, 28) for n in rows["generator"]],
                  avoid=avoid, size=8, color=INK)


def widen(auc):
    """The scale's place of an AUC: the signed square root of its distance from .5."""
    apart = np.asarray(auc, dtype=float) - 0.5
    return np.sign(apart) * np.sqrt(np.abs(apart))


def narrow(place):
    """The AUC at a place of the scale, `widen` backwards."""
    place = np.asarray(place, dtype=float)
    return 0.5 + np.sign(place) * place**2


def handles() -> dict:
    """Legend entries by kind."""
    return {"ours": Line2D([], [], linestyle="none", label="this course", **OURS),
            "peer": Line2D([], [], linestyle="none", label="other library", **PEER),
            "floor": Line2D([], [], color=FLOOR, linestyle="--", linewidth=1.4, label="fresh real rows (floor)")}

"""Two columns against each other, in two tables or in many, and one column as a cumulative curve."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.lines import Line2D
from scipy.stats import ks_2samp

from course_lib.data import Schema
from course_lib.data.schema import NUMBERS
from course_lib.errors import CourseError
from course_lib.plots.canvas import figure, grid, legend_above, point_handles
from course_lib.plots.columns import as_numbers, drawable
from course_lib.plots.palette import FLOOR, GRID, REAL, SYNTHETIC, plain, short_number, style
from course_lib.randomness import generator

REAL_LINE = {"color": REAL, "linewidth": 2.6}
DASHED = {"color": SYNTHETIC, "linewidth": 1.6, "linestyle": (0, (5, 1.5))}


def scatter(real, synthetic, x: str, y: str, schema=None, *, most: int = 800, seed: int = 0):
    """Two number columns: the real rows as blue dots, the synthetic rows as vermillion crosses, on common axes.

    At most `most` rows of each table are drawn (chosen with `seed`): more would be a stain. Three panels: real,
    synthetic, both, because where two clouds overlap the one drawn last wins. Raises CourseError for a column of
    levels.
    """
    schema = schema or Schema.infer(real)
    drawable(real, synthetic, schema, [x, y])
    for name in (x, y):
        number_only(schema, name)
    rng = generator(seed)
    points = [thin(table, x, y, schema, most, rng) for table in (real, synthetic)]
    with style():
        fig = figure(9.0, 3.1)
        axes = fig.subplots(1, 3, sharex=True, sharey=True)
        for ax, title, which in zip(axes, ("real", "synthetic", "both"), ((0,), (1,), (0, 1))):
            ax.set_title(title)
            if 0 in which:
                dots(ax, *points[0])
            if 1 in which:
                crosses(ax, *points[1])
            ax.set_xlabel(axis_label(schema[x]))
            ax.grid(color=GRID)
            number_ticks(ax, schema[x].kind, schema[y].kind)
        axes[0].set_ylabel(axis_label(schema[y]))
        legend_above(fig, point_handles())
    return fig


def clouds(tables: Mapping, x: str, y: str, schema=None, *, real=(), most: int = 800, ncols: int = 3, seed: int = 0):
    """Two number columns, one panel a table on common axes: tables named in `real` as blue dots, others as crosses.

    `tables` maps title -> table; the first one's schema is used. At most `most` rows of each are drawn (chosen with
    `seed`). Returns a matplotlib Figure. Raises CourseError without a table and for a column of levels.
    """
    if not tables:
        raise CourseError("clouds() got no table: give a dictionary of title and table.")
    first = next(iter(tables.values()))
    schema = schema or Schema.infer(first)
    for table in tables.values():
        drawable(first, table, schema, [x, y])
    for name in (x, y):
        number_only(schema, name)
    rng = generator(seed)
    points = {title: thin(table, x, y, schema, most, rng) for title, table in tables.items()}
    joint = [np.concatenate(values) for values in zip(*points.values())]
    with style():
        fig, axes = grid(len(points), ncols, panel=(2.9, 2.6))
        for ax, (title, rows) in zip(axes, points.items()):
            (dots if title in real else crosses)(ax, *rows)
            ax.set(title=plain(title, 40), xlabel=axis_label(schema[x]), xlim=widened(joint[0]), ylim=widened(joint[1]))
            ax.grid(color=GRID)
            number_ticks(ax, schema[x].kind, schema[y].kind)
        axes[0].set_ylabel(axis_label(schema[y]))
    return fig


def widened(values, margin: float = 0.05):
    """The range of the values with a little air; None, matplotlib's own choice, where there is no range."""
    low, high = np.min(values), np.max(values)
    return (low - margin * (high - low), high + margin * (high - low)) if high > low else None


def number_only(schema, name: str) -> None:
    """A picture with a number axis is refused for a category, by name."""
    if schema[name].kind not in NUMBERS:
        raise CourseError(f"Column '{name}' is a {schema[name].kind}, this picture needs numbers. Use columns().")


def number_ticks(ax, *kinds: str) -> None:
    """Short numbers, or dates, on the x axis and, with two kinds, on the y axis."""
    for axis, kind in zip((ax.xaxis, ax.yaxis), kinds):
        if kind == "datetime":
            locator = AutoDateLocator(minticks=2, maxticks=5)
            axis.set_major_locator(locator)
            axis.set_major_formatter(ConciseDateFormatter(locator))
        else:
            axis.set_major_formatter(short_number)


def axis_label(about) -> str:
    """Name and unit."""
    return plain(about.name) if about.unit is None else f"{plain(about.name)} ({plain(about.unit)})"


def thin(table: pd.DataFrame, x: str, y: str, schema, most: int, rng) -> tuple[np.ndarray, np.ndarray]:
    """Up to `most` complete rows as two float arrays."""
    rows = table[[x, y]].dropna()
    if len(rows) > most:
        rows = rows.iloc[np.sort(rng.choice(len(rows), most, replace=False))]
    return tuple(np.asarray(as_numbers(rows[name], schema[name].kind), dtype=float) for name in (x, y))


def dots(ax, x, y, **more):
    """Real rows. One Line2D of markers: Agg draws it several times faster than a collection."""
    look = {"linestyle": "none", "marker": "o", "markersize": 3.2, "mew": 0, "color": REAL, "alpha": 0.65}
    return ax.plot(x, y, **(look | more))[0]


def crosses(ax, x, y, **more):
    """Synthetic rows."""
    look = {"linestyle": "none", "marker": "x", "markersize": 4.2, "mew": 1.0, "color": SYNTHETIC, "alpha": 0.85}
    return ax.plot(x, y, **(look | more))[0]


def ecdf(real, synthetic, name: str, schema=None):
    """Both cumulative distributions of one number column and their largest gap, the Kolmogorov-Smirnov distance.

    The gap is drawn as a grey line at the place where it is largest and written beside it. Raises CourseError for a
    column of levels, and for one without a value.
    """
    schema = schema or Schema.infer(real)
    drawable(real, synthetic, schema, [name])
    number_only(schema, name)
    a, b = (np.sort(np.asarray(as_numbers(t[name].dropna(), schema[name].kind))) for t in (real, synthetic))
    if not len(a) or not len(b):
        raise CourseError(f"Column '{name}' has no value in one of the two tables: nothing to draw.")
    with style():
        fig = figure(5.6, 3.2)
        ax = fig.subplots()
        ax.ecdf(a, **REAL_LINE)
        ax.ecdf(b, **DASHED)
        test = ks_2samp(a, b)
        at = test.statistic_location
        low, high = sorted(np.searchsorted(s, at, side="right") / len(s) for s in (a, b))
        ax.plot([at, at], [low, high], color=FLOOR, linewidth=4, solid_capstyle="butt", zorder=5)
        right = at > (min(a[0], b[0]) + max(a[-1], b[-1])) / 2
        ax.annotate(f"largest gap {test.statistic:.3f}", (at, (low + high) / 2), color=FLOOR, va="center",
                    xytext=(-9 if right else 9, 0), textcoords="offset points", ha="right" if right else "left")
        ax.set_xlabel(axis_label(schema[name]))
        ax.set_ylabel("share at or below")
        ax.set_ylim(-0.02, 1.02)
        number_ticks(ax, schema[name].kind)
        ax.grid(color=GRID)
        legend_above(fig, [Line2D([], [], label="real", **REAL_LINE), Line2D([], [], label="synthetic", **DASHED)])
    return fig

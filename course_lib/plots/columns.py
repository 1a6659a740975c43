"""Every column of two tables at once: the first look at a synthetic table.

Numbers are drawn as shares per bin over *common* bins, categories as shares per level. Shares, not counts, so
that tables of different length compare.
"""

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import MaxNLocator

from course_lib.data import Schema
from course_lib.data.schema import NUMBERS
from course_lib.errors import CourseError
from course_lib.plots.canvas import bar_handles, grid, legend_above
from course_lib.plots.palette import GRID, HALO, REAL, REAL_FILL, SYNTHETIC, plain, short_number, style

MAX_LEVELS = 9


def columns(real: pd.DataFrame, synthetic: pd.DataFrame, schema=None, *, names=None, bins=24, ncols=3):
    """Overlaid distribution of each column: real filled blue, synthetic as vermillion outline.

    `names` picks columns (default: all but identifiers); `bins` is the number of equal bins of a number column
    over the real range widened to the synthetic one. Missing values are left out of the picture and their share
    is written below it. Returns a matplotlib Figure, at most 9 inches wide.
    """
    schema = schema or Schema.infer(real)
    names = drawable(real, synthetic, schema, names)
    with style():
        fig, axes = grid(len(names), ncols)
        for ax, name in zip(axes, names):
            column(ax, real[name], synthetic[name], schema[name], bins=bins)
        legend_above(fig, bar_handles())
    return fig


def drawable(real, synthetic, schema, names=None) -> list[str]:
    """The columns both tables have and a picture can show; a wrong name is told apart from an identifier."""
    known = [c.name for c in schema if c.kind != "identifier"]
    wanted = known if names is None else list(names)
    for name in wanted:
        if name not in known:
            raise CourseError(f"Column '{name}' cannot be drawn. Choose from: {', '.join(map(str, known))}.")
        for label, table in (("real", real), ("synthetic", synthetic)):
            if name not in table.columns:
                raise CourseError(f"The {label} table has no column '{name}'. Give both tables the same columns.")
    if not wanted:
        raise CourseError("No column to draw: every column is an identifier. Add a number or a category.")
    return wanted


def column(ax, real: pd.Series, synthetic: pd.Series, about, *, bins=24) -> None:
    """One column's panel on `ax`; `about` is its schema Column."""
    ax.set_title(plain(about.name))
    shown = (real.dropna(), synthetic.dropna())
    if about.kind in NUMBERS:
        numbers_panel(ax, *(as_numbers(s, about.kind) for s in shown), bins=bins, kind=about.kind)
    else:
        levels_panel(ax, *shown, ordered=about.kind == "ordinal", levels=about.levels)
    missing = [1 - len(s) / max(len(whole), 1) for s, whole in zip(shown, (real, synthetic))]
    notes = [] if about.unit is None or about.kind == "datetime" else [plain(about.unit)]
    if any(missing):
        notes.append(f"missing: real {missing[0]:.0%}, synthetic {missing[1]:.0%}")
    ax.set_xlabel(" · ".join(notes))


def as_numbers(values: pd.Series, kind: str) -> np.ndarray:
    """Floats; dates become days since 1970, matplotlib's own unit for a date axis."""
    if kind == "datetime":
        stamps = pd.to_datetime(values, utc=True).dt.tz_localize(None)
        return (stamps - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    return values.to_numpy(dtype=float)


def numbers_panel(ax, real, synthetic, *, bins=24, kind="number") -> None:
    """Shares per common bin. Whole numbers with few values get one bin each, so no bin is empty by accident."""
    real, synthetic = np.asarray(real, dtype=float), np.asarray(synthetic, dtype=float)
    edges = common_edges(real, synthetic, bins=bins, whole=kind == "integer")
    ax.stairs(shares(real, edges), edges, fill=True, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
    ax.stairs(shares(synthetic, edges), edges, color=SYNTHETIC, linewidth=1.6, path_effects=HALO, zorder=3)
    if kind == "datetime":
        locator = AutoDateLocator(minticks=2, maxticks=5)
        ax.xaxis.set_major_locator(locator)
        ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    else:
        ax.locator_params(axis="x", nbins=5)
        ax.xaxis.set_major_formatter(short_number)
    finish(ax)


def common_edges(real, synthetic, *, bins: int, whole: bool) -> np.ndarray:
    """Edges over the range of both samples."""
    both = np.concatenate([real, synthetic])
    both = both[np.isfinite(both)]
    if both.size == 0:
        return np.array([-0.5, 0.5])
    low, high = float(both.min()), float(both.max())
    if whole and high - low < 2 * bins:
        return np.arange(np.floor(low) - 0.5, np.ceil(high) + 1.0)
    if whole:  # a whole number of values per bin, else bins alternate between k and k + 1 values: a comb of artefacts
        step = np.ceil((high - low + 1) / bins)
        return np.arange(low - 0.5, high + step, step)
    if low == high:
        pad = max(abs(low), 1.0) * 0.5
        return np.array([low - pad, low + pad])
    # An edge at the smallest real value: a bin across it would show real rows where there are none, below zero, say.
    width, edge = (high - low) / bins, float(np.nanmin(real)) if np.isfinite(real).any() else low
    first = edge - np.ceil((edge - low) / width - 1e-9) * width
    return first + width * np.arange(np.ceil((high - first) / width - 1e-9) + 1)


def shares(values, edges) -> np.ndarray:
    """Share of the values in each bin; zeros for an empty sample."""
    return np.histogram(values, edges)[0] / max(len(values), 1)


def levels_panel(ax, real: pd.Series, synthetic: pd.Series, *, ordered=False, levels=None) -> None:
    """Shares per level: ordered levels keep their order, others by real frequency; the tail is pooled as 'other'."""
    counts = [s.astype(str).value_counts(normalize=True) for s in (real, synthetic)]
    if ordered and levels:
        order = [str(level) for level in levels]
    else:
        order = list(counts[0].index) + [level for level in counts[1].index if level not in counts[0].index]
    heights = [[float(c.get(level, 0.0)) for level in order] for c in counts]
    labels = [plain(level, 16) for level in order]
    if len(order) > MAX_LEVELS + 1 and not ordered:
        rest = len(order) - MAX_LEVELS
        heights = [h[:MAX_LEVELS] + [sum(h[MAX_LEVELS:])] for h in heights]
        labels = labels[:MAX_LEVELS] + [f"{rest} others"]
    at = np.arange(len(labels))
    ax.barh(at, heights[0], height=0.8, facecolor=REAL_FILL, edgecolor=REAL, linewidth=0.9)
    outline = {"height": 0.8, "fill": False, "edgecolor": SYNTHETIC, "linewidth": 1.6, "zorder": 3}
    for bar in ax.barh(at, heights[1], **outline):
        bar.set_path_effects(HALO)
    # Past a dozen ordered levels the labels would touch: every k-th is enough to read an order.
    step = int(np.ceil(len(labels) / 12)) or 1
    ax.set_yticks(at[::step], labels[::step])
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(percent)
    ax.grid(axis="x", color=GRID)
    ax.set_xlim(0, max([0.05, *heights[0], *heights[1]]) * 1.08)


def percent(share: float, _=None) -> str:
    """A tick in percent with as many decimals as it needs: 2.5% is not 2%."""
    return f"{100 * share:.4g}%"


def finish(ax) -> None:
    """Share axis in percent, starting at zero."""
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(percent)
    ax.grid(axis="y", color=GRID)

"""One column over many resamples at once: each metric of a column as a function of counts.

The column is cut into cells (its distinct values, its levels; thousands of cells at most) and a resample is how many
rows of the real and of the synthetic side lie in each. `columns.py` has the same metrics as plain functions of two
columns, for lessons; a test holds the two together. A new metric of a column needs an entry in COUNTED here.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from course_lib.data.schema import NUMBERS
from course_lib.evaluation.metrics.columns import BINS, bin_edges, jsd_of_shares, tail_edge, tv_of_shares
from course_lib.evaluation.metrics.views import MISSING, View

MOST_CELLS = 4096  # of a number column in resamples: KS loses .6/sqrt(4096), 1%, of its floor by it
EXACT_ENDS = 50  # this many smallest and largest values keep a cell of their own: ranges end there
TAILS = tuple((side, level) for side in ("upper", "lower") for level in (0.95, 0.99))


@dataclass(frozen=True)
class Cut:
    """A column cut into cells. cells: (rows,) the cell of each row, -1 = missing, for levels as well.

    coarse: (cells,) the bin, for jsd and tv, that a cell lies in. low: (cells,) its smallest value; None for levels.
    tails: per (side, level) which cells lie in that tail of the reference. spread: sd of the reference.
    """

    cells: np.ndarray
    coarse: np.ndarray
    low: np.ndarray | None = None
    tails: dict | None = None
    spread: float = float("nan")

    def count(self, sides) -> tuple[np.ndarray, np.ndarray]:
        """sides: (draws, rows) -> (draws, cells) rows in each cell, and (draws,) rows without a value."""
        k = len(self.coarse)
        place = np.where(self.cells < 0, k, self.cells)
        found = np.stack([np.bincount(place, weights=side, minlength=k + 1) for side in sides])
        return found[:, :k], found[:, k]


@dataclass(frozen=True)
class Counted:
    """How many rows of side a (real) and side b (synthetic) lie in each cell: (draws, cells); missing: (draws,)."""

    cut: Cut
    a: np.ndarray
    b: np.ndarray
    gone_a: np.ndarray
    gone_b: np.ndarray

    @classmethod
    def of(cls, cut: Cut, draws) -> "Counted":
        (a, gone_a), (b, gone_b) = cut.count(draws.a), cut.count(draws.b)
        return cls(cut, a, b, gone_a, gone_b)


def cut_column(column, parts: tuple[View, ...], reference: View, exact: bool) -> Cut:
    """The rows of `parts`, one below the other, cut into cells. Bins, tails and sd come from the reference.

    exact: every distinct number has a cell; else at most MOST_CELLS have.
    """
    if column.kind in NUMBERS:
        j = parts[0].names.index(column.name)
        x, known = np.concatenate([v.numbers[:, j] for v in parts]), reference.numbers[:, j]
        return cut_numbers(x, known[~np.isnan(known)], exact)
    j = parts[0].code_names.index(column.name)
    levels, codes = parts[0].levels[j], np.concatenate([v.codes[:, j] for v in parts])
    k = len(levels)
    if MISSING in levels:  # always the last one
        codes, k = np.where(codes == k - 1, -1, codes), k - 1
    return Cut(codes, np.arange(k))


def cut_numbers(x, known, exact: bool) -> Cut:
    values = np.unique(x[~np.isnan(x)])
    if len(values) == 0:
        return Cut(np.full(len(x), -1), np.zeros(1, int), np.zeros(1), dict.fromkeys(TAILS, np.zeros(1, bool)))
    bins = bin_edges(known, BINS)
    ends = {(side, level): tail_edge(known, level, side) for side, level in TAILS} if len(known) else {}
    if not exact and len(values) > MOST_CELLS:
        kept = np.linspace(0, len(values) - 1, MOST_CELLS).astype(int)
        values = values[np.union1d(kept, np.r_[:EXACT_ENDS, len(values) - EXACT_ENDS:len(values)])]
    # A tail and a bin begin where a cell begins, so that both are sums of whole cells.
    begin = [end if side == "upper" else np.nextafter(end, np.inf) for (side, _), end in ends.items()]
    low = np.unique(np.concatenate([values, bins, begin]))
    cells = np.where(np.isnan(x), -1, np.searchsorted(low, x, side="right") - 1)
    tails = {key: low >= end if key[0] == "upper" else low <= end for key, end in ends.items()}
    return Cut(cells, np.searchsorted(bins, low, side="right"), low,
               tails or dict.fromkeys(TAILS, np.zeros(len(low), bool)),
               float(known.std()) if len(known) else float("nan"))


# The metrics: Counted -> (draws,)


def jsd(c: Counted):
    return jsd_of_shares(*bin_shares(c))


def tv(c: Counted):
    return tv_of_shares(*bin_shares(c))


def bin_shares(c: Counted):
    """Shares of the coarse bins, and of missing values: (draws, bins + 1) each."""
    starts = np.unique(c.cut.coarse, return_index=True)[1]
    sides = []
    for cells, gone in ((c.a, c.gone_a), (c.b, c.gone_b)):
        parts = np.column_stack([np.add.reduceat(cells, starts, axis=1), gone])
        sides.append(parts / parts.sum(axis=1, keepdims=True))
    return sides


def missing_gap(c: Counted):
    share_a, share_b = (gone / (gone + cells.sum(axis=1)) for gone, cells in ((c.gone_a, c.a), (c.gone_b, c.b)))
    return np.abs(share_a - share_b)


def shares(cells):
    """Cells as shares of the present rows, NaN where none is present."""
    total = cells.sum(axis=1, keepdims=True)
    return cells / np.where(total > 0, total, np.nan)


def gap_of_functions(c: Counted):
    """|F - G| after each cell."""
    return np.abs(np.cumsum(shares(c.a), axis=1) - np.cumsum(shares(c.b), axis=1))


def ks(c: Counted):
    return gap_of_functions(c).max(axis=1)


def w1(c: Counted):
    if not c.cut.spread > 0:
        return np.full(len(c.a), np.nan)
    return gap_of_functions(c)[:, :-1] @ (np.diff(c.cut.low) / c.cut.spread)


def tail(c: Counted, side: str, level: float):
    where = c.cut.tails[side, level].astype(float)
    a, b = shares(c.a) @ where, shares(c.b) @ where
    return b / np.where(a > 0, a, np.nan)  # a small real resample may miss the tail


def tail_gap(c: Counted):
    return (np.abs(tail(c, "upper", 0.95) - 1) + np.abs(tail(c, "lower", 0.95) - 1)) / 2


def range_coverage(c: Counted):
    """NaN where a side has no value, or the real one only one."""
    (low_a, high_a), (low_b, high_b) = (ends(cells, c.cut.low) for cells in (c.a, c.b))
    width = np.where(high_a > low_a, high_a - low_a, np.nan)
    return np.clip((np.minimum(high_a, high_b) - np.maximum(low_a, low_b)) / width, 0, 1)


def ends(cells, low):
    """The smallest and the largest value that occurs, per draw."""
    there = cells > 0
    some = there.any(axis=1)
    first, last = there.argmax(axis=1), len(low) - 1 - there[:, ::-1].argmax(axis=1)
    return np.where(some, low[first], np.nan), np.where(some, low[last], np.nan)


def category_coverage(c: Counted):
    """The share of the levels, missing among them, that the real side has and the synthetic side has too."""
    a, b = (np.column_stack(side) > 0 for side in ((c.a, c.gone_a), (c.b, c.gone_b)))
    return (a & b).sum(axis=1) / a.sum(axis=1)


COUNTED = {
    "jsd": jsd, "ks": ks, "tv": tv, "w1": w1, "tail_gap": tail_gap, "range_coverage": range_coverage,
    "category_coverage": category_coverage, "missing_gap": missing_gap,
    **{f"tail_{side}_{round(100 * level)}": partial(tail, side=side, level=level) for side, level in TAILS},
}

"""Columns that are exact functions of another column: found, dropped before learning, restored after sampling.

A school's name and its number, a price with and without tax, an age and its age band: a model that learns both
columns draws rows in which they disagree, and a single split of a tree tells those from real ones. Here

    find_dependents(x, fields) -> [Dependent, ...]     which columns follow from which
    dependent.restore(source values) -> column         the same function, read between the values that were seen

What counts as a function. Sort the rows by column i. Column j is a function of i if it is constant wherever i is
constant. With few repeats in i that is no evidence (every column is a function of a key), so the rows have to
*confirm* it: a row confirms when it agrees with the row before it, in the order of i, where chance alone would
not make it agree. Two forms are recognised:

    table    j is a step function of i: a value per stretch of i.            band of an age, name of a number
    line     j = a + b i, rounded to j's grid: every row beyond the second confirms.   price with tax, other units

A column that follows from several others together (a sum) is not recognised.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from course_lib.generators.columns import observed

CONFIRMED = 30.0  # agreements that chance would not have brought: exp(-30) if it were chance all the same
ROWS_PER_STEP = 10  # a table has to be told by at least so many rows per step, else it is a list of the rows


@dataclass(frozen=True)
class Dependent:
    """Column `target` of the matrix as a function of column `source`.

    line: True for target = a + b source, with at = (a, b); else a table: `value[s]` holds for sources nearer to
    stretch s than to any other, `at` (ascending) are the borders between the stretches. step: the source's grid,
    None if it has none.
    """

    target: int
    source: int
    line: bool
    at: np.ndarray
    value: np.ndarray
    step: float | None = None

    def restore(self, source) -> np.ndarray:
        """The target column for these values of the source column, (n,) -> (n,).

        The source is put on its grid first, as its cells will be: of a price of 9.996 the tax is that of 10.00.
        """
        if self.step:
            source = np.round(source, round(-np.log10(self.step)))
        if self.line:
            return self.at[0] + self.at[1] * source
        return self.value[np.searchsorted(self.at, source)]


def find_dependents(x, fields) -> list[Dependent]:
    """The columns of the matrix `x`, shape (n, p), that follow exactly from one other column that is kept.

    A missing target is no counterexample: whether it is missing is a column of its own. Every column is given up for
    at most one source, and no source is itself given up, so the order of restoring does not matter. Of two columns
    that follow from each other the one with an order is kept: it has more to say about its neighbours. O(p^2 n) at
    worst; most pairs are refused on their first thousand rows.
    """
    looks = [two_looks(seen) for seen in observed(x, fields).T]
    order = sorted(range(len(fields)), key=lambda j: (not fields[j].ordered, -distinct(x[:2000, j]), j))
    kept, found = [], []
    for j in order:  # the finest first: a coarse column can follow from a fine one, seldom the other way round
        dependent = next((d for i in kept if (d := function_of(x, fields, i, j, looks[j])) is not None), None)
        if dependent is None:
            kept.append(j)
        else:
            found.append(dependent)
    return found


def distinct(values) -> int:
    return len(np.unique(values))


def two_looks(seen) -> tuple:
    """A thousand of the rows where a target is seen, booleans (n,), and all of them."""
    return (slice(0, 1000), slice(None)) if seen.all() else (np.flatnonzero(seen)[:1000], seen)


def function_of(x, fields, i, j, looks) -> Dependent | None:
    """Column j as a function of column i in the rows of both `looks`; None if it is none."""
    if not (fields[i].n_levels or fields[j].n_levels):
        lines = (as_line(x[rows, i], x[rows, j], fields[j].step) for rows in looks)
        if next(lines) is not None and (line := next(lines)) is not None:
            return Dependent(j, i, True, line, np.empty(0), fields[i].step)
    for rows in looks:
        table = as_table(x[rows, i], x[rows, j], final=rows is looks[1])
        if table is None:
            return None
    return Dependent(j, i, False, *table, fields[i].step)


def as_line(source, target, step) -> np.ndarray | None:
    """(a, b) of target = a + b source to within half of the target's grid, or the rounding of floats without one."""
    if distinct(source[:1000]) < 10:
        return None
    size = np.abs(target).max()
    slack = (0.5 + 1e-6) * step + 1e-14 * size if step else 1e-9 * size
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # at the ends of the floats: no line
        a, b, off = tightest_line(source, target, slack)
        return np.array([a, b]) if off <= slack and np.ptp(target / 20) >= slack else None


def tightest_line(source, target, slack) -> tuple[float, float, float]:
    """(a, b, off): a line from which no row is further than `off`, the least possible where that is near `slack`.

    Least squares settle an exact line. A rounded one they may miss: of many cells some lie half a grid step off, and
    the error of the estimate comes on top. Then the slope is sought whose band, from the lowest to the highest
    residual, is the narrowest (Chebyshev's approximation); the band's width is a convex function of the slope.
    """
    away = source - source.mean()
    b = away @ target / (away @ away)
    rest = target - b * source
    off, reach = np.ptp(rest) / 2, np.ptp(source)
    if slack < off <= 4 * slack:
        found = minimize_scalar(lambda turn: np.ptp(rest - turn * away), bounds=(-8 * slack / reach, 8 * slack / reach),
                                method="bounded", options={"xatol": 1e-5 * slack / reach})
        b += found.x
        rest = target - b * source
        off = np.ptp(rest) / 2
    return (rest.max() + rest.min()) / 2, b, off


def as_table(source, target, final=True):
    """(borders, values) of target as a step function of source; None if it is none, or if too few rows confirm it.

    final: False to refuse only what contradicts (a look at some of the rows).
    """
    order = np.lexsort((target, source))
    i, j = source[order], target[order]
    step = j[1:] != j[:-1]
    if (step & (i[1:] == i[:-1])).any():
        return None
    starts = np.flatnonzero(np.concatenate([[True], step]))
    if not final:
        return starts, starts
    share = np.unique(j, return_counts=True)[1] / len(j)
    confirmed = (len(j) - len(starts)) * (1 - (share**2).sum())
    if confirmed < CONFIRMED or len(j) < ROWS_PER_STEP * len(starts):
        return None
    return i[starts[1:] - 1] / 2 + i[starts[1:]] / 2, j[starts]

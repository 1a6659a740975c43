"""Which k rows were averaged into this one? A search for the sets of rows whose mean is a published row.

The story. Somebody holds the rows of n people who may have contributed (the customers of a branch, say), and a
published table, each row of which is the average of k of them, rounded. They look for the sets of k people whose
average rounds to the published row in every column. If exactly one set fits, its members are named.

What to read it beside. The guess: one set drawn blindly is right once in C(n, k) times, once in 658,008 for five
of forty. The control: the same search among people who did not contribute. Whatever it names there is wrong, and a
search with few or coarse columns does name. The truth always fits, so among the contributors a single fit is right.

The search. C(n, k) sums are many. Split each set into its first h = k // 2 members, by position, and its other k - h:

    sum of all = sum of the first + sum of the others        780 pairs and 9,880 triples for five of forty

Sort the others by one column. For each first half the partners that fit in that column then lie side by side, and
only these are looked at in the other columns. Source: Horowitz and Sahni 1974, "Computing partitions with
applications to the knapsack problem", Journal of the ACM 21(2), 277-292.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb
from numbers import Integral

import numpy as np
import pandas as pd

from course_lib.errors import CourseError

MOST_HALVES = 3_000_000  # sums kept in memory: enough for five of 260 rows
MOST_PARTNERS = 50_000_000  # looked at for one published row


@dataclass(frozen=True)
class Named:
    """fits: how many sets fit each published row, (m,). rows: positions of the k of the only set, (m, k), or -1s."""

    fits: np.ndarray
    rows: np.ndarray

    @property
    def share(self) -> float:
        """The share of published rows that exactly one set fits."""
        return float((self.fits == 1).mean())


class SubsetSum:
    """The sums of all halves of all sets of k of the known rows, made once; then `sets(row, tolerance)`."""

    def __init__(self, known, k: int = 5):
        """known: a table of numbers or an array, (n, p); k: how many rows were averaged, 2 or more.

        Raises CourseError for a column that holds no numbers or misses one, and where there are too many sets.
        """
        x = numbers(known)
        if not (isinstance(k, Integral) and 2 <= k <= len(x)):
            raise CourseError(f"k={k} of {len(x)} known rows cannot be searched: give a whole k from 2 to {len(x)}.")
        if comb(len(x), k - k // 2) > MOST_HALVES:
            raise CourseError(f"{len(x)} known rows have too many sets of {k}: take fewer rows or a smaller k.")
        self.k, self.width = k, x.shape[1]
        self.first, self.others = halves(len(x), k // 2), halves(len(x), k - k // 2)
        self.first_sum, others_sum = x[self.first].sum(axis=1), x[self.others].sum(axis=1)
        self.by = int(np.argmax([len(np.unique(column)) for column in x.T]))  # the column that tells most apart
        order = np.argsort(others_sum[:, self.by], kind="stable")
        self.others, self.others_sum = self.others[order], others_sum[order]

    def sets(self, row, tolerance) -> np.ndarray:
        """Every set whose average lies within `tolerance` of `row` in each column: positions, (fits, k).

        tolerance: one number, or one a column. For averages rounded to whole numbers it is .5. Raises CourseError
        if it is so wide that most sets fit.
        """
        row, tolerance = np.asarray(row, float), np.broadcast_to(np.asarray(tolerance, float), self.width)
        missing = self.k * row - self.first_sum  # what the others must add up to, (first halves, p)
        reach = self.k * tolerance + 1e-9 * np.abs(self.k * row) + 1e-9  # and what sums of floats lose
        at, column = self.by, self.others_sum[:, self.by]
        start = np.searchsorted(column, missing[:, at] - reach[at], side="left")
        count = np.searchsorted(column, missing[:, at] + reach[at], side="right") - start
        if count.sum() > MOST_PARTNERS:
            raise CourseError("With this tolerance too many sets fit for a search: take a smaller one, or fewer rows.")
        a = np.repeat(np.arange(len(start)), count)  # each first half beside its partners in that column:
        b = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + start[a]
        fit = self.first[a, -1] < self.others[b, 0]  # members ascend, so each set is met once
        for j in range(self.width):
            a, b = a[fit], b[fit]
            fit = np.abs(self.others_sum[b, j] - missing[a, j]) <= reach[j]
        return np.hstack([self.first[a[fit]], self.others[b[fit]]])


def name_contributors(known, table, k: int = 5, tolerance=None) -> Named:
    """Search the k of the `known` rows behind each row of `table`; both with the same columns in the same order.

    tolerance: one number, one a column, or None for `half_digits(table)`. Raises CourseError as `SubsetSum` does,
    and if the columns differ.
    """
    if isinstance(known, pd.DataFrame) and isinstance(table, pd.DataFrame) and list(known) != list(table):
        raise CourseError(f"The columns differ: {', '.join(known)} are known, {', '.join(table)} are published.")
    search, published = SubsetSum(known, k), numbers(table)
    if published.shape[1] != search.width:
        raise CourseError(f"{search.width} columns are known and {published.shape[1]} published: give the same.")
    tolerance = half_digits(published) if tolerance is None else tolerance
    found = [search.sets(row, tolerance) for row in published]
    fits = np.array([len(sets) for sets in found], dtype=int)
    rows = np.array([sets[0] if len(sets) == 1 else np.full(k, -1) for sets in found], dtype=int).reshape(-1, k)
    return Named(fits, rows)


@lru_cache(maxsize=4)  # a list of branches asks for the same sets again and again
def halves(n: int, size: int) -> np.ndarray:
    """Every set of `size` of the positions 0..n-1, ascending, (C(n, size), size). Not to be written into."""
    flat = np.fromiter((i for chosen in combinations(range(n), size) for i in chosen), dtype=np.int32)
    return flat.reshape(-1, size)


def count_fits(lists, tables, columns=None, jitter: float = 0.0, k: int = 5) -> np.ndarray:
    """How many sets fit each row of all `tables`, (rows,), table i searched in list i of known rows.

    columns: those that the attacker knows, None for all. jitter: how far each published cell may have been moved,
    in sds of the column in the list; the search is widened by it, so that the truth still fits.
    """
    fits = []
    for known, table in zip(lists, tables, strict=True):
        chosen = list(table) if columns is None else list(columns)
        x, made = known[chosen], table[chosen]
        tolerance = half_digits(numbers(made)) + jitter * numbers(x).std(axis=0)
        fits.append(name_contributors(x, made, k, tolerance).fits)
    return np.concatenate(fits)


def share_named(lists, tables, columns=None, jitter: float = 0.0, k: int = 5) -> float:
    """The share of the rows of all `tables` that exactly one set fits; arguments as in `count_fits`."""
    return float((count_fits(lists, tables, columns, jitter, k) == 1).mean())


def half_digits(x: np.ndarray, most: int = 6) -> np.ndarray:
    """Half of the last digit that each column is published with: .5 for whole numbers, .005 for cents, (p,)."""
    decimals = [next((d for d in range(most) if np.allclose(c, np.round(c, d), rtol=0, atol=1e-9)), most) for c in x.T]
    return 0.5 * 10.0 ** -np.array(decimals)


def numbers(table) -> np.ndarray:
    """A table as floats, (rows, columns)."""
    frame = pd.DataFrame(table)
    for name in frame:
        if not pd.api.types.is_numeric_dtype(frame[name]) or frame[name].isna().any():
            raise CourseError(f"Column '{name}' has cells without a number, which cannot be added up: leave it out.")
    return frame.to_numpy(float)

"""Is one column right? Metrics that compare a column of the synthetic table with the same column of real rows.

Every metric here is blind to how columns go together: columns shuffled independently pass all of them.

Each has a noise floor: what two fresh real samples of these sizes score against each other. A generator can
do no better on average; a copy of the training rows can, which is why scores use rows never trained on.
Throughout, n real rows, m synthetic rows, c = 1/n + 1/m.
"""

import numpy as np
import pandas as pd
from scipy import stats

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.views import is_numeric, labels_of, numbers_of

BINS = 20


def jsd(real, synthetic, bins: int = BINS) -> float:
    """Jensen-Shannon divergence of two columns, in bits.

    JSD = KL(p || h) / 2 + KL(q || h) / 2 with h = (p + q) / 2, logarithms to base 2, over the cells of
    `cell_shares`: `bins` quantile bins of the real column, or its levels.
    Range 0 (equal shares) to 1 bit (no cell in common); lower is better. Floor: `jsd_floor`, about
    (K - 1) c / (8 ln 2) for K cells. It depends on bins and rows: state both with it.
    Source: Lin (1991), IEEE Trans. Inf. Theory 37(1). scipy's `jensenshannon` is its square root, in nats.
    """
    return float(jsd_of_shares(*cell_shares(real, synthetic, bins)))


def jsd_of_shares(p, q):
    """The JSD in bits of shares p and q, arrays (..., cells) that sum to 1 along the last axis."""
    p, q = np.asarray(p, float), np.asarray(q, float)
    h = (p + q) / 2
    return (divergence(p, h) + divergence(q, h)) / 2


def divergence(p, q):
    """KL(p || q) in bits over the last axis; a cell with p = 0 adds nothing."""
    ratio = np.divide(p, q, out=np.ones_like(p), where=p > 0)
    return (p * np.log2(ratio)).sum(axis=-1)


def jsd_floor(n: int, m: int, k: int = BINS) -> float:
    """The JSD in bits that two samples of n and m rows from one distribution over k cells have on average.

    (k - 1) (1/n + 1/m) / (8 ln 2): 8 ln 2 JSD / c is asymptotically chi-squared with k - 1 degrees of freedom.
    """
    return (k - 1) * (1 / n + 1 / m) / (8 * np.log(2))


def tv(real, synthetic, bins: int = BINS) -> float:
    """Total variation: half the sum of |p - q| over levels, or over `bins` quantile bins of a number column.

    The largest difference in the share of any set of cells. Range 0 to 1; lower is better.
    Floor: `tv_floor`. SDMetrics' TVComplement is 1 - TV.
    """
    p, q = cell_shares(real, synthetic, bins)
    return float(tv_of_shares(p, q))


def tv_of_shares(p, q):
    """Total variation of shares p and q over the last axis."""
    return np.abs(np.asarray(p) - np.asarray(q)).sum(axis=-1) / 2


def tv_floor(p, n: int, m: int) -> float:
    """The average TV of two samples of n and m rows over cells with shares p: sum sqrt(2 p (1-p) c / pi) / 2."""
    p = np.asarray(p, float)
    return float(np.sqrt(2 * p * (1 - p) * (1 / n + 1 / m) / np.pi).sum() / 2)


def ks(real, synthetic) -> float:
    """Kolmogorov-Smirnov distance: the largest gap between the two empirical distribution functions.

    sup_x |F(x) - G(x)|. Range 0 to 1; lower is better. Needs no bins; sees little of the tails.
    Floor: `ks_floor`, .8687 sqrt(c); 95% of fresh samples stay below 1.358 sqrt(c) (less where values tie).
    Missing values are left out (their share is a score of its own). SDMetrics' KSComplement is 1 - KS.
    """
    _, f, g = distribution_functions(real, synthetic)
    return float(np.abs(f - g).max())


def ks_floor(n: int, m: int) -> float:
    """The average KS of two samples of n and m rows from one continuous distribution: sqrt(pi/2) ln 2 sqrt(c)."""
    return float(np.sqrt(np.pi / 2) * np.log(2) * np.sqrt(1 / n + 1 / m))


def w1(real, synthetic) -> float:
    """Wasserstein-1 distance: how far values must travel on average, in standard deviations of the real column.

    Integral of |F - G|, divided by sd(real). Range 0 to infinity; lower is better. It sees tails and how far
    off a value is, where KS sees only that it is off. Floor: `w1_floor`; for a normal column 1.288 sqrt(c).
    NaN where the real column is constant. Missing values are left out. Source: Villani (2009).
    """
    x, f, g = distribution_functions(real, synthetic)
    spread = np.nanstd(numbers_of(real))
    return float((np.abs(f - g)[:-1] * np.diff(x)).sum() / spread) if spread > 0 else float("nan")


def w1_floor(real, n: int, m: int) -> float:
    """The average W1, in sd, of two samples of n and m rows like `real`: sqrt(2c/pi) * integral sqrt(F (1-F))."""
    x, f, _ = distribution_functions(real, real)
    integral = (np.sqrt(f * (1 - f))[:-1] * np.diff(x)).sum()
    return float(np.sqrt(2 * (1 / n + 1 / m) / np.pi) * integral / np.nanstd(numbers_of(real)))


def tail_ratio(real, synthetic, level: float = 0.95, side: str = "upper") -> float:
    """How much of the synthetic column lies in the real column's tail, as a multiple of what should.

    share(synthetic >= q) / share(real >= q), q the real `level` quantile; side="lower" mirrors it.
    Range 0 to 1 / (1 - level); 1 is best: 0 = the tail is gone, 2 = twice as heavy.
    Floor: a perfect generator's ratio scatters around 1 with standard deviation about sqrt(c / (1 - level));
    95% of its ratios lie between the two `tail_limits`.
    Raises CourseError for a level outside .5 to 1, another side, and a column without numbers.
    """
    if not 0.5 < level < 1:
        raise CourseError(f"level={level!r} is no tail: give a quantile between .5 and 1, such as .95.")
    if side not in ("upper", "lower"):
        raise CourseError(f"side={side!r}: choose 'upper' or 'lower'.")
    sign = 1 if side == "upper" else -1
    a, b = (present(v) for v in (real, synthetic))
    edge = sign * tail_edge(a, level, side)
    return float((sign * b >= edge).mean() / (sign * a >= edge).mean())


def tail_edge(x, level: float, side: str) -> float:
    """Where the tail of the numbers x begins: their `level` quantile, or for side="lower" the mirror image of it."""
    sign = 1 if side == "upper" else -1
    return float(sign * np.quantile(sign * x, level))


def tail_limits(n: int, m: int, beyond: int, share: float = 0.95) -> tuple[float, float]:
    """Between which two tail ratios `share` of fresh samples lie: m rows against n, of which `beyond` are in the tail.

    How many of m fresh rows lie beyond the r-th largest of n is beta-binomial(m; r, n - r + 1) whatever the column's
    distribution, if it has no ties (with ties: nearly). Half of what is left over lies on either side.
    Source: Wilks (1942), Ann. Math. Stat. 13, distribution-free tolerance limits.
    """
    mean = m * beyond / n
    top = min(m, int(mean + 12 * np.sqrt(mean * (1 + m / n)) + 40))
    below = np.cumsum(stats.betabinom.pmf(np.arange(top + 1), m, beyond, n - beyond + 1))
    low, high = (np.searchsorted(below, q).clip(0, top) for q in ((1 - share) / 2, (1 + share) / 2))
    return float(low / mean), float(high / mean)


def range_coverage(real, synthetic) -> float:
    """The share of the real column's range, smallest to largest value, that the synthetic values span.

    (min(max R, max S) - max(min R, min S)) / (max R - min R), at least 0. Range 0 to 1; higher is better. Floor: below
    1, the more so the heavier the tails; measure it real against real. It asks two rows only: one outlier fills
    it. NaN where the real column is constant. Missing values are left out. SDMetrics' RangeCoverage.
    """
    a, b = present(real), present(synthetic)
    if a.max() == a.min():
        return float("nan")
    return float(max(0.0, (min(a.max(), b.max()) - max(a.min(), b.min())) / (a.max() - a.min())))


def category_coverage(real, synthetic) -> float:
    """The share of the real column's levels (missing is one) that occur in the synthetic column.

    Range 0 to 1; higher is better. Floor: `category_coverage_floor`. SDMetrics' CategoryCoverage.
    """
    there = set(labels_of(real))
    return len(there & set(labels_of(synthetic))) / len(there)


def category_coverage_floor(p, m: int) -> float:
    """The average category coverage of m fresh rows: a level of share p is missed by chance with (1 - p)^m."""
    return float(np.mean(1 - (1 - np.asarray(p, float)) ** m))


def missing_gap(real, synthetic) -> float:
    """Difference between the two columns' shares of missing values. Range 0 to 1; lower is better.

    Floor: sqrt(2 p (1 - p) c / pi) on average, p the real share.
    """
    return float(abs(pd.Series(real).isna().mean() - pd.Series(synthetic).isna().mean()))


def mean_match(real, synthetic) -> float:
    """How not to do it: the average over number columns of 1 - |mean difference| / |real mean|.

    This is what a "mean preservation" of 92% or 99% measures. Constants at the mean score 1, columns shuffled
    independently score 1, a copy scores 1; fresh real rows score less. It changes when degrees Celsius become
    Fahrenheit. The course shows it in order to retire it. Raises CourseError without a number column.
    """
    names = [c for c in real.columns if is_numeric(real[c])]
    if not names:
        raise CourseError("mean_match needs at least one number column.")
    shares = []
    for name in names:
        a, b = present(real[name]).mean(), present(synthetic[name]).mean()
        shares.append(1 - abs(a - b) / abs(a))
    return float(np.mean(shares))


# Shared steps


def cell_shares(real, synthetic, bins: int = BINS) -> tuple[np.ndarray, np.ndarray]:
    """The shares of both columns in common cells: quantile bins of the real numbers, or levels as they are.

    A level that only one column has is a cell, and so is "missing" if either column misses a value. Returns two
    arrays (cells,), each with sum 1. Raises CourseError for an empty column, and for numbers against text.
    """
    return Cells(real, bins).shares(synthetic)


class Cells:
    """The cells of one real column, found once, for as many synthetic columns as are to be compared with it."""

    def __init__(self, real, bins: int = BINS):
        self.name, self.numeric = pd.Series(real).name, is_numeric(real)
        if self.numeric:
            numbers = numbers_of(real)
            self.edges = bin_edges(numbers, bins)
            self.own = number_cells(numbers, self.edges)
        else:
            self.own, levels = pd.factorize(labels_of(real))
            self.levels = pd.Index(levels)

    def shares(self, synthetic) -> tuple[np.ndarray, np.ndarray]:
        """What `cell_shares` gives."""
        other = self.of(synthetic)
        if len(self.own) == 0 or len(other) == 0:
            raise CourseError("One of the two columns is empty: there is nothing to compare.")
        k = max(self.own.max(), other.max()) + 1
        return tuple(np.bincount(cells, minlength=k) / len(cells) for cells in (self.own, other))

    def of(self, values) -> np.ndarray:
        """The cell of each value; levels that the real column lacks come after its own."""
        if self.numeric:
            if not is_numeric(values):
                raise CourseError(f"Column {self.name!r} is numbers in the real table and text in the other.")
            return number_cells(numbers_of(values), self.edges)
        codes, found = pd.factorize(labels_of(values))
        places = self.levels.get_indexer(found)
        new = places < 0
        places[new] = len(self.levels) + np.arange(new.sum())
        return places[codes]


def bin_edges(x, bins: int = BINS) -> np.ndarray:
    """Inner edges of at most `bins` quantile bins of x; the outer bins are open.

    A value so frequent that it fills a bin (a spike at zero, a small whole number) gets a cell of its own:
    otherwise a smooth hump would pass for a spike.
    """
    x = x[~np.isnan(x)]
    if len(x) == 0:
        return np.empty(0)
    inner, times = np.unique(np.quantile(x, np.arange(1, bins) / bins, method="higher"), return_counts=True)
    spikes = inner[times > 1]
    return np.union1d(inner, np.nextafter(spikes, np.inf))


def number_cells(x, edges) -> np.ndarray:
    """The cell of each number, 0..len(edges): edge <= x < next edge; missing gets the cell len(edges) + 1."""
    return np.where(np.isnan(x), len(edges) + 1, np.searchsorted(edges, x, side="right"))


def distribution_functions(real, synthetic):
    """Sorted distinct values x of both columns, and the two empirical distribution functions F, G at them."""
    a, b = present(real), present(synthetic)
    x = np.unique(np.concatenate([a, b]))
    f = np.searchsorted(np.sort(a), x, side="right") / len(a)
    g = np.searchsorted(np.sort(b), x, side="right") / len(b)
    return x, f, g


def present(values) -> np.ndarray:
    """The column's numbers without the missing ones; CourseError if none is left."""
    x = numbers_of(values)
    x = x[~np.isnan(x)]
    if len(x) == 0:
        raise CourseError(f"Column {pd.Series(values).name!r} holds no number: there is nothing to compare.")
    return x

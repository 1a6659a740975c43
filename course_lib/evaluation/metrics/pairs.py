"""Do columns go together as they should? Association of every pair of columns, and how much of it is kept.

With X the number columns, M their 0/1 masks of present values and Z the levels as 0/1 indicators, a block per column:
    X'X, X'M, M'M give every Pearson correlation over the rows where both values are present,
    Z'X, Z'M give every correlation ratio,
    and a count of pairs of codes gives each contingency table.
A resample of the rows is a vector of row weights, so the same sums serve the noise floors.
"""

from copy import copy
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import integrate, sparse, stats

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.views import View, schema_of, views

METHODS = ("pearson", "spearman")


def association(df, schema=None, method: str = "pearson") -> pd.DataFrame:
    """How strongly every pair of columns of one table goes together: a symmetric matrix, 1 on its diagonal.

    number-number (and ordinal): Pearson's r, or Spearman's rank correlation, from -1 to 1.
    category-category: Cramer's V with Bergsma's bias correction (2013, J. Korean Stat. Soc. 42), 0 to 1.
    number-category: the correlation ratio with Kelley's bias correction (1935, PNAS 21), 0 to 1.
    Without the corrections V and the ratio of unrelated columns grow with the number of levels.
    Missing: a level of its own for categories; pairs of rows with a missing number are left out.
    NaN where a column is constant. Noise floor of two fresh samples at rho = 0: sqrt(2c/pi) = .036 at 1000/1000.
    """
    schema = schema_of(df, schema)
    (view,) = views(schema, df)
    parts = Products(view, method)
    return pd.DataFrame(parts.association(), index=parts.names, columns=parts.names).reindex(
        index=in_order(schema, parts.names), columns=in_order(schema, parts.names))


def assoc_mae(real, synthetic, schema=None, method: str = "pearson") -> float:
    """The average error of the associations: mean over pairs i < j of |A_ij(real) - A_ij(synthetic)|.

    Unit: correlation. Range 0 to 2; 0 is best. Floor: about sqrt(2c/pi) (1 - rho^2) per pair of numbers.
    A pair whose association is undefined in the real table is left out; undefined in the synthetic table only
    (a column turned constant) counts as 0, since a constant goes with nothing. NaN if no pair is left.
    """
    a, b, _ = both(real, synthetic, schema, method)
    return mae_of(a, b)


def corr_skill(real, synthetic, schema=None, method: str = "pearson") -> float:
    """How much of the association is kept: 1 - sum |A(real) - A(synthetic)| / sum |A(real)|, over pairs i < j.

    1 = every association exact; 0 = as good as independent columns; below 0 = worse than those.
    Range minus infinity to 1; higher is better. Two fresh real samples do not reach 1: read it beside its floor.
    NaN if sum |A(real)| is under twice what unrelated columns of this size show: nothing to preserve.
    The ratio is taken after summing: ratios pair by pair explode near 0 and hide a flipped sign.
    """
    a, b, null = both(real, synthetic, schema, method)
    return skill_of(a, b) if np.nansum(np.abs(a)) >= 2 * null else float("nan")


def both(real, synthetic, schema, method):
    """The pairs' associations in both tables, each (pairs,), and what unrelated columns would sum to."""
    one, two = views(schema_of(real, schema), real, synthetic)
    parts = Products(one, method)
    return upper(parts.association()), upper(Products(two, method).association()), parts.null_sum()


def mae_of(a, b) -> float:
    """Mean |a - b| over the pairs defined in a; undefined in b counts as 0."""
    defined = ~np.isnan(a)
    return float(np.abs(a - np.nan_to_num(b))[defined].mean()) if defined.any() else float("nan")


def skill_of(a, b) -> float:
    """1 - sum |a - b| / sum |a| over the pairs defined in a; undefined in b counts as 0."""
    defined = ~np.isnan(a)
    total = np.abs(a[defined]).sum()
    return float(1 - np.abs(a - np.nan_to_num(b))[defined].sum() / total) if total > 0 else float("nan")


def upper(matrix) -> np.ndarray:
    """The entries above the diagonal of a square matrix, as one vector."""
    return matrix[np.triu_indices(len(matrix), 1)]


def in_order(schema, names) -> list[str]:
    """The names in the order of the schema."""
    return [name for name in schema.names if name in set(names)]


@dataclass
class Products:
    """One table, prepared so that `association(weights)` costs a few sums of products. p numbers, q categories."""

    view: View
    method: str = "pearson"

    def __post_init__(self):
        if self.method not in METHODS:
            raise CourseError(f"method={self.method!r}: choose 'pearson' or 'spearman'.")
        view = self.view
        ordinal = np.array([r > 0 for r in view.ranks], dtype=bool)
        x = view.ranked_numbers()
        self.mask = (~np.isnan(x)).astype(float)
        self.complete = bool(self.mask.all())
        if self.method == "spearman":
            x = stats.rankdata(x, axis=0, nan_policy="omit") if len(x) else x
        self.x = scaled(x)
        self.codes = [view.codes[:, j] for j in view.unordered()]
        self.sizes = [len(view.levels[j]) for j in view.unordered()]
        self.starts = np.cumsum([0, *self.sizes])
        places = [codes + start for codes, start in zip(self.codes, self.starts)]
        self.z = sparse.csr_array((np.ones(len(view) * len(places)), np.stack(places, axis=1).ravel(),
                                   np.arange(len(view) + 1) * len(places)), shape=(len(view), self.starts[-1])
                                  ) if places else None
        named = list(zip(view.code_names, ordinal))
        self.names = (*view.names, *(n for n, o in named if o), *(n for n, o in named if not o))

    def association(self, weights=None) -> np.ndarray:
        """(p + q, p + q): numbers and ordinals first, then categories. weights: (n,) counts of a resample."""
        w = np.ones(len(self.x)) if weights is None else np.asarray(weights, float)
        drawn = np.flatnonzero(w)
        if len(drawn) < len(w):  # a bootstrap leaves out 37% of the rows, half of a split half of them
            return self.take(drawn).association(w[drawn])
        p, q = self.x.shape[1], len(self.codes)
        out = np.full((p + q, p + q), np.nan)
        out[:p, :p] = self.correlations(w)
        if q:
            out[:p, p:] = self.correlation_ratios(w)
            out[p:, :p] = out[:p, p:].T
            out[p:, p:] = self.cramers_v(w)
        np.fill_diagonal(out, 1.0)
        return out

    def take(self, rows) -> "Products":
        """The same table with some of its rows; columns stay scaled as they are."""
        part = copy(self)
        part.x, part.mask, part.codes = self.x[rows], self.mask[rows], [codes[rows] for codes in self.codes]
        part.z = None if self.z is None else self.z[rows]
        return part

    def correlations(self, w) -> np.ndarray:
        """Pearson's r over rows where both are present, (p, p)."""
        if self.complete:  # no gaps: means and variances are the same for every pair
            n, wx = w.sum(), w[:, None] * self.x
            mean = wx.sum(axis=0) / n
            cov = (self.x.T @ wx) / n - np.outer(mean, mean)
            var = np.where(np.diag(cov) > 1e-12, np.diag(cov), np.nan)
            return (cov / np.sqrt(np.outer(var, var))).clip(-1, 1)
        x, m, wm = self.x, self.mask, w[:, None] * self.mask
        n = m.T @ wm
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = (x.T @ wm) / n  # mean[i, j]: of column i, over the rows where j is present too
            cov = (x.T @ (w[:, None] * x)) / n - mean * mean.T
            var = ((x**2).T @ wm) / n - mean**2
            return np.where((var > 1e-12) & (var.T > 1e-12), cov / np.sqrt(var * var.T), np.nan).clip(-1, 1)

    def correlation_ratios(self, w) -> np.ndarray:
        """sqrt(1 - (1 - eta^2)(n - 1)/(n - k)), eta^2 = between-group share of the variance, (p, q)."""
        wm, z = w[:, None] * self.mask, self.z
        n_level, total = z.T @ wm, z.T @ (w[:, None] * self.x)  # (levels, p)
        squares = (self.x**2 * wm).sum(axis=0)
        out = np.full((self.x.shape[1], len(self.codes)), np.nan)
        for j, (start, stop) in enumerate(zip(self.starts, self.starts[1:])):
            count, s = n_level[start:stop], total[start:stop]
            n, k = count.sum(axis=0), (count > 0).sum(axis=0)
            with np.errstate(divide="ignore", invalid="ignore"):
                between = np.where(count > 0, s**2 / count, 0).sum(axis=0) - s.sum(axis=0) ** 2 / n
                whole = squares - s.sum(axis=0) ** 2 / n
                corrected = 1 - (1 - between / whole) * (n - 1) / (n - k)
            usable = (whole > 1e-12 * n) & (k > 1) & (n > k)
            out[:, j] = np.where(usable, np.sqrt(np.clip(corrected, 0, 1)), np.nan)
        return out

    def cramers_v(self, w) -> np.ndarray:
        """Bergsma's corrected V, (q, q)."""
        q = len(self.codes)
        out = np.full((q, q), np.nan)
        for i in range(q):
            for j in range(i):
                r, k = self.sizes[i], self.sizes[j]
                table = np.bincount(self.codes[i] * k + self.codes[j], weights=w, minlength=r * k).reshape(r, k)
                out[i, j] = out[j, i] = corrected_v(table)
        return out

    def null_sum(self) -> float:
        """What sum |A| over pairs would be, on average, if no two columns had anything to do with each other."""
        n, p = len(self.x), self.x.shape[1]
        k = [len(np.unique(codes)) for codes in self.codes]
        numbers = int((self.mask.sum(axis=0) > 1).sum())
        total = numbers * (numbers - 1) / 2 * np.sqrt(2 / (np.pi * max(n - 1, 1)))
        total += p * sum(root_excess(kj - 1) / np.sqrt(n) for kj in k if kj > 1)
        for i, ki in enumerate(k):
            for kj in k[:i]:
                if min(ki, kj) > 1:
                    total += root_excess((ki - 1) * (kj - 1)) / np.sqrt(n * (min(ki, kj) - 1))
        return float(total)


def corrected_v(table) -> float:
    """Cramer's V of a contingency table of counts with Bergsma's correction; NaN if a margin has one level."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n, (r, k) = table.sum(), table.shape
    if min(r, k) < 2 or n <= max(r, k):
        return float("nan")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi2 = ((table - expected) ** 2 / expected).sum() / n
    phi2 = max(0.0, phi2 - (k - 1) * (r - 1) / (n - 1))
    return float(np.sqrt(min(1.0, phi2 / (min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1))))


@cache
def root_excess(d: int) -> float:
    """E sqrt(max(0, X - d)) for X chi-squared with d degrees of freedom: what the bias corrections leave of noise."""
    if d > 2000:  # normal limit; 2^(1/4) Gamma(3/4) / (2 sqrt(pi)) = .4111
        return 0.4111 * (2 * d) ** 0.25
    top = d + 12 * np.sqrt(2 * d) + 30
    return integrate.quad(lambda x: np.sqrt(x - d) * stats.chi2.pdf(x, d), d, top, limit=200)[0]


def scaled(x) -> np.ndarray:
    """Columns with mean 0 and variance 1, missing as 0, constants as 0: products of large numbers keep their digits."""
    mean = np.nansum(x, axis=0) / np.maximum((~np.isnan(x)).sum(axis=0), 1)
    centred = np.nan_to_num(x - mean)
    spread = np.sqrt((centred**2).mean(axis=0))
    constant = spread <= 1e-12 * np.abs(mean)  # rounding noise of a constant is no spread
    return np.where(constant, 0.0, centred / np.where(constant, 1.0, spread))

"""One column and the standard normal behind it: value -> interval of u -> score z, and back.

Symbols: F the column's distribution function, F(v-) its limit from below, Phi the standard normal's.
A value v owns the interval ( F(v-), F(v) ] of u, and so the interval (a, b] of z, a = Phi^-1(F(v-)).

    a value that occurs once     owns almost nothing: its score is the middle, the *normal score* of its rank
    an atom (5 rows or more)     owns a piece as long as its share. Which z inside it belongs to a row, nobody
                                 knows: the threshold model (Pearson 1900). Its score is the mean, E[z | a < z <= b]

A level of a category is an atom however rare. So a spike of zeros, a whole number and a level are one case: ties.

Back, u -> value: the inverse of F, constant on an atom (so atoms come out exactly, with their shares), else the
straight line between two neighbours (Hyndman and Fan 1996, type 7 at the ends): between two real values, so that
no cell is handed out again. u = 0 and 1 would give the extremes; a draw never is.

A column may have a margin per *slice* of another column (`slices`): F given the slice, one after the other in the
same arrays. Without, there is one slice, number 0.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

ATOM = 5  # rows that share a value before it counts as one that repeats
MOST_KNOTS = 2000  # of single values: above it the curve is finer than its sampling error
TERMS = 100  # of the Hermite series: at |rho| < .97 what is left out is below .001
FEWEST = 20  # rows of a slice, below it the whole column's F is taken


def normal_scores(values) -> np.ndarray:
    """Phi^-1(rank / (n + 1)), ties by their middle rank: shape (n,) -> (n,).

    An increasing change of the values leaves the scores as they are. Source: van der Waerden (1952).
    """
    return ndtri(rankdata(values) / (len(values) + 1))


@dataclass(frozen=True)
class Margin:
    """F of one column in each of its slices s = 0 .. S-1, with the slices' shares of the rows, (S,).

    u, v: knots of the inverses, in between straight lines; u of slice s runs from s to s + 1. atoms: values with an
    interval, (t,), slice: whose, below, above: F(v-) and F(v) of each. edge: half a row's share.
    """

    shares: np.ndarray
    u: np.ndarray
    v: np.ndarray
    atoms: np.ndarray
    slice: np.ndarray
    below: np.ndarray
    above: np.ndarray
    edge: float

    @classmethod
    def fit(cls, values, repeats=ATOM, slices=None, count=1) -> "Margin":
        """Read F off finite numbers, shape (n,). repeats: rows that make a value an atom (1 for codes).
        slices: which of the `count` slices each row belongs to, (n,); None for one slice."""
        common, often = np.unique(values, return_counts=True)
        common = common[often >= repeats]
        if slices is None:
            sizes = np.array([len(values)])
        else:
            sizes = np.bincount(slices, minlength=count)
            values = values[np.argsort(slices, kind="stable")]
        pieces = []
        for s, (start, size) in enumerate(zip(np.cumsum(sizes) - sizes, sizes)):
            own = values[start:start + size] if size >= min(FEWEST, len(values)) else values
            pieces.append(curve(own, common, s))
        return cls(sizes / len(values), *(np.concatenate(part) for part in zip(*pieces)), 0.5 / len(values))

    def quantile(self, u, slices=0) -> np.ndarray:
        """The values at u, each in its slice: (n,) -> (n,)."""
        return np.interp(u + slices, self.u, self.v / self._scale) * self._scale

    @property
    def _scale(self) -> int:
        return 16 if np.abs(self.v).max() > 1e300 else 1  # the difference of two such numbers would overflow

    def inverse(self, z) -> np.ndarray:
        """The values at these scores, of a column without slices: (n,) -> (n,)."""
        return self.quantile(ndtr(z))

    def interval(self, values) -> tuple[np.ndarray, np.ndarray]:
        """F(v-) and F(v) of any values, of a column without slices: (n,) twice, equal where a value is no atom."""
        first = np.searchsorted(self.v, values, "left")
        last = np.searchsorted(self.v, values, "right") - 1
        between = np.interp(np.asarray(values) / self._scale, self.v / self._scale, self.u)
        seen = first <= last
        low = np.where(seen, self.u[np.minimum(first, len(self.u) - 1)], between)
        return low, np.where(seen, self.u[last], between)

    def normal(self, u) -> np.ndarray:
        """Phi^-1(u), with u kept half a row away from 0 and 1: finite, and an extreme has the score of its rank."""
        return ndtri(np.clip(u, self.edge, 1 - self.edge))

    def middle(self, values) -> np.ndarray:
        """One score per value, the middle of its interval of u: (n,) -> (n,)."""
        low, high = self.interval(values)
        return self.normal((low + high) / 2)

    def intervals(self) -> tuple[np.ndarray, np.ndarray]:
        """a and b, the ends of each atom's interval of z: (t,), (t,)."""
        return ndtri(self.below), ndtri(np.minimum(self.above, 1.0))

    def means(self) -> np.ndarray:
        """E[z | a < z <= b] = (phi(a) - phi(b)) / (Phi(b) - Phi(a)) of each atom, (t,)."""
        a, b = self.intervals()
        return (density(a) - density(b)) / (self.above - self.below)

    def scores(self, values, slices=None) -> np.ndarray:
        """The expected z of each of these rows of the column, in its slice: (n,) -> (n,).

        Atoms by their means, else normal scores, by rank among the rows given: any increasing change of the column
        leaves the scores as they are.
        """
        z, means = np.empty(len(values)), self.means()
        for s in range(len(self.shares)):
            rows = slice(None) if slices is None else np.flatnonzero(slices == s)
            x, mine = values[rows], self.slice == s
            if len(x) == 0:
                continue
            z[rows] = ndtri((rankdata(x) - 0.5) / len(x))
            if mine.any():
                at = np.minimum(np.searchsorted(self.atoms[mine], x), mine.sum() - 1)
                z[rows] = np.where(self.atoms[mine][at] == x, means[mine][at], z[rows])
        return z

    def hermite(self) -> np.ndarray:
        """c_1 .. c_TERMS of the score as a function of z, divided by its standard deviation: f = sum c_k h_k(z).

        h_k = He_k / sqrt(k!). Between atoms f(z) = z; on an atom f is its mean. With
        H_k = integral of h_k phi from a to b = (h_{k-1}(a) phi(a) - h_{k-1}(b) phi(b)) / sqrt(k)
        the coefficient is 1[k = 1] + sum over atoms of (mean H_k - sqrt(k+1) H_{k+1} - sqrt(k) H_{k-1}),
        averaged over the slices.
        """
        a, b = self.intervals()
        mean, p, share = self.means(), self.above - self.below, self.shares[self.slice]
        k = np.arange(1, TERMS + 2)[:, None]
        h = np.vstack([p, (hermite_density(a) - hermite_density(b)) / np.sqrt(k)])  # H_0 .. H_{TERMS + 1}
        k = k[:-1]
        c = (mean * h[1:-1] - np.sqrt(k + 1) * h[2:] - np.sqrt(k) * h[:-2]) @ share
        c[0] += 1
        second = p + np.where(np.isfinite(a), a, 0) * density(a) - np.where(np.isfinite(b), b, 0) * density(b)
        variance = 1 + (p * mean**2 - second) @ share
        return c / np.sqrt(max(variance, 1e-12))


def curve(values, common, s):
    """Knots and atoms of the `values` as slice s: the arrays of a Margin in their order."""
    v, count = np.unique(values, return_counts=True)
    above = np.cumsum(count) / len(values)
    below = np.concatenate([[0.0], above[:-1]])
    atom = np.isin(v, common, assume_unique=True)
    single = np.flatnonzero(~atom)
    single = single[spread(len(single))]
    middle = (below + above) / 2
    middle[[0, -1]] = 0.0, 1.0  # an extreme that is no atom is reached at the very end only
    knots_u = np.concatenate([below[atom], above[atom], middle[single]])
    knots_v = np.concatenate([v[atom], v[atom], v[single]])
    order = np.lexsort((knots_u, knots_v))
    return s + knots_u[order], knots_v[order], v[atom], np.full(atom.sum(), s), below[atom], above[atom]


def spread(m) -> np.ndarray:
    """Positions of at most about MOST_KNOTS of m sorted values: even in the middle, every one at both ends."""
    if m <= MOST_KNOTS:
        return np.arange(m)
    ends = np.unique(np.geomspace(1, m / 2, MOST_KNOTS // 4).astype(int)) - 1
    even = np.linspace(0, m - 1, MOST_KNOTS // 2).round().astype(int)
    return np.unique(np.concatenate([even, ends, m - 1 - ends]))


def density(z) -> np.ndarray:
    """phi(z)."""
    return np.exp(-np.square(z) / 2) / np.sqrt(2 * np.pi)


def hermite_density(z) -> np.ndarray:
    """h_k(z) phi(z) for k = 0 .. TERMS, shape (TERMS + 1, len(z)); 0 at infinity."""
    z = np.clip(z, -40, 40)  # phi(40) is 0 in floats
    rows = [density(z), z * density(z)]
    for k in range(1, TERMS):
        rows.append((z * rows[-1] - np.sqrt(k) * rows[-2]) / np.sqrt(k + 1))
    return np.array(rows)

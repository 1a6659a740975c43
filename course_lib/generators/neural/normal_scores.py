"""One column of numbers as normal scores: the scale on which a Gaussian decoder is a fair guess.

    value v --F, the distribution function--> u in [0, 1] --Phi^-1--> score s, about N(0, 1)

F is kept as knots (u_i, v_i), both ascending, with straight lines between them. A value that occurs often (an
atom: five rows or more) keeps its whole jump of F, so it holds two knots with the same v. Hence
    forward   an atom has an interval of scores; a score drawn inside it makes the column continuous
    inverse   every score inside the interval gives exactly that value; elsewhere values are interpolated, so
              that rare values are not copied
The extremes are the exception: beyond the outermost knots the value stays at the smallest and largest one seen.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

ATOM = 5  # rows that share a value before it counts as one that repeats
MOST_KNOTS = 1000  # of each sort: above this a curve of 1,000 pieces is finer than its sampling error


@dataclass(frozen=True)
class NormalScores:
    """The curve F of one column. u, v: (knots,) ascending; edge: half a row's share, keeps scores finite."""

    u: np.ndarray
    v: np.ndarray
    edge: float

    @classmethod
    def fit(cls, values) -> "NormalScores":
        """Read F off a column of finite numbers, shape (n,)."""
        n = len(values)
        v, count = np.unique(values, return_counts=True)
        above = np.cumsum(count) / n
        below = above - count / n
        atom = count >= ATOM
        if atom.sum() > MOST_KNOTS:  # the most frequent ones; the rest is interpolated
            atom = np.zeros(len(v), bool)
            atom[np.argsort(-count, kind="stable")[:MOST_KNOTS]] = True
        single = np.flatnonzero(~atom)
        if len(single) > MOST_KNOTS:
            single = single[np.linspace(0, len(single) - 1, MOST_KNOTS).round().astype(int)]
        knots_u = np.concatenate([below[atom], above[atom], (below[single] + above[single]) / 2])
        knots_v = np.concatenate([v[atom], v[atom], v[single]])
        order = np.lexsort((knots_u, knots_v))
        return cls(knots_u[order], knots_v[order], 0.5 / n)

    def interval(self, values) -> tuple[np.ndarray, np.ndarray]:
        """The interval of u that each value owns: (F to the left of it, F at it), equal where it is no atom."""
        first = np.searchsorted(self.v, values, "left")
        last = np.searchsorted(self.v, values, "right") - 1
        between = np.interp(values, self.v, self.u)
        seen = first <= last
        low = np.where(seen, self.u[np.minimum(first, len(self.u) - 1)], between)
        return low, np.where(seen, self.u[last], between)

    def scores(self, u) -> np.ndarray:
        """Phi^-1(u), with u kept half a row away from 0 and 1."""
        return ndtri(np.clip(u, self.edge, 1 - self.edge))

    def middle(self, values) -> np.ndarray:
        """One score per value: the middle of its interval. The same every time."""
        low, high = self.interval(values)
        return self.scores((low + high) / 2)

    def inverse(self, scores) -> np.ndarray:
        """The values at these scores."""
        return np.interp(ndtr(scores), self.u, self.v)

    def to_dict(self) -> dict:
        return {"u": self.u, "v": self.v, "edge": self.edge}

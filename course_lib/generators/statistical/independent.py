"""Every column on its own: the columns' shapes are right, every dependence between them is gone.

Symbols: x_(1) <= ... <= x_(n) the sorted values of a number column, u uniform on (0, 1), p_0..p_{k-1} the
shares of the k levels of a code column.

1. learn a number column by its sorted values, a code column by its shares;
2. sample a number as x~ = Q(u), with Q the straight line through the points ((i-1)/(n-1), x_(i))
   (Hyndman and Fan 1996, type 7): between two real values, so that a real cell is not handed out again;
3. sample a code with probability p_j.

The line never leaves [x_(1), x_(n)]: bounds hold, and the extremes are approached but not passed. A value
that many rows share stays a spike, because the line is flat there. Where the data sit on a grid (whole
numbers, cents) the encoder rounds x~ to it, and then equal values are expected.

This is the reference for dependence: a generator worth its name has to beat it on every pair of columns.
"""

import numpy as np

from course_lib.generators.base import Generator
from course_lib.generators.columns import frequencies, observed


class Independent(Generator):
    """Numbers by interpolated empirical quantiles, codes by frequencies, each column alone. No settings.

    Learned: `columns_`, one array per field: sorted values (numbers) or shares per level (codes). The sorted
    values are the real ones: the saved model holds every column of the table, though not its rows.
    """

    def _fit(self, x, fields, rng, progress):
        seen = observed(x, fields)
        self.columns_ = [
            frequencies(column, field.n_levels) if field.n_levels else np.sort(column)
            for field, column in ((field, x[seen[:, j], j]) for j, field in enumerate(fields))
        ]
        self.notes_.append("Independent keeps each column's sorted values: saving the model saves them.")

    def _sample(self, n, rng):
        u = rng.random((len(self.columns_), n))
        draws = [
            draw_codes(learned, u[j]) if field.n_levels else draw_numbers(learned, u[j])
            for j, (field, learned) in enumerate(zip(self.encoder_.fields_, self.columns_))
        ]
        return np.column_stack(draws)


def draw_numbers(ordered, u):
    """Q(u): the interpolated quantiles of the sorted values `ordered` (type 7). Shapes: (n,), (m,) -> (m,)."""
    return np.interp(u, np.linspace(0, 1, len(ordered)), ordered)


def draw_codes(shares, u):
    """The level whose stretch of (0, 1) holds u: level j with probability shares[j]. (k,), (m,) -> (m,)."""
    edges = np.cumsum(shares)[:-1]
    return np.searchsorted(edges, u, side="right").astype(float)

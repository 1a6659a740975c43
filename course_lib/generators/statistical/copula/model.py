"""A Gaussian copula for mixed tables.

Symbols: x_j column j, F_j its distribution function, z_j its latent standard normal, R the correlation matrix of the
latents, Phi the standard normal's distribution function.

Learn                                                                           shapes
1. drop columns that are exact functions of another (`dependents`)              p columns stay
2. give the levels of each category an order (`scaling`)
3. give a column a parent where a Gaussian copula leaves much over (`slices`)   (p,)
4. each column on its own: F_j, with its ties, in each slice of its parent      p margins
5. each pair: the latent correlation that explains the correlation seen         (p, p)
6. the nearest matrix that is a correlation matrix                              R (p, p)

Sample
7. z = L g, g ~ N(0, I), L L^T = R                                              (m, p)
8. u_j = Phi(z_j), x_j = F_j^-1(u_j | slice of its parent), parents first       (m, p)
9. restore what step 1 dropped

By Sklar's theorem (1959) every table splits into margins and a copula; the assumption is that the copula is
Gaussian. It sees any dependence that is monotone. It is blind to a y that rises and falls with x, and its tails are
independent. Step 3 is a cure for some of the first, in the manner of the first tree of a vine (Bedford and Cooke
2002); `slices=0` leaves it out. For mixed kinds: Hoff (2007); the estimates: `correlation`.

A missing value is a level, or a flag, and the flag is a column like any other: learned with all the rest.
"""

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from course_lib.generators.base import Generator
from course_lib.generators.columns import observed
from course_lib.generators.dependents import Dependent, find_dependents, function_of, two_looks
from course_lib.generators.margins import ATOM, Margin
from course_lib.generators.settings import check_whole
from course_lib.generators.statistical.copula.correlation import filled, latent_correlations
from course_lib.generators.statistical.copula.scaling import orders_of_levels
from course_lib.generators.statistical.copula.slices import CELLS, ROWS, choose_parents, edges_of, parents_first
from course_lib.generators.statistical.nearest_correlation import nearest_correlation

PAIR_ROWS = 200_000  # rows for all that is learned from pairs: a correlation has a standard error of .002 by then


class Copula(Generator):
    """The Gaussian copula, with margins per slice where it alone leaves much over.

    slices: into how many slices a column of numbers is cut at most, so that another may have a margin in each.
    0 is the plain Gaussian copula, blind to all that is not monotone. A category is cut into its levels.

    Learned: `latents_`, the columns that have a latent normal; per latent `correlation_` (d, d), `margins_`,
    `parents_` (position of its parent, -1 for none), `edges_` (borders of the slices cut from it), `orders_` (the
    codes of a category in their learned order); `dependents_`. Margins are learned from all rows, what concerns
    pairs from at most 200,000 drawn at random.
    """

    rows_at_once = 2**16  # what is held beside the table stays small

    def __init__(self, *, slices=60):
        self.slices = slices

    def _check(self):
        check_whole("slices", self.slices, 0)

    def _fit_table(self, df, encoder, rng, progress):
        few = len(df) <= PAIR_ROWS
        matrix = encoder.transform(df if few else df.iloc[np.sort(rng.choice(len(df), PAIR_ROWS, replace=False))])
        self.dependents_ = find_dependents(matrix, encoder.fields_)
        if not few:
            self.dependents_ = [found for d in self.dependents_ if (found := confirmed(d, df, encoder)) is not None]
        given = {d.target for d in self.dependents_}
        self.kept_ = [j for j in range(len(encoder.fields_)) if j not in given]
        fields = [encoder.fields_[j] for j in self.kept_]
        self.latents_ = [field.name for field in fields]
        self.orders_ = orders_of_levels(
            matrix[:, self.kept_], [0 if f.ordered or f.n_levels == 2 else f.n_levels for f in fields])
        x = np.column_stack([self._ranks(a, matrix[:, j]) for a, j in enumerate(self.kept_)])
        seen = observed(matrix, encoder.fields_)[:, self.kept_]
        self.parents_, self.edges_ = self._parents(x, seen, fields)
        if few:
            self.margins_ = self._margins(lambda: ((a, x[:, a], seen[:, a]) for a in range(len(fields))), fields)
        else:
            self.margins_ = self._margins(lambda: self._columns(df, encoder), fields)
        self.correlation_ = nearest_correlation(filled(self._correlations(self.margins_, x, seen)))

    def _ranks(self, a, values):
        """Latent a's column; of a category the codes' places in their learned order."""
        return values if self.orders_[a] is None else np.argsort(self.orders_[a])[values.astype(int)].astype(float)

    def _parents(self, x, seen, fields):
        """Step 3: per latent its parent, and the borders of the slices that are cut from it."""
        self.parents_, self.edges_ = [-1] * len(fields), [np.empty(0)] * len(fields)
        if self.slices < 2 or len(fields) < 2:
            return self.parents_, self.edges_
        rough = [Margin.fit(x[seen[:, a], a], repeats(field)) for a, field in enumerate(fields)]
        cells = np.column_stack([np.searchsorted(edges_of(x[seen[:, a], a], len(x) / CELLS), x[:, a])
                                 for a in range(len(fields))])
        parents = choose_parents(cells, seen, self._correlations(rough, x, seen))
        rows = [ROWS if field.n_levels else max(3 * ROWS, len(x) / self.slices) for field in fields]
        return parents, [edges_of(x[:, a], rows[a]) if a in parents else np.empty(0) for a in range(len(fields))]

    def _slices(self, a, values):
        """Which slice of latent a each value is in."""
        return np.searchsorted(self.edges_[a], values).astype(np.int16)

    def _columns(self, df, encoder):
        """The latents' columns of the whole table, one after the other: (latent, values, which are observed)."""
        place = {j: a for a, j in enumerate(self.kept_)}
        j = 0
        for arrays in encoder.columns(df):
            for i, array in enumerate(arrays):
                if j in place:
                    flagged = i == 0 and len(arrays) == 2
                    yield place[j], self._ranks(place[j], array), arrays[1] == 0 if flagged else slice(None)
                j += 1

    def _margins(self, columns, fields):
        """Step 4, in two passes over the columns: the slices of the parents, then a margin each."""
        slices = {}
        if max(self.parents_) >= 0:
            slices = {a: self._slices(a, x) for a, x, _ in columns() if a in self.parents_}
        margins = [None] * len(fields)
        for a, x, seen in columns():
            parent = self.parents_[a]
            within = slices[parent][seen] if parent >= 0 else None
            margins[a] = Margin.fit(x[seen], repeats(fields[a]), within, len(self.edges_[parent]) + 1)
        return margins

    def _correlations(self, margins, x, seen):
        """Step 5: (d, d), NaN where two columns are never seen together."""
        scores = np.column_stack([
            margin.scores(x[:, a], self._slices(parent, x[:, parent]) if parent >= 0 else None)
            for a, (margin, parent) in enumerate(zip(margins, self.parents_))])
        return latent_correlations(scores, seen, np.array([margin.hermite() for margin in margins]))

    def _sample(self, n, rng):
        out = np.empty((n, len(self.encoder_.fields_)), order="F")
        factor = np.linalg.cholesky(self.correlation_).T
        x = ndtr(rng.standard_normal((n, len(factor))) @ factor)  # u, replaced column by column
        for a in parents_first(self.parents_):
            parent, levels = self.parents_[a], self.orders_[a]
            within = self._slices(parent, x[:, parent]) if parent >= 0 else 0
            x[:, a] = self.margins_[a].quantile(x[:, a], within)
            out[:, self.kept_[a]] = x[:, a] if levels is None else levels[np.rint(x[:, a]).astype(int)]
        for d in self.dependents_:
            out[:, d.target] = d.restore(out[:, d.source])
        return out

    def _state(self):
        state = super()._state()
        for name in ("margins_", "dependents_"):
            state[name] = [vars(item) for item in state.get(name, [])]
        return state

    def _restore(self, state):
        super()._restore(state)
        self.margins_ = [Margin(**entries) for entries in state["margins_"]]
        self.dependents_ = [Dependent(**entries) for entries in state["dependents_"]]


def repeats(field) -> int:
    """How many rows make a value an atom: each level of a code column is one."""
    return 1 if field.n_levels else ATOM


def confirmed(dependent, df, encoder) -> Dependent | None:
    """A function found in some of the rows, learned again from all of them; None if it does not hold there."""
    pair = [encoder.fields_[dependent.source], encoder.fields_[dependent.target]]
    arrays = [next(encoder.columns(df, [field.source])) for field in pair]  # a number, its flag, or both
    columns = [own[-1 if field.name != field.source else 0] for own, field in zip(arrays, pair)]
    flagged = len(arrays[1]) == 2 and pair[1].name == pair[1].source
    seen = arrays[1][1] == 0 if flagged else np.ones(len(df), dtype=bool)
    again = function_of(np.column_stack(columns), pair, 0, 1, two_looks(seen))
    return again and replace(again, target=dependent.target, source=dependent.source)

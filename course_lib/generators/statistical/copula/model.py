"""A Gaussian copula for mixed tables.

Symbols: x_j column j, F_j its distribution function, z_j its latent standard normal, R the correlation matrix of the
latents, Phi the standard normal's distribution function.

Learn                                                                           shapes
1. drop columns that are exact functions of another (`dependents`)              p columns stay
2. each column on its own: F_j, with its ties                                   p margins
3. each pair: the latent correlation that explains the correlation seen         (p, p)
4. the nearest matrix that is a correlation matrix                              R (p, p)

Sample
5. z = L g, g ~ N(0, I), L L^T = R                                              (m, p)
6. u_j = Phi(z_j), x_j = F_j^-1(u_j)                                            (m, p)
7. restore what step 1 dropped

By Sklar's theorem (1959) every table splits into margins and a copula; the assumption is that the copula is
Gaussian. It sees any dependence that is monotone. It is blind to a y that rises and falls with x, and its tails are
independent. Source for mixed kinds: Hoff (2007); for the estimates: `correlation`.

A category has no order. It is given one: its levels are sorted by what they say about the other columns (`scaling`).
A missing value is a level or a flag of its own, and the flag is a column like any other.
"""

import numpy as np
from scipy.special import ndtr

from course_lib.generators.base import Generator
from course_lib.generators.dependents import Dependent, find_dependents, function_of
from course_lib.generators.settings import check_whole
from course_lib.generators.statistical.columns import observed
from course_lib.generators.statistical.copula.correlation import filled, latent_correlations, nearest_correlation
from course_lib.generators.statistical.copula.margins import ATOM, Margin
from course_lib.generators.statistical.copula.scaling import order_of_levels
from course_lib.generators.statistical.copula.slices import ROWS, choose_parents, edges_of, left_over, parents_first

PAIR_ROWS = 200_000  # rows for step 3: a correlation has a standard error of .002 by then
PIECE = 2**16  # rows drawn at once: what is held beside the table stays small


class Copula(Generator):
    """The Gaussian copula, with margins per slice where it alone leaves much over.

    slices: into how many slices a column is cut at most, so that another may have a margin in each (see `slices`).
    0 is the plain Gaussian copula, blind to all that is not monotone.
    Learned: `correlation_` (d, d), the latents' R; `latents_`, their names in order; `margins_`, one per latent;
    `parents_`, per latent the position of its parent or -1; `dependents_`. Margins are learned from all rows,
    correlations and parents from at most 200,000 drawn at random.
    """

    def __init__(self, *, slices=60):
        self.slices = slices

    def _check(self):
        check_whole("slices", self.slices, 0)

    def _fit_table(self, df, encoder, rng, progress):
        fields = encoder.fields_
        rows = np.sort(rng.choice(len(df), PAIR_ROWS, replace=False)) if len(df) > PAIR_ROWS else None
        x = encoder.transform(df if rows is None else df.iloc[rows])
        self.dependents_ = confirmed(find_dependents(x, fields), df, encoder)
        given = {d.target for d in self.dependents_}
        self.kept_ = [j for j in range(len(fields)) if j not in given]
        fields = [fields[j] for j in self.kept_]
        self.latents_ = [field.name for field in fields]
        self.orders_ = order_of_levels(x, [None if f.ordered or f.n_levels == 2 else f.n_levels for f in fields],
                                       self.kept_, fields)
        seen = observed(x, encoder.fields_)[:, self.kept_]
        x = np.column_stack([self.ranked(a, x[:, j]) for a, j in enumerate(self.kept_)])
        self.parents_, self.edges_ = [-1] * len(fields), [np.empty(0)] * len(fields)
        rough = [Margin.fit(x[seen[:, a], a], self._repeats(f)) for a, f in enumerate(fields)]
        if self.slices > 1:
            rho = self._correlate(rough, x, seen)
            self.parents_, self.edges_ = self._parents(x, seen, fields, rho)
        if rows is None and max(self.parents_) < 0:
            self.margins_ = rough
        else:
            self.margins_ = self._margins(self._columns(df, encoder) if rows is not None else
                                          [(a, x[:, a], seen[:, a]) for a in range(len(fields))], fields, len(df))
        self.correlation_ = nearest_correlation(filled(self._correlate(self.margins_, x, seen)))

    def _repeats(self, field):
        return 1 if field.n_levels else ATOM

    def _correlate(self, margins, x, seen):
        scores = np.column_stack([m.scores(x[:, a], self._slices(a, x[:, self.parents_[a]]))
                                  for a, m in enumerate(margins)])
        return latent_correlations(scores, seen, np.array([m.hermite() for m in margins]))

    def _slices(self, a, parent):
        """Which slice of its parent each row of latent a is in; None for a latent without."""
        return None if self.parents_[a] < 0 else np.searchsorted(self.edges_[self.parents_[a]], parent)

    def _parents(self, x, seen, fields, rho):
        left = np.zeros_like(rho)
        for i, j in zip(*np.triu_indices(len(rho), 1)):
            both = seen[:, i] & seen[:, j]
            if both.sum() >= 200:
                left[i, j] = left[j, i] = left_over(x[both, i], x[both, j], np.nan_to_num(rho[i, j]))
        parents = choose_parents(left, seen.all(axis=0))
        rows = [ROWS if f.n_levels else max(3 * ROWS, len(x) / self.slices) for f in fields]
        edges = [edges_of(x[:, a], rows[a]) if a in parents else np.empty(0) for a in range(len(fields))]
        return parents, edges

    def _columns(self, df, encoder):
        """The kept columns of the whole table, one at a time: (latent, values, which are observed)."""
        j = 0
        for arrays in encoder.columns(df):
            for i, array in enumerate(arrays):
                if j in self.kept_:
                    a = self.kept_.index(j)
                    seen = arrays[1] == 0 if len(arrays) == 2 and i == 0 else np.ones(len(array), bool)
                    yield a, self.ranked(a, array), seen
                j += 1

    def _margins(self, columns, fields, n):
        margins = []
        columns = list(columns)
        for a, values, seen in columns:
            slices, count = None, 1
            if self.parents_[a] >= 0:
                slices = self._slices(a, columns[self.parents_[a]][1])[seen]
                count = len(self.edges_[self.parents_[a]]) + 1
            margins.append(Margin.fit(values[seen], self._repeats(fields[a]), slices, count))
        return margins

    def ranked(self, a, values):
        """The values of latent a's column, codes of a category in their learned order."""
        return values if self.orders_[a] is None else np.argsort(self.orders_[a])[values.astype(int)].astype(float)

    def _sample_columns(self, n, rng):
        columns = [np.empty(n) for _ in self.encoder_.fields_]
        factor = np.linalg.cholesky(self.correlation_).T
        order = parents_first(self.parents_)
        for start in range(0, n, PIECE):
            rows = slice(start, min(start + PIECE, n))
            x = ndtr(rng.standard_normal((rows.stop - start, len(factor))) @ factor)
            for a in order:
                slices = 0 if self.parents_[a] < 0 else self._slices(a, x[:, self.parents_[a]])
                x[:, a] = self.margins_[a].quantile(x[:, a], slices)
                levels = self.orders_[a]
                columns[self.kept_[a]][rows] = x[:, a] if levels is None else levels[np.rint(x[:, a]).astype(int)]
            for d in self.dependents_:
                columns[d.target][rows] = d.restore(columns[d.source][rows])
        return columns

    def _state(self):
        state = super()._state()
        if "margins_" not in state:
            return state
        return {**state, "margins_": [vars(m) for m in self.margins_],
                "dependents_": [d.to_dict() for d in self.dependents_]}

    def _restore(self, state):
        super()._restore(state)
        if "margins_" in state:
            self.margins_ = [Margin(**m) for m in state["margins_"]]
            self.dependents_ = [Dependent(**d) for d in state["dependents_"]]


def confirmed(dependents, df, encoder):
    """Those that hold in every row of the table too, where they were found in some."""
    if len(df) <= PAIR_ROWS:
        return dependents
    kept = []
    places = {field.name: j for j, field in enumerate(encoder.fields_)}
    for d in dependents:
        pair = [encoder.fields_[d.source], encoder.fields_[d.target]]
        columns = [column_of(df, encoder, field) for field in pair]
        again = function_of(np.column_stack(columns), pair, 0, 1)
        if again is not None:
            kept.append(Dependent(places[pair[1].name], places[pair[0].name], again.line, again.at, again.value))
    return kept


def column_of(df, encoder, field):
    """One column of the matrix of the whole table."""
    at = 0 if field.name == field.source else -1
    return dict(zip(encoder.names_, encoder.columns(df)))[field.source][at]

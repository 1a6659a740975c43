"""The hybrid that the article asks for: a VAE for the dependence, held to the copula's correlations and margins.

    F_j      the distribution function of number column j, read off the training rows (margins.py)
    G_j      that of u_j = F_j(x_j) among the VAE's own rows; the diagonal, if the VAE had learned the column

    1 learn          a VAE, of any recipe: "binned" on cells of u, "mixed" on normal scores
    2 sample         rows x~ of the VAE
    3 keep           some of them, so that pairs of normal scores are correlated as in the training rows: what a copula
                     holds on to, and a decoder gives up for a smaller KL (tilt.py). Too few rows: all
    4 to u           u_j = F_j(x~_j), inside an atom's interval at random
    5 make uniform   u'_j = G_j(u_j), uniform whatever the VAE does
    6 back           x_j = F_j^-1(u'_j); exact functions of a column computed anew

G_j is increasing, so ranks stay where they are: the columns are corrected, and who goes with whom is the VAE's. Levels
of categories have no ranks and stay the VAE's too. By Sklar's theorem (1959), as in copula.py; a neural copula with
margins apart: Tagasovska et al. (2019), Suh and Choi (2016).
"""

import numpy as np

from course_lib.generators.columns import observed
from course_lib.generators.margins import Margin
from course_lib.generators.neural.vae.model import VAE
from course_lib.generators.neural.vae.tilt import ROWS, Tilt, highest, keep
from course_lib.randomness import generator

FEWEST_TILTED = 50  # rows, below it a table's pairs say too little
# With cells the VAE is so near that what is left are many differences, each within chance, but not all together: the
# tilt then takes all products, if they are at most EVERY and have ROWS_PER_PRODUCT rows each.
EVERY, ROWS_PER_PRODUCT = 400, 4
FEWEST, PER_ROW, MOST = 2000, 5, 50_000  # rows of the VAE from which G is read, five for each training row: their KS
# error, .87 / sqrt(rows), is half of that of F
KNOTS = 2001  # of G
AT_ONCE = 2**13  # rows of the VAE that are weighed together: a weight may ask for hundreds of products


class CopulaVAE(VAE):
    """A VAE whose number columns are brought to the margins of the training rows. Settings: those of `VAE`.

    Learned beside a VAE's: `margins_` (F: position of the column in the matrix -> Margin), `seed_` (of the rows from
    which G is read; G belongs to `noise`, and is read anew when that is changed).
    """

    def _fit(self, matrix, fields, rng, progress):
        super()._fit(matrix, fields, rng, progress)
        self._curves, self._limits = {}, {}
        self.seed_ = int(rng.integers(2**31))
        given = {d.target for d in self._dependents()}
        seen = observed(matrix, fields)
        known = {v.column: v.margin for v in getattr(self.encoding_, "variables", ())}  # with cells evened
        self.margins_ = {j: known[j] if j in known else Margin.fit(matrix[seen[:, j], j])
                         for j, field in enumerate(fields) if field.n_levels == 0 and j not in given}

        self.tilt_ = None
        if len(matrix) >= FEWEST_TILTED:
            rows = matrix[rng.choice(len(matrix), min(len(matrix), ROWS), replace=False)]
            made = super()._sample(max(FEWEST, min(4 * len(matrix), ROWS)), rng)
            every = min(EVERY, len(rows) // ROWS_PER_PRODUCT) if self.likelihood == "binned" else 0
            self.tilt_ = Tilt.fit(rows, made, fields, given, every)

    def _dependents(self):
        return getattr(self.encoding_, "dependents", ())

    def _sample(self, n, rng):
        x = self._kept(n, rng)
        curves = self._model_cdf()
        for j, rows, u in self._uniform(x, rng):
            x[rows, j] = self.margins_[j].quantile(np.interp(u, curves[j], np.linspace(0, 1, KNOTS)))
        for d in self._dependents():
            x[:, d.target] = d.restore(x[:, d.source])
        return x

    def _kept(self, n, rng):
        """Steps 2 and 3: (n, fields)."""
        if self.tilt_ is None:
            return super()._sample(n, rng)
        fields, log_max, found, count = self.encoder_.fields_, self._log_max(), [], 0
        while count < n:
            x = super()._sample(min(2 * (n - count) + FEWEST_TILTED, AT_ONCE), rng)
            found.append(x[keep(self.tilt_.log_weight(x, fields), log_max, rng)])
            count += len(found[-1])
        return np.concatenate(found)[:n]

    def _log_max(self):
        """Of the weights of rows as the VAE makes them now."""
        noise = self.setting("noise")
        if noise not in self._limits:
            made = super()._sample(FEWEST, generator(self.seed_))
            self._limits = {noise: highest(self.tilt_.log_weight(made, self.encoder_.fields_))}
        return self._limits[noise]

    def _uniform(self, x, rng):
        """Step 4: for each number column its position, which rows are observed, and their u."""
        seen = observed(x, self.encoder_.fields_)
        for j, margin in self.margins_.items():
            rows = np.flatnonzero(seen[:, j])
            low, high = margin.interval(x[rows, j])
            yield j, rows, low + (high - low) * rng.random(len(rows))

    def _model_cdf(self):
        """G of each column as the u where it passes 0, 1 / (KNOTS - 1), ..., 1."""
        noise = self.setting("noise")
        if noise not in self._curves:
            rng, drawn = generator(self.seed_), min(MOST, max(FEWEST, PER_ROW * self.n_rows_))
            self._curves = {noise: {}}
            for j, _, u in self._uniform(self._kept(drawn, rng), rng):
                knots = np.quantile(u, np.linspace(0, 1, KNOTS)) if len(u) else np.linspace(0, 1, KNOTS)
                self._curves[noise][j] = np.concatenate([[0.0], knots[1:-1], [1.0]])
        return self._curves[noise]

    # Saving ------------------------------------------------------------------------------------------------------
    def _state(self):
        state = super()._state()
        if "margins_" in state:
            state["margins_"] = {j: vars(margin) for j, margin in self.margins_.items()}
            state["tilt_"] = self.tilt_ and self.tilt_.to_dict()
        return state

    def _restore(self, state):
        super()._restore(state)
        self._curves, self._limits = {}, {}
        if "margins_" in state:
            self.tilt_ = state["tilt_"] and Tilt.from_dict(state["tilt_"])
            self.margins_ = {j: Margin(**entries) for j, entries in state["margins_"].items()}

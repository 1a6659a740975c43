"""Noisy tables of single columns and of a tree of pairs: the standard for differentially private tables.

    1 cells     every column in public cells (domain.py)
    2 singles   the counts of each column, noise on every count; from them the number of rows and all shares
    3 tree      c - 1 pairs of columns, chosen by the exponential mechanism (tree.py)
    4 pairs     the counts of each chosen pair in coarser groups, noise on every count; made to agree with the singles
    5 sample    down the tree, each column given its parent; then a value inside its cell

A small sibling of MST (McKenna, Miklau, Sheldon 2021, J. Privacy and Confidentiality 11(3)): a tree needs no general
graphical model, each of its pairs of tables agrees on the column they share, and drawing down the tree is exact.

Budget: zCDP (Bun and Steinke 2016), whose costs add up. rho is what (epsilon, delta) allows; steps 2, 3 and 4 get
shares of it. A table of counts with noise N(0, sigma^2) costs 1 / (2 sigma^2), a choice at epsilon' epsilon'^2 / 8.
"""

import numpy as np

from course_lib.dp.accountant import Exponential, Gaussian, zcdp_rho
from course_lib.generators.private.counts import noisy_counts, noisy_total, shares
from course_lib.generators.private.declared import PrivateGenerator, as_dict
from course_lib.generators.private.tree import Edge, chosen, draw, in_order, measured, most_cells

SINGLES, CHOICE = 0.3, 0.1  # of the budget; the pairs get the rest
CHANCE = 0.08  # how far chance may move a table of a pair, as total variation: from it, how many groups it has


class PrivateMarginals(PrivateGenerator):
    """Noisy one-column tables and a noisy tree of two-column tables, (epsilon, delta)-differentially private.

    epsilon, delta: the budget; rows are added or removed. cells: the most cells of a number column.

    Learned besides a PrivateGenerator's: `singles_` (shares of each column's cells), `noisy_singles_` (the counts as
    they were released), `tree_` (edges as dicts, "noisy" among their keys), `sigma_singles_`, `sigma_pairs_`, `count_`
    (noisy number of rows).
    """

    def __init__(self, *, epsilon=1.0, delta=1e-5, cells=100):
        self.epsilon = epsilon
        self.delta = delta
        self.cells = cells

    def _fit(self, x, fields, rng, progress):
        domain, noise, c = self.domain_, self._noise(rng), len(self.domain_.columns)
        codes = domain.codes(x)
        rho = zcdp_rho(self.epsilon, self.delta)
        to_singles, to_choice = (SINGLES, CHOICE) if c > 1 else (1.0, 0.0)
        # 2 singles
        sigma = np.sqrt(c / (2 * rho * to_singles))
        noisy = noisy_counts(codes, domain.sizes, sigma, noise)
        self.count_ = noisy_total(noisy)
        self.singles_ = [shares(t, self.count_, sigma, cells) for t, cells in zip(noisy, domain.columns)]
        self.noisy_singles_, self.sigma_singles_ = noisy, float(sigma)
        ledger = [Gaussian(float(sigma), "tables of single columns", c)]
        tree, self.sigma_pairs_ = [], None
        if c > 1:
            # 3 tree
            sigma = np.sqrt((c - 1) / (2 * rho * (1 - to_singles - to_choice)))
            epsilon = float(np.sqrt(8 * rho * to_choice / (c - 1)))
            cells = most_cells(self.count_, sigma, CHANCE)
            given = (self.singles_, self.count_, domain)
            pairs = chosen(codes, *given, epsilon, sigma, cells, noise)
            # 4 pairs
            tree = measured(pairs, codes, *given, sigma, cells, noise)
            self.sigma_pairs_ = float(sigma)
            ledger += [Exponential(epsilon, "choice of the pairs", c - 1),
                       Gaussian(float(sigma), "tables of pairs", c - 1)]
        self.tree_ = [vars(edge) for edge in in_order(tree)]
        self.ledger_ = [as_dict(entry) for entry in ledger]

    def _sample(self, n, rng):
        codes = draw(n, self.singles_, [Edge(**edge) for edge in self.tree_], rng)
        return self.domain_.matrix(codes, rng.random(codes.shape))

"""A tree of columns: which pairs to measure, and rows drawn along it.

    edge     (a, b), two columns, each with its cells in groups so that the table of the pair has few enough cells
    choice   the edges are chosen one by one; each joins two columns that are not joined yet, so c - 1 of them make a
             tree (Kruskal), and each choice is made by the exponential mechanism: the best pair is a secret too
    draw     the root from its shares, then every child given its parent (Chow and Liu 1968)
"""

from dataclasses import dataclass

import numpy as np

from course_lib.dp.mechanisms import exponential_mechanism, gaussian
from course_lib.generators.private.counts import groups, onto_simplex, rake

MOST_GROUPS = 32  # of one column in a table of a pair
CHOOSE = 6  # of one column, while pairs are compared


@dataclass
class Edge:
    """a, b: columns. of_a, of_b: the group of each cell, (K_a,), (K_b,). expected: (g_a, g_b), what the table would
    hold if the columns were independent. noisy: the counts as they were released. table: made consistent, as shares."""

    a: int
    b: int
    of_a: np.ndarray
    of_b: np.ndarray
    expected: np.ndarray
    noisy: np.ndarray | None = None
    table: np.ndarray | None = None

    def counts(self, codes) -> np.ndarray:
        """(g_a, g_b), private. One row adds 1 to one entry: sensitivity 1."""
        g_a, g_b = self.expected.shape
        flat = self.of_a[codes[:, self.a]] * g_b + self.of_b[codes[:, self.b]]
        return np.bincount(flat, minlength=g_a * g_b).reshape(g_a, g_b).astype(float)

    def flipped(self) -> "Edge":
        """The same edge seen from b."""
        return Edge(self.b, self.a, self.of_b, self.of_a, self.expected.T, self.noisy.T, self.table.T)


def edge(a, b, most: tuple, singles, total, domain) -> Edge:
    """The pair of columns (a, b), each in at most so many groups.

    singles: shares of each column, (K_j,), noisy. total: noisy number of rows.
    """
    of = [groups(singles[j], m, domain.columns[j]) for j, m in zip((a, b), most)]
    margins = [np.bincount(g, weights=singles[j]) for j, g in zip((a, b), of)]
    return Edge(a, b, *of, total * np.outer(*margins))


def sides(a, b, cells: float, domain) -> tuple:
    """How many groups two columns get whose table may have `cells` cells; never fewer than two."""
    side = max(2, int(np.sqrt(cells)))
    k_a, k_b = (min(domain.columns[j].size, max(side, MOST_GROUPS)) for j in (a, b))
    if k_a <= side:  # what one column does not need the other may have
        return k_a, max(side, min(k_b, int(cells / k_a)))
    return (max(side, min(k_a, int(cells / k_b))) if k_b <= side else side), side


def most_cells(total, sigma: float, chance: float) -> float:
    """How many cells a table of a pair may have, if chance is to move its shares by at most `chance` (total variation).

    Of M cells each has a standard error of sqrt(total / M + sigma^2), the rows' own and the noise's, so the table moves
    by sqrt(2 / pi) M / 2 times that, over the total.
    """
    reach = (2 * chance * total / np.sqrt(2 / np.pi)) ** 2  # = M^2 sigma^2 + M total
    return float((np.sqrt(total**2 + 4 * sigma**2 * reach) - total) / (2 * sigma**2))


def chosen(codes, singles, total, domain, epsilon: float, sigma: float, cells: float, noise) -> list[tuple]:
    """A tree, c - 1 pairs of columns, each chosen at `epsilon`: the further from independence, the likelier.

    Score of a pair: sum |counts - expected|, less what chance alone would make of it, the rows' and that of noise of
    `sigma`; counted in at most `CHOOSE` groups a column, so that pairs can be compared. One row moves a score by at
    most 1, because `expected` is made of what is already paid for (McKenna, Miklau, Sheldon 2021, MST; a penalty for
    large tables: McKenna et al. 2022, AIM).
    """
    side, c, scores = max(2, min(CHOOSE, int(np.sqrt(cells)))), len(singles), {}
    for a in range(c):
        for b in range(a):
            pair = edge(a, b, (side, side), singles, total, domain)
            by_chance = np.sqrt(2 / np.pi) * np.sqrt(pair.expected + sigma**2).sum()
            scores[a, b] = np.abs(pair.counts(codes) - pair.expected).sum() - by_chance
    tree, part = [], np.arange(c)  # part: columns that are joined have the same number
    while len(tree) < c - 1:
        free = [(a, b) for a, b in scores if part[a] != part[b]]
        a, b = free[exponential_mechanism([scores[pair] for pair in free], epsilon, 1.0, noise)]
        part[part == part[b]] = part[a]
        tree.append((a, b))
    return tree


def measured(tree, codes, singles, total, domain, sigma: float, cells: float, noise) -> list[Edge]:
    """The edges of the pairs in `tree`, with their noisy counts and, made of these, their tables."""
    edges = []
    for a, b in tree:
        made = edge(a, b, sides(a, b, cells, domain), singles, total, domain)
        made.noisy = gaussian(made.counts(codes), sigma, noise)
        margins = (made.expected.sum(axis=1) / total, made.expected.sum(axis=0) / total)
        made.table = rake(onto_simplex(made.noisy, total) / total, *margins)
        edges.append(made)
    return edges


def in_order(tree, root: int = 0) -> list[Edge]:
    """The edges from the root outwards, each with its parent first."""
    there, left, order = {root}, list(tree), []
    while left:
        edge = next(e for e in left if e.a in there or e.b in there)
        left.remove(edge)
        order.append(edge if edge.a in there else edge.flipped())
        there.add(order[-1].b)
    return order


def draw(n, singles, order, rng, root: int = 0) -> np.ndarray:
    """(n, c) codes: the root first, then every child's group given its parent's, then its cell in the group."""
    codes = np.empty((n, len(singles)), dtype=np.int64)
    codes[:, root] = pick(np.cumsum(singles[root])[None], np.zeros(n, dtype=int), rng.random(n))
    for edge in order:
        group = pick(np.cumsum(edge.table, axis=1), edge.of_a[codes[:, edge.a]], rng.random(n))
        inside = (edge.of_b[None] == np.arange(edge.table.shape[1])[:, None]) * singles[edge.b]  # (g_b, K_b)
        codes[:, edge.b] = pick(np.cumsum(inside, axis=1), group, rng.random(n))
    return codes


def pick(cumulated, row, u) -> np.ndarray:
    """For each of the n draws u in [0, 1) a column of `cumulated`, (r, k), whose row it uses: (n,).

    All rows are laid end to end, so that one search serves all draws.
    """
    total = cumulated[:, -1:]
    level = cumulated / np.where(total > 0, total, 1)
    level[:, -1] = 1.0
    flat = (level + np.arange(len(level))[:, None]).ravel()
    found = np.searchsorted(flat, row + np.minimum(u, 1 - 1e-12), "right")
    return np.minimum(found - row * cumulated.shape[1], cumulated.shape[1] - 1)

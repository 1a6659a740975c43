"""What a Gaussian copula leaves over between two columns, and a cure: a margin per slice of the other column.

A score that rises with age and falls again has no correlation with it; a job that is missing whenever the employer is
missing, or "husband" that comes with "male", is more than a correlation. Such a column j is given one *parent* i:

    u_j = F_j(x_j | slice of x_i)        instead of  u_j = F_j(x_j)

u_j is uniform and knows nothing of i any more (Rosenblatt 1952); the Gaussian copula joins it to all the rest.

Who gets which parent. Per pair, the information about the joint cells (a, b) that the Gaussian copula with the pair's
rho leaves over, in nats per row, less what chance alone would give:

    left_ij = sum p_ab log(p_ab / g_ab) - (A-1)(B-1) / 2n       p shares seen, g shares under the copula

Pairs are taken from the largest down, each column getting at most one parent and no circles: a tree in the manner of
Chow and Liu (1968), of what is left over instead of all there is. Once j has the parent i, what is left over between
j and a third column l is at most what the way round by i does not explain either:

    g_ab = sum over the cells c of i of p_ac p_cb / p_c
"""

import itertools

import numpy as np
from scipy.special import ndtr, ndtri

CELLS = 24  # cells per column in which what is left over is counted
SURE = 4.5  # standard errors above chance before a pair counts
ROWS = 50  # a slice of levels has at least so many rows, one of numbers three times as many
FEWEST = 200  # rows in which both columns of a pair are seen, below it nothing is said about the pair


def edges_of(values, rows) -> np.ndarray:
    """Borders between slices of at least `rows` rows each of the values (n,); equal values stay together."""
    v, count = np.unique(values, return_counts=True)
    end, cuts, last = np.cumsum(count), [], 0
    while True:
        i = np.searchsorted(end, last + rows)
        if i >= len(v) - 1 or len(values) - end[i] < rows:
            return np.array(cuts)
        cuts.append(v[i] / 2 + v[i + 1] / 2)
        last = end[i]


def joint_shares(cells, seen) -> dict:
    """For each pair of columns the shares p of its joint cells and the number of rows in which both are seen."""
    sizes, shares = cells.max(axis=0) + 1, {}
    for i, j in itertools.permutations(range(cells.shape[1]), 2):
        if i > j:
            shares[i, j] = shares[j, i][0].T, shares[j, i][1]
            continue
        both = slice(None) if seen[:, [i, j]].all() else seen[:, i] & seen[:, j]
        counts = np.bincount(cells[both, i] * sizes[j] + cells[both, j], minlength=sizes[i] * sizes[j])
        shares[i, j] = counts.reshape(sizes[i], -1) / max(counts.sum(), 1), int(counts.sum())
    return shares


def left_over(p, n, g) -> float:
    """left_ij: what the shares g fail to say about the shares p seen in n rows; 0 if that may be chance."""
    some = p > 0
    nats = float((p[some] * np.log(p[some] / np.maximum(g[some], 1e-9))).sum())
    free = (np.count_nonzero(p.any(axis=1)) - 1) * (np.count_nonzero(p.any(axis=0)) - 1)
    return nats - free / (2 * n) if 2 * n * nats > free + SURE * np.sqrt(2 * free) else 0.0


def choose_parents(cells, seen, rho) -> list[int]:
    """Each column's parent, -1 for none. cells (n, p): each value's cell; rho (p, p): the latent correlations.

    Of a pair the column with more left over in all is the parent; one with missing numbers cannot be one.
    """
    shares = joint_shares(cells, seen)
    left = np.zeros_like(rho)
    for (i, j), (p, n) in shares.items():
        if i < j and n >= FEWEST and not np.isnan(rho[i, j]):
            left[i, j] = left[j, i] = left_over(p, n, gaussian_cells(p.sum(axis=1), p.sum(axis=0), rho[i, j]))
    complete, hub, parents = seen.all(axis=0), left.sum(axis=1), [-1] * len(left)
    while left.max(initial=0) > 0:
        pair = np.unravel_index(left.argmax(), left.shape)
        left[pair] = left[pair[::-1]] = 0
        for parent, child in sorted([pair, pair[::-1]], key=lambda pc: -hub[pc[0]]):
            if complete[parent] and parents[child] < 0 and root(parents, parent) != child:
                parents[child] = int(parent)
                explain(left, shares, int(parent), int(child))
                break
    return parents


def explain(left, shares, parent, child):
    """Lower what is left over between the child and every other column to what the way round by the parent leaves."""
    on = shares[parent, child][0]
    given = on / np.maximum(on.sum(axis=1, keepdims=True), 1e-12)
    for other in np.flatnonzero(left[child]):
        p, n = shares[other, child]
        left[other, child] = min(left[other, child], left_over(p, n, shares[other, parent][0] @ given))
        left[child, other] = left[other, child]


def gaussian_cells(p, q, rho, nodes=8) -> np.ndarray:
    """The shares (A, B) of cells with margins p (A,) and q (B,) under a Gaussian copula with correlation rho.

    Each row of it is the mean over that row's interval of u, by Gauss-Legendre quadrature.
    """
    x, w = np.polynomial.legendre.leggauss(nodes)
    start = np.cumsum(p) - p
    z = ndtri(np.clip(start[:, None] + p[:, None] * (x + 1) / 2, 1e-12, 1 - 1e-12))
    t = ndtri(np.clip(np.cumsum(q)[:-1], 1e-12, 1 - 1e-12))
    passed = ndtr((t - rho * z[..., None]) / np.sqrt(1 - rho**2))
    share = np.diff(passed, axis=-1, prepend=0.0, append=1.0)
    return p[:, None] * np.einsum("anb,n->ab", share, w / 2)


def root(parents, j) -> int:
    while parents[j] >= 0:
        j = parents[j]
    return j


def parents_first(parents) -> list[int]:
    """The columns in an order in which every parent stands before its children."""
    order = []
    while len(order) < len(parents):
        order += [j for j in range(len(parents)) if j not in order and (parents[j] < 0 or parents[j] in order)]
    return order

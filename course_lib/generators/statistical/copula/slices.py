"""What a Gaussian copula leaves over between two columns, and a cure: a margin per slice of the other column.

A score that rises with age and falls again has no correlation with it; a job that is missing whenever the employer is
missing, or "husband" that comes with "male", is more than a correlation. Such a column j is given one *parent* i:

    u_j = F_j(x_j | slice of x_i)        instead of  u_j = F_j(x_j)

u_j is uniform and knows nothing of i any more (Rosenblatt 1952); the Gaussian copula joins it to all the rest.

Who gets which parent. Per pair, the information about the joint cells (a, b) that the Gaussian copula with the pair's
rho leaves over, in nats per row, less what chance alone would give:

    left_ij = sum p_ab log(p_ab / g_ab) - (A-1)(B-1) / 2n       p shares seen, g shares under the copula

Pairs are taken from the largest down, each column getting at most one parent and no circles: a tree in the manner of
Chow and Liu (1968), of what is left over instead of all there is.
"""

import numpy as np
from scipy.special import ndtr, ndtri

CELLS = 24  # cells per column in which what is left over is counted
SURE = 4.5  # standard errors above chance before a pair counts
ROWS = 50  # a slice has at least so many rows


def edges_of(values, rows) -> np.ndarray:
    """Borders between slices of about `rows` rows each of the values (n,); equal values stay together."""
    v, count = np.unique(values, return_counts=True)
    cuts, size, rest = [], 0, len(values)
    for i in range(len(v) - 1):
        size += count[i]
        rest -= count[i]
        if size >= rows and rest >= rows:
            cuts.append(v[i] / 2 + v[i + 1] / 2)
            size = 0
    return np.array(cuts)


def left_over(i, j, rho) -> float:
    """left_ij of two columns of values (n,), 0 if no more than chance."""
    n = len(i)
    edges = [edges_of(v, max(n / CELLS, 1)) for v in (i, j)]
    a, b = (np.searchsorted(e, v) for e, v in zip(edges, (i, j)))
    counts = np.bincount(a * (len(edges[1]) + 1) + b, minlength=(len(edges[0]) + 1) * (len(edges[1]) + 1))
    p = counts.reshape(len(edges[0]) + 1, -1) / n
    g = gaussian_cells(p.sum(axis=1), p.sum(axis=0), rho)
    some = p > 0
    nats = (p[some] * np.log(p[some] / np.maximum(g[some], 1e-9))).sum()
    free = (p.shape[0] - 1) * (p.shape[1] - 1)
    return nats - free / (2 * n) if 2 * n * nats > free + SURE * np.sqrt(2 * free) else 0.0


def gaussian_cells(p, q, rho, nodes=8) -> np.ndarray:
    """The shares (A, B) of a table with margins p (A,) and q (B,) under a Gaussian copula with correlation rho.

    By the mean over each row's interval of u, at the nodes of Gauss and Legendre.
    """
    x, w = np.polynomial.legendre.leggauss(nodes)
    start = np.cumsum(p) - p
    z = ndtri(np.clip(start[:, None] + p[:, None] * (x + 1) / 2, 1e-12, 1 - 1e-12))
    t = ndtri(np.clip(np.cumsum(q)[:-1], 1e-12, 1 - 1e-12))
    passed = ndtr((t - rho * z[..., None]) / np.sqrt(1 - rho**2))
    share = np.diff(passed, axis=-1, prepend=0.0, append=1.0)
    return p[:, None] * np.einsum("anb,n->ab", share, w / 2)


def choose_parents(left, may_be_parent) -> list[int]:
    """Each column's parent, -1 for none: from the symmetric matrix of what is left over, (p, p).

    Of a pair the column with more left over in all is the parent.
    """
    parents = [-1] * len(left)
    hub = left.sum(axis=1)
    i, j = np.triu_indices(len(left), 1)
    for pair in np.argsort(-left[i, j], kind="stable"):
        a, b = int(i[pair]), int(j[pair])
        if left[a, b] <= 0:
            break
        for parent, child in sorted([(a, b), (b, a)], key=lambda pc: -hub[pc[0]]):
            if may_be_parent[parent] and parents[child] < 0 and root(parents, parent) != child:
                parents[child] = parent
                break
    return parents


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

"""Noisy counts of single columns, made consistent. What is computed from noisy counts costs nothing more."""

import numpy as np

from course_lib.dp.mechanisms import gaussian

FEW = 4.0  # a gap with a noisy count below so many sigmas counts as none: complete columns stay complete


def noisy_counts(codes, sizes, sigma: float, noise) -> list[np.ndarray]:
    """The counts of every column's codes, (K_j,) each, with noise N(0, sigma^2).

    codes: (n, c). One row adds 1 to one count of each column: the sensitivity of each column's counts is 1.
    """
    return [gaussian(np.bincount(codes[:, j], minlength=k), sigma, noise) for j, k in enumerate(sizes)]


def noisy_total(tables) -> float:
    """How many rows, from tables that each count all of them: a sum of K noisy counts weighs 1 / K. At least 1."""
    weights = np.array([1 / t.size for t in tables])
    return float(max(1.0, weights @ np.array([t.sum() for t in tables]) / weights.sum()))


def shares(counts, total: float, sigma: float, cells) -> np.ndarray:
    """A distribution over a column's cells from its noisy counts, (K,): never negative, adding up to 1."""
    counts, last = np.array(counts, dtype=float), cells.size - (cells.missing >= 0)
    gone = 0.0
    if cells.missing >= 0 and counts[last] > FEW * sigma:
        gone = min(counts[last], total)
    present = onto_simplex(counts[:last], total - gone)
    return (np.append(present, gone) if cells.missing >= 0 else present) / total


def onto_simplex(values, total: float) -> np.ndarray:
    """The nearest entries >= 0 that add up to `total`: every value less one number, cut at 0 (Duchi et al. 2008)."""
    if total <= 0:
        return np.zeros(np.shape(values))
    flat = np.sort(values, axis=None)[::-1]
    excess = (np.cumsum(flat) - total) / np.arange(1, len(flat) + 1)
    return np.maximum(values - excess[np.flatnonzero(flat > excess)[-1]], 0.0)


def groups(share, most: int, cells) -> np.ndarray:
    """Which of at most `most` groups each cell belongs to, (K,), numbered from 0: groups of about equal shares.

    share: (K,) noisy, paid for. Ordered cells join their neighbours; of levels without an order the rarest are put
    together. A gap stays by itself.
    """
    k = cells.size - (cells.missing >= 0)
    most = max(1, most - (cells.missing >= 0))
    if k <= most:
        return np.arange(cells.size)
    if cells.ordered:
        inner = share[:k].sum()
        middle = (np.cumsum(share[:k]) - share[:k] / 2) / inner if inner > 0 else (np.arange(k) + 0.5) / k
        found = np.minimum((middle * most).astype(int), most - 1)
    else:
        found = np.minimum(np.argsort(np.argsort(-share[:k], kind="stable"), kind="stable"), most - 1)
    found = np.unique(found, return_inverse=True)[1]
    return np.append(found, found.max() + 1) if cells.missing >= 0 else found


def rake(table, rows, columns, rounds: int = 50) -> np.ndarray:
    """The table scaled, row by row and column by column, until its margins are `rows` and `columns`.

    Iterative proportional fitting (Deming and Stephan 1940). A trace of independence keeps every row and column alive.
    """
    table = np.maximum(table, 0) + 1e-9 * np.outer(rows, columns) * max(1.0, table.sum())
    for _ in range(rounds):
        table = table * ratio(rows, table.sum(axis=1))[:, None]
        table = table * ratio(columns, table.sum(axis=0))
    return table


def ratio(wanted, there) -> np.ndarray:
    """wanted / there, 0 where nothing is there."""
    return np.divide(wanted, there, out=np.zeros_like(there), where=there > 0)

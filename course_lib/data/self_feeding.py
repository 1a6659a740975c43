"""Tables made from tables made from tables: what becomes of a rare level, in closed form and drawn.

    generation 0        n real rows; a level of share p stands in K_0 of them, K_0 ~ Binomial(n, p)
    generation g + 1    a generator that keeps every share learns from generation g and draws n rows; with a share f of
                        fresh real rows among them, K_{g+1} ~ Binomial(n, (1 - f) K_g / n + f p)

Without fresh rows 0 is never left: what a table does not hold, no generator learns from it. That is the Wright-Fisher
model of population genetics (Wright 1931, Genetics 16, 97-159), with f in the place of migration.
"""

import numpy as np
from scipy.special import gammaln, xlogy

from course_lib.errors import CourseError
from course_lib.randomness import generator

MOST_ROWS = 2000  # the table of transitions has (n + 1)^2 cells


def lost(p: float, n: int, generations: int, fresh: float = 0.0) -> np.ndarray:
    """Chance that no row of generation 0, 1, ..., `generations` has a level of share p: (generations + 1,).

    n: rows of each table; fresh: share of each later table that is drawn from the real rows. Exact: the distribution of
    K_g, (n + 1,), times the matrix of transitions. Raises CourseError for shares outside 0 to 1, and for n above 2,000.
    """
    check(p, n, fresh)
    if n > MOST_ROWS:
        raise CourseError(f"n={n}: the chance needs a matrix of n x n; stay at {MOST_ROWS:,} rows, or use feed().")
    counts = np.arange(n + 1)
    step = binomial(n, (1 - fresh) * counts / n + fresh * p)  # row k: the next count, given k
    now, chances = binomial(n, np.array([p]))[0], []
    for _ in range(generations + 1):
        chances.append(now[0])
        now = now @ step
    return np.clip(chances, 0, 1)


def feed(p: float, n: int, generations: int, chains: int, fresh: float = 0.0, seed=None) -> np.ndarray:
    """Counts K_g drawn for many chains: (generations + 1, chains), from 0 to n. Arguments as in `lost`."""
    check(p, n, fresh)
    rng = generator(seed)
    counts = np.empty((generations + 1, chains), int)
    counts[0] = rng.binomial(n, p, chains)
    for g in range(generations):
        counts[g + 1] = rng.binomial(n, (1 - fresh) * counts[g] / n + fresh * p)
    return counts


def binomial(n: int, p: np.ndarray) -> np.ndarray:
    """P(K = k) for each share of p, (len(p), n + 1), by logarithms; xlogy counts 0 log 0 as 0."""
    k, p = np.arange(n + 1), np.clip(p, 0, 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.exp(ways + xlogy(k, p[:, None]) + xlogy(n - k, 1 - p[:, None]))


def check(p: float, n: int, fresh: float) -> None:
    """One sentence for numbers that are none of a share, or of rows."""
    for name, value in (("p", p), ("fresh", fresh)):
        if not 0 <= value <= 1:
            raise CourseError(f"{name}={value} is no share: give a number from 0 to 1.")
    if n < 1:
        raise CourseError(f"n={n}: a table needs at least one row.")

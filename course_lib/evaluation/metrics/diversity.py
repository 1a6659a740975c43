"""Is the whole table there? Precision, recall, density and coverage from nearest neighbours.

A ball around a point reaches to its k-th neighbour of the same table. Precision and density ask whether
synthetic rows fall into real balls (are they plausible?); recall and coverage whether real rows are met (is
anything missing?). A photocopy scores best on all four: they say nothing about privacy.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

from course_lib.evaluation.metrics.space import kth_within, nearest, placed

K = 5
CHUNK = 512  # rows of the table of distances at a time
ROUNDING = 1e-14  # of |x - y|^2 computed as |x|^2 + |y|^2 - 2 x y


@dataclass(frozen=True)
class Diversity:
    """precision, recall (Kynkaanniemi et al. 2019, NeurIPS 32) and density, coverage (Naeem et al. 2020, ICML)."""

    precision: float
    recall: float
    density: float
    coverage: float


def diversity(real, synthetic, schema=None, k: int = K) -> Diversity:
    """All four, with k neighbours. Higher is better; density may exceed 1, the others end at 1.

    precision: share of synthetic rows inside some real ball; recall: share of real rows inside some synthetic
    ball; density: how many real balls a synthetic row lies in, over k; coverage: share of real balls that hold
    a synthetic row. Floors if both are fresh samples: density 1 - 1/n or so, coverage `coverage_floor`; precision
    and recall depend on the table, measure them with `real_against_real`.
    """
    a, b = placed(real, synthetic, schema=schema)
    return diversity_of(a, b, k)


def diversity_of(real, synthetic, k: int = K) -> Diversity:
    """All four for points of one space, (n, d) and (m, d), in one pass over the table of their distances."""
    reach_real, reach_made = kth_within(real, k) ** 2, kth_within(synthetic, k) ** 2
    size_real, size_made = (real**2).sum(axis=1), (synthetic**2).sum(axis=1)
    holds = np.zeros(len(synthetic), int)  # how many real balls a synthetic row lies in
    met, covered = np.zeros(len(real), bool), np.zeros(len(real), bool)
    for start in range(0, len(real), CHUNK):
        rows = slice(start, start + CHUNK)
        square = size_real[rows, None] + size_made - 2 * real[rows] @ synthetic.T  # (chunk, m)
        square -= ROUNDING * (size_real[rows, None] + size_made)  # a row on the very edge of a ball is inside
        inside = square <= reach_real[rows, None]
        holds += inside.sum(axis=0)
        covered[rows] = inside.any(axis=1)
        met[rows] = (square <= reach_made).any(axis=1)
    return Diversity(precision=float((holds > 0).mean()), recall=float(met.mean()), density=float(holds.mean() / k),
                     coverage=float(covered.mean()))


def coverage(real, synthetic, schema=None, k: int = K) -> float:
    """The share of real rows whose ball (to the k-th real neighbour) holds at least one synthetic row.

    Range 0 to 1; higher is better. Floor: `coverage_floor`, about 1 - 2^-k for tables of equal size.
    """
    a, b = placed(real, synthetic, schema=schema)
    return coverage_of(a, b, k)


def coverage_of(real, synthetic, k: int = K) -> float:
    """Coverage of points of one space."""
    return float((nearest(real, synthetic)[0] <= kth_within(real, k)).mean())


def coverage_floor(n: int, m: int, k: int = K) -> float:
    """The expected coverage of n real rows by m fresh ones: 1 - prod_{j=1..k} (n - j) / (n + m - j)."""
    j = np.arange(1, k + 1)
    return float(1 - np.prod((n - j) / (n + m - j)))


def real_against_real(points, n: int, rounds: int, rng, k: int = K) -> list[Diversity]:
    """What fresh rows score: labels "real" (n of them) and "synthetic" dealt out at random to real points, (n + m, d).

    All four ask about each point's nearest neighbours of both labels, so that one list of neighbours serves every
    deal. It is long enough to hold k of the rarer label around all but one point in a thousand.
    """
    total = len(points)
    length = min(total - 1, int(np.ceil(3.2 * k * total / min(n, total - n))))
    distance, index = NearestNeighbors(n_neighbors=length).fit(points).kneighbors()
    found = []
    for _ in range(rounds):
        real = np.zeros(total, bool)
        real[rng.permutation(total)[:n]] = True
        inside, hit = strangers_within(real, distance, index, k)
        _, met = strangers_within(~real, distance, index, k)
        found.append(Diversity(precision=hit.sum() / (total - n), recall=met.sum() / n,
                               density=inside.sum() / (k * (total - n)), coverage=(inside > 0).mean()))
    return found


def strangers_within(own, distance, index, k) -> tuple[np.ndarray, np.ndarray]:
    """Of each ball around an `own` point how many other points lie inside, and per point whether a ball holds it."""
    near, reach = own[index[own]], distance[own]
    reached = np.cumsum(near, axis=1) >= k
    radius = np.where(reached[:, -1], reach[np.arange(len(near)), reached.argmax(axis=1)], np.inf)
    inside = ~near & (reach <= radius[:, None])
    hit = np.zeros(len(own), bool)
    hit[index[own][inside]] = True
    return inside.sum(axis=1), hit


def told_apart(points, rng) -> np.ndarray:
    """The points, each moved by about a hundred-thousandth at random, so that equal rows are no longer ties.

    With ties a ball of radius 0 holds every equal row, and the floors by formula, which ask only which of n + m
    exchangeable distances come first, do not hold.
    """
    return points + 1e-5 * rng.standard_normal(points.shape)

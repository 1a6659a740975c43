"""Is the whole table there? Precision, recall, density and coverage from nearest neighbours.

A ball around a point reaches to its k-th neighbour of the same table. Precision and density ask whether
synthetic rows fall into real balls (are they plausible?); recall and coverage whether real rows are met (is
anything missing?). A photocopy scores best on all four: they say nothing about privacy.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.neighbors import NearestNeighbors

from course_lib.evaluation.metrics.space import kth_within, nearest, placed

K = 5


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
    a synthetic row. Floors if both are fresh samples: density 1, coverage `coverage_floor`; precision and
    recall depend on the table, measure them real against real.
    """
    a, b = placed(real, synthetic, schema=schema)
    radius_a, radius_b = kth_within(a, k), kth_within(b, k)
    inside = np.concatenate([balls_holding(chunk, a, radius_a) for chunk in chunks(b)])
    met = np.concatenate([balls_holding(chunk, b, radius_b) for chunk in chunks(a)])
    return Diversity(
        precision=float((inside > 0).mean()), recall=float((met > 0).mean()), density=float(inside.mean() / k),
        coverage=float((nearest(a, b)[0] <= radius_a).mean()))


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


def coverage_real_against_real(points, share_real: float, rounds: int, rng, k: int = K) -> np.ndarray:
    """Coverages, (rounds,), when labels "real" (with this share) and "synthetic" are dealt out to real points.

    Coverage is a question about each point's nearest neighbours of both labels, so one list of the 6k nearest
    serves every deal. A point whose list ends before its k-th real neighbour is covered: the rest are synthetic.
    """
    size = min(6 * k, len(points) - 1)
    distance, index = NearestNeighbors(n_neighbors=size).fit(points).kneighbors()
    values = []
    for _ in range(rounds):
        real = rng.random(len(points)) < share_real
        if not real.any():
            continue
        near = real[index[real]]  # (real points, 6k): is the neighbour real?
        reached = np.cumsum(near, axis=1) >= k
        radius = np.where(reached.any(axis=1), distance[real][np.arange(len(near)), reached.argmax(axis=1)], np.inf)
        values.append((~near & (distance[real] <= radius[:, None])).any(axis=1).mean())
    return np.array(values)


def balls_holding(points, centres, radius) -> np.ndarray:
    """For each point the number of balls it lies in, (len(points),)."""
    return (cdist(points, centres) <= radius).sum(axis=1)


def chunks(points, size: int = 128):
    """Slices of rows, so that the table of distances stays small."""
    return (points[i:i + size] for i in range(0, len(points), size))

"""Mode collapse, where the modes are known: how many a generator reaches, and in which shares.

A generator that draws one mode well can please a discriminator for a long time. Where the truth is a mixture with
known centres the question has a plain answer: which centres have points, how many points have a centre, and how far
the shares are from the true ones. On a real table nobody knows the modes: there `coverage`, `recall` and the coverage
of rare levels ask the same question without them.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.errors import CourseError

REACH = 3.0  # standard deviations within which a point belongs to a mode
LEAST = 0.1  # of the expected count, for a mode to count as captured


@dataclass(frozen=True)
class Modes:
    """counts: good points of each mode, (k,). touched: modes with one good point or more. captured: modes with at least
    a tenth of the points that are expected there. good_share: points within 3 sd of a centre. kl: KL(shares of the
    modes || true shares) in bits, 0 = as they should be, log2 k = all in one of k equal modes.
    """

    counts: np.ndarray
    touched: int
    captured: int
    good_share: float
    kl: float


def modes(points, centres, sd: float, shares=None) -> Modes:
    """points: (n, d); centres: (k, d); sd: of a mode, in each direction; shares: true ones, (k,), equal if None.

    Floor: run it on n points of the mixture itself. A mode may also be missed by bad luck, see `modes_met_by_chance`,
    so draw thousands. Source: Srivastava et al. (2017, VEEGAN) and Lin et al. (2018, PacGAN), NeurIPS.
    Raises CourseError for points without rows, of another dimension than the centres, and for shares that do not sum
    to 1.
    """
    points, centres = np.atleast_2d(np.asarray(points, float)), np.atleast_2d(np.asarray(centres, float))
    if not len(points) or points.shape[1] != centres.shape[1]:
        raise CourseError(f"The points are {points.shape} and the centres {centres.shape}: give at least one point, "
                          "and as many coordinates as the centres have.")
    p = true_shares(shares, len(centres))
    distance = np.linalg.norm(points[:, None] - centres, axis=2)  # (n, k)
    nearest = distance.argmin(axis=1)
    good = distance[np.arange(len(points)), nearest] <= REACH * sd
    counts = np.bincount(nearest[good], minlength=len(centres))
    return Modes(counts, int((counts > 0).sum()), int((counts >= np.maximum(1, LEAST * len(points) * p)).sum()),
                 float(good.mean()), divergence(counts, p))


def modes_met_by_chance(n: int, k: int, shares=None) -> float:
    """The expected number of modes with a point among n draws from the mixture itself: sum of 1 - (1 - p)^n.

    25 equal modes and 100 draws: 24.6. The baseline of `touched`.
    """
    return float((1 - (1 - true_shares(shares, k)) ** n).sum())


def true_shares(shares, k: int) -> np.ndarray:
    p = np.full(k, 1 / k) if shares is None else np.asarray(shares, float)
    if len(p) != k or not np.isclose(p.sum(), 1) or (p <= 0).any():
        raise CourseError(f"The shares of {k} modes must be {k} positive numbers with sum 1.")
    return p


def divergence(counts, p) -> float:
    """KL in bits of the counted shares from the true ones; NaN where nothing was counted."""
    if not counts.sum():
        return float("nan")
    q, met = counts / counts.sum(), counts > 0
    return float((q[met] * np.log2(q[met] / p[met])).sum())

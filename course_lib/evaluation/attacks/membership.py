"""Was this person in the training rows? The first two rungs: the attacker holds the published table and no more.

The story. Somebody holds a synthetic table, the records of some people, and the wish to know who of them was among the
rows it was learned from. To be a member may be a secret in itself: all training rows were patients, say.

    nearest neighbour   members lie nearer to a synthetic row
    density ratio       synthetic rows are denser around members than real rows in general are (DOMIAS)

The second knows what the first does not: a place may be full of synthetic rows since it is full of people. The guess is
an AUC of .5. The control is the same attack on a table of real rows in which neither side has a part.

Both look at all people alike, on average. That they find nothing says little: see `canary` and `white_box`.
Sources: Stadler et al. (2022), USENIX Security; van Breugel et al. (2023), AISTATS.
"""

import numpy as np
from sklearn.neighbors import KernelDensity, NearestNeighbors

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Attacked, attacked
from course_lib.evaluation.metrics.space import nearest, placed

DENSITIES = ("neighbours", "kernel")


def nearest_neighbour(members, strangers, synthetic, reference, schema=None) -> Attacked:
    """members, strangers: targets of the same population, best as many of each. synthetic: the published table.

    reference: real rows that are no targets; the control is the attack with them in the place of the synthetic table.
    The scores are minus the distances to the nearest row, in the space of `metrics.space`.
    """
    t, h, s, r = placed(members, strangers, synthetic, reference, schema=schema)
    return attacked("nearest-neighbour", -nearest(t, s)[0], -nearest(h, s)[0], (-nearest(t, r)[0], -nearest(h, r)[0]))


def density_ratio(members, strangers, synthetic, reference, schema=None, density: str = "neighbours",
                  k: int = 5) -> Attacked:
    """DOMIAS: log p_synthetic(x) - log p_reference(x), higher for members. Arguments as in `nearest_neighbour`.

    density: "neighbours", -log of the distance to the k-th neighbour (per dimension, which a ranking does not need), or
    "kernel", a Gaussian kernel of Scott's width on the principal axes. Half of the reference rows are the reference;
    the control puts the other half in the place of the synthetic table. Raises CourseError for another density, and
    for fewer than 2 k + 2 reference rows.
    """
    if density not in DENSITIES:
        raise CourseError(f"density={density!r}: choose 'neighbours' or 'kernel'.")
    if len(reference) < 2 * k + 2 or len(synthetic) <= k:
        raise CourseError(f"A density needs more rows: at least {k + 1} synthetic and {2 * k + 2} reference rows.")
    t, h, s, r = placed(members, strangers, synthetic, reference, schema=schema)
    known, other = r[::2], r[1::2]
    log = log_by_neighbours(k) if density == "neighbours" else log_by_kernel(known)

    def ratio(points, table):
        return log(points, table) - log(points, known)

    return attacked("density-ratio", ratio(t, s), ratio(h, s), (ratio(t, other), ratio(h, other)))


def log_by_neighbours(k: int):
    """log p up to constants and a factor: minus the log of the distance to the k-th neighbour."""
    def log(points, table):
        reach = NearestNeighbors(n_neighbors=k).fit(table).kneighbors(points)[0][:, -1]
        return -np.log(np.maximum(reach, 1e-12))
    return log


def log_by_kernel(known, most: int = 8):
    """log p of a Gaussian kernel on the first principal axes of the known rows, each scaled to 1."""
    centre = known.mean(axis=0)
    _, extent, axes = np.linalg.svd(known - centre, full_matrices=False)
    kept = np.flatnonzero(extent > 1e-9 * extent.max(initial=0))[:most]
    turn = axes[kept].T / (extent[kept] / np.sqrt(len(known)))

    def log(points, table):
        width = len(table) ** (-1 / (len(kept) + 4))  # Scott (1992), for an sd of 1
        return KernelDensity(bandwidth=width).fit((table - centre) @ turn).score_samples((points - centre) @ turn)
    return log

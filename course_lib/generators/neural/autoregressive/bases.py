"""Hat functions over the levels of a column: what a network learns about one level reaches the levels beside it.

A weight per level knows nothing of order: what it says about 41-year-olds it has to learn from them alone. So a
table of weights, a row w_k for each level k, is written as a sum

    w_k = own_k + sum over knots i of b_i(p_k) shared_i         W = own + B shared,    (K, w) = (K, w) + (K, m)(m, w)

where p_k in (0, 1) is the level's place on its column's distribution function and b_i a hat: 1 at its own knot,
0 at the others, straight in between. Knots at four densities, so that the coarse part is learned first, from
many rows, and the fine part where the rows ask for it. B is fixed; own and shared are learned.

Hats are the linear B-splines (de Boor 1978). Several densities beside each other: as in Mallat's multiresolution.
"""

import numpy as np

KNOTS = (4, 8, 16, 32)  # of each density; one is used where a column has more levels than knots


def hats(positions, knots: int) -> np.ndarray:
    """b_i(p) for equally spaced knots from 0 to 1: (K,) -> (K, knots). Rows add up to 1; a NaN gives a row of 0."""
    places = np.asarray(positions, dtype=float) * (knots - 1)
    values = np.maximum(0.0, 1 - np.abs(places[:, None] - np.arange(knots)))
    return np.nan_to_num(values)


def basis(positions, n_levels: int) -> np.ndarray:
    """B, shape (n_levels, m): hats side by side. m = 0 for a column without order (positions None) or few levels."""
    if positions is None:
        return np.zeros((n_levels, 0))
    used = [hats(positions, knots) for knots in KNOTS if knots < n_levels]
    return np.concatenate([np.zeros((n_levels, 0)), *used], axis=1)

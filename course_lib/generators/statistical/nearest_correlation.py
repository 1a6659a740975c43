"""A matrix of correlations that were estimated apart, made one that a table could have."""

import numpy as np


def nearest_correlation(r, smallest=1e-6, rounds=200) -> np.ndarray:
    """The correlation matrix nearest to the symmetric `r` (n, n), by the sum of squared differences.

    Estimates made pair by pair need not fit together: a matrix with a negative eigenvalue is one that no table
    could have. Alternating projections with Dykstra's correction: eigenvalues lifted to `smallest`, diagonal set
    to 1, and again. Source: Higham (2002), IMA Journal of Numerical Analysis 22. A matrix that is
    fine comes back as it is.
    """
    r = np.clip((r + r.T) / 2, -1, 1)
    np.fill_diagonal(r, 1.0)
    if len(r) < 2:
        return r
    x, correction = r, np.zeros_like(r)
    for _ in range(rounds):
        values, vectors = np.linalg.eigh(x - correction)
        if x is r and values[0] >= smallest:
            return r
        lifted = (vectors * np.maximum(values, smallest)) @ vectors.T
        correction = lifted - (x - correction)
        x, before = lifted.copy(), x
        np.fill_diagonal(x, 1.0)
        if np.abs(x - before).max() < 1e-7:
            break
    values, vectors = np.linalg.eigh(x)  # the diagonal came last: one lift more, and rescaled
    x = (vectors * np.maximum(values, smallest)) @ vectors.T
    return x / np.sqrt(np.outer(np.diag(x), np.diag(x)))

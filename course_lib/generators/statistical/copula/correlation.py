"""The correlation of two latent normals from the two columns that are seen: one equation for every pair of kinds.

z_i, z_j are standard normal with correlation rho; seen are f_i(z_i), f_j(z_j): a number its z, a level the interval
its z lies in, scored by its mean. The correlation of the scores is weaker than rho. How much weaker is known, by
Mehler's expansion (1866), with c_k the Hermite coefficients of the scores (`Margin.hermite`):

    r_ij = sum over k of c_ik c_jk rho^k                                                                (*)

Solved for rho it is, pair by pair, what the textbooks call

    number and number      r = rho                    the correlation of normal scores
    number and 2 levels    r = c_1 rho                biserial: rho = r sqrt(p (1-p)) / phi(t)   (Pearson 1909)
    number and k levels    r = c_1 rho                polyserial                                 (Olsson et al. 1982)
    2 levels, 2 levels     (*) is the series of       tetrachoric                                (Pearson 1900)
    k levels, m levels     (*)                        polychoric, by moments                     (Olsson 1979)

and a column with a spike of equal values is handled by the same line. Spreading the rows of a level at random over
its interval, and correlating that, skips this step: the latent .60 of a number and a 70/30 column comes out as .345.
"""

import numpy as np
from scipy.special import ndtri

from course_lib.generators.margins import Margin, density, normal_scores
from course_lib.generators.statistical.nearest_correlation import nearest_correlation

MOST = 0.995  # no estimate lies further out: beyond it the series has not converged


def biserial(number, binary) -> float:
    """Latent correlation of a number column and one of two values (the larger counts as the upper one).

    The textbook's formula, r_pb sqrt(p (1 - p)) / phi(t) with t = Phi^-1(1 - p), r_pb the correlation of the
    normal scores with the 0/1 column.
    """
    upper = np.asarray(binary) == np.max(binary)
    p = upper.mean()
    r = np.corrcoef(normal_scores(number), upper)[0, 1]
    return float(r * np.sqrt(p * (1 - p)) / density(ndtri(1 - p)))


def polychoric(a, b) -> float:
    """Latent correlation of two columns of ordered levels, whole numbers; tetrachoric if there are two of each."""
    return latent_correlation(Margin.fit(a, repeats=1), a, Margin.fit(b, repeats=1), b)


def polyserial(number, levels) -> float:
    """Latent correlation of a number column and one of ordered levels."""
    return latent_correlation(Margin.fit(number), number, Margin.fit(levels, repeats=1), levels)


def latent_correlation(margin_a, a, margin_b, b) -> float:
    """Latent correlation of two columns, shape (n,) each, with their margins: equation (*) solved."""
    r = np.corrcoef(margin_a.scores(a), margin_b.scores(b))[0, 1]
    return float(solve(np.array([r]), margin_a.hermite()[None], margin_b.hermite()[None])[0])


def solve(r, c_i, c_j) -> np.ndarray:
    """rho of (*) for many pairs: r (m,), coefficients (m, terms) twice -> (m,). By bisection: (*) increases."""
    weights = (c_i * c_j)[:, ::-1].T
    low, high = np.full(len(r), -MOST), np.full(len(r), MOST)
    for _ in range(30):
        rho = (low + high) / 2
        value = np.zeros(len(r))
        for w in weights:  # Horner
            value = value * rho + w
        below = value * rho < r
        low, high = np.where(below, rho, low), np.where(below, high, rho)
    return (low + high) / 2


def latent_correlations(scores, seen, coefficients) -> np.ndarray:
    """All pairs at once: scores (n, d), seen (n, d) booleans, coefficients (d, terms) -> (d, d), as estimated.

    A pair is estimated from the rows in which both are seen. NaN where there are fewer than two of those (a
    number and the flag that says it is missing), or one of the two is constant there.
    """
    r = pairwise_correlation(scores, seen)
    i, j = np.triu_indices(len(r), 1)
    rho = np.eye(len(r))
    rho[i, j] = rho[j, i] = np.where(np.isnan(r[i, j]), np.nan, solve(r[i, j], coefficients[i], coefficients[j]))
    return rho


def pairwise_correlation(x, seen) -> np.ndarray:
    """Pearson's correlation of every pair of columns over the rows where both are seen; NaN where undefined."""
    if seen.all():
        both, x = np.full((x.shape[1],) * 2, float(len(x))), x - x.mean(axis=0)
        sums, squares = 0.0, np.square(x).sum(axis=0)[:, None] * np.ones(x.shape[1])
    else:
        w = seen.astype(float)
        x = (x - x.mean(axis=0, where=seen)) * w
        both, sums, squares = w.T @ w, x.T @ w, np.square(x).T @ w  # of column i over the rows where j is seen too
    count = np.where(both > 1, both, np.nan)
    variance = squares / count - (sums / count) ** 2
    variance = np.where(variance > 1e-12, variance, np.nan)
    covariance = x.T @ x / count - sums / count * (np.transpose(sums) / count)
    return np.clip(covariance / np.sqrt(variance * variance.T), -1, 1)


def filled(rho, rounds=20) -> np.ndarray:
    """Undefined entries replaced by what the other columns imply: independent of each other given all the rest.

    rho_ij = rho_iS (rho_SS)^-1 rho_Sj, S all other columns: the matrix of largest determinant (Dempster 1972).
    """
    gaps = np.argwhere(np.triu(np.isnan(rho)))
    rho = np.nan_to_num(rho)
    for _ in range(rounds if len(gaps) > 1 else len(gaps)):
        for i, j in gaps:
            rest = np.delete(np.arange(len(rho)), [i, j])
            inside = nearest_correlation(rho[np.ix_(rest, rest)], smallest=1e-3)
            implied = rho[i, rest] @ np.linalg.solve(inside, rho[rest, j]) if len(rest) else 0.0
            rho[i, j] = rho[j, i] = np.clip(implied, -MOST, MOST)
    return rho

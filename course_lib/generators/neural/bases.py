"""Bases over the levels of a column: what a network learns about one level reaches the levels beside it.

A weight per level knows nothing of order: what it says about 41-year-olds it has to learn from them alone. So a
table of weights, a row w_k for each level k, is written as a sum

    w_k = own_k + sum over i of b_i(p_k) shared_i               W = own + B shared,    (K, w) = (K, w) + (K, m)(m, w)

where p_k in (0, 1) is the level's place on its column's distribution function. B is fixed, own and shared are
learned. Its columns:

    curves    z and (z^2 - 1) / sqrt 2, of the level's normal score z = Phi^-1(p). In the logits they let a column be
              normal, given the others, with any mean and variance: what a Gaussian copula knows takes a few weights
    hats      b_i is 1 at its own knot, 0 at the others, straight in between. Knots at four densities: the coarse
              part is learned first, from many rows, and the fine part where the rows ask for it

Hats are the linear B-splines (de Boor 1978), several densities beside each other: as in Mallat's multiresolution. The
curves are the first two Hermite polynomials, of mean 0, variance 1 and uncorrelated where z is normal.
"""

import numpy as np
import torch
from scipy.special import ndtri

CURVES = 2  # columns of B before the hats
KNOTS = (4, 8, 16, 32)  # of each density; one is used where a column has more levels than knots
TAIL = 1e-4  # no level's place counts as nearer to 0 or 1: its normal score stays within 3.7


def hats(positions, knots: int) -> np.ndarray:
    """b_i(p) for equally spaced knots from 0 to 1: (K,) -> (K, knots). Rows add up to 1; a NaN gives a row of 0."""
    places = np.asarray(positions, dtype=float) * (knots - 1)
    values = np.maximum(0.0, 1 - np.abs(places[:, None] - np.arange(knots)))
    return np.nan_to_num(values)


def curves(positions) -> np.ndarray:
    """z and (z^2 - 1) / sqrt 2 of places in [0, 1]: (K,) -> (K, 2). A NaN gives a row of 0."""
    z = ndtri(np.clip(np.asarray(positions, dtype=float), TAIL, 1 - TAIL))
    return np.nan_to_num(np.column_stack([z, (z**2 - 1) / np.sqrt(2)]))


def basis(positions, n_levels: int) -> np.ndarray:
    """B, (n_levels, m): curves, then hats, side by side. m = 0 for a column without order (positions None)."""
    if positions is None:
        return np.zeros((n_levels, 0))
    return np.concatenate([curves(positions), hat_basis(positions, n_levels)], axis=1)


def hat_basis(positions, n_levels: int) -> np.ndarray:
    """The hats of B alone; m = 0 for a column without order or with at most KNOTS[0] levels."""
    used = [hats(positions, knots) for knots in KNOTS if knots < n_levels and positions is not None]
    return np.concatenate([np.zeros((n_levels, 0)), *used], axis=1)


def narrowness(b) -> np.ndarray:
    """(m,) for B of one column, (K, m): by how much a weight should fade faster because few levels speak for it.

    A hat: the root of K over the levels it reaches. A curve reaches all, and what it says is the last to give up: 0.
    """
    reached = np.clip((b[:, CURVES:] != 0).mean(0), 1e-3, 1) if b.shape[1] > CURVES else np.empty(0)
    return np.concatenate([np.zeros(min(b.shape[1], CURVES)), reached**-0.5])


def smooth(own, bases, shared):
    """own + B shared, a column after the other: (D, w), list of (K_j, m_j), (M, w) -> (D, w); D = sum of K_j, M of
    m_j. Torch tensors; gradients flow to own and shared."""
    shares = shared.split([b.shape[1] for b in bases])
    parts = [b @ s if b.shape[1] else own.new_zeros(len(b), own.shape[1]) for b, s in zip(bases, shares)]
    return own + torch.cat(parts)

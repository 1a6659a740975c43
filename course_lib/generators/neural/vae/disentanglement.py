"""Disentanglement: does each latent stand for one thing, and how would one know?

The mean KL of a VAE is the sum of three quantities (Chen et al. 2018, NeurIPS, equation 2), q(z) = mean over rows of
q(z|x):

    E KL( q(z|x) || p(z) )  =  I(x; z)  +  KL( q(z) || prod_j q(z_j) )  +  sum_j KL( q(z_j) || p(z_j) )
                               what z tells      total correlation         each latent against the prior

The beta-TCVAE weighs the middle one more, so that latents become independent. `mig` judges the outcome where the true
factors are known. Without them nothing can be learned for sure: N(0, I) is the same after any rotation, so the loss
is as well (Locatello et al. 2019).
"""

import math

import numpy as np
import torch
from sklearn.metrics import mutual_info_score

from course_lib.errors import CourseError


def log_densities(z, mu, logvar):
    """log q(z_ij | x_k) in nats of every row's z under every row's posterior: (b, L), (b, L), (b, L) -> (b, b, L)."""
    e = (z[:, None] - mu) * torch.exp(-0.5 * logvar)
    return -0.5 * (e**2 + logvar + math.log(2 * math.pi))


def log_weights(b: int, n: int):
    """(b, b): the log share of the table that row k stands for when q(z) is asked for at row i's z.

    A row's own posterior is one of n and counts 1 / n; the other b - 1 stand for the n - 1 other rows. With the whole
    table in the minibatch, b = n, all count 1 / n and q(z) is exact. Source: Chen et al. (2018), appendix C,
    minibatch stratified sampling, which corrects their minibatch-weighted sampling.
    """
    weights = torch.full((b, b), math.log((n - 1) / (n * max(b - 1, 1))) if n > 1 else -math.inf)
    return weights.fill_diagonal_(-math.log(n))


def decomposition(z, mu, logvar, n: int):
    """(information, total correlation, each latent against the prior): three numbers in nats whose sum is E KL.

    z: (b, L) draws from q(z|x) of a minibatch; mu, logvar: (b, L) of its posteriors; n: rows of the table.
    """
    densities, weights = log_densities(z, mu, logvar), log_weights(len(z), n).to(z)
    log_q_given_x = densities.diagonal().T.sum(1)
    log_q = torch.logsumexp(densities.sum(2) + weights, 1)
    log_parts = torch.logsumexp(densities + weights[..., None], 1).sum(1)
    log_prior = -0.5 * (z**2 + math.log(2 * math.pi)).sum(1)
    return (log_q_given_x - log_q).mean(), (log_q - log_parts).mean(), (log_parts - log_prior).mean()


def total_correlation(z, mu, logvar, n: int):
    """KL( q(z) || prod_j q(z_j) ) in nats, estimated from a minibatch: 0 where the latents are independent."""
    return decomposition(z, mu, logvar, n)[1]


def mig(latents, factors, bins: int = 20) -> float:
    """The mutual information gap: 1 where each factor is known from one latent alone, 0 where two know it equally.

        mean over factors v of  ( I(z_1st; v) - I(z_2nd; v) ) / H(v)

    with the two latents that know most about v. latents: (n, L) numbers, cut into `bins` cells of equal shares;
    factors: (n, m) levels, or numbers with few distinct values. A constant factor does not count.
    Source: Chen et al. (2018), equation 6.
    """
    latents, factors = np.asarray(latents, dtype=float), np.asarray(factors)
    if latents.shape[1] < 2:
        raise CourseError("The gap is between two latents: this array has one column.")
    edges = np.quantile(latents, np.arange(1, bins) / bins, axis=0)
    cells = [np.searchsorted(edge, z) for edge, z in zip(edges.T, latents.T)]
    gaps = []
    for column in factors.T:
        levels = np.unique(column, return_inverse=True)[1]
        entropy = mutual_info_score(levels, levels)
        if entropy > 0:
            first, second = sorted((mutual_info_score(cell, levels) for cell in cells), reverse=True)[:2]
            gaps.append((first - second) / entropy)
    if not gaps:
        raise CourseError("Every factor is constant: there is nothing to know about them.")
    return float(np.mean(gaps))

"""The linear VAE: the one case in which everything a VAE does is known in closed form.

    p(z) = N(0, I)           p(x|z) = N(W z, s2 I)          q(z|x) = N(V x, C)
    d columns, q latents, S the (d, d) covariance of centred rows with eigenvalues lambda_1 >= ... >= lambda_d

Trained to the optimum it *is* probabilistic principal component analysis (Tipping and Bishop 1999; Lucas et al.
2019): W = U (Lambda - beta s2)^(1/2) for the directions with lambda_j > beta s2, and 0 for the others, which the KL
term has switched off. The tests of `model.py` lean on these formulas, and lesson 08 derives them.
"""

from dataclasses import dataclass

import numpy as np

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class LinearVAE:
    """W: (d, q) decoder. s2: decoder variance. V: (q, d) encoder mean. C: (q, q) encoder covariance."""

    W: np.ndarray
    s2: float
    V: np.ndarray
    C: np.ndarray

    def reconstruction(self, S) -> float:
        """E log p(x|z) in nats per row, z from q: the spread of the residual and of W z about its mean."""
        d = len(S)
        residual = np.eye(d) - self.W @ self.V
        squares = np.trace(residual @ S @ residual.T) + np.trace(self.W @ self.C @ self.W.T)
        return float(-0.5 * (d * (LOG_2PI + np.log(self.s2)) + squares / self.s2))

    def kl(self, S) -> float:
        """E KL(q(z|x) || N(0, I)) in nats per row."""
        means = np.trace(self.V @ S @ self.V.T)
        return float(0.5 * (np.trace(self.C) + means - len(self.C) - np.linalg.slogdet(self.C)[1]))

    def elbo(self, S, beta: float = 1.0) -> float:
        """reconstruction - beta KL, in nats per row."""
        return self.reconstruction(S) - beta * self.kl(S)

    def log_likelihood(self, S) -> float:
        """E log p(x) of x ~ N(0, W W' + s2 I), in nats per row: what the ELBO never exceeds."""
        d = len(S)
        covariance = self.W @ self.W.T + self.s2 * np.eye(d)
        return float(-0.5 * (d * LOG_2PI + np.linalg.slogdet(covariance)[1] + np.trace(np.linalg.solve(covariance, S))))

    def aggregated_covariance(self, S) -> np.ndarray:
        """Covariance of q(z) = E_x q(z|x), (q, q): the identity where q(z) has no holes beside the prior."""
        return self.V @ S @ self.V.T + self.C

    def sampled_covariance(self, noise: bool = True) -> np.ndarray:
        """Covariance of generated rows, (d, d). Without noise, the decoder's mean alone, s2 is missing everywhere."""
        means = self.W @ self.W.T
        return means + self.s2 * np.eye(len(means)) if noise else means


def optimum(S, q: int, s2: float | None = None, beta: float = 1.0) -> LinearVAE:
    """The best linear VAE with q latents for the covariance S.

    s2=None takes the maximum-likelihood value of probabilistic PCA, the mean of the discarded eigenvalues.
    """
    values, vectors = np.linalg.eigh(np.asarray(S, dtype=float))
    values, vectors = values[::-1], vectors[:, ::-1]
    if s2 is None:
        s2 = float(values[q:].mean())
    W = vectors[:, :q] * np.sqrt(np.maximum(values[:q] - beta * s2, 0.0))
    M = W.T @ W + beta * s2 * np.eye(q)  # diagonal: the columns of W are orthogonal
    return LinearVAE(W, s2, np.linalg.solve(M, W.T), beta * s2 * np.linalg.inv(M))


def active_directions(S, s2: float, beta: float = 1.0) -> int:
    """How many directions stay on: those with lambda_j > beta s2 (Lucas et al. 2019)."""
    return int((np.linalg.eigvalsh(S) > beta * s2).sum())

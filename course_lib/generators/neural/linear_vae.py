"""The VAE that can be solved by hand: encoder and decoder are linear. Its optimum is probabilistic PCA.

    z ~ N(0, I)                        L latents
    x | z ~ N(mean + W z, s2 I)        d numbers; W (d, L)
    q(z|x) = N(V (x - mean), diag(D))  V (L, d), D (L,)

With lambda_1 >= ... >= lambda_d the eigenvalues of the data's covariance S and U its eigenvectors, log p(x) is
largest at W = U_L (Lambda_L - s2)^(1/2), s2 = mean of the discarded eigenvalues (Tipping and Bishop 1999), and there
q(z|x) is the exact posterior, so the evidence lower bound (ELBO) *is* log p(x). With KL weight beta, latent j is used
exactly if lambda_j > beta s2 (Lucas et al. 2019, NeurIPS): W W' has the eigenvalues max(lambda_j - beta s2, 0).
"""

from dataclasses import dataclass

import numpy as np
import torch

from course_lib.errors import CourseError

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class LinearVAE:
    """The five pieces above. w: (d, L); s2: variance of the decoder; v: (L, d); variance: D, (L,); mean: (d,)."""

    w: np.ndarray
    s2: float
    v: np.ndarray
    variance: np.ndarray
    mean: np.ndarray

    def log_likelihood(self, x) -> np.ndarray:
        """log p(x) of each row, (n,) nats, without q: x ~ N(mean, W W' + s2 I)."""
        e = np.atleast_2d(x) - self.mean
        cov = self.w @ self.w.T + self.s2 * np.eye(len(self.w))
        return -0.5 * (len(cov) * LOG_2PI + np.linalg.slogdet(cov)[1] + (e * np.linalg.solve(cov, e.T).T).sum(1))

    def kl(self, x) -> np.ndarray:
        """KL( q(z|x) || N(0, I) ) of each row, (n,) nats."""
        m = (np.atleast_2d(x) - self.mean) @ self.v.T
        return 0.5 * ((self.variance - 1 - np.log(self.variance)).sum() + (m**2).sum(1))

    def elbo(self, x) -> np.ndarray:
        """E_q log p(x|z) - KL of each row, (n,) nats, in closed form."""
        e = np.atleast_2d(x) - self.mean
        residual = ((e - e @ self.v.T @ self.w.T) ** 2).sum(1)  # at the mean of q
        spread = (self.variance * (self.w**2).sum(0)).sum()  # what the variance of q adds: tr(W D W')
        reconstruction = -0.5 * (len(self.w) * (LOG_2PI + np.log(self.s2)) + (residual + spread) / self.s2)
        return reconstruction - self.kl(x)

    def iwae(self, x, k: int, rng: np.random.Generator) -> np.ndarray:
        """One draw of the importance-weighted bound with k samples of q, (n,): on average the ELBO for k = 1, and
        nearer to log p(x) for every larger k (Burda et al. 2016, ICLR)."""
        e = np.atleast_2d(x) - self.mean
        m = e @ self.v.T
        eps = rng.standard_normal((k, *m.shape))
        z = m + np.sqrt(self.variance) * eps
        log_p = _log_normal(z, 1.0) + _log_normal(e - z @ self.w.T, self.s2)
        log_q = _log_normal(eps, 1.0) - 0.5 * np.log(self.variance).sum()
        return np.logaddexp.reduce(log_p - log_q, axis=0) - np.log(k)

    def aggregated_posterior(self, cov) -> np.ndarray:
        """Covariance of z ~ q(z|x) over data of covariance `cov`: V S V' + D. The identity means "no holes"."""
        return self.v @ cov @ self.v.T + np.diag(self.variance)

    def sampled_covariance(self, noise: float = 1.0) -> np.ndarray:
        """Covariance of generated rows: W W' + noise^2 s2 I. Without noise s2 is missing in every direction."""
        return self.w @ self.w.T + noise**2 * self.s2 * np.eye(len(self.w))


def ppca(cov, latent_dim: int, mean=None) -> LinearVAE:
    """The optimum for data of covariance `cov`: probabilistic PCA and its exact posterior."""
    d = len(cov)
    if not 1 <= latent_dim < d:
        raise CourseError(f"latent_dim={latent_dim!r} cannot be used with {d} columns: give 1 to {d - 1}.")
    values, vectors = np.linalg.eigh(cov)
    values, vectors = values[::-1], vectors[:, ::-1]
    s2 = float(values[latent_dim:].mean())
    w = vectors[:, :latent_dim] * np.sqrt(np.maximum(values[:latent_dim] - s2, 0))
    return with_best_posterior(w, s2, mean)


def with_best_posterior(w, s2: float, mean=None) -> LinearVAE:
    """The decoder W with the best q it can have: mean M^-1 W' (x - mean), M = W'W + s2 I; D_j = s2 / M_jj.

    The true posterior has the covariance s2 M^-1; a diagonal one matches it only if M is diagonal. Rotating W leaves
    p(x) as it is but not the ELBO: the diagonal q picks the axes.
    """
    m = w.T @ w + s2 * np.eye(w.shape[1])
    return LinearVAE(w, s2, np.linalg.solve(m, w.T), s2 / np.diag(m), np.zeros(len(w)) if mean is None else mean)


def train_beta_vae(cov, latent_dim: int, s2: float, beta: float, generator: torch.Generator, *, steps=4000,
                   learning_rate=0.03) -> LinearVAE:
    """Find W, V and D by gradient descent (Adam) on the expected loss -E_q log p(x|z) + beta KL, over data of
    covariance `cov` and mean 0, from random first weights: nothing here knows about eigenvalues."""
    s = torch.as_tensor(cov, dtype=torch.float64)
    d = len(s)
    w, v = (0.1 * torch.randn(shape, generator=generator, dtype=torch.float64) for shape in ((d, latent_dim),
                                                                                             (latent_dim, d)))
    log_variance = torch.zeros(latent_dim, dtype=torch.float64)
    parameters = [p.requires_grad_() for p in (w, v, log_variance)]
    adam = torch.optim.Adam(parameters, lr=learning_rate)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
    for _ in range(steps):
        loss = expected_loss(s, w, v, log_variance, s2, beta)
        adam.zero_grad()
        loss.backward()
        adam.step()
        slower.step()
    w, v, log_variance = (p.detach().numpy() for p in parameters)
    return LinearVAE(w, s2, v, np.exp(log_variance), np.zeros(d))


def expected_loss(s, w, v, log_variance, s2, beta):
    """The mean over the data of -E_q log p(x|z) + beta KL, without the constant d/2 log(2 pi s2). s: covariance."""
    left = torch.eye(len(s), dtype=s.dtype) - w @ v
    variance = torch.exp(log_variance)
    error = torch.trace(left @ s @ left.T) + (variance * (w**2).sum(0)).sum()
    kl = 0.5 * ((variance - 1 - log_variance).sum() + torch.trace(v @ s @ v.T))
    return error / (2 * s2) + beta * kl


def _log_normal(e, variance: float) -> np.ndarray:
    """log N(e; 0, variance I), summed over the last axis."""
    return -0.5 * (e.shape[-1] * (LOG_2PI + np.log(variance)) + (e**2).sum(-1) / variance)

"""A prior fitted to where the codes really lie.

Training pulls each q(z|x) towards N(0, I), not their average over the rows, the aggregated posterior q(z). Where the
two differ, N(0, I) draws codes that no row has (holes). A mixture of Gaussians, fitted to draws from q(z) once
the network is done, draws them where rows are. Latents that the network does not use stay N(0, 1).

Sources: Ghosh et al. (2020), ICLR, ex-post density estimation; Dai and Wipf (2019), ICLR; the gap between q(z) and
p(z): Hoffman and Johnson (2016).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.mixture import GaussianMixture

COMPONENTS = 60  # at most
ROWS_PER_COMPONENT = 100  # and each from so many rows on average
ROWS = 20_000  # codes the mixture is fitted to, at most: its shape does not ask for more
RIDGE = 1e-3  # added to every variance


@dataclass(frozen=True)
class Mixture:
    """shares (K,), means (K, a) and factors (K, a, a), lower triangular, of the Gaussians; used: (a,) latents."""

    shares: np.ndarray
    means: np.ndarray
    factors: np.ndarray
    used: np.ndarray

    @classmethod
    def fit(cls, z, used, rng) -> "Mixture":
        """z: (n, L) draws from the posterior, one a row. used: positions of the latents that are in use."""
        k = max(1, min(COMPONENTS, len(z) // ROWS_PER_COMPONENT))
        if len(used) == 0:
            return cls(np.ones(1), np.empty((1, 0)), np.empty((1, 0, 0)), used)
        model = GaussianMixture(k, init_params="k-means++", reg_covar=RIDGE, random_state=int(rng.integers(2**31)))
        model.fit(z[:, used])
        return cls(model.weights_ / model.weights_.sum(), model.means_, np.linalg.cholesky(model.covariances_), used)

    def draw(self, n, latent_dim, rng) -> np.ndarray:
        """(n, L)."""
        z = rng.standard_normal((n, latent_dim))
        component = rng.choice(len(self.shares), n, p=self.shares)
        z[:, self.used] = self.means[component] + np.einsum("nij,nj->ni", self.factors[component], z[:, self.used])
        return z

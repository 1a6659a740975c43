"""CTGAN's first idea, mode-specific normalisation: a number as "which mode?" and "where in it?".

A column with several humps is squeezed by one mean and one standard deviation into a shape that no tanh fits. So a
mixture of normals is fitted to it, and a value c becomes two things (Xu et al. 2019, NeurIPS, section 4.2):

    k ~ rho_k(c)                        a mode, drawn by its responsibility for c
    alpha = (c - eta_k) / (4 phi_k)     the place in it, in four standard deviations: |alpha| < 1 but for 1 in 16,000
    c = 4 phi_k alpha + eta_k           back

eta, phi: the modes' means and standard deviations. The mixture is variational (at most ten modes; those with a weight
under .005 are dropped), so the number of modes is learned: scikit-learn's BayesianGaussianMixture.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture

MOST_MODES, LIGHTEST = 10, 0.005
FURTHEST = 0.99  # of |alpha|, so that a tanh can say it
MOST_ROWS = 5000  # that a mixture is fitted to: ten modes need no more, and its cost is linear


@dataclass(frozen=True)
class Modes:
    """The mixture of one column. weight, eta, phi: (K,), in the column's units."""

    weight: np.ndarray
    eta: np.ndarray
    phi: np.ndarray

    @classmethod
    def fit(cls, values, rng: np.random.Generator) -> "Modes":
        """Fit to finite numbers, (n,). A constant column is one mode of width 1."""
        some = values if len(values) <= MOST_ROWS else rng.choice(values, MOST_ROWS, replace=False)
        size = max(np.abs(some).max(), 1e-300)
        unit = some / size  # before the mean and the spread, which would overflow near the end of the floats
        centre, spread = unit.mean(), unit.std()
        if not spread > 1e-12:
            return cls(np.ones(1), np.array([some[0]]), np.ones(1))
        mixture = BayesianGaussianMixture(
            n_components=min(MOST_MODES, len(np.unique(some))), weight_concentration_prior_type="dirichlet_process",
            weight_concentration_prior=0.001, random_state=int(rng.integers(2**31)))
        with warnings.catch_warnings():  # a hundred rounds are enough for an encoding, settled or not
            warnings.simplefilter("ignore", ConvergenceWarning)
            mixture.fit(((unit - centre) / spread)[:, None])
        keep = mixture.weights_ > LIGHTEST
        weight, mean, sd = mixture.weights_[keep], mixture.means_[keep, 0], np.sqrt(mixture.covariances_[keep, 0, 0])
        return cls(weight / weight.sum(), (centre + spread * mean) * size, spread * sd * size)

    def responsibilities(self, values) -> np.ndarray:
        """rho_k(c) = weight_k N(c; eta_k, phi_k^2), divided by its sum over k: (n,) -> (n, K)."""
        z = values[:, None] / self.phi - self.eta / self.phi
        log = np.log(self.weight / self.phi) - np.square(np.clip(z, -1e100, 1e100)) / 2
        share = np.exp(log - log.max(axis=1, keepdims=True))
        return share / share.sum(axis=1, keepdims=True)

    def encode(self, values, u) -> tuple[np.ndarray, np.ndarray]:
        """(alpha, k), each (n,), of values (n,); u, (n,) uniform in [0, 1), picks the mode."""
        above = np.cumsum(self.responsibilities(values), axis=1)
        k = np.minimum((above <= u[:, None] * above[:, -1:]).sum(axis=1), len(self.eta) - 1)
        alpha = values / (4 * self.phi[k]) - self.eta[k] / (4 * self.phi[k])
        return np.clip(alpha, -FURTHEST, FURTHEST), k

    def decode(self, alpha, k) -> np.ndarray:
        """The values, (n,). The inverse of `encode`, but for values that were further out than four phi."""
        return 4 * self.phi[k] * alpha + self.eta[k]

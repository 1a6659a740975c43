"""CTGAN's first idea, mode-specific normalisation: a number as "which mode?" and "where in it?".

A column with several humps is squeezed by one mean and one standard deviation into a shape that no tanh fits. So a
mixture of normals is fitted to it, and a value c becomes two things (Xu et al. 2019, NeurIPS, section 4.2):

    k ~ rho_k(c)                        a mode, drawn by its responsibility for c
    alpha = (c - eta_k) / (4 phi_k)     the place in it, in four standard deviations: |alpha| < 1 but for 1 in 16,000
    c = 4 phi_k alpha + eta_k           back

eta, phi: the modes' means and standard deviations. The mixture is variational (at most ten modes; those with a weight
under .005 are dropped), so the number of modes is learned: scikit-learn's BayesianGaussianMixture.

Added here: a *spike*, a value that a fiftieth of the rows share (a zero, a round amount), is a mode of its own without
width, alpha = 0. A normal would blur it, and a blurred spike gives a row away.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import BayesianGaussianMixture

from course_lib.generators.columns import observed
from course_lib.generators.dependents import Dependent, find_dependents

MOST_MODES, LIGHTEST = 10, 0.005
FURTHEST = 0.99  # of |alpha|, so that a tanh can say it
SPIKE = 0.02  # the share of the rows that makes a value a spike
MOST_ROWS = 5000  # that a mixture is fitted to: ten modes need no more, and its cost is linear


@dataclass(frozen=True)
class Modes:
    """The mixture of one column. weight, eta, phi: (K,), in the column's units; spikes: (S,), modes K .. K + S - 1."""

    weight: np.ndarray
    eta: np.ndarray
    phi: np.ndarray
    spikes: np.ndarray

    @classmethod
    def fit(cls, values, rng: np.random.Generator, spike: float = SPIKE) -> "Modes":
        """Fit to finite numbers, (n,). spike: the share that makes a value a spike; above 1 there is none."""
        found, counts = np.unique(values, return_counts=True)
        spikes = found[(counts >= spike * len(values)) & (counts > 1)]
        rest = values[~np.isin(values, spikes)]
        if len(rest) > MOST_ROWS:
            rest = rng.choice(rest, MOST_ROWS, replace=False)
        return cls(*mixture(rest, int(rng.integers(2**31))), spikes)

    @property
    def count(self) -> int:
        """Modes and spikes."""
        return len(self.eta) + len(self.spikes)

    def responsibilities(self, values) -> np.ndarray:
        """rho_k(c) = weight_k N(c; eta_k, phi_k^2), divided by its sum over k: (n,) -> (n, K). Spikes have none."""
        z = values[:, None] / self.phi - self.eta / self.phi
        log = np.log(self.weight / self.phi) - np.square(np.clip(z, -1e100, 1e100)) / 2
        share = np.exp(log - log.max(axis=1, keepdims=True))
        return share / share.sum(axis=1, keepdims=True)

    def encode(self, values, u) -> tuple[np.ndarray, np.ndarray]:
        """(alpha, k), each (n,), of values (n,); u, (n,) uniform in [0, 1), picks the mode."""
        alpha, k = np.zeros(len(values)), np.searchsorted(self.spikes, values) + len(self.eta)
        wide = ~np.isin(values, self.spikes)
        if wide.any() and len(self.eta):
            v = values[wide]
            above = np.cumsum(self.responsibilities(v), axis=1)
            k[wide] = j = np.minimum((above <= u[wide, None] * above[:, -1:]).sum(axis=1), len(self.eta) - 1)
            alpha[wide] = np.clip(v / (4 * self.phi[j]) - self.eta[j] / (4 * self.phi[j]), -FURTHEST, FURTHEST)
        return alpha, np.minimum(k, self.count - 1)

    def decode(self, alpha, k) -> np.ndarray:
        """The values, (n,). The inverse of `encode`, but for values that were further out than four phi."""
        width = np.concatenate([4 * self.phi, np.zeros(len(self.spikes))])
        return width[k] * alpha + np.concatenate([self.eta, self.spikes])[k]


def mixture(values, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """weight, eta and phi, (K,) each, of the modes of these values; no value, no mode; all alike, one of width 1."""
    if len(values) == 0:
        return np.empty(0), np.empty(0), np.empty(0)
    size = max(np.abs(values).max(), 1e-300)
    unit = values / size  # before the mean and the spread, which would overflow near the end of the floats
    centre, spread = unit.mean(), unit.std()
    if not spread > 1e-12:
        return np.ones(1), values[:1].copy(), np.ones(1)
    model = BayesianGaussianMixture(
        n_components=min(MOST_MODES, len(np.unique(values))), weight_concentration_prior_type="dirichlet_process",
        weight_concentration_prior=0.001, random_state=seed)
    with warnings.catch_warnings():  # a hundred rounds are enough for an encoding, settled or not
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(((unit - centre) / spread)[:, None])
    keep = model.weights_ > LIGHTEST
    weight, mean, sd = model.weights_[keep], model.means_[keep, 0], np.sqrt(model.covariances_[keep, 0, 0])
    return weight / weight.sum(), (centre + spread * mean) * size, spread * sd * size


@dataclass(frozen=True)
class ModeEncoding:
    """A table's matrix as rows of a CTGAN, and back.

        row = [ alpha_1 .. alpha_p | one-hot of mode 1 | .. | one-hot of mode p | one-hot of code column 1 | .. ]

    numbers, codes: places of the p numbers and c code columns in the matrix. levels: of each code column. dependents:
    columns that are exact functions of others, left out and computed. low, high: bounds of every column of the matrix.
    """

    numbers: list
    codes: list
    modes: list
    levels: list
    dependents: list
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def fit(cls, matrix, fields, rng, spike: float = SPIKE) -> "ModeEncoding":
        """Read modes and dependents off a TableEncoder's matrix, (n, fields)."""
        dependents = find_dependents(matrix, fields)
        given_up, seen = {d.target for d in dependents}, observed(matrix, fields)
        numbers = [j for j, f in enumerate(fields) if not f.n_levels and j not in given_up]
        codes = [j for j, f in enumerate(fields) if f.n_levels and j not in given_up]
        return cls(numbers, codes, [Modes.fit(matrix[seen[:, j], j], rng, spike) for j in numbers],
                   [int(fields[j].n_levels) for j in codes], dependents,
                   np.array([float(f.low) for f in fields]), np.array([float(f.high) for f in fields]))

    @property
    def blocks(self) -> list[int]:
        """Width of each one-hot block: of the modes, then of the code columns."""
        return [m.count for m in self.modes] + self.levels

    @property
    def size(self) -> int:
        """Width of a row."""
        return len(self.numbers) + sum(self.blocks)

    def rows(self, matrix, rng) -> tuple[np.ndarray, np.ndarray]:
        """alpha (n, p) and the place of the one in each block, (n, p + c)."""
        pairs = [m.encode(matrix[:, j], rng.random(len(matrix))) for m, j in zip(self.modes, self.numbers)]
        places = [k for _, k in pairs] + [matrix[:, j] for j in self.codes]
        alpha = np.stack([a for a, _ in pairs], 1) if pairs else np.empty((len(matrix), 0))
        return alpha, np.stack(places, 1).astype(np.int64)

    def matrix(self, alpha, places) -> np.ndarray:
        """(n, fields) from what `rows` gives, within the bounds."""
        out = np.empty((len(alpha), len(self.low)))
        for a, (j, modes) in enumerate(zip(self.numbers, self.modes)):
            out[:, j] = np.clip(modes.decode(alpha[:, a], places[:, a]), self.low[j], self.high[j])
        for a, j in enumerate(self.codes, len(self.numbers)):
            out[:, j] = places[:, a]
        for d in self.dependents:
            out[:, d.target] = d.restore(out[:, d.source])
        return out

    def to_dict(self) -> dict:
        return {**vars(self), "modes": [vars(m) for m in self.modes], "dependents": [vars(d) for d in self.dependents]}

    @classmethod
    def from_dict(cls, entries) -> "ModeEncoding":
        return cls(**{**entries, "modes": [Modes(**m) for m in entries["modes"]],
                      "dependents": [Dependent(**d) for d in entries["dependents"]]})

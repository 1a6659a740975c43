"""The report's "VAE-style" generator: our label is correlated-normal simulator. No encoder, no ELBO, no network.

The report gives five steps (its section 3.3). Each is one function below; they work on any complete matrix x
of numbers, shape (rows n, columns p), so a lesson can run them one at a time.

1. analyse                    mean mu_j and standard deviation s_j of every column      -> (p,), (p,)
2. sample_latent              z ~ N(0, I), one independent normal per cell               -> (m, p)
3. apply_correlations         u = z L^T with L L^T = R, R the estimated correlations     -> (m, p)
4. reconstruct                x~_j = mu_j + s_j u_j                                      -> (m, p)
5. enforce_constraints        bring x~_j back into [low_j, high_j]                       -> (m, p)

Done as described, steps 1 to 4 are a multivariate normal fitted by its moments: the means, the standard
deviations and the correlations are right. All else is the normal's own: skew 0, excess kurtosis 0, and a
positive column falls below 0 with probability Phi(-1 / CV), CV = s / mu.

The flaws are settings:
  noise="diagonal"   leaves step 3 out: every column drawn alone
  strength           step 3 with R* = I + strength (R - I): 1 the estimated correlations, 0 none
  noise_scale        multiplies the latent: sd noise_scale instead of 1. A program that draws 2U - 1 and calls
                     it standard normal has noise_scale = 1/sqrt(3) = .577, and so have its columns' sds
  bounds             step 5 by "truncate", "clip" or "none": what each costs is told in bounds.py

Categories. The report has none; a mean of codes would be no code. Here each code column gets a latent normal
too, cut at thresholds t_j = Phi^-1(p_0 + ... + p_j), so that its levels come out with their own frequencies
(the threshold model: Pearson 1900). Its correlations are estimated with the scores E[u | level] and divided
by the scores' variance, the biserial correction: a code says less about u than u itself. For levels without
an order the order of the codes is taken, which is arbitrary: such a column keeps its frequencies and loses
part of its dependence. And noise_scale below 1 draws the middle levels too often.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from course_lib.generators.base import Generator
from course_lib.generators.columns import frequencies, observed
from course_lib.generators.settings import check_choice, check_number
from course_lib.generators.statistical.bounds import WAYS, clip, truncate_normal
from course_lib.generators.statistical.nearest_correlation import nearest_correlation


def analyse(x, seen=None):
    """Step 1: mean and standard deviation of each column of x (n, p): two arrays (p,).

    seen: booleans (n, p), which cells count; all if None. The sd divides by the count, not by the count - 1.
    """
    seen = np.ones(x.shape, dtype=bool) if seen is None else seen
    _, power = np.frexp(np.abs(x).max(axis=0, initial=0.0))  # in units of 2^power no square overflows or vanishes
    scaled = np.ldexp(x, -power)
    mean = np.mean(scaled, axis=0, where=seen)
    sd = np.std(scaled, axis=0, where=seen, mean=mean[None])
    return np.ldexp(mean, power), np.ldexp(sd, power)


def sample_latent(m, p, rng, noise_scale=1.0):
    """Step 2: m rows of p independent normals with sd noise_scale (1 as the report describes it)."""
    return noise_scale * rng.standard_normal((m, p))


def estimate_correlations(x, mean, sd, seen=None):
    """For step 3: the Pearson correlation matrix R (p, p), from the pairs of cells that are both seen."""
    z = (x - mean) / np.where(sd > 0, sd, 1.0)
    if seen is None:
        return nearest_correlation(z.T @ z / len(z))
    z, both = z * seen, seen.astype(float)
    pairs = both.T @ both
    return nearest_correlation(z.T @ z / np.maximum(pairs, 1.0))


def apply_correlations(z, correlation, strength=1.0):
    """Step 3: rows u = L z, whose correlation matrix is I + strength (R - I); L is its Cholesky factor.

    Each column keeps its variance, because every row of L has length 1.
    """
    identity = np.eye(len(correlation))
    factor = np.linalg.cholesky(identity + strength * (correlation - identity))
    return z @ factor.T


def reconstruct(u, mean, sd):
    """Step 4: from latent units back to the columns' own, mean + sd u."""
    return mean + sd * u


def enforce_constraints(x, low, high, bounds="truncate", mean=None, sd=None):
    """Step 5: each column into [low, high], arrays (p,), by "truncate", "clip" or "none".

    "truncate" needs the mean and sd of the normal that was drawn. What each way costs: bounds.py.
    """
    check_choice("bounds", bounds, WAYS)
    if bounds == "clip":
        return clip(x, low, high)
    if bounds == "truncate":
        return truncate_normal(x, mean, sd, low, high)
    return x


class VAEStyle(Generator):
    """The report's VAE-style generator, all five steps: a fitted multivariate normal with constraints.

    noise: "full" (step 3 done) or "diagonal" (left out). strength: 0 to 1, see above. noise_scale: sd of the
    latent, 0 or more. bounds: "truncate", "clip" or "none". All may be changed after fitting.
    Learned: `mean_`, `sd_` (fields,), `correlation_` (fields, fields), `thresholds_`: per field the latent
    cut points of its levels, empty for a number.
    """

    def __init__(self, *, bounds="truncate", noise="full", strength=1.0, noise_scale=1.0):
        self.bounds = bounds
        self.noise = noise
        self.strength = strength
        self.noise_scale = noise_scale

    def _check(self):
        check_choice("bounds", self.bounds, WAYS)
        check_choice("noise", self.noise, ("full", "diagonal"))
        check_number("strength", self.strength, 0, 1)
        check_number("noise_scale", self.noise_scale, 0)

    def _fit(self, x, fields, rng, progress):
        seen = observed(x, fields)
        self.thresholds_ = [cut_points(x[seen[:, j], j], f.n_levels) for j, f in enumerate(fields)]
        scored = np.column_stack([scores(x[:, j], t) for j, t in enumerate(self.thresholds_)])
        self.mean_, self.sd_ = analyse(scored, seen)
        r = estimate_correlations(scored, self.mean_, self.sd_, seen)
        # A code's score has sd < 1 where its latent has 1: undo the weakening, then forget the scores' moments.
        codes = np.array([f.n_levels > 0 for f in fields])
        weak = np.where(codes & (self.sd_ > 0), self.sd_, 1.0)
        self.correlation_ = nearest_correlation(r / np.outer(weak, weak))
        self.mean_[codes], self.sd_[codes] = 0.0, 1.0

    def _sample(self, n, rng):
        fields = self.encoder_.fields_
        strength = self.strength if self.noise == "full" else 0.0
        low, high = (np.array([getattr(f, side) for f in fields], dtype=float) for side in ("low", "high"))
        z = sample_latent(n, len(fields), rng, self.noise_scale)
        u = apply_correlations(z, self.correlation_, strength)
        x = reconstruct(u, self.mean_, self.sd_)
        for j, cuts in enumerate(self.thresholds_):
            if len(cuts):  # a code: which interval of its latent normal?
                x[:, j] = np.searchsorted(cuts, x[:, j])
        numbers = np.array([f.n_levels == 0 for f in fields])
        x[:, numbers] = enforce_constraints(
            x[:, numbers], low[numbers], high[numbers], self.bounds,
            self.mean_[numbers], self.noise_scale * self.sd_[numbers],
        )
        return x


def cut_points(column, k):
    """The latent thresholds Phi^-1(p_0 + ... + p_j), j = 0..k-2, of a code column; none for a number (k = 0)."""
    if k == 0:
        return np.empty(0)
    return ndtri(np.minimum(np.cumsum(frequencies(column, k))[:-1], 1.0))


def scores(column, cuts):
    """A number as it is; a code as the mean of its latent normal between its two cuts, E[u | level].

        E[u | a < u < b] = (phi(a) - phi(b)) / (Phi(b) - Phi(a))
    """
    if len(cuts) == 0:
        return column
    edges = np.concatenate(([-np.inf], cuts, [np.inf]))
    share = np.diff(ndtr(edges))
    density = np.exp(-(edges**2) / 2) / np.sqrt(2 * np.pi)
    means = (density[:-1] - density[1:]) / np.where(share > 0, share, 1.0)
    return means[column.astype(int)]

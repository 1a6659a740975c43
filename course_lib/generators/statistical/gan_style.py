"""The report's "GAN-style" generator: our label is k-row averager. Nothing adversarial: no discriminator.

The report gives five steps (its section 3.3, numbered 6 to 10). Each is one function below; they work on any
complete matrix x of numbers, shape (rows n, columns p), so a lesson can run them one at a time.

1. pick          k different real rows i_1..i_k for each new row                         -> (m, k) positions
2. average       x-bar = (1/k) (x_{i_1} + ... + x_{i_k})                                 -> (m, p)
3. draw_noise    x~ = x-bar + eta, eta by the setting `noise`                            -> (m, p)
4. enforce       bring x~_j back into [low_j, high_j]                                    -> (m, p)
5. refine        "epochs of adversarial training": returns what it was given             -> (m, p)

What averaging does (Sigma covariance, gamma skew, kappa excess kurtosis of the rows): the mean stays, the
covariance becomes Sigma / k, the skew gamma / sqrt(k), the kurtosis kappa / k, and every Pearson correlation
stays exactly as it was. By the central limit theorem a larger k is nearer to a normal. What the noise does
to that (variance of x~ = sigma^2 / k + variance of eta):

  noise="none"      nothing: the k contributors of a row can be named by a subset-sum search
  noise="uniform"   eta_j ~ U(-a_j, a_j), a_j = noise_scale sigma_j, each column alone: variance a_j^2 / 3
  noise="diagonal"  eta_j ~ N(0, noise_scale^2 (1 - 1/k) sigma_j^2), each column alone. At noise_scale 1 the
                    variance is back at sigma_j^2, and a correlation rho has become rho / k
  noise="full"      eta ~ N(0, noise_scale^2 (1 - 1/k) Sigma): at 1 the whole covariance is back, the shape
                    is not: skew gamma / k^2 (third moments shrink to 1/k^2, and normal noise adds none)

Step 5 is kept as the report's program has it: `epochs` is taken and nothing depends on it. Without a
discriminator there is nothing to refine against, so epochs=1 and epochs=1000 give the same rows.

Categories cannot be averaged: one of the k rows, drawn at random, lends all its codes. So the dependence
among codes is the real one, and a code's correlation with a number becomes rho / sqrt(k). Levels with an
order are averaged as ranks 0, 1, 2, ... and rounded. A missing cell is a code too ("<column> is missing"), and
an average is taken over those of the k rows that have the value.
"""

from numbers import Integral

import numpy as np

from course_lib.errors import CourseError
from course_lib.generators.base import Generator
from course_lib.generators.columns import observed
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.generators.statistical.bounds import WAYS, clip, truncate_normal, truncate_uniform
from course_lib.generators.statistical.vae_style import analyse, estimate_correlations
from course_lib.randomness import generator

KINDS = ("none", "uniform", "diagonal", "full")


def pick(n, m, k, rng):
    """Step 1: for each of m new rows, k different positions out of 0..n-1, shape (m, k).

    Every set of k is equally likely (Floyd's algorithm: Bentley and Floyd 1987), k steps for all rows at once.
    """
    picked = np.empty((m, k), dtype=np.int64)
    for i, top in enumerate(range(n - k, n)):
        draw = rng.integers(0, top + 1, size=m)
        taken = (picked[:, :i] == draw[:, None]).any(axis=1)
        picked[:, i] = np.where(taken, top, draw)
    return picked


def average(x, picked, seen=None):
    """Step 2: the mean of the picked rows of x (n, p), shape (m, p).

    seen: booleans (n, p), which cells count; all if None. With no cell that counts, all k do.
    """
    if seen is None or seen.all():
        return sum(x[rows] for rows in picked.T) / picked.shape[1]
    count = sum(seen[rows].astype(float) for rows in picked.T)
    total = sum(np.where(seen[rows], x[rows], 0.0) for rows in picked.T)
    return np.where(count > 0, total / np.maximum(count, 1.0), average(x, picked))


def draw_noise(m, k, sd, correlation, rng, noise="full", noise_scale=1.0):
    """Step 3: m rows of noise, shape (m, p), for columns with standard deviations sd (p,) and `correlation`."""
    if noise == "none":
        return np.zeros((m, len(sd)))
    if noise == "uniform":
        return rng.uniform(-1, 1, (m, len(sd))) * noise_scale * sd
    z = rng.standard_normal((m, len(sd)))
    if noise == "full":
        z = z @ np.linalg.cholesky(correlation).T
    return z * noise_sd(k, sd, noise_scale)


def noise_sd(k, sd, noise_scale=1.0):
    """The sd of the normal noise: at noise_scale 1 what averaging took away, sqrt(1 - 1/k) sd."""
    return noise_scale * np.sqrt(1 - 1 / k) * sd


def enforce(x, low, high, bounds="clip", noise="none", centre=None, spread=None):
    """Step 4: each column into [low, high] by "clip", "truncate" or "none" (bounds.py tells their price).

    "truncate" cuts the noise: `centre` is the average it was added to, `spread` its half width ("uniform")
    or its sd ("diagonal", "full").
    """
    check_choice("bounds", bounds, WAYS)
    if bounds == "clip":
        return clip(x, low, high)
    if bounds == "none" or noise == "none":  # an average of values in bounds is in bounds
        return x
    cut = truncate_uniform if noise == "uniform" else truncate_normal
    return cut(x, centre, spread, low, high)


def refine(x, epochs):
    """Step 5: x itself, whatever `epochs` says. The report names the step; there is no adversary to run it."""
    return x


class GANStyle(Generator):
    """The report's GAN-style generator, all five steps: averages of k real rows plus noise.

    k: rows averaged, 1 or more (1 without noise is a photocopier). noise: "none", "uniform", "diagonal" or
    "full"; noise_scale: 0 or more, in the units told above. bounds: "clip", "truncate" or "none". epochs: no
    effect, see step 5. All may be changed after fitting. `sample_with_contributors` tells which rows were used.
    Learned: `rows_` (n, fields), the whole encoded table; `seen_`, which of its cells are observations;
    `sd_`, `correlation_` of the fields that are averaged, for the noise.
    """

    rows_at_once = 2**62  # all: sample_with_contributors draws the picks of all rows again

    def __init__(self, *, k=5, noise="uniform", noise_scale=1.0, bounds="clip", epochs=1):
        self.k = k
        self.noise = noise
        self.noise_scale = noise_scale
        self.bounds = bounds
        self.epochs = epochs

    def _check(self):
        check_whole("k", self.k, 1)
        check_choice("noise", self.noise, KINDS)
        check_number("noise_scale", self.noise_scale, 0)
        check_choice("bounds", self.bounds, WAYS)
        check_whole("epochs", self.epochs, 0)

    def _enough(self, n):
        if self.k > n:
            raise CourseError(f"k={self.k} different rows are to be averaged and the table has {n}: lower k.")

    def _fit(self, x, fields, rng, progress):
        self._enough(len(x))
        self.rows_, self.seen_ = x.copy(), observed(x, fields)
        scale = np.array([f.ordered for f in fields])
        mean, self.sd_ = analyse(x[:, scale], self.seen_[:, scale])
        self.correlation_ = estimate_correlations(x[:, scale], mean, self.sd_, self.seen_[:, scale])
        self.notes_.append("GANStyle keeps every real row: saving the model saves the table.")

    def _sample(self, n, rng):
        self._enough(len(self.rows_))
        scale = np.array([f.ordered for f in self.encoder_.fields_])  # numbers and ranks: what can be averaged
        picked = pick(len(self.rows_), n, self.k, rng)
        lender = picked[np.arange(n), rng.integers(0, self.k, n)]
        x = self.rows_[lender]
        x[:, scale] = self._average_and_noise(picked, scale, rng)
        return refine(x, self.epochs)

    def _average_and_noise(self, picked, scale, rng):
        low, high = (np.array([getattr(f, side) for f in self.encoder_.fields_])[scale] for side in ("low", "high"))
        centre = average(self.rows_[:, scale], picked, self.seen_[:, scale])
        eta = draw_noise(len(picked), self.k, self.sd_, self.correlation_, rng, self.noise, self.noise_scale)
        spread = noise_sd(self.k, self.sd_, self.noise_scale)
        if self.noise == "uniform":
            spread = self.noise_scale * self.sd_
        return enforce(centre + eta, low, high, self.bounds, self.noise, centre, spread)

    def sample_with_contributors(self, n, *, seed=None):
        """The table `sample(n, seed=seed)` and which real rows stand behind each of its rows, shape (n, k).

        The contributors are positions in the fitted table: df.iloc[contributors[0]] are those of the first row.
        """
        if not isinstance(seed, Integral):  # one seed for both draws
            seed = int(generator(seed).integers(2**63))
        table = self.sample(n, seed=seed)
        self._enough(self.n_rows_)
        return table, pick(self.n_rows_, n, self.k, generator(seed))  # picking is sample's first draw

"""A generator around the exact denoiser: diffusion of a whole table, without a network.

    1 encode    numbers standardised, of each category one column a level: `rows_`        (n, D)
    2 fit       nothing is trained; the rows are kept
    3 denoise   E[ row | x_t ] over the rows, each widened by `bandwidth`                 (b, D) -> (b, D)
    4 walk      x_T ~ N(0, I), then the posteriors of gaussian_steps.py, back to x_0
    5 decode    numbers back to their units, of each category the largest entry

No denoiser has a lower loss on these rows. It is here to be looked at, and not among GENERATORS.
"""

import numpy as np

from course_lib.generators.base import Generator
from course_lib.generators.neural.diffusion.exact_denoiser import empirical_denoiser
from course_lib.generators.neural.diffusion.gaussian_steps import backward, noise_in, noised
from course_lib.generators.neural.diffusion.schedules import linear_schedule
from course_lib.generators.settings import check_number, check_whole

DRAWS = 20  # noises a row and step, over which a loss is the mean
LEAST_SD = 1e-9  # of a column that does not vary


class ExactDenoiser(Generator):
    """bandwidth: sd of the normal cloud around a row, in sd of a column. steps: of the walk; schedule: DDPM's."""

    def __init__(self, *, bandwidth=0.0, steps=1000):
        self.bandwidth = bandwidth
        self.steps = steps

    def _check(self):
        check_number("bandwidth", self.bandwidth, 0, 100)
        check_whole("steps", self.steps, 1)

    def _fit(self, matrix, fields, rng, progress):
        self.levels_ = np.array([field.n_levels for field in fields])
        bounds = [(field.low, field.high) for field in fields if not field.n_levels]
        self.low_, self.high_ = np.array(bounds).reshape(-1, 2).T
        numbers = matrix[:, self.levels_ == 0]
        self.mean_, self.sd_ = numbers.mean(0), np.maximum(numbers.std(0), LEAST_SD)
        self.rows_ = self.in_units(matrix)

    # 1, 5 --------------------------------------------------------------------------------------------------------
    def in_units(self, matrix) -> np.ndarray:
        """The encoder's matrix (n, fields) in the units of the walk: numbers first, then the levels, (n, D)."""
        numbers = (matrix[:, self.levels_ == 0] - self.mean_) / self.sd_
        blocks = [np.eye(k)[matrix[:, j].astype(int)] for j, k in enumerate(self.levels_) if k]
        return np.concatenate([numbers, *blocks], axis=1)

    def rows(self, df) -> np.ndarray:
        """A table in the units of the walk, (n, D)."""
        return self.in_units(self.encoder_.transform(df))

    def matrix(self, x) -> np.ndarray:
        """Back to the encoder's matrix, (n, fields), clipped to the columns' bounds: a bandwidth leads beyond them."""
        out, p = np.empty((len(x), len(self.levels_))), len(self.mean_)
        out[:, self.levels_ == 0] = np.clip(x[:, :p] * self.sd_ + self.mean_, self.low_, self.high_)
        for j, k in enumerate(self.levels_):
            if k:
                out[:, j], p = x[:, p : p + k].argmax(1), p + k
        return out

    # 3, 4 --------------------------------------------------------------------------------------------------------
    def denoise(self, x_t, alpha_bar) -> np.ndarray:
        """E[ row | x_t ], (b, D)."""
        return empirical_denoiser(x_t, alpha_bar**0.5, (1 - alpha_bar) ** 0.5, self.rows_, self.bandwidth)

    def walk(self, n, rng):
        """Yield (t, x_t), from noise at t = steps to t = 0; x_t: (n, D)."""
        noise = rng.standard_normal((n, self.rows_.shape[1]))
        yield from backward(noise, self.denoise, linear_schedule().thinned(self.steps), rng)

    def _sample(self, n, rng):
        *_, (_, x) = self.walk(n, rng)
        return self.matrix(x)


def noise_loss(denoise, rows, rng, steps=100) -> float:
    """E (eps - guessed eps)^2 over `rows`, (n, D), and evenly over `steps` steps: what training a network minimises.

    denoise(x_t, alpha_bar) -> the guess of the row; the guess of eps follows from it.
    """
    total = 0.0
    for alpha_bar in linear_schedule().thinned(steps).alpha_bar[1:]:
        clean = np.tile(rows, (DRAWS, 1))
        eps = rng.standard_normal(clean.shape)
        x_t = noised(clean, eps, alpha_bar)
        total += ((noise_in(x_t, denoise(x_t, alpha_bar), alpha_bar) - eps) ** 2).mean()
    return total / steps

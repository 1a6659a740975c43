"""Where the noise comes from. Noise that somebody can draw again is noise that somebody can take off again."""

import os

import numpy as np
from scipy.special import ndtri

from course_lib.randomness import generator

SEEDED = ("The noise was drawn from a seed: for teaching, no guarantee. Who knows the seed takes it off again. "
          "For a release fit without seed=.")


class SystemNoise:
    """Draws from the operating system's entropy (`os.urandom`): nobody can draw them again.

    It has the two methods of numpy's Generator on which every mechanism here is built.
    """

    def random(self, size=None) -> np.ndarray:
        """Uniform in the open interval (0, 1), a float or an array of shape `size`: middles of 2^52 equal cells."""
        count = int(np.prod(size)) if size is not None else 1
        bits = np.frombuffer(os.urandom(8 * count), dtype=np.uint64) >> np.uint64(12)
        draws = (bits.astype(np.float64) + 0.5) * 2.0**-52
        return float(draws[0]) if size is None else draws.reshape(size)

    def standard_normal(self, size=None) -> np.ndarray:
        """Standard normal draws, through the inverse distribution function of `random`."""
        draws = ndtri(self.random(1 if size is None else size))
        return float(draws[0]) if size is None else draws


def noise_source(seed=None):
    """SystemNoise for None; numpy's Generator for a seed (or the Generator given): for teaching, no guarantee."""
    if isinstance(seed, SystemNoise):
        return seed
    return SystemNoise() if seed is None else generator(seed)

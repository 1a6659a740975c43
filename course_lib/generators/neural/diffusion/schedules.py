"""How fast a row drowns in noise: beta_t, alpha_t = 1 - beta_t, and alpha-bar_t = alpha_1 alpha_2 ... alpha_t.

alpha-bar_t is what is left of the signal after t steps, as a share of the variance: 1 at t = 0, about 0 at t = T.
Every array has T + 1 entries, and entry t belongs to step t; step 0 is the clean row.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Schedule:
    """alpha_bar: (T + 1,), falling, alpha_bar[0] = 1. The rest follows from it."""

    alpha_bar: np.ndarray

    @property
    def steps(self) -> int:
        """T."""
        return len(self.alpha_bar) - 1

    @property
    def alpha(self) -> np.ndarray:
        """What one step leaves of the signal, (T + 1,): alpha_bar_t / alpha_bar_{t-1}; 1 at t = 0."""
        return np.append(1.0, self.alpha_bar[1:] / self.alpha_bar[:-1])

    @property
    def beta(self) -> np.ndarray:
        """The variance of the noise that one step adds, (T + 1,): 1 - alpha_t."""
        return 1 - self.alpha

    def thinned(self, steps: int) -> "Schedule":
        """The same road in `steps` longer steps, at most T: alpha_bar at even distances, from 0 to T.

        A network that knows every alpha_bar_t serves any such schedule (Nichol and Dhariwal 2021, section 4).
        """
        kept = np.linspace(0, self.steps, min(steps, self.steps) + 1).round().astype(int)
        return Schedule(self.alpha_bar[kept])


def linear_schedule(steps: int = 1000, first: float = 1e-4, last: float = 0.02) -> Schedule:
    """beta rises in a straight line from `first` to `last` (Ho, Jain and Abbeel 2020)."""
    return Schedule(np.cumprod(np.append(1.0, 1 - np.linspace(first, last, steps))))


def cosine_schedule(steps: int = 1000, offset: float = 0.008, most: float = 0.999) -> Schedule:
    """alpha_bar_t = f(t) / f(0), f(t) = cos^2( (t/T + s) / (1 + s) pi / 2 ): slower at both ends.

    offset: s, keeps the first steps from being nearly nothing. most: no beta above it, or the last would be 1.
    Source: Nichol and Dhariwal (2021), equation 17.
    """
    f = np.cos((np.arange(steps + 1) / steps + offset) / (1 + offset) * np.pi / 2) ** 2
    return Schedule(np.cumprod(np.append(1.0, np.maximum(f[1:] / f[:-1], 1 - most))))

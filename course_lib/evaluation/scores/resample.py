"""Noise floors and intervals by resampling, from row counts.

A resample is a vector that counts how often each row was drawn. Two kinds:
    floor     two disjoint samples, of n and of m rows, from all real rows at hand: real against fresh real
    interval  the reference and the synthetic rows, each resampled from itself (bootstrap): its standard error
              gives value -+ 1.96 standard errors. Percentiles would be off: resampling adds noise, and noise
              raises every distance.
The larger the table, the fewer resamples: its floor is low and a rough one serves. A score says how many.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

DRAWS, FEWEST_DRAWS = 100, 40
MOST_COUNTS = 600_000  # resamples times rows
Z = 1.96


@dataclass(frozen=True)
class Draws:
    """Counts a, b: (draws, rows), how often each row stands on the real and on the synthetic side."""

    a: np.ndarray
    b: np.ndarray

    def __len__(self):
        return len(self.a)

    @classmethod
    def real_against_real(cls, rows: int, n: int, m: int, draws: int, rng) -> "Draws":
        """Both sides drawn from the same `rows` real rows: disjoint if they suffice, else with replacement.

        Rows drawn twice pass for structure, so that a floor made with replacement is a few percent too high.
        """
        if n + m > rows:
            return cls(counts(rows, n, draws, rng), counts(rows, m, draws, rng))
        a, b = np.zeros((draws, rows), np.float32), np.zeros((draws, rows), np.float32)
        for i in range(draws):
            order = rng.permutation(rows)
            a[i, order[:n]], b[i, order[n:n + m]] = 1, 1
        return cls(a, b)

    @classmethod
    def bootstrap(cls, n: int, m: int, draws: int, rng) -> "Draws":
        """n reference rows followed by m synthetic rows, each side resampled from its own."""
        a, b = np.zeros((draws, n + m), np.float32), np.zeros((draws, n + m), np.float32)
        a[:, :n], b[:, n:] = counts(n, n, draws, rng), counts(m, m, draws, rng)
        return cls(a, b)

    @classmethod
    def as_they_are(cls, n: int, m: int) -> "Draws":
        """One draw: n reference rows followed by m synthetic rows, each once."""
        real = np.arange(n + m)[None] < n
        return cls(real.astype(np.float32), (~real).astype(np.float32))


def counts(rows: int, size: int, draws: int, rng) -> np.ndarray:
    """(draws, rows): how often each row comes up when `size` rows are drawn with replacement."""
    return np.stack([np.bincount(rng.integers(rows, size=size), minlength=rows) for _ in range(draws)]).astype(
        np.float32)


def how_many(rows: int) -> int:
    """Resamples for a table of so many rows: 100, fewer from 6,000 rows on, never under 40."""
    return int(np.clip(MOST_COUNTS // rows, FEWEST_DRAWS, DRAWS))


def by_splits(draws: int) -> str:
    """For `Score.floor_by`."""
    return f"{draws} splits of real rows"


def floor_and_limit(null, better: str) -> tuple[float, float]:
    """The mean of real-against-real values, and what 95% of them are better than; NaN where none is a number.

    The limit is the quantile of a gamma distribution with their mean and standard deviation: of a distance, or of
    what is lacking to 1 where higher is better. That needs a third of the draws that an empirical quantile needs,
    and meets the half-normal of one share, the chi-squared of a JSD and the Kolmogorov law of a KS within 3%.
    """
    null = null[np.isfinite(null)]
    if len(null) == 0:
        return float("nan"), float("nan")
    sign, start = (-1, 1.0) if better == "higher" else (1, 0.0)
    away = sign * (null - start)
    mean, sd = away.mean(), away.std(ddof=1) if len(away) > 1 else 0.0
    limit = mean if sd <= 1e-9 * abs(mean) or mean <= 0 else stats.gamma.ppf(0.95, (mean / sd) ** 2) * sd**2 / mean
    return float(start + sign * mean), float(start + sign * limit)


def around(value: float, draws, low: float = -np.inf, high: float = np.inf) -> tuple[float, float] | None:
    """value -+ 1.96 bootstrap standard errors, kept inside low..high; None where nothing could be resampled."""
    draws = np.asarray(draws)[np.isfinite(draws)]
    if not np.isfinite(value) or len(draws) < 2:
        return None
    half = Z * float(draws.std(ddof=1))
    return float(max(low, value - half)), float(min(high, value + half))


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's 95% interval of a share of n rows; it has width even at 0 and 1. n may be an effective number."""
    centre, half = share + Z**2 / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low, high = (centre - half) / (1 + Z**2 / n), (centre + half) / (1 + Z**2 / n)
    return float(max(0.0, min(low, share))), float(min(1.0, max(high, share)))

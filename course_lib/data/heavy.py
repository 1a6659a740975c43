"""Two columns whose extremes come together: a bivariate t distribution, next to a normal of the same correlation.

    (x, y) = (g_1, g_2) / sqrt(w),   g ~ N(0, R), R's correlation rho,   w ~ chi-squared(df) / df

Both columns are divided by the same w, so they share their bad days: where w is small, both are far out. The share of
rows extreme in y among those extreme in x does not go to 0, as it does for a normal, but to

    lambda = 2 T_{df+1}( -sqrt((df + 1) (1 - rho) / (1 + rho)) )       (Embrechts, McNeil and Straumann 2002)
"""

import math

import numpy as np
import pandas as pd
from scipy.stats import t as t_distribution

from course_lib.errors import CourseError
from course_lib.randomness import generator


def simulate_heavy(n: int, rho: float = 0.6, df: float = 3, seed=None) -> pd.DataFrame:
    """n rows of x and y, t distributed with df degrees of freedom. Raises CourseError for a rho beyond -1 to 1 and a
    df that is not above 0."""
    if not -1 <= rho <= 1:
        raise CourseError(f"rho={rho!r} is no correlation: give a number from -1 to 1.")
    if not df > 0:
        raise CourseError(f"df={df!r}: degrees of freedom are a number above 0.")
    rng = generator(seed)
    a, b = rng.standard_normal((2, n))
    shared = np.sqrt(rng.chisquare(df, n) / df)
    return pd.DataFrame({"x": a / shared, "y": (rho * a + math.sqrt(1 - rho**2) * b) / shared})


def tail_dependence(rho: float, df: float) -> float:
    """lambda of the formula above; 0 for a normal, which is df to infinity."""
    return float(2 * t_distribution.cdf(-math.sqrt((df + 1) * (1 - rho) / (1 + rho)), df + 1))

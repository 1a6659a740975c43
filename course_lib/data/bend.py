"""Two columns whose dependence is bent from a straight line to a parabola, while its strength stays.

    x ~ N(0, 1)
    s = ((1 - b) x + b (x^2 - 1) / sqrt(2)) / sqrt((1 - b)^2 + b^2)       the signal: mean 0, variance 1
    y = rho s + sqrt(1 - rho^2) e,   e ~ N(0, 1)

x decides the share rho^2 of the variance of y, whatever the bend b. The correlation of x and y is that of the straight
part alone, rho (1 - b) / sqrt((1 - b)^2 + b^2), because x and x^2 - 1 are uncorrelated.
"""

import math

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.randomness import generator


def bend_signal(x, bend: float) -> np.ndarray:
    """s of the formula above, an array like x; variance 1 where x is standard normal."""
    x = np.asarray(x, dtype=float)
    return ((1 - bend) * x + bend * (x**2 - 1) / math.sqrt(2)) / math.hypot(1 - bend, bend)


def bend_correlation(bend: float, rho: float) -> float:
    """Pearson's correlation of x and y in the population."""
    return rho * (1 - bend) / math.hypot(1 - bend, bend)


def simulate_bend(n: int, bend: float, rho: float = 0.9, seed=None) -> pd.DataFrame:
    """n rows of x and y, bent by `bend` (0 a line, 1 a parabola), x deciding rho^2 of the variance of y.

    With one seed x and the noise stay the same at every bend. Raises CourseError for a bend outside 0 to 1 and a rho
    outside -1 to 1.
    """
    if not 0 <= bend <= 1:
        raise CourseError(f"bend={bend!r}: give a number from 0 (a line) to 1 (a parabola).")
    if not -1 <= rho <= 1:
        raise CourseError(f"rho={rho!r} is no correlation: give a number from -1 to 1.")
    x, noise = generator(seed).standard_normal((2, n))
    return pd.DataFrame({"x": x, "y": rho * bend_signal(x, bend) + math.sqrt(1 - rho**2) * noise})

"""A normal kept inside bounds, by truncation or by clipping, in closed form.

Truncating draws only from inside the bounds: the shape stays smooth. Clipping moves every value outside onto the
bound: a spike of real mass stands there. Formulas: Johnson, Kotz & Balakrishnan, Continuous Univariate
Distributions 1, section 10.1. Bounds may be infinite. sigma, mu, low and high share one unit.
"""

import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from course_lib.errors import CourseError


def truncated_normal_mean(mu: float, sigma: float, low: float, high: float) -> float:
    """Mean of N(mu, sigma) given that it falls between low and high."""
    a, b, inside = _standard(mu, sigma, low, high)
    return mu + sigma * (_phi(a) - _phi(b)) / inside


def truncated_normal_sd(mu: float, sigma: float, low: float, high: float) -> float:
    """Standard deviation of N(mu, sigma) given that it falls between low and high."""
    a, b, inside = _standard(mu, sigma, low, high)
    shift = (_phi(a) - _phi(b)) / inside
    return sigma * math.sqrt(1 + (_x_phi(a) - _x_phi(b)) / inside - shift**2)


def truncated_normal_quantile(u, mu, sigma: float, low: float, high: float) -> np.ndarray:
    """The value below which a share u (0 to 1, any shape) of the truncated normal lies; mu may be an array like u.

    Feeding it uniform draws samples the truncated normal without rejecting or clipping anything.
    """
    at_low, at_high = (ndtr((bound - np.asarray(mu)) / sigma) for bound in (low, high))
    value = mu + sigma * ndtri(at_low + np.asarray(u) * (at_high - at_low))
    return np.minimum(np.maximum(value, low), high)  # takes back the last rounding of the two lines above, no mass


def clipped_normal_mean(mu: float, sigma: float, low: float, high: float) -> float:
    """Mean of N(mu, sigma) after every value outside [low, high] was moved onto the bound."""
    a, b, inside = _standard(mu, sigma, low, high)
    at_low, at_high = clipped_shares(mu, sigma, low, high)
    ends = sum(share * bound for share, bound in ((at_low, low), (at_high, high)) if share > 0)
    return ends + mu * inside + sigma * (_phi(a) - _phi(b))


def clipped_shares(mu: float, sigma: float, low: float, high: float) -> tuple[float, float]:
    """Share of rows that clipping piles up at exactly low, and at exactly high."""
    a, b, _ = _standard(mu, sigma, low, high)
    return float(ndtr(a)), float(ndtr(-b))


def solve_truncated_normal(mean: float, mu: float, low: float, high: float) -> float:
    """The sigma with which N(mu, sigma), truncated to [low, high], has this mean. Root finding, not a table."""
    return _solve_sigma(truncated_normal_mean, "truncated", mean, mu, low, high)


def solve_clipped_normal(mean: float, mu: float, low: float, high: float) -> float:
    """The sigma with which N(mu, sigma), clipped to [low, high], has this mean."""
    return _solve_sigma(clipped_normal_mean, "clipped", mean, mu, low, high)


def _solve_sigma(mean_of, how, mean, mu, low, high) -> float:
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise CourseError(f"Bounds [{low}, {high}] do not enclose anything: give two finite numbers, low below high.")
    # As sigma grows from 0 the mean walks from mu (or the nearer bound) towards the middle, and never beyond.
    start, end = min(max(mu, low), high), (low + high) / 2
    if not min(start, end) < mean < max(start, end):
        raise CourseError(f"No sigma gives the mean {mean}: a normal around {mu}, {how} to [{low}, {high}], has a mean "
                          f"between {min(start, end):g} and {max(start, end):g}. Ask for one in between, or move mu.")
    width = high - low
    least, most = 1e-3 * width, 1e3 * width
    below, above = (mean_of(mu, sigma, low, high) - mean for sigma in (least, most))
    if below * above > 0:
        raise CourseError(f"The mean {mean} lies too near the end of what is possible ({start:g} to {end:g}): "
                          "ask for one further inside.")
    return float(brentq(lambda sigma: mean_of(mu, sigma, low, high) - mean, least, most, xtol=1e-12))


def _standard(mu, sigma, low, high):
    """Both bounds in units of sigma, and the share of the parent between them."""
    if not sigma > 0:
        raise CourseError(f"sigma is {sigma}: a spread must be above 0.")
    if not low < high:
        raise CourseError(f"low {low} is not below high {high}: exchange them.")
    a, b = (low - mu) / sigma, (high - mu) / sigma
    inside = float(ndtr(b) - ndtr(a)) if a <= 0 else float(ndtr(-a) - ndtr(-b))
    if inside < 1e-12:
        raise CourseError(f"A normal around {mu} with sigma {sigma} has next to nothing between {low} and {high}: "
                          "move mu nearer or raise sigma.")
    return a, b, inside


def _phi(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _x_phi(x: float) -> float:
    return 0.0 if math.isinf(x) else x * _phi(x)

"""Keeping a drawn value inside its bounds: three ways, three prices.

clip      a value outside is moved to the bound. Everything outside piles up there: a spike of
          Phi((low - mu) / sigma) for a normal column, a shifted mean, a smaller sd.
truncate  the value is mapped, by its own distribution, into the part that lies inside. No spike and still one
          draw per value; the mean moves inwards, the shape is the cut distribution.
none      nothing: a normal column with mean mu and sd sigma is below 0 with probability Phi(-mu / sigma).

For one column truncation is the same law as drawing again until the value fits. For several correlated
columns it is not: drawing whole rows again bends every column at each bound of the others, and with many
columns it hardly ever ends. Here each column is cut on its own, and the ranks inside a column stay as drawn.
"""

import numpy as np
from scipy.special import ndtr, ndtri

WAYS = ("truncate", "clip", "none")


def clip(x, low, high):
    """x, with values outside [low, high] moved to the nearer bound."""
    return np.clip(x, low, high)


def truncate_normal(x, mean, sd, low, high):
    """x ~ N(mean, sd^2) mapped to that normal cut to [low, high], by quantile function. All broadcast.

        v = Phi((x - mean) / sd)    a = Phi((low - mean) / sd)    b = Phi((high - mean) / sd)
        x' = mean + sd Phi^-1(a + v (b - a))

    Where sd is 0 there is nothing to map, and x is clipped. Source: Devroye 1986, section II.2.
    """
    s = np.where(np.asarray(sd) > 0, sd, 1.0)
    a, b = ndtr((low - mean) / s), ndtr((high - mean) / s)
    v = ndtr((x - mean) / s)
    cut = mean + s * ndtri(a + v * (b - a))
    return np.clip(np.where(np.asarray(sd) > 0, cut, x), low, high)  # the clip: rounding, and sd = 0


def truncate_uniform(x, mean, half_width, low, high):
    """x ~ U(mean - half_width, mean + half_width) mapped to the part of it inside [low, high]. All broadcast."""
    a, b = np.maximum(low, mean - half_width), np.minimum(high, mean + half_width)
    h = np.where(np.asarray(half_width) > 0, half_width, 1.0)
    cut = a + (x - mean + h) / (2 * h) * (b - a)
    return np.clip(np.where(np.asarray(half_width) > 0, cut, x), low, high)

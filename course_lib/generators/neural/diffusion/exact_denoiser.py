"""The best possible denoiser, E[ row | x_t ], where it can be written down: x_t = signal * row + noise * eps.

For a DDPM signal = sqrt(alpha-bar_t) and noise = sqrt(1 - alpha-bar_t); for a flow signal = t and noise = 1 - t.

    gaussian_denoiser    the rows come from N(mean, sd^2)
    empirical_denoiser   the rows *are* those of a table, each as likely as the next. No network scores a lower loss
                         on that table. Sampling with it ends on rows of the table: it copies. A network is of use
                         because it misses this optimum.
"""

import numpy as np


def gaussian_denoiser(x_t, signal, noise, mean, sd):
    """E[ row | x_t ] for rows N(mean, sd^2): a weighted mean of what x_t says and what was known before."""
    gain = signal * sd**2 / (signal**2 * sd**2 + noise**2)
    return mean + gain * (x_t - signal * mean)


def closeness(x_t, signal, noise, rows, bandwidth=0.0) -> np.ndarray:
    """The chance of each row of the table to be the one behind x_t: x_t (n, p), rows (m, p) -> (n, m).

    Bayes' rule with equal priors: a softmax of -|x_t - signal * row|^2 / (2 variance), variance = noise^2 +
    signal^2 bandwidth^2. Where that is 0 the nearest row has it all.
    """
    squares = signal**2 * (rows**2).sum(1) - 2 * signal * x_t @ rows.T  # less |x_t|^2, the same for all rows
    away = squares - squares.min(1, keepdims=True)  # the largest weight is then 1: no overflow
    variance = noise**2 + (signal * bandwidth) ** 2
    weights = np.exp(-away / (2 * variance)) if variance > 0 else (away == 0).astype(float)
    return weights / weights.sum(1, keepdims=True)


def empirical_denoiser(x_t, signal, noise, rows, bandwidth=0.0) -> np.ndarray:
    """E[ row | x_t ] over the rows of a table: x_t (n, p), rows (m, p) -> (n, p). Memory: n * m numbers.

    bandwidth: the sd of a normal cloud around each row, from which the rows are then thought to come; 0 for the rows
    themselves. Sampling with it is a kernel density estimate by detours: a row of the table plus bandwidth * eps.
    """
    near = closeness(x_t, signal, noise, rows, bandwidth) @ rows
    if bandwidth == 0:
        return near
    return gaussian_denoiser(x_t, signal, noise, near, bandwidth)  # of a mixture: each component's, weighted

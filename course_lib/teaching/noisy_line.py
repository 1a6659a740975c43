"""A line through rows, learned by DP-SGD: the five steps of `dp/dpsgd.py` on a model with few weights, in numpy.

For teaching: the noise comes from a seed, and the expected size of a batch is taken from the exact number of rows,
which would have to be paid for as well.
"""

import numpy as np

from course_lib.randomness import generator


def gradients(X, y, w) -> np.ndarray:
    """Each row's own gradient of half its squared error at the weights w, (n, d). X: (n, d); y: (n,); w: (d,)."""
    return (X @ w - y)[:, None] * X


def dp_sgd(X, y, *, steps: int, q: float, clip: float, sigma: float, rate: float = 0.5, seed=0) -> np.ndarray:
    """Weights of a line by noisy steps, (d,). Its bill: SampledGaussian(q, sigma, steps). (Abadi et al. 2016, CCS)"""
    rng, w = generator(seed), np.zeros(X.shape[1])
    for _ in range(steps):
        drawn = rng.random(len(X)) < q  # 1 batch: every row with probability q
        g = gradients(X[drawn], y[drawn], w)
        g *= np.minimum(1, clip / np.maximum(np.linalg.norm(g, axis=1), 1e-12))[:, None]  # 2 clip
        noisy = g.sum(axis=0) + sigma * clip * rng.standard_normal(len(w))  # 3 noise
        w = w - rate * noisy / (q * len(X))  # 4 by the expected size, 5 a step
    return w

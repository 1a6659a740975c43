"""Diffusion of a category with K levels: at each step it is kept with alpha_t, else drawn anew, all levels alike.

    forward     q(x_t | x_0)          = alpha-bar_t x_0 + (1 - alpha-bar_t) / K
    posterior   q(x_{t-1} | x_t, x_0) ~ [alpha_t x_t + (1 - alpha_t) / K]
                                      * [alpha-bar_{t-1} x_0 + (1 - alpha-bar_{t-1}) / K]

x_0 and x_t are one-hot rows, (n, K), or shares: where x_0 is a guess, its shares stand in its place. The product is
over levels and has to be divided by its sum. Source: Hoogeboom et al. (2021), equations 11 to 13; Austin et al. (2021).
The functions are arithmetic alone, so numpy arrays and torch tensors go through them alike.
"""

import numpy as np


def transition(alpha, k: int) -> np.ndarray:
    """Q, (K, K): row i holds the chances of the next level from level i. alpha I + (1 - alpha) / K."""
    return alpha * np.eye(k) + (1 - alpha) / k


def blurred(shares, alpha):
    """The shares (n, K) after a step that keeps with alpha, or after many that together keep with alpha-bar."""
    return alpha * shares + (1 - alpha) / shares.shape[-1]


def posterior_shares(x_t, x0, alpha_bar, alpha_bar_before):
    """The chances of each level at step t - 1, (n, K), given those at t and at 0. alpha_bar: a number or (n, 1)."""
    product = blurred(x_t, alpha_bar / alpha_bar_before) * blurred(x0, alpha_bar_before)
    return product / product.sum(-1)[..., None]

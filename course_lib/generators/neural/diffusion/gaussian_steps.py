"""Diffusion of numbers: noise in one step, and the way back (Sohl-Dickstein et al. 2015; Ho, Jain and Abbeel 2020).

    forward     x_t = sqrt(alpha-bar_t) x_0 + sqrt(1 - alpha-bar_t) eps,  eps ~ N(0, I)
    posterior   q(x_{t-1} | x_t, x_0) = N( mean, beta-tilde_t ): Bayes' rule with three Gaussians
    backward    who does not know x_0 puts a guess of it, the *denoiser's*, in its place

The functions are arithmetic alone, so numpy arrays and torch tensors go through them alike.
"""

import numpy as np


def noised(x0, eps, alpha_bar):
    """x_t, of the shape of x0, for noise eps of that shape; alpha_bar: a number, or one per row, (n, 1)."""
    return alpha_bar**0.5 * x0 + (1 - alpha_bar) ** 0.5 * eps


def noise_in(x_t, x0, alpha_bar):
    """The eps that led from x0 to x_t: `noised` solved for eps. alpha_bar < 1."""
    return (x_t - alpha_bar**0.5 * x0) / (1 - alpha_bar) ** 0.5


def clean_from(x_t, eps, alpha_bar):
    """The x_0 from which eps led to x_t: `noised` solved for x0. alpha_bar > 0."""
    return (x_t - (1 - alpha_bar) ** 0.5 * eps) / alpha_bar**0.5


def posterior_mean(x_t, x0, alpha_bar, alpha_bar_before):
    """The mean of x_{t-1} given x_t and x_0. alpha_bar of step t and of the step before it."""
    alpha = alpha_bar / alpha_bar_before
    of_clean = alpha_bar_before**0.5 * (1 - alpha) / (1 - alpha_bar)
    of_noisy = alpha**0.5 * (1 - alpha_bar_before) / (1 - alpha_bar)
    return of_clean * x0 + of_noisy * x_t


def posterior_variance(alpha_bar, alpha_bar_before):
    """beta-tilde_t = beta_t (1 - alpha-bar_{t-1}) / (1 - alpha-bar_t): 0 at the last step back."""
    return (1 - alpha_bar / alpha_bar_before) * (1 - alpha_bar_before) / (1 - alpha_bar)


def irreducible_loss(alpha_bar, sd):
    """E (eps - E[eps | x_t])^2 for data N(m, sd^2): what no network's noise loss can go below at this step.

    = alpha-bar sd^2 / (alpha-bar sd^2 + 1 - alpha-bar): much in the first steps, where the noise hides in the data.
    """
    return alpha_bar * sd**2 / (alpha_bar * sd**2 + 1 - alpha_bar)


def backward(x, denoise, schedule, rng, variance="posterior"):
    """Yield (t, x_t) from t = T, the noise x that is given, (n, p), down to t = 0.

    denoise(x_t, alpha_bar_t) -> the guess of x_0, of the shape of x_t. variance: of each step, "posterior" for
    beta-tilde_t or "beta" for beta_t; the last step adds no noise. rng: numpy's generator.
    """
    alpha_bar = schedule.alpha_bar
    yield schedule.steps, x
    for t in range(schedule.steps, 0, -1):
        x0 = denoise(x, alpha_bar[t])
        x = posterior_mean(x, x0, alpha_bar[t], alpha_bar[t - 1])
        if t > 1:
            v = schedule.beta[t] if variance == "beta" else posterior_variance(alpha_bar[t], alpha_bar[t - 1])
            x = x + np.sqrt(v) * rng.standard_normal(x.shape)
        yield t - 1, x

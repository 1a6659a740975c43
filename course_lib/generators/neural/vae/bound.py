"""The bound of a VAE with one number and one latent: every term in closed form, so that each can be seen.

    p(z) = N(0, 1)          p(x|z) = N(w z, s2)          q(z|x) = N(mu, tau^2)

For any q at all, by Bayes' rule (Kingma and Welling 2014, equation 2):

    log p(x) = E_q log p(x|z) - KL(q || p(z)) + KL(q || p(z|x))
               '--------------- ELBO ----------'   '--- never negative

Everything is in nats; arguments may be arrays of one shape.
"""

import numpy as np

from course_lib.randomness import generator


def normal_kl(mu, tau, m=0.0, s=1.0):
    """KL(N(mu, tau^2) || N(m, s^2)): the mean of log q - log p under the first."""
    return np.log(s / tau) + (tau**2 + (mu - m) ** 2) / (2 * s**2) - 0.5


def elbo(x, w, s2, mu, tau, beta=1.0):
    """E_q log N(x; w z, s2) - beta KL(q || N(0, 1)). The square of x - w z has the mean (x - w mu)^2 + w^2 tau^2."""
    squares = (x - w * mu) ** 2 + (w * tau) ** 2
    return -0.5 * (np.log(2 * np.pi * s2) + squares / s2) - beta * normal_kl(mu, tau)


def posterior(x, w, s2, beta=1.0):
    """(mean, sd) of the best q: p(z|x) itself at beta = 1; a weight is a noise of beta s2 in place of s2."""
    total = w**2 + beta * s2
    return w * x / total, np.sqrt(beta * s2 / total)


def log_evidence(x, w, s2):
    """log p(x) of x ~ N(0, w^2 + s2)."""
    total = w**2 + s2
    return -0.5 * (np.log(2 * np.pi * total) + x**2 / total)


def importance_bound(x, w, s2, mu, tau, k: int, runs: int, seed=None) -> np.ndarray:
    """log of the mean of k weights p(x, z) / q(z), z from q: (runs,) of them (Burda, Grosse, Salakhutdinov 2016).

    Its mean is the ELBO for k = 1, rises with k, and never exceeds log p(x).
    """
    z = mu + tau * generator(seed).standard_normal((runs, k))
    log_joint = -0.5 * (np.log(2 * np.pi * s2) + (x - w * z) ** 2 / s2 + np.log(2 * np.pi) + z**2)
    log_q = -0.5 * (np.log(2 * np.pi * tau**2) + ((z - mu) / tau) ** 2)
    return np.logaddexp.reduce(log_joint - log_q, axis=1) - np.log(k)

"""The four mechanisms, and how much noise each needs.

    f(D)           what is asked of the table: a number, an array, a choice
    sensitivity    how far f can move when one row is added or removed: |f(D) - f(D')| in the largest case. For the
                   Gaussian the Euclidean length of that move, for Laplace the sum of its entries' sizes.

Every function that draws takes `seed`: None draws from the operating system, a seed is for teaching (randomness.py).
"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr
from scipy.stats import norm

from course_lib.dp.randomness import noise_source
from course_lib.errors import CourseError


def check_budget(epsilon, delta=0.0) -> None:
    """Raise CourseError unless epsilon is positive and finite, and delta from 0 to below 1."""
    if not 0 < epsilon < np.inf:
        raise CourseError(f"epsilon={epsilon!r} is no privacy budget: give a positive number, such as 1.")
    if not 0 <= delta < 1:
        raise CourseError(f"delta={delta!r} cannot be used: give a small probability, well below one over the rows.")


# The Gaussian mechanism ----------------------------------------------------------------------------------------------

def gaussian_delta(epsilon: float, sigma: float, sensitivity: float = 1.0) -> float:
    """The smallest delta with which noise N(0, sigma^2) is (epsilon, delta)-DP. Exact.

    delta = Phi(mu/2 - epsilon/mu) - e^epsilon Phi(-mu/2 - epsilon/mu), mu = sensitivity / sigma
    (Balle and Wang 2018, ICML, theorem 8).
    """
    mu = sensitivity / sigma
    return float(norm.cdf(mu / 2 - epsilon / mu) - np.exp(epsilon + log_ndtr(-mu / 2 - epsilon / mu)))


def gaussian_epsilon(sigma: float, delta: float, sensitivity: float = 1.0) -> float:
    """The smallest epsilon, from 0 up, with which noise N(0, sigma^2) is (epsilon, delta)-DP. Exact."""
    if gaussian_delta(0.0, sigma, sensitivity) <= delta:
        return 0.0
    mu = sensitivity / sigma
    most = mu**2 / 2 + mu * np.sqrt(2 * np.log(1 / delta)) + 1  # from zCDP, which is never tighter
    return float(brentq(lambda e: gaussian_delta(e, sigma, sensitivity) - delta, 0, most, xtol=1e-12))


def gaussian_sigma(epsilon: float, delta: float, sensitivity: float = 1.0, method: str = "analytic") -> float:
    """The standard deviation of the noise that makes an answer (epsilon, delta)-DP.

    "analytic": the smallest there is (Balle and Wang 2018). "classical": sqrt(2 ln(1.25/delta)) sensitivity / epsilon
    (Dwork and Roth 2014, theorem A.1), larger, and proved for epsilon below 1 only. Raises CourseError for a budget
    that is none, and for delta = 0, which no Gaussian reaches.
    """
    check_budget(epsilon, delta)
    if delta == 0:
        raise CourseError("delta=0 is out of the Gaussian mechanism's reach: use laplace, or a delta such as 1e-5.")
    if method == "classical":
        return float(np.sqrt(2 * np.log(1.25 / delta)) * sensitivity / epsilon)
    if method != "analytic":
        raise CourseError(f"method={method!r} is unknown: choose 'analytic' or 'classical'.")
    log_sigma = brentq(lambda s: gaussian_delta(epsilon, np.exp(s)) - delta, np.log(1e-3 / np.sqrt(epsilon)),
                       np.log(10 + 10 * np.sqrt(np.log(2 / delta)) / epsilon), xtol=1e-13)
    return float(np.exp(log_sigma) * sensitivity)


def gaussian(answer, sigma: float, seed=None):
    """`answer` + N(0, sigma^2), independent in every entry; a float for a float."""
    answer = np.asarray(answer, dtype=float)
    noisy = answer + sigma * noise_source(seed).standard_normal(answer.shape)
    return float(noisy) if noisy.ndim == 0 else noisy


# Laplace -------------------------------------------------------------------------------------------------------------

def laplace(answer, epsilon: float, sensitivity: float = 1.0, seed=None):
    """`answer` + Laplace noise of scale sensitivity / epsilon in every entry: epsilon-DP with delta = 0.

    Dwork, McSherry, Nissim, Smith (2006), TCC. sensitivity: of the sum of the entries' moves.
    The noise has the standard deviation sqrt(2) scale.
    """
    check_budget(epsilon)
    answer = np.asarray(answer, dtype=float)
    u = noise_source(seed).random(answer.shape or 1) - 0.5
    noise = -np.sign(u) * np.log1p(-2 * np.abs(u)) * sensitivity / epsilon
    return float(answer + noise[0]) if answer.ndim == 0 else answer + noise


# A choice instead of a number ----------------------------------------------------------------------------------------

def exponential_probabilities(scores, epsilon: float, sensitivity: float = 1.0) -> np.ndarray:
    """With which probability each candidate is chosen: proportional to exp(epsilon score / (2 sensitivity)), (k,)."""
    check_budget(epsilon)
    logits = epsilon * np.asarray(scores, dtype=float) / (2 * sensitivity)
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def exponential_mechanism(scores, epsilon: float, sensitivity: float = 1.0, seed=None) -> int:
    """The place of one candidate, better scores likelier: epsilon-DP (McSherry and Talwar 2007, FOCS).

    sensitivity: how far one row can move any one score. Drawn as the largest of score + Gumbel noise, which has these
    probabilities exactly. Costs epsilon^2 / 8 of zCDP (Cesar and Rogers 2021, ALT).
    """
    check_budget(epsilon)
    logits = epsilon * np.asarray(scores, dtype=float) / (2 * sensitivity)
    gumbel = -np.log(-np.log(np.clip(noise_source(seed).random(logits.shape), 1e-300, 1 - 1e-16)))
    return int(np.argmax(logits + gumbel))


# Every row for itself ------------------------------------------------------------------------------------------------

def randomised_response(codes, epsilon: float, levels: int = 2, seed=None) -> np.ndarray:
    """Each of the codes 0 .. levels-1 told truthfully with p = e^epsilon / (e^epsilon + levels - 1), else another one.

    codes: (n,). Each answer is epsilon-DP by itself, before anybody collects it (Warner 1965 for two levels). Here two
    tables are neighbours when one row has another value.
    """
    check_budget(epsilon)
    codes, source = np.asarray(codes).astype(int), noise_source(seed)
    truthful = source.random(codes.shape) < np.exp(epsilon) / (np.exp(epsilon) + levels - 1)
    other = (codes + 1 + np.floor(source.random(codes.shape) * (levels - 1)).astype(int)) % levels
    return np.where(truthful, codes, other)


def shares_from_randomised(answers, epsilon: float, levels: int = 2) -> np.ndarray:
    """Unbiased shares of the true codes, (levels,), from randomised answers (n,). They can fall outside 0 .. 1."""
    check_budget(epsilon)
    p, q = np.exp(epsilon) / (np.exp(epsilon) + levels - 1), 1 / (np.exp(epsilon) + levels - 1)
    said = np.bincount(np.asarray(answers).astype(int), minlength=levels) / len(answers)
    return (said - q) / (p - q)

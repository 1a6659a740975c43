"""What many answers from one table cost together, and how much noise a budget allows.

A ledger is a list of what was answered:

    Gaussian(sigma)               noise N(0, (sigma sensitivity)^2) on an answer; sigma in units of the sensitivity
    SampledGaussian(q, sigma, t)  t steps of DP-SGD, each on a Poisson sample: every row in with probability q
    Exponential(epsilon)          a choice by the exponential mechanism

`epsilon_spent(ledger, delta)` adds them up, in one of two ways, the first looser and short enough to read here:

    "rdp"  Renyi DP (Mironov 2017, CSF): the divergence of order a between the answers on two neighbouring tables,
           (1 / (a - 1)) ln E[(p/q)^a], adds up over answers; the best order a gives epsilon
    "pld"  privacy loss distributions, convolved numerically (Koskela et al. 2020; Gopi et al. 2021), by Google's
           dp-accounting; exact up to a grid. It knows no exponential mechanism.

Poisson sampling is part of the mechanism: batches from a shuffled table have another, larger cost.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import logsumexp

from course_lib.dp.mechanisms import check_budget
from course_lib.errors import CourseError

ORDERS = (*(1 + x / 10 for x in range(1, 100)), *range(11, 64), 128, 256, 512, 1024)  # dp-accounting's
METHODS = ("rdp", "pld")
NEAR = 5e-4  # how near, as a share, noise_multiplier comes to the least noise


@dataclass(frozen=True)
class Gaussian:
    """An answer with Gaussian noise of `sigma` sensitivities."""

    sigma: float
    what: str = ""
    times: int = 1

    def rdp(self, orders) -> np.ndarray:
        return self.times * rdp_gaussian(self.sigma, orders)


@dataclass(frozen=True)
class SampledGaussian:
    """`times` answers, each with Gaussian noise of `sigma` sensitivities, each on a Poisson sample of share `q`."""

    q: float
    sigma: float
    times: int = 1
    what: str = ""

    def rdp(self, orders) -> np.ndarray:
        return self.times * rdp_sampled_gaussian(self.q, self.sigma, orders)


@dataclass(frozen=True)
class Exponential:
    """`times` choices by the exponential mechanism, each at `epsilon`."""

    epsilon: float
    what: str = ""
    times: int = 1

    def rdp(self, orders) -> np.ndarray:
        """epsilon^2 / 8 per order: its privacy loss spans at most epsilon, not 2 epsilon (Cesar and Rogers 2021)."""
        return self.times * np.asarray(orders, dtype=float) * self.epsilon**2 / 8


# Renyi DP ------------------------------------------------------------------------------------------------------------

def rdp_gaussian(sigma: float, orders=ORDERS) -> np.ndarray:
    """a / (2 sigma^2) for each order a: the Renyi divergence of N(0, sigma^2) from N(1, sigma^2)."""
    return np.asarray(orders, dtype=float) / (2 * sigma**2)


@lru_cache(maxsize=256)
def rdp_sampled_gaussian(q: float, sigma: float, orders: tuple = ORDERS) -> np.ndarray:
    """One step of DP-SGD, for each order a:

    (1 / (a - 1)) ln E[ (1 - q + q e^{(2x - 1) / (2 sigma^2)})^a ],  x ~ N(0, sigma^2)

    The fraction is the density of the noisy sum with the row, (1-q) N(0, sigma^2) + q N(1, sigma^2), over the density
    without it; this direction is the larger one (Mironov, Talwar, Zhang 2019, arXiv 1908.10530, theorem 5). The mean
    is a sum over a grid: for a smooth function that vanishes at both ends it is exact to rounding.
    """
    if q == 0:
        return np.zeros(len(orders))
    if q == 1:
        return rdp_gaussian(sigma, orders)
    out = []
    for a in orders:  # the mass lies between the peaks at x = 0 and, where the row is drawn, x = a
        x = np.arange(-14 * sigma, a + 14 * sigma, sigma / 24)
        log_ratio = np.logaddexp(np.log1p(-q), np.log(q) + (2 * x - 1) / (2 * sigma**2))
        log_normal = -(x**2) / (2 * sigma**2) - np.log(24 * np.sqrt(2 * np.pi))
        out.append(logsumexp(a * log_ratio + log_normal) / (a - 1))
    return np.maximum(out, 0)


def rdp_epsilon(rdp, delta: float, orders=ORDERS) -> float:
    """The smallest epsilon over the orders: rdp_a + ln(1 - 1/a) - ln(delta a) / (a - 1).

    Canonne, Kamath and Steinke (2020), NeurIPS, proposition 12. Raises CourseError unless 0 < delta < 1.
    """
    if not 0 < delta < 1:
        raise CourseError(f"delta={delta!r} gives no epsilon here: use a delta such as 1e-5.")
    a = np.asarray(orders, dtype=float)
    return float(max(0.0, np.min(rdp + np.log1p(-1 / a) - np.log(delta * a) / (a - 1))))


# zCDP: the divergence of every order a is at most rho a --------------------------------------------------------------

def zcdp_of_sigma(sigma: float) -> float:
    """rho = 1 / (2 sigma^2) of one Gaussian answer (Bun and Steinke 2016, TCC). rhos of many answers add up."""
    return 1 / (2 * sigma**2)


def zcdp_epsilon(rho: float, delta: float, tight: bool = False) -> float:
    """An epsilon for rho-zCDP: rho + 2 sqrt(rho ln(1/delta)), or the best over the Renyi orders if `tight`."""
    if tight:
        return rdp_epsilon(rho * np.asarray(ORDERS), delta)
    return float(rho + 2 * np.sqrt(rho * np.log(1 / delta)))


@lru_cache(maxsize=64)
def zcdp_rho(epsilon: float, delta: float) -> float:
    """The rho that (epsilon, delta) allows, by the tight conversion: what a budget in zCDP starts from.

    Raises CourseError for an epsilon so small that no order reaches it: below about -ln(1024 delta) / 1023.
    """
    check_budget(epsilon, delta)
    if zcdp_epsilon(np.exp(-40), delta, tight=True) >= epsilon:
        raise CourseError(f"epsilon={epsilon} is too small for delta={delta}: raise one of them.")
    return float(np.exp(brentq(lambda r: zcdp_epsilon(np.exp(r), delta, tight=True) - epsilon, -40, 20, xtol=1e-10)))


# The whole ledger ----------------------------------------------------------------------------------------------------

def epsilon_spent(ledger: Iterable, delta: float, method: str = "rdp") -> float:
    """The epsilon of everything in the ledger together, at this delta. An empty ledger costs nothing.

    Neighbours: one row added or removed. Raises CourseError for an unknown method, and for "pld" with an Exponential.
    """
    ledger = list(ledger)
    if method not in METHODS:
        raise CourseError(f"accountant {method!r} is unknown: choose 'rdp' or 'pld'.")
    if not ledger:
        return 0.0
    if method == "rdp":
        return rdp_epsilon(sum(entry.rdp(ORDERS) for entry in ledger), delta)
    return pld_epsilon(tuple(ledger), delta)


@lru_cache(maxsize=256)
def pld_epsilon(ledger: tuple, delta: float) -> float:
    """By dp-accounting's PLD accountant. Kept: a search asks for the same ledger again.

    Raises CourseError for an Exponential in the ledger.
    """
    import dp_accounting  # here, because it takes a second
    from dp_accounting.pld import PLDAccountant

    accountant = PLDAccountant()
    for entry in ledger:
        if isinstance(entry, Exponential):
            raise CourseError("The accountant 'pld' knows no exponential mechanism: use 'rdp' for this ledger.")
        event = dp_accounting.GaussianDpEvent(entry.sigma)
        if isinstance(entry, SampledGaussian):
            event = dp_accounting.PoissonSampledDpEvent(entry.q, event)
        accountant.compose(event, entry.times)
    return float(accountant.get_epsilon(delta))


def noise_multiplier(epsilon: float, delta: float, q: float, steps: int, *, method: str = "pld", others=()) -> float:
    """The smallest sigma with which `steps` steps of DP-SGD, with all in the ledger `others`, stay within the budget.

    q: probability with which a row is in a batch. Found from above, to a thousandth of itself. Raises CourseError where
    `others` alone cost more than epsilon.
    """
    check_budget(epsilon, delta)
    return found_multiplier(epsilon, delta, q, steps, method, tuple(others))


@lru_cache(maxsize=64)
def found_multiplier(epsilon, delta, q, steps, method, others) -> float:
    """The search behind `noise_multiplier`, kept: lessons ask for the same budget again."""
    if epsilon_spent(others, delta, method) >= epsilon:
        raise CourseError(f"epsilon={epsilon} is spent before the first step of training: raise it.")
    if method == "pld":  # RDP is never tighter, and quick: its sigma is enough, and near
        high = np.log(found_multiplier(epsilon, delta, q, steps, "rdp", others))
    else:
        high = 0.0

    def excess(log_sigma):
        spent = epsilon_spent([*others, SampledGaussian(q, float(np.exp(log_sigma)), steps)], delta, method)
        return np.log(max(spent, 1e-12) / epsilon)

    while excess(high) > 0:
        high += 0.7
    low = high - 0.3
    while excess(low) <= 0:
        low, high = low - 0.7, low
    root = brentq(excess, low, high, xtol=NEAR / 2)
    return float(np.exp(root if excess(root) <= 0 else root + NEAR))

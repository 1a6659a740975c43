"""Differential privacy (DP): noise whose cost is counted.

A mechanism M is (epsilon, delta)-DP if, for every two tables that differ in one row, and every event E,

    P(M(D) in E) <= e^epsilon P(M(D') in E) + delta            (Dwork, McSherry, Nissim, Smith 2006)

Throughout this course "differ in one row" means that one row is added or removed, and the unit is one row of the
table: who has two rows is protected for each, not for both.

- `randomness`: where noise comes from: the operating system, or a seed ("for teaching, no guarantee").
- `mechanisms`: Gaussian, Laplace, exponential mechanism, randomised response, and how much noise each needs.
- `accountant`: what many answers cost together: RDP, PLD, zCDP, and the noise that a budget allows.
- `bounds`: what an attacker can reach at most, and an audit: the least epsilon that an attack's successes allow.
- `dpsgd`: training a network: each row's gradient clipped, noise on their sum (needs torch, so it is imported apart).

It is an illustration, not hardened: the arithmetic is in floating point, whose gaps leak in principle (Mironov 2012,
CCS, "On significance of the least significant bits"), and nothing here is timed in constant time.
"""

from course_lib.dp.accountant import (
    Exponential,
    Gaussian,
    SampledGaussian,
    epsilon_spent,
    noise_multiplier,
    rdp_epsilon,
    rdp_gaussian,
    rdp_sampled_gaussian,
    zcdp_epsilon,
    zcdp_of_sigma,
)
from course_lib.dp.bounds import (
    Audit,
    auc_bound,
    audit_epsilon,
    balanced_accuracy_bound,
    clopper_pearson,
    gdp_auc,
    gdp_tpr,
    tpr_bound,
)
from course_lib.dp.mechanisms import (
    exponential_mechanism,
    exponential_probabilities,
    gaussian,
    gaussian_delta,
    gaussian_epsilon,
    gaussian_sigma,
    laplace,
    randomised_response,
    shares_from_randomised,
)
from course_lib.dp.randomness import noise_source

__all__ = [
    "Audit", "Exponential", "Gaussian", "SampledGaussian", "auc_bound", "audit_epsilon", "balanced_accuracy_bound",
    "clopper_pearson", "epsilon_spent", "exponential_mechanism", "exponential_probabilities", "gaussian",
    "gaussian_delta", "gaussian_epsilon", "gaussian_sigma", "gdp_auc", "gdp_tpr", "laplace", "noise_multiplier",
    "noise_source", "randomised_response", "rdp_epsilon", "rdp_gaussian", "rdp_sampled_gaussian",
    "shares_from_randomised", "tpr_bound", "zcdp_epsilon", "zcdp_of_sigma",
]

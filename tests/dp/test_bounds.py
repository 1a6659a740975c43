"""What DP forbids an attacker, and audits that find a fault and do not find one where there is none."""

import numpy as np
import pytest
from scipy import stats

from course_lib.dp import (
    auc_bound,
    audit_epsilon,
    balanced_accuracy_bound,
    clopper_pearson,
    gaussian_sigma,
    gdp_auc,
    gdp_tpr,
    tpr_bound,
)
from course_lib.errors import CourseError

SIGMA = gaussian_sigma(1.0, 1e-5)  # 3.7306


def test_gaussian_dp_known_answers():  # O46
    assert gdp_auc(1 / SIGMA) == pytest.approx(0.575, abs=5e-4)
    assert gdp_tpr(0.01, 1 / SIGMA) == pytest.approx(0.0198, abs=5e-5)


def test_a_measured_attack_on_gaussian_noise_reaches_its_bound_and_not_more():  # O46
    rng = np.random.default_rng(0)
    a, b = rng.normal(1, SIGMA, 200_000), rng.normal(0, SIGMA, 200_000)
    cut = np.quantile(b, 0.99)
    tpr = (a > cut).mean()
    slack = 4.5 * np.sqrt(0.02 / 200_000 + (1.87 * 0.1 / 447) ** 2)
    assert tpr == pytest.approx(gdp_tpr(0.01, 1 / SIGMA), abs=slack)
    assert tpr <= tpr_bound(0.01, 1.0, 1e-5) + slack


@pytest.mark.parametrize(("epsilon", "bound"), [(0.1, 0.525), (1, 0.731), (3, 0.953)])
def test_pure_dp_bounds(epsilon, bound):
    assert balanced_accuracy_bound(epsilon) == pytest.approx(bound, abs=5e-4)
    assert auc_bound(epsilon) == pytest.approx(bound, abs=5e-4)


@pytest.mark.parametrize(("epsilon", "delta"), [(0.1, 0.0), (1.0, 1e-5), (1.0, 0.1), (5.0, 0.3)])
def test_the_bounds_belong_to_one_curve(epsilon, delta):
    fpr = np.linspace(0, 1, 400_001)
    tpr = tpr_bound(fpr, epsilon, delta)
    assert np.trapezoid(tpr, fpr) == pytest.approx(auc_bound(epsilon, delta), abs=1e-5)
    assert ((tpr + 1 - fpr) / 2).max() == pytest.approx(balanced_accuracy_bound(epsilon, delta), abs=1e-5)
    assert np.all(np.diff(tpr) >= -1e-12) and tpr[-1] == 1 and tpr[0] == pytest.approx(delta)


def test_the_gaussian_curve_touches_the_bound_and_stays_below():
    fpr = np.linspace(1e-6, 1 - 1e-6, 200_001)
    for delta in (1e-5, 1e-2):
        epsilon = 1.0
        mu = 1 / gaussian_sigma(epsilon, delta)
        gap = tpr_bound(fpr, epsilon, delta) - gdp_tpr(fpr, mu)
        assert gap.min() > -1e-9 and gap.min() < 1e-4


def test_what_epsilon_ten_allows():
    assert tpr_bound(1e-5, 10) == pytest.approx(0.22, abs=0.005)
    assert tpr_bound(0.01, 1) == pytest.approx(0.027, abs=0.001)


@pytest.mark.parametrize(("hits", "trials"), [(0, 10), (3, 10), (10, 10), (480, 1000)])
def test_clopper_pearson_is_scipys_exact_interval(hits, trials):
    theirs = stats.binomtest(hits, trials).proportion_ci(0.99, method="exact")
    assert clopper_pearson(hits, trials, 0.99) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def scores(sigma, m, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(1, sigma, m), rng.normal(0, sigma, m)


def test_an_honest_mechanism_passes_every_audit():
    assert all(audit_epsilon(*scores(SIGMA, 500, s), 1e-5, 0.99, seed=s).epsilon <= 1 for s in range(20))


@pytest.mark.parametrize("sign", [1, -1])
def test_an_audit_finds_too_little_noise_in_either_direction(sign):
    a, b = scores(SIGMA / 4, 4000, 0)
    audit = audit_epsilon(sign * a, sign * b, 1e-5)
    assert 1 < audit.epsilon < 6.5  # the truth: 5.2 at this delta
    assert audit.says_in == ("above" if sign > 0 else "below")
    assert "audited epsilon >= " in repr(audit)


def test_a_perfect_attack_shows_what_the_runs_allow_and_a_blind_one_nothing():
    m = 200
    audit = audit_epsilon(np.ones(m), np.zeros(m))
    low = clopper_pearson(m // 2, m // 2, 0.9999)[0]
    assert audit.epsilon == pytest.approx(np.log(low / (1 - low)))
    assert audit_epsilon(np.ones(m), np.ones(m)).epsilon == 0
    assert audit_epsilon(*np.random.default_rng(0).normal(size=(2, 5000))).epsilon < 0.1


@pytest.mark.slow
def test_the_threshold_is_chosen_on_other_runs_than_are_counted():
    """Chosen and counted on the same runs, noise alone would look like a leak; planted: the best of 200 cuts."""
    over = 0
    for seed in range(100):
        audit = audit_epsilon(*np.random.default_rng(seed).normal(size=(2, 60)), confidence=0.8, seed=seed)
        over += audit.epsilon > 0
    assert over / 100 <= 0.2 + 4.5 * np.sqrt(0.16 / 100)


def test_too_few_runs_are_refused():
    with pytest.raises(CourseError, match="20 or more"):
        audit_epsilon(np.ones(5), np.ones(5))
    with pytest.raises(CourseError, match="as many of each"):
        audit_epsilon(np.ones(50), np.ones(40))

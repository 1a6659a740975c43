"""What answers cost together: our short Renyi accountant against dp-accounting, quadrature and closed forms."""

import numpy as np
import pytest
from scipy import integrate, stats

from course_lib.dp import (
    Exponential,
    Gaussian,
    SampledGaussian,
    epsilon_spent,
    gaussian_sigma,
    noise_multiplier,
    rdp_epsilon,
    rdp_gaussian,
    rdp_sampled_gaussian,
    zcdp_epsilon,
    zcdp_of_sigma,
)
from course_lib.dp.accountant import ORDERS, zcdp_rho
from course_lib.errors import CourseError

DELTA = 1e-5
WHOLE = tuple(a for a in ORDERS if a == int(a))


def theirs(q, sigma, times, delta, orders=ORDERS):
    """dp-accounting's epsilon by RDP."""
    import dp_accounting
    from dp_accounting.rdp import RdpAccountant

    accountant = RdpAccountant(orders)
    event = dp_accounting.GaussianDpEvent(sigma)
    accountant.compose(dp_accounting.PoissonSampledDpEvent(q, event) if q < 1 else event, times)
    return accountant.get_epsilon(delta)


def test_one_gaussian_answer_by_three_accountants():  # O37
    sigma = gaussian_sigma(1.0, DELTA)
    pld, rdp = (epsilon_spent([Gaussian(sigma)], DELTA, method) for method in ("pld", "rdp"))
    zcdp = zcdp_epsilon(zcdp_of_sigma(sigma), DELTA)
    assert pld == pytest.approx(1.0, abs=1e-4)
    assert rdp == pytest.approx(1.0926, abs=1e-4)
    assert zcdp == pytest.approx(1.3222, abs=1e-4)
    assert zcdp_epsilon(zcdp_of_sigma(sigma), DELTA, tight=True) == pytest.approx(rdp, abs=1e-3)


def test_a_hundred_gaussian_answers_are_one_with_a_tenth_of_the_noise():  # O38
    many = Gaussian(37.306, times=100)
    assert epsilon_spent([many], DELTA, "pld") == pytest.approx(1.0, abs=2e-4)
    assert epsilon_spent([many], DELTA) == pytest.approx(epsilon_spent([Gaussian(3.7306)], DELTA), rel=1e-12)
    assert epsilon_spent([Gaussian(37.306)] * 100, DELTA) == pytest.approx(epsilon_spent([many], DELTA), rel=1e-12)


@pytest.mark.parametrize(("q", "sigma", "steps", "delta", "rdp", "pld"), [
    (256 / 60000, 1.1, 14062, 1e-5, 2.597, 2.382), (0.1, 4.0, 300, 1e-4, 1.667, 1.497)])
def test_dp_sgd_known_answers(q, sigma, steps, delta, rdp, pld):  # O39
    ledger = [SampledGaussian(q, sigma, steps)]
    assert epsilon_spent(ledger, delta) == pytest.approx(rdp, abs=1e-3)
    assert epsilon_spent(ledger, delta) == pytest.approx(theirs(q, sigma, steps, delta), abs=1e-6)
    assert epsilon_spent(ledger, delta, "pld") == pytest.approx(pld, abs=1e-3)


@pytest.mark.parametrize(("q", "sigma"), [(0.1, 1.0), (0.001, 0.6), (0.5, 30.0), (0.02, 2.0), (0.9, 5.0)])
def test_our_rdp_equals_theirs_at_whole_orders(q, sigma):  # O39, where their sum is finite; q = .1, sigma = 1 included
    ours = rdp_epsilon(300 * rdp_sampled_gaussian(q, sigma, WHOLE), 1e-4, WHOLE)
    assert ours == pytest.approx(theirs(q, sigma, 300, 1e-4, WHOLE), abs=1e-6)


@pytest.mark.parametrize(("q", "sigma"), [(0.1, 1.0), (0.01, 3.0)])
@pytest.mark.parametrize("order", [1.3, 2.4, 5.5, 10.5])
def test_our_rdp_at_other_orders_is_the_integral(q, sigma, order):
    def f(x):
        ratio = 1 - q + q * np.exp((2 * x - 1) / (2 * sigma**2))
        return stats.norm.pdf(x, 0, sigma) * ratio**order

    moment = integrate.quad(f, -14 * sigma, order + 14 * sigma, points=[0, order], epsabs=0, epsrel=1e-12, limit=500)[0]
    ours = rdp_sampled_gaussian(q, sigma, (order,))[0]
    assert ours == pytest.approx(np.log(moment) / (order - 1), rel=1e-6, abs=1e-10)


def test_dp_accounting_is_never_below_us_by_more_than_rounding():
    """At orders between whole numbers theirs sums a slow series and is rougher: 12.14 for our 12.04."""
    ours = epsilon_spent([SampledGaussian(0.1, 1.0, 300)], 1e-4)
    assert ours == pytest.approx(12.043, abs=1e-3)
    assert epsilon_spent([SampledGaussian(0.1, 1.0, 300)], 1e-4, "pld") == pytest.approx(10.81, abs=5e-3)
    assert ours <= theirs(0.1, 1.0, 300, 1e-4) + 1e-6


def test_limits_of_sampling():
    assert np.all(rdp_sampled_gaussian(0.0, 1.0) == 0)
    assert rdp_sampled_gaussian(1.0, 2.0) == pytest.approx(rdp_gaussian(2.0))
    assert rdp_sampled_gaussian(1 - 1e-12, 2.0) == pytest.approx(rdp_gaussian(2.0), rel=1e-6)
    assert epsilon_spent([], DELTA) == 0


def test_sampling_and_noise_lower_the_cost_and_answers_raise_it():
    def cost(q=0.05, sigma=2.0, steps=100):
        return epsilon_spent([SampledGaussian(q, sigma, steps)], DELTA)
    assert cost(q=0.01) < cost() < cost(q=0.1)
    assert cost(sigma=3.0) < cost() < cost(sigma=1.5)
    assert cost(steps=10) < cost() < cost(steps=1000)
    assert cost() < epsilon_spent([SampledGaussian(0.05, 2.0, 100), Gaussian(10.0)], DELTA)


def test_the_exponential_mechanism_costs_an_eighth_of_its_square():
    assert Exponential(0.4).rdp(np.array([2.0, 10.0])) == pytest.approx([0.04, 0.2])
    assert epsilon_spent([Exponential(0.4, times=10)], DELTA) == pytest.approx(
        zcdp_epsilon(10 * 0.02, DELTA, tight=True))
    with pytest.raises(CourseError, match="rdp"):
        epsilon_spent([Exponential(0.4)], DELTA, "pld")


def test_zcdp_of_a_budget_spends_all_of_it():
    for epsilon in (0.1, 1.0, 10.0):
        assert zcdp_epsilon(zcdp_rho(epsilon, DELTA), DELTA, tight=True) == pytest.approx(epsilon, rel=1e-6)


@pytest.mark.parametrize("method", ["rdp", pytest.param("pld", marks=pytest.mark.slow)])
@pytest.mark.parametrize("others", [[], [Gaussian(8.0)]])
def test_the_noise_multiplier_spends_the_budget_and_not_more(method, others):
    sigma = noise_multiplier(1.0, DELTA, 0.02, 100, method=method, others=others)
    spent = epsilon_spent([*others, SampledGaussian(0.02, sigma, 100)], DELTA, method)
    assert 0.995 < spent <= 1.0


def test_what_cannot_be_accounted_for_is_refused():
    with pytest.raises(CourseError, match="spent before the first step"):
        noise_multiplier(1.0, DELTA, 0.02, 100, others=[Gaussian(1.0)])
    with pytest.raises(CourseError, match="choose 'rdp' or 'pld'"):
        epsilon_spent([Gaussian(1.0)], DELTA, "moments")
    with pytest.raises(CourseError, match="delta=0"):
        epsilon_spent([Gaussian(1.0)], 0)

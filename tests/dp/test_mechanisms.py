"""The mechanisms: noise as large as promised, from the source that was promised; and faults that must be seen."""

import numpy as np
import pytest
from scipy import stats

from course_lib.dp import (
    audit_epsilon,
    exponential_mechanism,
    exponential_probabilities,
    gaussian,
    gaussian_delta,
    gaussian_epsilon,
    gaussian_sigma,
    laplace,
    noise_source,
    randomised_response,
    shares_from_randomised,
)
from course_lib.errors import CourseError

DELTA = 1e-5


@pytest.mark.parametrize(("epsilon", "analytic", "classical"),
                         [(0.5, 7.0318, 9.690), (1, 3.7306, 4.845), (3, 1.3906, 1.615)])
def test_sigma_of_the_gaussian_mechanism(epsilon, analytic, classical):  # O36
    assert gaussian_sigma(epsilon, DELTA) == pytest.approx(analytic, abs=5e-5)
    assert gaussian_sigma(epsilon, DELTA, method="classical") == pytest.approx(classical, abs=5e-4)
    assert gaussian_sigma(epsilon, DELTA, sensitivity=3) == pytest.approx(3 * analytic, abs=2e-4)


@pytest.mark.parametrize("epsilon", [0.01, 0.3, 1, 5, 30])
@pytest.mark.parametrize("delta", [1e-10, 1e-5, 0.1])
def test_sigma_delta_and_epsilon_are_inverse_to_each_other(epsilon, delta):  # O37
    sigma = gaussian_sigma(epsilon, delta)
    assert gaussian_delta(epsilon, sigma) == pytest.approx(delta, rel=1e-6)
    assert gaussian_epsilon(sigma, delta) == pytest.approx(epsilon, rel=1e-6)


def test_delta_is_the_integral_of_its_definition():  # O37, from P(M(D) in E) - e^epsilon P(M(D') in E) at the worst E
    x = np.linspace(-60, 60, 2_000_001)
    for sigma, epsilon in ((3.7306, 1.0), (1.0, 2.0)):
        excess = stats.norm.pdf(x, 1, sigma) - np.exp(epsilon) * stats.norm.pdf(x, 0, sigma)
        assert gaussian_delta(epsilon, sigma) == pytest.approx(np.maximum(excess, 0).sum() * (x[1] - x[0]), abs=1e-9)


def test_gaussian_noise_has_its_size_and_keeps_the_shape():
    noise = gaussian(np.zeros((100, 1000)), 3.0, seed=0)
    assert noise.shape == (100, 1000)
    assert abs(noise.std() - 3) < 4.5 * 3 / np.sqrt(2e5)
    assert isinstance(gaussian(5, 1.0, seed=0), float)


def test_laplace_noise_has_its_distribution():
    noise = laplace(np.zeros(100_000), epsilon=0.5, sensitivity=2.0, seed=0)
    assert stats.kstest(noise, stats.laplace(scale=4).cdf).pvalue > 1e-5
    assert isinstance(laplace(5, 1.0, seed=0), float)


def test_a_noisy_histogram_is_off_by_what_the_noise_makes():  # O41
    k, n, sigma = 10, 1000, 3.73
    off = [np.abs(gaussian(np.full(k, 100.0), sigma, seed=s) - 100).sum() / (2 * n) for s in range(2000)]
    assert np.mean(off) == pytest.approx(0.5 * k * sigma * np.sqrt(2 / np.pi) / n, abs=4.5 * np.std(off) / 2000**0.5)
    assert np.mean(off) == pytest.approx(0.0149, abs=2e-4)


def test_the_exponential_mechanism_draws_with_its_probabilities():
    scores = [0.0, 1.0, 3.0]
    p = exponential_probabilities(scores, epsilon=1.0, sensitivity=0.5)
    assert p == pytest.approx(np.exp(scores) / np.exp(scores).sum())
    rng = np.random.default_rng(0)
    drawn = np.bincount([exponential_mechanism(scores, 1.0, 0.5, rng) for _ in range(20_000)], minlength=3) / 20_000
    assert np.all(np.abs(drawn - p) < 4.5 * np.sqrt(p * (1 - p) / 20_000))
    ratio = exponential_probabilities([0, 1, 2], 0.7) / exponential_probabilities([1, 0, 1], 0.7)
    assert np.all(np.abs(np.log(ratio)) <= 0.7 + 1e-12)  # scores moved by 1 each: no probability by more than e^epsilon


def test_randomised_response():  # O42
    n = 100_000
    told = randomised_response(np.ones(n, dtype=int), 1.0, seed=0)
    p = np.e / (np.e + 1)
    assert p == pytest.approx(0.7311, abs=5e-5)
    assert abs(told.mean() - p) < 4.5 * np.sqrt(p * (1 - p) / n)
    audit = audit_epsilon(told, randomised_response(np.zeros(n, dtype=int), 1.0, seed=1))
    assert 0.9 < audit.epsilon <= 1


@pytest.mark.parametrize("levels", [2, 5])
def test_shares_are_recovered_from_randomised_answers(levels):
    codes = np.random.default_rng(0).integers(0, levels, 200_000) // 2
    told = randomised_response(codes, 1.0, levels, seed=1)
    truth = np.bincount(codes, minlength=levels) / len(codes)
    spread = 0.5 / np.sqrt(len(codes)) * (np.e + levels - 1) / (np.e - 1)
    assert np.all(np.abs(shares_from_randomised(told, 1.0, levels) - truth) < 4.5 * spread)


def test_the_operating_systems_noise_is_noise_that_comes_only_once():
    source = noise_source(None)
    draws = source.standard_normal((2, 50_000))
    assert draws.shape == (2, 50_000)
    assert stats.kstest(draws.ravel(), "norm").pvalue > 1e-6
    uniform = source.random(100_000)
    assert stats.kstest(uniform, "uniform").pvalue > 1e-6
    assert 0 < uniform.min() and uniform.max() < 1
    assert gaussian(0, 1.0) != gaussian(0, 1.0)
    assert gaussian(0, 1.0, seed=1) == gaussian(0, 1.0, seed=1)
    assert isinstance(source.random(), float) and isinstance(source.standard_normal(), float)
    assert noise_source(source) is source


@pytest.mark.parametrize("call", [lambda: gaussian_sigma(0, DELTA), lambda: gaussian_sigma(1, 0),
                                  lambda: gaussian_sigma(1, 1.0), lambda: gaussian_sigma(1, DELTA, method="best"),
                                  lambda: laplace(0, -1.0), lambda: exponential_mechanism([1, 2], float("inf"))])
def test_a_budget_that_is_none_is_refused(call):
    with pytest.raises(CourseError):
        call()


# A planted fault: the noise of one answer where 25 are released.

def released(with_row, sensitivity, runs):
    """25 sums, each moved by 1 by the row, with noise for `sensitivity`; an attacker adds them up."""
    sigma = gaussian_sigma(1.0, DELTA, sensitivity)
    return gaussian(np.full((runs, 25), float(with_row)), sigma, seed=int(with_row)).sum(axis=1)


def test_an_audit_sees_a_sensitivity_that_is_too_small():
    right = audit_epsilon(released(True, 5.0, 4000), released(False, 5.0, 4000), DELTA)
    wrong = audit_epsilon(released(True, 1.0, 4000), released(False, 1.0, 4000), DELTA)
    assert right.epsilon <= 1 < wrong.epsilon

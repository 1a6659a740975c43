import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, truncnorm

from course_lib.data import (
    clipped_normal_mean,
    clipped_shares,
    solve_clipped_normal,
    solve_truncated_normal,
    truncated_normal_mean,
    truncated_normal_quantile,
    truncated_normal_sd,
)
from course_lib.errors import CourseError

INF = float("inf")


def test_o7_clip_below_at_18():
    at_low, at_high = clipped_shares(35, 15, 18, INF)
    assert at_low == pytest.approx(0.1285, abs=5e-5) and at_high == 0
    assert clipped_normal_mean(35, 15, 18, INF) == pytest.approx(35.963, abs=5e-4)


def test_o7_truncated_to_18_80():
    assert truncated_normal_mean(35, 15, 18, 80) == pytest.approx(38.542, abs=5e-4)
    assert truncated_normal_sd(35, 15, 18, 80) == pytest.approx(12.145, abs=5e-4)


def test_o7_sigma_of_mean_44():
    sigma = solve_truncated_normal(44.3, 35, 18, 80)
    assert sigma == pytest.approx(28.27, abs=5e-3)
    assert truncated_normal_mean(35, sigma, 18, 80) == pytest.approx(44.3, abs=1e-9)
    assert truncated_normal_sd(35, sigma, 18, 80) == pytest.approx(16.1, abs=0.05)


def test_clipping_needs_sigma_71_and_puts_four_in_ten_at_18():
    sigma = solve_clipped_normal(44.3, 35, 18, 80)
    assert sigma == pytest.approx(71, abs=1)
    assert clipped_shares(35, sigma, 18, 80)[0] == pytest.approx(0.41, abs=0.005)


@given(st.floats(-50, 50), st.floats(0.5, 100), st.floats(-40, 0), st.floats(1, 80))
@settings(max_examples=60, deadline=None)
def test_agrees_with_scipy(mu, sigma, low, width):
    high = low + width
    other = truncnorm((low - mu) / sigma, (high - mu) / sigma, mu, sigma)
    try:
        mean, sd = truncated_normal_mean(mu, sigma, low, high), truncated_normal_sd(mu, sigma, low, high)
    except CourseError:
        assert norm(mu, sigma).cdf(high) - norm(mu, sigma).cdf(low) < 1e-11
        return
    scale = max(abs(low), abs(high), 1)
    assert mean == pytest.approx(other.mean(), abs=1e-4 * scale)
    if norm(mu, sigma).cdf(high) - norm(mu, sigma).cdf(low) > 1e-6:
        assert sd == pytest.approx(other.std(), rel=1e-4)
        u = np.linspace(0.001, 0.999, 9)
        np.testing.assert_allclose(truncated_normal_quantile(u, mu, sigma, low, high), other.ppf(u), atol=1e-6 * scale)


@given(st.floats(-100, 100), st.floats(-50, 0), st.floats(1, 90), st.floats(0.1, 0.9))
@settings(max_examples=60, deadline=None)
def test_solving_is_the_inverse_of_the_mean(mu, low, width, share):
    high = low + width
    start, end = min(max(mu, low), high), (low + high) / 2
    mean = start + share * (end - start)
    if abs(end - start) < 0.05 * width or not low <= mu <= high:
        return
    pairs = (solve_truncated_normal, truncated_normal_mean), (solve_clipped_normal, clipped_normal_mean)
    for solve, mean_of in pairs:
        assert mean_of(mu, solve(mean, mu, low, high), low, high) == pytest.approx(mean, abs=1e-7 * width)


def test_clipped_mean_against_quadrature():
    x = np.linspace(-60, 130, 200_001)
    density = norm(35, 15).pdf(x)
    assert clipped_normal_mean(35, 15, 18, 80) == pytest.approx(np.trapezoid(np.clip(x, 18, 80) * density, x), abs=1e-6)


def test_quantiles_stay_inside_and_take_arrays_of_locations():
    values = truncated_normal_quantile(np.array([0.0, 0.5, 1.0]), np.array([20.0, 49.0, 79.0]), 10, 18, 80)
    assert values.min() >= 18 and values.max() <= 80 and values[1] == pytest.approx(49)


@pytest.mark.parametrize("call, words", [
    (lambda: solve_truncated_normal(60, 35, 18, 80), ["mean 60", "35", "49"]),
    (lambda: solve_truncated_normal(44.3, 35, 80, 18), ["Bounds"]),
    (lambda: solve_truncated_normal(44.3, 35, 18, INF), ["Bounds", "finite"]),
    (lambda: truncated_normal_mean(35, 0, 18, 80), ["sigma is 0"]),
    (lambda: truncated_normal_mean(35, 1, 80, 90), ["next to nothing"]),
    (lambda: solve_truncated_normal(48.9999999, 35, 18, 80), ["near the end"]),
])
def test_what_cannot_be_is_said(call, words):
    with pytest.raises(CourseError) as told:
        call()
    assert all(word in str(told.value) for word in words)

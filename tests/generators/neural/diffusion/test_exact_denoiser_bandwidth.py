"""The exact denoiser of a smoothed table: a normal cloud around each row."""

import numpy as np
import pytest

from course_lib.generators.neural.diffusion import (
    backward,
    empirical_denoiser,
    gaussian_denoiser,
    linear_schedule,
    posterior_mean,
    posterior_variance,
)

ROWS = np.array([[-1.0, 0.5], [0.3, -0.4], [2.0, 1.0]])


def test_one_row_is_a_gaussian():
    x = np.random.default_rng(0).standard_normal((20, 2))
    for signal, noise in ((0.9, 0.4), (0.2, 0.98), (1.0, 0.0)):
        got = empirical_denoiser(x, signal, noise, ROWS[:1], bandwidth=0.3)
        np.testing.assert_allclose(got, gaussian_denoiser(x, signal, noise, ROWS[0], 0.3), atol=1e-12)


def test_it_is_the_posterior_mean_by_quadrature():
    """One column: integrate over x_0 on a fine grid."""
    rows, h, signal, noise = np.array([[-1.0], [0.2], [1.5]]), 0.4, 0.7, 0.6
    grid = np.linspace(-6, 6, 200_001)
    prior = np.exp(-((grid[:, None] - rows[:, 0]) ** 2) / (2 * h**2)).sum(1)
    for x in (-1.2, 0.0, 0.8):
        w = prior * np.exp(-((x - signal * grid) ** 2) / (2 * noise**2))
        got = empirical_denoiser(np.array([[x]]), signal, noise, rows, bandwidth=h)[0, 0]
        assert got == pytest.approx((w * grid).sum() / w.sum(), abs=1e-9)


def test_bandwidth_zero_is_the_table_itself():
    x = np.random.default_rng(1).standard_normal((20, 2))
    np.testing.assert_array_equal(empirical_denoiser(x, 0.8, 0.6, ROWS),
                                  empirical_denoiser(x, 0.8, 0.6, ROWS, bandwidth=0.0))


def test_its_walk_ends_on_rows_plus_noise_of_the_bandwidth():
    n, h, rng = 4000, 0.05, np.random.default_rng(2)

    def denoise(x, alpha_bar):
        return empirical_denoiser(x, alpha_bar**0.5, (1 - alpha_bar) ** 0.5, ROWS, bandwidth=h)

    *_, (t, x) = backward(rng.standard_normal((n, 2)), denoise, linear_schedule(), rng)
    nearest = ((x[:, None] - ROWS) ** 2).sum(2).argmin(1)
    off = x - ROWS[nearest]
    assert t == 0
    assert np.abs(off.mean(0)).max() < 4.5 * h / np.sqrt(n)
    known = spread_at_the_end(h, linear_schedule())
    assert abs(off.std() / known - 1) < 4.5 / np.sqrt(2 * 2 * n)
    share = np.bincount(nearest) / n
    assert np.abs(share - 1 / 3).max() < 4.5 * np.sqrt(2 / 9 / n) + 0.02


def spread_at_the_end(sd, schedule) -> float:
    """The sd of the walk for rows N(m, sd^2): x_{t-1} = a x_t + c + noise, so its variance obeys a recursion (O31)."""
    variance = 1.0
    for t in range(schedule.steps, 0, -1):
        now, before = schedule.alpha_bar[t], schedule.alpha_bar[t - 1]
        slope = posterior_mean(1.0, gaussian_denoiser(1.0, now**0.5, (1 - now) ** 0.5, 0.0, sd), now, before)
        variance = slope**2 * variance + (posterior_variance(now, before) if t > 1 else 0)
    return float(np.sqrt(variance))

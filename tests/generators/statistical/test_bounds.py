"""Clip, truncate, none: what each does to a normal column, in closed form (oracle O7)."""

import numpy as np
import pytest
from scipy import stats

from course_lib.generators.statistical.bounds import clip, truncate_normal, truncate_uniform

MU, SD, M = 35.0, 15.0, 400_000


@pytest.fixture(scope="module")
def ages():
    return np.random.default_rng(0).normal(MU, SD, M)


def test_clipping_piles_up_a_spike_and_shifts_the_mean(ages):
    x = clip(ages, 18.0, np.inf)
    spike = stats.norm.cdf((18 - MU) / SD)
    assert spike == pytest.approx(0.1285, abs=1e-4)
    assert (x == 18).mean() == pytest.approx(spike, abs=4.5 * np.sqrt(spike * (1 - spike) / M))
    t = (18 - MU) / SD
    mean = 18 * spike + MU * (1 - spike) + SD * stats.norm.pdf(t)
    assert mean == pytest.approx(35.963, abs=5e-4)
    assert x.mean() == pytest.approx(mean, abs=4.5 * x.std() / np.sqrt(M))


def test_truncating_gives_the_truncated_normal(ages):
    x = truncate_normal(ages, MU, SD, 18.0, 80.0)
    law = stats.truncnorm((18 - MU) / SD, (80 - MU) / SD, MU, SD)
    assert law.mean() == pytest.approx(38.542, abs=5e-4)
    assert law.std() == pytest.approx(12.145, abs=5e-4)
    assert stats.kstest(x, law.cdf).statistic < 2.5 / np.sqrt(M)  # exceeded with probability 7e-6
    assert not np.isin(x, [18.0, 80.0]).any()
    assert np.array_equal(np.argsort(x[:1000]), np.argsort(ages[:1000]))  # ranks stay


def test_truncation_far_from_the_bounds_changes_nothing(ages):
    assert np.allclose(truncate_normal(ages[:999], MU, SD, -1e4, 1e4), ages[:999])
    x = np.random.default_rng(1).uniform(-1, 1, 99)
    assert np.allclose(truncate_uniform(x, 0.0, 1.0, -5.0, 5.0), x)


def test_truncated_uniform_noise_fills_what_lies_inside():
    x = truncate_uniform(np.random.default_rng(2).uniform(1, 5, M), 3.0, 2.0, 2.0, np.inf)
    assert stats.kstest(x, stats.uniform(2, 3).cdf).statistic < 2.5 / np.sqrt(M)


def test_a_column_without_spread_is_kept_inside():
    mean, sd = np.array([5.0, 1.0]), np.array([0.0, 1.0])
    x = np.array([[5.0, 9.0], [5.0, -9.0]])
    low, high = np.array([6.0, 0.0]), np.array([7.0, 2.0])
    for cut in (truncate_normal, truncate_uniform):
        out = cut(x, mean, sd, low, high)
        assert (out[:, 0] == 6.0).all()
        assert (out >= low).all()
    assert (truncate_normal(x, mean, sd, low, high) <= high).all()


def test_values_so_far_out_that_the_tail_is_zero_stay_finite():
    out = truncate_normal(np.array([-60.0, 60.0]), 0.0, 1.0, -1.0, 2.0)
    assert out.tolist() == pytest.approx([-1.0, 2.0])

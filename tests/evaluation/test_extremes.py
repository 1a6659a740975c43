"""chi(q) against the normal's closed form (science O12) and the t's limit."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from course_lib.data.heavy import simulate_heavy, tail_dependence
from course_lib.evaluation import joint_tail


def of_a_normal(rho, q):
    a = norm.ppf(q)
    both = 1 - 2 * q + multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([a, a])
    return both / (1 - q)


@pytest.mark.parametrize("q, chi", [(0.95, 0.310), (0.99, 0.188)])
def test_a_normal(q, chi):
    assert of_a_normal(0.6, q) == pytest.approx(chi, abs=6e-4)
    n = 400_000
    g = np.random.default_rng(0).standard_normal((n, 2)) @ np.linalg.cholesky([[1, 0.6], [0.6, 1]]).T
    assert joint_tail(*g.T, q) == pytest.approx(chi, abs=4.5 * np.sqrt(chi * (1 - chi) / (1 - q) / n) + 6e-4)


def test_a_t_keeps_its_extremes_together():
    t = simulate_heavy(400_000, 0.6, df=3, seed=1)
    far = joint_tail(t.x, t.y, 0.999)
    assert far == pytest.approx(tail_dependence(0.6, 3), abs=4.5 * np.sqrt(0.24 / 400) + 0.01)
    assert far > 2 * of_a_normal(0.6, 0.999)


def test_the_ends():
    x = np.arange(1000.0)
    assert joint_tail(x, x, 0.9) == 1 and joint_tail(x, -x, 0.9) == 0
    assert np.isnan(joint_tail(np.zeros(10), x[:10], 0.9))

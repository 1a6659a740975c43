"""The bent pair against its closed forms."""

import numpy as np
import pytest

from course_lib.data.bend import bend_correlation, bend_signal, simulate_bend
from course_lib.errors import CourseError

N = 200_000


@pytest.mark.parametrize("bend", [0.0, 0.3, 0.7, 1.0])
def test_strength_stays_and_the_straight_part_goes(bend):
    rho = 0.9
    t = simulate_bend(N, bend, rho, seed=1)
    s = bend_signal(t.x, bend)
    # y has a fourth moment up to that of a chi-squared: its variance has a standard error of sqrt(14 / n) at most.
    assert t.y.var() == pytest.approx(1, abs=4.5 * np.sqrt(14 / N))
    assert np.corrcoef(s, t.y)[0, 1] == pytest.approx(rho, abs=4.5 * 2 * (1 - rho**2) / np.sqrt(N))
    assert t.x.corr(t.y) == pytest.approx(bend_correlation(bend, rho), abs=4.5 * 2.5 / np.sqrt(N))


def test_the_ends():
    assert bend_correlation(0, 0.6) == 0.6 and bend_correlation(1, 0.6) == 0
    np.testing.assert_allclose(bend_signal([-2.0, 0.0, 2.0], 0), [-2, 0, 2])
    np.testing.assert_allclose(bend_signal([-1.0, 1.0, 3.0], 1), [0, 0, 8 / np.sqrt(2)])


def test_one_seed_keeps_x_and_the_noise():
    straight, bent = (simulate_bend(50, b, 0.8, seed=3) for b in (0.0, 1.0))
    assert straight.x.equals(bent.x)
    np.testing.assert_allclose(straight.y - 0.8 * straight.x, bent.y - 0.8 * bend_signal(bent.x, 1))
    assert not straight.equals(simulate_bend(50, 0.0, 0.8, seed=4))


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="bend=1.5"):
        simulate_bend(10, 1.5)
    with pytest.raises(CourseError, match="rho=2"):
        simulate_bend(10, 0.5, 2)

"""The heavy pair against its closed forms."""

import numpy as np
import pytest
from scipy import stats

from course_lib.data.heavy import simulate_heavy, tail_dependence
from course_lib.errors import CourseError


def test_columns_are_t_and_ranks_correlate():
    t = simulate_heavy(50_000, 0.6, df=3, seed=0)
    for column in ("x", "y"):
        assert stats.kstest(t[column], stats.t(3).cdf).pvalue > 1e-4
    # Kendall's tau of an elliptical pair is 2/pi asin(rho), whatever the df; its standard error is below 1/sqrt(n).
    assert stats.kendalltau(t.x, t.y).statistic == pytest.approx(2 / np.pi * np.arcsin(0.6), abs=4.5 / np.sqrt(50_000))


def test_tail_dependence():
    assert tail_dependence(0.6, 3) == pytest.approx(0.374, abs=5e-4)  # science 2.9
    assert tail_dependence(0.6, 1e7) < 1e-6 and tail_dependence(1.0, 3) == 1


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="rho=1.1"):
        simulate_heavy(5, 1.1)
    with pytest.raises(CourseError, match="df=0"):
        simulate_heavy(5, 0.5, df=0)

"""Rates, risks and their words."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Rate, Risk, attacked, clopper_pearson


def test_risk_by_hand():
    """.30 against .20: an eighth of what the control leaves (science.md 2.7's example)."""
    risk = Risk("x", attack=Rate(300, 1000), guess=Rate(100, 1000), control=Rate(200, 1000))
    assert risk.value == pytest.approx(0.125)
    assert risk.interval[0] < 0.125 < risk.interval[1] and risk.seen
    assert "control" in str(risk) and "guess" in str(risk) and "safe" not in str(risk)


def test_the_interval_covers():
    """95% of 400 simulated attacks, with a true risk of 0, within 4.5 standard errors."""
    rng = np.random.default_rng(0)
    risks = [Risk("x", Rate(int(a), 300), Rate(0, 300), Rate(int(c), 300)) for a, c in rng.binomial(300, 0.2, (400, 2))]
    missed = np.mean([not r.interval[0] <= 0 <= r.interval[1] for r in risks])
    assert missed == pytest.approx(0.05, abs=4.5 * np.sqrt(0.05 * 0.95 / 400))


def test_no_better_than_the_guess_is_not_seen():
    assert not Risk("x", Rate(300, 1000), Rate(400, 1000), Rate(200, 1000)).seen


def test_a_control_that_is_always_right_leaves_no_risk():
    assert Risk("x", Rate(10, 10), Rate(0, 10), Rate(10, 10)).value == 0


def test_clopper_pearson_by_hand():
    """0 of n: the upper end is 1 - (a/2)^(1/n)."""
    assert clopper_pearson(0, 20) == (0.0, pytest.approx(1 - 0.025 ** (1 / 20)))
    with pytest.raises(CourseError):
        clopper_pearson(0, 0)


def test_tpr_counts_members_above_one_in_a_hundred():
    members, strangers = np.r_[np.full(30, 2.0), np.zeros(70)], np.r_[np.linspace(0, 1, 200)]
    found = attacked("x", members, strangers, (strangers[::2], strangers[1::2]))
    assert found.tpr == 0.3 and found.tpr_interval[0] < 0.3 < found.tpr_interval[1]


@pytest.mark.parametrize("others", [10, 50, 100, 300])
def test_what_luck_finds_at_few_false_alarms(others):
    """Members and others drawn alike: the mean TPR over 400 attacks is the guess; with 50 others that is 1 in 51."""
    rng = np.random.default_rng(0)
    runs = [attacked("x", rng.random(40), rng.random(others), (np.ones(2), np.zeros(2))) for _ in range(400)]
    found = np.array([a.tpr for a in runs])
    assert found.mean() == pytest.approx(runs[0].tpr_guess, abs=4.5 * found.std() / np.sqrt(400))
    assert others > 100 or runs[0].tpr_guess == pytest.approx(1 / (others + 1))

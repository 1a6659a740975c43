"""Lesson 15's view: bounds and controls by hand, what the stored runs must hold."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from course_lib.dp import gdp_tpr, tpr_bound
from course_lib.errors import CourseError
from course_lib.explore.privacy import FPR, PrivacyState, PrivacyView, explore_privacy, percent
from course_lib.study.private_runs import private_rows, private_runs

RUNS, ROWS = private_runs(), private_rows()
VIEW = PrivacyView(RUNS, ROWS)
STATES = [PrivacyState(epsilon, generator, rows) for epsilon in VIEW.epsilons
          for generator in VIEW.controls[1].values for rows in VIEW.controls[2].values]


def test_numbers_by_hand():
    n = VIEW.numbers(PrivacyState(1.0))
    part = RUNS[(RUNS["generator"] == "private_marginals") & (RUNS["rows"] == 10_000) & (RUNS["epsilon"] == 1.0)]
    assert n["skill"] == pytest.approx(part["skill"].mean()) and n["lowest"] == part["skill"].min()
    assert n["right"] == pytest.approx((np.e + 1e-5) / (1 + np.e)) and n["guess"] == 0.5
    assert n["counts"] == pytest.approx(norm.cdf(part["mu"].iloc[0] / 2))
    assert n["fresh"] == pytest.approx(RUNS.query("generator == 'fresh rows' and rows == 10_000")["skill"].mean())


def test_what_the_counts_permit_stays_within_the_budget():
    for state in STATES:
        n = VIEW.numbers(state)
        if state.generator == "private_marginals":
            mu = VIEW._mu[state.generator, state.rows, state.epsilon]
            assert 0.5 < n["counts"] < n["right"]
            assert (gdp_tpr(FPR, mu) <= tpr_bound(FPR, state.epsilon, VIEW.delta) + 1e-9).all()
        else:
            assert np.isnan(n["counts"]) and "these counts" not in VIEW.readout(state, n)


def test_guess_and_control_stand_beside_every_number():
    for state in STATES:
        n = VIEW.numbers(state)
        assert "a coin 50%" in VIEW.readout(state, n) and "fresh rows" in VIEW.readout(state, n)
        assert "coin" in VIEW.alt(state, n)


def test_a_share_that_is_not_one_is_not_written_as_one():
    assert [percent(s) for s in (0.731, 0.99331, 0.9999546, 1 - 1e-13)] == ["73.1%", "99.331%", "99.995%",
                                                                           "over 99.999%"]


def test_pictures_differ_and_repeat():
    frames = [VIEW.draw(state) for state in STATES[:6]]
    assert len({frame.data for frame in frames}) == 6 and VIEW.draw(STATES[0]) == frames[0]


def test_wiring():
    explorer = explore_privacy(RUNS, ROWS)
    explorer.state = replace(explorer.state, epsilon=3.0)
    assert explorer.line == "epsilon=3 generator=private_marginals rows=10000"


def test_a_missing_run_is_named_with_the_command():
    with pytest.raises(CourseError, match="private_vae at 1,000 rows and epsilon 3.*private_runs"):
        PrivacyView(RUNS, ROWS.query("not (generator == 'private_vae' and rows == 1000 and epsilon == 3)"))

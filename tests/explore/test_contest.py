"""Lesson 13's view: leads by hand, Student's interval, directions."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.errors import CourseError
from course_lib.explore.contest import ContestState, ContestView, explore_contest

SCORES = {
    "near": pd.DataFrame({"a": [0.5, 0.7, 0.6], "b": [0.4, 0.75, 0.55], "fresh rows": [0.9, 0.9, 0.9]}),
    "clear": pd.DataFrame({"a": [3.0, 3.1, 3.2], "b": [1.0, 1.2, 1.1], "fresh rows": [0.0, 0.1, 0.0]}),
}
BETTER = {"near": "higher", "clear": "lower"}
VIEW = ContestView(SCORES, BETTER)


def test_the_lead_by_hand():
    n = VIEW.numbers(ContestState("near", 3))
    lead = np.array([0.1, -0.05, 0.05])
    half = stats.t.ppf(0.975, 2) * lead.std(ddof=1) / np.sqrt(3)
    assert n["lead"] == pytest.approx(lead.mean()) and n["low"] == pytest.approx(lead.mean() - half)
    assert n["told"] == 0 and "not told apart" in VIEW.readout(ContestState("near", 3), n)


def test_lower_is_better_turns_the_order_round():
    state = ContestState("clear", 3)
    assert VIEW.places(state) == ["b", "a"]
    n = VIEW.numbers(state)
    assert n["lead"] == pytest.approx(2.0) and n["told"] == 1


def test_one_seed_tells_nothing_and_the_leader_changes_with_it():
    first, second = ContestState("near", 1, seed=0), ContestState("near", 1, seed=1)
    assert (VIEW.places(first)[0], VIEW.places(second)[0]) == ("a", "b")
    assert VIEW.numbers(first)["told"] == 0 and "no interval" in VIEW.readout(first, VIEW.numbers(first))


def test_the_seed_turns_the_runs_round():
    assert VIEW.counted(ContestState("near", 2, seed=2))["a"].tolist() == [0.6, 0.5]


def test_fresh_rows_do_not_compete():
    assert "fresh rows" not in VIEW.places(ContestState("near", 3))


def test_pictures_differ_and_repeat():
    states = [ContestState(metric, k) for metric in SCORES for k in (1, 3)]
    frames = [VIEW.draw(state) for state in states]
    assert len({frame.data for frame in frames}) == 4 and VIEW.draw(states[0]) == frames[0]
    assert all("better to the right" in frame.alt for frame in frames)


def test_wiring():
    explorer = explore_contest(SCORES, BETTER)
    explorer.state = replace(explorer.state, seeds=3)
    assert explorer.line == "metric=near seeds=3 seed=0" and explorer.numbers["told"] == 0


@pytest.mark.parametrize("scores, better, words", [
    ({}, {}, "needs scores"), (SCORES, {"near": "higher"}, "no direction"),
    ({"near": SCORES["near"].drop(columns="fresh rows")}, BETTER, "fresh rows"),
    ({"near": SCORES["near"].assign(a=np.nan)}, BETTER, "none missing")])
def test_bad_input_is_one_sentence(scores, better, words):
    with pytest.raises(CourseError, match=words):
        ContestView(scores, better)

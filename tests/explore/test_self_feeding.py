"""Lesson 16's view: the exact chance beside counted chains, absorbed without fresh rows and not with them."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.data import lost
from course_lib.explore.self_feeding import CHAINS, SelfFeedingState, SelfFeedingView, explore_self_feeding

VIEW = SelfFeedingView()


@pytest.mark.parametrize("state", [SelfFeedingState(), SelfFeedingState(50, 5, 0.1), SelfFeedingState(1000, 50, 0.01)])
def test_numbers_are_the_closed_form_and_chains_agree(state):
    n = VIEW.numbers(state)
    assert n["absent"] == pytest.approx(lost(0.02, state.n, state.generations, state.fresh)[-1], abs=1e-12)
    assert abs(n["of the chains"] - n["absent"]) < 4.5 * np.sqrt(n["absent"] * (1 - n["absent"]) / CHAINS)


def test_what_is_absent_stays_absent_unless_fresh_rows_come():
    gone = VIEW.counts(SelfFeedingState()) == 0
    assert (gone[1:] >= gone[:-1]).all() and "stays there" in VIEW.draw(SelfFeedingState()).alt
    mixed = VIEW.counts(SelfFeedingState(fresh=0.1)) == 0
    assert (mixed[1:] < mixed[:-1]).any() and "leave the bottom" in VIEW.draw(SelfFeedingState(fresh=0.1)).alt


def test_more_rows_and_more_fresh_rows_lose_less():
    absent = [VIEW.numbers(SelfFeedingState(n=n))["absent"] for n in (50, 100, 200, 500, 1000)]
    fresh = [VIEW.numbers(SelfFeedingState(fresh=f))["absent"] for f in (0.0, 0.01, 0.1, 0.5)]
    assert absent == sorted(absent, reverse=True) and fresh == sorted(fresh, reverse=True)


def test_the_task_has_one_answer_away_from_its_border():
    """200 rows, 30 generations: the smallest share of fresh rows with a chance under one in ten."""
    absent = {f: VIEW.numbers(SelfFeedingState(fresh=f))["absent"] for f in (0.1, 0.2)}
    assert absent[0.1] > 0.18 and absent[0.2] < 0.096


def test_pictures_differ_and_repeat():
    states = [SelfFeedingState(), SelfFeedingState(n=50), SelfFeedingState(fresh=0.2), SelfFeedingState(seed=1)]
    frames = [VIEW.draw(state) for state in states]
    assert len({frame.data for frame in frames}) == 4 and VIEW.draw(states[0]) == frames[0]
    assert "77.8%" in frames[0].readout


def test_wiring():
    explorer = explore_self_feeding()
    explorer.line = "n=50 fresh=0.05"
    assert explorer.state == SelfFeedingState(n=50, fresh=0.05)
    explorer.state = replace(explorer.state, generations=10)
    assert explorer.line == "n=50 generations=10 fresh=0.05 seed=0"

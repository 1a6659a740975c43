"""Lesson 02's view against the closed form."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.explore.truncation import TruncationState, TruncationView

VIEW = TruncationView(n=20_000)


@pytest.mark.parametrize("state", [TruncationState(sigma=28, how="truncate"), TruncationState(sigma=71),
                                   TruncationState(sigma=15, low=0, high=50, seed=3)])  # fmt: skip
def test_the_draw_agrees_with_the_formula(state):
    n, ages = VIEW.numbers(state), VIEW.ages(state)
    assert n["mean"] == pytest.approx(ages.mean(), abs=4.5 * ages.std() / np.sqrt(len(ages)))
    for key, bound in (("share at the lower bound", state.low), ("share at the upper bound", state.high)):
        p = n[key]
        assert np.mean(ages == bound) == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / len(ages)) + 1e-12)
    assert ages.min() >= state.low and ages.max() <= state.high


def test_the_lessons_numbers():
    """science.md R1: truncation needs sigma 28.3 for a mean of 44.3; clipping about 71, with 41% at exactly 18."""
    assert VIEW.numbers(TruncationState(sigma=28, how="truncate"))["mean"] == pytest.approx(44.2, abs=0.05)
    clipped = VIEW.numbers(TruncationState(sigma=71))
    assert clipped["mean"] == pytest.approx(44.3, abs=0.05)
    assert clipped["share at the lower bound"] == pytest.approx(0.41, abs=0.005)
    assert VIEW.numbers(TruncationState(sigma=15, how="truncate"))["mean"] == pytest.approx(38.54, abs=0.01)


def test_the_same_state_gives_the_same_picture():
    state = TruncationState(sigma=20)
    first = VIEW.draw(state)
    VIEW.draw(replace(state, sigma=50))
    assert VIEW.draw(state) == first
    assert VIEW.draw(replace(state, seed=1)).data != first.data


def test_words_carry_the_numbers():
    frame = VIEW.draw(TruncationState(sigma=71))
    assert "a spike of 41% at 18" in frame.alt and "mean is 44.3" in frame.alt
    assert "mean 44.3 years" in frame.readout and "\n" not in frame.readout
    assert "no spike" in VIEW.draw(TruncationState(sigma=28, how="truncate")).alt


def test_every_corner_of_the_controls_can_be_drawn():
    sigma, how, low, high = VIEW.controls
    for s in (sigma.values[0], sigma.values[-1]):
        for method in how.values:
            for bounds in ((low.values[0], high.values[-1]), (low.values[-1], high.values[0])):
                VIEW.draw(TruncationState(s, method, *bounds))

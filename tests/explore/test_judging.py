"""Lesson 03's view: the scores are those of numpy's histogram, the floor is the formula's, the task has one answer."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import jsd_floor, jsd_of_shares
from course_lib.explore.judging import (
    BINS,
    MEASURES,
    ROWS,
    SPLITS,
    JudgingState,
    JudgingView,
    converted,
    explore_judging,
    split_shares,
)

REAL = simulate_customers(9000, seed=0)
PRINTED = {"age": 0.11, "income": 0.18, "score": 0.09, "visits": 0.22}
VIEW = JudgingView(REAL, PRINTED)


def test_shares_are_those_of_numpys_histogram():
    values = np.random.default_rng(0).gamma(2.0, size=(4, 90))
    p, q = split_shares(values, 30, 60, 7)
    for line, a, b in zip(values, p, q):
        edges = np.histogram_bin_edges(line, 7)
        assert a == pytest.approx(np.histogram(line[:30], edges)[0] / 30)
        assert b == pytest.approx(np.histogram(line[30:], edges)[0] / 60)


def test_a_constant_column_falls_into_one_cell():
    p, q = split_shares(np.full((2, 9), 5.0), 3, 6, 4)
    assert p.tolist() == q.tolist() == [[1, 0, 0, 0]] * 2


def test_the_four_measures():
    """science.md O1: (.5, .5) against (.9, .1) is .146793 bits, a distance of .383136 to base 2."""
    bits = jsd_of_shares([0.5, 0.5], [0.9, 0.1])
    got = {measure: float(converted(bits, measure)) for measure in MEASURES}
    assert got["JSD-2"] == pytest.approx(0.146793, abs=1e-6)
    assert got["distance-2"] == pytest.approx(0.383136, abs=1e-6)
    assert got["JSD-e"] == pytest.approx(0.146793 * np.log(2), abs=1e-6)
    assert got["distance-e"] ** 2 == pytest.approx(got["JSD-e"])
    assert converted(1.0, "distance-e") == pytest.approx(0.83255, abs=1e-5)


def test_the_floor_agrees_with_the_formula():
    """Ten bins of age are all well filled, so the closed form holds; its error shrinks with the number of splits."""
    state = JudgingState(n=1000, bins=10, measure="JSD-2")
    scores = VIEW.scores(state)[0]
    expected = jsd_floor(1000, 2000, 10)
    assert scores.mean() == pytest.approx(expected, abs=4.5 * expected * np.sqrt(2 / 9 / SPLITS) + 0.02 * expected)


def test_both_sides_are_disjoint_real_rows():
    lines = VIEW.drawn(3)[1, :5]
    pool = REAL["income"].value_counts()
    for line in lines:
        drawn = np.unique(line, return_counts=True)
        assert (drawn[1] <= pool[drawn[0].astype(int)].to_numpy()).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_article_at_its_codes_sizes_and_the_task(seed):
    """At 500 against 1,000 two of four stand out; 125 is the last step at which none does, whatever is drawn."""
    above = {n: VIEW.numbers(JudgingState(n=n, seed=seed))["above the edge"] for n in ROWS}
    assert above[500] == 2 and above[125] == 0 and above[200] >= 1 and above[3000] == 4
    floors = [VIEW.numbers(JudgingState(seed=seed))[f"floor of {name}"] for name in PRINTED]
    assert 0.09 < min(floors) and max(floors) < 0.12


def test_in_bits_every_printed_number_stands_out():
    assert VIEW.numbers(VIEW.presets["the course's unit"])["above the edge"] == 4


def test_words_carry_the_numbers():
    frame = VIEW.draw(VIEW.default)
    assert "above their edge: 2 of 4" in frame.readout and "\n" not in frame.readout
    assert "printed 0.18" in frame.alt and "2 of 4 crosses" in frame.alt
    assert frame == VIEW.draw(replace(VIEW.default))
    assert VIEW.draw(replace(VIEW.default, seed=1)).data != frame.data


def test_every_corner_of_the_controls_can_be_drawn():
    for n in (ROWS[0], ROWS[-1]):
        for bins in (BINS[0], BINS[-1]):
            for measure in MEASURES:
                VIEW.draw(JudgingState(n, bins, measure))


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="published numbers"):
        explore_judging(REAL, {})
    with pytest.raises(CourseError, match="'region'"):
        explore_judging(REAL, {"region": 0.1})
    with pytest.raises(CourseError, match="9,000 rows"):
        explore_judging(REAL.head(100), PRINTED)
    with pytest.raises(CourseError, match="'age' has gaps"):
        explore_judging(REAL.assign(age=REAL["age"].where(REAL["age"] > 20)), PRINTED)

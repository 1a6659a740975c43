"""Lesson 01's view: the tables are what they claim to be, and the two curves are their scores."""

import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import c2st, nn_membership
from course_lib.explore.photocopier import PhotocopierState, PhotocopierView, explore_photocopier
from course_lib.generators import make

TRAIN, FRESH = (simulate_customers(80, seed=s) for s in (0, 1))
MADE = make("vae_style").fit(TRAIN, seed=0).sample(60, seed=0)


@pytest.fixture(scope="module")
def view():
    return PhotocopierView(TRAIN, MADE, FRESH, shares=(0.0, 0.5, 1.0), seed=4)


def test_copies_are_rows_of_the_training_table(view):
    table = view.table(PhotocopierState(0.5))
    assert len(table) == 60 and list(table.columns) == list(TRAIN.columns)
    copied = table.iloc[:30].merge(TRAIN.drop_duplicates())
    assert len(copied) == 30
    pd.testing.assert_frame_equal(table.iloc[30:].reset_index(drop=True), MADE.iloc[30:].reset_index(drop=True))


def test_moving_on_exposes_more_and_takes_nobody_back(view):
    sets = [set(m.copied) for m in view.measured.values()]
    assert sets[0] < sets[1] < sets[2]
    assert [view.numbers(PhotocopierState(s))["exposed"] for s in (0.0, 0.5, 1.0)] == [0, 30, 60]


def test_the_scores_are_those_of_the_metrics(view):
    table = view.table(PhotocopierState(0.5))
    n = view.numbers(PhotocopierState(0.5))
    assert n["c2st"] == c2st(FRESH, table, seed=4).auc
    assert n["membership auc"] == nn_membership(TRAIN, table, FRESH).auc


def test_copying_helps_the_score_and_the_attacker(view):
    start, end = (view.numbers(PhotocopierState(s)) for s in (0.0, 1.0))
    assert end["c2st"] < start["c2st"] - 0.1
    assert end["membership auc"] > start["membership auc"] + 0.25


def test_words_carry_the_numbers(view):
    frame = view.draw(PhotocopierState(1.0))
    assert "60 of 80" in frame.readout and "60 of 80" in frame.alt
    assert frame.data != view.draw(PhotocopierState(0.0)).data


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="only 60 can be copied"):
        explore_photocopier(MADE, TRAIN, FRESH)
    with pytest.raises(CourseError, match="needs 0.0"):
        explore_photocopier(TRAIN, MADE, FRESH, shares=(0.5, 1.0))

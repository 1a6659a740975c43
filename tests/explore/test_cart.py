"""Lesson 07's view: tables of the library's own trees, scores of the library's own metrics, controls at both ends."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import c2st, dcr, dcr_share, evaluate, exact_match_share, nn_membership
from course_lib.explore.cart import LEAVES, PHOTOCOPY, UNUSED, CARTState, CARTView, explore_cart
from course_lib.generators import make

TRAIN, FRESH, OTHER = (simulate_customers(120, seed=s) for s in (0, 1, 2))


@pytest.fixture(scope="module")
def view():
    return CARTView(TRAIN, FRESH, OTHER, leaves=(1, 5, 50), seed=4)


def test_the_rows_are_those_of_the_generator(view):
    by_hand = make("cart", min_leaf=50).fit(TRAIN, seed=4).sample(120, seed=5)
    pd.testing.assert_frame_equal(view.table(CARTState(50)), by_hand)


@pytest.mark.parametrize("leaf", [1, 5])
def test_the_scores_are_those_of_the_metrics(view, leaf):
    table, n = view.table(CARTState(leaf)), view.numbers(CARTState(leaf))
    assert n["c2st"] == c2st(FRESH, table, seed=0).auc
    assert n["near"] == dcr_share(TRAIN, table, FRESH)
    assert n["attack"] == nn_membership(TRAIN, table, FRESH).auc
    assert n["exact"] == exact_match_share(TRAIN, table)
    assert n["median distance"] == np.median(dcr(TRAIN, table))


@pytest.mark.slow
def test_the_edges_are_those_of_the_report(view):
    report = evaluate(TRAIN, view.table(CARTState(5)), holdout=FRESH, seed=0)
    assert view.numbers(CARTState(5))["near edge"] == pytest.approx(report["dcr_share"].limit)


def test_the_smallest_leaf_copies_and_the_largest_does_not(view):
    small, large = (view.numbers(CARTState(leaf)) for leaf in (1, 50))
    assert small["exact"] == 1 and small["near"] == 1 and small["median distance"] == 0
    assert large["exact"] == 0 and large["near"] < 0.5 + 4.5 * 0.5 / np.sqrt(120)


def test_the_controls_are_the_training_rows_and_rows_nobody_used(view):
    copy, unused = view.controls_measured[PHOTOCOPY], view.controls_measured[UNUSED]
    assert copy.near == copy.attack.auc == copy.exact == 1
    assert unused.near == dcr_share(TRAIN, OTHER, FRESH) and unused.exact == 0


def test_words_carry_the_numbers(view):
    frame = view.draw(CARTState(1))
    assert "1.000 (guess .5, above its edge" in frame.readout and "exact copies 100%" in frame.readout
    assert "\n" not in frame.readout and "the median is 0" in frame.alt
    assert frame.data != view.draw(CARTState(50)).data
    assert frame == view.draw(CARTState(1))


def test_the_default_stands_on_the_slider():
    assert CARTState().min_leaf in LEAVES and make("cart").min_leaf == CARTState().min_leaf


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="'region' is no number"):
        explore_cart(TRAIN, FRESH, OTHER, y="region", leaves=(1, 5))
    with pytest.raises(CourseError, match="needs 5"):
        explore_cart(TRAIN, FRESH, OTHER, leaves=(1, 50))

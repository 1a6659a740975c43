"""Lesson 12's view: rows and losses of the library's exact denoiser, scores of the library's metrics."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import c2st, exact_match_share, nn_membership
from course_lib.explore import smoothing
from course_lib.explore.smoothing import SmoothingState, SmoothingView
from course_lib.generators.neural.diffusion.exact_model import ExactDenoiser, noise_loss

from ..plots.overlap import outside, overlaps

TRAIN, FRESH, UNUSED = (simulate_customers(n, seed=s)[["age", "score"]] for n, s in ((30, 0), (30, 1), (200, 2)))


@pytest.fixture(scope="module")
def view():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smoothing, "N", 200)
        return SmoothingView(TRAIN, FRESH, UNUSED, bandwidths=(0.0, 0.3, 1.0), seed=4)


def test_rows_and_losses_are_those_of_the_model(view):
    model = ExactDenoiser(bandwidth=0.3, steps=250).fit(TRAIN, seed=4)
    pd.testing.assert_frame_equal(view.table(SmoothingState(0.3)), model.sample(200, seed=5))
    n = view.numbers(SmoothingState(0.3))
    assert n["fresh loss"] == noise_loss(model.denoise, model.rows(FRESH), np.random.default_rng(4))
    assert n["own loss"] < n["fresh loss"]


def test_scores_are_those_of_the_metrics(view):
    n, table = view.numbers(SmoothingState(0.3)), view.table(SmoothingState(0.3))
    assert n["c2st"] == c2st(UNUSED, table, seed=0).auc
    assert n["attack"] == nn_membership(TRAIN, table, FRESH).auc
    assert n["exact"] == exact_match_share(TRAIN, table)
    assert view.controls_measured["photocopy"] == 1
    assert view.controls_measured["unused"] == nn_membership(TRAIN, UNUSED, FRESH).auc


def test_without_a_bandwidth_it_copies_and_its_own_loss_is_the_lowest(view):
    n = [view.numbers(SmoothingState(h)) for h in (0.0, 0.3, 1.0)]
    assert n[0]["exact"] > 0.85 and n[0]["attack"] > 0.95 > n[1]["attack"]
    assert n[0]["own loss"] < n[1]["own loss"] < n[2]["own loss"]
    assert n[1]["fresh loss"] < n[0]["fresh loss"]


@pytest.mark.slow
def test_words_and_pictures(view):
    frame = view.draw(SmoothingState(0.0))
    assert "above its edge" in frame.readout and "\n" not in frame.readout and "Bandwidth 0." in frame.alt
    assert frame == view.draw(SmoothingState(0.0)) and frame.data != view.draw(SmoothingState(1.0)).data
    fig = view.small_multiples()
    assert overlaps(fig) == [] and outside(fig) == []
    assert overlaps(view.canvas.figure) == []


def test_a_category_is_refused():
    with pytest.raises(CourseError, match="'age' is no number|'region' is no number"):
        SmoothingView(TRAIN, FRESH, UNUSED, y="region", bandwidths=(0.0, 1.0))

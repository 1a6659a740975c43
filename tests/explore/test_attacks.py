"""Lesson 14's view: what it measures is what the library's attacks say; its words and its pictures."""

import numpy as np
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import auc_of
from course_lib.explore import attacks
from course_lib.explore.attacks import AttacksState, AttacksView, measure

from ..plots.overlap import outside, overlaps

POOL = simulate_customers(500, seed=0)[["age", "income", "score", "segment"]]


@pytest.fixture(scope="module")
def view():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attacks, "MADE", 100)
        return AttacksView(POOL, rows=(20, 40), sizes=(0.0, 12.0), runs=4, steps=300)


def test_numbers_are_those_of_the_measured_tables(view):
    m, n = view.measured[20], view.numbers(AttacksState(20, 12.0))
    assert n["canary"] == auc_of(m.held[12.0], m.without).auc == view.canaries(20)[12.0]
    assert n["near"] == m.near.mean() and n["white"] == m.white.mean()
    assert n["canary control"] == auc_of(m.again, m.without).auc and not (m.again == m.without).all()
    assert len(m.near) == len(m.white_control) == len(m.without) == len(m.again) == 4


def test_who_holds_the_model_finds_more_than_who_holds_the_table(view):
    m = view.measured[20]
    assert m.white.mean() > 0.7 > m.near.mean()
    assert abs(m.white_control.mean() - 0.5) < 4.5 * 0.09 / 2 + 0.05  # SE of an AUC of 20 against 20, mean of four


def test_a_canary_like_anybody_is_not_seen_and_a_large_one_widens_the_table(view):
    m = view.measured[20]
    assert m.held[12.0].mean() > m.without.mean()
    assert view.canaries(20)[12.0] >= view.canaries(20)[0.0]


@pytest.mark.slow
def test_the_same_seed_measures_the_same(monkeypatch):
    monkeypatch.setattr(attacks, "MADE", 50)
    one, two = (measure(POOL, 20, (6.0,), runs=4, steps=20, seed=3) for _ in range(2))
    assert (one.white == two.white).all() and (one.held[6.0] == two.held[6.0]).all()


def test_words_and_pictures(view):
    frame = view.draw(AttacksState(20, 12.0))
    assert "guess .5" in frame.readout and "\n" not in frame.readout and "Left: AUC" in frame.alt
    assert frame == view.draw(AttacksState(20, 12.0)) and frame.data != view.draw(AttacksState(40, 0.0)).data
    fig = view.small_multiples()
    assert overlaps(fig) == [] and outside(fig) == []
    assert overlaps(view.canvas.figure) == []


def test_what_is_refused():
    with pytest.raises(CourseError, match="need"):
        measure(POOL, 400, (6.0,), runs=4, steps=2)
    with pytest.raises(CourseError, match="at least 4"):
        AttacksView(POOL, rows=(20,), sizes=(6.0,), runs=2)
    with pytest.raises(CourseError, match="no number"):
        AttacksView(POOL, "segment", rows=(20,), sizes=(6.0,))
    assert np.isfinite(POOL["income"]).all()

"""Lesson 05's view: the fitted generator's own rows, beside closed forms that agree with them."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.explore.gan_style import ROWS, GANStyleState, GANStyleView, closed_form, explore_gan_style
from course_lib.generators import make

REAL = simulate_customers(1000, seed=0)[["age", "income", "purchase", "satisfaction"]]
MODEL = make("gan_style", bounds="none").fit(REAL, seed=0)
VIEW = GANStyleView(MODEL, REAL, n=4000)


def test_the_rows_are_those_of_the_model():
    state = GANStyleState(k=3, noise_scale=0.5, noise="diagonal", seed=7)
    by_hand = make("gan_style", k=3, noise_scale=0.5, noise="diagonal", bounds="none").fit(REAL, seed=0)
    pd.testing.assert_frame_equal(VIEW.table(state), by_hand.sample(4000, seed=7))


def test_the_learners_model_is_left_alone():
    settings = MODEL.get_settings()
    VIEW.draw(GANStyleState(k=2, noise_scale=0.0))
    assert MODEL.get_settings() == settings


@pytest.mark.parametrize("state", [
    GANStyleState(noise_scale=0.0), GANStyleState(), GANStyleState(k=3, noise="diagonal"),
    GANStyleState(k=8, noise="full"), GANStyleState(k=1, noise_scale=0.0),
])  # fmt: skip
def test_the_closed_forms_are_what_is_measured(state):
    n, law = VIEW.numbers(state), closed_form(state)
    made = VIEW.table(state)
    # Standard errors at 4,000 rows: sd 1/sqrt(2n) of itself (more with tails), r (1 - r^2)/sqrt(n), skew sqrt(6/n).
    tails = np.sqrt(1 + stats.kurtosis(made.income) / 2)
    assert n["sd ratio"] == pytest.approx(law["sd"], rel=4.5 * tails / np.sqrt(8000))
    r = law["correlation"] * REAL.income.corr(REAL.purchase)
    assert n["correlation"] == pytest.approx(r, abs=4.5 * 1.3 * (1 - r**2) / np.sqrt(4000))
    assert n["skew"] == pytest.approx(law["skew"] * stats.skew(REAL.income), abs=4.5 * np.sqrt(6 / 4000) * 2)
    assert n["mean ratio"] == pytest.approx(1, abs=4.5 * made.income.std() / made.income.mean() / np.sqrt(4000))


def test_one_row_without_noise_is_the_real_table():
    law = closed_form(GANStyleState(k=1, noise_scale=0.0))
    assert set(law.values()) == {1.0}
    n = VIEW.numbers(GANStyleState(k=1, noise_scale=0.0))
    assert n["above 95% ratio"] == pytest.approx(1, abs=4.5 * np.sqrt(0.95 / 0.05 / 4000))


def test_averages_lose_the_tail():
    assert VIEW.numbers(GANStyleState(noise_scale=0.0))["above 95%"] < 0.002


def test_a_little_noise_keeps_the_rows_that_were_picked():
    tables = [VIEW.table(GANStyleState(noise_scale=s)) for s in (0.0, 0.05)]
    assert tables[0].income.corr(tables[1].income) > 0.99
    assert abs(VIEW.table(GANStyleState(noise_scale=0.0, seed=1)).income.corr(tables[0].income)) < 4.5 / np.sqrt(4000)


def test_words_carry_the_numbers():
    frame = VIEW.draw(VIEW.default)
    assert "sd .7" in frame.readout and "\n" not in frame.readout
    assert all(name in frame.alt for name in ROWS) and "by the formula" in frame.alt
    assert frame == VIEW.draw(replace(VIEW.default))


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="fitted"):
        explore_gan_style(make("gan_style"), REAL)
    with pytest.raises(CourseError, match="'region'"):
        explore_gan_style(MODEL, REAL, y="region")
    few = REAL.head(10)
    with pytest.raises(CourseError, match="larger table"):
        explore_gan_style(make("gan_style").fit(few), few)

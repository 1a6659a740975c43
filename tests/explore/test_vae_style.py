"""Lesson 04's view: the fitted generator's own rows, under settings that do what they say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import mean_match
from course_lib.explore.vae_style import VAEStyleState, VAEStyleView, explore_vae_style
from course_lib.generators import make

REAL = simulate_customers(400, seed=0)
MODEL = make("vae_style").fit(REAL, seed=0)
VIEW = VAEStyleView(MODEL, REAL, n=2000)


def test_the_rows_are_those_of_the_model():
    state = VAEStyleState(noise_scale=0.5, strength=0.5, bounds="clip", seed=7)
    by_hand = make("vae_style", noise_scale=0.5, strength=0.5, bounds="clip").fit(REAL, seed=0).sample(2000, seed=7)
    pd.testing.assert_frame_equal(VIEW.table(state), by_hand)


def test_the_learners_model_is_left_alone():
    settings = MODEL.get_settings()
    VIEW.draw(VAEStyleState(noise_scale=0.0, bounds="none"))
    assert MODEL.get_settings() == settings


def test_without_noise_the_means_match_and_nothing_varies():
    n = VIEW.numbers(VAEStyleState(noise_scale=0.0, bounds="none"))
    assert n["mean match"] > 0.99 and n["largest sd ratio"] < 1e-9 and np.isnan(n["correlation"])
    assert "not defined" in VIEW.draw(VAEStyleState(noise_scale=0.0)).readout


def test_the_mean_match_is_the_taught_one():
    state = VAEStyleState(noise_scale=0.8)
    n, made = VIEW.numbers(state), VIEW.table(state)
    assert n["mean match"] == pytest.approx(mean_match(REAL[VIEW.columns], made[VIEW.columns]))
    assert n["correlation"] == pytest.approx(made.income.corr(made.purchase))


def test_spread_follows_the_noise():
    n = VIEW.numbers(VAEStyleState(noise_scale=0.6, bounds="none"))
    # The sd of 2,000 normal draws has a standard error of .6 / sqrt(4,000).
    assert n["smallest sd ratio"] == pytest.approx(0.6, abs=0.05) and n["largest sd ratio"] < 0.66


def test_strength_zero_leaves_columns_unrelated():
    n = VIEW.numbers(VAEStyleState(strength=0.0))
    assert abs(n["correlation"]) < 4.5 / np.sqrt(2000) and n["real correlation"] > 0.6


def test_a_normal_income_falls_below_the_poorest_customer():
    assert VIEW.numbers(VAEStyleState(bounds="none"))["below the real minimum"] > 0.05
    assert VIEW.numbers(VAEStyleState(bounds="truncate"))["below the real minimum"] == 0


def test_a_small_move_keeps_the_draw():
    tables = [VIEW.table(VAEStyleState(noise_scale=s, bounds="none")) for s in (1.0, 1.05)]
    assert tables[0].income.corr(tables[1].income) > 0.999
    assert VIEW.table(VAEStyleState(bounds="none", seed=1)).income.corr(tables[0].income) < 0.2


def test_words_carry_the_numbers():
    frame = VIEW.draw(VIEW.default)
    assert "correlation income–purchase" in frame.readout and "\n" not in frame.readout
    assert "rows as crosses" in frame.alt
    assert frame == VIEW.draw(replace(VIEW.default))


def test_mistakes_are_named():
    with pytest.raises(CourseError, match="fitted"):
        explore_vae_style(make("vae_style"), REAL)
    with pytest.raises(CourseError, match="'region'"):
        explore_vae_style(MODEL, REAL, y="region")

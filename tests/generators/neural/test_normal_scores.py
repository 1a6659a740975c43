"""Normal scores: repeats come back exactly, the rest is interpolated, and the scores are normal."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from course_lib.generators.neural.normal_scores import MOST_KNOTS, NormalScores

COLUMNS = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.25, 7.0, 7.5, 100.0]) | st.floats(-1e6, 1e6),
                   min_size=2, max_size=60).map(np.array)


@settings(max_examples=80, deadline=None)
@given(COLUMNS)
def test_every_value_of_the_column_survives_the_round_trip(values):
    curve = NormalScores.fit(values)
    back = curve.inverse(curve.middle(values))
    assert back == pytest.approx(values, rel=1e-9, abs=1e-9 * max(1, np.abs(values).max()))


@settings(max_examples=80, deadline=None)
@given(COLUMNS, st.lists(st.floats(-9, 9), min_size=2, max_size=20))
def test_the_inverse_ascends_and_stays_between_the_extremes(values, scores):
    drawn = NormalScores.fit(values).inverse(np.sort(scores))
    assert (np.diff(drawn) >= 0).all()
    assert values.min() <= drawn.min() <= drawn.max() <= values.max()


@settings(max_examples=80, deadline=None)
@given(COLUMNS)
def test_the_intervals_are_the_jumps_of_the_distribution_function(values):
    low, high = NormalScores.fit(values).interval(values)
    below, at = ([(values < v).mean() for v in values], [(values <= v).mean() for v in values])
    repeats = np.array([(values == v).sum() >= 5 for v in values])
    assert low[repeats] == pytest.approx(np.array(below)[repeats], abs=1e-12)
    assert high[repeats] == pytest.approx(np.array(at)[repeats], abs=1e-12)
    assert low[~repeats] == pytest.approx(high[~repeats])


def test_scores_drawn_inside_the_intervals_are_standard_normal():
    rng = np.random.default_rng(0)
    values = np.where(rng.random(4000) < 0.4, 0.0, np.exp(rng.normal(size=4000)))  # a spike of 40%
    curve = NormalScores.fit(values)
    low, high = curve.interval(values)
    scores = curve.scores(low + (high - low) * rng.random(4000))
    assert stats.kstest(scores, "norm").pvalue > 1e-3
    # the same with the middles fails: the spike is one point
    assert stats.kstest(curve.middle(values), "norm").pvalue < 1e-12


def test_a_spike_is_emitted_exactly_and_as_often_as_it_was_seen():
    rng = np.random.default_rng(1)
    values = np.where(rng.random(2000) < 0.3, 1 / 30, rng.exponential(size=2000))
    drawn = NormalScores.fit(values).inverse(rng.standard_normal(50_000))
    share = (values == 1 / 30).mean()
    assert (drawn == 1 / 30).mean() == pytest.approx(share, abs=4.5 * np.sqrt(share * (1 - share) / 50_000))
    rest = drawn[(drawn != 1 / 30) & (drawn > values.min()) & (drawn < values.max())]
    assert not np.isin(rest, values).any()  # rare values are interpolated, not copied


def test_a_long_column_keeps_a_short_curve():
    values = np.random.default_rng(2).normal(size=50_000)
    curve = NormalScores.fit(values)
    assert len(curve.u) == MOST_KNOTS
    whole = NormalScores.fit(np.repeat(np.arange(30_000.0), 5))
    assert len(whole.u) <= 3 * MOST_KNOTS
    for p in (0.01, 0.5, 0.99):
        assert curve.inverse(stats.norm.ppf(p)) == pytest.approx(np.quantile(values, p), abs=0.02)


def test_a_value_between_and_beyond_the_ones_seen_has_a_score():
    curve = NormalScores.fit(np.array([1.0, 2.0, 4.0]))
    assert curve.middle(np.array([3.0]))[0] == pytest.approx(stats.norm.ppf((0.5 + 5 / 6) / 2))
    assert np.isfinite(curve.middle(np.array([-50.0, 50.0]))).all()

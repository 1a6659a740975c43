"""A column, its ties, and the way there and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from course_lib.generators.margins import MOST_KNOTS, Margin, normal_scores, spread

RNG = np.random.default_rng(0)
COLUMNS = st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.25, 7.0, 7.5, 100.0]) | st.floats(-1e6, 1e6),
                   min_size=2, max_size=60).map(np.array)
SPIKY = np.round(np.where(RNG.random(3000) < 0.6, 0.0, RNG.exponential(30, 3000)), 3)


def test_normal_scores_by_hand():
    assert np.allclose(normal_scores([5, 1, 9]), stats.norm.ppf([0.5, 0.25, 0.75]))
    assert np.allclose(normal_scores([0, 0, 7]), stats.norm.ppf([1.5 / 4, 1.5 / 4, 3 / 4]))


def test_an_atom_has_the_mean_of_its_interval_and_comes_back_exactly():
    column = np.repeat([3.0, 8.0], [70, 30])
    margin, t = Margin.fit(column), stats.norm.ppf(0.7)
    assert np.allclose(margin.means(), [-stats.norm.pdf(t) / 0.7, stats.norm.pdf(t) / 0.3])
    assert margin.scores(column).mean() == pytest.approx(0, abs=1e-12)
    assert margin.quantile(np.array([1e-9, 0.69, 0.71, 1 - 1e-9])).tolist() == [3, 3, 8, 8]


def test_single_values_are_interpolated_and_the_extremes_not_reached():
    column = RNG.normal(0, 1, 500)
    drawn = Margin.fit(column).quantile(RNG.random(20_000))
    assert not np.isin(drawn, column).any()
    assert column.min() < drawn.min()
    assert drawn.max() < column.max()
    assert stats.ks_2samp(column, drawn).statistic < 1.63 / np.sqrt(20_000) + 1 / 500


def test_a_spike_keeps_its_share_and_its_neighbours_keep_their_distance():
    margin = Margin.fit(SPIKY)
    drawn = margin.quantile((np.arange(100_000) + 0.5) / 100_000)
    assert (drawn == 0).mean() == pytest.approx((SPIKY == 0).mean(), abs=2e-5)
    assert np.quantile(drawn, [0.7, 0.9, 0.99]) == pytest.approx(np.quantile(SPIKY, [0.7, 0.9, 0.99]), rel=0.02)


def test_a_long_column_keeps_its_tails():
    column = np.sort(np.exp(RNG.normal(0, 2, 50_000)))
    assert len(spread(len(column))) <= 1.2 * MOST_KNOTS
    u = 1 - np.array([1e-3, 2e-4, 1e-4])  # 50, 10 and 5 values from the end
    want = np.interp(u, (np.arange(50_000) + 0.5) / 50_000, column)
    assert Margin.fit(column).quantile(u) == pytest.approx(want, rel=0.03)


def test_hermite_coefficients_are_the_integrals_they_stand_for():
    margin = Margin.fit(SPIKY)
    b = margin.intervals()[1][0]  # the only atom is the lowest value
    score = margin.means()[0]

    def f(z):
        return score if z <= b else z

    norm = np.sqrt(integrate.quad(lambda z: f(z) ** 2 * stats.norm.pdf(z), -9, 9, points=[b], limit=200)[0])
    for k, polynomial in ((1, lambda z: z), (2, lambda z: (z**2 - 1) / np.sqrt(2)),
                          (3, lambda z: (z**3 - 3 * z) / np.sqrt(6))):
        want = integrate.quad(lambda z: f(z) * polynomial(z) * stats.norm.pdf(z), -9, 9, points=[b],  # noqa: B023
                              limit=200)[0] / norm
        assert margin.hermite()[k - 1] == pytest.approx(want, abs=1e-6)


def test_without_ties_the_score_is_the_latent_itself():
    assert Margin.fit(RNG.normal(size=100)).hermite() == pytest.approx(np.eye(100)[0], abs=1e-12)


def test_each_slice_has_its_own_curve_and_a_short_one_the_whole_column_s():
    values = np.concatenate([RNG.normal(0, 1, 400), RNG.normal(50, 1, 400), [25.0] * 3])
    margin = Margin.fit(values, slices=np.repeat([0, 1, 2], [400, 400, 3]), count=3)
    u = RNG.random(2000)
    assert margin.quantile(u, np.zeros(2000, int)).max() < 10
    assert margin.quantile(u, np.ones(2000, int)).min() > 40
    assert np.ptp(margin.quantile(u, np.full(2000, 2))) > 45


def test_numbers_at_the_end_of_the_floats_stay_finite():
    drawn = Margin.fit(np.array([-1.7e308, 1e300, 1.7e308])).quantile(RNG.random(1000))
    assert np.isfinite(drawn).all()
    assert drawn.min() < -1e308 < 1e308 < drawn.max()


@settings(max_examples=80, deadline=None)
@given(COLUMNS)
def test_every_value_but_a_single_extreme_survives_the_round_trip(values):
    margin = Margin.fit(values)
    back = margin.inverse(margin.middle(values))
    kept = np.array([(values == v).sum() >= 5 or values.min() < v < values.max() for v in values])
    assert back[kept] == pytest.approx(values[kept], rel=1e-9, abs=1e-9 * max(1, np.abs(values).max()))
    assert (np.diff(back[np.argsort(values, kind="stable")]) >= 0).all()


@settings(max_examples=80, deadline=None)
@given(COLUMNS, st.lists(st.floats(-9, 9), min_size=2, max_size=20))
def test_the_inverse_ascends_and_stays_between_the_extremes(values, scores):
    drawn = Margin.fit(values).inverse(np.sort(scores))
    assert (np.diff(drawn) >= 0).all()
    assert values.min() <= drawn.min() <= drawn.max() <= values.max()


@settings(max_examples=80, deadline=None)
@given(COLUMNS)
def test_the_intervals_are_the_jumps_of_the_distribution_function(values):
    low, high = Margin.fit(values).interval(values)
    below, at = ([(values < v).mean() for v in values], [(values <= v).mean() for v in values])
    repeats = np.array([(values == v).sum() >= 5 for v in values])
    assert low[repeats] == pytest.approx(np.array(below)[repeats], abs=1e-12)
    assert high[repeats] == pytest.approx(np.array(at)[repeats], abs=1e-12)
    assert low[~repeats] == pytest.approx(high[~repeats])


def test_scores_drawn_inside_the_intervals_are_standard_normal():
    rng = np.random.default_rng(0)
    values = np.where(rng.random(4000) < 0.4, 0.0, np.exp(rng.normal(size=4000)))  # a spike of 40%
    margin = Margin.fit(values)
    low, high = margin.interval(values)
    assert stats.kstest(margin.normal(low + (high - low) * rng.random(4000)), "norm").pvalue > 1e-3
    # the same with the middles fails: the spike is one point
    assert stats.kstest(margin.middle(values), "norm").pvalue < 1e-12


def test_any_value_has_a_score_also_one_beyond_those_seen():
    margin = Margin.fit(np.array([1.0, 2.0, 4.0]))
    assert margin.middle(np.array([3.0]))[0] == pytest.approx(stats.norm.ppf((0.5 + 1) / 2))
    assert margin.middle(np.array([1.0, 4.0, -50.0, 50.0])) == pytest.approx(
        stats.norm.ppf([1 / 6, 5 / 6, 1 / 6, 5 / 6]))
    assert np.isfinite(Margin.fit(np.array([-1.7e308, 1e300, 1.7e308])).middle(np.array([0.0, 1.7e308]))).all()

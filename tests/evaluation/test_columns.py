"""One-column metrics against closed forms (science oracles O1 to O6), scipy and planted faults."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.spatial.distance import jensenshannon

from course_lib.errors import CourseError
from course_lib.evaluation import (
    category_coverage,
    category_coverage_floor,
    jsd,
    jsd_floor,
    jsd_of_shares,
    ks,
    ks_floor,
    mean_match,
    missing_gap,
    range_coverage,
    tail_limits,
    tail_ratio,
    tv,
    tv_floor,
    w1,
    w1_floor,
)
from course_lib.evaluation.metrics.columns import bin_edges, cell_shares

GRID = 200_001


def exact(distribution):
    """A sample without sampling noise: the quantiles at evenly spaced probabilities."""
    return distribution.ppf((np.arange(GRID) + 0.5) / GRID)


def densities(p, q):
    """The cell probabilities of two distributions over 200,000 narrow cells."""
    edges = np.linspace(-12, 14, 200_001)
    return np.diff(p.cdf(edges)), np.diff(q.cdf(edges))


# O1


def test_jsd_of_shares():
    assert jsd_of_shares([0.3, 0.7], [0.3, 0.7]) == 0
    assert jsd_of_shares([1, 0], [0, 1]) == pytest.approx(1, abs=1e-12)
    assert jsd_of_shares([0.5, 0.5], [0.9, 0.1]) == pytest.approx(0.146793, abs=1e-6)


def test_jsd_is_the_square_of_scipys_distance():
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(7), 2)
    assert jsd_of_shares(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-12)
    assert np.sqrt(jsd_of_shares([1, 0], [0, 1]) * np.log(2)) == pytest.approx(0.83255, abs=1e-5)


def test_jsd_works_along_the_last_axis():
    p, q = np.array([[0.5, 0.5], [1, 0]]), np.array([[0.9, 0.1], [0, 1]])
    assert jsd_of_shares(p, q) == pytest.approx([0.146793, 1], abs=1e-6)


# O2


def test_jsd_floor():
    assert jsd_floor(1000, 1000, 20) == pytest.approx(0.00685, abs=5e-6)
    rng = np.random.default_rng(1)
    p, q = rng.multinomial(1000, np.ones(20) / 20, size=(2, 600)) / 1000
    assert jsd_of_shares(p, q).mean() == pytest.approx(jsd_floor(1000, 1000, 20), rel=0.05)


def test_jsd_of_two_samples_meets_its_floor():
    rng = np.random.default_rng(2)
    values = [jsd(rng.lognormal(size=500), rng.lognormal(size=1000)) for _ in range(300)]
    error = np.std(values) / np.sqrt(len(values))
    assert abs(np.mean(values) - jsd_floor(500, 1000, 20)) < 4.5 * error


# O3, O5, O6


@pytest.mark.parametrize("shift, bits", [(0.5, 0.04373), (1, 0.16075), (2, 0.48594), (3, 0.75998)])
def test_shifted_normals(shift, bits):
    p, q = densities(stats.norm(), stats.norm(shift))
    assert jsd_of_shares(p, q) == pytest.approx(bits, abs=1e-5)
    far = 2 * stats.norm.cdf(shift / 2) - 1
    assert np.abs(p - q).sum() / 2 == pytest.approx(far, abs=1e-4)
    assert ks(exact(stats.norm()), exact(stats.norm(shift))) == pytest.approx(far, abs=1e-4)
    assert tv(exact(stats.norm()), exact(stats.norm(shift)), bins=1000) == pytest.approx(far, abs=2e-3)
    assert jsd(exact(stats.norm()), exact(stats.norm(shift)), bins=2000) == pytest.approx(bits, abs=2e-3)


def test_the_five_average_of_a_normal():
    real, made = exact(stats.norm()), exact(stats.norm(0, np.sqrt(0.2)))
    p, q = densities(stats.norm(), stats.norm(0, np.sqrt(0.2)))
    assert ks(real, made) == pytest.approx(0.18490, abs=1e-4)
    assert np.abs(p - q).sum() / 2 == pytest.approx(0.36979, abs=1e-4)
    assert jsd_of_shares(p, q) == pytest.approx(0.16976, abs=1e-5)
    assert w1(real, made) == pytest.approx(0.44106, abs=1e-4)


def test_the_reports_latent_is_not_normal():
    p, q = densities(stats.uniform(-1, 2), stats.norm())
    assert ks(exact(stats.uniform(-1, 2)), exact(stats.norm())) == pytest.approx(0.15866, abs=1e-4)
    assert np.abs(p - q).sum() / 2 == pytest.approx(0.31731, abs=1e-4)
    assert jsd_of_shares(p, q) == pytest.approx(0.18343, abs=1e-4)


def test_wasserstein_2_of_the_five_average():
    """W2^2 of N(0, 1) and N(0, 1/5) is (1 - 1/sqrt 5)^2: quantiles against quantiles."""
    real, made = exact(stats.norm()), exact(stats.norm(0, np.sqrt(0.2)))
    assert np.sqrt(((real - made) ** 2).mean()) == pytest.approx(0.55279, abs=1e-4)


# O7: the article's age column, clipped and truncated


def test_a_clipped_normal_piles_up_at_its_bound():
    x = np.maximum(exact(stats.norm(35, 15)), 18)
    assert (x == 18).mean() == pytest.approx(0.1285, abs=1e-4) and x.mean() == pytest.approx(35.963, abs=2e-3)
    kept = exact(stats.truncnorm((18 - 35) / 15, (80 - 35) / 15, 35, 15))
    assert kept.mean() == pytest.approx(38.542, abs=1e-3) and kept.std() == pytest.approx(12.145, abs=1e-3)
    assert stats.truncnorm(-17 / 28.27, 45 / 28.27, 35, 28.27).mean() == pytest.approx(44.3, abs=5e-3)
    # The pile shows: truncation moves 12.85% of the rows away from one point, which no smooth column has.
    assert ks(kept, x) == pytest.approx(0.1285, abs=2e-4)


# O4


def test_ks_floor():
    assert ks_floor(1000, 1000) == pytest.approx(0.0388, abs=1e-4)
    rng = np.random.default_rng(3)
    values = [ks(rng.normal(size=1000), rng.normal(size=1000)) for _ in range(300)]
    assert np.mean(values) == pytest.approx(0.0384, abs=0.002)
    below = np.mean(np.array(values) < 1.358 * np.sqrt(2 / 1000))
    assert below == pytest.approx(0.95, abs=4.5 * np.sqrt(0.05 * 0.95 / 300))


def test_w1_floor():
    rng = np.random.default_rng(4)
    values = [w1(rng.normal(size=500), rng.normal(size=1000)) for _ in range(300)]
    assert w1_floor(exact(stats.norm()), 500, 1000) == pytest.approx(1.288 * np.sqrt(3 / 1000), rel=0.002)
    assert np.mean(values) == pytest.approx(1.288 * np.sqrt(3 / 1000), abs=4.5 * np.std(values) / np.sqrt(300))


def test_tv_floor():
    rng = np.random.default_rng(5)
    p = np.array([0.5, 0.3, 0.15, 0.05])
    a, b = rng.multinomial(400, p, size=600) / 400, rng.multinomial(700, p, size=600) / 700
    values = np.abs(a - b).sum(axis=1) / 2
    assert values.mean() == pytest.approx(tv_floor(p, 400, 700), abs=4.5 * values.std() / np.sqrt(600))
    assert tv_floor(np.ones(20) / 20, 1000, 1000) == pytest.approx(0.078, abs=5e-4)


def test_w1_of_a_shift_is_the_shift():
    x = np.random.default_rng(6).normal(size=300)
    assert w1(x, x + 0.7) * x.std() == pytest.approx(0.7, abs=1e-12)


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=40), st.lists(st.integers(-50, 50), min_size=1, max_size=40))
@settings(max_examples=80, deadline=None)
def test_ks_and_w1_agree_with_scipy(a, b):
    a, b = np.array(a, float) / 3, np.array(b, float) / 3
    assert ks(a, b) == pytest.approx(stats.ks_2samp(a, b, method="asymp").statistic, abs=1e-12)
    if a.std() > 0:
        assert w1(a, b) * a.std() == pytest.approx(stats.wasserstein_distance(a, b), abs=1e-9)


@given(st.text("abcd", min_size=1, max_size=30).map(list), st.text("bcde", min_size=1, max_size=30).map(list))
@settings(max_examples=60, deadline=None)
def test_ranges_and_symmetry_of_levels(a, b):
    assert 0 <= jsd(a, b) <= 1 + 1e-12 and 0 <= tv(a, b) <= 1 + 1e-12
    assert jsd(a, b) == pytest.approx(jsd(b, a), abs=1e-12)
    assert jsd(a, a) == tv(a, a) == 0


# What real tables bring


def test_an_unseen_level_and_a_missing_value_have_cells_of_their_own():
    assert tv(["a"] * 8 + ["b"] * 2, ["a"] * 8 + ["z"] * 2) == pytest.approx(0.2)
    assert jsd(pd.Series(["a", None]), pd.Series(["a", "b"])) == pytest.approx(0.5)
    assert tv(pd.Series([1.0, 2, 3, np.nan]), pd.Series([1.0, 2, 3, 3])) == pytest.approx(0.25)
    assert missing_gap(pd.Series([1.0, np.nan]), pd.Series([1.0, 2.0])) == 0.5


def test_a_whole_number_is_one_level_in_any_dtype():
    assert tv(pd.Series([1, 2, 2], dtype=object), pd.Series(["1", "2", "2"])) == 0
    assert tv(pd.Series([True, False]), pd.Series([True, False], dtype="boolean")) == 0


def test_missing_numbers_are_left_out_of_distribution_functions():
    x = pd.Series([1.0, 2, np.nan, 4])
    assert ks(x, pd.Series([1.0, 2, 4])) == 0
    assert w1(x, pd.Series([1, 2, 4], dtype="Int64")) == 0


def test_dates_are_numbers():
    days = pd.Series(pd.date_range("2024-01-01", periods=50))
    assert ks(days, days + pd.Timedelta(days=25)) == 0.5
    assert w1(days, days + pd.Timedelta(days=25)) == pytest.approx(25 / np.arange(50).std())


def test_a_spike_is_not_mistaken_for_a_hump():
    """Half the real values are exactly 0; spreading them over a small interval must show."""
    rng = np.random.default_rng(7)
    real = np.where(rng.random(2000) < 0.5, 0.0, rng.exponential(size=2000))
    made = np.where(real == 0, 0.001 + 0.0001 * rng.random(2000), real)
    assert jsd(real, made) > 0.4
    assert len(bin_edges(real)) < 20


def test_equal_width_bins_would_hide_what_quantile_bins_show():
    """The planted fault behind the choice of bins: half of a skewed column falls into one wide bin."""
    rng = np.random.default_rng(8)
    real, made = rng.lognormal(sigma=1.5, size=4000), 0.6 * rng.lognormal(sigma=1.5, size=4000)
    edges = np.histogram_bin_edges(real, 20)
    wide = [np.histogram(np.clip(x, edges[0], edges[-1]), edges)[0] / 4000 for x in (real, made)]
    assert jsd(real, made) > 3 * jsd_of_shares(*wide)


def test_tails():
    real, narrow = exact(stats.norm()), exact(stats.norm(0, np.sqrt(0.2)))
    assert tail_ratio(real, real) == 1
    gone = stats.norm.sf(1.6449 * np.sqrt(5)) / 0.05
    assert tail_ratio(real, narrow) == pytest.approx(gone, abs=1e-4)
    assert tail_ratio(real, narrow, side="lower") == pytest.approx(gone, abs=1e-4)
    assert tail_ratio(np.repeat([1, 2, 3], [10, 10, 80]), np.repeat([1, 3], [60, 40])) == pytest.approx(0.5)


def test_log_normal_tail_of_a_five_average():
    """Averaging five log-normal rows (sigma .5) leaves .0012 of the rows above the real 95% point."""
    rng = np.random.default_rng(9)
    real = rng.lognormal(sigma=0.5, size=200_000)
    made = rng.lognormal(sigma=0.5, size=(200_000, 5)).mean(axis=1)
    assert tail_ratio(real, made) * 0.05 == pytest.approx(0.0012, abs=4.5 * np.sqrt(0.0012 / 200_000) + 5e-5)


@pytest.mark.parametrize("n, m, level", [(1000, 1000, 0.95), (1000, 400, 0.99), (60, 60, 0.95)])
def test_limits_of_tail_ratios(n, m, level):
    """Whatever the distribution: 95% of fresh ratios lie inside, their spread is sqrt(c alpha / (1 - alpha))."""
    rng = np.random.default_rng(n + m)
    beyond = int((np.arange(n) >= np.quantile(np.arange(n), level)).sum())
    low, high = tail_limits(n, m, beyond)
    ratios = np.array([tail_ratio(rng.lognormal(size=n), rng.lognormal(size=m), level) for _ in range(1000)])
    assert (ratios < low).mean() <= 0.025 + 4.5 * np.sqrt(0.025 / 1000)
    assert (ratios > high).mean() <= 0.025 + 4.5 * np.sqrt(0.025 / 1000)
    assert ratios.std() == pytest.approx(np.sqrt((1 / n + 1 / m) * level / (1 - level)), rel=0.2)
    if beyond > 20:
        assert (high - low) / 3.92 == pytest.approx(ratios.std(), rel=0.12)


def test_range_and_levels():
    assert range_coverage([0.0, 10.0], [2.0, 7.0, np.nan]) == 0.5
    assert range_coverage([0.0, 10.0], [-5.0, 20.0]) == 1 and range_coverage([0.0, 1.0], [5.0, 6.0]) == 0
    assert np.isnan(range_coverage([3.0, 3.0], [1.0, 2.0]))
    assert category_coverage(pd.Series(["a", "b", None, "d"]), pd.Series(["a", "d", "new"])) == 0.5
    assert category_coverage(["a", "b"], ["b", "a", "c"]) == 1


def test_a_rare_level_is_missed_by_chance():
    """With (1 - p)^m: a level of 1% in 100 rows, .366."""
    assert category_coverage_floor([0.99, 0.01], 100) == pytest.approx(1 - 0.99**100 / 2)
    rng = np.random.default_rng(12)
    p, m = np.array([0.9, 0.06, 0.03, 0.01]), 60
    values = [category_coverage(range(4), rng.choice(4, m, p=p)) for _ in range(3000)]
    error = np.std(values) / np.sqrt(len(values))
    assert np.mean(values) == pytest.approx(category_coverage_floor(p, m), abs=4.5 * error)


def test_mean_match_loves_constants():
    rng = np.random.default_rng(10)
    real, fresh = (pd.DataFrame({"age": rng.normal(44, 16, 500), "town": "x"}) for _ in range(2))
    constant = real.assign(age=real["age"].mean())
    assert mean_match(real, constant) == pytest.approx(1)
    assert mean_match(real, fresh) < 1
    fahrenheit = [t.assign(age=32 + 1.8 * t["age"]) for t in (real, fresh)]
    assert mean_match(*fahrenheit) > mean_match(real, fresh)


@pytest.mark.parametrize("call, words", [
    (lambda: ks(["a", "b"], [1, 2]), "no numbers"),
    (lambda: ks([np.nan, np.nan], [1.0, 2.0]), "holds no number"),
    (lambda: jsd([1.0, 2.0], ["a", "b"]), "text in the other"),
    (lambda: jsd([], []), "nothing to compare"),
    (lambda: w1([1.0, np.inf], [1.0, 2.0]), "infinite"),
    (lambda: tail_ratio([1.0], [1.0], level=0.2), ".95"),
    (lambda: tail_ratio([1.0], [1.0], side="left"), "'upper' or 'lower'"),
    (lambda: mean_match(pd.DataFrame({"a": ["x"]}), pd.DataFrame({"a": ["x"]})), "number column"),
])
def test_mistakes_are_one_sentence(call, words):
    with pytest.raises(CourseError, match=words):
        call()


def test_w1_of_a_constant_is_not_defined():
    assert np.isnan(w1([3.0, 3.0], [1.0, 2.0]))


def test_cell_shares_are_even_for_a_continuous_column():
    p, _ = cell_shares(np.random.default_rng(11).normal(size=1000), [0.0])
    assert len(p) == 20 and p == pytest.approx(np.full(20, 0.05), abs=0.0011)

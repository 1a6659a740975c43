"""The k-row averager: the closed forms of averaging (oracles O5, O27, O44) and what noise does to them."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.generators.statistical.gan_style import average, draw_noise, enforce, pick

N, M, BATCHES = 100_000, 400_000, 100


def near(statistic, sample, want):
    """The mean of the statistic over 100 batches against `want`, within 4.5 of its own standard error."""
    values = np.array([statistic(batch) for batch in np.array_split(sample, BATCHES)])
    se = values.std(axis=0, ddof=1) / np.sqrt(BATCHES)
    assert np.all(np.abs(values.mean(axis=0) - want) < 4.5 * se), (values.mean(axis=0), want, se)


def correlated(rho, n=N, seed=0):
    """Two skewed columns (gamma, shape 4: skew 1, excess kurtosis 1.5) with correlation about rho."""
    g = np.random.default_rng(seed).gamma
    share = 4 * rho
    common = g(share, 1, n)
    return np.column_stack([common + g(4 - share, 1, n), common + g(4 - share, 1, n)])


def fitted(x, **settings):
    return make("gan_style", bounds="none", **settings).fit(pd.DataFrame(x, columns=list("ab")))


@pytest.fixture(scope="module")
def rows():
    return correlated(0.8)


@pytest.fixture(scope="module")
def averages(rows):
    return fitted(rows, noise="none").sample(M, seed=1).to_numpy()


def test_averages_by_hand():
    x = np.array([[1.0, 2.0], [3.0, 4.0], [8.0, 0.0]])
    picked = np.array([[0, 1], [2, 0]])
    assert average(x, picked).tolist() == [[2.0, 3.0], [4.5, 1.0]]
    seen = np.array([[True, False], [True, True], [True, False]])
    assert average(x, picked, seen).tolist() == [[2.0, 4.0], [4.5, 1.0]]


def test_clipping_clips_whatever_was_added():
    x = np.array([[17.0], [30.0]])
    assert enforce(x, 18.0, 80.0).tolist() == [[18.0], [30.0]]  # the defaults, as a lesson's reader calls it
    assert enforce(x, 18.0, 80.0, "none") is x


def test_mean_stays_and_variance_skew_kurtosis_shrink(rows, averages):
    near(lambda b: b.mean(axis=0), averages, rows.mean(axis=0))
    near(lambda b: b.var(axis=0, ddof=1), averages, rows.var(axis=0) / 5)
    near(lambda b: stats.skew(b, bias=False), averages, stats.skew(rows) / np.sqrt(5))
    near(lambda b: stats.kurtosis(b, bias=False), averages, stats.kurtosis(rows) / 5)
    assert averages.var(axis=0) / rows.var(axis=0) == pytest.approx([0.2, 0.2], rel=0.02)


def test_the_correlation_stays_as_it_was(rows, averages):
    near(lambda b: np.corrcoef(b.T)[0, 1], averages, np.corrcoef(rows.T)[0, 1])


def test_five_averages_of_a_normal_column_are_far_from_it():
    # O5: N(0, 1) against N(0, 1/5): sup |Phi(x) - Phi(sqrt(5) x)| lies where the densities cross.
    cross = np.sqrt(np.log(5) / 4)
    ks = stats.norm.cdf(np.sqrt(5) * cross) - stats.norm.cdf(cross)
    assert ks == pytest.approx(0.18490, abs=1e-5)
    column = stats.norm.ppf((np.arange(N) + 0.5) / N)  # a table without sampling error
    sample = fitted(np.column_stack([column, column]), noise="none").sample(M, seed=0)["a"]
    assert stats.kstest(sample, "norm").statistic == pytest.approx(ks, abs=4.5 * 0.5 / np.sqrt(M))
    assert stats.wasserstein_distance(sample, column) == pytest.approx(0.44106, abs=4.5 / np.sqrt(M))


def test_a_tail_is_averaged_away_and_a_valley_filled():
    # Log-normal, sigma .5: the mass above the real 95% point falls from .05 to .0012, above the 99% point to 1e-5.
    # Two humps at -3 and 3, sd 1: the mass between -1.5 and 1.5 rises from .067 to .69.
    even = (np.arange(N) + 0.5) / N
    skewed = np.exp(0.5 * stats.norm.ppf(even))
    humps = np.concatenate([stats.norm.ppf(even[::2]) - 3, stats.norm.ppf(even[::2]) + 3])
    sample = fitted(np.column_stack([skewed, humps]), noise="none").sample(M, seed=0).to_numpy()
    for share, want, printed in (
        ((sample[:, 0] > np.quantile(skewed, 0.95)).mean(), 0.0012, 5e-5),
        ((sample[:, 0] > np.quantile(skewed, 0.99)).mean(), 1e-5, 5e-6),
        ((np.abs(sample[:, 1]) < 1.5).mean(), 0.69, 5e-3),
    ):
        assert share == pytest.approx(want, abs=printed + 4.5 * np.sqrt(want * (1 - want) / M))
    assert (np.abs(humps) < 1.5).mean() == pytest.approx(0.0668, abs=1e-3)


def test_full_noise_restores_the_covariance_but_not_the_skew(rows):
    sample = fitted(rows, noise="full").sample(M, seed=2).to_numpy()
    near(lambda b: np.cov(b.T), sample, np.cov(rows.T, ddof=0))
    near(lambda b: np.corrcoef(b.T)[0, 1], sample, np.corrcoef(rows.T)[0, 1])
    near(lambda b: stats.skew(b, bias=False), sample, stats.skew(rows) / 5**2)


def test_diagonal_noise_restores_the_variance_and_divides_the_correlation(rows):
    sample = fitted(rows, noise="diagonal").sample(M, seed=3).to_numpy()
    near(lambda b: b.var(axis=0, ddof=1), sample, rows.var(axis=0))
    near(lambda b: np.corrcoef(b.T)[0, 1], sample, np.corrcoef(rows.T)[0, 1] / 5)
    assert np.corrcoef(sample.T)[0, 1] == pytest.approx(0.16, abs=0.01)


def test_uniform_noise_weakens_the_correlation_as_the_formula_says():
    formula = (0.6 / 5) / (1 / 5 + 0.9**2 / 3)
    assert formula == pytest.approx(0.2553, abs=5e-5)
    rows = correlated(0.6)
    sample = fitted(rows, noise="uniform", noise_scale=0.9).sample(M, seed=4).to_numpy()
    rho = np.corrcoef(rows.T)[0, 1]
    near(lambda b: np.corrcoef(b.T)[0, 1], sample, rho / 0.6 * formula)
    near(lambda b: b.var(axis=0, ddof=1), sample, rows.var(axis=0) * (1 / 5 + 0.27))
    eta = draw_noise(1000, 5, np.array([2.0]), np.eye(1), np.random.default_rng(0), "uniform", 0.9)
    assert 1.7 < np.abs(eta).max() <= 1.8


@pytest.mark.parametrize(("bounds", "at_bound"), [("clip", True), ("truncate", False)])
@pytest.mark.parametrize("noise", ["uniform", "diagonal", "full"])
def test_noise_is_kept_inside_the_bounds(noise, bounds, at_bound):
    rows = pd.DataFrame(correlated(0.6, 2000), columns=list("ab"))
    sample = make("gan_style", noise=noise, noise_scale=3.0, bounds=bounds).fit(rows).sample(5000, seed=0)
    assert (sample >= rows.min()).all(axis=None)
    assert (sample <= rows.max()).all(axis=None)
    assert (sample == rows.min()).any(axis=None) == at_bound


def test_epochs_do_nothing(mixed):
    one = make("gan_style", epochs=1).fit(mixed, seed=0).sample(50, seed=1)
    assert make("gan_style", epochs=1000).fit(mixed, seed=0).sample(50, seed=1).equals(one)


def test_one_row_without_noise_is_a_photocopier(mixed):
    model = make("gan_style", k=1, noise="none").fit(mixed)
    sample, contributors = model.sample_with_contributors(40, seed=3)
    copied = mixed.iloc[contributors[:, 0]].reset_index(drop=True).drop(columns="email")
    pd.testing.assert_frame_equal(sample.drop(columns="email"), copied)


def test_the_contributors_are_those_that_were_averaged_and_lend_their_codes(mixed):
    model = make("gan_style", noise="none", bounds="none").fit(mixed)
    for seed in (5, None):
        sample, contributors = model.sample_with_contributors(60, seed=seed)
        assert contributors.shape == (60, 5)
        heights = mixed["height"].to_numpy()[contributors].mean(axis=1)
        assert sample["height"].to_numpy() == pytest.approx(heights)
        lenders = mixed["region"].astype(str).to_numpy()[contributors]
        assert (sample["region"].astype(str).to_numpy()[:, None] == lenders).any(axis=1).all()
    assert model.sample_with_contributors(9, seed=5)[0].equals(model.sample(9, seed=5))


def test_a_code_s_correlation_with_a_number_becomes_rho_over_root_k():
    rng = np.random.default_rng(0)
    x = rng.standard_normal(N)
    df = pd.DataFrame({"x": x, "yes": x + rng.standard_normal(N) > 0, "no": x + rng.standard_normal(N) < 0})
    sample = make("gan_style", noise="none").fit(df).sample(M, seed=1).astype(float).to_numpy()
    truth = np.corrcoef(df.astype(float).to_numpy().T)
    near(lambda b: np.corrcoef(b.T)[0, 1], sample, truth[0, 1] / np.sqrt(5))
    near(lambda b: np.corrcoef(b.T)[1, 2], sample, truth[1, 2])  # codes come together from one row


def test_averages_leave_out_the_fillings_of_missing_cells():
    rng = np.random.default_rng(0)
    value = rng.gamma(2, 1, 20_000)
    df = pd.DataFrame({"v": np.where(rng.random(20_000) < 0.5, np.nan, value), "w": value})
    sample = make("gan_style", noise="none").fit(df).sample(M, seed=1)
    # Shares and means of a fixed table: the table's own, within the sampling error.
    assert sample["v"].isna().mean() == pytest.approx(df["v"].isna().mean(), abs=4.5 * 0.5 / np.sqrt(M))
    drawn = sample["v"].dropna()
    assert drawn.mean() == pytest.approx(df["v"].mean(), abs=4.5 * drawn.std() / np.sqrt(len(drawn)))


def test_picked_rows_differ_and_every_set_is_equally_likely():
    picked = pick(6, 60_000, 3, np.random.default_rng(0))
    ordered = np.sort(picked, axis=1)
    assert (np.diff(ordered, axis=1) > 0).all()
    sets = {s: i for i, s in enumerate(combinations(range(6), 3))}
    counts = np.bincount([sets[tuple(row)] for row in ordered.tolist()], minlength=20)
    assert stats.chisquare(counts).pvalue > 7e-6
    assert np.sort(pick(4, 10, 4, np.random.default_rng(0)), axis=1).tolist() == [[0, 1, 2, 3]] * 10


def test_an_extreme_row_is_almost_surely_used():
    # O44: one given row is among the k of at least one of m rows with 1 - (1 - k/n)^m, .9933 at m = n = 1000.
    used_once = 1 - (1 - 5 / 1000) ** 1000
    assert used_once == pytest.approx(0.9933, abs=1e-4)
    n, m, times = 50, 20, 5000
    used = (pick(n, m * times, 5, np.random.default_rng(0)) == 0).any(axis=1).reshape(times, m).any(axis=1)
    p = 1 - (1 - 5 / n) ** m
    assert used.mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / times))


def test_more_rows_than_there_are_cannot_be_averaged(mixed):
    with pytest.raises(CourseError, match="k=5 different rows.*the table has 3"):
        make("gan_style").fit(mixed.head(3))
    model = make("gan_style").fit(mixed.head(9))
    model.k = 10
    with pytest.raises(CourseError, match="lower k"):
        model.sample(2)


def test_each_row_lends_its_codes_equally_often():
    df = pd.DataFrame({"level": list("abcdef"), "x": [1.5, 2.25, 3.125, 4.0, 5.5, 6.75]})
    levels = make("gan_style", k=3).fit(df).sample(60_000, seed=0)["level"]
    counts = levels.value_counts().reindex(df["level"], fill_value=0)
    assert stats.chisquare(counts).pvalue > 7e-6

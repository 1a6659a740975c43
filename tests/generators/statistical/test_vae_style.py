"""The correlated-normal simulator: its moments, its normal's flaws, its settings, its treatment of codes."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.data.schema import Schema
from course_lib.generators import make
from course_lib.generators.statistical.vae_style import (
    analyse,
    apply_correlations,
    cut_points,
    enforce_constraints,
    estimate_correlations,
    nearest_correlation,
    reconstruct,
    sample_latent,
    scores,
)

N, M = 4000, 200_000


def near(got, want, se):
    assert np.all(np.abs(np.asarray(got) - want) < 4.5 * np.asarray(se)), (got, want, se)


def skewed(n=N, seed=0):
    """Three dependent columns, two of them log-normal."""
    z = np.random.default_rng(seed).multivariate_normal(np.zeros(3), [[1, .6, .3], [.6, 1, -.2], [.3, -.2, 1]], n)
    income, spend, age = np.exp(11 + 0.5 * z[:, 0]), np.exp(0.8 * z[:, 1]), 44 + 16 * z[:, 2]
    return pd.DataFrame({"income": income, "spend": spend, "age": age})


@pytest.fixture(scope="module")
def table():
    return skewed()


@pytest.fixture(scope="module")
def drawn(table):
    return make("vae_style", bounds="none").fit(table).sample(M, seed=1)


def test_the_steps_by_hand():
    x = np.array([[1.0, 10.0], [3.0, 30.0], [5.0, 20.0]])
    mean, sd = analyse(x)
    assert mean.tolist() == [3.0, 20.0]
    assert sd == pytest.approx([np.sqrt(8 / 3), np.sqrt(200 / 3)])
    r = estimate_correlations(x, mean, sd)
    assert r == pytest.approx(np.array([[1, 0.5], [0.5, 1]]))
    u = apply_correlations(np.array([[1.0, 0.0], [0.0, 1.0]]), r)
    assert u == pytest.approx(np.array([[1, 0.5], [0, np.sqrt(0.75)]]))
    assert reconstruct(np.array([[1.0, -1.0]]), mean, sd) == pytest.approx(np.array([[3 + sd[0], 20 - sd[1]]]))
    out = enforce_constraints(x, np.array([2.0, 0.0]), np.array([4.0, 25.0]), "clip")
    assert out.tolist() == [[2.0, 10.0], [3.0, 25.0], [4.0, 20.0]]
    assert enforce_constraints(x, 2.0, 4.0, "none") is x


def test_the_estimated_correlations_are_pearson_s(table):
    x = table.to_numpy()
    assert estimate_correlations(x, *analyse(x)) == pytest.approx(np.corrcoef(x.T), abs=1e-12)
    assert make("vae_style").fit(table).correlation_ == pytest.approx(np.corrcoef(x.T), abs=1e-12)


def test_means_and_covariances_are_the_table_s(table, drawn):
    sd = table.std(ddof=0).to_numpy()
    r = np.corrcoef(table.to_numpy().T)
    near(drawn.mean(), table.mean(), sd / np.sqrt(M))
    # Var of a normal's sample covariance: (1 + r^2) s_i^2 s_j^2 / m
    near(drawn.cov(), np.cov(table.to_numpy().T, ddof=0), np.sqrt((1 + r**2) / M) * np.outer(sd, sd))


def test_the_shape_is_the_normal_s_whatever_the_table_s(table, drawn):
    assert table["spend"].skew() > 2
    near(drawn.skew(), 0, np.sqrt(6 / M))
    near(drawn.kurt(), 0, np.sqrt(24 / M))


@pytest.mark.parametrize(("sigma", "share"), [(0.5, 0.030), (0.8, 0.145), (1.0, 0.223)])
def test_a_positive_column_goes_below_zero(sigma, share):
    # Quantiles of the log-normal stand for the table, so that only the sampling is random.
    column = stats.lognorm(sigma).ppf((np.arange(200_000) + 0.5) / 200_000)
    cv = np.sqrt(np.exp(sigma**2) - 1)
    below = stats.norm.cdf(-1 / cv)
    assert below == pytest.approx(share, abs=1e-3)
    sample = make("vae_style", bounds="none").fit(pd.DataFrame({"income": column})).sample(M, seed=0)["income"]
    own = stats.norm.cdf(-column.mean() / column.std())
    assert own == pytest.approx(below, abs=2e-3)
    near((sample < 0).mean(), own, np.sqrt(own * (1 - own) / M))


def test_bounds_clip_spikes_truncate_does_not(table):
    schema = Schema.infer(table).with_column("spend", low=0.0, high=None)
    model = make("vae_style", bounds="clip").fit(table, schema)
    j = 1
    spike = stats.norm.cdf((0 - model.mean_[j]) / model.sd_[j])
    assert spike > 0.1
    sample = model.sample(M, seed=0)["spend"]
    near((sample == 0).mean(), spike, np.sqrt(spike * (1 - spike) / M))
    model.bounds = "truncate"
    sample = model.sample(M, seed=0)["spend"]
    assert sample.min() > 0
    high = table["spend"].max()
    law = stats.truncnorm(-model.mean_[j] / model.sd_[j], (high - model.mean_[j]) / model.sd_[j],
                          model.mean_[j], model.sd_[j])
    assert stats.kstest(sample, law.cdf).statistic < 2.5 / np.sqrt(M)


@pytest.mark.parametrize(("settings", "share"), [
    ({}, 1.0), ({"strength": 0.5}, 0.5), ({"strength": 0.0}, 0.0), ({"noise": "diagonal"}, 0.0),
    ({"noise_scale": 0.577}, 1.0),
])
def test_strength_scales_the_correlations_and_noise_scale_the_sds(table, settings, share):
    model = make("vae_style", bounds="none", **settings).fit(table)
    sample = model.sample(M, seed=2)
    want = share * np.corrcoef(table.to_numpy().T) + (1 - share) * np.eye(3)
    near(np.corrcoef(sample.to_numpy().T), want, (1 - want**2) / np.sqrt(M) + 1e-12)
    scale = settings.get("noise_scale", 1.0)
    near(sample.std() / table.std(ddof=0), scale, scale / np.sqrt(2 * M))


def test_the_report_s_latent_is_a_uniform_taken_for_a_normal():
    # O6: sd 1/sqrt(3), and KS distance Phi(-1) from the normal that it is taken for.
    u = 2 * np.random.default_rng(0).random(M) - 1
    near(u.std(), 1 / np.sqrt(3), 0.3 / np.sqrt(M))
    assert stats.kstest(u, "norm").statistic == pytest.approx(0.15866, abs=4.5 * 0.5 / np.sqrt(M))
    z = sample_latent(M, 1, np.random.default_rng(0), 1 / np.sqrt(3))
    near(z.std(), 1 / np.sqrt(3), 1 / np.sqrt(6 * M))


def test_no_noise_draws_the_mean_only(table):
    sample = make("vae_style", noise_scale=0).fit(table).sample(5)
    assert sample.to_numpy() == pytest.approx(np.tile(table.mean(), (5, 1)))


def test_codes_keep_their_frequencies_and_a_binary_its_latent_correlation():
    # True latent correlation .60, cut at 70/30: the point-biserial correlation is only .455.
    rng = np.random.default_rng(0)
    z = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], M)
    df = pd.DataFrame({"x": z[:, 0], "yes": z[:, 1] > stats.norm.ppf(0.7), "level": rng.choice(list("abcd"), M)})
    model = make("vae_style", bounds="none").fit(df)
    near(model.correlation_[0, 1], 0.6, 2 / np.sqrt(M))  # the biserial estimate's sd at this cut is under 2/sqrt(n)
    sample = model.sample(M, seed=1)
    near(sample["yes"].mean(), df["yes"].mean(), np.sqrt(0.21 / M))
    near(sample["level"].value_counts(normalize=True).sort_index(), df["level"].value_counts(
        normalize=True).sort_index(), np.sqrt(0.1875 / M))
    near(sample["x"].corr(sample["yes"].astype(float)), df["x"].corr(df["yes"].astype(float)), 2 / np.sqrt(M))


def test_scores_are_the_means_between_the_cuts():
    codes = np.repeat([0.0, 1.0, 3.0], [500, 300, 200])  # level 2 of 4 never occurs
    cuts = cut_points(codes, 4)
    assert cuts == pytest.approx(stats.norm.ppf([0.5, 0.8, 0.8]))
    values = scores(codes, cuts)
    assert values.mean() == pytest.approx(0, abs=1e-12)
    assert values[0] == pytest.approx(-np.sqrt(2 / np.pi))  # the lower half of a normal
    assert values[-1] == pytest.approx(stats.norm.pdf(cuts[1]) / 0.2)
    assert scores(np.array([2.5]), np.empty(0)).tolist() == [2.5]


def test_fillings_for_missing_numbers_do_not_enter_the_moments():
    df = skewed(20_000)
    full = make("vae_style").fit(df)
    gone = df.mask(np.random.default_rng(1).random(df.shape) < 0.4)
    model = make("vae_style").fit(gone)
    numbers = [j for j, f in enumerate(model.encoder_.fields_) if not f.n_levels]
    assert model.mean_[numbers] == pytest.approx(gone.mean().to_numpy())
    assert model.sd_[numbers] == pytest.approx(gone.std(ddof=0).to_numpy())
    # Log-normal columns: the sd of a correlation is larger than (1 - r^2)/sqrt(n); .06 is 4.5 of it by bootstrap.
    assert model.correlation_[np.ix_(numbers, numbers)] == pytest.approx(full.correlation_, abs=0.06)


def test_a_column_twice_and_a_sum_of_columns_can_be_learned(table):
    df = table.assign(copy=table["age"], total=table["income"] + table["spend"])
    sample = make("vae_style").fit(df).sample(2000, seed=0)
    assert sample["age"].corr(sample["copy"]) > 0.999


def test_a_matrix_that_is_no_correlation_matrix_is_brought_near():
    bad = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1.0]])
    assert np.linalg.eigvalsh(bad)[0] < 0
    good = nearest_correlation(bad)
    np.linalg.cholesky(good)
    assert np.diag(good) == pytest.approx(1)
    fine = np.array([[1, 0.5], [0.5, 1]])
    assert np.array_equal(nearest_correlation(fine), fine)
    assert nearest_correlation(np.empty((0, 0))).shape == (0, 0)

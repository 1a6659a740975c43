"""Columns right, dependence gone, no cell of a continuous column handed out again."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.generators import make
from course_lib.generators.statistical.independent import draw_codes, draw_numbers

M = 100_000


def test_quantiles_by_hand():
    ordered = np.array([1.0, 2.0, 4.0])
    assert draw_numbers(ordered, np.array([0.0, 0.25, 0.5, 0.75, 1.0])).tolist() == [1.0, 1.5, 2.0, 3.0, 4.0]
    u = np.random.default_rng(0).random(50)
    assert np.allclose(draw_numbers(ordered, u), np.quantile(ordered, u))


def test_codes_by_hand():
    u = np.array([0.0, 0.19, 0.2, 0.69, 0.7, 0.999999])
    assert draw_codes(np.array([0.2, 0.5, 0.0, 0.3]), u).tolist() == [0, 0, 1, 1, 3, 3]


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(0)
    n = 5000
    x = rng.lognormal(0, 0.8, n)
    df = pd.DataFrame({
        "x": x, "y": x + rng.normal(0, 0.1, n), "cents": np.round(rng.gamma(2, 10, n), 2),
        "spike": np.where(rng.random(n) < 0.6, 0.0, rng.random(n)),
        "gap": np.where(rng.random(n) < 0.25, np.nan, rng.normal(10, 1, n)),
        "level": rng.choice(["a", "b", "c"], n, p=[0.9, 0.08, 0.02]),
    })
    return df, make("independent").fit(df, seed=0).sample(M, seed=1)


@pytest.mark.parametrize("column", ["x", "y", "cents", "spike"])
def test_each_number_column_has_the_table_s_shape(fitted, column):
    df, sample = fitted
    # The sample is i.i.d. from the interpolated F, which is within 1/n of the empirical one (O12b).
    assert stats.ks_2samp(df[column], sample[column]).statistic < 2.5 / np.sqrt(M) + 1 / len(df)
    assert df[column].min() <= sample[column].min()
    assert sample[column].max() <= df[column].max()


def test_levels_and_gaps_have_their_frequencies(fitted):
    df, sample = fitted
    for level in "abc":
        p = (df["level"] == level).mean()
        assert (sample["level"] == level).mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / M))
    p = df["gap"].isna().mean()
    assert sample["gap"].isna().mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / M))


def test_missing_numbers_do_not_bend_the_quantiles(fitted):
    df, sample = fitted
    seen, drawn = df["gap"].dropna(), sample["gap"].dropna()
    assert stats.ks_2samp(seen, drawn).statistic < 2.5 / np.sqrt(len(drawn)) + 1 / len(seen)


def test_every_dependence_is_gone(fitted):
    df, sample = fitted
    assert df["x"].corr(df["y"]) > 0.95
    assert abs(sample["x"].corr(sample["y"], method="spearman")) < 4.5 / np.sqrt(M)


def test_continuous_cells_are_not_handed_out_and_the_grid_is_kept(fitted):
    df, sample = fitted
    assert not set(sample["x"]) & set(df["x"])
    assert np.allclose(sample["cents"], np.round(sample["cents"], 2), atol=1e-12)
    assert (sample["spike"] == 0).mean() == pytest.approx((df["spike"] == 0).mean(), abs=4.5 * 0.5 / np.sqrt(M))

"""The Gaussian copula: what it sees, what it cannot, and what it hands out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from course_lib.data import simulate_customers
from course_lib.evaluation import c2st, dcr_share
from course_lib.generators import make
from course_lib.generators.statistical.copula import correlation, model
from tests.benchmarks.tables import simulate_census, simulate_copula

M = 100_000
RNG = np.random.default_rng(0)
EVEN = stats.norm.ppf((np.arange(2000) + 0.5) / 2000)  # a normal column without luck


def pair(rho=0.6, x=EVEN, y=EVEN):
    """A plain copula of two columns with these margins and the latent correlation set by hand."""
    fitted = make("copula", slices=0).fit(pd.DataFrame({"x": x, "y": RNG.permutation(y)}), seed=0)
    fitted.correlation_ = np.array([[1, rho], [rho, 1]])
    return fitted


def test_rank_correlations_are_the_gaussian_copula_s():
    # O9: rho = .6 gives Spearman (6/pi) asin(rho/2) = .5819 and Kendall (2/pi) asin(rho) = .4097.
    sample = pair().sample(M, seed=1)
    assert sample["x"].corr(sample["y"], method="spearman") == pytest.approx(0.5819, abs=0.01)
    assert stats.kendalltau(sample["x"], sample["y"]).statistic == pytest.approx(0.4097, abs=0.01)


def test_pearson_s_correlation_is_bent_by_the_margins():
    # O11: log-normals with sigma .5 and .8. Tails cut at 1 in 4,000 take a little off .53755.
    sample = pair(x=np.exp(0.5 * EVEN), y=np.exp(0.8 * EVEN)).sample(M, seed=1)
    want = (np.exp(0.6 * 0.5 * 0.8) - 1) / np.sqrt((np.exp(0.25) - 1) * (np.exp(0.64) - 1))
    assert want == pytest.approx(0.53755, abs=1e-5)
    assert sample.corr().loc["x", "y"] == pytest.approx(want, abs=0.02)


def test_tails_are_nearly_independent():
    # O12: P(y beyond its 99% point | x beyond its own) = .188 at rho = .6, and falling to 0.
    sample = pair().sample(M, seed=1)
    top = sample > sample.quantile(0.99)
    assert top.all(axis=1).sum() / top["x"].sum() == pytest.approx(0.188, abs=4.5 * np.sqrt(0.188 * 0.812 / (M / 100)))


def test_increasing_changes_of_a_column_leave_the_correlation_as_it_is():
    # O10
    z = np.random.default_rng(1).multivariate_normal([0, 0, 0], [[1, 0.6, 0.3], [0.6, 1, 0], [0.3, 0, 1]], 5000)
    plain = pd.DataFrame(z, columns=list("abc"))
    bent = pd.DataFrame({"a": np.exp(z[:, 0]), "b": z[:, 1] ** 3, "c": -np.log(10 - z[:, 2])})
    r, s = (make("copula").fit(df, seed=0).correlation_ for df in (plain, bent))
    assert np.abs(r - s).max() < 1e-12
    assert r[0, 1] == pytest.approx(0.6, abs=4.5 * 0.64 / np.sqrt(5000))


def test_columns_are_drawn_from_the_training_rows_own_distribution():
    # O12b: KS against the rows it learned is that of m draws alone, below what fresh real rows would have.
    train = pd.DataFrame({"x": np.random.default_rng(2).gamma(2, 1, 1000), "y": RNG.normal(size=1000)})
    sample = make("copula").fit(train, seed=0).sample(1000, seed=1)
    assert stats.ks_2samp(train["x"], sample["x"]).statistic < 1.63 / np.sqrt(1000)


def parabola(n, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return pd.DataFrame({"x": x, "y": x**2 + 0.1 * rng.normal(size=n)})


def test_a_parabola_is_invisible_to_the_plain_copula_and_seen_in_slices():
    # O11
    df, fresh = parabola(4000, 3), parabola(4000, 4)
    plain = make("copula", slices=0).fit(df, seed=0)
    assert abs(plain.correlation_[0, 1]) < 4.5 * np.sqrt(3 / 4000)
    assert c2st(fresh, plain.sample(4000, seed=1)).auc > 0.85
    sliced = make("copula").fit(df, seed=0)
    assert sliced.parents_ == [-1, 0] or sliced.parents_ == [1, -1]
    assert c2st(fresh, sliced.sample(4000, seed=1)).auc < 0.65


@pytest.fixture(scope="module")
def mixed():
    rng = np.random.default_rng(5)
    n, z = 5000, rng.multivariate_normal([0, 0, 0], 0.5 + 0.5 * np.eye(3), 5000)
    gone = z[:, 1] + rng.normal(size=n) > 1.2
    df = pd.DataFrame({
        "fine": np.exp(z[:, 0]), "cents": np.round(np.exp(2 + z[:, 1]), 2),
        "gain": np.where(z[:, 2] < 1.2, 0, np.round(1000 * z[:, 2])).astype(int),
        "job": np.where(gone, None, rng.choice(["a", "b", "c"], n)), "pay": np.where(gone, np.nan, np.exp(z[:, 0])),
        "school": pd.cut(z[:, 0], [-9, -1, 0, 1, 9], labels=["none", "some", "college", "more"]).astype("str"),
        "years": pd.cut(z[:, 0], [-9, -1, 0, 1, 9], labels=[4, 9, 13, 16]).astype(int),
    })
    return df, make("copula").fit(df, seed=0).sample(20_000, seed=1)


def test_no_continuous_cell_is_handed_out_again_not_even_the_largest(mixed):
    df, sample = mixed
    assert not sample["fine"].isin(df["fine"]).any()
    assert sample["fine"].max() < df["fine"].max()


def test_atoms_come_out_exactly_and_the_decimals_stay(mixed):
    df, sample = mixed
    p = (df["gain"] == 0).mean()
    assert (sample["gain"] == 0).mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / 20_000))
    assert (sample["cents"] == sample["cents"].round(2)).all()


def test_what_is_missing_together_stays_missing_together(mixed):
    df, sample = mixed
    gone = sample["job"].isna()
    assert (gone == sample["pay"].isna()).mean() > 0.995
    assert gone.mean() == pytest.approx(df["job"].isna().mean(), abs=4.5 * 0.5 / np.sqrt(20_000))
    high = sample["cents"] > sample["cents"].median()
    want = df["job"].isna()[df["cents"] > df["cents"].median()].mean()
    assert gone[high].mean() == pytest.approx(want, abs=4.5 * 0.5 / np.sqrt(10_000) + 0.02)


def test_an_exact_function_of_another_column_stays_one(mixed):
    df, sample = mixed
    names = dict(df[["years", "school"]].drop_duplicates().itertuples(index=False))
    assert (sample["years"].map(names) == sample["school"]).all()


def test_jitter_in_place_of_the_right_estimator_is_caught(monkeypatch):
    df = simulate_copula(5000, seed=0)[["number_0", "binary_2", "binary_5"]]
    right = make("copula", slices=0).fit(df, seed=0).correlation_
    monkeypatch.setattr(correlation, "solve", lambda r, *coefficients: r)
    naive = make("copula", slices=0).fit(df, seed=0).correlation_
    assert (np.abs(naive) < 0.85 * np.abs(right))[np.triu_indices(3, 1)].all()
    sample = make("copula", slices=0).fit(df, seed=0).sample(M, seed=1)
    assert abs(sample.corr().loc["binary_2", "binary_5"] - df.corr().loc["binary_2", "binary_5"]) > 4.5 / np.sqrt(5000)


@pytest.mark.slow
def test_a_long_table_is_learned_from_all_rows_and_drawn_in_pieces(monkeypatch):
    monkeypatch.setattr(model, "PAIR_ROWS", 2000)
    monkeypatch.setattr(model.Copula, "rows_at_once", 700)
    df = simulate_census(6000, seed=0)
    df["extreme"] = np.arange(6000.0) ** 2  # its last values are in few samples of 2,000
    fitted = make("copula").fit(df, seed=0)
    sample = fitted.sample(5000, seed=1)
    names = dict(df[["education_num", "education"]].drop_duplicates().itertuples(index=False))
    assert (sample["education_num"].map(names) == sample["education"]).all()
    assert fitted.margins_[fitted.latents_.index("extreme")].v[-1] == 5999**2
    assert c2st(simulate_census(5000, seed=9), sample.drop(columns="extreme")).auc < 0.75


def test_a_function_that_fails_in_the_rows_not_looked_at_is_given_up(monkeypatch):
    monkeypatch.setattr(model, "PAIR_ROWS", 500)
    years = np.random.default_rng(6).integers(0, 12, 20_000)
    df = pd.DataFrame({"years": years, "band": np.array(["low", "mid", "top"])[years // 4]})
    assert len(make("copula").fit(df, seed=0).dependents_) == 1
    df.loc[[17, 12_345], "band"] = ["top", "low"]
    df.loc[[17, 12_345], "years"] = [0, 11]
    assert make("copula").fit(df, seed=0).dependents_ == []


@st.composite
def nasty(draw):
    """Two to 60 rows of columns at the ends of what a float, a count and a category can be."""
    n = draw(st.integers(2, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    makers = {
        "huge": lambda: rng.choice([-1.7e308, 1e300, 0.1, 1.7e308], n), "tiny": lambda: rng.normal(0, 5e-324, n),
        "ties": lambda: rng.choice([0.0, 0.0, 0.0, 7.5], n), "wide": lambda: 10.0 ** rng.uniform(-300, 300, n),
        "one": lambda: np.full(n, "a"), "gone": lambda: np.full(n, np.nan),
        "gaps": lambda: np.where(rng.random(n) < 0.9, np.nan, rng.normal(size=n)),
        "level": lambda: rng.choice(list("abcdefgh"), n), "flag": lambda: rng.random(n) < 0.1,
    }
    kinds = draw(st.lists(st.sampled_from(sorted(makers)), min_size=1, max_size=6))
    return pd.DataFrame({f"{i} {kind}": makers[kind]() for i, kind in enumerate(kinds)})


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(df=nasty())
def test_nasty_tables_go_through(df):
    sample = make("copula").fit(df, seed=0).sample(30, seed=1)
    assert (sample.dtypes == df.dtypes).all()
    for name in df.select_dtypes("number"):
        seen, drawn = df[name].dropna(), sample[name].dropna()
        assert np.isfinite(drawn).all()
        if len(seen):
            assert drawn.between(seen.min(), seen.max()).all()


@pytest.mark.slow
def test_ten_thousand_customers_within_six_hundredths_of_the_floor():
    df, fresh, other = (simulate_customers(10_000, seed=s) for s in (0, 1, 2))
    sample = make("copula").fit(df, seed=0).sample(10_000, seed=1)
    assert c2st(fresh, sample).auc < c2st(fresh, other).auc + 0.06
    assert dcr_share(df, sample, fresh) == pytest.approx(0.5, abs=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(("simulate", "edge"), [(simulate_census, 0.70), (simulate_copula, 0.54)])
def test_large_mixed_tables(simulate, edge):
    df = simulate(10_000, seed=0)
    assert c2st(simulate(10_000, seed=1), make("copula").fit(df, seed=0).sample(10_000, seed=1)).auc < edge

"""Every target of the customers table, with tolerances from the standard error (4.5 of them) and within 1%."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr
from scipy.stats import chi2_contingency, norm

from course_lib.data import CANARY, Schema, customers_truth, load_table, simulate_customers
from course_lib.data import customers_truth as truth_of
from course_lib.data.customers_truth import TARGETS, VISITS_SHAPE
from course_lib.errors import CourseError

N = 200_000


@pytest.fixture(scope="module")
def df():
    return simulate_customers(N, seed=7)


def standard_error(name, df):
    """Standard error of one target at len(df) rows."""
    n = len(df)
    if name.startswith("mean"):
        return df[name.split()[1]].std() / np.sqrt(n)
    if name.startswith("r("):
        # (1 - r^2)/sqrt(n) holds for normals; the bootstrap-free sandwich below for any shape.
        a, b = (df[c] for c in name[2:-1].split(", "))
        a, b = (a - a.mean()) / a.std(), (b - b.mean()) / b.std()
        r = (a * b).mean()
        return (a * b - r * (a**2 + b**2) / 2).std() / np.sqrt(n)
    n = (df["group"] == name[-2]).sum() if name.startswith("P(") else n
    p = TARGETS[name]
    return np.sqrt(p * (1 - p) / n)


@pytest.mark.parametrize("name", list(TARGETS))
def test_targets(df, name):
    row = customers_truth().compare(df).loc[name]
    assert abs(row["difference"]) < 4.5 * standard_error(name, df), row


@pytest.mark.slow
def test_targets_within_one_percent_at_a_million_rows():
    compared = customers_truth().compare(simulate_customers(1_000_000, seed=0))
    asked = compared[compared["target"] != 0]
    assert (asked["difference"].abs() <= 0.01 * asked["target"]).all(), compared
    assert abs(compared.loc["r(age, score)", "measured"]) < 0.01


def test_ranges_and_kinds(df):
    schema = load_table("customers")[1]
    schema.validate(df)
    assert df["age"].between(18, 80).all() and df["income"].between(20_000, 250_000).all()
    assert df["purchase"].between(0, 150).all() and df["satisfaction"].between(1, 10).all()
    assert list(df.columns) == schema.names == list(CANARY)
    assert [str(dtype) for dtype in df.dtypes] == ["int64", "int64", "float64", "int64", "float64", "int64",
                                                   "str", "str", "str", "str", "bool"]


def piled_up(values, low, high, width) -> bool:
    """Whether the strip of `width` at a bound holds more rows than the two strips next to it together."""
    n = len(values)
    for bound, inward in ((low, 1), (high, -1)):
        at = ((values - bound) * inward < width).mean()
        next_door = ((values - bound) * inward >= width).mean() - ((values - bound) * inward >= 3 * width).mean()
        if at > next_door + 4.5 * np.sqrt(next_door / n + 1 / n**2):
            return True
    return False


STRIPS = {"age": (18, 80, 1), "income": (20_000, 250_000, 500), "purchase": (0, 150, 0.5), "score": (0, 100, 0.5)}


@pytest.mark.parametrize("name", list(STRIPS))
def test_nothing_is_piled_up_at_a_bound(df, name):
    """Truncated, not clipped: at a bound stands what a smooth density leaves there, not a spike."""
    assert not piled_up(df[name], *STRIPS[name])


def test_clipped_ages_would_be_found():
    """Planted fault: the same check on ages that were clipped."""
    assert piled_up(np.clip(np.random.default_rng(0).normal(35, 28.27, N).round(), 18, 80), 18, 80, 1)


def test_age_follows_the_truncated_normal(df):
    sigma = customers_truth().age_sigma
    edges = np.arange(18.5, 80)
    inside = norm(35, sigma).cdf(80) - norm(35, sigma).cdf(18)
    shares = np.diff(np.concatenate([[0], (norm(35, sigma).cdf(edges) - norm(35, sigma).cdf(18)) / inside, [1]]))
    observed = df["age"].value_counts().reindex(range(18, 81), fill_value=0).to_numpy()
    statistic = ((observed - N * shares) ** 2 / (N * shares)).sum()
    assert statistic < 62 + 4.5 * np.sqrt(2 * 62)  # chi-square with 62 degrees of freedom: mean 62, variance 124


def test_score_is_uncorrelated_with_age_yet_depends_on_it(df):
    by_age = df.groupby("age")["score"].mean()
    assert by_age.loc[44:50].mean() > by_age.loc[18:22].mean() + 10
    assert by_age.loc[44:50].mean() > by_age.loc[76:80].mean() + 10


def test_visits_have_the_mean_and_variance_of_the_negative_binomial(df):
    for satisfaction in (6, 8):
        visits = df.loc[df["satisfaction"] == satisfaction, "visits"]
        mean = float(customers_truth().visits_mean(satisfaction))
        variance = mean + mean**2 / VISITS_SHAPE
        assert visits.mean() == pytest.approx(mean, abs=4.5 * np.sqrt(variance / len(visits)))
        # fourth central moment of the observed sample gives the standard error of its variance
        se = np.sqrt(((visits - visits.mean()) ** 2).var() / len(visits))
        assert visits.var() == pytest.approx(variance, abs=4.5 * se)


@pytest.mark.parametrize("one, other", [("region", "segment"), ("group", "region"), ("group", "channel")])
def test_independent_columns_are_independent(df, one, other):
    assert chi2_contingency(pd.crosstab(df[one], df[other])).pvalue > 7e-6


@pytest.mark.parametrize("one, other", [("segment", "outcome"), ("group", "outcome")])
def test_dependent_columns_are_dependent(df, one, other):
    assert chi2_contingency(pd.crosstab(df[one], df[other])).pvalue < 1e-12


def test_solution_does_not_depend_on_the_quadrature(monkeypatch):
    """Half the nodes, the same parameters to five digits: the integrals have converged."""
    fine = customers_truth()
    module = __import__("course_lib.data.customers_truth", fromlist=["x"])
    nodes, weights = module.hermegauss(50)
    monkeypatch.setattr(module, "_NODES", nodes)
    monkeypatch.setattr(module, "_WEIGHTS", weights / weights.sum())
    coarse = module.customers_truth.__wrapped__()
    for name, rho in fine.latent_correlations.items():
        assert coarse.latent_correlations[name] == pytest.approx(rho, abs=1e-5)
    assert coarse.segment_cuts == pytest.approx(fine.segment_cuts, abs=1e-5)
    assert list(coarse.intercepts.values()) == pytest.approx(list(fine.intercepts.values()), abs=1e-4)


def test_income_mean_against_a_fine_sum():
    u = (np.arange(2_000_000) + 0.5) / 2_000_000
    from scipy.special import ndtri

    assert customers_truth().income_of(ndtri(u)).mean() == pytest.approx(68_450, rel=1e-5)


def test_satisfaction_can_be_anything_from_1_to_10():
    truth = truth_of()
    assert truth.satisfaction_of(np.array([-12.0, 0, 12.0])).tolist() == [1, 7, 10]
    assert truth.age_of(np.array([-12.0, 12.0])).tolist() == [18, 80]
    assert ndtr(truth.standard_income(0.0)) == pytest.approx(0.5, abs=0.01)


def test_same_seed_same_rows_and_no_global_state():
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - read, never set
    pd.testing.assert_frame_equal(simulate_customers(50, seed=3), simulate_customers(50, seed=3))
    assert not simulate_customers(50, seed=3).equals(simulate_customers(50, seed=4))
    assert not simulate_customers(50).equals(simulate_customers(50))
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_canary_is_the_last_row_and_changes_nothing_else():
    plain, planted = simulate_customers(30, seed=1), simulate_customers(30, seed=1, canary=True)
    pd.testing.assert_frame_equal(plain.iloc[:-1], planted.iloc[:-1])
    assert planted.iloc[-1].to_dict() == CANARY and list(planted.dtypes) == list(plain.dtypes)
    assert simulate_customers(5, seed=1, canary={"visits": 99})["visits"].iloc[-1] == 99
    load_table("customers")[1].validate(planted)
    with pytest.raises(CourseError, match="'salary'"):
        simulate_customers(5, canary={"salary": 1})


@pytest.mark.parametrize("n", [0, -1, 2.5, True, "10", None])
def test_wrong_n_is_said(n):
    with pytest.raises(CourseError, match="whole number"):
        simulate_customers(n)


def test_one_row_and_inferred_schema():
    assert Schema.infer(simulate_customers(1, seed=0)).names == list(CANARY)


def test_truth_is_printable():
    assert "sigma of age before truncation" in str(customers_truth())
    assert customers_truth()._repr_html_().startswith("<table")

"""Association and its preservation: other programs, closed forms, oracle O8d, planted faults."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats.contingency import association as scipy_association

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation import assoc_mae, association, corr_skill
from course_lib.evaluation.metrics.pairs import Products, corrected_v, root_excess
from course_lib.evaluation.metrics.views import views

TARGETS = (0.812, 0.456, 0.389)  # the report's correlations of income with purchase, age, satisfaction


def report_table(n, seed):
    """Normal columns with the report's three correlations; the other three follow from them."""
    r = np.array([1, *TARGETS])
    cov = np.outer(r, r)
    np.fill_diagonal(cov, 1)
    x = np.random.default_rng(seed).multivariate_normal(np.zeros(4), cov, n)
    return pd.DataFrame(x, columns=["income", "purchase", "age", "satisfaction"])


def mixed_table(n, seed, holes=False):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    df = pd.DataFrame({
        "x": x, "y": 0.6 * x + 0.8 * rng.normal(size=n), "k": rng.poisson(np.exp(x / 2)),
        "town": np.where(x > 0.5, "a", rng.choice(list("abc"), n)), "coin": rng.random(n) < 0.4,
        "noise": rng.choice(list("uvwxyz"), n),
    })
    if holes:
        df.loc[rng.random(n) < 0.2, "y"] = np.nan
        df.loc[rng.random(n) < 0.1, "town"] = None
    return df


def test_pearson_and_spearman_agree_with_pandas_missing_values_included():
    df = mixed_table(400, 0, holes=True)[["x", "y", "k"]]
    for method in ("pearson", "spearman"):
        ours = association(df, method=method)
        theirs = df.corr(method=method)
        if method == "spearman":  # ranks of the present values, then rows where both are present
            theirs = df.rank().corr()
        assert np.allclose(ours, theirs, atol=1e-10)


def test_cramers_v_agrees_with_scipy_where_the_correction_vanishes():
    rng = np.random.default_rng(1)
    table = rng.integers(20_000, 90_000, size=(3, 4))
    assert corrected_v(table.astype(float)) == pytest.approx(scipy_association(table, "cramer"), abs=1e-4)


def test_cramers_v_by_hand():
    """Bergsma on [[30, 10], [10, 30]]: phi^2 = 1/4, minus 1/79; k~ = r~ = 2 - 1/79."""
    assert corrected_v(np.array([[30.0, 10], [10, 30]])) == pytest.approx(np.sqrt((1 / 4 - 1 / 79) / (1 - 1 / 79)))


def test_correlation_ratio_by_hand():
    """Groups (1, 2, 3) and (5, 6, 7): eta^2 = 24 / 28; Kelley: 1 - (4/28)(5/4)."""
    df = pd.DataFrame({"x": [1.0, 2, 3, 5, 6, 7], "g": list("aaabbb")})
    schema = Schema([Column("x", "number"), Column("g", "category")])
    assert association(df, schema).loc["x", "g"] == pytest.approx(np.sqrt(1 - 4 / 28 * 5 / 4))


def test_unrelated_columns_show_little_whatever_their_number_of_levels():
    rng = np.random.default_rng(2)
    schema = Schema([Column("x", "number"), Column("many", "category"), Column("more", "category")])
    values = []
    for _ in range(60):
        df = pd.DataFrame({"x": rng.normal(size=400), "many": rng.integers(0, 40, 400).astype(str),
                           "more": rng.integers(0, 30, 400).astype(str)})
        values.append(association(df, schema).to_numpy()[np.triu_indices(3, 1)])
    # Uncorrected, eta would be sqrt(39/399) = .31 and V about .27.
    assert np.mean(values) < 0.09


def test_null_sum_is_what_unrelated_columns_show():
    rng = np.random.default_rng(3)
    names = [f"n{i}" for i in range(4)], [f"c{i}" for i in range(3)]
    schema = Schema([Column(n, "number") for n in names[0]] + [Column(c, "category") for c in names[1]])
    sums, expected = [], []
    for _ in range(150):
        df = pd.DataFrame({**{n: rng.normal(size=300) for n in names[0]},
                           **{c: rng.choice(list("abcde"), 300) for c in names[1]}})
        parts = Products(views(schema, df)[0])
        sums.append(np.nansum(np.abs(parts.association()[np.triu_indices(7, 1)])))
        expected.append(parts.null_sum())
    assert np.mean(sums) == pytest.approx(np.mean(expected), rel=0.05)


def test_root_excess():
    x = np.random.default_rng(4).chisquare(6, 400_000)
    values = np.sqrt(np.maximum(0, x - 6))
    assert root_excess(6) == pytest.approx(values.mean(), abs=4.5 * values.std() / np.sqrt(len(x)))
    assert root_excess(2001) == pytest.approx(root_excess(1999), rel=0.01)


# O8d


def test_skill_of_the_same_table_is_one():
    df = report_table(1000, 0)
    assert corr_skill(df, df) == 1
    assert assoc_mae(df, df) == 0


def test_skill_of_columns_shuffled_independently_is_zero():
    df, rng = report_table(4000, 1), np.random.default_rng(1)
    made = pd.DataFrame({c: rng.permutation(df[c]) for c in df})
    total = np.abs(association(df).to_numpy()[np.triu_indices(4, 1)]).sum()
    assert abs(corr_skill(df, made)) < 4.5 * np.sqrt(6 / 4000) / total


def test_skill_of_flipped_signs_is_minus_one():
    """Only income changes its sign, so its three pairs flip; alone they score 1 - 2 = -1."""
    df = report_table(2000, 2)
    a = association(df).loc["income", ["purchase", "age", "satisfaction"]]
    b = association(df.assign(income=-df["income"])).loc["income", ["purchase", "age", "satisfaction"]]
    assert 1 - np.abs(a - b).sum() / np.abs(a).sum() == pytest.approx(-1, abs=1e-9)
    two = df[["income", "purchase"]]
    assert corr_skill(two, two.assign(income=-two["income"])) == pytest.approx(-1, abs=1e-9)


def test_sdmetrics_correlation_similarity_of_shuffled_columns():
    """1 - |difference| / 2 is .7238 where nothing is kept, and the skill of the same table is 0."""
    df, rng = report_table(20_000, 3), np.random.default_rng(3)
    made = pd.DataFrame({c: rng.permutation(df[c]) for c in df})
    gap = np.abs(association(df) - association(made)).loc["income", ["purchase", "age", "satisfaction"]]
    assert np.mean(1 - gap / 2) == pytest.approx(0.7238, abs=4.5 / np.sqrt(20_000))
    assert corr_skill(df, made) == pytest.approx(0, abs=4.5 * np.sqrt(6 / 20_000))


def test_nothing_to_preserve_is_nan():
    rng = np.random.default_rng(5)
    one, two = (pd.DataFrame(rng.normal(size=(500, 4)), columns=list("abcd")) for _ in range(2))
    assert np.isnan(corr_skill(one, two))
    assert assoc_mae(one, two) == pytest.approx(np.sqrt(4 / 500 / np.pi), rel=0.5)


def test_assoc_mae_floor_of_unrelated_numbers():
    rng = np.random.default_rng(6)
    values = [assoc_mae(*(pd.DataFrame(rng.normal(size=(1000, 4)), columns=list("abcd")) for _ in range(2)))
              for _ in range(60)]
    assert np.mean(values) == pytest.approx(0.036, abs=4.5 * np.std(values) / np.sqrt(60))


def test_a_column_turned_constant_loses_its_associations():
    df = report_table(1000, 7)
    made = df.assign(income=1.0)
    lost = np.abs(association(df).loc["income"].drop("income")).sum()
    total = np.abs(association(df).to_numpy()[np.triu_indices(4, 1)]).sum()
    assert corr_skill(df, made) == pytest.approx(1 - lost / total)


def test_a_constant_with_rounding_noise_is_constant():
    df = pd.DataFrame({"c": np.full(1000, 0.1) + 0.2, "x": np.random.default_rng(8).normal(size=1000)})
    schema = Schema([Column("c", "number"), Column("x", "number")])
    assert np.isnan(association(df, schema).loc["c", "x"])


def test_large_numbers_keep_their_digits():
    rng = np.random.default_rng(9)
    x = rng.normal(size=500)
    df = pd.DataFrame({"x": 1e9 + x, "y": 1e-9 * (x + rng.normal(size=500))})
    assert association(df).loc["x", "y"] == pytest.approx(np.corrcoef(df["x"], df["y"])[0, 1], abs=1e-9)


def test_an_ordinal_counts_as_ranks():
    levels = ("low", "middle", "high")
    schema = Schema([Column("x", "number"), Column("o", "ordinal", levels=levels)])
    rng = np.random.default_rng(10)
    code = rng.integers(0, 3, 300)
    df = pd.DataFrame({"x": code + rng.normal(size=300), "o": np.array(levels, dtype=object)[code]})
    assert association(df, schema).loc["x", "o"] == pytest.approx(stats.pearsonr(df["x"], code)[0])


def test_weights_are_repeated_rows():
    df, rng = mixed_table(120, 11, holes=True), np.random.default_rng(11)
    schema = Schema.infer(df)
    weights = rng.integers(0, 4, len(df))
    again = df.loc[df.index.repeat(weights)].reset_index(drop=True)
    ours = Products(views(schema, df)[0]).association(weights)
    assert np.allclose(ours, Products(views(schema, again)[0]).association(), atol=1e-9, equal_nan=True)


def test_order_of_the_schema_is_kept():
    df = mixed_table(200, 12)
    assert list(association(df).columns) == list(df.columns)


def test_unknown_method():
    with pytest.raises(CourseError, match="'pearson' or 'spearman'"):
        association(report_table(10, 0), method="kendall")

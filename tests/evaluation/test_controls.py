"""Every metric is held to what it declares: which bad tables it catches, and to which it is blind."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import CONTROLS, METRICS, control_table, try_controls
from course_lib.evaluation.controls import (
    ALL,
    copula,
    five_average,
    five_average_noise,
    memorizer,
    mvn,
    shuffled_columns,
)

CUSTOMERS = simulate_customers(12_000, seed=1)


def with_holes(df, seed=0):
    rng = np.random.default_rng(seed)
    df = df.copy()
    df["income"] = df["income"].astype("Int64")
    df.loc[rng.random(len(df)) < 0.2, "income"] = pd.NA
    df.loc[rng.random(len(df)) < 0.1, "region"] = None
    df["since"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, len(df)), unit="D")
    return df


def hold_to_declaration(long):
    """Caught: worse than the limit in every seed. Blind: the seeds' mean within 4.5 standard errors of the floor."""
    for name in [name for name in long["score"].unique() if name in METRICS]:
        rows = long[long["score"] == name]
        for control in METRICS[name].catches:
            assert rows[rows["control"] == control]["visible"].all(), f"{name} misses {control}"
        sign = -1 if METRICS[name].better == "higher" else 1
        for control in (*METRICS[name].blind_to, "fresh"):
            mine = rows[rows["control"] == control]
            error = (mine["limit"] - mine["floor"]).abs().mean() / 1.645 / np.sqrt(len(mine))
            worse = sign * (mine["value"] - mine["floor"]).mean()
            ratio = name.startswith("tail_") or name == "spread"
            worse = abs(worse) if ratio else worse  # thin or thick: both are wrong
            assert worse <= 4.5 * error + 1e-12, f"{name} sees {control}"


@pytest.mark.slow
def test_declaration_of_missing_values():
    long = try_controls(with_holes(CUSTOMERS), n=800, seeds=(0, 1), metrics=["missing_gap"])
    assert set(long["score"]) == {"missing_gap"}
    hold_to_declaration(long)


@pytest.mark.slow
def test_all_declarations_on_customers():
    long = try_controls(CUSTOMERS, n=1000, seeds=(0, 1), target="outcome", protected="group")
    assert set(long["score"]) == {"mean_match", *METRICS} - {"missing_gap"}
    hold_to_declaration(long)
    wide = long.pivot_table(index="control", columns="score", values="value")
    assert wide["mean_match"].idxmin() in ("fresh", "mvn"), "mean fidelity ranks real rows above a constant"
    assert wide.loc["constant", "mean_match"] > wide.loc["fresh", "mean_match"]


def test_a_wrong_declaration_is_found(monkeypatch):
    """The planted fault: KS does not see columns shuffled independently, and the check above says so."""
    from dataclasses import replace

    long = try_controls(CUSTOMERS, n=300, seeds=(0,), metrics=["ks"], controls=["fresh", "shuffled_columns"])
    monkeypatch.setitem(METRICS, "ks", replace(METRICS["ks"], catches=("shuffled_columns",), blind_to=()))
    with pytest.raises(AssertionError, match="ks misses shuffled_columns"):
        hold_to_declaration(long)


def test_every_metric_is_declared_and_every_declared_control_exists():
    for metric in METRICS.values():
        assert set(metric.catches) | set(metric.blind_to) <= set(CONTROLS)
        assert not set(metric.catches) & set(metric.blind_to)
        assert metric.better in ("higher", "lower")
    assert set(CONTROLS) < set(ALL) and all(control.__doc__ for control in ALL.values())
    for control in set(CONTROLS) - {"fresh"}:
        assert any(control in metric.catches for metric in METRICS.values()), f"nothing catches {control}"


# The controls themselves


def test_columns_shuffled_independently_keep_every_column():
    df = with_holes(CUSTOMERS.head(300))
    made = shuffled_columns(df, None, np.random.default_rng(0))
    for name in df:
        before, after = (t[name].value_counts(dropna=False).sort_index() for t in (df, made))
        assert before.equals(after)
    assert not made.equals(df)


@pytest.mark.parametrize("control", [name for name in ALL if name != "fresh"])
def test_a_control_keeps_columns_order_and_dtypes_of_any_table(control):
    df = with_holes(CUSTOMERS.head(300)).assign(empty=np.nan)
    made = ALL[control](df, None, np.random.default_rng(0))
    assert list(made.columns) == list(df.columns) and len(made) == len(df)
    assert (made.dtypes == df.dtypes).all()


def test_the_five_average_is_one():
    df = pd.DataFrame({"x": np.random.default_rng(1).normal(size=20_000)})
    made = five_average(df, None, np.random.default_rng(2))
    assert made["x"].std() / df["x"].std() == pytest.approx(1 / np.sqrt(5), abs=4.5 * 0.447 / np.sqrt(40_000))


def test_the_photocopy_moves_numbers_by_a_millionth():
    df = CUSTOMERS.head(200)
    made = memorizer(df, None, np.random.default_rng(3)).sort_values(["purchase", "income"], ignore_index=True)
    far = (made["purchase"] - df.sort_values(["purchase", "income"], ignore_index=True)["purchase"]).abs()
    assert 0 < far.max() < 1e-5 * df["purchase"].std()


def test_the_normal_keeps_correlations_and_shares():
    df = CUSTOMERS.head(4000)
    made = mvn(df, None, np.random.default_rng(4))
    names = ["age", "income", "purchase"]
    assert np.allclose(made[names].corr(), df[names].corr(), atol=4.5 / np.sqrt(4000))
    assert (made["channel"].value_counts() == df["channel"].value_counts()).all()


def test_the_copula_hands_out_every_real_value_again():
    df = with_holes(CUSTOMERS.head(2000))
    made = copula(df, None, np.random.default_rng(5))
    for name in df:
        before, after = (t[name].value_counts(dropna=False).sort_index() for t in (df, made))
        assert before.equals(after)
    numbers = CUSTOMERS[["age", "income", "purchase"]].head(4000)
    made = copula(numbers, None, np.random.default_rng(6))
    assert np.allclose(made.corr("spearman"), numbers.corr("spearman"), atol=0.02 + 4.5 / np.sqrt(4000))


def test_the_noise_of_the_average_is_even_and_stays_inside():
    df = pd.DataFrame({"x": np.random.default_rng(7).normal(size=20_000)})
    made = five_average_noise(df, None, np.random.default_rng(8))
    assert made["x"].var() / df["x"].var() == pytest.approx(1 / 5 + 1 / 12, rel=4.5 * np.sqrt(2 / 20_000))
    assert made["x"].between(df["x"].min(), df["x"].max()).all()


def test_table_for_reading():
    wide = control_table(CUSTOMERS, n=200, seeds=(0,), metrics=["mean_match", "ks"], controls=["fresh", "constant"])
    assert list(wide.index) == ["fresh", "constant"] and list(wide.columns) == ["mean_match", "ks"]
    assert wide.loc["constant", "ks"] > 0.4


@pytest.mark.parametrize("arguments, words", [
    ({"metrics": ["fid"]}, "no metric 'fid'"), ({"controls": ["bad"]}, "no control 'bad'"), ({"n": 5000}, "lower n"),
])
def test_mistakes_are_one_sentence(arguments, words):
    with pytest.raises(CourseError, match=words):
        try_controls(CUSTOMERS, **arguments)


def test_fresh_needs_a_holdout():
    with pytest.raises(CourseError, match="holdout"):
        CONTROLS["fresh"](CUSTOMERS, None, np.random.default_rng(0))

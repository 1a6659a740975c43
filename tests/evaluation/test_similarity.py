"""Shapes and trends: tables small enough to solve by hand, and what SDMetrics itself says to stored tables."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema, simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import column_shapes, pair_trends
from course_lib.evaluation.metrics import similarity

KNOWN = Path(__file__).parent / "known_answers" / "sdmetrics.json"
LETTERS = Schema([Column("a", "category"), Column("b", "category")])
NUMBER = Schema([Column("x", "number")])
DAYS = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(8), "D")


def numbers(*values):
    return pd.DataFrame({"x": np.array(values, dtype=float)})


def test_identical_tables_score_one():
    df = simulate_customers(300, seed=0)
    df.loc[::7, "purchase"] = np.nan
    df.loc[::5, "region"] = None
    df["day"] = DAYS[np.arange(300) % 8]
    assert column_shapes(df, df.sample(frac=1, random_state=0)) == 1
    assert pair_trends(df, df.sample(frac=1, random_state=0)) == pytest.approx(1)


def test_disjoint_tables_score_zero():
    low = pd.DataFrame({"x": np.arange(8.0), "a": list("pqpqpqpq"), "d": DAYS})
    high = pd.DataFrame({"x": 100 + np.arange(8.0), "a": list("rsrsrsrs"), "d": DAYS + pd.Timedelta("90D")})
    assert column_shapes(low, high) == 0
    assert pair_trends(low[["x", "a"]], high[["x", "a"]]) == 0
    # x and d go together in both tables: their correlation is 1 wherever they lie
    assert pair_trends(low, high) == pytest.approx(1 / 3)


def test_correlation_turned_round_scores_zero():
    df = pd.DataFrame({"x": np.arange(9.0), "y": np.arange(9.0)})
    assert pair_trends(df, df.assign(y=-df["y"])) == pytest.approx(0)


@pytest.mark.parametrize("real, synthetic, tv", [
    ([4, 0, 0, 4], [2, 2, 2, 2], 1 / 2),  # joint shares .5 0 0 .5 against .25 each
    ([4, 0, 0, 4], [0, 4, 4, 0], 1),
    ([2, 2, 2, 2], [3, 1, 2, 2], 1 / 8),
])  # fmt: skip
def test_two_by_two_tables(real, synthetic, tv):
    """Counts of (p, r), (p, s), (q, r), (q, s) in eight rows."""
    cells = np.array([("p", "r"), ("p", "s"), ("q", "r"), ("q", "s")])
    a, b = (pd.DataFrame(np.repeat(cells, counts, axis=0), columns=["a", "b"]) for counts in (real, synthetic))
    assert pair_trends(a, b, LETTERS) == pytest.approx(1 - tv)


def test_ties_are_one_step():
    """Shares of 0 and 1: 3/4, 1/4 against 1/4, 3/4: KS 1/2, whatever the order of the tied rows."""
    a, b = numbers(0, 0, 0, 1), numbers(1, 0, 1, 1)
    assert column_shapes(a, b, NUMBER) == pytest.approx(1 / 2)
    assert column_shapes(a, b[::-1], NUMBER) == pytest.approx(1 / 2)


def test_gaps_are_left_out_of_numbers_and_are_a_level_of_words():
    a, b = numbers(1, 2, 3, 4), numbers(1, 2, 3, 4).reindex(range(8))
    assert column_shapes(a, b, NUMBER) == 1
    words = pd.DataFrame({"x": ["p", "p", "p", "p"]})
    assert column_shapes(words, words.reindex(range(8))) == pytest.approx(1 / 2)
    # beside a category a gap of the number is a cell: half of the joint shares move there
    real, gaps = a.assign(w="p"), pd.concat([a, numbers(*[np.nan] * 4)]).assign(w="p")
    assert pair_trends(real, gaps) == pytest.approx(1 / 2)


def test_a_date_is_a_number():
    """Half of the dates one day later than all others: KS 1/2."""
    a = pd.DataFrame({"d": DAYS})
    late = a["d"].where(np.arange(8) < 4, pd.Timestamp("2030-01-01"))
    assert column_shapes(a, late.to_frame()) == pytest.approx(1 / 2)
    assert column_shapes(a, a.astype("datetime64[s]")) == 1


def test_numbers_beside_levels_are_cut_at_tenths_of_the_real_range():
    """0..10 in ten widths; a value moved inside its width changes nothing, one beyond the range joins the last."""
    a = pd.DataFrame({"x": np.r_[np.arange(10) + .5, 0, 10], "w": "p"})
    assert pair_trends(a, a.assign(x=a["x"].replace({.5: .9, 10.0: 99.0}))) == pytest.approx(1)
    assert pair_trends(a, a.assign(x=a["x"].replace(.5, 1.1))) == pytest.approx(1 - 1 / 12)


def test_a_column_turned_constant_is_not_left_out():
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    df = pd.DataFrame({"x": x, "y": x})
    assert pair_trends(df, df.assign(y=1.0)) == pytest.approx(1 / 2)
    assert np.isnan(pair_trends(df.assign(y=1.0), df))
    assert column_shapes(df, df.assign(y=np.nan)) == pytest.approx(1 / 2)


def test_identifiers_are_left_out():
    df = pd.DataFrame({"key": [f"k{i}" for i in range(50)], "x": np.arange(50.0)})
    schema = Schema([Column("key", "identifier"), Column("x", "number")])
    assert column_shapes(df, df.assign(key=df["key"] + "!"), schema) == 1


def test_a_missing_column_is_named():
    with pytest.raises(CourseError, match="'income'"):
        column_shapes(simulate_customers(30, seed=0), simulate_customers(30, seed=1).drop(columns="income"))


@pytest.mark.parametrize("case", json.loads(KNOWN.read_text(encoding="utf-8"))["cases"], ids=lambda c: c["name"])
def test_sdmetrics_says_the_same(case):
    real, synthetic = tables_of(case)
    assert column_shapes(real, synthetic) == pytest.approx(case["shapes"], abs=1e-6)
    assert pair_trends(real, synthetic) == pytest.approx(case["trends"], abs=1e-6)


def test_a_wrong_definition_would_be_seen(monkeypatch):
    """Planted: quantile cells instead of equal widths."""
    monkeypatch.setattr(similarity.np, "histogram_bin_edges", lambda x, k: np.quantile(x, np.linspace(0, 1, k + 1)))
    wrong = 0
    for case in json.loads(KNOWN.read_text(encoding="utf-8"))["cases"]:
        wrong += pair_trends(*tables_of(case)) != pytest.approx(case["trends"], abs=1e-6)
    assert wrong


def tables_of(case):
    """The two stored tables, dates as dates."""
    made = []
    for name in ("real", "synthetic"):
        df = pd.DataFrame(case[name])
        for column in case["dates"]:
            df[column] = pd.to_datetime(df[column])
        made.append(df)
    return made

"""Lesson 02's checks: right answers of more than one style pass, each known slip is told apart by name."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Schema, load_table, shop_export
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge


def verdict(name, value):
    return judge(load("02").checks[name], value)


def column_stack(values, train):
    return np.column_stack([values.fillna(train.median()), values.isna()])


@pytest.fixture(scope="module")
def draft():
    raw = shop_export(load_table("customers")[0].head(800), seed=0)
    return Schema.infer(raw).with_column("age", low=18, high=80).with_column("region", kind="category")


@pytest.mark.parametrize("share", [
    lambda v, low, high: ((v == low) | (v == high)).mean(),
    lambda v, low, high: v.isin([low, high]).mean(),
    lambda v, low, high: sum(x in (low, high) for x in v) / len(v),
])  # fmt: skip
def test_bound_share_right(share):
    assert verdict("bound-share", share).status == "correct"


@pytest.mark.parametrize("share, said", [
    (lambda v, low, high: (v == low).mean(), "lower bound only"),
    (lambda v, low, high: (v == high).mean(), "upper bound only"),
    (lambda v, low, high: ((v == low) | (v == high)).sum(), "Divide"),
    (lambda v, low, high: ((v == low) | (v == high)).mean() * 100, "in percent"),
    (lambda v, low, high: ((v <= low) | (v >= high)).mean(), "beyond"),
    (lambda v, low, high: ((v == low) & (v == high)).mean(), "|"),
    (lambda v, low, high: (v == low or v == high).mean(), "in place of `or`"),  # noqa: SIM109
    (lambda v, low, high: (v == low | v == high).mean(), "brackets"),
    (lambda v, low, high: sum(1 for x in v if x == low or high) / len(v), "each bound"),
    (lambda v, low, high: (v == low) | (v == high), "One number is expected"),
    (lambda v, low, high: 0.5, "returns 0.5"),
])  # fmt: skip
def test_bound_share_wrong(share, said):
    found = verdict("bound-share", share)
    assert found.status == "not yet" and said in found.says, found


@pytest.fixture(scope="module")
def bounded(draft):
    return draft.with_column("purchase", low=0, high=150)


@pytest.mark.parametrize("changes", [
    {"kind": "ordinal", "levels": range(1, 11)},
    {"kind": "ordinal", "levels": [float(k) for k in range(1, 11)], "low": None, "high": None},
    {"low": 1, "high": 10},
])  # fmt: skip
def test_schema_right_as_ordinal_and_as_integer(bounded, changes):
    """What passes holds for an answer that the 800 rows do not have."""
    schema = bounded.with_column("satisfaction", **changes)
    found = verdict("shop-schema", schema)
    assert found.status == "correct" and ("integer" in found.says) == ("kind" not in changes)
    raw = shop_export(load_table("customers")[0].head(800), seed=0)
    raw.loc[raw.index[0], "satisfaction"] = 1.0
    schema.validate(raw)


@pytest.mark.parametrize("changes, said", [
    ({"kind": "ordinal", "levels": range(1, 10)}, "end at 9"),
    ({"kind": "ordinal", "levels": range(11)}, "start at 0"),
    ({"kind": "ordinal", "levels": (1, 10)}, "two ends"),
    ({"kind": "ordinal", "levels": list("123")}, "quotes"),
    ({"kind": "ordinal", "levels": range(10, 0, -1)}, "in order"),
    ({"kind": "ordinal", "low": 1, "high": 10}, "needs its levels"),
    ({"kind": "category", "levels": range(1, 11)}, "has no order"),
    ({"levels": range(1, 11)}, "do not move bounds"),
    ({"low": None, "high": None}, "not the ends"),
    ({"low": 0.5, "high": 10.5}, "not the ends"),
    ({"kind": "number", "low": 1, "high": 10}, "whole"),
    ({"kind": "identifier"}, "be learned"),
])  # fmt: skip
def test_schema_with_a_wrong_satisfaction(bounded, changes, said):
    found = verdict("shop-schema", bounded.with_column("satisfaction", **changes))
    assert found.status == "not yet" and said in found.says, found


def test_schema_wrong_elsewhere(draft, bounded):
    slips = {
        "two real customers": draft,
        "0.19 to 150": draft.with_column("purchase", high=150),
        "as it was guessed": bounded,
        "column region": bounded.with_column("region", kind="ordinal"),
        "be learned": bounded.select([name for name in bounded.names if name != "satisfaction"]),
        "A Schema is expected": {"purchase": (0, 150)},
    }
    for said, value in slips.items():
        found = verdict("shop-schema", value)
        assert found.status == "not yet" and said in found.says, (said, found)


@pytest.mark.parametrize("encode, said", [
    (lambda v, t: np.column_stack([v.fillna(v.median()), v.isna()]), "rows at hand"),
    (lambda v, t: np.column_stack([v.fillna(t.mean()), v.isna()]), "mean"),
    (lambda v, t: np.column_stack([v.fillna(0), v.isna()]), "filled with 0"),
    (lambda v, t: np.column_stack([v.fillna(pd.concat([v, t]).median()), v.isna()]), "both together"),
    (lambda v, t: np.column_stack([v.fillna(t.median()), v.notna()]), "turned round"),
    (lambda v, t: np.column_stack([v, v.isna()]), "gap is left"),
    (lambda v, t: np.column_stack([v.fillna(np.median(t)), v.isna()]), "np.median"),
    (lambda v, t: np.column_stack([v.fillna(t.median()), v.fillna(t.median()).isna()]), "note it first"),
    (lambda v, t: np.column_stack([v.isna(), v.fillna(t.median())]), "comes first"),
    (lambda v, t: np.column_stack([v.dropna(), v.dropna().isna()]), "drops nobody"),
    (lambda v, t: v.fillna(t.median()), "One column"),
    (lambda v, t: np.array([v.fillna(t.median()), v.isna()]), "lie as rows"),
    (lambda v, t: np.column_stack([v.fillna(t.median()), [1, 1, 0, 0]]), "indicator"),
    (lambda v, t: np.column_stack([t.fillna(2), v.isna()]), "the numbers are"),
])  # fmt: skip
def test_encode_wrong(encode, said):
    found = verdict("encode", encode)
    assert found.status == "not yet" and said in found.says, found


def test_encode_right():
    assert verdict("encode", column_stack).status == "correct"
    frame = verdict("encode", lambda v, t: pd.DataFrame({"a": v.fillna(t.median()), "b": v.isna().astype(int)}))
    assert frame.status == "correct"


@pytest.mark.parametrize("sigma, status", [
    (26, "correct"), (25, "not yet"), (23, "not yet"), (0.257, "not yet"), (None, "not attempted"),
])  # fmt: skip
def test_quarter(sigma, status):
    assert verdict("quarter", sigma).status == status

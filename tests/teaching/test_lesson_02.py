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
    (lambda v, low, high: ((v <= low) | (v >= high)).mean(), "beyond"),
    (lambda v, low, high: ((v == low) & (v == high)).mean(), "|"),
    (lambda v, low, high: 0.5, "returns 0.5"),
])  # fmt: skip
def test_bound_share_wrong(share, said):
    found = verdict("bound-share", share)
    assert found.status == "not yet" and said in found.says


def test_card_right_as_ordinal_and_as_integer(draft):
    bounded = draft.with_column("purchase", low=0, high=150)
    ordinal = bounded.with_column("satisfaction", kind="ordinal", levels=range(1, 11))
    whole = bounded.with_column("satisfaction", low=1, high=10)
    assert verdict("card", ordinal).status == "correct"
    assert verdict("card", whole).status == "correct" and "integer" in verdict("card", whole).says


def test_card_wrong(draft):
    bounded = draft.with_column("purchase", low=0, high=150)
    slips = {
        "two real customers": draft,
        "0.19 to 150": draft.with_column("purchase", high=150),
        "as it was guessed": bounded,
        "ends at 9": bounded.with_column("satisfaction", kind="ordinal", levels=range(1, 10)),
        "has no order": bounded.with_column("satisfaction", kind="category", levels=range(1, 11)),
        "levels 1 to 10": bounded.with_column("satisfaction", kind="ordinal"),
        "column region": bounded.with_column("region", kind="ordinal"),
        "A Schema is expected": {"purchase": (0, 150)},
    }
    for said, value in slips.items():
        found = verdict("card", value)
        assert found.status == "not yet" and said in found.says, (said, found)


def test_card_with_open_or_odd_bounds_ends_in_a_verdict(draft):
    bounded = draft.with_column("purchase", low=0, high=150)
    for changes in ({"low": None, "high": None}, {"low": 0.5, "high": 10.5}, {"kind": "number"}):
        assert verdict("card", bounded.with_column("satisfaction", **changes)).status == "not yet"


@pytest.mark.parametrize("encode, said", [
    (lambda v, t: np.column_stack([v.fillna(v.median()), v.isna()]), "rows at hand"),
    (lambda v, t: np.column_stack([v.fillna(t.mean()), v.isna()]), "mean"),
    (lambda v, t: np.column_stack([v.fillna(0), v.isna()]), "filled with 0"),
    (lambda v, t: np.column_stack([v.fillna(pd.concat([v, t]).median()), v.isna()]), "both together"),
    (lambda v, t: np.column_stack([v.fillna(t.median()), v.notna()]), "turned round"),
    (lambda v, t: np.column_stack([v, v.isna()]), "gap is left"),
    (lambda v, t: v.fillna(t.median()), "One column"),
    (lambda v, t: np.array([v.fillna(t.median()), v.isna()]), "lie as rows"),
    (lambda v, t: np.column_stack([v.fillna(t.median()), v * 0]), "One finite number|indicator"),
    (lambda v, t: np.column_stack([t.fillna(2), v.isna()]), "the numbers are"),
])  # fmt: skip
def test_encode_wrong(encode, said):
    found = verdict("encode", encode)
    assert found.status == "not yet" and any(word in found.says for word in said.split("|")), found


def test_encode_right():
    assert verdict("encode", column_stack).status == "correct"
    frame = verdict("encode", lambda v, t: pd.DataFrame({"a": v.fillna(t.median()), "b": v.isna().astype(int)}))
    assert frame.status == "correct"


@pytest.mark.parametrize("sigma, status", [(26, "correct"), (25, "not yet"), (23, "not yet"), (None, "not attempted")])
def test_quarter(sigma, status):
    assert verdict("quarter", sigma).status == status

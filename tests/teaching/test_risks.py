"""The register of lesson 14: each planted fault moves its own number; times and roundings."""

import time

import numpy as np
import pytest

from course_lib.data import load_table, simulate_customers
from course_lib.teaching.risks import coarse, risks_of, timed


@pytest.fixture(scope="module")
def read():
    schema = load_table("customers")[1]
    holdout, fresh = (simulate_customers(1000, seed=seed) for seed in (0, 1))
    later = holdout.assign(income=(holdout["income"] * 1.3).clip(upper=250_000).astype(int))
    return lambda change: risks_of(change(fresh.copy()), holdout, later, schema)


def test_fresh_rows_have_no_fault_but_their_date(read):
    found = read(lambda t: t)
    assert found["levels"] == 1 and not found["tail lost"] and abs(found["gap"]) <= 0.1
    assert abs(found["C2ST"] - 0.5) < 0.06 < found["moved"] - 0.6
    assert found["mean match"] > 0.95


def test_each_fault_moves_its_own_number(read):
    assert read(lambda t: t[t["channel"] != "letter"])["levels"] < 1
    assert read(lambda t: t.assign(income=t["income"].clip(upper=70_000)))["tail lost"]
    assert read(lambda t: t.assign(outcome=t["group"] == "A"))["gap"] > 0.5


def test_a_gap_of_zero_has_no_sign(read):
    assert str(read(lambda t: t)["gap"]) != "-0.0"


def test_seconds_are_of_the_processor():
    found, seconds = timed(lambda a, b=0: a + b, 2, b=3)
    assert found == 5 and 0 <= seconds < 1
    assert timed(time.sleep, 0.05)[1] < 0.05  # who sleeps does not compute


def test_coarse():
    assert coarse([0.5, 0.6]) == pytest.approx(0.55) and coarse(0.987) == 1.0 and coarse(np.array([0.52])) == 0.5

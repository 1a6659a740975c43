"""The shop's export: every change to the customers is the one that is written down."""

import numpy as np
import pytest

from course_lib.data import Schema, shop_export, simulate_customers
from course_lib.errors import CourseError


@pytest.fixture(scope="module")
def customers():
    return simulate_customers(20_000, seed=3)


def test_rows_keep_their_place_and_values(customers):
    some = customers.tail(500)
    raw = shop_export(some, seed=0)
    assert list(raw.columns) == ["customer", "age", "region", "satisfaction", "purchase"]
    assert raw.index.equals(some.index)
    assert (raw["age"] == some["age"]).all() and (raw["purchase"] == some["purchase"]).all()
    there = raw["satisfaction"].notna()
    assert (raw["satisfaction"][there] == some["satisfaction"][there]).all()
    assert raw["customer"].is_unique


def test_branch_numbers_stand_for_regions_one_to_one(customers):
    raw = shop_export(customers, seed=0)
    assert customers.groupby("region")["region"].size().to_dict() == {
        name: int((raw["region"] == code).sum())
        for name, code in {"north": 1, "south": 2, "east": 3, "west": 4, "islands": 5}.items()
    }


def test_only_the_unhappy_are_silent_and_half_of_them(customers):
    gone = shop_export(customers, seed=0)["satisfaction"].isna()
    unhappy = customers["satisfaction"] <= 6
    assert not (gone & ~unhappy).any()
    n = int(unhappy.sum())
    assert abs(gone[unhappy].mean() - 0.5) < 4.5 * np.sqrt(0.25 / n)


def test_seed_repeats_and_input_stays(customers):
    before = customers.copy()
    a, b, c = (shop_export(customers, seed=s) for s in (1, 1, 2))
    assert a.equals(b) and not a.equals(c)
    assert customers.equals(before)


def test_inference_takes_branch_numbers_for_ranks(customers):
    """The fault that the lesson shows is really there."""
    guess = Schema.infer(shop_export(customers.head(800), seed=0))
    assert guess["region"].kind == "ordinal" and guess["customer"].kind == "identifier"


def test_other_tables_are_refused_by_name(customers):
    with pytest.raises(CourseError, match="'purchase'"):
        shop_export(customers.drop(columns="purchase"))

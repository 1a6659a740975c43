import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Schema, simulate_customers, split
from course_lib.errors import CourseError

N = 200
RNG = np.random.default_rng(0)


def kind(values, name="x"):
    return Schema.infer(pd.DataFrame({name: values}))[name].kind


@pytest.mark.parametrize("values, expected", [
    (RNG.normal(size=N), "number"),
    (RNG.normal(size=N).astype("float32"), "number"),
    (np.round(RNG.normal(size=N), 2), "number"),
    (RNG.integers(0, 1000, N), "integer"),
    (RNG.integers(0, 1000, N).astype("uint8"), "integer"),
    (RNG.integers(0, 1000, N).astype(float), "integer"),
    (pd.array([1, None, 70] * 10, dtype="Int64"), "integer"),
    ([1.0, np.nan, 70.0] * 10, "integer"),
    (np.repeat([1, 2, 3, 4, 5], 40), "ordinal"),
    (np.repeat([17.5, 22, 27], 40), "ordinal"),
    (np.repeat([0, 1], 40), "category"),
    ([1, 2, 3, 4] * 5, "integer"),  # too few of each to be sure that there is no 5
    ([True, False] * 20, "boolean"),
    (pd.array([True, None] * 20, dtype="boolean"), "boolean"),
    ([True, None, False] * 5, "boolean"),
    (["yes", "no"] * 20, "category"),
    (pd.Categorical(["a", "b"] * 20), "category"),
    (pd.Categorical(["lo", "hi"] * 20, ["lo", "hi"], ordered=True), "ordinal"),
    (pd.date_range("2024-01-01", periods=N), "datetime"),
    (pd.date_range("2024-01-01", periods=N, tz="Asia/Tokyo"), "datetime"),
    (pd.date_range("2024-01-01", periods=N).as_unit("s"), "datetime"),
    ([f"person {i}" for i in range(N)], "identifier"),
    ([f"city {i % 120}" for i in range(2000)], "identifier"),  # more levels than a category should have
    ([f"city {i % 80}" for i in range(2000)], "category"),
    (["a@x.org", "b@x.org", "a@x.org"] * 20, "identifier"),
    (["a lot of text, never the same " + "x" * i for i in range(50)], "identifier"),
    (2**62 + np.arange(N) * 2**54, "identifier"),  # hashes: more than a float can tell apart
    ([np.nan] * 5, "number"),
    ([None] * 5, "category"),
    ([7] * 5, "integer"),
])
def test_kinds(values, expected):
    assert kind(values) == expected


@pytest.mark.parametrize("name", ["id", "customer_id", "customerId", "PassengerId", "row", "Unnamed: 0", "ID", "uuid"])
def test_unique_numbers_named_like_a_key_are_identifiers(name):
    assert kind(range(1, 31), name) == "identifier"


@pytest.mark.parametrize("name", ["age", "paid", "year", "width", "grid", "humidity"])
def test_unique_numbers_named_otherwise_are_not(name):
    assert kind(range(1, 61, 2), name) == "integer"
    assert kind(range(1990, 2020), name) == "integer"


def test_numbers_named_like_a_key_but_repeating_are_not():
    assert kind(list(range(30)) * 2, "id") == "integer"


def test_bounds_and_levels():
    df = pd.DataFrame({"n": [3, 9, 5], "x": [0.5, -1.5, 2], "c": ["b", "a", "b"],
                       "d": pd.to_datetime(["2024-03-01", "2023-01-01", "2024-01-01"])})
    schema = Schema.infer(df)
    assert (schema["n"].low, schema["n"].high) == (3, 9) and (schema["x"].low, schema["x"].high) == (-1.5, 2.0)
    assert schema["c"].levels == ("a", "b") and schema["d"].low == pd.Timestamp("2023-01-01")
    assert not any(column.declared for column in schema)


def test_inferred_on_train_holds_on_fresh_rows():
    """Inferred bounds bind nobody, and a scale becomes levels only if the next table brings no new one."""
    for seed in range(20):
        train, holdout, test = split(simulate_customers(1000, seed=seed), seed=seed)
        schema = Schema.infer(train)
        schema.validate(holdout)
        schema.validate(test)


@pytest.mark.parametrize("df, words", [
    (pd.DataFrame({"a": []}), ["no rows"]),
    (pd.DataFrame(index=range(3)), ["no columns"]),
    (pd.DataFrame([[1, 2]]), ["0", "map(str)"]),
    (pd.DataFrame([[1, 2]], columns=["a", "a"]), ["'a'", "rename"]),
    (pd.DataFrame({"a": [1.0, np.inf]}), ["'a'", "infinite"]),
    (pd.DataFrame({"a": pd.to_timedelta([1, 2], unit="h")}), ["'a'", "total_seconds"]),
    (pd.DataFrame({"a": pd.period_range("2024-01", periods=2, freq="M")}), ["'a'", "to_timestamp"]),
    (pd.DataFrame({"a": [datetime.date(2024, 1, 1)]}), ["'a'", "to_datetime"]),
    (pd.DataFrame({"a": [Decimal("1.5")]}), ["'a'", "to_numeric"]),
    (pd.DataFrame({"a": [1, "n/a"]}), ["'a'", "astype(str)"]),
    (pd.DataFrame({"a": [[1], [2]]}), ["'a'", "astype(str)"]),
    (pd.DataFrame({"a": [1 + 2j]}), ["'a'"]),
    (pd.DataFrame({"a": pd.cut([1, 2, 3], 2)}), ["'a'", "Interval", "astype(str)"]),
    ({"a": [1]}, ["DataFrame"]),
])
def test_what_cannot_be_a_table_is_said(df, words):
    with pytest.raises(CourseError) as told:
        Schema.infer(df)
    assert all(word in str(told.value) for word in words), told.value

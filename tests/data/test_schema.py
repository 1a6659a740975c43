import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.data import Column, Schema, TableEncoder
from course_lib.data.schema import KINDS, ROLES
from course_lib.errors import CourseError

LEVELS = st.one_of(st.text(max_size=8), st.integers(-10**12, 10**12), st.booleans(), st.floats(-1e300, 1e300))


@st.composite
def made_columns(draw):
    kind = draw(st.sampled_from(KINDS))
    low = high = levels = None
    if kind in ("number", "integer"):
        low, high = sorted(draw(st.tuples(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))))
    elif kind == "datetime":
        low, high = sorted(pd.Timestamp(draw(st.datetimes())) for _ in range(2))
    elif kind in ("category", "ordinal"):
        levels = tuple(draw(st.lists(LEVELS, max_size=5, unique_by=lambda x: x)))
    return Column(draw(st.text(max_size=12)), kind, draw(st.sampled_from([None, low])),
                  draw(st.sampled_from([None, high])), levels, draw(st.one_of(st.none(), st.text(min_size=1))),
                  draw(st.text()), draw(st.sampled_from([None, *ROLES])), draw(st.booleans()))


schemas = st.builds(Schema, st.lists(made_columns(), max_size=4, unique_by=lambda column: column.name),
                    st.dictionaries(st.text(min_size=1, max_size=8).filter(lambda key: key != "column"), st.text()))


@settings(max_examples=60, deadline=None)
@given(schemas)
def test_toml_and_json_bring_it_back(schema):
    assert Schema.from_toml(schema.to_toml()) == schema
    assert Schema.from_dict(json.loads(json.dumps(schema.to_dict()))) == schema


def test_file_round_trip_declares(tmp_path):
    schema = Schema([Column("größe", "number", 0.5, about='"tall"\nor \\ not')], {"title": "x"})
    schema.write(tmp_path / "card.toml")
    again = Schema.read(tmp_path / "card.toml")
    assert again["größe"].about == '"tall"\nor \\ not' and again["größe"].declared and again.card == {"title": "x"}


def test_looks_and_selects():
    schema = Schema([Column("a", "number"), Column("b", "category", levels=("x", "y"), role="target"),
                     Column("c", "integer")])
    assert schema.names == ["a", "b", "c"] and len(schema) == 3 and "a" in schema and "z" not in schema
    assert schema.of_kind("number", "integer") == ["a", "c"] and schema.of_role("target") == ["b"]
    assert schema.select(["c", "a"]).names == ["c", "a"]
    changed = schema.with_column("a", low=0)
    assert changed["a"].low == 0 and changed["a"].declared and schema["a"].low is None
    assert "<table" in schema._repr_html_() and "Column(name='a'" in repr(schema)


def test_html_escapes_what_a_table_says():
    schema = Schema([Column("<script>alert(1)</script>", "category", levels=("<b>x</b>",), about="<img>")])
    assert "<script>" not in schema._repr_html_() and "<b>" not in schema._repr_html_()


@pytest.mark.parametrize("make, words", [
    (lambda: Column("a", "integr"), ["'a'", "integr", "integer"]),
    (lambda: Column(3, "number"), ["3", "astype(str)"]),
    (lambda: Column("a", "number", 5, 1), ["'a'", "5", "1", "exchange"]),
    (lambda: Column("a", "number", "five"), ["'a'", "'five'", "a number"]),
    (lambda: Column("a", "number", float("nan")), ["'a'", "leave it out"]),
    (lambda: Column("a", "datetime", "someday"), ["'a'", "a date"]),
    (lambda: Column("a", "category", levels=("x", "x")), ["'a'", "twice"]),
    (lambda: Column("a", "category", levels=(pd.Interval(0, 1),)), ["'a'", "Interval", "astype(str)"]),
    (lambda: Column("a", "category", levels=(float("nan"),)), ["'a'", "nan"]),
    (lambda: Column("a", "number", role="king"), ["'a'", "king", "target"]),
    (lambda: Schema([Column("a", "number"), Column("a", "integer")]), ["'a'", "rename"]),
    (lambda: Schema([Column("a", "number")])["b"], ["'b'", "a"]),
    (lambda: Schema([]).of_kind("numbers"), ["numbers", "number"]),
    (lambda: Schema.from_toml("[[column]\n"), ["TOML"]),
    (lambda: Schema.from_toml("[[column]]\nname='a'\nkind='number'\nlo=1"), ["'a'", "'lo'"]),
    (lambda: Schema.from_toml("[[column]]\nkind='number'"), ["name and a kind"]),
])
def test_mistakes_are_said(make, words):
    with pytest.raises(CourseError) as told:
        make()
    assert all(word in str(told.value) for word in words), told.value


GOOD = pd.DataFrame({"age": [20, 30], "town": ["a", "b"], "ok": [True, False], "x": [0.5, 1.5],
                     "day": pd.to_datetime(["2024-01-01", "2024-01-02"])})
DECLARED = Schema([Column("age", "integer", 18, 80, declared=True), Column("town", "category", levels=("a", "b")),
                   Column("ok", "boolean"), Column("x", "number", 0, 1, declared=False),
                   Column("day", "datetime", "2024-01-01", "2024-12-31", declared=True)])


def test_a_fitting_table_passes():
    DECLARED.validate(GOOD)  # x reaches above its inferred bound: that binds nobody
    DECLARED.validate(GOOD.assign(age=pd.array([20, None], "Int64"), town=["a", None], ok=[None, True]))
    DECLARED.validate(GOOD.assign(age=[np.nan] * 2, town=[np.nan] * 2, ok=[np.nan] * 2))


@pytest.mark.parametrize("change, words", [
    (lambda df: df.drop(columns="age"), ["no column 'age'", "add"]),
    (lambda df: df.assign(new=1), ["'new'", "drop"]),
    (lambda df: df.assign(age=[20, 81]), ["'age'", "81", "above", "80", "widen"]),
    (lambda df: df.assign(age=[17, 20]), ["'age'", "17", "below"]),
    (lambda df: df.assign(age=[20.5, 30]), ["'age'", "20.5", "whole"]),
    (lambda df: df.assign(age=["20", "30"]), ["'age'", "to_numeric"]),
    (lambda df: df.assign(age=[True, False]), ["'age'", "integer"]),
    (lambda df: df.assign(x=[np.inf, 1]), ["'x'", "infinite"]),
    (lambda df: df.assign(town=["a", "c"]), ["'town'", "'c'", "levels"]),
    (lambda df: df.assign(ok=["yes", "no"]), ["'ok'", "True and False"]),
    (lambda df: df.assign(day=["2024-01-01", "x"]), ["'day'", "to_datetime"]),
    (lambda df: df.assign(day=pd.to_datetime(["2023-01-01", "2024-01-01"])), ["'day'", "2023", "below"]),
    (lambda df: df.assign(town=[["a"], ["b"]]), ["'town'", "astype(str)"]),
    (lambda df: df.rename(columns={"age": 5}), ["5", "map(str)"]),
    (lambda df: pd.concat([df, df[["age"]]], axis=1), ["'age'", "rename"]),
    (lambda df: df.to_numpy(), ["DataFrame"]),
])
def test_a_table_that_does_not_fit_is_told_where_and_what_to_do(change, words):
    with pytest.raises(CourseError) as told:
        DECLARED.validate(change(GOOD))
    assert all(word in str(told.value) for word in words), told.value


def test_dates_with_a_zone_meet_bounds_without():
    schema = Schema([Column("t", "datetime", "2024-01-01", declared=True)])
    schema.validate(pd.DataFrame({"t": pd.to_datetime(["2024-05-01"]).tz_localize("Europe/Berlin")}))
    with pytest.raises(CourseError, match="below"):
        schema.validate(pd.DataFrame({"t": pd.to_datetime(["2023-05-01"]).tz_localize("UTC")}))


def test_dates_without_a_zone_meet_bounds_with_one():
    schema = Schema([Column("t", "datetime", "2024-01-01T00:00+02:00", "2024-12-31", declared=True)])
    fits = pd.DataFrame({"t": pd.to_datetime(["2024-05-01", "2024-01-01"])})
    schema.validate(fits)
    assert TableEncoder(schema).fit(fits).fields_[0].high > 300
    with pytest.raises(CourseError, match="below"):
        schema.validate(pd.DataFrame({"t": pd.to_datetime(["2023-12-31 23:59"])}))
    with pytest.raises(CourseError, match="exchange them"):
        schema.with_column("t", high="2023-05-01")


def test_a_counter_is_an_identifier_whatever_it_is_called():
    unique = [7 * i % 41 * 13 for i in range(40)]
    df = pd.DataFrame({"patient": range(1, 41), "patient_no": unique, "age": [40, 41] * 20})
    kinds = {column.name: column.kind for column in Schema.infer(df)}
    assert kinds["patient"] == kinds["patient_no"] == "identifier"
    assert kinds["age"] != "identifier"


def test_a_unique_measurement_with_gaps_is_no_identifier():
    assert Schema.infer(pd.DataFrame({"steps": [17 * i + i % 3 for i in range(40)]}))["steps"].kind == "integer"


def test_changing_what_a_column_does_not_have_is_one_sentence():
    with pytest.raises(CourseError, match="has no 'bounds' to change; it has: name, kind"):
        Schema([Column("age", "integer")]).with_column("age", bounds=(0, 1))


def test_a_card_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CourseError, match="There is no card .*none.toml: check the path"):
        Schema.read(tmp_path / "none.toml")

"""A table from another program: what only looks different is read alike and said, what is different stays."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Schema
from course_lib.data.conform import conform
from course_lib.errors import CourseError

N = 60
REAL = pd.DataFrame({
    "age": np.arange(N) % 37 + 18,
    "height": np.linspace(150, 190, N),
    "member": [True, False] * (N // 2),
    "flag": [0, 1, 1] * (N // 3),
    "town": ["Bonn", "Köln", "Ulm"] * (N // 3),
    "rating": [1, 2, 3] * (N // 3),
    "since": pd.date_range("2020-01-01", periods=N),
    "e-mail": [f"p{i}@mail.example" for i in range(N)],
})
SCHEMA = Schema.infer(REAL)


def run(**changes):
    """Conform a copy of REAL with some columns replaced; a column set to None is left out."""
    other = REAL.assign(**{name: values for name, values in changes.items() if values is not None})
    return conform(other.drop(columns=[name for name, values in changes.items() if values is None]), REAL, SCHEMA,
                   "new.csv", "shop.csv")


def test_the_table_of_the_fixture_has_one_column_of_each_kind():
    assert [c.kind for c in SCHEMA] == ["integer", "number", "boolean", "category", "category", "ordinal", "datetime",
                                        "identifier"]


def test_its_own_table_is_left_as_it_is_without_a_note():
    table, notes = run()
    pd.testing.assert_frame_equal(table, REAL)
    assert notes == []


def test_order_of_columns_and_whole_numbers_with_decimals_need_no_note():
    other = REAL[REAL.columns[::-1]].astype({"age": float, "rating": float})
    table, notes = conform(other, REAL, SCHEMA)
    assert list(table) == list(REAL) and notes == []


@pytest.mark.parametrize("written, said", [
    ([1, 0] * (N // 2), "0 as False, 1 as True"), ([1.0, 0.0] * (N // 2), "0 as False, 1 as True"),
    (["yes", "no"] * (N // 2), "no as False, yes as True"), (["T", "F"] * (N // 2), "f as False, t as True"),
])
def test_other_words_for_true_are_read_and_said(written, said):
    table, notes = run(member=written)
    assert table["member"].tolist() == REAL["member"].tolist()
    assert len(notes) == 1 and said in notes[0] and "new.csv" in notes[0] and "shop.csv" in notes[0]


def test_words_that_are_no_truth_stay_and_are_said():
    table, notes = run(member=["yes", "perhaps"] * (N // 2))
    assert set(table["member"]) == {"yes", "perhaps"} and "50% of the rows hold a level" in notes[0]


def test_truth_for_a_column_of_digits_is_read_and_said():
    table, notes = run(flag=REAL["flag"] == 1)
    assert table["flag"].tolist() == REAL["flag"].tolist() and "True and False are read as 1 and 0" in notes[0]


def test_levels_that_the_original_lacks_are_said_and_stay():
    table, notes = run(town=["bonn"] * 15 + ["Köln"] * 45)
    assert set(table["town"]) == {"bonn", "Köln"}
    assert notes == ["Column 'town' of new.csv: 25% of the rows hold a level that shop.csv does not have, such as "
                     "'bonn'."]


def test_broken_whole_numbers_are_said_and_stay():
    table, notes = run(age=REAL["age"] + 0.5, rating=[1.0, 2.0, 2.7] * (N // 3))
    assert table["age"].iloc[0] == 18.5
    assert "100% are not whole" in notes[0] and "'2.7'" in notes[1]


def test_missing_values_are_no_fault():
    gaps = pd.Series(REAL["age"].astype("Int64")).mask(np.arange(N) < 9)
    table, notes = run(age=gaps, town=REAL["town"].mask(np.arange(N) < 9), height=np.nan)
    assert table["age"].isna().sum() == 9 and notes == []


@pytest.mark.parametrize("changes, words", [
    ({"height": ["tall"] * N}, "'height' of new.csv holds 'tall' where shop.csv holds numbers"),
    ({"since": ["soon"] * N}, "'since' of new.csv holds 'soon' where shop.csv holds dates"),
    ({"since": np.arange(N)}, "write them as 2024-01-31"),
    ({"age": None, "Age": 3}, "no column 'age' but 'Age': rename it"),
    ({"e-mail": None, "e_mail": "a"}, "no column 'e-mail' but 'e_mail'"),
])
def test_what_cannot_be_compared_is_one_sentence(changes, words):
    with pytest.raises(CourseError) as said:
        run(**changes)
    assert words in str(said.value)


def test_columns_of_one_table_only_are_left_out_with_a_note():
    table, notes = run(town=None, rating=None, shoe=41)
    assert list(table) == ["age", "height", "member", "flag", "since", "e-mail"]
    assert notes == ["Columns 'town', 'rating' are in shop.csv but not in new.csv: not compared.",
                     "Column 'shoe' is in new.csv but not in shop.csv: not compared."]


def test_a_missing_identifier_is_no_loss():
    table, notes = run(**{"e-mail": None})
    assert notes == [] and "e-mail" not in table


def test_tables_that_share_no_column():
    with pytest.raises(CourseError, match="none of the columns of shop.csv .*'age'.* it has 'x'"):
        conform(pd.DataFrame({"x": [1.0]}), REAL, SCHEMA, "new.csv", "shop.csv")


def test_bounds_that_a_person_declared_are_held_against_the_values():
    schema = SCHEMA.with_column("age", low=20, high=40)
    table, notes = conform(REAL, REAL, schema, "new.csv")
    assert table["age"].max() > 40 and notes == ["Column 'age' of new.csv: 30% of the values lie outside the card's "
                                                 "bounds."]


def test_a_card_s_bound_with_a_time_zone_meets_dates_without():
    schema = SCHEMA.with_column("since", low="2020-01-07T00:00+01:00", high=None)
    assert conform(REAL, REAL, schema)[1] == ["Column 'since' of the table: 10% of the values lie outside the card's "
                                              "bounds."]


@pytest.mark.parametrize("other, words", [
    (pd.concat([REAL, REAL[["age"]]], axis=1), "Two columns are called 'age'"),
    (REAL.rename(columns={"age": 7}), "Column name 7 is no text"),
])
def test_names_that_no_csv_can_have_are_one_sentence(other, words):
    with pytest.raises(CourseError, match=words):
        conform(other, REAL, SCHEMA)

"""Cells that a spreadsheet would run: found, left alone, or marked if asked."""

import pandas as pd
import pytest

from course_lib.cli import formulas


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1", "=HYPERLINK(\"x\")",
                                  "-none-"])
def test_what_a_spreadsheet_runs(cell):
    assert formulas.runs(cell)


@pytest.mark.parametrize("cell", ["a=1", "", "-", "--", "-5", "+3.5", "-12,5 %", "me@mail.example", 3, None,
                                  float("nan")])
def test_what_it_does_not(cell):
    assert not formulas.runs(cell)


def test_names_of_columns_count_and_nothing_else_is_changed():
    df = pd.DataFrame({"=a": [1.0, 2.0], "b": ["=1", None], "c": ["x", "-"], "d": [-1, -2]})
    assert formulas.found(df) == {"=a": ["=a"], "b": ["=1"]}
    made = formulas.escaped(df)
    assert list(made) == ["'=a", "b", "c", "d"] and made["b"].tolist()[0] == "'=1" and made["b"].isna().tolist()[1]
    assert made["'=a"].tolist() == [1.0, 2.0] and made["c"].tolist() == ["x", "-"] and made["d"].tolist() == [-1, -2]
    assert df["b"].tolist()[0] == "=1", "the table given is left as it is"


def test_categories_and_levels_that_are_not_used():
    df = pd.DataFrame({"c": pd.Categorical(["=1", "a"], categories=["=1", "=2", "a"])})
    assert formulas.found(df) == {"c": ["=1"]}
    assert formulas.escaped(df)["c"].tolist() == ["'=1", "a"]


def test_what_is_said_names_a_cell_and_the_remedy():
    said = formulas.sentence({"b": ["=1"], "c": ["@x"]}, False)
    assert "Column 'b' and 1 more" in said and "'=1'" in said and "--escape-formulas" in said
    assert "apostrophe in front" in formulas.sentence({"b": ["=1"]}, True)

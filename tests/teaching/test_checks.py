"""Three verdicts, and help with type and shape, for what learners hand in."""

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.teaching import judging
from course_lib.teaching.checks import (
    Ended,
    Verdict,
    array,
    correct,
    is_stub,
    kind,
    not_yet,
    number,
    returned,
    table,
)
from tests.teaching.fixture import a_bank, a_lesson


def verdict(name, value):
    return judging.judge(a_bank().checks[name], value)


@pytest.mark.parametrize("value", [None, ..., NotImplemented, (1, ...), [None], {"a": None}])
def test_stubs_are_not_attempted(value):
    assert is_stub(value)
    assert verdict("mean-age", value).status == "not attempted"


def test_arrays_and_zero_are_no_stubs():
    assert not any(is_stub(value) for value in (0, False, "", np.array([None]), pd.DataFrame(), []))


@pytest.mark.parametrize("value", [44.3, 44.34, np.float64(44.26), np.array([44.3]), pd.Series([44.3]), 44.3 + 0j.real])
def test_a_number_within_tolerance_is_correct(value):
    assert verdict("mean-age", value) == Verdict("correct", "Truncation moved it.")


def test_numbers_that_are_wrong():
    assert verdict("mean-age", 35.2).says == "That is the parent's mean."
    assert verdict("mean-age", 36).says == "That is the mean after clipping."
    assert verdict("mean-age", 44.4).says == "44.4 years is too high. Cut, then average."
    assert verdict("mean-age", 12).says == "12 years is too low. Cut, then average."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("44.3", "the text '44.3'"),
        (True, "True (bool)"),
        ([44.3, 1], "a list of length 2"),
        (np.ones((2, 3)), "an array of shape (2, 3)"),
        (pd.Series([1.0, 2.0]), "a Series of length 2"),
        (pd.DataFrame({"a": [1]}), "a DataFrame with 1 rows and 1 columns"),
        (lambda: 44.3, "call it, with brackets"),
        (float("nan"), "finite"),
    ],
)
def test_what_is_no_number_gets_type_help(value, words):
    result = verdict("mean-age", value)
    assert result.status == "not yet"
    assert words in result.says


def test_texts_and_truth_values():
    assert verdict("best-table", " b ").status == verdict("best-table", "B").status == "correct"
    assert verdict("best-table", "a").says == "A copies."
    assert verdict("best-table", "C").says == "Compare with the floor."
    assert "a text in quotes" in verdict("best-table", 2).says
    assert verdict("is-private", False).status == "correct"
    assert verdict("is-private", True).status == "not yet"
    assert "True or False" in verdict("is-private", 0).says


def test_a_check_without_expected_and_without_function_is_an_authors_error():
    with pytest.raises(CourseError, match=r"98\.nothing-written.*`nothing_written\(value\)`"):
        verdict("nothing-written", 1)


# --- a check that computes its answer, as lesson modules hold them --------------------------------

ROWS = np.array([[0.0, 10.0], [2.0, 20.0]])


def averages(value):
    result = array(returned(value, ROWS), shape=(2,))
    if np.allclose(result, ROWS.mean(axis=1)):
        return not_yet("along rows")
    return correct() if np.allclose(result, ROWS.mean(axis=0)) else not_yet("should return [1, 15]")


@pytest.fixture
def with_function(monkeypatch):
    monkeypatch.setattr(judging, "function_for", lambda check: averages)


def stub(rows): ...


def broken(rows):
    return rows["age"]


def unwritten(rows):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("function", "status", "words"),
    [
        (lambda rows: rows.mean(axis=0), "correct", "Averages keep the mean."),
        (lambda rows: list(rows.mean(axis=0)), "correct", ""),
        (lambda rows: rows.mean(axis=1), "not yet", "along rows"),
        (lambda rows: rows[0], "not yet", "should return"),
        (lambda rows: rows, "not yet", "shape should be (2), and this is an array of shape (2, 2)"),
        (lambda rows: "x", "not yet", "An array of numbers is expected, and this is the text 'x'"),
        (stub, "not attempted", "stub returns nothing yet"),
        (unwritten, "not attempted", ""),
        (broken, "not yet", 'broken stopped in its line `return rows["age"]` with IndexError'),
        (3.0, "not yet", "needs a function, and got 3.0"),
    ],
)
def test_a_learners_function_is_called_on_a_small_input(with_function, function, status, words):
    result = verdict("averages", function)
    assert result.status == status
    assert words in result.says


def test_a_function_check_must_return_a_verdict(monkeypatch):
    monkeypatch.setattr(judging, "function_for", lambda check: lambda value: True)
    with pytest.raises(CourseError, match="must return a Verdict"):
        verdict("averages", 1)


def test_function_for_finds_the_lessons_module(monkeypatch):
    import sys
    from types import ModuleType

    module = ModuleType("course_lib.teaching.checks.lesson_98")
    module.averages = averages
    module.__spec__ = sys.modules[judging.__name__].__spec__
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert judging.function_for(a_bank().checks["averages"]) is averages


def test_tables():
    frame = pd.DataFrame({"age": [1, 2], "income": [3, 4]})
    assert table(frame, ["age", "income"], rows=2) is frame
    for arguments, words in [
        ((frame, ["age"], 2), "has income too many"),
        ((frame, ["age", "visits", "income"], 2), "misses visits"),
        ((frame, ["income", "age"], 2), "another order"),
        ((frame, ["age", "income"], 1000), "1,000 rows; it has 2"),
        ((frame["age"], None, None), "A DataFrame is expected, and this is a Series"),
    ]:
        with pytest.raises(Ended, match=words):
            table(*arguments)


def test_number_prefers_correct_over_a_known_wrong_answer():
    assert number(1.0, 1.0, 0.1, wrong=[(1.0, 5.0, "no")]).status == "correct"


def test_kind_never_prints_a_whole_table():
    assert len(kind("x" * 1000)) < 60
    assert len(kind(pd.DataFrame(np.zeros((1000, 3))))) < 60


# --- what the learner sees ------------------------------------------------------------------------


def test_check_prints_and_records(tmp_path, capsys):
    lesson = a_lesson(tmp_path / "p.json")
    lesson.check("mean-age", ...)
    lesson.check("98.mean-age", 35)
    lesson.check("mean-age", 44.3)
    lesson.check("mean-age", 35)
    assert capsys.readouterr().out.splitlines() == [
        "○ mean-age: not attempted.",
        "✗ mean-age: not yet. That is the parent's mean.",
        "✓ mean-age: correct. Truncation moved it.",
        "✗ mean-age: not yet. That is the parent's mean.",
    ]
    record = lesson._progress.get("checks", "98.mean-age")
    assert record["attempts"] == 3
    assert record["correct"]  # once correct stays recorded


def test_an_unknown_check_names_those_there_are(tmp_path):
    with pytest.raises(CourseError, match="no 'mean-ages' among its checks; it has: averages, best-table"):
        a_lesson().check("mean-ages", 1)

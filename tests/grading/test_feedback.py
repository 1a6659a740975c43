"""The page a learner gets: points, words, hint; nothing hidden, nothing that runs."""

import pytest

from course_lib.grading.feedback import page
from course_lib.grading.records import FOR_A_PERSON, GRADED, Record

EVIL = '<script>alert("x")</script>'


def record(**changes):
    check = {"check": "c", "points": 0, "out_of": 2, "expected": "the mean", "why": "On others not.", "hint": "Divide."}
    question = {"question": "q", "title": "1 Mean", "state": "answered", "says": "It raised E.", "checks": [check]}
    return Record("a.ipynb", "a", "a-1", GRADED, True, 2, points={"q": 0}, questions=[question | changes])


def test_says_points_expectation_reason_and_hint():
    text = page(record(), "A1 Build")
    for words in ("0 of 2 points", "Expected: the mean.", "On others not.", "Hint: Divide.", "It raised E."):
        assert words in text


def test_points_are_said_once_and_per_check_where_there_are_several():
    one = record(title="1 Mean (2 points)")
    text = page(one, "A1")
    assert "(2 points)" not in text and text.count("0 of 2 points") == 2, "the total and the question"
    right = one.questions[0]["checks"][0] | {"points": 2, "why": "", "hint": ""}
    one.questions[0]["checks"].append(right)
    text = page(one, "A1")
    assert "<b>Not yet</b>, 0 of 2 points." in text and "<b>Right</b>, 2 of 2 points." in text
    assert "2 of 4 points" in text


def test_question_without_an_answer_is_not_called_wrong():
    text = page(record(state="untouched", says="Not attempted."), "A1")
    assert "Not attempted." in text and "Expected: the mean." in text
    assert "Not yet" not in text and "On others not." not in text


@pytest.mark.parametrize("place", ["title", "says"])
def test_everything_is_escaped(place):
    assert EVIL not in page(record(**{place: EVIL}), EVIL)
    evil = record()
    evil.learner = evil.submission = EVIL
    evil.questions[0]["checks"][0] |= {"why": EVIL, "hint": EVIL, "expected": EVIL}
    assert "<script" not in page(evil, EVIL) and "&lt;script" in page(evil, EVIL)


def test_backticks_become_code_and_nothing_else_does():
    evil = record()
    evil.questions[0]["checks"][0] |= {"hint": f"`mean()` of `{EVIL}`."}
    text = page(evil, "A1")
    assert "<code>mean()</code> of <code>&lt;script" in text and "<script" not in text


def test_file_for_a_person_names_no_points():
    text = page(Record("a.ipynb", "a", "a-1", FOR_A_PERSON, True, 20, note="It is empty."), "A1")
    assert "no points are lost" in text and "of 20" not in text


@pytest.mark.sandbox
def test_hidden_values_are_not_on_the_page(bench):
    from dataclasses import asdict

    wrong = "def spread(column):\n    return float(np.std(column)) if len(column) < 4 else column[0]\n"
    marked = bench.grade(spread=wrong, counted="def counted(words):\n    raise KeyError(str(words))\n")
    text = page(Record("a", "a", "a", GRADED, True, 4, points={}, questions=[asdict(m) for m in marked.values()]), "A1")
    for line in bench.reference.hidden["spread-check"]:
        assert str(line[1])[:6] not in text
    for column in bench.reference.inputs["spread-check"]["columns"]["list"]:
        assert not any(str(value)[:6] in text for value in column["list"])

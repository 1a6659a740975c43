"""Predictions are recorded with confidence and time, and the answer comes with `reveal`, never before."""

from datetime import datetime

import pytest

from course_lib.teaching.predictions import calibration_records
from tests.teaching.fixture import a_bank, a_lesson

SECRET = a_bank().predictions["photocopier"].reveal


@pytest.fixture
def lesson(tmp_path):
    return a_lesson(tmp_path / "progress.json")


def record(lesson):
    return lesson._progress.get("predictions", "98.photocopier")


def test_unanswered_it_prints_question_and_options(lesson, capsys):
    lesson.predict("photocopier")
    said = capsys.readouterr().out
    assert "Copied rows" in said
    assert [line[:4] for line in said.splitlines() if line.startswith("  ")] == ["  a)", "  b)", "  c)"]
    assert "Not answered yet" in said
    assert record(lesson) == {}


def test_an_answer_is_recorded_with_its_time(lesson, capsys):
    lesson.predict("98.photocopier", choice="b", confidence=70)
    assert "Recorded: b, 70% sure." in capsys.readouterr().out
    entry = record(lesson)
    assert (entry["choice"], entry["confidence"], entry["counts"]) == ("b", 70, True)
    assert datetime.fromisoformat(entry["when"]).tzinfo is not None


def test_the_mind_may_change_before_the_answer(lesson):
    lesson.predict("photocopier", "b", 70)
    lesson.predict("photocopier", "C", 55)
    assert (record(lesson)["choice"], record(lesson)["confidence"]) == ("c", 55)


@pytest.mark.parametrize(
    ("choice", "confidence", "words"),
    [
        ("d", 70, "choice is one of a, b, c"),
        ("ab", 70, "choice is one of"),
        (2, 70, "choice is one of"),
        ("b", None, "from 50"),
        ("b", 49, "from 50"),
        ("b", 101, "from 50"),
        ("b", "70", "from 50"),
        ("b", True, "from 50"),
    ],
)
def test_what_cannot_be_recorded_is_said(lesson, capsys, choice, confidence, words):
    lesson.predict("photocopier", choice, confidence)
    said = capsys.readouterr().out
    assert "Not recorded" in said and words in said
    assert record(lesson) == {}


@pytest.mark.parametrize("arguments", [(), ("a", 50), ("c", 100), ("x", 1)])
def test_predict_never_gives_the_answer_away(lesson, capsys, arguments):
    lesson.predict("photocopier", *arguments)
    said = capsys.readouterr().out
    assert SECRET not in said and "so it is" not in said and "right" not in said


def test_reveal_says_what_you_said_and_what_it_is(lesson, capsys):
    lesson.predict("photocopier", "b", 70)
    capsys.readouterr()
    lesson.reveal("photocopier")
    said = capsys.readouterr().out
    assert "You said b, 70% sure, and it is c." in said
    assert "c) gets better" in said
    assert SECRET in " ".join(said.split())


def test_reveal_after_the_right_answer(lesson, capsys):
    lesson.predict("photocopier", "c", 90)
    lesson.reveal("photocopier")
    assert "You said c, 90% sure, and so it is." in capsys.readouterr().out


def test_reveal_without_a_prediction_asks_for_one_first(lesson, capsys):
    lesson.reveal("photocopier")
    said = capsys.readouterr().out
    assert "you have not guessed" in said
    assert "gets better" not in said
    lesson.reveal("photocopier", anyway=True)
    assert "You made no prediction." in capsys.readouterr().out


def test_a_build_stores_the_answer_though_nobody_guessed(lesson, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    lesson.reveal("photocopier")
    assert "c) gets better" in capsys.readouterr().out


def test_after_the_reveal_nothing_counts_any_more(lesson, capsys):
    lesson.reveal("photocopier", anyway=True)
    lesson.predict("photocopier", "c", 100)
    assert "does not count" in capsys.readouterr().out
    assert record(lesson)["counts"] is False
    assert calibration_records(lesson._progress, {"98.photocopier": "c"}) == []


def test_after_the_reveal_the_first_answer_stays(lesson):
    lesson.predict("photocopier", "a", 60)
    lesson.reveal("photocopier")
    lesson.predict("photocopier", "c", 100)
    assert (record(lesson)["choice"], record(lesson)["counts"]) == ("a", True)
    lesson.predict("photocopier")  # a second Run All


def test_calibration_records(lesson):
    lesson.predict("photocopier", "a", 60)
    assert calibration_records(lesson._progress, {"98.photocopier": "c"}) == [(60, False)]
    assert calibration_records(lesson._progress, {"98.photocopier": "a"}) == [(60, True)]
    assert calibration_records(lesson._progress, {}) == []  # a prediction that the course no longer asks

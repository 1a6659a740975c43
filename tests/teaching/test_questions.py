"""Quiz and recall: feedback per option, boxes and days, fixed questions in a build, and the widget's wiring."""

from datetime import UTC, datetime, timedelta

import pytest

from course_lib.errors import CourseError
from course_lib.teaching import banks, questions
from course_lib.teaching.progress import Progress
from course_lib.teaching.question_widget import QuestionWidget
from tests.teaching.fixture import FOLDER, a_bank, a_lesson


@pytest.fixture(autouse=True)
def fixture_banks(monkeypatch):
    monkeypatch.setattr(banks, "FOLDER", FOLDER)


@pytest.fixture
def lesson(tmp_path):
    return a_lesson(tmp_path / "progress.json")


def ago(days):
    return (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")


@pytest.mark.parametrize("question", a_bank().questions.values(), ids=lambda question: question.id)
def test_each_option_has_its_own_feedback(lesson, capsys, question):
    for letter, option in zip("abcd", question.options):
        lesson.answer(question.id, letter)
        said = " ".join(capsys.readouterr().out.split())
        assert option.says in said
        assert (f"{letter}) is right" in said) is option.right
        assert option.right or option.misconception in said
        assert all(other.says not in said for other in question.options if other is not option)


@pytest.mark.parametrize("choice", [None, "e", "", 1, "ab"])
def test_no_letter_no_record(lesson, capsys, choice):
    lesson.answer("quiz.1", choice)
    assert "Answer with one of a, b." in capsys.readouterr().out
    assert lesson._progress.all("questions") == {}


@pytest.mark.parametrize("id", ["98.quiz.9", "98.quiz", "quiz.0"])
def test_an_unknown_question_is_named(lesson, id):
    with pytest.raises(CourseError, match=r"no question .*98\.quiz\.1"):
        lesson.answer(id, "a")


def box(progress, id="98.quiz.1"):
    return progress.get("questions", id)["box"]


def test_boxes_rise_when_due_and_fall_at_once():
    progress = Progress(None)
    questions.record("98.quiz.1", True, progress)
    assert box(progress) == 1
    questions.record("98.quiz.1", True, progress)  # again at once: no gain
    assert (box(progress), progress.get("questions", "98.quiz.1")["answers"]) == (1, 2)
    for expected, days in ((2, 1.1), (3, 3.1), (4, 7.1), (5, 14.1), (5, 30.1)):
        progress.update("questions", "98.quiz.1", when=ago(days))
        questions.record("98.quiz.1", True, progress)
        assert box(progress) == expected
    questions.record("98.quiz.1", False, progress)
    assert box(progress) == 1


def test_due_follows_the_box():
    assert questions.is_due({"box": 1, "when": ago(1.01)})
    assert not questions.is_due({"box": 2, "when": ago(1.01)})
    assert questions.is_due({"box": 2, "when": ago(3.01)})


def ids(found):
    return [question.id for question in found]


def test_a_build_asks_the_first_two(monkeypatch):
    progress = Progress(None)
    progress.update("questions", "98.warmup.1", box=5, when=ago(99))
    monkeypatch.setenv("COURSE_BUILD", "1")
    assert ids(questions.recall_questions(a_bank(), progress)) == ["98.warmup.1", "98.quiz.2"]


def test_a_learner_gets_what_is_known_least_and_what_is_longest_due(tmp_path, monkeypatch):
    text = (FOLDER / "98.toml").read_text(encoding="utf-8")
    for number in ("97", "98"):
        (tmp_path / f"{number}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(banks, "FOLDER", tmp_path)
    progress = Progress(None)
    assert ids(questions.recall_questions(a_bank(), progress)) == ["98.warmup.1", "98.quiz.2"]
    progress.update("questions", "98.warmup.1", box=1, when=ago(0))
    progress.update("questions", "97.quiz.1", box=1, when=ago(0.5))  # not due
    assert ids(questions.recall_questions(a_bank(), progress)) == ["98.quiz.2", "98.warmup.1"]
    progress.update("questions", "97.quiz.2", box=1, when=ago(2))
    progress.update("questions", "97.quiz.3", box=1, when=ago(5))
    progress.update("questions", "97.quiz.99", box=1, when=ago(50))  # no longer in the bank
    progress.update("questions", "12.quiz.1", box=1, when=ago(50))  # nor the whole lesson
    assert ids(questions.recall_questions(a_bank(), progress)) == ["98.quiz.2", "97.quiz.3"]


def test_in_a_build_questions_are_text(lesson, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_BUILD", "1")
    lesson.quiz()
    lesson.recall()
    said = capsys.readouterr().out
    for id in ("98.quiz.1", "98.quiz.2", "98.quiz.3", "98.warmup.1"):
        assert f'course.answer("{id}", "a")' in said
    assert "misconception" not in said.lower()  # feedback waits for an answer
    assert "median" not in said


def test_the_live_bundle_holds_the_widget_and_the_same_text(lesson, monkeypatch):
    shown = []
    monkeypatch.setattr(questions, "display_bundle", shown.append)
    monkeypatch.setenv("COURSE_BUILD", "1")
    lesson.quiz()
    monkeypatch.setenv("COURSE_BUILD", "0")
    lesson.quiz()
    built, live = shown[:3], shown[3:]
    assert [set(bundle) for bundle in built] == [{"text/plain"}] * 3
    for one, other in zip(built, live):
        assert other["text/plain"] == one["text/plain"]
        assert "application/vnd.jupyter.widget-view+json" in other


def press(widget, choice):
    widget.choice = choice
    widget.turn += 1


def test_the_widget_asks_the_kernel_and_keeps_the_answer_from_the_page(lesson):
    question = a_bank().quiz[0]
    widget = QuestionWidget(question, lambda letter: questions.judge(question, lesson._progress, letter))
    for option in question.options:
        assert option.says not in str(widget.get_state())
    press(widget, 0)
    assert not widget.right and "Zero is reachable" in widget.feedback
    press(widget, 1)
    assert widget.right and widget.feedback.startswith("b) is right.")
    press(widget, -1)  # a press without a choice changes nothing
    assert lesson._progress.get("questions", "98.quiz.1")["answers"] == 2


def test_the_page_script_is_accessible_and_injects_no_markup():
    script = (questions.banks.Path(questions.__file__).parent / "question.js").read_text(encoding="utf-8")
    assert "innerHTML" not in script
    for needed in ("fieldset", "legend", '"radio"', '"role", "status"', "data-lm-suppress-shortcuts", "textContent"):
        assert needed in script

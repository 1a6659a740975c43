"""The bank's format: a good one loads, each fault has its own sentence with the place, the shipped ones hold."""

import copy
import tomllib

import pytest

from course_lib.errors import CourseError
from course_lib.teaching import banks, judging, questions
from tests.teaching.fixture import FOLDER, NUMBER, a_bank

CONTENT = tomllib.loads((FOLDER / f"{NUMBER}.toml").read_text(encoding="utf-8"))


def test_a_complete_bank_loads_and_lacks_nothing():
    bank = a_bank()
    assert banks.missing(bank) == []
    assert list(bank.questions) == ["98.quiz.1", "98.quiz.2", "98.quiz.3", "98.warmup.1"]
    assert [question.answer for question in bank.quiz] == ["b", "a", "b"]
    assert bank.checks["mean-age"].wrong[1].value == 36.0
    assert bank.checks["mean-age"].hints[2] == "truncnorm.mean(\n    a, b)"  # code keeps its lines


def fault(change):
    """The sentence about a bank that `change` has spoilt."""
    content = copy.deepcopy(CONTENT)
    change(content)
    with pytest.raises(CourseError) as caught:
        banks.read(NUMBER, content)
    return str(caught.value)


PLANTED = {
    "two right options": (lambda c: c["quiz"][0]["options"][0].update(right=True), "quiz.1: one option, and only one"),
    "no right option": (
        lambda c: c["quiz"][2]["options"][1].update(right=False, misconception="x"),
        "quiz.3: one option",
    ),
    "option without feedback": (lambda c: c["quiz"][1]["options"][1].pop("says"), "quiz.2 option 2: `says` is missing"),
    "right option without feedback": (lambda c: c["quiz"][1]["options"][0].pop("says"), "option 1: `says`"),
    "distractor without misconception": (lambda c: c["quiz"][0]["options"][0].pop("misconception"), "names the `misc"),
    "the same option twice": (
        lambda c: c["quiz"][0]["options"][0].update(text=" Little: it is near its floor."),
        "same",
    ),
    "one option": (lambda c: c["quiz"][0]["options"].pop(0), "two to four options, not 1"),
    "quiz without objective": (lambda c: c["quiz"][1].pop("objective"), "quiz.2: set `objective`"),
    "two hints": (lambda c: c["checks"]["mean-age"]["hints"].pop(), "checks.mean-age: `hints` holds three texts"),
    "an empty hint": (lambda c: c["checks"]["mean-age"].update(hints=["a", " ", "c"]), "`hints` holds three"),
    "number without tolerance": (lambda c: c["checks"]["mean-age"].pop("tolerance"), "needs a `tolerance`"),
    "wrong value within tolerance": (lambda c: c["checks"]["mean-age"]["wrong"][0].update(value=44), "too near"),
    "wrong without expected": (lambda c: c["checks"]["averages"].update(wrong=[{"value": 1, "says": "x"}]), "wrong 1"),
    "one prediction option": (lambda c: c["predictions"]["photocopier"].update(options=["x"]), "two to four"),
    "five prediction options": (lambda c: c["predictions"]["photocopier"].update(options=list("abcde")), "not 5"),
    "answer beyond the options": (lambda c: c["predictions"]["photocopier"].update(answer="d"), "options are a, b, c"),
    "misspelt key": (lambda c: c["checks"]["mean-age"].update(tolerances=1), "unknown key 'tolerances'"),
    "misspelt table": (lambda c: c.update(quizz=[]), "bank/98.toml: unknown key 'quizz'"),
    "no title": (lambda c: c.pop("title"), "`title` is missing"),
    "why without model": (lambda c: c["whys"]["fresh-rows"].update(model=""), "whys.fresh-rows: `model`"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_fault_has_its_own_sentence(name):
    change, sentence = PLANTED[name]
    assert sentence in fault(change)
    assert fault(change).startswith("bank/98.toml")


def test_missing_names_what_a_draft_lacks():
    lacks = " ".join(banks.missing(banks.read("98", {"title": "t"})))
    for words in ("prediction", "three quiz", "recall", "three exercises", "one why", "vote"):
        assert words in lacks


def test_unknown_lesson_and_broken_toml(tmp_path):
    with pytest.raises(CourseError, match="no lesson '55'.*98"):
        banks.load("55", FOLDER)
    (tmp_path / "07.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(CourseError, match="bank/07.toml is not valid TOML"):
        banks.load("07", tmp_path)


@pytest.mark.parametrize("number", banks.numbers())
def test_shipped_banks(number):
    bank = banks.load(number)
    if bank.draft:
        pytest.skip(f"bank/{number}.toml is a draft; it lacks: {'; '.join(banks.missing(bank)) or 'nothing'}")
    assert banks.missing(bank) == []
    for id in bank.recall:
        assert id[:2] <= number and questions.find(id)
    for check in bank.checks.values():
        if check.expected is None:
            assert callable(judging.function_for(check))
        else:
            assert judging.judge(check, check.expected).status == "correct"
            for wrong in check.wrong:
                assert judging.judge(check, wrong.value).says == wrong.says

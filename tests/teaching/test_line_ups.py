"""The line-up of each lesson: every suspect can be told by name, and a mix-up is counted and answered by a clue."""

from importlib import import_module
from itertools import combinations
from pathlib import Path

import pytest

from course_lib.teaching import checks
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge
from course_lib.teaching.lineup import dealt

MODULES = {path.stem[-2:]: import_module(f"course_lib.teaching.checks.{path.stem}")
           for path in sorted(Path(checks.__file__).parent.glob("lesson_*.py"))}  # fmt: skip
LINE_UPS = {number: module for number, module in MODULES.items() if hasattr(module, "SUSPECTS")}

# A name that somebody may write who is not in the line-up, and what is said to it.
STRANGERS = {
    "04": ("vae", "vae_style"),
    "05": ("gan_style", "Three of the suspects"),
    "06": ("vae", "no neural network"),
    "07": ("trees", "short names"),
    "08": ("vae", "not among the suspects"),
    "09": ("vae", "Three of the four"),
    "10": ("copula", "The suspects are"),
    "11": ("vae", "The suspects are"),
    "12": ("photocopy", "short names"),
    "13": ("cart", "not among these suspects"),
    "14": ("cart", "not among these suspects"),
    "15": ("private_vae", "not among these suspects"),
}


@pytest.fixture(params=LINE_UPS)
def lesson(request):
    """Its number, the letters with their suspects, and the verdict on an answer."""
    module = LINE_UPS[request.param]
    check = load(request.param).checks["suspects"]
    return request.param, dealt(module.SUSPECTS, module.DEAL), lambda value: judge(check, value)


def test_every_line_up_is_here():
    assert set(STRANGERS) == set(LINE_UPS)


def test_the_right_names_pass_however_they_are_spelled(lesson):
    _, truth, verdict = lesson
    for spelled in (str, str.upper, lambda name: name.replace("_", "-"), lambda name: name.replace("_", " ")):
        assert verdict({letter: spelled(name) for letter, name in truth.items()}).status == "correct"


def test_no_names_are_no_attempt(lesson):
    _, truth, verdict = lesson
    assert verdict(dict.fromkeys(truth)).status == "not attempted"
    assert verdict({"A": truth["A"]}).status == "not attempted"


def test_two_that_are_mixed_up_are_counted_and_answered_by_the_clue_of_one(lesson):
    number, truth, verdict = lesson
    clues = LINE_UPS[number].CLUES
    assert set(clues) == set(truth.values())
    for one, other in combinations(truth, 2):
        said = verdict(truth | {one: truth[other], other: truth[one]})
        assert said.status == "not yet" and f"{len(truth) - 2} of {len(truth)}" in said.says
        assert said.says.endswith(clues[truth[other]])


def test_one_name_for_all_is_no_answer(lesson):
    _, truth, verdict = lesson
    said = verdict(dict.fromkeys(truth, truth["A"]))
    assert said.status == "not yet" and "One name for all" in said.says


def test_a_stranger_is_sent_away(lesson):
    number, truth, verdict = lesson
    name, says = STRANGERS[number]
    said = verdict(truth | {"A": name})
    assert said.status == "not yet" and says in said.says

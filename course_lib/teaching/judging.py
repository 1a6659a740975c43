"""`check`: from an exercise's name and the learner's value to one of three verdicts."""

from importlib import import_module
from importlib.util import find_spec

from course_lib.errors import CourseError
from course_lib.teaching.banks import Check, is_number
from course_lib.teaching.checks import CORRECT, NOT_ATTEMPTED, Ended, Verdict, correct, is_stub, kind, not_yet, number
from course_lib.teaching.checks import not_attempted as stub

MARKS = {NOT_ATTEMPTED: "○", "not yet": "✗", CORRECT: "✓"}


def judge(check: Check, value) -> Verdict:
    """The verdict of one check. Raises CourseError if the exercise has neither `expected` nor a function."""
    if is_stub(value):
        return stub()
    try:
        verdict = against_bank(check, value) if check.expected is not None else function_for(check)(value)
    except Ended as end:
        verdict = end.verdict
    if not isinstance(verdict, Verdict):
        raise CourseError(f"The check of {check.id} returned {kind(verdict)}; it must return a Verdict.")
    if verdict.status == CORRECT and not verdict.says:
        return correct(check.right)
    return verdict


def against_bank(check: Check, value) -> Verdict:
    if is_number(check.expected):
        known = [(wrong.value, wrong.tolerance, wrong.says) for wrong in check.wrong]
        return number(value, check.expected, check.tolerance, known, check.right, check.advice, check.unit)
    if isinstance(check.expected, bool):
        return exactly(check, value, bool, "True or False")
    return exactly(check, value.strip().casefold() if isinstance(value, str) else value, str, "a text in quotes")


def exactly(check: Check, value, kind_of, description) -> Verdict:
    """Texts compare without regard to case and outer spaces."""
    if not isinstance(value, kind_of):
        return not_yet(f"This check expects {description}, and got {kind(value)}.")

    def same(known):
        return value == (known.strip().casefold() if isinstance(known, str) else known)

    if same(check.expected):
        return correct(check.right)
    for wrong in check.wrong:
        if same(wrong.value):
            return not_yet(wrong.says)
    return not_yet(check.advice or f"{kind(value).capitalize()} is not it.")


def function_for(check: Check):
    """`mean_age` of checks/lesson_02.py for the check "02.mean-age"."""
    number, name = check.id.split(".", 1)
    module_name = f"course_lib.teaching.checks.lesson_{number}"
    function_name = name.replace("-", "_")
    module = import_module(module_name) if find_spec(module_name) else None
    if not hasattr(module, function_name):
        raise CourseError(
            f"No check for {check.id}: give [checks.{name}] in bank/{number}.toml an `expected`, "
            f"or write `{function_name}(value)` in teaching/checks/lesson_{number}.py."
        )
    return getattr(module, function_name)

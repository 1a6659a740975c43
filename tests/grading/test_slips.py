"""Slips: who gives the values of a foreseen wrong answer is told the misconception, and nobody else is."""

import json

import pytest

from course_lib.grading.limits import Limits
from course_lib.grading.marks import make_reference
from course_lib.grading.run import make_task
from tests.grading.conftest import SEED

TOLD = "You get these values if your answer returns the variance, whose root is asked."


def test_slips_are_read_and_kept_from_the_learner(demo, untouched):
    check = demo.questions[0].checks[0]
    assert [(slip.name, slip.says) for slip in check.slips] == [
        ("slip_corrected", "divides by one less than the number of values"),
        ("slip_variance", "returns the variance, whose root is asked"),
    ]
    assert check.target == "spread" and "slip" not in check.draw + check.code + check.code_hidden
    assert "slip" not in json.dumps(untouched)
    limits = Limits()
    assert "slip" not in repr(make_task(demo, make_reference(demo, SEED, limits, sandboxed=False).inputs, limits))


@pytest.mark.sandbox
def test_misconception_is_named(bench):
    why = bench.only_spread_lost("def spread(column):\n    return np.mean((column - np.mean(column)) ** 2)\n")
    assert why.startswith("On the inputs shown in the notebook") and why.endswith(TOLD)


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "otherwise",
    ["0.0", "np.std(column)", "1 / 0", "np.zeros(3)"],
    ids=["wrong", "right", "raises", "another shape"],
)
def test_values_of_the_example_alone_do_not_name_it(bench, otherwise):
    text = f"def spread(column):\n    return np.var(column) if len(column) < 7 else {otherwise}\n"
    assert "You get these values" not in bench.only_spread_lost(text)


@pytest.mark.sandbox
def test_right_on_the_example_and_a_slip_elsewhere_does_not_name_it(bench):
    """Values of two answers mixed are the slip's on no account."""
    text = "def spread(column):\n    return np.std(column) if len(column) < 7 else np.var(column)\n"
    why = bench.only_spread_lost(text)
    assert why.startswith("Right on the inputs shown") and "You get these values" not in why


@pytest.mark.sandbox
def test_right_answer_is_told_nothing(bench):
    assert bench.grade()["spread"].checks[0].why == ""

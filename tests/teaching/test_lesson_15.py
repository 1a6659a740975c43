"""The checks of lesson 15: solutions pass, and each known mistake gets the message that names it."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.explore.privacy import explore_privacy
from course_lib.study.private_runs import private_rows, private_runs
from course_lib.teaching.banks import load
from course_lib.teaching.checks.lesson_15 import CLUES, DEAL, SUSPECTS
from course_lib.teaching.judging import judge
from course_lib.teaching.lineup import dealt

CHECKS = load("15").checks
exp, log = np.exp, np.log


@pytest.mark.parametrize("function", [lambda e: exp(e) / (1 + exp(e)), lambda e: 1 / (1 + exp(-e))])
def test_permits_passes(function):
    assert judge(CHECKS["permits"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (lambda e: exp(e), "no share"), (lambda e: exp(e) / 2, "above 1"), (lambda e: 1 / (1 + exp(e)), "wrong guesses"),
    (lambda e: 1 - exp(-e), "TPR is 1"), (lambda e: (exp(e) - 1) / (exp(e) + 1), "minus FPR"),
    (lambda e: 0.5, "coin"), (lambda e: 100 / (1 + exp(-e)), "percentage"), (lambda e: exp(e) - 1, "for a"),
    (lambda e: 2**e / (1 + 2**e), "2 went in"), (lambda e: 10**e / (1 + 10**e), "10 went in"),
    (lambda e: e / (1 + exp(1)) * exp(1), "use its argument"), (lambda e: 7.0, "solve for a"),
    (lambda e: np.nan, "solve for a"),
])  # fmt: skip
def test_permits_names_the_mistake(function, says):
    verdict = judge(CHECKS["permits"], function)
    assert verdict.status == "not yet" and says in verdict.says


def bill(rho=lambda s: np.sum(1 / (2 * s**2)), worth=lambda r, d: r + 2 * np.sqrt(r * log(1 / d))):
    """A cost() made of a sum of rhos and of what it is worth."""
    return lambda sigmas, delta: worth(rho(np.asarray(sigmas, float)), delta)


def test_cost_passes():
    assert judge(CHECKS["cost"], bill()).status == "correct"


@pytest.mark.parametrize("function, says", [
    (bill(lambda s: np.sum(1 / (2 * s))), "without their square"), (bill(lambda s: np.sum(1 / s**2)), "a 2 below"),
    (bill(lambda s: 1 / (2 * s.sum() ** 2)), "added the sigmas"),
    (bill(lambda s: 1 / (2 * s.mean() ** 2)), "mean sigma"),
    (bill(lambda s: 1 / (2 * np.sum(s**2))), "squares were added"),
    (lambda s, d: sum(bill()([x], d) for x in s), "by itself"),
    (bill(worth=lambda r, d: r + 2 * np.sqrt(r * np.log10(1 / d))), "base 10"),
    (bill(worth=lambda r, d: r + 2 * np.sqrt(r * log(1.25 / d))), "1.25"),
    (bill(worth=lambda r, d: r + np.sqrt(r * log(1 / d))), "factor 2"),
    (bill(worth=lambda r, d: 2 * np.sqrt(r * log(1 / d))), "first rho"),
    (bill(worth=lambda r, d: r), "still to come"), (bill(worth=lambda r, d: r + 2 * np.sqrt(r / d)), "logarithm is"),
    (bill(worth=lambda r, d: r + 2 * r * log(1 / d)), "root is"), (lambda s, d: np.nan, "By hand"),
    (bill(lambda s: 1 / (2 * s**2)), "sum the rhos"),
    (bill(worth=lambda r, d: r + 2 * np.sqrt(r * log(1e5))), "second argument"),
])  # fmt: skip
def test_cost_names_the_mistake(function, says):
    verdict = judge(CHECKS["cost"], function)
    assert verdict.status == "not yet" and says in verdict.says


def least(a=lambda t, f, d: log((t - d) / f), b=lambda t, f, d: log((1 - f - d) / (1 - t)), join=max):
    return lambda t, f, d=0.0: join(0.0, a(t, f, d), b(t, f, d))


def test_least_passes():
    assert judge(CHECKS["least"], least()).status == "correct"


@pytest.mark.parametrize("function, says", [
    (lambda t, f, d=0.0: max(0, (t - d) / f), "logarithm is missing"), (lambda t, f, d=0.0: np.log10(t / f), "base 10"),
    (lambda t, f, d=0.0: log((1 - f) / (1 - t)), '"out" alone'), (least(join=lambda *p: sum(p)), "larger one"),
    (lambda t, f, d=0.0: t - f, "no epsilon"), (lambda t, f, d=0.0: log(f / t), "Upside down"),
    (lambda t, f, d=0.0: max(0, log((t - d) / f)), '"out" says more'),
    (lambda t, f, d=0.0: max(log((t - d) / f), log((1 - f - d) / (1 - t))), "disproves nothing"),
    (least(lambda t, f, d: log((t + d) / f), lambda t, f, d: log((1 - f + d) / (1 - t))), "was added"),
    (least(lambda t, f, d: log(t / f), lambda t, f, d: log((1 - f) / (1 - t))), "changes nothing"),
    (least(lambda t, f, d: log(t / (f + d))), "should give ln 5"),
    (least(b=lambda t, f, d: log((1 - f) / (1 - t))), "both inequalities"), (lambda t, f, d=0.0: np.nan, "returns nan"),
])  # fmt: skip
def test_least_names_the_mistake(function, says):
    verdict = judge(CHECKS["least"], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.mark.parametrize("epsilon, status, says", [
    (3, "correct", "With 10,000 rows 0.3"), (3.0, "correct", ""), (0.3, "not yet", "for 10,000 rows"),
    (10, "not yet", "below it, too"), (1, "not yet", "below half"), (2, "not yet", "no such"),
    (None, "not attempted", "")])
def test_half(epsilon, status, says):
    explorer = explore_privacy(private_runs(), private_rows())
    explorer.state = replace(explorer.state, generator="private_vae")  # the task's generator counts, not the shown one
    verdict = judge(CHECKS["half"], (epsilon, explorer))
    assert verdict.status == status and says in verdict.says


def test_the_line_up():
    right = dealt(SUSPECTS, DEAL)
    assert judge(CHECKS["suspects"], right).status == "correct"
    swapped = right | {"B": right["C"], "C": right["B"]}
    assert CLUES[right["C"]] in judge(CHECKS["suspects"], swapped).says
    assert judge(CHECKS["suspects"], dict.fromkeys("ABCD")).status == "not attempted"

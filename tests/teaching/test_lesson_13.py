"""The checks of lesson 13: solutions pass, and each known mistake gets the message that names it."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from course_lib.explore.contest import explore_contest
from course_lib.teaching.banks import load
from course_lib.teaching.checks.lesson_13 import USES
from course_lib.teaching.judging import judge

CHECKS = load("13").checks


def error(n):
    return np.sqrt(2 / (n - 3))


@pytest.mark.parametrize("function", [
    lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) / error(n),
    lambda a, b, n: 0.5 * (np.log((1 + a) / (1 - a)) - np.log((1 + b) / (1 - b))) * np.sqrt((n - 3) / 2),
    lambda a, b, n: (math.atanh(a) - math.atanh(b)) / math.sqrt(2 / (n - 3))])  # fmt: skip
def test_fisher_passes(function):
    assert judge(CHECKS["fisher"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) * np.sqrt(n - 3), "one table"),
    (lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) / error(n) ** 2, "lacks its root"),
    (lambda a, b, n: np.arctanh(a) - np.arctanh(b), "difference alone"),
    (lambda a, b, n: (a - b) / error(n), "straighten each"),
    (lambda a, b, n: np.arctanh(a - b) / error(n), "Straighten each"),
    (lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) / np.sqrt(2 / n), "n - 3"),
    (lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) * error(n), "divide by it"),
    (lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) * np.sqrt(n - 3) / 2, "as squares"),
    (lambda a, b, n: (np.arctanh(b) - np.arctanh(a)) / error(n), "sign"),
    (lambda a, b, n: (np.tanh(a) - np.tanh(b)) / error(n), "inverse"),
    (lambda a, b, n: abs(np.arctanh(a) - np.arctanh(b)) / error(n), "leave the sign"),
    (lambda a, b, n: (np.arctanh(a) - np.arctanh(b)) / np.sqrt(2 / n - 3), "brackets"),
    (lambda a, b, n: 7.0, "By hand"),
])  # fmt: skip
def test_fisher_names_the_mistake(function, says):
    verdict = judge(CHECKS["fisher"], function)
    assert verdict.status == "not yet" and says in verdict.says


def interval(half):
    """A lead() whose half-width is `half(differences, a, b, t)`."""
    def lead(a, b, t=2.36):
        a, b = np.asarray(a), np.asarray(b)
        d = a - b
        return d.mean(), d.mean() - half(d, a, b, t), d.mean() + half(d, a, b, t)
    return lead  # fmt: skip


def se(d):
    return d.std(ddof=1) / np.sqrt(len(d))


def test_lead_passes():
    assert judge(CHECKS["lead"], interval(lambda d, a, b, t: t * se(d))).status == "correct"


@pytest.mark.parametrize("function, says", [
    (interval(lambda d, a, b, t: t * d.std() / 2), "ddof=1"),
    (interval(lambda d, a, b, t: t * d.std(ddof=1)), "spreads less"),
    (interval(lambda d, a, b, t: se(d)), "t of them"),
    (interval(lambda d, a, b, t: 1.96 * se(d)), "1.96"),
    (interval(lambda d, a, b, t: 2.36 * se(d)), "eight seeds"),
    (interval(lambda d, a, b, t: t * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(d))), "as unrelated"),
    (interval(lambda d, a, b, t: t * d.std(ddof=1) / len(d)), "not over k"),
    (interval(lambda d, a, b, t: -t * se(d)), "lower end"),
    (interval(lambda d, a, b, t: 9.0), "standard error of the mean difference"),
    (lambda a, b, t=2.36: interval(lambda d, a, b, t: t * se(d))(b, a, t), "b minus a"),
    (lambda a, b, t=2.36: (np.mean(a), 0, 1), "mean of the differences"),
    (lambda a, b, t=2.36: np.mean(a) - np.mean(b), "Three numbers"),
    (lambda a, b, t=2.36: (np.mean(a - b), 0.0, 0.0), "evenly"),
    (lambda a, b, t=2.36: (np.mean(a - b), (0.0, 0.1)), "Three numbers"),
    (lambda a, b, t=2.36: {"mean": np.mean(a - b)}, "Three numbers"),
    (lambda a, b, t=2.36: (np.nan, 0.0, 1.0), "finite"),
])  # fmt: skip
def test_lead_names_the_mistake(function, says):
    verdict = judge(CHECKS["lead"], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.fixture(scope="module")
def explorer():
    """C2ST is told apart from three seeds on."""
    d = np.array([0.03, 0.02, 0.025, 0.025])
    table = pd.DataFrame({"copula": 0.6, "cart": 0.6 + d, "fresh rows": 0.5})
    return explore_contest({"mean match": table, "C2ST": table}, {"mean match": "higher", "C2ST": "lower"})


@pytest.mark.parametrize("seeds, status, says", [
    (3, "correct", "3 seeds"), (4, "not yet", "with fewer"), (2, "not yet", "still holds 0"),
    (1, "not yet", "no spread"), (9, "not yet", "from 1 to 4"), (None, "not attempted", "")])
def test_fewest(explorer, seeds, status, says):
    explorer.state = replace(explorer.state, metric="mean match")  # the task's metric counts, not the shown one
    verdict = judge(CHECKS["fewest"], (seeds, explorer))
    assert verdict.status == status and says in verdict.says


def test_a_metric_for_each_use():
    assert judge(CHECKS["by-use"], USES).status == "correct"
    assert judge(CHECKS["by-use"], {use: metric.upper() for use, metric in USES.items()}).status == "correct"
    assert judge(CHECKS["by-use"], dict.fromkeys(USES)).status == "not attempted"
    assert "for everything" in judge(CHECKS["by-use"], dict.fromkeys(USES, "C2ST")).says
    assert "none of the columns" in judge(CHECKS["by-use"], USES | {"hand it out": "JSD"}).says
    assert "A dictionary" in judge(CHECKS["by-use"], 7).says


@pytest.mark.parametrize("use, other", [(use, other) for use in USES for other in USES if use != other])
def test_a_wrong_metric_is_answered_for_its_use_and_not_with_the_solution(use, other):
    verdict = judge(CHECKS["by-use"], USES | {use: USES[other]})
    assert verdict.status == "not yet" and verdict.says.startswith(use) and USES[use] not in verdict.says

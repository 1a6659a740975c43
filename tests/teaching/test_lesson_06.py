"""The checks of lesson 06: solutions pass, each known mistake gets its message, and what is taught is true."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_heavy
from course_lib.evaluation import joint_tail
from course_lib.explore import explore_copula
from course_lib.generators import make
from course_lib.generators.statistical.copula import biserial as library_biserial
from course_lib.generators.statistical.copula import normal_scores
from course_lib.teaching.banks import load
from course_lib.teaching.checks.lesson_06 import TRUTH
from course_lib.teaching.judging import judge

CHECKS = load("06").checks
BELOW, VALUE_AT = np.vectorize(NormalDist().cdf), np.vectorize(NormalDist().inv_cdf)


def simulate(x, n, rng, *, mix=lambda g, factor: g @ factor.T, u_of=BELOW, back=np.quantile):
    factor = np.linalg.cholesky(np.corrcoef(np.column_stack([normal_scores(c) for c in x.T]).T))
    u = u_of(mix(rng.standard_normal((n, x.shape[1])), factor))
    return np.column_stack([back(c, share) for c, share in zip(x.T, u.T)])


def changed(**parts):
    return lambda x, n, rng: simulate(x, n, rng, **parts)


def with_ranks(x, n, rng):
    made = simulate(x, n, rng)
    return np.column_stack([np.interp(BELOW(VALUE_AT(np.clip((np.argsort(np.argsort(c)) + 0.5) / n, 1e-9, 1 - 1e-9))),
                                      (np.arange(len(x)) + 0.5) / len(x), np.sort(x[:, j]))
                            for j, c in enumerate(made.T)])  # fmt: skip


@pytest.mark.parametrize("function", [
    simulate, changed(back=lambda c, u: np.quantile(c, u, method="hazen")), with_ranks,
    changed(u_of=lambda z: np.clip(BELOW(z), 0.0001, 0.9999)),
])  # fmt: skip
def test_copula_passes(function):
    assert judge(CHECKS["copula"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (changed(back=lambda c, u: np.quantile(c, u, method="inverted_cdf")), "cells of the table itself"),
    (changed(back=lambda c, u: u), "these are the u"),
    (changed(u_of=lambda z: z, back=lambda c, z: z), "normal scores still"),
    (changed(u_of=lambda z: z), "stopped"),
    (changed(mix=lambda g, factor: g), "nothing goes together"),
    (changed(mix=lambda g, factor: g @ factor), "not spread evenly"),
    (changed(u_of=lambda z: 1 - BELOW(z) / 2), "not spread evenly"),
    (changed(back=lambda c, u: 1.1 * np.quantile(c, u)), "beyond"),
    (changed(u_of=lambda z: np.sort(BELOW(z), axis=0)), "keep each row's u together"),
    (lambda x, n, rng: simulate(x, n, np.random.default_rng()), "second time"),
    (lambda x, n, rng: simulate(x, n, rng)[:5], "shape"),
])  # fmt: skip
def test_copula_names_the_mistake(function, says):
    verdict = judge(CHECKS["copula"], function)
    assert verdict.status == "not yet" and says in verdict.says


def by_formula(z, yes, *, power=0.5, at=lambda p, t: NormalDist().pdf(t), up=1):
    p = np.mean(yes)
    factor = (p * (1 - p)) ** power / at(p, NormalDist().inv_cdf(1 - p))
    return np.corrcoef(z, yes)[0, 1] * factor**up


def test_biserial_passes():
    for function in (by_formula, library_biserial, lambda z, yes: by_formula(z, yes.astype(int))):
        assert judge(CHECKS["biserial"], function).status == "correct"


def with_jitter(z, yes):
    p, place = yes.mean(), np.random.default_rng(0).random(len(yes))
    return np.corrcoef(z, VALUE_AT(np.where(yes, 1 - p + p * place, (1 - p) * place)))[0, 1]


@pytest.mark.parametrize("function, says", [
    (lambda z, yes: np.corrcoef(z, yes)[0, 1], "before the factor"),
    (lambda z, yes: by_formula(z, yes, up=-1), "upside down"),
    (lambda z, yes: by_formula(z, yes, power=1), "root is missing"),
    (lambda z, yes: by_formula(z, yes, at=lambda p, t: 1), "division by the density"),
    (lambda z, yes: by_formula(z, yes, at=lambda p, t: NormalDist().pdf(p)), "taken at p"),
    (lambda z, yes: by_formula(z, yes, at=lambda p, t: NormalDist().pdf(1 - p)), "taken at 1 - p"),
    (lambda z, yes: by_formula(z, yes, at=lambda p, t: t), "divided by t"),
    (lambda z, yes: by_formula(z, yes, at=lambda p, t: NormalDist().cdf(t)), "divided by a share"),
    (with_jitter, "drawn at random"),
    (lambda z, yes: 0.6, "30% yes"),
    (lambda z, yes: z, "One number"),
])  # fmt: skip
def test_biserial_names_the_mistake(function, says):
    verdict = judge(CHECKS["biserial"], function)
    assert verdict.status == "not yet" and says in verdict.says


def test_stubs():
    for name in ("copula", "biserial"):
        assert judge(CHECKS[name], lambda *given: ...).status == "not attempted"
    assert judge(CHECKS["keeps"], dict.fromkeys("ABCDEF")).status == "not attempted"


@pytest.mark.parametrize("letter", "ABCDEF")
def test_keeps_names_the_line(letter):
    assert judge(CHECKS["keeps"], TRUTH).status == "correct"
    verdict = judge(CHECKS["keeps"], TRUTH | {letter: not TRUTH[letter]})
    assert verdict.status == "not yet" and f"5 of 6. Look at {letter}" in verdict.says
    assert "True or False" in judge(CHECKS["keeps"], TRUTH | {letter: "yes"}).says


def test_what_is_kept_is_true_of_the_library():
    """The six lines of the exercise, tried on the plain copula."""
    n, rng = 20_000, np.random.default_rng(0)
    x, e = rng.standard_normal((2, n)) * np.array([[1], [0.3]])
    sign = rng.choice([-1, 1], n)

    def pair(**columns):
        real = pd.DataFrame({"x": x} | columns)
        return real, make("copula", slices=0).fit(real, seed=0).sample(n, seed=1)

    def together(t):
        return t.corr(method="spearman").loc["x", "y"]

    for y, wanted in ((np.exp(3 * x), 1), (-((x + e) ** 3), None)):
        real, made = pair(y=y)
        assert together(made) == pytest.approx(wanted or together(real), abs=0.02)
    real, made = pair(y=np.where(x + e > 1, "yes", "no"))
    means = [t.x[t.y == "yes"].mean() for t in (real, made)]
    assert means[1] == pytest.approx(means[0], abs=0.1)
    real, made = pair(y=np.abs(x) + e)
    assert abs(together(made)) < 0.05 and np.corrcoef(real.x**2, real.y)[0, 1] > 0.7 > 0.1 > abs(
        np.corrcoef(made.x**2, made.y)[0, 1])
    real, made = pair(y=sign * x, sign=np.where(sign > 0, "same", "opposite"))
    same = [t.x[t.sign == "same"].corr(t.y[t.sign == "same"]) for t in (real, made)]
    assert same[0] > 0.999 and abs(same[1]) < 0.1
    days = simulate_heavy(n, 0.6, 3, seed=0)
    made = make("copula", slices=0).fit(days, seed=0).sample(n, seed=1)
    assert joint_tail(days.x, days.y) > 0.3 > 0.26 > joint_tail(made.x, made.y)


@pytest.fixture(scope="module")
def explorer():
    return explore_copula()


@pytest.mark.parametrize("bend, status, says", [
    (0.25, "correct", "0.85 still"), (0.2, "not yet", "bend more"), (0.3, "not yet", "a smaller bend will do"),
    (0.23, "not yet", "steps of .05"), (None, "not attempted", ""),
])  # fmt: skip
def test_first_bend(explorer, bend, status, says):
    verdict = judge(CHECKS["first-bend"], (bend, explorer))
    assert verdict.status == status and says in verdict.says

"""The checks of lesson 08: solutions pass, each known mistake gets its message, and what is taught is true."""

import numpy as np
import pytest

from course_lib.data import load_table, split
from course_lib.explore import explore_linear_vae
from course_lib.generators.neural.vae import bound
from course_lib.generators.neural.vae.linear import optimum
from course_lib.generators.statistical.copula import normal_scores
from course_lib.teaching.banks import load
from course_lib.teaching.checks import lesson_08 as checks
from course_lib.teaching.judging import judge

CHECKS = load("08").checks
FIVE = ["age", "income", "purchase", "satisfaction", "score"]


def solved_kl(mu, tau, m, s):
    return np.log(s / tau) + (tau**2 + (mu - m) ** 2) / (2 * s**2) - 0.5


def solved_elbo(x, w, s2, mu, tau, beta=1):
    squares = (x - w * mu) ** 2 + w**2 * tau**2
    return -0.5 * np.log(2 * np.pi * s2) - squares / (2 * s2) - beta * solved_kl(mu, tau, 0, 1)


def solved_spread(lam, beta, sigma):
    return np.maximum(lam - beta * sigma**2, 0) + sigma**2


@pytest.mark.parametrize("name, function", [
    ("kl", solved_kl), ("elbo", solved_elbo), ("spread", solved_spread),
    ("spread", lambda lam, beta, sigma: [max(v - beta * sigma**2, 0) + sigma**2 for v in lam]),
    ("elbo", lambda x, w, s2, mu, tau, beta=1: bound.elbo(x, w, s2, mu, tau, beta)),
])  # fmt: skip
def test_solutions_pass(name, function):
    assert judge(CHECKS[name], function).status == "correct"
    assert judge(CHECKS[name], lambda *given, **more: ...).status == "not attempted"


@pytest.mark.parametrize("name", ["kl", "elbo", "spread"])
def test_each_known_slip_gets_its_own_message(name):
    slips = {"kl": checks.KL_SLIPS, "elbo": checks.ELBO_SLIPS, "spread": checks.SPREAD_SLIPS}[name]
    for says, slip in slips.items():
        verdict = judge(CHECKS[name], lambda *given, slip=slip, **more: slip(*given, *more.values()))
        assert (verdict.status, verdict.says) == ("not yet", says)


@pytest.mark.parametrize("name, function, says", [
    ("kl", lambda mu, tau, m, s: -solved_kl(mu, tau, m, s), "never negative"),
    ("kl", lambda mu, tau, m, s: 1.0, "part 1 has the value"),
    ("kl", lambda mu, tau, m, s: solved_kl(mu, tau, m, s) + abs(m), "follow m and s"),
    ("kl", lambda mu, tau, m, s: 1 / 0, "stopped"),
    ("elbo", lambda *case, beta=1: 0.0, "where log p(x) is -2.044"),
    ("elbo", lambda *case, beta=1: -9.0, "should be -2.4768"),
    ("elbo", lambda *case, beta=1: solved_elbo(*case, beta) + beta - 1, "beta = 3 it should be"),
    ("elbo", lambda *case, beta=1: solved_elbo(*case), "beta is missing"),
    ("spread", lambda lam, beta, sigma: lam, "should have 2.4"),
    ("spread", lambda lam, beta, sigma: 1.0, "shape"),
])  # fmt: skip
def test_other_answers_are_told_where_to_look(name, function, says):
    verdict = judge(CHECKS[name], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.fixture(scope="module")
def scores():
    train, *_ = split(load_table("customers")[0][FIVE], seed=0)
    return train.apply(normal_scores)


@pytest.fixture(scope="module")
def sliders(scores):
    return explore_linear_vae(scores)


@pytest.mark.parametrize("beta, status, says", [
    (2.5, "correct", "2.04"), (2.0, "not yet", "2 directions on: go up"), (5.0, "not yet", "none is left"),
    (3.2, "not yet", "at a smaller weight too"), (2.043, "not yet", "first position beyond"),
    (2.2, "not yet", "no such position"), (-1, "not yet", "no such position"), (None, "not attempted", ""),
])  # fmt: skip
def test_one_left(sliders, beta, status, says):
    verdict = judge(CHECKS["one-left"], (beta, sliders))
    assert verdict.status == status and says in verdict.says


def test_the_numbers_of_the_prose(scores, sliders):
    view = sliders.view
    assert np.allclose(view.values, [2.38, 1.00, 0.80, 0.64, 0.17], atol=0.005)
    assert view.S[1, 2] == pytest.approx(0.82, abs=0.005)
    on = {sigma: view.numbers(view.at(1.0, sigma))["on"] for sigma in (0.4, 0.5)}
    assert on == {0.4: 5, 0.5: 4}
    best = optimum(view.S, 5, s2=0.25)
    assert best.elbo(view.S) == pytest.approx(best.log_likelihood(view.S), abs=1e-12)
    assert bound.log_evidence(1.5, 0.9, 0.19) == pytest.approx(-2.04, abs=0.005)


def test_the_clues_are_true(sliders):
    """sd of income and correlation with purchase tell the four apart, as their clues say."""
    view = sliders.view
    settings = {"drawn": (1.0, 0.4), "read off": (1.0, 0.4, "read off"), "high weight": (8.0, 0.4),
                "noisy decoder": (1.0, 1.1)}  # fmt: skip
    numbers = {name: view.numbers(view.at(*setting)) for name, setting in settings.items()}
    assert numbers["drawn"]["sd"] == pytest.approx(1) and numbers["high weight"]["on"] == 1
    assert numbers["high weight"]["sd"] < 0.8 < numbers["read off"]["sd"] < 0.95
    assert numbers["noisy decoder"]["sd"] > 1.2
    assert numbers["read off"]["correlation"] > 0.95 and numbers["noisy decoder"]["correlation"] < 0.3

"""The checks of lesson 10: solutions pass, and each known mistake gets the message that names it."""

import numpy as np
import pytest

from course_lib.generators.neural.gan import dirac
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("10").checks


def critic_value(p, q, dx, *, critic=lambda p, q: p / (p + q), log=np.log, total=lambda x, dx: np.sum(x) * dx):
    D = critic(p, q)
    return total(p * log(D) + q * log(1 - D), dx)


def test_o20_the_value_of_the_best_critic():
    """O20: N(0, 1) against N(1, 1) gives -1.163451 = 2 * .1114215 - log 4; equal densities -log 4."""
    x = np.arange(-12, 13, 0.001)
    p, q = (np.exp(-((x - m) ** 2) / 2) / np.sqrt(2 * np.pi) for m in (0, 1))
    logit = 0.5 - x  # D underflows far out, its logarithm does not
    value = 0.001 * np.sum(-p * np.logaddexp(0, -logit) - q * np.logaddexp(0, logit))
    assert value == pytest.approx(-1.163451, abs=1e-6)
    assert value == pytest.approx(2 * 0.1114215 - np.log(4), abs=1e-6)
    assert critic_value(p, p, 0.001) == pytest.approx(-np.log(4), abs=1e-9)


def jsd_nats(p, q, dx):
    m = (p + q) / 2
    return np.sum(p * np.log(p / m) + q * np.log(q / m)) * dx / 2


def slopes(a, *, first=lambda D: -D, second=lambda D: -(1 - D)):
    D = dirac.sigmoid(a)
    return first(D), second(D)


def a_round(theta, psi, h, gamma, *, seen="new", sign=1, held=1.0):
    new = psi + h * (-theta * dirac.sigmoid(psi * theta) - held * gamma * psi)
    at = new if seen == "new" else psi
    return theta + sign * h * at * dirac.sigmoid(at * theta), new


SOLUTIONS = {
    "best-value": [critic_value, lambda p, q, dx: np.sum(p * np.log(p / (p + q)) + q * np.log(q / (p + q))) * dx,
                   lambda p, q, dx: 2 * jsd_nats(p, q, dx) - np.log(4)],
    "pulls": [slopes, lambda a: np.array(slopes(a)), lambda a: [-1 / (1 + np.exp(-a)), -1 / (1 + np.exp(a))]],
    "one-round": [a_round, lambda t, p, h, g: dirac.one_round(t, p, step=h, penalty=g, order="alternating")],
}
MISTAKES = [
    ("best-value", lambda p, q, dx: critic_value(p, q, dx, critic=lambda p, q: q / (p + q)), "above the line"),
    ("best-value", lambda p, q, dx: critic_value(p, q, dx, critic=lambda p, q: 0.5 + 0 * p), "one half everywhere"),
    ("best-value", lambda p, q, dx: critic_value(p, q, dx, total=lambda x, dx: np.sum(x)), "spacing is missing"),
    ("best-value", lambda p, q, dx: critic_value(p, q, dx, total=lambda x, dx: np.mean(x)), "mean over the points"),
    ("best-value", lambda p, q, dx: -critic_value(p, q, dx), "Leave the minus out"),
    ("best-value", lambda p, q, dx: critic_value(p, q, dx, log=np.log2), "in bits"),
    ("best-value", lambda p, q, dx: (critic_value(p, q, dx) + np.log(4)) / 2, "That is the JSD"),
    ("best-value", lambda p, q, dx: jsd_nats(p, q, dx) / np.log(2), "JSD in bits"),
    ("best-value", lambda p, q, dx: np.sum(p * np.log(p / (p + q))) * dx, "first half"),
    ("best-value", lambda p, q, dx: p / (p + q), "One number"),
    ("best-value", lambda p, q, dx: -1.0, "V of the best critic should be"),
    ("pulls", lambda a: slopes(a)[::-1], "exchanged"),
    ("pulls", lambda a: slopes(a, second=lambda D: 1 - D), "sign"),
    ("pulls", lambda a: slopes(a, first=lambda D: -1 / (1 - D), second=lambda D: -1 / D), "slopes by D"),
    ("pulls", lambda a: slopes(a, first=lambda D: np.log(1 - D), second=lambda D: -np.log(D)), "losses themselves"),
    ("pulls", lambda a: slopes(a, first=lambda D: -D * (1 - D), second=lambda D: -D * (1 - D)), "slope of D"),
    ("pulls", lambda a: slopes(a)[0], "Two slopes"),
    ("pulls", lambda a: slopes(a, second=lambda D: -D), "second slope"),
    ("pulls", lambda a: (-0.5, -0.5), "change with a"),
    ("one-round", lambda *g: a_round(*g, seen="old"), "both at once"),
    ("one-round", lambda *g: a_round(*g, sign=-1), "minus already"),
    ("one-round", lambda *g: (g[0], a_round(*g)[1]), "theta has not moved"),
    ("one-round", lambda t, p, h, g: (t + h * a_round(t, p, h, g)[1] * dirac.sigmoid(t * p), a_round(t, p, h, g)[1]),
     "sigmoid too"),
    ("one-round", lambda *g: a_round(*g[:3], g[3] / g[2]), "h multiplies it"),
    ("one-round", lambda *g: a_round(*g, held=0.0), "penalty is missing"),
    ("one-round", lambda *g: a_round(*g, held=-1.0), "away from 0"),
    ("one-round", lambda *g: a_round(*g, held=0.5), "half goes away"),
    ("one-round", lambda *g: (a_round(*g)[0] + 1, a_round(*g)[1]), "psi is right"),
    ("one-round", lambda *g: a_round(*g)[0], "return theta, psi"),
]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_solutions_pass(name):
    for function in SOLUTIONS[name]:
        assert judge(CHECKS[name], function).status == "correct"


@pytest.mark.parametrize("name, function, says", MISTAKES)
def test_each_mistake_is_named(name, function, says):
    verdict = judge(CHECKS[name], function)
    assert verdict.status == "not yet" and says in verdict.says


def test_stubs_are_not_attempted():
    for name in ("best-value", "pulls"):
        assert judge(CHECKS[name], lambda *given: None).status == "not attempted"
    assert judge(CHECKS["one-round"], lambda theta, psi, h, gamma: (theta, psi)).status == "not attempted"
    assert judge(CHECKS["one-control"], None).status == "not attempted"


START = "loss=non_saturating penalty=0 learning_rate=0.002 beta1=0.9 seed=0"


@pytest.mark.parametrize("line, status, says", [
    (START.replace("beta1=0.9", "beta1=0"), "correct", "Without momentum"),
    ("beta1=0 seed=7", "correct", ""),
    (START, "not yet", "itself"),
    (START.replace("beta1=0.9", "beta1=0.5"), "correct", "less momentum"),
    (START.replace("penalty=0 ", "penalty=1 "), "not yet", "penalty alone"),
    (START.replace("non_saturating", "relativistic"), "not yet", "loss alone"),
    ("learning_rate=0.001", "not yet", "learning rate"),
    ("beta1=0 penalty=0.1", "not yet", "Move one only"),
    ("beta1=2", "not yet", "not on this control"),
    (0.0, "not yet", "as text"),
])  # fmt: skip
def test_the_one_control(line, status, says):
    verdict = judge(CHECKS["one-control"], line)
    assert verdict.status == status and says in verdict.says

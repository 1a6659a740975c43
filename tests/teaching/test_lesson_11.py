"""The checks of lesson 11: solutions pass, and each known mistake gets the message that names it."""

import numpy as np
import pytest

from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("11").checks


def there(c, eta, phi, *, sds=4, edge=0.99, back=4):
    alpha = np.clip((c - eta) / (sds * phi), -edge, edge)
    return alpha, back * phi * alpha + eta


def race(logits, u, *, start=lambda u: -np.log(-np.log(u)), winner=np.argmax):
    return winner(logits + start(u), axis=1)


def asked(count):
    return np.log1p(count) / np.log1p(count).sum()


def test_o26_log_counts():
    """O26: 900, 90 and 10 rows give .4962, .3290 and .1749."""
    assert asked(np.array([900, 90, 10])) == pytest.approx([0.4962, 0.3290, 0.1749], abs=5e-5)


def test_a_race_is_won_with_the_softmax_probability():
    p, n = np.array([0.6, 0.25, 0.1, 0.05]), 40_000
    won = race(np.tile(np.log(p), (n, 1)), np.random.default_rng(1).random((n, 4)))
    assert np.all(np.abs(np.bincount(won, minlength=4) / n - p) < 4.5 * np.sqrt(p * (1 - p) / n))


SOLUTIONS = {
    "there-and-back": [there, lambda *g: [x.tolist() for x in there(*g)], lambda *g: np.stack(there(*g))],
    "race": [race, lambda logits, u: list(race(logits - logits.max(), u))],
    "asked": [asked, lambda count: list(np.log(1 + count) / np.sum(np.log(1 + count)))],
}
MISTAKES = [
    ("there-and-back", lambda *g: there(*g, edge=np.inf), "not clipped"),
    ("there-and-back", lambda *g: there(*g, sds=1), "units of one sd"),
    ("there-and-back", lambda c, eta, phi: (np.clip((c - eta) / 4 * phi, -0.99, 0.99), c), "Without brackets"),
    ("there-and-back", lambda *g: there(*g, edge=1), "clipped at 1"),
    ("there-and-back", lambda c, eta, phi: (np.clip(c / (4 * phi), -0.99, 0.99), c), "mean is not taken off"),
    ("there-and-back", lambda c, eta, phi: (there(c, eta, phi)[0], c), "starts from the clipped"),
    ("there-and-back", lambda *g: there(*g, back=1), "forgets the 4"),
    ("there-and-back", lambda *g: there(*g, sds=3), "alpha should be"),
    ("there-and-back", lambda *g: there(*g)[::-1], "other order"),
    ("there-and-back", lambda c, eta, phi: (-there(c, eta, phi)[0], c), "wrong sign"),
    ("there-and-back", lambda c, eta, phi: (there(c, eta, phi**2)[0], c), "squared"),
    ("there-and-back", lambda c, eta, phi: (there(c, eta, phi**0.5)[0], c), "root of phi"),
    ("there-and-back", lambda c, eta, phi: (np.tanh((c - eta) / (4 * phi)), c), "tanh was put"),
    ("there-and-back", lambda *g: there(*g)[0], "Two arrays"),
    ("race", lambda logits, u: logits.argmax(1), "reads off"),
    ("race", lambda *g: race(*g, start=lambda u: np.log(-np.log(u))), "wrong sign"),
    ("race", lambda *g: race(*g, start=lambda u: -np.log(u)), "one of the two"),
    ("race", lambda *g: race(*g, start=lambda u: u), "as it is"),
    ("race", lambda logits, u: race(np.exp(logits) / np.exp(logits).sum(1, keepdims=True), u), "to the probabilities"),
    ("race", lambda *g: race(*g, winner=np.argmin), "slowest"),
    ("race", lambda logits, u: (logits - np.log(-np.log(u))).argmax(0), "axis=1"),
    ("race", lambda logits, u: logits + u, "number for each level"),
    ("race", lambda logits, u: np.ones(len(u)), "60% of the races"),
    ("race", lambda logits, u: race(logits, np.random.default_rng(3).random(u.shape)), "by another draw"),
    ("race", lambda logits, u: race(logits, u[:, ::-1]), "by another draw"),
    ("asked", lambda count: count / count.sum(), "own shares"),
    ("asked", np.log1p, "Divide by their sum"),
    ("asked", lambda count: np.log(count) / np.log(count).sum(), "The 1 is missing"),
    ("asked", lambda count: np.full(3, 1 / 3), "all levels alike"),
    ("asked", lambda count: np.sqrt(count) / np.sqrt(count).sum(), "the first is .4962".replace(".", "0.", 1)),
    ("asked", lambda count: np.log1p(count) / np.log1p(count.sum()), "their own sum"),
    ("asked", lambda count: np.log1p(count) / count.sum(), "number of rows"),
    ("asked", lambda count: 0.5, "as many as there are counts"),
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
    for name in SOLUTIONS:
        assert judge(CHECKS[name], lambda *given: None).status == "not attempted"
    assert judge(CHECKS["rescue"], None).status == "not attempted"


@pytest.mark.parametrize("line, status, says", [
    ("head=softmax conditional=True run=1", "correct", ".9%"),
    ("conditional=True", "correct", ""),
    ("head=softmax conditional=False run=2", "not yet", "whatever the seed"),
    ("head=gumbel conditional=True", "not yet", "head=softmax"),
    ("head=softmax run=9", "not yet", "not on this control"),
    (1, "not yet", "as text"),
])  # fmt: skip
def test_the_rescue(line, status, says):
    verdict = judge(CHECKS["rescue"], line)
    assert verdict.status == status and says in verdict.says

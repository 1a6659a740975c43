"""The checks of lesson 09: solutions pass, and each known mistake gets the message that names it."""

from types import SimpleNamespace

import numpy as np
import pytest

from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("09").checks
OTHER_DICE = np.random.default_rng(1)


def bracket(mu, logvar):
    return 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)


def drawn(p, u):
    return (p.cumsum(axis=1) > u[:, None]).argmax(axis=1)


DICE = np.random.default_rng(1)  # a learner's own: other numbers at each call

SOLUTIONS = {
    "reparameterise": [lambda m, v, e: m + np.exp(0.5 * v) * e, lambda m, v, e: m + np.sqrt(np.exp(v)) * e],
    "kl": [lambda m, v: bracket(m, v).sum(axis=1), lambda m, v: -0.5 * (1 + v - m**2 - np.exp(v)).sum(1)],
    "draw-level": [drawn, lambda p, u: [int(np.searchsorted(q.cumsum(), x, "right")) for q, x in zip(p, u)]],
}
MISTAKES = [
    ("reparameterise", lambda m, v, e: m + np.exp(v) * e, "is the variance"),
    ("reparameterise", lambda m, v, e: m + v * e, "logarithm"),
    ("reparameterise", lambda m, v, e: m + e, "spread 1"),
    ("reparameterise", lambda m, v, e: np.exp(0.5 * v) * e, "shift"),
    ("reparameterise", lambda m, v, e: (m + np.exp(0.5 * v) * e).sum(axis=1), "shape"),
    ("reparameterise", lambda m, v, e: m + np.sqrt(v) * e, "never its root"),
    ("reparameterise", lambda m, v, e: m + np.exp(0.5 * v) + e, "multiply"),
    ("reparameterise", lambda m, v, e: m + np.exp(0.5 * v) * DICE.normal(size=m.shape), "dice"),
    ("kl", lambda m, v: 0.5 * (m**2 + v - 1 - np.log(v)).sum(axis=1), "already is the logarithm"),
    ("kl", lambda m, v: (0.5 * m**2 + np.exp(v) - 1 - v).sum(axis=1), "whole bracket"),
    ("kl", lambda m, v: 0.5 * (m**2 + np.exp(v) ** 2 - 1 - v).sum(axis=1), "square it again"),
    ("kl", lambda m, v: bracket(m, v).sum(axis=1, keepdims=True), "keepdims"),
    ("draw-level", lambda p, u: (p.cumsum(axis=0) > u[:, None]).argmax(axis=1), "not down the columns"),
    ("draw-level", lambda p, u: drawn(p, DICE.random(len(u))), "no others"),
    ("kl", bracket, "per latent"),
    ("kl", lambda m, v: bracket(m, v).mean(axis=1), "article's way"),
    ("kl", lambda m, v: 2 * bracket(m, v).sum(axis=1), "half"),
    ("kl", lambda m, v: -bracket(m, v).sum(axis=1), "Negative"),
    ("kl", lambda m, v: bracket(m, v).sum(), "whole table"),
    ("kl", lambda m, v: bracket(m, v).sum(axis=0), "over the rows"),
    ("kl", lambda m, v: 0.5 * (m**2 + np.exp(0.5 * v) - 1 - v).sum(axis=1), "tau squared"),
    ("draw-level", lambda p, u: p.argmax(axis=1), "most probable"),
    ("draw-level", lambda p, u: drawn(p, u) + 1, "from 1"),
    ("draw-level", lambda p, u: (p > u[:, None]).argmax(axis=1), "end to end"),
    ("draw-level", lambda p, u: (p.cumsum(axis=1) < u[:, None]).argmax(axis=1), "below"),
]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_solutions_pass(name):
    for function in SOLUTIONS[name]:
        assert judge(CHECKS[name], function).status == "correct"


@pytest.mark.parametrize("name, function, says", MISTAKES)
def test_each_mistake_is_named(name, function, says):
    verdict = judge(CHECKS[name], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.mark.parametrize("name", SOLUTIONS)
def test_stubs_are_not_attempted(name):
    assert judge(CHECKS[name], lambda *arguments: None).status == "not attempted"


@pytest.fixture(scope="module")
def sliders():
    """An explorer whose grid has 6, 5, 3, 4 and 0 units in use at its five KL weights: the count may rise again."""
    used = {0.01: 6, 0.1: 5, 1.0: 3, 10.0: 4, 100.0: 0}

    def at(latent_dim, kl_weight):
        assert latent_dim == 6
        return SimpleNamespace(active_units=lambda rows: used[kl_weight])

    return SimpleNamespace(view=SimpleNamespace(grid=SimpleNamespace(kl_weights=tuple(used), at=at), real=None))


def test_a_forgotten_pair_is_named():
    assert "two things" in judge(CHECKS["half-off"], 1.0).says


@pytest.mark.parametrize("weight, status, says", [
    (1.0, "correct", "fault"),
    (1, "correct", "fault"),
    (0.1, "not yet", "5 of 6"),
    (10, "not yet", "go down"),
    (100, "not yet", "smaller"),
    (0.5, "not yet", "no such position"),
    (None, "not attempted", ""),
])  # fmt: skip
def test_the_weight_that_switches_half_of_the_units_off(sliders, weight, status, says):
    verdict = judge(CHECKS["half-off"], (weight, sliders))
    assert verdict.status == status and says in verdict.says

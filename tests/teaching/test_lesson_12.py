"""The checks of lesson 12: solutions pass, and each known mistake gets the message that names it."""

from types import SimpleNamespace

import numpy as np
import pytest

from course_lib.evaluation import auc_of
from course_lib.generators.neural.diffusion import linear_schedule, posterior_mean, posterior_variance
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("12").checks
A = float(linear_schedule().alpha_bar[250])


def test_foretell_passes():
    assert judge(CHECKS["foretell"], (1, 0.419)).status == "correct"
    assert judge(CHECKS["foretell"], (A + 1 - A, 0.8 * A)).status == "correct"


@pytest.mark.parametrize("value, says", [
    ((0.8 * A, 1.0), "other order"),
    ((A, 0.8 * A), "what the signal brings"),
    ((1 - A, 0.8 * A), "what the noise brings"),
    ((A**0.5 + (1 - A) ** 0.5, 0.8 * A), "adds up the weights"),
    ((1, 0.8), "one before the noise"),
    ((1, 0.8 * A**0.5), "root of alpha-bar once"),
    ((1, A), "began at 1"),
    ((1, 0.8 * (1 - A)), "weight of the noise"),
    ((1, 0.8 * A**2), "squared"),
    ((1, 0.42 + 0.003), "three decimals"),
    ((1, 0.6), "too high"),
    ((1.4, 0.6), "too high"),
])  # fmt: skip
def test_foretell_names_the_mistake(value, says):
    verdict = judge(CHECKS["foretell"], value)
    assert verdict.status == "not yet" and says in verdict.says and "0.419" not in verdict.says


def step(mean=posterior_mean, sd=lambda now, before: np.sqrt(posterior_variance(now, before)), noise=None):
    def step_back(x_t, guess, t, schedule, rng):
        now, before = schedule.alpha_bar[t], schedule.alpha_bar[t - 1]
        eps = rng.standard_normal(x_t.shape) if noise is None else noise(x_t, rng)
        return mean(x_t, guess, now, before) + sd(now, before) * eps
    return step_back  # fmt: skip


def test_step_back_passes():
    assert judge(CHECKS["step-back"], step()).status == "correct"


@pytest.mark.parametrize("function, says", [
    (step(sd=lambda now, before: 0.0), "Two different rng"),
    (step(noise=lambda x, rng: np.random.default_rng().standard_normal(x.shape)), "second time"),
    (step(mean=lambda x, g, now, before: g), "jumps to the guess"),
    (step(mean=lambda x, g, now, before: before**0.5 * g), "forgets where it was"),
    (step(mean=lambda x, g, now, before: posterior_mean(g, x, now, before)), "changed places in posterior_mean"),
    (step(mean=lambda x, g, now, before: posterior_mean(x, g, before, now)), "now and of before"),
    (step(mean=lambda x, g, now, before: (x + g) / 2), "is expected"),
    (step(noise=lambda x, rng: rng.standard_normal()), "same noise"),
    (step(noise=lambda x, rng: rng.standard_normal((len(x), 1))), "same noise"),
    (step(sd=posterior_variance), "take the root"),
    (step(sd=lambda now, before: 1.0), "The noise has a standard deviation"),
    (step(sd=lambda now, before: np.sqrt(1 - now / before)), "last step"),
    (step(sd=lambda now, before: (before < 1) * np.sqrt(1 - now / before)), "Near the end"),
])  # fmt: skip
def test_step_back_names_the_mistake(function, says):
    verdict = judge(CHECKS["step-back"], function)
    assert verdict.status == "not yet" and says in verdict.says


def drawn(agreeing, pick=lambda cells, rng: rng.choice(cells)):
    return lambda codes, row, covered, j, rng: pick(codes[agreeing(codes, row, covered), j], rng)


def open_agree(codes, row, covered):
    return (codes[:, ~covered] == row[~covered]).all(axis=1)


def test_uncover_passes():
    assert judge(CHECKS["uncover"], drawn(open_agree)).status == "correct"


@pytest.mark.parametrize("function, says", [
    (lambda codes, row, covered, j, rng: row[j], "under the cover"),
    (drawn(lambda codes, row, covered: (codes[:, ~covered] == row[~covered]).any(axis=1)), "Level 0 was drawn"),
    (drawn(lambda codes, row, covered: np.full(len(codes), True)), "Level 0 was drawn"),
    (drawn(open_agree, lambda cells, rng: np.bincount(cells).argmax()), "same level"),
    (drawn(open_agree, lambda cells, rng: rng.choice(np.unique(cells))), "every agreeing row"),
    (drawn(open_agree, lambda cells, rng: np.random.default_rng().choice(cells)), "second time"),
    (lambda codes, row, covered, j, rng: rng.choice(codes[(codes[:, :j] == row[:j]).all(axis=1), j])
     if (codes[:, :j] == row[:j]).all(axis=1).any() else rng.choice(codes[:, j]), "right of j"),
    (lambda codes, row, covered, j, rng: rng.choice(codes[(codes[:, covered] == row[covered]).all(axis=1), j]),
     "open cells are the others"),
    (drawn(open_agree, lambda cells, rng: rng.choice(cells[:3])), "whole column"),
])  # fmt: skip
def test_uncover_names_the_mistake(function, says):
    verdict = judge(CHECKS["uncover"], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.fixture(scope="module")
def explorer():
    """An explorer of made-up attacks: below the edge from .2 on, C2ST lowest at .1."""
    rng, fresh = np.random.default_rng(0), np.arange(50.0)
    attacks = {0.0: fresh + 100, 0.1: fresh + 30, 0.2: fresh, 0.5: fresh}
    scores = {0.0: fresh + 100, 0.1: rng.permutation(fresh), 0.2: fresh + 20, 0.5: fresh + 30}
    measured = {h: SimpleNamespace(attack=auc_of(attacks[h], fresh), score=auc_of(scores[h], fresh)) for h in attacks}
    return SimpleNamespace(view=SimpleNamespace(measured=measured))


def test_quiet_bandwidth(explorer):
    verdict = judge(CHECKS["quiet-bandwidth"], (0.2, explorer))
    assert verdict.status == "correct" and "0.50 at its lowest" in verdict.says
    for value, says in ((0.3, "not on the slider"), (0.5, "which is the smallest"), (0.1, "one of the lowest C2ST"),
                        (0.0, "Which way")):  # fmt: skip
        verdict = judge(CHECKS["quiet-bandwidth"], (value, explorer))
        assert verdict.status == "not yet" and says in verdict.says
    assert judge(CHECKS["quiet-bandwidth"], (None, explorer)).status == "not attempted"

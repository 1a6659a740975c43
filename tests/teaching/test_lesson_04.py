"""The checks of lesson 04: solutions pass, and each known mistake gets the message that names it."""

import numpy as np
import pytest

from course_lib.data import load_table, split
from course_lib.explore import explore_vae_style
from course_lib.generators import make
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("04").checks


def correlate(z, correlation):
    return z @ np.linalg.cholesky(correlation).T


def another_root(z, correlation):
    values, vectors = np.linalg.eigh(correlation)
    return z @ (vectors * np.sqrt(values)) @ vectors.T


@pytest.mark.parametrize("function", [correlate, another_root])
def test_step_three_takes_any_root(function):
    assert judge(CHECKS["step-three"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (lambda z, r: z @ np.linalg.cholesky(r), "transpose"),
    (lambda z, r: z, "were given"),
    (lambda z, r: z @ r, "R itself"),
    (lambda z, r: np.linalg.cholesky(r) @ z, "which order"),
    (lambda z, r: np.linalg.cholesky(r) @ z.T, "on its side"),
    (lambda z, r: z * np.linalg.cholesky(r), "cell by cell"),
    (lambda z, r: z @ np.ones((4, 4)), "stopped"),
    (lambda z, r: 2 * correlate(z, r), "have sds"),
])  # fmt: skip
def test_step_three_names_the_mistake(function, says):
    verdict = judge(CHECKS["step-three"], function)
    assert verdict.status == "not yet" and says in verdict.says


def five_steps(x, n, low, high, rng, scale=np.std, root=np.linalg.cholesky, cut=np.clip):
    z = rng.standard_normal((n, x.shape[1]))
    return cut(x.mean(axis=0) + scale(x, axis=0) * (z @ root(np.corrcoef(x.T)).T), low, high)


def changed(**parts):
    return lambda x, n, low, high, rng: five_steps(x, n, low, high, rng, **parts)


def counted_less_one(x, axis):
    return np.std(x, axis=axis, ddof=1)


@pytest.mark.parametrize("function", [five_steps, changed(scale=counted_less_one)])
def test_five_steps_passes(function):
    assert judge(CHECKS["five-steps"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (changed(scale=np.var), "variance"),
    (changed(root=lambda r: np.eye(len(r))), "step 3 is missing"),
    (changed(root=lambda r: np.linalg.cholesky(r).T), "part 2"),
    (changed(scale=lambda x, axis: 3.0), "should be near"),
    (changed(cut=lambda x, low, high: x), "step 5 clips"),
    (changed(cut=lambda x, low, high: np.clip(x, -100, 100)), "step 5 clips"),
    (lambda x, *rest: rest[-1].multivariate_normal([0], np.eye(1)) @ np.linalg.cholesky(np.corrcoef(x)), "(p, p)"),
    (lambda x, n, low, high, rng: five_steps(x, n, low, high, np.random.default_rng()), "second time"),
    (lambda x, n, low, high, rng: five_steps(x, n, low, high, rng) @ np.eye(4), "stopped"),
    (lambda x, n, low, high, rng: five_steps(x, n, low, high, np.random.default_rng(0)), "Two different rng"),
    (lambda x, n, low, high, rng: five_steps(x - x.mean(axis=0), n, low, high, rng), "means"),
    (lambda x, n, low, high, rng: five_steps(x, n, low, high, rng)[:5], "shape"),
])  # fmt: skip
def test_five_steps_names_the_mistake(function, says):
    verdict = judge(CHECKS["five-steps"], function)
    assert verdict.status == "not yet" and says in verdict.says


def test_five_steps_takes_numpys_own_normal():
    def drawn(x, n, low, high, rng):
        return rng.multivariate_normal(x.mean(axis=0), np.cov(x.T), n).clip(low, high)

    assert judge(CHECKS["five-steps"], drawn).status == "correct"


@pytest.mark.parametrize("score, says", [
    (1 - 0.2 / 44.3, "age alone"), (1 - 330 / 68_450, "income alone"), (0.995, "four decimals"), (0.942, "printed"),
    (1 - (0.2 + 330) / 2, "own real mean"), (99.533, "percent"),
])  # fmt: skip
def test_score_needs_both_columns(score, says):
    verdict = judge(CHECKS["score"], score)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.mark.parametrize("score", [0.9953, 0.99533, 1 - (0.2 / 44.3 + 330 / 68_450) / 2])
def test_score_takes_four_decimals(score):
    assert judge(CHECKS["score"], score).status == "correct"


@pytest.fixture(scope="module")
def explorer():
    customers, schema = load_table("customers")
    names = ["age", "income", "purchase", "satisfaction"]
    train, _, _ = split(customers[names], seed=4, shares=(0.1, 0.1, 0.8))
    return explore_vae_style(make("vae_style").fit(train, schema.select(names), seed=0), train)


@pytest.mark.parametrize("noise, status, says", [
    (0.8, "correct", "spread"), (0.85, "not yet", "less noise"), (0, "not yet", "the same"),
    (0.5, "not yet", "larger noise"), (0.81, "not yet", "steps"), (None, "not attempted", ""),
])  # fmt: skip
def test_most_noise(explorer, noise, status, says):
    verdict = judge(CHECKS["most-noise"], (noise, explorer))
    assert verdict.status == status and says in verdict.says

"""The checks of lesson 05: solutions pass, and each known mistake gets the message that names it."""

import numpy as np
import pytest

from course_lib.data import load_table, split
from course_lib.explore import explore_gan_style
from course_lib.generators import make
from course_lib.generators.statistical.gan_style import pick
from course_lib.teaching.banks import load
from course_lib.teaching.judging import judge

CHECKS = load("05").checks


@pytest.mark.parametrize("pair", [(0.73, 0.3), (np.sqrt(8 / 15), 0.3), np.array([0.7303, 0.3])])
def test_foretell(pair):
    assert judge(CHECKS["foretell"], pair).status == "correct"


@pytest.mark.parametrize("pair, says", [
    ((0.3, 0.73), "other order"), ((0.533, 0.3), "variances"), ((0.447, 0.8), "before the noise"),
    ((1.095, 0.133), "half width"), ((0.9, 0.3), "too high"), ((0.6, 0.3), "too low"), ((0.73, 0.8), "averages alone"),
    ((0.73, 0.16), "divided by k"), ((0.73, 0.375), "factor"), ((0.73, 0.5), "too high"), ((0.73,), "shape"),
])  # fmt: skip
def test_foretell_names_the_mistake(pair, says):
    verdict = judge(CHECKS["foretell"], pair)
    assert verdict.status == "not yet" and says in verdict.says


def test_foretell_stub():
    assert judge(CHECKS["foretell"], (None, None)).status == "not attempted"


def averager(x, n, k, a, low, high, rng, **parts):
    choose = parts.get("choose", lambda: x[pick(len(x), n, k, rng)].mean(axis=1))
    draw = parts.get("draw", lambda shape: rng.uniform(-a, a, shape))
    made = choose()
    return parts.get("cut", np.clip)(made + draw(made.shape) * parts.get("unit", x.std(axis=0)), low, high)


def with_replacement(x, n, k, a, low, high, rng):
    made = x[rng.integers(0, len(x), (n, k))].mean(axis=1)
    return np.clip(made + rng.uniform(-a, a, made.shape) * x.std(axis=0, ddof=1), low, high)


def row_by_row(x, n, k, a, low, high, rng):
    rows = np.array([x[rng.choice(len(x), k, replace=False)].mean(axis=0) for _ in range(n)])
    return (rows + rng.uniform(-1, 1, rows.shape) * a * x.std(axis=0)).clip(low, high)


@pytest.mark.parametrize("function", [averager, with_replacement, row_by_row])
def test_averager_passes(function):
    assert judge(CHECKS["averager"], function).status == "correct"


def changed(make_parts):
    return lambda x, n, k, a, low, high, rng: averager(x, n, k, a, low, high, rng, **make_parts(x, n, k, a, rng))


@pytest.mark.parametrize("function, says", [
    (changed(lambda x, n, k, a, rng: {"draw": lambda shape: a * rng.standard_normal(shape)}), "has the sd a"),
    (changed(lambda x, n, k, a, rng: {"draw": np.zeros}), "step 3 is missing"),
    (changed(lambda x, n, k, a, rng: {"draw": lambda shape: rng.uniform(0, a, shape)}), "up as well as down"),
    (changed(lambda x, n, k, a, rng: {"draw": lambda shape: rng.uniform(-a, a, (shape[0], 1))}), "of its own"),
    (changed(lambda x, n, k, a, rng: {"unit": 1.0}), "counted in sds"),
    (changed(lambda x, n, k, a, rng: {"unit": x.std()}), "counted in sds"),
    (changed(lambda x, n, k, a, rng: {"choose": lambda: x[pick(len(x), n, 5, rng)].mean(axis=1)}), "does k count"),
    (changed(lambda x, n, k, a, rng: {"cut": lambda made, low, high: made}), "step 4 clips"),
    (changed(lambda x, n, k, a, rng: {"choose": lambda: x[pick(len(x), n, k, rng)].sum(axis=1)}), "Divide by k"),
    (changed(lambda x, n, k, a, rng: {"choose": lambda: x[rng.integers(0, len(x), n)]}), "are five averaged"),
    (changed(lambda x, n, k, a, rng: {"choose": lambda: np.tile(x.mean(axis=0), (n, 1))}), "all your rows are"),
    (changed(lambda x, n, k, a, rng: {"choose": lambda: np.column_stack(
        [c[pick(len(x), n, k, rng)].mean(axis=1) for c in x.T])}), "whole rows"),
    (changed(lambda x, n, k, a, rng: {"choose": lambda: x[pick(len(x), n, 3, rng)].mean(axis=1)}), "k = 5 and a = 0"),
    (lambda x, n, k, a, low, high, rng: averager(x, n, k, a, low, high, np.random.default_rng()), "second time"),
    (lambda x, n, k, a, low, high, rng: averager(x, n, k, a, low, high, np.random.default_rng(0)), "Two different rng"),
    (lambda x, n, k, a, low, high, rng: averager(x, n, k, a, low, high, rng)[:9], "shape"),
    (lambda x, n, k, a, low, high, rng: x[rng.integers(0, len(x), (n, k))].mean(axis=2) + np.eye(3), "stopped"),
])  # fmt: skip
def test_averager_names_the_mistake(function, says):
    verdict = judge(CHECKS["averager"], function)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.mark.parametrize("share, says", [
    (0.52, "own customers"), (1.0, "four columns"), (0.0, "age and income alone"), (0.725, "one minus"),
    (27.5, "percent"),
])  # fmt: skip
def test_control_names_the_mistake(share, says):
    verdict = judge(CHECKS["control"], share)
    assert verdict.status == "not yet" and says in verdict.says
    assert judge(CHECKS["control"], 0.275).status == "correct"


@pytest.fixture(scope="module")
def explorer():
    customers, schema = load_table("customers")
    names = ["age", "income", "purchase", "satisfaction"]
    train, _, _ = split(customers[names], seed=10, shares=(0.1, 0.1, 0.8))
    model = make("gan_style", bounds="none").fit(train, schema.select(names), seed=0)
    return explore_gan_style(model, train, n=4000)


@pytest.mark.parametrize("noise, status, says", [
    (1.55, "correct", "correlation is down"), (1.45, "not yet", "more noise"), (1.7, "not yet", "less noise"),
    (0.9, "not yet", "reach"), (0.8, "not yet", "variance"), (1.549, "not yet", "steps"), (None, "not attempted", ""),
])  # fmt: skip
def test_sd_back(explorer, noise, status, says):
    verdict = judge(CHECKS["sd-back"], (noise, explorer))
    assert verdict.status == status and says in verdict.says

"""The checks of lesson 07: solutions pass, and each known mistake gets the message that names it."""

from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

from course_lib.data import load_table, split
from course_lib.evaluation import auc_of
from course_lib.explore.cart import explore_cart
from course_lib.generators.statistical import cart
from course_lib.teaching.banks import load
from course_lib.teaching.checks.lesson_07 import example
from course_lib.teaching.judging import judge

CHECKS = load("07").checks


def donate(leaf, cells, new_leaf, rng):
    made = np.empty(len(new_leaf))
    for k in np.unique(new_leaf):
        made[new_leaf == k] = rng.choice(cells[leaf == k], (new_leaf == k).sum())
    return made


def one_by_one(leaf, cells, new_leaf, rng):
    return [rng.choice(cells[np.flatnonzero(leaf == k)]) for k in new_leaf]


def per_leaf(draw):
    """A donate() whose loop body is `draw(donors, number of new rows, rng)`."""
    def wrong(leaf, cells, new_leaf, rng):
        made = np.empty(len(new_leaf))
        for k in np.unique(new_leaf):
            made[new_leaf == k] = draw(cells[leaf == k], (new_leaf == k).sum(), rng)
        return made
    return wrong  # fmt: skip


@pytest.mark.parametrize("function", [donate, one_by_one])
def test_donate_passes(function):
    assert judge(CHECKS["donate"], function).status == "correct"


@pytest.mark.parametrize("function, says", [
    (per_leaf(lambda donors, m, rng: donors.mean()), "a prediction"),
    (per_leaf(lambda donors, m, rng: rng.choice(donors)), "same cell"),
    (per_leaf(lambda donors, m, rng: np.resize(donors, m)), "Two different rng"),
    (per_leaf(lambda donors, m, rng: np.random.default_rng().choice(donors, m)), "second time"),
    (per_leaf(lambda donors, m, rng: rng.choice(np.unique(np.append(donors, donors[:1] * 0 + donors[0])), m,
                                                p=None if len(donors) < 3 else [.6, .2, .2])), "equally likely"),
    (per_leaf(lambda donors, m, rng: rng.choice(donors, m, replace=False)), "stopped"),
    (lambda leaf, cells, new_leaf, rng: rng.choice(cells, len(new_leaf)), "leaf 3 got cells"),
    (lambda leaf, cells, new_leaf, rng: rng.choice(cells, len(leaf)), "shape"),
])  # fmt: skip
def test_donate_names_the_mistake(function, says):
    verdict = judge(CHECKS["donate"], function)
    assert verdict.status == "not yet" and says in verdict.says


def test_stubs_are_not_attempted():
    assert judge(CHECKS["donate"], lambda *a: ...).status == "not attempted"
    assert judge(CHECKS["chain"], lambda *a: ...).status == "not attempted"
    assert judge(CHECKS["present"], (None, None)).status == "not attempted"


def chain(x, n, min_leaf, rng, **parts):
    before = parts.get("before", lambda made, j: made[:, :j])
    size, lend = parts.get("size", lambda m: m), parts.get("lend", donate)
    made = np.empty((n, x.shape[1]))
    made[:, 0] = parts.get("first", lambda: rng.choice(x[:, 0], n))()
    for j in range(1, x.shape[1]):
        tree = DecisionTreeRegressor(min_samples_leaf=size(min_leaf), random_state=0).fit(before(x, j), x[:, j])
        made[:, j] = lend(tree.apply(before(x, j)), x[:, j], tree.apply(before(made, j)), rng)
    return made


def by_the_library(x, n, min_leaf, rng):
    made = np.empty((n, x.shape[1]))
    for j in range(x.shape[1]):
        values, cells = np.unique(x[:, j], return_inverse=True)
        tree = cart.grow(x[:, :j].astype(np.float32), cells, min_leaf)
        made[:, j] = values[cart.draw(tree, cart.fall(tree, made[:, :j].astype(np.float32)), rng)]
    return made


@pytest.mark.parametrize("function", [chain, by_the_library])
def test_chain_passes(function):
    assert judge(CHECKS["chain"], function).status == "correct"


def changed(**parts):
    return lambda x, n, min_leaf, rng: chain(x, n, min_leaf, rng, **parts)


def predicted(x, n, min_leaf, rng):
    made = np.empty((n, x.shape[1]))
    made[:, 0] = rng.choice(x[:, 0], n)
    for j in range(1, x.shape[1]):
        tree = DecisionTreeRegressor(min_samples_leaf=min_leaf).fit(x[:, :j], x[:, j])
        made[:, j] = tree.predict(made[:, :j])
    return made


def falls_by_real_rows(x, n, min_leaf, rng):
    made = np.empty((n, x.shape[1]))
    made[:, 0] = rng.choice(x[:, 0], n)
    for j in range(1, x.shape[1]):
        leaf = DecisionTreeRegressor(min_samples_leaf=min_leaf, random_state=0).fit(x[:, :j], x[:, j]).apply(x[:, :j])
        made[:, j] = donate(leaf, x[:, j], leaf, rng)
    return made


@pytest.mark.parametrize("function, says", [
    (predicted, "prediction"),
    (falls_by_real_rows, "hardly follows"),
    (changed(before=lambda made, j: made[:, j - 1 : j]), "together"),
    (changed(before=lambda made, j: made[:, :1]), "together"),
    (changed(size=lambda m: 20), "min_leaf"),
    (changed(lend=per_leaf(lambda donors, m, rng: donors.mean())), "prediction"),
    (lambda x, n, min_leaf, rng: x[rng.integers(0, len(x), n)], "are not"),
    (lambda x, n, min_leaf, rng: chain(x, n, min_leaf, rng, first=lambda: x[:n, 0]), "first column"),
    (lambda x, n, min_leaf, rng: chain(x, n, min_leaf, np.random.default_rng()), "second time"),
    (lambda x, n, min_leaf, rng: chain(x, n, min_leaf, np.random.default_rng(0)), "Two different rng"),
    (lambda x, n, min_leaf, rng: chain(x, n, max(min_leaf, 5), rng), "singles out"),
    (lambda x, n, min_leaf, rng: chain(x, len(x), min_leaf, rng), "shape"),
    (lambda x, n, min_leaf, rng: chain(x, n, min_leaf, rng)[0], "shape"),
])  # fmt: skip
def test_chain_names_the_mistake(function, says):
    verdict = judge(CHECKS["chain"], function)
    assert verdict.status == "not yet" and says in verdict.says


def test_the_example_asks_for_both_columns_before():
    x = example(rows=400)
    assert abs(np.corrcoef(x[:, 0], x[:, 1])[0, 1]) < 0.3 < np.corrcoef(x[:, 0] ** 2, x[:, 1])[0, 1]


@pytest.mark.parametrize("pair", [(0.632, 0.816), (1 - 0.999**1000, 1 - 0.999**1000 / 2), np.array([0.6321, 0.8161])])
def test_present(pair):
    assert judge(CHECKS["present"], pair).status == "correct"


def test_present_is_what_an_attack_on_rows_drawn_again_scores():
    """1,000 people, 1,000 draws, many times: the expected share and AUC are those of the check."""
    rng, found = np.random.default_rng(0), []
    for _ in range(40):
        drawn = np.isin(np.arange(1000), rng.integers(0, 1000, 1000))
        members = np.where(drawn, 0.0, rng.random(1000) + 0.1)  # the others: as far as strangers
        found.append((drawn.mean(), auc_of(-members, -(rng.random(1000) + 0.1)).auc))
    error = np.std(found, axis=0) / np.sqrt(len(found))
    foretold = 1 - 0.999**1000, 1 - 0.999**1000 / 2
    assert judge(CHECKS["present"], foretold).status == "correct"
    assert np.all(np.abs(np.mean(found, axis=0) - foretold) < 4.5 * error)


@pytest.mark.parametrize("pair, says", [
    ((0.816, 0.632), "other order"), ((0.368, 0.684), "missed"), ((1.0, 1.0), "drawn twice"), ((0.001, 0.5), "single"),
    ((0.999, 0.9995), "single"), ((63.2, 81.6), "percent"), ((0.5, 0.75), "too low"), ((0.7, 0.75), "too high"),
    ((0.632, 0.632), "them alone"), ((0.632, 1.0), "photocopy"), ((0.632, 0.5), "everybody"),
    ((0.63, 0.82), "three decimals"), ((0.632, 0.7), "too low"), ((0.632, 0.9), "too high"), ((0.632,), "shape"),
])  # fmt: skip
def test_present_names_the_mistake(pair, says):
    verdict = judge(CHECKS["present"], pair)
    assert verdict.status == "not yet" and says in verdict.says


@pytest.fixture(scope="module")
def explorer():
    """The lesson's own control, at the leaf sizes that the task is about."""
    customers, schema = load_table("customers")
    train, fresh, rest = split(customers, seed=8, shares=(0.1, 0.1, 0.8))
    return explore_cart(train, fresh, rest.head(1000), schema, leaves=(1, 5, 50, 100, 200))


@pytest.mark.slow
@pytest.mark.parametrize("leaf, status, says", [
    (100, "correct", "below its edge"), (200, "not yet", "smallest"), (50, "not yet", "lowest C2ST"),
    (5, "not yet", "Which way"), (1, "not yet", "Which way"), (60, "not yet", "not on the slider"),
    (None, "not attempted", ""),
])  # fmt: skip
def test_quiet_leaf(explorer, leaf, status, says):
    verdict = judge(CHECKS["quiet-leaf"], (leaf, explorer))
    assert verdict.status == status and says in verdict.says


def test_a_leaf_that_costs_likeness_is_not_praised():
    at = lambda auc, near: SimpleNamespace(score=SimpleNamespace(auc=auc), near=near, near_edge=0.53)  # noqa: E731
    measured = {5: at(0.6, 0.6), 100: at(0.7, 0.5)}
    verdict = judge(CHECKS["quiet-leaf"], (100, SimpleNamespace(view=SimpleNamespace(measured=measured))))
    assert verdict.status == "correct" and "no lower" in verdict.says

"""Synthetic rows of a rare class beside class weights and SMOTE."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.augmentation import (
    WAYS,
    augmentation,
    indicators,
    interpolated,
    paired_gain,
    weights,
)

SCHEMA = Schema([Column("x", "number"), Column("kind", "category", levels=("a", "b")), Column("y", "boolean")])


def table(n, seed, rare=0.1):
    rng = np.random.default_rng(seed)
    y = rng.random(n) < rare
    return pd.DataFrame({"x": rng.normal(size=n) + 1.5 * y, "kind": rng.choice(["a", "b"], n), "y": y})


@pytest.fixture(scope="module")
def found():
    return augmentation(table(1500, 0), table(4000, 1), table(1500, 2), "y", schema=SCHEMA, learner="linear")


def test_balance_moves_the_cut_and_hardly_the_order(found):
    assert list(found.index) == list(WAYS)
    assert (found["gain"].abs() < 0.03).all()
    assert found.loc["as it is", "found"] < 0.3
    assert (found.loc[["class weights", "smote", "synthetic"], "found"] > 0.6).all()


def test_classes_are_equal_afterwards(found):
    common = (~table(1500, 0)["y"]).sum()
    assert found.loc["smote", "rows"] == 2 * common
    assert found.loc["synthetic", "rows"] == common + min(common, 1500 - common + table(4000, 1)["y"].sum())


def test_synthetic_rows_of_the_wrong_kind_cost(found):
    """Rare rows that look like common ones teach the opposite."""
    wrong = table(4000, 1).assign(x=lambda t: -t["x"] - 1.5 * t["y"])
    worse = augmentation(table(1500, 0), wrong, table(1500, 2), "y", schema=SCHEMA, learner="linear")
    assert worse.loc["synthetic", "gain"] < 0 and worse.loc["synthetic", "gain_high"] < 0


def test_weights_make_the_classes_equal():
    y = np.arange(10) < 2
    assert weights(y)[y].sum() == pytest.approx(5) and weights(y)[~y].sum() == pytest.approx(5)


def test_smote_of_numbers_lies_between_neighbours():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 2)), np.arange(60) < 10
    grown, labels = interpolated(x, y, np.array([False, False]), 0)
    assert labels.sum() == 50
    inside = x[y].min(axis=0) - 1e-9, x[y].max(axis=0) + 1e-9
    assert ((grown[60:] >= inside[0]) & (grown[60:] <= inside[1])).all()


def test_smote_keeps_categories_whole():
    x, y = np.column_stack([np.random.default_rng(0).normal(size=60), np.arange(60) % 3]), np.arange(60) < 12
    grown, _ = interpolated(x, y, np.array([False, True]), 0)
    assert set(grown[:, 1]) <= {0.0, 1.0, 2.0}
    only, _ = interpolated(x[:, 1:], y, np.array([True]), 0)
    assert set(only[:, 0]) <= {0.0, 1.0, 2.0}


def test_indicators_by_hand():
    a, b = indicators(np.array([[0.0, 0], [2.0, 1]]), np.array([[1.0, 2]]), np.array([False, True]))
    assert a.tolist() == [[-1, 1, 0, 0], [1, 0, 1, 0]] and b.tolist() == [[0, 0, 0, 1]]


def test_a_lower_cut_finds_more_and_ranks_alike():
    """Neither the order nor the rows change; at cut 0 everything is rare, at cut 1 nothing."""
    usual, lower, least, most = (
        augmentation(table(400, 0), table(400, 1), table(400, 2), "y", schema=SCHEMA, learner="linear", cut=cut)
        for cut in (0.5, 0.1, 0.0, 1.0))  # fmt: skip
    assert (usual["auc"] == lower["auc"]).all() and (lower["found"] > usual["found"]).all()
    assert (least["found"] == 1).all() and (most["found"] == 0).all()
    assert (least["balanced"] == 0.5).all() and (most["balanced"] == 0.5).all()


def test_the_gain_of_equal_scores_is_exactly_none():
    truth = np.arange(20) < 5
    p = np.random.default_rng(0).random(20)
    assert paired_gain(p, p, truth) == (0.0, 0.0)


def test_targets_that_cannot_be_balanced_are_refused():
    with pytest.raises(CourseError, match="2 levels|3 levels|1 levels"):
        augmentation(table(100, 0).assign(y="one"), table(100, 1), table(100, 2), "y")
    with pytest.raises(CourseError, match="more than 5"):
        augmentation(table(40, 0, rare=0.08), table(100, 1), table(100, 2), "y", schema=SCHEMA)

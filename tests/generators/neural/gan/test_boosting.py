"""Boosted trees as arrays: the library's own answers, a known density ratio, and nothing found where nothing is."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from course_lib.generators.neural.gan.boosting import Trees, labelled

LEVELS = [40, 3, 7, 2]


def codes(n, rng, levels=LEVELS):
    return np.stack([rng.integers(0, k, n) for k in levels], 1)


def grown(rng, leaves=32):
    """The library's machine on two kinds of rows that differ in an odd way, and rows to ask it about."""
    real, made = codes(1500, rng), codes(3000, rng)
    real = real[(real[:, 0] + 5 * real[:, 2]) % 11 < 6]
    machine = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=leaves, early_stopping=False)
    return machine.fit(*labelled(real, made)), codes(2000, rng)


def check_reading(cls, leaves=32):
    machine, asked = grown(np.random.default_rng(0), leaves)
    trees = [rounds[0].nodes for rounds in machine._predictors]
    found = cls.of_nodes(LEVELS, trees, float(machine._baseline_prediction.item())).logit(asked)
    np.testing.assert_allclose(found, machine.decision_function(asked), atol=1e-12)


@pytest.mark.parametrize("leaves", [2, 9, 32])
def test_the_arrays_answer_as_the_library_does(leaves):
    check_reading(Trees, leaves)


class OneLevelOff(Trees):
    def logit(self, codes):
        return super().logit(np.maximum(codes - 1, 0))


class NothingCloses(Trees):
    def logit(self, codes):
        return Trees(np.full_like(self.open, 2**32 - 1), self.starts, self.values, self.base).logit(codes)


@pytest.mark.parametrize("fault", [OneLevelOff, NothingCloses])
def test_a_faulty_reading_is_caught(fault):
    with pytest.raises(AssertionError):
        check_reading(fault)


def test_as_many_rows_at_once_as_one_likes():
    machine, asked = grown(np.random.default_rng(1))
    trees = Trees.of_nodes(LEVELS, [rounds[0].nodes for rounds in machine._predictors], 0.5)
    one_by_one = np.concatenate([trees.logit(row[None]) for row in asked[:600]])
    np.testing.assert_array_equal(trees.logit(asked[:600]), one_by_one)
    assert trees.logit(asked[:0]).shape == (0,)


def test_the_logit_nears_the_log_of_the_ratio_whatever_the_numbers_of_both_kinds():
    rng = np.random.default_rng(2)
    p, q = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.4, 0.3, 0.2, 0.1])

    def rows(n, share):
        return rng.choice(4, n, p=share)[:, None]

    trees = Trees.fit([4], rows(4000, p), rows(16_000, q), rows(4000, p), rows(16_000, q), seed=0)
    error = 4.5 * np.sqrt(1 / (4000 * p) + 1 / (16_000 * q)).max()
    np.testing.assert_allclose(trees.logit(np.arange(4)[:, None]), np.log(p / q), atol=error)


def test_alike_rows_are_left_alone():
    rng = np.random.default_rng(3)
    trees = Trees.fit(LEVELS, *(codes(n, rng) for n in (800, 3200, 200, 800)), seed=0)
    assert np.abs(trees.logit(codes(500, rng))).max() < 0.5


def test_no_tree_at_all_gives_the_base():
    assert Trees.of_nodes(LEVELS, [], 0.25).logit(codes(5, np.random.default_rng(4))).tolist() == [0.25] * 5


def test_the_same_seed_gives_the_same_trees():
    rng = np.random.default_rng(5)
    parts = [codes(n, rng) for n in (300, 900, 100, 300)]
    for real in (parts[0], parts[2]):
        real[:, 2] = real[:, 0] % 7
    first, again = (Trees.fit(LEVELS, *parts, seed=7) for _ in range(2))
    assert np.array_equal(first.open, again.open) and np.array_equal(first.values, again.values)
    assert len(first.values) > 0

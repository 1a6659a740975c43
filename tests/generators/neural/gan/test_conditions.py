"""The conditional vector and training by sampling: shares in closed form (O26), rows that have what was asked for."""

import numpy as np
import pytest
import torch

from course_lib.generators.neural.gan.conditions import Conditions, shares

G = torch.Generator


def table():
    """1,000 rows: a column of 900, 90 and 10 rows, and one of two even halves with a level that never occurs."""
    a = torch.cat([torch.zeros(900), torch.ones(90), torch.full((10,), 2.0)]).long()
    codes = torch.stack([a[torch.randperm(1000, generator=G().manual_seed(0))], torch.arange(1000) % 2], 1)
    return codes, Conditions.fit(codes, [3, 3])


def test_shares_in_training():
    assert shares(torch.tensor([900, 90, 10])).tolist() == pytest.approx([0.4962, 0.3290, 0.1749], abs=5e-5)
    assert shares(torch.tensor([5, 0]))[1] == 0


@pytest.mark.parametrize(("training", "known"), [
    (True, [0.4962, 0.3290, 0.1749]), (False, [0.9, 0.09, 0.01])])
def test_levels_come_by_the_logarithm_of_their_counts_in_training_and_by_their_counts_afterwards(training, known):
    _, conditions = table()
    n = 40_000
    place, _ = conditions.draw(n, G().manual_seed(1), training=training)
    first = place[place < 3]
    assert len(first) / n == pytest.approx(0.5, abs=4.5 * 0.5 / np.sqrt(n))
    for level, share in enumerate(known):
        got = (first == level).double().mean().item()
        assert got == pytest.approx(share, abs=4.5 * np.sqrt(share * (1 - share) / len(first)) + 5e-5)
    assert not (place == 5).any(), "a level that never occurs was asked for"


def test_every_row_has_the_level_that_was_asked_for_and_every_such_row_can_come():
    codes, conditions = table()
    place, rows = conditions.draw(20_000, G().manual_seed(2), training=True)
    first = place < 3
    assert (codes[rows[first], 0] == place[first]).all()
    assert (codes[rows[~first], 1] == place[~first] - 3).all()
    assert len(rows[place == 2].unique()) == 10


def test_the_vector_holds_one_one():
    _, conditions = table()
    vector = conditions.vector(torch.tensor([4, 0]))
    assert vector.tolist() == [[0, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 0]]

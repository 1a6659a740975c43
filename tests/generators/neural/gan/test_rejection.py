"""The last critic: it finds a known density ratio, keeps rows by it, and brings the columns' shares back."""

import numpy as np
import pytest

from course_lib.generators.neural.gan.boosting import Trees
from course_lib.generators.neural.gan.rejection import Rejection

REAL = np.array([[0.4, 0.1], [0.1, 0.4]])  # shares of two columns of two levels; made rows: all four alike
HALF = np.array([0.5, 0.5])
CELLS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


def rows(table, n, rng):
    return CELLS[rng.choice(4, n, p=np.ravel(table))]


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(0)
    real = rows(REAL, 6000, rng)
    return Rejection.fit([HALF, HALF], real[1000:], real[:1000], lambda n: rows(np.full(4, 0.25), n, rng), seed=0)


def blind():
    """A critic that has seen nothing."""
    return Rejection(Trees.of_nodes([2, 2], [], 0.0), [np.zeros(2), np.zeros(2)])


def test_it_learns_the_ratio_of_real_to_made(fitted):
    got = np.exp(fitted.log_ratio(CELLS))
    assert got.tolist() == pytest.approx([1.6, 0.4, 0.4, 1.6], abs=0.15)
    assert fitted.most == pytest.approx(got.max(), rel=0.02)


def test_what_it_keeps_is_like_the_real_rows(fitted):
    rng, n = np.random.default_rng(1), 40_000
    made = rows(np.full(4, 0.25), n, rng)
    kept = made[fitted.kept(made, rng.random(n))]
    assert len(kept) / n == pytest.approx(1 / fitted.most, rel=0.05)
    assert (kept[:, 0] == kept[:, 1]).mean() == pytest.approx(0.8, abs=0.03)


def test_raking_restores_shares_that_no_critic_has_seen():
    rng, critic = np.random.default_rng(2), blind()
    made = rows([0.63, 0.27, 0.07, 0.03], 50_000, rng)  # shares .9 and .7, wanted .5 and .5
    critic._rake(made, critic.log_ratio(made), [HALF, HALF])
    r = np.exp(critic.log_ratio(made))
    for j in range(2):
        assert r[made[:, j] == 0].sum() / r.sum() == pytest.approx(0.5, abs=1e-3)


def test_rows_that_nobody_can_tell_apart_are_kept():
    assert blind().kept(CELLS, np.array([0.0, 0.3, 0.7, 0.999])).all()


def test_saved_and_read_back(fitted):
    again = Rejection.from_dict(fitted.to_dict())
    assert np.array_equal(again.log_ratio(CELLS), fitted.log_ratio(CELLS))
    assert again.most == fitted.most
    assert np.isfinite(again.shift)

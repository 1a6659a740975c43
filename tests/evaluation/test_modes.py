"""Modes of a known mixture."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.modes import modes, modes_met_by_chance

ANGLES = 2 * np.pi * np.arange(8) / 8
RING = np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])
SD = 0.02


def ring(n, which, seed=0):
    rng = np.random.default_rng(seed)
    return RING[rng.choice(which, n)] + SD * rng.normal(size=(n, 2))


def test_the_mixture_itself_has_all_modes():
    found = modes(ring(4000, range(8)), RING, SD)
    assert (found.touched, found.captured) == (8, 8)
    inside = 1 - np.exp(-4.5)  # P(a Gaussian in the plane lies within 3 sd)
    assert found.good_share == pytest.approx(inside, abs=4.5 * np.sqrt(inside * (1 - inside) / 4000))
    assert 0 <= found.kl < 4 * 7 / (2 * 4000 * np.log(2))  # its mean is (k - 1) / (2 n ln 2)


def test_one_mode_of_eight_is_three_bits_away():
    found = modes(ring(4000, [3]), RING, SD)
    assert (found.touched, found.captured) == (1, 1)
    assert found.kl == pytest.approx(3.0)


def test_a_mode_with_a_few_points_is_touched_and_not_captured():
    points = np.vstack([ring(4000, range(7)), ring(20, [7])])
    found = modes(points, RING, SD)
    assert (found.touched, found.captured) == (8, 7)


def test_points_between_the_modes_are_not_good():
    found = modes(np.zeros((50, 2)), RING, SD)
    assert found.good_share == 0 and found.touched == 0 and np.isnan(found.kl)


def test_shares_of_the_truth_count():
    """Half of all points at one mode is right where the truth says so."""
    centres, shares = np.array([[0.0], [10.0]]), (0.9, 0.1)
    points = np.repeat([[0.0], [10.0]], [90, 10], axis=0)
    assert modes(points, centres, 1.0, shares).kl == pytest.approx(0)
    assert modes(points, centres, 1.0).kl == pytest.approx(0.9 * np.log2(1.8) + 0.1 * np.log2(0.2))


def test_modes_met_by_chance():
    assert modes_met_by_chance(100, 25) == pytest.approx(25 * (1 - (24 / 25) ** 100))
    rng = np.random.default_rng(1)
    met = [len(np.unique(rng.integers(0, 25, 60))) for _ in range(2000)]
    assert np.mean(met) == pytest.approx(modes_met_by_chance(60, 25), abs=4.5 * np.std(met) / np.sqrt(2000))


@pytest.mark.parametrize("bad", [dict(points=np.empty((0, 2))), dict(points=np.zeros((3, 1))),
                                 dict(shares=(0.5, 0.6)), dict(shares=(1.0, 0.0))])
def test_bad_input_is_one_sentence(bad):
    arguments = {"points": np.zeros((3, 2)), "centres": np.eye(2), "sd": 1.0} | bad
    with pytest.raises(CourseError):
        modes(**arguments)

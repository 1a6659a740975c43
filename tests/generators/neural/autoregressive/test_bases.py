"""Hat functions: they share out every place among its two neighbours, and only where a column has an order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.generators.neural.autoregressive.bases import KNOTS, basis, hats


@settings(max_examples=80, deadline=None, derandomize=True)
@given(places=st.lists(st.floats(0, 1), min_size=1, max_size=50), knots=st.integers(2, 40))
def test_hats_share_out_every_place_and_keep_straight_lines(places, knots):
    b, at = hats(places, knots), np.linspace(0, 1, knots)
    assert b.min() >= 0 and (b > 0).sum(1).max() <= 2
    assert b.sum(1) == pytest.approx(1)
    assert b @ at == pytest.approx(np.array(places), abs=1e-12)  # so any straight line comes out straight


def test_a_hat_is_one_at_its_own_knot():
    assert hats(np.linspace(0, 1, 8), 8) == pytest.approx(np.eye(8))
    assert hats([0.5], 2) == pytest.approx(np.array([[0.5, 0.5]]))


def test_a_gap_has_no_place():
    assert hats([0.2, np.nan], 4)[1].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(("levels", "width"), [(1, 0), (2, 0), (4, 0), (5, 4), (8, 4), (9, 12), (33, 60), (200, 60)])
def test_a_column_has_fewer_hats_than_levels_at_every_density(levels, width):
    b = basis((np.arange(levels) + 0.5) / levels, levels)
    assert b.shape == (levels, width)
    assert width == sum(k for k in KNOTS if k < levels)


def test_a_column_without_order_has_none():
    assert basis(None, 40).shape == (40, 0)

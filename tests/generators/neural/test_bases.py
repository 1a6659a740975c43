"""Hats share out every place among its two neighbours; curves hold what is normal; only where a column has an order."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.generators.neural.bases import KNOTS, basis, curves, hat_basis, hats, narrowness, smooth


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


def places(levels):
    return (np.arange(levels) + 0.5) / levels


def check_curves(curves):
    """Over equal shares: mean 0, variance 1, uncorrelated; and log N(z; m, s) is a sum of them and a constant."""
    b = curves(places(4000))
    assert b.mean(0) == pytest.approx(0, abs=2e-3)
    assert np.cov(b.T, ddof=0) == pytest.approx(np.eye(2), abs=0.02)
    z, fit = b[:, 0], np.column_stack([b, np.ones(len(b))])
    target = -((z - 0.7) ** 2) / (2 * 0.4**2)
    assert fit @ np.linalg.lstsq(fit, target, rcond=None)[0] == pytest.approx(target, abs=1e-8)


def test_a_normal_conditional_is_within_reach_of_the_curves():
    check_curves(curves)


@pytest.mark.parametrize("fault", [
    lambda p: np.column_stack([p, p**2]),  # of the place itself
    lambda p: np.column_stack([curves(p)[:, 0], curves(p)[:, 0] ** 2]),  # not centred
    lambda p: curves(p) * [1, 2**0.5],  # not scaled
    lambda p: np.column_stack([curves(p)[:, 0], np.abs(curves(p)[:, 0])]),
])
def test_faulty_curves_are_caught(fault):
    with pytest.raises(AssertionError):
        check_curves(fault)


def test_a_gap_has_no_place_and_an_end_no_infinite_score():
    assert hats([0.2, np.nan], 4)[1].tolist() == [0, 0, 0, 0]
    b = curves([0, 0.5, np.nan, 1])
    assert b[2].tolist() == [0, 0] and b[1, 0] == 0
    assert np.abs(b).max() < 10 and b[3, 0] == pytest.approx(-b[0, 0]) and b[3, 0] > 3.5


@pytest.mark.parametrize(("levels", "width"), [(1, 0), (2, 0), (4, 0), (5, 4), (8, 4), (9, 12), (33, 60), (200, 60)])
def test_a_column_has_fewer_hats_than_levels_at_every_density(levels, width):
    b = hat_basis(places(levels), levels)
    assert b.shape == (levels, width)
    assert width == sum(k for k in KNOTS if k < levels)
    whole = basis(places(levels), levels)
    assert np.array_equal(whole, np.hstack([curves(places(levels)), b]))


def test_a_column_without_order_has_none():
    assert basis(None, 40).shape == hat_basis(None, 40).shape == (40, 0)


def test_a_hat_is_narrow_where_it_speaks_for_few_levels_and_a_curve_never():
    b = basis(places(1000), 1000)
    assert narrowness(b)[:2].tolist() == [0, 0]
    inner = narrowness(b)[3], narrowness(b)[7], narrowness(b)[15]  # the second hat of 4, of 8, of 16
    assert inner == pytest.approx([(3 / 2) ** 0.5, (7 / 2) ** 0.5, (15 / 2) ** 0.5], rel=0.01)
    assert narrowness(basis(places(3), 3)).tolist() == [0, 0]
    assert narrowness(basis(None, 5)).shape == (0,)
    gapped = basis(np.array([0.2, 0.5, np.nan]), 3)
    assert narrowness(gapped).tolist() == [0, 0]


def test_what_is_learned_of_a_basis_reaches_its_own_column_alone():
    bases = [torch.tensor([[1.0, 2], [0, 1], [3, 0]]), torch.zeros(2, 0), torch.tensor([[2.0], [5]])]
    own = torch.arange(14.0).view(7, 2)
    shared = torch.tensor([[1.0, 0], [10, 1], [100, 7]], requires_grad=True)
    found = smooth(own, bases, shared)
    assert (found - own).tolist() == [[21, 2], [10, 1], [3, 0], [0, 0], [0, 0], [200, 14], [500, 35]]
    found[5:].sum().backward()
    assert shared.grad.tolist() == [[0, 0], [0, 0], [7, 7]]

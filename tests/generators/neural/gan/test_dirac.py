"""The Dirac-GAN: the growth of its circles in closed form (O24), and what order, penalty, step and momentum decide."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import CourseError
from course_lib.generators.neural.gan import dirac, losses

STEPS = st.floats(0.01, 1.0)
PLACES = st.floats(-3.0, 3.0)


def radius(path):
    return np.hypot(*path.T)


def test_simultaneous_rounds_grow_as_the_formula_says():
    """O24: (1 + h^2 / 4)^(T / 2) is 3.4849 for h = .1 and T = 1000 in the linearised game."""
    rounds = np.linalg.matrix_power(dirac.linear(step=0.1), 1000)
    assert np.linalg.norm((rounds @ [1.0, 0.0, 0.0, 0.0])[:2]) == pytest.approx((1 + 0.01 / 4) ** 500, rel=1e-9)
    assert (1 + 0.01 / 4) ** 500 == pytest.approx(3.4849, abs=5e-5)
    assert dirac.growth(step=0.1) == pytest.approx(np.sqrt(1 + 0.01 / 4), rel=1e-12)


@given(h=STEPS)
def test_the_order_decides_without_a_penalty_whatever_the_step(h):
    assert dirac.growth(step=h) == pytest.approx(np.sqrt(1 + h * h / 4), rel=1e-9)
    assert dirac.growth(step=h, order="alternating") == pytest.approx(1, abs=1e-9)


@given(h=STEPS, order=st.sampled_from(dirac.ORDERS))
def test_a_penalty_settles(h, order):
    """Simultaneous: the determinant 1 - h gamma + h^2 / 4 is below 1 from gamma = h / 4 on."""
    assert dirac.growth(step=h, order=order, penalty=0.3) < 1
    assert np.abs(dirac.play(4000, step=max(h, 0.1), order=order, penalty=0.3)[-1]).max() < 1e-6


@given(h=STEPS)
def test_simultaneous_moves_need_a_penalty_of_a_quarter_of_the_step(h):
    assert dirac.growth(step=h, penalty=0.24 * h) > 1 > dirac.growth(step=h, penalty=0.26 * h)


@given(theta=PLACES, psi=PLACES, h=STEPS)
def test_every_simultaneous_round_grows_by_its_own_factor(theta, psi, h):
    """Not only near the goal: the move of the zero-sum game is tangential, sigmoid(psi theta) a unit of radius."""
    after = dirac.one_round(theta, psi, step=h)
    wanted = np.hypot(theta, psi) * np.sqrt(1 + (h * dirac.sigmoid(theta * psi)) ** 2)
    assert np.hypot(*after) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_alternating_rounds_circle_and_momentum_drives_them_out():
    still = radius(dirac.play(1000, step=0.1, order="alternating"))
    assert 0.95 < still.min() and still.max() < 1.05
    assert radius(dirac.play(1000, step=0.1, order="alternating", momentum=0.5))[-1] > 3
    assert radius(dirac.play(1000, step=0.1, order="alternating", momentum=-0.3))[-1] < 0.8


@pytest.mark.parametrize("order", dirac.ORDERS)
@pytest.mark.parametrize("loss", dirac.LOSSES)
def test_play_repeats_one_round(order, loss):
    path = dirac.play(5, step=0.3, order=order, penalty=0.2, loss=loss)
    for before, after in zip(path, path[1:]):
        np.testing.assert_allclose(dirac.one_round(*before, step=0.3, order=order, penalty=0.2, loss=loss), after)


@given(theta=PLACES, psi=PLACES, loss=st.sampled_from(dirac.LOSSES))
def test_the_moves_are_the_gradients_of_the_losses(theta, psi, loss):
    """The two players of `losses`, on one row each, differentiated by torch."""
    t, p = (torch.tensor([value], dtype=torch.float64, requires_grad=True) for value in (theta, psi))
    gamma = 0.3
    real, made = p * torch.zeros(1, dtype=torch.float64), p * t
    critic = losses.critic_loss(loss, real, made) + gamma / 2 * p.square().sum()
    (down,) = torch.autograd.grad(critic, p, retain_graph=True)
    assert -down.item() == pytest.approx(float(dirac.critic_move(theta, psi, gamma)), abs=1e-9)
    (down,) = torch.autograd.grad(losses.generator_loss(loss, None, made), t)
    assert -down.item() == pytest.approx(float(dirac.generator_move(theta, psi, loss)), abs=1e-9)


def test_linear_is_the_round_near_the_goal():
    for order in dirac.ORDERS:
        for loss in dirac.LOSSES:
            small = np.array([3e-6, -2e-6])
            after = dirac.one_round(*small, step=0.4, order=order, penalty=0.3, loss=loss)
            linear = dirac.linear(step=0.4, order=order, penalty=0.3) @ [*small, 0.0, 0.0]
            np.testing.assert_allclose(after, linear[:2], rtol=1e-5)


@pytest.mark.parametrize("order", dirac.ORDERS)
def test_linear_knows_momentum(order):
    setting = {"step": 0.4, "order": order, "penalty": 0.2, "momentum": 0.6}
    path = dirac.play(6, start=(3e-6, -2e-6), **setting)
    there = np.linalg.matrix_power(dirac.linear(**setting), 6) @ [3e-6, -2e-6, 0, 0]
    np.testing.assert_allclose(path[-1], there[:2], rtol=1e-4)


def test_momentum_drives_alternating_moves_out_and_a_negative_one_settles_them():
    factor = [dirac.growth(step=0.1, order="alternating", momentum=m) for m in (-0.3, 0.0, 0.5)]
    assert [dirac.fate(f) for f in factor] == ["settles", "circles", "flies out"]


def test_fates():
    assert [dirac.fate(f) for f in (1.01, 1.0, 0.99)] == ["flies out", "circles", "settles"]


def test_a_wrong_word_is_named():
    with pytest.raises(CourseError, match="order='both'"):
        dirac.play(1, step=0.1, order="both")
    with pytest.raises(CourseError, match="saturating"):
        dirac.play(1, step=0.1, loss="hinge")

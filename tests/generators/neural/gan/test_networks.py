"""Heads: what a critic sees, what is drawn, and what gradient comes back."""

import numpy as np
import pytest
import torch

from course_lib.generators.neural.gan.networks import HEADS, Critic, drawn, likeliest, probabilities, rows_of

LEVELS = [3, 2]
LOGITS = torch.log(torch.tensor([[0.6, 0.38, 0.02, 0.5, 0.5]]))


@pytest.mark.parametrize("head", HEADS)
def test_every_block_adds_up_to_one_and_gradients_come_back(head):
    logits = LOGITS.expand(50, 5).clone().requires_grad_(True)
    blocks = rows_of(head, logits, LEVELS, 0.5, torch.Generator().manual_seed(0))
    assert [b.shape for b in blocks] == [(50, 3), (50, 2)]
    for block in blocks:
        assert torch.allclose(block.sum(1), torch.ones(50), atol=1e-6)
    blocks[0][:, 0].sum().backward()
    assert logits.grad[:, :3].abs().sum() > 0
    assert (logits.grad[:, 3:] == 0).all()


def test_straight_through_rows_are_choices_drawn_from_p():
    n = 40_000
    block = rows_of("straight_through", LOGITS.expand(n, 5), LEVELS, 0.5, torch.Generator().manual_seed(1))[0]
    assert ((block < 1e-6) | (block > 1 - 1e-6)).all()
    for got, p in zip(block.mean(0).tolist(), [0.6, 0.38, 0.02]):
        assert got == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / n))


def test_a_gumbel_row_nears_a_choice_as_the_temperature_falls():
    def largest(temperature):
        return rows_of("gumbel", LOGITS.expand(2000, 5), LEVELS, temperature,
                       torch.Generator().manual_seed(2))[0].max(1).values.mean()

    assert largest(5.0) < 0.6 < largest(0.5) < largest(0.05)
    assert largest(0.05) > 0.98


def test_the_softmax_head_shows_the_rare_level_and_never_makes_it():
    n, g = 20_000, torch.Generator().manual_seed(3)
    logits = LOGITS.expand(n, 5)
    assert rows_of("softmax", logits, LEVELS, 0.5, g)[0][0].tolist() == pytest.approx([0.6, 0.38, 0.02])
    assert (likeliest(logits, LEVELS)[:, 0] == 0).all()
    codes = drawn(logits, LEVELS, torch.rand(n, 2, generator=g))
    assert (codes[:, 0] == 2).float().mean().item() == pytest.approx(0.02, abs=4.5 * np.sqrt(0.02 * 0.98 / n))
    assert (codes[:, 1] == 1).float().mean().item() == pytest.approx(0.5, abs=4.5 * 0.5 / np.sqrt(n))


def test_a_draw_of_one_stays_within_the_levels():
    assert drawn(LOGITS, LEVELS, torch.tensor([[1.0, 1.0]])).tolist() == [[2, 1]]


def test_probabilities_and_critic_shapes():
    assert [p.sum().item() for p in probabilities(LOGITS, LEVELS)] == pytest.approx([1, 1])
    assert Critic(5, 8, torch.Generator().manual_seed(0))(LOGITS).shape == (1,)

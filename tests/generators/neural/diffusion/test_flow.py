"""The loss of the flow against its closed floor, and a walk with the exact velocity."""

import math

import pytest
import torch

from course_lib.generators.neural.diffusion import flow_floor, gaussian_velocity, on_the_road
from course_lib.generators.neural.diffusion.flow import Flow, flow_loss, nearest

F64 = torch.float64


def check_flow_loss(loss, sd=0.5):
    """At t = .5 the exact velocity of N(2, .5^2) has the loss s^2 / ((1-t)^2 + t^2 s^2) = .8."""
    n, g = 200_000, torch.Generator().manual_seed(0)
    noise = torch.randn(n, 1, generator=g, dtype=F64)
    row = 2 + sd * torch.randn(n, 1, generator=g, dtype=F64)
    u = gaussian_velocity(on_the_road(noise, row, 0.5), 0.5, 2.0, sd)
    got = loss(u, torch.empty(n, 0), noise, row, torch.ones_like(row), torch.empty(n, 0, dtype=torch.int64), [])
    assert flow_floor(0.5, sd) == pytest.approx(0.8)
    assert got.item() == pytest.approx(0.8, rel=4.5 * (2 / n) ** 0.5)


def test_the_loss_of_the_exact_velocity_is_the_floor():
    check_flow_loss(flow_loss)


@pytest.mark.parametrize("fault", [
    lambda u, logits, noise, row, *rest: flow_loss(u, logits, row, noise, *rest),  # from rows to noise
    lambda u, logits, noise, row, *rest: flow_loss(u, logits, 0 * noise, row, *rest),  # the target is the row
    lambda u, logits, noise, row, *rest: flow_loss(u, logits, noise, row / 2, *rest),  # not scaled
])
def test_a_faulty_velocity_is_caught(fault):
    with pytest.raises(AssertionError):
        check_flow_loss(fault)


def test_codes_cost_their_cross_entropy_and_gaps_nothing():
    logits = torch.log(torch.tensor([[0.25, 0.75, 0.5, 0.2, 0.3]]))
    codes, one = torch.tensor([[0, 2]]), torch.ones(1, 1)
    exact = -math.log(0.25) - math.log(0.3)
    assert flow_loss(torch.zeros(1, 1), logits, -one, one, one, codes, [2, 3]).item() == pytest.approx((4 + exact) / 3)
    assert flow_loss(torch.zeros(1, 1), logits, -one, one, 0 * one, codes, [2, 3]).item() == pytest.approx(exact / 3)


class Exact(Flow):
    """A flow whose network is the truth: one number, N(2, .5^2), and a category with shares .2 and .8 beside it."""

    def __init__(self):
        torch.nn.Module.__init__(self)
        self.p, self.levels, self.size = 1, [2], 3

    def network(self, x, t):
        hot, t = x[:, 1:], t[:, 0:1]
        closeness = t * hot / (1 - t) ** 2  # log of exp(-|x - t e_k|^2 / (2 (1-t)^2)), less what all levels share
        return torch.cat([gaussian_velocity(x[:, :1], t, 2.0, 0.5), closeness + torch.tensor([0.2, 0.8]).log()], 1)


def test_the_walk_of_the_exact_network_ends_on_the_truth():
    n = 20_000
    walk = list(Exact().walk(n, 10, torch.Generator().manual_seed(0)))
    assert [round(t, 6) for t, _ in walk] == [round(i / 10, 6) for i in range(11)]
    numbers, codes = walk[-1][1]
    assert numbers.mean().item() == pytest.approx(2, abs=4.5 * 0.5 / n**0.5 + 0.01)
    assert numbers.std().item() == pytest.approx(0.5, abs=4.5 * 0.5 / (2 * n) ** 0.5 + 0.02)
    assert codes.float().mean().item() == pytest.approx(0.8, abs=4.5 * 0.4 / n**0.5 + 0.01)


def test_a_noisy_block_looks_like_its_largest_entry():
    assert nearest(torch.tensor([[0.1, 0.9, -1.0, 3.0, 2.0]]), [2, 3]).tolist() == [[1, 1]]
    assert nearest(torch.empty(2, 0), []).shape == (2, 0)

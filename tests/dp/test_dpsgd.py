"""DP-SGD: lengths, clipped sums, noise and batches against the slow way; and planted faults that must be seen."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.dp.dpsgd import GhostClipping, NoisyGradients, normal_draws, poisson_batch
from course_lib.dp.randomness import noise_source
from course_lib.errors import CourseError
from course_lib.generators.neural.training import Linear


class Net(nn.Module):
    """Two of our layers and one of torch's, in float64."""

    def __init__(self, seed=0):
        super().__init__()
        draws = torch.Generator().manual_seed(seed)
        self.one, self.two = Linear(5, 7, draws), Linear(7, 6, draws)
        self.three = nn.Linear(6, 2)
        with torch.no_grad():
            for p in self.three.parameters():
                p.uniform_(-1, 1, generator=draws)
        self.double()

    def losses(self, x, y):
        out = self.three(torch.tanh(self.two(torch.relu(self.one(x)))))
        return (out - y).square().sum(1)


def rows(n=12, seed=1):
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.normal(0, 2, (n, 5))), torch.from_numpy(rng.normal(0, 1, (n, 2)))


def gradient_of_each(net, x, y):
    """(n, all weights), a backward pass a row: the slow way."""
    found = []
    for i in range(len(x)):
        grads = torch.autograd.grad(net.losses(x[i:i + 1], y[i:i + 1]).sum(), list(net.parameters()))
        found.append(torch.cat([g.flatten() for g in grads]))
    return torch.stack(found)


def flat(tensors):
    return torch.cat([t.flatten() for t in tensors])


def test_lengths_are_those_of_the_single_gradients():  # O40
    net, (x, y) = Net(), rows()
    slow = gradient_of_each(net, x, y)
    with GhostClipping(net) as ghost:
        _, lengths = ghost.clipped_sum(net.losses(x, y), 1.0)
    assert torch.allclose(lengths, slow.norm(dim=1), atol=1e-10)


@pytest.mark.parametrize("clip", [0.1, 3.0, 1e9])
def test_the_sum_is_that_of_the_clipped_single_gradients(clip):  # O40
    net, (x, y) = Net(), rows()
    slow = gradient_of_each(net, x, y)
    clipped = slow * (clip / slow.norm(dim=1, keepdim=True)).clamp(max=1)
    assert torch.all(clipped.norm(dim=1) <= clip * (1 + 1e-12))
    with GhostClipping(net) as ghost:
        total, _ = ghost.clipped_sum(net.losses(x, y), clip)
    assert torch.allclose(flat(total), clipped.sum(0), atol=1e-9)


def test_without_noise_and_clipping_it_is_the_plain_gradient():  # O40
    net, (x, y) = Net(), rows()
    net.losses(x, y).mean().backward()
    plain = flat(p.grad for p in net.parameters()).clone()
    noisy = NoisyGradients(net, clip=1e12, sigma=0.0, expected_batch=len(x), noise=np.random.default_rng(0))
    noisy.set(net.losses(x, y))
    assert torch.allclose(flat(p.grad for p in noisy.ghost.parameters), plain, atol=1e-6)


def test_micro_batches_add_up_to_the_batch():  # O40
    net, (x, y) = Net(), rows()
    with GhostClipping(net) as ghost:
        whole = flat(ghost.clipped_sum(net.losses(x, y), 0.5)[0])
        parts = [flat(ghost.clipped_sum(net.losses(x[i], y[i]), 0.5)[0]) for i in (slice(0, 5), slice(5, 12))]
    assert torch.allclose(whole, sum(parts), atol=1e-12)


@pytest.mark.parametrize("source", [None, 0])
def test_the_noise_has_the_size_sigma_times_clip(source):  # O40
    net = Net().float()
    noisy = NoisyGradients(net, clip=3.0, sigma=2.0, expected_batch=10.0, noise=noise_source(source))
    found = []
    for _ in range(300):
        noisy.set(torch.empty(0))  # an empty batch is possible: noise alone
        found.append(flat(p.grad for p in noisy.ghost.parameters))
    found = torch.stack(found) * 10
    assert abs(float(found.std()) - 6) < 4.5 * 6 / np.sqrt(2 * found.numel())
    assert float(found.std(0).min()) > 4.5 and float(found.std(0).max()) < 7.5  # every weight gets its own


def test_normal_draws_of_the_system():
    from scipy import stats

    z = normal_draws(noise_source(None))(100_000).numpy()
    assert stats.kstest(z, "norm").pvalue > 1e-6
    assert z.dtype == np.float32


# How far one row can move the sum: the sensitivity that the accountant relies on.

def move(ghost_class, scale):
    """Length of the change of the sum when a row `scale` times as large is added."""
    net, (x, y) = Net(), rows()
    x[-1], y[-1] = x[-1] * scale, y[-1] * scale
    with ghost_class(net) as ghost:
        without, _ = ghost.clipped_sum(net.losses(x[:-1], y[:-1]), 1.0)
        with_it, _ = ghost.clipped_sum(net.losses(x, y), 1.0)
    return float((flat(with_it) - flat(without)).norm())


class Unclipped(GhostClipping):
    def clipped_sum(self, losses, clip):
        return super().clipped_sum(losses, float("inf"))


class ClippedTogether(GhostClipping):
    """The fault of cutting the batch's gradient, not each row's: one row turns the whole sum."""

    def clipped_sum(self, losses, clip):
        total, lengths = super().clipped_sum(losses, float("inf"))
        length = flat(total).norm()
        return [t * min(1.0, float(clip * len(losses) / length)) for t in total], lengths


@pytest.mark.parametrize("scale", [0.0, 1.0, 1e6])
def test_one_row_moves_the_sum_by_the_clip_at_most(scale):
    assert move(GhostClipping, scale) <= 1 + 1e-9


@pytest.mark.parametrize("fault", [Unclipped, ClippedTogether])
def test_missing_clipping_is_recognised(fault):
    assert max(move(fault, scale) for scale in (0.0, 1.0, 1e6)) > 1 + 1e-9


# Batches

def looks_poisson(batches, n, q) -> bool:
    """Batch sizes vary as binomial ones do, and a row is as likely to come again at once as at any time."""
    sizes = np.array([len(b) for b in batches])
    there = np.zeros((len(batches), n), dtype=bool)
    for t, batch in enumerate(batches):
        there[t, batch] = True
    spread = n * q * (1 - q)
    varies = abs(sizes.var() / spread - 1) < 4.5 * np.sqrt(2 / len(sizes))
    again = (there[1:] & there[:-1]).mean()
    comes_again = abs(again - q**2) < 4.5 * np.sqrt(q**2 / there[1:].size)
    return bool(varies and comes_again and abs(sizes.mean() - n * q) < 4.5 * np.sqrt(spread / len(sizes)))


@pytest.mark.parametrize("source", [None, 0])
def test_batches_are_poisson_samples(source):
    noise = noise_source(source)
    assert looks_poisson([poisson_batch(500, 0.1, noise) for _ in range(1000)], 500, 0.1)


def test_shuffled_batches_are_recognised():
    rng = np.random.default_rng(0)
    shuffled = [part for _ in range(100) for part in np.split(rng.permutation(500), 10)]
    fixed_size = [rng.choice(500, 50, replace=False) for _ in range(1000)]
    assert not looks_poisson(shuffled, 500, 0.1)
    assert not looks_poisson(fixed_size, 500, 0.1)


# What is refused

def test_other_parameters_are_refused():
    class Scaled(Net):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(1))

    with pytest.raises(CourseError, match="'scale'"):
        GhostClipping(Scaled())
    net = Scaled()
    net.scale.requires_grad_(False)
    GhostClipping(net).remove()


def test_a_layer_called_twice_is_refused_and_hooks_go():
    net, (x, y) = Net(), rows()
    ghost = GhostClipping(net)
    net.losses(x, y)
    with pytest.raises(CourseError, match="called twice"):
        net.losses(x, y)
    ghost.discard()
    net.losses(x, y)
    ghost.remove()
    net.losses(x, y)

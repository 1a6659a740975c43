"""p(x|z): against torch.distributions, and what noise 0, 1 and between draw (O19)."""

import numpy as np
import pytest
import torch
from torch.distributions import Categorical, Normal

from course_lib.generators.neural.likelihood import draw, logits_of_shares, negative_log_likelihood

BLOCKS = [slice(2, 5), slice(5, 7)]


@pytest.fixture
def case():
    g = torch.Generator().manual_seed(0)
    out = torch.randn(6, 7, generator=g, dtype=torch.float64)
    codes = torch.stack([torch.randint(k, (6,), generator=g) for k in (3, 2)], 1)
    target = torch.zeros(6, 7, dtype=torch.float64)
    target[:, :2] = torch.randn(6, 2, generator=g, dtype=torch.float64)
    for a, block in enumerate(BLOCKS):
        target[torch.arange(6), block.start + codes[:, a]] = 1
    return out, target, codes, torch.tensor([0.3, 1.5], dtype=torch.float64)


def by_torch(out, target, codes, sigma):
    """(6, 4): -log p of each column."""
    numbers = -Normal(out[:, :2], sigma).log_prob(target[:, :2])
    blocks = [-Categorical(logits=out[:, b]).log_prob(codes[:, a])[:, None] for a, b in enumerate(BLOCKS)]
    return torch.cat([numbers, *blocks], 1)


def test_it_is_the_sum_over_columns_of_gaussian_and_softmax(case):
    out, target, codes, sigma = case
    got = negative_log_likelihood(target, out, sigma, BLOCKS)
    assert got.numpy() == pytest.approx(by_torch(out, target, codes, sigma).sum(1).numpy(), abs=1e-12)


def test_unseen_cells_count_nothing(case):
    out, target, codes, sigma = case
    seen = torch.tensor([[1, 0, 1, 0.0]], dtype=torch.float64).repeat(6, 1)
    target[:, 5:] = 0  # an unseen code column has no one
    got = negative_log_likelihood(target, out, sigma, BLOCKS, seen)
    assert got.numpy() == pytest.approx(by_torch(out, target, codes, sigma)[:, [0, 2]].sum(1).numpy(), abs=1e-12)


def test_a_stack_gives_each_networks_own_value(case):
    out, target, _, sigma = case
    stack = torch.stack([out, 2 * out])
    got = negative_log_likelihood(target, stack, sigma, BLOCKS)
    assert torch.allclose(got[1], negative_log_likelihood(target, 2 * out, sigma, BLOCKS))


def test_tables_of_numbers_or_categories_only(case):
    out, target, codes, sigma = case
    by = by_torch(out, target, codes, sigma)
    none = torch.empty(0, dtype=torch.float64)
    only_codes = negative_log_likelihood(target[:, 2:], out[:, 2:], none, [slice(0, 3), slice(3, 5)])
    assert torch.allclose(only_codes, by[:, 2:].sum(1))
    assert torch.allclose(negative_log_likelihood(target[:, :2], out[:, :2], sigma, []), by[:, :2].sum(1))


P = np.array([0.6, 0.3, 0.1])


def shares(noise, n=200_000):
    g = torch.Generator().manual_seed(1)
    out = torch.log(torch.tensor(P)).expand(n, 3)
    gumbel = -torch.log(torch.empty(n, 3, dtype=torch.float64).exponential_(generator=g))
    _, codes = draw(out, torch.empty(0), [slice(0, 3)], noise, torch.empty(n, 0), gumbel)
    return np.bincount(codes[:, 0], minlength=3) / n


def test_o19_sampled_categories_keep_their_shares_and_argmax_does_not():
    assert shares(1.0) == pytest.approx(P, abs=0.005)  # 4.5 SE = .0049
    assert np.abs(shares(0.0) - P).sum() / 2 == pytest.approx(0.4, abs=1e-12)


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_between_probabilities_are_raised_to_one_over_noise(noise):
    expected = P ** (1 / noise) / (P ** (1 / noise)).sum()
    assert shares(noise) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("noise", [0.0, 0.5, 1.0])
def test_numbers_get_noise_times_sigma(noise):
    g = torch.Generator().manual_seed(2)
    normal = torch.randn(100_000, 1, generator=g)
    numbers, _ = draw(torch.full((100_000, 1), 3.0), torch.tensor([0.4]), [], noise, normal, torch.empty(100_000, 0))
    assert float(numbers.std()) == pytest.approx(0.4 * noise, abs=4.5 * 0.4 / np.sqrt(200_000))
    assert float(numbers.mean()) == pytest.approx(3, abs=4.5 * 0.4 / np.sqrt(100_000))


def test_outputs_read_as_shares():
    out = torch.tensor([[9.0, -9.0, 0.5, 0.25, 0.25, -0.1, 0.4], [0, 0, -1, -1, -1, 0, 2]])
    shares = logits_of_shares(out, 2, BLOCKS)
    assert torch.equal(shares[:, :2], out[:, :2])
    assert shares[0, 2:5].exp().tolist() == pytest.approx([0.5, 0.25, 0.25], abs=1e-5)
    assert shares[0, 5:].exp().tolist() == pytest.approx([0, 1], abs=1e-5)
    assert shares[1, 2:5].exp().tolist() == pytest.approx([1 / 3] * 3, abs=1e-5)  # nothing said: all alike

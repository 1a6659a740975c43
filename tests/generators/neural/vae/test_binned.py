"""The network over places, its loss against the closed form, its draws, and the mixture prior."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from course_lib.data.encode import Field
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.vae import binned_loss
from course_lib.generators.neural.vae.binned import BinnedDraws, BinnedNetwork, BinnedRows
from course_lib.generators.neural.vae.objective import CategoricalLoss, membership
from course_lib.generators.neural.vae.prior import Mixture

BLOCKS = [slice(0, 2), slice(2, 5)]


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    matrix = np.column_stack([rng.normal(size=2000), rng.choice(3, 2000, p=[0.6, 0.3, 0.1])])
    fields = (Field("a", "a", 0, True, -9.0, 9.0), Field("b", "b", 3, False, 0.0, 2.0))
    encoding = BinnedEncoding.fit(matrix, fields)
    network = BinnedNetwork(encoding, 2, 8, torch.Generator().manual_seed(0))
    rows = BinnedRows(encoding, matrix)
    network.start_at_shares(rows)
    return matrix, encoding, network, rows


def check_loss(loss):
    """Two columns, probabilities (.25, .75) and (.5, .3, .2); posteriors with a known KL."""
    out = torch.log(torch.tensor([[0.25, 0.75, 0.5, 0.3, 0.2]] * 2, dtype=torch.float64)) + 3.0
    places = torch.tensor([[1, 4], [0, 2]])
    mu = torch.tensor([[0.7], [0.0]], dtype=torch.float64)
    logvar = torch.log(torch.tensor([[0.25], [1.0]], dtype=torch.float64))
    found = [float(v) for v in loss(places, out, mu, logvar, BLOCKS, 0.5)]
    reconstruction = -np.log([0.75, 0.2, 0.25, 0.5]).sum() / 2
    assert found == pytest.approx([reconstruction + 0.5 * 0.5631472 / 2, reconstruction, 0.5631472 / 2], abs=1e-6)


def test_the_loss_is_the_sum_over_columns():
    check_loss(binned_loss)


@pytest.mark.parametrize("fault", [
    lambda places, out, *rest: binned_loss(places, out, *rest[:2], [slice(0, 5)], rest[3]),  # one softmax for all
    lambda places, out, mu, logvar, blocks, w: binned_loss(places, out, mu, 2 * logvar, blocks, w),
    lambda places, out, mu, logvar, blocks, w: binned_loss(places, out, mu, logvar, blocks, 1 / w),
    lambda places, out, mu, logvar, blocks, w: binned_loss(places - torch.tensor([0, 2]), out, mu, logvar, blocks, w),
], ids=["one softmax", "sigma", "weight", "codes for places"])
def test_a_planted_fault_in_the_loss_is_seen(fault):
    with pytest.raises(AssertionError):
        check_loss(fault)


@pytest.mark.parametrize("below", [0.0, 300.0], ids=["level", "a column far below the others"])
def test_the_loss_in_one_pass_is_a_cross_entropy_for_each_column(below):
    g = torch.Generator().manual_seed(3)
    out = torch.randn(6, 5, generator=g, dtype=torch.float64) - torch.tensor([0, 0, below, below, below])
    places = torch.stack([torch.randint(0, 2, (6,), generator=g), torch.randint(2, 5, (6,), generator=g)], 1)
    weight = torch.rand(6, generator=g, dtype=torch.float64)
    found = []
    for loss in (lambda x: CategoricalLoss.apply(x, places, membership((2, 3)).double()),
                 lambda x: cross_entropy(x[:, :2], places[:, 0], reduction="none")
                 + cross_entropy(x[:, 2:], places[:, 1] - 2, reduction="none")):
        x = out.clone().requires_grad_()
        value = loss(x)
        (weight * value).sum().backward()
        found.append((value.detach(), x.grad))
    assert torch.allclose(found[0][0], found[1][0])
    assert torch.allclose(found[0][1], found[1][1])


def test_the_decoder_starts_at_the_shares_of_the_columns(table):
    _, encoding, network, rows = table
    for block, places in zip(encoding.blocks, rows.places.T):
        shares = torch.bincount(places - block.start, minlength=block.stop - block.start) / len(rows)
        assert torch.softmax(network.bias[block], 0).detach().numpy() == pytest.approx(shares.numpy(), abs=2e-3)


def test_neighbouring_cells_of_a_number_share_and_levels_do_not(table):
    _, encoding, network, _ = table
    number, category = encoding.blocks
    with torch.no_grad():
        before = network.logits()
        for shared in network.logits.shared:
            shared += 1.0
        moved = (network.logits() - before).abs().sum(1)
    assert (moved[number] > 1).all()
    assert (moved[category] == 0).all()


def test_draws_have_the_decoder_s_shares_and_lie_in_their_cells(table):
    matrix, encoding, network, rows = table
    n = 40_000
    draws = BinnedDraws.fresh(n, 2, encoding, torch.Generator().manual_seed(1))
    out = network.bias.detach().expand(n, -1)
    made = draws.rows(out, encoding, 1.0)
    for level, p in enumerate(np.bincount(matrix[:, 1].astype(int)) / 2000):
        assert (made[:, 1] == level).mean() == pytest.approx(p, abs=1e-3 + 4.5 * np.sqrt(p * (1 - p) / n))
    assert len(np.unique(made[:, 0])) > n / 2
    assert len(np.unique(draws.rows(out, encoding, 0.0), axis=0)) == 1


def test_the_mixture_draws_where_the_codes_are():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(4000, 3)) * [0.2, 1.0, 1.0]
    z[:, 0] += np.where(rng.random(4000) < 0.3, 2.0, -1.0)  # a hole between two heaps
    z[:, 1] = 0.8 * z[:, 0] + 0.6 * z[:, 1]
    made = Mixture.fit(z, np.array([0, 1]), rng).draw(20_000, 3, rng)
    assert np.corrcoef(made.T) == pytest.approx(np.corrcoef(z.T), abs=0.07)
    assert ((made[:, 0] > -0.1) & (made[:, 0] < 1.1)).mean() < 0.01
    assert (made[:, 0] > 0.5).mean() == pytest.approx(0.3, abs=0.03)
    assert made[:, 2].std() == pytest.approx(1.0, abs=0.03)  # not in use: the prior's

"""The last critic: it finds a known density ratio, keeps rows by it, and brings the columns' shares back."""

import numpy as np
import pytest
import torch

from course_lib.generators.neural.gan.features import Features
from course_lib.generators.neural.gan.rejection import Rejection

REAL = torch.tensor([[0.4, 0.1], [0.1, 0.4]])  # shares of two columns of two levels; made rows: all four alike


def rows(table, n, g):
    cell = torch.multinomial(table.flatten(), n, True, generator=g)
    return torch.stack([cell // 2, cell % 2], 1)


@pytest.fixture(scope="module")
def fitted():
    g = torch.Generator().manual_seed(0)
    half = torch.tensor([0.5, 0.5])
    features = Features([torch.tensor([[1.0], [-1.0]])] * 2, [half, half])
    real = rows(REAL, 6000, g)
    rejection = Rejection.fit(features, real[1000:], real[:1000], lambda n: rows(torch.full((2, 2), 0.25), n, g), g, 2)
    return features, rejection


def test_it_learns_the_ratio_of_real_to_made(fitted):
    features, rejection = fitted
    cells = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
    got = rejection.log_ratio(features, cells).exp()
    assert got.tolist() == pytest.approx([1.6, 0.4, 0.4, 1.6], abs=0.15)
    assert rejection.most == pytest.approx(got.max().item(), rel=0.02)


def test_what_it_keeps_is_like_the_real_rows(fitted):
    features, rejection = fitted
    g, n = torch.Generator().manual_seed(1), 40_000
    made = rows(torch.full((2, 2), 0.25), n, g)
    kept = made[rejection.kept(features, made, torch.rand(n, generator=g))]
    assert len(kept) / n == pytest.approx(1 / rejection.most, rel=0.05)
    alike = (kept[:, 0] == kept[:, 1]).float().mean().item()
    assert alike == pytest.approx(0.8, abs=0.03)


def test_raking_restores_shares_that_no_critic_has_seen(fitted):
    features, _ = fitted
    blind = Rejection([Rejection.from_dict(fitted[1].to_dict(), features).critics[0]],
                      [torch.zeros(2), torch.zeros(2)])
    with torch.no_grad():
        blind.critics[0].last.weight.zero_(), blind.critics[0].last.bias.zero_()
    g = torch.Generator().manual_seed(2)
    made = rows(torch.tensor([[0.63, 0.27], [0.07, 0.03]]), 50_000, g)  # shares .9 and .7, wanted .5 and .5
    blind._rake(made, blind.log_ratio(features, made), features.shares)
    r = blind.log_ratio(features, made).exp().double()
    for j in range(2):
        assert (r * (made[:, j] == 0)).sum().item() / r.sum().item() == pytest.approx(0.5, abs=1e-3)


def test_saved_and_read_back(fitted):
    features, rejection = fitted
    again = Rejection.from_dict(rejection.to_dict(), features)
    cells = torch.tensor([[0, 0], [0, 1]])
    assert torch.equal(again.log_ratio(features, cells), rejection.log_ratio(features, cells))
    assert again.most == rejection.most
    assert np.isfinite(again.shift)

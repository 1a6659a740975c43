"""The VAE by DP-SGD: it learns with a large budget, and pays for everything."""

import numpy as np
import pytest
import torch

from course_lib.dp import Gaussian, SampledGaussian, epsilon_spent
from course_lib.evaluation import association
from course_lib.generators import check_generator, load, make
from course_lib.generators.private.declared import entry_of
from course_lib.generators.private.vae import Network, row_losses
from tests.generators.conftest import mixed_table
from tests.generators.private.tables import mixed_card, two_groups, two_groups_card

SMALL = {"steps": 5, "hidden": 8, "batch_size": 10_000}  # all rows in every batch: the accountant is quick then


def test_it_keeps_the_contract():
    check_generator(make("private_vae", epsilon=1e3, **SMALL), mixed_table(), mixed_card())


def test_with_a_large_budget_pairs_are_learned():
    df, fresh = two_groups(3000, 0), two_groups(4000, 1)
    settings = {"steps": 100, "learning_rate": 0.03, "hidden": 16, "groups": 6, "latent_dim": 1, "batch_size": 300}
    near = make("private_vae", epsilon=30.0, **settings).fit(df, two_groups_card(), seed=0).sample(4000, seed=1)
    assert association(near).loc["x", "m"] > 0.5 * association(fresh).loc["x", "m"] > 0.3


def test_the_ledger_holds_counts_and_steps_and_spends_the_budget():
    model = make("private_vae", **{**SMALL, "batch_size": 100}).fit(two_groups(300, 0), two_groups_card(), seed=0)
    ledger = [entry_of(e) for e in model.ledger_]
    assert [(type(e), e.times) for e in ledger] == [(Gaussian, 3), (SampledGaussian, 5)]
    assert ledger[1].q == model.rate_ == min(1, 100 / model.count_) and ledger[1].sigma == model.sigma_steps_
    assert 0.995 < model.epsilon_spent_ <= 1
    assert model.epsilon_spent_ == pytest.approx(epsilon_spent(ledger, 1e-5, "pld"))


def test_the_loss_is_the_negative_elbo():
    draws = torch.Generator().manual_seed(0)
    network = Network(5, 6, 2, draws).double()
    x = torch.tensor([[1, 0, 0, 1, 0], [0, 0, 1, 0, 1]], dtype=torch.float64)
    eps = torch.randn(2, 2, generator=draws, dtype=torch.float64)
    mu, logvar = network.encode(x)
    logits = network.decode(mu + torch.exp(logvar / 2) * eps)
    q = torch.distributions.Normal(mu, torch.exp(logvar / 2))
    kl = torch.distributions.kl_divergence(q, torch.distributions.Normal(0.0, 1.0)).sum(1)
    ce = sum(torch.nn.functional.cross_entropy(part, hot.argmax(1), reduction="none")
             for part, hot in zip(logits.split([3, 2], 1), x.split([3, 2], 1)))
    assert torch.allclose(row_losses(network, x, eps, [3, 2]), ce + kl, atol=1e-12)


def test_no_layer_of_the_network_escapes_the_clipping():
    from course_lib.dp.dpsgd import GhostClipping

    network = Network(5, 6, 2, torch.Generator())
    with GhostClipping(network) as ghost:
        assert {id(p) for p in ghost.parameters} == {id(p) for p in network.parameters()}


def test_noise_of_a_tiny_budget_drowns_the_pairs():
    df = two_groups(1000, 0)
    model = make("private_vae", epsilon=0.01, **SMALL).fit(df, two_groups_card(), seed=0)
    assert model.sigma_steps_ > 50
    assert len(model.sample(50, seed=0)) == 50


def test_saved_and_loaded_it_keeps_its_ledger(tmp_path):
    model = make("private_vae", **SMALL).fit(mixed_table(), mixed_card(), seed=0)
    again = load(model.save(tmp_path / "m.zip"))
    assert again.ledger_ == model.ledger_ and again.epsilon_spent_ == model.epsilon_spent_
    assert again.sample(20, seed=1).equals(model.sample(20, seed=1))


def test_two_rows_are_enough():
    model = make("private_vae", **SMALL).fit(two_groups(2, 0), two_groups_card(), seed=0)
    assert np.isfinite(model.sample(7, seed=0)["x"]).all()

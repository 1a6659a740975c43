"""The grid of VAEs: the same numbers as one after another, one setting taken out, collapse and holes to be seen."""

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.generators import VAEGrid, load
from course_lib.generators.neural.training import Optimiser, set_weights, weights
from course_lib.generators.neural.vae import Network, mixed_loss, reparameterise
from course_lib.generators.neural.vae.grid import grid_losses, latent_mask, one_of, stacked
from course_lib.generators.neural.vae.network import fix_sigma

SETTINGS = [(d, b) for d in (1, 2, 4) for b in (0.1, 3.0)]
BLOCKS = [slice(2, 5), slice(5, 7)]
BETA = torch.tensor([b for _, b in SETTINGS], dtype=torch.float64)


@pytest.fixture(scope="module")
def customers():
    return simulate_customers(600, seed=0)


@pytest.fixture(scope="module")
def grid(customers):
    return VAEGrid(latent_dims=(1, 4), kl_weights=(0.01, 1.0, 100.0), hidden=32, steps=200).fit(customers, seed=0)


# The same as one after another -----------------------------------------------------------------------------------
def network(latent_dim, dtype):
    net = Network(7, latent_dim, 8, 2, nn.SiLU, torch.Generator().manual_seed(0))
    fix_sigma(net, 0.4)
    return net.to(dtype)


def steps(dtype, count=12):
    """The same minibatches and the same eps for both ways."""
    g = torch.Generator().manual_seed(1)
    for _ in range(count):
        x = torch.zeros(10, 7, dtype=dtype)
        x[:, :2] = torch.randn(10, 2, generator=g, dtype=dtype)
        for block in BLOCKS:
            x[torch.arange(10), torch.randint(block.start, block.stop, (10,), generator=g)] = 1
        yield x, torch.randn(10, 4, generator=g, dtype=dtype)


def at_once(dtype, mask=None):
    net = stacked(network(4, dtype), len(SETTINGS))
    mask = latent_mask(SETTINGS).to(dtype) if mask is None else mask.to(dtype)
    optimiser = Optimiser(net, 0.02, 12, one_cycle=True)
    for x, eps in steps(dtype):
        losses = grid_losses(net, x, x, None, eps, mask, BETA.to(dtype), BLOCKS)
        optimiser.step(losses[0].sum())
    return [one_of(weights(net), s, d) for s, (d, _) in enumerate(SETTINGS)], losses[0].detach().numpy()


def one_after_another(dtype):
    start, nets, losses = weights(stacked(network(4, dtype), len(SETTINGS))), [], []
    for s, (latent_dim, beta) in enumerate(SETTINGS):
        net = network(latent_dim, dtype)
        set_weights(net, one_of(start, s, latent_dim))
        optimiser = Optimiser(net, 0.02, 12, one_cycle=True)
        for x, eps in steps(dtype):
            mu, logvar = net.encode(x)
            out = net.decode(reparameterise(mu, logvar, eps[:, :latent_dim]))
            loss = mixed_loss(x, out, mu, logvar, net.sigma, BLOCKS, beta)[0]
            optimiser.step(loss)
        nets.append(weights(net))
        losses.append(loss.item())
    return nets, losses


def apart(first, second):
    """The largest difference between any two weights of two lists of networks."""
    return max(np.abs(a[name] - b[name]).max() for a, b in zip(first, second) for name in b)


@pytest.mark.slow
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-9), (torch.float32, 1e-4)])
def test_training_at_once_is_training_one_after_another(dtype, tolerance):
    together, loss_together = at_once(dtype)
    alone, loss_alone = one_after_another(dtype)
    assert apart(together, alone) < tolerance  # float64: about 1e-15
    assert loss_together == pytest.approx(loss_alone, abs=10 * tolerance)


def test_a_forgotten_mask_is_caught():
    """Planted fault: every setting uses every latent."""
    without, _ = at_once(torch.float64, mask=torch.ones(len(SETTINGS), 1, 4))
    assert apart(without, one_after_another(torch.float64)[0]) > 1e-3


# Taking one setting out ------------------------------------------------------------------------------------------
def test_at_is_a_fitted_vae(grid, customers, tmp_path):
    vae = grid.at(4, 1.0)
    assert vae.get_settings()["latent_dim"] == 4 and vae.kl_weight == 1.0 and vae.sigma == grid.sigma
    assert vae.encode(customers)[0].shape == (600, 4)
    assert len(vae.history_["loss"]) == vae.epochs
    table = vae.sample(50, seed=1)
    assert (table.dtypes == customers.dtypes).all()
    pd.testing.assert_frame_equal(load(vae.save(tmp_path / "one.zip")).sample(50, seed=1), table)


def test_at_has_the_stacks_kl_and_active_units(grid, customers):
    kl, active = grid.kl_per_dimension(customers), grid.active_units(customers)
    for s, (latent_dim, kl_weight) in enumerate(grid.settings_):
        vae = grid.at(latent_dim, kl_weight)
        assert kl[s, :latent_dim] == pytest.approx(vae.kl_per_dimension(customers), abs=1e-4)
        assert (kl[s, latent_dim:] == 0).all()
        assert active[s] == vae.active_units(customers)


def test_a_slider_moves_one_thing_at_a_time(grid, customers):
    table = grid.table(4, 1.0, noise=0.5, n=80, seed=2)
    pd.testing.assert_frame_equal(grid.table(4, 1.0, noise=0.5, n=80, seed=2), table)
    assert (table.dtypes == customers.dtypes).all()
    assert not grid.table(4, 1.0, noise=0.5, n=80, seed=3).equals(table)
    # the same z and draws: a little less noise gives nearly the same rows
    near = grid.matrix(4, 1.0, noise=0.49, n=80, seed=2)
    income = [f.name for f in grid.encoder_.fields_].index("income")
    assert np.corrcoef(near[:, income], grid.matrix(4, 1.0, noise=0.5, n=80, seed=2)[:, income])[0, 1] > 0.99


def test_the_noise_of_a_vae_taken_out_does_not_reach_the_sliders(grid):
    before = grid.table(4, 1.0, n=20)
    grid.at(4, 1.0).noise = 0.0
    pd.testing.assert_frame_equal(grid.table(4, 1.0, n=20), before)


def test_a_setting_that_was_not_trained_is_refused_with_the_list(grid):
    with pytest.raises(CourseError, match=r"latent_dim from 1, 4 and kl_weight from 0\.01, 1, 100"):
        grid.at(3, 1.0)
    with pytest.raises(CourseError, match=r"kl_weight=2"):
        grid.table(4, 2.0)
    assert grid.at(4, np.float32(0.01)).kl_weight == 0.01  # rounding is forgiven


def test_questions_that_have_no_answer(grid, customers):
    with pytest.raises(CourseError, match="fit"):
        VAEGrid().at(2, 1.0)
    with pytest.raises(CourseError, match=r"grid\.at"):
        grid.sample(5)
    with pytest.raises(CourseError, match="at least one"):
        VAEGrid(latent_dims=()).fit(customers)
    with pytest.raises(CourseError, match="KL weight"):
        VAEGrid(kl_weights=(-1.0,)).fit(customers)
    with pytest.raises(CourseError, match="differ"):
        VAEGrid(steps=1).fit(pd.DataFrame({"a": [1, 1]})).at(1, 1.0)


def test_the_grid_is_saved_and_loaded(grid, tmp_path):
    again = load(grid.save(tmp_path / "grid.zip"), VAEGrid)
    pd.testing.assert_frame_equal(again.table(4, 0.01, n=30), grid.table(4, 0.01, n=30))


def test_the_same_seed_gives_the_same_grid_and_torchs_global_state_stays(customers):
    before = torch.get_rng_state()
    first, again, other = (VAEGrid(latent_dims=(2,), kl_weights=(1.0,), steps=5).fit(customers[:50], seed=s)
                           .table(2, 1.0, n=10) for s in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    assert torch.equal(torch.get_rng_state(), before)


def test_missing_values_pass_through_the_grid():
    rng = np.random.default_rng(0)
    df = pd.DataFrame({"a": np.where(rng.random(90) < 0.3, np.nan, rng.normal(size=90)), "b": ["x", "y", "y"] * 30})
    table = VAEGrid(latent_dims=(1, 2), kl_weights=(1.0,), steps=20).fit(df).table(2, 1.0, n=200)
    assert 0 < table["a"].isna().mean() < 1


# What the sliders are there to show ------------------------------------------------------------------------------
def test_units_switch_off_along_the_kl_weight(grid, customers):
    one, four = grid.active_units(customers).reshape(2, 3)
    assert four[0] == 4 and four[0] >= four[1] >= four[2] == 0
    assert one.tolist() == [1, 1, 0]
    kl = grid.kl_per_dimension(customers).sum(1).reshape(2, 3)
    assert (np.diff(kl) < 0).all()


def test_a_small_kl_weight_leaves_holes(grid, customers):
    """The codes' spread against the prior's: where posteriors are narrow, q(z) is a cloud of islands."""
    narrow = np.exp(0.5 * grid.at(4, 0.01).encode(customers)[1]).mean()
    wide = np.exp(0.5 * grid.at(4, 1.0).encode(customers)[1]).mean()
    assert narrow < 0.3 < wide

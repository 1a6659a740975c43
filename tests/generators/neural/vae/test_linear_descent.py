"""O18, as lesson 08 shows it: gradient descent ends where probabilistic PCA says, at every weight."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from course_lib.generators.neural.vae.linear import LinearVAE, optimum
from course_lib.generators.neural.vae.linear_descent import carried, descend

BASIS = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))[0]
SPECTRUM = np.array([2.4, 1.0, 0.5, 0.1])
S = BASIS @ np.diag(SPECTRUM) @ BASIS.T
BETAS = np.array([0.5, 1.0, 3.0, 6.0])


@pytest.fixture(scope="module")
def models():
    return descend(S, BETAS, s2=0.25, latents=4, seed=0)


def test_o18_what_is_carried_is_lambda_less_beta_s2(models):
    assert np.allclose(carried(models, S), np.maximum(SPECTRUM - 0.25 * BETAS[:, None], 0), atol=0.01)


def test_the_objective_reaches_that_of_the_optimum_and_no_more(models):
    for beta, model in zip(BETAS, models):
        best = optimum(S, 4, s2=0.25, beta=beta).elbo(S, beta)
        assert best - 0.002 < model.elbo(S, beta) <= best + 1e-9


def test_at_weight_one_the_bound_is_tight(models):
    assert models[1].log_likelihood(S) - models[1].elbo(S) == pytest.approx(0, abs=0.002)


@pytest.mark.slow
def test_fewer_latents_keep_the_largest_directions():
    two = descend(S, [1.0], s2=0.25, latents=2, seed=1)
    assert np.allclose(carried(two, S), [[2.15, 0.75, 0, 0]], atol=0.01)


def test_a_decoder_along_other_directions_is_seen(models):
    """Planted fault: the same variances, carried along directions that are not the rows'."""
    turned = replace(models[1], W=np.linalg.qr(np.random.default_rng(1).standard_normal((4, 4)))[0] @ models[1].W)
    assert np.trace(turned.W @ turned.W.T) == pytest.approx(carried(models[1:2], S).sum())
    assert abs(carried([turned], S) - carried(models[1:2], S)).max() > 0.2


def test_same_seed_same_model():
    first, again, other = (descend(S, [1.0], s2=0.25, latents=2, steps=5, seed=s)[0] for s in (3, 3, 4))
    assert np.array_equal(first.W, again.W) and not np.allclose(first.W, other.W)


def test_global_dice_are_left_alone():
    before = torch.random.get_rng_state()
    descend(S, [1.0], s2=0.25, latents=2, steps=2, seed=0)
    assert torch.equal(before, torch.random.get_rng_state())


def test_the_closed_form_is_the_mean_over_rows_and_draws(models):
    """The reconstruction term of `descend`, tried with rows and codes that are drawn."""
    rng, n = np.random.default_rng(5), 200_000
    model: LinearVAE = models[1]
    x = rng.standard_normal((n, 4)) @ np.linalg.cholesky(S).T
    z = x @ model.V.T + rng.standard_normal((n, 4)) * np.sqrt(np.diag(model.C))
    log_p = -0.5 * (4 * np.log(2 * np.pi * 0.25) + ((x - z @ model.W.T) ** 2).sum(axis=1) / 0.25)
    assert model.reconstruction(S) == pytest.approx(log_p.mean(), abs=4.5 * log_p.std() / np.sqrt(n))

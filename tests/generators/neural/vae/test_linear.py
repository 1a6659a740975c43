"""O13 to O19b: the VAE's arithmetic against closed forms, no training run but one gradient descent."""

import numpy as np
import pytest
import torch

from course_lib.generators.neural.vae import article_loss, kl_divergence, reparameterise
from course_lib.generators.neural.vae.linear import LinearVAE, active_directions, optimum
from course_lib.randomness import generator, torch_generator

SPECTRUM = np.array([39.9, 2.18, 0.335, 0.167, 0.09, 0.05])


def covariance(spectrum=SPECTRUM, seed=0):
    """A covariance with these eigenvalues in a rotated basis."""
    basis = np.linalg.qr(generator(seed).standard_normal((len(spectrum), len(spectrum))))[0]
    return basis @ np.diag(spectrum) @ basis.T


S = covariance()


def test_o13a_kl_of_one_gaussian():
    logvar = torch.log(torch.tensor(0.25, dtype=torch.float64))
    assert kl_divergence(torch.tensor(0.7, dtype=torch.float64), logvar).item() == pytest.approx(0.5631472, abs=1e-7)


def test_o13a_the_same_by_monte_carlo():
    n = 1_000_000
    z = 0.7 + 0.5 * generator(1).standard_normal(n)
    ratio = -np.log(0.5) - 0.5 * ((z - 0.7) / 0.5) ** 2 + 0.5 * z**2
    assert abs(ratio.mean() - 0.5631472) < 4.5 * ratio.std() / np.sqrt(n)


def test_o13a_a_kl_with_the_variance_for_the_sd_is_told_apart():
    """Planted fault: sigma^2 handed over where log sigma^2 belongs."""
    wrong = kl_divergence(torch.tensor(0.7, dtype=torch.float64), torch.tensor(0.25, dtype=torch.float64)).item()
    assert abs(wrong - 0.5631472) > 0.05


def test_o13b_reparameterised_draws_and_their_gradients():
    """E z^2 = mu^2 + sigma^2, so its gradient is 2 mu and, by sigma = exp(logvar / 2), 2 sigma."""
    n = 400_000
    mu = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    sigma = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    eps = torch.randn(n, generator=torch_generator(generator(2)), dtype=torch.float64)
    z = reparameterise(mu, 2 * torch.log(sigma), eps)
    assert abs(z.mean().item() - 0.7) < 4.5 * 0.5 / np.sqrt(n)
    assert abs(z.std().item() - 0.5) < 4.5 * 0.5 / np.sqrt(2 * n)
    (z**2).mean().backward()
    # the estimators are 2 z and 2 z eps: their standard errors are 2 sigma / sqrt(n) and 2 sd(z eps) / sqrt(n)
    assert abs(mu.grad.item() - 1.4) < 4.5 * 2 * 0.5 / np.sqrt(n)
    assert abs(sigma.grad.item() - 1.0) < 4.5 * 2 * (z * eps).std().item() / np.sqrt(n)


def test_o13b_without_the_reparameterisation_no_gradient_arrives():
    """Planted fault: eps drawn and scaled outside the graph."""
    mu = torch.tensor(0.7, requires_grad=True)
    logvar = torch.tensor(-1.0, requires_grad=True)
    z = reparameterise(mu.detach(), logvar.detach(), torch.ones(3))
    assert not z.requires_grad


@pytest.mark.parametrize("q", [1, 2, 4])
def test_o14_the_linear_vae_is_probabilistic_pca(q):
    model = optimum(S, q)
    rest = SPECTRUM[q:].mean()
    d = len(SPECTRUM)
    closed = -0.5 * (d * np.log(2 * np.pi) + np.log(SPECTRUM[:q]).sum() + (d - q) * np.log(rest) + d)
    assert model.log_likelihood(S) == pytest.approx(closed, abs=1e-12)
    assert model.elbo(S) == pytest.approx(closed, abs=1e-12)


def test_o15_a_posterior_half_as_wide_again_costs_a_known_gap():
    model = optimum(S, 2)
    wide = LinearVAE(model.W, model.s2, model.V, 1.5 * model.C)
    assert model.elbo(S) - wide.elbo(S) == pytest.approx(0.09453489, abs=1e-8)


def test_o15_a_diagonal_posterior_breaks_the_rotation():
    """Rotating W changes p(x) in nothing and costs the diagonal posterior a known amount."""
    model = optimum(S, 2)
    c, s = np.cos(0.6), np.sin(0.6)
    turn = np.array([[c, -s], [s, c]])
    exact = turn.T @ model.C @ turn
    precision = np.linalg.inv(exact)
    diagonal = np.diag(1 / np.diag(precision))  # the best diagonal q, by the mean-field equations
    turned = LinearVAE(model.W @ turn, model.s2, turn.T @ model.V, diagonal)
    gap = 0.5 * (np.log(np.diag(precision)).sum() - np.linalg.slogdet(precision)[1])
    assert gap > 0.01
    assert turned.log_likelihood(S) == pytest.approx(model.log_likelihood(S), abs=1e-12)
    assert model.elbo(S) - turned.elbo(S) == pytest.approx(gap, abs=1e-10)


def test_o16_the_aggregated_posterior_is_the_prior_and_the_kl_is_information():
    model = optimum(S, 2)
    assert np.allclose(model.aggregated_covariance(S), np.eye(2), atol=1e-12)
    assert model.kl(S) == pytest.approx(0.5 * np.log(SPECTRUM[:2] / model.s2).sum(), abs=1e-12)


def test_o16_more_importance_samples_climb_to_the_likelihood():
    """w = 1.5, s2 = .5, x = 1.2 and a posterior of twice the variance (Burda et al. 2016)."""
    w, s2, x, runs = 1.5, 0.5, 1.2, 40_000
    mean, variance = w * x / (w * w + s2), 2 * s2 / (w * w + s2)
    log_p = -0.5 * (np.log(2 * np.pi * (w * w + s2)) + x * x / (w * w + s2))
    rng, found = generator(3), []
    for k, expected in ((1, -1.840), (5, -1.702), (50, -1.6870)):
        z = mean + np.sqrt(variance) * rng.standard_normal((runs, k))
        log_weight = (-0.5 * (np.log(2 * np.pi * s2) + (x - w * z) ** 2 / s2) - 0.5 * z**2
                      + 0.5 * (np.log(variance) + (z - mean) ** 2 / variance))  # fmt: skip
        bound = np.log(np.exp(log_weight).mean(axis=1))
        found.append(bound.mean())
        assert abs(bound.mean() - expected) < 4.5 * bound.std() / np.sqrt(runs) + 5e-4
    assert log_p == pytest.approx(-1.68656, abs=1e-5)
    assert found[0] < found[1] < found[2] < log_p


def test_o17_the_decoder_s_mean_loses_its_variance_in_every_direction():
    model = optimum(S, 2)
    means = np.linalg.eigvalsh(model.sampled_covariance(noise=False))[::-1]
    whole = np.linalg.eigvalsh(model.sampled_covariance())[::-1]
    assert np.allclose(means[:2], SPECTRUM[:2] - model.s2, atol=1e-12)
    assert np.allclose(means[2:], 0, atol=1e-12)
    assert np.allclose(whole[:2], SPECTRUM[:2], atol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("threshold, active", [(0.16, 4), (0.64, 2), (2.0, 2)])
def test_o18_directions_switch_off_exactly_at_beta_s2(threshold, active):
    """Found by gradient descent from a random start, not put in: eigenvalues of W W' are max(lambda - beta s2, 0)."""
    s2, latents = 0.1, 4
    beta = threshold / s2
    eigenvalues = descend(S, latents, s2, beta)
    assert np.allclose(eigenvalues, np.maximum(SPECTRUM[:latents] - threshold, 0), atol=1e-3)
    assert (eigenvalues > 1e-3).sum() == active == min(active_directions(S, s2, beta), latents)


def descend(S, latents, s2, beta):
    rng = generator(4)
    d = len(S)
    S = torch.tensor(S)
    W = torch.tensor(0.3 * rng.standard_normal((d, latents)), requires_grad=True)
    V = torch.tensor(0.3 * rng.standard_normal((latents, d)), requires_grad=True)
    logvar = torch.zeros(latents, dtype=torch.float64, requires_grad=True)
    steps = torch.optim.LBFGS([W, V, logvar], max_iter=2000, tolerance_grad=1e-10, tolerance_change=1e-15,
                              history_size=30, line_search_fn="strong_wolfe")  # fmt: skip

    def loss():
        steps.zero_grad()
        residual = torch.eye(d, dtype=torch.float64) - W @ V
        squares = torch.trace(residual @ S @ residual.T) + ((W**2).sum(0) * logvar.exp()).sum()
        # the KL of model.py at the means' second moment, which is all that it depends on
        kl = kl_divergence(torch.diagonal(V @ S @ V.T).clamp_min(0).sqrt(), logvar).sum()
        value = squares / (2 * s2) + beta * kl
        value.backward()
        return value

    steps.step(loss)
    return np.linalg.eigvalsh((W.T @ W).detach().numpy())[::-1]


def test_o19b_the_article_s_weight_means_something_else_for_every_width():
    """loss x D = sum e^2 + .001 (D / L) KL, to 1e-6 in double precision."""
    rng = torch_generator(generator(5))
    n, d, latents = 7, 12, 8
    x, out = (torch.randn(n, d, generator=rng, dtype=torch.float64) for _ in range(2))
    mu, logvar = (torch.randn(n, latents, generator=rng, dtype=torch.float64) for _ in range(2))
    loss = article_loss(x, out, mu, logvar, 0.001)[0]
    squares = ((x - out) ** 2).sum(1)
    kl = kl_divergence(mu, logvar).sum(1)
    assert d * loss.item() == pytest.approx((squares + 0.001 * d / latents * kl).mean().item(), abs=1e-6)


def test_o19b_sums_in_place_of_means_are_told_apart():
    """Planted fault: the KL summed over the latents, as the ELBO has it, under the article's weight."""
    rng = torch_generator(generator(5))
    mu, logvar = (torch.randn(7, 8, generator=rng, dtype=torch.float64) for _ in range(2))
    x = torch.zeros(7, 12, dtype=torch.float64)
    right = article_loss(x, x, mu, logvar, 0.001)[0].item()
    summed = 0.001 * kl_divergence(mu, logvar).sum(1).mean().item()
    assert summed == pytest.approx(8 * right)

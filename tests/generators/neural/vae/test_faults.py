"""The faults that people plant in a VAE by mistake: for each there is a check that the course's own code passes."""

import numpy as np
import pytest
import torch
from torch import nn

from course_lib.generators.neural.vae import Network, kl_divergence, mixed_loss, reparameterise
from course_lib.generators.neural.vae.linear import LinearVAE

F64 = torch.float64


# The checks ------------------------------------------------------------------------------------------------------
def check_kl(kl):
    """Closed value, never negative, zero at the prior and only there."""
    got = kl(torch.tensor([0.7, 0.0, 1.0, 0.0], dtype=F64), torch.tensor([np.log(0.25), 0.0, 0.0, 1.0], dtype=F64))
    assert got.tolist() == pytest.approx([0.5631472, 0, 0.5, 0.5 * (np.e - 2)], abs=1e-7)


def check_draw(draw):
    """sd of the draw is exp(logvar / 2), and the gradient of E z^2 is 2 mu and, by sigma, 2 sigma."""
    n, g = 200_000, torch.Generator().manual_seed(0)
    mu, sigma = (torch.tensor(v, dtype=F64, requires_grad=True) for v in (0.7, 0.5))
    z = draw(mu, 2 * torch.log(sigma), torch.randn(n, generator=g, dtype=F64))
    assert z.std().item() == pytest.approx(0.5, abs=4.5 * 0.5 / np.sqrt(2 * n))
    assert z.requires_grad, "no gradient reaches the encoder"
    (z**2).mean().backward()
    # the two estimators are 2 z, and 2 z eps with the variance 4 (mu^2 + 2 sigma^2)
    assert mu.grad.item() == pytest.approx(1.4, abs=4.5 * 1.0 / np.sqrt(n))
    assert sigma.grad.item() == pytest.approx(1.0, abs=4.5 * 2 * np.sqrt(0.7**2 + 2 * 0.25) / np.sqrt(n))


def check_loss(loss, kl=kl_divergence):
    """With a linear encoder and decoder the loss is the linear VAE's negative ELBO, in closed form."""
    g, n = torch.Generator().manual_seed(1), 100_000
    w, v = torch.randn(3, 2, generator=g, dtype=F64), 0.3 * torch.randn(2, 3, generator=g, dtype=F64)
    variance, s2 = torch.tensor([0.3, 0.6], dtype=F64), 0.49
    x = torch.randn(4, 3, generator=g, dtype=F64)
    x = torch.cat([x, -x])  # centred, as the closed form wants it
    mu = x @ v.T
    logvar = torch.log(variance).expand_as(mu)
    z = reparameterise(mu, logvar, torch.randn(n, *mu.shape, generator=g, dtype=F64))
    values = loss(x, z @ w.T, mu, logvar, torch.full((3,), s2**0.5, dtype=F64), [], 1.0)[0]
    exact = -LinearVAE(w.numpy(), s2, v.numpy(), np.diag(variance)).elbo((x.T @ x / len(x)).numpy())
    assert values.mean().item() == pytest.approx(exact, abs=4.5 * values.std().item() / np.sqrt(n))


def test_the_courses_own_code_passes():
    check_kl(kl_divergence)
    check_draw(reparameterise)
    check_loss(mixed_loss)


# The faults ------------------------------------------------------------------------------------------------------
def wrong_sign(mu, logvar):
    return -kl_divergence(mu, logvar)


def sign_inside(mu, logvar):
    return 0.5 * (mu**2 + torch.exp(logvar) - 1 + logvar)


def logvar_taken_for_log_sd(mu, logvar):
    return kl_divergence(mu, 2 * logvar)


@pytest.mark.parametrize("fault", [wrong_sign, sign_inside, logvar_taken_for_log_sd])
def test_a_faulty_kl_is_caught(fault):
    with pytest.raises(AssertionError):
        check_kl(fault)


def sd_is_exp_logvar(mu, logvar, eps):
    return mu + torch.exp(logvar) * eps


def logvar_is_sd(mu, logvar, eps):
    return mu + logvar * eps


def no_gradient(mu, logvar, eps):
    return (mu + torch.exp(0.5 * logvar) * eps).detach()


def no_gradient_to_sigma(mu, logvar, eps):
    return mu + torch.exp(0.5 * logvar).detach() * eps + 0 * logvar


@pytest.mark.parametrize("fault", [sd_is_exp_logvar, logvar_is_sd, no_gradient, no_gradient_to_sigma])
def test_a_faulty_draw_is_caught(fault):
    with pytest.raises(AssertionError):
        check_draw(fault)


def kl_averaged_over_latents(target, out, mu, logvar, sigma, blocks, kl_weight):
    _, reconstruction, _ = mixed_loss(target, out, mu, logvar, sigma, blocks, kl_weight)
    return (reconstruction + kl_weight * kl_divergence(mu, logvar).mean(),)


def columns_averaged(target, out, mu, logvar, sigma, blocks, kl_weight):
    _, reconstruction, kl = mixed_loss(target, out, mu, logvar, sigma, blocks, kl_weight)
    return (reconstruction / target.shape[1] + kl_weight * kl,)


def kl_subtracted(target, out, mu, logvar, sigma, blocks, kl_weight):
    _, reconstruction, kl = mixed_loss(target, out, mu, logvar, sigma, blocks, kl_weight)
    return (reconstruction - kl_weight * kl,)


def variance_for_sigma(target, out, mu, logvar, sigma, blocks, kl_weight):
    return mixed_loss(target, out, mu, logvar, sigma**2, blocks, kl_weight)


@pytest.mark.parametrize("fault", [kl_averaged_over_latents, columns_averaged, kl_subtracted, variance_for_sigma])
def test_a_faulty_loss_is_caught(fault):
    with pytest.raises(AssertionError):
        check_loss(fault)


def test_gradients_reach_every_weight():
    net = Network(5, 2, 8, 3, nn.SiLU, torch.Generator().manual_seed(0))
    g = torch.Generator().manual_seed(1)
    x = torch.cat([torch.randn(6, 3, generator=g), torch.eye(2)[torch.tensor([0, 1] * 3)]], 1)
    mu, logvar = net.encode(x)
    z = reparameterise(mu, logvar, torch.randn(6, 2, generator=g))
    mixed_loss(x, net.decode(z), mu, logvar, net.sigma, [slice(3, 5)], 1.0)[0].backward()
    for name, p in net.named_parameters():
        assert p.grad is not None and p.grad.abs().sum() > 0, name

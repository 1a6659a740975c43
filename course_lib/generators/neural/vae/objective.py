"""The terms of a VAE's loss. Means over rows; sums over columns and latents, but for the article's recipe.

    mu, logvar      of q(z|x), shape (..., batch, L)
    target, out     a row in network units and what the decoder says about it, (..., batch, D)
"""

import torch

from course_lib.generators.neural.likelihood import negative_log_likelihood


def reparameterise(mu, logvar, eps):
    """z = mu + tau * eps, a draw from N(mu, diag tau^2) through which gradients flow."""
    return mu + torch.exp(0.5 * logvar) * eps


def kl_divergence(mu, logvar):
    """KL( N(mu, tau^2) || N(0, 1) ) in nats, for each latent by itself: same shape as mu."""
    return 0.5 * (mu**2 + torch.exp(logvar) - 1 - logvar)


def mixed_loss(target, out, mu, logvar, sigma, blocks, kl_weight, seen=None):
    """(loss, reconstruction, KL): the negative evidence lower bound of a row if kl_weight is 1, mean over rows."""
    reconstruction = negative_log_likelihood(target, out, sigma, blocks, seen).mean(-1)
    kl = kl_divergence(mu, logvar).sum(-1).mean(-1)
    return reconstruction + kl_weight * kl, reconstruction, kl


def article_loss(target, out, mu, logvar, kl_weight):
    """(loss, reconstruction, KL) as the article writes it: means over rows *and* over the D entries or L latents.

    Multiplied by D it is sum e^2 + kl_weight (D / L) KL, so to a Gaussian decoder of variance s^2 it is a beta-VAE
    with beta = kl_weight D / (2 s^2 L): the weight means something else for every D and L.
    """
    reconstruction = ((out - target) ** 2).mean()
    kl = kl_divergence(mu, logvar).mean()
    return reconstruction + kl_weight * kl, reconstruction, kl


def binned_loss(places, out, mu, logvar, blocks, kl_weight):
    """(loss, reconstruction, KL), as `mixed_loss`, of rows whose every column is a category.

    places: (batch, c), where in the D outputs each column's true level stands.
    """
    # -log softmax at the true level = log sum exp(logits) - the true level's logit
    logits = out.split([block.stop - block.start for block in blocks], -1)
    normaliser = torch.stack([block.logsumexp(-1) for block in logits], -1).sum(-1)
    reconstruction = (normaliser - out.gather(-1, places).sum(-1)).mean()
    kl = kl_divergence(mu, logvar).sum(-1).mean()
    return reconstruction + kl_weight * kl, reconstruction, kl

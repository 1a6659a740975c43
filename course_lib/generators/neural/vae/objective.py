"""The terms of a VAE's loss. Means over rows; sums over columns and latents, but for the article's recipe.

    mu, logvar      of q(z|x), shape (..., batch, L)
    target, out     a row in network units and what the decoder says about it, (..., batch, D)
"""

from functools import lru_cache

import torch

from course_lib.generators.neural.likelihood import negative_log_likelihood

LOST = 1e-20  # a sum of exponentials below it has lost digits


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
    member = membership(tuple(block.stop - block.start for block in blocks)).to(out.dtype)
    reconstruction = CategoricalLoss.apply(out, places, member).mean()
    kl = kl_divergence(mu, logvar).sum(-1).mean()
    return reconstruction + kl_weight * kl, reconstruction, kl


@lru_cache(maxsize=8)
def membership(sizes) -> torch.Tensor:
    """(D, c), 1 where a level is the column's; sizes: of the columns' blocks."""
    return torch.block_diag(*(torch.ones(size, 1) for size in sizes))


class CategoricalLoss(torch.autograd.Function):
    """- log softmax at the true level, summed over a row's c columns: (batch, D) -> (batch,). One pass for all columns,
    where a logsumexp for each takes twice the time.

        sum over j of  log sum_k exp(out_jk) - out_j,true        gradient in out_jk: softmax_jk - [k is the true level]
    """

    @staticmethod
    def forward(ctx, out, places, member):
        """places: (batch, c), where the true levels stand. member: (D, c), 1 where a level is the column's."""
        most = out.amax(-1, keepdim=True)
        e = torch.exp(out - most)
        sums = e @ member  # (batch, c)
        if sums.min() < LOST:  # a column far below the largest one: each by its own largest
            most = torch.where(member.T.bool(), out.unsqueeze(-2), -torch.inf).amax(-1)
            e = torch.exp(out - most @ member.T)
            sums = e @ member
        ctx.save_for_backward(e, sums, places, member)
        return (torch.log(sums) + most).sum(-1) - out.gather(-1, places).sum(-1)

    @staticmethod
    def backward(ctx, upstream):
        e, sums, places, member = ctx.saved_tensors
        gradient = e * ((1 / sums) @ member.T)
        gradient.scatter_add_(-1, places, gradient.new_full((1, 1), -1.0).expand(places.shape))
        return gradient.mul_(upstream.unsqueeze(-1)), None, None

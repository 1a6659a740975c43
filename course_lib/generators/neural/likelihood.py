"""p(x|z) for a row of numbers and categories: what the decoder's output means, and how to draw from it.

    out = [ mean of number 1 .. p | logits of code column 1 | logits of code column 2 | ... ]     (..., batch, D)

    number    N(mean, sigma^2), on the scale of normal scores
    code      softmax of the block's logits

The leading "..." is empty, or S where S networks run side by side.
"""

import math
from dataclasses import dataclass

import torch

TINY = 1e-6  # keeps a logarithm finite


def negative_log_likelihood(target, out, sigma, blocks, seen=None):
    """-log p(x|z) in nats, summed over the columns of a row: shape (..., batch).

    target: (batch, D), numbers and one-hot codes. sigma: (p,). blocks: the slices of the code columns.
    seen: (batch, p + c), 0 where a cell was missing and does not count.
    """
    p = sigma.shape[-1]
    # One split, and not a slice per column: its gradient is written once instead of once per column.
    means, *logits = out.split([p, *(block.stop - block.start for block in blocks)], -1)
    terms = 0.0
    if p:
        e = (target[:, :p] - means) / sigma
        number = 0.5 * e**2 + torch.log(sigma) + 0.5 * math.log(2 * math.pi)
        terms = (number if seen is None else number * seen[:, :p]).sum(-1)
    if blocks:
        # -log softmax at the true level = log sum exp(logits) - the true level's logit
        normaliser = torch.stack([block.logsumexp(-1) for block in logits], -1)  # (..., batch, c)
        normaliser = normaliser if seen is None else normaliser * seen[:, p:]
        terms = terms + normaliser.sum(-1) - (out[..., p:] * target[:, p:]).sum(-1)
    return terms


@dataclass(frozen=True)
class Draws:
    """All that is random in n rows, drawn before it is used: the same draws under another setting give a picture
    that moves without flicker. z: (n, L); normal: (n, p); gumbel: (n, D - p)."""

    z: torch.Tensor
    normal: torch.Tensor
    gumbel: torch.Tensor

    @classmethod
    def fresh(cls, n: int, latent_dim: int, encoding, generator: torch.Generator) -> "Draws":
        p = len(encoding.numbers)
        z = torch.randn(n, latent_dim, generator=generator)
        normal = torch.randn(n, p, generator=generator)
        waiting = torch.empty(n, encoding.size - p).exponential_(generator=generator)
        return cls(z, normal, -torch.log(waiting.clamp_min(1e-30)))


def draw(out, sigma, blocks, noise: float, normal, gumbel):
    """One row per line of `out`, (n, D): numbers (n, p) and codes (n, c).

    noise 1 draws from p(x|z); noise 0 takes each column's likeliest value (mean, argmax); between, numbers are
    drawn with noise * sigma, and codes from probabilities proportional to softmax^(1 / noise). Codes by the
    Gumbel-max trick: argmax_k (logit_k + noise * G_k), G_k standard Gumbel.
    """
    p = len(sigma)
    numbers = out[:, :p] + noise * sigma * normal
    if not blocks:
        return numbers, torch.empty(len(out), 0, dtype=torch.int64)
    race = out[:, p:] + noise * gumbel
    codes = [race[:, block.start - p : block.stop - p].argmax(1) for block in blocks]
    return numbers, torch.stack(codes, 1)


def logits_of_shares(out, p: int, blocks):
    """`out` with its code blocks read as probabilities: negative ones cut to (almost) 0, then divided by their sum.

    For a decoder trained by squared error on one-hot codes: its outputs estimate probabilities, but need not lie
    between 0 and 1 nor add to 1.
    """
    logits = out.clone()
    for block in blocks:
        share = out[:, block].clamp_min(TINY)
        logits[:, block] = torch.log(share / share.sum(1, keepdim=True))
    return logits

"""What a critic and a generator minimise, as functions of the critic's outputs; and what holds the critic back.

Symbols: x a real row, G(z) a made one, D(x) = sigmoid(a(x)) the critic's probability that x is real, a its *logit*
(the critic's output, any number). E is a mean over a minibatch. The game's value (Goodfellow et al. 2014):

    V = E log D(x) + E log(1 - D(G(z)))       the critic's best D* = p / (p + q) gives V = 2 JSD(p, q) - log 4, in nats

    loss               the critic minimises                    the generator minimises
    "saturating"       -V                                      E log(1 - D(G(z)))           flat where the critic wins
    "non_saturating"   -V                                      -E log D(G(z))               steep where the critic wins
    "wasserstein"      E a(G(z)) - E a(x)                      -E a(G(z))                   slope of a kept near 1
    "relativistic"     E softplus(a(G(z)) - a(x))              E softplus(a(x) - a(G(z)))   real and made in pairs

softplus(t) = log(1 + e^t), so log D = -softplus(-a) and log(1 - D) = -softplus(a). Sources: Goodfellow et al. (2014),
NeurIPS; Arjovsky, Chintala and Bottou (2017), ICML; Jolicoeur-Martineau (2019), ICLR, the paired form RpGAN.

A penalty, added to the critic's loss, looks at the slope of a at some rows:

    gp   E (|da/dx| - 1)^2    at rows between real and made ones (`between`); Gulrajani et al. (2017), weight 10
    r1   E |da/dx|^2          at real rows                                    Mescheder et al. (2018), weight gamma / 2
    r2   E |da/dx|^2          at made rows                                    the same; both: Huang et al. (2024)

The critic's loss needs made rows without the generator's graph behind them, G(z).detach(): its step moves the critic
only. The generator's loss needs them with it.
"""

import torch
from torch.nn.functional import softplus

LOSSES = ("saturating", "non_saturating", "wasserstein", "relativistic")


def value(real, made):
    """V, the game's value, at the logits of real and of made rows: any shapes, a scalar. Never above 0."""
    return -softplus(-real).mean() - softplus(made).mean()


def critic_loss(loss: str, real, made):
    """What the critic minimises, a scalar. real, made: its outputs at real and at made rows, (batch,) each.

    "relativistic" compares the first real row with the first made one, and so on: batches of one size.
    """
    if loss == "wasserstein":
        return made.mean() - real.mean()
    if loss == "relativistic":
        return softplus(made - real).mean()
    return -value(real, made)


def generator_loss(loss: str, real, made):
    """What the generator minimises, a scalar. Only "relativistic" looks at `real`; the others take None as well."""
    if loss == "wasserstein":
        return -made.mean()
    if loss == "relativistic":
        return softplus(real - made).mean()
    if loss == "non_saturating":
        return softplus(-made).mean()
    return -softplus(made).mean()  # "saturating": log(1 - D), which the generator pushes down


def slopes(critic, rows):
    """|da/dx| at each of the rows, (batch, width) -> (batch,). The critic gives one number a row, (batch,) or
    (batch, 1); the result can be differentiated by the critic's weights, and is cut off from whatever made the rows."""
    rows = rows.detach().requires_grad_(True)
    return slopes_at(critic(rows), rows)


def slopes_at(numbers, rows):
    """The same from the critic's outputs at these rows, which require a gradient: no second look at them."""
    (gradient,) = torch.autograd.grad(numbers.sum(), rows, create_graph=True)
    return (gradient.square().flatten(1).sum(1) + 1e-20).sqrt()  # the root of 0 has no slope of its own


def between(real, made, generator: torch.Generator):
    """One row on the straight line from each real row to the made one beside it, uniformly: (batch, width)."""
    share = torch.rand(len(real), *[1] * (real.dim() - 1), generator=generator, dtype=real.dtype)
    return made.detach() + share * (real - made.detach())


def gp(critic, rows):
    """E (|da/dx| - 1)^2, a scalar; rows: `between(real, made, generator)`."""
    return (slopes(critic, rows) - 1).square().mean()


def r1(critic, rows):
    """E |da/dx|^2, a scalar; rows: real ones."""
    return slopes(critic, rows).square().mean()


def r2(critic, rows):
    """E |da/dx|^2, a scalar; rows: made ones."""
    return slopes(critic, rows).square().mean()

"""A number for each row: how well a fitted VAE explains it. What an attacker who holds the model looks at.

    "mixed", "binned"   the evidence lower bound in nats, E_q(z|x) log p(x|z) - KL(q(z|x) || N(0, I)), at KL weight 1
                        whatever the training's was: a lower bound of log p(x) under z ~ N(0, I), the prior that was
                        trained with (a mixture fitted afterwards has no part in it)
    "article"           minus the row's own part of the article's loss, its KL weight included: mean of squared errors
                        over the D entries, mean of KL over the L latents. It bounds nothing, it ranks

The KL is exact. The expectation is a mean over `draws` of z, so the bound of a row has an error that falls with
1 / sqrt(draws). Of "binned" the cell of a number is counted, not the place inside it.
"""

import numpy as np
import torch

from course_lib.generators.neural.likelihood import negative_log_likelihood
from course_lib.generators.neural.training import chunks
from course_lib.generators.neural.vae.objective import kl_divergence, reparameterise
from course_lib.generators.settings import check_whole
from course_lib.randomness import generator, threads, torch_generator


def elbo_of_rows(model, df, draws: int = 20, seed=0) -> np.ndarray:
    """The bound of each row of `df` under a fitted `VAE`, higher = better explained: (n,).

    draws: of z ~ q(z|x) for each row, 1 or more. A number that was fitted on a grid is scored at one place of its
    interval, the same for the same seed. Raises CourseError before `fit`, for draws below 1, and for levels or gaps
    that the fitted table did not have.
    """
    check_whole("draws", draws, 1)
    model._ready()
    rng = generator(seed)
    noise = torch_generator(rng)
    rows = model.recipe.rows(model.encoding_, model.encoder_.transform(df))
    rows.redraw(rng)  # "mixed": where in its interval a repeated number lies
    with threads(1), torch.no_grad():
        found = [of_batch(model, *rows.batch(some), draws, noise) for some in chunks(len(rows))]
    return torch.cat(found).numpy() if found else np.empty(0)


def of_batch(model, x, target, seen, draws: int, noise) -> torch.Tensor:
    """The bound of each row of a minibatch, in double precision: (b,)."""
    net = model.network_
    mu, logvar = net.encode(x)
    total = torch.zeros(len(x), dtype=torch.float64)
    for _ in range(draws):
        z = reparameterise(mu, logvar, torch.randn(mu.shape, generator=noise))
        total += TERMS[model.likelihood](model, target, net.decode(z), seen).double()
    kl = kl_divergence(mu.double(), logvar.double())
    if model.likelihood == "article":
        return -total / draws - model.setting("kl_weight") * kl.mean(-1)
    return -total / draws - kl.sum(-1)


# The reconstruction of each row, (b,): what the loss in objective.py takes the mean of.


def article(model, target, out, seen):
    return ((out - target) ** 2).mean(-1)


def mixed(model, target, out, seen):
    return negative_log_likelihood(target, out, model.network_.sigma, model.encoding_.blocks, seen)


def binned(model, places, out, seen):
    logits = out.split([block.stop - block.start for block in model.encoding_.blocks], -1)
    normaliser = torch.stack([block.logsumexp(-1) for block in logits], -1).sum(-1)
    return normaliser - out.gather(-1, places).sum(-1)


TERMS = {"article": article, "mixed": mixed, "binned": binned}

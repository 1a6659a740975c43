"""Many of the article's VAEs trained at once, one for each table: what attacks need that refit again and again.

As in grid.py their weights lie side by side in tensors with a leading dimension S, and each layer is one batched
matrix product. Here each network has a table of its own, with as many rows and as many entries D as the others':

    x (S, batch, D)     loss (S,)     its sum has the gradient of S separate trainings

Adam works weight by weight, so a stack learns what `VAE(likelihood="article").fit(table, seed=seed)` would have
learned table by table, up to rounding: every draw comes from the table's own generator, in the same order.
"""

from collections import defaultdict
from copy import deepcopy

import torch

from course_lib.errors import CourseError
from course_lib.generators.neural.training import Optimiser, minibatches, n_batches
from course_lib.generators.neural.vae.grid import stacked
from course_lib.generators.neural.vae.model import VAE
from course_lib.generators.neural.vae.objective import kl_divergence, reparameterise
from course_lib.generators.settings import check_whole
from course_lib.randomness import threads, torch_generator


class Waiting(VAE):
    """A VAE whose `fit` stops before the loop: encoding and first weights are there, training is done elsewhere."""

    def _fit(self, matrix, fields, rng, progress):
        self._source = torch_generator(rng)
        self.encoding_ = self.recipe.encoded(matrix, fields)
        self._rows = self.recipe.rows(self.encoding_, matrix)
        self.network_ = self._network(self._source)
        self.sigma_, self.prior_, self.history_ = None, None, {}


def fit_side_by_side(tables, seeds, *, steps: int = 4000, schema=None) -> list[VAE]:
    """The article's VAE on each of `tables`, all with the same number of rows: fitted models, in their order.

    steps: of the optimiser, rounded down to whole epochs. schema: of every table; inferred from each if None, and
    then tables that lack a level train in a stack of their own. Raises CourseError for tables of different length,
    and as `VAE.fit` does.
    """
    check_whole("steps", steps, 1)
    tables, seeds = list(tables), list(seeds)
    if len({len(table) for table in tables}) > 1 or len(tables) != len(seeds):
        raise CourseError("Networks side by side need tables with the same number of rows, and a seed for each.")
    models = [Waiting(likelihood="article").fit(table, schema, seed=int(s)) for table, s in zip(tables, seeds)]
    stacks = defaultdict(list)
    for model in models:
        stacks[model.encoding_.size].append(model)
    with threads(1):
        for stack in stacks.values():
            learn(stack, steps)
    return models


def learn(models, steps: int) -> None:
    """Train the networks of `models`, whose tables agree in rows and entries."""
    first, n = models[0], len(models[0]._rows)
    size, beta = first.setting("batch_size"), first.setting("kl_weight")
    net = stacked(deepcopy(first.network_), len(models))
    layers = [name for name, _ in net.named_parameters() if name != "log_sigma"]  # which this recipe does not use
    with torch.no_grad():
        for name in layers:
            weight = net.get_parameter(name)
            own = [model.network_.get_parameter(name) for model in models]
            weight.copy_(torch.stack(own).reshape(weight.shape))
    passes = max(1, steps // n_batches(n, size))
    optimiser = Optimiser(net, first.setting("learning_rate"), passes * n_batches(n, size), one_cycle=False)
    table = torch.stack([model._rows.batch(slice(0, n))[0] for model in models])  # (S, n, D)
    for _ in range(passes):
        for some in zip(*(minibatches(n, size, model._source) for model in models)):
            x = torch.stack([rows[each] for rows, each in zip(table, some)])
            mu, logvar = net.encode(x)
            eps = torch.stack([torch.randn(mu.shape[1:], generator=model._source) for model in models])
            out = net.decode(reparameterise(mu, logvar, eps))
            losses = ((out - x) ** 2).mean((1, 2)) + beta * kl_divergence(mu, logvar).mean((1, 2))
            optimiser.step(losses.sum())
    for s, model in enumerate(models):
        with torch.no_grad():
            for name in layers:
                weight = model.network_.get_parameter(name)
                weight.copy_(net.get_parameter(name)[s].reshape(weight.shape))
        model.sigma_ = model.recipe.sigma(model.network_, model._rows, model._source)

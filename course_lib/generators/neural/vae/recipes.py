"""What the three recipes of `VAE` do differently: the units of a row, the network, the loss, and how a row is drawn.

    "binned"    every column as categories (binned.py); the decoder's softmax says how likely each cell is
    "mixed"     numbers on normal scores with a Gaussian, categories with a softmax
    "article"   standardised numbers and one-hot codes with squared errors, read off by argmax

A recipe has:

    settings      what a setting left at None means
    encoding, rows      classes: the matrix in network units, and its minibatches
    one_cycle, averaged, validation     how it is trained: the step size goes up and down; an average of the weights is
                  kept; the share of the rows that is held back to say when to stop
    passes(n)     epochs, where the setting is None
"""

import numpy as np
import torch
from torch import nn

from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.encoding import ArticleEncoding, MixedEncoding
from course_lib.generators.neural.likelihood import Draws, draw, logits_of_shares
from course_lib.generators.neural.training import Rows, chunks, n_batches
from course_lib.generators.neural.vae.binned import BinnedDraws, BinnedNetwork, BinnedRows, encoded
from course_lib.generators.neural.vae.network import Network, fix_sigma, start_at_shares
from course_lib.generators.neural.vae.objective import article_loss, binned_loss, mixed_loss, reparameterise


class Mixed:
    """The evidence lower bound with a likelihood for each kind of column: see `mixed_loss`."""

    # epochs: as many as make about `steps` minibatches, and at most `most`: on a few hundred rows more of them bring
    # samples no nearer to fresh rows, but nearer to training rows.
    settings = {"kl_weight": 1.0, "noise": 1.0, "hidden": 128, "batch_size": 256, "learning_rate": 6e-3,
                "prior": "normal"}
    encoding, rows, activation = MixedEncoding, Rows, nn.SiLU
    one_cycle, averaged, validation = True, False, 0.0
    steps, fewest, most = 3000, 1, 400

    def encoded(self, matrix, fields):
        """The table's encoding, learned."""
        return self.encoding.fit(matrix, fields)

    def batch_size(self, n) -> int:
        return self.settings["batch_size"]

    def passes(self, n, batch_size) -> int:
        return min(self.most, max(self.fewest, round(self.steps / n_batches(n, batch_size))))

    def network(self, encoding, latent_dim, hidden, draws):
        return Network(encoding.size, latent_dim, hidden, len(encoding.numbers), self.activation, draws)

    def start(self, network, rows, sigma) -> None:
        """Where training starts: outputs at the columns' own shares; sigma at its fixed value, if it has."""
        start_at_shares(network.decoder[-1].bias, rows)
        if sigma is not None:
            fix_sigma(network, sigma)

    def rising(self, done: float) -> float:
        """The part of the KL weight that counts when this share of the training is done."""
        return 1.0

    def shrink(self, network, pace: float) -> None:
        """What happens to the weights beside the optimiser's steps, whose size is `pace`: nothing."""

    def losses(self, network, encoding, target, seen, out, mu, logvar, kl_weight):
        """(loss, reconstruction, KL)."""
        return mixed_loss(target, out, mu, logvar, network.sigma, encoding.blocks, kl_weight, seen)

    def sigma(self, network, rows, draws) -> np.ndarray:
        """The decoder's standard deviation of each number in network units, (p,)."""
        return network.sigma.detach().numpy().copy()

    def draws(self, n, latent_dim, encoding, generator):
        return Draws.fresh(n, latent_dim, encoding, generator)

    def matrix(self, out, encoding, draws, sigma, noise) -> np.ndarray:
        """The decoder's output as rows of the matrix."""
        numbers, codes = draw(out, torch.as_tensor(sigma, dtype=out.dtype), encoding.blocks, noise, draws.normal,
                              draws.gumbel)
        return encoding.matrix(numbers.numpy(), codes.numpy())


class Article(Mixed):
    """The article's loss and network: see `article_loss`."""

    settings = {"kl_weight": 0.001, "noise": 0.0, "hidden": 64, "batch_size": 64, "learning_rate": 1e-3,
                "prior": "normal"}
    encoding, activation, one_cycle = ArticleEncoding, nn.ReLU, False

    def passes(self, n, batch_size) -> int:
        return 30

    def start(self, network, rows, sigma) -> None:
        pass

    def losses(self, network, encoding, target, seen, out, mu, logvar, kl_weight):
        return article_loss(target, out, mu, logvar, kl_weight)

    @torch.no_grad()
    def sigma(self, network, rows, draws) -> np.ndarray:
        """sqrt of the mean squared error of each number over the training rows, z drawn from q(z|x): (p,)."""
        total = torch.zeros(rows.p)
        for some in chunks(len(rows)):
            x, target, _ = rows.batch(some)
            mu, logvar = network.encode(x)
            out = network.decode(reparameterise(mu, logvar, torch.randn(mu.shape, generator=draws)))
            total += ((out - target)[:, : rows.p] ** 2).sum(0)
        return torch.sqrt(total / len(rows)).numpy()

    def matrix(self, out, encoding, draws, sigma, noise) -> np.ndarray:
        if noise > 0:
            out = logits_of_shares(out, len(encoding.numbers), encoding.blocks)
        return super().matrix(out, encoding, draws, sigma, noise)


class Binned(Mixed):
    """The evidence lower bound where every column is a category: see `binned_loss`."""

    settings = {"kl_weight": 0.8, "noise": 1.0, "hidden": 64, "batch_size": 512, "learning_rate": 2e-2,
                "prior": "mixture"}
    encoding, rows = BinnedEncoding, BinnedRows
    averaged, validation = True, 0.1
    steps, fewest, most = 1500, 5, 150

    def encoded(self, matrix, fields):
        return encoded(matrix, fields)

    def batch_size(self, n) -> int:
        return max(16, min(self.settings["batch_size"], n // 8))

    def network(self, encoding, latent_dim, hidden, draws):
        return BinnedNetwork(encoding, latent_dim, hidden, draws)

    def start(self, network, rows, sigma) -> None:
        network.start_at_shares(rows)

    def rising(self, done: float) -> float:
        """A fifth at first, all of it from a third of the training on (Bowman et al. 2016, KL annealing)."""
        return min(1.0, 0.2 + 2.4 * done)

    def shrink(self, network, pace: float) -> None:
        network.shrink(pace)

    def losses(self, network, encoding, target, seen, out, mu, logvar, kl_weight):
        return binned_loss(target, out, mu, logvar, encoding.blocks, kl_weight)

    def sigma(self, network, rows, draws) -> np.ndarray:
        return np.empty(0)  # no Gaussian

    def draws(self, n, latent_dim, encoding, generator):
        return BinnedDraws.fresh(n, latent_dim, encoding, generator)

    def matrix(self, out, encoding, draws, sigma, noise) -> np.ndarray:
        return draws.rows(out, encoding, noise)


RECIPES = {"binned": Binned(), "mixed": Mixed(), "article": Article()}

"""A variational autoencoder trained by DP-SGD.

    x        a row: for each column one of its groups of cells (domain.py), as one-hot codes, D entries
    z        L latent numbers, z ~ N(0, I) before anything is seen
    q(z|x)   N(mu, diag exp(logvar)), the encoder; p(x|z) a softmax for each column, the decoder

    1 pay    noisy counts of every column: the number of rows, the shares of all cells; groups of about equal shares
    2 noise  sigma such that these counts and all steps together stay within (epsilon, delta)        dp/accountant.py
    3 loop   a Poisson batch; the loss of each row, -log p(x|z) + KL(q || N(0, I)); noisy clipped gradient; Adam
    4 sample z ~ N(0, I), a group of each column from its softmax, a cell in it by the shares of step 1, a value

The decoder's last bias starts at the noisy shares, which are paid for, so the network starts at independent columns.
There is no early stopping and no loss to look at: both would ask the rows and cost budget. z comes from the prior, not
from a density fitted to the codes, for the same reason.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import log_softmax

from course_lib.dp.accountant import Gaussian, SampledGaussian, noise_multiplier, zcdp_rho
from course_lib.dp.dpsgd import NoisyGradients, poisson_batch
from course_lib.generators.neural.saving import NeuralGenerator
from course_lib.generators.neural.training import Adam, Average, Linear, chunks, epochs
from course_lib.generators.neural.vae.objective import kl_divergence, reparameterise
from course_lib.generators.private.counts import groups, noisy_counts, noisy_total, shares
from course_lib.generators.private.declared import PrivateGenerator, as_dict
from course_lib.generators.private.tree import pick
from course_lib.generators.settings import check_number, check_whole
from course_lib.randomness import torch_generator

MOST_BY_PLD = 20.0  # the largest epsilon counted by PLD
SINGLES = 0.2  # of the budget in zCDP for the counts of single columns; the steps get what the accountant leaves


class Network(nn.Module):
    """D - H - mu, logvar (L) and L - H - D, linear layers throughout: their gradients are clipped by dp/dpsgd.py."""

    def __init__(self, size, hidden, latent_dim, generator):
        super().__init__()
        self.encoder = Linear(size, hidden, generator)
        self.code = Linear(hidden, 2 * latent_dim, generator)
        self.decoder = Linear(latent_dim, hidden, generator)
        self.logits = Linear(hidden, size, generator)

    def encode(self, x):
        """(b, D) -> mu, logvar, each (b, L)."""
        return self.code(torch.tanh(self.encoder(x))).chunk(2, dim=1)

    def decode(self, z):
        """(b, L) -> logits (b, D)."""
        return self.logits(torch.tanh(self.decoder(z)))


def row_losses(network, x, eps, blocks) -> torch.Tensor:
    """-ELBO of every row in nats, (b,): sums over columns and latents. x (b, D) one-hot, eps (b, L) standard normal."""
    mu, logvar = network.encode(x)
    logits = network.decode(reparameterise(mu, logvar, eps))
    said = torch.cat([log_softmax(part, 1) for part in logits.split(blocks, 1)], 1)
    return kl_divergence(mu, logvar).sum(1) - (x * said).sum(1)


class PrivateVAE(NeuralGenerator, PrivateGenerator):
    """A VAE trained by DP-SGD on public cells, (epsilon, delta)-differentially private.

    epsilon, delta: the budget; rows are added or removed. latent_dim: L. hidden: H. steps: of training. batch_size: the
    expected one. clip: C, the length to which a row's gradient is cut. cells, groups: the most cells of a number, and
    the most groups of them that the network tells apart.

    Learned besides a PrivateGenerator's: `singles_`, `noisy_singles_`, `sigma_singles_`, `count_` as in
    PrivateMarginals; `sigma_steps_` (noise multiplier), `rate_` (q of the Poisson batches), `network_`.
    """

    def __init__(self, *, epsilon=1.0, delta=1e-5, latent_dim=2, hidden=128, steps=800, batch_size=500, clip=1.0,
                 learning_rate=0.01, cells=100, groups=10):
        self.epsilon = epsilon
        self.delta = delta
        self.latent_dim = latent_dim
        self.hidden = hidden
        self.steps = steps
        self.batch_size = batch_size
        self.clip = clip
        self.learning_rate = learning_rate
        self.cells = cells
        self.groups = groups

    @property
    def accountant(self) -> str:
        """PLD, the tighter; its grids grow with epsilon, so RDP where the budget is so large that none is kept."""
        return "pld" if self.epsilon <= MOST_BY_PLD else "rdp"

    def _check(self):
        super()._check()
        for name, low in (("latent_dim", 1), ("hidden", 1), ("steps", 1), ("batch_size", 1), ("groups", 2)):
            check_whole(name, getattr(self, name), low)
        check_number("clip", self.clip, 1e-6)
        check_number("learning_rate", self.learning_rate, 0.0)

    def _fit(self, x, fields, rng, progress):
        domain, noise = self.domain_, self._noise(rng)
        codes = domain.codes(x)
        # 1 pay
        c = len(domain.columns)
        counts = Gaussian(single_sigma(self.epsilon, self.delta, c), "tables of single columns", c)
        self.noisy_singles_ = noisy_counts(codes, domain.sizes, counts.sigma, noise)
        self.sigma_singles_, self.count_ = counts.sigma, noisy_total(self.noisy_singles_)
        self.singles_ = [shares(t, self.count_, counts.sigma, cells)
                         for t, cells in zip(self.noisy_singles_, domain.columns)]
        self.groups_ = [groups(s, self.groups, cells) for s, cells in zip(self.singles_, domain.columns)]
        # 2 noise
        self.rate_ = min(1.0, self.batch_size / self.count_)
        self.sigma_steps_ = noise_multiplier(self.epsilon, self.delta, self.rate_, self.steps,
                                             method=self.accountant, others=[counts])
        steps = SampledGaussian(self.rate_, self.sigma_steps_, self.steps, "steps of DP-SGD")
        self.ledger_ = [as_dict(counts), as_dict(steps)]
        # 3 loop
        first = torch_generator(rng)
        self.network_ = self._network(first)
        with torch.no_grad():
            self.network_.logits.weight *= 0.1
            self.network_.logits.bias.copy_(torch.log(torch.from_numpy(np.concatenate(self._group_shares())) + 1e-3))
        rows = self._one_hot(codes)
        adam = Adam(self.network_.parameters(), self.learning_rate)
        average = Average(self.network_, decay=0.99)
        gradients = NoisyGradients(self.network_, clip=self.clip, sigma=self.sigma_steps_,
                                   expected_batch=self.rate_ * self.count_, noise=noise)
        blocks = self._blocks()
        for _ in epochs(self.steps, progress, "DP-SGD steps"):
            x = rows(poisson_batch(len(codes), self.rate_, noise))
            eps = torch.randn(len(x), self.latent_dim, generator=first)
            gradients.set(row_losses(self.network_, x, eps, blocks))
            adam.step()
            average.update()
        gradients.remove()
        self.network_.load_state_dict(average.mean)

    def _one_hot(self, codes):
        """A function from row numbers (b,) to one-hot groups (b, D), float32."""
        blocks = self._blocks()
        starts = np.cumsum([0, *blocks[:-1]])
        hot = torch.from_numpy(np.stack([g[codes[:, j]] + s for j, (g, s) in enumerate(zip(self.groups_, starts))], 1))
        return lambda rows: torch.zeros(len(rows), sum(blocks)).scatter_(1, hot[rows], 1.0)

    def _blocks(self) -> list[int]:
        """How many groups each column has."""
        return [int(g.max()) + 1 for g in self.groups_]

    def _group_shares(self) -> list[np.ndarray]:
        return [np.bincount(g, weights=s) for g, s in zip(self.groups_, self.singles_)]

    def _network(self, generator):
        return Network(sum(self._blocks()), self.hidden, self.latent_dim, generator)

    @torch.no_grad()
    def _sample(self, n, rng):
        draws = torch_generator(rng)
        z = torch.randn(n, self.latent_dim, generator=draws)
        logits = torch.cat([self.network_.decode(z[part]) for part in chunks(n)])
        logits[:, torch.from_numpy(np.concatenate(self._group_shares()) == 0)] = -torch.inf  # known to be empty
        codes = np.empty((n, len(self.singles_)), dtype=np.int64)
        for j, part in enumerate(logits.split(self._blocks(), 1)):
            waiting = torch.empty_like(part).exponential_(generator=draws)
            group = (part - torch.log(waiting)).argmax(1).numpy()  # Gumbel-max: a draw from the softmax
            inside = (self.groups_[j] == np.arange(part.shape[1])[:, None]) * (self.singles_[j] + 1e-12)
            codes[:, j] = pick(np.cumsum(inside, axis=1), group, rng.random(n))
        return self.domain_.matrix(codes, rng.random(codes.shape))


def single_sigma(epsilon, delta, columns) -> float:
    """The noise on the counts of single columns, so that all of them take the share `SINGLES` of the budget in zCDP."""
    return float(np.sqrt(columns / (2 * SINGLES * zcdp_rho(epsilon, delta))))

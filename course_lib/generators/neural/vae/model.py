"""The variational autoencoder (VAE) for tables, in two recipes: `likelihood="mixed"` and `"article"`.

A row x is explained by a latent vector z of L numbers that nobody observes.

    x          a row in network units (encoding.py): p numbers, then one-hot codes; D entries
    p(z)       N(0, I), the prior
    p(x|z)     the decoder: what it says about every column, given z
    q(z|x)     N(mu, diag sigma^2), the encoder: a guess at which z may have made x; the network gives mu and
               logvar = log sigma^2
    beta       kl_weight

    1 encode           mu, logvar = encoder(x)                                     (n, D) -> (n, L), (n, L)
    2 reparameterise   z = mu + sigma * eps,  eps ~ N(0, I): the draw is outside, so gradients reach mu and sigma
    3 decode           out = decoder(z)                                            (n, L) -> (n, D)
    4 loss             reconstruction + beta * KL( q(z|x) || p(z) )
    5 loop             minibatches, Adam
    6 sample           z ~ p(z), out = decoder(z), x ~ p(x|z)                      (n, L) -> (n, D)

"mixed" maximises the evidence lower bound: reconstruction = -log p(x|z), a Gaussian with its own learned sigma for
each number (on normal scores) and a softmax for each category; sums over columns and latents, mean over rows; step 6
draws from p(x|z). Kingma and Welling (2014), ICLR; per-column likelihoods: Nazabal et al. (2020); learned sigma with
a floor, because the likelihood is unbounded without one: Mattei and Frellsen (2018), Rybkin et al. (2021).

"article" is the article's recipe: standardised numbers and one-hot codes, D-64-64-L and L-64-D with ReLU, loss =
squared error averaged over rows and D + .001 * KL averaged over rows and L, 30 epochs, and in step 6 the decoder's
output itself: no noise, argmax. It names neither optimiser nor learning rate nor batch size; chosen here: Adam,
1e-3, 64. Nothing keeps its numbers inside their bounds.
"""

import numpy as np
import torch
from torch import nn

from course_lib.errors import CourseError
from course_lib.generators.base import Generator
from course_lib.generators.neural.encoding import ArticleEncoding, MixedEncoding
from course_lib.generators.neural.likelihood import Draws, draw, logits_of_shares, negative_log_likelihood
from course_lib.generators.neural.training import (
    Linear,
    Optimiser,
    Rows,
    chunks,
    epochs,
    minibatches,
    n_batches,
    set_weights,
    weights,
)
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.randomness import generator, threads, torch_generator

# What a setting left at None means. epochs: None for "mixed" is as many as make about STEPS minibatches, and at most
# MOST_EPOCHS: on a few hundred rows more of them bring samples no nearer to fresh rows, but nearer to training rows.
RECIPES = {
    "mixed": {"kl_weight": 1.0, "noise": 1.0, "hidden": 128, "epochs": None, "batch_size": 256, "learning_rate": 6e-3},
    "article": {"kl_weight": 0.001, "noise": 0.0, "hidden": 64, "epochs": 30, "batch_size": 64, "learning_rate": 1e-3},
}
STEPS, MOST_EPOCHS = 3000, 400
SIGMA_FLOOR = 0.05  # of the decoder, in standard deviations of a normal score
ACTIVE = 0.01  # variance of mu_j over the rows above which latent j is in use (Burda et al. 2016)


# 1-3: the network ------------------------------------------------------------------------------------------------
class Network(nn.Module):
    """Encoder and decoder. `activation`: nn.ReLU or nn.SiLU. `log_sigma`: (p,), of the decoder's Gaussians."""

    def __init__(self, size, latent_dim, hidden, p, activation, generator):
        super().__init__()
        self.encoder = nn.Sequential(Linear(size, hidden, generator), activation(),
                                     Linear(hidden, hidden, generator), activation())
        self.mu = Linear(hidden, latent_dim, generator)
        self.logvar = Linear(hidden, latent_dim, generator)
        self.decoder = nn.Sequential(Linear(latent_dim, hidden, generator), activation(),
                                     Linear(hidden, size, generator))
        self.log_sigma = nn.Parameter(torch.zeros(p))

    def encode(self, x):
        h = self.encoder(x)
        return self.mu(h), self.logvar(h)

    def decode(self, z):
        return self.decoder(z)

    @property
    def sigma(self):
        """The decoder's standard deviation for each number, (p,): learned, never below the floor."""
        return SIGMA_FLOOR + self.log_sigma.exp()


def reparameterise(mu, logvar, eps):
    """z = mu + sigma * eps, a draw from N(mu, diag sigma^2) through which gradients flow."""
    return mu + torch.exp(0.5 * logvar) * eps


# 4: the loss -----------------------------------------------------------------------------------------------------
def kl_divergence(mu, logvar):
    """KL( N(mu, sigma^2) || N(0, 1) ) in nats, for each latent by itself: same shape as mu."""
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


class VAE(Generator):
    """A VAE. Settings:

    latent_dim      L, a whole number from 1 up
    kl_weight       beta; None: 1 for "mixed" (the evidence lower bound), .001 for "article" (on means)
    likelihood      "mixed" or "article", see above
    noise           at sampling, may be changed after fit: 0 the decoder's mean and argmax, 1 a draw from p(x|z);
                    between, sigma is multiplied by it and probabilities are raised to 1 / noise. None: 1 for
                    "mixed", 0 for "article". The article's loss names no sigma: its draws use the residuals'
                    standard deviation on the training rows, and outputs cut to [0, ...) and divided by their sum.
    sigma           the decoder's sigma for numbers, in sd of a normal score; None: learned. ("mixed" only)
    hidden, epochs, batch_size, learning_rate    of the network and its training; None: the recipe's own

    Learned: `history_` (dict of lists, one entry per epoch: loss, reconstruction, kl; "mixed": nats per row),
    `sigma_` ((p,) array in network units), `network_`, `encoding_`.
    """

    def __init__(self, *, latent_dim=8, kl_weight=None, likelihood="mixed", noise=None, sigma=None, hidden=None,
                 epochs=None, batch_size=None, learning_rate=None):
        self.latent_dim = latent_dim
        self.kl_weight = kl_weight
        self.likelihood = likelihood
        self.noise = noise
        self.sigma = sigma
        self.hidden = hidden
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    def setting(self, name):
        """The value of a setting: its own, or the recipe's where it is None."""
        own = getattr(self, name)
        return RECIPES[self.likelihood][name] if own is None else own

    def _check(self):
        check_choice("likelihood", self.likelihood, tuple(RECIPES))
        check_whole("latent_dim", self.latent_dim, 1)
        check_number("kl_weight", self.setting("kl_weight"), 0)
        check_number("noise", self.setting("noise"), 0)
        check_whole("hidden", self.setting("hidden"), 1)
        check_whole("batch_size", self.setting("batch_size"), 1)
        check_number("learning_rate", self.setting("learning_rate"), 1e-9, 1)
        if self.epochs is not None:
            check_whole("epochs", self.epochs, 1)
        if self.sigma is not None:
            check_number("sigma", self.sigma, SIGMA_FLOOR)
            if self.likelihood == "article":
                raise CourseError(f"sigma={self.sigma!r} has no place in the article's loss: leave it at None, or "
                                  "choose likelihood='mixed'.")

    # 5: the loop -------------------------------------------------------------------------------------------------
    def _fit(self, matrix, fields, rng, progress):
        article = self.likelihood == "article"
        self.encoding_ = (ArticleEncoding if article else MixedEncoding).fit(matrix, fields)
        rows, draws = Rows(self.encoding_, matrix), torch_generator(rng)
        self.network_ = net = self._network(draws)
        self._start(rows)
        n, size, beta = len(rows), self.setting("batch_size"), self.setting("kl_weight")
        passes = self.setting("epochs") or min(MOST_EPOCHS, max(1, round(STEPS / n_batches(n, size))))
        optimiser = Optimiser(net, self.setting("learning_rate"), passes * n_batches(n, size), one_cycle=not article)
        history = {"loss": [], "reconstruction": [], "kl": []}
        for _ in epochs(passes, progress, "VAE"):
            rows.redraw(rng)
            parts = []
            for some in minibatches(n, size, draws):
                x, target, seen = rows.batch(some)
                mu, logvar = net.encode(x)
                z = reparameterise(mu, logvar, torch.randn(mu.shape, generator=draws))
                out = net.decode(z)
                if article:
                    loss, *others = article_loss(target, out, mu, logvar, beta)
                else:
                    loss, *others = mixed_loss(target, out, mu, logvar, net.sigma, self.encoding_.blocks, beta, seen)
                optimiser.step(loss)
                parts.append([part.item() for part in (loss, *others)])
            for name, value in zip(history, np.mean(parts, axis=0)):
                history[name].append(float(value))
        self.history_ = history
        self.sigma_ = self._residuals(rows, draws) if article else net.sigma.detach().numpy().copy()

    def _network(self, draws) -> Network:
        e, activation = self.encoding_, nn.ReLU if self.likelihood == "article" else nn.SiLU
        return Network(e.size, self.latent_dim, self.setting("hidden"), len(e.numbers), activation, draws)

    @torch.no_grad()
    def _start(self, rows):
        """Where training starts ("mixed"): outputs at the columns' own shares; sigma at its fixed value, if it has."""
        if self.likelihood == "mixed":
            start_at_shares(self.network_.decoder[-1].bias, rows)
            if self.sigma is not None:
                fix_sigma(self.network_, self.sigma)

    @torch.no_grad()
    def _residuals(self, rows, draws) -> np.ndarray:
        """sqrt of the mean squared error of each number over the training rows, z drawn from q(z|x): (p,)."""
        total = torch.zeros(rows.p)
        for some in chunks(len(rows)):
            x, target, _ = rows.batch(some)
            mu, logvar = self.network_.encode(x)
            out = self.network_.decode(reparameterise(mu, logvar, torch.randn(mu.shape, generator=draws)))
            total += ((out - target)[:, : rows.p] ** 2).sum(0)
        return torch.sqrt(total / len(rows)).numpy()

    # 6: sampling -------------------------------------------------------------------------------------------------
    def _sample(self, n, rng):
        draws = torch_generator(rng)
        pieces = [Draws.fresh(piece.stop - piece.start, self.latent_dim, self.encoding_, draws) for piece in chunks(n)]
        return np.concatenate([self.matrix_of(piece, self.setting("noise")) for piece in pieces])

    @torch.no_grad()
    def matrix_of(self, draws: Draws, noise: float) -> np.ndarray:
        """The matrix, (n, fields), that these latent vectors and draws become."""
        out, e = self.network_.decode(draws.z), self.encoding_
        if self.likelihood == "article" and noise > 0:
            out = logits_of_shares(out, len(e.numbers), e.blocks)
        sigma = torch.as_tensor(self.sigma_, dtype=out.dtype)
        numbers, codes = draw(out, sigma, e.blocks, noise, draws.normal, draws.gumbel)
        return e.matrix(numbers.numpy(), codes.numpy())

    # What the latent space holds, for lessons --------------------------------------------------------------------
    def encode(self, df) -> tuple[np.ndarray, np.ndarray]:
        """mu and logvar of q(z|x) for every row of `df`: (n, L) twice."""
        self._ready()
        rows = Rows(self.encoding_, self.encoder_.transform(df))
        with threads(1), torch.no_grad():
            parts = [self.network_.encode(rows.batch(some)[0]) for some in chunks(len(rows))]
        return tuple(torch.cat(part).double().numpy() for part in zip(*parts))

    def decode(self, z, *, noise=0.0, seed=None):
        """The rows that latent vectors z, (n, L), become; noise 0, the default, gives each column's likeliest value."""
        self._ready()
        z = torch.as_tensor(np.asarray(z), dtype=torch.float32)
        if z.ndim != 2 or z.shape[1] != self.latent_dim:
            raise CourseError(f"z has shape {tuple(z.shape)}: this model needs (rows, {self.latent_dim}).")
        check_number("noise", noise, 0)
        draws = Draws.fresh(len(z), self.latent_dim, self.encoding_, torch_generator(generator(seed)))
        with threads(1):
            matrix = self.matrix_of(Draws(z, draws.normal, draws.gumbel), noise)
        return self.encoder_.inverse_transform(matrix)

    def posterior_sample(self, df, seed=None) -> np.ndarray:
        """One z ~ q(z|x) per row of `df`, (n, L): together a sample of the aggregated posterior q(z)."""
        mu, logvar = self.encode(df)
        return mu + np.exp(0.5 * logvar) * generator(seed).standard_normal(mu.shape)

    def kl_per_dimension(self, df) -> np.ndarray:
        """KL( q(z_j|x) || p(z_j) ), mean over the rows of `df`, in nats: (L,)."""
        mu, logvar = self.encode(df)
        return (0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)).mean(0)

    def active_units(self, df) -> int:
        """How many latents are in use: the variance of mu_j over the rows of `df` is above .01 (Burda et al. 2016)."""
        return int((self.encode(df)[0].var(0) > ACTIVE).sum())

    def _ready(self):
        if not hasattr(self, "network_"):
            state = "has nothing to learn in this table" if self.is_fitted else "has learned nothing yet: call fit(df)"
            raise CourseError(f"{type(self).__name__} {state}.")

    # Saving: a network becomes arrays ----------------------------------------------------------------------------
    def _state(self):
        state = super()._state()
        if "network_" in state:
            state.update(network_=weights(self.network_), encoding_=self.encoding_.to_dict())
        return state

    def _restore(self, state):
        super()._restore(state)
        if "network_" in state:
            self.encoding_ = (ArticleEncoding if self.likelihood == "article" else MixedEncoding).from_dict(
                state["encoding_"])
            self.network_ = self._network(torch.Generator())
            set_weights(self.network_, state["network_"])


@torch.no_grad()
def start_at_shares(bias, rows) -> None:
    """Set the decoder's last bias so that it starts at each column's own shares, and not at "all alike"."""
    counts = torch.bincount(rows.hot.flatten(), minlength=bias.shape[-1]).to(bias.dtype) + 1
    bias[..., : rows.p] = 0
    for block in rows.encoding.blocks:
        bias[..., block] = torch.log(counts[block] / counts[block].sum())


@torch.no_grad()
def fix_sigma(network, sigma) -> None:
    """Hold the decoder's sigma at one value."""
    network.log_sigma.fill_(float(np.log(max(sigma - SIGMA_FLOOR, 1e-12))))
    network.log_sigma.requires_grad_(False)

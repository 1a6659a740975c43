"""The variational autoencoder (VAE) for tables, in three recipes: `likelihood="binned"`, `"mixed"` and `"article"`.

A row x is explained by a latent vector z of L numbers that nobody observes.

    x          a row in network units, D entries (neural/binned.py, neural/encoding.py)
    p(z)       N(0, I), the prior
    p(x|z)     the decoder: what it says about every column, given z
    q(z|x)     N(mu, diag tau^2), the encoder: a guess at which z may have made x; the network gives mu and
               logvar = log tau^2
    beta       kl_weight

    1 encode           mu, logvar = encoder(x)                                     (n, D) -> (n, L), (n, L)
    2 reparameterise   z = mu + tau * eps,  eps ~ N(0, I): the draw is outside, so gradients reach mu and tau
    3 decode           out = decoder(z)                                            (n, L) -> (n, D)
    4 loss             reconstruction + beta * KL( q(z|x) || p(z) )                 objective.py
    5 loop             minibatches, Adam
    6 sample           z ~ p(z), out = decoder(z), x ~ p(x|z)                      (n, L) -> (n, D)

"binned" and "mixed" maximise the evidence lower bound: reconstruction = -log p(x|z), sums over columns and latents,
mean over rows; step 6 draws from p(x|z). Kingma and Welling (2014), ICLR.

"binned", the default, takes every column as categories: cells of numbers, levels, gaps; p(x|z) is a softmax for each.
In step 6 z comes from a mixture fitted to q(z) (prior.py), and a number from inside its cell. beta rises to its value
in the first third of the training, so that latents come into use for weak dependences too. It keeps an average of the
weights, and stops when a tenth of the rows, held back, is explained no better.

"mixed": a Gaussian with its own learned sigma for each number (on normal scores) and a softmax for each category.
Per-column likelihoods: Nazabal et al. (2020); learned sigma with a floor, because the likelihood is unbounded
without one: Mattei and Frellsen (2018), Rybkin et al. (2021).

"article" is the article's recipe: standardised numbers and one-hot codes, D-64-64-L and L-64-D with ReLU, loss =
squared error averaged over rows and D + .001 * KL averaged over rows and L, 30 epochs, and in step 6 the decoder's
output itself: no noise, argmax. It names neither optimiser nor learning rate nor batch size; chosen here: Adam,
1e-3, 64. Nothing keeps its numbers inside their bounds.
"""

from dataclasses import replace

import numpy as np
import torch

from course_lib.errors import CourseError
from course_lib.generators.neural.saving import NeuralGenerator
from course_lib.generators.neural.training import (
    Average,
    EarlyStop,
    Optimiser,
    chunks,
    epochs,
    minibatches,
    n_batches,
    validation_split,
)
from course_lib.generators.neural.vae.disentanglement import total_correlation
from course_lib.generators.neural.vae.network import SIGMA_FLOOR
from course_lib.generators.neural.vae.objective import reparameterise
from course_lib.generators.neural.vae.prior import ROWS, Mixture
from course_lib.generators.neural.vae.recipes import RECIPES
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.randomness import generator, threads, torch_generator

ACTIVE = 0.01  # variance of mu_j over the rows above which latent j is in use (Burda et al. 2016)
VALIDATED = 2048  # rows held back that pass the network at once
PATIENCE = 6  # epochs without a better validation loss before training stops


class VAE(NeuralGenerator):
    """A VAE. Settings; what None means depends on the recipe, see `RECIPES`:

    latent_dim      L, a whole number from 1 up
    kl_weight       beta; None: .8 for "binned", 1 for "mixed" (the evidence lower bound), .001 for "article" (on means)
    likelihood      "binned", "mixed" or "article", see above
    prior           what new z are drawn from: "normal", N(0, I), or "mixture", fitted to q(z) after training;
                    None: "mixture" for "binned", else "normal"
    noise           at sampling, may be changed after fit: 0 the decoder's likeliest value of each column, 1 a draw from
                    p(x|z); between, sigma is multiplied by it and probabilities are raised to 1 / noise. None: 0 for
                    "article", else 1. The article's loss names no sigma: its draws use the residuals' standard
                    deviation on the training rows, and outputs cut to [0, ...) and divided by their sum.
    sigma           the decoder's sigma for numbers, in sd of a normal score; None: learned. ("mixed" only)
    tc_weight       of the total correlation of q(z), added to the loss (disentanglement.py); 0: a plain VAE
    hidden, epochs, batch_size, learning_rate    of the network and its training; None: the recipe's own

    Learned: `history_` (dict of lists, one entry per epoch: loss, reconstruction, kl, in nats per row but for
    "article"; "binned" also validation, the loss of the rows held back), `sigma_` ((p,) array in network units),
    `prior_` (a Mixture, or None), `network_`, `encoding_`.
    """

    def __init__(self, *, latent_dim=8, kl_weight=None, likelihood="binned", prior=None, noise=None, sigma=None,
                 tc_weight=0.0, hidden=None, epochs=None, batch_size=None, learning_rate=None):
        self.latent_dim = latent_dim
        self.kl_weight = kl_weight
        self.likelihood = likelihood
        self.prior = prior
        self.noise = noise
        self.sigma = sigma
        self.tc_weight = tc_weight
        self.hidden = hidden
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    @property
    def recipe(self):
        """What the likelihood decides: units, network, loss, draws."""
        return RECIPES[self.likelihood]

    @property
    def Encoding(self):
        return self.recipe.encoding

    def setting(self, name):
        """The value of a setting: its own, or the recipe's where it is None."""
        own = getattr(self, name)
        return self.recipe.settings[name] if own is None else own

    def _check(self):
        check_choice("likelihood", self.likelihood, tuple(RECIPES))
        check_choice("prior", self.setting("prior"), ("normal", "mixture"))
        check_whole("latent_dim", self.latent_dim, 1)
        for name in ("hidden", "batch_size"):
            check_whole(name, self.setting(name), 1)
        for name in ("kl_weight", "noise"):
            check_number(name, self.setting(name), 0)
        check_number("tc_weight", self.tc_weight, 0)
        check_number("learning_rate", self.setting("learning_rate"), 1e-9, 1)
        if self.epochs is not None:
            check_whole("epochs", self.epochs, 1)
        if self.sigma is not None:
            check_number("sigma", self.sigma, SIGMA_FLOOR)
            if self.likelihood != "mixed":
                raise CourseError(f"sigma={self.sigma!r} has no place in the loss of likelihood={self.likelihood!r}: "
                                  "leave it at None, or choose likelihood='mixed'.")

    # 5: the loop -------------------------------------------------------------------------------------------------
    def _fit(self, matrix, fields, rng, progress):
        recipe, draws = self.recipe, torch_generator(rng)
        self.encoding_ = recipe.encoded(matrix, fields)
        rows = recipe.rows(self.encoding_, matrix)
        self.network_ = net = self._network(draws)
        recipe.start(net, rows, self.sigma)
        learn, held = split(len(rows), recipe.validation, draws)
        n = len(learn)
        size = self.batch_size or recipe.batch_size(n)
        passes = self.epochs or recipe.passes(n, size)
        optimiser = Optimiser(net, self.setting("learning_rate"), passes * n_batches(n, size),
                              one_cycle=recipe.one_cycle)
        average, stop = Average(net) if recipe.averaged else None, EarlyStop(net, PATIENCE)
        history = {"loss": [], "reconstruction": [], "kl": []}
        for epoch in epochs(passes, progress, type(self).__name__):
            rows.redraw(rng)
            parts, beta = [], self.setting("kl_weight") * recipe.rising(epoch / passes)
            for some in minibatches(n, size, draws):
                loss, *others = self._losses(rows, learn[some], draws, beta)
                optimiser.step(loss)
                recipe.shrink(net, optimiser.rate)
                if average:
                    average.update()
                parts.append([part.item() for part in (loss, *others)])
            for name, value in zip(("loss", "reconstruction", "kl"), np.mean(parts, axis=0)):
                history[name].append(float(value))
            if len(held):
                with average.in_place():
                    loss = self._validation(rows, held)
                    history.setdefault("validation", []).append(loss)
                    if 2 * epoch >= passes and stop.seen(loss):  # before, the KL weight still rises
                        break
        if average:
            net.load_state_dict(stop.best or average.mean)
        self.history_ = history
        self.sigma_ = recipe.sigma(net, rows, draws)
        self.prior_ = self._mixture(rows, rng) if self.setting("prior") == "mixture" else None

    def _network(self, draws):
        return self.recipe.network(self.encoding_, self.latent_dim, self.setting("hidden"), draws)

    def _losses(self, rows, some, draws, beta):
        """Steps 1 to 4 for a minibatch: loss, reconstruction, KL, the means over its rows."""
        net = self.network_
        x, target, seen = rows.batch(some)
        mu, logvar = net.encode(x)
        z = reparameterise(mu, logvar, torch.randn(mu.shape, generator=draws))
        loss, *others = self.recipe.losses(net, self.encoding_, target, seen, net.decode(z), mu, logvar, beta)
        if self.tc_weight:
            loss = loss + self.tc_weight * total_correlation(z, mu, logvar, len(rows))
        return loss, *others

    @torch.no_grad()
    def _validation(self, rows, held) -> float:
        """The loss of the rows held back, with the same draws of z every time."""
        same = torch.Generator().manual_seed(0)
        beta = self.setting("kl_weight")
        losses = [self._losses(rows, some, same, beta)[0].item() * len(some) for some in held.split(VALIDATED)]
        return sum(losses) / len(held)

    @torch.no_grad()
    def _mixture(self, rows, rng) -> Mixture:
        """The mixture prior, from one draw of q(z|x) a row."""
        some = torch.from_numpy(rng.choice(len(rows), min(len(rows), ROWS), replace=False))
        mu, logvar = self.network_.encode(rows.batch(some)[0])
        mu, logvar = mu.double().numpy(), logvar.double().numpy()
        z = mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape)
        return Mixture.fit(z, np.flatnonzero(mu.var(0) > ACTIVE), rng)

    # 6: sampling -------------------------------------------------------------------------------------------------
    def _sample(self, n, rng):
        draws = torch_generator(rng)
        return np.concatenate([self.matrix_of(self._draws(piece.stop - piece.start, draws, rng), self.setting("noise"))
                               for piece in chunks(n)])

    def _draws(self, n, draws, rng):
        """All that is random in n rows, z from the prior."""
        fresh = self.recipe.draws(n, self.latent_dim, self.encoding_, draws)
        if self.prior_ is None:
            return fresh
        return replace(fresh, z=torch.from_numpy(self.prior_.draw(n, self.latent_dim, rng)).float())

    @torch.no_grad()
    def matrix_of(self, draws, noise: float) -> np.ndarray:
        """The matrix, (n, fields), that these latent vectors and draws become."""
        return self.recipe.matrix(self.network_.decode(draws.z), self.encoding_, draws, self.sigma_, noise)

    # What the latent space holds, for lessons --------------------------------------------------------------------
    def encode(self, df) -> tuple[np.ndarray, np.ndarray]:
        """mu and logvar of q(z|x) for every row of `df`: (n, L) twice."""
        self._ready()
        rows = self.recipe.rows(self.encoding_, self.encoder_.transform(df))
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
        draws = self.recipe.draws(len(z), self.latent_dim, self.encoding_, torch_generator(generator(seed)))
        with threads(1):
            matrix = self.matrix_of(replace(draws, z=z), noise)
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

    # Saving ------------------------------------------------------------------------------------------------------
    def _state(self):
        state = super()._state()
        if state.get("prior_") is not None:
            state["prior_"] = vars(self.prior_)
        return state

    def _restore(self, state):
        super()._restore(state)
        if state.get("prior_") is not None:
            self.prior_ = Mixture(**state["prior_"])


def split(n, share, draws):
    """Row numbers to learn from and to validate on; without validation nothing is drawn."""
    return validation_split(n, share, draws) if share else (torch.arange(n), torch.arange(0))

"""Thirty VAEs trained at once, so that sliders over latent dimension, KL weight and noise answer without training.

Every setting (latent_dim, kl_weight) has its own network of one size. Their weights lie side by side in tensors with
a leading dimension S, and each layer is one batched matrix product:

    W (S, inputs, outputs)     x (S, batch, inputs)     x W + b (S, batch, outputs)

    1 start     one set of first weights for all S, so that neighbours on a slider begin alike
    2 mask      setting s uses its first latent_dim latents: mu, logvar and eps of the others are 0, and so is their KL
    3 loss      model.py's, one value per setting, shape (S,); its sum has the gradient of S separate trainings
    4 loop      one minibatch and one draw of eps serve all settings

The decoder's sigma for numbers is fixed. With a learned sigma the axis would be degenerate: weight beta at sigma^2 is
weight 1 at beta sigma^2, so training could undo the slider. Categories have their cross-entropy, as in `VAE`.
Each setting is a beta-VAE: Higgins et al. (2017), ICLR.
"""

import numpy as np
import torch
from torch import nn

from course_lib.errors import CourseError
from course_lib.generators.neural.encoding import MixedEncoding
from course_lib.generators.neural.likelihood import Draws
from course_lib.generators.neural.saving import NeuralGenerator
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
from course_lib.generators.neural.vae.model import ACTIVE, VAE
from course_lib.generators.neural.vae.network import SIGMA_FLOOR, Network, fix_sigma, start_at_shares
from course_lib.generators.neural.vae.objective import kl_divergence, mixed_loss, reparameterise
from course_lib.generators.settings import check_number, check_whole
from course_lib.randomness import generator, threads, torch_generator

LATENT_DIMS = (1, 2, 3, 4, 6, 8)
KL_WEIGHTS = (0.01, 0.1, 1.0, 10.0, 100.0)


class VAEGrid(NeuralGenerator):
    """VAEs for every pair of `latent_dims` and `kl_weights`. Settings:

    latent_dims, kl_weights   the values on the two sliders
    sigma                     of the decoder, for numbers, in standard deviations of a normal score: fixed
    hidden, steps, batch_size, learning_rate    of the networks and their common training

    Learned: `encoder_`, `schema_`, `encoding_`, `network_` (the stack), `history_` (dict: "loss", "reconstruction",
    "kl", each an array (epochs, S)), `settings_` (list of the S pairs, in the order of the stack).
    """

    Encoding = MixedEncoding

    def __init__(self, *, latent_dims=LATENT_DIMS, kl_weights=KL_WEIGHTS, sigma=0.4, hidden=64, steps=500,
                 batch_size=32, learning_rate=3e-2):
        self.latent_dims = latent_dims
        self.kl_weights = kl_weights
        self.sigma = sigma
        self.hidden = hidden
        self.steps = steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    def fit(self, df, schema=None, *, seed=0, progress=False):
        """Train all settings on `df` and return self. Raises CourseError as `VAE.fit` does."""
        return super().fit(df, schema, seed=seed, progress=progress)

    def sample(self, n, *, seed=None):
        """A grid holds many models: raises a CourseError that says how to take one out."""
        raise CourseError("A grid holds many models: take one out, grid.at(latent_dim, kl_weight).sample(n).")

    def _check(self):
        for d in self.latent_dims:
            check_whole("a latent dimension", d, 1)
        for b in self.kl_weights:
            check_number("a KL weight", b, 0)
        check_number("sigma", self.sigma, SIGMA_FLOOR)
        for name in ("hidden", "steps", "batch_size"):
            check_whole(name, getattr(self, name), 1)
        check_number("learning_rate", self.learning_rate, 1e-9, 1)
        if not self.latent_dims or not self.kl_weights:
            raise CourseError("The grid is empty: give at least one latent dimension and one KL weight.")

    def _fit(self, matrix, fields, rng, progress):
        self.encoding_ = MixedEncoding.fit(matrix, fields)
        self.settings_ = [(int(d), float(b)) for d in self.latent_dims for b in self.kl_weights]
        self._models, self._draws = {}, {}  # what the sliders have asked for so far
        rows, draws, n = Rows(self.encoding_, matrix), torch_generator(rng), len(matrix)
        mask, beta = latent_mask(self.settings_), torch.tensor([b for _, b in self.settings_])
        self.network_ = net = self._network(draws)
        start_at_shares(net.decoder[-1].bias, rows)
        passes = max(1, round(self.steps / n_batches(n, self.batch_size)))
        optimiser = Optimiser(net, self.learning_rate, passes * n_batches(n, self.batch_size), one_cycle=True)
        history = []
        for _ in epochs(passes, progress, f"{len(self.settings_)} VAEs"):
            rows.redraw(rng)
            parts = []
            for some in minibatches(n, self.batch_size, draws):
                eps = torch.randn(len(some), mask.shape[-1], generator=draws)
                losses = grid_losses(net, *rows.batch(some), eps, mask, beta, self.encoding_.blocks)
                optimiser.step(losses[0].sum())
                parts.append(torch.stack(losses).detach())
            history.append(torch.stack(parts).mean(0).numpy())
        self.history_ = dict(zip(("loss", "reconstruction", "kl"), np.stack(history, 1)))

    def _network(self, draws) -> Network:
        e = self.encoding_
        net = Network(e.size, max(self.latent_dims), self.hidden, len(e.numbers), nn.SiLU, draws)
        fix_sigma(net, self.sigma)
        return stacked(net, len(self.settings_))

    # One setting out of the stack --------------------------------------------------------------------------------
    def index(self, latent_dim, kl_weight) -> int:
        """The place of a setting in the stack; CourseError with what there is if it was not trained."""
        if not hasattr(self, "network_"):
            raise CourseError("The grid has learned nothing: call fit(df) with a table whose rows differ.")
        for s, (d, b) in enumerate(self.settings_):
            if d == latent_dim and np.isclose(b, kl_weight, rtol=1e-6, atol=0):
                return s
        raise CourseError(f"latent_dim={latent_dim!r}, kl_weight={kl_weight!r} was not trained: choose latent_dim from "
                          f"{', '.join(map(str, self.latent_dims))} and kl_weight from "
                          f"{', '.join(f'{b:g}' for b in self.kl_weights)}.")

    def at(self, latent_dim, kl_weight) -> VAE:
        """A fitted VAE with this setting's weights: it samples, encodes, decodes and is saved like any other."""
        s = self.index(latent_dim, kl_weight)
        latent_dim, kl_weight = self.settings_[s]
        vae = VAE(likelihood="mixed", latent_dim=latent_dim, kl_weight=kl_weight, sigma=self.sigma, hidden=self.hidden,
                  epochs=len(self.history_["loss"]), batch_size=self.batch_size, learning_rate=self.learning_rate)
        vae.schema_, vae.encoder_, vae.encoding_ = self.schema_, self.encoder_, self.encoding_
        vae.n_rows_, vae.notes_ = self.n_rows_, list(self.notes_)
        vae.history_ = {name: values[:, s].tolist() for name, values in self.history_.items()}
        vae.network_ = vae._network(torch.Generator())
        set_weights(vae.network_, one_of(weights(self.network_), s, latent_dim))
        vae.prior_ = None
        vae.sigma_ = vae.network_.sigma.detach().numpy().copy()
        return vae

    def matrix(self, latent_dim, kl_weight, noise=1.0, n=500, seed=0) -> np.ndarray:
        """(n, fields): what the sliders show. The same seed gives the same z and draws at every setting, so that a
        picture moves with its slider and does not flicker. Takes a few milliseconds for 500 rows."""
        s = self.index(latent_dim, kl_weight)
        if s not in self._models:
            self._models[s] = self.at(latent_dim, kl_weight)
        if (n, seed) not in self._draws:
            widest = Draws.fresh(n, max(self.latent_dims), self.encoding_, torch_generator(generator(seed)))
            self._draws = {(n, seed): widest}  # one is enough: a slider keeps its seed
        fixed = self._draws[n, seed]
        return self._models[s].matrix_of(Draws(fixed.z[:, :latent_dim], fixed.normal, fixed.gumbel), noise)

    def table(self, latent_dim, kl_weight, noise=1.0, n=500, seed=0):
        """`matrix` as a DataFrame with the columns of the fitted table."""
        return self.encoder_.inverse_transform(self.matrix(latent_dim, kl_weight, noise, n, seed))

    @torch.no_grad()
    def kl_per_dimension(self, df) -> np.ndarray:
        """KL of each latent in nats, mean over the rows of `df`: (S, L), 0 where a latent is masked."""
        return self._over_rows(df, lambda mu, logvar: kl_divergence(mu, logvar).sum(1), mean=True)

    def active_units(self, df) -> np.ndarray:
        """How many latents of each setting are in use, (S,): variance of mu_j over the rows of `df` above .01."""
        first = self._over_rows(df, lambda mu, logvar: mu.double().sum(1), mean=True)
        second = self._over_rows(df, lambda mu, logvar: (mu.double() ** 2).sum(1), mean=True)
        return (second - first**2 > ACTIVE).sum(1)

    @torch.no_grad()
    def _over_rows(self, df, what, mean):
        rows, mask = Rows(self.encoding_, self.encoder_.transform(df)), latent_mask(self.settings_)
        total = 0.0
        with threads(1):
            for some in chunks(len(rows)):
                mu, logvar = self.network_.encode(over_stack(rows.batch(some)[0], len(mask)))
                total = total + what(mu * mask, logvar * mask)
        return (total / len(rows)).numpy()

    def _restore(self, state):
        super()._restore(state)
        self._models, self._draws = {}, {}


def grid_losses(net, x, target, seen, eps, mask, beta, blocks):
    """Steps 2 and 3: loss, reconstruction and KL of every setting, (S,) each. eps: (batch, L); mask: (S, 1, L)."""
    mu, logvar = net.encode(over_stack(x, len(mask)))
    mu, logvar = mu * mask, logvar * mask
    out = net.decode(reparameterise(mu, logvar, eps * mask))
    return mixed_loss(target, out, mu, logvar, net.sigma, blocks, beta, seen)


def over_stack(x, s):
    """The same rows for every network: (batch, D) -> (S, batch, D), without a copy."""
    return x.expand(s, *x.shape)


def latent_mask(settings):
    """(S, 1, L): 1 for the latents a setting uses."""
    widest = max(d for d, _ in settings)
    return torch.tensor([[[float(j < d) for j in range(widest)]] for d, _ in settings])


def stacked(network, s):
    """`s` copies of a network side by side: its layers' weights get a leading dimension."""
    for layer in network.modules():
        if isinstance(layer, Linear):
            layer.weight = nn.Parameter(layer.weight.detach().repeat(s, 1, 1))
            layer.bias = nn.Parameter(layer.bias.detach().repeat(s, 1, 1))
    return network


def one_of(stack, s, latent_dim):
    """The arrays of network `s` of a stack, cut to its own latents."""
    one = {name: a if name == "log_sigma" else a[s] if name.endswith("weight") else a[s, 0]
           for name, a in stack.items()}
    for name in ("mu", "logvar"):
        one[f"{name}.weight"] = one[f"{name}.weight"][:, :latent_dim]
        one[f"{name}.bias"] = one[f"{name}.bias"][:latent_dim]
    one["decoder.0.weight"] = one["decoder.0.weight"][:latent_dim]
    return one

"""The recipe "binned": a row is c levels, one of K_j for each column j; D = K_1 + ... + K_c (neural/binned.py).

    x      places of the row's levels among all D, (n, c): column j's are start_j .. start_j + K_j - 1
    E      (D, H), a vector for each level. The encoder's first layer adds up the c vectors of a row
    W      (D, H), the decoder's last layer: the logit of a level is its row of W times the hidden vector

    encoder   sum of E[x]  (n, H)  -> H -> mu, logvar  (n, L)
    decoder   z  (n, L)  -> H -> H -> logits  (n, D)

Neighbouring cells of a number share what is learned: E and W are `own + B shared`, B curves and hat functions of a
level's place on its column's distribution function (bases.py). After every step the weights fade a little, most of all
`own`, then the hats, least the curves. Without, the decoder learns single rows by heart.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn.functional import embedding_bag, silu

from course_lib.generators.neural.bases import basis, smooth
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.training import Linear

# Decoupled weight decay (Loshchilov and Hutter 2019), a step's part of a weight by unit of the learning rate: the
# fewer levels a weight speaks for, the more. A level without neighbours has nobody else to speak for it.
DECAY, DECAY_CURVES, DECAY_HATS, DECAY_OWN = 0.3, 0.1, 2.0, 20.0

MOST_CELLS, FEWEST_CELLS = 100, 20  # of a number column, between them sqrt(rows) / 2


def encoded(matrix, fields) -> BinnedEncoding:
    """The cells: coarser than other models', because a decoder that sees only z soon knows too small ones by heart.
    Numbers lie evenly in them where the rows allow it."""
    bins = min(MOST_CELLS, max(FEWEST_CELLS, round(len(matrix) ** 0.5 / 2)))
    return BinnedEncoding.fit(matrix, fields, bins, even=True)


def starts(encoding) -> torch.Tensor:
    """Where each column's levels begin among all D, (c,)."""
    return torch.tensor([block.start for block in encoding.blocks], dtype=torch.int64)


class BinnedRows:
    """The rows of a table as places, (n, c): what the encoder sees and what the decoder has to explain."""

    def __init__(self, encoding, matrix):
        self.encoding = encoding
        self.places = torch.from_numpy(encoding.codes(matrix).astype(np.int32)) + starts(encoding).int()

    def __len__(self):
        return len(self.places)

    def redraw(self, rng) -> None:
        """Nothing here is drawn: a cell is a cell."""

    def batch(self, rows):
        """x (b, c), target (b, c), and None: a gap is a level, so every cell counts."""
        places = self.places[rows].long()
        return places, places, None


class Levels(nn.Module):
    """A vector for each level, (D, H): own + B shared. Entries start uniform within `reach`."""

    def __init__(self, encoding, hidden, reach, generator):
        super().__init__()
        bases = [basis(v.positions, v.n_levels) for v in encoding.variables]
        self.bases = [torch.tensor(b, dtype=torch.float32) for b in bases]
        rows = sum(b.shape[1] for b in bases)
        self.own = nn.Parameter(torch.empty(encoding.size, hidden).uniform_(-reach, reach, generator=generator))
        self.shared = nn.Parameter(torch.empty(rows, hidden).uniform_(-reach, reach, generator=generator))
        self.own_decay = torch.cat([torch.full((len(b), 1), DECAY_OWN if b.shape[1] else 0.0) for b in bases])
        self.shared_decay = torch.cat([torch.full((b.shape[1], 1), DECAY_HATS) for b in bases])
        first = np.cumsum([0] + [b.shape[1] for b in bases[:-1]])[[b.shape[1] > 0 for b in bases]]
        self.shared_decay[np.concatenate([first, first + 1])] = DECAY_CURVES

    def forward(self):
        return smooth(self.own, self.bases, self.shared)

    @torch.no_grad()
    def shrink(self, pace: float) -> None:
        self.own.mul_((1 - pace * self.own_decay).clamp(min=0))
        self.shared.mul_((1 - pace * self.shared_decay).clamp(min=0))


class BinnedNetwork(nn.Module):
    """Encoder and decoder, see above. The decoder's last weights start at 0, its biases at the columns' shares."""

    def __init__(self, encoding, latent_dim, hidden, generator):
        super().__init__()
        self.levels = Levels(encoding, hidden, len(encoding.levels) ** -0.5, generator)
        self.encoder = Linear(hidden, hidden, generator)
        self.mu = Linear(hidden, latent_dim, generator)
        self.logvar = Linear(hidden, latent_dim, generator)
        self.decoder = nn.Sequential(Linear(latent_dim, hidden, generator), nn.SiLU(),
                                     Linear(hidden, hidden, generator), nn.SiLU())
        self.logits = Levels(encoding, hidden, 0.0, generator)
        self.bias = nn.Parameter(torch.zeros(encoding.size))
        self.layers = [self.encoder, self.mu, self.logvar, self.decoder[0], self.decoder[2]]

    @torch.no_grad()
    def shrink(self, pace: float) -> None:
        """Draw the weights, not the biases, a little towards 0; once after every step of the optimiser."""
        self.levels.shrink(pace)
        self.logits.shrink(pace)
        for layer in self.layers:
            layer.weight.mul_(max(1 - pace * DECAY, 0))

    def encode(self, places):
        h = silu(self.encoder(silu(embedding_bag(places, self.levels(), mode="sum"))))
        return self.mu(h), self.logvar(h)

    def decode(self, z):
        return torch.addmm(self.bias, self.decoder(z), self.logits().T)

    @torch.no_grad()
    def start_at_shares(self, rows) -> None:
        """Set the last bias so that the decoder starts at each column's own shares, and not at "all alike"."""
        counts = torch.bincount(rows.places.flatten(), minlength=len(self.bias)).float() + 0.5
        for block in rows.encoding.blocks:
            self.bias[block] = torch.log(counts[block] / counts[block].sum())


@dataclass(frozen=True)
class BinnedDraws:
    """All that is random in n rows, drawn before it is used. z: (n, L); gumbel: (n, D); uniform: (n, c)."""

    z: torch.Tensor
    gumbel: torch.Tensor
    uniform: torch.Tensor

    @classmethod
    def fresh(cls, n, latent_dim, encoding, generator) -> "BinnedDraws":
        z = torch.randn(n, latent_dim, generator=generator)
        waiting = torch.empty(n, encoding.size).exponential_(generator=generator)
        uniform = torch.rand(n, len(encoding.levels), generator=generator)
        return cls(z, -torch.log(waiting.clamp_min(1e-30)), uniform)

    def rows(self, out, encoding, noise: float) -> np.ndarray:
        """The matrix that logits `out`, (n, D), become.

        noise 1 draws each level from its softmax, and a number anywhere in its cell; noise 0 takes the likeliest level
        and the middle of the cell; between, probabilities are raised to 1 / noise and the reach in the cell is cut.
        """
        race = out + noise * self.gumbel  # argmax_k (logit_k + G_k), G_k standard Gumbel, is a draw from the softmax
        codes = torch.stack([race[:, block].argmax(1) for block in encoding.blocks], 1)
        u = 0.5 + min(noise, 1.0) * (self.uniform.double().numpy() - 0.5)
        return encoding.matrix(codes.numpy(), u)

"""The networks of the recipes "mixed" and "article": an encoder and a decoder of plain layers, D-H-H-L and L-H-D."""

import numpy as np
import torch
from torch import nn

from course_lib.generators.neural.training import Linear

SIGMA_FLOOR = 0.05  # of the decoder, in standard deviations of a normal score


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

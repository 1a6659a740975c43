"""The network of the Gaussian and the flow process: what is seen at time t -> what is asked for, same width D.

    1 read     h = silu( x W_in + features(t) W_time )           (b, D), (b, 1) -> (b, H)
    2 think    h = h + silu( h W_l + w_l ), a few times          (b, H)
    3 say      out = h W_out + b_out                             (b, D): p numbers, then logits of the codes
"""

import torch
from torch import nn
from torch.nn import functional as F

from course_lib.generators.neural.training import Linear

FADE = 0.3  # weight decay: a step's part of a weight by unit of the learning rate
FREQUENCIES = torch.logspace(0, 2, 16)  # radians: from one slow wave over 0 .. 1 to 16 fast ones


class Denoiser(nn.Module):
    """D: `size`; H: `hidden`. The output starts at 0, so `start` of a process sets where training begins."""

    def __init__(self, size: int, hidden: int, layers: int, generator: torch.Generator):
        super().__init__()
        self.read = Linear(size, hidden, generator)
        self.time = Linear(2 * len(FREQUENCIES), hidden, generator)
        self.thinking = nn.ModuleList(Linear(hidden, hidden, generator) for _ in range(layers))
        self.say = Linear(hidden, size, generator)
        nn.init.zeros_(self.say.weight)
        nn.init.zeros_(self.say.bias)

    def forward(self, x, t):
        waves = t * FREQUENCIES
        h = F.silu(self.read(x) + self.time(torch.cat([waves.cos(), waves.sin()], 1)))
        for layer in self.thinking:
            h = h + F.silu(layer(h))
        return self.say(h)

    @torch.no_grad()
    def shrink(self, rate: float) -> None:
        """Decoupled weight decay (Loshchilov and Hutter 2019) of the matrices; rate: the step's learning rate."""
        for layer in (self.read, *self.thinking, self.say):
            layer.weight.mul_(1 - rate * FADE)


def times(n: int, generator: torch.Generator):
    """A time for each of n rows, (n, 1): uniform in [0, 1), and evenly spread, which makes the loss less noisy."""
    return ((torch.randperm(n, generator=generator) + torch.rand(n, generator=generator)) / n)[:, None]

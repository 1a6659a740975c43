"""The half of a process that does not depend on its noise: rows of numbers and codes, and the network they pass."""

import torch
from torch import nn

from course_lib.generators.neural.diffusion.network import Denoiser
from course_lib.generators.neural.diffusion.rows import RowEncoding, Rows, one_hot


class RowProcess(nn.Module):
    """What the Gaussian and the flow process share: numbers and one-hot codes side by side, D wide, and one network
    for all of a row. encoding: a RowEncoding, fitted. A subclass has `loss(batch, generator)` and `walk(n, steps,
    generator)`, whose states are (numbers (n, p), codes (n, c))."""

    Encoding, c = RowEncoding, 0

    def __init__(self, encoding, hidden: int, layers: int, generator: torch.Generator):
        super().__init__()
        self.encoding, self.p, self.levels = encoding, encoding.p, encoding.levels
        self.size = self.p + sum(self.levels)
        self.network = Denoiser(self.size, hidden, layers, generator)

    def rows(self, matrix) -> Rows:
        """What a minibatch is cut from."""
        return Rows(self.encoding, matrix)

    def redraw(self, rows, rng) -> None:
        """Before every epoch: numbers that repeat, anew within their interval."""
        rows.redraw(rng)

    def shrink(self, rate: float) -> None:
        """Weight decay, after every step of the optimiser."""
        self.network.shrink(rate)

    def finish(self, rows, generator) -> None:
        """After training: nothing is left to do."""

    @torch.no_grad()
    def start(self, rows) -> None:
        """Logits at the logs of the columns' shares."""
        if self.levels:
            self.network.say.bias[self.p:] = torch.log(one_hot(rows.codes, self.levels).mean(0).clamp_min(1e-6))

    def say(self, x, t):
        """The network's answer at times t (b, 1) to rows x (b, D): for numbers (b, p), logits of codes (b, D - p)."""
        return self.network(x, t).split([self.p, self.size - self.p], 1)

    def matrix(self, state, u):
        """The state as (n, fields); nothing is covered, and nothing else is drawn."""
        numbers, codes = state
        return self.encoding.matrix(numbers.double().numpy(), codes.numpy()), None

"""Flow matching for tables: from noise to rows on straight roads (flow_path.py).

    x_1       a row: p normal scores, then the one-hot codes of c columns                    (b, D)
    x_0       noise, N(0, I), of the same width
    x_t       (1 - t) x_0 + t x_1

    1 noise     t uniform in 0 .. 1, x_t                                       (b, D)
    2 predict   out = network(x_t, t): for numbers the velocity x_1 - x_0, for a code the logits of its level
    3 loss      numbers: squared error; codes: cross-entropy: mean over the columns, mean over the rows
    4 walk      dx/dt = u: for numbers what the network says; for codes (shares - x_t) / (1 - t), the velocity
                towards the mean of the rows that may be meant. Heun's steps; at t = 1 a level is drawn from the shares

Source: Lipman et al. (2023); categories as softmax of the clean row: Dieleman et al. (2022); Eijkelboom et al. (2024).
"""

import torch
from torch.nn import functional as F

from course_lib.generators.neural.diffusion.flow_path import blown, on_the_road, velocity_to
from course_lib.generators.neural.diffusion.network import times
from course_lib.generators.neural.diffusion.row_process import RowProcess
from course_lib.generators.neural.diffusion.rows import one_hot, picked, shares_of

LAST = 1e-3  # time before the end from which no velocity towards a guess is computed: it divides by 1 - t


class Flow(RowProcess):
    """The loss and the walk back; row_process.py holds the rest."""

    recipe = {"hidden": 256, "layers": 3, "epochs": 25, "most": 100, "batches": 40, "learning_rate": 3e-3, "steps": 10}

    # 1-3 ---------------------------------------------------------------------------------------------------------
    def loss(self, batch, generator):
        """Mean over rows and columns of the squared error of the velocity, or the cross-entropy of the level."""
        numbers, codes, seen = batch
        row = torch.cat([numbers, one_hot(codes, self.levels)], 1)
        noise, t = torch.randn(row.shape, generator=generator), times(len(row), generator)
        velocity, logits = self.say(on_the_road(noise, row, t), t)
        return flow_loss(velocity, logits, noise[:, : self.p], numbers, seen, codes, self.levels)

    # 4 -----------------------------------------------------------------------------------------------------------
    @torch.no_grad()
    def velocity(self, x, t):
        """u(x, t) of all entries of a row, and the shares of the levels: (b, D), (b, D - p)."""
        velocity, logits = self.say(x, torch.full((len(x), 1), t))
        shares = shares_of(logits, self.levels)
        return torch.cat([velocity, velocity_to(x[:, self.p:], shares, min(t, 1 - LAST))], 1), shares

    @torch.no_grad()
    def walk(self, n, steps, generator):
        """Yield (t, (numbers, codes)) from noise at t = 0 to rows at t = 1, in `steps` of Heun's steps."""
        x, last = torch.randn(n, self.size, generator=generator), {}

        def u(x, t):
            velocity, last["shares"] = self.velocity(x, t)
            return velocity

        for t, now in blown(x, u, steps):
            numbers, codes = now.split([self.p, self.size - self.p], 1)
            if t < 1:
                yield t, (numbers, nearest(codes, self.levels))
        yield 1.0, (numbers, picked(last["shares"], self.levels, generator))


def flow_loss(velocity, logits, noise, numbers, seen, codes, levels):
    """Squared errors (b, p), where a number was seen, and cross-entropies (b, c): mean over columns and rows."""
    total = ((velocity - (numbers - noise)) ** 2 * seen).sum()
    for j, block in enumerate(logits.split(levels, 1) if levels else ()):
        total = total + F.cross_entropy(block, codes[:, j], reduction="sum")
    return total / (len(codes) * (numbers.shape[1] + len(levels)))


def nearest(codes, levels):
    """The level whose entry is the largest, (b, c): what a noisy one-hot block looks like most."""
    if not levels:
        return torch.empty(len(codes), 0, dtype=torch.int64)
    return torch.stack([block.argmax(1) for block in codes.split(levels, 1)], 1)

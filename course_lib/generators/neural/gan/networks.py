"""The two players' networks, and the heads that turn a generator's numbers into rows that a critic can differentiate.

    z (batch, L) --Maker--> logits (batch, D) --Head--> rows (batch, D): for every column a share of each level
    features (batch, M) --Critic--> a (batch,), the critic's logit

A level is a choice, and a choice has no gradient. The heads, for a column with logits l and probabilities p:

    "softmax"           p itself: smooth and exact, but a critic sees at once that no real row is half a level
    "gumbel"            softmax((l + g) / tau), g standard Gumbel: a choice when tau is small   Jang et al. (2017), ICLR
    "straight_through"  the level with the largest l + g, as one-hot: a draw from p; going back, the gradient of
                        "gumbel" is taken for its own                                            the same, section 2.2

A row made for use is a draw from p, but for "softmax": there it is the level with the largest p, as in many programs.
A level that is never the likeliest is then never made, whatever the loss says.
"""

import torch
from torch import nn
from torch.nn.functional import leaky_relu, silu

from course_lib.generators.neural.training import Linear

HEADS = ("straight_through", "gumbel", "softmax")


class Perceptron(nn.Module):
    """inputs -> hidden -> hidden -> outputs. activation: silu for a generator; for a critic leaky_relu."""

    def __init__(self, inputs: int, hidden: int, outputs: int, generator: torch.Generator, activation=silu):
        super().__init__()
        self.first, self.second = Linear(inputs, hidden, generator), Linear(hidden, hidden, generator)
        self.last = Linear(hidden, outputs, generator)
        self.activation = activation

    def forward(self, x):
        return self.last(self.activation(self.second(self.activation(self.first(x)))))


class Maker(Perceptron):
    """z (batch, L) -> logits (batch, D). Neighbouring levels of an ordered column learn together: the last layer is
    W + A waves', waves (D, w) fixed, so that one step of A moves a whole column's curve."""

    def __init__(self, inputs: int, hidden: int, waves: torch.Tensor, generator: torch.Generator):
        super().__init__(inputs, hidden, len(waves), generator)
        self.together = nn.Parameter(torch.zeros(hidden, waves.shape[1]))
        self.register_buffer("waves", waves)

    def forward(self, z):
        h = self.activation(self.second(self.activation(self.first(z))))
        return torch.addmm(self.last.bias, h, self.last.weight + self.together @ self.waves.T)


class Critic(Perceptron):
    """features (batch, M) -> one logit a row, (batch,). Without batch normalisation: a penalty looks at single rows."""

    def __init__(self, inputs: int, hidden: int, generator: torch.Generator):
        super().__init__(inputs, hidden, 1, generator, lambda x: leaky_relu(x, 0.2))

    def forward(self, x):
        return super().forward(x)[:, 0]


def probabilities(logits, levels) -> list[torch.Tensor]:
    """softmax of each column's block of logits (batch, D): a list of (batch, K_j)."""
    return [block.softmax(1) for block in logits.split(levels, 1)]


def rows_of(head: str, logits, levels, temperature: float, generator: torch.Generator) -> list[torch.Tensor]:
    """Each column's block as the head makes it, a list of (batch, K_j) that add up to 1 in each row."""
    if head == "softmax":
        return probabilities(logits, levels)
    raced = (logits + gumbel(logits.shape, generator)) / temperature
    soft = probabilities(raced, levels)
    return soft if head == "gumbel" else [as_choice(block) for block in soft]


def as_choice(soft):
    """One-hot at the largest entry; its gradient is that of `soft`."""
    hard = torch.zeros_like(soft).scatter_(1, soft.argmax(1, keepdim=True), 1.0)
    return hard + soft - soft.detach()


def gumbel(shape, generator: torch.Generator):
    """-log(-log u), u uniform: standard Gumbel. In place; torch's own exponential takes four times as long."""
    return torch.rand(shape, generator=generator).clamp_min_(1e-30).log_().neg_().log_().neg_()


def drawn(logits, levels, u):
    """Codes (n, c) from the columns' probabilities: the level at which their sum passes u, (n, c) uniform."""
    blocks = enumerate(probabilities(logits, levels))
    picked = [torch.searchsorted(p.cumsum(1), u[:, j:j + 1].contiguous()).clamp_max(p.shape[1] - 1) for j, p in blocks]
    return torch.cat(picked, 1)


def likeliest(logits, levels):
    """Codes (n, c): of each column the level with the largest probability."""
    return torch.stack([block.argmax(1) for block in logits.split(levels, 1)], 1)

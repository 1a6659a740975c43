"""The last word of a critic: made rows that it takes for too frequent are thrown away.

A critic that is trained to tell real rows (p) from the finished generator's (q) ends near a = log p - log q, in which
nobody plays against it any more. So a made row is kept with chance

    min(1, r(x) / most),    r(x) = exp(a(x)) * the product of the row's level weights

and what is kept is nearer to p (Azadi et al. 2019, Discriminator rejection sampling, ICLR). The level weights bring
every column's shares back to the real ones, from which the critic's errors move them: raking (Deming and Stephan 1940),
column by column, a few rounds. most: below it lie r of all but one made row in a hundred.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import softplus

from course_lib.generators.neural.gan.networks import Critic
from course_lib.generators.neural.training import (
    EarlyStop,
    Optimiser,
    chunks,
    minibatches,
    n_batches,
    set_weights,
    weights,
)

HIDDEN, BATCH, LEARNING_RATE = 128, 512, 3e-3
EPOCHS, MOST_STEPS, PATIENCE = 25, 2000, 5
POOL, MOST_ROWS = 3, 30_000  # made rows for each real one, and of how many real ones
ROUNDS = 10  # of raking
MOST = 10.0  # made rows for each one kept, at most


@dataclass
class Rejection:
    """critics: their mean logit is a. weights: log weights of each column's levels, (K_j,). shift: makes r's mean 1
    over made rows. most: see above."""

    critics: list[Critic]
    weights: list[torch.Tensor]
    shift: float = 0.0
    most: float = 1.0

    @classmethod
    def fit(cls, features, codes, held, draw, generator: torch.Generator, critics: int) -> "Rejection":
        """codes, held: real rows to learn from and to stop by, (n, c). draw: n -> codes of n made rows."""
        n = min(len(codes), MOST_ROWS)
        pool, others = draw(POOL * n), draw(len(held))
        found = [trained(features, codes, held, pool, others, generator) for _ in range(critics)]
        self = cls(found, [torch.zeros(len(s)) for s in features.shares])
        fresh = draw(POOL * n)  # not the rows that the critics know
        self._rake(fresh, self.log_ratio(features, fresh), features.shares)
        r = self.log_ratio(features, fresh)
        self.shift = float(-r.double().exp().mean().log())
        self.most = float(np.clip((r + self.shift).exp().quantile(0.99).item(), 1.0, MOST))
        return self

    @torch.no_grad()
    def log_ratio(self, features, codes):
        """log r of made rows, codes (n, c) -> (n,)."""
        logits = []
        for some in chunks(len(codes)):
            f, piece = features.of_codes(codes[some]), codes[some]
            a = sum((critic(f) for critic in self.critics), torch.zeros(len(f))) / len(self.critics)
            logits.append(a + sum(w[piece[:, j]] for j, w in enumerate(self.weights)) + self.shift)
        return torch.cat(logits).clamp(-30, 30)

    def kept(self, features, codes, u):
        """Which of the made rows are kept: booleans (n,), from codes (n, c) and u (n,), uniform."""
        return u * self.most < self.log_ratio(features, codes).exp()

    def _rake(self, codes, log_ratio, shares) -> None:
        """Set the level weights so that among kept rows every column's shares are the real ones."""
        r = log_ratio.double().exp()
        for _ in range(ROUNDS):
            for j, share in enumerate(shares):
                now = torch.zeros(len(share), dtype=torch.float64).index_add_(0, codes[:, j], r)
                factor = torch.where(now > 0, share.double() / (now / now.sum()).clamp_min(1e-12), 1.0).clamp(0.2, 5.0)
                self.weights[j] += factor.log().float()
                r = r * factor[codes[:, j]]

    def to_dict(self) -> dict:
        return {"critics": [weights(c) for c in self.critics], "weights": [w.numpy() for w in self.weights],
                "shift": self.shift, "most": self.most}

    @classmethod
    def from_dict(cls, entries, features) -> "Rejection":
        critics = [Critic(features.size, HIDDEN, torch.Generator()) for _ in entries["critics"]]
        for critic, arrays in zip(critics, entries["critics"]):
            set_weights(critic, arrays)
        return cls(critics, [torch.from_numpy(np.array(w)) for w in entries["weights"]], entries["shift"],
                   entries["most"])


def trained(features, codes, held, pool, others, generator) -> Critic:
    """A critic of real rows against made ones, stopped by rows of both kinds that it does not learn from."""
    critic = Critic(features.size, HIDDEN, generator)
    with torch.no_grad():
        critic.last.weight.zero_(), critic.last.bias.zero_()  # a = 0: keep all rows, until something is learned
    passes = max(1, min(EPOCHS, MOST_STEPS // n_batches(len(codes), BATCH)))
    optimiser = Optimiser(critic, LEARNING_RATE, passes * n_batches(len(codes), BATCH), one_cycle=True)
    stop = EarlyStop(critic, PATIENCE)
    stop.seen(misjudged(critic, features, held, others))
    for _ in range(passes):
        for rows in minibatches(len(codes), BATCH, generator):
            made = pool[torch.randint(len(pool), (len(rows),), generator=generator)]
            real = critic(features.of_codes(codes[rows]))
            optimiser.step(softplus(-real).mean() + softplus(critic(features.of_codes(made))).mean())
        if stop.seen(misjudged(critic, features, held, others)):
            break
    stop.restore()
    return critic


@torch.no_grad()
def misjudged(critic, features, real, made) -> float:
    """-V of the critic at these rows, in nats."""
    return (softplus(-critic(features.of_codes(real))).mean() + softplus(critic(features.of_codes(made))).mean()).item()

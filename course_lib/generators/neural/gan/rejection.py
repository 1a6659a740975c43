"""The last word of a critic: made rows that it takes for too frequent are thrown away.

A critic that is trained to tell real rows (p) from the finished generator's (q) ends near a = log p - log q, in which
nobody plays against it any more. So a made row is kept with chance

    min(1, r(x) / most),    r(x) = exp(a(x)) * the product of the row's level weights

and what is kept is nearer to p (Azadi et al. 2019, Discriminator rejection sampling, ICLR). No gradient passes through
this critic, so it can be a machine of boosted trees (boosting.py). The level weights bring every column's shares back
to the real ones, from which the critic's errors move them: raking (Deming and Stephan 1940), column by column, a few
rounds. most: below it lie r of all but one made row in a hundred.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.generators.neural.gan.boosting import Trees

POOL, FRESH, MOST_ROWS = 4, 4, 30_000  # made rows for each real one, to learn from and to rake; real ones at most
ROUNDS = 10  # of raking
MOST, COVERED = 10.0, 0.99  # made rows for each one kept, at most; share of the rows whose chance is not cut off


@dataclass
class Rejection:
    """trees: their logit is a. weights: log weights of each column's levels, (K_j,). shift: makes r's mean 1 over made
    rows. most: see above."""

    trees: Trees
    weights: list[np.ndarray]
    shift: float = 0.0
    most: float = 1.0

    @classmethod
    def fit(cls, shares, codes, held, draw, seed: int) -> "Rejection":
        """shares: of each column's levels, (K_j,). codes, held: real rows to learn from and to stop by, (n, c).
        draw: n -> codes of n made rows."""
        n = min(len(codes), MOST_ROWS)
        trees = Trees.fit([len(s) for s in shares], codes[:n], draw(POOL * n), held, draw(POOL * len(held)), seed)
        self = cls(trees, [np.zeros(len(share)) for share in shares])
        fresh = draw(FRESH * n)  # not the rows that the critic knows
        self._rake(fresh, self.log_ratio(fresh), shares)
        r = np.exp(self.log_ratio(fresh))
        self.shift, self.most = -float(np.log(r.mean())), float(np.clip(np.quantile(r / r.mean(), COVERED), 1.0, MOST))
        return self

    def log_ratio(self, codes) -> np.ndarray:
        """log r of made rows, codes (n, c) -> (n,)."""
        weights = sum(w[codes[:, j]] for j, w in enumerate(self.weights))
        return np.clip(self.trees.logit(codes) + weights + self.shift, -30, 30)

    def kept(self, codes, u) -> np.ndarray:
        """Which of the made rows are kept: booleans (n,), from codes (n, c) and u (n,), uniform."""
        return u * self.most < np.exp(self.log_ratio(codes))

    def _rake(self, codes, log_ratio, shares) -> None:
        """Set the level weights so that among kept rows every column's shares are the real ones."""
        r = np.exp(log_ratio)
        for _ in range(ROUNDS):
            for j, share in enumerate(shares):
                now = np.bincount(codes[:, j], r, len(share))
                now = now / now.sum()
                factor = np.clip(np.where(now > 0, share / np.maximum(now, 1e-12), 1.0), 0.2, 5.0)
                self.weights[j] += np.log(factor)
                r = r * factor[codes[:, j]]

    def to_dict(self) -> dict:
        return {**vars(self), "trees": vars(self.trees)}

    @classmethod
    def from_dict(cls, entries) -> "Rejection":
        return cls(**{**entries, "trees": Trees(**entries["trees"])})

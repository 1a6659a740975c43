"""CTGAN's second and third idea: the generator is told one level that its row has to have, and rare levels often.

    conditional vector     all code columns' one-hot blocks side by side, 0 but for one 1: "this column, this level"
    training by sampling   the column uniformly; its level k with a share in proportion to log(1 + count_k); then a real
                           row that has it. Counts of 900, 90 and 10 give .496, .329 and .175

The generator is charged the cross-entropy of the level it was told, so it learns to obey (`ctgan`). When rows are made
for use, the levels have to come with their own counts again, or rare ones would be too frequent.

Source: Xu et al. (2019), Modeling tabular data using conditional GAN, NeurIPS, section 4.3.
"""

from dataclasses import dataclass, field

import torch


@dataclass(frozen=True)
class Conditions:
    """counts: for every code column the rows of each level. order: for each, the row numbers sorted by level."""

    counts: list[torch.Tensor]
    order: list[torch.Tensor]
    _kept: dict = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def fit(cls, codes, levels) -> "Conditions":
        """codes: (n, c) whole numbers; levels: K of each column."""
        return cls([torch.bincount(codes[:, j], minlength=k) for j, k in enumerate(levels)],
                   [torch.argsort(codes[:, j], stable=True) for j in range(len(levels))])

    @property
    def size(self) -> int:
        """Entries of the conditional vector."""
        return sum(len(c) for c in self.counts)

    def draw(self, n: int, generator: torch.Generator, *, training: bool):
        """(place, rows): where each vector's 1 stands, (n,), and a real row that has this level, (n,).

        training: levels by log(1 + count); else by count.
        """
        column = torch.randint(len(self.counts), (n,), generator=generator)
        u = torch.rand(n, generator=generator, dtype=torch.float64)
        v = torch.rand(n, generator=generator, dtype=torch.float64)
        above, last, count, first, order = self._lines(training)
        place = torch.searchsorted(above, column + u, right=True).minimum(last[column])
        return place, order[first[place] + (v * count[place]).long()]

    def _lines(self, training: bool):
        """All columns one behind the other, so that a draw is a few look-ups. above: (size,), where each place ends on
        a line on which column j has the stretch from j to j + 1; last: (c,), places; count: (size,); first: (size,),
        where each place's rows begin in order, (c * rows,)."""
        if training not in self._kept:
            share = [shares(count) if training else count / count.sum() for count in self.counts]
            above = [s.double().cumsum(0) for s in share]
            rows = [count.cumsum(0) - count + j * len(self.order[j]) for j, count in enumerate(self.counts)]
            self._kept[training] = (
                torch.cat([j + a / a[-1] for j, a in enumerate(above)]),
                torch.tensor([len(count) for count in self.counts]).cumsum(0) - 1,
                torch.cat(self.counts), torch.cat(rows), torch.cat(self.order))
        return self._kept[training]

    def vector(self, place):
        """The conditional vectors, (n, size), for places (n,)."""
        return torch.zeros(len(place), self.size).scatter_(1, place[:, None], 1.0)


def shares(count):
    """log(1 + count) / its sum, (K,): how often training asks for each level. 0 for a level that never occurs."""
    weight = torch.log1p(count.double())
    return weight / weight.sum()

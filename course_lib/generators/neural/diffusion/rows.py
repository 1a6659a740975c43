"""A row for the Gaussian and the flow process: numbers as normal scores, the rest as codes. encoding.py beside it.

    matrix (n, fields) -> numbers (n, p), about N(0, 1) each, and codes (n, c), column j in 0 .. K_j - 1 -> matrix

Exact functions of another column are dropped before and computed after (dependents.py).
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from course_lib.generators.dependents import Dependent, find_dependents
from course_lib.generators.neural.encoding import MixedEncoding


@dataclass(frozen=True)
class RowEncoding:
    """mixed: of the columns `kept`, positions in the matrix. dependents: what is computed. width: of the matrix."""

    mixed: MixedEncoding
    dependents: tuple[Dependent, ...]
    kept: list
    width: int

    @classmethod
    def fit(cls, matrix, fields) -> "RowEncoding":
        """Read scales, levels and dependents off a TableEncoder's matrix, (n, fields)."""
        dependents = find_dependents(matrix, fields)
        given_up = {d.target for d in dependents}
        kept = [j for j in range(len(fields)) if j not in given_up]
        return cls(MixedEncoding.fit(matrix[:, kept], [fields[j] for j in kept]), tuple(dependents), kept, len(fields))

    @property
    def levels(self) -> list[int]:
        """K_j of each column of codes."""
        return self.mixed.levels

    @property
    def p(self) -> int:
        """How many columns are numbers."""
        return len(self.mixed.numbers)

    def matrix(self, numbers, codes) -> np.ndarray:
        """(n, width) from numbers (n, p) and codes (n, c)."""
        out = np.empty((len(numbers), self.width))
        out[:, self.kept] = self.mixed.matrix(numbers, codes)
        for d in self.dependents:
            out[:, d.target] = d.restore(out[:, d.source])
        return out

    def to_dict(self) -> dict:
        return {"mixed": self.mixed.to_dict(), "dependents": [vars(d) for d in self.dependents], "kept": self.kept,
                "width": self.width}

    @classmethod
    def from_dict(cls, entries) -> "RowEncoding":
        return cls(MixedEncoding.from_dict(entries["mixed"]), tuple(Dependent(**d) for d in entries["dependents"]),
                   entries["kept"], entries["width"])


class Rows:
    """A table's rows, cut into minibatches by `rows[positions]` -> numbers (b, p), codes (b, c), seen (b, p).

    A number that repeats owns an interval of scores: `redraw` draws a point in it anew, so that its column is
    continuous. seen: 0 where nothing was observed and the loss must not look.
    """

    def __init__(self, encoding: RowEncoding, matrix):
        matrix, mixed = matrix[:, encoding.kept], encoding.mixed
        self.mixed, self.intervals = mixed, mixed.intervals(matrix) if mixed.numbers else None
        self.numbers = torch.from_numpy(mixed.number_matrix(matrix).astype(np.float32))
        self.codes = torch.from_numpy(mixed.code_matrix(matrix))
        self.seen = torch.from_numpy(mixed.observed(matrix, mixed.numbers).astype(np.float32))

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, rows):
        return self.numbers[rows], self.codes[rows], self.seen[rows]

    def redraw(self, rng: np.random.Generator) -> None:
        if self.intervals is not None:
            self.numbers = torch.from_numpy(self.mixed.draw_scores(*self.intervals, rng)) * self.seen


def one_hot(codes, levels):
    """Codes (b, c) as ones and zeros, (b, sum of levels)."""
    starts = torch.tensor(np.cumsum([0, *levels[:-1]])) if levels else torch.zeros(0, dtype=torch.int64)
    return torch.zeros(len(codes), sum(levels)).scatter_(1, codes + starts, 1.0)


def shares_of(logits, levels):
    """The softmax of each column's block, side by side: (b, sum of levels)."""
    return torch.cat([F.softmax(block, 1) for block in logits.split(levels, 1)], 1) if levels else logits


def picked(shares, levels, generator):
    """One level per row and column, drawn from its shares: (b, sum of levels) -> (b, c)."""
    if not levels:
        return torch.empty(len(shares), 0, dtype=torch.int64)
    waiting = torch.empty(shares.shape).exponential_(generator=generator)
    race = waiting / shares.clamp_min(1e-30)  # the first to arrive: level k with its share (as Gumbel-max)
    return torch.stack([block.argmin(1) for block in race.split(levels, 1)], 1)

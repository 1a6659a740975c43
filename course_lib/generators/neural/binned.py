"""Every column as categories: the encoding on which networks for tables do best.

    matrix (n, fields) --codes--> (n, c) whole numbers, column j in 0 .. K_j - 1 --matrix--> (n, fields)

One *variable*, a column of codes, for each column of the table that no other one determines:

    codes         a level is a level; a gap, where the encoder kept it apart, is one level more
    numbers       with few distinct values, a level each; else about `bins` cells of equal shares. A value whose share
                  alone fills half a cell or more (a spike of zeros, a round amount) is a cell of its own
    dependents    exact functions of another column: dropped, and computed from that column on the way back

Back, a cell of several numbers becomes a value drawn inside it: u, uniform, picks a point of the cell's stretch of
F, the column's distribution function, and the value is F^-1 there. So repeated values come out as they are, with their
shares inside the cell, and single ones are interpolated (margins.py).
"""

from dataclasses import dataclass

import numpy as np

from course_lib.generators.dependents import Dependent, find_dependents
from course_lib.generators.margins import Margin
from course_lib.generators.neural.even_cells import evened

BINS = 100  # cells of a number column, at most
ROWS_PER_BIN = 20  # and at least so many rows in each, on average
ROWS_PER_VALUE = 5  # a number of so few distinct values that each has so many rows on average: a cell each
SPIKE = 0.5  # a value with this part of a cell's share is a cell of its own


@dataclass(frozen=True)
class Variable:
    """A column of codes. column: its place in the matrix. gap: place of its "is missing" column, -1 if it has none.

    borders: (K' - 1,), a value belongs to level k if k borders lie below it; K' = K, or K - 1 with a gap, whose level
    is the last. stretch: (K' + 1,), level k owns F from stretch[k] to stretch[k + 1]; None for a category. margin: F
    and back, for numbers. filling: what the encoder writes where nothing was observed.
    """

    column: int
    gap: int
    borders: np.ndarray
    stretch: np.ndarray | None
    margin: Margin | None
    filling: float

    @property
    def n_levels(self) -> int:
        """K."""
        return len(self.borders) + 1 + (self.gap >= 0)

    @property
    def positions(self) -> np.ndarray | None:
        """Where in (0, 1) each level lies on its column's F, (K,), NaN for a gap; None for a category."""
        if self.stretch is None:
            return None
        middles = (self.stretch[1:] + self.stretch[:-1]) / 2
        return np.append(middles, np.nan) if self.gap >= 0 else middles

    def codes(self, matrix) -> np.ndarray:
        """(n,) levels of the rows of the matrix."""
        codes = np.searchsorted(self.borders, matrix[:, self.column], "left")
        if self.gap >= 0:
            codes[matrix[:, self.gap] > 0.5] = self.n_levels - 1
        return codes

    def write(self, matrix, codes, u) -> None:
        """Fill the variable's columns of `matrix` from codes (n,) and u (n,), uniform in [0, 1)."""
        inner = np.minimum(codes, len(self.borders))
        if self.margin is None:
            matrix[:, self.column] = inner
        else:
            low, high = self.stretch[inner], self.stretch[inner + 1]
            matrix[:, self.column] = self.margin.quantile(low + (high - low) * u)
        if self.gap >= 0:
            gone = codes == self.n_levels - 1
            matrix[gone, self.column] = self.filling
            matrix[:, self.gap] = gone

    def to_dict(self) -> dict:
        margin = None if self.margin is None else vars(self.margin)
        return {**vars(self), "margin": margin}

    @classmethod
    def from_dict(cls, entries) -> "Variable":
        margin = entries["margin"]
        return cls(**{**entries, "margin": None if margin is None else Margin(**margin)})


@dataclass(frozen=True)
class BinnedEncoding:
    """variables: one a column of codes, c of them. dependents: columns computed from others. width: of the matrix."""

    variables: tuple[Variable, ...]
    dependents: tuple[Dependent, ...]
    width: int

    @classmethod
    def fit(cls, matrix, fields, bins: int = BINS, even: bool = False) -> "BinnedEncoding":
        """Read cells and dependents off a TableEncoder's matrix, (n, fields). even: spread numbers evenly inside cells
        where the rows allow it (even_cells.py)."""
        dependents = find_dependents(matrix, fields)
        given_up = {d.target for d in dependents}
        gaps = {f.source: j for j, f in enumerate(fields) if f.name != f.source}
        variables = []
        for j, field in enumerate(fields):
            if j in given_up:
                continue
            if field.name != field.source and is_written_elsewhere(field, fields, given_up):
                continue
            gap = gaps.get(field.source, -1) if field.name == field.source else -1
            variables.append(variable(matrix, field, j, -1 if gap in given_up else gap, bins))
            if even and not any(d.source == j for d in dependents):
                seen = slice(None) if gap < 0 else matrix[:, gap] < 0.5
                variables[-1] = evened(variables[-1], matrix[seen, j], field.step)
        return cls(tuple(variables), tuple(dependents), len(fields))

    @property
    def levels(self) -> list[int]:
        """K_j of each variable."""
        return [v.n_levels for v in self.variables]

    @property
    def blocks(self) -> list[slice]:
        """Where each variable's one-hot block lies when they stand side by side."""
        ends = np.cumsum([0, *self.levels])
        return [slice(int(a), int(b)) for a, b in zip(ends[:-1], ends[1:])]

    @property
    def size(self) -> int:
        """D, the sum of the levels."""
        return sum(self.levels)

    def codes(self, matrix) -> np.ndarray:
        """(n, c) int32."""
        if not self.variables:
            return np.empty((len(matrix), 0), dtype=np.int32)
        return np.stack([v.codes(matrix).astype(np.int32) for v in self.variables], axis=1)

    def matrix(self, codes, u) -> np.ndarray:
        """(n, width) from codes (n, c) and u (n, c), uniform in [0, 1): the same codes and u, the same rows."""
        out = np.empty((len(codes), self.width))
        for a, v in enumerate(self.variables):
            v.write(out, codes[:, a], u[:, a])
        for d in self.dependents:
            out[:, d.target] = d.restore(out[:, d.source])
        return out

    def to_dict(self) -> dict:
        return {"variables": [v.to_dict() for v in self.variables], "dependents": [vars(d) for d in self.dependents],
                "width": self.width}

    @classmethod
    def from_dict(cls, entries) -> "BinnedEncoding":
        return cls(tuple(Variable.from_dict(v) for v in entries["variables"]),
                   tuple(Dependent(**d) for d in entries["dependents"]), entries["width"])


def is_written_elsewhere(indicator, fields, given_up) -> bool:
    """Does the variable of the column itself write this "is missing" column? Not if the column is a dependent."""
    return any(f.name == indicator.source and j not in given_up for j, f in enumerate(fields))


def variable(matrix, field, j, gap, bins) -> Variable:
    """The codes of column j."""
    gone = matrix[:, gap] > 0.5 if gap >= 0 else np.zeros(len(matrix), dtype=bool)
    seen, filling = matrix[~gone, j], float(matrix[gone, j][0]) if gone.any() else 0.0
    if field.n_levels:
        borders = np.arange(field.n_levels - 1) + 0.5
        stretch = None
        if field.ordered:
            shares = np.bincount(seen.astype(int), minlength=field.n_levels) / len(seen)
            stretch = np.concatenate([[0.0], np.cumsum(shares)])
        return Variable(j, gap, borders, stretch, None, filling)
    values, counts = np.unique(seen, return_counts=True)
    most = max(2, min(bins, len(seen) // ROWS_PER_BIN))
    firsts = cells(counts / len(seen), most, few=len(values) <= max(most, min(bins, len(seen) // ROWS_PER_VALUE)))
    above = np.cumsum(counts) / len(seen)
    stretch = np.concatenate([[0.0], above[firsts[1:] - 1], [1.0]])
    margin = Margin.fit(seen)
    # A border is where F^-1 goes from cell to cell; an atom belongs to its own cell, whichever side of it that is.
    borders, last, first = margin.quantile(stretch[1:-1]), values[firsts[1:] - 1], values[firsts[1:]]
    borders = np.where(np.isin(last, margin.atoms), np.maximum(borders, last), borders)
    borders = np.where(np.isin(first, margin.atoms), np.minimum(borders, np.nextafter(first, -np.inf)), borders)
    return Variable(j, gap, borders, stretch, margin, filling)


def cells(shares, bins, few) -> np.ndarray:
    """Positions of the values that begin a cell, ascending, the first 0. shares: of each distinct value, ascending.

    few: every value is a cell. Else spikes are cells, and what lies between two of them is cut into pieces of about
    1 / bins each.
    """
    if few:
        return np.arange(len(shares))
    spike = shares >= SPIKE / bins
    run = np.cumsum(spike | np.concatenate([[False], spike[:-1]]))  # values between two spikes share a run
    first = np.concatenate([[True], run[1:] != run[:-1]])
    mass = np.bincount(run, shares)
    pieces = np.maximum(1, np.round(mass * bins))
    start = np.concatenate([[0.0], np.cumsum(mass)[:-1]])
    middle = np.cumsum(shares) - shares / 2 - start[run]
    piece = np.minimum(np.floor(middle / mass[run] * pieces[run]), pieces[run] - 1)
    piece[spike] = 0
    return np.flatnonzero(first | np.concatenate([[True], piece[1:] != piece[:-1]]))

"""The matrix of a TableEncoder in network units and back. Two encodings with one layout:

    x = [ number 1 .. number p | one-hot of code column 1 | one-hot of code column 2 | ... ]      D entries

    ArticleEncoding   numbers standardised, codes one-hot: what the article writes
    MixedEncoding     numbers as normal scores; numbers with few distinct values join the codes; cells that were
                      filled in for a missing value are hidden
"""

from dataclasses import dataclass, field

import numpy as np

from course_lib.generators.margins import Margin

FEW_VALUES = 100  # a number column with at most so many distinct values, ...
ROWS_PER_VALUE = 20  # ... each seen in so many rows on average, is learned as a column of categories


@dataclass
class Encoding:
    """The layout both share.

    numbers, codes: positions in the matrix of the p number and c code columns. values: for each code column the
    matrix value that each of its K levels stands for. width: columns of the matrix.
    """

    numbers: list
    codes: list
    values: list
    width: int
    curves: list = field(default_factory=list)

    @property
    def levels(self) -> list[int]:
        """K, the number of levels, of each code column."""
        return [len(v) for v in self.values]

    @property
    def blocks(self) -> list[slice]:
        """Where each one-hot block lies in x."""
        ends = len(self.numbers) + np.cumsum([0, *self.levels])
        return [slice(int(a), int(b)) for a, b in zip(ends[:-1], ends[1:])]

    @property
    def size(self) -> int:
        """D, the entries of x."""
        return len(self.numbers) + sum(self.levels)

    def code_matrix(self, matrix) -> np.ndarray:
        """(n, c) whole numbers: the level of each code column nearest to the matrix value."""
        out = np.empty((len(matrix), len(self.codes)), dtype=np.int64)
        for a, (column, values) in enumerate(zip(self.codes, self.values)):
            middles = (values[1:] + values[:-1]) / 2
            out[:, a] = np.searchsorted(middles, matrix[:, column], "left")
        return out

    def observed(self, matrix, columns) -> np.ndarray:
        """(n, len(columns)) bool: False where a cell was filled in for a missing value and has to be ignored."""
        return np.ones((len(matrix), len(columns)), dtype=bool)

    def intervals(self, matrix):
        """Where a number is drawn anew for every pass over the table: nowhere, so None."""

    def matrix(self, numbers, codes) -> np.ndarray:
        """Back: numbers (n, p) in network units and codes (n, c) as a matrix (n, width)."""
        out = np.empty((len(numbers), self.width))
        for a, column in enumerate(self.numbers):
            out[:, column] = self.number_values(a, np.asarray(numbers[:, a], dtype=np.float64))
        for a, (column, values) in enumerate(zip(self.codes, self.values)):
            out[:, column] = values[codes[:, a]]
        return out


@dataclass
class ArticleEncoding(Encoding):
    """StandardScaler and OneHotEncoder. curves: (mean, sd) of each number column."""

    @classmethod
    def fit(cls, matrix, fields) -> "ArticleEncoding":
        numbers = [j for j, f in enumerate(fields) if f.n_levels == 0]
        codes = [j for j, f in enumerate(fields) if f.n_levels > 0]
        scales = [(float(matrix[:, j].mean()), float(matrix[:, j].std()) or 1.0) for j in numbers]
        return cls(numbers, codes, [np.arange(float(fields[j].n_levels)) for j in codes], len(fields), scales)

    def number_matrix(self, matrix) -> np.ndarray:
        """(n, p) standardised."""
        mean, sd = np.array(self.curves).reshape(-1, 2).T
        return (matrix[:, self.numbers] - mean) / sd

    def number_values(self, a, scores) -> np.ndarray:
        mean, sd = self.curves[a]
        return mean + sd * scores

    def to_dict(self) -> dict:
        return {"numbers": self.numbers, "codes": self.codes, "values": self.values, "width": self.width,
                "curves": self.curves}

    @classmethod
    def from_dict(cls, entries) -> "ArticleEncoding":
        return cls(**entries)


@dataclass
class MixedEncoding(Encoding):
    """Normal scores and one-hot codes. curves: the Margin of each number column.

    indicators: for each column of the matrix the position of its "is missing" column, or -1. Where the indicator
    says 1 the cell holds a filled-in value: it is hidden from the encoder (score 0) and from the loss.
    """

    indicators: list = field(default_factory=list)

    @classmethod
    def fit(cls, matrix, fields) -> "MixedEncoding":
        self = cls([], [], [], len(fields), indicators=indicators(fields))
        for j, f in enumerate(fields):
            seen = matrix[self.observed(matrix, [j])[:, 0], j]
            if f.n_levels > 0:
                self.codes.append(j)
                self.values.append(np.arange(float(f.n_levels)))
            elif is_few_valued(seen):
                self.codes.append(j)
                self.values.append(np.unique(seen))
            else:
                self.numbers.append(j)
                self.curves.append(Margin.fit(seen))
        return self

    def observed(self, matrix, columns) -> np.ndarray:
        """(n, len(columns)) bool: False where the cell was filled in for a missing value."""
        out = np.ones((len(matrix), len(columns)), dtype=bool)
        for a, j in enumerate(columns):
            if self.indicators[j] >= 0:
                out[:, a] = matrix[:, self.indicators[j]] == 0
        return out

    def number_matrix(self, matrix) -> np.ndarray:
        """(n, p) normal scores, the middle of each value's interval, 0 where nothing was observed."""
        scores = np.zeros((len(matrix), len(self.numbers)))
        for a, (j, curve) in enumerate(zip(self.numbers, self.curves)):
            scores[:, a] = curve.middle(matrix[:, j])
        return np.where(self.observed(matrix, self.numbers), scores, 0.0)

    def intervals(self, matrix):
        """(n, p) twice, the interval of u that each value owns; None if no value repeats enough to own one."""
        pairs = [curve.interval(matrix[:, j]) for j, curve in zip(self.numbers, self.curves)]
        if not any((low < high).any() for low, high in pairs):
            return None
        return np.column_stack([low for low, _ in pairs]), np.column_stack([high for _, high in pairs])

    def draw_scores(self, low, high, rng) -> np.ndarray:
        """(n, p) float32 scores, each drawn uniformly (in u) inside its interval.

        So a column with repeats is continuous to the decoder, and its density stays bounded.
        """
        u = low + (high - low) * rng.random(low.shape)
        return np.column_stack([curve.normal(u[:, a]) for a, curve in enumerate(self.curves)]).astype(np.float32)

    def number_values(self, a, scores) -> np.ndarray:
        return self.curves[a].inverse(scores)

    def to_dict(self) -> dict:
        return {"numbers": self.numbers, "codes": self.codes, "values": self.values, "width": self.width,
                "indicators": self.indicators, "curves": [vars(curve) for curve in self.curves]}

    @classmethod
    def from_dict(cls, entries) -> "MixedEncoding":
        return cls(**{**entries, "curves": [Margin(**curve) for curve in entries["curves"]]})


def is_few_valued(column) -> bool:
    """Does the column hold so few distinct numbers, each so often, that they are better learned one by one?"""
    distinct = len(np.unique(column))
    return distinct <= FEW_VALUES and len(column) >= ROWS_PER_VALUE * distinct


def indicators(fields) -> list[int]:
    """For each field the position of the field that says its value is missing, -1 if it has none."""
    flag = {f.source: j for j, f in enumerate(fields) if f.name == f"{f.source} is missing"}
    return [flag[f.source] if flag.get(f.source, j) != j else -1 for j, f in enumerate(fields)]

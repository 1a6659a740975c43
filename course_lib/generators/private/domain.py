"""Every column as cells that are fixed before the data are seen.

    matrix (n, fields) --codes--> (n, c) whole numbers, column j in 0 .. K_j - 1 --matrix--> (n, fields)

A level is a cell, a gap is one more. A number's range, between its declared bounds, is cut in `cells` equal parts, or
one a value where the declared range holds fewer whole numbers. Quantile bins would fit the data better; they would have
to be paid for. Back, a cell of several values becomes one drawn uniformly inside it.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Cells:
    """One column of K = `size` cells. name: in the table. column: its place in the matrix; gap: the place of its
    "is missing", -1 if it has none. missing: the code of a gap, the last one, or -1. ordered: may codes be ranks (but
    for a gap's)? edges: of a number's cells, (K' + 1,), None for codes. step: the number's grid, None if continuous."""

    name: str
    column: int
    gap: int
    size: int
    missing: int
    ordered: bool
    edges: np.ndarray | None = None
    step: float | None = None

    def codes(self, matrix) -> np.ndarray:
        """(n,)"""
        values = matrix[:, self.column]
        if self.edges is None:
            codes = values.astype(np.int64)
        else:
            values = values + 1e-6 * (self.step or 0.0)  # a value of the grid that is an edge up to rounding
            codes = np.clip(np.searchsorted(self.edges, values, "right") - 1, 0, len(self.edges) - 2)
        return np.where(matrix[:, self.gap] > 0.5, self.missing, codes) if self.gap >= 0 else codes

    def write(self, matrix, codes, u) -> None:
        """Fill the column's places in `matrix` from codes (n,) and u (n,), uniform in [0, 1)."""
        if self.edges is None:
            values = np.minimum(codes, self.size - 1 - (self.gap >= 0)).astype(float)
        else:
            inner = np.minimum(codes, len(self.edges) - 2)
            low, high = self.edges[inner], self.edges[inner + 1]
            values = low + (high - low) * u
            if self.step:  # the grid's points inside [low, high), each as likely
                first, last = np.ceil(low / self.step - 1e-9), np.ceil(high / self.step - 1e-9) - 1
                last = np.where(inner == len(self.edges) - 2, np.floor(high / self.step + 1e-9), last)
                values = np.where(last >= first, (first + np.floor((last - first + 1) * u)) * self.step, values)
            values = np.clip(values, self.edges[0], self.edges[-1])
        matrix[:, self.column] = values  # where the value is missing it is not looked at
        if self.gap >= 0:
            matrix[:, self.gap] = codes == self.missing


@dataclass(frozen=True)
class Domain:
    """The columns' cells, and the width of the matrix."""

    columns: tuple[Cells, ...]
    width: int

    @classmethod
    def of(cls, encoder, cells: int) -> "Domain":
        """From an encoder that knows only what is public, and the most cells of a number."""
        fields = encoder.fields_
        own = {f.name for f in fields}
        gaps = {f.source: j for j, f in enumerate(fields) if f.name != f.source}
        columns = []
        for j, field in enumerate(fields):
            if field.name == field.source:
                columns.append(cells_of(field, j, gaps.get(field.source, -1), cells, encoder.schema[field.name]))
            elif field.source not in own:  # a column of one public value, or missing
                columns.append(Cells(field.source, j, -1, 2, -1, False))
        return cls(tuple(columns), len(fields))

    @property
    def sizes(self) -> list[int]:
        """K_j of each column."""
        return [column.size for column in self.columns]

    def codes(self, matrix) -> np.ndarray:
        """(n, c)"""
        return np.stack([column.codes(matrix) for column in self.columns], axis=1)

    def matrix(self, codes, u) -> np.ndarray:
        """(n, width) from codes (n, c) and u (n, c), uniform in [0, 1)."""
        out = np.empty((len(codes), self.width))
        for j, column in enumerate(self.columns):
            column.write(out, codes[:, j], u[:, j])
        return out


def cells_of(field, j, gap, most, column) -> Cells:
    """The cells of field j, which serves this column of the schema."""
    if field.n_levels:
        known = 2 if column.kind == "boolean" else len(column.levels)
        size = field.n_levels + (gap >= 0)
        return Cells(field.name, j, gap, size, size - 1 if size > known else -1, field.ordered)
    low, high, step = field.low, field.high, field.step
    if step and round((high - low) / step) + 1 <= most:  # a cell for every value
        values = np.arange(round(low / step), round(high / step) + 1) * step
        edges = np.append(values - step / 2, values[-1] + step / 2)
        edges[[0, -1]] = low, high
    else:
        edges = np.linspace(low, high, most + 1)
    size = len(edges) - 1 + (gap >= 0)
    return Cells(field.name, j, gap, size, size - 1 if gap >= 0 else -1, True, edges, step)

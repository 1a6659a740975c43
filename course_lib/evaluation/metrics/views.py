"""Tables as arrays that metrics can compare: numbers with NaN where missing, levels as codes.

Metrics judge tables that a generator may have spoilt: a level never seen, a value out of bounds, a column
emptied. So nothing here refuses such values (a schema's `validate` does). An unseen level gets a code of its
own and a missing level counts as a level, in every table alike.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api import types

from course_lib.data.schema import LEVELS, NUMBERS, Schema
from course_lib.errors import CourseError

MISSING = "(missing)"
LARGEST = 1e150


@dataclass(frozen=True)
class View:
    """One table as arrays. All views that `views` returns together share names, levels and codes.

    numbers: (n, p) float64, NaN = missing; dates as seconds since 1970. codes: (n, q) int.
    levels: per code column its labels, so codes run 0..len-1; the last is "(missing)" if any table misses one.
    ranks: per code column how many of its first codes are ranks: the declared levels of an ordinal, else 0.
    """

    names: tuple[str, ...]  # of the number columns
    numbers: np.ndarray
    code_names: tuple[str, ...]
    codes: np.ndarray
    levels: tuple[tuple[str, ...], ...]
    ranks: tuple[int, ...]

    def __len__(self):
        return len(self.numbers)

    def take(self, rows):
        """The view of some rows (indices or a mask)."""
        return View(self.names, self.numbers[rows], self.code_names, self.codes[rows], self.levels, self.ranks)

    def ranked_numbers(self) -> np.ndarray:
        """The number columns, then the ordinals as ranks; (n, p), NaN = missing or a level without a rank.

        Where levels are numbers, one never declared stands between its neighbours: 24.5 halfway from 22 to 27.
        """
        ordinal = [j for j, r in enumerate(self.ranks) if r > 0]
        ranks = [rank_of(self.levels[j], self.ranks[j])[self.codes[:, j]] for j in ordinal]
        return np.column_stack([self.numbers, *ranks])

    def unordered(self) -> list[int]:
        """Indices of the code columns whose levels have no order."""
        return [j for j, r in enumerate(self.ranks) if r == 0]


def views(schema, *tables) -> tuple[View, ...]:
    """One View per table, with common codes. Identifiers are left out: they are not learned, so not compared.

    Raises CourseError if a table lacks a column of the schema, or holds text in a number column.
    """
    for table in tables:
        check(table, schema)
    names = tuple(c.name for c in schema if c.kind in NUMBERS)
    coded = [c for c in schema if c.kind in LEVELS]
    levels, ranks, codes = [], [], []
    for column in coded:
        labels = [labels_of(table[column.name]) for table in tables]
        known = levels_of(column, labels)
        levels.append(tuple(known))
        ranks.append(0 if column.kind != "ordinal" else len(column.levels or [v for v in known if v != MISSING]))
        index = pd.Index(known)
        codes.append([index.get_indexer(part) for part in labels])
    made = []
    for k, table in enumerate(tables):
        numbers = [numbers_of(table[name]) for name in names]
        made.append(View(
            names, np.column_stack(numbers) if numbers else np.empty((len(table), 0)),
            tuple(c.name for c in coded),
            np.column_stack([c[k] for c in codes]) if codes else np.empty((len(table), 0), dtype=int),
            tuple(levels), tuple(ranks),
        ))
    return tuple(made)


def schema_of(real, schema=None) -> Schema:
    """The schema given, or the one inferred from the real table."""
    return Schema.infer(real) if schema is None else schema


def check(table, schema) -> None:
    """CourseError unless `table` is a DataFrame with at least one row and every column of the schema, each once."""
    if not isinstance(table, pd.DataFrame):
        raise CourseError(f"A metric compares pandas DataFrames, and got a {type(table).__name__}.")
    if len(table) == 0:
        raise CourseError("One of the tables has no rows: there is nothing to compare.")
    for column in schema:
        if column.name not in table.columns:
            raise CourseError(f"Column {column.name!r} is in the schema and not in one of the tables: "
                              "compare tables with the same columns.")
        if (table.columns == column.name).sum() > 1:
            raise CourseError(f"Two columns of one of the tables are called {column.name!r}: rename one of them.")


def numbers_of(values) -> np.ndarray:
    """A column as float64, NaN = missing; dates as seconds since 1970; CourseError for text or infinities."""
    series = pd.Series(values)
    if types.is_datetime64_any_dtype(series):
        stamps = series.dt.tz_convert(None) if series.dt.tz is not None else series
        return np.where(series.isna(), np.nan, stamps.astype("datetime64[us]").astype("int64") / 1e6)
    try:
        out = series.astype("Float64").to_numpy(float, na_value=np.nan)
    except (ValueError, TypeError):
        raise CourseError(f"Column {series.name!r} holds values that are no numbers where numbers are expected: "
                          "read both tables with the same schema.") from None
    if np.isinf(out).any():
        raise CourseError(f"Column {series.name!r} holds an infinite value: replace it by a number or leave it empty.")
    if len(out) and np.nanmax(np.abs(out), initial=0) > LARGEST:
        raise CourseError(f"Column {series.name!r} holds numbers beyond {LARGEST:g}, whose squares overflow: write it "
                          "in a larger unit, or take logarithms.")
    return out


def labels_of(values) -> np.ndarray:
    """A column's levels as text, so that 1, 1.0 and "1" are one level whatever a CSV made of them."""
    series = pd.Series(values)
    codes, found = pd.factorize(series)
    found = np.array([label(v) for v in found] + [MISSING], dtype=object)
    return found[codes]  # code -1, missing, takes the last


def label(value) -> str:
    """One level as text: a whole number without its decimals; a level that reads "(missing)" in quotation marks."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return repr(MISSING) if value == MISSING else str(value)


def levels_of(column, labels) -> list[str]:
    """The declared levels in their order, then levels seen beyond them, then missing if it occurs."""
    known = [label(level) for level in column.levels or ()]
    seen = set().union(*(set(part) for part in labels))
    known += sorted(seen - set(known) - {MISSING}, key=by_number)
    return known + [MISSING] if MISSING in seen else known


def rank_of(levels, declared: int) -> np.ndarray:
    """The rank of each level, the first `declared` of which are in order; NaN where a level has none."""
    known = [by_number(level) for level in levels]
    values = np.array([value if kind == 0 else np.nan for kind, value, _ in known])
    ranks = np.arange(len(levels), dtype=float)
    ranks[declared:] = np.nan
    if declared > 1 and (np.diff(values[:declared]) > 0).all():
        ranks[declared:] = np.interp(values[declared:], values[:declared], ranks[:declared])
    return ranks


def by_number(text: str):
    """Sorting key: numbers by size, then texts by alphabet."""
    try:
        return 0, float(text), text
    except ValueError:
        return 1, 0.0, text


def is_numeric(values) -> bool:
    """Would a plain metric, called without a schema, treat the column as numbers? (Booleans are levels.)"""
    series = pd.Series(values)
    if types.is_bool_dtype(series):
        return False
    return types.is_numeric_dtype(series) or types.is_datetime64_any_dtype(series)


def written_as_numbers(*columns) -> bool:
    """Are all of these columns numbers, and none so large that its square would overflow? For levels such as 1 to 5."""
    if not all(map(is_numeric, columns)):
        return False
    numbers = [pd.to_numeric(pd.Series(x), errors="coerce").to_numpy("float64", na_value=np.nan) for x in columns]
    return all(np.nanmax(np.abs(x[np.isfinite(x)]), initial=0) <= LARGEST for x in numbers)

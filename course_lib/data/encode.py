"""A table as one complete matrix of floats and back: what every generator and every metric stands on.

The round trip is exact: `inverse_transform(transform(df))` gives `df` again, its index apart.
"""

import math

import numpy as np
import pandas as pd
from pandas.api import types

from course_lib.data.codecs import CODECS, MOST_DECIMALS, Codec, Codes, Constant, Field, Identifier, Number, to_whole
from course_lib.data.dtypes import dtype_from_json, dtype_to_json, missing_mark
from course_lib.data.infer import EXACT, check_frame
from course_lib.data.schema import Column, Schema, in_zone
from course_lib.data.validate import validate_column, validate_table
from course_lib.errors import CourseError

__all__ = ["Field", "TableEncoder"]


class TableEncoder:
    """Learns a table's levels, granularity and missingness; `fields_` describes the matrix it makes.

    After `fit`: `fields_` (tuple of Field), `names_` (the table's columns in order), `notes_` (sentences about
    columns that are not learned).
    """

    def __init__(self, schema: Schema):
        self.schema = schema

    def fit(self, df: pd.DataFrame) -> "TableEncoder":
        """Read levels, bounds and dtypes off `df`. Raises CourseError where a column does not fit the schema."""
        validate_table(self.schema, df)
        if len(df) == 0:
            raise CourseError("The table has no rows: there is nothing to learn from.")
        self._set([_fit_column(self.schema[name], df[name]) for name in df.columns])
        return self

    def _set(self, codecs: list[Codec]) -> None:
        self._codecs = codecs
        self.names_ = [codec.name for codec in codecs]
        self.fields_ = tuple(field for codec in codecs for field in codec.fields)
        self.notes_ = [note for note in (codec.note() for codec in codecs) if note]

    def transform(self, df: pd.DataFrame) -> np.ndarray:
        """(n, len(fields_)) float64 without gaps: numbers in their unit, dates as counts of their granule since the
        first, codes for the rest. Raises CourseError for a level, a missing value or a change not seen at `fit`."""
        arrays = [array for arrays in self.columns(df) for array in arrays]
        return np.column_stack(arrays).astype(np.float64) if arrays else np.empty((len(df), 0))

    def columns(self, df: pd.DataFrame, names=None):
        """`transform` piece by piece, for a table too long for its whole matrix: yields, for each column of the table
        (or of `names`) in turn, the list of its columns of the matrix, none to two arrays (n,). Raises likewise."""
        check_frame(df)
        for name in self.names_:
            if name not in df.columns:
                raise CourseError(f"The table has no column {name!r}: the encoder was fitted on {len(self.names_)} "
                                  "columns and needs them all.")
        for codec in self._codecs:
            if names is not None and codec.name not in names:
                continue
            validate_column(Column(codec.name, self.schema[codec.name].kind), df[codec.name])
            yield codec.encode(df[codec.name])

    def inverse_transform(self, matrix) -> pd.DataFrame:
        """A table with the columns, order and dtypes seen at `fit`, from any (n, len(fields_)) floats.

        Codes are rounded to a level that exists. Numbers are rounded to their grid and by that never leave their
        bounds; a number that was outside its bounds stays outside, so that a generator's fault can be seen, and is
        cut off only where its dtype (or the calendar, years 1 to 9999) ends. Raises CourseError for NaN.
        """
        matrix = np.asarray(matrix, dtype=np.float64)
        if matrix.ndim != 2 or matrix.shape[1] != len(self.fields_):
            raise CourseError(f"The matrix has shape {matrix.shape} but the table needs {len(self.fields_)} columns "
                              f"({', '.join(field.name for field in self.fields_)}).")
        gaps = np.isnan(matrix).any(axis=0)
        if gaps.any():
            name = self.fields_[int(gaps.argmax())].name
            raise CourseError(f"The matrix holds NaN in the field {name!r}: the generator that made it diverged; "
                              "lower its learning rate or scale its input.")
        return self.assemble(list(matrix.T), len(matrix))

    def assemble(self, arrays: list, n: int) -> pd.DataFrame:
        """`inverse_transform` piece by piece: the table from the columns of a matrix, float64 arrays (n,) without NaN.
        Each is taken off the list as soon as it is used, so that a long table is never held twice."""
        arrays.reverse()
        columns = {codec.name: codec.decode([arrays.pop() for _ in codec.fields], n) for codec in self._codecs}
        return pd.DataFrame(columns, index=pd.RangeIndex(n), columns=pd.Index(self.names_), copy=False)

    def to_dict(self) -> dict:
        """Everything that was learned, as plain values for JSON."""
        columns = [{"name": codec.name, "codec": type(codec).__name__, "dtype": dtype_to_json(codec.dtype),
                    "mark": {"None": codec.mark is None, "NA": codec.mark is pd.NA}, "state": _plain(codec.state())}
                   for codec in self._codecs]
        return {"schema": self.schema.to_dict(), "columns": columns}

    @classmethod
    def from_dict(cls, entries: dict) -> "TableEncoder":
        encoder = cls(Schema.from_dict(entries["schema"]))
        codecs = []
        for entry in entries["columns"]:
            dtype = dtype_from_json(entry["dtype"])
            mark = None if entry["mark"]["None"] else pd.NA if entry["mark"]["NA"] else missing_mark(
                pd.Series([], dtype=float if types.is_object_dtype(dtype) else dtype))
            codecs.append(CODECS[entry["codec"]](entry["name"], dtype, mark, **entry["state"]))
        encoder._set(codecs)
        return encoder


def _plain(state: dict) -> dict:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in state.items()}


def _fit_column(column: Column, values: pd.Series) -> Codec:
    common = (column.name, values.dtype, missing_mark(values))
    gone = values.isna().to_numpy()
    if gone.all():
        return Constant(*common, empty=True)
    if column.kind == "identifier":
        return Identifier(*common, start=_next_id(values, gone))
    if column.kind in ("category", "boolean", "ordinal"):
        return _fit_codes(column, values, gone, common)
    return _fit_number(column, values, gone, common)


def _next_id(values, gone) -> int:
    if not types.is_numeric_dtype(values.dtype):
        return 1
    last = int(values[~gone].max())
    return last + 1 if 0 <= last < EXACT // 2 else 1


def _fit_codes(column, values, gone, common) -> Codec:
    seen = values[~gone]
    if not gone.any() and seen.nunique() == 1:
        return Constant(*common, value=seen.iloc[0])
    if column.kind == "boolean":
        levels = (False, True)
    elif column.levels is not None:
        levels = column.levels
    else:
        levels = tuple(sorted(seen.unique().tolist()))
    if isinstance(values.dtype, pd.CategoricalDtype):  # the dtype cannot hold a level that only the schema knows
        levels = tuple(level for level in levels if level in values.dtype.categories)
    codec = Codes(*common, levels=levels, ordered=column.kind == "ordinal", missing=bool(gone.any()))
    if codec.ordered and codec.missing:
        codes = np.sort(Codes(*common, levels=levels, ordered=True).encode(seen)[0])
        codec.fill = int(codes[(len(codes) - 1) // 2])
    return codec


def _fit_number(column, values, gone, common) -> Codec:
    seen = values[~gone]
    origin, granule, decimals, wall = 0, 1, 0, False
    if types.is_datetime64_any_dtype(values.dtype):
        wall = _is_local_midnight(seen)
        ticks = to_whole(seen, np.zeros(len(seen), bool), wall)
        origin, granule = int(ticks.min()), _granule(ticks, values.dt.unit)
    elif types.is_float_dtype(values.dtype):
        decimals = _decimals(seen.to_numpy(np.float64), values.dtype)
    else:
        whole = to_whole(seen, np.zeros(len(seen), bool))
        origin = int(whole.min()) if max(abs(int(whole.min())), abs(int(whole.max()))) > EXACT else 0
        if int(whole.max()) - int(whole.min()) > EXACT:
            raise CourseError(f"Column {column.name!r} spans more than 2^53 whole numbers, more than a float can tell "
                              "apart: declare it as an identifier, or divide it.")
    draft = Number(*common, origin=origin, granule=granule, decimals=decimals, wall=wall)
    numbers = np.sort(draft.encode(seen)[0])
    low, high = (_bound(draft, column, end, numbers) for end in ("low", "high"))
    return Number(*common, origin=origin, granule=granule, decimals=decimals, wall=wall, low=low, high=high,
                  fill=float(numbers[(len(numbers) - 1) // 2]), varies=bool(numbers[0] != numbers[-1]),
                  missing=bool(gone.any()))


def _bound(codec: Number, column: Column, end: str, numbers) -> float:
    """A declared (or inferred) bound in matrix units, never tighter than the data."""
    bound, seen = getattr(column, end), float(numbers[0] if end == "low" else numbers[-1])
    if bound is None:
        return seen
    if isinstance(bound, pd.Timestamp):
        bound = in_zone(bound, getattr(codec.dtype, "tz", None))
        bound = codec.to_float(pd.Series([bound], dtype=codec.dtype), np.zeros(1, bool))[0]
    else:
        bound = float(bound - codec.origin)
    return float(min(bound, seen) if end == "low" else max(bound, seen))


def _is_local_midnight(seen) -> bool:
    """Dates in a time zone that all fall on local midnight are days, although daylight saving shifts them in UTC."""
    if seen.dt.tz is None or not (seen == seen.dt.normalize()).all():
        return False
    local = seen.dt.tz_localize(None)
    back = local.dt.tz_localize(seen.dt.tz, ambiguous=np.ones(len(local), bool), nonexistent="shift_forward")
    return bool((back == seen).all())


def _granule(ticks: np.ndarray, unit: str) -> int:
    """The longest of day, hour, minute, second, ... that all dates are whole counts of since the first."""
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    lengths = [86_400 * per_second, 3_600 * per_second, 60 * per_second, per_second]
    lengths += [per_second // 10**k for k in (3, 6, 9) if per_second >= 10**k]
    away = ticks - ticks.min()
    span = int(away.max())
    for length in lengths:
        if (away % length == 0).all() and (span > 0 or length == lengths[0]):
            return length if span // length <= EXACT else math.ceil(span / EXACT)
    return 1


def _decimals(numbers: np.ndarray, dtype) -> int | None:
    """How many decimals the data have: the fewest that give every value back, None for a continuous scale."""
    if np.abs(numbers).max() > EXACT:
        return None
    back = np.dtype(str(dtype).lower())
    for decimals in range(MOST_DECIMALS + 1):
        if (np.round(numbers, decimals).astype(back) == numbers).all():
            return decimals
    return None

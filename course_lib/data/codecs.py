"""How one column becomes numbers and comes back. `encode.py` puts the columns side by side.

Every codec has `fields` (its columns of the matrix), `encode(values) -> list of arrays`, `decode(arrays, n) -> Series`
and `state()`, the plain values from which `make_codec` builds it again.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api import types

from course_lib.data.dtypes import build
from course_lib.data.infer import EXACT
from course_lib.data.validate import unknown_levels
from course_lib.errors import CourseError

MOST_DECIMALS = 8  # a grid finer than this is taken for a continuous scale


@dataclass(frozen=True)
class Field:
    """One column of the matrix.

    name: the table's column, or "<column> is missing" for an added indicator. source: the table's column it serves.
    n_levels: 0 for a number, k > 0 for codes 0..k-1. ordered: True for numbers and ordinal codes, whose codes may be
    treated as ranks. low, high: a number's declared bounds, else the observed ones, in matrix units; for codes 0
    and k-1. step: the grid a number sits on (1.0 whole numbers, .01 two decimals), None if continuous or codes.
    """

    name: str
    source: str
    n_levels: int
    ordered: bool
    low: float
    high: float
    step: float | None = None


class Codec:
    """Shared by all: the column's name, dtype and the mark that stands for missing."""

    fields: tuple[Field, ...] = ()

    def __init__(self, name, dtype, mark):
        self.name, self.dtype, self.mark = name, dtype, mark

    def state(self) -> dict:
        return {key: value for key, value in vars(self).items() if key not in ("fields", "name", "dtype", "mark")}

    def note(self) -> str | None:
        """A sentence about a column from which nothing is learned."""
        return None

    def _refuse_missing(self, gone):
        if gone.any():
            raise CourseError(f"Column {self.name!r} has missing values but had none when the encoder was fitted: "
                              "fit on a table that has some, or drop those rows.")


class Constant(Codec):
    """A column with one value, or with none: no field, put back as it was."""

    def __init__(self, name, dtype, mark, value=None, empty=False):
        super().__init__(name, dtype, mark)
        self.value, self.empty = _scalar(value), empty

    def encode(self, values):
        gone = values.isna().to_numpy()
        if self.empty and not gone.all():
            raise CourseError(f"Column {self.name!r} was missing throughout when the encoder was fitted but now has "
                              "values: fit on a table that has some, or drop the column.")
        if not self.empty:
            self._refuse_missing(gone)
            other = unknown_levels((self.value,), values.map(_scalar)) if len(values) else []
            if other:
                raise CourseError(f"Column {self.name!r} held nothing but {self.value!r} when the encoder was fitted "
                                  f"but now holds {other[0]!r}: fit on a table that has both, or drop the column.")
        return []

    def decode(self, arrays, n):
        if self.empty:
            return build(None, np.ones(n, bool), self.dtype, self.mark)
        return build(pd.array([self.value] * n, dtype=self.dtype), np.zeros(n, bool), self.dtype, self.mark)

    def note(self):
        what = "is missing throughout" if self.empty else f"holds nothing but {self.value!r}"
        return f"Column {self.name!r} {what}: there is nothing to learn, it is put back as it is."


class Identifier(Codec):
    """Names, keys, free text: never learned, no field, fresh ids on the way back."""

    def __init__(self, name, dtype, mark, start=1):
        super().__init__(name, dtype, mark)
        self.start = start

    def encode(self, values):
        return []

    def decode(self, arrays, n):
        whole = np.arange(n)
        if types.is_numeric_dtype(self.dtype):
            if types.is_integer_dtype(self.dtype) and self.start + n - 1 > whole_range(self.dtype)[1]:
                raise CourseError(f"Column {self.name!r} is stored as {self.dtype}, too narrow for {n} fresh ids: "
                                  f"df[{self.name!r}] = df[{self.name!r}].astype('int64').")
            # Numbering goes on after the last real id, so that no fresh id points at a real row.
            return build(whole + self.start, np.zeros(n, bool), self.dtype, self.mark)
        width = max(6, len(str(n)))
        texts = [f"synthetic-{i + 1:0{width}d}" for i in whole]
        dtype = pd.StringDtype(na_value=np.nan) if isinstance(self.dtype, pd.CategoricalDtype) else self.dtype
        return build(np.array(texts, dtype=object), np.zeros(n, bool), dtype, self.mark)

    def note(self):
        return f"Column {self.name!r} is an identifier: it is not learned, synthetic rows get fresh ids."


class Number(Codec):
    """Numbers and dates: the value in its unit, counted from `origin`, then an indicator if some were missing.

    Whole numbers beyond 2^53 and all dates are counts since the smallest, because a float holds no more digits.
    `granule` is the length of one count in ticks of the date's dtype; 1 for numbers.
    """

    def __init__(self, name, dtype, mark, origin=0, granule=1, decimals=None, low=0.0, high=0.0, fill=0.0,
                 varies=True, missing=False, wall=False):
        super().__init__(name, dtype, mark)
        self.origin, self.granule, self.decimals, self.wall = origin, granule, decimals, wall
        self.low, self.high, self.fill, self.varies, self.missing = low, high, fill, varies, missing
        step = None if decimals is None else 10.0**-decimals
        number = (Field(name, name, 0, True, low, high, step),) if varies else ()
        self.fields = number + ((_indicator(name),) if missing else ())

    def encode(self, values):
        gone = values.isna().to_numpy()
        if not self.missing:
            self._refuse_missing(gone)
        numbers = self.to_float(values, gone)
        if not self.varies and (other := (numbers != self.fill) & ~gone).any():
            raise CourseError(f"Column {self.name!r} held a single value when the encoder was fitted but now holds "
                              f"{values[other].iloc[0]} too: fit on a table that has both, or drop the column.")
        numbers = np.where(gone, self.fill, numbers)
        return [numbers][: int(self.varies)] + [gone.astype(np.float64)][: int(self.missing)]

    def to_float(self, values, gone):
        if types.is_float_dtype(self.dtype):
            return values.to_numpy(np.float64, na_value=np.nan)
        whole = to_whole(values, gone, self.wall)
        if self.origin == 0 and self.granule == 1:
            return whole.astype(np.float64)
        # Modular subtraction: right for uint64 too, as long as the span fits, which `fit` has made sure of.
        away = (whole.astype(np.uint64) - np.uint64(self.origin % 2**64)).view(np.int64)
        return away.astype(np.float64) / self.granule

    def decode(self, arrays, n):
        arrays = list(arrays)
        numbers = arrays.pop(0) if self.varies else np.full(n, self.fill)
        gone = np.rint(np.clip(arrays.pop(0), 0, 1)) == 1 if self.missing else np.zeros(n, bool)
        if types.is_float_dtype(self.dtype):
            return build(to_grid(numbers, self), gone, self.dtype, self.mark)
        numbers = to_grid(numbers, self)
        first, last = whole_range(self.dtype)
        lowest = max(-((self.origin - first) // self.granule), -EXACT)
        highest = min((last - self.origin) // self.granule, EXACT)
        counts = np.clip(np.rint(numbers), lowest, highest).astype(np.int64)
        whole = (counts.astype(np.uint64) * np.uint64(self.granule)) + np.uint64(self.origin % 2**64)
        return build(whole, gone, self.dtype, self.mark, self.wall)

    def note(self):
        if self.varies:
            return None
        return f"Column {self.name!r} holds a single value: there is nothing to learn, it is put back as it is."


class Codes(Codec):
    """Categories, booleans and ordinals: the position in `levels`.

    Missing is one more level at the end, except for an ordinal, where it would spoil the order: there it becomes
    an indicator beside the code.
    """

    def __init__(self, name, dtype, mark, levels=(), ordered=False, missing=False, fill=0):
        super().__init__(name, dtype, mark)
        self.levels, self.ordered, self.missing, self.fill = tuple(levels), ordered, missing, fill
        k = len(self.levels) + (missing and not ordered)
        self.fields = (Field(name, name, k, ordered, 0.0, k - 1.0),)
        if ordered and missing:
            self.fields += (_indicator(name),)

    def encode(self, values):
        gone = values.isna().to_numpy()
        if not self.missing:
            self._refuse_missing(gone)
        codes = pd.Index(self.levels, dtype=object).get_indexer(pd.Index(values.astype(object)))
        unseen = (codes < 0) & ~gone
        if unseen.any():
            raise CourseError(f"Column {self.name!r} holds the level {values[unseen].iloc[0]!r}, which was not there "
                              "when the encoder was fitted: list it in the schema's levels, or drop those rows.")
        if not self.ordered:
            return [np.where(gone, len(self.levels), codes).astype(np.float64)]
        codes = np.where(gone, self.fill, codes).astype(np.float64)
        return [codes] + ([gone.astype(np.float64)] if self.missing else [])

    def decode(self, arrays, n):
        codes = np.rint(np.clip(arrays[0], 0, self.fields[0].n_levels - 1)).astype(np.int64)
        gone = codes == len(self.levels)
        if self.ordered and self.missing:
            gone = np.rint(np.clip(arrays[1], 0, 1)) == 1
        levels = np.empty(len(self.levels), dtype=object)
        levels[:] = self.levels
        return build(levels[np.where(gone, 0, codes)], gone, self.dtype, self.mark)


CODECS = {"Constant": Constant, "Identifier": Identifier, "Number": Number, "Codes": Codes}


def to_whole(values: pd.Series, gone, wall: bool = False) -> np.ndarray:
    """Integers, or a date's ticks, as (u)int64; 0 where missing. `wall`: local clock time instead of UTC."""
    if types.is_datetime64_any_dtype(values.dtype):
        if wall:
            values = values.dt.tz_localize(None)
        return np.where(gone, 0, values.to_numpy(dtype=f"datetime64[{values.dt.unit}]").astype(np.int64))
    kind = np.uint64 if types.is_unsigned_integer_dtype(values.dtype) else np.int64
    if types.is_float_dtype(values.dtype):
        return np.where(gone, 0, values.to_numpy(np.float64, na_value=0)).astype(np.int64)
    return values.to_numpy(kind, na_value=0) if gone.any() else values.to_numpy(kind)


def whole_range(dtype) -> tuple[int, int]:
    """The smallest and largest whole number, or tick of a date between the years 1 and 9999, that a dtype holds."""
    if types.is_datetime64_any_dtype(dtype):
        unit = np.datetime_data(dtype.base)[0] if isinstance(dtype, pd.DatetimeTZDtype) else np.datetime_data(dtype)[0]
        if unit == "ns":
            return pd.Timestamp.min.value + 86_400 * 10**9, pd.Timestamp.max.value - 86_400 * 10**9
        ends = np.array(["0001-01-02", "9999-12-30"], dtype=f"datetime64[{unit}]").astype(np.int64)
        return int(ends[0]), int(ends[1])
    info = np.iinfo(getattr(dtype, "numpy_dtype", dtype))
    return int(info.min), int(info.max)


def to_grid(numbers, codec: Number) -> np.ndarray:
    """Round to the column's grid. A value inside the bounds stays inside; one outside is left for all to see."""
    stored = np.dtype(str(codec.dtype).lower()) if types.is_float_dtype(codec.dtype) else np.dtype(np.float64)
    most = np.finfo(stored).max
    numbers = np.clip(numbers, -most, most)
    if codec.decimals is None:
        return numbers
    near = np.clip(numbers, -EXACT, EXACT)  # beyond 2^53 every float is a whole number already
    rounded, step = np.round(near, codec.decimals), 10.0**-codec.decimals
    # Compared as stored: in a narrow dtype the bound itself is only near to its decimal.
    for beyond, inward in (((near >= codec.low) & (rounded.astype(stored) < codec.low), step),
                           ((near <= codec.high) & (rounded.astype(stored) > codec.high), -step)):
        rounded = np.where(beyond, np.round(rounded + inward, codec.decimals), rounded)
    return np.where(near == numbers, rounded, numbers)


def _indicator(name) -> Field:
    return Field(f"{name} is missing", name, 2, False, 0.0, 1.0)


def _scalar(value):
    return value.item() if hasattr(value, "item") and not isinstance(value, pd.Timestamp) else value

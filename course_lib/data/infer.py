"""Guess the kind of every column from its values. Each rule is a guess a person may overrule in a card."""

import re

import numpy as np
import pandas as pd
from pandas.api import types

from course_lib.data.schema import Column
from course_lib.errors import CourseError

MOST_LEVELS = 100  # text with more levels than this is treated as an identifier: names, cities, free text
FEW_VALUES = 10  # numbers with at most this many distinct values are levels rather than a scale ...
SEEN_PER_LEVEL = 20  # ... provided that each was seen this often, so that the next table brings no new one
COUNTED = 20  # whole numbers from 0 or 1 up, no gap, no repeat, at least this many: they number the rows
EXACT = 2**53  # above it a float no longer tells neighbouring integers apart

_WORDS = (r"id|ids|uuid|guid|key|index|idx|row|rowid|rownames|ssn|iban|passport|phone|telephone|e?-?mail|"
          r"no|nr|num|number")
_TEXT_WORDS = r"name|surname|firstname|lastname|fullname|address|street|comment|comments|text|notes?"
_ID_NAME = re.compile(rf"(^|[\s_.\-])(?i:{_WORDS})$|[a-z](Id|ID)$|^Unnamed: ?\d+$")
_TEXT_NAME = re.compile(rf"(^|[\s_.\-])({_TEXT_WORDS})$", re.IGNORECASE)


def infer_columns(df: pd.DataFrame) -> list[Column]:
    """One `Column` per column of `df`, `declared=False`. Raises CourseError for a table without rows or columns."""
    check_frame(df)
    if len(df) == 0 or df.shape[1] == 0:
        what = "rows" if df.shape[1] else "columns"
        raise CourseError(f"The table has no {what}: there is nothing to learn from; check the file or the filter.")
    return [infer_column(name, df[name]) for name in df.columns]


def check_frame(df) -> None:
    """A pandas table with unique text names, or a sentence."""
    if not isinstance(df, pd.DataFrame):
        raise CourseError(f"Expected a pandas DataFrame, got {type(df).__name__}: wrap it, pd.DataFrame(...).")
    odd = [name for name in df.columns if not isinstance(name, str)]
    if odd:
        raise CourseError(f"Column name {odd[0]!r} is no text: rename the columns, "
                          "df.columns = df.columns.map(str).")
    if not df.columns.is_unique:
        name = df.columns[df.columns.duplicated()][0]
        raise CourseError(f"Two columns are called {name!r}: rename one of them.")


def infer_column(name: str, values: pd.Series) -> Column:
    """Kind, bounds and levels of one column."""
    seen = values.dropna()
    if isinstance(values.dtype, pd.CategoricalDtype):
        kind = "ordinal" if values.dtype.ordered else "category"
        return Column(name, kind, levels=tuple(values.cat.categories))
    if types.is_bool_dtype(values.dtype) or (len(seen) and types.infer_dtype(seen) == "boolean"):
        return Column(name, "boolean")
    if types.is_datetime64_any_dtype(values.dtype):
        return Column(name, "datetime", low=_first(seen, "min"), high=_first(seen, "max"))
    if types.is_numeric_dtype(values.dtype) and not types.is_complex_dtype(values.dtype):
        return _infer_number(name, values, seen)
    if is_text(values, seen):
        return _infer_text(name, values, seen)
    raise CourseError(f"Column {name!r} holds {describe(values, seen)}: {_remedy(name, values, seen)}")


def is_text(values: pd.Series, seen: pd.Series) -> bool:
    """Text, or an object column with nothing in it."""
    if isinstance(values.dtype, pd.StringDtype):
        return True
    return types.is_object_dtype(values.dtype) and (len(seen) == 0 or types.infer_dtype(seen) == "string")


def describe(values: pd.Series, seen: pd.Series) -> str:
    """What an unusual column holds, in words."""
    if not types.is_object_dtype(values.dtype):
        return f"values of dtype {values.dtype}"
    return f"values of mixed or unusual type ({types.infer_dtype(seen)}), for example {seen.iloc[0]!r}"


def _remedy(name, values, seen) -> str:
    column = f"df[{name!r}]"
    if types.is_timedelta64_dtype(values.dtype):
        return f"make it a number, {column} = {column}.dt.total_seconds()."
    if isinstance(values.dtype, pd.PeriodDtype):
        return f"make it dates, {column} = {column}.dt.to_timestamp()."
    if types.is_object_dtype(values.dtype) and types.infer_dtype(seen) in ("date", "datetime", "datetime64"):
        return f"make it dates, {column} = pd.to_datetime({column})."
    if types.is_object_dtype(values.dtype) and types.infer_dtype(seen) in ("integer", "floating", "decimal",
                                                                          "mixed-integer-float"):
        return f"make it numbers, {column} = pd.to_numeric({column}.astype(float))."
    return f"make it text, {column} = {column}.astype(str), or drop it."


def _infer_number(name, values, seen) -> Column:
    if len(seen) == 0:
        return Column(name, "number")
    whole = types.is_integer_dtype(values.dtype)
    numbers = seen.to_numpy(dtype=None if whole else np.float64)
    if not whole:
        if not np.isfinite(numbers).all():
            raise CourseError(f"Column {name!r} holds an infinite value: empty that cell, or "
                              f"df[{name!r}] = df[{name!r}].replace([np.inf, -np.inf], np.nan).")
        whole = bool((numbers == np.round(numbers)).all() and np.abs(numbers).max() < EXACT)
    low, high = numbers.min(), numbers.max()
    distinct = seen.nunique()
    unique = distinct == len(seen) > 1
    too_wide = types.is_integer_dtype(values.dtype) and int(high) - int(low) > EXACT
    counter = whole and unique and len(seen) >= COUNTED and low in (0, 1) and high - low == len(seen) - 1
    if whole and (too_wide or counter or (unique and _ID_NAME.search(name))):
        return Column(name, "identifier")
    if 1 < distinct <= FEW_VALUES and seen.value_counts().min() >= SEEN_PER_LEVEL:
        levels = tuple(int(level) if whole else float(level) for level in sorted(seen.unique().tolist()))
        return Column(name, "category" if distinct == 2 else "ordinal", levels=levels)
    if whole:
        return Column(name, "integer", low=int(low), high=int(high))
    return Column(name, "number", low=float(low), high=float(high))


def _infer_text(name, values, seen) -> Column:
    levels = sorted(seen.unique().tolist())
    n, k = len(seen), len(levels)
    unique = k == n and n > 1
    named = bool(_ID_NAME.search(name) or _TEXT_NAME.search(name))
    emails = k > 1 and all("@" in level for level in levels)
    if (unique and (named or n >= 10)) or (k > 20 and k > n / 2) or k > MOST_LEVELS or (named and k > n / 2) \
            or emails:
        return Column(name, "identifier")
    return Column(name, "category", levels=tuple(levels))


def _first(seen: pd.Series, end: str):
    return getattr(seen, end)() if len(seen) else None

"""A column's storage: put values back into their dtype, and write a dtype down as JSON."""

import numpy as np
import pandas as pd
from pandas.api import types


def build(values, gone: np.ndarray, dtype, mark, wall: bool = False) -> pd.Series:
    """A Series of `dtype` from plain values, missing where `gone`.

    values: an array as long as `gone`, or None if all are missing. Dates arrive as ticks of their unit. mark: what
    stands for missing in an object column (None or nan). wall: ticks are local clock time, not UTC.
    """
    if values is None:
        return pd.Series([mark] * len(gone), dtype=dtype)
    if types.is_datetime64_any_dtype(dtype) and not types.is_datetime64_any_dtype(getattr(values, "dtype", None)):
        return _dates(values, gone, dtype, wall)
    if types.is_object_dtype(dtype):
        column = pd.Series(np.asarray(values, dtype=object), dtype=object)
    elif isinstance(dtype, np.dtype):
        column = pd.Series(np.asarray(values).astype(dtype))
    else:
        column = pd.Series([mark] * len(gone), dtype=dtype) if gone.all() else _extension(values, gone, dtype)
    if gone.any():
        column[gone] = mark
    return column


def _extension(values, gone, dtype):
    if types.is_numeric_dtype(dtype) and not types.is_bool_dtype(dtype):
        return pd.Series(np.asarray(values).astype(dtype.numpy_dtype)).astype(dtype)
    return pd.Series(pd.array(list(values), dtype=dtype))


def _dates(ticks, gone, dtype, wall):
    zone = getattr(dtype, "tz", None)
    unit = dtype.unit if zone is not None else np.datetime_data(dtype)[0]
    plain = np.asarray(ticks).astype(np.int64).view(f"datetime64[{unit}]").copy()
    plain[gone] = np.datetime64("NaT")
    column = pd.Series(plain)
    if zone is None:
        return column
    if wall:
        return column.dt.tz_localize(zone, ambiguous=np.ones(len(column), bool), nonexistent="shift_forward")
    return column.dt.tz_localize("UTC").dt.tz_convert(zone)


def missing_mark(values: pd.Series):
    """What this column writes for missing: its dtype's own mark, or the first one seen in an object column."""
    if types.is_object_dtype(values.dtype):
        gone = values.isna().to_numpy()
        return values[gone].iloc[0] if gone.any() else None
    return getattr(values.dtype, "na_value", np.nan)


def dtype_to_json(dtype):
    """A dtype as text, or as its categories."""
    if isinstance(dtype, pd.CategoricalDtype):
        levels = [level.item() if hasattr(level, "item") else level for level in dtype.categories]
        return {"categories": levels, "of": str(dtype.categories.dtype), "ordered": bool(dtype.ordered)}
    return str(dtype)


def dtype_from_json(entry):
    """The dtype that `dtype_to_json` wrote."""
    if isinstance(entry, dict):
        return pd.CategoricalDtype(pd.Index(entry["categories"], dtype=entry["of"]), ordered=entry["ordered"])
    return pd.api.types.pandas_dtype(entry)

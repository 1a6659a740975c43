"""Hold a table against its schema: the first column that does not fit, in one sentence with its remedy."""

import numpy as np
import pandas as pd
from pandas.api import types

from course_lib.data.infer import check_frame, describe, is_text
from course_lib.data.schema import Column, Schema, in_zone
from course_lib.errors import CourseError


def validate_table(schema: Schema, df: pd.DataFrame) -> None:
    """Raise a CourseError unless `df` has the schema's columns, each of its kind, within levels and bounds."""
    check_frame(df)
    for name in schema.names:
        if name not in df.columns:
            raise CourseError(f"The table has no column {name!r}, which the schema names: add the column, "
                              "or take it out of the schema with schema.select(df.columns).")
    for name in df.columns:
        if name not in schema:
            raise CourseError(f"The schema does not know the column {name!r}: drop it, "
                              f"df.drop(columns={name!r}), or make the schema anew with Schema.infer(df).")
        validate_column(schema[name], df[name])


def validate_column(column: Column, values: pd.Series) -> None:
    """One column against its entry. A column with nothing but missing values fits every kind."""
    seen = values.dropna()
    if len(seen) == 0:
        return
    check = {"number": _number, "integer": _number, "boolean": _boolean, "datetime": _datetime,
             "category": _levels, "ordinal": _levels, "identifier": _identifier}[column.kind]
    check(column, values, seen)


def _wrong_kind(column: Column, values, seen, remedy: str) -> CourseError:
    return CourseError(f"Column {column.name!r} should be of kind {column.kind} but holds "
                       f"{describe(values, seen)}: {remedy}")


def _number(column: Column, values, seen) -> None:
    numeric = types.is_numeric_dtype(values.dtype) and not types.is_bool_dtype(values.dtype)
    if not numeric or types.is_complex_dtype(values.dtype):
        raise _wrong_kind(column, values, seen, f"make it numbers, pd.to_numeric(df[{column.name!r}]), "
                                                "or declare another kind.")
    if not types.is_integer_dtype(values.dtype):
        numbers = seen.to_numpy(np.float64)
        if not np.isfinite(numbers).all():
            raise CourseError(f"Column {column.name!r} holds an infinite value: empty that cell, or df[{column.name!r}]"
                              f" = df[{column.name!r}].replace([np.inf, -np.inf], np.nan).")
        if column.kind == "integer" and (broken := numbers[numbers != np.round(numbers)]).size:
            raise CourseError(f"Column {column.name!r} should hold whole numbers but has {broken[0]}: "
                              "round it, or declare the kind 'number'.")
    _bounds(column, seen)


def _datetime(column: Column, values, seen) -> None:
    if not types.is_datetime64_any_dtype(values.dtype):
        raise _wrong_kind(column, values, seen, f"make it dates, pd.to_datetime(df[{column.name!r}]).")
    _bounds(column, seen)


def _bounds(column: Column, seen) -> None:
    if not column.declared:
        return
    for end, value, outside in (("low", seen.min(), "below"), ("high", seen.max(), "above")):
        bound = getattr(column, end)
        if bound is None:
            continue
        bound = in_zone(bound, getattr(value, "tz", None))
        if (value < bound) if end == "low" else (value > bound):
            raise CourseError(f"Column {column.name!r} holds {value}, {outside} its declared {end} of {bound}: "
                              "correct the value, or widen the bound in the card.")


def _boolean(column: Column, values, seen) -> None:
    if not types.is_bool_dtype(values.dtype) and types.infer_dtype(seen) != "boolean":
        raise _wrong_kind(column, values, seen, "turn it into True and False, or declare the kind 'category'.")


def _levels(column: Column, values, seen) -> None:
    if types.is_datetime64_any_dtype(values.dtype):
        raise _wrong_kind(column, values, seen, "declare the kind 'datetime'.")
    if types.is_object_dtype(values.dtype) and not is_text(values, seen) and types.infer_dtype(seen) != "boolean":
        raise _wrong_kind(column, values, seen, f"make it text, df[{column.name!r}].astype(str).")
    if column.levels is None:
        return
    unseen = unknown_levels(column.levels, seen)
    if unseen:
        raise CourseError(unseen_sentence(column.name, unseen))


def _identifier(column: Column, values, seen) -> None:
    if not (is_text(values, seen) or types.is_integer_dtype(values.dtype) or types.is_float_dtype(values.dtype)
            or isinstance(values.dtype, pd.CategoricalDtype)):
        raise _wrong_kind(column, values, seen, f"make it text, df[{column.name!r}].astype(str).")


def unknown_levels(levels: tuple, seen: pd.Series) -> list:
    """Values of `seen` that are not among `levels`, without repeats."""
    values = seen.unique()
    return [value for value in getattr(values, "tolist", lambda: list(values))() if value not in set(levels)]


def unseen_sentence(name: str, unseen: list) -> str:
    more = f" and {len(unseen) - 1} more" if len(unseen) > 1 else ""
    return (f"Column {name!r} holds the level {unseen[0]!r}{more}, which the schema does not list: "
            "correct the value, or add the level to the column's levels.")

"""From a table to the arrays that a picture needs, fast enough for a slider."""

import numpy as np
import pandas as pd

from course_lib.errors import CourseError


def matrix(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """The number columns as (rows, columns) floats, NaN where a cell is missing."""
    return np.column_stack([table[name].to_numpy(dtype=float, na_value=np.nan) for name in columns])


def complete(values: np.ndarray) -> np.ndarray:
    """The first two columns, rows without a gap."""
    return values[np.isfinite(values[:, :2]).all(axis=1), :2]


def check_fitted(model) -> None:
    """Raises CourseError for a generator that has not learned."""
    if not model.is_fitted:
        raise CourseError("This control needs a fitted generator: call model.fit(train) first.")


def number_columns(schema) -> list[str]:
    """Names of the columns that an axis can show, in the order of the table."""
    return [column.name for column in schema if column.kind in ("number", "integer")]


def check_numbers(names, columns) -> None:
    """Raises CourseError for a name that is not among `columns`, the table's number columns."""
    for name in names:
        if name not in columns:
            raise CourseError(f"Column '{name}' is no number column of this table: {', '.join(columns)}.")

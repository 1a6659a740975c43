"""From a table to the arrays that a picture needs, fast enough for a slider."""

import numpy as np
import pandas as pd


def matrix(table: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """The number columns as (rows, columns) floats, NaN where a cell is missing."""
    return np.column_stack([table[name].to_numpy(dtype=float, na_value=np.nan) for name in columns])


def complete(values: np.ndarray) -> np.ndarray:
    """The first two columns, rows without a gap."""
    return values[np.isfinite(values[:, :2]).all(axis=1), :2]

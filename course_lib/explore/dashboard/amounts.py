"""Numbers as the dashboard writes them, and the ones that stand on its cards."""

import numpy as np
import pandas as pd

from course_lib.data.schema import NUMBERS
from course_lib.evaluation.scores.score import percent
from course_lib.plots.columns import as_numbers


def amount(value: float) -> str:
    """Three to four digits that count: 68,450, 44.3, .812, −.05, 0; – where there is no number."""
    if value is None or not np.isfinite(value):
        return "–"
    size = abs(value)
    if size >= 1e7:
        text = f"{value:.3g}"
    elif size >= 1000:
        text = f"{value:,.0f}"
    elif size >= 100:
        text = f"{value:.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    elif size >= 1:
        text = f"{value:.2f}"
    elif size >= 0.0005:
        text = f"{value:.3f}".replace("0.", ".", 1)
    elif size:
        text = f"{value:.1g}"
    else:
        text = "0"
    return text.replace("-", "−")


def moments(values, kind: str) -> tuple[float, float]:
    """Mean and standard deviation of a number column, NaN for an empty one; of dates in days since 1970."""
    numbers = np.asarray(as_numbers(values.dropna(), kind), float)
    return (float(numbers.mean()), float(numbers.std())) if len(numbers) else (float("nan"), float("nan"))


def spelled(value: float, kind: str) -> str:
    """A mean: a number, or a date."""
    if kind == "datetime" and np.isfinite(value):
        return f"{pd.Timestamp('1970-01-01') + pd.Timedelta(days=value):%Y-%m-%d}"
    return amount(value)


def typical(column, real, synthetic) -> tuple[str, str, str, str]:
    """What a card says: what it is, the real and the synthetic figure, and how far apart they lie."""
    if column.kind in NUMBERS:
        (a, sd), (b, _) = moments(real, column.kind), moments(synthetic, column.kind)
        gap = f"{amount(abs(b - a) / sd)} sd apart" if sd and np.isfinite(b - a) else "no spread to compare by"
        return "mean", spelled(a, column.kind), spelled(b, column.kind), gap
    counts = real.dropna().astype(str).value_counts(normalize=True)
    if not len(counts):
        return "no value", "–", "–", "nothing to compare"
    level, a = counts.index[0], float(counts.iloc[0])
    rest = synthetic.dropna().astype(str)
    b = float((rest == level).mean()) if len(rest) else 0.0
    return f"share of “{level}”", percent(a), percent(b), f"{100 * abs(a - b):.1f} points apart"


def pick_points(table: pd.DataFrame, x: str, y: str, schema, most: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `most` complete rows of two columns, as floats: rows of a draw come in no order."""
    rows = table[[x, y] if x != y else [x]].dropna().iloc[:most]
    return tuple(np.asarray(as_numbers(rows[name], schema[name].kind), float) for name in (x, y))

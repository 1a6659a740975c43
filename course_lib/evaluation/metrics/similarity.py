"""Column shapes and pair trends, the two numbers of SDMetrics' quality report, so that results compare with others'.

Both are means of similarities, 1 best and 0 worst. A column is numbers if its dtype is (dates too), else levels.

    shapes   a column of numbers    1 - KS, missing values left out
             a column of levels     1 - TV, missing is a level
    trends   two of numbers         1 - |r - r~| / 2, Pearson's r over the rows where both are present
             any other pair         1 - TV of the joint shares; numbers cut at ten equal widths of the real range, the
                                    outer two open, missing a cell of its own

Where this is stricter than SDMetrics 0.32: a missing level counts (there it is dropped), and what is undefined in
the synthetic table alone, a column turned constant or empty, counts as r = 0 or as similarity 0 (there it leaves the
mean). Its *report* also drops weakly associated pairs, and cuts each table at widths of its own range. Identifiers are
left out. Neither number sees what takes three columns. Their floor is not 1: measure it real against fresh real.
"""

import numpy as np
import pandas as pd

from course_lib.evaluation.metrics.columns import ks, tv
from course_lib.evaluation.metrics.views import check, is_numeric, labels_of, numbers_of, schema_of

WIDTHS = 10


def column_shapes(real, synthetic, schema=None) -> float:
    """The mean over columns of 1 - KS (numbers, dates) or 1 - TV (levels). Range 0 to 1; higher is better.

    NaN without a column to compare. Raises CourseError where a column is missing or holds text among numbers.
    """
    found = []
    for name in compared(real, synthetic, schema):
        a, b = real[name], synthetic[name]
        if not is_numeric(a):
            found.append(1 - tv(a.astype(object), b.astype(object)))
        elif a.notna().any():
            found.append(1 - ks(a, b) if b.notna().any() else 0.0)
    return float(np.mean(found)) if found else float("nan")


def pair_trends(real, synthetic, schema=None) -> float:
    """The mean over pairs of columns of how alike they go together, see above. Range 0 to 1; higher is better.

    NaN without a pair to compare. Raises CourseError as `column_shapes` does.
    """
    names = compared(real, synthetic, schema)
    numbers = [name for name in names if is_numeric(real[name])]
    r, s = (correlations(table, numbers) for table in (real, synthetic))
    cells = {name: cells_of(real[name], synthetic[name]) for name in names}
    found = []
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            if a in numbers and b in numbers:
                j, k = numbers.index(a), numbers.index(b)
                found.append(1 - abs(r[j, k] - np.nan_to_num(s[j, k])) / 2)
            else:
                found.append(1 - joint_tv(cells[a], cells[b], len(real)))
    found = [value for value in found if not np.isnan(value)]
    return float(np.mean(found)) if found else float("nan")


def compared(real, synthetic, schema) -> list[str]:
    """The columns that both numbers look at: all but identifiers."""
    schema = schema_of(real, schema)
    for table in (real, synthetic):
        check(table, schema)
    return [column.name for column in schema if column.kind != "identifier"]


def correlations(table, names) -> np.ndarray:
    """Pearson's r of every pair over the rows where both are present, NaN where one of them is constant."""
    return pd.DataFrame({name: numbers_of(table[name]) for name in names}).corr().to_numpy()


def cells_of(real, synthetic) -> np.ndarray:
    """The cell of every value, real ones first, as codes 0, 1, ...; (n + m,)."""
    if not is_numeric(real):
        return pd.factorize(np.concatenate([labels_of(real), labels_of(synthetic)]))[0]
    a, both = numbers_of(real), np.concatenate([numbers_of(real), numbers_of(synthetic)])
    present = a[~np.isnan(a)]
    if not present.size:
        return np.isnan(both).astype(int)
    inner = np.histogram_bin_edges(present, WIDTHS)[1:-1]
    return np.where(np.isnan(both), WIDTHS, np.digitize(both, inner))


def joint_tv(a, b, n: int) -> float:
    """Total variation of the joint shares of two columns of cells; the first n rows are the real ones."""
    joint, _ = pd.factorize(a * (int(b.max()) + 1) + b)
    p, q = (np.bincount(part, minlength=joint.max() + 1) / len(part) for part in (joint[:n], joint[n:]))
    return float(np.abs(p - q).sum() / 2)

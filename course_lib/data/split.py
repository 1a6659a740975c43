"""Train, holdout, test: disjoint rows, so that a score is never taken on rows that were learned from."""

import math

import pandas as pd

from course_lib.data.infer import check_frame
from course_lib.errors import CourseError
from course_lib.randomness import generator


def split(df: pd.DataFrame, seed=None, shares=(0.4, 0.4, 0.2)) -> tuple[pd.DataFrame, ...]:
    """Disjoint random parts of `df`, each with its rows' own index and dtypes.

    Parts with equal shares get equally many rows (train and holdout, so that distances to them compare). The last
    part takes what rounding leaves over, unless its share equals the first's: then a row or two stay out.
    Raises CourseError for shares that do not add up to 1, or too few rows.
    """
    check_frame(df)
    shares = tuple(shares)
    if len(shares) < 2 or any(not 0 < share < 1 for share in shares) or not math.isclose(sum(shares), 1):
        raise CourseError(f"shares={shares} do not divide a table: give two or more parts above 0 that add up to 1.")
    n = len(df)
    sizes = [math.floor(n * share + 1e-9) for share in shares[:-1]]  # 1e-9: .1 + .2 is not quite .3
    sizes.append(sizes[0] if shares[-1] == shares[0] else n - sum(sizes))
    if min(sizes) < 1:
        raise CourseError(f"{n} rows are too few for {len(shares)} parts of {shares}: bring at least "
                          f"{math.ceil(1 / min(shares))} rows.")
    order = generator(seed).permutation(n)
    parts, start = [], 0
    for size in sizes:
        parts.append(df.iloc[order[start:start + size]])
        start += size
    return tuple(parts)

"""Tables that are wrong in a known way, and one that is right: what a metric must tell apart before it is believed.

Each control is a function (train, fresh, rng) -> table with as many rows as `train`. Only the first uses
`fresh`: real rows that no generator saw. A metric declares in `catalogue` which controls it catches and to which
it is blind; a test holds it to that.
"""

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import stats

from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.views import NUMBERS, is_numeric, numbers_of

MEANING = {
    "fresh": "other real rows: what a perfect generator would give",
    "shuffled_columns": "every column shuffled independently: right columns, nothing goes together",
    "constant": "one row, repeated: the mean of every number, the commonest level of every category",
    "memorizer": "a photocopy of the training rows, numbers moved by a millionth of their standard deviation",
    "five_average": "the mean of five training rows, each level from one of the five",
    "mvn": "a multivariate normal with the right means, spreads and correlations; levels by cutting it",
}


def fresh(train, fresh, rng) -> pd.DataFrame:
    """Real rows that were not trained on, as many as there are (at most as many as in `train`)."""
    if fresh is None:
        raise CourseError("The control 'fresh' is made of real rows that were not trained on: give a holdout.")
    return fresh.iloc[rng.permutation(len(fresh))[:len(train)]].reset_index(drop=True)


def shuffled_columns(train, fresh, rng) -> pd.DataFrame:
    """Each column in a row order of its own: every column stays exactly right."""
    return pd.DataFrame({name: train[name].iloc[rng.permutation(len(train))].array for name in train.columns})


def constant(train, fresh, rng) -> pd.DataFrame:
    """The mean of every number and the commonest level of everything else, n times over."""
    made = {}
    for name in train.columns:
        column = train[name]
        middle = column.mean() if is_numeric(column) else column.mode().iloc[0]
        made[name] = like(pd.Series([middle] * len(train)), column) if column.notna().any() else column.array
    return pd.DataFrame(made)


def memorizer(train, fresh, rng) -> pd.DataFrame:
    """The training rows in another order; numbers with decimals are moved by 1e-6 standard deviations."""
    made = train.iloc[rng.permutation(len(train))].reset_index(drop=True)
    for name in made.columns:
        if types.is_float_dtype(made[name]) and not whole(made[name]):
            made[name] += 1e-6 * made[name].std() * rng.standard_normal(len(made))
    return made


def five_average(train, fresh, rng, k: int = 5) -> pd.DataFrame:
    """Every row is the mean of k training rows; a level, which has no mean, comes from any one of them."""
    rows = rng.integers(len(train), size=(len(train), k))
    made = {}
    for name in train.columns:
        column = train[name]
        donor = rows[np.arange(len(rows)), rng.integers(k, size=len(rows))]
        if not is_numeric(column) or column.isna().all():
            made[name] = column.iloc[donor].array
            continue
        x = numbers_of(column)
        present = ~np.isnan(x[rows])
        mean = np.nansum(x[rows], axis=1) / np.maximum(present.sum(axis=1), 1)
        made[name] = like(pd.Series(np.where(np.isnan(x[donor]), np.nan, mean)), column)
    return pd.DataFrame(made)


def mvn(train, fresh, rng) -> pd.DataFrame:
    """A multivariate normal fitted to numbers and level codes; a code is cut from its normal so that shares agree."""
    schema = Schema.infer(train)
    codes = {}
    for column in schema:
        if column.kind in NUMBERS:
            x = numbers_of(train[column.name])
            codes[column.name] = np.where(np.isnan(x), np.nanmean(x) if (~np.isnan(x)).any() else 0.0, x)
        else:
            codes[column.name] = pd.factorize(train[column.name], sort=True)[0].astype(float)
    x = np.column_stack(list(codes.values()))
    drawn = rng.multivariate_normal(x.mean(axis=0), np.atleast_2d(np.cov(x.T)), size=len(train), method="eigh")
    made = {}
    for j, column in enumerate(schema):
        real = train[column.name]
        if column.kind in NUMBERS:
            gone = real.iloc[rng.permutation(len(train))].isna().to_numpy()
            made[column.name] = like(pd.Series(np.where(gone, np.nan, drawn[:, j])), real)
        else:
            rank = (stats.rankdata(drawn[:, j], method="ordinal") - 1).astype(int)
            made[column.name] = real.iloc[np.argsort(codes[column.name], kind="stable")[rank]].array
    return pd.DataFrame(made)


CONTROLS = {f.__name__: f for f in (fresh, shuffled_columns, constant, memorizer, five_average, mvn)}


def like(values: pd.Series, column: pd.Series) -> pd.Series:
    """Numbers in the dtype and the decimals of a column: whole where it is whole; dates from their seconds."""
    if types.is_datetime64_any_dtype(column):
        if not types.is_datetime64_any_dtype(values):
            values = pd.to_datetime(values, unit="s")
        values = values.dt.tz_localize("UTC").dt.tz_convert(column.dt.tz) if column.dt.tz is not None and \
            values.dt.tz is None else values
        return values.astype(column.dtype)
    if types.is_numeric_dtype(column) and not types.is_bool_dtype(column) and whole(column):
        values = values.round()
    return values.astype(column.dtype)


def whole(column: pd.Series) -> bool:
    """Are all present numbers whole?"""
    x = numbers_of(column)
    x = x[~np.isnan(x)]
    return bool((x == np.round(x)).all())

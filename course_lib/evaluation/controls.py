"""Tables that are wrong in a known way, and one that is right: what a metric must tell apart before it is believed.

Each control is a function (train, fresh, rng) -> table with as many rows as `train`. Only the first uses
`fresh`: real rows that no generator saw. A metric declares in `catalogue` which of CONTROLS it catches and to which
it is blind; a test holds it to that. ALL adds two baselines that are wrong in several ways, for comparison.

A new control: its function here and in CONTROLS, then its name in `catches` or `blind_to` of the metrics.
"""

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import stats

from course_lib.data.schema import NUMBERS, Schema
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.views import is_numeric, numbers_of


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


def five_average_noise(train, fresh, rng) -> pd.DataFrame:
    """`five_average`, then every number moved by U(-sd/2, sd/2) on its own and kept inside the training rows' range.

    The report adds "controlled random noise" and does not say how much.
    """
    made = five_average(train, fresh, rng)
    for name in made.columns:
        x, known = (numbers_of(t[name]) if is_numeric(t[name]) else np.array([np.nan]) for t in (made, train))
        if not np.isnan(known).all():
            moved = x + rng.uniform(-0.5, 0.5, len(x)) * np.nanstd(known)
            made[name] = like(pd.Series(moved.clip(np.nanmin(known), np.nanmax(known))), train[name])
    return made


def mvn(train, fresh, rng) -> pd.DataFrame:
    """A multivariate normal fitted to numbers and level codes; a code is cut from its normal so that shares agree."""
    numbers, codes = fitted_columns(train)
    drawn = normal_like(np.column_stack([*numbers.values(), *codes.values()]), len(train), rng)
    made = {}
    for j, name in enumerate((*numbers, *codes)):
        real = train[name]
        if name in numbers:
            gone = real.iloc[rng.permutation(len(train))].isna().to_numpy()
            made[name] = like(pd.Series(np.where(gone, np.nan, drawn[:, j])), real)
        else:
            made[name] = by_rank(real, codes[name], drawn[:, j])
    return pd.DataFrame(made)[list(train.columns)]


def copula(train, fresh, rng) -> pd.DataFrame:
    """A Gaussian copula with empirical margins: like `mvn` on normal scores, every column by rank as levels are there.

    Each column keeps its real values exactly, so that it passes every test of one column by re-publishing them.
    """
    numbers, codes = fitted_columns(train)
    both = numbers | codes
    ranks = np.column_stack([stats.rankdata(x, method="average") for x in both.values()])
    drawn = normal_like(stats.norm.ppf(ranks / (len(train) + 1)), len(train), rng)
    return pd.DataFrame({name: by_rank(train[name], x, drawn[:, j])
                         for j, (name, x) in enumerate(both.items())})[list(train.columns)]


def fitted_columns(train) -> tuple[dict, dict]:
    """Numbers with the mean where missing, and codes of levels (missing is -1), by column name."""
    numbers, codes = {}, {}
    for column in Schema.infer(train):
        if column.kind in NUMBERS:
            x = numbers_of(train[column.name])
            numbers[column.name] = np.where(np.isnan(x), np.nanmean(x) if (~np.isnan(x)).any() else 0.0, x)
        else:
            codes[column.name] = pd.factorize(train[column.name], sort=True)[0].astype(float)
    return numbers, codes


def normal_like(x, n: int, rng) -> np.ndarray:
    """n rows of a normal with the mean and covariance of x."""
    return rng.multivariate_normal(x.mean(axis=0), np.atleast_2d(np.cov(x.T)), size=n, method="eigh")


def by_rank(real, order, drawn):
    """The column's own values, sorted by `order`, in the ranks of `drawn`: its shares stay exactly."""
    rank = (stats.rankdata(drawn, method="ordinal") - 1).astype(int)
    return real.iloc[np.argsort(order, kind="stable")[rank]].array


CONTROLS = {f.__name__: f for f in (fresh, shuffled_columns, constant, memorizer, five_average, mvn)}
ALL = CONTROLS | {f.__name__: f for f in (five_average_noise, copula)}


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

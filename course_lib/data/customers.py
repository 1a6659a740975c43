"""The customers table: simulated, so that its truth is known. Nobody in it exists.

Columns, in order:

    age           integer   18..80 years       Normal(35, sigma) truncated, sigma solved: mean 44.3
    income        integer   20,000..250,000 $  log-normal truncated, location solved: mean 68,450
    purchase      number    0..150 $, cents    gamma truncated; r(income, purchase) = .812
    satisfaction  integer   1..10              normal around 7; r(income, satisfaction) = .389
    score         number    0..100, tenths     rises and falls with age: r(age, score) = 0, yet far from independent
    visits        integer   0 and up, a month  overdispersed count, rises with satisfaction
    segment       category  basic 50%, plus 35%, premium 15%; depends on income
    region        category  north 30%, south 25%, east 22%, west 18%, islands 5%; depends on nothing
    channel       category  web, store (depend on age), phone 10%, letter 2%
    group         category  A 70%, B 30%       protected; depends on nothing
    outcome       boolean   credit granted     P = .60 in group A, .40 in group B; also income, age squared

One latent factor z drives income; age, purchase and satisfaction are rho z + sqrt(1 - rho^2) e, each sent through
the quantile function of its own truncated distribution, so no value is ever clipped. The parameters are solved in
`customers_truth.py`. At 1,000 rows a correlation of .39 has a standard error of about .027: the process meets the
targets, one sample of it does not have to.
"""

from numbers import Integral

import numpy as np
import pandas as pd

from course_lib.data.customers_truth import (
    CHANNELS,
    REGION_SHARES,
    SEGMENTS,
    TARGETS,
    VISITS_SHAPE,
    customers_truth,
)
from course_lib.errors import CourseError
from course_lib.randomness import generator, spawn

CANARY = {"age": 18, "income": 250_000, "purchase": 150.0, "satisfaction": 1, "score": 100.0, "visits": 365,
          "segment": "basic", "region": "islands", "channel": "letter", "group": "B", "outcome": False}


def simulate_customers(n: int, seed=None, canary: bool | dict = False) -> pd.DataFrame:
    """`n` rows of the customers table; the same seed gives the same rows.

    canary: True puts `CANARY`, a row that the process would not make, last; a dict changes some of its values.
    It is the planted outlier whose trace the privacy lessons look for. Raises CourseError for an n that is no
    whole number from 1 up, and for a canary with a column that the table has not.
    """
    if not isinstance(n, Integral) or isinstance(n, bool) or n < 1:
        raise CourseError(f"n={n!r} rows cannot be simulated: give a whole number from 1 up.")
    n, truth = int(n), customers_truth()
    # One generator per column: a change to one column leaves the draws of the others as they were.
    rng = dict(zip(CANARY, spawn(generator(seed), len(CANARY))))
    z = rng["income"].standard_normal(n)
    latent = {name: rho * z + np.sqrt(1 - rho**2) * rng[name].standard_normal(n)
              for name, rho in truth.latent_correlations.items()}
    age, satisfaction = truth.age_of(latent["age"]), truth.satisfaction_of(latent["satisfaction"])
    rich = truth.standard_income(z)
    mixed = rng["visits"].gamma(VISITS_SHAPE, truth.visits_mean(satisfaction) / VISITS_SHAPE)
    group = np.where(rng["group"].random(n) < TARGETS["share group A"], "A", "B")
    df = pd.DataFrame({
        "age": age,
        "income": np.round(truth.income_of(z)).astype(np.int64),
        "purchase": np.round(truth.purchase_of(latent["purchase"]), 2),
        "satisfaction": satisfaction,
        "score": np.round(truth.score_of(age, rng["score"].random(n)), 1),
        "visits": rng["visits"].poisson(mixed),
        "segment": _pick(SEGMENTS, truth.segment_probabilities(rich), rng["segment"]),
        "region": rng["region"].choice(list(REGION_SHARES), size=n, p=list(REGION_SHARES.values())),
        "channel": _pick(CHANNELS, truth.channel_probabilities(age), rng["channel"]),
        "group": group,
        "outcome": rng["outcome"].random(n) < truth.outcome_probability(group, rich, age),
    }).astype({"segment": "str", "region": "str", "channel": "str", "group": "str"})
    if canary:
        _plant(df, canary if isinstance(canary, dict) else {})
    return df


def _pick(levels, probabilities, rng) -> np.ndarray:
    """One level per row from an (n, k) matrix of probabilities: the first whose cumulative share passes a draw."""
    draws = rng.random(len(probabilities))
    passed = draws[:, None] >= np.cumsum(probabilities, axis=1)[:, :-1]
    return np.array(levels, dtype=object)[passed.sum(axis=1)]


def _plant(df: pd.DataFrame, changes: dict) -> None:
    unknown = set(changes) - set(CANARY)
    if unknown:
        raise CourseError(f"The canary has no column {sorted(unknown)[0]!r}: use {', '.join(CANARY)}.")
    for name, value in {**CANARY, **changes}.items():
        df.loc[len(df) - 1, name] = value

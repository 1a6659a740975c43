"""Tables for the tests of generators: one of every kind of column, small enough to fit in milliseconds."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data.schema import Schema


def mixed_table(n=300, seed=0):
    """Numbers, whole numbers, ordinal, boolean, category, dates, missing values, a constant, an identifier."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(n)
    return pd.DataFrame({
        "height": 170 + 10 * z,
        "visits": rng.poisson(40, n),
        "stars": np.clip(np.round(3 + z + rng.standard_normal(n)), 1, 5).astype(int),
        "member": rng.random(n) < 0.3,
        "region": pd.Categorical(rng.choice(["north", "south", "west"], n, p=[0.6, 0.3, 0.1])),
        "income": np.where(rng.random(n) < 0.2, np.nan, np.exp(rng.normal(0, 0.5, n))),
        "plan": np.where(rng.random(n) < 0.1, None, rng.choice(["basic", "plus"], n)),
        "since": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, n), "D"),
        "country": "CH",
        "email": [f"p{i}@example.org" for i in range(n)],
    })


@pytest.fixture
def mixed():
    return mixed_table()


@pytest.fixture
def mixed_schema(mixed):
    """The table's schema with two declared bounds that bite: heights are cut at what was seen."""
    schema = Schema.infer(mixed)
    schema = schema.with_column("height", low=float(mixed["height"].min()), high=float(mixed["height"].max()))
    return schema.with_column("income", low=0.0, high=None)

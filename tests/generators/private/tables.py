"""Tables with cards for the tests of private generators."""

import numpy as np
import pandas as pd

from course_lib.data.schema import Schema
from tests.generators.conftest import mixed_table


def declared(df) -> Schema:
    """A card for `df` with everything declared. For tests only: real bounds are not to be read off the rows."""
    schema = Schema.infer(df)
    for column in schema:
        changes = {}
        if column.kind in ("number", "integer") and column.low is None:
            changes = {"low": 0, "high": 1}
        elif column.kind == "datetime" and column.low is None:
            changes = {"low": "2000-01-01", "high": "2001-01-01"}
        elif column.kind in ("category", "ordinal") and column.levels is None:
            seen = sorted(df[column.name].dropna().unique().tolist(), key=str)
            if isinstance(df[column.name].dtype, pd.CategoricalDtype):
                seen = list(df[column.name].dtype.categories)
            changes = {"levels": tuple(seen) or ("none",)}
        schema = schema.with_column(column.name, **changes)
    return schema


def mixed_card() -> Schema:
    """The mixed table's card, the same whatever its rows."""
    schema = Schema.infer(mixed_table())
    for name, bounds in {"height": (100.0, 230.0), "visits": (0, 90), "stars": (1, 5), "income": (0.0, 20.0),
                         "since": ("2020-01-01", "2023-01-01")}.items():
        schema = schema.with_column(name, low=bounds[0], high=bounds[1])
    for name, levels in {"region": ("north", "south", "west"), "plan": ("basic", "plus"),
                         "country": ("CH", "DE")}.items():
        schema = schema.with_column(name, levels=levels)
    return schema.with_column("member")


def two_groups(n, seed, width=4.0):
    """Two well separated groups: a number, a level and a whole number that go together."""
    rng = np.random.default_rng(seed)
    g = rng.random(n) < 0.3
    return pd.DataFrame({"x": np.round(np.clip(rng.normal(np.where(g, 2, -2), 1), -width * 2, width * 2), 2),
                         "k": np.where(g, "a", "b"), "m": rng.poisson(np.where(g, 9, 2)).clip(0, 30)})


def two_groups_card() -> Schema:
    schema = Schema.infer(two_groups(50, 0)).with_column("x", low=-8.0, high=8.0).with_column("m", low=0, high=30)
    return schema.with_column("k", levels=("a", "b"))

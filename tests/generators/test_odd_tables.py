"""Any table that a schema can describe goes through fit and sample, and looks the same on the other side."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import CourseError
from course_lib.generators import check_generator, make
from course_lib.generators.private.declared import PrivateGenerator
from tests.generators.private.tables import declared

GAPS = {"float": np.nan, "Int64": pd.NA, "str": None, "boolean": pd.NA, "date": pd.NaT}


def column(kind, n, rng, gaps, values):
    """One column of n cells with `values` different values and a share of gaps."""
    pick = rng.integers(0, values, n)
    cells = {
        "float": lambda: pd.Series(rng.normal(0, 10.0 ** rng.integers(-3, 6), values)[pick]),
        "Int64": lambda: pd.Series(rng.integers(-1000, 1000, values)[pick], dtype="Int64"),
        "str": lambda: pd.Series([f"level <{i}>" for i in pick], dtype="str"),
        "boolean": lambda: pd.Series(pick % 2 == 0, dtype="boolean"),
        "date": lambda: pd.Series(pd.Timestamp("1999-12-31") + pd.to_timedelta(pick * 7, "h")),
    }[kind]()
    return cells.mask(rng.random(n) < gaps, GAPS[kind])


@st.composite
def tables(draw):
    n = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    kinds = draw(st.lists(st.sampled_from(sorted(GAPS)), min_size=1, max_size=5))
    columns = {f"c{i}": column(kind, n, rng, draw(st.sampled_from([0.0, 0.0, 0.3, 1.0])), draw(st.integers(1, 30)))
               for i, kind in enumerate(kinds)}
    return pd.DataFrame(columns)


@pytest.mark.slow
@pytest.mark.parametrize("model", [
    make("independent"), make("vae_style"), make("vae_style", bounds="none"), make("gan_style", k=2),
    make("gan_style", k=2, noise="full", bounds="truncate"), make("copula"),
    make("cart"), make("cart", min_leaf=1, smooth=True), make("vae", epochs=2, hidden=8),
    make("vae", likelihood="mixed", prior="mixture", epochs=2, hidden=8), make("copula_vae", epochs=2, hidden=8),
    *(make("diffusion", process=p, epochs=1, hidden=8, layers=1, steps=2) for p in ("masked", "gaussian", "flow")),
    make("gan", steps=3, hidden=8, batch_size=20), make("ctgan", steps=3, hidden=8, batch_size=20),
    make("private_marginals"), make("private_vae", epsilon=30.0, steps=2, hidden=8, batch_size=10_000),
], ids=repr)
@settings(max_examples=60, deadline=None, derandomize=True)
@given(df=tables())
def test_odd_tables_go_through(model, df):
    private = isinstance(model, PrivateGenerator)
    schema = declared(df) if private else None
    if len(df) < 2:
        with pytest.raises(CourseError, match="one row"):
            model.fit(df, schema)
        return
    sample = model.fit(df, schema, seed=0).sample(25, seed=1)
    assert list(sample.columns) == list(df.columns)
    assert (sample.dtypes == df.dtypes).all()
    assert len(sample) == 25
    if private:  # noise on the counts of so few rows: gaps and levels come and go
        return
    for name in df:
        if df[name].notna().all():
            assert sample[name].notna().all()
        if df[name].isna().all():
            assert sample[name].isna().all()
        if name in model.schema_.of_kind("category", "ordinal", "boolean"):
            assert set(sample[name].dropna()) <= set(df[name].dropna()) | {True, False}


@pytest.mark.slow
@settings(max_examples=15, deadline=None, derandomize=True)
@given(df=tables())
def test_odd_tables_keep_the_contract(df):
    if len(df) >= 8:
        for name in ("independent", "vae_style", "copula", "cart"):
            check_generator(make(name), df)

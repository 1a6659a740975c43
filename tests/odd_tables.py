"""Hypothesis: tables that nobody designed, large enough to be judged. Every kind, gaps, extremes, ties, copies."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

GAPS = {"str": None, "Int64": pd.NA, "boolean": pd.NA}


def numbers(n, rng, values, pick):
    return pd.Series(rng.normal(0, 10.0 ** rng.integers(-6, 9), values)[pick])


def long_tail(n, rng, values, pick):
    """Half zeros, the rest spread over a hundred powers of ten."""
    return pd.Series(np.where(rng.random(n) < 0.5, 0.0, 10.0 ** rng.uniform(-50, 50, values)[pick]))


def huge(n, rng, values, pick):
    return pd.Series(rng.choice([-1e300, -1.0, 0.0, 5e-324, 1e300], values)[pick])


def continuous(n, rng, values, pick):
    return pd.Series(rng.lognormal(3, 1, n))


def money(n, rng, values, pick):
    return pd.Series(np.round(rng.gamma(2, 40, n), 2))


def small(n, rng, values, pick):
    return pd.Series(rng.normal(0, 1, n).astype(rng.choice(["float16", "float32"])))


def whole(n, rng, values, pick):
    return pd.Series(rng.integers(-1000, 1000, values)[pick], dtype=str(rng.choice(["Int64", "int32", "int64"])))


def counts(n, rng, values, pick):
    return pd.Series(rng.poisson(0.2 * values, n), dtype="uint16")


def keys(n, rng, values, pick):
    return pd.Series(np.arange(n) + 10**12)


def levels(n, rng, values, pick):
    return pd.Series([f"level <{i}> & 'ü'" for i in pick], dtype=str(rng.choice(["str", "object"])))


def ordered(n, rng, values, pick):
    return pd.Series(pd.Categorical.from_codes(pick, [f"step {i}" for i in range(values)], ordered=True))


def texts(n, rng, values, pick):
    return pd.Series([f"{rng.integers(10**9)}, a sentence of its own" for _ in range(n)], dtype="str")


def truth(n, rng, values, pick):
    return pd.Series(pick % 2 == 0, dtype=str(rng.choice(["boolean", "bool"])))


def dates(n, rng, values, pick):
    return pd.Series(pd.Timestamp("1899-12-31 23:00") + pd.to_timedelta(pick * 7, "h"))


def zoned(n, rng, values, pick):
    return pd.Series(pd.Timestamp("2020-03-28", tz="Europe/Berlin") + pd.to_timedelta(pick, "D"))


KINDS = (numbers, long_tail, huge, continuous, money, small, whole, counts, keys, levels, ordered, texts, truth, dates,
         zoned)


def with_gaps(cells, share, rng):
    """A share of the cells missing, where the dtype can say so."""
    if share == 0 or (cells.dtype.kind in "biu" and isinstance(cells.dtype, np.dtype)):
        return cells
    return cells.mask(rng.random(len(cells)) < share, GAPS.get(str(cells.dtype)))


@st.composite
def odd_tables(draw, least=2, most=300):
    """A DataFrame of 1 to 7 columns; now and then one of them a copy of another."""
    n = draw(st.one_of(st.integers(least, 60), st.integers(40, most)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    made = []
    for make in draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6)):
        values = draw(st.sampled_from([1, 2, 3, 5, 30, 200]))
        cells = make(n, rng, values, rng.integers(0, values, n))
        made.append(with_gaps(cells, draw(st.sampled_from([0, 0, 0, 0.1, 0.5, 0.98, 1])), rng))
    if draw(st.booleans()):
        made.append(made[0].copy())
    names = draw(st.sampled_from(["c{}", "Größe <{}>", "a, b; \"{}\"", "{}"]))
    return pd.DataFrame({names.format(i): cells for i, cells in enumerate(made)})

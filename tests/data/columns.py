"""Hypothesis strategies: one pandas column of every dtype that the encoder promises to bring back exactly."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

SMALL = 2**52  # two of them are at most 2^53 apart, what a float can count
SECONDS_PER = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def some_missing(values, n, mark=None):
    """Lists of n values, now and then one of them missing."""
    return st.one_of(st.lists(values, min_size=n, max_size=n),
                     st.lists(st.one_of(values, st.just(mark)), min_size=n, max_size=n))


def _series(dtype):
    return lambda values: pd.Series(values, dtype=dtype)


def floats(n):
    any_float = st.floats(allow_nan=False, allow_infinity=False)
    money = st.integers(-10**9, 10**9).map(lambda cents: cents / 100)
    narrow = st.floats(allow_nan=False, allow_infinity=False, width=32)
    half = st.floats(allow_nan=False, allow_infinity=False, width=16)
    return st.one_of(*(some_missing(values, n, np.nan).map(_series(dtype)) for values, dtype in (
        (any_float, "float64"), (money, "float64"), (money, "Float64"), (any_float, "Float64"), (narrow, "float32"),
        (narrow, "Float32"), (half, "float16"), (st.sampled_from([0.0, -0.0, 1.0]), "float64"))))


def whole(n):
    plain = []
    for bits in (8, 16, 32, 64):
        most = 2 ** (bits - 1) - 1
        plain.append(st.lists(st.integers(max(-most - 1, -SMALL), min(most, SMALL)), min_size=n, max_size=n)
                     .map(_series(f"int{bits}")))
        plain.append(some_missing(st.integers(0, min(2 * most, SMALL)), n, pd.NA).map(_series(f"UInt{bits}")))
    far = st.sampled_from([2**62, -(2**63), 2**63 - SMALL - 1])
    plain.append(far.flatmap(lambda base: st.lists(st.integers(base, base + SMALL), min_size=n, max_size=n))
                 .map(_series("int64")))
    plain.append(st.lists(st.integers(2**64 - SMALL, 2**64 - 1), min_size=n, max_size=n).map(_series("uint64")))
    plain.append(some_missing(st.integers(-SMALL, SMALL), n, pd.NA).map(_series("Int64")))
    return st.one_of(*plain)


def truth(n):
    return st.one_of(st.lists(st.booleans(), min_size=n, max_size=n).map(_series("bool")),
                     some_missing(st.booleans(), n, pd.NA).map(_series("boolean")),
                     some_missing(st.booleans(), n, None).map(_series("object")))


def texts(n):
    levels = st.one_of(st.text(max_size=6), st.sampled_from(["ü", "nan", "", "None", "<b>", "日本", "a'b\"c"]))
    return st.one_of(some_missing(levels, n, np.nan).map(_series("str")),
                     some_missing(levels, n, pd.NA).map(_series("string")),
                     some_missing(levels, n, None).map(_series("object")),
                     some_missing(levels, n, np.nan).map(_series("object")))


@st.composite
def categoricals(draw, n):
    of = draw(st.sampled_from([st.text(max_size=4), st.integers(-5, 5), st.floats(0, 3)]))
    levels = draw(st.lists(of, min_size=1, max_size=6, unique=True))
    dtype = pd.CategoricalDtype(levels, ordered=draw(st.booleans()))
    return pd.Series(draw(some_missing(st.sampled_from(levels), n)), dtype=dtype)


@st.composite
def dates(draw, n):
    unit = draw(st.sampled_from(list(SECONDS_PER)))
    step = draw(st.sampled_from([86_400, 3_600, 60, 1])) * SECONDS_PER[unit]
    if unit in ("us", "ms"):
        step = draw(st.sampled_from([step, 1]))
    first = draw(st.integers(-10**9, 10**9)) * SECONDS_PER[unit]
    counts = draw(some_missing(st.integers(0, 5_000), n))
    ticks = [np.iinfo(np.int64).min if count is None else first + count * step for count in counts]
    column = pd.Series(np.array(ticks, dtype=np.int64).view(f"datetime64[{unit}]"))
    zone = draw(st.sampled_from([None, "UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "-03:30"]))
    if zone is None:
        return column
    column = column.dt.tz_localize("UTC").dt.tz_convert(zone)
    return column.dt.normalize() if draw(st.booleans()) else column


def columns(n):
    return st.one_of(floats(n), whole(n), truth(n), texts(n), categoricals(n), dates(n))


@st.composite
def tables(draw, most_rows=12):
    """A DataFrame of 1 to 4 columns and up to `most_rows` rows."""
    n = draw(st.integers(1, most_rows))
    made = draw(st.lists(columns(n), min_size=1, max_size=4))
    return pd.DataFrame({f"c{i}": column for i, column in enumerate(made)})

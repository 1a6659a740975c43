"""Exact functions of another column: found, told apart from chance and from keys, restored."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data.codecs import Field
from course_lib.generators import make
from course_lib.generators.dependents import find_dependents
from course_lib.generators.statistical.copula import model as copula_model

RNG = np.random.default_rng(0)
N = 2000
AGE = RNG.integers(18, 80, N).astype(float)
PRICE = np.round(RNG.lognormal(3, 1, N), 2)


def number(name, step=None):
    return Field(name, name, 0, True, 0.0, 1.0, step)


def category(name, k, ordered=False):
    return Field(name, name, k, ordered, 0.0, k - 1.0)


def found(fields, *columns):
    x = np.column_stack(columns)
    return find_dependents(x, fields), x


FINE, KG = RNG.random(N), np.exp(RNG.normal(4, 1, N))
CASES = {
    "an age and its band": ((number("age", 1.0), category("band", 7)), (AGE, AGE // 10 - 1)),
    "a level and its name": ((category("level", 5, True), category("name", 5)),
                             (AGE % 5, np.array([3, 0, 4, 1, 2.0])[(AGE % 5).astype(int)])),
    "a price and its tax": ((number("price", 0.01), number("taxed", 0.01)), (PRICE, np.round(1.19 * PRICE, 2))),
    "two units": ((number("kg"), number("lb")), (KG, 2.2046 * KG - 7)),
    "a band of a fine scale": ((number("fine"), category("coarse", 3)), (FINE, np.floor(3 * FINE))),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_a_function_is_found_and_restored(case):
    fields, columns = CASES[case]
    dependents, x = found(fields, *columns)
    assert [(d.target, d.source) for d in dependents] == [(1, 0)]
    slack = 0.55 * (fields[1].step or 0) + 1e-6
    assert np.abs(dependents[0].restore(x[:, 0]) - x[:, 1]).max() <= slack


# A fine scale may have one more step, so there one row that differs refutes nothing.
@pytest.mark.parametrize("case", [case for case in CASES if case != "a band of a fine scale"])
def test_one_row_that_differs_is_enough_to_refuse(case):
    fields, (source, target) = CASES[case]
    target, middle = target.copy(), np.argsort(source)[N // 2]
    target[middle] = target.max() if target[middle] < target.max() else target.min()
    assert found(fields, source, target)[0] == []


def test_of_two_that_follow_from_each_other_the_ordered_one_is_kept():
    code = RNG.integers(0, 16, N).astype(float)
    years = np.argsort(RNG.random(16))[code.astype(int)]
    dependents, _ = found((category("school", 16), number("years", 1.0)), code, years)
    assert [(d.target, d.source) for d in dependents] == [(0, 1)]


@pytest.mark.parametrize("n", [30, 1000, 20_000])
@pytest.mark.parametrize("rounded", [np.round, np.floor])
def test_a_rounded_line_is_found_in_every_table_and_restored_to_the_cell(n, rounded):
    """Least squares alone find 7 to 19 of 20: a residual may be half a step, and the slope's error comes on top."""
    for seed in range(20):
        price = np.round(np.random.default_rng(seed).lognormal(3, 1, n), 2)
        taxed = rounded(119.3 * price) / 100
        dependents, x = found((number("price", 0.01), number("taxed", 0.01)), price, taxed)
        assert len(dependents) == 1
        d = dependents[0]
        wrong = np.round(d.restore(x[:, d.source]), 2) != x[:, d.target]
        assert wrong.mean() < 0.005  # a price whose tax ends in half a cent may be rounded the other way


@pytest.mark.parametrize("name, settings", [("copula", {}), ("cart", {"smooth": True})])
def test_drawn_cells_keep_the_function_where_the_source_is_rounded_last(name, settings):
    price = np.round(RNG.lognormal(3, 1, N), 2)
    df = pd.DataFrame({"price": price, "taxed": np.round(1.193 * price, 2)})
    sample = make(name, **settings).fit(df, seed=0).sample(N, seed=1)
    assert not sample["price"].isin(price).all()  # else nothing was rounded
    off = np.abs(sample["taxed"] - 1.193 * sample["price"])
    assert off.max() < 0.0055  # half a cent; .01 and more if the tax is that of a price not yet rounded


@pytest.mark.parametrize("gaps", [("taxed",), ("price",), ("price", "taxed")])
@pytest.mark.parametrize("pair_rows", [200_000, 500])
def test_a_missing_cell_refutes_nothing(gaps, pair_rows, monkeypatch):
    monkeypatch.setattr(copula_model, "PAIR_ROWS", pair_rows)
    price = np.round(RNG.lognormal(3, 1, N), 2)
    df = pd.DataFrame({"price": price, "taxed": np.round(-1.193 * price, 2), "other": RNG.random(N)})
    df.loc[RNG.random(N) < 0.2, list(gaps)] = np.nan
    for name in ("copula", "cart"):
        model = make(name).fit(df, seed=0)
        assert any(d.line for d in model.dependents_)
        sample = model.sample(N, seed=1)
        shares = sample.isna().mean()
        assert ((shares > 0.1) == df.isna().any()).all()
        both = sample.dropna()
        assert len(both) > N / 2 and (both["taxed"] + 1.193 * both["price"]).abs().max() < 0.0065


def test_two_columns_that_are_nearly_a_line_are_two_columns():
    price = np.round(RNG.lognormal(3, 1, N), 2)
    taxed = np.round(1.19 * price + 0.004 * RNG.normal(size=N), 2)
    assert found((number("price", 0.01), number("taxed", 0.01)), price, taxed)[0] == []


@pytest.mark.filterwarnings("error")
def test_numbers_at_the_ends_of_the_floats_are_no_line():
    tiny, huge = RNG.random(N) * 1e-300, RNG.random(N) * 1e300
    assert found((number("tiny"), number("huge"), number("fine")), tiny, huge, FINE)[0] == []


def test_a_key_explains_nothing_and_a_rare_level_is_no_proof():
    key, coin = RNG.permutation(N).astype(float), (RNG.random(N) < 0.5).astype(float)
    rare = np.zeros(N)
    rare[:3] = 1
    assert found((number("key", 1.0), category("coin", 2)), key, coin)[0] == []
    assert found((category("rare", 2), category("coin", 2), number("key", 1.0)), rare, coin, key)[0] == []


def test_a_chain_has_one_source():
    fields = (number("age", 1.0), category("band", 7), category("old", 2))
    dependents, x = found(fields, AGE, AGE // 10 - 1, (AGE >= 50).astype(float))
    assert {(d.target, d.source) for d in dependents} == {(1, 0), (2, 0)}
    assert all((d.restore(x[:, 0]) == x[:, d.target]).all() for d in dependents)


def test_a_value_never_seen_takes_its_neighbour_s():
    dependents, _ = found((number("age", 1.0), category("band", 7)), AGE[AGE != 34], AGE[AGE != 34] // 10 - 1)
    assert dependents[0].restore(np.array([34.0])).tolist() == [2.0]

"""Columns as categories and back: nothing moves out of its cell, shares stay, gaps and dependents come along."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.data.encode import TableEncoder
from course_lib.data.schema import Schema
from course_lib.generators.neural.binned import BinnedEncoding, cells


def encoded(df):
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    matrix = encoder.transform(df)
    return encoder, matrix, BinnedEncoding.fit(matrix, encoder.fields_)


def test_codes_survive_the_way_there_and_back(mixed):
    _, matrix, binned = encoded(mixed)
    codes = binned.codes(matrix)
    u = np.random.default_rng(0).random(codes.shape)
    assert np.array_equal(binned.codes(binned.matrix(codes, u)), codes)
    assert all(codes[:, a].max() < k for a, k in enumerate(binned.levels))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), n=st.integers(2, 400), distinct=st.integers(1, 400), zeros=st.floats(0, 0.9))
def test_any_column_of_numbers_keeps_its_cells(seed, n, distinct, zeros):
    rng = np.random.default_rng(seed)
    x = np.where(rng.random(n) < zeros, 0.0, rng.lognormal(0, 3, distinct)[rng.integers(0, distinct, n)])
    df = pd.DataFrame({"x": x, "y": rng.random(n) < 0.5})
    _, matrix, binned = encoded(df)
    if not binned.variables:
        return
    codes = binned.codes(matrix)
    back = binned.matrix(codes, rng.random(codes.shape))
    assert np.array_equal(binned.codes(back), codes)
    assert back.min() >= matrix.min() and back.max() <= matrix.max()


def test_inside_a_cell_the_column_keeps_its_distribution():
    rng = np.random.default_rng(1)
    n = 20_000
    df = pd.DataFrame({"x": np.exp(rng.normal(0, 1, n)), "k": rng.poisson(900, n)})
    _, matrix, binned = encoded(df)
    codes = binned.codes(matrix)
    back = binned.matrix(codes, rng.random(codes.shape))
    for j in range(2):
        both = np.unique(np.concatenate([matrix[:, j], back[:, j]]))
        f, g = (np.searchsorted(np.sort(v[:, j]), both, "right") / n for v in (matrix, back))
        assert np.abs(f - g).max() < 2 / 100  # never further than a cell, and in fact far less:
        assert np.abs(f - g).mean() < 0.003
    assert len(np.intersect1d(back[:, 0], matrix[:, 0])) < 0.01 * n  # cells that occur once are not handed out again


def test_a_spike_is_a_cell_of_its_own():
    rng = np.random.default_rng(2)
    df = pd.DataFrame({"x": np.where(rng.random(5000) < 0.4, 0.0, rng.gamma(2, 9, 5000))})
    _, matrix, binned = encoded(df)
    back = binned.matrix(binned.codes(matrix), rng.random((5000, 1)))
    assert np.array_equal(back == 0, matrix == 0)
    assert 50 <= binned.levels[0] <= 101


def test_a_gap_is_a_level_and_joint_gaps_stay_joint(mixed):
    encoder, matrix, binned = encoded(mixed)
    back = encoder.inverse_transform(binned.matrix(binned.codes(matrix), np.full((len(mixed), len(binned.levels)), .5)))
    assert back["income"].isna().equals(mixed["income"].isna())
    assert back["plan"].isna().equals(mixed["plan"].isna())


def test_dependents_are_no_variables_and_come_back_exactly():
    rng = np.random.default_rng(3)
    net = np.round(rng.gamma(2, 50, 2000), 2)
    df = pd.DataFrame({"net": net, "gross": np.round(1.2 * net, 2), "band": np.digitize(net, [50, 100, 200])})
    encoder, matrix, binned = encoded(df)
    assert len(binned.variables) == 1
    made = encoder.inverse_transform(binned.matrix(binned.codes(matrix), rng.random((2000, 1))))
    assert np.array_equal(made["band"], np.digitize(made["net"], [50, 100, 200]))
    assert np.abs(made["gross"] - 1.2 * made["net"]).max() < 0.0051


def test_a_dependent_with_gaps_of_its_own_keeps_them():
    rng = np.random.default_rng(4)
    level = rng.integers(0, 12, 3000)
    band = np.where(rng.random(3000) < 0.2, np.nan, level // 4)
    df = pd.DataFrame({"level": level, "band": band})
    encoder, matrix, binned = encoded(df)
    codes = binned.codes(matrix)
    back = encoder.inverse_transform(binned.matrix(codes, rng.random(codes.shape)))
    pd.testing.assert_series_equal(back["band"], df["band"])


@pytest.mark.parametrize("shares", [np.full(1000, 1e-3), np.array([.5, .3, .2]), np.array([.001] * 300 + [.7])])
def test_cells_have_about_equal_shares(shares):
    firsts = cells(shares, 20, few=False)
    mass = np.add.reduceat(shares, firsts)
    single = np.diff(np.append(firsts, len(shares))) == 1
    assert np.all(mass[~single] < 2 / 20)
    assert firsts[0] == 0 and np.all(np.diff(firsts) > 0)


def test_saved_and_loaded_it_says_the_same(mixed):
    _, matrix, binned = encoded(mixed)
    again = BinnedEncoding.from_dict(binned.to_dict())
    codes = again.codes(matrix)
    assert np.array_equal(codes, binned.codes(matrix))
    u = np.random.default_rng(5).random(codes.shape)
    assert np.array_equal(again.matrix(codes, u), binned.matrix(codes, u))

"""Public cells: every value in its cell, and back inside it."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data.schema import Column, Schema
from course_lib.generators.private.counts import groups, noisy_total, onto_simplex, rake, shares
from course_lib.generators.private.declared import public_encoder
from course_lib.generators.private.domain import Cells, Domain
from tests.generators.conftest import mixed_table
from tests.generators.private.tables import mixed_card


@pytest.mark.parametrize("cells", [2, 7, 40, 500])
def test_a_value_comes_back_in_its_own_cell(cells):
    df = mixed_table()
    encoder = public_encoder(df.dtypes, mixed_card())
    domain, x = Domain.of(encoder, cells), encoder.transform(df)
    codes = domain.codes(x)
    assert np.all(codes >= 0) and np.all(codes < domain.sizes)
    made = domain.matrix(codes, np.random.default_rng(0).random(codes.shape))
    back = encoder.transform(encoder.inverse_transform(made))
    assert np.array_equal(domain.codes(back), codes)


def test_with_a_cell_for_every_value_the_table_comes_back():
    df = mixed_table()[["visits", "stars", "member", "region", "plan", "since"]]
    encoder = public_encoder(df.dtypes, mixed_card().select(df.columns))
    domain = Domain.of(encoder, 2000)
    codes = domain.codes(encoder.transform(df))
    back = encoder.inverse_transform(domain.matrix(codes, np.full(codes.shape, 0.99)))
    pd.testing.assert_frame_equal(back, df)


def test_whole_numbers_are_drawn_alike_inside_a_cell():
    schema = Schema([Column("m", "integer", low=0, high=100, declared=True)])
    domain = Domain.of(public_encoder(pd.Series({"m": np.dtype("int64")}), schema), 10)
    assert domain.sizes == [10]
    n = 20_000
    codes = np.repeat(np.arange(10), n)[:, None]
    values = domain.matrix(codes, np.random.default_rng(0).random(codes.shape))[:, 0].reshape(10, n)
    assert np.array_equal(values, np.round(values)) and values.min() == 0 and values.max() == 100
    for own in values:
        counts = np.unique(own, return_counts=True)[1]
        assert len(counts) in (10, 11)
        assert np.all(np.abs(counts - n / len(counts)) < 4.5 * np.sqrt(n / len(counts)))


def cells(size, ordered=True, missing=-1):
    return Cells("c", 0, -1, size, missing, ordered)


def test_groups_of_neighbours_have_about_equal_shares():
    share = np.random.default_rng(0).dirichlet(np.ones(60))
    found = groups(share, 6, cells(60))
    assert np.all(np.diff(found) >= 0) and set(found) == set(range(6))
    assert np.abs(np.bincount(found, weights=share) - 1 / 6).max() < share.max()


def test_rare_levels_are_put_together_and_a_gap_stays_by_itself():
    found = groups(np.array([0.01, 0.5, 0.02, 0.3, 0.07, 0.1]), 4, cells(6, ordered=False, missing=5))
    assert found[1] != found[3] and found[0] == found[2] == found[4]
    assert found[5] == found.max() and np.sum(found == found[5]) == 1


def test_few_cells_stay_as_they_are():
    assert groups(np.array([0.2, 0.8]), 5, cells(2)).tolist() == [0, 1]
    assert set(groups(np.zeros(20), 5, cells(20))) == set(range(5))  # no share at all: by their number


def test_shares_are_a_distribution_and_small_gaps_are_none():
    rng = np.random.default_rng(0)
    for _ in range(50):
        counts = rng.normal(0, 30, 12) + rng.poisson(20, 12)
        p = shares(counts, 240.0, 10.0, cells(12, missing=11))
        assert p.sum() == pytest.approx(1) and p.min() >= 0
        assert p[11] == 0 or counts[11] > 40
    assert shares(np.array([5.0, 100.0]), 100.0, 1.0, cells(2, missing=1)) == pytest.approx([0, 1])


def test_the_nearest_distribution_is_the_nearest():
    rng = np.random.default_rng(0)
    values = rng.normal(1, 3, 8)
    near = onto_simplex(values, 10.0)
    assert near.sum() == pytest.approx(10) and near.min() >= 0
    others = rng.dirichlet(np.ones(8), 5000) * 10
    assert np.all(((others - values) ** 2).sum(1) >= ((near - values) ** 2).sum() - 1e-9)


def test_raking_meets_both_margins():
    rng = np.random.default_rng(0)
    rows, columns = rng.dirichlet(np.ones(5)), rng.dirichlet(np.ones(4))
    table = rake(np.maximum(rng.normal(0.05, 0.1, (5, 4)), 0), rows, columns, rounds=300)
    assert table.sum(1) == pytest.approx(rows, abs=1e-6) and table.sum(0) == pytest.approx(columns, abs=1e-9)


def test_the_total_weighs_tables_by_their_noise():
    rng = np.random.default_rng(0)
    totals = [noisy_total([rng.normal(1000 / k, 5, k) for k in (2, 100)]) for _ in range(4000)]
    assert np.mean(totals) == pytest.approx(1000, abs=4.5 * np.std(totals) / 4000**0.5)
    assert np.std(totals) == pytest.approx(5 / np.sqrt(1 / 2 + 1 / 100), rel=0.06)

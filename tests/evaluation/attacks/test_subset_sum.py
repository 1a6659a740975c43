"""Naming the rows behind an average: the search against all sets written out, oracle O46c, and its control."""

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation.attacks import subset_sum
from course_lib.evaluation.attacks.subset_sum import SubsetSum, count_fits, half_digits, name_contributors, share_named

TWO = ["age", "income"]
ROUNDED = {"age": 0.5, "income": 0.5, "purchase": 0.005, "satisfaction": 0.5}


def all_sets(x, row, k, tolerance):
    """The same answer with every set written out."""
    sets = np.array(list(combinations(range(len(x)), k)))
    fits = np.abs(x[sets].mean(axis=1) - row) <= np.asarray(tolerance) + 1e-9
    return {tuple(s) for s in sets[fits.all(axis=1)].tolist()}


def found_sets(search, row, tolerance):
    sets = search.sets(row, tolerance).tolist()
    assert len({tuple(s) for s in sets}) == len(sets), "a set was found twice"
    return {tuple(s) for s in sets}


def averages(x, k=5, m=40, seed=0):
    """m averages of k different rows, and which: ascending positions (m, k)."""
    rng = np.random.default_rng(seed)
    picked = np.sort(rng.random((m, len(x))).argsort(axis=1)[:, :k], axis=1)
    return x[picked].mean(axis=1), picked


@given(st.integers(2, 9), st.integers(1, 3), st.data())
@settings(max_examples=60, deadline=None)
def test_the_search_finds_exactly_the_sets_that_fit(n, p, data):
    k = data.draw(st.integers(2, n))
    cells = data.draw(st.lists(st.integers(-4, 9), min_size=n * p, max_size=n * p))  # few values: many sets fit
    x = np.array(cells, float).reshape(n, p)
    tolerance = data.draw(st.sampled_from([0, 0.3, 1.0]))
    row = x[:k].mean(axis=0)
    assert found_sets(SubsetSum(x, k), row, tolerance) == all_sets(x, row, k, tolerance)


class OneColumnForgotten(SubsetSum):
    def sets(self, row, tolerance):
        wide = np.full(self.width, np.inf)
        wide[self.by] = tolerance
        return super().sets(row, np.where(np.isfinite(wide), wide, 1e12))


def test_a_search_that_forgets_a_column_would_be_caught():
    x = np.random.default_rng(0).integers(0, 9, (9, 2)).astype(float)
    row = x[:3].mean(axis=0)
    assert found_sets(OneColumnForgotten(x, 3), row, 0) > all_sets(x, row, 3, 0)


def test_a_search_that_does_not_order_its_members_would_be_caught(monkeypatch):
    x = np.arange(6.0)[:, None]
    plain = subset_sum.halves

    def turned(n, size):
        return plain(n, size)[:, ::-1]  # the last member first: "first < others" no longer splits each set once

    monkeypatch.setattr(subset_sum, "halves", turned)
    assert {tuple(sorted(s)) for s in SubsetSum(x, 4).sets([2.5], 0).tolist()} != all_sets(x, [2.5], 4, 0)


def test_five_of_forty_are_named_from_two_columns():
    # O46c: two whole-number columns, averages without noise and without rounding: .95 in the source, at least .9.
    right = []
    for seed in range(10):
        x = simulate_customers(40, seed=seed)[TWO].to_numpy(float)
        table, picked = averages(x, seed=seed)
        named = name_contributors(x, table, tolerance=1e-6)
        assert (named.fits >= 1).all()  # the truth is among them
        right.append((named.rows == picked).all(axis=1))
    assert np.mean(right) >= 0.9
    assert comb(40, 5) == 658_008


def test_among_contributors_a_single_fit_is_right_and_the_truth_always_fits():
    df = simulate_customers(40, seed=3)[list(ROUNDED)]
    table, picked = averages(df.to_numpy(float), seed=3)
    table = pd.DataFrame(table, columns=df.columns).round({"age": 0, "income": 0, "purchase": 2, "satisfaction": 0})
    named = name_contributors(df, table, tolerance=list(ROUNDED.values()))
    assert (named.fits >= 1).all() and named.share >= 0.9
    only = named.fits == 1
    assert (named.rows[only] == picked[only]).all() and (named.rows[~only] == -1).all()


def test_the_control_says_when_a_single_fit_means_nothing():
    """Among strangers two rounded columns still name somebody in every fifth row or so; four hardly anybody."""
    columns = list(ROUNDED)
    wrong = {2: [], 4: []}
    for seed in range(5):
        df = simulate_customers(80, seed=seed)[columns]
        table = averages(df.to_numpy(float)[:40], seed=seed)[0]
        for p in wrong:
            tolerance = [ROUNDED[name] for name in columns[:p]]
            wrong[p].append(name_contributors(df.to_numpy(float)[40:, :p], table[:, :p], tolerance=tolerance).share)
    assert np.mean(wrong[2]) > 0.1 and np.mean(wrong[4]) < 0.02


def test_noise_within_the_tolerance_keeps_the_truth_among_the_fits():
    x = np.random.default_rng(1).normal(size=(20, 3))
    table, picked = averages(x, k=4)
    table += np.random.default_rng(2).uniform(-0.05, 0.05, table.shape)
    search = SubsetSum(x, 4)
    assert all(tuple(p) in found_sets(search, row, 0.05) for p, row in zip(picked.tolist(), table))
    assert len(search.sets(table[0], 0.05)) > len(search.sets(table[0], 0.02))


def test_the_last_digit_is_read_from_the_table():
    df = simulate_customers(40, seed=3)[list(ROUNDED)]
    assert half_digits(df.to_numpy(float)).tolist() == list(ROUNDED.values())
    assert half_digits(np.array([[0.25, 1 / 3]])).tolist() == pytest.approx([0.005, 0.5e-6])
    table = pd.DataFrame(averages(df.to_numpy(float), seed=3)[0], columns=df.columns).round(2).round({"income": 0})
    default, told = (name_contributors(df, table, tolerance=t) for t in (None, [0.005, 0.5, 0.005, 0.005]))
    assert default.fits.tolist() == told.fits.tolist()


def test_a_share_over_several_lists():
    lists = [simulate_customers(20, seed=s)[list(ROUNDED)] for s in (0, 1)]
    tables = [pd.DataFrame(averages(x.to_numpy(float), m=m)[0].round(2), columns=x.columns)
              for x, m in zip(lists, (10, 30))]  # fmt: skip
    each = [name_contributors(x[TWO], table[TWO]).share for x, table in zip(lists, tables)]
    assert share_named(lists, tables, TWO) == pytest.approx(0.25 * each[0] + 0.75 * each[1])
    fits = count_fits(lists, tables, TWO)
    assert (fits >= 1).all() and (fits == 1).mean() == pytest.approx(share_named(lists, tables, TWO))
    moved = [table + 0.01 * x.std(ddof=0) for x, table in zip(lists, tables)]
    assert share_named(lists, moved) == 0 < share_named(lists, moved, jitter=0.011)


@pytest.mark.parametrize("k", [1, 6, 2.0, 0])
def test_k_must_be_possible(k):
    with pytest.raises(CourseError, match="from 2 to 5"):
        SubsetSum(np.zeros((5, 2)), k)


def test_mistakes_are_named(monkeypatch):
    words = pd.DataFrame({"age": [30, 40, 50], "region": ["north", "south", "east"]})
    with pytest.raises(CourseError, match="'region'"):
        SubsetSum(words, 2)
    with pytest.raises(CourseError, match="'age'"):
        SubsetSum(pd.DataFrame({"age": [30, None, 50]}), 2)
    known = pd.DataFrame(np.zeros((4, 2)), columns=TWO)
    with pytest.raises(CourseError, match="age, income are known, income, age"):
        name_contributors(known, known[TWO[::-1]], 2)
    with pytest.raises(CourseError, match="2 columns are known and 1"):
        name_contributors(known, np.zeros((3, 1)), 2)
    with pytest.raises(CourseError, match="fewer rows"):
        SubsetSum(np.zeros((1000, 1)), 6)
    monkeypatch.setattr(subset_sum, "MOST_PARTNERS", 10)
    with pytest.raises(CourseError, match="tolerance"):
        SubsetSum(np.zeros((9, 1)), 4).sets([0], 0)

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import load_table, simulate_customers, split
from course_lib.errors import CourseError


@given(st.integers(5, 500), st.integers(0, 10**6))
def test_parts_are_disjoint_and_train_equals_holdout(n, seed):
    df = pd.DataFrame({"x": range(n)})
    train, holdout, test = split(df, seed=seed)
    assert len(train) == len(holdout)
    assert sorted(pd.concat([train, holdout, test])["x"]) == list(range(n))


def test_keeps_dtypes_index_and_order_of_columns():
    df, _ = load_table("customers")
    for part in split(df, seed=0):
        assert list(part.dtypes) == list(df.dtypes) and list(part.columns) == list(df.columns)
        pd.testing.assert_frame_equal(part, df.loc[part.index])
    assert [len(part) for part in split(df, seed=0)] == [4000, 4000, 2000]


def test_same_seed_same_parts():
    df = simulate_customers(40, seed=0)
    for one, other in zip(split(df, seed=5), split(df, seed=5)):
        pd.testing.assert_frame_equal(one, other)
    assert not split(df, seed=5)[0].equals(split(df, seed=6)[0])
    assert not split(df)[0].index.equals(split(df)[0].index)


def test_rows_are_drawn_not_cut():
    """Planted fault: a split that takes the rows in order would give 0, 1, 2, ... here."""
    train, _, _ = split(pd.DataFrame({"x": range(1000)}), seed=0)
    assert abs(train["x"].mean() - 499.5) < 4.5 * 1000 / np.sqrt(12 * 400)
    assert not train["x"].is_monotonic_increasing


def test_other_shares():
    df = pd.DataFrame({"x": range(101)})
    assert [len(part) for part in split(df, seed=0, shares=(0.5, 0.5))] == [50, 50]
    assert [len(part) for part in split(df, seed=0, shares=(0.8, 0.2))] == [80, 21]
    assert [len(part) for part in split(df, seed=0, shares=(0.1, 0.2, 0.7))] == [10, 20, 71]


@pytest.mark.parametrize("shares", [(1.0,), (0.5, 0.6), (0.5, 0.5, 0.0), (-0.5, 1.5)])
def test_wrong_shares_are_said(shares):
    with pytest.raises(CourseError, match="shares"):
        split(pd.DataFrame({"x": range(10)}), shares=shares)


def test_too_few_rows_are_said():
    with pytest.raises(CourseError, match="2 rows are too few.*at least 5"):
        split(pd.DataFrame({"x": range(2)}))
    with pytest.raises(CourseError, match="DataFrame"):
        split([1, 2, 3])

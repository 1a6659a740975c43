"""The four scores: tables whose scores are known, and the wrong table in the place of the right one."""

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.evaluation import controls
from course_lib.study import Cell, judging, measuring, parts_of
from course_lib.study.measuring import measure

N = 300


@pytest.fixture(scope="module")
def parts():
    return parts_of("customers", 0, N)


def photocopy(parts):
    return controls.memorizer(parts.train, None, np.random.default_rng(0))


def scores(parts, made, **more):
    return judging.judged(parts.train, parts.fresh, made, parts.schema, **more)


def test_a_photocopy_scores_like_fresh_rows_and_its_share_gives_it_away(parts):
    """Against fresh rows it is a sample of the truth; against the training rows it would be exact in all columns."""
    copied, floor = scores(parts, photocopy(parts)), scores(parts, parts.other)
    assert copied["share"] == 1
    assert abs(copied["c2st"] - floor["c2st"]) < 0.15
    assert copied["shapes"] == pytest.approx(floor["shapes"], abs=0.03) and copied["shapes"] < 0.99


def test_a_judge_who_looks_at_the_training_rows_is_caught(parts, monkeypatch):
    """Planted: `measure` gives the judge the training rows in the place of the fresh ones."""
    honest = judging.judged

    def wrong(train, fresh, made, schema, seed=0):
        return honest(train, train, made, schema, seed)

    monkeypatch.setattr(measuring, "judged", wrong)
    with pytest.raises(CourseError, match="rows learned from"):
        measure(Cell("independent", "customers", 0, rows=N))


@pytest.mark.slow
def test_a_judge_who_looks_at_the_training_rows_in_another_order_would_show(parts):
    """The same fault behind the sentence's back: the test above this one fails on it."""
    swapped = parts.train.sample(frac=1, random_state=0).reset_index(drop=True)
    copied = judging.judged(parts.train, swapped, photocopy(parts), parts.schema)
    assert copied["shapes"] == pytest.approx(1, abs=0.005) and copied["c2st"] < 0.35 and copied["share"] == 0.5


def test_tables_of_unequal_length_are_refused(parts):
    with pytest.raises(CourseError, match="as many of each"):
        judging.judged(parts.train, parts.fresh.head(100), parts.other, parts.schema)


def test_three_tables_none_of_them_another():
    record = measure(Cell("independent", "customers", 3, rows=60))
    assert len(set(record["digests"].values())) == 3


@pytest.mark.parametrize("table", ["affairs", "breast_cancer"])
def test_a_table_without_a_truth_is_cut_in_three(table):
    one, two = parts_of(table, 0), parts_of(table, 1)
    assert len(one.train) == len(one.fresh) == len(one.other)
    from course_lib.data import load_table

    whole, _ = load_table(table)
    assert 0 <= len(whole) - 3 * len(one.train) <= 2
    joined = pd.concat([one.train, one.fresh, one.other])
    counts = whole.value_counts(dropna=False).subtract(joined.value_counts(dropna=False), fill_value=0)
    assert counts.min() == 0 and counts.sum() == len(whole) - len(joined)  # no row twice
    assert not one.train.equals(two.train)
    assert one.schema.names == list(whole.columns)


def test_fresh_rows_are_never_training_rows_of_a_simulated_table(parts):
    """Income to the dollar and purchase to the cent: two draws share no row."""
    assert parts.train.merge(parts.fresh).empty and parts.fresh.merge(parts.other).empty


@pytest.mark.parametrize("table, rows, says", [
    ("customers", 5, "20 rows or more"), ("breast_cancer", 400, "at most 189"), ("nothing", None, "no table"),
])  # fmt: skip
def test_tables_that_cannot_be_used_are_named(table, rows, says):
    with pytest.raises(CourseError, match=says):
        parts_of(table, 0, rows)

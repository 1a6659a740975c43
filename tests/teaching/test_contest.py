"""The contest: the same rows for all, disjoint from the fresh ones, and the floor among them."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import load_table, simulate_customers
from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.teaching import contest
from course_lib.teaching.contest import SIX, by_metric, six_scores

TABLE = simulate_customers(700, seed=0)[["age", "income"]].assign(row=np.arange(700.0))
MAKERS = {"plain": ("copula", {"slices": 0}), "alone": ("independent", {})}


def test_every_size_seed_and_maker_once():
    seen = []

    def scores(train, fresh, made):
        seen.append((train, fresh, made))
        return {"learned": len(train), "mean": made.income.mean()}

    found = contest(MAKERS, TABLE, None, scores, sizes=(100, 300), seeds=(4, 5), rows=150)
    assert list(found.columns) == ["maker", "size", "seed", "seconds", "learned", "mean"]
    assert found.maker.tolist() == ["plain", "alone", "fresh rows"] * 4
    assert (found.learned == found["size"]).all() and (found.seconds >= 0).all()
    for train, fresh, made in seen:
        assert len(fresh) == len(made) == 150 and not set(train.row) & set(fresh.row)
    for line in (2, 5):  # fresh rows are real, and in neither of the other two tables
        train, fresh, made = seen[line]
        assert set(made.row) <= set(TABLE.row) and not set(made.row) & (set(train.row) | set(fresh.row))
    pd.testing.assert_frame_equal(seen[0][0], seen[1][0])
    by_hand = make("copula", slices=0).fit(seen[0][0], seed=4).sample(150, seed=4)
    pd.testing.assert_frame_equal(seen[0][2], by_hand)


def test_a_short_table_is_named():
    with pytest.raises(CourseError, match="needs 2,300 rows and the table has 700"):
        contest(MAKERS, TABLE, None, lambda *tables: {}, sizes=(300,))


@pytest.mark.slow
def test_six_scores_see_what_is_known():
    """Columns drawn alone keep no association and teach nothing; fresh rows keep most."""
    customers, schema = load_table("customers")
    makers = {"independent": ("independent", {}), "copula": ("copula", {})}
    read = six_scores(schema, "outcome")
    lines = contest(makers, customers[:1200], schema, read, sizes=(300,), seeds=(0, 1), rows=300)
    scores = by_metric(lines)
    assert list(scores) == list(SIX)
    assert all(list(table) == ["independent", "copula", "fresh rows"] and len(table) == 2 for table in scores.values())
    mean = pd.DataFrame({metric: table.mean() for metric, table in scores.items()})
    assert abs(mean.corr_skill["independent"]) < 0.3 < mean.corr_skill["fresh rows"]
    assert mean.C2ST["independent"] > mean.C2ST["fresh rows"] + 0.15
    assert mean.TSTR["fresh rows"] > 0.6

"""Overlap of confidence intervals."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.coefficients import Z, coefficient_overlap, overlap

SCHEMA = Schema([Column("x", "number"), Column("kind", "category", levels=("a", "b")), Column("y", "number"),
                 Column("yes", "boolean")])


def table(n, seed, slope=1.0):
    rng = np.random.default_rng(seed)
    x, kind = rng.normal(size=n), rng.choice(["a", "b"], n, p=[0.7, 0.3])
    y = slope * x + 0.5 * (kind == "b") + rng.normal(size=n)
    return pd.DataFrame({"x": x, "kind": kind, "y": y, "yes": rng.random(n) < 1 / (1 + np.exp(-slope * x))})


@pytest.mark.parametrize("intervals, expected", [
    ((0, 1, 0, 1), 1.0), ((0, 1, 1, 2), 0.0), ((0, 1, 2, 3), -1.0), ((0, 2, 1, 2), 0.75), ((0, 4, 1, 2), 0.625)])
def test_overlap_by_hand(intervals, expected):
    assert overlap(*map(float, intervals)) == pytest.approx(expected)


def test_a_table_agrees_with_itself():
    found = coefficient_overlap(table(300, 0), table(300, 0), "y", SCHEMA)
    assert found.overlap == pytest.approx(1) and found.same_sign == 1


def test_two_fresh_samples_share_seven_tenths():
    """Estimates differ by sqrt(2) standard errors, an interval is 2 z long: 1 - 2 / (sqrt(pi) 2 z)."""
    expected = 1 - 2 / (np.sqrt(np.pi) * 2 * Z)
    schema = SCHEMA.select(["x", "y"])
    shares = [coefficient_overlap(table(80, 2 * i), table(80, 2 * i + 1), "y", schema).overlap for i in range(100)]
    assert expected == pytest.approx(0.712, abs=5e-4)
    assert np.mean(shares) == pytest.approx(expected, abs=4.5 * np.std(shares) / np.sqrt(100))


def test_a_lost_slope_is_seen_in_its_row_only():
    found = coefficient_overlap(table(2000, 0), table(2000, 1, slope=0.0), "y", SCHEMA).table
    assert found.loc["x", "overlap"] < -1 and found.loc["kind = b", "overlap"] > 0
    assert found.loc["x", "real"] * np.std(table(2000, 0)["y"]) == pytest.approx(1, abs=0.1)


def test_a_logistic_regression_for_a_target_of_levels():
    found = coefficient_overlap(table(2000, 0), table(2000, 1), "yes", SCHEMA.select(["x", "yes"])).table
    assert found.loc["x", "real"] == pytest.approx(1.0, abs=4.5 * 0.06)


def test_what_is_not_determined_is_refused():
    real = table(100, 0)
    with pytest.raises(CourseError, match="synthetic table is not determined"):
        coefficient_overlap(real, real.assign(yes=real["x"] > 0), "yes", SCHEMA)
    with pytest.raises(CourseError, match="3 levels"):
        coefficient_overlap(real.assign(kind=list("abc") * 33 + ["a"]), real, "kind")
    with pytest.raises(CourseError, match="not determined"):
        coefficient_overlap(real.head(2), real.head(2), "y", SCHEMA)

"""Precision, recall, density and coverage against their expectations (oracle O8c)."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation import coverage, coverage_floor, diversity
from course_lib.evaluation.metrics.diversity import coverage_of, coverage_real_against_real

SCHEMA = Schema([Column(c, "number") for c in "abcd"])


def table(n, rng, sd=1.0, d=4):
    return pd.DataFrame(rng.normal(0, sd, size=(n, d)), columns=list("abcdefgh")[:d])


@pytest.mark.parametrize("n, m, k, expected", [(500, 500, 5, 0.969), (500, 1000, 5, 0.996), (1000, 500, 3, 0.704)])
def test_coverage_of_fresh_rows(n, m, k, expected):
    assert coverage_floor(n, m, k) == pytest.approx(expected, abs=6e-4)
    rng = np.random.default_rng(n + m)
    values = [coverage_of(rng.normal(size=(n, 4)), rng.normal(size=(m, 4)), k) for _ in range(12)]
    # Balls overlap, so that their error is up to twice the binomial one.
    assert np.mean(values) == pytest.approx(expected, abs=4.5 * 2 * np.sqrt(expected * (1 - expected) / n / 12))


def test_density_of_fresh_rows_is_one():
    rng = np.random.default_rng(0)
    values = [diversity(table(300, rng), table(300, rng), SCHEMA).density for _ in range(10)]
    assert np.mean(values) == pytest.approx(1, abs=0.03)


def test_a_shrunk_table():
    """Standard deviation .447 in four dimensions: all plausible, most of the table missing."""
    rng = np.random.default_rng(1)
    found = [diversity(table(500, rng), table(500, rng, sd=0.447), SCHEMA) for _ in range(4)]
    assert np.mean([f.precision for f in found]) == pytest.approx(1.0, abs=0.01)
    assert np.mean([f.recall for f in found]) == pytest.approx(0.40, abs=0.05)
    assert np.mean([f.coverage for f in found]) == pytest.approx(0.55, abs=0.05)


def test_a_copy_scores_best():
    a = table(200, np.random.default_rng(2))
    found = diversity(a, a.sample(frac=1, random_state=0), SCHEMA)
    assert (found.precision, found.recall, found.coverage) == (1, 1, 1)


def test_a_generator_of_one_mode_in_two_covers_half():
    rng = np.random.default_rng(3)
    two = table(400, rng, 0.1, 2)
    two.iloc[200:] += 10
    schema = SCHEMA.select(["a", "b"])
    found = diversity(two, table(400, rng, 0.1, 2), schema)
    assert found.recall == pytest.approx(0.5, abs=0.02) and found.coverage == pytest.approx(0.5, abs=0.02)
    assert found.precision > 0.95
    assert coverage(two, two, schema) == 1


def test_dealt_labels_give_the_floor():
    rng = np.random.default_rng(4)
    pool = rng.normal(size=(800, 4))
    null = coverage_real_against_real(pool, 0.5, 60, rng)
    assert null.mean() == pytest.approx(coverage_floor(400, 400), abs=0.01)
    assert null.std() == pytest.approx(0.0115, abs=0.005)


def test_too_few_rows():
    rng = np.random.default_rng(5)
    with pytest.raises(CourseError, match="5-th neighbour"):
        coverage(table(5, rng), table(50, rng), SCHEMA)

"""Precision, recall, density and coverage against their expectations (oracle O8c)."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation import coverage, coverage_floor, diversity
from course_lib.evaluation.metrics.diversity import coverage_of, diversity_of, real_against_real, told_apart

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


def test_dealt_labels_give_the_floors():
    """Against the closed forms where there are any, against fresh tables where there are none."""
    rng = np.random.default_rng(4)
    null = real_against_real(rng.normal(size=(800, 4)), 400, 60, rng)
    fresh = [diversity_of(rng.normal(size=(400, 4)), rng.normal(size=(400, 4))) for _ in range(25)]
    assert np.mean([d.coverage for d in null]) == pytest.approx(coverage_floor(400, 400), abs=0.01)
    assert np.mean([d.density for d in null]) == pytest.approx(1, abs=0.03)
    for name in ("precision", "recall", "density", "coverage"):
        dealt, drawn = (np.array([getattr(d, name) for d in found]) for found in (null, fresh))
        # One pool of 800 rows stands for all: its own luck is about as large as a sample's.
        assert dealt.mean() == pytest.approx(drawn.mean(), abs=4.5 * drawn.std() / np.sqrt(4)), name
        assert dealt.std() == pytest.approx(drawn.std(), rel=0.6), name


def test_a_deal_is_the_metric_itself():
    """With the dealt labels taken as two tables, the plain functions give the same four numbers."""
    rng = np.random.default_rng(6)
    points = rng.normal(size=(240, 3))
    (found,) = real_against_real(points, 100, 1, np.random.default_rng(7))
    real = np.random.default_rng(7).permutation(240)[:100]
    made = np.setdiff1d(np.arange(240), real)
    there = diversity_of(points[real], points[made])
    for name in ("precision", "recall", "density", "coverage"):
        assert getattr(found, name) == pytest.approx(getattr(there, name), abs=1e-12)


def test_formulas_hold_for_tables_of_levels_once_rows_are_told_apart():
    """Twelve kinds of rows, each many times over: as ties, every ball of radius 0 holds all of its kind."""
    rng = np.random.default_rng(8)
    tied = [[np.eye(12)[rng.integers(12, size=300)] for _ in range(2)] for _ in range(12)]
    apart = [diversity_of(*(told_apart(x, rng) for x in pair)) for pair in tied]
    assert np.mean([d.coverage for d in apart]) == pytest.approx(coverage_floor(300, 300), abs=0.008)
    assert np.mean([d.density for d in apart]) == pytest.approx(1, abs=0.03)
    assert diversity_of(*tied[0]).density > 3, "the planted fault: ties counted as they come"


def test_a_ring_of_eight():
    """O25: a generator of one mode of eight covers .126 of the rows, of four .465, of all .975."""
    rng = np.random.default_rng(9)
    angle = np.arange(8) * np.pi / 4
    ring = 2 * np.column_stack([np.cos(angle), np.sin(angle)])

    def draw(modes):
        return ring[rng.integers(modes, size=800)] + 0.05 * rng.normal(size=(800, 2))

    for modes, expected in ((1, 0.126), (4, 0.465), (8, 0.975)):
        found = diversity_of(draw(8), draw(modes))
        assert found.recall == pytest.approx(expected, abs=0.05) and found.coverage == pytest.approx(expected, abs=0.05)
        assert found.precision > 0.95


def test_too_few_rows():
    rng = np.random.default_rng(5)
    with pytest.raises(CourseError, match="5-th neighbour"):
        coverage(table(5, rng), table(50, rng), SCHEMA)

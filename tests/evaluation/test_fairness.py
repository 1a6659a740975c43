"""Gaps between groups, and what a synthetic table makes of them (oracle O47)."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.fairness import (
    amplification,
    dpd,
    equalised_odds_difference,
    model_gaps,
    representation,
    subgroup_shapes,
)

P = {"A": 0.7, "B": 0.3}


def table(n, seed, choose=None):
    """P(granted | A) = .7, P(granted | B) = .3; `choose` makes the outcome from the probability."""
    rng = np.random.default_rng(seed)
    group = rng.choice(["A", "B"], n)
    p = np.array([P[g] for g in group])
    granted = rng.random(n) < p if choose is None else choose(p, rng)
    return pd.DataFrame({"group": group, "granted": granted})


def error(n, m):
    """Standard error of the difference of two DPDs; each has two groups of half the rows."""
    return np.sqrt(sum(2 * 0.21 / (size / 2) for size in (n, m)))


# O47


def test_faithful_sampling_keeps_the_gap():
    found = amplification(table(4000, 0), table(4000, 1), "granted", "group")
    assert found.real == pytest.approx(0.4, abs=4.5 * np.sqrt(2 * 0.21 / 2000))
    assert found.value == pytest.approx(0, abs=4.5 * error(4000, 4000))
    assert found.interval[0] < 0 < found.interval[1]


def test_the_likeliest_level_makes_the_gap_total():
    made = table(4000, 1, choose=lambda p, rng: p > 0.5)
    found = amplification(table(4000, 0), made, "granted", "group")
    assert found.synthetic == 1.0
    assert found.value == pytest.approx(0.6, abs=4.5 * np.sqrt(2 * 0.21 / 2000))
    assert found.value > found.null_95 and found.interval[0] > 0.5


def test_independent_columns_have_no_gap():
    made = table(4000, 1, choose=lambda p, rng: rng.permutation(rng.random(len(p)) < 0.5))
    found = amplification(table(4000, 0), made, "granted", "group")
    assert found.synthetic == pytest.approx(0, abs=4.5 * np.sqrt(2 * 0.25 / 2000))
    assert found.interval[1] < 0


def test_the_interval_has_the_width_of_its_standard_error():
    found = amplification(table(1000, 2), table(1000, 3), "granted", "group")
    half = (found.interval[1] - found.interval[0]) / 2
    assert half == pytest.approx(1.96 * error(1000, 1000), rel=0.15)


def test_the_null_holds_for_fresh_rows():
    """95% of fresh tables stay below; 80 tries, four standard errors."""
    over = [found.value > found.null_95 for found in
            (amplification(table(200, 2 * i), table(200, 2 * i + 1), "granted", "group", seed=i) for i in range(80))]
    assert np.mean(over) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 80) + 0.02  # the null is drawn from one real table


def test_dpd_by_hand_and_its_symmetry():
    outcome, group = ["yes", "no", "yes", "yes"], ["A", "A", "B", "B"]
    assert dpd(outcome, group) == 0.5
    assert dpd([v == "no" for v in outcome], group) == 0.5
    assert np.isnan(dpd(outcome, ["A"] * 4))
    assert dpd(outcome + [None], group + ["B"]) == 0.5


def test_three_groups_give_the_widest_gap():
    assert dpd([1, 0, 1, 1, 0, 0], list("AABBCC")) == 1.0


def test_equalised_odds_by_hand():
    """TPR 1 against 1/2, FPR 0 against 1/3."""
    truth = [1, 1, 0, 1, 1, 0, 0, 0]
    said = [1, 1, 0, 1, 0, 1, 0, 0]
    group = list("AAABBBBB")
    assert equalised_odds_difference(truth, said, group) == pytest.approx(0.5)
    assert equalised_odds_difference(truth, truth, group) == 0


def test_a_model_of_amplified_rows_widens_the_gap_on_real_rows():
    schema = Schema([Column("group", "category", levels=("A", "B")), Column("granted", "boolean"),
                     Column("x", "number")])
    tables = []
    for seed, choose in ((0, None), (1, lambda p, rng: p > 0.5), (2, None)):
        made = table(1500, seed, choose)
        # x speaks for the outcome, so that a model of real rows looks at more than the group
        made["x"] = made["granted"] * 2.0 + np.random.default_rng(seed).normal(size=len(made))
        tables.append(made)
    train, amplified, test = tables
    found = model_gaps(train, amplified, test, "granted", "group", schema)
    assert found.loc["synthetic", "dpd"] > 0.95 > found.loc["real", "dpd"] + 0.2
    assert found.loc["synthetic", "equalised_odds"] > found.loc["real", "equalised_odds"] + 0.3


def test_who_is_in_the_table():
    real, made = table(1000, 0), table(1000, 1)
    made = made[made["group"] == "A"]
    assert representation(real, made, "group")["B"] == 0
    shapes = subgroup_shapes(real, made, "group", fresh=table(1000, 2))
    assert shapes.loc["B", "shapes"] == 0 and shapes.loc["A", "shapes"] > 0.9 and shapes.loc["B", "floor"] > 0.9


def test_an_outcome_of_three_levels_is_refused_with_the_remedy():
    with pytest.raises(CourseError, match="3 levels"):
        dpd(list("abc"), list("AAB"))
    with pytest.raises(CourseError, match="'nobody'"):
        amplification(table(50, 0), table(50, 1), "granted", "nobody")

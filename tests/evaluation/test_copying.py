"""Distances and attacks on tables whose answer is known (oracles O43, O44, O46b)."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import dcr, dcr_share, exact_match_share, nn_membership, nndr
from course_lib.evaluation.controls import five_average
from course_lib.evaluation.metrics.copying import Neighbours
from course_lib.evaluation.metrics.space import placed

SCHEMA = Schema([Column(c, "number") for c in "abcd"])


def table(n, rng):
    return pd.DataFrame(rng.normal(size=(n, 4)), columns=list("abcd"))


# O43


def test_a_generator_that_ignores_its_data():
    rng = np.random.default_rng(0)
    found = nn_membership(table(500, rng), table(500, rng), table(500, rng), SCHEMA)
    assert found.auc == pytest.approx(0.5, abs=4.5 * 0.018)
    assert found.interval[0] < 0.5 < found.interval[1]


def test_an_exact_copy():
    rng = np.random.default_rng(1)
    train, holdout = table(500, rng), table(500, rng)
    found = nn_membership(train, train.sample(frac=1, random_state=0), holdout, SCHEMA)
    assert found.auc == 1 and found.tpr_at_1pct_fpr == 1
    assert dcr_share(train, train, holdout, SCHEMA) == 1
    assert exact_match_share(train, train, SCHEMA) == 1


def test_a_bootstrap_copy():
    """A row drawn at least once is certain, the rest are coin tosses: (1 - 1/e) + 1/(2e) = .816."""
    rng = np.random.default_rng(2)
    values = []
    for _ in range(8):
        train, holdout = table(500, rng), table(500, rng)
        values.append(nn_membership(train, train.iloc[rng.integers(500, size=500)], holdout, SCHEMA).auc)
    assert np.mean(values) == pytest.approx(1 - np.exp(-1) / 2, abs=4.5 * np.std(values) / np.sqrt(8) + 0.005)


def test_a_jittered_copy():
    rng = np.random.default_rng(3)
    train, holdout = table(500, rng), table(500, rng)
    found = nn_membership(train, train + 0.1 * rng.normal(size=train.shape), holdout, SCHEMA)
    assert found.auc == pytest.approx(0.96, abs=0.025)


# O44


def test_an_extreme_row_is_seen_in_averages_of_five_whenever_it_was_drawn():
    """Seen if drawn at least once in 5m draws of n rows: 1 - (1 - 1/n)^(5m) = .9933 for m = n = 1000."""
    assert abs(1 - (1 - 1 / 1000) ** 5000 - 0.9933) < 1e-4
    n, reps, rng = 40, 300, np.random.default_rng(4)
    seen, accused = 0, 0
    for _ in range(reps):
        df = pd.DataFrame({"x": rng.normal(size=n)})
        accused += five_average(df, None, rng)["x"].max() > 1e6
        df.loc[0, "x"] = 1e9
        seen += five_average(df, None, rng)["x"].max() > 1e6
    expected = 1 - (1 - 1 / n) ** (5 * n)
    assert accused == 0
    assert seen / reps == pytest.approx(expected, abs=4.5 * np.sqrt(expected * (1 - expected) / reps))


def test_a_canary_shifts_a_released_mean_by_standard_errors():
    """Ten millions in one of 1,000 rows move the mean by 1e7 / (sd sqrt(1000)): 9.6 of its standard errors."""
    income = simulate_customers(200_000, seed=0)["income"].to_numpy(float).reshape(200, 1000)
    with_canary = np.column_stack([income[:, :-1], np.full(200, 1e7)]).mean(axis=1)
    shift = (with_canary - income.mean(axis=1)) / (income.std(axis=1) / np.sqrt(1000))
    assert shift.mean() == pytest.approx((1e7 - 68_450) / (income.std() * np.sqrt(1000)), rel=0.02)
    assert 8.7 < shift.mean() < 10


def test_averages_of_five_pass_the_distance_tests():
    """The trap that lesson 05 shows: no attack by distance finds them, the test above finds one person."""
    rng = np.random.default_rng(5)
    train, holdout = table(600, rng), table(600, rng)
    made = five_average(train, None, rng)
    assert nn_membership(train, made, holdout, SCHEMA).auc == pytest.approx(0.5, abs=0.06)
    assert dcr_share(train, made, holdout, SCHEMA) == pytest.approx(0.5, abs=0.1)
    assert np.median(dcr(train, made, SCHEMA)) < np.median(dcr(train, holdout, SCHEMA))


# O46b


def test_unequal_parts_are_a_trap():
    rng = np.random.default_rng(6)
    shares = [dcr_share(table(800, rng), table(1000, rng), table(200, rng), SCHEMA) for _ in range(6)]
    assert np.mean(shares) == pytest.approx(0.80, abs=4.5 * np.std(shares) / np.sqrt(6) + 0.005)
    near = Neighbours.of(*placed(table(800, rng), table(50, rng), table(200, rng), schema=SCHEMA))
    assert near.chance == 0.8


def test_equal_parts_and_the_error_of_the_share():
    rng = np.random.default_rng(7)
    shares, errors = [], []
    for _ in range(40):
        near = Neighbours.of(*placed(table(250, rng), table(250, rng), table(250, rng), schema=SCHEMA))
        shares.append(near.share())
        errors.append(near.share_error())
    assert np.mean(shares) == pytest.approx(0.5, abs=4.5 * np.std(shares) / np.sqrt(40))
    assert np.std(shares) == pytest.approx(np.mean(errors), rel=4.5 / np.sqrt(80))


def test_asking_fewer_rows_makes_an_answer_coarser_and_does_not_shift_it():
    rng = np.random.default_rng(11)
    points = placed(table(400, rng), table(400, rng), table(400, rng), schema=SCHEMA)
    points[1] = np.vstack([points[1][:300], points[0][:100]])  # a quarter of the synthetic rows are copies
    whole = Neighbours.of(*points)
    parts = [Neighbours.of(*points, asked=[rng.permutation(400)[:100] for _ in range(3)]) for _ in range(60)]
    assert whole.share() > 0.55 and parts[0].chance == 0.5 and len(parts[0].train_to_synthetic) == 100
    shares = [part.share() for part in parts]
    assert np.mean(shares) == pytest.approx(whole.share(), abs=4.5 * np.std(shares) / np.sqrt(60))


# Ties, mixed columns, missing values


def test_ties_count_half():
    schema = Schema([Column("a", "category")])
    train, holdout = (pd.DataFrame({"a": list("xxyy")}) for _ in range(2))
    made = pd.DataFrame({"a": list("xyxz")})
    assert dcr_share(train, made, holdout, schema) == 0.5
    assert nn_membership(train, made, holdout, schema).auc == 0.5


def test_a_different_level_is_one_standard_deviation():
    schema = Schema([Column("x", "number"), Column("g", "category"), Column("o", "ordinal", levels=(1, 2, 3))])
    real = pd.DataFrame({"x": [0.0, 2.0], "g": ["a", "a"], "o": [1, 3]})
    row = pd.DataFrame({"x": [0.0, 3.0, 2.0], "g": ["b", "a", "a"], "o": [1, 3, 2]})
    assert dcr(real, row, schema) == pytest.approx([1, 1, 1])


def test_missing_numbers_are_a_distance_from_present_ones_and_none_from_each_other():
    real = pd.DataFrame({"x": [0.0, 1, 2, np.nan]})
    schema = Schema([Column("x", "number")])
    assert dcr(real, pd.DataFrame({"x": [np.nan]}), schema) == 0
    assert dcr(real.iloc[:3], pd.DataFrame({"x": [np.nan]}), schema) == 1


def test_an_unseen_level_is_as_far_as_any_other():
    schema = Schema([Column("g", "category")])
    assert dcr(pd.DataFrame({"g": list("ab")}), pd.DataFrame({"g": ["new"]}), schema) == pytest.approx(1)


def test_exact_copies_in_a_small_discrete_table_are_expected():
    """50 cells, n = 300: a perfect generator matches a training row in sum p (1 - (1-p)^n) of its rows."""
    rng = np.random.default_rng(8)
    p = rng.dirichlet(np.ones(50))
    schema = Schema([Column("cell", "category")])
    train, made = (pd.DataFrame({"cell": rng.choice(50, n, p=p).astype(str)}) for n in (300, 4000))
    expected = (p * (1 - (1 - p) ** 300)).sum()
    assert exact_match_share(train, made, schema) == pytest.approx(expected, abs=0.03)


def test_a_copy_plus_a_millionth_has_no_exact_match_and_is_found_all_the_same():
    rng = np.random.default_rng(9)
    train, holdout = table(300, rng), table(300, rng)
    made = train + 1e-6
    assert exact_match_share(train, made, SCHEMA) == 0
    assert nn_membership(train, made, holdout, SCHEMA).auc == 1
    assert dcr(train, made, SCHEMA).max() < 1e-5


@pytest.mark.parametrize("shift", [0.0, 1e6])
def test_a_copy_is_at_distance_zero_far_from_the_origin_too(shift):
    rng = np.random.default_rng(10)
    schema = Schema([Column(c, "number") for c in "abcdefghijklmnopqrst"])
    train = pd.DataFrame(rng.normal(size=(200, 20)) + shift, columns=schema.names)
    assert dcr(train, train, schema).max() == 0


def test_identifiers_do_not_count():
    df = pd.DataFrame({"id": [f"p{i}" for i in range(30)], "x": np.arange(30.0) ** 2})
    schema = Schema([Column("id", "identifier"), Column("x", "number")])
    assert exact_match_share(df, df.assign(id=df["id"] + "z"), schema) == 1


# NNDR


def test_nndr_by_hand():
    reference, rows = (pd.DataFrame({"a": values}) for values in ([0.0, 4.0, 10.0], [1.0, 4.0, 2.0]))
    schema = Schema([Column("a", "number")])
    assert nndr(reference, rows, schema) == pytest.approx([1 / 3, 0, 1])


def test_nndr_is_near_zero_for_copies_with_jitter_and_passes_averages():
    rng = np.random.default_rng(8)
    train, fresh = table(400, rng), table(400, rng)
    floor = np.quantile(nndr(train, fresh, SCHEMA), 0.05)
    assert np.quantile(nndr(train, train + 1e-3, SCHEMA), 0.95) < 0.05 < floor
    averages = five_average(train, fresh, rng)
    assert np.quantile(nndr(train, averages, SCHEMA), 0.05) > 0.8 * floor


def test_two_copies_of_one_row_hide_each_other():
    reference = pd.DataFrame({"a": [0.0, 0.0, 5.0]})
    assert nndr(reference, pd.DataFrame({"a": [0.0]}), Schema([Column("a", "number")])) == [1.0]
    with pytest.raises(CourseError, match="two reference rows"):
        nndr(reference.head(1), reference, Schema([Column("a", "number")]))

"""Mean and spread, distinct rows, attacks and groups of people as scores: against closed forms and planted faults."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import evaluate
from course_lib.evaluation.attacks.outcome import Rate, Risk
from course_lib.evaluation.metrics.views import rank_of
from course_lib.evaluation.scores.case import make_case
from course_lib.evaluation.scores.of_attacks import risk_score, secret_of
from course_lib.evaluation.scores.of_copying import edge_of_share, near_score
from course_lib.evaluation.scores.of_diversity import distinct_score
from course_lib.evaluation.scores.of_fairness import fairness_scores
from course_lib.evaluation.scores.of_moments import moment_scores

PEOPLE = simulate_customers(1200, seed=8)
PARTS = [PEOPLE[k * 400:(k + 1) * 400].reset_index(drop=True) for k in range(3)]


def case(train, made, holdout=None, schema=None, **more):
    return make_case(train, made, holdout, schema or Schema.infer(train), more.get("target"), np.random.default_rng(0),
                     more.get("protected"))


def by_name(scores):
    return {(s.name, s.column): s for s in scores}


def test_mean_and_spread_are_those_of_the_columns():
    rng = np.random.default_rng(0)
    real, fresh = (pd.DataFrame({"x": rng.normal(5, 2, 800), "y": rng.normal(0, 1, 800)}) for _ in range(2))
    made = fresh.assign(x=fresh["x"] * 0.5 + 4)
    made.loc[:9, "x"] = np.nan
    found = by_name(moment_scores(case(real, made), rng))
    x, y = real["x"], made["x"]
    assert found["mean_shift", "x"].value == pytest.approx(abs(y.mean() - x.mean()) / x.std(ddof=0), abs=1e-5)
    assert found["spread", "x"].value == pytest.approx(y.std(ddof=0) / x.std(ddof=0), abs=1e-5)
    assert found["spread", "x"].visible and "too small" in found["spread", "x"].reads
    assert not found["spread", "y"].visible
    # fresh means differ by |N(0, 2/n)| sds: mean sqrt(4 / (pi n)), and a sample of the ratio of sds has sd 1/sqrt(n)
    assert found["mean_shift", "y"].floor == pytest.approx(np.sqrt(4 / np.pi / 800), rel=0.5)


def test_an_average_of_ranks_has_a_spread():
    real = pd.DataFrame({"rank": np.tile([1, 2, 3, 4], 50)})
    schema = Schema([Column("rank", "ordinal", levels=(1, 2, 3, 4))])
    made = pd.DataFrame({"rank": np.full(200, 2.5)})
    assert by_name(moment_scores(case(real, made, schema=schema), np.random.default_rng(0)))["spread", None].value == 0


def test_a_number_between_two_levels_stands_between_their_ranks():
    assert rank_of(("17", "22", "27", "24.5", "30", "x", "(missing)"), 3) == pytest.approx(
        [0, 1, 2, 1.5, 2, np.nan, np.nan], nan_ok=True)
    assert np.isnan(rank_of(("low", "high", "3"), 2)[2])


def test_distinct_rows_of_one_row_and_of_all():
    rng = np.random.default_rng(0)
    real = pd.DataFrame({"x": rng.normal(size=100), "g": rng.choice(list("ab"), 100)})
    one = distinct_score(case(real, real.iloc[[0] * 50]), rng)
    assert one.value == 1 / 50 and one.visible
    twice = real.iloc[np.r_[np.arange(50), 0]]
    assert not distinct_score(case(real, twice), rng).visible, "one row that comes twice is no sign"


def test_copies_with_a_millionth_are_near_also_where_levels_are_numbers():
    rng = np.random.default_rng(0)
    made = [pd.DataFrame({"sex": rng.choice([0.05, -0.04], 200), "rank": rng.choice([1.5, 2.5, 3.5], 200),
                          "x": rng.normal(size=200)}) for _ in range(2)]
    schema = Schema([Column("sex", "category"), Column("rank", "ordinal", levels=(1.5, 2.5, 3.5)),
                     Column("x", "number")])
    for holdout in (None, made[1]):
        found = near_score(case(made[0], made[0] + 1e-6, holdout, schema), rng)
        assert found.value == 1 and found.floor < 0.2 and found.visible
        assert not near_score(case(made[0], made[1], holdout, schema), rng).visible


def test_the_edge_of_a_share_knows_that_its_floor_was_counted():
    wide, known = edge_of_share(0.1, 100, 1000), edge_of_share(0.1, 10**6, 1000)
    assert known == pytest.approx(0.1 + 1.645 * np.sqrt(0.09 / 1000), abs=0.002)
    assert wide == pytest.approx(0.1 + 1.645 * np.sqrt(0.09 * (1 / 1000 + 1 / 100)), abs=0.012)


def test_a_risk_is_scored_against_its_control():
    seen = risk_score("linkability", Risk("", Rate(60, 100), Rate(1, 100), Rate(20, 100)), "'x'", 6)
    assert seen.value == pytest.approx(0.5) and seen.floor == 0 and seen.visible and "the attack works" in seen.reads
    assert "60% of the people" in seen.reads and "20% of people" in seen.reads and "a guess: 1.0%" in seen.reads
    equal = risk_score("linkability", Risk("", Rate(20, 100), Rate(1, 100), Rate(20, 100)), "'x'", 6)
    assert equal.value == 0 and not equal.visible
    always = risk_score("linkability", Risk("", Rate(100, 100), Rate(1, 100), Rate(100, 100)), "'x'", 6)
    assert always.value == always.limit == 0 and not always.visible


def test_the_secret_is_the_sensitive_column_then_the_target_then_the_most_predictable():
    schema = Schema.infer(PEOPLE)
    assert secret_of(case(PARTS[0], PARTS[1], schema=schema.with_column("region", role="sensitive"))) == "region"
    assert secret_of(case(PARTS[0], PARTS[1], target="outcome")) == "outcome"
    assert secret_of(case(PARTS[0], PARTS[1])) in schema.names
    dated = [part.assign(since=pd.Timestamp("2020-01-01") + pd.to_timedelta(part["age"], unit="D"))[["since", "age"]]
             for part in PARTS[:2]]
    assert secret_of(case(*dated)) == "age"  # both go together perfectly, and the date would come first


def test_a_gap_that_grows_between_groups_is_seen():
    train, fresh, holdout = PARTS
    rng = np.random.default_rng(0)
    likely = np.where(fresh["group"] == "A", 0.95, 0.05)
    extreme = fresh.assign(outcome=rng.random(len(fresh)) < likely)
    found = by_name(fairness_scores(case(train, extreme, holdout, target="outcome", protected="group"), rng))
    gap = found["dpd_amplification", None]
    assert gap.visible and "has visibly grown" in gap.reads and gap.value > 0.4
    calm = by_name(fairness_scores(case(train, fresh, holdout, target="outcome", protected="group"), rng))
    assert not calm["dpd_amplification", None].visible


def test_a_group_that_is_gone_and_one_that_is_drawn_badly():
    train, fresh, holdout = PARTS
    rng = np.random.default_rng(1)
    gone = by_name(fairness_scores(case(train, fresh[fresh["group"] == "A"], holdout, protected="group"), rng))
    assert gone["representation", None].value == 0 and "'B'" in gone["representation", None].reads
    rows = fresh["group"] == "B"
    spoilt = fresh.assign(**{name: fresh[name].where(~rows, fresh[name][rows].iloc[0]) for name in ("age", "income",
                                                                                                    "purchase")})
    worst = by_name(fairness_scores(case(train, spoilt, holdout, protected="group"), rng))["subgroup_shapes", None]
    assert worst.visible and "'B'" in worst.reads


def test_without_groups_there_is_no_score_of_them_and_numbers_are_no_groups():
    assert fairness_scores(case(*PARTS[:2]), np.random.default_rng(0)) == []
    with pytest.raises(CourseError, match="cut it into a few first"):
        case(*PARTS[:2], protected="income")
    schema = Schema.infer(PEOPLE).with_column("group", role="protected").with_column("region", role="protected")
    found = case(*PARTS[:2], schema=schema)
    assert found.protected == "region" or found.protected == "group"
    assert any("--protected" in note for note in found.notes)


@pytest.mark.slow
def test_an_outcome_of_many_levels_has_no_gap_and_says_so():
    found = evaluate(*PARTS, target="income", protected="group")["dpd_amplification"]
    assert not found.measured and "more than two levels" in found.reads

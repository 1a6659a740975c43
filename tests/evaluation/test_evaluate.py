"""`evaluate` as a whole: every score travels with direction, floor, limit, interval and a sentence."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import (
    METRICS,
    c2st,
    category_coverage,
    dcr_share,
    evaluate,
    jsd,
    ks,
    nn_membership,
    pmse,
    range_coverage,
    tail_ratio,
    tv,
    w1,
)
from course_lib.evaluation.controls import memorizer, mvn, shuffled_columns
from course_lib.evaluation.scores.case import MOST_ROWS, make_case
from course_lib.evaluation.scores.score import percent, show

CUSTOMERS = simulate_customers(1500, seed=3)
TRAIN, HOLDOUT, FRESH = CUSTOMERS[:500], CUSTOMERS[500:1000], CUSTOMERS[1000:]
SCHEMA = Schema.infer(CUSTOMERS)
BANNED = r"\b(safe|anonymous|anonymity|guarantee\w*|just|simply|obviously|clearly|easy|trivial|perfect|fidelity)\b"


@pytest.fixture(scope="module")
def report():
    made = mvn(TRAIN, None, np.random.default_rng(0))
    return evaluate(TRAIN, made, holdout=HOLDOUT, schema=SCHEMA, target="outcome", seed=1, protected="group"), made


@pytest.fixture(scope="module")
def fresh_report():
    return evaluate(TRAIN, FRESH, holdout=HOLDOUT, schema=SCHEMA, target="outcome")


def test_every_score_is_complete(report):
    for score in report[0]:
        ratio = score.name == "spread" or (score.name.startswith("tail_") and score.name != "tail_gap")
        thick = ratio and score.value > 1
        assert score.better == ("lower" if thick else METRICS[score.name].better)
        assert score.floor_by == "formula" or re.search("splits|resamples|unseen|TRTR", score.floor_by), score
        assert np.isfinite([score.value, score.floor, score.limit]).all(), score
        low, high = score.interval or (score.value, score.value)
        assert low - 1e-9 <= score.value <= high + 1e-9, score
        assert score.interval or score.name in ("pmse_ratio", "coefficient_overlap", "subgroup_shapes")
        assert (score.floor <= score.limit) == (score.better == "lower") or score.floor == score.limit, score
        assert score.against in ("holdout", "both") and score.control
        assert score.reads.endswith(".") and len(score.reads) > 40
        assert not re.search(BANNED, score.reads, flags=re.I), score.reads


def test_every_metric_that_can_be_measured_is_there(report):
    found = {score.name for score in report[0]}
    assert found == set(METRICS) - {"missing_gap"}
    assert {s.column for s in report[0] if s.name == "jsd"} == {None, *SCHEMA.names}


def test_values_are_those_of_the_plain_functions(report):
    found, made = report
    for name, metric in (("jsd", jsd), ("ks", ks), ("w1", w1)):
        assert found.get(name, "income").value == pytest.approx(metric(HOLDOUT["income"], made["income"]), abs=1e-6)
    assert found.get("tv", "segment").value == pytest.approx(tv(HOLDOUT["segment"], made["segment"]), abs=1e-6)
    assert found["dcr_share"].value == dcr_share(*points(TRAIN, made, HOLDOUT))
    assert found["nn_membership"].value == pytest.approx(nn_membership(*points(TRAIN, made, HOLDOUT)).auc)
    for side, level in (("upper", 0.95), ("upper", 0.99), ("lower", 0.95), ("lower", 0.99)):
        ratio = tail_ratio(HOLDOUT["income"], made["income"], level, side)
        assert found.get(f"tail_{side}_{round(100 * level)}", "income").value == pytest.approx(ratio)
    assert found.get("range_coverage", "age").value == pytest.approx(range_coverage(HOLDOUT["age"], made["age"]))
    assert found.get("category_coverage", "region").value == category_coverage(HOLDOUT["region"], made["region"])
    assert found["pmse_ratio"].value == pytest.approx(pmse(HOLDOUT, made, SCHEMA).ratio)
    values = [found.get("jsd", name).value for name in SCHEMA.names]
    assert found["jsd"].value == pytest.approx(np.mean(values))


def points(train, made, holdout):
    return train, made, holdout, SCHEMA


def test_the_sentence_of_a_column(report):
    score = report[0].get("jsd", "income")
    assert re.fullmatch(r"JSD of 'income' is \.\d+ bits; two fresh real samples of this size differ by \.\d+ "
                        r"\(95% below \.\d+\): a visible difference\.", score.reads)
    assert show(score.value) in score.reads and score.visible


def test_fresh_rows_are_not_told_from_fresh_rows(fresh_report):
    seen = [score for score in fresh_report if score.visible]
    assert len(seen) <= 0.05 * len(fresh_report) + 4.5 * np.sqrt(0.05 * 0.95 * len(fresh_report))
    for name in ("c2st", "dcr_share", "nn_membership", "coverage", "tstr"):
        score = fresh_report[name]
        assert abs(score.value - score.floor) < 4.5 / 1.645 * abs(score.limit - score.floor), score.reads


@pytest.mark.slow
def test_the_same_seed_gives_the_same_report(report):
    found, made = report
    again = evaluate(TRAIN, made, holdout=HOLDOUT, schema=SCHEMA, target="outcome", seed=1, protected="group")
    assert again.to_dict() == found.to_dict()


def test_global_random_state_is_untouched():
    np.random.seed(5)  # noqa: NPY002, TID251 - the state that must survive
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    evaluate(TRAIN[:60], FRESH[:60], HOLDOUT[:60], SCHEMA)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_without_a_holdout_it_says_what_it_cannot_say():
    train = TRAIN.select_dtypes("number")
    found = evaluate(train, memorizer(train, None, np.random.default_rng(0)), target="age")
    for name in ("dcr_5", "dcr_median", "nndr_5", "dcr_share", "nn_membership", "tstr", "density_ratio",
                 "attribute_inference", "linkability", "singling_out"):
        assert not found[name].measured and found[name].visible is None
        assert found[name].reads.startswith("Not measurable without a holdout")
    assert found["c2st"].against == "train" and "against training rows" in found["c2st"].reads
    assert found["c2st"].value < 0.4 and "twins" in found["c2st"].reads
    assert any("No holdout" in note for note in found.notes)
    assert found["near_copies"].visible and "held against the others" in found["near_copies"].reads
    assert found["ks"].value < found["ks"].floor, "a copy looks better than fresh rows against its own training rows"


def test_a_photocopy_is_caught_by_closeness_alone():
    made = memorizer(TRAIN, None, np.random.default_rng(1))
    found = evaluate(TRAIN, made, HOLDOUT, SCHEMA)
    assert found["dcr_share"].value == 1 and found["nn_membership"].value == 1
    assert "the attack works" in found["nn_membership"].reads
    assert not found["coverage"].visible
    assert "look for copies" in found["dcr_5"].reads


def test_rows_say_which_tail_thins_and_which_thickens():
    rng = np.random.default_rng(9)
    x = np.sort(rng.normal(size=(3, 1000)), axis=1)
    made = np.where(x[1] > 0, 0.4 * x[1], 1.8 * x[1])
    found = evaluate(*(pd.DataFrame({"x": rng.permutation(v), "y": rng.normal(size=1000)}) for v in (x[0], made, x[2])))
    thin, thick = found.get("tail_upper_99", "x"), found.get("tail_lower_99", "x")
    assert thin.value == 0 and thin.better == "higher" and thin.visible and "the upper tail is too thin" in thin.reads
    assert thick.value > 5 and thick.better == "lower" and thick.visible and "too thick" in thick.reads
    assert thin.reads.startswith("Above the real 99% point of 'x'")
    assert thick.reads.startswith("Below the real 1% point of 'x'")
    assert (thin.floor_by, thin.floor) == ("formula", 1)
    assert not found.get("tail_upper_95", "y").visible


@pytest.mark.slow
def test_a_lost_level_is_seen_where_chance_would_have_kept_it():
    rng = np.random.default_rng(10)
    tables = [pd.DataFrame({"g": rng.choice(list("abcd"), 500, p=[0.6, 0.3, 0.098, 0.002]), "x": rng.normal(size=500)})
              for _ in range(3)]
    tables[0].loc[0, "g"] = tables[2].loc[0, "g"] = "d"
    rare = evaluate(tables[0], tables[1].replace({"g": {"d": "a"}}), tables[2]).get("category_coverage", "g")
    assert rare.value == 0.75 and not rare.visible and 0.9 < rare.floor < 0.95, "one level in 500 may be missed"
    tables = [table.replace({"g": {"d": "a"}}) for table in tables]
    common = evaluate(tables[0], tables[1].replace({"g": {"c": "a"}}), tables[2]).get("category_coverage", "g")
    assert common.visible and "a visible gap" in common.reads and common.floor_by == "formula"


@pytest.mark.slow
def test_progress_is_told_and_can_be_interrupted():
    told = []
    evaluate(TRAIN[:60], FRESH[:60], HOLDOUT[:60], SCHEMA, target="outcome",
             progress=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1
    assert "Whole rows" in [text for _, text in told]

    def stop(share, text):
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(TRAIN[:60], FRESH[:60], HOLDOUT[:60], SCHEMA, progress=stop)
    quiet = [evaluate(TRAIN[:60], FRESH[:60], HOLDOUT[:60], SCHEMA, progress=p).to_dict() for p in (None, False)]
    assert quiet[0] == quiet[1]


def test_nothing_to_preserve_is_said():
    rng = np.random.default_rng(2)
    tables = [pd.DataFrame(rng.normal(size=(200, 3)), columns=list("abc")) for _ in range(3)]
    found = evaluate(*tables)
    assert not found["corr_skill"].measured and "nothing to keep" in found["corr_skill"].reads


def ugly(n, seed):
    """Missing numbers and levels, a boolean with holes, dates, a constant, an empty and an identifier column."""
    rng = np.random.default_rng(seed)
    df = pd.DataFrame({
        "x": pd.Series(rng.normal(size=n)).where(rng.random(n) < 0.8),
        "k": pd.Series(rng.integers(0, 50, n), dtype="Int64").where(rng.random(n) < 0.9),
        "b": pd.Series(rng.random(n) < 0.5, dtype="boolean").where(rng.random(n) < 0.9),
        "g": pd.Series(rng.choice(["<b>&", "β", "it's"], n)).where(rng.random(n) < 0.7),
        "o": pd.Categorical(rng.choice(["low", "high"], n), ["low", "high"], ordered=True),
        "day": pd.Timestamp("2021-03-01") + pd.to_timedelta(rng.integers(0, 400, n), unit="D"),
        "c": 7.0, "void": np.nan,
    })
    return df.assign(id=[f"person {i:05d}" for i in rng.permutation(10 * n)[:n]])


@pytest.mark.slow
def test_ugly_columns_are_scored(tmp_path):
    schema = Schema([Column("x", "number"), Column("k", "integer"), Column("b", "boolean"), Column("g", "category"),
                     Column("o", "ordinal", levels=("low", "high")), Column("day", "datetime"), Column("c", "number"),
                     Column("void", "number"), Column("id", "identifier")])
    found = evaluate(ugly(300, 0), ugly(250, 1), ugly(200, 2), schema, target="g")
    assert found.get("missing_gap", "x").value < 0.1
    assert found.get("jsd", "c").value == 0
    assert not found.get("ks", "void").measured and "not defined" in found.get("ks", "void").reads
    assert any("'id' is an identifier" in note for note in found.notes)
    assert all(score.column != "id" for score in found)
    json.dumps(found.to_dict(), allow_nan=False)
    assert "&lt;b&gt;&amp;" in Path(found.to_html(tmp_path / "r.html")).read_text(encoding="utf-8")


def test_a_ruined_table_is_scored_too():
    """Emptied, constant and unseen: what a broken generator may return."""
    real = ugly(300, 3).drop(columns=["id", "void", "c", "day"])
    made = ugly(300, 4)[list(real.columns)].assign(x=np.nan, g="never seen", k=pd.array([3] * 300, dtype="Int64"))
    found = evaluate(real, made, ugly(300, 5)[list(real.columns)])
    assert found.get("missing_gap", "x").value > 0.7 and found.get("jsd", "g").value > 0.8
    assert not found.get("ks", "x").measured
    assert found["c2st"].value > 0.99


def test_a_level_that_reads_missing_is_no_missing_value():
    words = np.array(["(missing)", "here", None], dtype=object)
    real, made = (pd.DataFrame({"g": words[np.random.default_rng(seed).integers(0, top, 200)], "x": np.arange(200.0)})
                  for seed, top in ((0, 2), (1, 3)))
    found = evaluate(real, made)
    assert found.get("missing_gap", "g").value == made["g"].isna().mean()
    assert found.get("tv", "g").value > 0.25


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [0.0, -1e17, 10**17, 1e149])
def test_a_column_of_one_large_number_is_drawn(value):
    table = pd.DataFrame({"x": [value] * 40, "y": np.arange(40.0)})
    panel = evaluate(table, table).profile.panels[0]
    assert panel.real == panel.synthetic == (1.0,)


@pytest.mark.slow
def test_a_target_is_found_by_its_role_and_may_be_a_number():
    schema = SCHEMA.with_column("income", role="target")
    found = evaluate(TRAIN, shuffled_columns(TRAIN, None, np.random.default_rng(3)), HOLDOUT, schema)
    assert "R²" in found["tstr"].reads and found["tstr"].visible
    assert found["tstr"].value < 0.1 < found["tstr"].floor
    assert "tstr" not in evaluate(TRAIN[:50], FRESH[:50], HOLDOUT[:50], SCHEMA)


def test_large_tables_are_cut_and_it_is_said():
    big = pd.DataFrame({"x": np.arange(MOST_ROWS + 5.0)})
    case = make_case(big, big[:100], None, Schema([Column("x", "number")]), None, np.random.default_rng(0))
    assert len(case.train) == MOST_ROWS and f"{MOST_ROWS + 5:,} train rows" in case.notes[0]


@pytest.mark.parametrize("arguments, words", [
    ((TRAIN, FRESH.drop(columns="age"), HOLDOUT), "'age'"),
    ((TRAIN, pd.concat([FRESH, FRESH[["age"]]], axis=1), HOLDOUT), "Two columns .* 'age'"),
    ((TRAIN, FRESH[:5], HOLDOUT), "synthetic table has 5 rows"),
    ((TRAIN, FRESH[:0], HOLDOUT), "no rows"),
    ((TRAIN, FRESH.to_numpy(), HOLDOUT), "pandas DataFrames"),
    ((TRAIN, FRESH.assign(income="rich"), HOLDOUT), "'income' holds values that are no numbers"),
    ((TRAIN, FRESH.assign(income=np.inf), HOLDOUT), "'income' holds an infinite value"),
    ((TRAIN, FRESH, HOLDOUT, SCHEMA, "wealth"), "wealth"),
    ((TRAIN, FRESH, HOLDOUT, SCHEMA, None, 0, None, "age"), "cannot be groups"),
    ((pd.DataFrame({"email": [f"a{i}@b.de" for i in range(50)]}),) * 2, "identifier"),
])
def test_mistakes_are_one_sentence(arguments, words):
    with pytest.raises(CourseError, match=words) as error:
        evaluate(*arguments)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("x, text", [
    (0.0134, ".013"), (0.00123, ".0012"), (0, "0"), (-0.357, "-.357"), (1.5, "1.500"), (3e-7, "<.0001"),
    (float("nan"), "not defined"), (0.5, ".500"), (-0.0, "0"),
])
def test_show(x, text):
    assert show(x) == text


@pytest.mark.parametrize("x, text", [
    (0.5, "50%"), (0.021, "2.1%"), (0, "0%"), (1e-5, "under .1%"), (0.007, ".7%"), (1, "100%"),
])
def test_percent(x, text):
    assert percent(x) == text


def test_c2st_is_scored_against_fresh_rows(report):
    found, made = report
    assert found["c2st"].value == pytest.approx(c2st(HOLDOUT, made, SCHEMA).auc, abs=0.03)

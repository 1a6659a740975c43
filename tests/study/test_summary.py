"""Records to tables: medians, gaps with their sign, namesakes."""

import math

import pandas as pd
import pytest

from course_lib.study import FRESH, summary
from course_lib.study.summary import markdown, namesakes, sentences, with_floors


def record(name, seed, c2st, seconds=(1.0, 0.5), table="customers", shapes=0.9, **more):
    fit, sample = seconds or (None, None)
    return {"generator": name, "label": name, "table": table, "rows": 100, "seed": seed, "fit_seconds": fit,
            "sample_seconds": sample, "peak_mb": None, "shapes": shapes, "trends": 0.8, "c2st": c2st, "share": 0.5} | \
        more


RECORDS = [record(FRESH, 0, 0.50, None, shapes=0.98), record("copula", 0, 0.56), record("SDV-copula", 0, 0.70, (3, 1)),
           record(FRESH, 1, 0.52, None, shapes=0.97), record("copula", 1, 0.60, (2, 0.5)),
           record("SDV-copula", 1, 0.72, (4, 1)),
           record(FRESH, 2, 0.48, None, shapes=0.99), record("copula", 2, 0.55), record("SDV-copula", 2, 0.71, (3, 1)),
           {"cell": "vae on customers, seed 2", "error": "It broke."}]  # fmt: skip


def test_medians_and_gaps_are_taken_seed_by_seed():
    row = summary(RECORDS).set_index("generator").loc["copula"]
    assert (row["c2st"], row["c2st_low"], row["c2st_high"], row["seeds"]) == (0.56, 0.55, 0.60, 3)
    assert row["c2st_gap"] == pytest.approx(0.07)  # of .06, .08, .07; the difference of the medians is .06
    assert row["shapes_gap"] == pytest.approx(0.08)  # worse than fresh rows is above 0, whichever way is better
    assert row["seconds"] == 1.5 and math.isnan(row["peak_mb"])


def test_kinds_and_floor():
    table = summary(RECORDS).set_index("generator")
    assert dict(table["kind"]) == {FRESH: "floor", "copula": "ours", "SDV-copula": "peer"}
    assert table.loc[FRESH, "c2st_gap"] == 0 and math.isnan(table.loc[FRESH, "seconds"])


def test_a_floor_of_another_table_or_seed_is_not_taken():
    """Planted: the floors of the census must not serve the customers."""
    other = [record(FRESH, seed, 0.9, None, table="census") for seed in range(3)]
    assert [r["floor"] for r in with_floors([record("copula", 0, 0.6), *other])][0] is None
    assert math.isnan(summary([record("copula", 0, 0.6), *other])["c2st_gap"].iloc[0])


def test_ours_beside_their_namesakes():
    beside = namesakes(summary(RECORDS))
    (row,) = beside.itertuples()
    assert (row.ours, row.peer, row.faster, row.better) == ("copula", "SDV-copula", True, True)
    assert sentences(beside) == [
        "customers: copula is faster and better than SDV-copula: 1.5 against 4.0 s, C2ST 0.560 against 0.710."]
    slow = [r | ({"fit_seconds": 9.0} if r.get("generator") == "copula" else {}) for r in RECORDS]
    assert "better, not faster" in sentences(namesakes(summary(slow)))[0]


def test_the_table_reads_from_the_floor_down():
    lines = markdown(summary(RECORDS)).splitlines()
    assert lines[0] == "## customers"
    names = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    assert names == ["generator", "---", "*fresh rows*", "copula", "SDV-copula (peer)"]
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1


def test_nothing_measured_is_an_empty_table():
    assert isinstance(summary(RECORDS[-1:]), pd.DataFrame) and summary(RECORDS[-1:]).empty

"""What SDMetrics says to small tables, stored in sdmetrics.json: the tests compare our metrics with it.

    python -m course_lib bench --peers SDV-copula --rows 50 --seeds 0     makes .venv-peers, where SDMetrics lives
    .venv-peers/bin/python tests/evaluation/known_answers/make_sdmetrics.py

Asked are its metrics, column by column and pair by pair, not its report: that one (0.32) leaves weakly associated
pairs out of the mean and cuts each of two tables at widths of its own range. A missing level is given as a word.
Distances of rows are asked of one column only: its scale of several columns (the range) is not ours (the deviation).
Imports nothing of the course: SDMetrics needs pandas 2.
"""

import json
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from sdmetrics.column_pairs import ContingencySimilarity, CorrelationSimilarity
from sdmetrics.single_column import (
    CategoryCoverage,
    KSComplement,
    MissingValueSimilarity,
    RangeCoverage,
    TVComplement,
)
from sdmetrics.single_table import DCROverfittingProtection, EqualizedOddsImprovement

PLACE = Path(__file__).with_name("sdmetrics.json")


def table(rng, n, shift, gaps):
    x = rng.normal(shift, 1, n).round(3)
    kind = rng.choice(list("pqrs")[: 3 + (shift > 0)], n)
    df = pd.DataFrame({
        "x": x, "y": (x * (1 - shift) + rng.normal(size=n)).round(2), "count": rng.poisson(2 + shift, n),
        "kind": kind, "yes": rng.random(n) < 0.3 + 0.2 * (kind == "p") + shift / 5,
        "day": (pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 40, n), "D")).strftime("%Y-%m-%d")})
    if gaps:
        df.loc[rng.random(n) < 0.1 + shift / 4, "x"] = np.nan
        df.loc[rng.random(n) < 0.2, "kind"] = None
    return df


NUMBERS = ("x", "y", "count", "day")
CASES = {"numbers": (["x", "y", "count"], False), "levels": (["kind", "yes"], False),
         "mixed": (["x", "y", "count", "kind", "yes", "day"], False),
         "gaps": (["x", "y", "count", "kind", "yes", "day"], True)}


def main():
    cases = []
    for k, (name, (columns, gaps)) in enumerate(CASES.items()):
        rng = np.random.default_rng(k)
        real, synthetic = table(rng, 70, 0.0, gaps)[columns], table(rng, 60, 0.4, gaps)[columns]
        shapes, trends = scored(asked(real), asked(synthetic))
        cases.append({"name": name, "shapes": shapes, "trends": trends, "dates": [c for c in columns if c == "day"],
                      "real": columns_of(real), "synthetic": columns_of(synthetic)})
    found = {"made_with": f"sdmetrics {version('sdmetrics')}", "cases": cases, "columns": of_columns(),
             "nearer": nearer(), "odds": odds()}
    PLACE.write_text(json.dumps(found) + "\n", encoding="utf-8")


def of_columns():
    """Coverage and gaps of single columns; the last is made narrower, and lacks a level."""
    rng = np.random.default_rng(9)
    real, synthetic = table(rng, 70, 0.0, True), table(rng, 60, -0.6, True)
    synthetic = synthetic[synthetic["kind"] != "q"]
    return {"real": columns_of(real), "synthetic": columns_of(synthetic),
            "range": {name: RangeCoverage.compute(real[name], synthetic[name]) for name in ("x", "y", "count")},
            "category": {name: CategoryCoverage.compute(real[name], synthetic[name]) for name in ("kind", "yes")},
            "missing": {name: MissingValueSimilarity.compute(real[name], synthetic[name]) for name in ("x", "kind")}}


def nearer():
    """The share of synthetic rows nearer to training than to holdout, of one number column without ties."""
    rng = np.random.default_rng(10)
    train, holdout = rng.normal(size=50), rng.normal(size=50)
    synthetic = np.r_[train[:20] + rng.normal(0, 0.01, 20), rng.normal(size=40)]
    tables = [pd.DataFrame({"x": v}) for v in (train, synthetic, holdout)]
    said = DCROverfittingProtection.compute_breakdown(
        *tables, metadata={"columns": {"x": {"sdtype": "numerical"}}}, table_name=None)
    return {"train": train.tolist(), "synthetic": synthetic.tolist(), "holdout": holdout.tolist(),
            "share": said["synthetic_data_percentages"]["closer_to_training"]}


def odds():
    """1 - equalised odds difference of given answers, without the model that SDMetrics would train first."""
    rng = np.random.default_rng(11)
    cases = []
    for _ in range(4):
        truth, said, group = (rng.random(80) < p for p in (0.4, 0.5, 0.3))
        counts = EqualizedOddsImprovement._compute_prediction_counts(said, truth, group)
        cases.append({"truth": truth.tolist(), "said": said.tolist(), "group": group.tolist(),
                      "score": EqualizedOddsImprovement._compute_equalized_odds_score(counts)})
    return cases


def scored(real, synthetic):
    """The means over columns and over pairs."""
    shapes = [(KSComplement if name in NUMBERS else TVComplement).compute(real[name], synthetic[name]) for name in real]
    trends = []
    for pair in combinations(real, 2):
        numbers = [name for name in pair if name in NUMBERS]
        a, b = real[list(pair)].copy(), synthetic[list(pair)].copy()
        if len(numbers) == 2:
            trends.append(CorrelationSimilarity.compute(a, b))
        else:
            trends.append(ContingencySimilarity.compute(a, b, continuous_column_names=numbers or None))
    return float(np.mean(shapes)), float(np.mean(trends))


def asked(df):
    """Dates as numbers of days, a missing level as a word."""
    if "day" in df:
        df = df.assign(day=(pd.to_datetime(df["day"]) - pd.Timestamp("2024-01-01")).dt.days)
    return df.fillna({"kind": "(missing)"}) if "kind" in df else df


def columns_of(df):
    """{column: list}, None where missing."""
    return {name: [None if pd.isna(v) else v for v in df[name].tolist()] for name in df}


if __name__ == "__main__":
    main()

"""What SDMetrics says to small tables, stored in sdmetrics.json: the tests compare our shapes and trends with it.

    python -m course_lib bench --peers SDV-copula --rows 50 --seeds 0     makes .venv-peers, where SDMetrics lives
    .venv-peers/bin/python tests/evaluation/known_answers/make_sdmetrics.py

Asked are its metrics, column by column and pair by pair, not its report: that one (0.32) leaves weakly associated
pairs out of the mean and cuts each of two tables at widths of its own range. A missing level is given as a word.
Imports nothing of the course: SDMetrics needs pandas 2.
"""

import json
from importlib.metadata import version
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from sdmetrics.column_pairs import ContingencySimilarity, CorrelationSimilarity
from sdmetrics.single_column import KSComplement, TVComplement

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
    PLACE.write_text(json.dumps({"made_with": f"sdmetrics {version('sdmetrics')}", "cases": cases}) + "\n",
                     encoding="utf-8")


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

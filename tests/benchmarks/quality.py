"""How near a generator comes to fresh rows: shapes, pair trends, C2ST, copying, seconds; each beside its floor.

    python -m tests.benchmarks.quality autoregressive census --seeds 0 1 2 --set epochs=8 orders=2

shapes, trends: means over columns and over pairs of 1 - KS or TV, and of SDMetrics' similarities (its definitions,
numbers cut into ten equal widths beside a category). C2ST: histogram gradient boosting, 200 trees of 31 leaves, five
folds, all rows. All against rows that nobody was fitted on; floor: other fresh rows in the place of the synthetic
ones. share: synthetic rows nearer to training rows than to as many fresh ones, ties counted half. Seconds of the
processor, one thread. Settings are to be chosen with seeds from 100 up; 0 to 4 are for reporting.
"""

import argparse
import ast
import time

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

from course_lib.data import load_table, simulate_customers
from course_lib.evaluation import dcr_share
from course_lib.generators import make
from course_lib.randomness import threads
from tests.benchmarks.tables import simulate_census, simulate_copula, simulate_durations, simulate_loans

TABLES = {"customers": (simulate_customers, 10_000), "copula-like": (simulate_copula, 10_000),
          "census": (simulate_census, 15_000), "loans": (simulate_loans, 15_000),
          "durations": (simulate_durations, 6_000)}


def drawn(table: str, seed: int, rows=None) -> list[pd.DataFrame]:
    """Training rows, fresh rows, other fresh rows. A table of the course with no known truth is cut in three."""
    if table in TABLES:
        simulate, n = TABLES[table]
        return [simulate(rows or n, seed=seed + 10_000 * k) for k in range(3)]
    df, _ = load_table(table)
    order = np.random.default_rng(seed).permutation(len(df))
    return [df.iloc[part].reset_index(drop=True) for part in np.array_split(order, 3)]


def is_text(column) -> bool:
    return not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column)


def flat(table) -> pd.DataFrame:
    """Text as str with a level for gaps, dates as numbers."""
    return pd.DataFrame({
        name: c.astype("int64").astype(float).where(c.notna(), np.nan) if c.dtype.kind == "M"
        else c.astype("object").where(c.notna(), "gap").astype(str) if is_text(c) else c.astype(float)
        for name, c in table.items()})


def shapes(real, synthetic) -> float:
    """Mean over columns of 1 - KS (numbers, without gaps) or 1 - TV (the rest)."""
    found = []
    for name in real:
        a, b = real[name].dropna(), synthetic[name].dropna()
        if is_text(a):
            p, q = a.value_counts(normalize=True), b.value_counts(normalize=True)
            found.append(1 - p.subtract(q, fill_value=0).abs().sum() / 2)
        else:
            at = np.unique(np.concatenate([a, b]))
            cdf = [np.searchsorted(np.sort(v), at, "right") / max(len(v), 1) for v in (a, b)]
            found.append(1 - np.abs(cdf[0] - cdf[1]).max())
    return float(np.mean(found))


def trends(real, synthetic) -> float:
    """Mean over pairs: 1 - |difference of Pearson's r| / 2 for two numbers, else 1 - TV of the joint shares."""
    names, found = list(real), []
    numbers = [n for n in names if not is_text(real[n])]
    apart = (real[numbers].corr() - synthetic[numbers].corr()).abs()
    cut = [pd.DataFrame({n: t[n] if n not in numbers else tenths(t[n], real[n]) for n in names})
           for t in (real, synthetic)]
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            if a in numbers and b in numbers:
                found.append(1 - apart.loc[a, b] / 2)
            else:
                p, q = (t.groupby([a, b], observed=True).size() / len(t) for t in cut)
                found.append(1 - p.subtract(q, fill_value=0).abs().sum() / 2)
    return float(np.nanmean(found))


def tenths(column, like) -> pd.Series:
    edges = np.linspace(like.min(), like.max(), 11)[1:-1]
    return pd.Series(np.where(column.isna(), -1, np.searchsorted(edges, column)), index=column.index)


def auc(real, synthetic, seed=0) -> float:
    x = pd.concat([real, synthetic], ignore_index=True)
    x = x.assign(**{n: x[n].astype("category") for n in x if is_text(x[n])})
    y = np.repeat([0, 1], [len(real), len(synthetic)])
    order = np.random.default_rng(seed).permutation(len(y))
    judge = HistGradientBoostingClassifier(max_iter=200, early_stopping=False, categorical_features="from_dtype",
                                           random_state=seed)
    with threads(1):
        return float(cross_val_score(judge, x.iloc[order], y[order], cv=5, scoring="roc_auc").mean())


def measured(model, table: str, seed: int, rows=None) -> dict:
    """One fit, judged. Keys: fit, sample (seconds), shapes, trends, c2st, each with its floor, and share."""
    train, fresh, other = drawn(table, seed, rows)
    start = time.process_time()
    model.fit(train, seed=seed)
    middle = time.process_time()
    made = model.sample(len(fresh), seed=seed)
    end = time.process_time()
    real, synthetic, floor = flat(fresh), flat(made), flat(other)
    return {"fit": middle - start, "sample": end - middle, "shapes": shapes(real, synthetic),
            "shapes floor": shapes(real, floor), "trends": trends(real, synthetic), "trends floor": trends(real, floor),
            "c2st": auc(real, synthetic), "c2st floor": auc(real, floor), "share": dcr_share(train, made, fresh)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("generator")
    parser.add_argument("table", help=f"{', '.join(TABLES)}, affairs or breast_cancer")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--set", nargs="*", default=[], metavar="name=value")
    args = parser.parse_args()
    settings = {}
    for pair in args.set:
        name, value = pair.split("=", 1)
        try:
            settings[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            settings[name] = value
    found = []
    print("seed   fit s  sample s   shapes (gap)   trends (gap)    C2ST  floor   gap     share", flush=True)
    for seed in args.seeds:
        m = measured(make(args.generator, **settings), args.table, seed, args.rows)
        found.append(m)
        print(line(str(seed), m), flush=True)
    print(line("med", pd.DataFrame(found).median().to_dict()))


def line(name, m) -> str:
    gaps = {key: f"{m[key]:.4f} ({m[f'{key} floor'] - m[key]:+.4f})" for key in ("shapes", "trends")}
    return (f"{name:>4s}  {m['fit']:6.1f}  {m['sample']:8.1f}   {gaps['shapes']}  {gaps['trends']}  {m['c2st']:.3f}"
            f"  {m['c2st floor']:.3f}  {m['c2st'] - m['c2st floor']:+.3f}  {m['share']:.3f}")


if __name__ == "__main__":
    main()

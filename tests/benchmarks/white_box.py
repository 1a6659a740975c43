"""Does the article's VAE know its rows by heart? An attacker with the table, one with the model, a planted customer.

    python -m tests.benchmarks.white_box                     # 50 rows, 4,000 steps, ten runs: what lesson 14 says
    python -m tests.benchmarks.white_box --rows 200 --runs 10 --seed 1

Each run has members and strangers of its own, five columns of the customers table and its own first weights. Beside
each mean: its standard error over the runs, the guess and the control (a table of unused customers; the model of the
next run; a second table of each network without the canary, in the place of the tables with it).
"""

import argparse
import time

import numpy as np
import pandas as pd

from course_lib.data import load_table
from course_lib.evaluation.attacks import attacked, density_ratio, largest, nearest_neighbour, white_box, with_row
from course_lib.generators.neural.vae import elbo_of_rows, fit_side_by_side

COLUMNS = ["age", "income", "score", "segment", "region"]
SD = 12  # of the canary's income above the mean


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=50, help="training rows of each network")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    n, runs, start = args.rows, args.runs, time.process_time()
    customers, schema = load_table("customers")
    schema = schema.select(COLUMNS).with_column("income", high=None)  # the canary has more than the card allows
    pool = customers[COLUMNS].sample(frac=1, random_state=args.seed, ignore_index=True)
    people = [pool[n * k:n * k + n].reset_index(drop=True) for k in range(2 * runs)]
    members, strangers, unused = people[::2], people[1::2], pool[-1000:]
    rich = {**pool.iloc[-1].to_dict(), "income": int(pool["income"].mean() + SD * pool["income"].std())}
    models = fit_side_by_side(members + [with_row(rows, rich, 0) for rows in members],
                              range(2 * runs * args.seed, 2 * runs * (args.seed + 1)), steps=args.steps, schema=schema)
    bounds = [lambda rows, model=model: elbo_of_rows(model, rows) for model in models[:runs]]
    found = {"white box": [white_box(bounds[k], members[k], strangers[k], bounds[k - 1]) for k in range(runs)]}
    for made in (n, 1000):
        tables = [model.sample(made, seed=k) for k, model in enumerate(models)]
        for name, attack in (("nearest neighbour", nearest_neighbour), ("density ratio", density_ratio)):
            found[f"{name}, {made} rows"] = [attack(*three, unused, schema)
                                             for three in zip(members, strangers, tables)]
        again = [model.sample(made, seed=2 * runs + k) for k, model in enumerate(models[:runs])]
        top = [largest("income")(table) for table in tables + again]
        without = top[:runs]
        found[f"canary, {made} rows"] = [attacked("canary", top[runs:2 * runs], without, (top[2 * runs:], without))]
    print(f"{runs} networks, {args.steps:,} steps, {n} rows each; guess .5 (of TPR at 1% false alarms: .01)")
    print(pd.DataFrame({name: row(attacks) for name, attacks in found.items()}).T.round(3).to_string())
    print(f"{time.process_time() - start:.0f} CPU seconds")


def row(attacks) -> dict:
    """Means over runs of AUC, its control and TPR, with the standard error and the ends of the runs."""
    auc, control = (np.array([getattr(a, side).auc for a in attacks]) for side in ("found", "control"))
    error = auc.std(ddof=1) / np.sqrt(len(auc)) if len(auc) > 1 else np.nan
    return {"AUC": auc.mean(), "error": error, "lowest": auc.min(), "highest": auc.max(), "control": control.mean(),
            "seen in": np.mean([a.seen for a in attacks]), "TPR": np.mean([a.tpr for a in attacks])}


if __name__ == "__main__":
    main()

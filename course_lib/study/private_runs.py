"""What private generators keep of the customers table at each epsilon: runs made once, for lesson 15's slider.

    python -m course_lib.study.private_runs            # fits everything again and writes both files; minutes

`private_runs.csv`: a line a run (generator, rows, epsilon, seed): what was paid, pair trends, skill of the
correlations, and mu, how far all noisy counts together tell one row's presence, in standard deviations (0 = not
known: the VAE). Fresh rows and tables with columns shuffled independently stand beside them, at epsilon 0.
`private_rows.csv`: the first rows of one table of each kind, to look at.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from course_lib.data import load_table, simulate_customers
from course_lib.evaluation import CONTROLS, corr_skill, pair_trends
from course_lib.generators import make
from course_lib.randomness import generator

RUNS, ROWS = (Path(__file__).with_name(f"private_{name}.csv") for name in ("runs", "rows"))
GENERATORS = ("private_marginals", "private_vae")
SIZES, EPSILONS, SEEDS = (1000, 10_000), (0.1, 0.3, 1.0, 3.0, 10.0, 30.0), range(5)
FRESH, SHUFFLED = "fresh rows", "columns shuffled independently"
SCORED = ("paid", "mu", "trends", "skill")
SHOWN, COLUMNS = 60, ["income", "purchase"]


def private_runs(path: Path = RUNS) -> pd.DataFrame:
    """The stored runs: generator (or FRESH or SHUFFLED), rows, epsilon, seed, paid, mu, trends, skill."""
    return pd.read_csv(path)


def private_rows(path: Path = ROWS) -> pd.DataFrame:
    """The stored rows of one run each: generator, rows, epsilon, income, purchase. FRESH stands there at epsilon 0."""
    return pd.read_csv(path)


def card():
    """The customers' card, with a bound that it leaves open and that is public: nobody visits over 365 times."""
    return load_table("customers")[1].with_column("visits", high=365)


def told(ledger) -> float:
    """mu = sqrt(sum of 1 / sigma^2) over all noisy counts: one row adds 1 to one count of each table."""
    return float(np.sqrt(sum(entry["times"] / entry["sigma"] ** 2 for entry in ledger if entry["kind"] == "Gaussian")))


def run(name: str, rows: int, epsilon: float, seed: int) -> tuple[dict, pd.DataFrame]:
    """One run's line, and its table. A name that is no generator gives that control."""
    train, fresh, other = (simulate_customers(rows, seed=seed + 10_000 * k) for k in range(3))
    line = {"generator": name, "rows": rows, "epsilon": epsilon, "seed": seed, "paid": 0.0, "mu": 0.0}
    if name == FRESH:
        made = other
    elif name == SHUFFLED:
        made = CONTROLS["shuffled_columns"](train, None, generator(seed))
    else:
        model = make(name, epsilon=epsilon).fit(train, card(), seed=seed)
        made = model.sample(rows, seed=seed)
        line["paid"] = model.epsilon_spent_
        line["mu"] = told(model.ledger_) if name == "private_marginals" else 0.0
    line |= {"trends": pair_trends(fresh, made), "skill": corr_skill(fresh, made)}
    return {key: round(float(value), 4) if key in SCORED else value for key, value in line.items()}, made


def everything(sizes=SIZES, epsilons=EPSILONS, seeds=SEEDS, generators=GENERATORS):
    """Every run in order: an iterator of what `run` returns."""
    for rows in sizes:
        for name in (FRESH, SHUFFLED, *generators):
            for epsilon in epsilons if name in generators else (0.0,):
                for seed in seeds:
                    yield run(name, rows, epsilon, seed)


def main():
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args()
    lines, tables = [], []
    for line, made in everything():
        lines.append(line)
        print(", ".join(map(str, line.values())), flush=True)
        if line["seed"] == 0 and line["generator"] != SHUFFLED:
            kept = {key: line[key] for key in ("generator", "rows", "epsilon")}
            tables.append(made[COLUMNS].head(SHOWN).assign(**kept)[[*kept, *COLUMNS]])
    pd.DataFrame(lines).to_csv(RUNS, index=False)
    pd.concat(tables).to_csv(ROWS, index=False)


if __name__ == "__main__":
    main()

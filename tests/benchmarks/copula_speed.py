"""What the copula costs and how near it comes to fresh rows.

    python -m tests.benchmarks.copula_speed [seeds]        quality and seconds on four tables, a minute or two
    python -m tests.benchmarks.copula_speed rows 10000000  memory and seconds for so many customers

Quality: C2ST with scikit-learn's histogram gradient boosting as it comes, five folds, all rows, against rows that
nobody was fitted on; beside it the floor, fresh rows against fresh rows. Seconds are those of the processor, so that a
busy machine distorts them less. Memory is the resident size of a process of its own above what it had before the
table was made, in multiples of the table.
"""

import ctypes
import gc
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

from course_lib.data import simulate_customers
from course_lib.evaluation import dcr_share
from course_lib.generators import make
from tests.benchmarks.tables import simulate_census, simulate_copula, simulate_loans

TABLES = {"customers": (simulate_customers, 10_000), "copula-like": (simulate_copula, 10_000),
          "census": (simulate_census, 15_000), "loans": (simulate_loans, 15_000)}


def for_trees(*tables) -> pd.DataFrame:
    """The tables below each other, text as categories, dates as numbers."""
    both = pd.concat(tables, ignore_index=True)
    for name, column in both.items():
        if pd.api.types.is_string_dtype(column.dtype):
            both[name] = column.astype("category")
        else:
            both[name] = column.astype("int64" if column.dtype.kind == "M" else float).astype(float)
    return both


def auc(real, synthetic, seed=0) -> float:
    x, y = for_trees(real, synthetic), np.repeat([0, 1], [len(real), len(synthetic)])
    order = np.random.default_rng(seed).permutation(len(y))
    judge = HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=seed)
    return float(cross_val_score(judge, x.iloc[order], y[order], cv=5, scoring="roc_auc").mean())


def quality(seeds):
    print("table         rows  seed   fit s  sample s   C2ST  floor   gap   plain copula   share nearer to training")
    for name, (simulate, n) in TABLES.items():
        for seed in range(seeds):
            df, fresh, other = (simulate(n, seed=seed + 1000 * k) for k in range(3))
            start = time.process_time()
            fitted = make("copula").fit(df, seed=seed)
            middle = time.process_time()
            sample = fitted.sample(n, seed=seed)
            end = time.process_time()
            plain = make("copula", slices=0).fit(df, seed=seed).sample(n, seed=seed)
            found, floor = auc(fresh, sample), auc(fresh, other)
            print(f"{name:12s} {n:5d}  {seed:4d}  {middle - start:6.2f}  {end - middle:8.2f}  {found:.3f}  {floor:.3f}"
                  f"  {found - floor:.3f}  {auc(fresh, plain):13.3f}  {dcr_share(df, sample, fresh):.3f}", flush=True)


class Peak:
    """The largest resident size of this process, MiB, while the block runs."""

    def __enter__(self):
        self.most, self.running = resident(), True
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        self.start = time.process_time()
        return self

    def watch(self):
        while self.running:
            self.most = max(self.most, resident())
            time.sleep(0.02)

    def __exit__(self, *_):
        self.seconds, self.running = time.process_time() - self.start, False
        self.thread.join()


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def settled() -> float:
    """The resident size after unused memory went back to the system."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    return resident()


def memory(n):
    make("copula").fit(simulate_customers(500, seed=0), seed=0).sample(500)  # imports are no memory of the table
    before = settled()
    pieces = [simulate_customers(min(n, 250_000), seed=s) for s in range(max(1, n // 250_000))]
    df = pd.concat(pieces, ignore_index=True)
    del pieces
    table = settled() - before
    deep = df.memory_usage(deep=True).sum() / 2**20
    print(f"{len(df)} customers: the table takes {table:.0f} MiB of the process ({deep:.0f} MiB by pandas' own count)")
    with Peak() as fit:
        fitted = make("copula").fit(df, seed=0)
    told = (fit.most - before) / table
    print(f"fit     {fit.seconds:6.1f} s, at most {fit.most - before:6.0f} MiB with the table, {told:.2f} tables "
          f"({(fit.most - before) / deep:.2f} by pandas' count)")
    del df
    settled()
    with Peak() as draw:
        sample = fitted.sample(n, seed=1)
    told = (draw.most - before) / table
    print(f"sample  {draw.seconds:6.1f} s, at most {draw.most - before:6.0f} MiB with the result, {told:.2f} tables "
          f"({(draw.most - before) / deep:.2f} by pandas' count)")
    print(f"fit and sample {fit.seconds + draw.seconds:.1f} s, {len(sample)} rows")


def main(*arguments):
    if arguments[:1] == ("rows",):
        memory(int(arguments[1]))
        return
    quality(int(arguments[0]) if arguments else 3)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.copula_speed", "rows", "1000000"], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

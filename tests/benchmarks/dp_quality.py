"""What a private generator keeps of the customers table, beside fresh rows and beside a table with shuffled columns.

    python -m tests.benchmarks.dp_quality private_marginals --epsilon 1 --seeds 0 1 2 3 4

The card declares everything but how many visits there can be; here 365 a month. Pair trends and shapes are those of
SDMetrics; skill is 1 for every association kept, 0 for none: shuffled columns have pair trends of .93 and a skill of 0.
"""

import argparse
import time

import numpy as np
import pandas as pd

from course_lib.data import load_table, simulate_customers
from course_lib.evaluation import column_shapes, corr_skill, pair_trends
from course_lib.generators import make
from course_lib.randomness import generator


def scores(fresh, rows) -> list[float]:
    return [pair_trends(fresh, rows), column_shapes(fresh, rows), corr_skill(fresh, rows)]


def shuffled(df, rng) -> pd.DataFrame:
    return pd.DataFrame({name: rng.permutation(df[name]) for name in df}).astype(df.dtypes)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("generator", choices=("private_marginals", "private_vae"))
    parser.add_argument("--epsilon", type=float, default=1.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--rows", type=int, default=10_000)
    args = parser.parse_args()
    schema = load_table("customers")[1].with_column("visits", high=365)
    found = []
    for seed in args.seeds:
        train, fresh, other = (simulate_customers(args.rows, seed=seed + 10_000 * k) for k in range(3))
        start = time.process_time()
        model = make(args.generator, epsilon=args.epsilon).fit(train, schema, seed=seed)
        seconds = time.process_time() - start
        made = model.sample(args.rows, seed=seed)
        found.append([*scores(fresh, made), *scores(fresh, other), *scores(fresh, shuffled(train, generator(seed)))])
        print(f"seed {seed}: fit {seconds:.1f} s, epsilon {model.epsilon_spent_:.3f}, {said(found[-1])}", flush=True)
    print("mean  ", said(np.mean(found, axis=0)))
    print("lowest", said(np.min(found, axis=0)))


def said(numbers) -> str:
    words = ("{}: trends {:.4f}, shapes {:.4f}, skill {:+.2f}".format(name, *numbers[i:i + 3])
             for name, i in (("made", 0), ("fresh", 3), ("shuffled", 6)))
    return "; ".join(words)


if __name__ == "__main__":
    main()

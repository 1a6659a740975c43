"""How near a generator comes to fresh rows: shapes, pair trends, C2ST, copying, seconds; each beside its floor.

    python -m tests.benchmarks.quality autoregressive census --seeds 0 1 2 --set epochs=8 orders=2

The quick measuring stick beside `bench`: same tables, same judge (course_lib/study), nothing kept. Seconds of the
processor, one thread. Settings are to be chosen with seeds from 100 up; 0 to 4 are for reporting.
"""

import argparse
import ast
import time

import pandas as pd

from course_lib.evaluation import c2st, column_shapes, pair_trends
from course_lib.generators import make
from course_lib.randomness import threads
from course_lib.study import SIMULATED, judged, parts_of


def measured(model, table: str, seed: int, rows=None) -> dict:
    """One fit, judged. Keys: fit, sample (seconds), shapes, trends, c2st, each with its floor, and share."""
    parts = parts_of(table, seed, rows)
    start = time.process_time()
    model.fit(parts.train, parts.schema, seed=seed)
    middle = time.process_time()
    made = model.sample(len(parts.fresh), seed=seed)
    end = time.process_time()
    scores, floor = (judged(parts.train, parts.fresh, rows, parts.schema, seed) for rows in (made, parts.other))
    return {"fit": middle - start, "sample": end - middle, **scores,
            **{f"{name} floor": value for name, value in floor.items()}}


# The same pieces one by one, for trying things out.


def drawn(table: str, seed: int, rows=None) -> list[pd.DataFrame]:
    """Training rows, fresh rows, other fresh rows."""
    parts = parts_of(table, seed, rows)
    return [parts.train, parts.fresh, parts.other]


def flat(table) -> pd.DataFrame:
    """The table itself: the metrics read gaps, dates and levels as they are."""
    return table


shapes, trends = column_shapes, pair_trends


def auc(real, synthetic, seed=0) -> float:
    with threads(1):
        return c2st(real, synthetic, seed=seed, classifier="strong").auc


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("generator")
    parser.add_argument("table", help=f"{', '.join(SIMULATED)}, affairs, breast_cancer or the path of a CSV")
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

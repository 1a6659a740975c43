"""How much faster is a grid of VAEs trained at once than the same VAEs one after another?

    python -m tests.benchmarks.grid_speed [repeats]

Both run in this process, on one thread, on 1,000 simulated customers, with the same number of steps and the same
minibatch size, in turn. Seconds are those of the processor, so that a busy machine distorts them less. Prints the
median of each and of their ratio, then what a slider has to wait for.
"""

import sys
import time

import numpy as np

from course_lib.data import simulate_customers
from course_lib.generators import VAEGrid
from course_lib.generators.neural.vae.model import VAE


def one_after_another(grid, df, seed=0):
    """The grid's settings as separate VAEs, each with its own fit: list of VAE."""
    passes = len(grid.history_["loss"])
    return [VAE(likelihood="mixed", latent_dim=d, kl_weight=b, sigma=grid.sigma, hidden=grid.hidden, epochs=passes,
                batch_size=grid.batch_size, learning_rate=grid.learning_rate).fit(df, seed=seed)
            for d, b in grid.settings_]


def seconds(work):
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main(repeats=3):
    df = simulate_customers(1000, seed=0)
    VAEGrid(steps=20).fit(df)  # torch's first call costs more
    together, apart = [], []
    for _ in range(repeats):
        t, grid = seconds(lambda: VAEGrid().fit(df, seed=0))
        together.append(t)
        apart.append(seconds(lambda: one_after_another(grid, df))[0])  # noqa: B023
    ratios = np.divide(apart, together)
    print(f"{len(grid.settings_)} VAEs, {len(df)} rows, {grid.steps} steps of {grid.batch_size} rows")
    print(f"at once {np.median(together):.2f} s, one after another {np.median(apart):.1f} s, "
          f"ratio {np.median(ratios):.1f} (lowest {ratios.min():.1f})")
    waits = []
    for i in range(10 * len(grid.settings_)):
        d, b = grid.settings_[i % len(grid.settings_)]
        start = time.perf_counter()
        grid.table(d, b, noise=0.5, n=500)
        waits.append(1000 * (time.perf_counter() - start))
    print(f"a table of 500 rows: median {np.median(waits):.1f} ms, 95% below {np.quantile(waits, 0.95):.1f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

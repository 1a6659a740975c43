"""Was this one person in the training rows? The worst case, planted: a canary.

The story. An auditor takes real rows and a record that stands out, an income of millions. The generator is fitted many
times to rows with the canary and to the same rows without it, with other seeds. Each synthetic table is looked at
through one number, the largest income, say. If the numbers with and without lie apart, then whoever stands out is seen
in the table, whatever the average over ordinary people says.

The guess is an AUC of .5. The control is the attack on tables made without the canary, half of them called "with".
Sources: Stadler et al. (2022), USENIX Security; Meeus et al. (2023), ESORICS ("Achilles' heels").
"""

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Attacked, attacked
from course_lib.evaluation.attacks.refits import refits
from course_lib.evaluation.metrics.views import numbers_of
from course_lib.randomness import generator


def canary(synthesize, pool, row, statistic, *, n=None, runs: int = 10, seed=0, jobs: int = 1, scheduler=None,
           progress=None) -> Attacked:
    """synthesize: `refits`' function. pool: real rows; row: the canary, a mapping column -> value.

    statistic: synthetic table -> number, higher with the canary, such as `largest("income")`. n: rows of each fit (the
    pool's if None); drawn anew for each run, and the canary takes the place of one of them. runs: tables with the
    canary, and as many without; at least 4. Choose row and statistic before you look. Raises CourseError for fewer
    runs, a row without one of the columns, and more rows than the pool has.
    """
    rng, n = generator(seed), len(pool) if n is None else n
    if runs < 4:
        raise CourseError(f"runs={runs}: an audit needs at least 4 tables with the canary and as many without.")
    if not 1 < n <= len(pool):
        raise CourseError(f"n={n}: the pool has {len(pool)} rows, take from 2 to all of them.")
    tables = []
    for _ in range(runs):
        drawn = pool.iloc[np.sort(rng.permutation(len(pool))[:n])].reset_index(drop=True)
        tables += [with_row(drawn, row, int(rng.integers(n))), drawn]
    made = refits(synthesize, tables, rng.integers(0, 2**31, 2 * runs), jobs=jobs, scheduler=scheduler,
                  progress=progress)
    found = np.array([float(statistic(table)) for table in made])
    with_it, without = found[::2], found[1::2]
    return attacked("canary", with_it, without, (without[::2], without[1::2]))


def with_row(table, row, place: int):
    """The table with one of its rows replaced by the canary; dtypes stay."""
    missing = [name for name in table.columns if name not in row]
    if missing:
        raise CourseError(f"The canary has no value for column {missing[0]!r}: give one for every column.")
    one = pd.DataFrame([{name: row[name] for name in table.columns}])
    one = one.astype({name: dtype for name, dtype in table.dtypes.items() if one[name].notna().all()})
    return pd.concat([table.iloc[:place], one, table.iloc[place + 1:]], ignore_index=True)


def largest(column: str):
    """The statistic "largest value of this column", minus infinity where every value is missing."""
    def statistic(table):
        return np.nanmax(np.append(numbers_of(table[column]), -np.inf))
    return statistic

"""Three tables of one truth: rows to learn from, fresh rows to judge with, other fresh rows for the floor.

A simulated table is drawn three times, with three seeds. A table without a known truth is cut in three equal parts,
another cut for every seed.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from course_lib.data import Schema, load_table, simulate_customers
from course_lib.data.benchmarks import simulate_census, simulate_copula, simulate_durations, simulate_loans
from course_lib.data.load import TABLES as STORED
from course_lib.errors import CourseError
from course_lib.randomness import generator

# name -> (simulator, rows to learn from unless told)
SIMULATED = {"customers": (simulate_customers, 10_000), "census": (simulate_census, 15_000),
             "loans": (simulate_loans, 15_000), "durations": (simulate_durations, 6_000),
             "copula-like": (simulate_copula, 10_000)}
SEEDS_APART = 10_000  # between the three draws of one seed
FEWEST = 20


@dataclass(frozen=True)
class Parts:
    """Three tables with as many rows each, no row in two of them."""

    train: pd.DataFrame  # a generator learns from these
    fresh: pd.DataFrame  # its rows are judged against these
    other: pd.DataFrame  # the floor: judged in the place of synthetic rows
    schema: Schema


def parts_of(table: str, seed: int, rows: int | None = None) -> Parts:
    """The three parts of a table by name (SIMULATED, "affairs", "breast_cancer") or path of a CSV.

    rows: of each part; for a table that is cut at most a third of its rows, which is the default (one or two rows
    that are left over are not used). The schema is the table's card, else inferred from the training rows.
    Raises CourseError for an unknown table and for a table of too few rows.
    """
    if rows is not None and rows < FEWEST:
        raise CourseError(f"--rows {rows}: generators are compared on {FEWEST} rows or more.")
    if table in SIMULATED:
        simulate, n = SIMULATED[table]
        train, fresh, other = (simulate(rows or n, seed=seed + SEEDS_APART * k) for k in range(3))
        return Parts(train, fresh, other, Schema.infer(train))
    df, schema = load_table(table)
    n = len(df) // 3 if rows is None else rows
    if n > len(df) // 3:
        raise CourseError(f"--rows {rows}: {table} has {len(df):,} rows and is cut in three parts; give at most "
                          f"{len(df) // 3:,}.")
    if n < FEWEST:
        raise CourseError(f"{table} has {len(df):,} rows: cut in three parts it needs {3 * FEWEST} or more.")
    order = generator(seed).permutation(len(df))
    train, fresh, other = (df.iloc[order[k * n:(k + 1) * n]].reset_index(drop=True) for k in range(3))
    return Parts(train, fresh, other, schema)


def identity(table: str) -> str:
    """What a table is called in a cell's key: its name, or for a file its name and content, card included."""
    if table in SIMULATED or table in STORED:
        return table
    path = Path(table)
    try:
        content = path.read_bytes()
    except OSError as why:
        known = ", ".join(dict.fromkeys([*SIMULATED, *STORED]))
        raise CourseError(f"There is no table {table!r} ({why.strerror}): give {known} or the path of a CSV.") from why
    card = path.with_suffix(".toml")
    content += card.read_bytes() if card.exists() else b""
    return f"{path.name} {hashlib.sha256(content).hexdigest()[:12]}"

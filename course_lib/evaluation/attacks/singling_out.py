"""Is there exactly one such person? Singling out.

The story. Somebody reads the synthetic table and writes down conditions that look like nobody else: "income above
212,000", or "age at least 71, region islands, at most 2 visits". A condition that fits exactly one of the training rows
has singled a person out. Article 29's opinion on anonymisation (WP216) names this first of three risks.

The guess writes conditions from values drawn between the smallest and the largest, or from the levels, without a look
at rows. The control asks whether the attacker's conditions fit exactly one of as many people who were not in the
training rows: a condition of the right rarity does that in any population.
Source: Giomi et al. (2023), PoPETs ("Anonymeter").
"""

import numpy as np
import pandas as pd

from course_lib.data.schema import NUMBERS
from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Rate, Risk
from course_lib.evaluation.metrics.views import labels_of, numbers_of, schema_of
from course_lib.randomness import generator

TOLD = ("{attack} of the conditions fit exactly one person in the table, {control} exactly one of as many others "
        "(control), {guess} of blind ones exactly one in the table (guess)")


def singling_out(train, synthetic, holdout, columns: int = 3, attempts: int = 1000, schema=None, seed=0) -> Risk:
    """train: the people in the table; holdout: as many others (cut to equal sizes: rarity depends on the number).

    columns: how many a condition has; 1 = extremes and values that occur once. attempts: conditions, each different.
    Raises CourseError for a table with fewer columns.
    """
    schema, rng = schema_of(train, schema), generator(seed)
    named = [c for c in schema if c.kind != "identifier"]
    if not 1 <= columns <= len(named):
        raise CourseError(f"columns={columns}: a condition takes from 1 to {len(named)} columns of this table.")
    n = min(len(train), len(holdout))
    people, others = (table.iloc[np.sort(rng.permutation(len(table))[:n])] for table in (train, holdout))
    people, others, made = (arrays(table, named) for table in (people, others, synthetic))
    conditions = (extremes(made, named) if columns == 1 else from_rows(made, named, columns, attempts, rng))[:attempts]
    blind = blindly(made, named, columns, len(conditions), rng)
    found = {name: Rate(sum(fits(condition, table) == 1 for condition in asked), max(1, len(asked)))
             for name, asked, table in (("attack", conditions, people), ("control", conditions, others),
                                        ("guess", blind, people))}
    return Risk(f"Singling out by {columns} column{'s' * (columns != 1)}", **found, told=TOLD)


# A condition is a list of (column, "<=" or ">=" or "==", value).


def arrays(table, named) -> dict:
    """Column -> (n,): numbers, or levels as text."""
    return {c.name: numbers_of(table[c.name]) if c.kind in NUMBERS else labels_of(table[c.name]) for c in named}


def fits(condition, table) -> int:
    """How many rows a condition fits."""
    met = True
    for name, sign, value in condition:
        x = table[name]
        met = met & (x >= value if sign == ">=" else x <= value if sign == "<=" else x == value)
    return int(np.sum(met))


def from_rows(made, named, columns: int, attempts: int, rng) -> list:
    """A synthetic row, some of its columns: each number as a bound, outwards from the median; each level as it is."""
    middles = {c.name: np.nanmedian(made[c.name]) for c in named if c.kind in NUMBERS and has_values(made[c.name])}
    found, size = {}, len(next(iter(made.values())))
    for _ in range(3 * attempts):
        chosen, row = rng.choice(len(named), columns, replace=False), rng.integers(size)
        condition = []
        for j in np.sort(chosen):
            name, value = named[j].name, made[named[j].name][row]
            if named[j].kind not in NUMBERS:
                condition.append((name, "==", value))
            elif not pd.isna(value):
                condition.append((name, ">=" if value >= middles[name] else "<=", float(value)))
        if condition:
            found[tuple(condition)] = condition
        if len(found) == attempts:
            break
    return list(found.values())


def extremes(made, named) -> list:
    """One column each: above the largest, below the smallest, equal to a value that occurs once."""
    found = []
    for column in named:
        x, numeric = made[column.name], column.kind in NUMBERS
        x = x[~np.isnan(x)] if numeric else x.astype(str)
        if numeric and len(x):
            found += [[(column.name, ">=", float(x.max()))], [(column.name, "<=", float(x.min()))]]
        values, counts = np.unique(x, return_counts=True)
        found += [[(column.name, "==", value)] for value in values[counts == 1].tolist()]
    return found


def blindly(made, named, columns: int, attempts: int, rng) -> list:
    """Conditions of the same form from values drawn between the ends of each column, or evenly from its levels."""
    ends = {c.name: (np.nanmin(made[c.name]), np.nanmax(made[c.name])) for c in named
            if c.kind in NUMBERS and has_values(made[c.name])}
    levels = {c.name: np.unique(made[c.name].astype(str)) for c in named if c.kind not in NUMBERS}
    usable, found = [c for c in named if c.name in ends or c.name in levels], []
    for _ in range(attempts):
        condition = []
        for j in rng.choice(len(usable), min(columns, len(usable)), replace=False):
            name = usable[j].name
            if name in levels:
                condition.append((name, "==", rng.choice(levels[name])))
            else:
                condition.append((name, rng.choice([">=", "<="]), float(rng.uniform(*ends[name]))))
        found.append(condition)
    return found


def has_values(x) -> bool:
    """Is any of the numbers (n,) there?"""
    return bool((~np.isnan(x)).any())

"""The tables of one evaluation, checked, cut to a workable size and turned into arrays once."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.data.schema import LEVELS, Schema
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.views import LARGEST, View, check, schema_of, views

MOST_ROWS = 20_000  # of each table; more rows narrow a floor that is already narrow, and distances cost rows squared
FEWEST_ROWS = 20
MOST_NEIGHBOURS = 4_000  # rows of each table whose nearest neighbours are sought


@dataclass(frozen=True)
class Case:
    """What every group of scores works on. Views are None where there is no table."""

    schema: Schema
    train: pd.DataFrame
    synthetic: pd.DataFrame
    holdout: pd.DataFrame | None
    train_view: View
    synthetic_view: View
    holdout_view: View | None
    target: str | None
    notes: tuple[str, ...]
    protected: str | None = None  # the column whose levels are groups of people

    @property
    def against(self) -> str:
        """Which real rows scores compare with: fresh ones if there are any."""
        return "train" if self.holdout is None else "holdout"

    @property
    def reference(self) -> pd.DataFrame:
        return self.train if self.holdout is None else self.holdout

    @property
    def reference_view(self) -> View:
        return self.train_view if self.holdout is None else self.holdout_view

    def real_views(self) -> tuple[View, ...]:
        """All real rows at hand: the pool from which floors are drawn."""
        return (self.train_view,) if self.holdout is None else (self.train_view, self.holdout_view)


def make_case(train, synthetic, holdout, schema, target, rng, protected=None) -> Case:
    """Check and prepare. Raises CourseError that names what is missing, too short or misspelt."""
    tables = {"train": train, "synthetic": synthetic, "holdout": holdout}
    tables = {name: table for name, table in tables.items() if table is not None}
    for table in tables.values():
        check(table, ())
    schema = schema_of(train, schema)
    notes = []
    for name, table in tables.items():
        check(table, schema)
        if len(table) < FEWEST_ROWS:
            raise CourseError(f"The {name} table has {len(table)} row{'s' * (len(table) != 1)}: noise floors need at "
                              f"least {FEWEST_ROWS} in each table.")
        if len(table) > MOST_ROWS:
            tables[name] = table.iloc[np.sort(rng.permutation(len(table))[:MOST_ROWS])]
            notes.append(f"Of the {len(table):,} {name} rows, {MOST_ROWS:,} drawn at random were scored.")
    if all(column.kind == "identifier" for column in schema):
        raise CourseError("Every column of the table is an identifier: there is nothing to learn and to score.")
    for name in schema.of_kind("identifier"):
        notes.append(f"Column {name!r} is an identifier: it is not learned, so it is not scored.")
    unknown = [name for name in synthetic.columns if name not in schema]
    if unknown:
        notes.append(f"Column {unknown[0]!r} of the synthetic table is not in the real one: it is not scored.")
    if holdout is None:
        notes.append("No holdout was given: columns, pairs and rows are scored against the training rows, where a "
                     "copy looks better than fresh rows, and what an attacker finds out is not measurable.")
    if max(map(len, tables.values())) > MOST_NEIGHBOURS:
        notes.append(f"Nearest neighbours were sought for at most {MOST_NEIGHBOURS:,} rows of each table, drawn at "
                     "random.")
    protected, more = protected_of(schema, protected)
    notes += more
    tables, scaled = in_range(tables, schema)
    notes += scaled
    made = dict(zip(tables, views(schema, *tables.values())))
    return Case(schema, tables["train"], tables["synthetic"], tables.get("holdout"), made["train"],
                made["synthetic"], made.get("holdout"), target_of(schema, target), tuple(notes), protected)


def in_range(tables, schema):
    """The tables with columns of numbers whose squares would overflow divided by a power of two, and notes on them."""
    notes = []
    for name in schema.of_kind("number"):
        numbers = {key: pd.to_numeric(table[name], errors="coerce").astype("float64") for key, table in tables.items()}
        top = max(float(np.abs(x[np.isfinite(x)]).max()) if np.isfinite(x).any() else 0.0 for x in numbers.values())
        if top <= LARGEST:
            continue
        unit = 2.0 ** (np.frexp(top)[1] - 1)
        tables = {key: table.assign(**{name: numbers[key] / unit}) for key, table in tables.items()}
        notes.append(f"Column {name!r} was divided by {unit:.3g} for the scores: the squares of "
                     "its numbers would overflow.")  # fmt: skip
    return tables, notes


def target_of(schema: Schema, target: str | None) -> str | None:
    """The column to predict: the one asked for, else the one with the role "target", else none."""
    if target is not None:
        if schema[target].kind == "identifier":
            raise CourseError(f"Column {target!r} is an identifier: it cannot be a target, choose another column.")
        return target
    named = schema.of_role("target")
    return named[0] if named else None


def protected_of(schema: Schema, protected: str | None) -> tuple[str | None, list[str]]:
    """The column of groups: the one asked for, else the first with the role "protected", else none; and notes."""
    if protected is not None:
        kind = schema[protected].kind
        if kind not in LEVELS:
            raise CourseError(f"Column {protected!r} is of kind {kind}: its levels cannot be groups of people, name a "
                              "column of levels, or cut it into a few first.")
        return protected, []
    named = [name for name in schema.of_role("protected") if schema[name].kind in LEVELS]
    notes = [f"Of the columns with the role \"protected\", {named[0]!r} was looked at: protected=... in Python or "
             "--protected on the command line asks for another."] if len(named) > 1 else []
    return named[0] if named else None, notes

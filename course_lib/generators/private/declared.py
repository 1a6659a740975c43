"""What a private generator may know for nothing: the card (kinds, bounds, levels) and the dtypes. All else is paid for.

The bounds, levels and decimals that other generators read off a table tell about single rows: the largest income *is*
somebody's income (Annamalai, Ganev and De Cristofaro 2024 found such leaks in most generators they audited). So the
encoder here is fitted on a table that is made up from the card, and the rows are seen only through noisy answers.
"""

import math

import numpy as np
import pandas as pd
from pandas.api import types

from course_lib.data.encode import TableEncoder
from course_lib.data.schema import in_zone
from course_lib.dp.accountant import Exponential, Gaussian, SampledGaussian, epsilon_spent
from course_lib.dp.mechanisms import check_budget
from course_lib.dp.randomness import SEEDED, noise_source
from course_lib.errors import CourseError
from course_lib.generators.base import Generator
from course_lib.generators.private.domain import Domain
from course_lib.generators.settings import check_whole

POINTS = 4000  # a number without a declared grid gets one of about this many points between its bounds, a power of ten


class PrivateGenerator(Generator):
    """A generator whose fitted state is (epsilon, delta)-DP; sampling from it costs nothing more.

    Neighbouring tables: one row added or removed. Learned besides a Generator's: `ledger_` (what was paid for, entries
    of dp/accountant.py as dicts), `epsilon_spent_`, `noise_from_` ("operating system" or "seed"), and `n_rows_` is the
    noisy number of rows: the exact one is private; `domain_`, public cells of every column. A subclass has the settings
    epsilon, delta and cells, the most cells of a number.
    """

    accountant = "rdp"
    needs_declared = True  # a schema that was read off the data is refused

    def fit(self, df, schema=None, *, seed=None, progress=False):
        """Learn the table `df` within the budget, and return self. seed: None for a release; else for teaching only.

        schema: every column declared, numbers and dates with both bounds, categories with their levels. Raises
        CourseError, with the column's name, where something is not declared; and for values outside the card, which
        only who holds the table sees.
        """
        self._check()
        check_declared(df, schema)
        self._seeded = seed is not None
        super().fit(df, schema, seed=seed, progress=progress)
        self.noise_from_ = "seed" if self._seeded else "operating system"
        if self._seeded:
            self.notes_.append(SEEDED)
        if not hasattr(self, "ledger_"):  # nothing but constants and identifiers: nothing was asked
            self.ledger_, self.count_ = [], 0.0
        self.epsilon_spent_ = epsilon_spent([entry_of(e) for e in self.ledger_], self.delta, self.accountant)
        self.n_rows_ = max(0, round(self.count_))
        return self

    def _check(self):
        check_budget(self.epsilon, self.delta)
        if self.delta == 0:
            raise CourseError("delta=0 is out of reach for Gaussian noise: give a delta well below one over the rows.")
        check_whole("cells", self.cells, 2)

    def _encoder(self, df, schema):
        return public_encoder(df.dtypes, schema)

    def _fit_table(self, df, encoder, rng, progress):
        self.domain_ = Domain.of(encoder, self.cells)
        super()._fit_table(df, encoder, rng, progress)

    def _noise(self, rng):
        return noise_source(rng if self._seeded else None)

    def _state(self):
        state = super()._state()
        state.pop("domain_", None)  # it follows from the encoder
        return state

    def _restore(self, state):
        super()._restore(state)
        if self.encoder_.fields_:
            self.domain_ = Domain.of(self.encoder_, self.cells)


def check_declared(df, schema) -> None:
    """Raise CourseError, with the remedy, unless the card declares what would otherwise be read off the rows."""
    if schema is None:
        raise CourseError("A private generator reads no schema off the data: give one with every column declared, "
                          "fit(df, schema).")
    for column in schema:
        if column.kind == "identifier":
            continue
        say = f"Column {column.name!r} is not declared" if not column.declared else None
        ask = ""
        if column.kind in ("number", "integer", "datetime"):
            ends = [end for end in ("low", "high") if getattr(column, end) is None]
            say = say or (f"Column {column.name!r} has no declared {' and no '.join(ends)}" if ends else None)
            ask = ", low=..., high=..."
        elif column.kind in ("category", "ordinal"):
            say = say or (f"Column {column.name!r} has no declared levels" if column.levels is None else None)
            ask = ", levels=(...)"
            dtype = getattr(df.get(column.name), "dtype", None)
            if say is None and isinstance(dtype, pd.CategoricalDtype) and set(dtype.categories) != set(column.levels):
                raise CourseError(f"Column {column.name!r} has a dtype with other categories than its declared levels, "
                                  "which tells which ones occur: make it text, or set its categories to the levels.")
        if say:
            raise CourseError(f"{say}: what is read off the rows would leak. Say what is public, without looking, "
                              f"schema.with_column({column.name!r}{ask}).")


def public_encoder(dtypes, schema) -> TableEncoder:
    """An encoder that knows the card and the dtypes and nothing of any row. Every column that can have gaps has one."""
    columns = {name: public_values(schema[name], dtype) for name, dtype in dtypes.items()}
    rows = max(map(len, columns.values()))
    made = {name: pd.Series((values * rows)[:rows], dtype=object).astype(dtypes[name])
            for name, values in columns.items()}
    return TableEncoder(schema).fit(pd.DataFrame(made))


def public_values(column, dtype) -> list:
    """Values that show an encoder the column's bounds or levels, its grid, and a gap if the dtype has room for one."""
    gap = [None] if has_room_for_gaps(dtype) else []
    if column.kind == "identifier":
        return [0] if types.is_numeric_dtype(dtype) else ["id"]
    if column.kind == "boolean":
        return [False, True, *gap]
    if column.kind in ("category", "ordinal"):
        return [*column.levels, *gap]
    low, high = column.low, column.high
    if column.kind == "datetime":
        zone = getattr(dtype, "tz", None)
        low, high = in_zone(low, zone), in_zone(high, zone)
        whole_days = low == low.normalize() and high == high.normalize()
        second = low + (pd.Timedelta(days=1) if whole_days else pd.Timedelta(seconds=1))
        return [low, min(second, high), high, *gap]
    if column.kind == "integer" or types.is_integer_dtype(dtype):
        return [low, min(low + 1, high), high, *gap]
    return [float(low), float(on_grid(low, high)), float(high), *gap]


def on_grid(low, high) -> float:
    """A number between the bounds that shows the grid on which synthetic numbers are written: a power of ten."""
    if high <= low:
        return low
    inside, decimals = low + (high - low) / math.pi, math.ceil(math.log10(POINTS / (high - low)))
    if decimals < 0 or decimals > 8:
        return inside  # no grid: a continuous scale
    shown = round(inside, decimals)
    return shown if round(shown, decimals - 1) != shown else shown + 10.0**-decimals


def has_room_for_gaps(dtype) -> bool:
    """Can a column of this dtype have missing values? numpy's whole numbers and truth values cannot."""
    return not (isinstance(dtype, np.dtype) and dtype.kind in "iub")


# The ledger, saved as plain values -----------------------------------------------------------------------------------

ENTRIES = {kind.__name__: kind for kind in (Gaussian, SampledGaussian, Exponential)}


def as_dict(entry) -> dict:
    """A ledger's entry as a dict of plain values."""
    return {"kind": type(entry).__name__, **vars(entry)}


def entry_of(entry: dict):
    """The entry back."""
    return ENTRIES[entry["kind"]](**{key: value for key, value in entry.items() if key != "kind"})

"""A table that another program wrote, made comparable with the original it imitates.

Programs spell the same values differently: 3 and 3.0, True and true and 1, other columns first. What only looks
different is read alike, and said where it was more than spelling. What is different stays different: it is for the
report to show. Nothing is guessed: a column that cannot be compared ends in a sentence.
"""

import pandas as pd
from pandas.api import types

from course_lib.data.infer import check_frame
from course_lib.data.schema import Schema, in_zone
from course_lib.errors import CourseError

TRUTH = {"true": True, "t": True, "yes": True, "y": True, "1": True,
         "false": False, "f": False, "no": False, "n": False, "0": False}


def conform(df, real, schema: Schema, name: str = "the table", original: str = "the original"):
    """The columns that `df` shares with `real`, in the schema's order and of its kinds, and notes: (table, list).

    df: the other table, as `read_table` gives it. real: the original. schema: of the original. name, original: what
    sentences call the two. A column missing from `df`, or known to it alone, is left out with a note.
    Raises CourseError where no column is shared, where two names are equal or differ in spelling only, and where
    numbers or dates stand against text.
    """
    check_frame(df)
    notes = check_names(df, schema, name, original)
    shared = [column for column in schema if column.name in df.columns]
    table = {}
    for column in shared:
        values, more = _conform(column, df[column.name], real[column.name], name, original)
        table[column.name] = values
        notes += more
    return pd.DataFrame(table, index=df.index), notes


def check_names(df, schema: Schema, name: str, original: str) -> list[str]:
    """Notes on columns that stand in one of the two tables only."""
    missing = [column for column in schema if column.name not in df.columns]
    extra = [column for column in df.columns if column not in schema]
    for column in missing:
        near = [other for other in extra if _bare(other) == _bare(column.name)]
        if near:
            raise CourseError(f"{name} has no column {column.name!r} but {near[0]!r}: rename it, so that both tables "
                              "write it alike.")
    if len(missing) == len(schema):
        raise CourseError(f"{name} has none of the columns of {original} ({listed(schema.names)}): it has "
                          f"{listed(df.columns)}; check that the two belong together and have a header.")
    notes = []
    compared = [column.name for column in missing if column.kind != "identifier"]
    if compared:
        notes.append(f"{columns(compared)} in {original} but not in {name}: not compared.")
    if extra:
        notes.append(f"{columns(extra)} in {name} but not in {original}: not compared.")
    return notes


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum()) or name


def _conform(column, values, real, name, original):
    """One column as the schema's kind, and notes on what differs in more than spelling."""
    if column.kind == "identifier" or values.isna().all():
        return values, []
    if column.kind in ("number", "integer"):
        return _numbers(column, values, name, original)
    if column.kind == "datetime":
        if not types.is_datetime64_any_dtype(values.dtype):
            raise CourseError(f"Column {column.name!r} of {name} holds {examples(values)} where {original} holds "
                              "dates: write them as 2024-01-31.")
        return values, _outside(column, values, name)
    if column.kind == "boolean":
        return _truths(column, values, name, original)
    return _levels(column, values, real, name, original)


def _numbers(column, values, name, original):
    if types.is_bool_dtype(values.dtype):
        values = values.astype("Int64")
        return values, [_as_digits(column, name, original)]
    if not types.is_numeric_dtype(values.dtype):
        raise CourseError(f"Column {column.name!r} of {name} holds {examples(values)} where {original} holds numbers: "
                          "correct or empty the cells that are none.")
    notes = _outside(column, values, name)
    broken = (values.dropna() % 1 != 0) if column.kind == "integer" else pd.Series(dtype=bool)
    if broken.any():
        notes.append(f"Column {column.name!r} holds whole numbers in {original}; of the values in {name}, "
                     f"{share(broken)} are not whole.")
    return values, notes


def _truths(column, values, name, original):
    if types.is_bool_dtype(values.dtype):
        return values, []
    words = {value: TRUTH.get(_word(value)) for value in values.dropna().unique()}
    if None in words.values():
        return values, [_unseen(column, values, [v for v, truth in words.items() if truth is None], name, original)]
    said = ", ".join(f"{_word(value)} as {truth}" for value, truth in sorted(words.items(), key=lambda w: str(w[0])))
    truths = values.map(words).astype("boolean")
    return truths, [f"Column {column.name!r} of {name}: {said} is read, as in {original}."]


def _levels(column, values, real, name, original):
    levels = {_word(level) for level in (column.levels if column.levels is not None else real.dropna().unique())}
    if types.is_bool_dtype(values.dtype) and levels <= {"0", "1"}:
        return values.astype("Int64"), [_as_digits(column, name, original)]
    if types.is_bool_dtype(values.dtype) and levels <= {"true", "false"}:
        return values, []
    spelt = {str(_plain(level)) for level in (column.levels if column.levels is not None else real.dropna().unique())}
    unseen = [value for value in values.dropna().unique() if str(_plain(value)) not in spelt]
    return values, [_unseen(column, values, unseen, name, original)] if unseen else []


def _as_digits(column, name, original) -> str:
    return f"Column {column.name!r} of {name}: True and False are read as 1 and 0, as in {original}."


def _unseen(column, values, unseen, name, original) -> str:
    return (f"Column {column.name!r} of {name}: {share(values.isin(unseen))} of the rows hold {counted(unseen)} that "
            f"{original} does not have, such as {examples(pd.Series(unseen), 2)}.")


def _outside(column, values, name) -> list[str]:
    """A note on values beyond bounds that a person declared."""
    if not column.declared:
        return []
    out = pd.Series(False, index=values.index)
    for bound, beyond in ((column.low, values.lt), (column.high, values.gt)):
        if bound is not None:
            out |= beyond(in_zone(bound, getattr(values.dtype, "tz", None))).fillna(False).astype(bool)
    if not out.any():
        return []
    return [f"Column {column.name!r} of {name}: {share(out)} of the values lie outside the card's bounds."]


def _plain(value):
    """3.0 as 3, so that a whole number is one level however it is written."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _word(value) -> str:
    return str(_plain(value)).strip().casefold()


# Words


def columns(names) -> str:
    return f"Column {names[0]!r} is" if len(names) == 1 else f"Columns {listed(names)} are"


def listed(names, most: int = 6) -> str:
    names = list(names)
    shown = ", ".join(repr(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def counted(unseen) -> str:
    return "a level" if len(unseen) == 1 else f"{len(unseen)} levels"


def examples(values, most: int = 3) -> str:
    return ", ".join(repr(str(value)) for value in list(values.dropna().unique())[:most])


def share(mask) -> str:
    """A share of rows in words: 12%, under 1%."""
    part = 100 * float(mask.mean())
    return "under 1%" if part < 1 else f"{part:.0f}%"

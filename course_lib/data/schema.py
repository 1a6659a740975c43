"""What a table's columns mean: kind, bounds, levels, unit, role. A dtype says how a value is stored, not what it is."""

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from course_lib.errors import CourseError

KINDS = ("number", "integer", "ordinal", "category", "boolean", "datetime", "identifier")
NUMBERS, LEVELS = ("number", "integer", "datetime"), ("category", "boolean", "ordinal")  # to metrics and pictures
ROLES = ("target", "protected", "sensitive")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    kind: one of `KINDS`. `low`, `high`: bounds in `unit`, Timestamps for a datetime. `levels`: the values of
    a category or ordinal, in order. `role`: None, "target", "protected" (a group that must be treated alike)
    or "sensitive". `declared`: True if a person wrote it down (a card), so that bounds are public and binding;
    False if it was read off the data, where the next table may well reach further.
    """

    name: str
    kind: str
    low: float | pd.Timestamp | None = None
    high: float | pd.Timestamp | None = None
    levels: tuple | None = None
    unit: str | None = None
    about: str = ""
    role: str | None = None
    declared: bool = False

    def __post_init__(self):
        if not isinstance(self.name, str):
            raise CourseError(f"Column name {self.name!r} is no text: rename it, df.columns = df.columns.astype(str).")
        if self.kind not in KINDS:
            raise CourseError(f"Column {self.name!r} has kind {self.kind!r}: use one of {', '.join(KINDS)}.")
        if self.role is not None and self.role not in ROLES:
            raise CourseError(f"Column {self.name!r} has role {self.role!r}: use one of {', '.join(ROLES)}.")
        for end in ("low", "high"):
            object.__setattr__(self, end, self._bound(end))
        both = self.low is not None and self.high is not None
        if both and self.low > in_zone(self.high, getattr(self.low, "tz", None)):
            raise CourseError(f"Column {self.name!r} has low {self.low} above high {self.high}: exchange them.")
        if self.levels is not None:
            object.__setattr__(self, "levels", tuple(_plain(self.name, level) for level in self.levels))
            if len(set(self.levels)) < len(self.levels):
                raise CourseError(f"Column {self.name!r} lists a level twice: {self.levels}. Keep each once.")

    def _bound(self, end):
        value = getattr(self, end)
        if value is None:
            return None
        try:
            value = pd.Timestamp(value) if self.kind == "datetime" else value + 0
        except (TypeError, ValueError) as why:
            wanted = "a date such as 2024-01-31" if self.kind == "datetime" else "a number"
            raise CourseError(f"Column {self.name!r} has {end} = {value!r}: give {wanted}.") from why
        if self.kind != "datetime" and not math.isfinite(value):
            raise CourseError(f"Column {self.name!r} has {end} = {value}: leave it out where there is no bound.")
        return value.item() if hasattr(value, "item") else value

    def to_dict(self) -> dict:
        """Plain values, ready for JSON or TOML; what is not set is left out."""
        entry = {"name": self.name, "kind": self.kind}
        for end in ("low", "high"):
            value = getattr(self, end)
            if value is not None:
                entry[end] = value.isoformat() if isinstance(value, pd.Timestamp) else value
        if self.levels is not None:
            entry["levels"] = list(self.levels)
        for key in ("unit", "about", "role", "declared"):
            if getattr(self, key):
                entry[key] = getattr(self, key)
        return entry


def in_zone(bound, zone):
    """`bound`, if a date, so that it compares with dates of this time zone, None for dates without one.

    A bound without a zone is meant in theirs, as a card's dates are; where they have none, its own is dropped.
    """
    if not isinstance(bound, pd.Timestamp) or (bound.tz is None) == (zone is None):
        return bound
    return bound.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")


class Schema:
    """The columns of a table in order, and what is known of the table itself.

    `card` holds the table's own entries (title, source, licence, collection, sensitivity, citation): text by key.
    """

    def __init__(self, columns: Iterable[Column], card: dict | None = None):
        self.columns = tuple(columns)
        self.card = dict(card or {})
        names = [column.name for column in self.columns]
        twice = [name for name in names if names.count(name) > 1] if len(set(names)) < len(names) else []
        if twice:
            raise CourseError(f"Two columns are called {twice[0]!r}: rename one of them.")
        self._by_name = dict(zip(names, self.columns))

    @classmethod
    def infer(cls, df: pd.DataFrame) -> "Schema":
        """Read kinds, bounds and levels off a table; the rules and their thresholds stand in `infer.py`."""
        from course_lib.data.infer import infer_columns

        return cls(infer_columns(df))

    def validate(self, df: pd.DataFrame) -> None:
        """Raise one CourseError that names the first column that does not fit, and the remedy.

        Levels bind always; bounds bind where they were declared.
        """
        from course_lib.data.validate import validate_table

        validate_table(self, df)

    @property
    def names(self) -> list[str]:
        return list(self._by_name)

    def __getitem__(self, name: str) -> Column:
        if name not in self._by_name:
            raise CourseError(f"There is no column {name!r}: the table has {', '.join(self.names)}.")
        return self._by_name[name]

    def __contains__(self, name) -> bool:
        return name in self._by_name

    def __iter__(self):
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __eq__(self, other) -> bool:
        return isinstance(other, Schema) and (self.columns, self.card) == (other.columns, other.card)

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of the columns of these kinds, in table order. CourseError for a kind that there is not."""
        unknown = [kind for kind in kinds if kind not in KINDS]
        if unknown:
            raise CourseError(f"{unknown[0]!r} is no kind of column: use one of {', '.join(KINDS)}.")
        return [column.name for column in self.columns if column.kind in kinds]

    def of_role(self, role: str) -> list[str]:
        """Names of the columns with this role, in table order."""
        return [column.name for column in self.columns if column.role == role]

    def select(self, names: Iterable[str]) -> "Schema":
        """The schema of some of the columns, in the order given."""
        return Schema([self[name] for name in names], self.card)

    def with_column(self, name: str, **changes) -> "Schema":
        """A copy in which one column is changed and counts as declared: `schema.with_column("age", low=18)`.

        Raises CourseError for a column or a property that there is not, and for a value that Column refuses.
        """
        if unknown := set(changes) - set(Column.__dataclass_fields__):
            known = ", ".join(Column.__dataclass_fields__)
            raise CourseError(f"Column {name!r} has no {sorted(unknown)[0]!r} to change; it has: {known}.")
        changed = replace(self[name], **{"declared": True, **changes})
        return Schema([changed if column.name == name else column for column in self.columns], self.card)

    def to_dict(self) -> dict:
        return {**self.card, "column": [column.to_dict() for column in self.columns]}

    @classmethod
    def from_dict(cls, entries: dict) -> "Schema":
        card = {key: value for key, value in entries.items() if key != "column"}
        columns = []
        for entry in entries.get("column", []):
            unknown = set(entry) - set(Column.__dataclass_fields__)
            if unknown or not {"name", "kind"} <= set(entry):
                what = f"has the unknown entry {sorted(unknown)[0]!r}" if unknown else "needs a name and a kind"
                raise CourseError(f"Column {entry.get('name', '?')!r} of the card {what}: "
                                  f"allowed are {', '.join(Column.__dataclass_fields__)}.")
            columns.append(Column(**entry))
        return cls(columns, card)

    def to_toml(self) -> str:
        """The card as TOML: the table's entries, then one [[column]] each."""
        lines = [f"{_key(key)} = {_toml(value)}" for key, value in self.card.items()]
        for column in self.columns:
            lines += ["", "[[column]]"]
            lines += [f"{_key(key)} = {_toml(value)}" for key, value in column.to_dict().items()]
        return "\n".join(lines).lstrip("\n") + "\n"

    @classmethod
    def from_toml(cls, text: str) -> "Schema":
        """Read a card's text; `Schema.read(path)` reads a file."""
        try:
            return cls.from_dict(tomllib.loads(text))
        except tomllib.TOMLDecodeError as why:
            raise CourseError(f"The card is no valid TOML ({why}): mend that line.") from why

    @classmethod
    def read(cls, path) -> "Schema":
        """Read a card from a TOML file. What stands in a card was written down by a person: columns are declared.

        Raises CourseError, with the file's name, where there is none or it is no valid card.
        """
        try:
            schema = cls.from_toml(Path(path).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise CourseError(f"There is no card {path}: check the path, or write one with schema.write().") from None
        except CourseError as why:
            raise CourseError(f"{path}: {why}") from why
        return cls([replace(column, declared=True) for column in schema], schema.card)

    def write(self, path) -> None:
        """Write the card as a TOML file."""
        Path(path).write_text(self.to_toml(), encoding="utf-8")

    def to_frame(self) -> pd.DataFrame:
        """One row per column, for reading."""
        rows = [{"column": c.name, "kind": c.kind, "low": c.low, "high": c.high, "unit": c.unit or "",
                 "levels": _shorten(c.levels), "role": c.role or "", "declared": c.declared, "about": c.about}
                for c in self.columns]
        return pd.DataFrame(rows, dtype=object).fillna("")

    def __repr__(self) -> str:
        return "\n".join(["Schema(", *(f"    {column}," for column in self.columns), ")"])

    def _repr_html_(self) -> str:
        return self.to_frame().to_html(index=False, escape=True)


def _shorten(levels, most: int = 8) -> str:
    if levels is None:
        return ""
    shown = ", ".join(str(level) for level in levels[:most])
    return shown if len(levels) <= most else f"{shown}, … ({len(levels)} levels)"


def _plain(name: str, level):
    """A level as a plain Python value, so that a card can hold it."""
    level = level.item() if hasattr(level, "item") else level
    if not isinstance(level, str | bool | int | float) or level != level:
        raise CourseError(f"Column {name!r} has the level {level!r} of type {type(level).__name__}: "
                          f"make its levels text, df[{name!r}] = df[{name!r}].astype(str).")
    return level


def _toml(value) -> str:
    """One value as TOML. The standard library reads TOML but does not write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "a").replace("-", "a").isalnum() else _toml(key)

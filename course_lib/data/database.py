"""A test database: a schema becomes tables with constraints in SQLite, and rows either satisfy them or are refused.

    database = open_database()                                        # in memory; or a path
    create_table(database, "customers", schema, key="customer_id")
    create_table(database, "orders", orders, key="order_id", refers={"customer_id": ("customers", "customer_id")})
    insert(database, "customers", rows)                               # all rows, or none and a sentence

Constraints, by what the schema says of a column:

    NOT NULL      every column that is not among `optional`
    CHECK         the kind (a whole number, a number), the declared bounds, the levels
    UNIQUE        the key, and the columns of `unique`
    FOREIGN KEY   a column of `refers` holds a value that stands in another table

The database enforces them, not this file: what a CHECK refuses here, it refuses from any program. Constraints over
several rows or tables ("orders add up to the invoice") are none of these; test them with a query.
"""

import sqlite3
from contextlib import contextmanager

import pandas as pd

from course_lib.data.schema import Column, Schema
from course_lib.errors import CourseError

STORED = {"number": "REAL", "integer": "INTEGER", "boolean": "INTEGER", "datetime": "TEXT", "identifier": "TEXT"}


def open_database(path=":memory:") -> sqlite3.Connection:
    """A connection that enforces foreign keys, which SQLite leaves off unless asked. Close it, or use it up."""
    try:
        database = sqlite3.connect(path)
    except sqlite3.Error as why:
        raise CourseError(f"{path} cannot be opened as a database ({why}): give a path in a folder that "
                          "exists.") from why
    database.execute("PRAGMA foreign_keys = ON")
    return database


def create_table(database, name: str, schema: Schema, key: str | None = None, refers=None, unique=(),
                 optional=()) -> str:
    """Create an empty table and return the SQL statement that did it.

    key: the primary key; a name that the schema lacks becomes a column of whole numbers. refers: column -> (table,
    its column). unique, optional: names of columns that repeat no value, or may be missing. Raises CourseError for a
    column that the schema lacks and for a table that exists already.
    """
    refers = dict(refers or {})
    columns = [*schema] if key is None or key in schema else [Column(key, "integer"), *schema]
    names = [column.name for column in columns]
    for asked in (*refers, *unique, *optional):
        if asked not in names:
            raise CourseError(f"Table {name!r} has no column {asked!r}: it has {', '.join(names)}.")
    lines = [definition(c, c.name == key, c.name in unique, c.name in optional) for c in columns]
    lines += [f"FOREIGN KEY ({quoted(column)}) REFERENCES {quoted(table)} ({quoted(other)})"
              for column, (table, other) in refers.items()]  # fmt: skip
    statement = f"CREATE TABLE {quoted(name)} (\n  " + ",\n  ".join(lines) + "\n)"
    try:
        database.execute(statement)
    except sqlite3.OperationalError as why:
        raise CourseError(f"Table {name!r} could not be created: {why}. Choose another name, or drop it "
                          "first.") from why
    return statement


def definition(column: Column, key: bool, unique: bool, optional: bool) -> str:
    """A column's name, storage and constraints: one named CHECK for each thing that can be wrong with a value."""
    name = quoted(column.name)
    stored = STORED.get(column.kind) or stored_level(column.levels)
    first = [name, stored, *["NOT NULL"] * (not optional), *["PRIMARY KEY"] * key, *["UNIQUE"] * unique]
    tests = {}
    if column.kind == "integer":
        tests[f"{column.name} is a whole number"] = f"typeof({name}) = 'integer'"
    if column.kind == "number":
        tests[f"{column.name} is a number"] = f"typeof({name}) = 'real'"
    levels = (False, True) if column.kind == "boolean" else column.levels
    if levels is not None and column.kind != "identifier":
        tests[f"{column.name} is a level"] = f"{name} IN ({', '.join(map(literal, levels))})"
    for end, sign, words in (("low", ">=", "at least"), ("high", "<=", "at most")):
        bound = getattr(column, end)
        if bound is not None and column.declared:
            tests[f"{column.name} is {words} {bound:g}" if isinstance(bound, int | float) else
                  f"{column.name} is {words} {stored_value(bound)}"] = f"{name} {sign} {literal(bound)}"
    unless = f"{name} IS NULL OR " * optional  # a missing value is no wrong kind of value
    checks = [f"CONSTRAINT {quoted(words)} CHECK ({unless}{test})" for words, test in tests.items()]
    return "\n    ".join([" ".join(first), *checks])


def insert(database, name: str, rows: pd.DataFrame) -> int:
    """Insert every row, or none: returns how many. Raises CourseError naming the first refused row and constraint."""
    statement, records = prepared(database, name, rows)
    with transaction(database):
        for index, record in zip(rows.index, records):
            try:
                database.execute(statement, record)
            except sqlite3.IntegrityError as why:
                raise CourseError(f"Table {name!r} refused row {index}, {reason(database, name, why)}. No row was "
                                  "inserted: mend it, or see refusals() for all of them.") from why  # fmt: skip
    return len(rows)


def refusals(database, name: str, rows: pd.DataFrame) -> pd.Series:
    """The constraint that each refused row breaks first, by the row's index; empty if all fit. Nothing is inserted."""
    statement, records = prepared(database, name, rows)
    found = {}
    with transaction(database, keep=False):
        for index, record in zip(rows.index, records):
            try:
                database.execute(statement, record)
            except sqlite3.IntegrityError as why:
                found[index] = reason(database, name, why)
    return pd.Series(found, dtype=object, name="refused by")


@contextmanager
def transaction(database, keep: bool = True):
    """All that happens inside or nothing, also where an outer transaction is open; keep=False: nothing."""
    database.execute("SAVEPOINT rows")
    try:
        yield
    except BaseException:
        database.execute("ROLLBACK TO rows")
        raise
    else:
        if not keep:
            database.execute("ROLLBACK TO rows")
    finally:
        database.execute("RELEASE rows")


def prepared(database, name: str, rows: pd.DataFrame) -> tuple[str, list]:
    """The INSERT statement, and the rows as SQLite stores them. CourseError where columns do not match."""
    columns = [entry[1] for entry in database.execute(f"PRAGMA table_info({quoted(name)})")]
    if not columns:
        raise CourseError(f"The database has no table {name!r}: create_table() makes it from a schema.")
    wrong = [c for c in columns if c not in rows] + [c for c in rows if c not in columns]
    if wrong:
        where = "the rows lack" if wrong[0] in columns else "the table lacks"
        raise CourseError(f"Table {name!r}: {where} column {wrong[0]!r}. The table has {', '.join(columns)}.")
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quoted(name)} ({', '.join(map(quoted, columns))}) VALUES ({marks})"
    return statement, list(zip(*(map(stored_value, rows[column].tolist()) for column in columns)))


def reason(database, name: str, why: sqlite3.IntegrityError) -> str:
    """ "CHECK: age is at most 80", "UNIQUE: order_id", "FOREIGN KEY: customer_id is in customers"."""
    kind, _, what = str(why).partition(" constraint failed")
    what = what.removeprefix(":").strip().replace(f"{name}.", "")
    if kind == "datatype mismatch":  # only a key of whole numbers says so
        return "PRIMARY KEY: a whole number"
    if kind == "FOREIGN KEY":  # SQLite does not say which
        links = database.execute(f"PRAGMA foreign_key_list({quoted(name)})").fetchall()
        what = " or ".join(f"{link[3]} is in {link[2]}" for link in reversed(links))
    return f"{kind}: {what}"


def stored_value(value):
    """As SQLite keeps it: None for a missing value, 0 or 1, ISO text (in UTC where a zone is known) for a date."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return (value if value.tz is None else value.tz_convert("UTC")).isoformat()
    return int(value) if isinstance(value, bool) else value


def stored_level(levels) -> str:
    """The storage class that all levels share; none where they are mixed, so that each keeps its own."""
    kinds = {type(level) for level in levels or ("",)}
    for types, stored in (({str}, "TEXT"), ({int, bool}, "INTEGER"), ({int, float}, "REAL")):
        if kinds <= types:
            return stored
    return ""


def literal(value) -> str:
    """A value inside a statement; CHECK takes no parameters."""
    value = stored_value(value)
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def quoted(name: str) -> str:
    """A name inside a statement, whatever characters it has."""
    return '"' + str(name).replace('"', '""') + '"'

"""Tables by name, or any CSV by path, with their schema."""

from pathlib import Path

import pandas as pd

from course_lib.data.infer import infer_columns
from course_lib.data.read import read_table
from course_lib.data.schema import Schema
from course_lib.data.validate import validate_table
from course_lib.errors import CourseError

FOLDER = Path(__file__).resolve().parents[2] / "data"
TABLES = ("customers", "affairs", "breast_cancer")


def load_table(name_or_path) -> tuple[pd.DataFrame, Schema]:
    """A table and its schema.

    "customers" (simulated), "affairs" and "breast_cancer" (real people) are the course's own; their data sheet is
    data/README.md. Any other text is the path of a CSV. A card beside it (`shop.toml` for `shop.csv`) becomes the
    schema; without one the schema is inferred. What was assumed in reading stands in `df.attrs["notes"]`.
    Raises CourseError where there is no such table, it cannot be read, or it does not fit its card.
    """
    if not isinstance(name_or_path, str | Path):
        raise CourseError(f"{name_or_path!r} is no table: give {', '.join(TABLES)} or the path of a CSV file.")
    path = FOLDER / f"{name_or_path}.csv" if name_or_path in TABLES else Path(name_or_path).expanduser()
    if name_or_path in TABLES and not path.exists():
        raise CourseError(f"The table {name_or_path!r} is missing from {FOLDER}: restore the folder with git, "
                          "or run python data/make.py.")
    if not path.suffix and not path.exists():
        raise CourseError(f"There is no table {str(name_or_path)!r}: give {', '.join(TABLES)} or the path of a CSV "
                          "file.")
    df, notes = read_table(path)
    card = path.with_suffix(".toml")
    if card.exists():
        schema = Schema.read(card)
        try:
            validate_table(schema, df)
        except CourseError as why:
            raise CourseError(f"{path.name} does not fit its card {card.name}: {why}") from why
    else:
        schema = Schema(infer_columns(df))
    df.attrs["notes"] = notes
    return df, schema

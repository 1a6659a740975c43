"""Real rows and averages of five real rows, mixed: can anybody tell which is which?

A sheet of marks and the key to it are texts with one letter a row, "r" for real and "m" for made, or any other
sequence of these letters, such as a classifier's predictions.
"""

from collections.abc import Iterable

from course_lib.errors import CourseError
from course_lib.randomness import generator

REAL, MADE = "r", "m"
AVERAGED = 5


def mixed_rows(df, schema, each: int = 10, seed: int = 0):
    """(rows, answers): `each` rows of df and as many averages of five of its rows, in random order, and the key.

    rows: the number columns alone, because categories cannot be averaged, numbered from 1. Averages are rounded to
    the table's own steps (whole years, cents), as the real rows are. Raises CourseError for fewer rows than `each`.
    """
    import pandas as pd

    from course_lib.generators import make

    if len(df) < each:
        raise CourseError(f"{each} rows are to be drawn and the table has {len(df)}: lower `each`.")
    rng = generator(seed)
    numbers = schema.of_kind("number", "integer")
    real = df.iloc[rng.permutation(len(df))[:each]]
    made = make("gan_style", k=AVERAGED, noise="none").fit(df, schema).sample(each, seed=int(rng.integers(2**31)))
    order = rng.permutation(2 * each)
    rows = pd.concat([real[numbers], made[numbers]], ignore_index=True).iloc[order]
    rows.index = range(1, 2 * each + 1)
    return rows, "".join((REAL * each + MADE * each)[i] for i in order)


def right_marks(marks, answers) -> int:
    """How many marks agree with the key. Blanks and capitals do not matter.

    Raises CourseError for another number of marks, and for what is no sequence of letters.
    """
    sheet = tidy(marks)
    if len(sheet) != len(answers):
        raise CourseError(f"The sheet has {len(sheet)} marks and there are {len(answers)} rows: one letter a row.")
    return sum(mark == answer for mark, answer in zip(sheet, answers))


def tidy(marks) -> str:
    """A sheet as plain small letters. Raises CourseError for what is no sequence."""
    if not isinstance(marks, Iterable):
        raise CourseError(f'A sheet is a text with one letter a row, such as "rrmrm ...", and this is {marks!r}.')
    return "".join("".join(map(str, marks)).split()).lower()

"""Lesson 00: is the sheet of marks complete?"""

from course_lib.teaching.checks import Verdict, correct, kind, not_yet
from course_lib.teaching.mixing import MADE, REAL, tidy

ROWS = 20


def marks(value) -> Verdict:
    """Complete is correct: what is right comes later in the lesson."""
    if not isinstance(value, str):
        return not_yet(f'Twenty letters in quotes are expected, such as "rrmrm ...", and this is {kind(value)}.')
    sheet = tidy(value)
    strange = sorted(set(sheet) - {REAL, MADE})
    if strange:
        return not_yet(f"'{strange[0]}' is no mark: write r for real and m for made, and nothing else but blanks.")
    if len(sheet) != ROWS:
        return not_yet(f"The sheet has {len(sheet)} marks and there are {ROWS} rows: one letter a row, row 1 first.")
    return correct(f"All {ROWS} rows are marked, {sheet.count(MADE)} of them as made. How many marks are right comes "
                   "after your next guess.")  # fmt: skip

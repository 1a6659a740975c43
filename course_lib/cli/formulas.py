"""Text that a spreadsheet would run: cells that begin with = + - or @ (OWASP, "CSV Injection").

A synthetic table has the levels of its original, so a formula in a cell of the one comes back in the other. They are
written as they are, because a level with a mark in front is another level; what is said, and --escape-formulas for a
file that goes to people with spreadsheets, is for the person to decide.
"""

import re

STARTS = ("=", "+", "-", "@", "\t", "\r")
HARMLESS = re.compile(r"[+-]?[\d.,\s]*%?|[=+@-]+")  # numbers, and marks alone
MARK = "'"  # a spreadsheet takes what follows for text


def runs(cell) -> bool:
    """Would a spreadsheet take this cell for a formula?"""
    return isinstance(cell, str) and cell.startswith(STARTS) and not HARMLESS.fullmatch(cell)


def found(df) -> dict[str, list[str]]:
    """Column -> its distinct cells that a spreadsheet would run, the column's own name among them."""
    cells = {}
    for name in df.columns:
        texts = [] if df[name].dtype.kind in "biufM" else [cell for cell in df[name].dropna().unique() if runs(cell)]
        if texts or runs(name):
            cells[name] = [name] * runs(name) + texts
    return cells


def escaped(df):
    """A copy of the table in which each such cell and name begins with an apostrophe."""
    df = df.copy()
    for name, cells in found(df).items():
        changed = {cell: MARK + cell for cell in cells}
        df[name] = df[name].astype(object).map(lambda cell, changed=changed: changed.get(cell, cell))
    return df.rename(columns={name: MARK + name for name in df.columns if runs(name)})


def sentence(cells: dict[str, list[str]], changed: bool) -> str:
    """What is said about them."""
    name, texts = next(iter(cells.items()))
    more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
    lead = f"Column {name!r}{more}: text such as {texts[0]!r} begins like a formula, which a spreadsheet would run."
    if changed:
        return f"{lead} Each such cell was written with an apostrophe in front (--escape-formulas)."
    return f"{lead} It is written as in the original; --escape-formulas puts an apostrophe in front of each such cell."

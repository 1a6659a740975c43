"""From the text in a column's cells to numbers, truth values, dates or text. What was assumed is said in a note."""

import re

import numpy as np
import pandas as pd

MISSING = frozenset({"", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"})
MISSING_AMONG_NUMBERS = frozenset({"?", "-", "--", ".", "None", "none", "missing", "na", "unknown"})
MOST_ODD = 0.2  # a column with no more distinct odd cells than this share "looks like" numbers

_SPACE = " \u00a0\u202f'’"  # what separates thousands, besides comma and dot
_WHOLE = re.compile(r"[+-]?\d+")
_PADDED = re.compile(r"[+-]?0\d+|\+\d{6,}")  # 00123 is a code and +49171… a telephone: as numbers they lose their mark
_COMMA_DECIMAL = re.compile(rf"[+-]?(\d+|\d{{1,3}}([.{_SPACE}]\d{{3}})+),\d+")
_COMMA_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DOT_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_SPACE_THOUSANDS = re.compile(rf"[+-]?\d{{1,3}}([{_SPACE}]\d{{3}})+([.,]\d+)?")
_WITH_SIGN = re.compile(r"[+-]?[$€£¥]?\s?[+-]?\d[\d.,]*\s?[%$€£¥]?")
_LIKE_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}([T ].*)?")

_DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y", "%d/%m/%y",
         "%m/%d/%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")


def uses_decimal_comma(columns, semicolons: bool) -> bool:
    """Whether a file writes 3,5 for three and a half: one column that cannot mean anything else decides.

    columns: arrays of distinct cell texts. Where "1,234" could be either, a semicolon file is taken for one that
    needs its commas for decimals.
    """
    doubtful = False
    for cells in columns:
        rest = [cell for cell in cells if cell not in MISSING | MISSING_AMONG_NUMBERS and not _WHOLE.fullmatch(cell)]
        if not rest or not all(_COMMA_DECIMAL.fullmatch(c) or _DOT_THOUSANDS.fullmatch(c)
                               or _SPACE_THOUSANDS.fullmatch(c) for c in rest):
            continue
        commas = [cell for cell in rest if _COMMA_DECIMAL.fullmatch(cell)]
        if any(not _COMMA_THOUSANDS.fullmatch(cell) for cell in commas):
            return True
        doubtful = doubtful or bool(commas)
    return doubtful and semicolons


def type_column(name: str, cells: np.ndarray, codes: np.ndarray, comma: bool) -> tuple[pd.Series, list[str]]:
    """One typed column from its distinct texts.

    cells: (k,) distinct texts, stripped. codes: (n,) positions in `cells`. comma: the file writes decimal commas.
    """
    notes = []
    gone = np.array([cell in MISSING for cell in cells], dtype=bool)
    marks = [cell for cell in cells[gone] if cell]
    if marks:
        notes.append(f"Column {name!r}: {_quoted(marks)} is read as missing.")
    if gone.all():
        return pd.Series(np.full(len(codes), np.nan)), notes
    words = {cell.lower() for cell in cells[~gone]}
    if words <= {"true", "false"}:
        truth = pd.array([None if g else cell.lower() == "true" for cell, g in zip(cells, gone)], dtype="boolean")
        column = pd.Series(truth.take(codes))
        return (column if column.isna().any() else column.astype(bool)), notes
    odd = np.array([cell in MISSING_AMONG_NUMBERS for cell in cells], dtype=bool)
    for make in (_numbers, _dates):
        values, note = _try(make, name, cells, gone, odd, comma)
        if values is not None:
            return pd.Series(pd.Series(values).take(codes).array), notes + note
    texts = pd.Series(np.where(gone, None, cells)).astype("str")
    return pd.Series(texts.take(codes).array), notes + _text_notes(name, cells[~gone], comma)


def _try(make, name, cells, gone, odd, comma):
    """Run `make` on the cells, then once more with marks such as ? and - taken for missing."""
    values, note = make(name, cells, gone, comma)
    if values is None and (odd & ~gone).any() and not (odd | gone).all():
        values, note = make(name, cells, gone | odd, comma)
        if values is not None:
            note = [f"Column {name!r}: {_quoted(cells[odd & ~gone])} is read as missing, "
                    "because all else is numbers or dates."] + note
    return values, note


def _numbers(name, cells, gone, comma):
    """Floats or whole numbers for every cell that is not gone, or None if one of them is no number."""
    rest = [cell.replace("\u2212", "-") for cell in cells[~gone]]  # the typographer's minus
    if any(_PADDED.fullmatch(cell) for cell in rest) and all(_WHOLE.fullmatch(cell) for cell in rest):
        return None, []
    plain, note = _to_plain(name, rest, comma)
    if plain is None:
        return None, []
    if all(_WHOLE.fullmatch(text) for text in plain):
        numbers = [int(text) for text in plain]
        low, high = min(numbers), max(numbers)
        if low < -(2**63) or high >= 2**64 or (low < 0 and high >= 2**63):
            return None, []
        kind = "UInt64" if high >= 2**63 else "Int64"
        values = pd.array([0] * len(cells), dtype=kind)
        values[~gone] = numbers
        values[gone] = pd.NA
        return (values if gone.any() else values.to_numpy(kind.lower())), note
    values = np.full(len(cells), np.nan)
    values[~gone] = [float(text) for text in plain]
    return values, note


def _to_plain(name, rest, comma):
    """The texts as Python writes numbers, or None."""
    if all(_is_float(text) for text in rest) and not (comma and all(_WHOLE.fullmatch(t) or _DOT_THOUSANDS.fullmatch(t)
                                                                    for t in rest)):
        return rest, []
    if comma and all(_is_comma_number(text) for text in rest):
        plain = [re.sub(rf"[.{_SPACE}]", "", text).replace(",", ".") for text in rest]
        groups = any(re.search(rf"[.{_SPACE}]", text) for text in rest)
    elif not comma and all(_is_float(text) or _COMMA_THOUSANDS.fullmatch(text) or _SPACE_THOUSANDS.fullmatch(text)
                           for text in rest):
        plain = [re.sub(rf"[,{_SPACE}]", "", text) for text in rest]
        groups = True
    else:
        return None, []
    if not all(_is_float(text) for text in plain):
        return None, []
    return plain, [f"Column {name!r}: thousands separators are taken out."] if groups else []


def _is_comma_number(text) -> bool:
    return any(form.fullmatch(text) for form in (_WHOLE, _COMMA_DECIMAL, _DOT_THOUSANDS, _SPACE_THOUSANDS))


def _is_float(text: str) -> bool:
    if "_" in text:  # Python reads 1_000; tables do not
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True


def _dates(name, cells, gone, comma):
    """Dates for every cell that is not gone, or None. Which of day and month comes first is said if both could."""
    rest = cells[~gone]
    if not all(6 <= len(cell) <= 40 and any(c.isdigit() for c in cell) for cell in rest[:100]):
        return None, []
    if all(re.match(r"\d{4}-\d{1,2}-\d{1,2}([T ].*)?$", cell) for cell in rest[:100]):
        values = _parse_iso(rest)
        fits = [] if values is None else [("", values)]
    else:
        # A sample first: most formats fail on its first cells, so the long column is parsed once or twice only.
        forms = [day + time for time in _TIMES for day in _DAYS if _parse(rest[:50], day + time) is not None]
        fits = [(form, values) for form in forms if (values := _parse(rest, form)) is not None]
    if not fits:
        return None, []
    note = []
    if len(fits) > 1:
        day_first = [fit for fit in fits if fit[0].startswith("%d")]
        fits = day_first if day_first and comma else [fit for fit in fits if not fit[0].startswith("%d")] or fits
        note = [f"Column {name!r}: dates are read as {fits[0][0]}, but the other order of day and month fits too."]
    elif fits[0][0]:
        note = [f"Column {name!r}: dates are read as {fits[0][0]}."]
    places = np.where(gone, -1, np.cumsum(~gone) - 1)
    return fits[0][1].array.take(places, allow_fill=True), note


def _parse_iso(rest):
    mixed = len({_offset(cell) for cell in rest}) > 1
    try:
        return pd.to_datetime(pd.Index(rest), format="ISO8601", utc=mixed or None)
    except (ValueError, OverflowError):
        return None


def _offset(cell: str) -> str:
    found = re.search(r"(Z|[+-]\d\d:?\d\d)$", cell[10:])
    return found.group() if found else ""


def _parse(rest, form):
    try:
        return pd.to_datetime(pd.Index(rest), format=form)
    except (ValueError, OverflowError):
        return None


def _text_notes(name, cells, comma) -> list[str]:
    """Say why a column that is nearly numbers or dates stays text, and which codes were kept from becoming numbers."""
    if all(_WHOLE.fullmatch(cell) for cell in cells):
        if any(_PADDED.fullmatch(cell) for cell in cells):
            return [f"Column {name!r} is kept as text, so that codes such as {_quoted(cells[:1])} keep their form."]
        return [f"Column {name!r} is kept as text: its numbers are too long for a computer's whole number."]
    if all(_WITH_SIGN.fullmatch(cell) for cell in cells):
        return [f"Column {name!r} is read as text because of the signs in {_quoted(cells[:1])}: take them out "
                "if it should be numbers."]
    for what, fits in (("numbers", _is_comma_number if comma else _is_float), ("dates", _LIKE_DATE.fullmatch)):
        odd = [cell for cell in cells if not fits(cell)]
        if len(cells) >= 5 and len(odd) <= MOST_ODD * len(cells):
            why = _quoted(odd) if odd else "dates that do not exist or are written in more than one way"
            return [f"Column {name!r} is read as text because of {why}: correct or empty those cells "
                    f"if it should be {what}."]
    return []


def _quoted(cells, most: int = 3) -> str:
    shown = ", ".join(repr(str(cell)) for cell in list(cells)[:most])
    return shown if len(cells) <= most else f"{shown} and {len(cells) - most} more"

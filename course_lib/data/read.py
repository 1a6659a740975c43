"""Read a CSV that somebody else wrote: encoding, delimiter, header, then each column's cells (`cells.py`).

Either a table with notes on what was assumed, or one sentence that names the file, the line and the remedy.
"""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from course_lib.data.cells import MISSING, type_column, uses_decimal_comma
from course_lib.errors import CourseError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SAMPLE_RECORDS = 500
_NOT_CSV = {b"PK\x03\x04": "a zip archive or an Excel workbook", b"\xd0\xcf\x11\xe0": "an old Excel workbook",
            b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF", b"<!DOC": "a web page",
            b"<html": "a web page"}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32",
         b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# A short table gives a guesser little to go by: only encodings in wide use are considered.
_ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "shift_jis", "gb18030", "big5", "euc_kr"]
_NUMBER = re.compile(r"[+-]?(\d[\d.,' ]*|[.,]\d+)([eE][+-]?\d+)?%?")


def read_table(path, encoding: str | None = None, delimiter: str | None = None) -> tuple[pd.DataFrame, list[str]]:
    """A table and the notes on how it was read. What is given (encoding, delimiter) is not guessed.

    Raises CourseError for a file that is missing, empty, no CSV, ragged, or holds a header and nothing else.
    """
    path = Path(path)
    raw = _read_bytes(path)
    text, notes = _decode(path, raw, encoding)
    if found := re.match(r"sep=(.)\r?\n", text):  # Excel's own hint
        delimiter, text = delimiter or found.group(1), text[found.end():]
    if not text.strip():
        raise CourseError(f"{path.name} is empty: there is no table in it.")
    if delimiter is None:
        delimiter = _sniff(text)
        if delimiter != ",":
            notes.append(f"Cells are separated by {DELIMITERS[delimiter]}.")
    rows = _records(path, text, delimiter)
    names, skip, index, note = _header(path, rows, delimiter)
    notes += note
    columns = _columns(text, delimiter, skip, len(names) + index)[: len(names)]
    if len(columns[0]) == 0:
        raise CourseError(f"{path.name} has a header but no rows: add at least one row below it.")
    return _type(path, names, columns, delimiter, notes)


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise CourseError(f"{path} is a folder: give the path of a CSV file in it.")
    try:
        raw = path.read_bytes()
    except FileNotFoundError as why:
        raise CourseError(f"There is no file {path}: check the spelling and the folder you are in.") from why
    except OSError as why:
        raise CourseError(f"{path} cannot be read ({why.strerror}): check that you may open it.") from why
    if not raw.strip():
        raise CourseError(f"{path.name} is empty: there is no table in it.")
    for start, what in _NOT_CSV.items():
        if raw[:20].lstrip().startswith(start):
            raise CourseError(f"{path.name} is {what}, not a CSV: open it and save the table as CSV.")
    return raw


def _decode(path, raw: bytes, encoding) -> tuple[str, list[str]]:
    """The file's text. A byte order mark decides, else UTF-8 if it fits, else a guess that is said."""
    guess = encoding or next((name for bom, name in _BOMS.items() if raw.startswith(bom)), None)
    if guess is None and raw[:2000].count(0) > len(raw[:2000]) // 5:  # Latin letters in UTF-16 are every other byte 0
        guess = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    try:
        text = raw.decode(guess or "utf-8")
    except LookupError as why:
        raise CourseError(f"{encoding!r} is no encoding: use utf-8, cp1252 or utf-16.") from why
    except UnicodeDecodeError as why:
        if guess:
            raise CourseError(f"{path.name} does not fit the encoding {guess} (byte {why.start}): save it as UTF-8."
                              ) from why
        return _guess(path, raw)
    if "\0" in text:
        raise CourseError(f"{path.name} holds zero bytes, so it is no text: save the table as CSV in UTF-8.")
    return text, [f"The file is encoded as {guess}."] if guess and guess != "utf-8-sig" and not encoding else []


def _guess(path, raw: bytes) -> tuple[str, list[str]]:
    from charset_normalizer import from_bytes

    if b"\0" in raw:
        raise CourseError(f"{path.name} holds zero bytes, so it is no text: save the table as CSV in UTF-8.")
    # The lines with the bytes in question say the most; the rest of a long file would drown them.
    telling = b"\n".join(line for line in raw.splitlines()[:50_000] if not line.isascii())[:100_000]
    best = from_bytes(telling, cp_isolation=_ENCODINGS).best()
    name = best.encoding if best else "cp1252"
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        name, text = "latin-1", raw.decode("latin-1")  # every byte has a letter there
    return text, [f"The file is not UTF-8; it is read as {name}. If letters look wrong, save it as UTF-8."]


def _reader(text: str, delimiter: str):
    # newline="" keeps a line break inside a quoted cell as it is.
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _sniff(text: str) -> str:
    """The delimiter that splits most rows as it splits the first, into cells that most often are numbers."""
    best, best_score = ",", (0.0, 0.0, 0)
    for delimiter in DELIMITERS:
        try:
            sample = [row for row, _ in zip(_reader(text, delimiter), range(SAMPLE_RECORDS)) if row]
        except csv.Error:
            continue
        if not sample or len(sample[0]) < 2:
            continue
        steady = sum(len(row) == len(sample[0]) for row in sample) / len(sample)
        cells = [cell.strip() for row in sample for cell in row]
        numbers = sum(bool(_NUMBER.fullmatch(cell)) or cell in MISSING for cell in cells) / len(cells)
        score = (round(steady, 1), numbers, len(sample[0]))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(path, text: str, delimiter: str) -> list[list[str]]:
    """The first records; on the way, every record of the file is held against the width of the first."""
    first, width, extra, ragged = [], None, Counter(), None
    reader = _reader(text, delimiter)
    try:
        for row in reader:
            if not row or (len(row) == 1 and not row[0].strip()):
                continue
            if len(first) < SAMPLE_RECORDS:
                first.append(row)
            if width is None:
                width = len(row)
            elif len(row) != width:
                extra[len(row)] += 1
                ragged = ragged or (reader.line_num, len(row))
            else:
                extra[width] += 1
    except csv.Error as why:
        raise CourseError(f"{path.name}, line {reader.line_num}: {why}. Look for a quotation mark that is not closed.")\
            from why
    # Every row one cell longer than the header: row names without a header (R writes such files).
    if ragged and set(extra) != {width + 1}:
        line, cells = ragged
        raise CourseError(f"{path.name}, line {line}: {cells} cells where the header has {width}. Put cells that "
                          f"contain the {DELIMITERS.get(delimiter, repr(delimiter))} in quotation marks, or complete "
                          "the row.")
    return first


def _header(path, rows, delimiter):
    """Column names, lines to skip, whether unnamed row names stand first (1) or not (0), notes."""
    head, body = [cell.strip() for cell in rows[0]], rows[1:]
    notes, index = [], 0
    if body and len(body[0]) == len(head) + 1:
        if all(not row[-1].strip() for row in body):
            index = 1
            notes.append("Every row ends with an empty cell beyond the header: that cell is left out.")
        else:
            head = ["row", *head]
            notes.append("The rows have one cell more than the header: the first is taken for row names, 'row'.")
    if _is_data(head, body):
        notes.append("The file has no header: columns are called column_1, column_2, …")
        return [f"column_{i + 1}" for i in range(len(head))], 0, index, notes
    names, seen = [], Counter()
    for i, name in enumerate(head):
        if not name:
            name = "row" if i == 0 and "row" not in head else f"column_{i + 1}"
            notes.append(f"Column {i + 1} has no name: it is called {name!r}.")
        seen[name] += 1
        if seen[name] > 1:
            again = f"{name} ({seen[name]})"
            notes.append(f"Two columns are called {name!r}: the later one is called {again!r}.")
            name = again
        names.append(name)
    if len(set(names)) < len(names):
        raise CourseError(f"{path.name} has several columns of the same name: rename them in its first line.")
    return names, 1, index, notes


def _is_data(head, body) -> bool:
    """Whether the first line is a row like the others: numbers stand in it where numbers stand below."""
    if not body:
        return all(_NUMBER.fullmatch(cell) for cell in head)
    columns = list(zip(*([cell.strip() for cell in row] for row in body)))
    numeric = [i for i, cells in enumerate(columns[: len(head)])
               if all(_NUMBER.fullmatch(c) or c in MISSING for c in cells) and any(c not in MISSING for c in cells)]
    in_head = [head[i] for i in numeric if _NUMBER.fullmatch(head[i])]
    years = len(in_head) > 1 and len(set(in_head)) == len(in_head) and all(re.fullmatch(r"(19|20)\d\d", y)
                                                                            for y in in_head)
    return bool(numeric) and not years and len(in_head) > len(numeric) / 2


def _columns(text, delimiter, skip, width) -> list[np.ndarray]:
    """Every column as an array of texts."""
    frame = pd.read_csv(io.StringIO(text, newline=""), sep=delimiter, header=None, names=range(width), skiprows=0,
                        dtype=object, keep_default_na=False, na_filter=False, skipinitialspace=True, engine="c",
                        index_col=False, low_memory=False)
    return [frame[i].to_numpy()[skip:] for i in range(width)]


def _type(path, names, columns, delimiter, notes):
    distinct, stripped = [], False
    for cells in columns:
        codes, texts = pd.factorize(cells)
        bare = np.array([str(text).strip() for text in texts], dtype=object)
        stripped = stripped or any(a != b for a, b in zip(bare, texts))
        again, bare = pd.factorize(bare)
        distinct.append((again[codes], bare))
    if stripped:
        notes.append("Blanks before and after cells are left out.")
    comma = uses_decimal_comma([texts for _, texts in distinct], delimiter == ";")
    if comma:
        notes.append("Numbers are read with a decimal comma.")
    table = {}
    for name, (codes, texts) in zip(names, distinct):
        table[name], more = type_column(name, texts, codes, comma)
        notes += more
    return pd.DataFrame(table), notes

"""Read a CSV that somebody else wrote: encoding, delimiter, header, then each column's cells (`cells.py`).

Either a table with notes on what was assumed, or one sentence that names the file, the line and the remedy.
"""

import csv
import io
import itertools
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from course_lib.data.cells import MISSING, type_column, uses_decimal_comma
from course_lib.errors import CourseError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "blank"}
SAMPLE_RECORDS = 500
CHUNK = 50_000  # records turned into columns at a time
_NOT_CSV = {b"PK\x03\x04": "a zip archive or an Excel workbook", b"\xd0\xcf\x11\xe0": "an old Excel workbook",
            b"PAR1": "a Parquet file", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF", b"<!DOC": "a web page",
            b"<html": "a web page"}
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32",
         b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OTHER_SCRIPTS = ["cp1251", "cp1253", "shift_jis", "gb18030", "big5", "euc_kr"]  # wide use only: tables are short
_EASTERN = "šžŠŽ¹³¿¾¼¥£Ÿ\ufffd"
_FOREIGN_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]+|[A-Za-z]+[\x80-\xff]")
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
    head, columns = _records(path, text, delimiter)
    return _type(*_header(path, head, columns), delimiter, notes)


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
    """Not UTF-8: the most likely old encoding. Which it is cannot be known, so the note says what was taken."""
    if b"\0" in raw:
        raise CourseError(f"{path.name} holds zero bytes, so it is no text: save the table as CSV in UTF-8.")
    telling = b" ".join(_FOREIGN_WORD.findall(raw[:5_000_000]))[:50_000]
    foreign, best = sum(byte > 127 for byte in telling), None
    if foreign > 0.8 * len(telling.replace(b" ", b"")):  # words without plain letters: not a Latin script
        from charset_normalizer import from_bytes

        best = from_bytes(telling, cp_isolation=_OTHER_SCRIPTS).best()
    if best:
        name = best.encoding
    else:
        # Western letters, unless what would be Western reads as a sign within words (³ód for łód) or as š and ž.
        western = telling.decode("cp1252", "replace")
        name = "cp1250" if sum(letter in _EASTERN for letter in western) > 0.1 * foreign else "cp1252"
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        name, text = "latin-1", raw.decode("latin-1")  # every byte has a letter there
    return text, [f"The file is not UTF-8; it is read as {name}. If letters look wrong, save it as UTF-8."]


def _reader(text: str, delimiter: str):
    # newline="" keeps a line break inside a quoted cell; strict finds the quotation mark that is never closed.
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)


def _sniff(text: str) -> str:
    """The delimiter that splits most rows as it splits the first, into cells that most often are numbers.

    Blanks count only where nothing else divides the rows and numbers stand between them: text has blanks too.
    """
    scores = {delimiter: _score(text, delimiter) for delimiter in DELIMITERS}
    best = max(list(DELIMITERS)[:-1], key=lambda delimiter: scores[delimiter])
    if scores[best] == (0, 0, 0):
        steady, numbers, _ = scores[" "]
        return " " if steady == 1 and numbers > 0.8 else ","
    return best


def _score(text: str, delimiter: str) -> tuple[float, float, int]:
    """Share of rows as wide as the first, share of cells that are numbers or missing, width; zeros for one column."""
    try:
        sample = [row for row, _ in zip(_reader(text, delimiter), range(SAMPLE_RECORDS)) if row]
    except csv.Error:
        return 0, 0, 0
    if not sample or len(sample[0]) < 2:
        return 0, 0, 0
    cells = [cell.strip() for row in sample for cell in row]
    numbers = sum(bool(_NUMBER.fullmatch(cell)) or cell in MISSING for cell in cells) / len(cells)
    return round(sum(len(row) == len(sample[0]) for row in sample) / len(sample), 1), numbers, len(sample[0])


def _records(path, text: str, delimiter: str) -> tuple[list[str], list[tuple[np.ndarray, list[str]]]]:
    """The first record, and for every column below it the position of each cell among its distinct texts.

    Holding distinct texts only keeps a million rows small. Every record is held against the width of the others.
    """
    reader = _reader(text, delimiter)
    head, width, chunk, parts, found = None, None, [], [], []
    try:
        for row in reader:
            if not row or (len(row) == 1 and not row[0].strip()):
                continue
            if head is None:
                head = row
                continue
            if width is None:
                # One cell more than the header is allowed if all rows have it: row names (R), or a last delimiter.
                width = len(row) if len(row) == len(head) + 1 > 2 else len(head)
                found = [_numbering() for _ in range(width)]
            if len(row) != width:
                raise CourseError(f"{path.name}, line {reader.line_num}: {len(row)} cells where {width} are expected. "
                                  f"Put cells that contain the {DELIMITERS.get(delimiter, repr(delimiter))} in "
                                  "quotation marks, complete the row, or delete lines above the header.")
            chunk.append(row)
            if len(chunk) == CHUNK:
                parts.append(_positions(chunk, found))
                chunk = []
    except csv.Error as why:
        raise CourseError(f"{path.name}, line {reader.line_num}: {why}. Look for a quotation mark that is not closed, "
                          "or for text behind one that is.") from why
    if chunk:
        parts.append(_positions(chunk, found))
    return head, [(np.concatenate(pieces), list(texts)) for pieces, texts in zip(zip(*parts), found)]


def _numbering() -> defaultdict:
    """A dict that numbers what it is asked for: 0 for the first text, 1 for the next new one, ..."""
    texts = defaultdict()
    texts.default_factory = texts.__len__
    return texts


def _positions(rows, found) -> list[np.ndarray]:
    return [np.fromiter(map(texts.__getitem__, cells), np.int32, len(rows)) for cells, texts in zip(zip(*rows), found)]


def _header(path, head, columns):
    """Column names, the columns that go with them, and notes on names that had to be made up."""
    head, notes = [cell.strip() for cell in head], []
    if len(columns) == len(head) + 1:
        if all(not text.strip() for text in columns[-1][1]):
            columns = columns[:-1]
            notes.append("Every row ends with an empty cell beyond the header: that cell is left out.")
        else:
            head = ["row", *head]
            notes.append("The rows have one cell more than the header: the first is taken for row names, 'row'.")
    if _is_data(head, columns):
        notes.append("The file has no header: columns are called column_1, column_2, …")
        names = [f"column_{i + 1}" for i in range(len(head))]
        return names, [_prepend(cell, column) for cell, column in zip(head, columns or [None] * len(head))], notes
    if not columns:
        raise CourseError(f"{path.name} has a header but no rows: add at least one row below it.")
    names, taken = [], set(head)
    for i, name in enumerate(head):
        if not name:
            name = "row" if i == 0 and "row" not in taken else f"column_{i + 1}"
            notes.append(f"Column {i + 1} has no name: it is called {name!r}.")
        if name in names:
            again = next(f"{name} ({k})" for k in itertools.count(2) if f"{name} ({k})" not in taken)
            notes.append(f"Two columns are called {name!r}: the later one is called {again!r}.")
            name = again
        taken.add(name)
        names.append(name)
    return names, columns, notes


def _prepend(cell: str, column):
    """A column with one more cell in front: the first line turned out to be a row like the others."""
    codes, texts = column or (np.empty(0, np.int32), [])
    if cell not in texts:
        texts = [*texts, cell]
    return np.concatenate([[texts.index(cell)], codes]).astype(np.int32), texts


def _is_data(head, columns) -> bool:
    """Whether the first line is a row like the others: numbers stand in it where numbers stand below."""
    if not columns:
        return all(_NUMBER.fullmatch(cell) for cell in head)
    numeric = [i for i, (_, texts) in enumerate(columns[: len(head)])
               if all(_NUMBER.fullmatch(text.strip()) or text.strip() in MISSING for text in texts[:SAMPLE_RECORDS])
               and any(text.strip() not in MISSING for text in texts)]
    in_head = [head[i] for i in numeric if _NUMBER.fullmatch(head[i])]
    # Years across the top (name, 2019, 2020) are names, although they are numbers.
    years = len(in_head) > 1 and len(set(in_head)) == len(in_head) and all(re.fullmatch(r"(19|20)\d\d", year)
                                                                            for year in in_head)
    return bool(numeric) and not years and len(in_head) > len(numeric) / 2


def _type(names, columns, head_notes, delimiter, notes):
    notes, distinct, stripped = notes + head_notes, [], False
    for codes, texts in columns:
        bare = [text.strip() for text in texts]
        stripped = stripped or bare != texts
        again, bare = pd.factorize(np.array(bare, dtype=object))
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

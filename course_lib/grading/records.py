"""What a batch reads and writes: submissions in a folder; results, gradebook and the queue for a person.

One process writes. Every file is written beside its place and moved there, so an interrupted run leaves whole files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.files import write_whole

SKIPPED = ("__MACOSX", "Thumbs.db", "desktop.ini")
GRADED, UNTOUCHED, NOT_GRADED, FOR_A_PERSON = "graded", "untouched", "not graded", "for a person"
COPY = re.compile(r"\s*\(\d+\)$")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True)
class Submission:
    """A file handed in. name: its path below the folder. learner: the first folder of it, else the file's stem less
    the "(1)" that a browser adds."""

    path: Path
    name: str
    learner: str

    @property
    def shown(self) -> str:
        """The name for a terminal: bytes that are no text and control characters spelled out."""
        text = self.name.encode("utf-8", "backslashreplace").decode()
        return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)

    @property
    def slug(self) -> str:
        """A file name for its results: letters and digits of its own name, and 8 that tell it from all others."""
        letters = re.sub(r"[^A-Za-z0-9]+", "-", self.name.removesuffix(".ipynb")).strip("-")[:60]
        return f"{letters}-{hashlib.sha256(os.fsencode(self.name)).hexdigest()[:8]}".lstrip("-")


@dataclass
class Record:
    """One row of the gradebook. points: question id -> points, empty where nothing was graded. key: what the result
    depends on. questions: for the feedback page, as `asdict(Marked)` gives them."""

    submission: str
    learner: str
    slug: str
    status: str
    sandboxed: bool
    out_of: float
    note: str = ""
    key: str = ""
    points: dict = field(default_factory=dict)
    questions: list = field(default_factory=list)

    @property
    def total(self) -> float | None:
        return sum(self.points.values()) if self.status in (GRADED, UNTOUCHED) else None


def find_submissions(folder: Path) -> list[Submission]:
    """Every file below `folder` but hidden ones, sorted by name. Links are listed and not followed."""
    found = []
    for base, folders, files in os.walk(folder):
        linked = [name for name in folders if os.path.islink(os.path.join(base, name))]
        folders[:] = sorted(name for name in folders if not _skipped(name) and name not in linked)
        for name in [*files, *linked]:
            if not _skipped(name):
                path = Path(base, name)
                below = path.relative_to(folder)
                stem = COPY.sub("", below.name.removesuffix(".ipynb"))
                learner = below.parts[0] if len(below.parts) > 1 else stem
                found.append(Submission(path, below.as_posix(), learner))
    return sorted(found, key=lambda submission: submission.name)


def _skipped(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED


def result_key(*parts) -> str:
    """SHA-256 of plain data: equal keys, equal results."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write(path: Path, text: str) -> None:
    """Lone surrogates, which a crafted notebook may hold, are written as escapes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode("utf-8", "backslashreplace").decode())


def write_record(record: Record, results: Path) -> None:
    write(results / f"{record.slug}.json", json.dumps(vars(record) | {"total": record.total}, indent=1) + "\n")


def read_record(slug: str, results: Path) -> Record | None:
    """A record of an earlier run, None if there is none that can be read."""
    try:
        data = json.loads((results / f"{slug}.json").read_text(encoding="utf-8"))
        data.pop("total")
        return Record(**data)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_gradebook(records: list[Record], questions: tuple[str, ...], path: Path) -> None:
    """One row per submission: learner, file, points per question, total, out of, status, sandboxed, note."""
    head = ["learner", "submission", *questions, "total", "out_of", "status", "sandboxed", "note"]
    rows = []
    for record in sorted(records, key=lambda record: record.submission):
        points = [_number(record.points.get(question)) for question in questions]
        ends = [_number(record.total), _number(record.out_of), record.status, "yes" if record.sandboxed else "NO"]
        rows.append([record.learner, record.submission, *points, *ends, record.note])
    write(path, _csv([head, *rows]))


def write_queue(queue: list[tuple[str, str]], path: Path) -> None:
    """The files that a person must look at, each with the reason. Removed when there are none."""
    if queue:
        write(path, _csv([["submission", "why"], *sorted(queue)]))
    else:
        path.unlink(missing_ok=True)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _csv(rows) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[_safe(cell) for cell in row] for row in rows])
    return text.getvalue()


def _safe(cell: str) -> str:
    """A spreadsheet takes a cell that opens with one of FORMULA for a formula; an apostrophe makes it text."""
    cell = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", cell)
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell

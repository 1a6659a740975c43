"""Read submissions in a process of its own: a file that breaks the reader breaks no batch.

The reader is this file run as a script, with the standard library alone and a memory limit. It takes one path a
line and answers one line of JSON: {"cells": [...]} or {"unreadable": why}. It survives byte order marks, UTF-16,
old notebook formats and missing keys; links, huge and broken files go to a person. Parsing the learner's Python,
which a crafted cell can make crash the parser, happens here too.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import resource
import select
import stat
import subprocess
import sys
from pathlib import Path

MAX_BYTES = 200 * 2**20
MAX_SOURCE = 2 * 2**20
MEMORY = 3 * 2**30


class Reader:
    """The reading process; restarted when a file ends it. Use as a context manager. SECONDS: for one file."""

    SECONDS = 60

    def __init__(self):
        self._process = None

    def read(self, path: Path) -> dict:
        """{"cells": [{"kind", "id", "grade_id", "text", "fingerprint"}, …]} or {"unreadable": a sentence's end}."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        try:
            self._process.stdin.write(json.dumps(os.fspath(path)).encode("ascii") + b"\n")
            self._process.stdin.flush()
            ready, _, _ = select.select([self._process.stdout], [], [], self.SECONDS)
            line = self._process.stdout.readline() if ready else b""
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            self.close()
            return {"unreadable": f"reading it took over {self.SECONDS} s or over {MEMORY >> 30} GiB"}
        return json.loads(line)

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", os.path.abspath(__file__)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()
            self._process = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_) -> None:
        self.close()


def read_notebook(path: str) -> dict:
    """What `Reader.read` answers, in this process."""
    try:
        kind = os.lstat(path)
        if not stat.S_ISREG(kind.st_mode):
            return {"unreadable": "it is a link or no plain file"}
        if kind.st_size > MAX_BYTES:
            return {"unreadable": f"it has {kind.st_size >> 20} MiB, over the limit of {MAX_BYTES >> 20}"}
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        return {"unreadable": f"it cannot be opened ({error.strerror})"}
    if not content.strip():
        return {"unreadable": "it is empty"}
    try:
        notebook = json.loads(_text(content), strict=False)
    except (ValueError, RecursionError):
        return {"unreadable": "it is no notebook: its content is no JSON"}
    except MemoryError:
        return {"unreadable": "it needs too much memory to be read"}
    cells = _cells(notebook)
    if cells is None:
        return {"unreadable": "it is no notebook: it holds no list of cells"}
    found = [cell for raw in cells if (cell := _cell(raw)) is not None]
    if sum(len(cell["text"]) for cell in found) > MAX_SOURCE:
        return {"unreadable": f"its cells hold over {MAX_SOURCE >> 20} MiB of text"}
    return {"cells": found}


def _text(content: bytes) -> str:
    """UTF-8, UTF-16 or UTF-32 with or without a mark; else read as Latin-1, in which every byte is a letter."""
    try:
        return content.decode(json.detect_encoding(content)).lstrip("\ufeff")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _cells(notebook) -> list | None:
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(notebook.get("worksheets"), list):  # nbformat 3
        sheets = [sheet.get("cells") for sheet in notebook["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    return cells if isinstance(cells, list) else None


def _cell(raw) -> dict | None:
    if not isinstance(raw, dict):
        return None
    text = raw.get("source", raw.get("input", ""))
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str):
        return None
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return {
        "kind": raw["cell_type"] if raw.get("cell_type") in ("code", "markdown", "raw", "heading") else "code",
        "id": raw["id"] if isinstance(raw.get("id"), str) else None,
        "grade_id": grade_id if isinstance(grade_id, str) else None,
        "text": text,
        "fingerprint": fingerprint(text),
    }


def fingerprint(text: str) -> str:
    """Equal for cells that differ in comments, blanks and layout alone; empty for a cell without code."""
    try:
        tree = ast.parse(text)
        said = ast.dump(tree) if tree.body else ""
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        said = "\n".join(bare for line in text.splitlines() if (bare := line.split("#")[0].strip()))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest() if said else ""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin.buffer:
        print(json.dumps(read_notebook(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()

"""Many cells: those measured before are read, the others computed, each stored the moment it is done.

A run that is interrupted, killed even, loses the cells in the making and no other; the same call goes on. Cells come
back to this process, which alone writes: a worker may be another machine.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from course_lib.errors import CourseError
from course_lib.files import write_whole
from course_lib.parallel import workers
from course_lib.study.cells import Cell
from course_lib.study.measuring import measure

CODE = Path(__file__).resolve().parents[1]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run(cells: Iterable[Cell], folder, *, jobs: int = 1, scheduler: str | None = None, again: bool = False,
        say: Callable[[str], None] | None = None, measure: Callable = measure,
        told: Callable | None = None) -> list[dict]:
    """The records of all cells in their order; those that could not be measured hold "error", one sentence.

    folder: results are kept in its `cells/`, a JSON each; an error is not kept, so that the next run tries again.
    jobs: processes at a time (they share a processor's caches: for times to be reported, 1). scheduler: address of a
    dask cluster, "tcp://...". again: compute cells anew although they are there. say: takes a line as each cell ends
    (printed by default). measure: cell -> record, a function of a module (workers import it). told: record -> what
    its line says.
    """
    say = say or partial(print, flush=True)
    cells, store = list(dict.fromkeys((cell.key(), cell) for cell in cells)), Path(folder) / "cells"
    make_folder(store)
    found = {} if again else {key: record for key, _ in cells if (record := stored(store / f"{key}.json")) is not None}
    missing = [(key, cell) for key, cell in cells if key not in found]
    code = fingerprint()
    say(f"{count(len(cells), 'cell')}: {len(found)} measured before, {len(missing)} to measure.")
    older = sum(record.get("code") != code for record in found.values())
    if older:
        say(f"{count(older, 'cell')} of those measured before came from another version of the code; --again measures "
            "them anew.")
    start = time.monotonic()
    with workers(jobs, scheduler) as parallel:
        from joblib import delayed

        results = parallel(delayed(attempt)(measure, key, cell) for key, cell in missing)
        for k, (key, record) in enumerate(results, 1):
            found[key] = record | {"code": code}
            if "error" not in record:
                write_whole(store / f"{key}.json", json.dumps(found[key], indent=1, default=str) + "\n")
            left = (time.monotonic() - start) / k * (len(missing) - k)
            say(f"[{k}/{len(missing)}] {(told or line)(record)}" + (f"; about {words(left)} left" if left else ""))
    return [found[key] for key, _ in cells]


def attempt(measure, key: str, cell: Cell) -> tuple[str, dict]:
    """One cell in a worker, on one thread. What a generator raises ends that cell and no other."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)  # for processes that the cell starts
    try:
        return key, measure(cell)
    except (CourseError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, MemoryError) as why:
        said = str(why) if isinstance(why, CourseError) else f"{type(why).__name__}: {why}"
        return key, {"cell": str(cell), "error": " ".join(said.split())}
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def stored(path: Path) -> dict | None:
    """A record measured before; None where there is none or the file is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def make_folder(path: Path) -> None:
    """Raises CourseError where it cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise CourseError(f"{path} cannot be made ({why.strerror}): choose another folder with -o.") from why


def fingerprint() -> str:
    """A hash of the rooms that a result depends on, comments included."""
    total = hashlib.sha256()
    for room in ("data", "dp", "generators", "evaluation", "study"):
        for path in sorted((CODE / room).rglob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def line(record: dict) -> str:
    """One cell in one line."""
    if "error" in record:
        return f"{record['cell']}: not measured. {record['error']}"
    spent = "" if record["fit_seconds"] is None else \
        f"fit {short(record['fit_seconds'])} s, sample {short(record['sample_seconds'])} s, "
    return (f"{record['label']} on {record['table']}, seed {record['seed']}: {spent}shapes {record['shapes']:.4f}, "
            f"trends {record['trends']:.4f}, C2ST {record['c2st']:.3f}, share {record['share']:.3f}")


def short(seconds: float) -> str:
    """Seconds with two digits that count: 0.03, 0.41, 7.2, 38."""
    return f"{seconds:.2f}" if seconds < 1 else f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}"


def count(n: int, what: str) -> str:
    """1 cell, 2 cells."""
    return f"{n} {what}{'' if n == 1 else 's'}"


def words(seconds: float) -> str:
    """A duration: 45 s, 12 min, 1.6 h."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else \
        f"{seconds / 3600:.1f} h"

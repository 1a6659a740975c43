"""Source to notebooks, and whether the notebooks still are what their sources say.

    notebooks/source/01_whole_game.py   ->   notebooks/01_whole_game.ipynb           the learner's
                                             notebooks/teacher/01_whole_game.ipynb   the teacher's

Both are executed, each in the folder it is stored in (nbval runs it there too). Two builds of one source give
the same bytes, as long as its cells print nothing that changes. Assignments (`A1_….py`) are the grader's
`release`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course_lib.authoring.cells import Source, read_source
from course_lib.authoring.copies import LEARNER, TEACHER, learner_copy, source_hash, teacher_copy, write_notebook
from course_lib.authoring.execute import NOT_COMPARED, run_notebook
from course_lib.errors import CourseError

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
ASSEMBLE = {LEARNER: learner_copy, TEACHER: teacher_copy}
MAX_JOBS = 2  # a lesson's own cells may use what memory there is


@dataclass(frozen=True)
class Built:
    """What became of one lesson: seconds per copy, or the sentence that says why there is none."""

    stem: str
    seconds: dict[str, float]
    cells: dict[str, int]
    error: str | None = None

    def __str__(self) -> str:
        if self.error:
            return f"{self.stem}: not built. {self.error}"
        copies = ", ".join(
            f"{copy}'s copy {self.cells[copy]} cells in {self.seconds[copy]:.1f} s" for copy in self.cells
        )
        return f"{self.stem}: {copies}"


def sources(numbers: tuple[str, ...] | list[str] = (), folder: Path = NOTEBOOKS) -> list[Path]:
    """The sources of the lessons asked for ("1", "01" or "01_whole_game"; none = all), in order."""
    found = sorted((folder / "source").glob("[0-9][0-9]_*.py"))
    if not numbers:
        return found
    chosen = []
    for number in numbers:
        wanted = str(number).zfill(2)
        matches = [path for path in found if wanted in (path.stem, path.stem[:2])]
        if not matches:
            have = ", ".join(path.stem[:2] for path in found) or "none"
            raise CourseError(f"There is no source for lesson '{number}' in {folder.name}/source; there are: {have}.")
        chosen += matches
    return chosen


def assignments(folder: Path = NOTEBOOKS) -> list[Path]:
    """The sources of the assignments, in order; the grader releases them, the lint reads them."""
    return sorted((folder / "source").glob("[A-Z][0-9]_*.py"))


def copy_path(stem: str, copy: str, folder: Path = NOTEBOOKS) -> Path:
    """Where a copy is stored."""
    return folder / f"{stem}.ipynb" if copy == LEARNER else folder / TEACHER / f"{stem}.ipynb"


def build(
    numbers: tuple[str, ...] | list[str] = (),
    *,
    folder: Path = NOTEBOOKS,
    jobs: int = MAX_JOBS,
    say: Callable[[str], None] = print,
) -> list[Built]:
    """Build the lessons asked for, at most two at a time; `say` gets a line as each ends. One failure stops none."""
    from joblib import Parallel, delayed

    paths = sources(numbers, folder)
    say(f"Building {len(paths)} lesson{'s' if len(paths) != 1 else ''}: {', '.join(p.stem for p in paths) or 'none'}.")
    # Threads, because the work is done in the kernels, which are processes of their own.
    workers = Parallel(
        n_jobs=max(1, min(jobs, MAX_JOBS, len(paths))), return_as="generator_unordered", prefer="threads"
    )
    results = []
    for built in workers(delayed(build_one)(path, folder) for path in paths):
        say(f"[{len(results) + 1}/{len(paths)}] {built}")
        results.append(built)
    return sorted(results, key=lambda built: built.stem)


def build_one(path: Path, folder: Path = NOTEBOOKS) -> Built:
    """Both copies of one lesson; nothing is written unless both ran."""
    seconds, cells, done = {}, {}, []
    try:
        source = read_source(path)
        for copy, assemble in ASSEMBLE.items():
            target = copy_path(source.stem, copy, folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            start = time.perf_counter()
            notebook = run_notebook(assemble(source), target.parent, f"{path.name} ({copy}'s copy)")
            seconds[copy] = time.perf_counter() - start
            cells[copy] = len(notebook.cells)
            done.append((notebook, target))
    except CourseError as error:
        return Built(path.stem, {}, {}, _with_source_line(str(error), path))
    for notebook, target in done:
        write_notebook(notebook, target)
    return Built(path.stem, seconds, cells)


def stale(numbers: tuple[str, ...] | list[str] = (), *, folder: Path = NOTEBOOKS) -> list[str]:
    """One sentence per stored copy that is missing, older than its source, or edited by hand. Executes nothing."""
    sentences = []
    paths = sources(numbers, folder)
    for path in paths:
        source = read_source(path)
        for copy, assemble in ASSEMBLE.items():
            stored = copy_path(source.stem, copy, folder)
            if why := _why_stale(source, stored, assemble, folder):
                sentences.append(why)
    if not numbers:
        stems = {path.stem for path in paths}
        for stored in [*sorted(folder.glob("[0-9][0-9]_*.ipynb")), *sorted((folder / TEACHER).glob("*.ipynb"))]:
            if stored.stem not in stems:
                shown = stored.relative_to(folder.parent).as_posix()
                sentences.append(
                    f"{shown} has no source of that name in {folder.name}/source; delete it or restore it."
                )
    return sentences


def _why_stale(source: Source, stored: Path, assemble: Callable, folder: Path) -> str | None:
    shown = stored.relative_to(folder.parent).as_posix()
    remedy = f"run: python -m course_lib build {source.number}"
    if not stored.exists():
        return f"{shown} is missing; {remedy}"
    try:
        notebook = nbformat.read(stored, as_version=4)
    except (OSError, ValueError, nbformat.validator.NotebookValidationError) as error:
        return f"{shown} cannot be read as a notebook ({type(error).__name__}); {remedy}"
    if notebook.metadata.get("course_lib", {}).get("source_sha256") != source_hash(source):
        return f"{shown} was built from another version of {source.path.name}; {remedy}"
    ours, theirs = _without_outputs(assemble(source)), _without_outputs(notebook)
    if ours != theirs:
        differs = next((a or b for a, b in zip(ours, theirs) if a != b), max(ours, theirs, key=len)[-1])
        return f"{shown}, cell '{differs[0]}', is not what its source gives; edit {source.path.name}, then {remedy}"
    return None


def _without_outputs(notebook: nbformat.NotebookNode) -> list[tuple]:
    """Per cell: id, kind, text, metadata, less what execution adds."""
    cells = []
    for cell in notebook.cells:
        metadata = dict(cell.metadata)
        tags = [tag for tag in metadata.pop("tags", []) if tag != NOT_COMPARED]
        metadata.pop("execution", None)
        cells.append((cell.get("id"), cell.cell_type, cell.source, tags, metadata))
    return cells


def _with_source_line(sentence: str, path: Path) -> str:
    """Adds the line of the source to a sentence that names a cell by its id."""
    named = re.search(r"cell '([^']+)'", sentence)
    if not named:
        return sentence
    try:
        line = next((cell.line for cell in read_source(path).cells if cell.id == named[1]), None)
    except CourseError:
        line = None
    return sentence.replace(named[0], f"{named[0]} (line {line} of the source)") if line else sentence

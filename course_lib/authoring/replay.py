"""Stored outputs compared with a fresh run: the lint first, then nbval, one run for both copies where that is enough.

nbval 0.11 passes a notebook whose outputs were stripped, has a time limit of 2,000 s a cell, counts the cells after a
time-out as passed, and under xdist splits a notebook between processes. Hence the lint, the limit and
`--dist loadfile`. pytest names a file outside its root folder by nothing, and xdist then takes the cells of two such
notebooks for one another and runs one of each: hence a root folder that holds all of them. The sanitize file blanks
pixels and keeps the alt text beside them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import nbformat

from course_lib.authoring.build import ASSEMBLE, NOTEBOOKS, copy_path, sources
from course_lib.authoring.cells import read_source
from course_lib.authoring.execute import CELL_SECONDS, build_environment
from course_lib.authoring.lint import lint_lessons
from course_lib.authoring.lint.lesson import TEACHING
from course_lib.authoring.together import together

ROOT = NOTEBOOKS.parent
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"


def replay(
    numbers=(),
    *,
    folder: Path = NOTEBOOKS,
    teaching: Path = TEACHING,
    jobs: int = 2,
    apart: bool = False,
    say: Callable[[str], None] = print,
) -> int:
    """Lint, then replay the learner's and the teacher's copies; 0 if all is well. Errors of the lint end it.

    apart: run each copy on its own, at twice the time; else `together` says which lessons need only one run.
    """
    errors = [
        finding for finding in lint_lessons(numbers, folder=folder, teaching=teaching) if finding.level == "error"
    ]
    for finding in errors:
        say(str(finding))
    if errors:
        say(f"Not replayed: {len(errors)} errors of the lint come first.")
        return 1
    with tempfile.TemporaryDirectory(prefix="course_together_") as scratch:
        stored = []
        for path in longest_first(sources(numbers, folder)):
            stored += copies(path.stem, folder) if apart else in_fewest_runs(path.stem, folder, Path(scratch))
        return run_nbval(stored, jobs=jobs)


def longest_first(paths: Iterable[Path]) -> list[Path]:
    """By the run time on the card: a long lesson at the end would leave one process alone with it."""
    return sorted(paths, key=lambda path: -(read_source(path).card.get("run_seconds") or 0))


def copies(stem: str, folder: Path) -> list[Path]:
    """The stored notebooks of a lesson."""
    return [copy_path(stem, copy, folder) for copy in ASSEMBLE]


def in_fewest_runs(stem: str, folder: Path, scratch: Path) -> list[Path]:
    """One notebook for both copies, written to `scratch`, or both as they are stored."""
    stored = copies(stem, folder)
    one = together(*(nbformat.read(path, as_version=4) for path in stored))
    if one is None:
        return stored
    nbformat.write(one, scratch / f"{stem}.ipynb")
    return [scratch / f"{stem}.ipynb"]


def run_nbval(notebooks: Iterable[Path], *more: str, jobs: int = 1) -> int:
    """pytest's exit status for the stored notebooks, in the environment that builds use."""
    with tempfile.TemporaryDirectory(prefix="course_nbval_") as scratch:
        command = nbval_command(notebooks, *more, jobs=jobs)
        return subprocess.run(command, cwd=ROOT, env=build_environment(scratch)).returncode


def nbval_command(notebooks: Iterable[Path], *more: str, jobs: int = 1) -> list[str]:
    """The command line: this interpreter's kernel, one process per notebook in the order given, a limit per cell."""
    notebooks = [path.resolve() for path in notebooks]
    parallel = ["-n", str(jobs), "--dist", "loadfile", "--no-loadscope-reorder"] if jobs > 1 else []
    root = os.path.commonpath([path.parent for path in notebooks]) if notebooks else str(ROOT)
    return [
        *(sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "--rootdir", root),
        *("-p", "no:cacheprovider", "--nbval", "--nbval-current-env"),
        *("--nbval-sanitize-with", str(SANITIZE), "--nbval-cell-timeout", str(CELL_SECONDS)),
        *parallel,
        *more,
        *(str(path) for path in notebooks),
    ]

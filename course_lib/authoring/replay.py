"""Stored outputs compared with a fresh run: the lint first, then nbval.

nbval 0.11 passes a notebook whose outputs were stripped, has a time limit of 2,000 s a cell, counts the cells after a
time-out as passed, and under xdist splits a notebook between processes. Hence the lint, the limit and
`--dist loadfile`. The sanitize file blanks pixels and keeps the alt text beside them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from course_lib.authoring.build import ASSEMBLE, NOTEBOOKS, copy_path, sources
from course_lib.authoring.execute import CELL_SECONDS, build_environment
from course_lib.authoring.lint import lint_lessons
from course_lib.authoring.lint.lesson import TEACHING

ROOT = NOTEBOOKS.parent
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"


def replay(
    numbers=(),
    *,
    folder: Path = NOTEBOOKS,
    teaching: Path = TEACHING,
    jobs: int = 2,
    say: Callable[[str], None] = print,
) -> int:
    """Lint and replay the learner's and the teacher's copies; 0 if all is well. Errors of the lint end it."""
    errors = [
        finding for finding in lint_lessons(numbers, folder=folder, teaching=teaching) if finding.level == "error"
    ]
    for finding in errors:
        say(str(finding))
    if errors:
        say(f"Not replayed: {len(errors)} errors of the lint come first.")
        return 1
    stored = [copy_path(path.stem, copy, folder) for path in sources(numbers, folder) for copy in ASSEMBLE]
    return run_nbval(stored, jobs=jobs)


def run_nbval(notebooks: Iterable[Path], *more: str, jobs: int = 1) -> int:
    """pytest's exit status for the stored notebooks, in the environment that builds use."""
    with tempfile.TemporaryDirectory(prefix="course_nbval_") as scratch:
        command = nbval_command(notebooks, *more, jobs=jobs)
        return subprocess.run(command, cwd=ROOT, env=build_environment(scratch)).returncode


def nbval_command(notebooks: Iterable[Path], *more: str, jobs: int = 1) -> list[str]:
    """The command line: this interpreter's kernel, one process per notebook, a limit per cell."""
    parallel = ["-n", str(jobs), "--dist", "loadfile"] if jobs > 1 else []
    return [
        *(sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env"),
        *("--nbval-sanitize-with", str(SANITIZE), "--nbval-cell-timeout", str(CELL_SECONDS)),
        *parallel,
        *more,
        *(str(path) for path in notebooks),
    ]

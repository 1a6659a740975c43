"""From the source to the learner's notebook: stubs for solutions, hidden regions cut, and what to compare with.

Below each check stands what the reference prints on the visible inputs, so that a learner can see before
handing in whether an answer is right there. Nothing is executed in the released copy; it runs to its end untouched.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import numpy as np

from course_lib.authoring.copies import learner_copy, write_notebook
from course_lib.errors import CourseError
from course_lib.grading.assignment import SOURCES, Assignment
from course_lib.grading.jail import JailError
from course_lib.grading.limits import Limits
from course_lib.grading.marks import make_reference, unseen_slips

ASSIGNMENTS = SOURCES.parent / "assignments"
HEAD = "# The reference prints, to six digits:"
DIGITS = 6
MAX_SHOWN = 400


def release(assignment: Assignment, folder: Path = ASSIGNMENTS) -> Path:
    """Write the learner's notebook and return its path. CourseError if the source does not answer its own checks."""
    path = folder / f"{assignment.source.stem}.ipynb"
    write_notebook(released(assignment), path)
    return path


def released(assignment: Assignment, seed: int = 0) -> nbformat.NotebookNode:
    """The learner's notebook. The source is the author's own code, so it is run without a sandbox; `seed` draws
    hidden inputs only to see that they work."""
    try:
        reference = make_reference(assignment, seed, Limits(seconds=120), sandboxed=False)
    except JailError as error:
        raise CourseError(f"{assignment.source.path.name} cannot be run here. {error}") from error
    if unseen := unseen_slips(assignment, reference):
        raise CourseError(
            f"{assignment.source.path.name}: the slip that {unseen[0]} would earn its points; choose inputs or "
            "tolerances that tell it from the solution."
        )
    notebook = learner_copy(assignment.source)
    checks = {check.cell_id: check for question in assignment.questions for check in question.checks}
    for cell in notebook.cells:
        if cell.id in checks:
            lines = [_line(line) for line in reference.public[checks[cell.id].id]]
            cell.source = "\n".join([cell.source, HEAD, *(f"#   {line}" for line in lines)])
    return notebook


def _line(values: list) -> str:
    text = " ".join(value if isinstance(value, str) else shown(value) for value in values)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + " …"


def shown(value) -> str:
    """A value on one line, numbers to six digits."""
    if isinstance(value, bool | None):
        return str(value)
    if isinstance(value, int | float):
        return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {shown(item)}" for key, item in value.items()) + "}"
    if hasattr(value, "columns"):
        return shown({name: value.iloc[:, k] for k, name in enumerate(value.columns)})
    items = value.tolist() if isinstance(value, np.ndarray) or hasattr(value, "to_numpy") else value
    text = ", ".join(shown(item) for item in items)
    return f"({text})" if isinstance(value, tuple) else f"[{text}]"

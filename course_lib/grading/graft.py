"""Take the learner's answers out of a submission; everything else in it is ignored.

Which cell answers a question? One that carries its `grade_id`, else one with its cell id, else one that defines
its name. Among several, one that was written into counts before an untouched stub, one that defines the name
before one that does not, a cell known by `grade_id` before one known by id before one known by name, and then
the last in the file, as if all had been run in order. The order of cells, outputs, metadata, kernelspec and
cells that are no answers do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from course_lib.grading.assignment import Assignment, Question
from course_lib.grading.reading import fingerprint


@dataclass(frozen=True)
class Answer:
    """text: the cell, None if there is none. attempted: it differs from the stub. note: what a person may want to
    know, one sentence or empty."""

    text: str | None
    attempted: bool
    note: str = ""


def graft(assignment: Assignment, cells: list[dict]) -> dict[str, Answer]:
    """Question id -> answer, for every question of the assignment."""
    return {question.id: _answer(question, cells) for question in assignment.questions}


def _answer(question: Question, cells: list[dict]) -> Answer:
    stub = fingerprint(question.stub)
    candidates = []
    for position, cell in enumerate(cells):
        by_grade_id, by_id = cell["grade_id"] == question.id, cell["id"] == question.cell_id
        defines = _defines(question, cell["text"])
        by_name = defines and cell["kind"] == "code"  # prose may quote a definition
        if by_grade_id or by_id or by_name:
            written = cell["fingerprint"] not in ("", stub)
            candidates.append(((written, defines, by_grade_id, by_id, position), cell))
    if not candidates:
        return Answer(None, False, "Its cell is missing.")
    rank, chosen = max(candidates, key=lambda candidate: candidate[0])
    note = ""
    if len({cell["fingerprint"] for other, cell in candidates if other[:4] == rank[:4]}) > 1:
        note = "Several different cells carry its mark; the last one was run."
    elif rank[0] and chosen["kind"] != "code":
        note = "Its cell was turned into text; it was run as code."
    return Answer(chosen["text"], rank[0], note)


def _defines(question: Question, text: str) -> bool:
    """Whether a line defines each name. A pattern, so that a cell with a slip in it is still found."""
    patterns = (rf"^(async\s+)?(def|class)\s+{name}\b|^{name}\s*(:[^=\n]+)?=(?!=)" for name in question.names)
    return all(re.search(pattern, text, re.MULTILINE) for pattern in patterns)

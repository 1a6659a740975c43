"""Marks inside a cell: what the learner's copy leaves out, and what stands there instead.

    ### BEGIN SOLUTION
    spread = table["age"].std()
    ### STUB: spread = None      # your line
    ### END SOLUTION

The learner's copy holds the `### STUB:` lines, uncommented, at the indentation of their mark (one blank after the
colon belongs to the mark). With no stub line, `...` stands there. The teacher's copy holds the solution
without marks and stubs. Lines between `### BEGIN HIDDEN TESTS` and `### END HIDDEN TESTS` are cut from the
learner's copy and kept in the teacher's. The words of the marks are nbgrader's, so its tools read them too.

A mark without its partner, a mark inside another region, or a stub outside a solution raises `CourseError`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from course_lib.errors import CourseError

MARK = re.compile(r"^(?P<indent>\s*)###\s*(?P<edge>BEGIN|END)\s+(?P<kind>SOLUTION|HIDDEN TESTS)\s*$")
STUB = re.compile(r"^(?P<indent>\s*)###\s*STUB:[ ]?(?P<text>.*)$")
# A slip such as "### Begin solution" would publish the answer, so it is refused instead of ignored.
NEARLY = re.compile(r"^\s*#+\s*(BEGIN|END)[ _-]*(SOLUTION|HIDDEN)|^\s*#+\s*STUB\b", re.IGNORECASE)


def has_solution(text: str) -> bool:
    """Whether the cell's text holds a `### BEGIN SOLUTION` mark."""
    return any((mark := MARK.match(line)) and mark["kind"] == "SOLUTION" for line in text.splitlines())


def check_marks(text: str, place: str = "this cell", first_line: int = 1) -> None:
    """Raise CourseError, with `place` and the line, at the first mark that has no partner.

    text: a cell's text; first_line: the number, in the file that `place` names, of the text's first line.
    """
    for _ in _lines(text, place, first_line):
        pass


def solved(text: str, place: str = "this cell") -> str:
    """The cell as the teacher reads it: solution and hidden tests stay, marks and stubs go."""
    return _joined(line for line, role, _ in _lines(text, place) if role in ("shown", "SOLUTION", "HIDDEN TESTS"))


def stubbed(text: str, place: str = "this cell") -> str:
    """The cell as the learner gets it: each solution replaced by its stub, hidden tests cut."""
    kept: list[str] = []
    stubs: list[str] = []
    for line, role, indent in _lines(text, place):
        if role == "shown":
            kept.append(line)
        elif role == "STUB":
            stubs.append(line)
        elif role == "END SOLUTION":
            kept.extend(stubs or [f"{indent}..."])
            stubs = []
    return _joined(kept)


def _lines(text: str, place: str, first_line: int = 1) -> Iterator[tuple[str, str, str]]:
    """Each line as (line, role, indent); role: shown, SOLUTION, HIDDEN TESTS, STUB, or an edge "BEGIN …", "END …".

    A STUB line comes uncommented.
    """
    inside, opened = None, 0
    for number, line in enumerate(text.splitlines(), first_line):
        where = f"{place}, line {number}"
        if mark := MARK.match(line):
            edge, kind = mark["edge"], mark["kind"]
            if edge == "BEGIN" and inside:
                raise CourseError(
                    f"{where}: '### BEGIN {kind}' stands inside the {inside} opened in line {opened}; "
                    f"close that one first with '### END {inside}'."
                )
            if edge == "END" and inside != kind:
                raise CourseError(
                    f"{where}: '### END {kind}' has no '### BEGIN {kind}' before it; add the missing mark."
                )
            inside, opened = (kind, number) if edge == "BEGIN" else (None, 0)
            yield line, f"{edge} {kind}", mark["indent"]
        elif stub := STUB.match(line):
            if inside != "SOLUTION":
                raise CourseError(
                    f"{where}: a '### STUB:' line belongs between '### BEGIN SOLUTION' and "
                    "'### END SOLUTION'; move it there."
                )
            yield (stub["indent"] + stub["text"]).rstrip(), "STUB", stub["indent"]
        elif NEARLY.match(line):
            raise CourseError(
                f"{where}: '{line.strip()}' is nearly a mark; write '### BEGIN SOLUTION', '### END SOLUTION', "
                "'### BEGIN HIDDEN TESTS', '### END HIDDEN TESTS' or '### STUB: …' exactly."
            )
        else:
            yield line, inside or "shown", ""
    if inside:
        raise CourseError(
            f"{place}, line {opened}: '### BEGIN {inside}' is never closed; add '### END {inside}' in the same cell."
        )


def _joined(lines) -> str:
    return "\n".join(lines).strip("\n")

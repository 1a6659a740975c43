"""An assignment as the grader sees it: questions with their stubs, solutions and checks, read from the one source."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib.authoring.cells import HEADING, Cell, Source, nbgrader_metadata, read_source
from course_lib.authoring.marks import MARK, solved, stubbed
from course_lib.errors import CourseError
from course_lib.grading.slips import Slip, called, take_slips

SOURCES = Path(__file__).resolve().parents[2] / "notebooks" / "source"
WORDS = re.compile(r"^#\s*(?P<key>expected|hint):\s*(?P<text>.*)$")
RTOL, ATOL = 1e-6, 1e-9


@dataclass(frozen=True)
class Check:
    """Values printed on inputs. inputs: the names that the hidden region draws; draw: its code; code: what is
    visible; code_hidden: the same without the visible inputs; expected, hint: for the feedback page; slips: foreseen
    wrong answers, which replace the function `target`."""

    id: str
    cell_id: str
    points: float
    code: str
    code_hidden: str
    draw: str
    inputs: tuple[str, ...]
    expected: str
    hint: str
    rtol: float = RTOL
    atol: float = ATOL
    slips: tuple[Slip, ...] = ()
    target: str = ""


@dataclass(frozen=True)
class Question:
    """An exercise and its checks. names: what its cell must define."""

    id: str
    cell_id: str
    title: str
    stub: str
    solution: str
    names: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Assignment:
    """setup: the code of the cells with that role, run before every answer."""

    source: Source
    setup: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        return self.source.number

    @property
    def points(self) -> float:
        return sum(question.points for question in self.questions)

    @property
    def digest(self) -> str:
        """SHA-256 of everything that decides marks: results of another digest are not reused."""
        written = json.dumps([self.setup, [asdict(question) for question in self.questions]], sort_keys=True)
        return hashlib.sha256(written.encode()).hexdigest()

    def modules(self) -> tuple[str, ...]:
        """Every module that setup cells or solutions import: the warm process imports them once."""
        texts = [*self.setup, *(question.solution for question in self.questions)]
        found: dict[str, None] = {}
        for node in (node for text in texts for node in ast.walk(ast.parse(text))):
            if isinstance(node, ast.Import):
                found |= dict.fromkeys(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= dict.fromkeys([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
        return tuple(found)

    def solutions(self) -> dict[str, str]:
        return {question.id: question.solution for question in self.questions}

    def stubs(self) -> dict[str, str]:
        return {question.id: question.stub for question in self.questions}


def find_assignment(name: str, folder: Path = SOURCES) -> Assignment:
    """By number ("A1"), by stem, or by the path of a source."""
    if name.endswith(".py"):
        return read_assignment(Path(name))
    found = sorted(path for path in folder.glob("[A-Z][0-9]_*.py") if name in (path.stem, path.stem[:2]))
    if not found:
        have = ", ".join(path.stem[:2] for path in sorted(folder.glob("[A-Z][0-9]_*.py"))) or "none"
        raise CourseError(f"There is no source for assignment '{name}' in {folder.name}; there are: {have}.")
    return read_assignment(found[0])


def read_assignment(path: Path) -> Assignment:
    """Read and check a source. CourseError names file, line and remedy."""
    source = read_source(path)
    if source.kind != "assignment":
        raise CourseError(f"{path.name} is a {source.kind}; write 'kind: assignment' into its header.")
    setup: list[str] = []
    title = source.title
    open_questions: list[dict] = []
    for cell in source.cells:
        if cell.kind == "markdown" and (heading := HEADING.search(cell.text)):
            title = heading["text"].strip()
        if cell.role == "setup" and cell.kind == "code":
            setup.append(stubbed(cell.text))
        elif cell.role == "exercise":
            open_questions.append(_question(source, cell, title))
        elif cell.role == "check":
            if not open_questions:
                raise CourseError(f"{_place(source, cell)}: this check follows no exercise; move it below one.")
            open_questions[-1]["checks"].append(_check(source, cell, open_questions[-1]["names"]))
    for question in open_questions:
        if not question["checks"]:
            raise CourseError(
                f"{path.name}: exercise '{question['id']}' has no check, so nothing marks it; "
                'add a cell tags=["check"] with points after it.'
            )
    if not open_questions:
        raise CourseError(f'{path.name} has no exercise; tag the cells to be answered tags=["exercise"].')
    return Assignment(
        source, tuple(setup), tuple(Question(**q | {"checks": tuple(q["checks"])}) for q in open_questions)
    )


def _place(source: Source, cell: Cell) -> str:
    return f"{source.path.name}, line {cell.line}"


def _question(source: Source, cell: Cell, title: str) -> dict:
    if cell.kind != "code" or not cell.has_solution:
        raise CourseError(
            f"{_place(source, cell)}: exercise '{cell.name}' is no code cell with a solution; answers are marked by "
            "their values, so write one between '### BEGIN SOLUTION' and '### END SOLUTION'."
        )
    if cell.points is not None:
        raise CourseError(f"{_place(source, cell)}: points stand on the checks; move points={cell.points:g} there.")
    solution, stub = solved(cell.text), stubbed(cell.text)
    defined = defined_names(_parsed(source, cell, solution))
    names = [name for name in defined if name in defined_names(_parsed(source, cell, stub))]
    if not names:
        raise CourseError(
            f"{_place(source, cell)}: the stub of '{cell.name}' defines no name; leave the line 'def …' or a stub "
            "'### STUB: name = None' in view, so that a check can use it."
        )
    return {
        "id": nbgrader_metadata(cell)["grade_id"],
        "cell_id": cell.id,
        "title": title,
        "stub": stub,
        "solution": solution,
        "names": tuple(names),
        "checks": [],
    }


def _check(source: Source, cell: Cell, names: tuple[str, ...]) -> Check:
    place = _place(source, cell)
    if not cell.points:
        raise CourseError(f"{place}: a check of an assignment carries points; write points=2 on its line.")
    hidden = _hidden_region(cell.text)
    if hidden is None:
        raise CourseError(
            f"{place}: the check has no hidden inputs, so the printed values could be copied; redefine its inputs "
            "from 'seed' between '### BEGIN HIDDEN TESTS' and '### END HIDDEN TESTS'."
        )
    visible = stubbed(cell.text)
    tree = _parsed(source, cell, visible)
    slips, draw = _slips(place, _parsed(source, cell, hidden))
    drawn = defined_names(draw)
    inputs = tuple(name for name in defined_names(tree) if name in drawn)
    if not inputs:
        raise CourseError(
            f"{place}: the hidden region assigns none of the names that the visible cell assigns; "
            "give both the same inputs, for example cases = […]."
        )
    if not any(isinstance(node, ast.Call) and ast.unparse(node.func) == "print" for node in ast.walk(tree)):
        raise CourseError(f"{place}: the check prints nothing, so there is nothing to compare; print a value.")
    words = {match["key"]: match["text"] for line in hidden.splitlines() if (match := WORDS.match(line.strip()))}
    if missing := [key for key in ("expected", "hint") if not words.get(key)]:
        raise CourseError(f"{place}: the hidden region lacks a line '# {missing[0]}: …' for the feedback page; add it.")
    if unknown := set(cell.course_lib) - {"rtol", "atol"}:
        raise CourseError(f"{place}: course_lib key '{sorted(unknown)[0]}' is unknown; known are rtol and atol.")
    target = called(names, tree)
    if slips and len(target) != 1:
        raise CourseError(f"{place}: a check with slips calls one function of its exercise; this one uses {target}.")
    return Check(
        id=nbgrader_metadata(cell)["grade_id"],
        cell_id=cell.id,
        points=cell.points,
        code=visible,
        code_hidden=_without(tree, inputs),
        draw=ast.unparse(draw),
        inputs=inputs,
        slips=slips,
        target=target[0] if slips else "",
        **words,
        **cell.course_lib,
    )


def _slips(place: str, hidden: ast.Module) -> tuple[tuple[Slip, ...], ast.Module]:
    try:
        return take_slips(hidden)
    except ValueError as error:
        raise CourseError(
            f"{place}: {error} has no docstring; complete 'You get these values if your answer …' there."
        ) from error


def _hidden_region(text: str) -> str | None:
    """The lines between the marks of hidden tests, None if there are none. The marks were checked by the reader."""
    lines, inside, found = [], False, False
    for line in text.splitlines():
        mark = MARK.match(line)
        if mark and mark["kind"] == "HIDDEN TESTS":
            inside, found = mark["edge"] == "BEGIN", True
        elif inside:
            lines.append(line)
    return "\n".join(lines) if found else None


def _parsed(source: Source, cell: Cell, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise CourseError(
            f"{_place(source, cell)}: this cell of an assignment must be plain Python ({error.msg}, its line "
            f"{error.lineno}); correct it, and leave out magics."
        ) from error


def defined_names(tree: ast.Module) -> list[str]:
    """The names that a cell binds at its top level by def, class or assignment, in order."""
    names: dict[str, None] = {}
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names[statement.name] = None
        names |= dict.fromkeys(_assigned(statement))
    return list(names)


def _assigned(statement: ast.stmt) -> list[str]:
    """The names that an assignment binds, or changes in part (`table["age"] = …`)."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign | ast.AugAssign) else targets
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _without(tree: ast.Module, inputs: tuple[str, ...]) -> str:
    """The check's code without the statements that assign its visible inputs."""
    kept = [statement for statement in tree.body if not set(_assigned(statement)) & set(inputs)]
    return ast.unparse(ast.Module(kept, []))

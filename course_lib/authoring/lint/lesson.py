"""A lesson as the rules see it: source, both stored copies, its bank and the glossary (data, never imported)."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from course_lib.authoring.build import copy_path
from course_lib.authoring.cells import Cell, Source
from course_lib.authoring.copies import LEARNER, TEACHER, learner_copy, teacher_copy
from course_lib.authoring.lint.rules import NotBuilt
from course_lib.errors import CourseError

TEACHING = Path(__file__).resolve().parents[2] / "teaching"
IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"\balt=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')", re.IGNORECASE)


@dataclass(frozen=True)
class View:
    """A stored cell beside the source cell of the same id. copy: "learner" or "teacher"."""

    cell: nbformat.NotebookNode
    source: Cell | None
    copy: str

    @property
    def id(self) -> str:
        return self.cell.get("id", "?")

    @property
    def tags(self) -> list[str]:
        return list(self.cell.metadata.get("tags", []))

    @property
    def role(self) -> str | None:
        return self.source.role if self.source else None

    @property
    def is_code(self) -> bool:
        return self.cell.cell_type == "code"

    @property
    def is_markdown(self) -> bool:
        return self.cell.cell_type == "markdown"

    @property
    def core(self) -> bool:
        """Part of the 45 minutes: neither folded as `deeper` nor the teacher's."""
        return "deeper" not in self.tags and self.role != "teacher"

    @property
    def text(self) -> str:
        return self.cell.source

    @property
    def outputs(self) -> list:
        return list(self.cell.get("outputs", [])) if self.is_code else []

    @property
    def printed(self) -> str:
        return "".join(output.text for output in self.outputs if output.output_type == "stream")

    @property
    def figures(self) -> list[dict]:
        """The mimebundles of this cell that hold a picture."""
        bundles = [output.data for output in self.outputs if "data" in output]
        return [data for data in bundles if _pictures(data) or IMG.search(_text(data.get("text/html", "")))]

    @property
    def alts(self) -> list[str]:
        """The alt text of each figure, "" where it has none."""
        return [_alt(data) for data in self.figures]

    @property
    def live_controls(self) -> bool:
        """An explore cell that displays something which is no stored picture: what a learner moves."""
        displayed = any("data" in output for output in self.outputs)
        return self.role == "explore" and displayed and not self.figures

    @cached_property
    def tree(self) -> ast.Module | None:
        """The code's syntax tree, magics translated as IPython does; None if it is no code."""
        return parsed(self.text) if self.is_code else None

    def calls(self, method: str) -> list[ast.Call]:
        """Calls of `course.<method>(…)` in this cell."""
        return [call for call in self._course_calls if call.func.attr == method]

    @cached_property
    def _course_calls(self) -> list[ast.Call]:
        return [
            node
            for node in (ast.walk(self.tree) if self.tree else ())
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "course"
        ]


@dataclass(frozen=True)
class Lesson:
    """source; copy name -> views in order; copy name -> stored path; bank, glossary terms and checks as data."""

    source: Source
    views: dict[str, list[View]]
    paths: dict[str, Path]
    bank: dict
    glossary: dict[str, str]
    checks: ast.Module | None

    @property
    def learner(self) -> list[View]:
        return self.views[LEARNER]

    @property
    def teacher(self) -> list[View]:
        return self.views[TEACHER]

    @property
    def both(self) -> list[View]:
        return self.learner + self.teacher

    def shown(self, copy: str) -> str:
        """A file's name for a sentence: "01_x.ipynb", "teacher/01_x.ipynb", "source/01_x.py"."""
        if self.source.kind == "assignment":
            return f"source/{self.source.path.name}"
        if copy == LEARNER:
            return f"{self.source.stem}.ipynb"
        return f"teacher/{self.source.stem}.ipynb" if copy == TEACHER else f"source/{self.source.path.name}"

    def called(self, method: str) -> list[tuple[View, str]]:
        """(view, name) of each course.<method>("name", …) in the learner's copy; the lesson's own number is cut off."""
        pairs = []
        for view in self.learner:
            for call in view.calls(method):
                if call.args and isinstance(call.args[0], ast.Constant):
                    pairs.append((view, str(call.args[0].value).removeprefix(f"{self.source.number}.")))
        return pairs


def load_lesson(source: Source, folder: Path, teaching: Path = TEACHING) -> Lesson:
    """Read the stored copies and the teaching data. NotBuilt if a copy is missing or is no notebook."""
    notebooks, paths = {}, {}
    for copy in (LEARNER, TEACHER):
        path = paths[copy] = copy_path(source.stem, copy, folder)
        remedy = f"run: python -m course_lib build {source.number}"
        if not path.exists():
            raise NotBuilt(path.name, f"is missing ({copy}'s copy); {remedy}")
        try:
            notebooks[copy] = nbformat.read(path, as_version=4)
        except (OSError, ValueError) as error:
            raise NotBuilt(path.name, f"cannot be read ({copy}'s copy, {type(error).__name__}); {remedy}") from error
    return _lesson(source, notebooks, paths, teaching)


def load_unbuilt(source: Source, folder: Path, teaching: Path = TEACHING) -> Lesson:
    """As load_lesson, from the copies as they are before execution."""
    stored = {copy: copy_path(source.stem, copy, folder) for copy in (LEARNER, TEACHER)}
    if source.kind == "assignment":
        stored = dict.fromkeys(stored, folder / "assignments" / f"{source.stem}.ipynb")
    return _lesson(source, {LEARNER: learner_copy(source), TEACHER: teacher_copy(source)}, stored, teaching)


def _lesson(source: Source, notebooks: dict, paths: dict[str, Path], teaching: Path) -> Lesson:
    by_id = {cell.id: cell for cell in source.cells}
    return Lesson(
        source,
        {copy: [View(cell, by_id.get(cell.get("id")), copy) for cell in nb.cells] for copy, nb in notebooks.items()},
        paths,
        bank=_toml(teaching / "bank" / f"{source.number}.toml"),
        glossary=read_glossary(teaching),
        checks=_python(teaching / "checks" / f"lesson_{source.number}.py"),
    )


def read_glossary(teaching: Path = TEACHING) -> dict[str, str]:
    """Term, and each other name of it, in small letters -> the text of its entry."""
    terms = {}
    for term, entry in _toml(teaching / "bank" / "glossary.toml").items():
        for name in (term, *entry.get("also", ())):
            terms[name.lower()] = " ".join(strings(entry))
    return terms


def strings(value) -> list[str]:
    """Every text in nested lists and tables, in order."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in items for text in strings(item)]


def parsed(code: str) -> ast.Module | None:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return ast.parse(TransformerManager().transform_cell(code))
    except SyntaxError:
        return None


def _toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path.name} is not valid TOML ({error}); correct it.") from error


def _python(path: Path) -> ast.Module | None:
    return ast.parse(path.read_text(encoding="utf-8")) if path.exists() else None


def _pictures(data) -> bool:
    return any(mime.startswith("image/") for mime in data)


def _alt(data) -> str:
    tags = IMG.findall(_text(data.get("text/html", "")))
    alts = [ALT.search(tag) for tag in tags]
    found = [(alt["double"] or alt["single"] or "") for alt in alts if alt]
    return found[0].strip() if found and len(found) == len(tags) and all(found) else ""


def _text(value) -> str:
    return "".join(value) if isinstance(value, list) else value

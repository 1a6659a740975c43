"""The source format: how an author writes a lesson or an assignment, and how it is read.

A source is `NN_name.py` (two digits, words of small letters joined by `_`; assignments `A1_name.py`), in
jupytext's percent format, so that JupyterLab opens it as a notebook. It holds the solved notebook.

The header, YAML that jupytext keeps, carries the card; the build writes it below the text of the cell tagged
`card`, which opens with the title, `# 01 The whole game`:

    # ---
    # jupyter:
    #   course_lib:
    #     promise: You generate, judge and attack a table in fifteen lines.
    #     objectives:
    #     - text: generate a table that keeps the shape of each column    # completes "you can …"
    #       check: generate        # the name in a cell's course.check("generate", …)
    #     minutes: 45
    #     needs: lesson 00, the mean and the standard deviation
    #     run_seconds: 40          # on two cores; `bench` compares it
    #   kernelspec:
    #     display_name: Python 3 (ipykernel)
    #     language: python
    #     name: python3
    # ---

An objective is also asked in the quiz: `[[quiz]]` of the lesson's bank says `objective = 1`, 2 or 3.
`kind: opening` (lesson 00) and `kind: assignment` relax the rules on length and parts; the default is `lesson`.

A cell opens with `# %%`; all that follows on that line is its metadata, as JSON values:

    # %% [markdown] tags=["card"]
    # # 01 The whole game
    # %% name="generate" tags=["exercise"]
    ### BEGIN SOLUTION
    synthetic = make("independent").fit(train, schema).sample(1000, seed=1)
    ### STUB: synthetic = None
    ### END SOLUTION
    # %% tags=["check"]
    course.check("generate", synthetic)

- `name`: small letters, digits and hyphens, once in a file. An exercise must have one; its checks, hints and its
  solution use the same name. The id of a cell is "<lesson>-<name>", or without a name "<lesson>-<role>-<k>",
  the k-th of its role, so that a new cell changes few ids.
- `tags`: at most one role and any marks.
  Roles, in the order of a lesson: card, hook, setup, recall, loop, explore, exercise, check, lineup, your-table,
  fails (where it fails), quiz, teacher (cut from the learner's copy). A cell without a role is plain.
  Marks: deeper (folded, outside the core; the first such cell is a heading), fold (prose or code that gives an answer
  away, stored folded), slide, subslide, fragment, skip, notes (for the slides), raises-exception (the error is what
  the cell shows). Outputs of code cells with the role hook are stored folded without a mark, but for the cell that
  asks course.predict; let a folded cell print a line first, it becomes the label of the fold.
- Explore, four cells: the stored picture, the live controls alone in their cell, the answer to the task (a name and
  solution marks, as in an exercise), its course.check. All have the role explore.
- Solutions: see `course_lib.authoring.marks`. Code and markdown cells may hold them.
- `[[floor]]` or `[[floor|noise floors]]` in prose is a term of the glossary; built copies show it in italics.
- Assignments: `points=3` on a `check` cell, or on an `exercise` cell that a person reads (a markdown answer).
  nbgrader's v3 entry is written from role, name and points (`nbgrader_metadata`); an author may write the entry
  `nbgrader={…}` in full instead. Keys of our own (tolerances, hidden inputs) go into `course_lib={…}` beside it.
"""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.authoring.marks import check_marks, has_solution
from course_lib.errors import CourseError

ROLES = (
    "card", "hook", "setup", "recall", "loop", "explore", "exercise", "check", "lineup", "your-table", "fails",
    "quiz", "teacher",
)  # fmt: skip
MARKS = ("deeper", "fold", "slide", "subslide", "fragment", "skip", "notes", "raises-exception")
KINDS = ("lesson", "opening", "assignment")

SOURCE_NAME = re.compile(r"^(?P<number>\d\d|[A-Z]\d)_[a-z0-9_]+$")
CELL_NAME = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
CELL_START = re.compile(r"^# ?%%(?!%)")
BLANK_LINES = ("lines_to_next_cell", "lines_to_end_of_cell_marker")
METADATA = re.compile(r"(?<!\S)([A-Za-z_]\w*)=")
HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<text>.+)$", re.MULTILINE)
TERM = re.compile(r"\[\[(?P<term>[^\[\]|]+)(?:\|(?P<shown>[^\[\]|]+))?\]\]")


@dataclass(frozen=True)
class Cell:
    """One cell of a source.

    kind: "code", "markdown" or "raw". text: as written, marks included. id: stable from build to build.
    line: of its `# %%` in the file, from 1. name, role, points: None where the author gave none.
    marks: the tags that are no role. course_lib, nbgrader: the metadata entries of that name, {} if absent.
    metadata: every other entry of the cell's line (such as slideshow).
    """

    kind: str
    text: str
    id: str
    line: int
    name: str | None = None
    role: str | None = None
    marks: tuple[str, ...] = ()
    points: float | None = None
    course_lib: dict = field(default_factory=dict)
    nbgrader: dict = field(default_factory=dict)
    metadata: dict = field(default_factory=dict)

    @property
    def tags(self) -> list[str]:
        return ([self.role] if self.role else []) + list(self.marks)

    @property
    def has_solution(self) -> bool:
        return has_solution(self.text)


@dataclass(frozen=True)
class Source:
    """A source file: its path, its number ("01", "A1"), the header's card, the kernelspec and the cells."""

    path: Path
    number: str
    card: dict
    kernelspec: dict
    cells: tuple[Cell, ...]

    @property
    def stem(self) -> str:
        """The file's name without ending, "01_whole_game": the built notebooks bear it too."""
        return self.path.stem

    @property
    def kind(self) -> str:
        return self.card.get("kind", "lesson")

    @property
    def title(self) -> str:
        """The first heading, "01 The whole game"; the stem where there is none."""
        headings = (HEADING.match(cell.text) for cell in self.cells if cell.kind == "markdown")
        return next((heading["text"].strip() for heading in headings if heading), self.stem)

    def __getitem__(self, name: str) -> Cell:
        """The cell of that name, or CourseError with the names there are."""
        for cell in self.cells:
            if cell.name == name:
                return cell
        names = ", ".join(cell.name for cell in self.cells if cell.name) or "none"
        raise CourseError(f"{self.path.name} has no cell named '{name}'; its named cells: {names}.")


def read_source(path: str | Path) -> Source:
    """Read and validate a source. CourseError names the file, the line and the remedy."""
    import jupytext
    from nbformat.validator import NotebookValidationError

    path = Path(path)
    named = SOURCE_NAME.match(path.stem)
    if not named:
        raise CourseError(f"{path.name}: a source is named like 01_whole_game.py or A1_build.py; rename it.")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path.name} cannot be read ({error}); save it as UTF-8 text.") from error
    starts = _cell_starts(path.name, text)
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except NotebookValidationError as error:
        raise CourseError(f"{path.name}: the header makes no valid notebook ({error.message}); correct it.") from error
    if len(notebook.cells) == len(starts) + 1 and not notebook.cells[0].source.strip():
        del notebook.cells[0]  # blank lines below the header
    if len(starts) != len(notebook.cells):
        raise CourseError(
            f"{path.name}: {len(notebook.cells)} cells but {len(starts)} lines that open one; "
            "begin every cell, the first too, with a line '# %%'."
        )
    card = notebook.metadata.get("course_lib", {})
    _check_card(path.name, card)
    cells = _read_cells(path, named["number"], notebook.cells, starts)
    return Source(path, named["number"], dict(card), dict(notebook.metadata.get("kernelspec", {})), cells)


def _check_card(where: str, card) -> None:
    """Only what would break the reading; whether the card is complete is the lint's question."""
    if not isinstance(card, dict):
        raise CourseError(
            f"{where}: 'course_lib:' in the header holds {card!r}; write 'promise: …' and so on below it."
        )
    if card.get("kind", "lesson") not in KINDS:
        raise CourseError(f"{where}: kind '{card['kind']}' is none of {', '.join(KINDS)}; correct the header.")
    objectives = card.get("objectives") or []
    if not (isinstance(objectives, list) and all(isinstance(item, dict) for item in objectives)):
        raise CourseError(f"{where}: objectives are a list of entries with text and check; correct the header.")


def _cell_starts(file: str, text: str) -> list[int]:
    """The number of each line that opens a cell. Its metadata is read here once, because jupytext's own errors
    name no line: `key=value` pairs with JSON values, blanks between them."""
    starts = []
    for number, line in enumerate(text.splitlines(), 1):
        if not CELL_START.match(line):
            continue
        starts.append(number)
        first = METADATA.search(line)
        position = first.start() if first else len(line)
        while position < len(line.rstrip()):
            key = METADATA.match(line, position)
            try:
                value, position = json.JSONDecoder().raw_decode(line, key.end()) if key else (None, -1)
            except ValueError:
                position = -1
            if position < 0 or (key[1] == "tags" and not _are_words(value)):
                raise CourseError(
                    f"{file}, line {number}: the metadata of this cell is not understood; write JSON values with "
                    'blanks between them, as in # %% name="mean-age" tags=["exercise"] points=3.'
                )
            position += len(line[position:]) - len(line[position:].lstrip())
    return starts


def _are_words(value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _read_cells(path: Path, number: str, raw_cells, starts: list[int]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    counts: dict[str, int] = {}
    names: dict[str, int] = {}
    for raw, line in zip(raw_cells, starts, strict=True):
        where = f"{path.name}, line {line}"
        # jupytext notes how many blank lines follow a cell; they say nothing.
        metadata = {key: value for key, value in raw.metadata.items() if key not in BLANK_LINES}
        name, points = metadata.pop("name", None), metadata.pop("points", None)
        tags = metadata.pop("tags", [])
        _check_tags(where, tags)
        if name is not None and not (isinstance(name, str) and CELL_NAME.match(name)):
            raise CourseError(f"{where}: cell name {name!r} needs small letters, digits and hyphens, in quotes.")
        if name in names:
            raise CourseError(f"{where}: cell name '{name}' is taken by the cell in line {names[name]}; rename one.")
        if name:
            names[name] = line
        if points is not None and not (isinstance(points, int | float) and points >= 0):
            raise CourseError(f"{where}: points={points!r} is no number of points; write points=3.")
        roles = [tag for tag in tags if tag in ROLES]
        role = roles[0] if roles else None
        if role == "exercise" and not name:
            raise CourseError(f'{where}: an exercise needs a name for its check and its hints; write name="…".')
        check_marks(raw.source, path.name, line + 1)
        kind = role or ("code" if raw.cell_type == "code" else "text")
        counts[kind] = counts.get(kind, 0) + 1
        cell_id = f"{number}-{name or f'{kind}-{counts[kind]:02d}'}"[:64]
        if cell_id in (cell.id for cell in cells):
            raise CourseError(f"{where}: the id '{cell_id}' is taken by another cell; give this one another name.")
        cells.append(
            Cell(
                kind=raw.cell_type,
                text=raw.source.strip("\n"),
                id=cell_id,
                line=line,
                name=name,
                role=role,
                marks=tuple(tag for tag in tags if tag not in ROLES),
                points=points,
                course_lib=dict(metadata.pop("course_lib", {})),
                nbgrader=dict(metadata.pop("nbgrader", {})),
                metadata=metadata,
            )
        )
    return tuple(cells)


def _check_tags(where: str, tags: list[str]) -> None:
    for tag in tags:
        if tag not in ROLES + MARKS:
            near = difflib.get_close_matches(tag, ROLES + MARKS, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(ROLES + MARKS)}."
            raise CourseError(f"{where}: tag '{tag}' is unknown; {hint}")
    roles = [tag for tag in tags if tag in ROLES]
    if len(roles) > 1:
        raise CourseError(f"{where}: a cell has one role, this one has {' and '.join(roles)}; split or drop one.")


def nbgrader_metadata(cell: Cell) -> dict:
    """nbgrader's entry of schema 3 for a cell of an assignment.

    An exercise is the learner's to write (solution, not locked); if it also carries points, a person grades it
    (grade). A check with points is graded by its values (grade, locked). Every other cell is locked. The
    author's own `nbgrader={…}` wins key by key.
    """
    answer = cell.role == "exercise"
    grade = cell.points is not None and cell.role in ("exercise", "check")
    entry = {
        "schema_version": 3,
        "grade_id": cell.name or cell.id,
        "cell_type": cell.kind,
        "solution": answer,
        "grade": grade,
        "locked": not answer,
        "task": False,
    }
    if grade:
        entry["points"] = cell.points
    return entry | cell.nbgrader

"""One source, two notebooks: the learner's, with stubs, and the teacher's, solved and with notes.

What is written here is complete but for outputs: `build` executes it, `build --check` compares it as it is.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from course_lib.authoring.cells import HEADING, TERM, Cell, Source, nbgrader_metadata
from course_lib.authoring.marks import solved, stubbed
from course_lib.authoring.prose import outside_code
from course_lib.files import write_whole

LEARNER, TEACHER = "learner", "teacher"
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
SLIDES = {"slide": "slide", "subslide": "subslide", "fragment": "fragment", "skip": "skip", "notes": "notes"}
# JupyterLab keeps a folded section in its heading's metadata under this key; the cells below follow the heading.
HEADING_FOLDED = "jp-MarkdownHeadingCollapsed"
PREDICTS = re.compile(r"^\s*course\.predict\(", re.MULTILINE)  # the question stays open, whatever the hook folds
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


def learner_copy(source: Source) -> nbformat.NotebookNode:
    """Stubs for solutions, no teacher's cells, none of our own keys (they may hold tolerances and inputs)."""
    cells = [cell for cell in source.cells if cell.role != "teacher"]
    return _notebook(source, LEARNER, [_cell(source, cell, LEARNER) for cell in cells])


def teacher_copy(source: Source) -> nbformat.NotebookNode:
    """Everything, solved. Ids are those of the learner's copy, so that the two can be laid side by side."""
    return _notebook(source, TEACHER, [_cell(source, cell, TEACHER) for cell in source.cells])


def source_hash(source: Source) -> str:
    """SHA-256 over card and cells as read; line ends, jupytext's own header and outputs do not enter."""
    cells = [
        [
            cell.kind,
            cell.text,
            cell.id,
            cell.name,
            cell.tags,
            cell.points,
            cell.course_lib,
            cell.nbgrader,
            cell.metadata,
        ]
        for cell in source.cells
    ]
    written = json.dumps([source.card, cells], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Validate, then write in one step, so that a reader never meets half a notebook."""
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, nbformat.writes(notebook, version=4) + "\n")


def _notebook(source: Source, copy: str, cells: list) -> nbformat.NotebookNode:
    ours = {"lesson": source.number, "copy": copy, "source": source.path.name, "source_sha256": source_hash(source)}
    metadata = {"kernelspec": KERNELSPEC, "language_info": LANGUAGE, "course_lib": ours}
    notebook = new_notebook(cells=cells, metadata=metadata)
    notebook.nbformat_minor = 5
    return notebook


def _cell(source: Source, cell: Cell, copy: str) -> nbformat.NotebookNode:
    place = f"{source.path.name}, cell '{cell.id}'"
    text = solved(cell.text, place) if copy == TEACHER else stubbed(cell.text, place)
    if cell.kind == "markdown":
        text = outside_code(text, show_terms)
        text = text + "\n\n" + card_text(source.card) if cell.role == "card" else text
        text = folded(text) if "fold" in cell.marks else text
    return NEW_CELL[cell.kind](text, id=cell.id, metadata=_metadata(source, cell, copy))


def _metadata(source: Source, cell: Cell, copy: str) -> dict:
    metadata = dict(cell.metadata)
    if cell.tags:
        metadata["tags"] = cell.tags
    if cell.name:
        metadata["name"] = cell.name
    if cell.course_lib and copy == TEACHER:
        metadata["course_lib"] = cell.course_lib
    if source.kind == "assignment":
        metadata["nbgrader"] = nbgrader_metadata(cell)
    slides = [SLIDES[mark] for mark in cell.marks if mark in SLIDES] or (["notes"] if cell.role == "teacher" else [])
    if slides:
        metadata["slideshow"] = {"slide_type": slides[0]}
    if cell.kind == "code" and "fold" in cell.marks:
        metadata["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
    elif cell.kind == "code" and cell.role == "hook" and not PREDICTS.search(cell.text):
        metadata["jupyter"] = {"outputs_hidden": True}
    elif cell.kind == "markdown" and "deeper" in cell.marks and HEADING.match(cell.text):
        metadata[HEADING_FOLDED] = True
    return metadata


def show_terms(text: str) -> str:
    """`[[floor|noise floors]]` as the reader sees it: *noise floors*."""
    return TERM.sub(lambda term: f"*{(term['shown'] or term['term']).strip()}*", text)


def folded(text: str) -> str:
    """Prose behind a line that opens it; <details> folds in JupyterLab, on GitHub and in static pages alike."""
    return f"<details>\n<summary>Open this after your answer</summary>\n\n{text}\n\n</details>"


def card_text(card: dict) -> str:
    """The card as markdown; parts that the header lacks are left out here and reported by the lint."""
    parts = []
    if card.get("promise"):
        parts.append(f"**Promise.** {card['promise']}")
    if card.get("objectives"):
        items = [f"{k}. {objective.get('text', '')}" for k, objective in enumerate(card["objectives"], 1)]
        parts.append("**After it you can**\n\n" + "\n".join(items))
    facts = []
    if card.get("minutes"):
        facts.append(f"**Time:** {card['minutes']} minutes")
    if card.get("needs"):
        facts.append(f"**Needs:** {card['needs']}")
    if card.get("run_seconds"):
        facts.append(f"**Runs in:** about {card['run_seconds']} seconds")
    if facts:
        parts.append(" · ".join(facts))
    return "\n\n".join(parts)

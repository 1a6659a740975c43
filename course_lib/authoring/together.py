"""The learner's and the teacher's copy of a lesson as one notebook, so that one run holds both to what they store.

Most cells are the same in both copies, code and stored outputs: they run once. Where the copies differ, an exercise
and its check, the learner's cells come first (the stub, "not attempted"), then the teacher's (the solution, "correct").

What one run cannot show: that the cells after an exercise do the same when it was not solved. They are stored with the
same outputs in both copies, the browser's tests run the untouched copy, and `test --all` replays the copies apart.
"""

from __future__ import annotations

import ast
import copy
from itertools import groupby

import nbformat
from nbformat.v4 import new_notebook

from course_lib.authoring.lint.lesson import parsed


def together(learner: nbformat.NotebookNode, teacher: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    """One notebook with every stored code cell of both copies; None if only two runs can show what they store.

    None means that a cell shows other things in the learner's copy because of an exercise further up. After the
    teacher's solution of that exercise it could no longer show them.
    """
    theirs = {cell.id: cell for cell in _code(teacher)}
    ours = _code(learner)
    if [cell.id for cell in ours] != list(theirs):
        return None
    cells, solved = [], set()
    for same, run in groupby(ours, key=lambda cell: _shown(cell) == _shown(theirs[cell.id])):
        stretch = list(run)
        if not same:
            exercises = [cell for cell in stretch if cell.source != theirs[cell.id].source]
            if stretch[0] not in exercises or any(_names(cell, ast.Load) & solved for cell in stretch):
                return None
            solved |= set().union(*(_names(cell, ast.Store) for cell in exercises))
            cells += [_renamed(cell) for cell in stretch]
        cells += [theirs[cell.id] for cell in stretch]
    one = new_notebook(cells=cells, metadata=teacher.metadata)
    one.nbformat_minor = teacher.nbformat_minor
    return one


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _shown(cell: nbformat.NotebookNode) -> tuple:
    """A cell's code, tags and outputs, pictures included, but for the numbers in the margin."""
    outputs = [{key: value for key, value in output.items() if key != "execution_count"} for output in cell.outputs]
    return cell.source, cell.metadata.get("tags", []), outputs


def _renamed(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The learner's cell under an id of its own, because the teacher's cell of that id follows."""
    cell = copy.deepcopy(cell)
    cell.id = f"{cell.id[:50]}-stub"
    return cell


def _names(cell: nbformat.NotebookNode, how: type) -> set[str]:
    """What a cell reads (ast.Load) or defines (ast.Store)."""
    nodes = list(ast.walk(parsed(cell.source) or ast.Module([])))
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef) and how is ast.Store}
    return defined | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, how)}

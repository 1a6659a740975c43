"""Tools that plant a fault in a bench: each returns a function of the bench, or is one."""

import json

from nbformat.v4 import new_code_cell, new_output

FIGURE, CHECK, PROSE = "01-loop-02", "01-check-01", "01-loop-01"
MISSPELT = "rec" + "ieve"  # whole, it would be found in this file too


def header(old, new):
    return lambda bench: bench.replace(bench.source, old, new)


def bank(old, new):
    return lambda bench: bench.replace(bench.bank, old, new)


def prose(text, id=PROSE):
    return lambda bench: bench.cell(id, source=text)


def code(text, id="01-code-01"):
    """Only the deeper cell prints whatever happens, so a line more breaks nothing else."""
    return lambda bench: bench.cell(id, source=f'{text}\nprint("deeper")')


def outputs(*found, id="01-code-01", copy="both"):
    return lambda bench: bench.cell(id, copy, outputs=list(found))


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def table_output():
    return new_output("display_data", data={"text/html": "<table></table>", "text/plain": "a table"})


def both(*changes):
    def change(bench):
        for one in changes:
            one(bench)

    return change


def tags(id, *more):
    return lambda bench: bench.cell(id, change=lambda cell: cell.metadata.update(tags=[*cell.metadata.tags, *more]))


def alt(text, id=FIGURE):
    def change(cell):
        data = cell.outputs[0].data
        data["text/html"] = f'<img alt="{text}" src="data:image/png;base64,AAAA">' if text else '<img src="x">'

    return lambda bench: bench.cell(id, change=change)


def figures(count, id=FIGURE):
    def change(cell):
        cell.outputs = [output for output in cell.outputs for _ in range(count)]

    return lambda bench: bench.cell(id, change=change)


def no_figures(*ids):
    def change(cell):
        cell.outputs = [output for output in cell.outputs if "data" not in output]

    return both(*(lambda bench, id=id: bench.cell(id, change=change) for id in ids))


def insert(after, cell):
    def change(notebook):
        position = [cell.id for cell in notebook.cells].index(after)
        notebook.cells.insert(position + 1, cell)

    return lambda bench: bench.edit(change)


def swap(first, second):
    def change(notebook):
        ids = [cell.id for cell in notebook.cells]
        i, j = ids.index(first), ids.index(second)
        notebook.cells[i], notebook.cells[j] = notebook.cells[j], notebook.cells[i]

    return lambda bench: bench.edit(change)


def drop(id):
    return lambda bench: bench.edit(lambda nb: nb.update(cells=[cell for cell in nb.cells if cell.id != id]))


def renumber(bench):
    """After cells moved: execution counts in order again, so that only the fault is left."""

    def change(notebook):
        for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), 1):
            cell.execution_count = count

    bench.edit(change)


def stripped(bench):
    def change(notebook):
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None

    bench.edit(change)


def heavy(bench):
    bench.edit(lambda notebook: notebook.metadata.update(ballast="x" * 1_000_000), copy="learner")


def new_code(text, count=1):
    return new_code_cell(text, id=f"01-new-{count:02d}", execution_count=1)


def unreadable(bench):
    path = bench.stored["teacher"]
    path.write_text(json.dumps({"cells": []})[:-1], encoding="utf-8")

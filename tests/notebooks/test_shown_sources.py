"""What `course.source` printed into the stored notebooks is what the library holds.

Code that is moved or edited makes these outputs stale; `build --check` compares sources only and does not see it, and
nbval sees it minutes later.
"""

import re

import nbformat
import pytest

from course_lib.authoring.build import ASSEMBLE, copy_path, sources
from course_lib.bootstrap import ROOT

SHOWN = re.compile(r"# (?P<path>course_lib/\S+\.py)\n(?P<code>.+)", re.DOTALL)


def code_cells(stem, copy):
    notebook = nbformat.read(copy_path(stem, copy), as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cells):
    """(cell's id, path, code) of every piece of the library in the outputs."""
    for cell in cells:
        for output in cell.outputs:
            if found := SHOWN.fullmatch(output.get("data", {}).get("text/plain", "")):
                yield cell.id, found["path"], found["code"]


def stands_in(code, text) -> bool:
    """Every line of `code` stands in `text`, in that order; a docstring may have been cut to its first line."""
    lines = iter([line.strip() for line in text.splitlines()])
    return all(any(line in (wanted, wanted.removesuffix('"""')) for line in lines)
               for wanted in map(str.strip, code.splitlines()))  # fmt: skip


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_the_source_shown_is_the_librarys(source):
    stale = []
    for copy in ASSEMBLE:
        for cell, path, code in shown(code_cells(source.stem, copy)):
            if not (ROOT / path).exists():
                stale.append(f"{copy}'s copy, cell '{cell}': there is no {path}; build the lesson again.")
            elif not stands_in(code, (ROOT / path).read_text(encoding="utf-8")):
                stale.append(f"{copy}'s copy, cell '{cell}': {path} holds other lines now; build the lesson again.")
    assert not stale, "\n" + "\n".join(stale)


def test_there_are_sources_to_compare():
    """Should `course.source` write its first line otherwise, the test above would compare nothing."""
    for source in sources():
        asking = [cell for cell in code_cells(source.stem, "learner") if "course.source(" in cell.source]
        assert {cell.id for cell in asking} == {cell for cell, *_ in shown(asking)}


def test_an_edited_line_and_another_order_are_seen():
    text = 'def twice(x):\n    """Two x.\n\n    x: a number.\n    """\n    y = x + x\n    return y\n'
    assert stands_in('def twice(x):\n    """Two x."""\n    y = x + x\n    return y', text)
    assert stands_in("def twice(x):\n    y = x + x\n    return y", text)
    assert not stands_in('def twice(x):\n    """Two x."""\n    y = 2 * x\n    return y', text)
    assert not stands_in("def twice(x):\n    return y\n    y = x + x", text)

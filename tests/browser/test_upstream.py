"""Which cells of a notebook others need."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from .upstream import names, upstream


@pytest.mark.parametrize("source, made, read", [
    ("x = f(y)", {"x"}, {"f", "y"}),
    ("import numpy as np\nfrom a.b import c", {"np", "c"}, set()),
    ("x.a[0].b = 1", {"x"}, {"x"}),
    ("x[i] += 1", {"x"}, {"x", "i"}),
    ("x.rows().append(y)", {"x"}, {"x", "y"}),
    ("course.show(fig)", set(), {"course", "fig"}),
    ("def f(a):\n    b = a\n    return b + c", {"f"}, {"c"}),
    ("x = [k + z for k in range(3)]", {"x"}, {"z"}),
    ("for k, v in pairs:\n    print(k)", {"k", "v"}, {"k", "pairs"}),
])
def test_names_by_hand(source, made, read):
    assert names(source) == (made, read)


def test_cells_that_are_needed_and_no_others():
    sources = ["import a", "x = a.b", "y = slow(a)", "x.c = 1", "z = 3", "show(x)", "x = 0"]
    cells = [new_markdown_cell("x"), *map(new_code_cell, sources)]
    kept = upstream(cells, lambda cell: cell.source.startswith("show"))
    assert [cell.source for cell in kept] == ["import a", "x = a.b", "x.c = 1", "show(x)"]

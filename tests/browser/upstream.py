"""The cells that some cells of a notebook need: these, and before them those that make or change a name they read."""

import ast
import builtins
import symtable

HANDLE = "course"  # a lesson's handle: most cells call it, none changes it but the one that makes it


def upstream(cells, wanted) -> list:
    """The code cells for which `wanted(cell)` holds with all that they need, in their order.

    Too many rather than too few: a name may be made anew in each cell, and all of them are kept.
    """
    kept, needed = [], set()
    for cell in reversed([cell for cell in cells if cell.cell_type == "code"]):
        made, read = names(cell.source)
        if wanted(cell) or made & needed:
            kept.append(cell)
            needed |= read
    return kept[::-1]


def names(source: str) -> tuple[set[str], set[str]]:
    """(made or changed, read) at the top of a cell: x is made by "x = y", "x.a = y", "x[0] = y", "x.append(y)"."""
    top = symtable.symtable(source, "cell", "exec")
    made = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    read = {symbol.get_name() for table in within(top) for symbol in table.get_symbols()
            if symbol.is_referenced() and (table is top or symbol.is_global())}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            made.add(root(node))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and root(node.value) != HANDLE:
            made.add(root(node.value))
    return made - {None, *dir(builtins)}, read - set(dir(builtins))


def within(table):
    """A scope and all scopes inside it."""
    yield table
    for child in table.get_children():
        yield from within(child)


def root(node) -> str | None:
    """The name that a chain of attributes, indices and calls begins with: x of `x.a[0].b()`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None

"""Show the library's own source in a lesson, so that no lesson holds a pasted copy that grows old."""

import ast
import inspect
import textwrap
from pathlib import Path

from course_lib import bootstrap
from course_lib.errors import CourseError

DOCS = ("first", "full", "none")


def source_of(obj, doc: str = "first") -> str:
    """The source of a function, method or class, dedented, below a line that names its file.

    `doc`: keep only the first line of each docstring ("first"), all of it ("full") or nothing ("none").
    """
    if doc not in DOCS:
        raise CourseError(f"source: doc={doc!r} is none of {', '.join(DOCS)}.")
    target = inspect.unwrap(getattr(obj, "fget", None) or obj)
    try:
        lines = inspect.getsource(target)
        place = where(inspect.getsourcefile(target))
    except (TypeError, OSError):
        raise CourseError(
            f"source: {obj!r:.60} has no Python source; pass a function, a method or a class, without brackets."
        ) from None
    code = textwrap.dedent(lines).rstrip()
    return f"# {place}\n{code if doc == 'full' else shorten_docs(code, keep_first=doc == 'first')}"


def where(path: str) -> str:
    """The file relative to the clone; for code from elsewhere its name alone."""
    full = Path(path).resolve()
    if full.is_relative_to(bootstrap.ROOT) and not full.is_relative_to(bootstrap.VENV):
        return full.relative_to(bootstrap.ROOT).as_posix()
    return "this notebook" if "ipykernel" in path or path.startswith("<") else full.name


def shorten_docs(code: str, keep_first: bool) -> str:
    """Cut every docstring to its first line, or out; a body that was only a docstring keeps it."""
    lines = code.splitlines()
    for node in sorted(documented(ast.parse(code)), key=lambda node: -node.lineno):
        string = node.body[0]
        words = string.value.value.strip().splitlines()
        if len(node.body) > 1 and not (keep_first and words):
            replacement = []
        elif len(words) > 1:
            replacement = [" " * string.col_offset + f'"""{words[0].strip()}"""']
        else:
            continue
        lines[string.lineno - 1 : string.end_lineno] = replacement
        after = string.lineno - 1 + len(replacement)
        while not replacement and after < len(lines) and not lines[after].strip():
            del lines[after]
    return "\n".join(lines)


def documented(tree):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds) and ast.get_docstring(node) is not None]

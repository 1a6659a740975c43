"""The library's own source: whole, dedented, named by its place in the repository, docstrings as asked."""

import ast
import functools
import inspect

import pytest

from course_lib import randomness
from course_lib.errors import CourseError
from course_lib.teaching import progress
from course_lib.teaching.lesson import Lesson
from course_lib.teaching.library_source import source_of
from tests.teaching.fixture import a_lesson


def example(x):
    """First line.

    Second paragraph, "quoted".
    """

    def inner():
        """Inner first.
        Inner second.
        """
        return x

    return inner()  # a comment stays


class Empty:
    """Only a docstring,
    of two lines."""


def body(text):
    place, _, code = text.partition("\n")
    return place, code


def test_first_line_of_each_docstring():
    place, code = body(source_of(example))
    assert place == "# tests/teaching/test_library_source.py"
    assert code == (
        'def example(x):\n    """First line."""\n\n    def inner():\n        """Inner first."""\n'
        "        return x\n\n    return inner()  # a comment stays"
    )


def test_none_and_full():
    assert body(source_of(example, doc="none"))[1] == (
        "def example(x):\n    def inner():\n        return x\n\n    return inner()  # a comment stays"
    )
    assert body(source_of(example, doc="full"))[1] == inspect.getsource(example).rstrip()
    assert body(source_of(Empty, doc="none"))[1] == 'class Empty:\n    """Only a docstring,"""'


@pytest.mark.parametrize("doc", ["first", "none", "full"])
@pytest.mark.parametrize(
    "obj",
    [randomness.generator, randomness.threads, progress.Progress, progress.Progress.update, Lesson.check],
    ids=lambda obj: obj.__qualname__,
)
def test_what_is_shown_is_valid_code_and_does_the_same(obj, doc):
    place, code = body(source_of(obj, doc))
    assert place.startswith("# course_lib/")
    assert not code.startswith(" ")

    def without_docs(text):
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) and len(node.body) > 1:
                del node.body[0]
        return ast.dump(tree)

    assert without_docs(code) == without_docs(inspect.cleandoc("\n" + inspect.getsource(inspect.unwrap(obj))))


def test_properties_and_wrapped_functions():
    class Thing:
        @property
        def size(self):
            return 1

    assert "def size(self):" in source_of(Thing.size)
    wrapped = functools.wraps(example)(lambda *a: None)
    assert "def example(x):" in source_of(wrapped)


def test_no_absolute_path_even_for_code_from_elsewhere():
    place, _ = body(source_of(ast.get_docstring, doc="none"))
    assert place == "# ast.py"


@pytest.mark.parametrize("obj", [len, 3, "text", None])
def test_what_has_no_source_is_said(obj):
    with pytest.raises(CourseError, match="has no Python source; pass a function"):
        source_of(obj)
    with pytest.raises(CourseError, match="doc='short' is none of"):
        source_of(example, doc="short")


def test_printed(capsys):
    a_lesson().source(randomness.spawn)
    assert capsys.readouterr().out.startswith("# course_lib/randomness.py\ndef spawn(rng")

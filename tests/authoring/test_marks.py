"""Solution marks: what each copy shows, and every unmatched mark with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.authoring.marks import check_marks, has_solution, solved, stubbed
from course_lib.errors import CourseError

CELL = """\
def spread(rows):
    ### BEGIN SOLUTION
    centre = rows.mean()
    return ((rows - centre) ** 2).mean()
    ### STUB:     # your lines
    ### STUB: return None
    ### END SOLUTION
### BEGIN HIDDEN TESTS
assert spread(rows) == 1
### END HIDDEN TESTS
after = 1"""


def test_the_learner_gets_the_stub_at_the_marks_own_indentation():
    assert stubbed(CELL) == "def spread(rows):\n        # your lines\n    return None\nafter = 1"


def test_the_teacher_gets_the_solution_without_marks():
    assert solved(CELL) == (
        "def spread(rows):\n    centre = rows.mean()\n    return ((rows - centre) ** 2).mean()\n"
        "assert spread(rows) == 1\nafter = 1"
    )


def test_without_a_stub_line_an_ellipsis_keeps_the_copy_runnable():
    text = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"
    assert stubbed(text) == "def f():\n    ..."
    compile(stubbed(text), "cell", "exec")


def test_an_empty_stub_leaves_nothing():
    assert stubbed("x = None\n### BEGIN SOLUTION\nx = 1\n### STUB:\n### END SOLUTION") == "x = None"


def test_two_solutions_in_one_cell():
    text = "### BEGIN SOLUTION\na = 1\n### STUB: a = None\n### END SOLUTION\n" * 2
    assert stubbed(text) == "a = None\na = None"
    assert solved(text) == "a = 1\na = 1"


@pytest.mark.parametrize(
    "text, line, words",
    [
        ("a\n### BEGIN SOLUTION\nb", 11, "never closed"),
        ("a\nb\n### END SOLUTION", 12, "no '### BEGIN SOLUTION'"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", 11, "inside the SOLUTION opened in line 10"),
        ("### BEGIN SOLUTION\n### END HIDDEN TESTS", 11, "no '### BEGIN HIDDEN TESTS'"),
        ("### BEGIN HIDDEN TESTS\n### BEGIN SOLUTION", 11, "inside the HIDDEN TESTS"),
        ("a\n### STUB: b", 11, "belongs between"),
        ("### Begin solution\nx = 1\n### End solution", 10, "nearly a mark"),
        ("## BEGIN SOLUTION\nx = 1", 10, "nearly a mark"),
        ("### BEGIN SOLUTION\nx\n### STUB b\n### END SOLUTION", 12, "nearly a mark"),
    ],
    ids=["unclosed", "unopened", "nested", "crossed", "mixed", "stray-stub", "case", "hashes", "colon"],
)
def test_an_unmatched_mark_is_an_error_with_file_and_line(text, line, words):
    with pytest.raises(CourseError, match=rf"01_x\.py, line {line}: .*{words}"):
        check_marks(text, "01_x.py", 10)
    for copy in (solved, stubbed):  # no copy is made of a cell that is wrong
        with pytest.raises(CourseError):
            copy(text)


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="#\x85\u2028\u2029"))))
def test_text_without_marks_is_left_alone(lines):
    text = "\n".join(lines).strip("\n")
    assert solved(text) == stubbed(text) == text
    assert not has_solution(text)


@given(st.lists(st.sampled_from("abc"), min_size=1), st.lists(st.sampled_from("xyz")), st.integers(0, 3))
def test_no_line_of_a_solution_reaches_the_learner(solution, shown, depth):
    pad = "    " * depth
    lines = [*shown, f"{pad}### BEGIN SOLUTION", *solution, f"{pad}### STUB: todo", f"{pad}### END SOLUTION", *shown]
    assert stubbed("\n".join(lines)).split("\n") == [*shown, f"{pad}todo", *shown]
    assert solved("\n".join(lines)).split("\n") == [*shown, *solution, *shown]

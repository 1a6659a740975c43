"""Both copies in one run: every stored cell is in it, and a wrong output in either copy is seen."""

import shutil
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib.authoring.replay import in_fewest_runs, longest_first, run_nbval
from course_lib.authoring.together import together

from .conftest import Bench

CHECK = ('course.check("total", total)', "○ total: not attempted.", "✓ total: correct.")


def notebooks(*cells):
    """(code, printed) in both copies; (code, learner's, teacher's) prints; (stub, solution) in a list."""
    both = []
    for copy in (0, 1):
        notebook = new_notebook(cells=[new_markdown_cell("words", id="words")])
        for k, cell in enumerate(cells):
            code, printed = (cell[copy], "") if isinstance(cell, list) else (cell[0], cell[-1 if copy else 1])
            outputs = [new_output("stream", name="stdout", text=printed)] if printed else []
            notebook.cells.append(new_code_cell(code, id=f"c-{k}", execution_count=k + 1, outputs=outputs))
        both.append(notebook)
    return both


def ran(notebook):
    return [(cell.source, "".join(output.get("text", "") for output in cell.outputs)) for cell in notebook.cells]


def test_equal_cells_run_once_and_an_exercise_twice_with_its_check():
    one = together(*notebooks(("a = 1", "one"), ["total = None", "total = 3"], CHECK, ("print(a)", "1")))
    assert ran(one) == [
        ("a = 1", "one"),
        ("total = None", ""), (CHECK[0], CHECK[1]),
        ("total = 3", ""), (CHECK[0], CHECK[2]),
        ("print(a)", "1"),
    ]  # fmt: skip
    nbformat.validate(one)
    assert len({cell.id for cell in one.cells}) == len(one.cells)


LATE = [["total = None", "total = 3"], CHECK, ("a = 1", "")]
MEAN = ["mean = None", "mean = total / 2"]


@pytest.mark.parametrize(
    "cells",
    [
        [*LATE, ("print(total)", "None", "3")],
        [*LATE, MEAN, ('course.check("mean", mean)', "○", "✓"), ("print(total)", "None", "3")],
        [*LATE, ["def mean(): ...", "def mean(): return 1"], ("", ""), ["x = mean()", "x = 2"]],
    ],
    ids=["a-later-cell", "a-later-exercise", "a-function"],
)
def test_what_an_exercise_further_up_changes_needs_two_runs(cells):
    assert together(*notebooks(*cells)) is None


def test_copies_with_other_cells_need_two_runs():
    learner, teacher = notebooks(("a = 1", ""), ("a", "1"))
    del learner.cells[-1]
    assert together(learner, teacher) is None


def test_other_tags_make_another_cell():
    learner, teacher = notebooks(("a = 1", "one"))
    teacher.cells[-1].metadata["tags"] = ["nbval-skip"]
    assert together(learner, teacher) is None


def test_every_stored_cell_of_the_demo_is_in_it(bench, tmp_path):
    (path,) = in_fewest_runs("01_demo", bench.notebooks, tmp_path)
    inside = ran(nbformat.read(path, as_version=4))
    for stored in bench.stored.values():
        code = [cell for cell in nbformat.read(stored, as_version=4).cells if cell.cell_type == "code"]
        assert all(cell in inside for cell in ran(new_notebook(cells=code)))


CHANGES = {
    "nothing": {},
    "a check of the learner's": {"learner": ("total: not attempted", "total: not yet")},
    "a check of the teacher's": {"teacher": ("spread: correct", "spread: not yet")},
    "a cell of both": dict.fromkeys(("learner", "teacher"), ("asked 01.mean", "asked 01.median")),
}


@pytest.fixture(scope="module")
def verdicts(demo, tmp_path_factory):
    """What was changed in what is stored -> did the one run pass it; all in one session of nbval."""
    paths = []
    for changes in CHANGES.values():
        root = tmp_path_factory.mktemp("changed") / "course"
        bench = Bench(shutil.copytree(demo, root))
        for copy, (old, new) in changes.items():
            bench.replace(bench.stored[copy], old, new)
        paths += in_fewest_runs("01_demo", bench.notebooks, root)
    report = tmp_path_factory.mktemp("report") / "report.xml"
    run_nbval(paths, "--junitxml", str(report), "-p", "no:cacheprovider")
    cases = list(ElementTree.parse(report).iter("testcase"))
    each = len(cases) // len(paths)
    well = [case.find("failure") is None and case.find("error") is None for case in cases]
    return {name: all(well[k * each : (k + 1) * each]) for k, name in enumerate(CHANGES)}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_wrong_output_in_either_copy_is_seen(verdicts, change):
    assert verdicts[change] is (change == "nothing")


def test_a_long_lesson_comes_first(bench):
    longer = bench.source.with_name("02_longer.py")
    shutil.copy(bench.source, longer)
    bench.replace(longer, "run_seconds: 2", "run_seconds: 20")
    assert longest_first([bench.source, longer]) == [longer, bench.source]

"""Hints in order, the solution after an attempt and out of the source, the model answer after one's own."""

import pytest

from course_lib.errors import CourseError
from course_lib.teaching import helping
from tests.teaching.fixture import a_lesson

SOURCE = """# ---
# jupyter: {}
# ---
# %% [markdown] tags=["card"]
# # 98 A lesson for tests
# %% name="averages-too" tags=["loop"]
not_this_one = 1
# %% name="averages" tags=["exercise"]
def averages(rows):
    ### BEGIN SOLUTION
    ### STUB: return ...   # your line
    return rows.mean(axis=0)  # 100%% of the mass
    ### END SOLUTION


### BEGIN HIDDEN TESTS
assert secret
### END HIDDEN TESTS
# %% tags=["check"]
course.check("averages", averages)
# %% [markdown] name="best-table" tags=["exercise"]
# Which table?
#
# ### BEGIN SOLUTION
# The second, **B**.
# ### END SOLUTION
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    (tmp_path / "98_a_lesson.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(helping, "SOURCES", tmp_path)
    return a_lesson(tmp_path / "progress.json")


def test_hints_come_one_by_one_and_the_last_stays(lesson, capsys):
    lesson.hint("mean-age")
    assert capsys.readouterr().out == "Hint 1 of 3: Which side is cut?\n"
    lesson.hint("98.mean-age")
    assert capsys.readouterr().out == "Hint 2 of 3: The lower side loses more.\n"
    for _ in range(2):
        lesson.hint("mean-age")
        said = capsys.readouterr().out
        assert said.startswith("Hint 3 of 3: \ntruncnorm.mean(\n    a, b)\n")
        assert 'course.solution("mean-age")' in said


def test_a_hint_is_no_attempt(lesson, capsys):
    lesson.hint("averages")
    lesson.check("averages", None)
    capsys.readouterr()
    lesson.solution("averages")
    said = capsys.readouterr().out
    assert said.startswith("Try it first") and "mean(axis=0)" not in said


def test_after_an_attempt_the_solution_is_the_tagged_cells(lesson, capsys):
    lesson._progress.update("checks", "98.averages", attempts=1)
    lesson.solution("averages")
    assert capsys.readouterr().out == ("def averages(rows):\n    return rows.mean(axis=0)  # 100%% of the mass\n")


def test_a_written_exercise_shows_its_text(lesson, capsys):
    lesson.check("best-table", "A")
    capsys.readouterr()
    lesson.solution("best-table")
    assert capsys.readouterr().out == "Which table?\n\nThe second, **B**.\n"


def test_an_exercise_without_a_cell_is_said(lesson):
    lesson.check("mean-age", 1)
    with pytest.raises(CourseError, match=r'source/98_\*\.py has no cell with name="mean-age"'):
        lesson.solution("mean-age")


def test_no_source_folder_is_said(lesson, tmp_path):
    with pytest.raises(CourseError, match="the clone that the package came with"):
        helping.solved_cell("98", "averages", tmp_path / "nowhere")


def test_the_authoring_wings_reader_agrees(tmp_path):
    """Its `solved` and our ten lines read the same cell alike. (Tests may import both wings; the package may not.)"""
    marks = pytest.importorskip("course_lib.authoring.marks")
    (tmp_path / "98_a_lesson.py").write_text(SOURCE.split("\n### BEGIN HIDDEN")[0] + "\n", encoding="utf-8")
    cell = SOURCE.split('tags=["exercise"]\n')[1].split("\n### BEGIN HIDDEN")[0]
    assert helping.solved_cell("98", "averages", tmp_path)[1] == marks.solved(cell)


@pytest.mark.parametrize("answer", [None, ..., "", "Because it is"])
def test_why_waits_for_a_sentence(lesson, capsys, answer):
    lesson.why("fresh-rows", answer)
    said = capsys.readouterr().out
    assert "Why score against fresh rows?" in said
    assert "reward copying" not in said
    assert lesson._progress.all("whys") == {}


def test_why_shows_both_and_records(lesson, capsys):
    lesson.why("fresh-rows", "A copy would  score\nbest there.")
    lines = capsys.readouterr().out.splitlines()
    assert "Your answer:  A copy would score best there." in lines
    assert "Model answer: Because training rows reward copying." in lines
    assert lesson._progress.get("whys", "98.fresh-rows")["answer"] == "A copy would score best there."

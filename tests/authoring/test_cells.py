"""The source format: what is read, every mistake with its line, and the way through JupyterLab and back."""

import jupytext
import pytest

from course_lib.authoring.cells import MARKS, ROLES, nbgrader_metadata, read_source
from course_lib.authoring.copies import source_hash
from course_lib.errors import CourseError
from tests.authoring.conftest import DEMO

HEADER = "# ---\n# jupyter:\n#   course_lib:\n#     minutes: 45\n# ---\n\n"


def source_of(tmp_path, text, name="01_x.py", header=HEADER):
    (tmp_path / name).write_text(header + text, encoding="utf-8")
    return read_source(tmp_path / name)


def test_a_cell_carries_what_its_line_says(tmp_path):
    source = source_of(
        tmp_path,
        '# %% [markdown] tags=["card", "slide"]\n# # 01 Title\n# text\n\n'
        '# %% name="mean-age" tags=["exercise"] points=3 course_lib={"rtol": 1e-6} slideshow={"slide_type": "skip"}\n'
        "x = 1\n",
    )
    card, exercise = source.cells
    assert (source.number, source.stem, source.kind, source.title) == ("01", "01_x", "lesson", "01 Title")
    assert source.card == {"minutes": 45}
    assert (card.kind, card.role, card.marks, card.text, card.line) == (
        "markdown",
        "card",
        ("slide",),
        "# 01 Title\ntext",
        7,
    )
    assert (exercise.name, exercise.id, exercise.role, exercise.points) == ("mean-age", "01-mean-age", "exercise", 3)
    assert exercise.course_lib == {"rtol": 1e-6}
    assert exercise.metadata == {"slideshow": {"slide_type": "skip"}}
    assert source["mean-age"] is exercise


def test_ids_count_within_the_role_so_that_a_new_cell_changes_few(tmp_path):
    before = source_of(tmp_path, '# %% tags=["loop"]\n1\n# %%\n2\n# %% tags=["loop"]\n3\n# %% [markdown]\n# a\n')
    assert [cell.id for cell in before.cells] == ["01-loop-01", "01-code-01", "01-loop-02", "01-text-01"]
    after = source_of(
        tmp_path, '# %% tags=["loop"]\n1\n# %%\n2\n# %%\n2\n# %% tags=["loop"]\n3\n# %% [markdown]\n# a\n'
    )
    assert {cell.id for cell in before.cells} < {cell.id for cell in after.cells}


def test_the_demo_holds_every_role_but_the_line_up():
    roles = {cell.role for cell in read_source(DEMO / "notebooks/source/01_demo.py").cells}
    assert set(ROLES) - roles == {"lineup"}


@pytest.mark.parametrize(
    "text, line, words",
    [
        ('# %% tags=["exercises"] name="a"\n1', 7, "did you mean 'exercise'"),
        ('# %% tags=["zebra"]\n1', 7, "unknown"),
        ('# %% tags=["loop", "hook"]\n1', 7, "loop and hook"),
        ("# %% tags=[loop]\n1", 7, "not understood"),
        ('# %%\n1\n# %% tags=["loop"], name="b"\n1', 9, "not understood"),
        ('# %% tags="loop"\n1', 7, "not understood"),
        ('# %%\n1\n\n# %% tags=["exercise"]\n2', 10, "needs a name"),
        ('# %% name="a"\n1\n# %% name="a"\n2', 9, "taken by the cell in line 7"),
        ('# %% name="Mean age"\n1', 7, "small letters"),
        ('# %% name="loop-01"\n1\n# %% tags=["loop"]\n1', 9, "id '01-loop-01' is taken"),
        ('# %% name="a" points="three"\n1', 7, "no number of points"),
        ("# %%\n1\n# %%\nx = 1\n### END SOLUTION\n", 11, "BEGIN SOLUTION"),
        ("# %% [markdown]\n# ### BEGIN SOLUTION\n# words\n", 8, "never closed"),
    ],
    ids=[
        "near-tag",
        "unknown-tag",
        "two-roles",
        "no-json",
        "comma",
        "tags-no-list",
        "nameless-exercise",
        "name-twice",
        "name-spelt",
        "id-twice",
        "points",
        "mark",
        "mark-in-markdown",
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path, text, line, words):
    with pytest.raises(CourseError, match=rf"01_x\.py, line {line}: .*{words}"):
        source_of(tmp_path, text)


@pytest.mark.parametrize(
    "header, text, words",
    [
        (HEADER, "x = 1\n# %%\n2", "begin every cell"),
        (HEADER.replace("minutes: 45", "kind: lecture"), "# %%\n1", "kind 'lecture'"),
        (HEADER.replace("#     minutes: 45\n", "").replace("lib:", "lib: 3"), "# %%\n1", "holds 3"),
        (HEADER.replace("# ---\n\n", "#   kernelspec:\n#     name: x\n# ---\n\n"), "# %%\n1", "no valid notebook"),
        (HEADER.replace("minutes: 45", "objectives: [one, two]"), "# %%\n1", "entries with text and check"),
    ],
    ids=["text-before-first-cell", "kind", "no-mapping", "kernelspec", "objectives"],
)
def test_a_mistake_in_the_header_is_named(tmp_path, header, text, words):
    with pytest.raises(CourseError, match=words):
        source_of(tmp_path, text, header=header)


def test_a_source_is_named_by_number_and_words(tmp_path):
    with pytest.raises(CourseError, match="rename it"):
        source_of(tmp_path, "# %%\n1", name="whole game.py")


def test_a_file_that_is_no_utf8_is_one_sentence(tmp_path):
    (tmp_path / "01_x.py").write_bytes("# %%\n# é".encode("latin-1"))
    with pytest.raises(CourseError, match="UTF-8"):
        read_source(tmp_path / "01_x.py")


def test_asking_for_a_missing_cell_names_those_there_are(tmp_path):
    with pytest.raises(CourseError, match="named cells: a"):
        source_of(tmp_path, '# %% name="a"\n1')["b"]


def test_opened_and_saved_as_a_notebook_a_source_says_the_same(tmp_path):
    """What JupyterLab does with the file, through jupytext."""
    original = DEMO / "notebooks/source/01_demo.py"
    again = tmp_path / "01_demo.py"
    jupytext.write(jupytext.read(original), again, fmt="py:percent")
    assert source_hash(read_source(again)) == source_hash(read_source(original))


def test_nbgrader_entries_of_an_assignment(tmp_path):
    source = source_of(
        tmp_path,
        '# %% [markdown]\n# read\n# %% name="sd" tags=["exercise"]\n1\n'
        '# %% name="sd-check" tags=["check"] points=2\n1\n'
        '# %% [markdown] name="memo" tags=["exercise"] points=5\n# write\n'
        '# %% name="own" tags=["check"] points=1 nbgrader={"points": 4, "locked": false}\n1\n',
        name="A1_build.py",
    )
    read, sd, check, memo, own = [nbgrader_metadata(cell) for cell in source.cells]
    fixed = {"schema_version": 3, "task": False}
    assert read == fixed | {
        "grade_id": "A1-text-01",
        "cell_type": "markdown",
        "solution": False,
        "grade": False,
        "locked": True,
    }
    assert sd == fixed | {"grade_id": "sd", "cell_type": "code", "solution": True, "grade": False, "locked": False}
    assert check == fixed | {
        "grade_id": "sd-check", "cell_type": "code", "solution": False, "grade": True, "locked": True, "points": 2,
    }  # fmt: skip
    assert (memo["solution"], memo["grade"], memo["locked"], memo["points"]) == (True, True, False, 5)
    assert (own["points"], own["locked"]) == (4, False)


def test_every_tag_is_one_word():
    assert all(tag == tag.lower() and " " not in tag for tag in ROLES + MARKS)

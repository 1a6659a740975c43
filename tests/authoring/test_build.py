"""Build and check: the same bytes twice, and every way in which a stored notebook can be stale."""

import shutil

import nbformat
import pytest

from course_lib.authoring.build import build, build_one, sources, stale
from course_lib.errors import CourseError


def test_two_builds_give_the_same_bytes(bench):
    before = {path: path.read_bytes() for path in bench.stored.values()}
    assert build_one(bench.source, bench.notebooks).error is None
    assert {path: path.read_bytes() for path in bench.stored.values()} == before


def test_a_built_notebook_is_valid_and_signed_by_its_source(demo):
    notebook = nbformat.read(demo / "notebooks/01_demo.ipynb", as_version=4)
    nbformat.validate(notebook)
    ours = notebook.metadata["course_lib"]
    assert (ours["lesson"], ours["copy"], ours["source"]) == ("01", "learner", "01_demo.py")
    assert len(ours["source_sha256"]) == 64
    assert "version" not in notebook.metadata["language_info"]


def test_a_fresh_build_is_not_stale(bench):
    assert stale(folder=bench.notebooks) == []
    assert stale(["1"], folder=bench.notebooks) == []


def test_an_edited_source_makes_both_copies_stale(bench):
    bench.replace(bench.source, "Two numbers say little.", "Two numbers say something.")
    sentences = stale(folder=bench.notebooks)
    assert len(sentences) == 2
    assert all("built from another version of 01_demo.py; run: python -m course_lib build 01" in s for s in sentences)


def test_blank_lines_and_jupytexts_header_do_not_make_it_stale(bench):
    bench.replace(bench.source, "#   kernelspec:", "#   jupytext:\n#     formats: py:percent\n#   kernelspec:")
    bench.replace(bench.source, '# %% tags=["quiz"]', '\n\n# %% tags=["quiz"]')
    bench.replace(bench.source, 'print("deeper")', 'print("deeper")\n\n\n')
    assert stale(folder=bench.notebooks) == []


def test_a_notebook_edited_by_hand_is_named_with_its_cell(bench):
    bench.cell("01-total", copy="learner", source="total = 3")
    (sentence,) = stale(folder=bench.notebooks)
    assert sentence.startswith("notebooks/01_demo.ipynb, cell '01-total', is not what its source gives")


def test_a_cell_deleted_or_added_by_hand_is_found(bench):
    bench.edit(lambda notebook: notebook.cells.pop(), copy="teacher")
    assert "cell '01-quiz-02'" in stale(folder=bench.notebooks)[0]
    bench.edit(
        lambda notebook: notebook.cells.append(nbformat.v4.new_markdown_cell("more", id="extra")), copy="learner"
    )
    assert "cell 'extra'" in stale(folder=bench.notebooks)[0]


@pytest.mark.parametrize("damage", ["missing", "broken", "orphan"])
def test_a_missing_broken_or_orphaned_notebook_is_a_sentence(bench, damage):
    stored = bench.stored["learner"]
    if damage == "missing":
        stored.unlink()
    elif damage == "broken":
        stored.write_text(stored.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    else:
        shutil.copy(stored, stored.with_name("02_gone.ipynb"))
    words = {"missing": "is missing", "broken": "cannot be read as a notebook", "orphan": "has no source"}
    (sentence,) = stale(folder=bench.notebooks)
    assert words[damage] in sentence


def test_a_failing_cell_is_named_with_its_line_and_nothing_is_written(bench):
    before = bench.stored["learner"].read_bytes()
    bench.replace(bench.source, "# Two numbers say little.", "# Two.\n\n# %%\nundefined_name")
    said = []
    (built,) = build(folder=bench.notebooks, say=said.append)
    assert "01_demo.py (learner's copy), cell '01-code-02' (line " in built.error
    assert "NameError: name 'undefined_name' is not defined" in built.error
    assert said[0].startswith("Building 1 lesson: 01_demo") and "not built" in said[1]
    assert bench.stored["learner"].read_bytes() == before


def test_a_source_that_cannot_be_read_stops_no_other(bench):
    bad = bench.source.with_name("02_bad.py")
    bad.write_text("# %%\n### BEGIN SOLUTION\n", encoding="utf-8")
    bench.replace(bench.source, "Two numbers say little.", "Two numbers say something.")
    results = build(folder=bench.notebooks, jobs=1, say=lambda line: None)
    assert [built.error is None for built in results] == [True, False]
    assert "02_bad.py, line 2" in results[1].error
    assert stale(["01"], folder=bench.notebooks) == []


@pytest.mark.slow
def test_two_jobs_build_what_one_builds(bench):
    shutil.copy(bench.source, bench.source.with_name("02_more.py"))
    one, two = bench.notebooks, bench.notebooks.with_name("again")
    shutil.copytree(one, two)
    build(folder=one, jobs=1, say=lambda line: None)
    build(folder=two, jobs=2, say=lambda line: None)
    names = [path.relative_to(one) for path in sorted(one.rglob("*.ipynb"))]
    assert len(names) == 4
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)


def test_lessons_are_asked_for_by_number_or_name(bench):
    for wanted in ("1", "01", "01_demo"):
        assert sources([wanted], bench.notebooks) == [bench.source]
    with pytest.raises(CourseError, match="no source for lesson '7'.*there are: 01"):
        sources(["7"], bench.notebooks)

"""One source, two notebooks, before execution."""

import pytest

from course_lib.authoring.cells import read_source
from course_lib.authoring.copies import HEADING_FOLDED, card_text, learner_copy, source_hash, teacher_copy
from tests.authoring.conftest import DEMO


@pytest.fixture(scope="module")
def source():
    return read_source(DEMO / "notebooks/source/01_demo.py")


@pytest.fixture(scope="module")
def learner(source):
    return {cell.id: cell for cell in learner_copy(source).cells}


@pytest.fixture(scope="module")
def teacher(source):
    return {cell.id: cell for cell in teacher_copy(source).cells}


def test_the_learner_gets_stubs_and_no_notes(learner, teacher):
    assert learner["01-total"].source == "# Add a and b.\ntotal = None"
    assert teacher["01-total"].source == "# Add a and b.\ntotal = a + b"
    assert "Expect 2" in teacher["01-teacher-01"].source
    assert set(teacher) - set(learner) == {"01-teacher-01"}
    everything = "\n".join(cell.source for cell in learner.values())
    assert "SOLUTION" not in everything and "STUB" not in everything and "a + b" not in everything


def test_hidden_tests_are_the_teachers(learner, teacher):
    assert "assert" not in learner["01-spread"].source
    assert teacher["01-spread"].source.endswith("assert spread == 1")


def test_keys_of_our_own_do_not_reach_the_learner(tmp_path):
    path = tmp_path / "01_x.py"
    path.write_text('# %% name="a" tags=["check"] course_lib={"inputs": [7]}\n1\n', encoding="utf-8")
    assert "course_lib" not in learner_copy(read_source(path)).cells[0].metadata
    assert teacher_copy(read_source(path)).cells[0].metadata["course_lib"] == {"inputs": [7]}


def test_the_card_is_written_below_its_title(learner):
    card = learner["01-card-01"].source
    assert card.startswith("# 01 The demo\n\n**Promise.** You add two numbers")
    assert "3. say how far two numbers lie apart" in card
    assert "**Time:** 45 minutes · **Needs:** nothing · **Runs in:** about 2 seconds" in card
    assert "total" not in card  # the checks that measure the objectives are ours to know


def test_an_empty_card_is_no_error_here_but_the_lints():
    assert card_text({}) == ""


def test_terms_are_shown_in_italics_and_code_keeps_its_brackets(learner):
    assert "A score has a *floor*, and `[[code]]` keeps" in learner["01-loop-01"].source


def test_what_gives_an_answer_away_is_folded(learner):
    folded = learner["01-text-01"]
    assert folded.source.startswith("<details>\n<summary>") and folded.source.endswith("\n\n</details>")
    assert learner["01-hook-03"].metadata["jupyter"] == {"outputs_hidden": True}
    assert "jupyter" not in learner["01-hook-02"].metadata, "a prediction that is folded is never made"
    assert learner["01-text-02"].metadata[HEADING_FOLDED] is True
    assert HEADING_FOLDED not in learner["01-fails-01"].metadata


def test_slides_are_marked(learner, teacher):
    assert learner["01-card-01"].metadata["slideshow"] == {"slide_type": "slide"}
    assert teacher["01-teacher-01"].metadata["slideshow"] == {"slide_type": "notes"}


def test_an_assignment_carries_nbgraders_entries(tmp_path):
    path = tmp_path / "A1_build.py"
    header = "# ---\n# jupyter:\n#   course_lib:\n#     kind: assignment\n# ---\n\n"
    path.write_text(header + '# %% name="a" tags=["exercise"]\n1\n', encoding="utf-8")
    assert learner_copy(read_source(path)).cells[0].metadata["nbgrader"]["grade_id"] == "a"


def test_the_hash_sees_every_part_of_a_cell_and_the_card(tmp_path):
    def hashed(text):
        path = tmp_path / "01_x.py"
        path.write_text(text, encoding="utf-8")
        return source_hash(read_source(path))

    base = '# ---\n# jupyter:\n#   course_lib:\n#     minutes: 45\n# ---\n\n# %% name="a" tags=["loop"]\n# x = 1\n'
    changes = [("45", "44"), ('"a"', '"b"'), ("loop", "hook"), ("= 1", "= 2"), ("# %% name", "# %% [markdown] name")]
    assert len({hashed(base)} | {hashed(base.replace(old, new)) for old, new in changes}) == len(changes) + 1
    assert hashed(base) == hashed(base.replace("# ---\n\n", "#   jupytext:\n#     formats: py:percent\n# ---\n\n\n"))

"""The learner's copies: never overwritten, always restorable."""

import pytest

from course_lib.cli import copies
from course_lib.errors import CourseError


@pytest.fixture
def course(tmp_path, monkeypatch):
    (tmp_path / "notebooks" / "assignments").mkdir(parents=True)
    (tmp_path / "notebooks" / "01_one.ipynb").write_text("first version")
    (tmp_path / "notebooks" / "02_two.ipynb").write_text("two")
    (tmp_path / "notebooks" / "assignments" / "A1_x.ipynb").write_text("assignment")
    monkeypatch.setattr(copies, "ROOT", tmp_path)
    monkeypatch.setattr(copies, "COPIES", tmp_path / "my_course")
    monkeypatch.setattr(copies, "ORIGINALS", tmp_path / "my_course" / ".originals.json")
    return tmp_path


def test_copies_are_made_once(course):
    assert copies.copy_lessons() == []
    names = sorted(p.name for p in (course / "my_course").glob("*.ipynb"))
    assert names == ["01_one.ipynb", "02_two.ipynb", "A1_x.ipynb"]
    assert copies.copy_lessons() == []


def test_work_is_never_overwritten_and_a_newer_version_is_named(course):
    copies.copy_lessons()
    (course / "my_course" / "01_one.ipynb").write_text("my work")
    (course / "notebooks" / "01_one.ipynb").write_text("second version")
    sentences = copies.copy_lessons()
    assert (course / "my_course" / "01_one.ipynb").read_text() == "my work"
    assert sentences == ["01_one.ipynb has a newer version; yours is kept. To take it: reset 01"]


def test_an_untouched_copy_follows_the_new_version(course):
    copies.copy_lessons()
    (course / "notebooks" / "02_two.ipynb").write_text("two, mended")
    assert copies.copy_lessons() == []
    assert (course / "my_course" / "02_two.ipynb").read_text() == "two, mended"


def test_reset_keeps_what_the_learner_wrote(course):
    copies.copy_lessons()
    (course / "my_course" / "01_one.ipynb").write_text("my work")
    said = copies.reset("1")
    assert (course / "my_course" / "01_one.ipynb").read_text() == "first version"
    kept = list((course / "my_course").glob("01_one_before_reset_*.ipynb"))
    assert len(kept) == 1
    assert kept[0].read_text() == "my work"
    assert kept[0].name in said


def test_reset_of_something_unknown_lists_what_there_is(course):
    with pytest.raises(CourseError, match="no lesson '17'; there are 01, 02, A1"):
        copies.reset("17")


def test_a_lost_memory_of_the_originals_loses_no_work(course):
    copies.copy_lessons()
    (course / "my_course" / "01_one.ipynb").write_text("my work")
    copies.ORIGINALS.write_text("{broken")
    copies.copy_lessons()
    assert (course / "my_course" / "01_one.ipynb").read_text() == "my work"

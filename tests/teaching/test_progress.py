"""The progress file: saved whole, mended when broken, absent in builds, fresh when deleted."""

import json
import os
from pathlib import Path

import pytest

from course_lib import bootstrap
from course_lib.mode import building
from course_lib.teaching import banks
from course_lib.teaching.progress import Progress, default_path, summary
from tests.teaching.fixture import FOLDER, a_bank, a_lesson


@pytest.fixture
def path(tmp_path):
    return tmp_path / "new folder" / "progress.json"


def test_what_is_saved_is_read_by_another_notebook(path):
    Progress(path).update("checks", "01.a", attempts=1)
    Progress(path).update("checks", "01.a", correct="2026-01-01")
    assert Progress(path).get("checks", "01.a") == {"attempts": 1, "correct": "2026-01-01"}
    assert sorted(os.listdir(path.parent)) == ["progress.json"]  # no temporary file is left


def test_two_open_notebooks_do_not_undo_each_other(path):
    one, other = Progress(path), Progress(path)
    one.update("checks", "01.a", attempts=1)
    other.update("checks", "01.b", attempts=2)
    one.update("whys", "01.c", answer="x")
    assert set(other.all("checks")) == {"01.a", "01.b"}
    assert set(other.all("whys")) == {"01.c"}


def test_deleting_the_file_is_a_fresh_start(path):
    progress = Progress(path)
    progress.update("checks", "01.a", attempts=1)
    path.unlink()
    assert progress.get("checks", "01.a") == {}
    progress.update("checks", "01.a", attempts=1)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"checks": 3}', b'{"checks": {"01.a": 3}}', b"\xff\xfe\x00", b"null"]
)
def test_a_broken_file_is_kept_aside_and_said(path, content, capsys):
    path.parent.mkdir()
    path.write_bytes(content)
    progress = Progress(path)
    assert progress.all("checks") == {}
    assert "could not be read. It is kept as progress.unreadable-1.json" in capsys.readouterr().out
    assert path.with_name("progress.unreadable-1.json").read_bytes() == content
    progress.update("checks", "01.a", attempts=1)
    assert Progress(path).get("checks", "01.a") == {"attempts": 1}
    assert capsys.readouterr().out == ""
    path.write_bytes(content)
    progress.all("checks")
    assert path.with_name("progress.unreadable-2.json").exists()  # the first is not overwritten


def test_a_crash_while_writing_leaves_the_old_file(path, monkeypatch):
    progress = Progress(path)
    progress.update("checks", "01.a", attempts=1)
    before = path.read_bytes()

    def crash(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        progress.update("checks", "01.a", attempts=2)
    assert path.read_bytes() == before


def test_an_unwritable_place_is_said_once_and_remembered(tmp_path, capsys):
    blocker = tmp_path / "file"
    blocker.write_text("no folder", encoding="utf-8")
    progress = Progress(blocker / "progress.json")
    progress.update("checks", "01.a", attempts=1)
    progress.update("checks", "01.b", attempts=1)
    said = capsys.readouterr().out
    assert said.count("cannot be saved") == 1 and "COURSE_PROGRESS" in said
    assert set(progress.all("checks")) == {"01.a", "01.b"}


def test_a_changed_copy_is_not_the_record(path):
    progress = Progress(path)
    progress.update("checks", "01.a", attempts=1)
    progress.get("checks", "01.a")["attempts"] = 9
    assert progress.get("checks", "01.a")["attempts"] == 1
    memory = Progress(None)
    memory.update("checks", "01.a", attempts=1)["attempts"] = 9
    assert memory.get("checks", "01.a")["attempts"] == 1


def test_a_build_reads_and_writes_nothing(path, monkeypatch):
    Progress(path).update("checks", "98.mean-age", attempts=3)
    before = path.read_bytes()
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    monkeypatch.setenv("COURSE_BUILD", "1")
    progress = Progress.open()
    assert progress.get("checks", "98.mean-age") == {}
    progress.update("checks", "98.mean-age", attempts=1)
    assert path.read_bytes() == before
    monkeypatch.setenv("COURSE_BUILD", "0")
    assert Progress.open().get("checks", "98.mean-age") == {"attempts": 3}


def test_when_it_is_a_build(monkeypatch):
    monkeypatch.delenv("COURSE_BUILD", raising=False)
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/x.py::test_y (call)")
    assert not building()
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "notebooks/01_whole_game.ipynb::ipynb::Cell 0 (setup)")
    assert building()
    for setting, expected in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv("COURSE_BUILD", setting)
        assert building() is expected


def test_the_default_place_is_git_ignored(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    assert default_path() == bootstrap.ROOT / "my_course" / "progress.json"
    assert "/my_course/" in (bootstrap.ROOT / ".gitignore").read_text(encoding="utf-8").split()
    monkeypatch.setenv("COURSE_PROGRESS", "elsewhere.json")
    assert default_path() == Path("elsewhere.json")


def test_summary(path, capsys, monkeypatch):
    monkeypatch.setattr(banks, "FOLDER", FOLDER)
    lesson = a_lesson(path)
    lesson.check("mean-age", 44.3)
    lesson.check("best-table", "A")
    lesson.answer("98.quiz.1", "b")
    capsys.readouterr()
    lesson.progress()
    said = capsys.readouterr().out
    assert "exercises correct    1 of 5" in said
    assert "predictions made     0 of 1" in said
    assert "quiz answered        1 of 3" in said
    assert "delete that file for a fresh start" in said
    assert "Nothing is kept" in summary(a_bank(), Progress(None))


def test_the_file_says_its_version(path):
    Progress(path).update("checks", "01.a", attempts=1)
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1

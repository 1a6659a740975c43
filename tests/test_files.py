"""A file appears whole or not at all."""

import os

import pytest

from course_lib import files
from course_lib.errors import CourseError
from course_lib.files import write_whole


def test_text_and_line_ends_arrive_as_they_are(tmp_path):
    path = write_whole(tmp_path / "a.csv", "é\r\nb\n")
    assert path.read_bytes() == "é\r\nb\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_there_is_replaced_or_left_alone(tmp_path):
    path = write_whole(tmp_path / "a", "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
    assert write_whole(path, "new").read_text() == "new"


def test_it_has_the_rights_of_any_new_file(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    assert write_whole(tmp_path / "whole", "").stat().st_mode == plain.stat().st_mode
    assert files.current_umask() == files.current_umask()


def test_no_such_folder_is_said(tmp_path):
    with pytest.raises(CourseError, match="nowhere.* cannot be written .* another folder"):
        write_whole(tmp_path / "nowhere" / "a", "")


def test_a_disk_that_fills_leaves_what_was_there(tmp_path, monkeypatch):
    path = write_whole(tmp_path / "a", "old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CourseError, match="No space left on device"):
        write_whole(path, "new")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]

"""A small complete bank (bank/98.toml beside this file) and a lesson on it, with progress in a temporary file."""

from pathlib import Path

from course_lib.teaching import banks
from course_lib.teaching.lesson import Lesson
from course_lib.teaching.progress import Progress

FOLDER = Path(__file__).parent / "bank"
NUMBER = "98"


def a_bank():
    return banks.load(NUMBER, FOLDER)


def a_lesson(path=None) -> Lesson:
    return Lesson(a_bank(), Progress(path))

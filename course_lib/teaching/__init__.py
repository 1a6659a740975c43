"""The teaching layer: figures with text, predictions, checks with three verdicts, recall, quiz, glossary.

    from course_lib.teaching import start
    course = start("01")

`start` returns a `Lesson` (lesson.py); its methods are nearly all that a notebook needs. `line_up` (lineup.py) makes
the tables of a line-up. The questions, hints and
model answers stand in `bank/NN.toml` (format: banks.py), the checks that compute what they expect in
`checks/lesson_NN.py` (how to write one: checks/__init__.py), the terms in `bank/glossary.toml`.
"""

from course_lib.teaching.lineup import line_up
from course_lib.teaching.opening import start

__all__ = ["line_up", "start"]

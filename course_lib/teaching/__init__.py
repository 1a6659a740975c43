"""The teaching layer: figures with text, predictions, checks with three verdicts, recall, quiz, glossary.

    from course_lib.teaching import start
    course = start("01")

`start` (opening.py) returns a `Lesson` (lesson.py); its methods are nearly all that a notebook needs. `line_up`
(lineup.py) makes the tables of a line-up, `mixed_rows` (mixing.py) the twenty rows of lesson 00, `contest` (contest.py)
lets generators compete with fresh rows.

The words stand in `bank/NN.toml`: predictions, recall, hints, quiz, model answers (format: banks.py), and the terms
in `bank/glossary.toml` (glossary.py). Checks that compute what they expect stand in `checks/lesson_NN.py` (how to write
one: checks/__init__.py; how one is found and run: judging.py).

Behind the methods: predictions and calibration, questions (recall, quiz; question_widget is what a learner presses),
helping (hint, solution, why), figures (show), library_source (source), saying (how text is printed), progress (the
learner's file).
"""

from course_lib.teaching.contest import contest
from course_lib.teaching.lineup import line_up
from course_lib.teaching.mixing import mixed_rows, right_marks
from course_lib.teaching.opening import start

__all__ = ["contest", "line_up", "mixed_rows", "right_marks", "start"]

"""Rules on length: the core of a lesson fits its minutes. Cells tagged `deeper` and the teacher's do not count.

1,400 words and 80 lines fit 45 minutes. Two fifths of that (card, set-up, recall, quiz, the cells that ask and check)
are there however short a notebook is, the rest shrinks with its card's minutes: 15 minutes hold 840 words, 48 lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.authoring.lint.code import shown_lines
from course_lib.authoring.lint.rules import CONSIDER, ERROR, Fault, over, rule
from course_lib.authoring.prose import prose_of, words

WORDS, LINES, LEAST_FIGURES, MOST_FIGURES = 1400, 80, 4, 7
EXERCISES, EXPLORE_TASKS, QUIZ = 3, 1, 3
FULL, ALWAYS = 45, 2 / 5  # minutes; share of the limits that does not depend on them


@rule("length-words", ("lesson", "opening"))
def length_words(lesson) -> Iterator[Fault]:
    count = sum(len(words(prose_of(view.text))) for view in lesson.learner if view.is_markdown and view.core)
    limit = fitting(WORDS, lesson.source.card)
    if level := over(count, limit):
        yield Fault(None, f"the core has {count} words, the limit is {limit}; cut, or fold a part as deeper.", level)


@rule("length-lines", ("lesson", "opening"))
def length_lines(lesson) -> Iterator[Fault]:
    count = sum(shown_lines(view.text) for view in lesson.learner if view.is_code and view.core)
    limit = fitting(LINES, lesson.source.card)
    if level := over(count, limit):
        yield Fault(None, f"the core shows {count} lines of code, the limit is {limit}; cut, or fold a part.", level)


@rule("length-figures", ("lesson",))
def length_figures(lesson) -> Iterator[Fault]:
    count = sum(len(view.figures) for view in lesson.learner if view.core)
    level = over(count, MOST_FIGURES) or (None if count >= LEAST_FIGURES else ERROR)
    if count == LEAST_FIGURES - 1:
        level = CONSIDER
    if level:
        yield Fault(None, f"the core has {count} figures; {LEAST_FIGURES} to {MOST_FIGURES} carry a lesson.", level)


@rule("length-exercises", ("lesson",))
def length_exercises(lesson) -> Iterator[Fault]:
    count = sum(view.role == "exercise" and view.core for view in lesson.learner)
    if count != EXERCISES:
        yield Fault(None, f"the core has {count} exercises; give {EXERCISES}, others go into deeper.")


@rule("length-explore", ("lesson",))
def length_explore(lesson) -> Iterator[Fault]:
    live = [view for view in lesson.learner if view.live_controls and view.core]
    if len(live) != EXPLORE_TASKS:
        yield Fault(None, f"the core has {len(live)} cells of live controls; give {EXPLORE_TASKS} explore task.")
    if live and not _task_checked(lesson, live[0]):
        yield Fault(live[0], "the explore task is not checked by number; add its answer and course.check(…) after it.")


@rule("length-quiz", ("lesson", "opening"))
def length_quiz(lesson) -> Iterator[Fault]:
    count = len(lesson.bank.get("quiz", []))
    if count != QUIZ:
        file = f"bank/{lesson.source.number}.toml"
        yield Fault(None, f"{file} has {count} quiz questions; give {QUIZ}, one for each objective.")


def fitting(most: int, card: dict) -> int:
    """The limit for a notebook of the card's minutes, `most` from 45 on; without minutes (card-complete) `most`."""
    minutes = card.get("minutes")
    share = min(1, minutes / FULL) if isinstance(minutes, int) and minutes > 0 else 1
    return round(most * (ALWAYS + (1 - ALWAYS) * share))


def _task_checked(lesson, live) -> bool:
    """A check follows the controls, of something that is no exercise, before the lesson turns to its end."""
    exercises = {view.source.name for view in lesson.learner if view.role == "exercise"}
    after = lesson.learner[lesson.learner.index(live) :]
    for view in after:
        if view.role in ("fails", "quiz"):
            return False
        if any(call.args and getattr(call.args[0], "value", None) not in exercises for call in view.calls("check")):
            return True
    return False

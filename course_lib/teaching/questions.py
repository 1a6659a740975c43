"""Quiz and recall: questions with feedback on every option, spread over time after Leitner (1972).

A right answer moves a question one box up, a wrong one back to box 1; a question in box k comes again after
`DAYS[k]` days. Answering again before that neither helps nor spoils, except that a wrong answer always counts.
"""

from datetime import UTC, datetime, timedelta

from course_lib.errors import CourseError
from course_lib.mode import building
from course_lib.teaching import banks
from course_lib.teaching.banks import LETTERS, Bank, Question
from course_lib.teaching.progress import Progress, now
from course_lib.teaching.saying import display_bundle, lettered, say

DAYS = {1: 1, 2: 3, 3: 7, 4: 14, 5: 30}


def ask(question: Question, progress: Progress):
    """Show a question: text in a build; for a learner also something to press, beside the same text."""
    how = f'To answer: course.answer("{question.id}", "a")'
    bundle = {"text/plain": f"{as_text(question)}\n{how}"}
    if not building():
        from course_lib.teaching.question_widget import QuestionWidget

        widget = QuestionWidget(question, lambda letter: judge(question, progress, letter))
        # The widget brings its own text/plain, with an id that changes from run to run; ours stays.
        bundle = {**widget.bundle(), **bundle}
    display_bundle(bundle)


def as_text(question: Question) -> str:
    return lettered(question.question, [option.text for option in question.options])


def answer(question: Question, progress: Progress, choice=None):
    """Answer with a letter, without widgets: prints the feedback on that option."""
    letters = LETTERS[: len(question.options)]
    letter = str(choice).strip().lower().rstrip(")")
    if letter not in letters or len(letter) != 1:
        print(as_text(question))
        say(f"Answer with one of {', '.join(letters)}.")
        return
    say(judge(question, progress, letter)[1])


def judge(question: Question, progress: Progress, letter: str) -> tuple[bool, str]:
    """Is it right, and the feedback on the chosen option; the answer is recorded."""
    option = question.options[LETTERS.index(letter)]
    record(question.id, option.right, progress)
    if option.right:
        return True, f"{letter}) is right. {option.says}"
    return False, f"{letter}) is not it. The misconception: “{option.misconception}.” {option.says}"


def record(id: str, right: bool, progress: Progress):
    entry = progress.get("questions", id)
    box = entry.get("box", 0)
    if right and (not box or is_due(entry)):
        box = min(box + 1, max(DAYS))
    elif not right:
        box = 1
    else:
        progress.update("questions", id, answers=entry.get("answers", 0) + 1)
        return
    progress.update("questions", id, box=box, when=now(), answers=entry.get("answers", 0) + 1)


def is_due(entry: dict) -> bool:
    return overdue(entry) >= timedelta(0)


def overdue(entry: dict) -> timedelta:
    """How long ago the question came due; negative while it is not."""
    since = datetime.now(UTC) - datetime.fromisoformat(entry["when"])
    return since - timedelta(days=DAYS[min(max(entry["box"], 1), max(DAYS))])


def recall_questions(bank: Bank, progress: Progress) -> list[Question]:
    """Two questions: one that this lesson needs, and an old one that is due, or a second that it needs.

    Builds ask the first two that the bank names. A learner gets, of those this lesson needs, the one known
    least, and of all questions of earlier lessons answered before, the one longest overdue.
    """
    needed = [find(id) for id in bank.recall]
    if building():
        return needed[:2]
    answered = progress.all("questions")
    needed.sort(key=lambda question: answered.get(question.id, {}).get("box", 0))  # stable: the bank's order on ties
    chosen = needed[:1]
    old = [
        (overdue(entry), id)
        for id, entry in sorted(answered.items())
        if id[:2] < bank.number and id not in [question.id for question in chosen] and is_due(entry) and exists(id)
    ]
    return chosen + ([find(max(old)[1])] if old else needed[1:2])


def exists(id: str) -> bool:
    """Progress may hold questions of a bank that has changed since."""
    return id[:2] in banks.numbers() and id in banks.load(id[:2]).questions


def find(id: str, lesson: str = "") -> Question:
    """The question of that id, "01.quiz.1"; within a lesson also "quiz.1". Raises CourseError."""
    number, _, rest = id.partition(".")
    if not number.isdigit():
        number, rest = lesson, id
    known = banks.load(banks.lesson_number(number)).questions
    if f"{number}.{rest}" not in known:
        raise CourseError(f"There is no question {id!r}; lesson {number} has {', '.join(known) or 'none'}.")
    return known[f"{number}.{rest}"]

"""The bank of a lesson, `bank/NN.toml`: everything a notebook asks, hints at and answers, in one file per lesson.

    draft = true                      # delete this line when `banks.missing(bank)` is empty
    title = "The whole game"
    recall = ["01.warmup.1", "01.warmup.2"]   # ids of questions of this or an earlier lesson: what this lesson needs;
                                      # builds ask the first two, a learner gets the first and the one most due
    [predictions.photocopier]         # asked by course.predict("01.photocopier")
    question = "We copy some real rows into the synthetic table. The score against fresh rows ..."
    options = ["gets worse", "stays", "gets better"]    # lettered a, b, c; two to four
    answer = "c"
    reveal = "It gets better: copied rows are real rows. Each exposes one person."

    [[quiz]]                          # three; the first is "01.quiz.1"
    objective = 1                     # which of the card's three objectives it asks about
    question = "A generator scores .01 on a metric whose floor is .007. What do you know?"
    vote = true                       # optional: one of the two vote questions of the teacher's kit
    [[quiz.options]]                  # three or four, one of them with `right = true`
    right = true
    text = "..."
    says = "Feedback on this option."
    [[quiz.options]]
    text = "..."
    misconception = "A score of zero is reachable"    # each wrong option names the misconception behind it
    says = "..."

    [[warmup]]                        # like quiz, without `objective`: questions for recall while there is
                                      # nothing to recall yet, "01.warmup.1"

    [checks.mean-age]                 # course.check("mean-age", value); [checks.NAME] for every exercise
    hints = ["a nudge", "the idea", "almost the code"]
    right = "Optional. What a correct value means, and what it does not mean."
    advice = "Optional. What to look at when the value is none of the known wrong ones."
    expected = 44.3                   # only for plain facts: a number, a text (a letter, say) or true/false.
    tolerance = 0.05                  # with a number: how far from it is still correct, in its unit
    unit = "years"                    # optional
    wrong = [{ value = 35.0, tolerance = 0.5, says = "That is the parent's mean, before truncation." }]
                                      # Without `expected`, write a function in checks/lesson_NN.py instead.
    [whys.fresh-rows]                 # course.why("fresh-rows", "my sentence")
    question = "Why score against fresh rows?"
    model = "Because ..."

`load` refuses a malformed bank with one sentence that names file, entry and remedy. A draft may be incomplete;
`missing` lists what it still lacks.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.errors import CourseError

FOLDER = Path(__file__).parent / "bank"
LETTERS = "abcd"


@dataclass(frozen=True)
class Option:
    text: str
    says: str = ""
    right: bool = False
    misconception: str = ""


@dataclass(frozen=True)
class Question:
    """A question of quiz or warm-up; `id` is for example "01.quiz.2"."""

    id: str
    question: str
    options: tuple[Option, ...]
    objective: int | None = None
    vote: bool = False

    @property
    def answer(self) -> str:
        return next(letter for letter, option in zip(LETTERS, self.options) if option.right)


@dataclass(frozen=True)
class Prediction:
    id: str
    question: str
    options: tuple[str, ...]
    answer: str
    reveal: str


@dataclass(frozen=True)
class Wrong:
    value: object
    says: str
    tolerance: float | None = None


@dataclass(frozen=True)
class Check:
    """An exercise's entry. `expected` is None when a function of checks/lesson_NN.py judges instead."""

    id: str
    hints: tuple[str, ...]
    expected: object = None
    tolerance: float | None = None
    unit: str = ""
    right: str = ""
    advice: str = ""
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Why:
    id: str
    question: str
    model: str


@dataclass(frozen=True)
class Bank:
    number: str
    title: str
    draft: bool = False
    recall: tuple[str, ...] = ()
    predictions: dict[str, Prediction] = field(default_factory=dict)
    quiz: tuple[Question, ...] = ()
    warmup: tuple[Question, ...] = ()
    checks: dict[str, Check] = field(default_factory=dict)
    whys: dict[str, Why] = field(default_factory=dict)

    @property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.quiz + self.warmup}


def lesson_number(number) -> str:
    """ "1", 1 and "01" all name lesson "01"."""
    return str(number).strip().zfill(2)


def numbers() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("[0-9][0-9].toml"))


def load(number: str, folder: Path | None = None) -> Bank:
    """The bank of one lesson. Raises CourseError if there is none or an entry is malformed."""
    folder = folder or FOLDER
    path = folder / f"{number}.toml"
    if not path.exists():
        have = ", ".join(sorted(p.stem for p in folder.glob("[0-9][0-9].toml")))
        raise CourseError(f'There is no lesson {number!r}; write start("NN") with one of: {have}.')
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"bank/{path.name} is not valid TOML: {error}.") from None
    return read(number, content)


def read(number: str, content: dict) -> Bank:
    """A bank from parsed TOML; every complaint starts with the place."""
    at = f"bank/{number}.toml"
    allowed(content, at, "title draft recall predictions quiz warmup checks whys")
    return Bank(
        number=number,
        title=text(content, "title", at),
        draft=bool(content.get("draft", False)),
        recall=tuple(content.get("recall", ())),
        predictions=named(read_prediction, number, content.get("predictions", {}), f"{at} predictions"),
        quiz=read_questions(number, "quiz", content.get("quiz", []), at),
        warmup=read_questions(number, "warmup", content.get("warmup", []), at),
        checks=named(read_check, number, content.get("checks", {}), f"{at} checks"),
        whys=named(read_why, number, content.get("whys", {}), f"{at} whys"),
    )


def named(read_entry, number, entries, at):
    return {name: read_entry(f"{number}.{name}", entry, f"{at}.{name}") for name, entry in entries.items()}


def read_prediction(id, entry, at):
    allowed(entry, at, "question options answer reveal")
    options = tuple(entry.get("options", ()))
    if not 2 <= len(options) <= 4 or len(set(options)) < len(options):
        raise CourseError(f"{at}: a prediction has two to four different options, not {len(options)}.")
    answer = text(entry, "answer", at)
    if answer not in LETTERS[: len(options)]:
        raise CourseError(f"{at}: answer = {answer!r}, but the options are {', '.join(LETTERS[: len(options)])}.")
    return Prediction(id, text(entry, "question", at), options, answer, text(entry, "reveal", at))


def read_questions(number, kind, entries, at):
    for i, entry in enumerate(entries, 1):
        if kind == "quiz" and entry.get("objective") not in (1, 2, 3):
            raise CourseError(f"{at} quiz.{i}: set `objective` to 1, 2 or 3, the objective of the card it asks about.")
    numbered = enumerate(entries, 1)
    return tuple(read_question(f"{number}.{kind}.{i}", entry, f"{at} {kind}.{i}") for i, entry in numbered)


def read_question(id, entry, at):
    allowed(entry, at, "question options objective vote")
    options = tuple(read_option(option, f"{at} option {i}") for i, option in enumerate(entry.get("options", []), 1))
    if not 2 <= len(options) <= 4:
        raise CourseError(f"{at}: a question has two to four options, not {len(options)}.")
    if sum(option.right for option in options) != 1:
        raise CourseError(f"{at}: one option, and only one, has `right = true`.")
    if len({option.text for option in options}) < len(options):
        raise CourseError(f"{at}: two options have the same text.")
    return Question(id, text(entry, "question", at), options, entry.get("objective"), bool(entry.get("vote")))


def read_option(entry, at):
    allowed(entry, at, "text says right misconception")
    right = bool(entry.get("right", False))
    if not right and not entry.get("misconception"):
        raise CourseError(f"{at}: a wrong option names the `misconception` behind it.")
    return Option(text(entry, "text", at), text(entry, "says", at), right, entry.get("misconception", ""))


def read_check(id, entry, at):
    allowed(entry, at, "hints expected tolerance unit right advice wrong")
    hints = tuple(entry.get("hints", ()))
    if len(hints) != 3 or not all(isinstance(hint, str) and hint.strip() for hint in hints):
        raise CourseError(f"{at}: `hints` holds three texts, from nudge to almost the code, not {len(hints)}.")
    expected, tolerance = entry.get("expected"), entry.get("tolerance")
    if is_number(expected) and not (is_number(tolerance) and tolerance >= 0):
        raise CourseError(f"{at}: a numeric `expected` needs a `tolerance` of 0 or more, in the same unit.")
    listed = enumerate(entry.get("wrong", []), 1)
    wrong = tuple(read_wrong(item, expected, tolerance, f"{at} wrong {i}") for i, item in listed)
    texts = {key: entry.get(key, "") for key in ("unit", "right", "advice")}
    return Check(id, hints, expected, tolerance, wrong=wrong, **texts)


def read_wrong(entry, expected, tolerance, at):
    allowed(entry, at, "value tolerance says")
    if expected is None or "value" not in entry:
        raise CourseError(f"{at}: needs a `value`, and a check that has `expected`.")
    reach = entry.get("tolerance", tolerance)
    if is_number(expected) and abs(entry["value"] - expected) <= tolerance + reach:
        raise CourseError(f"{at}: {entry['value']} is too near to the expected {expected}; narrow a tolerance.")
    return Wrong(entry["value"], text(entry, "says", at), reach)


def read_why(id, entry, at):
    allowed(entry, at, "question model")
    return Why(id, text(entry, "question", at), text(entry, "model", at))


def is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def text(entry, key, at) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CourseError(f"{at}: `{key}` is missing or empty; write a text.")
    return " ".join(value.split())


def allowed(entry, at, keys):
    unknown = sorted(set(entry) - set(keys.split()))
    if unknown:
        raise CourseError(f"{at}: unknown key {unknown[0]!r}; the keys are {', '.join(keys.split())}.")


def missing(bank: Bank) -> list[str]:
    """What a bank lacks before it may drop `draft`: sentences, none if it is complete."""
    lacks = [
        (not bank.predictions, "a prediction for the hook: [predictions.NAME]"),
        (len(bank.quiz) != 3, f"three quiz questions: it has {len(bank.quiz)}"),
        (len(bank.recall) < 2, f"two ids in `recall`: it has {len(bank.recall)}"),
        (len(bank.checks) < 3, f"checks for three exercises: it has {len(bank.checks)}"),
        (not bank.whys, "one why: [whys.NAME]"),
        (sum(question.vote for question in bank.quiz + bank.warmup) < 2, "two questions with `vote = true`"),
    ]
    return [sentence for lacking, sentence in lacks if lacking]

"""The object a lesson talks to: `course = start("01")`. Each method is one line of a notebook."""

from course_lib.errors import CourseError
from course_lib.teaching import banks, calibration, glossary, helping, judging, predictions, questions
from course_lib.teaching.checks import CORRECT, NOT_ATTEMPTED, Verdict
from course_lib.teaching.figures import figure_bundle
from course_lib.teaching.library_source import source_of
from course_lib.teaching.progress import now, summary
from course_lib.teaching.saying import display_bundle, display_code, say


class Lesson:
    """One lesson's bank and the learner's progress. Names may be short ("photocopier") or full ("01.photocopier")."""

    def __init__(self, bank, progress):
        self.bank = bank
        self._progress = progress

    def __repr__(self):
        return f"Lesson {self.bank.number}, {self.bank.title}"

    def show(self, fig, alt: str, summary: str):
        """Display a figure with its alt text, then print its one-line summary. Closes the figure."""
        display_bundle(figure_bundle(fig, alt, summary))
        say(" ".join(summary.split()))

    def predict(self, name: str, choice=None, confidence=None):
        """Ask what will happen; record a choice ("a", "b", ...) and how sure the learner is (50 to 100)."""
        predictions.predict(self._entry("predictions", name), self._progress, choice, confidence)

    def reveal(self, name: str, anyway: bool = False):
        """What the learner said, and what it is; `anyway` shows it to who made no guess."""
        predictions.reveal(self._entry("predictions", name), self._progress, anyway)

    def verdict(self, name: str, value) -> Verdict:
        """The verdict of a check, without printing or recording."""
        return judging.judge(self._entry("checks", name), value)

    def calibration(self):
        """How sure you were and how often right, over every prediction of the course; one sentence if there is none."""
        if not (records := calibration.records_of(self._progress)):
            say(calibration.NOTHING)
            return
        from course_lib import plots

        counted = calibration.calibrated(records)
        alt = f"Dots with intervals: how often predictions were right, by how sure they were. {counted.sentence}"
        self.show(plots.calibration(records, title="your predictions"), alt=alt, summary=counted.sentence)

    def check(self, name: str, value=None):
        """Say how an exercise stands: not attempted, not yet, or correct."""
        check = self._entry("checks", name)
        verdict = judging.judge(check, value)
        if verdict.status != NOT_ATTEMPTED:
            record = self._progress.get("checks", check.id)
            solved = record.get("correct") or (now() if verdict.status == CORRECT else None)
            attempts = record.get("attempts", 0) + 1
            self._progress.update("checks", check.id, attempts=attempts, correct=solved)
        short = check.id.split(".", 1)[1]
        say(f"{short}: {verdict.status}. {verdict.says}".strip(), f"{judging.MARKS[verdict.status]} ")

    def hint(self, name: str):
        """The next of three hints, from a nudge to almost the code."""
        helping.hint(self._entry("checks", name), self._progress)

    def solution(self, name: str):
        """One way to do the exercise, after an attempt."""
        helping.solution(self._entry("checks", name), self._progress)

    def why(self, name: str, answer: str | None = None):
        """Ask "why?"; after the learner's own sentence show the model answer beside it."""
        helping.why(self._entry("whys", name), self._progress, answer)

    def recall(self):
        """Two questions from before: one that this lesson needs, one that is due again."""
        for question in questions.recall_questions(self.bank, self._progress):
            questions.ask(question, self._progress)

    def quiz(self):
        """The lesson's questions, with feedback on every option."""
        for question in self.bank.quiz:
            questions.ask(question, self._progress)

    def answer(self, id: str, choice: str | None = None):
        """Answer a question of quiz or recall by its id and a letter: course.answer("01.quiz.1", "b")."""
        questions.answer(questions.find(id, self.bank.number), self._progress, choice)

    def glossary(self, word: str):
        """What a term means."""
        term = glossary.look_up(word)
        also = f" (also: {', '.join(term.also)})" if term.also else ""
        see = f" See {', '.join(term.see)}." if term.see else ""
        say(f"{term.name}{also}: {term.short} Lesson {term.lesson}.{see}")

    def terms(self):
        """Every term of the glossary, by name."""
        say(", ".join(glossary.terms()))

    def source(self, obj, doc: str = "first"):
        """Show the library's own source of a function, method or class; `doc` is "first", "full" or "none"."""
        display_code(source_of(obj, doc))

    def progress(self):
        """Print what has been done in this lesson, and where it is kept."""
        print(summary(self.bank, self._progress))

    def _entry(self, part: str, name: str):
        """The entry of this lesson's bank, or of another's if the name begins with that lesson's number."""
        number, _, rest = name.partition(".")
        foreign = number.isdigit() and number != self.bank.number
        bank = banks.load(number) if foreign else self.bank
        entries = getattr(bank, part)
        key = rest if number.isdigit() and rest else name
        if key not in entries:
            have = ", ".join(sorted(entries)) or "none"
            raise CourseError(f"bank/{bank.number}.toml has no {key!r} among its {part}; it has: {have}.")
        return entries[key]

"""The object a lesson talks to: `course = start("01")`. Each method is one line of a notebook."""

from course_lib.errors import CourseError
from course_lib.teaching import banks, judging, predictions
from course_lib.teaching.checks import CORRECT, NOT_ATTEMPTED, Verdict
from course_lib.teaching.figures import figure_bundle
from course_lib.teaching.progress import now
from course_lib.teaching.saying import display_bundle, say


class Lesson:
    """One lesson's bank and the learner's progress. Names may be short ("photocopier") or full ("01.photocopier")."""

    def __init__(self, bank, progress):
        self.bank = bank
        self.progress_store = progress

    def __repr__(self):
        return f"Lesson {self.bank.number}, {self.bank.title}"

    def show(self, fig, alt: str, summary: str):
        """Display a figure with its alt text, then print its one-line summary. Closes the figure."""
        display_bundle(figure_bundle(fig, alt, summary))
        say(" ".join(summary.split()))

    def predict(self, name: str, choice=None, confidence=None):
        """Ask what will happen; record a choice ("a", "b", ...) and how sure the learner is (50 to 100)."""
        predictions.predict(self._entry("predictions", name), self.progress_store, choice, confidence)

    def reveal(self, name: str):
        """What the learner said, and what it is."""
        predictions.reveal(self._entry("predictions", name), self.progress_store)

    def verdict(self, name: str, value) -> Verdict:
        """The verdict of a check, without printing or recording."""
        return judging.judge(self._entry("checks", name), value)

    def check(self, name: str, value=None):
        """Say how an exercise stands: not attempted, not yet, or correct."""
        check = self._entry("checks", name)
        verdict = judging.judge(check, value)
        if verdict.status != NOT_ATTEMPTED:
            record = self.progress_store.get("checks", check.id)
            solved = record.get("correct") or (now() if verdict.status == CORRECT else None)
            attempts = record.get("attempts", 0) + 1
            self.progress_store.update("checks", check.id, attempts=attempts, correct=solved)
        short = check.id.split(".", 1)[1]
        say(f"{short}: {verdict.status}. {verdict.says}".strip(), f"{judging.MARKS[verdict.status]} ")

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

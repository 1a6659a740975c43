"""Help with an exercise: three hints, a solution after an attempt, a model answer after the learner's own sentence."""

import re

from course_lib import bootstrap
from course_lib.errors import CourseError
from course_lib.teaching.banks import Check, Why
from course_lib.teaching.progress import Progress, now
from course_lib.teaching.saying import display_bundle, display_code, say

SOURCES = bootstrap.ROOT / "notebooks" / "source"
LEAST_WORDS = 4


def hint(check: Check, progress: Progress):
    """The next hint; after the third, the third again."""
    given = min(progress.get("checks", check.id).get("hints", 0) + 1, len(check.hints))
    progress.update("checks", check.id, hints=given)
    text = check.hints[given - 1].strip()
    label = f"Hint {given} of {len(check.hints)}: "
    if "\n" in text:  # almost the code: its lines stay as they are
        print(f"{label}\n{text}")
    else:
        say(text, label, "")
    if given == len(check.hints):
        say(f'That was the last hint; course.solution("{short(check)}") shows one way, after an attempt.')


def solution(check: Check, progress: Progress, folder=None):
    """One way to do it, read from the lesson's source; before an attempt, a kind refusal."""
    name = short(check)
    if not progress.get("checks", check.id).get("attempts"):
        say(f'Try it first: the solution opens after a first attempt has been through course.check("{name}", ...).')
        return
    kind, body = solved_cell(check.id.split(".", 1)[0], name, folder or SOURCES)
    if kind == "markdown":
        display_bundle({"text/plain": body, "text/markdown": body})
    else:
        display_code(body)


def solved_cell(number: str, name: str, folder) -> tuple[str, str]:
    """("code" or "markdown", solved text) of the cell of that name, out of notebooks/source/NN_*.py."""
    paths = sorted(folder.glob(f"{number}_*.py"))
    source = paths[0].read_text(encoding="utf-8") if paths else ""
    for cell in re.split(r"^# ?%%(?!%)", source, flags=re.MULTILINE)[1:]:
        header, _, body = cell.partition("\n")
        if f'name="{name}"' in header and re.search('"(exercise|explore|lineup)"', header):
            kind = "markdown" if "[markdown]" in header else "code"
            if kind == "markdown":  # the percent format stores prose as comments
                body = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
            body = re.sub(r"^\s*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\s*$\n?", "", body, flags=re.M | re.S)
            lines = [line for line in body.splitlines() if not re.match(r"\s*### ?(BEGIN|END|STUB)\b", line)]
            return kind, "\n".join(lines).strip("\n")
    raise CourseError(
        f'No solution for {name!r}: notebooks/source/{number}_*.py has no cell with name="{name}"; '
        "solutions need the clone that the package came with."
    )


def why(question: Why, progress: Progress, answer=None):
    """Ask; after the learner's own sentence, show the model answer beside it."""
    say(question.question)
    if answer in (None, Ellipsis, ""):
        say(f'Not answered yet. Write one sentence: course.why("{short(question)}", "...").')
        return
    words = " ".join(str(answer).split())
    if len(words.split()) < LEAST_WORDS:
        say(f"Write a whole sentence, {LEAST_WORDS} words or more; the model answer comes after it.")
        return
    progress.update("whys", question.id, answer=words, when=now())
    say(words, "Your answer:  ")
    say(question.model, "Model answer: ")
    say("Compare: what does one name that the other leaves out?")


def short(entry) -> str:
    """ "mean-age" of "02.mean-age"."""
    return entry.id.split(".", 1)[1]

"""The lint: what every stored notebook keeps, besides being what its source gives (`build.stale`).

    from course_lib.authoring.lint import lint_lessons
    for finding in lint_lessons(["01"]):
        print(finding)

A rule is a function with an id, in a file per family: `card`, `code`, `running`, `figures`, `prose`, `lengths`.
It yields faults; a fault is one sentence that names what is wrong and the remedy. Level "error" fails a build,
"consider" (a length past its aim but within 15%) does not. nbval passes a notebook whose outputs were
stripped, so `running` comes before it in `replay`.

A new rule: the function in the file of its family, with `@rule("its-id")` (`rules`; what it is given: `lesson`), and a
fault that it must see in `tests/authoring/lint/faults.py`.
"""

from __future__ import annotations

from pathlib import Path

from course_lib.authoring.build import NOTEBOOKS, assignments, sources
from course_lib.authoring.cells import read_source
from course_lib.authoring.lint import card, code, figures, lengths, prose, running  # noqa: F401 - they register
from course_lib.authoring.lint.lesson import TEACHING, load_lesson, load_unbuilt
from course_lib.authoring.lint.rules import RULES, Finding, NotBuilt

__all__ = ["RULES", "Finding", "lint_lesson", "lint_lessons"]


# What can be said of a source alone: of an assignment, which the grader stores, and of a lesson not yet built.
WITHOUT_OUTPUTS = ("card", "code", "prose")


def lint_lessons(numbers=(), *, folder: Path = NOTEBOOKS, teaching: Path = TEACHING) -> list[Finding]:
    """Every finding on the stored notebooks of the lessons asked for, in order of lesson and rule.

    numbers: of lessons; none = all, and the sources of the assignments. folder: holds source/ and the notebooks.
    teaching: holds the banks and the glossary, read as data.
    """
    findings = []
    for path in sources(numbers, folder):
        try:
            findings += lint_lesson(load_lesson(read_source(path), folder, teaching))
        except NotBuilt as missing:
            findings.append(Finding("not-built", missing.file, None, missing.sentence))
            findings += lint_lesson(load_unbuilt(read_source(path), folder, teaching), WITHOUT_OUTPUTS)
    for path in assignments(folder) if not numbers else ():
        findings += lint_lesson(load_unbuilt(read_source(path), folder, teaching), WITHOUT_OUTPUTS)
    return findings


def lint_lesson(lesson, families: tuple[str, ...] | None = None) -> list[Finding]:
    """The findings on one loaded lesson; `families` runs the rules of those files only."""
    chosen = [rule for rule in RULES.values() if lesson.source.kind in rule.kinds]
    return [
        finding for rule in chosen if families is None or rule.family in families for finding in rule.findings(lesson)
    ]

"""Rules on what execution left behind: the ones nbval takes for granted.

nbval passes a notebook that was never run, skips cells after a time-out, and ignores what is on stderr in neither
case; so these are errors before it starts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from course_lib.authoring.copies import LEARNER, TEACHER
from course_lib.authoring.execute import NOT_COMPARED
from course_lib.authoring.lint.code import output_texts
from course_lib.authoring.lint.rules import Fault, rule

MAX_BYTES = 1_000_000
MUST_SPEAK = ("recall", "check", "quiz")
SPEAKING = ("show", "predict", "reveal", "recall", "check", "why", "quiz", "hint", "solution", "glossary", "source")
RANDOM_ID = re.compile(
    r"\bat 0x[0-9a-fA-F]{6,}"  # an object's address
    r"|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"  # a UUID
    r"|\bid=[\"']?T_[0-9a-f]{5}"  # pandas' Styler draws one unless it is given a uuid
    r"|\bid=[\"']?[\w-]*[0-9a-f]{16,}"
)
VERDICT = re.compile(
    r"^\W*(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*): (?P<status>not attempted|not yet|correct)\b", re.MULTILINE
)


@rule("executed-in-order")
def executed_in_order(lesson) -> Iterator[Fault]:
    for views in lesson.views.values():
        expected = 0
        for view in views:
            if not view.is_code or not view.text.strip():
                continue
            expected += 1
            count = view.cell.execution_count
            if count != expected:
                what = "was not executed" if count is None else f"has execution count {count}, not {expected}"
                yield Fault(view, f"{what}; build the lesson again.")
                break


@rule("no-stderr")
def no_stderr(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        if any(output.output_type == "stream" and output.name == "stderr" for output in view.outputs):
            yield Fault(view, "wrote to stderr (a warning, perhaps); mend its cause.")


@rule("no-error")
def no_error(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        errors = [output.ename for output in view.outputs if output.output_type == "error"]
        tagged = "raises-exception" in view.tags
        if errors and not tagged:
            yield Fault(view, f"ended in {errors[0]}; mend it, or tag it raises-exception if the error is its point.")
        elif tagged and not errors:
            yield Fault(view, "is tagged raises-exception and raises none; drop the tag.")


@rule("outputs-present")
def outputs_present(lesson) -> Iterator[Fault]:
    """A cell that shows, asks, checks or prints at its top level has stored something."""
    for view in lesson.both:
        if not view.is_code or "raises-exception" in view.tags or not view.text.strip():
            continue
        asks = view.role in MUST_SPEAK or any(view.calls(method) for method in SPEAKING)
        speaks = asks or _prints(view)
        if speaks and not view.outputs:
            yield Fault(view, "shows or prints something, and nothing is stored; build the lesson again.")


@rule("only-controls-uncompared")
def only_controls_uncompared(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        for tag in view.tags:
            live = any("text/markdown" in output.get("data", {}) for output in view.outputs)
            if tag.startswith("nbval-") and not (tag == NOT_COMPARED and live and len(view.outputs) == 1):
                yield Fault(
                    view,
                    f"is tagged '{tag}', so nbval compares nothing here; only a cell that shows live controls and "
                    "nothing else may be: put what it prints into a cell of its own.",
                )


@rule("no-random-id")
def no_random_id(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        found = next((match for text in output_texts(view) if (match := RANDOM_ID.search(text))), None)
        if found:
            yield Fault(
                view, f"stored '{found[0]}', which changes in every run; show the content, or derive the id from it."
            )


@rule("file-size")
def file_size(lesson) -> Iterator[Fault]:
    for copy, path in lesson.paths.items():
        size = path.stat().st_size
        if size >= MAX_BYTES:
            message = f"has {size / 1e6:.2f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB; draw fewer or smaller figures."
            yield Fault(None, message, file=lesson.shown(copy))


@rule("verdicts", ("lesson", "opening"))
def verdicts(lesson) -> Iterator[Fault]:
    """`check` of the stub says not attempted, of the solution correct."""
    for copy, wanted in ((LEARNER, "not attempted"), (TEACHER, "correct")):
        for view in lesson.views[copy]:
            if view.role == "teacher" or not view.calls("check"):
                continue
            statuses = [match["status"] for match in VERDICT.finditer(view.printed)]
            if not statuses:
                yield Fault(view, "checks an exercise and prints no verdict; call course.check on a line of its own.")
            for status in statuses:
                if status != wanted:
                    whose = "an untouched copy" if copy == LEARNER else "the solution"
                    remedy = "write a stub such as None" if copy == LEARNER else "mend the solution or the check"
                    yield Fault(view, f"says '{status}' of {whose}, not '{wanted}'; {remedy}.")


def _prints(view) -> bool:
    return any(
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") in ("print", "display")
        for node in (view.tree.body if view.tree else ())
    )

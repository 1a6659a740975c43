"""Rules on pictures: what is seen can also be read, and a live control has a stored picture beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from course_lib.authoring.lint.rules import Fault, rule

LEAST_ALT = 25  # characters; "A histogram of age" says what was drawn, not what is seen
NO_ALT = re.compile(
    r"^(?:an?\s+|the\s+)?(?:image|picture|figure|plot|chart|graph|diagram)\b(?:\s+\d+)?\s*(?:of\b.{0,20})?\W*$", re.I
)
CHOICES = "abcd"


@rule("figure-alt")
def figure_alt(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        for alt in view.alts:
            if not alt:
                yield Fault(view, "a figure has no alt text; show it with course.show(fig, alt=…, summary=…).")
            elif len(alt) < LEAST_ALT or NO_ALT.match(alt):
                yield Fault(
                    view, f"the alt text '{alt}' does not say what is seen; name what is drawn and what stands out."
                )


@rule("figure-text-line")
def figure_text_line(lesson) -> Iterator[Fault]:
    """nbval ignores pixels, so the printed line is what it compares."""
    for view in lesson.both:
        lines = [line for line in view.printed.splitlines() if line.strip()]
        if len(view.figures) > len(lines):
            yield Fault(view, "a figure has no line of text beside it; print its summary (course.show does).")


@rule("figure-png")
def figure_png(lesson) -> Iterator[Fault]:
    for view in lesson.both:
        if any("image/png" not in data and "image/jpeg" not in data for data in view.figures):
            yield Fault(view, "a figure is stored as HTML alone, which some viewers strip; store image/png beside it.")


@rule("explore-picture", ("lesson", "opening"))
def explore_picture(lesson) -> Iterator[Fault]:
    """The code cell before live controls stores the picture that a reader without a kernel sees."""
    before = None
    for view in lesson.learner:
        if not view.is_code:
            continue
        if view.live_controls and not (before and before.figures):
            yield Fault(
                view, "no stored picture stands beside these controls; show small multiples in the cell before."
            )
        before = view


@rule("alt-keeps-secret", ("lesson", "opening"))
def alt_keeps_secret(lesson) -> Iterator[Fault]:
    """Until a prediction is revealed, no figure's alt text or printed line holds the text of its answer."""
    open_answers: dict[str, str] = {}
    predictions = lesson.bank.get("predictions", {})
    for view in lesson.learner:
        for name in _names(view, "predict"):
            entry = predictions.get(name.removeprefix(f"{lesson.source.number}."))
            if entry:
                open_answers[name.split(".")[-1]] = entry["options"][CHOICES.index(entry["answer"])]
        for name in _names(view, "reveal"):
            open_answers.pop(name.split(".")[-1], None)
        for name, answer in open_answers.items():
            said = " ".join([*view.alts, view.printed]).lower() if view.figures else ""
            if re.search(rf"(?<!\w){re.escape(answer.lower().strip('. '))}(?!\w)", said):
                yield Fault(view, f"the alt text or line gives away the answer to '{name}' ('{answer}'); reword it.")


@rule("fold-label")
def fold_label(lesson) -> Iterator[Fault]:
    """JupyterLab labels a fold by the first line of its output: of a picture that is raw HTML, alt text and all."""
    for view in lesson.both:
        folded = view.cell.metadata.get("jupyter", {}).get("outputs_hidden")
        if view.is_code and folded and view.outputs and view.outputs[0].output_type != "stream":
            yield Fault(
                view, "its folded output does not begin with a line of text; print what is behind the fold first."
            )


def _names(view, method: str) -> list[str]:
    calls = view.calls(method)
    return [str(call.args[0].value) for call in calls if call.args and isinstance(call.args[0], ast.Constant)]

"""Rules on the card, the parts of a lesson, and that each objective is checked and asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_lib.authoring.cells import HEADING
from course_lib.authoring.lint.rules import Fault, rule

LESSONS = ("lesson", "opening")
# The parts in their order; `loop`, `exercise`, `check`, `lineup` and `your-table` stand between recall and fails.
# Hook and set-up may change places: the question comes first, the cell that asks it needs `course`.
RANKS = {"card": 0, "hook": 1, "setup": 1, "recall": 2, "loop": 3, "explore": 4, "fails": 5, "quiz": 6}
PARTS = tuple(RANKS)
OPENING_PARTS = ("card", "setup", "quiz")
FIELDS = {"promise": str, "minutes": int, "needs": str, "run_seconds": int | float}


@rule("card-complete", LESSONS)
def card_complete(lesson) -> Iterator[Fault]:
    card, first = lesson.source.card, lesson.learner[0] if lesson.learner else None
    if first is None or first.role != "card" or not first.is_markdown:
        yield Fault(first, 'the first cell is not the card; begin with a markdown cell tags=["card"].')
    heading = HEADING.match(first.text) if first else None
    if first and not (heading and heading["text"].startswith(f"{lesson.source.number} ")):
        yield Fault(first, f"the card does not open with '# {lesson.source.number} Title'; write that heading.")
    for name, kind in FIELDS.items():
        if not isinstance(card.get(name), kind) or not card[name]:
            yield Fault(None, f"the card lacks '{name}'; add it to course_lib in the header.")
    objectives = card.get("objectives") or []
    if len(objectives) != 3:
        yield Fault(None, f"the card has {len(objectives)} objectives; give three, each with text and check.")
    for k, objective in enumerate(objectives, 1):
        for key in ("text", "check"):
            if not isinstance(objective.get(key), str) or not objective[key].strip():
                yield Fault(None, f"objective {k} of the card lacks '{key}'; add it in the header.")


@rule("objective-checked", LESSONS)
def objective_checked(lesson) -> Iterator[Fault]:
    checked = {name for _, name in lesson.called("check")}
    for k, objective in enumerate(lesson.source.card.get("objectives") or [], 1):
        name = objective.get("check")
        if name and name not in checked:
            yield Fault(None, f'objective {k} is measured by no cell; add course.check("{name}", …) or name its check.')


@rule("objective-in-quiz", LESSONS)
def objective_in_quiz(lesson) -> Iterator[Fault]:
    asked = {question.get("objective") for question in lesson.bank.get("quiz", [])}
    for k, _ in enumerate(lesson.source.card.get("objectives") or [], 1):
        if k not in asked:
            yield Fault(
                None,
                f"no quiz question of bank/{lesson.source.number}.toml asks for objective {k}; "
                f"add a [[quiz]] with objective = {k}.",
            )
    if not any(view.calls("quiz") for view in lesson.learner):
        yield Fault(None, 'no cell asks the quiz; add a cell tags=["quiz"] with course.quiz().')


@rule("parts-in-order", LESSONS)
def parts_in_order(lesson) -> Iterator[Fault]:
    wanted = PARTS if lesson.source.kind == "lesson" else OPENING_PARTS
    first: dict[str, int] = {}
    for position, view in enumerate(lesson.learner):
        if view.role and view.core:
            first.setdefault(view.role, position)
    for part in wanted:
        if part not in first:
            yield Fault(None, f"the lesson has no cell with the role '{part}'; add it (order: {', '.join(wanted)}).")
    there = [part for part in wanted if part in first]
    for before, after in zip(there, there[1:]):
        if first[before] > first[after] and RANKS[before] < RANKS[after]:
            view = lesson.learner[first[after]]
            yield Fault(view, f"'{after}' comes before '{before}'; the order is {', '.join(wanted)}.")


@rule("setup-starts", LESSONS)
def setup_starts(lesson) -> Iterator[Fault]:
    """The set-up opens this lesson, not the one it was copied from."""
    for view in (view for view in lesson.learner if view.role == "setup" and view.is_code):
        started = [
            call.args[0].value
            for call in ast.walk(view.tree or ast.Module([], []))
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") == "start"
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ]
        if started != [lesson.source.number]:
            yield Fault(view, f'the set-up does not open this lesson; write course = start("{lesson.source.number}").')


@rule("prediction-order", LESSONS)
def prediction_order(lesson) -> Iterator[Fault]:
    """Every prediction is asked before it is revealed, and revealed in the lesson."""
    order = {view.id: position for position, view in enumerate(lesson.learner)}
    asked = {name: order[view.id] for view, name in reversed(lesson.called("predict"))}
    shown = {name: order[view.id] for view, name in reversed(lesson.called("reveal"))}
    for view, name in lesson.called("reveal"):
        if name not in asked or asked[name] > shown[name]:
            yield Fault(view, f"reveals '{name}' before course.predict(\"{name}\") asks it; ask first.")
    for view, name in lesson.called("predict"):
        if name not in shown:
            yield Fault(view, f"asks '{name}', and no cell reveals it; add course.reveal(\"{name}\").")
    if lesson.source.kind == "lesson" and not asked:
        yield Fault(None, "the hook asks for no prediction; add course.predict(…) to the hook.")


@rule("exercise-checked", LESSONS)
def exercise_checked(lesson) -> Iterator[Fault]:
    checked = {name for _, name in lesson.called("check")}
    for view in lesson.learner:
        if view.role != "exercise" or not view.is_code:
            continue
        if not view.source.has_solution:
            yield Fault(view, "the exercise has no solution; write it between '### BEGIN SOLUTION' and its end mark.")
        if view.source.name not in checked:
            yield Fault(view, f'no cell checks this exercise; add course.check("{view.source.name}", …).')


@rule("wrong-answers-named", LESSONS)
def wrong_answers_named(lesson) -> Iterator[Fault]:
    """Each check knows two wrong answers by name: in the bank, or in its function of checks/lesson_NN.py."""
    entries = lesson.bank.get("checks", {})
    number = lesson.source.number
    for view, name in _once(lesson.called("check")):
        if "." in name:  # another lesson's check, named there
            continue
        if name not in entries:
            yield Fault(view, f"bank/{number}.toml has no [checks.{name}]; add it with three hints.")
            continue
        known = len(entries[name].get("wrong", []))
        if "expected" not in entries[name]:
            known += _named_in_function(lesson.checks, name.replace("-", "_"))
        if known < 2:
            yield Fault(
                view,
                f"the check '{name}' names {known} wrong answer{'' if known == 1 else 's'}; give two their own "
                f"message, as `wrong` in bank/{number}.toml or with not_yet(…) in checks/lesson_{number}.py.",
            )


def _named_in_function(checks: ast.Module | None, function: str) -> int:
    """not_yet(…) calls and items of wrong=[…] in a check's function; a line-up answers every suspect with its clue."""
    body = (
        [node for node in ast.walk(checks) if isinstance(node, ast.FunctionDef) and node.name == function]
        if checks
        else []
    )
    known = 0
    for node in (inner for outer in body for inner in ast.walk(outer)):
        called = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if called in ("not_yet", "judge_line_up"):
            known += 1 if called == "not_yet" else 2
        elif isinstance(node, ast.keyword) and node.arg == "wrong" and isinstance(node.value, ast.List | ast.Tuple):
            known += len(node.value.elts)
    return known


def _once(pairs):
    seen = set()
    for view, name in pairs:
        if name not in seen:
            seen.add(name)
            yield view, name

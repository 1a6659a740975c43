"""Run answers in a jail and bring back what their checks print. Knows inputs, and no reference value.

What comes back, per question, is plain data (`Ran`): from here on nothing of the learner's is alive.
"""

from __future__ import annotations

import atexit
import json
from dataclasses import dataclass, field

from course_lib.errors import CourseError
from course_lib.grading.assignment import Assignment, Question
from course_lib.grading.inside import wire
from course_lib.grading.jail import Jail, JailError, QuestionEnded
from course_lib.grading.limits import Limits

# Imported before the first fork because learners use them unasked; matplotlib alone takes a second.
COMMON = ("numpy", "pandas", "matplotlib.pyplot")


@dataclass(frozen=True)
class Task:
    """What a worker needs: no solution, no expected value. inputs: check id -> encoded hidden inputs.

    questions: (question id, [(check id, visible code, code without visible inputs)]).
    """

    questions: tuple
    inputs: dict
    modules: tuple[str, ...]
    setup: tuple[str, ...]
    limits: Limits
    hidden: tuple[str, ...]
    sandboxed: bool


@dataclass
class Ran:
    """One question's outcome.

    ended: None, or how its process ended early. error: the answer cell's {"type", "message", "line"}.
    public, hidden: check id -> reply {"printed": [...], "error": {...}}; a check that was not reached is absent.
    """

    ended: str | None = None
    error: dict | None = None
    public: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)


def make_task(assignment: Assignment, inputs: dict, limits: Limits, hidden=(), sandboxed: bool = True) -> Task:
    questions = tuple(
        (question.id, tuple((check.id, check.code, check.code_hidden) for check in question.checks))
        for question in assignment.questions
    )
    return Task(questions, inputs, assignment.modules(), assignment.setup, limits, tuple(map(str, hidden)), sandboxed)


def open_jail(task: Task) -> Jail:
    return Jail((*COMMON, *task.modules), task.setup, limits=task.limits, hidden=task.hidden, sandboxed=task.sandboxed)


def run_answers(jail: Jail, task: Task, answers: dict[str, str]) -> dict[str, Ran]:
    """Every question that `answers` holds, each in a process of its own."""
    return {
        name: run_question(jail, checks, answers[name], task.inputs)
        for name, checks in task.questions
        if name in answers
    }


def run_question(jail: Jail, checks, answer: str, inputs: dict) -> Ran:
    """The answer cell, all checks on the visible inputs, then all on the hidden ones: what an error or a value
    says before the first hidden input was sent cannot give one away."""
    ran = Ran()
    try:
        with jail.question() as question:
            reply = question.ask({"answer": answer})
            ran.error = _error_of(reply)
            for name, code, _ in checks:
                ran.public[name] = _reply_of(question.ask({"check": code, "inputs": {}}))
            for name, _, code in checks:
                ran.hidden[name] = _reply_of(question.ask({"check": code, "inputs": inputs[name]}))
    except QuestionEnded as end:
        ran.ended = end.why
    return ran


def _reply_of(reply: dict) -> dict:
    """Only the keys and shapes that are known go on."""
    printed = reply.get("printed")
    lines = printed if isinstance(printed, list) and all(isinstance(line, list) for line in printed) else []
    error = _error_of(reply)
    return {"printed": lines} | ({"error": error} if error else {})


def _error_of(reply: dict) -> dict | None:
    error = reply.get("error")
    if not isinstance(error, dict):
        return None
    line = error.get("line")
    return {
        "type": str(error.get("type"))[:80],
        "message": str(error.get("message"))[:300],
        "line": line if type(line) is int else None,
    }


def draw_inputs(jail: Jail, question: Question, seed: int) -> dict[str, dict]:
    """The hidden inputs of each check of a question, encoded. Runs the author's code and no learner's."""
    drawn = {}
    for check in question.checks:
        with jail.question() as asked:
            reply = asked.ask({"draw": check.draw, "seed": seed, "names": list(check.inputs)})
        if "error" in reply:
            raise CourseError(
                f"The hidden region of check '{check.id}' fails: {reply['error']['type']}: "
                f"{reply['error']['message']}; correct it in the source."
            )
        if other := other_in(reply["drawn"]):
            raise CourseError(
                f"The hidden region of check '{check.id}' draws {other}; draw numbers, texts, lists, arrays or tables."
            )
        drawn[check.id] = reply["drawn"]
    return drawn


def other_in(data) -> str | None:
    """The class named by an {"other": …} anywhere in encoded data."""
    found = json.dumps(data).partition('{"other": "')[2]
    return found.partition('"')[0] or None


def decoded(lines: list[list]) -> list[list] | None:
    """Printed lines as values, None if any is malformed."""
    try:
        return [[wire.decode(value) for value in line] for line in lines]
    except wire.WireError:
        return None


_JAILS: dict[str, Jail] = {}


def jail_of(name: str, task: Task) -> Jail:
    """This process's own jail, started at the first call. name: tells one task from another."""
    if name not in _JAILS:
        close_jails()
        _JAILS[name] = open_jail(task)
    return _JAILS[name]


def run_submission(name: str, task: Task, answers: dict[str, str]) -> dict[str, Ran] | str:
    """For joblib: in this process's jail. The sentence of a failure if the jail failed twice."""
    failure = ""
    for _ in range(2):
        try:
            return run_answers(jail_of(name, task), task, answers)
        except JailError as error:
            _JAILS.pop(name, None)
            failure = str(error)
    return failure


def close_jails() -> None:
    """End the jails of this process."""
    while _JAILS:
        _JAILS.popitem()[1].close()


atexit.register(close_jails)

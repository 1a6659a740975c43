"""From what came back to points and words. The reference's values stay in here; words carry none of them."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field

from course_lib.errors import CourseError
from course_lib.grading.assignment import Assignment, Check, Question
from course_lib.grading.compare import difference
from course_lib.grading.graft import Answer
from course_lib.grading.jail import Jail
from course_lib.grading.limits import Limits
from course_lib.grading.run import Ran, decoded, draw_inputs, other_in, run_question

ENDED = {
    "time": "It was still running after {seconds:g} seconds and was stopped. Look for a loop that "
    "never ends, or for a long search where a formula would do.",
    "memory": "It needed more memory than a question may use and was stopped. Look for arrays that grow.",
    "processes": "It started more processes than a question may have and was stopped.",
    "signal": "Its process crashed. Look for endless recursion or a crash in compiled code.",
    "exit": "It ended its own process, so nothing could be checked. Remove calls such as os._exit().",
    "output": "It returned more than can be compared. Return what the question asks for.",
    "protocol": "What it sent back could not be read.",
    "stopped": "What it sent back could not be read.",
}
COMMENT = " The comment in the check shows the reference's values."
ON_OTHERS = "A number of the example may be written into the code, or a case is not covered."
BUILTIN_ERRORS = {name for name in dir(builtins) if name.endswith("Error")}


@dataclass(frozen=True)
class Reference:
    """What the solved source prints. inputs: check id -> encoded; public, hidden: check id -> lines of values.
    slips: check id -> [(what feedback says, public lines, hidden lines)] of wrong answers."""

    inputs: dict
    public: dict
    hidden: dict
    slips: dict = field(default_factory=dict)


def make_reference(assignment: Assignment, seed: int, limits: Limits, hidden=(), sandboxed: bool = True) -> Reference:
    """Run the solved source by the machinery that runs submissions, in a jail of its own that ends here.

    CourseError if a check fails, prints nothing, or prints what cannot be compared.
    """
    inputs, public, secret, slips = {}, {}, {}, {}
    with Jail(assignment.modules(), assignment.setup, limits=limits, hidden=hidden, sandboxed=sandboxed) as jail:
        for question in assignment.questions:
            inputs |= draw_inputs(jail, question, seed)
            checks = [(check.id, check.code, check.code_hidden) for check in question.checks]
            ran = run_question(jail, checks, question.solution, inputs)
            _must_have_run(f"The solution of '{question.id}'", ran)
            for check in question.checks:
                public[check.id] = _reference_lines(check, ran.public[check.id])
                secret[check.id] = _reference_lines(check, ran.hidden[check.id])
                slips[check.id] = _slipped(jail, question, check, inputs) if check.slips else []
    return Reference(inputs, public, secret, slips)


def _slipped(jail: Jail, question: Question, check: Check, inputs: dict) -> list[tuple[str, list, list]]:
    """What each foreseen wrong answer prints. One process for all: the solution stands, a check's code is run on a copy
    of the names, in which its function is replaced."""
    shown, secret, target = check.code, check.code_hidden, check.target
    codes = [(slip.name, slip.before(shown, target), slip.before(secret, target)) for slip in check.slips]
    ran = run_question(jail, codes, question.solution, {slip.name: inputs[check.id] for slip in check.slips})
    _must_have_run(f"A slip of check '{check.id}'", ran)
    return [
        (s.says, _reference_lines(check, ran.public[s.name]), _reference_lines(check, ran.hidden[s.name]))
        for s in check.slips
    ]


def unseen_slips(assignment: Assignment, reference: Reference) -> list[str]:
    """The sentences of slips that would earn the points: the inputs or the tolerances do not tell them apart."""
    return [
        says
        for question in assignment.questions
        for check in question.checks
        for says, public, hidden in reference.slips[check.id]
        if not _differ(reference.public[check.id], public, check)
        and not _differ(reference.hidden[check.id], hidden, check)
    ]


def _must_have_run(what: str, ran: Ran) -> None:
    failure = ran.error or next(
        (r["error"] for r in (*ran.public.values(), *ran.hidden.values()) if "error" in r), None
    )
    if failure:
        raise CourseError(
            f"{what} fails: {failure['type']}: {failure['message']}; correct the source."
        )
    if ran.ended:
        raise CourseError(f"{what} did not finish ({ran.ended}); correct the source.")


def _reference_lines(check: Check, reply: dict) -> list[list]:
    lines = decoded(reply["printed"])
    if not lines or not any(lines):
        raise CourseError(f"Check '{check.id}' prints nothing with the solution; let it print a value.")
    if other := other_in(reply["printed"]):
        raise CourseError(
            f"Check '{check.id}' prints {other}, which cannot be compared; print numbers, texts, lists, dicts, arrays "
            "or pandas tables."
        )
    return lines


@dataclass(frozen=True)
class Verdict:
    """One check. why: empty if right. hint: the author's, where points were lost."""

    check: str
    points: float
    out_of: float
    expected: str
    why: str
    hint: str

    @property
    def right(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Marked:
    """One question. state: answered, untouched or missing. says: what happened to its cell, or empty."""

    question: str
    title: str
    state: str
    says: str
    checks: tuple[Verdict, ...]

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def out_of(self) -> float:
        return sum(check.out_of for check in self.checks)


def mark(assignment: Assignment, reference: Reference, answers: dict, ran: dict, limits: Limits) -> tuple[Marked, ...]:
    """Every question's points, in the order of the assignment. answers: id -> Answer; ran: id -> Ran if it was run."""
    return tuple(_mark_question(q, reference, answers[q.id], ran.get(q.id), limits) for q in assignment.questions)


def _mark_question(question: Question, reference: Reference, answer: Answer, ran: Ran | None, limits) -> Marked:
    if ran is None:
        state, says = ("missing", answer.note) if answer.text is None else ("untouched", "Not attempted.")
        verdicts = [_verdict(check, "not attempted") for check in question.checks]
        return Marked(question.id, question.title, state, says, tuple(verdicts))
    says = answer.note
    if ran.error:
        line = f" in line {ran.error['line']}" if ran.error["line"] else ""
        says = f"{says} The cell raised {ran.error['type']}{line}: {ran.error['message']}".strip()
    verdicts = [_verdict(check, _why(check, reference, ran, limits)) for check in question.checks]
    return Marked(question.id, question.title, "answered", says, tuple(verdicts))


def _verdict(check: Check, why: str) -> Verdict:
    return Verdict(check.id, 0 if why else check.points, check.points, check.expected, why, check.hint if why else "")


def _why(check: Check, reference: Reference, ran: Ran, limits: Limits) -> str:
    """Empty if every value agrees; else what is known. About hidden inputs it says that they differ and no more."""
    if check.id in ran.public:
        slip = _slip(check, reference, ran)
        why = _against(reference.public[check.id], ran.public[check.id], check)
        if why:
            values = "" if "error" in ran.public[check.id] else COMMENT
            return f"On the inputs shown in the notebook, {why}.{slip or values}"
        if check.id in ran.hidden:
            if not _against(reference.hidden[check.id], ran.hidden[check.id], check):
                return ""
            kind = ran.hidden[check.id].get("error", {}).get("type")
            raised = f" It raised {kind} there." if kind in BUILTIN_ERRORS else ""
            return f"Right on the inputs shown in the notebook, not on others.{raised}" + (slip or f" {ON_OTHERS}")
    return ENDED.get(ran.ended, "Its process ended before the check.").format(seconds=limits.seconds)


def _slip(check: Check, reference: Reference, ran: Ran) -> str:
    """The sentence of the slip that gives the same values on all inputs, empty if none does."""
    if check.id in ran.hidden:
        for says, public, hidden in reference.slips.get(check.id, ()):
            same = not _against(public, ran.public[check.id], check)
            if same and not _against(hidden, ran.hidden[check.id], check):
                return f" You get these values if your answer {says}."
    return ""


def _against(expected: list[list], reply: dict, check: Check) -> str:
    if "error" in reply:
        return f"it raised {reply['error']['type']}: {reply['error']['message']}"
    got = decoded(reply["printed"])
    if got is None:
        return "what it returned cannot be read"
    return _differ(expected, got, check)


def _differ(expected: list[list], got: list[list], check: Check) -> str:
    if [len(line) for line in got] != [len(line) for line in expected]:
        return "it changed what the check prints"
    for line, (wanted, found) in enumerate(zip(expected, got), 1):
        for one, other in zip(wanted, found):
            if why := difference(one, other, check.rtol, check.atol):
                return f"line {line} of what the check prints: {why}"
    return ""

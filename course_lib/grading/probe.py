"""Before the first submission: canaries. A grader that cannot pass them marks nobody.

The solved source must reach full marks a second time, the stubs none; a question must not reach a secret file, the
network, the grader's process or the results, and what it leaves running must be gone when it ends.
"""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from pathlib import Path

from course_lib.errors import CourseError
from course_lib.grading.assignment import SOURCES, Assignment
from course_lib.grading.graft import Answer
from course_lib.grading.jail import REMEDY, Jail
from course_lib.grading.marks import Reference, mark
from course_lib.grading.run import Task, run_answers

WALLS = """
import ctypes, os, socket

def tried(act):
    try:
        act()
    except BaseException:
        return False
    return True

reached = {
    "a file outside": tried(lambda: open(secret)),
    "the folder of results": tried(lambda: open(os.path.join(os.path.dirname(secret), "written"), "w")),
    "the package's answers": any(tried(lambda p=p: os.listdir(p)) for p in answers),
    "the network": tried(lambda: socket.create_connection(("127.0.0.1", port), timeout=2)),
    "the grader's process": tried(lambda: os.kill(grader, 0)),
    "other processes' memory": tried(lambda: open("/proc/1/maps")),
    "the root of the file system": tried(lambda: open("/written", "w")),
}
if os.fork() == 0:
    os.setsid()
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)
    import time
    time.sleep(600)
"""
CHECK = "print(*(name for name, was in reached.items() if was))"


def probe(jail: Jail, assignment: Assignment, reference: Reference, task: Task, results: Path) -> None:
    """CourseError with the remedy if a canary fares otherwise than it should."""
    _right_and_blank(jail, assignment, reference, task)
    if task.sandboxed:
        _walls(jail, task, results)


def _right_and_blank(jail: Jail, assignment: Assignment, reference: Reference, task: Task) -> None:
    for texts, full in ((assignment.solutions(), True), (assignment.stubs(), False)):
        answers = {name: Answer(text, True) for name, text in texts.items()}
        marked = mark(assignment, reference, answers, run_answers(jail, task, texts), task.limits)
        for question in marked:
            if full and question.points != question.out_of:
                why = next(check.why for check in question.checks if check.why)
                raise CourseError(
                    f"Canary: the solution of '{question.question}' does not reach full marks when run again ({why}) "
                    "Its values must not change from run to run; make its randomness an argument."
                )
            if not full and question.points:
                raise CourseError(
                    f"Canary: the untouched stub of '{question.question}' earns {question.points:g} points; "
                    "choose inputs and values that a stub does not print."
                )


def _walls(jail: Jail, task: Task, results: Path) -> None:
    name = "c" + secrets.token_hex(6)
    with (
        tempfile.NamedTemporaryFile(dir=results, prefix="canary_") as secret,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        settings = {
            "secret": secret.name,
            "answers": [*map(str, (SOURCES, Path(__file__).parent)), "/package/course_lib/grading", *task.hidden[1:]],
            "port": server.getsockname()[1],
            "grader": os.getpid(),
            "name": name,
        }
        given = [f"{key} = {value!r}" for key, value in settings.items()]
        with jail.question() as question:
            question.ask({"answer": "\n".join([*given, WALLS])})
            printed = question.ask({"check": CHECK, "inputs": {}})
    if "error" in printed:
        raise CourseError(f"Canary: the probe of the sandbox did not run ({printed['error']['message']}). {REMEDY}")
    if reached := [str(word) for line in printed["printed"] for word in line]:
        raise CourseError(f"Canary: a question in the sandbox reaches {', '.join(reached)}. {REMEDY}")
    if _running(name):
        raise CourseError(f"Canary: a process that a question left behind is still running. {REMEDY}")


def _running(name: str) -> bool:
    for comm in Path("/proc").glob("[0-9]*/comm"):
        try:
            if comm.read_text().strip() == name:
                return True
        except OSError:
            continue  # it ended between the listing and the reading
    return False

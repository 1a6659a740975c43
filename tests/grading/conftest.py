"""One demo assignment, its reference and one jail for the whole room: a start costs a second, a question does not."""

import copy
import functools
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from course_lib.grading.assignment import read_assignment
from course_lib.grading.graft import Answer, graft
from course_lib.grading.limits import MEBIBYTE, Limits
from course_lib.grading.marks import make_reference, mark
from course_lib.grading.reading import read_notebook
from course_lib.grading.release import released
from course_lib.grading.run import make_task, open_jail, run_answers
from course_lib.grading.view import jail_command

DEMO = Path(__file__).parent / "demo" / "D1_demo.py"
LIMITS = Limits(seconds=3, memory_bytes=300 * MEBIBYTE, processes=24, scratch_bytes=16 * MEBIBYTE)
SEED = 4


class Bench:
    """Grades answers of the demo in one jail."""

    def __init__(self, assignment, reference, task, jail):
        self.assignment, self.reference, self.task, self.jail = assignment, reference, task, jail

    def grade(self, **texts):
        """Question id -> Marked. Questions that are not given get their solution."""
        texts = self.assignment.solutions() | texts
        answers = {name: Answer(text, True) for name, text in texts.items()}
        ran = run_answers(self.jail, self.task, texts)
        return {m.question: m for m in mark(self.assignment, self.reference, answers, ran, self.task.limits)}

    def points(self, **texts):
        return {name: marked.points for name, marked in self.grade(**texts).items()}

    def only_spread_lost(self, text):
        """The words about `spread` when it earns nothing and the other questions keep their points."""
        marked = self.grade(spread=text)
        assert {name: m.points for name, m in marked.items()} == {"spread": 0, "doubled": 1, "counted": 1}
        return marked["spread"].checks[0].why


@functools.cache
def why_no_sandbox():
    """Empty if a jail can be made here, else what stands in the way."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    tried = subprocess.run([*jail_command(), "true"], capture_output=True, text=True)
    return (tried.stderr.strip() or "bubblewrap fails") if tried.returncode else ""


@pytest.fixture(autouse=True)
def _needs_a_sandbox(request):
    if request.node.get_closest_marker("sandbox") and why_no_sandbox():
        pytest.skip(why_no_sandbox())


@pytest.fixture(scope="session")
def demo():
    return read_assignment(DEMO)


@pytest.fixture(scope="session")
def bench(demo):
    if why_no_sandbox():
        pytest.skip(why_no_sandbox())
    reference = make_reference(demo, SEED, LIMITS)
    task = make_task(demo, reference.inputs, LIMITS)
    with open_jail(task) as jail:
        yield Bench(demo, reference, task, jail)


@pytest.fixture(scope="session")
def _released(demo):
    return json.loads(json.dumps(released(demo)))


@pytest.fixture
def untouched(_released):
    """The released notebook as JSON; a fresh copy."""
    return copy.deepcopy(_released)


@pytest.fixture
def solved(untouched, demo):
    """The released notebook with every answer written in."""
    for question in demo.questions:
        cell_of(untouched, question.id)["source"] = question.solution
    return untouched


def cell_of(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


@pytest.fixture
def grafted(demo, tmp_path):
    """Function: notebook (JSON or bytes) -> question id -> Answer, through a file."""

    def through_a_file(notebook):
        path = tmp_path / "submission.ipynb"
        path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        return graft(demo, read_notebook(str(path))["cells"])

    return through_a_file

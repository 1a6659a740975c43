"""Assignment A1: its own answers, answers by other hands, slips, and the copy that learners get."""

import json

import nbformat
import pytest

from course_lib.authoring.copies import source_hash
from course_lib.authoring.execute import run_notebook
from course_lib.grading.assignment import find_assignment
from course_lib.grading.graft import Answer
from course_lib.grading.limits import Limits
from course_lib.grading.marks import make_reference, mark, unseen_slips
from course_lib.grading.release import ASSIGNMENTS, released
from course_lib.grading.run import make_task, open_jail, run_answers
from tests.grading.a1_answers import RIGHT
from tests.grading.a1_wrong import WRONG

slow = pytest.mark.slow
SEED = 11


@pytest.fixture(scope="module")
def a1():
    return find_assignment("A1")


@pytest.fixture(scope="module")
def reference(a1):
    return make_reference(a1, SEED, Limits(seconds=60), sandboxed=False)


@pytest.fixture(scope="module")
def graded(a1, reference):
    """Function: question id -> text, to question id -> Marked, for the questions given; without walls, own code."""
    limits = Limits(seconds=60)
    task = make_task(a1, reference.inputs, limits, sandboxed=False)
    with open_jail(task) as jail:

        def grade(texts):
            ran = run_answers(jail, task, texts)
            answers = {q.id: Answer(texts.get(q.id), q.id in texts) for q in a1.questions}
            return {m.question: m for m in mark(a1, reference, answers, ran, limits) if m.question in texts}

        yield grade


@slow
def test_source_scores_full_and_stubs_zero(a1, graded):
    assert sum(m.points for m in graded(a1.solutions()).values()) == a1.points == 30
    assert sum(m.points for m in graded(a1.stubs()).values()) == 0


def test_committed_copy_is_of_this_source(a1):
    stored = nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4)
    assert stored.metadata.course_lib.source_sha256 == source_hash(a1.source), "run: python -m course_lib release A1"


@slow
def test_committed_copy_is_what_the_source_gives(a1):
    stored = nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4)
    assert json.loads(json.dumps(stored)) == json.loads(json.dumps(released(a1)))


def test_committed_copy_gives_nothing_away(a1):
    text = (ASSIGNMENTS / f"{a1.source.stem}.ipynb").read_text(encoding="utf-8")
    says = [slip.says for q in a1.questions for check in q.checks for slip in check.slips]
    for secret in ("SOLUTION", "HIDDEN", "slip_", "expected:", "hint:", "Rubric", *says):
        assert secret not in text


@slow
def test_untouched_copy_runs_to_its_end(a1, tmp_path):
    notebook = run_notebook(nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4), tmp_path)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"stream"}
    assert {output.name for output in outputs} == {"stdout"}


@slow
def test_solved_copy_shows_what_the_text_says(a1, tmp_path):
    """The cells that mark nothing work with the learner's functions, and the prediction is near the measurement."""
    notebook = nbformat.read(ASSIGNMENTS / f"{a1.source.stem}.ipynb", as_version=4)
    solutions = {question.cell_id: question.solution for question in a1.questions}
    for cell in notebook.cells:
        cell.source = solutions.get(cell.id, cell.source)
    said = "".join(
        output.text for cell in run_notebook(notebook, tmp_path).cells for output in cell.get("outputs", ())
    )
    assert "not written yet" not in said and "measured: " in said and "SMOTE:" in said


def test_every_check_foresees_three_slips(a1):
    for question in a1.questions:
        for check in question.checks:
            assert len(check.slips) >= 3, check.id


def test_questions_with_parts_have_marks_for_each(a1):
    for question in a1.questions:
        assert len(question.checks) >= len(question.names), question.id


@slow
def test_labels_of_the_reference_are_the_truth(a1):
    """A reference that misjudged a table would mark right answers wrong; here the draw says what it made."""
    question = next(q for q in a1.questions if q.id == "origin")
    space = {}
    for text in (*a1.setup, question.solution):
        exec(text, space)
    for check in question.checks:
        for seed in range(4):
            drawn = space | {"seed": seed}
            exec(check.draw, drawn)
            labels = [space["origin"](drawn["train"], drawn["holdout"], table) for table in drawn["tables"]]
            assert labels == drawn["kinds"].tolist(), (check.id, seed)


@slow
@pytest.mark.parametrize("question, way", [(q, way) for q, ways in RIGHT.items() for way in ways])
def test_another_right_way_is_full_marks(graded, question, way):
    marked = graded({question: RIGHT[question][way]})[question]
    assert marked.points == marked.out_of, (marked.says, [check.why for check in marked.checks])


def test_three_other_ways_for_every_question(a1):
    assert {question.id: len(RIGHT[question.id]) >= 3 for question in a1.questions} == {
        question.id: True for question in a1.questions
    }


@slow
def test_foreseen_slips_earn_nothing_and_are_told(a1, reference, graded):
    assert unseen_slips(a1, reference) == []
    for question in a1.questions:
        for check in question.checks:
            for slip in check.slips:
                marked = graded({question.id: f"{question.solution}\n\n{slip.before('', check.target)}"})[question.id]
                verdict = next(verdict for verdict in marked.checks if verdict.check == check.id)
                assert verdict.points == 0 and slip.says in verdict.why, (check.id, slip.name, verdict.why)


@slow
@pytest.mark.parametrize("name", WRONG)
def test_slip_by_another_hand(graded, name):
    question, check, text, words = WRONG[name]
    verdict = next(v for v in graded({question: text})[question].checks if v.check == check)
    assert verdict.points == 0 and words in verdict.why, verdict.why


@slow
def test_parts_earn_their_own_points(graded):
    """Skew left out, correlation wrong: the sd keeps its point."""
    text = "def new_sd(width):\n    return (0.5 + width**2 / 6) ** 0.5\ndef new_skew(skew, width):\n    1 / 0\n"
    marked = graded({"predict": text + "def new_correlation(correlation, width, shared):\n    return correlation\n"})
    assert [check.points for check in marked["predict"].checks] == [1, 0, 0]


@slow
def test_comments_copied_from_the_copy_earn_nothing(a1, reference, graded):
    """An answer that holds the public values: right there, nowhere else."""
    shown = [line[0] for line in reference.public["rows-needed-check"]]
    text = f"def rows_needed(target, n, k):\n    return dict(zip([0.01, 0.003, 0.005], {shown})).get(target, 1)\n"
    verdict = graded({"rows-needed": text})["rows-needed"].checks[0]
    assert verdict.points == 0 and verdict.why.startswith("Right on the inputs shown")
    says = [slip for check in reference.slips.values() for slip, _, _ in check]
    assert not any(slip in verdict.why for slip in says)


@slow
@pytest.mark.sandbox
def test_a_whole_submission_behind_walls(a1):
    """What learners have in the sandbox is enough for every way; an endless loop and a forged kernel cost one
    question each."""
    limits = Limits(seconds=5)
    reference = make_reference(a1, SEED, Limits(seconds=60))
    task = make_task(a1, reference.inputs, limits)
    texts = a1.solutions() | {
        "interpolate": "def interpolate(rows, first, second, lam):\n    while True:\n        pass\n",
        "gap": "np.testing.assert_allclose = np.isclose = lambda *a, **k: True\n"
        "class E(float):\n    __eq__ = lambda self, other: True\n    __sub__ = lambda self, other: 0.0\n"
        "def gap_floor(p, n, m):\n    return E()\ndef gap_edge(p, n, m):\n    return E()\n",
        "simulate": "np.quantile = lambda column, levels: np.array(levels)\n"
        "def parent(mean, sd, low, high):\n    return mean, sd\n"
        "def simulate(n, mean, sd, low, high, rng):\n    return np.full(n, mean)\n",
    }
    with open_jail(task) as jail:
        ran = run_answers(jail, task, texts)
        marked = mark(a1, reference, {name: Answer(text, True) for name, text in texts.items()}, ran, limits)
    lost = {m.question for m in marked if m.points < m.out_of}
    assert lost == {"interpolate", "gap", "simulate"} and sum(m.points for m in marked) == 30 - 2 - 3 - 5

"""The notation: what a source must say, each fault with its own sentence; and what the release gives."""

import json

import nbformat
import pytest

from course_lib.authoring.execute import run_notebook
from course_lib.errors import CourseError
from course_lib.grading.assignment import find_assignment, read_assignment
from course_lib.grading.limits import Limits
from course_lib.grading.marks import make_reference
from course_lib.grading.release import HEAD, release
from tests.grading.conftest import DEMO, SEED, cell_of


@pytest.fixture
def edited(tmp_path):
    """Function: (old, new) -> the demo's source with that change, read again."""

    def edit(*changes):
        text = DEMO.read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / DEMO.name
        path.write_text(text)
        return read_assignment(path)

    return edit


def test_what_is_read(demo):
    assert [question.id for question in demo.questions] == ["spread", "doubled", "counted"]
    assert (demo.points, demo.setup, demo.modules()) == (4, ("import numpy as np",), ("numpy",))
    question = demo.questions[0]
    assert question.title == "1 Spread" and question.names == ("spread",)
    assert "..." in question.stub and "np.std" in question.solution and "SOLUTION" not in question.solution
    check = question.checks[0]
    assert check.inputs == ("columns",) and "seed" in check.draw and "seed" not in check.code + check.code_hidden
    assert check.code_hidden == "for column in columns:\n    print('sd', spread(column))"
    assert check.expected.startswith("the standard deviation") and check.hint.endswith("says otherwise")


FAULTS = {
    "slip without words": (
        ('    """returns the variance, whose root is asked"""\n', ""),
        "slip_variance has no docstring",
    ),
    "slip of no function": (('print("sd", spread(column))', 'print("sd", column)'), "calls one function"),
    "no assignment": (("    kind: assignment", "    kind: lesson"), "kind: assignment"),
    "check before exercise": (('# %% tags=["setup"]', '# %% tags=["check"]'), "follows no exercise"),
    "exercise without check": (('name="doubled-check" tags=["check"] points=1', 'name="x"'), "has no check"),
    "check without points": (('tags=["check"] points=2', 'tags=["check"]'), "carries points"),
    "points on the exercise": (
        ('name="spread" tags=["exercise"]', 'name="spread" tags=["exercise"] points=3'),
        "points=3",
    ),
    "no hidden inputs": (
        ("### BEGIN HIDDEN TESTS\n# expected: the standard", "# expected: the standard"),
        "no '### BEGIN HIDDEN TESTS'",
    ),
    "hidden inputs under another name": (("columns = [rng", "cols = [rng"), "none of the names"),
    "nothing printed": (('print("sd", spread(column))', "spread(column)"), "prints nothing"),
    "no hint": (("# hint: np.std divides by n unless ddof says otherwise\n", ""), "# hint: "),
    "no words": (("# expected: the standard deviation with n in the denominator\n", ""), "# expected: "),
    "stub without the name": (("def spread(column):\n    ", "### BEGIN SOLUTION\ndef spread(column):\n    "), "closed"),
    "no plain Python": (("import numpy as np", "%pip install x"), None),
    "unknown key": (('tags=["check"] points=2', 'tags=["check"] points=2 course_lib={"rtoll": 1}'), "rtoll"),
    "solution unmarked": (
        ("    ### BEGIN SOLUTION\n    return 2 * values\n    ### END SOLUTION", "    return 1"),
        "solution",
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_fault_in_the_source(edited, fault):
    change, words = fault
    if words is None:
        with pytest.raises((CourseError, SyntaxError)):
            edited(change).modules()
    elif words == "closed":
        with pytest.raises(CourseError, match="line"):
            edited(change)
    else:
        with pytest.raises(CourseError, match=words) as caught:
            edited(change)
        assert DEMO.name in str(caught.value)


REFERENCE_FAULTS = {
    "slip raises": (("return corrected(column, 1)", "return wrong(column, 1)"), "A slip of check 'spread-check' fails"),
    "solution raises": (("return 2 * values", "return 2 * nothing"), "solution of 'doubled' fails"),
    "hidden region raises": (
        ("rng.normal(size=7)", "rng.normal(shape=7)"),
        "hidden region of check 'spread-check' fails",
    ),
    "prints an object": (("return 2 * values", "return object()"), "cannot be compared"),
    "draws an object": (("columns = [rng.normal(size=7).tolist()", "columns = [rng"), "draws Generator"),
    "prints nothing in the end": (("for text in texts:", "for text in []:"), "prints nothing"),
    "setup raises": (("import numpy as np", "import numpy as np\n1 / 0"), "setup cell raises ZeroDivisionError"),
}


@pytest.mark.parametrize("fault", REFERENCE_FAULTS.values(), ids=REFERENCE_FAULTS)
def test_fault_that_shows_when_it_runs(edited, fault):
    change, words = fault
    with pytest.raises((CourseError, RuntimeError), match=words):
        make_reference(edited(change), SEED, Limits(), sandboxed=False)


def test_slip_that_would_earn_points_is_not_released(edited, tmp_path):
    with pytest.raises(CourseError, match="the slip that divides by one less"):
        release(edited(("ddof=lost", "ddof=0")), tmp_path)


def test_references_follow_the_seed(demo):
    one, again, other = (make_reference(demo, seed, Limits(), sandboxed=False) for seed in (1, 1, 2))
    assert one.inputs == again.inputs and one.hidden["spread-check"] == again.hidden["spread-check"]
    assert one.hidden["spread-check"] != other.hidden["spread-check"]
    assert one.public["spread-check"] == other.public["spread-check"]


def test_find(tmp_path):
    assert find_assignment("A1").name == "A1"
    with pytest.raises(CourseError, match="there are: A1"):
        find_assignment("A9")


def test_release_shows_what_to_compare_with(untouched):
    source = cell_of(untouched, "spread-check")["source"]
    assert source.endswith(f"{HEAD}\n#   sd 0.816497\n#   sd 0")
    assert cell_of(untouched, "counted-check")["source"].splitlines()[-1] in (
        "#   {'a': 2, 'b': 1}",
        "#   {'b': 1, 'a': 2}",
    )


def test_release_gives_nothing_away(untouched, demo):
    text = json.dumps(untouched)
    for secret in ("np.std", "2 * values", "SOLUTION", "HIDDEN", "seed", "expected:", "hint:"):
        assert secret not in text
    assert all(not cell.get("outputs") for cell in untouched["cells"])


def test_release_carries_nbgrader_metadata(untouched):
    answer, check = (cell_of(untouched, name)["metadata"]["nbgrader"] for name in ("spread", "spread-check"))
    assert (answer["schema_version"], answer["solution"], answer["locked"], answer["grade"]) == (3, True, False, False)
    assert (check["solution"], check["locked"], check["grade"], check["points"]) == (False, True, True, 2)


def test_release_runs_to_its_end_untouched(demo, tmp_path):
    notebook = nbformat.read(release(demo, tmp_path), as_version=4)
    run_notebook(notebook, tmp_path)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"stream"} and "sd None" in outputs[0].text

"""The whole layer in a real kernel: no stderr, two runs equal, and nbval accepts what the first run stored."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from course_lib import bootstrap

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
CELLS = [
    "from pathlib import Path\n"
    "from course_lib.teaching import banks, helping, start\n"
    'course = start("01")\n'
    "import matplotlib.pyplot as plt",
    "banks.FOLDER = Path({folder!r})\n"
    "from course_lib.teaching.lesson import Lesson\n"
    'course = Lesson(banks.load("98"), course._progress)',
    "course.recall()",
    'course.predict("98.photocopier", choice=None, confidence=None)',
    "fig, ax = plt.subplots(figsize=(9, 3))\nax.plot([1, 2, 3])\n"
    'course.show(fig, alt="A line that rises from one to three.", summary="From 1 to 3.")',
    'course.reveal("98.photocopier")',
    'course.check("mean-age", ...)\ncourse.check("mean-age", 35)\ncourse.check("mean-age", 44.3)',
    'course.hint("mean-age")\ncourse.solution("averages")',
    'course.why("fresh-rows", answer=None)',
    "course.quiz()",
    'course.answer("98.quiz.1", "a")',
    'course.glossary("floor")',
    "course.source(start)",
    "course.progress()",
]


def notebook():
    cells = [nbformat.v4.new_code_cell(text.replace("{folder!r}", repr(str(HERE / "bank")))) for text in CELLS]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    spec = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=spec)


def executed(progress: Path, build: str):
    done = notebook()
    environment = os.environ | {
        "COURSE_BUILD": build,
        "COURSE_PROGRESS": str(progress),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    client = NotebookClient(done, timeout=120, record_timing=False, store_widget_state=False, coalesce_streams=True)
    client.execute(env=environment)
    return done


def outputs(done):
    return [list(cell.outputs) for cell in done.cells]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    return executed(folder / "progress.json", build="1"), folder


def test_no_stderr_and_no_error(built):
    for cell in built[0].cells:
        for output in cell.outputs:
            assert output.output_type in ("stream", "display_data"), output
            assert output.get("name", "stdout") == "stdout", output


def test_a_second_build_is_equal(built, tmp_path):
    assert outputs(executed(tmp_path / "progress.json", build="1")) == outputs(built[0])


def test_a_build_writes_no_progress(built):
    assert not (built[1] / "progress.json").exists()


def test_the_figure_is_shown_once_with_its_caption(built):
    picture, caption = built[0].cells[4].outputs
    assert set(picture.data) == {"text/plain", "text/html", "image/png"}
    assert 'alt="A line that rises' in picture.data["text/html"]
    assert caption.text == "From 1 to 3.\n"


def test_nothing_names_a_place_of_this_machine(built):
    assert str(bootstrap.ROOT) not in re.sub(r"banks\.FOLDER.*", "", nbformat.writes(built[0]))
    assert str(Path.home()) + os.sep not in nbformat.writes(built[0]).replace(str(HERE), "")


def test_a_learners_run_has_widgets_and_the_same_text(built, tmp_path):
    live = executed(tmp_path / "progress.json", build="0")
    assert (tmp_path / "progress.json").exists()
    view = "application/vnd.jupyter.widget-view+json"
    for cell, twin in zip(live.cells, built[0].cells):
        for output, other in zip(cell.outputs, twin.outputs):
            assert output.get("name", "stdout") == "stdout"
            if "course.quiz" in cell.source or "course.recall" in cell.source:
                assert view in output.data and output.data["text/plain"] == other.data["text/plain"]
    assert "widgets" not in live.metadata


def nbval(path):
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "-q"]
    command += ["--nbval-sanitize-with", str(HERE.parent / "nbval_sanitize.cfg"), "-c", os.devnull, str(path)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("COURSE_", "PYTEST_"))}
    return subprocess.run(command, capture_output=True, text=True, cwd=path.parent, env=environment)


def test_nbval_accepts_the_built_notebook(built):
    """Without COURSE_BUILD: nbval alone makes it a build. What nbval sees: tests/authoring/test_replay.py."""
    path = built[1] / "98_lesson.ipynb"
    nbformat.write(built[0], path)
    result = nbval(path)
    assert result.returncode == 0 and f"{len(CELLS)} passed" in result.stdout, result.stdout

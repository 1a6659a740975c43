"""Every built lesson in JupyterLab, as a learner meets it: Run All, live controls, nothing from the network.

The sections after the lesson proper show no controls and take half of the time. nbval executes them whenever the
browser does; here they run with `--all`.
"""

from pathlib import Path

import nbformat
import pytest

from course_lib.authoring.execute import NOT_COMPARED

from .conftest import expect_new_state, expect_repaint

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.ipynb"))

AFTER_THE_LESSON = {"deeper", "your-table", "fails"}

pytestmark = pytest.mark.slow


def test_there_are_lessons():
    assert LESSONS, "no built notebook: python -m course_lib build"


each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def without_controls(cell) -> bool:
    """Code after the lesson proper. A cell with controls has an output that differs from run to run."""
    tags = set(cell.metadata.get("tags", []))
    return cell.cell_type == "code" and bool(tags & AFTER_THE_LESSON) and NOT_COMPARED not in tags


def run(lesson, browser):
    lesson.run_all()
    assert lesson.errors() == [] and lesson.stderr() == [] and lesson.not_run() == []
    assert lesson.console == []
    assert browser.left_the_machine == []


@pytest.mark.long
@each_lesson
def test_every_cell_of_a_lesson_runs(path, open_lesson, browser):
    run(open_lesson(path), browser)


@each_lesson
def test_a_lesson_runs_and_its_controls_answer(path, open_lesson, browser, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not without_controls(cell)]
    nbformat.write(notebook, tmp_path / path.name)
    lesson = open_lesson(tmp_path / path.name)
    run(lesson, browser)
    lesson.unfold()
    for explorer in lesson.page.locator(".course-explorer").all():
        picture = explorer.locator(".course-picture[data-painted]:visible")  # the dashboard has tabs
        picture.wait_for()
        assert picture.get_by_role("img").get_attribute("alt")
        is_a_run = explorer.get_by_role("button", name="play").count() > 0  # another rate looks the same before it runs
        for slider in explorer.get_by_role("slider").all():
            assert slider.get_attribute("aria-label"), "a slider without a name"
            slider.scroll_into_view_if_needed()
            slider.focus()
            at_end = slider.evaluate("s => s.ariaValueNow === s.ariaValueMax")
            with expect_new_state(explorer) if is_a_run else expect_repaint(picture):
                lesson.page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
    assert lesson.console == []
    assert browser.left_the_machine == []

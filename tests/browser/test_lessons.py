"""Every built lesson in JupyterLab, as a learner meets it: Run All, live controls, nothing from the network.

nbval executes every cell of every lesson whenever the browser runs. Here only those are executed that show something
live, and what they need; all of them with `--all`.
"""

from pathlib import Path

import nbformat
import pytest

from .conftest import expect_new_state, expect_repaint
from .upstream import upstream

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.ipynb"))

LIVE = {"explore", "recall", "quiz"}  # tags
STORED = ("Live ", "course-scrubber")  # what a stored output says in place of controls

pytestmark = pytest.mark.slow


def test_there_are_lessons():
    assert LESSONS, "no built notebook: python -m course_lib build"


each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def stored(cell) -> str:
    """The stored outputs of a cell, without pixels."""
    return "".join(output.get("data", {}).get(mime, "") for output in cell.get("outputs", ())
                   for mime in ("text/plain", "text/html"))


def is_live(cell) -> bool:
    """Does the cell show something that a learner operates?"""
    return bool(LIVE & set(cell.metadata.get("tags", []))) or any(mark in stored(cell) for mark in STORED)


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
    notebook.cells = upstream(notebook.cells, is_live)
    nbformat.write(notebook, tmp_path / path.name)
    lesson = open_lesson(tmp_path / path.name)
    run(lesson, browser)
    lesson.unfold()
    controls = sum("Live " in stored(cell) for cell in nbformat.read(path, as_version=4).cells)
    assert lesson.page.locator(".course-explorer").count() >= controls
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

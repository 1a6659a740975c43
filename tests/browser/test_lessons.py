"""Every built lesson in JupyterLab, as a learner meets it: Run All, live controls, nothing from the network."""

from pathlib import Path

import pytest

from .conftest import expect_new_state, expect_repaint

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9][0-9]_*.ipynb"))

pytestmark = pytest.mark.slow


def test_there_are_lessons():
    assert LESSONS, "no built notebook: python -m course_lib build"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_runs_and_its_controls_answer(path, open_lesson, browser):
    lesson = open_lesson(path)
    lesson.run_all()
    assert lesson.errors() == [] and lesson.stderr() == [] and lesson.not_run() == []
    lesson.unfold()
    for explorer in lesson.page.locator(".course-explorer").all():
        picture = explorer.locator(".course-picture[data-painted]")
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

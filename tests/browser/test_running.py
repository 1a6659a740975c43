"""A run in JupyterLab: it starts paused, plays, is stepped, and gives way to the next when a control moves."""

import pytest

from .conftest import expect_repaint

SOURCE = "from course_lib.explore import explore_ring\nexplorer = explore_ring()\nexplorer"
CAPTION = "document.querySelector('.course-picture figcaption').textContent"
PAINTED = "+document.querySelector('.course-picture').dataset.painted"


@pytest.fixture(scope="module")
def picture(open_cells):
    lesson = open_cells(SOURCE)
    found = lesson.page.locator(".course-picture[data-painted]")
    found.wait_for()
    return found


def press(picture, name):
    """By keyboard: focus, then Space."""
    picture.page.get_by_role("button", name=name).focus()
    picture.page.keyboard.press("Space")


def test_play_pause_step_and_a_move(picture):
    page = picture.page
    assert page.evaluate(CAPTION).startswith("round 0 ")
    with expect_repaint(picture):
        press(picture, "one step of D")
    assert page.evaluate(CAPTION).startswith("1 steps of D, 0 of G")
    before = page.evaluate(PAINTED)
    press(picture, "play")
    page.wait_for_function(f"{PAINTED} > {before} + 3")
    press(picture, "pause")
    page.wait_for_timeout(600)
    there = page.evaluate(CAPTION)
    page.wait_for_timeout(600)
    assert page.evaluate(CAPTION) == there
    page.get_by_role("slider", name="momentum β₁", exact=True).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"{CAPTION}.startsWith('round 0 ')")
    page.wait_for_function("[...document.querySelectorAll('input')].some(line => line.value.includes('beta1=0.5'))")

"""A small notebook with explorers, in JupyterLab: it runs, answers the keyboard, speaks, and stays on the machine."""

import pytest

from .conftest import expect_repaint

SOURCE = [
    "from course_lib.explore import explore_truncation",
    "explorer = explore_truncation(n=2000)\nexplorer",
    "explorer.line",
]


@pytest.fixture(scope="module")
def lesson(open_cells):
    return open_cells(*SOURCE)


@pytest.fixture
def picture(lesson):
    """The explorer's picture, painted, in the explorer's first view."""
    found = lesson.page.locator(".course-picture[data-painted]")
    found.wait_for()
    lesson.page.get_by_role("button", name="reset").click()
    lesson.page.wait_for_function("document.querySelector('.course-picture img').alt.includes('sigma 15')")
    return found


def test_it_runs_from_top_to_bottom(lesson, browser):
    assert lesson.console == []
    assert browser.left_the_machine == []


def test_every_control_has_a_name_and_says_its_value(picture):
    page = picture.page
    assert page.get_by_role("slider").count() == 3
    for name, value in (("σ", "15 years"), ("lower bound", "18"), ("upper bound", "80")):
        assert page.get_by_role("slider", name=name, exact=True).get_attribute("aria-valuetext") == value
    assert page.get_by_role("combobox", name="method").count() == 1
    assert page.get_by_label("state").input_value() == "sigma=15 how=clip low=18 high=80 seed=0"


def test_arrow_keys_stay_with_a_list(picture):
    """JupyterLab moves between cells by the arrow keys; on a list they choose, twice in a row."""
    page = picture.page
    method = page.get_by_role("combobox", name="method")
    method.focus()
    for key, chosen in (("ArrowUp", "truncate"), ("ArrowDown", "clip")):
        with expect_repaint(picture):
            page.keyboard.press(key)
        assert method.input_value() == chosen and method.evaluate("node => node === document.activeElement")


def test_a_key_moves_picture_words_and_numbers(picture):
    page, image, readout = picture.page, picture.get_by_role("img"), picture.get_by_role("status")
    said = readout.inner_text()
    sigma = page.get_by_role("slider", name="σ", exact=True)
    sigma.focus()
    with expect_repaint(picture):
        page.keyboard.press("ArrowRight")
    assert "sigma 16" in image.get_attribute("alt")
    assert sigma.get_attribute("aria-valuetext") == "16 years"
    assert readout.inner_text() != said
    assert page.get_by_label("state").input_value() == "sigma=16 how=clip low=18 high=80 seed=0"


def test_the_picture_keeps_to_its_column_and_is_sharp(picture):
    shown, column, pixels = picture.get_by_role("img").evaluate(
        "i => [i.getBoundingClientRect().width, i.parentElement.clientWidth, i.naturalWidth]")
    assert shown <= column and pixels >= 2 * 800


def test_a_preset_moves_all_controls(picture):
    page = picture.page
    with expect_repaint(picture):
        page.get_by_role("button", name="very wide, truncated").click()
    assert "sigma 60" in picture.get_by_role("img").get_attribute("alt")
    assert page.get_by_role("slider", name="σ", exact=True).get_attribute("aria-valuetext") == "60 years"


def test_the_state_line_leads_back_to_a_view(picture):
    page = picture.page
    line = page.get_by_label("state")
    with expect_repaint(picture):
        line.fill("sigma=30 how=truncate low=0 high=100 seed=3")
        line.press("Enter")
    assert "sigma 30" in picture.get_by_role("img").get_attribute("alt")
    line.fill("sigma=1000")
    line.press("Enter")
    page.get_by_text("sigma=1000 is not on this control").wait_for()


def test_a_burst_of_keys_ends_at_the_right_value(picture):
    picture.page.get_by_role("slider", name="σ", exact=True).focus()
    for _ in range(30):
        picture.page.keyboard.press("ArrowRight")
    picture.page.wait_for_function("document.querySelector('.course-picture img').alt.includes('sigma 45')")

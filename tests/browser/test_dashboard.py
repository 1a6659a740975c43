"""`python -m course_lib dashboard` in Chromium: every tab, a slider, the keyboard; no other machine is asked."""

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import pytest

from course_lib.cli.dashboard import command_of, environment_of

from .lab import ANSWERS_WITHIN, FLAGS, STARTS_WITHIN, free_port

PAINTED = ".course-picture[data-painted]"


@contextmanager
def served(log, dark=False):
    """The address of a running page."""
    port = free_port()
    with open(log, "w") as out:
        server = subprocess.Popen(command_of(port, browser=False, dark=dark), env=environment_of("customers"),
                                  stdout=out, stderr=subprocess.STDOUT)
        try:
            address, end = f"http://127.0.0.1:{port}", time.monotonic() + STARTS_WITHIN
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            while True:
                try:
                    direct.open(f"{address}/voila/api/kernelspecs", timeout=5).close()
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    assert server.poll() is None and time.monotonic() < end, log.read_text()[-2000:]
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """(page, addresses asked for on other machines)."""
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    left = []
    with served(tmp_path_factory.mktemp("voila") / "log.txt") as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        context = chromium.new_context(viewport={"width": 1280, "height": 1400}, device_scale_factor=2)
        context.set_default_timeout(2 * ANSWERS_WITHIN * 1000)

        def guard(route):
            if route.request.url.startswith((address, "data:", "blob:")):
                route.continue_()
            else:
                left.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page = context.new_page()
        page.goto(address)
        page.locator(PAINTED).first.wait_for()
        yield page, left
        chromium.close()


def visible_picture(page):
    return page.locator(f"{PAINTED}:visible")


def test_every_tab_by_keyboard_and_nothing_leaves_the_machine(opened):
    page, left = opened
    page.get_by_role("tab", name="Overview").focus()
    for name, word in (("Overview", "blue dots"), ("Distributions", "filled in blue"), ("Correlations", "heat maps")):
        page.get_by_role("tab", name=name, selected=True).wait_for()
        visible_picture(page).wait_for()
        assert word in visible_picture(page).locator("img").get_attribute("alt")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    page.get_by_role("tab", name="Risks", selected=True).wait_for()
    page.get_by_role("heading", name="Quality of VAE-style, measured").wait_for()
    assert page.locator(".course-dashboard details:visible").count() == 11
    table = page.locator(".course-dashboard table:visible")
    assert "membership attack" in table.inner_text() and "guess" in table.inner_text()
    page.get_by_role("tab", name="Overview").click()
    assert left == []


def test_a_slider_moves_the_picture_and_every_slider_has_a_name(opened):
    page, left = opened
    picture = visible_picture(page)
    caption = "() => document.querySelector('.course-picture figcaption').textContent"
    before, words = int(picture.get_attribute("data-painted")), page.evaluate(caption)
    page.get_by_role("slider", name="strength of correlation", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"n => +document.querySelector('{PAINTED}').dataset.painted > n", arg=before)
    page.wait_for_function(f"old => ({caption})() !== old", arg=words)
    assert page.evaluate("() => [...document.querySelectorAll('.noUi-handle')].every(h => h.ariaLabel)")
    assert left == []


def test_a_missing_file_is_said_in_one_sentence(opened):
    page, _ = opened
    page.get_by_text("Your own table").click()
    page.get_by_label("path of a CSV").fill("nowhere.csv")
    page.get_by_role("button", name="Load", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert "There is no file nowhere.csv" in page.get_by_role("alert").inner_text()
    assert "Traceback" not in page.locator("body").inner_text()

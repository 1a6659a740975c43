"""How fast does the dashboard answer? Prints p50 and p95 in milliseconds from key to picture, a line a tab.

    python -m tests.benchmarks.dashboard_latency [--moves 40]

The standard: p95 100 ms for sliders that only change what is drawn, on an otherwise idle machine.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from tests.benchmarks.slider_latency import WATCH, summary
from tests.browser.lab import ANSWERS_WITHIN, FLAGS
from tests.browser.test_dashboard import PAINTED, served, visible_picture

SLIDERS = ("strength of correlation", "noise")


def main():
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=40, help="moves of a slider on each tab")
    count = parser.parse_args().moves
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "log.txt") as address, sync_playwright() as web:
        chromium = web.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = chromium.new_context(viewport={"width": 1280, "height": 1400}, device_scale_factor=2).new_page()
        page.set_default_timeout(1000 * ANSWERS_WITHIN)
        page.goto(address)
        page.locator(PAINTED).first.wait_for()
        for tab in ("Overview", "Distributions", "Correlations"):
            page.get_by_role("tab", name=tab).click()
            visible_picture(page).wait_for()
            visible_picture(page).evaluate(WATCH)
            for slider in page.get_by_role("slider").all():
                if slider.get_attribute("aria-label") not in SLIDERS:
                    continue
                slider.focus()
                for key in ["ArrowLeft", "ArrowRight"] * (count // 2):
                    heard = page.evaluate("window.delays.length")
                    page.keyboard.press(key)
                    page.wait_for_function(f"window.delays.length > {heard}")
            print(summary(tab, page.evaluate("window.delays")))
        chromium.close()


if __name__ == "__main__":
    main()

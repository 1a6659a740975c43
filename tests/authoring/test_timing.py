"""Run times beside the card: the demo lesson is timed, verdicts follow from the numbers."""

import pytest

from course_lib.authoring.timing import Timed, table, time_lessons


def test_a_lesson_is_timed_and_nothing_is_stored(bench):
    before = {name: path.read_bytes() for name, path in bench.stored.items()}
    said = []
    (timed,) = time_lessons(folder=bench.notebooks, say=said.append)
    assert timed.error is None and 0 < timed.processor and 0 < timed.seconds
    assert timed.card is not None and said[0].startswith("[1/1] 01_demo: ")
    assert {name: path.read_bytes() for name, path in bench.stored.items()} == before
    assert timed.stem in table([timed])


@pytest.mark.parametrize("seconds, processor, card, verdict", [
    (30, 28, 25, "as promised"), (60, 58, 25, "longer than promised"), (30, 28, None, "no run time on the card"),
    (200, 28, 25, "longer, but the machine was busy"),
])  # fmt: skip
def test_verdicts(seconds, processor, card, verdict):
    assert Timed("01_demo", seconds, processor, card).verdict == verdict


def test_a_lesson_that_breaks_is_told(bench):
    bench.replace(bench.source, "import ipywidgets", "raise ValueError('broken')\nimport ipywidgets")
    (timed,) = time_lessons(folder=bench.notebooks, say=lambda line: None)
    assert "broken" in timed.error and timed.verdict == "did not run"

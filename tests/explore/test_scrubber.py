"""Frames in the page: one strip behind a window, words for every frame, the same text for the same frames."""

import html
import io
import json
import re
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from course_lib.errors import CourseError
from course_lib.explore import scrubber
from course_lib.explore.denoising import DenoisingState, DenoisingView
from course_lib.explore.scrubber import Scrubber

RNG = np.random.default_rng(0)
ROWS = RNG.standard_normal((20, 2))
WALKS = {name: {step: ROWS * (1 + size * step / 100) for step in (100, 30, 0)} for name, size in (("a", 1), ("b", 2))}


@pytest.fixture(scope="module")
def view():
    return DenoisingView(WALKS, ROWS, ("age", "score"))


@pytest.fixture(scope="module")
def made(view):
    return Scrubber(view, "step")


def test_the_words_of_every_frame_are_in_the_page(made, view):
    page = made.html()
    words = json.loads(html.unescape(re.search(r'data-words="([^"]*)"', page)[1]))
    frames = [view.draw(DenoisingState(step)) for step in (100, 30, 0)]
    assert words == [[str(step), f.alt, f.readout] for step, f in zip((100, 30, 0), frames)]
    assert f'alt="{html.escape(frames[0].alt)}"' in page and repr(made) == frames[0].alt
    assert 'max="2"' in page and 'value="0"' in page and "data-lm-suppress-shortcuts" in page
    assert 'aria-label="step"' in page and 'aria-valuetext="100"' in page


def test_the_strip_holds_the_frames_in_order(made, view):
    strip = Image.open(io.BytesIO(made.strip))
    assert strip.format == "WEBP" and strip.size == (made.frames[0] and round(1.5 * made.width), 3 * strip.height // 3)
    height = strip.height // 3
    for k, frame in enumerate(made.frames):
        drawn = np.asarray(Image.open(io.BytesIO(frame.data)).convert("L"), dtype=float)
        stored = np.asarray(strip.crop((0, k * height, strip.width, (k + 1) * height)).convert("L"), dtype=float)
        assert np.abs(drawn - stored).mean() < 2  # few colours, the same picture
        others = [np.asarray(Image.open(io.BytesIO(f.data)).convert("L"), dtype=float) for f in made.frames]
        assert np.argmin([np.abs(other - stored).mean() for other in others]) == k


def test_the_same_frames_give_the_same_text_and_nothing_is_loaded(made, view):
    assert Scrubber(view, "step").html() == made.html()
    page = made.html().replace("data:image/webp", "")
    assert "http" not in page and "<script" not in page and not re.search(r'\bid="', page)


def test_viewers_without_html_get_one_frame(made):
    bundle = made._repr_mimebundle_()
    still = Image.open(io.BytesIO(b64decode(bundle["image/png"])))
    assert still.format == "PNG" and still.size[0] == round(1.5 * made.width)
    assert bundle["text/plain"] == made.frames[0].alt


def test_it_starts_where_it_is_told(view):
    late = Scrubber(view, "step", values=(100, 0), start=0)
    assert 'value="1"' in late.html() and repr(late).startswith("Step 0")


def test_a_page_without_sliders_styles_and_data_shows_the_first_frame(view):
    """What JupyterLab leaves of a notebook that is not trusted yet: no strip of all frames."""
    late = Scrubber(view, "step", values=(100, 0), start=0)
    first, waiting = (Image.open(io.BytesIO(b64decode(re.search(rf'{where}="data:image/webp;base64,([^"]+)"',
                                                                late.html())[1]))) for where in ("src", "data-strip"))
    assert waiting.size == (first.width, 2 * first.height)
    lower = waiting.crop((0, first.height, first.width, 2 * first.height)).convert("L")
    apart = np.asarray(lower, dtype=float) - np.asarray(first.convert("L"), dtype=float)
    assert np.abs(apart).mean() < 2


def test_mistakes_are_named(view, monkeypatch):
    with pytest.raises(CourseError, match="no control 'time': step"):
        Scrubber(view, "time")
    with pytest.raises(CourseError, match="2 to 24 frames, not 1"):
        Scrubber(view, "step", values=(100,))
    with pytest.raises(CourseError, match="not among the values"):
        Scrubber(view, "step", values=(30, 0), start=100)
    with pytest.raises(CourseError, match="takes: 100, 30, 0"):
        Scrubber(view, "step", values=(100, 5))
    monkeypatch.setattr(scrubber, "MOST_BYTES", 100)
    with pytest.raises(CourseError, match="at most 100 are stored"):
        Scrubber(view, "step")


def test_distances_are_to_the_nearest_dot(view):
    assert view.numbers(DenoisingState(0)) == {"a": 0, "b": 0}
    far = DenoisingView({"a": {1: ROWS + [0.0, 100.0], 0: ROWS}}, ROWS[:1])
    assert far.numbers(DenoisingState(1))["a"] == pytest.approx(
        np.median(np.linalg.norm(ROWS + [0, 100] - ROWS[0], axis=1)))


def test_words_say_whether_the_crosses_lie_on_the_dots(view):
    at_the_end = view.draw(DenoisingState(0))
    assert at_the_end.readout == "step 0: crosses of a: on the dots; b: on the dots"
    assert "a: off the dots; b: off the dots" in view.draw(DenoisingState(100)).alt


def test_words_tell_near_from_off():
    dot = ROWS[:1]
    near = DenoisingView({"a": {1: dot + [0.07, 0], 0: dot}, "b": {1: dot + [9, 0], 0: dot}}, dot)
    assert near.draw(DenoisingState(1)).readout == "step 1: crosses of a: near the dots; b: off the dots"


def test_walks_must_share_their_steps():
    with pytest.raises(CourseError, match="'b' has other steps"):
        DenoisingView({"a": {1: ROWS, 0: ROWS}, "b": {2: ROWS, 0: ROWS}}, ROWS)
    with pytest.raises(CourseError, match="at least one walk"):
        DenoisingView({}, ROWS)

"""The pieces of the report's pictures: names that fit, one scale for all scores, colours."""

import dataclasses
import math
import re

import numpy as np
import pytest

from course_lib.evaluation.report.heat_map import colour, heat_map, two_digits
from course_lib.evaluation.report.panel import panel
from course_lib.evaluation.report.profile import ColumnPicture
from course_lib.evaluation.report.strip import across, far_of, place, strip
from course_lib.evaluation.report.svg import fit, fit_all, width
from course_lib.evaluation.scores.score import Score

SCORE = Score("c2st", None, 0.6, "lower", 0.5, (0.55, 0.65), "holdout", "", "", 0.55)


def test_colours_and_cells():
    assert colour(0) == "#FFFFFF" and colour(1) == "#0072B2" and colour(-1) == "#D55E00" and colour(np.nan) == "#DDDDDD"
    assert [two_digits(v) for v in (0.004, -0.3, 0.481, -0.001)] == ["0", "−.30", ".48", "0"]


@pytest.mark.parametrize("value, floor, limit, step", [
    (0.5, 0.5, 0.6, 0), (0.6, 0.5, 0.6, 1), (0.55, 0.5, 0.6, 0.5), (0.7, 0.5, 0.6, 2), (0.9, 0.5, 0.6, 3),
    (0.4, 0.5, 0.6, -1), (0.8, 0.9, 0.8, 1), (0.5, 0.9, 0.8, 3), (1.0, 0.9, 0.8, -1), (0.0, 0.0, 0.0, 0),
])
def test_every_score_has_one_scale_on_which_right_is_worse(value, floor, limit, step):
    assert place(value, floor, limit) == pytest.approx(step)


@pytest.mark.parametrize("better, value, side", [("lower", 0.1, 1), ("lower", -0.1, -1), ("higher", 0.1, -1),
                                                 ("higher", -0.1, 1)])
def test_where_all_fresh_rows_score_the_same_the_worse_side_is_right(better, value, side):
    score = dataclasses.replace(SCORE, better=better, value=value, floor=0.0, limit=0.0)
    assert far_of(score, value) == side * math.inf


def test_the_cross_lies_outside_the_band_exactly_when_the_score_is_visible():
    for value in (0.45, 0.52, 0.5499, 0.5501, 0.58, 0.99):
        score = dataclasses.replace(SCORE, value=value)
        found = re.search(r'<path d="M([\d.]+) [\d.]+l9', strip(score))
        assert (float(found.group(1)) + 4.5 > across(1) + 0.051) == score.visible or abs(value - 0.55) < 1e-3


def test_what_lies_off_the_scale_gets_an_arrow_and_what_has_no_scale_no_picture():
    assert "m-9 0" in strip(SCORE)  # a cross
    assert "m-9 0" not in strip(dataclasses.replace(SCORE, value=50.0))
    assert strip(dataclasses.replace(SCORE, value=math.nan)) == ""
    assert strip(dataclasses.replace(SCORE, floor=math.nan)) == ""
    assert "Value .600; fresh real rows .500, their edge .550." in strip(SCORE)


@pytest.mark.parametrize("words", ["short", "a name that goes on and on and on", "東京都千代田区霞が関一丁目", "W" * 40,
                                   "الدخل السنوي للأسرة الواحدة", ""])
def test_names_fit_their_room(words):
    shown = fit(words, 90, 10.5)
    assert width(shown) * 10.5 <= 90
    assert shown == words or (shown[0] == words[0] and shown[-1] == words[-1] and "…" in shown)


def test_names_that_differ_in_the_middle_stay_apart():
    names = [f"measurement_{i:02d}_of_the_second_visit" for i in range(12)] + ["age"]
    shown = fit_all(names, 80, 10)
    assert len(set(shown)) == len(names) and all(width(words) * 10 <= 80 for words in shown)


def test_pictures_escape_what_they_show_and_stay_in_their_frame():
    level = '"><script>&\n\tx'
    text = panel(ColumnPicture("<b>", (0.5, 0.5), (0.2, 0.8), labels=(level, "plain")))
    text += heat_map(np.eye(2), ["<b>", level], "Real")
    assert "<script" not in text and "<b>" not in text
    assert all(float(right) <= 370 for right in re.findall(r'width="([\d.]+)" height="[\d.]+" class', text))

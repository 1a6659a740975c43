"""Strips: every draw is a mark at its value, real rows as dots, and a missing value is refused by name."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_lib import plots
from course_lib.errors import CourseError

VALUES = pd.DataFrame({"fresh": [0.97, 0.99, 0.98], "made": [1.0, 1.0, 0.95]})


def test_every_draw_is_a_mark_at_its_value():
    ax = plots.strips(VALUES, real=["fresh"]).axes[0]
    for row, (line, name) in enumerate(zip(ax.lines, VALUES)):
        assert np.array_equal(line.get_xdata(), VALUES[name])
        assert np.all(np.abs(line.get_ydata() - row) < 0.5)
    assert [line.get_marker() for line in ax.lines] == ["o", "x"]


def test_the_mean_is_written_beside_each_row():
    texts = [text.get_text() for text in plots.strips(VALUES).axes[0].texts]
    assert texts == ["0.980", "0.983"]


def test_the_axis_covers_the_marks_and_not_zero():
    low, high = plots.strips(VALUES).axes[0].get_xlim()
    assert 0.9 < low < 0.95 and 1.0 < high < 1.1


@pytest.mark.parametrize("values", [{}, {"a": []}, {"a": [1.0, np.nan]}])
def test_nothing_to_draw_is_refused(values):
    with pytest.raises(CourseError, match="strips"):
        plots.strips(values)


def test_the_floor_is_named_inside_the_picture():
    fig = plots.strips(VALUES, floor=0.96)
    fig.draw_without_rendering()
    (label,) = [text for text in fig.axes[0].texts if text.get_text() == "floor 0.960"]
    box = label.get_tightbbox(FigureCanvasAgg(fig).get_renderer())  # empty where matplotlib leaves a label out
    assert box.width > 0 and box.y1 <= fig.bbox.y1

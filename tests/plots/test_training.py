"""The training curve: every epoch at its place, the mark where it was asked for."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.errors import CourseError


def test_every_epoch_is_drawn_from_one_and_the_axis_starts_at_zero():
    ax = plots.training([3.0, 2.0, 1.5]).axes[0]
    assert np.array_equal(ax.lines[0].get_xdata(), [1, 2, 3])
    assert np.array_equal(ax.lines[0].get_ydata(), [3.0, 2.0, 1.5])
    assert ax.get_ylim()[0] == 0


def test_a_negative_loss_stays_in_the_frame():
    low, high = plots.training([1.0, -2.0]).axes[0].get_ylim()
    assert low < -2.0 and high > 1.0


def test_the_mark_stands_at_its_epoch_with_its_words():
    ax = plots.training([3.0, 2.0, 1.5], stop=2, stop_label="here").axes[0]
    assert set(ax.lines[1].get_xdata()) == {2} and ax.texts[0].get_text() == "here"


@pytest.mark.parametrize("loss", [[], [1.0, np.nan], [[1.0], [2.0]]])
def test_what_is_no_loss_is_refused(loss):
    with pytest.raises(CourseError, match="history_"):
        plots.training(loss)

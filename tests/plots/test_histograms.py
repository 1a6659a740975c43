"""Histograms of single columns: heights are shares of a panel's own rows, on common bins."""

import numpy as np
import pytest
from matplotlib.patches import StepPatch

from course_lib.errors import CourseError
from course_lib.plots import histograms


def drawn(ax):
    (steps,) = [patch for patch in ax.patches if isinstance(patch, StepPatch)]
    return steps.get_data()


def test_heights_are_shares_of_the_rows_that_have_a_value():
    fig = histograms({"one": [0, 0, 1, 3, np.nan], "two": [2, 2]}, bins=[0, 1, 2, 3])
    assert drawn(fig.axes[0]).values.tolist() == [0.5, 0.25, 0.25]
    assert drawn(fig.axes[1]).values.tolist() == [0, 0, 1]


def test_bins_are_common_and_axes_share_a_scale_unless_told_otherwise():
    values = {"narrow": np.full(50, 3.0), "wide": np.linspace(0, 10, 50)}
    one = histograms(values)
    assert np.array_equal(drawn(one.axes[0]).edges, drawn(one.axes[1]).edges)
    assert one.axes[0].get_ylim() == one.axes[1].get_ylim()
    own = histograms(values, sharey=False)
    assert own.axes[0].get_ylim()[1] > 5 * own.axes[1].get_ylim()[1]


def test_the_mark_stands_where_it_is_said():
    fig = histograms({"a": [1, 2, 3]}, mark=2.5, mark_label="here")
    (line,) = [line for line in fig.axes[0].lines if line.get_linestyle() == "--"]
    assert set(line.get_xdata()) == {2.5}
    assert "here" in [text.get_text() for text in fig.axes[0].texts]


@pytest.mark.parametrize("values, said", [({}, "no values"), ({"a": [1], "gone": [np.nan]}, "'gone'")])
def test_nothing_to_draw_is_said(values, said):
    with pytest.raises(CourseError, match=said):
        histograms(values)

"""Strips of pictures: every pixel where it belongs, one scale, and a sentence for a mistake."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.plots import pictures
from course_lib.plots.pictures import strip


def test_a_strip_holds_its_pictures_in_order_with_paper_between():
    of = np.arange(1, 9).reshape(2, 4)
    assert (strip(of, 2) == [[1, 2, 0, 5, 6], [3, 4, 0, 7, 8]]).all()


def test_rows_columns_and_one_scale():
    cells = {word: {title: np.full((3, 64), 4.0 * k) for k, title in enumerate(("real", "w = 1"))} for word in "ab"}
    fig = pictures(cells)
    assert [ax.get_title("left") for ax in fig.axes] == ["real", "w = 1", "", ""]
    assert [fig.axes[i].get_ylabel() for i in (0, 2)] == ["a", "b"]
    assert {ax.images[0].get_clim() for ax in fig.axes} == {(0, 16)}
    assert fig.axes[1].images[0].get_array().max() == 4


@pytest.mark.parametrize("cells", [{}, {"a": {}}])
def test_no_pictures(cells):
    with pytest.raises(CourseError, match="got no pictures"):
        pictures(cells)


def test_pictures_of_another_size():
    with pytest.raises(CourseError, match=r"shape \(3, 49\): give one picture a row, \(k, 64\)"):
        pictures({"a": {"b": np.zeros((3, 49))}})

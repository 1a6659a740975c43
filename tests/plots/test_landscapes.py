"""Maps of heights: the top is where it belongs, marks stand in their panels, mistakes are named."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.plots import landscapes

from .overlap import outside

X, Y = np.linspace(0, 4, 30), np.linspace(0, 2, 20)
HILL = -((X - 1) ** 2) - 3 * (Y[:, None] - 1.5) ** 2


def test_lines_of_equal_height_and_marks():
    fig = landscapes(X, Y, {"a": HILL, "b": HILL[::-1]}, marks={"top": {"a": (1, 1.5)}, "start": (3, 0.5)},
                     xlabel="x", ylabel="y")  # fmt: skip
    assert [ax.get_title("left") for ax in fig.axes] == ["a", "b"]
    marked = [[tuple(line.get_xydata()[0]) for line in ax.lines if len(line.get_xydata())] for ax in fig.axes]
    assert marked == [[(1, 1.5), (3, 0.5)], [(3, 0.5)]]
    (legend,) = fig.legends
    assert [text.get_text() for text in legend.get_texts()] == ["top", "start"]
    assert outside(fig) == []


def test_heights_count_from_each_panels_top():
    fig = landscapes(X, Y, {"a": HILL + 100}, below=(1.0, 0.5))
    lines = next(c for c in fig.axes[0].collections if len(c.get_paths()) == 2)
    paths = [path.vertices for path in lines.get_paths()]
    for path, level in zip(paths, (-1.0, -0.5)):
        heights = -((path[:, 0] - 1) ** 2) - 3 * (path[:, 1] - 1.5) ** 2
        assert np.allclose(heights - HILL.max(), level, atol=0.05)


@pytest.mark.parametrize("panels, marks, says", [
    ({}, {}, "no panel"), ({"a": HILL.T}, {}, "'a'"), ({"a": HILL * np.nan}, {}, "finite"),
    ({"a": HILL}, dict.fromkeys("abcde", (1, 1)), "got 5"),
])  # fmt: skip
def test_mistakes_are_named(panels, marks, says):
    with pytest.raises(CourseError, match=says):
        landscapes(X, Y, panels, marks=marks)

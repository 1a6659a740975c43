"""Lines and dots along one setting: drawn where they belong, named, mistakes told."""

import pytest

from course_lib.errors import CourseError
from course_lib.plots import sweeps

from .overlap import outside, overlaps

X = [1, 2, 3, 4]


def test_formula_dots_and_names():
    fig = sweeps(X, {"one": ([3, 2, 1, 0], [3, 2.1, 1, 0]), "two": (None, [1, 0, 0, 0])}, xlabel="weight")
    (ax,) = fig.axes
    formula, dots, only, zero = ax.lines
    assert list(formula.get_ydata()) == [3, 2, 1, 0] and formula.get_linestyle() == "--"
    assert list(dots.get_ydata()) == [3, 2.1, 1, 0] and list(only.get_ydata()) == [1, 0, 0, 0]
    assert set(zero.get_ydata()) == {0}
    assert [text.get_text() for text in ax.texts] == ["one", "two"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["formula", "found"]
    assert overlaps(fig) == [] and outside(fig) == []


@pytest.mark.parametrize("series, says", [({}, "no series"), ({"one": ([1, 2], [1, 2, 3, 4])}, "'one'")])
def test_mistakes_are_named(series, says):
    with pytest.raises(CourseError, match=says):
        sweeps(X, series)

"""A formula beside measurements: both are drawn where they belong, labels apart, mistakes named."""

import pytest

from course_lib.errors import CourseError
from course_lib.plots import curves

from .overlap import outside, overlaps

SIZES = [25, 100, 1000, 5000]
PAIR = [0.2, 0.1, 0.03, 0.01], [0.22, 0.09, 0.03, 0.012]


def test_formula_and_measurements_are_drawn():
    fig = curves(SIZES, {"JSD": PAIR, "KS": PAIR}, xlabel="rows", names=("formula", "splits"))
    for ax in fig.axes:
        formula, dots = ax.lines
        assert list(formula.get_ydata()) == PAIR[0] and formula.get_linestyle() == "--"
        assert list(dots.get_ydata()) == PAIR[1] and dots.get_linestyle() == "None"
        assert ax.get_xscale() == ax.get_yscale() == "log"
    assert [text.get_text() for text in fig.axes[0].get_legend().get_texts()] == ["formula", "splits"]
    assert overlaps(fig) == [] and outside(fig) == []


@pytest.mark.parametrize("sizes, panels, says", [
    (SIZES, {}, "no panel"), (SIZES[:3], {"JSD": PAIR}, "'JSD'"), (SIZES, {"KS": (PAIR[0], [0, 1, 1, 1])}, "above 0"),
])  # fmt: skip
def test_mistakes_are_named(sizes, panels, says):
    with pytest.raises(CourseError, match=says):
        curves(sizes, panels)

"""The game of two numbers under controls: presets end as their names say, words and numbers agree."""

import pytest

from course_lib.explore import explore_dirac
from course_lib.explore.dirac import DiracState, DiracView
from course_lib.generators.neural.gan import dirac

from ..plots.overlap import outside, overlaps


@pytest.mark.parametrize("name, fate", [
    ("at once", "flies out"), ("in turns", "circles"), ("at once, penalty", "settles"),
    ("in turns, momentum", "flies out"),
])  # fmt: skip
def test_the_presets_end_as_the_lesson_says(name, fate):
    view = DiracView()
    n = view.numbers(view.presets[name])
    assert dirac.fate(n["factor a round"]) == fate and fate in view.readout(view.presets[name], n)
    distance = n["distance at the end"]
    assert distance > 2 if fate == "flies out" else distance < 0.01 if fate == "settles" else 0.9 < distance < 1.1


def test_the_border_of_the_penalty_is_a_quarter_of_the_step():
    explorer = explore_dirac()
    for gamma, fate in ((0.2, "flies out"), (0.25, "circles"), (0.3, "settles")):
        explorer.state = DiracState(step=1.0, penalty=gamma)
        assert dirac.fate(explorer.numbers["factor a round"]) == fate


def test_the_portraits_are_readable():
    fig = DiracView().portraits()
    assert len(fig.axes) == 4 and overlaps(fig) == [] and outside(fig) == []


def test_the_state_line():
    explorer = explore_dirac()
    assert explorer.line == "order=simultaneous penalty=0 step=0.2 momentum=0 loss=saturating"
    explorer.line = "order=alternating momentum=0.9"
    assert explorer.numbers["distance at the end"] > 10

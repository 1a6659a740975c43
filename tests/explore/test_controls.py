"""States, values and the one line that reproduces a view."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import CourseError
from course_lib.explore.controls import Choice, Slider, check_state, evenly, read_state, spelled, write_state


@dataclass(frozen=True)
class State:
    weight: float = 0.1
    count: int = 3
    how: str = "truncate"
    seed: int = 0


CONTROLS = (
    Slider("weight", "weight", (1e-5, 0.1, 0.30000000000000004, 1 / 3, 1.0, 4.0)),
    Slider("count", "count", evenly(0, 12, 3)),
    Choice("how", "how", ("truncate", "clip")),
)


@given(st.builds(State, *(st.sampled_from(c.values) for c in CONTROLS), st.integers(0, 10**9)))
def test_a_line_leads_back_to_its_state(state):
    line = write_state(state)
    assert read_state(line, State(), CONTROLS) == state
    assert write_state(read_state(line, State(), CONTROLS)) == line


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_spelled_short_and_exact(value):
    assert float(spelled(value)) == value


def test_spelling():
    assert [spelled(v) for v in (1.0, 0.05, 3, "clip", 1e-5)] == ["1", "0.05", "3", "clip", "1e-05"]


def test_what_a_line_leaves_out_stays():
    assert read_state("count=9", State(how="clip"), CONTROLS) == State(count=9, how="clip")
    assert read_state("  ", State(), CONTROLS) == State()


@pytest.mark.parametrize("line, place", [
    ("weight", "'weight'"), ("speed=2", "'speed=2'"), ("count=5", "count=5"), ("count=nine", "count=nine"),
    ("how=cut", "truncate, clip"), ("seed=-1", "seed=-1"), ("seed=x", "seed=x"), ("seed=²", "seed=²"),
    ("weight=1.0.0", "weight="),
])  # fmt: skip
def test_a_wrong_line_names_the_part_and_what_may_stand_there(line, place):
    with pytest.raises(CourseError, match=place):
        read_state(line, State(), CONTROLS)


def test_a_state_made_in_code_must_lie_on_the_controls():
    check_state(State(), CONTROLS)
    with pytest.raises(CourseError, match="count=4 is not on this control"):
        check_state(State(count=4), CONTROLS)


def test_evenly_has_no_rounding_dust():
    assert evenly(0.0, 1.0, 0.1)[3] == 0.3
    assert evenly(2, 5, 1) == (2, 3, 4, 5) and all(isinstance(v, int) for v in evenly(2, 5, 1))

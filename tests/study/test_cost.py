"""Cost over rows: a point in a process of its own, memory that is really seen."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.study.cost import Point, cost_table, measure_cost, points, told
from course_lib.study.memory import REFS, peak_memory


def test_every_generator_has_every_step_at_every_size():
    made = points(["cart", "copula"], (1000, 3000))
    assert len(made) == 8 and len({point.key() for point in made}) == 8
    assert str(made[0]) == "cart, fit 1,000 rows"


@pytest.mark.skipif(not REFS.exists(), reason="the system does not tell a process's peak")
def test_the_peak_is_that_of_the_block():
    """200 MB that are touched, then freed; a block without them sees next to nothing."""
    with peak_memory() as large:
        np.ones(25_000_000).sum()
    with peak_memory() as small:
        np.ones(1000).sum()
    assert 190 < large["mb"] < 260 and large["held_mb"] < 20 and small["mb"] < 20


@pytest.mark.slow
def test_a_point_is_measured():
    record = measure_cost(Point("independent", "sample", 1000))
    assert record["generator"] == "independent" and record["seconds"] > 0
    assert record["peak_mb"] is None or record["peak_mb"] >= record["held_mb"] - 1
    table = cost_table([record, {"cell": "vae, fit 1,000 rows", "error": "It broke."}])
    assert len(table) == 1 and told(record).startswith("independent, sample 1,000 rows: ")


@pytest.mark.slow
def test_what_breaks_in_the_process_is_one_sentence():
    with pytest.raises(CourseError, match="nothing"):
        measure_cost(Point("nothing", "fit", 1000))

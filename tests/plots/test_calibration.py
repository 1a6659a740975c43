"""The calibration curve: dots by hand, Wilson's interval, labels apart."""

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.plots.calibration import calibration

from .overlap import outside, overlaps

RECORDS = [(50, True), (55, False), (70, True), (79, True), (100, True), (90, False)]


def dots(fig):
    return [(line.get_xdata()[0], line.get_ydata()[0]) for line in fig.axes[0].lines if line.get_marker() == "o"]


def test_shares_by_group_and_a_group_holds_its_lower_end():
    assert dots(calibration(RECORDS)) == [(52.5, 50.0), (74.5, 100.0), (95.0, 50.0)]


def test_wilsons_interval_of_one_of_two():
    """(k + z2/2 -+ z sqrt(k(n-k)/n + z2/4)) / (n + z2), Wilson 1927, with z = 1.96."""
    bars = [line.get_ydata() for line in calibration(RECORDS).axes[0].lines if len(line.get_ydata()) == 2][1:]
    z, n, k = 1.959964, 2, 1
    half = z * np.sqrt(k * (n - k) / n + z * z / 4)
    assert bars[0] == pytest.approx([100 * (k + z * z / 2 + s * half) / (n + z * z) for s in (-1, 1)], abs=1e-4)


def test_readable_with_few_and_with_many():
    rng = np.random.default_rng(0)
    said = rng.integers(50, 101, 300)
    for records in (RECORDS, [(100, True)], list(zip(said, rng.random(300) < said / 100))):
        fig = calibration(records, title="your predictions")
        assert overlaps(fig) == [] and outside(fig) == []


@pytest.mark.parametrize("records, words", [([], "no prediction"), ([(40, True)], "outside 50 to 100")])
def test_bad_input_is_one_sentence(records, words):
    with pytest.raises(CourseError, match=words):
        calibration(records)

"""Values against values: tolerance, type and shape."""

import math

import numpy as np
import pandas as pd
import pytest

from course_lib.grading.compare import difference
from course_lib.grading.inside.wire import Other

RTOL, ATOL = 1e-6, 1e-9

SAME = [
    (1.0, 1.0 + 5e-7),
    (3, 3.0),
    (0.0, 5e-10),
    (math.nan, math.nan),
    (-math.inf, -math.inf),
    (None, None),
    (True, True),
    ("a", "a"),
    ((1, 2.0), [1.0, 2]),
    (np.array([1.0, np.nan]), [1.0, math.nan]),
    (np.zeros((2, 3)), [[0.0] * 3] * 2),
    ({"a": 1, "b": [1, 2]}, {"b": (1, 2), "a": 1.0}),
    (("ks", 0.5), ("ks", 0.5)),
    ([], ()),
    ([1, [2, 3]], [1, [2, 3]]),
    (np.array(["a", "b"]), ["a", "b"]),
    (pd.Series([1.0, 2.0]), [1.0, 2.0]),
    (pd.DataFrame({"a": [1, 2]}), pd.DataFrame({"a": [1.0, 2.0]})),
    (np.array([1 + 2j]), np.array([1 + 2j])),
]
DIFFERENT = [
    (1.0, 1.0 + 2e-6),
    (0.0, 2e-9),
    (1.0, math.nan),
    (math.nan, 1.0),
    (math.inf, -math.inf),
    (1.0, math.inf),
    (math.inf, 1e308),
    (1, True),
    (True, 1),
    (None, 0.0),
    (0.0, None),
    ("1", 1),
    ("a", "A"),
    (1.0, [1.0]),
    ([1.0], 1.0),
    ([1.0, 2.0], [1.0]),
    (np.zeros((2, 3)), np.zeros((3, 2))),
    (np.zeros(3), np.array([0.0, 0.0, np.nan])),
    (np.zeros(3), np.array([0.0, 0.0, np.inf])),
    (np.ones(2), np.ones(2, bool)),
    (np.ones(2), np.ones(2) + 1e-3j),
    ([1.0, [2.0]], [1.0, 2.0]),
    ({"a": 1}, {"b": 1}),
    ({"a": 1}, {"a": 2}),
    (("ks", 0.5), ("sd", 0.5)),
    (("ks", 0.5), ("ks", 0.6)),
    (1.0, Other("Anything")),
    ([1.0], [Other("Anything")]),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
    (pd.DataFrame({"a": [1]}), [[1]]),
    (2**63, float(2**63) * (1 + 1e-5)),
]


@pytest.mark.parametrize(("expected", "got"), SAME, ids=str)
def test_same(expected, got):
    assert difference(expected, got, RTOL, ATOL) is None


@pytest.mark.parametrize(("expected", "got"), DIFFERENT, ids=str)
def test_different(expected, got):
    assert difference(expected, got, RTOL, ATOL)


def test_words_name_no_value():
    assert difference([1.25, 2.5], [1.25, 7.125], RTOL, ATOL) == "number 2 of 2 differs"
    assert difference([1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 3.0, 7.0], RTOL, ATOL) == "numbers 1, 2 and 4 of 4 differ"
    assert difference(np.zeros(9), np.ones(9), RTOL, ATOL) == "9 of 9 numbers differ"
    assert difference(np.zeros((2, 2)), np.eye(2), RTOL, ATOL) == "2 of 4 numbers differ"
    assert difference((1, 2), "12", RTOL, ATOL) == "a text where a list, tuple or array is expected"
    assert difference(1.25, 7.125, RTOL, ATOL) == "another number"
    assert difference("secret", "guess", RTOL, ATOL) == "another text"


def test_tolerance_is_relative_to_the_reference():
    assert difference(100.0, 100.9, 0.01, 0) is None
    assert difference(100.9, 100.0, 0.0089, 0)
    assert difference(1.0, 1.05, 0, 0.06) is None

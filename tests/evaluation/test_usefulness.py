"""Train on synthetic, test on real, where the best possible model is known (oracle O49)."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation import tstr

SCHEMA = Schema([Column("x", "number"), Column("y", "boolean")])


def table(n, seed):
    """P(y) = sigmoid(2x), x standard normal: the best AUC is .8617."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return pd.DataFrame({"x": x, "y": rng.random(n) < expit(2 * x)})


def test_the_true_process_reaches_the_best_auc():
    found = tstr(table(8000, 0), table(8000, 1), "y", SCHEMA)
    assert found.unit == "AUC"
    assert found.value == pytest.approx(0.8617, abs=4.5 * 0.004 + 0.01)


def test_shuffled_labels_teach_nothing():
    made = table(4000, 2)
    made["y"] = np.random.default_rng(3).permutation(made["y"])
    assert tstr(made, table(4000, 4), "y", SCHEMA).value == pytest.approx(0.5, abs=0.1)


def test_a_number_is_scored_by_its_explained_variance():
    schema = Schema([Column("x", "number"), Column("y", "number")])
    rng = np.random.default_rng(5)
    one, two = (pd.DataFrame({"x": x, "y": 2 * x + rng.normal(size=3000)}) for x in rng.normal(size=(2, 3000)))
    assert tstr(one, two, "y", schema).value == pytest.approx(0.8, abs=0.03)


def test_three_classes_and_one_that_the_synthetic_table_lacks():
    schema = Schema([Column("x", "number"), Column("g", "category")])
    rng = np.random.default_rng(6)
    g = rng.integers(0, 3, 900)
    real = pd.DataFrame({"x": g + 0.3 * rng.normal(size=900), "g": np.array(list("abc"), dtype=object)[g]})
    assert tstr(real[:450], real[450:], "g", schema).value > 0.9
    assert 0.5 < tstr(real[real["g"] != "c"], real, "g", schema).value < 0.99


def test_one_class_only_teaches_nothing():
    assert tstr(table(100, 7).assign(y=True), table(300, 8), "y", SCHEMA).value == 0.5


@pytest.mark.parametrize("rows, target, words", [
    (table(50, 9), "z", "'z'"), (table(50, 9).assign(x=np.nan), "x", "holds no value"),
])
def test_mistakes_are_one_sentence(rows, target, words):
    with pytest.raises(CourseError, match=words):
        tstr(rows, table(50, 10), target, SCHEMA)


def test_an_identifier_is_no_target():
    schema = Schema([Column("x", "number"), Column("y", "identifier")])
    with pytest.raises(CourseError, match="identifier"):
        tstr(table(50, 11), table(50, 12), "y", schema)

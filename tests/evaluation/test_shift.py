"""Two real tables: has the population moved, and in which columns?"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.evaluation.metrics.shift import domain_shift


def table(n, seed, move=0.0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"still": rng.normal(size=n), "moves": rng.normal(move, 1, n),
                         "kind": rng.choice(["a", "b"], n)})


def test_no_shift_is_not_seen():
    found = domain_shift(table(900, 0), table(900, 1))
    assert found.auc.auc < 0.5 + 3 * (found.auc.null_95 - 0.5)


def test_a_shift_is_seen_as_far_as_it_goes_and_in_its_column():
    """Normals one sd apart: AUC Phi(1 / sqrt 2) = .760 (O8); a learner of 900 rows comes close from below."""
    found = domain_shift(table(900, 0), table(900, 1, move=1.0))
    best = stats.norm.cdf(1 / np.sqrt(2))
    assert best - 0.06 < found.auc.auc < best + 4.5 * 0.0115
    assert next(iter(found.columns)) == "moves"
    assert found.columns["moves"] > 0.15 > 0.05 > abs(found.columns["still"])


def test_same_seed_same_answer():
    a, b = table(60, 0), table(60, 1)
    assert domain_shift(a, b, seed=3) == domain_shift(a, b, seed=3)


@pytest.mark.parametrize("size", [60, 90])
def test_the_larger_table_is_cut(size):
    assert set(domain_shift(table(size, 0), table(75, 1)).columns) == {"still", "moves", "kind"}

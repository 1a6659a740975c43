"""The first rungs, on generators whose leak is known (oracle O43)."""

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.membership import density_ratio, nearest_neighbour

N = 500
RUNGS = [nearest_neighbour, density_ratio, lambda *tables: density_ratio(*tables, density="kernel")]


def people(n, seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"x": rng.normal(size=n), "y": rng.normal(size=n), "z": rng.normal(size=n)})


MEMBERS, STRANGERS, REFERENCE = people(N, 0), people(N, 1), people(N, 2)
ERROR = np.sqrt((2 * N + 1) / (12 * N * N))


@pytest.mark.parametrize("attack", RUNGS)
def test_a_generator_that_ignores_its_data_gives_nothing_away(attack):
    found = attack(MEMBERS, STRANGERS, people(N, 3), REFERENCE)
    assert found.found.auc == pytest.approx(0.5, abs=4.5 * ERROR)
    assert found.control.auc == pytest.approx(0.5, abs=4.5 * ERROR)


def test_five_in_a_hundred_honest_tables_are_suspected():
    found = [nearest_neighbour(people(100, 4 * s + 50), people(100, 4 * s + 51), people(100, 4 * s + 52),
                               people(100, 4 * s + 53)) for s in range(100)]
    assert np.mean([one.seen for one in found]) <= 0.05 + 4.5 * np.sqrt(0.05 * 0.95 / 100)
    assert all(one.seen or "not rejected by this attack" in str(one) for one in found)


@pytest.mark.parametrize("attack", RUNGS[:2])
def test_an_exact_copy_gives_everybody_away(attack):
    found = attack(MEMBERS, STRANGERS, MEMBERS, REFERENCE) if attack is nearest_neighbour else \
        attack(MEMBERS, STRANGERS, MEMBERS, REFERENCE, k=1)
    assert found.found.auc == 1.0 and found.tpr == 1.0 and found.tpr_interval[0] > 0.99
    assert "told members" in str(found) and "control" in str(found) and "guess" in str(found)


def test_the_ratio_sees_what_density_hides():
    """Members live where few people live, the table has one row within reach of each; distance alone ranks the crowd
    first.
    """
    rng = np.random.default_rng(6)

    def town(n, seed):
        rng = np.random.default_rng(seed)
        far = rng.random(n) < 0.5
        return pd.DataFrame({"x": np.where(far, rng.normal(0, 30, n), rng.normal(0, 0.1, n)),
                             "y": np.where(far, rng.normal(0, 30, n), rng.normal(0, 0.1, n))})

    members, strangers, reference = town(400, 1), town(400, 2), town(800, 3)
    made = members.sample(300, random_state=1) + rng.normal(0, 0.3, (300, 2))
    plain = nearest_neighbour(members, strangers, made, reference).found.auc
    ratio = density_ratio(members, strangers, made, reference, k=1).found.auc
    assert ratio > plain + 0.05


def test_too_few_rows_are_refused():
    with pytest.raises(CourseError, match="more rows"):
        density_ratio(MEMBERS, STRANGERS, people(4, 0), REFERENCE)
    with pytest.raises(CourseError, match="density='x'"):
        density_ratio(MEMBERS, STRANGERS, MEMBERS, REFERENCE, density="x")

"""One person who stands out (oracle O44), by statistic and by shadow models."""

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.canary import canary, largest, with_row
from course_lib.evaluation.attacks.refits import refits
from course_lib.evaluation.attacks.shadow import shadow

POOL = pd.DataFrame({"income": np.random.default_rng(0).normal(50, 10, 400).round(2),
                     "town": np.random.default_rng(1).choice(["a", "b"], 400)})
RICH = {"income": 1e7, "town": "a"}


def averages_of_five(table, seed):
    rng = np.random.default_rng(seed)
    picked = rng.integers(0, len(table), (len(table), 5))
    return pd.DataFrame({"income": table["income"].to_numpy()[picked].mean(axis=1),
                         "town": table["town"].to_numpy()[picked[:, 0]]})


def ignores(table, seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({"income": rng.normal(50, 10, len(table)), "town": rng.choice(["a", "b"], len(table))})


def test_averages_of_five_show_the_extreme_row():
    """It is among 5 n draws of n rows with probability 1 - (1 - 1/n)^(5 n) = .9933; nobody else comes near."""
    n = 200
    found = canary(averages_of_five, POOL, RICH, largest("income"), n=n, runs=60)
    p = 1 - (1 - 1 / n) ** (5 * n)
    assert p == pytest.approx(0.9934, abs=1e-4)
    assert found.tpr == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / 60))
    assert found.found.auc > 0.97 and found.seen


def test_a_generator_that_ignores_its_rows_hides_it():
    found = canary(ignores, POOL, RICH, largest("income"), runs=60)
    assert found.found.auc == pytest.approx(0.5, abs=4.5 * np.sqrt(121 / (12 * 3600)))
    assert found.control.auc == pytest.approx(0.5, abs=4.5 * np.sqrt(61 / (12 * 900)))


def test_shadow_models_learn_to_see_it_and_do_not_invent_it():
    seen = shadow(averages_of_five, POOL, RICH, n=100, shadows=20, tests=20)
    assert seen.found.auc > 0.95
    nothing = shadow(ignores, POOL, RICH, n=100, shadows=20, tests=40)
    assert nothing.found.auc == pytest.approx(0.5, abs=4.5 * np.sqrt(41 / (12 * 400)))


def test_the_canary_takes_the_place_of_a_row_and_keeps_dtypes():
    made = with_row(POOL.astype({"income": "int64"}), {"income": 7, "town": "b"}, 3)
    assert len(made) == len(POOL) and made.loc[3, "income"] == 7
    assert made.dtypes.equals(POOL.astype({"income": "int64"}).dtypes)
    with pytest.raises(CourseError, match="'town'"):
        with_row(POOL, {"income": 7}, 0)


def test_refits_keep_their_order_in_two_processes_and_tell_how_far_they_are():
    told = []
    made = refits(ignores, [POOL.head(10)] * 6, range(6), jobs=2, progress=lambda f, text: told.append((f, text)))
    again = [ignores(POOL.head(10), seed) for seed in range(6)]
    assert all(a.equals(b) for a, b in zip(made, again))
    assert told[-1] == (1.0, "6 of 6 tables made") and len(told) == 6


def test_an_error_of_the_generator_ends_the_attack():
    def fails(table, seed):
        raise CourseError("no")

    with pytest.raises(CourseError, match="no"):
        refits(fails, [POOL], [0])


@pytest.mark.parametrize("bad", [dict(runs=3), dict(n=401), dict(n=1)])
def test_bad_settings_are_one_sentence(bad):
    with pytest.raises(CourseError):
        canary(ignores, POOL, RICH, largest("income"), **bad)


def test_a_column_without_values_is_no_record():
    assert largest("income")(pd.DataFrame({"income": [np.nan, np.nan]})) == -np.inf

"""Lesson 15's stored runs: complete, paid for, and what the command makes today."""

import numpy as np
import pytest

from course_lib.study import private_runs as stored

RUNS, ROWS = stored.private_runs(), stored.private_rows()
KEY = ["generator", "rows", "epsilon"]


def test_every_run_is_there_once():
    wanted = {(name, rows, epsilon, seed) for rows in stored.SIZES
              for name in (stored.FRESH, stored.SHUFFLED, *stored.GENERATORS)
              for epsilon in (stored.EPSILONS if name in stored.GENERATORS else (0.0,))
              for seed in stored.SEEDS}  # fmt: skip
    assert set(RUNS[[*KEY, "seed"]].itertuples(index=False, name=None)) == wanted and len(RUNS) == len(wanted)
    assert set(ROWS.groupby(KEY).size()) == {stored.SHOWN}


def test_nobody_paid_more_than_the_budget():
    assert (RUNS["paid"] <= RUNS["epsilon"] + 1e-9).all()
    assert (RUNS.loc[RUNS["epsilon"] > 0, "paid"] > 0.98 * RUNS.loc[RUNS["epsilon"] > 0, "epsilon"]).all()


def test_fresh_rows_come_first_and_no_dependence_is_no_skill():
    means = RUNS.groupby(["rows", "generator"])["skill"].max()
    for rows in stored.SIZES:
        assert means[rows].idxmax() == stored.FRESH and abs(means[rows, stored.SHUFFLED]) < 0.06


@pytest.mark.parametrize("name, epsilon, seed", [
    (stored.FRESH, 0.0, 0), (stored.SHUFFLED, 0.0, 1), ("private_marginals", 0.1, 2), ("private_marginals", 30.0, 4)])
def test_a_run_made_today_gives_its_stored_line(name, epsilon, seed):
    line, made = stored.run(name, 1000, epsilon, seed)
    kept = RUNS.set_index([*KEY, "seed"]).loc[(name, 1000, epsilon, seed)]
    for key in stored.SCORED:
        assert line[key] == pytest.approx(kept[key], abs=2e-3)
    assert len(made) == 1000


def test_mu_is_that_of_the_gaussian_answers():
    ledger = [{"kind": "Gaussian", "sigma": 2.0, "times": 3}, {"kind": "Exponential", "epsilon": 1.0, "times": 2},
              {"kind": "Gaussian", "sigma": 4.0, "times": 4}]  # fmt: skip
    assert stored.told(ledger) == pytest.approx(np.sqrt(3 / 4 + 4 / 16))

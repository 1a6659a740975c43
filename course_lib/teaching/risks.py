"""Lesson 14's register: what becomes of kinds, tails, groups and time in one table, and what it cost to make it.

One number for each of the report's risks that a table shows by itself. Privacy leakage is not among them: it needs an
attacker, a guess and a control (`evaluation.attacks`).
"""

import time

import numpy as np

from course_lib import evaluation


def risks_of(table, holdout, later, schema) -> dict:
    """holdout: fresh rows of the customers table; later: rows of a world that has moved on.

    mode collapse levels    share of the levels of `region` and `channel` that occur
    shift         tail lost less than half of the incomes due beyond the holdout's 95% point
                  moved     AUC of a classifier that tells the table from `later`; .5 = it cannot
    bias          gap       demographic parity difference of the table minus the holdout's, to one decimal
    evaluation    C2ST      AUC of a classifier that tells the table from the holdout
                  mean match the report's apparent score, which sees none of these
    """
    return {"levels": np.mean([evaluation.category_coverage(holdout[c], table[c]) for c in ("region", "channel")]),
            "tail lost": evaluation.tail_ratio(holdout["income"], table["income"], 0.95) < 0.5,
            "gap": round(evaluation.amplification(holdout, table, "outcome", "group").value, 1) + 0.0,
            "moved": evaluation.c2st(later, table, schema, seed=0).auc,
            "C2ST": evaluation.c2st(holdout, table, schema, seed=0).auc,
            "mean match": evaluation.mean_match(holdout, table)}  # fmt: skip


def timed(function, *args, **more):
    """What the function returns, and the CPU seconds it took. Seconds are a machine's; divide two of them."""
    start = time.process_time()
    found = function(*args, **more)
    return found, time.process_time() - start


def coarse(values) -> float:
    """The mean to the nearest .05: later digits of trained networks differ between machines."""
    return round(20 * float(np.mean(values))) / 20

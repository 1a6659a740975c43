"""The control table of the course: eight tables, eleven scores, three draws of the customers.

Rows: fresh real rows (the reference), four faults, two averages, a normal and a copula. Columns: the report's own
measure first, then one of each kind. Read down a column, and hold every number against the first row.
"""

import numpy as np
import pandas as pd

from course_lib.data.customers import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation.controls import ALL
from course_lib.evaluation.metrics.columns import ks, mean_match, tail_ratio
from course_lib.evaluation.metrics.copying import dcr_share, nn_membership
from course_lib.evaluation.metrics.diversity import coverage
from course_lib.evaluation.metrics.pairs import association, corr_skill, upper
from course_lib.evaluation.metrics.together import c2st
from course_lib.evaluation.metrics.usefulness import tstr
from course_lib.evaluation.metrics.views import is_numeric
from course_lib.randomness import generator, spawn, threads

ROWS = ("fresh", "shuffled_columns", "constant", "memorizer", "five_average", "five_average_noise", "mvn", "copula")
NUMBERS = ["age", "income", "purchase", "satisfaction"]  # the columns of the report; the outcome is the target
TARGET = "outcome"


def correlation_similarity(real, synthetic) -> float:
    """SDMetrics' score of number pairs: the mean of 1 - |difference of correlations| / 2. NaN for a constant column.

    It can hardly be low: columns shuffled independently score .7 and more, and 0 needs +1 turned into -1.
    """
    names = [name for name in real.columns if is_numeric(real[name])]
    a, b = (upper(association(table[names]).to_numpy()) for table in (real, synthetic))
    return float(np.mean(1 - np.abs(a - b) / 2))


def ks_complement(real, synthetic) -> float:
    """The mean of 1 - KS over number columns, SDMetrics' KSComplement."""
    return float(np.mean([1 - ks(real[name], synthetic[name]) for name in real.columns if is_numeric(real[name])]))


# Each: (train, synthetic, holdout, seed) -> number
MEASURES = {
    "mean_match": lambda t, s, h, seed: mean_match(t, s),
    "ks_complement": lambda t, s, h, seed: ks_complement(t, s),
    "corr_skill": lambda t, s, h, seed: corr_skill(t[NUMBERS], s[NUMBERS]) if s["income"].nunique() > 1 else np.nan,
    "correlation_similarity": lambda t, s, h, seed: correlation_similarity(t[NUMBERS], s[NUMBERS]),
    "c2st_train": lambda t, s, h, seed: c2st(t, s, seed=seed).auc,
    "c2st_holdout": lambda t, s, h, seed: c2st(h, s, seed=seed).auc,
    "tail_q95_income": lambda t, s, h, seed: tail_ratio(t["income"], s["income"]),
    "coverage": lambda t, s, h, seed: coverage(t, s),
    "membership_auc": lambda t, s, h, seed: nn_membership(t, s, h).auc,
    "nearer_to_train": lambda t, s, h, seed: dcr_share(t, s, h),
    "tstr_auc": lambda t, s, h, seed: tstr(s, h, TARGET, seed=seed).value,
}
TITLES = {
    "mean_match": "mean match", "ks_complement": "KS compl.", "corr_skill": "corr_skill",
    "correlation_similarity": "SDM corr.", "c2st_train": "C2ST train", "c2st_holdout": "C2ST fresh",
    "tail_q95_income": "tail q95", "coverage": "coverage", "membership_auc": "NN-MIA", "nearer_to_train": "nearer",
    "tstr_auc": "TSTR AUC",
}


def peer_runs(n: int = 1000, seeds=(0, 1, 2), rows=ROWS, measures=tuple(MEASURES)) -> pd.DataFrame:
    """Every measure of every row of the table, one line per control, measure and seed.

    For each seed 3 n customers are simulated: rows to learn from, rows to hold against, and fresh rows that a perfect
    generator might have drawn. "real rows" as a control of `tstr_auc` is TRTR. Raises CourseError for an unknown name.
    """
    for names, known in ((rows, ROWS), (measures, MEASURES)):
        for name in names:
            if name not in known:
                raise CourseError(f"There is no {name!r} in the control table: choose from {', '.join(known)}.")
    found = []
    with threads(1):
        for seed in seeds:
            rng = generator(seed)
            table = simulate_customers(3 * n, seed=rng)[[*NUMBERS, TARGET]]
            train, holdout, fresh = (table.iloc[k * n:(k + 1) * n].reset_index(drop=True) for k in range(3))
            for name, own in zip(ROWS, spawn(rng, len(ROWS))):
                if name not in rows:
                    continue
                made = ALL[name](train, fresh, own)
                found += [{"control": name, "measure": measure, "seed": seed,
                           "value": MEASURES[measure](train, made, holdout, seed)} for measure in measures]
            if "tstr_auc" in measures:
                found.append({"control": "real rows (TRTR)", "measure": "tstr_auc", "seed": seed,
                              "value": MEASURES["tstr_auc"](train, train, holdout, seed)})
    return pd.DataFrame(found)


def peer_table(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs averaged over the seeds: controls down, measures across."""
    wide = runs.pivot_table(index="control", columns="measure", values="value", aggfunc="mean", dropna=False)
    return wide.reindex(index=runs["control"].unique(), columns=runs["measure"].unique()).rename_axis(
        index=None, columns=None)

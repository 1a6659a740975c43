"""The scores of the group "rows": whole rows, seen by a classifier, by a regression and by their neighbours."""

from dataclasses import fields

import numpy as np
from scipy import stats

from course_lib.evaluation.metrics.diversity import (
    Diversity,
    K,
    coverage_floor,
    diversity_of,
    real_against_real,
    told_apart,
)
from course_lib.evaluation.metrics.space import Space
from course_lib.evaluation.metrics.together import c2st, pmse_of, pmse_permuted
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import MOST_NEIGHBOURS, Case
from course_lib.evaluation.scores.catalogue import score_of
from course_lib.evaluation.scores.resample import Z, by_splits, floor_and_limit, wilson
from course_lib.evaluation.scores.score import Score, beyond

SPLITS = 60
MOST_TIMES = 10  # rows of the larger table per row of the smaller one, there
MOST_WORK = 4e9  # rows times parameters squared of the regression
ROWS_PER_PARAMETER = 10  # with fewer, pMSE's formula for fresh rows is off: labels are permuted
PERMUTATIONS = 20
ALONE = {"precision": wording.precision_sentence, "density": wording.density_sentence,
         "recall": wording.recall_sentence}


def row_scores(case: Case, rng) -> list[Score]:
    """c2st, pmse_ratio, precision, density, recall, coverage."""
    found = c2st(case.reference, case.synthetic, case.schema, seed=rng)
    first = score_of("c2st", found.auc, 0.5, found.null_95, found.interval, case.against,
                     wording.c2st_sentence(found, case.against), floor_by="formula")
    space = Space.of(case.reference_view, case.synthetic_view)
    real, made = space.place(case.reference_view), space.place(case.synthetic_view)
    pool = np.vstack([space.place(view) for view in case.real_views()])
    return [first, pmse_score(case, real, made, rng), *neighbour_scores(case, real, made, pool, rng)]


def pmse_score(case: Case, real, made, rng) -> Score:
    """As a multiple of what fresh rows score on average: (k - 1) c (1 - c) / N, or the mean of permuted labels."""
    most = int(MOST_WORK / max(1, real.shape[1]) ** 2 / 2)
    real, made = (part[rng.permutation(len(part))[:most]] for part in (real, made))
    found, floor, limit, by = pmse_of(real, made), 1.0, float("nan"), "formula"
    value, k = found.ratio, found.parameters
    if k > 1 and len(real) + len(made) < ROWS_PER_PARAMETER * k:
        null = pmse_permuted(np.vstack([real, made]), len(made), PERMUTATIONS, rng) / found.null_fresh
        floor, limit = floor_and_limit(null, "lower")
        by = f"{PERMUTATIONS} permutations of the labels"
    elif k > 1:
        limit = stats.chi2.ppf(0.95, k - 1) / (k - 1)
    reads = wording.pmse_sentence(found, limit, beyond(value, limit, "lower"))
    return score_of("pmse_ratio", value, floor, limit, None, case.against, reads, floor_by=by)


def neighbour_scores(case: Case, real, made, pool, rng) -> list[Score]:
    """precision, density, recall, coverage, of as many rows as the real rows at hand can stand in for."""
    n = min(len(real), MOST_NEIGHBOURS, len(pool) // 2)
    m = min(len(made), MOST_NEIGHBOURS, len(pool) - n)
    n, m = min(n, MOST_TIMES * m), min(m, MOST_TIMES * n)
    real, made, pool = (told_apart(part[rng.permutation(len(part))[:size]], rng)
                        for part, size in ((real, n), (made, m), (pool, n + m)))
    found, null = diversity_of(real, made), real_against_real(pool, n, SPLITS, rng)
    formulas = {"density": 1.0, "coverage": coverage_floor(n, m)}
    return [neighbour_score(case, f.name, getattr(found, f.name), np.array([getattr(d, f.name) for d in null]),
                            formulas.get(f.name), m if f.name == "precision" else n) for f in fields(Diversity)]


def neighbour_score(case, name, value, null, formula, rows: int) -> Score:
    """The formula, if there is one, gives the floor; the splits give the spread around it."""
    spread = float(null.std(ddof=1))
    if name == "density":
        floor, limit = formula, formula + float(stats.norm.ppf(0.05)) * spread
        interval = max(0.0, value - Z * spread), value + Z * spread
    else:
        floor, limit = floor_and_limit(null, "higher")
        if formula is not None:
            floor, limit = formula, limit + formula - floor
        # Balls overlap, so that the rows count as fewer than they are.
        alike = floor * (1 - floor) / spread**2 if spread > 0 and 0 < floor < 1 else rows
        interval = wilson(value, min(rows, alike))
    visible = beyond(value, limit, "higher")
    if name == "coverage":
        reads = wording.coverage_sentence(value, floor, limit, K, case.against)
    else:
        reads = ALONE[name](value, floor, limit, K, visible)
    by = by_splits(SPLITS) if formula is None else f"formula, its spread by {by_splits(SPLITS)}"
    return score_of(name, value, floor, limit, interval, case.against, reads, floor_by=by)

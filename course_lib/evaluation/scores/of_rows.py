"""The scores of the group "rows": can whole rows be told from real ones, by a classifier and by a regression?"""

import numpy as np
from scipy import stats

from course_lib.evaluation.metrics.space import Space
from course_lib.evaluation.metrics.together import c2st, pmse_of, pmse_permuted
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import score_of
from course_lib.evaluation.scores.resample import floor_and_limit
from course_lib.evaluation.scores.score import Score, beyond

MOST_WORK = 4e9  # rows times parameters squared of the regression
ROWS_PER_PARAMETER = 10  # with fewer, pMSE's formula for fresh rows is off: labels are permuted
PERMUTATIONS = 20


def row_scores(case: Case, rng) -> list[Score]:
    """c2st, pmse_ratio."""
    found = c2st(case.reference, case.synthetic, case.schema, seed=rng)
    first = score_of("c2st", found.auc, 0.5, found.null_95, found.interval, case.against,
                     wording.c2st_sentence(found, case.against), floor_by="formula")
    space = Space.of(case.reference_view, case.synthetic_view)
    real, made = space.place(case.reference_view), space.place(case.synthetic_view)
    return [first, pmse_score(case, real, made, rng)]


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

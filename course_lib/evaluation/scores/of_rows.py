"""The scores of the groups "rows" and "use": whole rows, and what a model learns from them."""

import numpy as np
from scipy import stats

from course_lib.evaluation.metrics.diversity import K, coverage_of, coverage_real_against_real
from course_lib.evaluation.metrics.space import Space
from course_lib.evaluation.metrics.together import c2st
from course_lib.evaluation.metrics.usefulness import tstr
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import METRICS, score_of
from course_lib.evaluation.scores.resample import RESAMPLES, around, wilson
from course_lib.evaluation.scores.score import Score, beyond

MOST_DEALT = 6_000  # real rows whose labels are dealt out; the error is scaled to the true sizes afterwards
NAN = float("nan")


def row_scores(case: Case, rng) -> list[Score]:
    """c2st and coverage."""
    found = c2st(case.reference, case.synthetic, case.schema, seed=rng)
    scores = [score_of("c2st", found.auc, 0.5, found.null_95, found.interval, case.against,
                    wording.c2st_sentence(found, case.against))]
    return [*scores, coverage_score(case, rng)]


def coverage_score(case: Case, rng) -> Score:
    """Its floor and limit come from real rows whose labels "real" and "synthetic" are dealt out at random."""
    space = Space.of(case.reference_view, case.synthetic_view)
    real, made = space.place(case.reference_view), space.place(case.synthetic_view)
    pool = np.vstack([space.place(view) for view in case.real_views()])
    pool = pool[rng.permutation(len(pool))[:MOST_DEALT]]
    n, m = len(real), len(made)
    value, null = coverage_of(real, made), coverage_real_against_real(pool, n / (n + m), RESAMPLES, rng)
    floor = null.mean()
    wider = np.sqrt(len(pool) / (n + m))  # a deal has len(pool) n / (n + m) real points, the score has n
    limit = floor - wider * (floor - np.quantile(null, 0.05))
    reads = wording.coverage_sentence(value, floor, limit, K, case.against)
    return score_of("coverage", value, floor, limit, wilson(value, n), case.against, reads)


def use_scores(case: Case, rng) -> list[Score]:
    """tstr, if there is a target."""
    if case.target is None:
        return []
    if case.holdout is None:
        return [unmeasured("tstr")]
    seed = int(rng.integers(2**31))
    made = tstr(case.synthetic, case.holdout, case.target, case.schema, seed)
    real = tstr(case.train, case.holdout, case.target, case.schema, seed)
    rows = [rng.integers(len(made.truth), size=len(made.truth)) for _ in range(RESAMPLES)]
    here, there = (np.array([model.on(r) for r in rows]) for model in (made, real))
    value, floor = made.value, real.value
    limit = floor - stats.norm.ppf(0.95) * (here - there).std()
    visible = beyond(value, limit, METRICS["tstr"].better)
    reads = wording.tstr_sentence(repr(case.target), made.unit, value, floor, limit, visible)
    return [score_of("tstr", value, floor, limit, around(value, here, 0 if made.unit == "AUC" else -np.inf, 1),
                  "holdout", reads)]


def unmeasured(name: str) -> Score:
    """The Score of a metric that needs a holdout where there is none."""
    return score_of(name, NAN, NAN, NAN, None, "holdout", wording.NO_HOLDOUT)

"""The other groups of a report: whole rows, usefulness, and closeness to the training rows."""

import numpy as np
from scipy import stats

from course_lib.evaluation import wording
from course_lib.evaluation.auc import auc_of, null_quantile
from course_lib.evaluation.case import Case
from course_lib.evaluation.catalogue import METRICS
from course_lib.evaluation.copying import Neighbours, exact_match_share
from course_lib.evaluation.diversity import K, coverage_of, coverage_real_against_real
from course_lib.evaluation.resample import Z, around
from course_lib.evaluation.score import Score
from course_lib.evaluation.space import Space, nearest
from course_lib.evaluation.together import c2st
from course_lib.evaluation.usefulness import tstr

RESAMPLES = 200
MOST_DEALT = 6_000  # real rows whose labels are dealt out; the error is scaled to the true sizes afterwards
NAN = float("nan")


def score(name, value, floor, limit, interval, against, reads) -> Score:
    """A Score of the whole table, with direction and controls from the catalogue."""
    metric = METRICS[name]
    return Score(name, None, float(value), metric.better, float(floor), interval, against, metric.control, reads,
                 float(limit))


def row_scores(case: Case, rng) -> list[Score]:
    """c2st and coverage."""
    found = c2st(case.reference, case.synthetic, case.schema, seed=rng)
    scores = [score("c2st", found.auc, 0.5, found.null_95, found.interval, case.against,
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
    return score("coverage", value, floor, limit, wilson(value, n), case.against, reads)


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
    visible = None if np.isnan(value + limit) else value < limit
    reads = wording.tstr_sentence(repr(case.target), made.unit, value, floor, limit, visible)
    return [score("tstr", value, floor, limit, around(value, here, 0 if made.unit == "AUC" else -np.inf, 1),
                  "holdout", reads)]


def copying_scores(case: Case, rng) -> list[Score]:
    """exact_match_share, dcr_5, dcr_median, dcr_share, nn_membership."""
    if case.holdout is None:
        copies = exact_match_share(case.train, case.synthetic, case.schema)
        reads = wording.exact_sentence(copies, NAN, NAN, None)
        first = score("exact_match_share", copies, NAN, NAN, None, "train", reads)
        return [first, *(unmeasured(name) for name in ("dcr_5", "dcr_median", "dcr_share", "nn_membership"))]
    n = min(len(case.train), len(case.holdout))  # as many members as strangers, else "nearer to train" is a trap
    t, h = (np.sort(rng.permutation(len(view))[:n]) for view in (case.train_view, case.holdout_view))
    views = case.train_view.take(t), case.synthetic_view, case.holdout_view.take(h)
    space = Space.of(*views)
    train, made, fresh = (space.place(view) for view in views)
    near = Neighbours.of(train, made, fresh)
    baseline = nearest(fresh, train)[0]
    train_rows, fresh_rows = case.train.iloc[t], case.holdout.iloc[h]
    return [exact_score(case, train_rows, fresh_rows), *distance_scores(near, baseline, rng), *attack_scores(near)]


def exact_score(case: Case, train, fresh) -> Score:
    value = exact_match_share(train, case.synthetic, case.schema)
    floor, m = exact_match_share(train, fresh, case.schema), len(case.synthetic)
    likely = (floor * len(fresh) + 0.5) / (len(fresh) + 1)  # none found does not mean none possible
    limit = stats.binom.ppf(0.95, m, likely) / m
    return score("exact_match_share", value, floor, limit, wilson(value, m), "both",
                 wording.exact_sentence(value, floor, limit, value > limit))


def distance_scores(near: Neighbours, baseline, rng) -> list[Score]:
    """dcr_5 and dcr_median; `baseline`: the fresh rows' distances to the training rows."""
    scores, made = [], near.synthetic_to_train
    for name, q in (("dcr_5", 0.05), ("dcr_median", 0.5)):
        value, floor = np.quantile(made, q), np.quantile(baseline, q)
        here = np.array([np.quantile(rng.choice(made, len(made)), q) for _ in range(RESAMPLES)])
        null = np.array([np.quantile(rng.choice(baseline, len(made)), q) - np.quantile(rng.choice(baseline, len(
            baseline)), q) for _ in range(RESAMPLES)])
        limit = max(0.0, floor + np.quantile(null, 0.05))
        reads = wording.dcr_sentence(name, value, floor, limit, value < limit)
        scores.append(score(name, value, floor, limit, around(value, here, 0.0), "both", reads))
    return scores


def attack_scores(near: Neighbours) -> list[Score]:
    """dcr_share and nn_membership."""
    share, error = near.share(), near.share_error()
    limit = min(1.0, near.chance + stats.norm.ppf(0.95) * error)
    interval = max(0.0, share - Z * error), min(1.0, share + Z * error)
    reads = wording.share_sentence(share, near.chance, limit, share > limit)
    found = auc_of(-near.train_to_synthetic, -near.holdout_to_synthetic)
    limit_auc = null_quantile(len(near.train_to_synthetic), len(near.holdout_to_synthetic))
    return [score("dcr_share", share, near.chance, limit, interval, "both", reads),
            score("nn_membership", found.auc, 0.5, limit_auc, found.interval, "both",
                  wording.membership_sentence(found, found.auc > limit_auc))]


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share of n rows; it has width even at 0 and 1."""
    interval = stats.binomtest(round(share * n), n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def unmeasured(name: str) -> Score:
    return score(name, NAN, NAN, NAN, None, "holdout", wording.NO_HOLDOUT)

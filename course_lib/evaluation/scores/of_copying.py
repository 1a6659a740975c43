"""The scores of the group "copying": closeness to the training rows, and what an attacker makes of it."""

import numpy as np
from scipy import stats

from course_lib.evaluation.metrics.auc import auc_of, null_quantile
from course_lib.evaluation.metrics.copying import Neighbours, exact_match_share
from course_lib.evaluation.metrics.space import Space, nearest
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import MOST_NEIGHBOURS, Case
from course_lib.evaluation.scores.catalogue import score_of
from course_lib.evaluation.scores.resample import Z, around, wilson
from course_lib.evaluation.scores.score import Score

RESAMPLES = 200
NAN = float("nan")


def copying_scores(case: Case, rng) -> list[Score]:
    """exact_match_share, dcr_5, dcr_median, dcr_share, nn_membership."""
    if case.holdout is None:
        copies = exact_match_share(case.train, case.synthetic, case.schema)
        reads = wording.exact_sentence(copies, NAN, NAN, None)
        first = score_of("exact_match_share", copies, NAN, NAN, None, "train", reads)
        return [first, *(score_of(name, NAN, NAN, NAN, None, "holdout", wording.NO_HOLDOUT)
                         for name in ("dcr_5", "dcr_median", "dcr_share", "nn_membership"))]
    n = min(len(case.train), len(case.holdout))  # as many members as strangers, else "nearer to train" is a trap
    t, h = (np.sort(rng.permutation(len(view))[:n]) for view in (case.train_view, case.holdout_view))
    views = case.train_view.take(t), case.synthetic_view, case.holdout_view.take(h)
    space = Space.of(*views)
    train, made, fresh = (space.place(view) for view in views)
    asked = [rng.permutation(len(points))[:MOST_NEIGHBOURS] for points in (train, made, fresh)]
    near = Neighbours.of(train, made, fresh, asked)
    baseline = nearest(fresh[asked[2]], train)[0]
    train_rows, fresh_rows = case.train.iloc[t], case.holdout.iloc[h]
    return [exact_score(case, train_rows, fresh_rows), *distance_scores(near, baseline, rng), *attack_scores(near)]


def exact_score(case: Case, train, fresh) -> Score:
    value = exact_match_share(train, case.synthetic, case.schema)
    floor, m = exact_match_share(train, fresh, case.schema), len(case.synthetic)
    likely = (floor * len(fresh) + 0.5) / (len(fresh) + 1)  # none found does not mean none possible
    limit = stats.binom.ppf(0.95, m, likely) / m
    return score_of("exact_match_share", value, floor, limit, wilson(value, m), "both",
                    wording.exact_sentence(value, floor, limit, value > limit), floor_by="the unseen rows")


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
        scores.append(score_of(name, value, floor, limit, around(value, here, 0.0), "both", reads,
                               floor_by="the unseen rows"))
    return scores


def attack_scores(near: Neighbours) -> list[Score]:
    """dcr_share and nn_membership."""
    share, error = near.share(), near.share_error()
    limit = min(1.0, near.chance + stats.norm.ppf(0.95) * error)
    interval = max(0.0, share - Z * error), min(1.0, share + Z * error)
    reads = wording.share_sentence(share, near.chance, limit, share > limit)
    found = auc_of(-near.train_to_synthetic, -near.holdout_to_synthetic)
    limit_auc = null_quantile(len(near.train_to_synthetic), len(near.holdout_to_synthetic))
    return [score_of("dcr_share", share, near.chance, limit, interval, "both", reads, floor_by="formula"),
            score_of("nn_membership", found.auc, 0.5, limit_auc, found.interval, "both",
                     wording.membership_sentence(found, found.auc > limit_auc), floor_by="formula")]

"""The scores of the group "copying": closeness to the training rows, and what an attacker makes of it."""

import numpy as np
from scipy import stats

from course_lib.data.schema import Schema
from course_lib.evaluation.metrics.auc import auc_of, null_quantile
from course_lib.evaluation.metrics.copying import Neighbours, exact_match_share, ratios
from course_lib.evaluation.metrics.space import Space, kth_within, nearest, placed
from course_lib.evaluation.metrics.views import written_as_numbers
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import MOST_NEIGHBOURS, Case
from course_lib.evaluation.scores.catalogue import not_measured, score_of
from course_lib.evaluation.scores.resample import Z, around, wilson
from course_lib.evaluation.scores.score import Score

RESAMPLES = 200
NEAR = 0.01  # standard deviations, all columns together
NAN = float("nan")


def copying_scores(case: Case, rng) -> list[Score]:
    """exact_match_share, near_copies, dcr_5, dcr_median, dcr_share, nn_membership, nndr_5."""
    if case.holdout is None:
        copies = exact_match_share(case.train, case.synthetic, case.schema)
        reads = wording.exact_sentence(copies, NAN, NAN, None)
        first = score_of("exact_match_share", copies, NAN, NAN, None, "train", reads)
        return [first, near_score(case, rng), *(not_measured(name, "holdout", wording.NO_HOLDOUT)
                for name in ("dcr_5", "dcr_median", "nndr_5", "dcr_share", "nn_membership"))]
    n = min(len(case.train), len(case.holdout))  # as many members as strangers, else "nearer to train" is a trap
    t, h = (np.sort(rng.permutation(len(view))[:n]) for view in (case.train_view, case.holdout_view))
    views = case.train_view.take(t), case.synthetic_view, case.holdout_view.take(h)
    space = Space.of(*views)
    train, made, fresh = (space.place(view) for view in views)
    asked = [rng.permutation(len(points))[:MOST_NEIGHBOURS] for points in (train, made, fresh)]
    near = Neighbours.of(train, made, fresh, asked)
    baseline = nearest(fresh[asked[2]], train)[0]
    train_rows, fresh_rows = case.train.iloc[t], case.holdout.iloc[h]
    return [exact_score(case, train_rows, fresh_rows), *distance_scores(near, baseline, rng),
            *attack_scores(near, control_auc(train, fresh)), near_score(case, rng),
            nndr_score(train, made[asked[1]], fresh[asked[2]], rng)]


def exact_score(case: Case, train, fresh) -> Score:
    """train, fresh: as many rows of each; what fresh rows equal by chance is the floor."""
    value = exact_match_share(train, case.synthetic, case.schema)
    floor, m = exact_match_share(train, fresh, case.schema), len(case.synthetic)
    limit = edge_of_share(floor, len(fresh), m)
    return score_of("exact_match_share", value, floor, limit, wilson(value, m), "both",
                    wording.exact_sentence(value, floor, limit, value > limit), floor_by="the unseen rows")


def edge_of_share(share: float, n: int, m: int) -> float:
    """95% of samples of m rows have a lower share, if n had this one; none found does not mean none possible."""
    hits = share * n
    return float(stats.betabinom.ppf(0.95, m, hits + 0.5, n - hits + 0.5) / m)


def near_score(case: Case, rng) -> Score:
    """Against all training rows. Without fresh rows the training rows' own neighbours are the floor, leaving one out.

    That floor is right for fresh rows as well: n - 1 others or n rows make no difference. It needs no holdout since the
    question is whether a row was copied, not who can be told to be in the table.
    """
    tables = [case.train, case.synthetic] if case.holdout is None else [case.train, case.synthetic, case.holdout]
    train, made, *fresh = placed(*tables, schema=numbers_as_numbers(case.schema, tables))
    made = made[rng.permutation(len(made))[:MOST_NEIGHBOURS]]
    if case.holdout is None:
        others = kth_within(train, 1)
    else:
        others = nearest(fresh[0][rng.permutation(len(fresh[0]))[:MOST_NEIGHBOURS]], train)[0]
    m, value, floor = len(made), float((nearest(made, train)[0] <= NEAR).mean()), float((others <= NEAR).mean())
    limit = edge_of_share(floor, len(others), m)
    holdout = case.holdout is not None
    return score_of("near_copies", value, floor, limit, wilson(value, m), "both" if holdout else "train",
                    wording.near_sentence(value, floor, limit, value > limit, holdout),
                    floor_by="the unseen rows" if holdout else "the training rows, leaving one out")


def numbers_as_numbers(schema: Schema, tables) -> Schema:
    """Levels that are written as numbers in every table count as numbers: a level plus a millionth is a copy, too."""
    for column in schema:
        if column.kind in ("category", "ordinal") and written_as_numbers(*(t[column.name] for t in tables)):
            schema = schema.with_column(column.name, kind="number", levels=None)
    return schema


def nndr_score(train, made, fresh, rng) -> Score:
    """The 5% quantile of the ratios; of as many unseen rows for the floor, both resampled for the edge."""
    here, there = (ratios(points, train) for points in (made, fresh))
    value, floor = np.quantile(here, 0.05), np.quantile(there, 0.05)
    again = np.array([np.quantile(rng.choice(here, len(here)), 0.05) for _ in range(RESAMPLES)])
    null = np.array([np.quantile(rng.choice(there, len(here)), 0.05) - np.quantile(rng.choice(there, len(there)), 0.05)
                     for _ in range(RESAMPLES)])
    limit = max(0.0, floor + np.quantile(null, 0.05))
    return score_of("nndr_5", value, floor, limit, around(value, again, 0.0, 1.0), "both",
                    wording.nndr_sentence(value, floor, limit, value < limit), floor_by="the unseen rows")


def control_auc(train, fresh) -> float:
    """The attack by nearest neighbour with half of the unseen rows in the place of the synthetic table."""
    strangers, table = fresh[::2], fresh[1::2]
    return auc_of(*(-nearest(points, table)[0] for points in (train[:len(strangers)], strangers))).auc


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


def attack_scores(near: Neighbours, control: float) -> list[Score]:
    """dcr_share and nn_membership; control: the AUC where there is nothing to find."""
    share, error = near.share(), near.share_error()
    limit = min(1.0, near.chance + stats.norm.ppf(0.95) * error)
    interval = max(0.0, share - Z * error), min(1.0, share + Z * error)
    reads = wording.share_sentence(share, near.chance, limit, share > limit)
    found = auc_of(-near.train_to_synthetic, -near.holdout_to_synthetic)
    limit_auc = null_quantile(len(near.train_to_synthetic), len(near.holdout_to_synthetic))
    return [score_of("dcr_share", share, near.chance, limit, interval, "both", reads, floor_by="formula"),
            score_of("nn_membership", found.auc, 0.5, limit_auc, found.interval, "both",
                     wording.membership_sentence(found, found.auc > limit_auc, control), floor_by="formula")]

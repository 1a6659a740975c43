"""The scores of the group "use": what models of the target learn from the synthetic rows, and from the real ones."""

import numpy as np
from scipy import stats

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.coefficients import coefficient_overlap, overlap_of_fresh
from course_lib.evaluation.metrics.usefulness import LEARNERS, usefulness
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import not_measured, score_of
from course_lib.evaluation.scores.score import Score, beyond

NAMES = {"boosting": ("tstr", "tstr_loss"), "linear": ("tstr_linear", "tstr_linear_loss")}
FLOOR = "TRTR, the same model trained on the real rows"


def use_scores(case: Case, rng) -> list[Score]:
    """TSTR and TRTR - TSTR of both learners, and the overlap of coefficients, if there is a target."""
    if case.target is None:
        return []
    why = obstacle(case)
    if why:
        found = [not_measured(name, "holdout", why) for names in NAMES.values() for name in names]
    seed = int(rng.integers(2**31))
    if not why:
        found = [score for learner in LEARNERS for score in scores_of_learner(case, learner, seed)]
    return [*found, coefficient_score(case, seed)]


def obstacle(case: Case) -> str:
    """Why no model of the target can be tried, in one sentence; empty if one can."""
    if case.holdout is None:
        return wording.NO_HOLDOUT
    if sum(column.kind != "identifier" for column in case.schema) < 2:
        return f"{case.target!r} is the only column that is learned: there is nothing to predict it from."
    for name, table in (("training", case.train), ("synthetic", case.synthetic), ("holdout", case.holdout)):
        if table[case.target].isna().all():
            return f"The {name} table holds no value of {case.target!r}: there is nothing to learn or to test."
    return ""


def scores_of_learner(case: Case, learner: str, seed: int) -> list[Score]:
    """TSTR, and what it costs against TRTR. learner: a key of NAMES."""
    found = usefulness(case.train, case.synthetic, case.holdout, case.target, case.schema, seed, learner)
    most = float(stats.norm.ppf(0.95)) * found.error
    target, (name, loss_name) = repr(case.target), NAMES[learner]
    visible, limit = beyond(found.loss, most, "lower"), found.trtr - most
    reads = wording.tstr_sentence(target, learner, found, limit, visible)
    costs = wording.loss_sentence(target, learner, found, most, visible)
    measured = visible is not None
    return [score_of(name, found.tstr, found.trtr, limit, found.tstr_interval if measured else None, "holdout", reads,
                     floor_by=FLOOR),
            score_of(loss_name, found.loss, 0.0, most, found.interval if measured else None, "holdout", costs,
                     floor_by=FLOOR)]


def coefficient_score(case: Case, seed: int) -> Score:
    """Against the reference rows; no regression of this target, or an undetermined one, is said in its own words."""
    name, both = "coefficient_overlap", (case.reference, case.synthetic, case.target, case.schema)
    try:
        found = coefficient_overlap(*both)
        null = overlap_of_fresh(*both, seed)
    except CourseError as why:
        return not_measured(name, case.against, str(why))
    floor, limit = float(null.mean()), float(np.quantile(null, 0.05))
    reads = wording.coefficient_sentence(repr(case.target), found, floor, limit, found.overlap < limit)
    return score_of(name, found.overlap, floor, limit, None, case.against, reads, floor_by="formula")

"""`evaluate`: every metric of the catalogue on one synthetic table, each with its floor, interval and sentence."""

from course_lib.evaluation.report.profile import profile_of
from course_lib.evaluation.report.report import Report
from course_lib.evaluation.scores.case import Case, make_case
from course_lib.evaluation.scores.catalogue import GROUPS
from course_lib.evaluation.scores.of_columns import column_scores, pair_scores
from course_lib.evaluation.scores.of_copying import copying_scores
from course_lib.evaluation.scores.of_rows import row_scores, use_scores
from course_lib.evaluation.scores.score import Score
from course_lib.randomness import generator, spawn, threads

SCORED_BY = {"columns": column_scores, "pairs": pair_scores, "rows": row_scores, "use": use_scores,
             "copying": copying_scores}


def evaluate(train, synthetic, holdout=None, schema=None, target=None, seed=0) -> Report:
    """Judge a synthetic table against the rows it was learned from and rows its generator never saw.

    train: the real table the generator was fitted to. synthetic: what it drew. holdout: fresh real rows, best as
    many as `train`; with them columns, pairs and rows are scored against fresh rows, without them against `train`,
    and closeness to the training rows is not measurable. schema: inferred from `train` if None. target: column to
    predict (default: the one whose role is "target"). seed: of resamples and classifiers.

    Returns a Report: one Score per metric, and per column where the metric is about columns. There is no overall
    grade: a table may be good for one use and bad for another. Raises CourseError for tables that do not match,
    or have under 20 rows.
    """
    rng = generator(seed)
    with threads(1):
        case = make_case(train, synthetic, holdout, schema, target, rng)
        scores = scores_of(case, rng)
        profile = profile_of(case)
    sizes = {"train": len(train), "synthetic": len(synthetic), "holdout": 0 if holdout is None else len(holdout)}
    return Report(scores, sizes, case.notes, profile)


def scores_of(case: Case, rng, groups=tuple(GROUPS)) -> list[Score]:
    """The scores of these groups. Each group has a generator of its own: leaving one out changes no other."""
    rngs = dict(zip(GROUPS, spawn(rng, len(GROUPS))))
    return [score for group in groups for score in SCORED_BY[group](case, rngs[group])]

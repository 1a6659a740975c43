"""`evaluate`: every metric of the catalogue on one synthetic table, each with its floor, interval and sentence."""

from course_lib.evaluation.report.profile import profile_of
from course_lib.evaluation.report.report import Report
from course_lib.evaluation.scores.case import Case, make_case
from course_lib.evaluation.scores.catalogue import GROUPS
from course_lib.evaluation.scores.of_attacks import attack_scores
from course_lib.evaluation.scores.of_columns import column_scores
from course_lib.evaluation.scores.of_copying import copying_scores
from course_lib.evaluation.scores.of_diversity import diversity_scores
from course_lib.evaluation.scores.of_fairness import fairness_scores
from course_lib.evaluation.scores.of_moments import moment_scores
from course_lib.evaluation.scores.of_pairs import pair_scores
from course_lib.evaluation.scores.of_rows import row_scores
from course_lib.evaluation.scores.of_use import use_scores
from course_lib.evaluation.scores.score import Score
from course_lib.randomness import generator, spawn, threads


def every_column(case: Case, rng) -> list[Score]:
    return [*column_scores(case, rng), *moment_scores(case, rng)]


SCORED_BY = {"columns": every_column, "pairs": pair_scores, "rows": row_scores, "use": use_scores,
             "copying": copying_scores, "diversity": diversity_scores, "attacks": attack_scores,
             "fairness": fairness_scores}  # in the order of their random streams: a new group goes to the end
TIME = {"columns": 1, "pairs": 2, "rows": 2, "diversity": 2, "use": 4, "copying": 5, "attacks": 3, "fairness": 4}
# of the groups, for progress; roughly


def evaluate(train, synthetic, holdout=None, schema=None, target=None, seed=0, progress=None,
             protected=None) -> Report:
    """Judge a synthetic table against the rows it was learned from and rows its generator never saw.

    train: the real table the generator was fitted to. synthetic: what it drew. holdout: fresh real rows, best as
    many as `train`; with them columns, pairs and rows are scored against fresh rows, without them against `train`,
    and closeness to the training rows is not measurable. schema: inferred from `train` if None. target: column to
    predict (default: the one whose role is "target"). seed: of resamples and classifiers. progress: called as
    progress(fraction, text) before each group of scores and at the end: fraction from 0 to 1, text what comes next
    ("Whole rows"); None or False for silence. Ctrl-C between or during groups ends it, nothing is left behind.
    protected: column whose levels are groups of people (default: the first whose role is "protected").

    Returns a Report: one Score per metric, and per column where the metric is about columns; `verdict()` says in a few
    sentences what was seen. There is no overall grade: a table may be good for one use and bad for another. Raises
    CourseError for tables that do not match, or have under 20 rows.
    """
    tell = progress or (lambda fraction, text: None)
    rng = generator(seed)
    tell(0.0, "Reading the tables")
    with threads(1):
        case = make_case(train, synthetic, holdout, schema, target, rng, protected)
        scores = scores_of(case, rng, tell=tell)
        profile = profile_of(case)
    tell(1.0, "Scored")
    sizes = {"train": len(train), "synthetic": len(synthetic), "holdout": 0 if holdout is None else len(holdout)}
    return Report(scores, sizes, case.notes, profile)


def scores_of(case: Case, rng, groups=tuple(GROUPS), tell=None) -> list[Score]:
    """The scores of these groups. Each group has a generator of its own: leaving one out changes no other."""
    rngs = dict(zip(SCORED_BY, spawn(rng, len(SCORED_BY))))
    scores, total = [], sum(TIME[group] for group in groups)
    for i, group in enumerate(groups):
        if tell is not None:
            tell(sum(TIME[g] for g in groups[:i]) / total, GROUPS[group])
        scores += SCORED_BY[group](case, rngs[group])
    return scores

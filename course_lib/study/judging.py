"""Four scores of synthetic rows, all but one against rows that the generator never saw.

    shapes  mean over columns, 1 best     `column_shapes`
    trends  mean over pairs, 1 best       `pair_trends`
    c2st    AUC of 200 boosted trees of 31 leaves, five folds, all rows; .5 best
    share   synthetic rows nearer to a training row than to a fresh one, ties half; .5 best, more = copied

Read each beside its floor: the same four scores of other fresh rows in the place of the synthetic ones.
"""

from course_lib.errors import CourseError
from course_lib.evaluation import c2st, column_shapes, dcr_share, pair_trends
from course_lib.randomness import threads

SCORES = {"shapes": "higher", "trends": "higher", "c2st": "lower", "share": "lower"}


def judged(train, fresh, made, schema, seed: int = 0) -> dict[str, float]:
    """The four scores. fresh: as many rows as `train`, none of them learned from.

    Raises CourseError if `fresh` holds the training rows: a photocopy would then look like a masterpiece.
    """
    if fresh is train or fresh.equals(train):
        raise CourseError("The rows to judge with are the rows learned from: judge with fresh rows.")
    if len(fresh) != len(train):
        raise CourseError(f"{len(train)} rows were learned from and {len(fresh)} are to judge with: the share of "
                          "nearer rows needs as many of each.")
    with threads(1):
        return {"shapes": column_shapes(fresh, made, schema), "trends": pair_trends(fresh, made, schema),
                "c2st": c2st(fresh, made, schema, seed=seed, classifier="strong").auc,
                "share": dcr_share(train, made, fresh, schema)}

"""Judging: every metric with its direction, its noise floor (real against fresh real) and its interval.

- Metrics, plain functions that lessons call: `columns`, `pairs`, `together` (classifiers), `diversity`,
  `usefulness`, `copying`. They stand on `views` (tables as arrays), `space` (distances) and `auc`.
- `evaluate`, in `judge`: `case` prepares the tables, `score_columns`, `score_rows` and `score_copying` make the
  Scores of the report's five groups, floors and intervals by `resample`, sentences by `wording`.
- What is known of each metric: `catalogue` (title, direction, what it catches). What it is tried on: `controls`;
  `control_table` shows the outcome.
- The report: `score`, `report`; as a page `html` (`report.html.j2`, `report.css`), `svg`, `profile` (their data).

A new metric: the function in its file of the first line; an entry in `catalogue`; a Score in the `score_` file of its
group (for columns also `resample`); its sentence in `wording`. `tests/evaluation/test_controls.py` tries its claims.
"""

from course_lib.evaluation.auc import Auc, auc_of, null_quantile, tpr_at_fpr
from course_lib.evaluation.catalogue import METRICS
from course_lib.evaluation.columns import (
    cell_shares,
    jsd,
    jsd_floor,
    jsd_of_shares,
    ks,
    ks_floor,
    mean_match,
    missing_gap,
    tail_ratio,
    tv,
    tv_floor,
    w1,
    w1_floor,
)
from course_lib.evaluation.control_table import control_table, try_controls
from course_lib.evaluation.controls import CONTROLS
from course_lib.evaluation.copying import dcr, dcr_share, exact_match_share, nn_membership
from course_lib.evaluation.diversity import coverage, coverage_floor, diversity
from course_lib.evaluation.judge import evaluate
from course_lib.evaluation.pairs import assoc_mae, association, corr_skill
from course_lib.evaluation.report import Report
from course_lib.evaluation.score import Score
from course_lib.evaluation.together import c2st, pmse
from course_lib.evaluation.usefulness import tstr

__all__ = [
    "Auc", "CONTROLS", "METRICS", "Report", "Score", "assoc_mae", "association", "auc_of", "c2st",
    "cell_shares", "control_table", "corr_skill", "coverage", "coverage_floor", "dcr", "dcr_share", "diversity",
    "evaluate", "exact_match_share", "jsd", "jsd_floor", "jsd_of_shares", "ks", "ks_floor", "mean_match",
    "missing_gap", "nn_membership", "null_quantile", "pmse", "tail_ratio", "tpr_at_fpr", "try_controls", "tstr",
    "tv", "tv_floor", "w1", "w1_floor",
]

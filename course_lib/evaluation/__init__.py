"""Judging: every metric with its direction, its noise floor (real against fresh real) and its interval.

- `metrics/`: plain functions that lessons call.
- `scores/`: a metric with floor, interval and sentence is a Score; the catalogue of what each metric can see.
- `report/`: all scores of one table, the verdict on what was seen (`findings`), and their page.
- `judge`: `evaluate`, the three together. `controls`: tables with one fault each, `control_table/`: what every
  metric says to them; `python -m course_lib.evaluation.control_table` prints it.
- `attacks/`: what takes more than a metric.

A new metric of a column: the function in `metrics/columns`, its form for counts in `scores/counted`, an entry in
`scores/catalogue`; floor, interval, sentence and the page follow. A new metric of rows, pairs or a target: the function
in its file of `metrics/`, the entry, a Score in the `scores/of_` file of its group, its sentence in `scores/wording`;
`report/findings` reads it for the verdict if its name is added to READ there.
`tests/evaluation/test_controls.py` tries the claims of both.
"""

from course_lib.evaluation.control_table import control_table, try_controls
from course_lib.evaluation.controls import CONTROLS
from course_lib.evaluation.judge import evaluate
from course_lib.evaluation.metrics.auc import Auc, auc_of, null_quantile, placements, tpr_at_fpr
from course_lib.evaluation.metrics.augmentation import augmentation
from course_lib.evaluation.metrics.coefficients import coefficient_overlap
from course_lib.evaluation.metrics.columns import (
    category_coverage,
    category_coverage_floor,
    cell_shares,
    jsd,
    jsd_floor,
    jsd_of_shares,
    ks,
    ks_floor,
    mean_match,
    missing_gap,
    range_coverage,
    tail_limits,
    tail_ratio,
    tv,
    tv_floor,
    w1,
    w1_floor,
)
from course_lib.evaluation.metrics.copying import dcr, dcr_share, exact_match_share, nn_membership, nndr
from course_lib.evaluation.metrics.diversity import coverage, coverage_floor, diversity
from course_lib.evaluation.metrics.extremes import joint_tail
from course_lib.evaluation.metrics.fairness import (
    amplification,
    dpd,
    equalised_odds_difference,
    model_gaps,
    representation,
    subgroup_shapes,
)
from course_lib.evaluation.metrics.modes import modes, modes_met_by_chance
from course_lib.evaluation.metrics.pairs import assoc_mae, association, corr_skill
from course_lib.evaluation.metrics.shift import domain_shift
from course_lib.evaluation.metrics.similarity import column_shapes, pair_trends
from course_lib.evaluation.metrics.together import c2st, pmse
from course_lib.evaluation.metrics.usefulness import tstr, usefulness
from course_lib.evaluation.report.card import data_card
from course_lib.evaluation.report.report import Report
from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.evaluation.scores.score import Score

__all__ = [
    "Auc", "CONTROLS", "METRICS", "Report", "Score", "amplification", "assoc_mae", "association", "auc_of",
    "augmentation", "c2st", "category_coverage", "category_coverage_floor", "cell_shares",
    "coefficient_overlap", "column_shapes", "control_table", "corr_skill", "coverage", "coverage_floor", "data_card",
    "dcr", "dcr_share", "diversity", "domain_shift", "dpd", "equalised_odds_difference", "evaluate",
    "exact_match_share", "joint_tail", "jsd", "jsd_floor", "jsd_of_shares", "ks", "ks_floor", "mean_match",
    "missing_gap", "model_gaps", "modes", "modes_met_by_chance", "nn_membership", "nndr", "null_quantile",
    "pair_trends", "placements", "pmse", "range_coverage", "representation", "subgroup_shapes", "tail_limits",
    "tail_ratio", "tpr_at_fpr", "try_controls", "tstr", "tv", "tv_floor", "usefulness", "w1", "w1_floor",
]

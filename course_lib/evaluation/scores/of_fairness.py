"""The scores of the group "fairness": are groups of people drawn alike, and has the gap between them grown?"""

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.fairness import (
    RESAMPLES,
    amplification,
    gaps,
    redrawn,
    subgroup_shapes,
    table_of_counts,
    two_levels,
)
from course_lib.evaluation.metrics.views import labels_of
from course_lib.evaluation.scores import wording_of_risks
from course_lib.evaluation.scores.case import MOST_NEIGHBOURS, Case
from course_lib.evaluation.scores.catalogue import not_measured, score_of
from course_lib.evaluation.scores.resample import by_splits, floor_and_limit, wilson
from course_lib.evaluation.scores.score import Score, beyond

NAN = float("nan")
SPLITS = 20
MOST_GROUPS = 8
FEWEST_OF_GROUP = 30  # real rows; a KS of fewer is noise


def fairness_scores(case: Case, rng) -> list[Score]:
    """dpd_amplification (if the target has two levels), subgroup_shapes, representation; none without groups."""
    if case.protected is None:
        return []
    often = pd.Series(labels_of(case.reference[case.protected])).value_counts()
    often = tuple(often.index[often >= FEWEST_OF_GROUP][:MOST_GROUPS])
    seed = int(rng.integers(2**31))
    scores = [] if case.target in (None, case.protected) else [gap_score(case, seed)]
    return [*scores, *(f(case, often, rng) for f in (shapes_score, representation_score) if often)]


def gap_score(case: Case, seed: int) -> Score:
    """Synthetic gap less real gap; for the floor the same of two tables drawn from the real counts."""
    name, target, group = "dpd_amplification", case.target, case.protected
    try:
        found = amplification(case.reference, case.synthetic, target, group, seed)
    except CourseError:
        return not_measured(name, case.against, f"The gap between groups is not defined: the outcome {target!r} has "
                            "more than two levels in one of the tables, or is a number.")
    if np.isnan([found.value, found.null_95]).any():
        return not_measured(name, case.against,
                            f"The gap between groups is not defined: only one group of {group!r} is left.")
    outcomes = two_levels(pd.concat([case.reference[target], case.synthetic[target]]), target)
    counts = table_of_counts(case.reference[target], case.reference[group], outcomes)
    sides = (gaps(redrawn(counts, size, np.random.default_rng(seed + k)))
             for k, size in enumerate((len(case.synthetic), len(case.reference))))
    floor = float(np.nanmean(np.subtract(*sides)))
    limit = max(floor, found.null_95)
    reads = wording_of_risks.gap_sentence(repr(target), repr(group), found, floor, limit, found.value > limit)
    return score_of(name, found.value, floor, limit, found.interval, case.against, reads,
                    floor_by=f"{RESAMPLES:,} resamples of real rows")


def shapes_score(case: Case, often, rng) -> Score:
    """Tables of equal make-up as far as the real rows reach, so that splits of them can be the floor."""
    pool = case.train if case.holdout is None else pd.concat([case.train, case.holdout], ignore_index=True)
    n = min(len(case.reference), MOST_NEIGHBOURS, len(pool) // 2)
    m = min(len(case.synthetic), MOST_NEIGHBOURS, len(pool) - n)
    real, made = (table.iloc[rng.permutation(len(table))[:size]] for table, size in ((case.reference, n),
                                                                                     (case.synthetic, m)))
    level, value = worst(real, made, case, often)
    null = []
    for _ in range(SPLITS):
        order = rng.permutation(len(pool))
        null.append(worst(pool.iloc[order[:n]], pool.iloc[order[n:n + m]], case, often)[1])
    floor, limit = floor_and_limit(np.array(null), "higher")
    reads = wording_of_risks.shapes_sentence(level, value, floor, limit, beyond(value, limit, "higher"))
    return score_of("subgroup_shapes", value, floor, limit, None, case.against, reads, floor_by=by_splits(SPLITS))


def worst(real, made, case: Case, often) -> tuple[str, float]:
    """The group drawn worst and how alike its columns are."""
    found = subgroup_shapes(real, made, case.protected, case.schema)["shapes"].reindex(list(often)).dropna()
    return (found.idxmin(), float(found.min())) if len(found) else (often[0], NAN)


def representation_score(case: Case, often, rng) -> Score:
    """Real shares against synthetic ones; for the floor both are drawn from all real rows."""
    pool = np.concatenate([labels_of(table[case.protected]) for table in (case.train, case.holdout)
                           if table is not None])
    n, m = len(case.reference), len(case.synthetic)
    counts = [np.array([(labels == level).sum() for level in often]) for labels in (
        labels_of(case.reference[case.protected]), labels_of(case.synthetic[case.protected]), pool)]
    ratio = counts[1] / m / (counts[0] / n)
    k = int(ratio.argmin())
    shares = np.append(counts[2], len(pool) - counts[2].sum()) / len(pool)
    a, b = (rng.multinomial(size, shares, RESAMPLES)[:, :-1] / size for size in (n, m))
    null = (b / np.maximum(a, 0.5 / n)).min(axis=1)
    floor, limit = float(null.mean()), float(np.quantile(null, 0.05))
    reads = wording_of_risks.representation_sentence(often[k], ratio[k], floor, limit, ratio[k] < limit)
    low, high = (end / (counts[0][k] / n) for end in wilson(counts[1][k] / m, m))
    return score_of("representation", ratio[k], floor, limit, (low, high), case.against, reads,
                    floor_by=f"{RESAMPLES:,} resamples of real rows")

"""Mean and spread of each column, in the group "columns": the two that averages of rows tell apart.

Numbers, and ordinals whose ranks are written as numbers: an average of ranks is a number between them, which is no rank
and so appears in no count of levels.
"""

import numpy as np

from course_lib.data.schema import NUMBERS
from course_lib.evaluation.metrics.views import numbers_of, written_as_numbers
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import METRICS, score_of
from course_lib.evaluation.scores.resample import Draws, Z, around, by_splits, floor_and_limit, how_many
from course_lib.evaluation.scores.score import Score, beyond

READS = {"mean_shift": wording.mean_sentence, "spread": wording.spread_sentence}


def moment_scores(case: Case, rng) -> list[Score]:
    """mean_shift and spread: the average over columns (column None), then one of each column."""
    tables = [case.train, case.synthetic] if case.holdout is None else [case.train, case.holdout, case.synthetic]
    names = [c.name for c in case.schema if c.kind in (*NUMBERS, "ordinal")
             and written_as_numbers(*(table[c.name] for table in tables))]
    if not names:
        return []
    n, m = len(case.reference), len(case.synthetic)
    rows = sum(len(table) for table in tables[:-1])
    as_is, boots = Draws.as_they_are(n, m), Draws.bootstrap(n, m, how_many(n + m), rng)
    splits, parts = Draws.real_against_real(rows, n, m, how_many(rows), rng), {name: {} for name in READS}
    for name in names:
        *real, made = (numbers_of(table[name]) for table in tables)
        both, pool = np.concatenate([real[-1], made]), np.concatenate(real)
        values, again, null = (moments(x, draws) for x, draws in ((both, as_is), (both, boots), (pool, splits)))
        for k, metric in enumerate(READS):
            parts[metric][name] = values[k].item(), again[k], null[k]
    return [score for metric in READS for score in scores_of_metric(case, metric, parts[metric], len(splits))]


def moments(x, draws: Draws) -> tuple[np.ndarray, np.ndarray]:
    """|difference of the means| over the sd of side a, and the sd of side b over that of side a, (draws,) each.

    NaN where side a does not vary or a side has no value.
    """
    known = ~np.isnan(x)
    unit = max(np.abs(x[known]).max(initial=0.0), 1e-300)  # squares of very large and small numbers stay numbers
    x = np.where(known, x / unit, 0.0)
    x = np.where(known, x - x[known].mean() if known.any() else 0.0, 0.0)
    powers = np.column_stack([known, x, x**2]).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        (mean_a, sd_a), (mean_b, sd_b) = (mean_and_sd(side @ powers) for side in (draws.a, draws.b))
        sd_a = np.where(sd_a > 1e-9, sd_a, np.nan)
        return np.abs(mean_b - mean_a) / sd_a, sd_b / sd_a


def mean_and_sd(sums) -> tuple[np.ndarray, np.ndarray]:
    """sums: (draws, 3), of rows, values and squares."""
    count, total, squares = sums.T
    mean = total / count
    return mean, np.sqrt(np.maximum(squares / count - mean**2, 0.0))


def scores_of_metric(case, name, parts: dict, splits: int) -> list[Score]:
    """parts: column -> (value, resampled, real against real). The average over the columns, then every column."""
    usable = [part for part in parts.values() if np.isfinite(part[0])]
    mean = tuple(np.mean([part[i] for part in usable], axis=0) if usable else np.array([np.nan]) for i in range(3))
    what = f"{len(usable)} columns (average)" if len(parts) > 1 else repr(next(iter(parts)))
    return [score(case, name, None, what, mean, splits),
            *(score(case, name, column, repr(column), part, splits) for column, part in parts.items())]


def score(case, name, column, subject, part, splits: int) -> Score:
    """column: None for the average over columns; subject: what the sentence calls it."""
    value, again, null = part
    value, better = float(np.squeeze(value)), METRICS[name].better
    if name == "spread":  # thin or thick: 2.5% of fresh samples on either side
        better = "lower" if value > 1 else "higher"
        null = null[np.isfinite(null)]
        floor, sd = (float(null.mean()), float(null.std(ddof=1))) if len(null) > 1 else (np.nan, np.nan)
        limit = floor + Z * sd if better == "lower" else max(0.0, floor - Z * sd)
    else:
        floor, limit = floor_and_limit(null, better)
    reads = READS[name](subject, value, floor, limit, beyond(value, limit, better))
    return score_of(name, value, floor, limit, around(value, again, 0.0), case.against, reads, column,
                    by_splits(splits), better)

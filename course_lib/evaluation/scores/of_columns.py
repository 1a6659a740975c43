"""The scores of the groups "columns" and "pairs": each column by itself and columns in pairs, from resampled rows.

Which metrics a column gets stands in NUMBER_METRICS and LEVEL_METRICS below; their values over many resamples at
once come from `resample.py`, the plain functions that lessons call from `columns.py` and `pairs.py`.
"""

import numpy as np

from course_lib.evaluation.metrics.pairs import Products, mae_of, skill_of, upper
from course_lib.evaluation.metrics.views import MISSING, NUMBERS, View
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import METRICS, score_of
from course_lib.evaluation.scores.resample import Draws, around, counts, level_metrics, number_metrics
from course_lib.evaluation.scores.score import Score, beyond

DRAWS = 100
MOST_PAIR_WORK = 300_000  # pairs of columns times resamples; a table of 300 columns has 45,000 pairs
NUMBER_METRICS = ("jsd", "ks", "w1", "tail_gap")
LEVEL_METRICS = ("jsd", "tv")


def column_scores(case: Case, rng) -> list[Score]:
    """One score per metric and column, after the metric's average over its columns (column None)."""
    n, m = len(case.reference_view), len(case.synthetic_view)
    pool = case.real_views()
    boots = Draws.bootstrap(n, m, DRAWS, rng)
    floors = Draws.real_against_real(sum(map(len, pool)), n, m, DRAWS, rng)
    measured = {}  # metric -> column -> (its values: as is, then resampled; its values real against real; detail)
    for column in case.schema:
        if column.kind == "identifier":
            continue
        now = statistics(column, (case.reference_view, case.synthetic_view), case.reference_view, boots)
        null = statistics(column, pool, case.reference_view, floors)
        gaps = any(misses(view, column) for view in (*pool, case.synthetic_view))
        for name in (NUMBER_METRICS if column.kind in NUMBERS else LEVEL_METRICS) + ("missing_gap",) * gaps:
            detail = wording.tails(now["upper"][0], now["lower"][0]) if name == "tail_gap" else ""
            measured.setdefault(name, {})[column.name] = (now[name], null[name], detail)
    scores = []
    for name in [name for name in METRICS if name in measured]:
        parts = measured[name]
        usable = [part for part in parts.values() if np.isfinite(part[0][0])]
        mean = [np.mean([part[i] for part in usable], axis=0) if usable else np.full(DRAWS, np.nan) for i in (0, 1)]
        what = f"{len(usable)} columns (average)" if len(parts) > 1 else repr(next(iter(parts)))
        scores.append(column_score(case, name, None, what, *mean))
        scores += [column_score(case, name, column, repr(column), *part) for column, part in parts.items()]
    return scores


def statistics(column, parts: tuple[View, ...], reference: View, draws: Draws) -> dict:
    """All metrics of one column over the rows of `parts`, which the draws count; bins and sd from `reference`."""
    if column.kind in NUMBERS:
        j = parts[0].names.index(column.name)
        return number_metrics(np.concatenate([v.numbers[:, j] for v in parts]), reference.numbers[:, j], draws)
    j = parts[0].code_names.index(column.name)
    levels = parts[0].levels[j]
    missing = levels.index(MISSING) if MISSING in levels else None
    return level_metrics(np.concatenate([v.codes[:, j] for v in parts]), len(levels), draws, missing)


def misses(view: View, column) -> bool:
    """Does the column miss a value in this table?"""
    if column.kind in NUMBERS:
        return bool(np.isnan(view.numbers[:, view.names.index(column.name)]).any())
    j = view.code_names.index(column.name)
    return MISSING in view.levels[j] and bool((view.codes[:, j] == view.levels[j].index(MISSING)).any())


def column_score(case, name, column, subject, now, null, detail="") -> Score:
    """now: the value, then its resamples; null: real against real."""
    null = null[np.isfinite(null)]  # a small real sample may miss the tail it is compared in
    value, floor, limit = float(now[0]), float("nan"), float("nan")
    if len(null):
        floor, limit = float(null.mean()), float(np.quantile(null, 0.95))
    top = 1.0 if name in ("jsd", "ks", "tv", "missing_gap") else np.inf
    visible = beyond(value, limit, METRICS[name].better)
    reads = wording.column_sentence(name, subject, value, floor, limit, visible, detail)
    return score_of(name, value, floor, limit, around(value, now[1:], 0.0, top), case.against, reads, column)


def pair_scores(case: Case, rng) -> list[Score]:
    """corr_skill and assoc_mae of the whole table."""
    n, m, pool = len(case.reference_view), len(case.synthetic_view), stacked(case.real_views())
    real, made, both = (Products(view) for view in (case.reference_view, case.synthetic_view, pool))
    pairs = max(1, len(real.names) * (len(real.names) - 1) // 2)
    draws = int(np.clip(MOST_PAIR_WORK // pairs, 8, DRAWS))
    a, b = upper(real.association()), upper(made.association())
    boot = associations(real, counts(n, n, draws, rng), made, counts(m, m, draws, rng))
    fresh = Draws.real_against_real(len(pool), n, m, draws, rng)
    null = associations(both, fresh.a, both, fresh.b)
    nothing = np.nansum(np.abs(a)) < 2 * real.null_sum()
    scores = []
    for name, metric_of in (("corr_skill", skill_of), ("assoc_mae", mae_of)):
        better = METRICS[name].better
        value = float("nan") if nothing and name == "corr_skill" else metric_of(a, b)
        here, there = (np.array([metric_of(*pair) for pair in draws]) for draws in (boot, null))
        there = there[np.isfinite(there)]
        floor, limit = (float("nan"),) * 2
        if len(there):
            floor, limit = there.mean(), np.quantile(there, 0.05 if better == "higher" else 0.95)
        bounds = (-np.inf, 1.0) if name == "corr_skill" else (0.0, 2.0)
        reads = wording.pair_sentence(name, value, floor, limit, beyond(value, limit, better))
        scores.append(score_of(name, value, floor, limit, around(value, here, *bounds), case.against, reads))
    return scores


def associations(one: Products, left, two: Products, right) -> list[tuple[np.ndarray, np.ndarray]]:
    """The pairs' associations in both tables, for each draw of row counts."""
    return [(upper(one.association(a)), upper(two.association(b))) for a, b in zip(left, right)]


def stacked(parts: tuple[View, ...]) -> View:
    """Several views of the same tables as one."""
    first = parts[0]
    return View(first.names, np.vstack([v.numbers for v in parts]), first.code_names,
                np.vstack([v.codes for v in parts]), first.levels, first.ranks)

"""The scores of the group "columns": each column by itself.

Which columns a metric is about stands in the catalogue (`of`), its values over many resamples come from `counted.py`.
Floors: two metrics have theirs by formula (`by_formula`), the others by splitting real rows.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib.data.schema import NUMBERS
from course_lib.evaluation.metrics.columns import category_coverage_floor, tail_limits
from course_lib.evaluation.metrics.views import MISSING, View
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import METRICS, score_of
from course_lib.evaluation.scores.counted import COUNTED, TAILS, Counted, cut_column
from course_lib.evaluation.scores.resample import Draws, Z, around, by_splits, floor_and_limit, how_many
from course_lib.evaluation.scores.score import Score, beyond

TAIL_NAMES = {f"tail_{side}_{round(100 * level)}": (side, level) for side, level in TAILS}
SIMULATED = 2000  # draws of which rare levels a fresh table lacks
NAN = float("nan")


class Measured(NamedTuple):
    """One metric of one column. resampled, null: (draws,), by bootstrap, and of real rows against real rows."""

    value: float
    resampled: np.ndarray
    null: np.ndarray
    formula: "Formula | None"
    detail: str = ""  # more for the sentence


def column_scores(case: Case, rng) -> list[Score]:
    """One score per metric and column, after the metric's average over its columns (column None)."""
    n, m = len(case.reference_view), len(case.synthetic_view)
    both, pool = (case.reference_view, case.synthetic_view), case.real_views()
    rows = sum(map(len, pool))
    as_is, boots = Draws.as_they_are(n, m), Draws.bootstrap(n, m, how_many(n + m), rng)
    splits = Draws.real_against_real(rows, n, m, how_many(rows), rng)
    measured = {}  # metric -> column -> Measured
    for column in case.schema:
        wanted = metrics_of(column, case)
        if not wanted:
            continue
        exact = Counted.of(cut_column(column, both, both[0], exact=True), as_is)
        again = Counted.of(cut_column(column, both, both[0], exact=False), boots)
        null = Counted.of(cut_column(column, pool, both[0], exact=False), splits)
        for name in wanted:
            metric = COUNTED[name]
            formula = by_formula(name, column, case, exact, rng)
            detail = ""
            if name == "tail_gap":
                detail = wording.tails(*(COUNTED[f"tail_{side}_95"](exact)[0] for side in ("upper", "lower")))
            measured.setdefault(name, {})[column.name] = Measured(metric(exact)[0], metric(again), metric(null),
                                                                  formula, detail)
    return [score for name in METRICS if name in measured
            for score in scores_of_metric(case, name, measured[name], len(splits))]


def metrics_of(column, case: Case) -> list[str]:
    """The metrics that a column gets."""
    if column.kind == "identifier":
        return []
    kinds = {"all", "numbers" if column.kind in NUMBERS else "levels"}
    if any(misses(view, column) for view in (*case.real_views(), case.synthetic_view)):
        kinds.add("gaps")
    return [name for name, metric in METRICS.items() if metric.group == "columns" and metric.of in kinds]


def misses(view: View, column) -> bool:
    """Does the column miss a value in this table?"""
    if column.kind in NUMBERS:
        return bool(np.isnan(view.numbers[:, view.names.index(column.name)]).any())
    j = view.code_names.index(column.name)
    return MISSING in view.levels[j] and bool((view.codes[:, j] == view.levels[j].index(MISSING)).any())


def scores_of_metric(case, name, parts: dict, splits: int) -> list[Score]:
    """The average over the columns where the metric is defined, then every column."""
    usable = [part for part in parts.values() if np.isfinite(part.value)]
    value, resampled, null = (np.mean([getattr(part, of) for part in usable], axis=0) if usable else np.array([NAN])
                              for of in ("value", "resampled", "null"))
    known = [part.formula for part in usable if part.formula is not None]
    what = f"{len(usable)} columns (average)" if len(parts) > 1 else repr(next(iter(parts)))
    mean = column_score(case, name, None, what, Measured(value.item(), resampled, null, joint(known, null)), splits)
    return [mean, *(column_score(case, name, column, repr(column), part, splits) for column, part in parts.items())]


def column_score(case, name, column, subject, part: Measured, splits: int) -> Score:
    """column: None for the average over columns; subject: what the sentence calls it."""
    value, resampled, null, formula, detail = part
    metric, value, better, by = METRICS[name], float(value), METRICS[name].better, by_splits(splits)
    if name in TAIL_NAMES and value > 1:
        better = "lower"  # a thick tail: it has to come down
    if formula is None:
        floor, limit = floor_and_limit(null, better)
    else:
        floor, limit, by = formula.floor, formula.high if better == "lower" else formula.low, "formula"
    visible = beyond(value, limit, better)
    reads = wording.column_sentence(name, subject, value, floor, limit, visible, detail)
    interval = around(value, resampled, 0.0, metric.top)
    return score_of(name, value, floor, limit, interval, case.against, reads, column, by, better)


@dataclass(frozen=True)
class Formula:
    """What fresh rows score: on average, and between which limits; `drawn` from the formula, where it is a sum."""

    floor: float
    low: float
    high: float
    drawn: np.ndarray | None = None


def by_formula(name, column, case: Case, exact: Counted, rng) -> Formula | None:
    """None for a metric whose floor comes from splits."""
    if name in TAIL_NAMES:
        tail = exact.cut.tails[TAIL_NAMES[name]]
        n, m, beyond = (int(cells.sum()) for cells in (exact.a, exact.b, exact.a[:, tail]))
        return Formula(1.0, *tail_limits(n, m, beyond)) if min(m, beyond) > 0 else Formula(NAN, NAN, NAN)
    if name == "category_coverage":
        return rare_levels(column, case, rng)
    return None


def rare_levels(column, case: Case, rng) -> Formula:
    """m fresh rows miss a real level of share p with probability (1 - p)^m, nearly independent of other levels."""
    j, m = case.reference_view.code_names.index(column.name), len(case.synthetic_view)
    pooled = np.bincount(np.concatenate([view.codes[:, j] for view in case.real_views()]))
    p = (pooled / pooled.sum())[np.unique(case.reference_view.codes[:, j])]
    missed = (1 - p) ** m
    missed = missed[missed > 1e-9]
    drawn = np.array([1 - (rng.random(len(missed)) < missed).sum() / len(p) for _ in range(SIMULATED)])
    floor = category_coverage_floor(p, m)
    return Formula(floor, min(floor, lowest_5(drawn)), 1.0, drawn)


def joint(formulas: list[Formula], null) -> Formula | None:
    """The formula for an average over columns: of tails with the spread of the splits, for columns go together."""
    if not formulas:
        return None
    floor = float(np.mean([f.floor for f in formulas]))
    if formulas[0].drawn is not None:
        drawn = np.mean([f.drawn for f in formulas], axis=0)
        return Formula(floor, min(floor, lowest_5(drawn)), 1.0)
    if len(formulas) == 1:
        return formulas[0]
    half = Z * np.nanstd(null, ddof=1) if np.isfinite(null).sum() > 1 else NAN
    return Formula(floor, max(0.0, floor - half), floor + half)


def lowest_5(drawn) -> float:
    """A value of the draws that 5% of them do not exceed."""
    return float(np.quantile(drawn, 0.05, method="lower"))

"""The scores of the group "diversity": are the rows plausible, is anything missing, do they repeat one another?"""

from dataclasses import fields

import numpy as np
import pandas as pd
from scipy import stats

from course_lib.evaluation.metrics.copying import row_keys
from course_lib.evaluation.metrics.diversity import (
    Diversity,
    K,
    coverage_floor,
    diversity_of,
    real_against_real,
    told_apart,
)
from course_lib.evaluation.metrics.space import Space
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import MOST_NEIGHBOURS, Case
from course_lib.evaluation.scores.catalogue import score_of
from course_lib.evaluation.scores.resample import Z, by_splits, floor_and_limit, wilson
from course_lib.evaluation.scores.score import Score, beyond

SPLITS = 60
MOST_TIMES = 10  # rows of the larger table per row of the smaller one, there
ALONE = {"precision": wording.precision_sentence, "density": wording.density_sentence,
         "recall": wording.recall_sentence}


def diversity_scores(case: Case, rng) -> list[Score]:
    """precision, density, recall, coverage, distinct_rows."""
    space = Space.of(case.reference_view, case.synthetic_view)
    real, made = space.place(case.reference_view), space.place(case.synthetic_view)
    pool = np.vstack([space.place(view) for view in case.real_views()])
    return [*neighbour_scores(case, real, made, pool, rng), distinct_score(case, rng)]


def neighbour_scores(case: Case, real, made, pool, rng) -> list[Score]:
    """precision, density, recall, coverage, of as many rows as the real rows at hand can stand in for."""
    n = min(len(real), MOST_NEIGHBOURS, len(pool) // 2)
    m = min(len(made), MOST_NEIGHBOURS, len(pool) - n)
    n, m = min(n, MOST_TIMES * m), min(m, MOST_TIMES * n)
    real, made, pool = (told_apart(part[rng.permutation(len(part))[:size]], rng)
                        for part, size in ((real, n), (made, m), (pool, n + m)))
    found, null = diversity_of(real, made), real_against_real(pool, n, SPLITS, rng)
    formulas = {"density": 1.0, "coverage": coverage_floor(n, m)}
    return [neighbour_score(case, f.name, getattr(found, f.name), np.array([getattr(d, f.name) for d in null]),
                            formulas.get(f.name), m if f.name == "precision" else n) for f in fields(Diversity)]


def neighbour_score(case, name, value, null, formula, rows: int) -> Score:
    """The formula, if there is one, gives the floor; the splits give the spread around it."""
    spread = float(null.std(ddof=1))
    if name == "density":
        floor, limit = formula, formula + float(stats.norm.ppf(0.05)) * spread
        interval = max(0.0, value - Z * spread), value + Z * spread
    else:
        floor, limit = floor_and_limit(null, "higher")
        if formula is not None:
            floor, limit = formula, limit + formula - floor
        # Balls overlap, so that the rows count as fewer than they are.
        alike = floor * (1 - floor) / spread**2 if spread > 0 and 0 < floor < 1 else rows
        interval = wilson(value, min(rows, alike))
    visible = beyond(value, limit, "higher")
    if name == "coverage":
        reads = wording.coverage_sentence(value, floor, limit, K, case.against)
    else:
        reads = ALONE[name](value, floor, limit, K, visible)
    by = by_splits(SPLITS) if formula is None else f"formula, its spread by {by_splits(SPLITS)}"
    return score_of(name, value, floor, limit, interval, case.against, reads, floor_by=by)


def distinct_score(case: Case, rng) -> Score:
    """Among as many rows as the reference has at most, so that real rows without replacement can be its floor."""
    tables = [case.train, case.synthetic] if case.holdout is None else [case.train, case.holdout, case.synthetic]
    codes = pd.factorize(pd.Series([key for table in tables for key in row_keys(table, case.schema)]))[0]
    real, made = codes[:-len(case.synthetic)], codes[-len(case.synthetic):]
    m = min(len(case.synthetic), len(case.reference))
    value = distinct(made, m, rng)
    floor, limit = floor_and_limit(np.array([distinct(real, m, rng) for _ in range(SPLITS)]), "higher")
    limit = min(limit, floor - 1.5 / m)  # one row that comes twice is no sign of anything
    reads = wording.distinct_sentence(value, floor, limit, beyond(value, limit, "higher"))
    return score_of("distinct_rows", value, floor, limit, wilson(value, m), case.against, reads,
                    floor_by=by_splits(SPLITS))


def distinct(codes, m: int, rng) -> float:
    """The share of different codes among m of them."""
    return len(np.unique(codes[rng.permutation(len(codes))[:m]])) / m

"""The scores of the group "pairs": associations of columns, by resampled rows."""

import numpy as np

from course_lib.evaluation.metrics.pairs import Products, mae_of, skill_of, upper
from course_lib.evaluation.metrics.views import View
from course_lib.evaluation.scores import wording
from course_lib.evaluation.scores.case import Case
from course_lib.evaluation.scores.catalogue import METRICS, score_of
from course_lib.evaluation.scores.resample import Draws, around, by_splits, counts, floor_and_limit, how_many
from course_lib.evaluation.scores.score import Score, beyond

MOST_PAIR_WORK = 300_000  # pairs of columns times resamples; a table of 300 columns has 45,000 pairs


def pair_scores(case: Case, rng) -> list[Score]:
    """corr_skill and assoc_mae of the whole table."""
    n, m, pool = len(case.reference_view), len(case.synthetic_view), stacked(case.real_views())
    real, made, both = (Products(view) for view in (case.reference_view, case.synthetic_view, pool))
    pairs = max(1, len(real.names) * (len(real.names) - 1) // 2)
    draws = int(np.clip(MOST_PAIR_WORK // pairs, 8, how_many(len(pool))))
    a, b = upper(real.association()), upper(made.association())
    boot = associations(real, counts(n, n, draws, rng), made, counts(m, m, draws, rng))
    fresh = Draws.real_against_real(len(pool), n, m, draws, rng)
    null = associations(both, fresh.a, both, fresh.b)
    nothing = np.nansum(np.abs(a)) < 2 * real.null_sum()
    scores = []
    for name, metric_of in (("corr_skill", skill_of), ("assoc_mae", mae_of)):
        better = METRICS[name].better
        value = float("nan") if nothing and name == "corr_skill" else metric_of(a, b)
        here, there = (np.array([metric_of(*pair) for pair in found]) for found in (boot, null))
        floor, limit = floor_and_limit(there, better)
        bounds = (-np.inf, 1.0) if name == "corr_skill" else (0.0, 2.0)
        reads = wording.pair_sentence(name, value, floor, limit, beyond(value, limit, better))
        scores.append(score_of(name, value, floor, limit, around(value, here, *bounds), case.against, reads,
                               floor_by=by_splits(draws)))
    return scores


def associations(one: Products, left, two: Products, right) -> list[tuple[np.ndarray, np.ndarray]]:
    """The pairs' associations in both tables, for each draw of row counts."""
    return [(upper(one.association(a)), upper(two.association(b))) for a, b in zip(left, right)]


def stacked(parts: tuple[View, ...]) -> View:
    """Several views of the same tables as one."""
    first = parts[0]
    return View(first.names, np.vstack([v.numbers for v in parts]), first.code_names,
                np.vstack([v.codes for v in parts]), first.levels, first.ranks)

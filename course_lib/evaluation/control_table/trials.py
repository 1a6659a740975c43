"""The control table: every metric on every table of `controls.py`. A metric that tells none apart is not used."""

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.evaluation.controls import ALL, CONTROLS
from course_lib.evaluation.judge import scores_of
from course_lib.evaluation.metrics.columns import mean_match
from course_lib.evaluation.metrics.views import schema_of
from course_lib.evaluation.scores.case import make_case
from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.randomness import generator, spawn, threads


def try_controls(real, n: int = 1000, seeds=(0, 1, 2), schema=None, target=None, metrics=None,
                 controls=None, protected=None) -> pd.DataFrame:
    """Score every control. One row per control, seed and metric: value, floor, limit, visible.

    For each seed three disjoint samples of `n` rows are drawn from `real`: rows to learn from, fresh rows to score
    against, and fresh rows that serve as the control "fresh". Metrics of columns are averages over columns.
    metrics: names from METRICS, or "mean_match"; all that can be measured if None. controls: names of controls or
    baselines; CONTROLS if None. protected: column of groups. Raises CourseError for an unknown name or too few rows.
    """
    known = ("mean_match", *METRICS)
    wanted = tuple(metrics) if metrics is not None else known
    chosen = tuple(controls) if controls is not None else tuple(CONTROLS)
    for names, all_names, what in ((wanted, known, "metric"), (chosen, ALL, "control")):
        for name in names:
            if name not in all_names:
                raise CourseError(f"There is no {what} {name!r}: choose from {', '.join(all_names)}.")
    if len(real) < 3 * n:
        raise CourseError(f"The controls need three samples of {n} rows and the table has {len(real)}: lower n to "
                          f"{len(real) // 3}.")
    schema = schema_of(real, schema)
    groups = tuple(dict.fromkeys(METRICS[name].group for name in wanted if name in METRICS))
    rows = []
    for seed in seeds:
        cut, draw, judge = spawn(generator(seed), 3)
        order = cut.permutation(len(real))
        train, holdout, fresh = (real.iloc[order[k * n:(k + 1) * n]].reset_index(drop=True) for k in range(3))
        for name, rng, own in zip(chosen, spawn(draw, len(chosen)), spawn(judge, len(chosen))):
            made = ALL[name](train, fresh, rng)
            if "mean_match" in wanted:
                rows.append(entry(name, seed, "mean_match", mean_match(train, made)))
            with threads(1):
                case = make_case(train, made, holdout, schema, target, own, protected)
                found = scores_of(case, own, groups)
            rows += [entry(name, seed, s.name, s.value, s.floor, s.limit, s.visible) for s in found
                     if s.column is None and s.name in wanted]
    return pd.DataFrame(rows)


def control_table(real, n: int = 1000, seeds=(0, 1, 2), schema=None, target=None, metrics=None,
                  controls=None) -> pd.DataFrame:
    """The control table for reading: controls down, metrics across, values averaged over the seeds."""
    long = try_controls(real, n, seeds, schema, target, metrics, controls)
    wide = long.pivot_table(index="control", columns="score", values="value", aggfunc="mean", dropna=False)
    return wide.reindex(index=long["control"].unique(), columns=long["score"].unique()).rename_axis(
        index=None, columns=None)


def entry(control, seed, score, value, floor=np.nan, limit=np.nan, visible=None) -> dict:
    return {"control": control, "seed": seed, "score": score, "value": value, "floor": floor, "limit": limit,
            "visible": visible}

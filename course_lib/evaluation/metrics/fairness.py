"""Are groups treated alike, and does the synthetic table make it worse? Bias amplification.

A generator that takes the likeliest level instead of drawing one turns "granted to 70% of A and 30% of B" into "to all
of A and none of B". Every column may look right on average; the gap between the groups has grown.

    dpd                       the gap in one table
    amplification             how much wider it is in the synthetic table, with interval and floor
    equalised_odds_difference the gap between the groups in a model's errors
    model_gaps                both gaps, of a model trained on synthetic rows and of one trained on real rows
    representation, subgroup_shapes   who is in the table, and how well each group is drawn

None of them says what is just. An equal share of decisions may be unfair, an unequal one fair; that takes reasons.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.similarity import column_shapes
from course_lib.evaluation.metrics.usefulness import tstr
from course_lib.evaluation.metrics.views import MISSING, labels_of, schema_of
from course_lib.randomness import generator

RESAMPLES = 1000


@dataclass(frozen=True)
class Amplification:
    """real, synthetic: DPD of each table. value: synthetic - real; above 0 = the gap has grown.

    interval: 95%, for other rows of both tables. null_95: 95% of fresh real tables of this size stay below it in value.
    """

    real: float
    synthetic: float
    value: float
    interval: tuple[float, float]
    null_95: float


def dpd(outcome, group) -> float:
    """Demographic parity difference: max over groups of P(Y = 1 | group) - min over groups.

    outcome: (n,) of two levels, it does not matter which is the 1; group: (n,) labels. Rows that miss either are left
    out. Range 0 to 1, 0 = equal shares. It cannot be negative, so small groups push it up: read it beside the same of
    fresh rows. NaN with fewer than two groups. Source: Hardt, Price and Srebro (2016), NeurIPS 29, name from there on.
    Raises CourseError for an outcome with more than two levels.
    """
    return float(gaps(table_of_counts(outcome, group)[None])[0])


def amplification(real, synthetic, outcome: str, group: str, seed=0) -> Amplification:
    """DPD of the synthetic table minus DPD of the real one; `outcome` and `group` are columns of both.

    The interval resamples the rows of both tables; the null draws two tables of these sizes from the real rows. Raises
    CourseError as `dpd` does, and for a column that is missing.
    """
    for table in (real, synthetic):
        for name in (outcome, group):
            if name not in table:
                raise CourseError(f"Column {name!r} is not in one of the tables: name a column of both.")
    levels = two_levels(pd.concat([real[outcome], synthetic[outcome]]), outcome), groups_of(real[group])
    a, b = (table_of_counts(table[outcome], table[group], *levels) for table in (real, synthetic))
    rng = generator(seed)
    boot = gaps(redrawn(b, b.sum(), rng)) - gaps(redrawn(a, a.sum(), rng))
    null = gaps(redrawn(a, b.sum(), rng)) - gaps(redrawn(a, a.sum(), rng))
    before, after = float(gaps(a[None])[0]), float(gaps(b[None])[0])
    low, high = np.nanquantile(boot, [0.025, 0.975]) if np.isfinite(boot).any() else (np.nan, np.nan)
    return Amplification(before, after, after - before, (float(low), float(high)), float(np.nanquantile(null, 0.95)))


def equalised_odds_difference(truth, predicted, group) -> float:
    """The larger of two gaps between groups: in the true positive rate, and in the false positive rate.

    truth, predicted: (n,) of the same two levels; group: (n,). Range 0 to 1, 0 = the model errs alike in all groups. A
    group without a positive (negative) row takes no part in the first (second) gap. Source: Hardt, Price and Srebro
    (2016), NeurIPS 29.
    """
    truth, predicted = labels_of(truth), labels_of(predicted)
    first = sorted(set(truth) | set(predicted))[0]
    found = [dpd(predicted[rows] == first, np.asarray(group)[rows]) for rows in (truth == first, truth != first)]
    return float(np.nanmax(found)) if np.isfinite(found).any() else float("nan")


def model_gaps(train, synthetic, test, outcome: str, group: str, schema=None, seed=0) -> pd.DataFrame:
    """What a model of `outcome` does to the groups on the real rows `test`: trained on synthetic and on real rows.

    Boosting, "yes" at a probability of one half. Rows "synthetic" and "real"; columns auc, dpd, equalised_odds. The row
    "real" is the floor. Raises what `tstr` raises, and CourseError for an outcome with more than two levels.
    """
    schema = schema_of(test, schema)
    two_levels(test[outcome], outcome)
    asked = test[test[outcome].notna()]
    seed, rows = int(generator(seed).integers(2**31)), {}
    for name, table in (("synthetic", synthetic), ("real", train)):
        made = tstr(table, asked, outcome, schema, seed, levels_from=(train, test))
        said = made.predicted[:, :2].argmax(axis=1)
        rows[name] = {"auc": made.value, "dpd": dpd(said, asked[group]),
                      "equalised_odds": equalised_odds_difference(made.truth, said, asked[group])}
    return pd.DataFrame(rows).T


def representation(real, synthetic, group: str) -> pd.Series:
    """P_synthetic(level) / P_real(level) for each level of `group`: 1 = as many, 0 = gone."""
    a, b = (pd.Series(labels_of(table[group])).value_counts(normalize=True) for table in (real, synthetic))
    return (b.reindex(a.index).fillna(0) / a).rename("representation")


def subgroup_shapes(real, synthetic, group: str, schema=None, fresh=None) -> pd.DataFrame:
    """Column shapes (1 - KS, 1 - TV, mean over columns) within each level of `group`, beside those of fresh rows.

    fresh: real rows that the generator never saw; without them the column `floor` is NaN. A level that the synthetic
    table lacks has shapes 0. Columns: rows (real ones), shapes, floor.
    """
    schema = schema_of(real, schema)
    rest = schema.select([name for name in schema.names if name != group])
    tables = [None if t is None else t.groupby(labels_of(t[group])) for t in (real, synthetic, fresh)]
    found = {}
    for level, rows in tables[0]:
        within = [None if t is None else t.get_group(level) if level in t.groups else rows.iloc[:0] for t in tables[1:]]
        shapes, floor = (float("nan") if part is None or part.empty else column_shapes(rows, part, rest)
                         for part in within)
        shapes = 0.0 if within[0].empty else shapes
        found[level] = {"rows": len(rows), "shapes": shapes, "floor": floor}
    return pd.DataFrame(found).T.astype({"rows": int})


def two_levels(outcome, name: str = "outcome") -> list[str]:
    """The levels of an outcome; CourseError unless there are at most two."""
    levels = sorted(set(labels_of(outcome)) - {MISSING})
    if len(levels) > 2:
        raise CourseError(f"Column {name!r} has {len(levels)} levels: a share of decisions takes two. Compare it with "
                          "the level you ask about first, for instance table[column] == level.")
    return levels


def groups_of(group) -> list[str]:
    return sorted(set(labels_of(group)) - {MISSING})


def table_of_counts(outcome, group, outcomes=None, groups=None) -> np.ndarray:
    """Rows of each group with each outcome, (groups, 2)."""
    outcomes, groups = outcomes or two_levels(outcome), groups or groups_of(group)
    y, a = pd.Index(outcomes).get_indexer(labels_of(outcome)), pd.Index(groups).get_indexer(labels_of(group))
    known = (y >= 0) & (a >= 0)
    return np.bincount(2 * a[known] + y[known], minlength=2 * len(groups)).reshape(len(groups), 2)


def redrawn(counts, n: int, rng) -> np.ndarray:
    """Tables of counts of n rows drawn from these, (RESAMPLES, groups, 2): a bootstrap of rows, at the price of one."""
    p = counts.reshape(-1) / max(counts.sum(), 1)
    return rng.multinomial(int(n), p, size=RESAMPLES).reshape(RESAMPLES, *counts.shape)


def gaps(counts) -> np.ndarray:
    """DPD of each table of counts, (tables, groups, 2) -> (tables,); groups without rows take no part."""
    total = counts.sum(axis=2)
    share = np.where(total > 0, counts[:, :, 1] / np.maximum(total, 1), np.nan)
    enough = (total > 0).sum(axis=1) > 1
    out = np.full(len(counts), np.nan)
    if enough.any():
        out[enough] = np.nanmax(share[enough], axis=1) - np.nanmin(share[enough], axis=1)
    return out

"""Metrics of resamples, from counts of cells, against the plain functions of columns; and limits against quantiles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from course_lib.data import Column
from course_lib.evaluation.metrics import columns
from course_lib.evaluation.metrics.views import View
from course_lib.evaluation.scores.catalogue import METRICS
from course_lib.evaluation.scores.counted import COUNTED, MOST_CELLS, Counted, cut_column
from course_lib.evaluation.scores.resample import Draws, counts, floor_and_limit, wilson


def number_view(x):
    return View(("x",), np.asarray(x, float)[:, None], (), np.empty((len(x), 0), int), (), ())


def plain(name):
    if name.startswith("tail_") and name != "tail_gap":
        _, side, level = name.split("_")
        return lambda a, b: columns.tail_ratio(a, b, int(level) / 100, side)
    if name == "tail_gap":
        return lambda a, b: (abs(columns.tail_ratio(a, b) - 1) + abs(columns.tail_ratio(a, b, side="lower") - 1)) / 2
    return getattr(columns, name)


NUMBERS = [name for name, metric in METRICS.items() if metric.of in ("all", "numbers", "gaps")]


def test_every_metric_of_columns_has_both_forms():
    assert set(COUNTED) == {
        name for name, metric in METRICS.items() if metric.group == "columns" and metric.of != "moments"
    }
    assert all(callable(plain(name)) for name in COUNTED)


@given(st.lists(st.integers(-5, 5) | st.none(), min_size=3, max_size=40),
       st.lists(st.integers(-6, 6) | st.none(), min_size=3, max_size=40))
@settings(max_examples=80, deadline=None)
def test_counted_and_plain_agree(a, b):
    a, b = (np.array([np.nan if v is None else v / 3 for v in x]) for x in (a, b))
    if np.isnan(a).all() or np.isnan(b).all():
        return
    parts = number_view(a), number_view(b)
    cut = cut_column(Column("x", "number"), parts, parts[0], exact=True)
    counted = Counted.of(cut, Draws.as_they_are(len(a), len(b)))
    for name in NUMBERS:
        assert COUNTED[name](counted)[0] == pytest.approx(plain(name)(a, b), nan_ok=True, abs=1e-9), name


def test_counts_are_repeated_rows():
    """Four thousand cells for twenty thousand values lose at most a percent of a floor."""
    rng = np.random.default_rng(0)
    a, b = rng.lognormal(size=10_000), 1.02 * rng.lognormal(size=10_000)
    parts = number_view(a), number_view(b)
    draws = Draws(counts(20_000, 8000, 3, rng), counts(20_000, 9000, 3, rng))
    cut = cut_column(Column("x", "number"), parts, parts[0], exact=False)
    counted, both = Counted.of(cut, draws), np.concatenate([a, b])
    assert len(cut.low) < MOST_CELLS + 200
    for i in range(3):
        one, two = (np.repeat(both, side[i].astype(int)) for side in (draws.a, draws.b))
        assert COUNTED["ks"](counted)[i] == pytest.approx(columns.ks(one, two), abs=3e-4)
        # Resamples keep the bins, tails and sd of the reference.
        assert COUNTED["w1"](counted)[i] == pytest.approx(columns.w1(one, two) * one.std() / a.std(), rel=0.02)
        edge = columns.tail_edge(a, 0.99, "upper")
        assert COUNTED["tail_upper_99"](counted)[i] == pytest.approx((two >= edge).mean() / (one >= edge).mean())
        assert COUNTED["range_coverage"](counted)[i] == pytest.approx(columns.range_coverage(one, two), abs=1e-9)


@pytest.mark.parametrize("law", [stats.halfnorm(), stats.chi2(19), stats.chi2(3), stats.kstwobign(), stats.gamma(0.7)])
def test_the_gamma_limit_meets_the_laws_of_distances(law):
    """95% within the limit, give or take 1%, with forty draws on average too."""
    values = law.rvs(size=100_000, random_state=1)
    floor, limit = floor_and_limit(values, "lower")
    assert floor == pytest.approx(law.mean(), rel=0.02) and law.cdf(limit) == pytest.approx(0.95, abs=0.01)
    forty = [law.cdf(floor_and_limit(v, "lower")[1]) for v in values[:40 * 400].reshape(400, 40)]
    assert np.mean(forty) == pytest.approx(0.95, abs=0.015)
    assert floor_and_limit(1 - values, "higher") == pytest.approx((1 - floor, 1 - limit))


def test_limits_of_nothing_and_of_a_constant():
    assert np.isnan(floor_and_limit(np.array([np.nan]), "lower")).all()
    assert floor_and_limit(np.zeros(9), "lower") == (0, 0) and floor_and_limit(np.ones(9), "higher") == (1, 1)
    assert floor_and_limit(np.full(9, 0.3), "lower") == pytest.approx((0.3, 0.3))


@pytest.mark.parametrize("share, n", [(0, 20), (1, 20), (0.3, 50), (0.97, 400)])
def test_wilson_agrees_with_scipy(share, n):
    theirs = stats.binomtest(round(share * n), n).proportion_ci(method="wilson")
    assert wilson(share, n) == pytest.approx((theirs.low, theirs.high), abs=1e-4)

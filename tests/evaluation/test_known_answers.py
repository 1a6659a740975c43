"""Metrics that SDMetrics and scikit-learn have too, against what those say.

SDMetrics' answers are stored, with the script that made them, in known_answers/; scikit-learn's are asked here.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from sklearn.neighbors import NearestNeighbors

from course_lib.data import Column, Schema
from course_lib.evaluation.metrics.columns import category_coverage, missing_gap, range_coverage
from course_lib.evaluation.metrics.copying import dcr_share, nndr
from course_lib.evaluation.metrics.fairness import dpd, equalised_odds_difference

KNOWN = json.loads((Path(__file__).parent / "known_answers" / "sdmetrics.json").read_text(encoding="utf-8"))
X = Schema([Column("x", "number")])


def table(side):
    return pd.DataFrame(KNOWN["columns"][side])


@pytest.mark.parametrize("name", KNOWN["columns"]["range"])
def test_range_coverage_is_sdmetrics(name):
    said = KNOWN["columns"]["range"][name]
    assert range_coverage(table("real")[name], table("synthetic")[name]) == pytest.approx(said, abs=1e-12)
    assert said < 1, "the case can tell"


@pytest.mark.parametrize("name", KNOWN["columns"]["category"])
def test_category_coverage_is_sdmetrics_without_gaps(name):
    real, synthetic = table("real")[name].dropna(), table("synthetic")[name].dropna()
    assert category_coverage(real, synthetic) == pytest.approx(KNOWN["columns"]["category"][name], abs=1e-12)


@pytest.mark.parametrize("name", KNOWN["columns"]["missing"])
def test_missing_gap_is_sdmetrics(name):
    gap = missing_gap(table("real")[name], table("synthetic")[name])
    assert 1 - gap == pytest.approx(KNOWN["columns"]["missing"][name], abs=1e-12)


@pytest.mark.parametrize("case", KNOWN["odds"])
def test_equalised_odds_are_sdmetrics(case):
    found = equalised_odds_difference(case["truth"], case["said"], case["group"])
    assert 1 - found == pytest.approx(case["score"], abs=1e-12)


def test_share_nearer_to_training_and_a_flaw_of_the_stored_answer():
    """SDMetrics divides the distance to training by the range of training, the other by the range of the holdout."""
    train, synthetic, holdout = (np.array(KNOWN["nearer"][name]) for name in ("train", "synthetic", "holdout"))

    def nearest(reference):
        return np.abs(synthetic[:, None] - reference).min(axis=1)

    tables = [pd.DataFrame({"x": v}) for v in (train, synthetic, holdout)]
    assert dcr_share(*tables, X) == np.mean(nearest(train) < nearest(holdout))
    scaled = [np.minimum(nearest(v) / np.ptp(v), 1) for v in (train, holdout)]
    assert np.mean(scaled[0] < scaled[1]) == pytest.approx(KNOWN["nearer"]["share"], abs=1e-12)


def test_nndr_is_scikit_learn_s_two_neighbours():
    rng = np.random.default_rng(0)
    reference, rows = (pd.DataFrame({"x": rng.normal(size=n)}) for n in (40, 30))
    distances, _ = NearestNeighbors(n_neighbors=2).fit(reference).kneighbors(rows)
    assert nndr(reference, rows, X) == pytest.approx(distances[:, 0] / distances[:, 1])


def test_gaps_between_groups_are_scikit_learn_s_rates():
    rng = np.random.default_rng(1)
    truth, said, group = (rng.random(200) < p for p in (0.4, 0.5, 0.3))
    tn, fp, fn, tp = np.array([confusion_matrix(truth[group == g], said[group == g]).ravel() for g in (0, 1)]).T
    assert dpd(said, group) == pytest.approx(abs(np.subtract(*((tp + fp) / (tn + fp + fn + tp)))))
    found = max(abs(np.subtract(*(tp / (tp + fn)))), abs(np.subtract(*(fp / (fp + tn)))))
    assert equalised_odds_difference(truth, said, group) == pytest.approx(found)
    recalls = [precision_recall_fscore_support(truth[group == g], said[group == g])[1][1] for g in (0, 1)]
    assert tp / (tp + fn) == pytest.approx(recalls)

"""AUC, DeLong's interval and TPR at a fixed FPR against closed forms (oracle O46) and scikit-learn."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from course_lib.errors import CourseError
from course_lib.evaluation import auc_of, null_quantile, tpr_at_fpr


def test_agrees_with_scikit_learn_ties_included():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 6, 200), rng.integers(1, 8, 300)
    assert auc_of(b, a).auc == pytest.approx(roc_auc_score(np.repeat([0, 1], [200, 300]), np.r_[a, b]), abs=1e-12)


def test_constant_scores_are_coin_tosses():
    result = auc_of(np.ones(50), np.ones(60))
    assert result.auc == 0.5 and result.tpr_at_1pct_fpr == 0


def test_separated_scores():
    result = auc_of([2.0, 3.0], [0.0, 1.0])
    assert (result.auc, result.interval, result.tpr_at_1pct_fpr) == (1.0, (1.0, 1.0), 1.0)


@pytest.mark.parametrize("mu", [0.268, 1.0])
def test_shifted_normals(mu):
    """AUC = Phi(mu / sqrt 2), TPR at 1% FPR = Phi(Phi^-1(.01) + mu); mu = 1 / 3.7306 is a Gaussian mechanism."""
    rng = np.random.default_rng(1)
    n = 200_000
    a, b = rng.normal(mu, size=n), rng.normal(size=n)
    result, share = auc_of(a, b), stats.norm.cdf(stats.norm.ppf(0.01) + mu)
    assert result.auc == pytest.approx(stats.norm.cdf(mu / np.sqrt(2)), abs=4.5 * np.sqrt(1 / (6 * n)))
    slope = stats.norm.pdf(stats.norm.ppf(0.01) + mu) / stats.norm.pdf(stats.norm.ppf(0.01))
    error = np.sqrt(share * (1 - share) / n + slope**2 * 0.01 * 0.99 / n)
    assert result.tpr_at_1pct_fpr == pytest.approx(share, abs=4.5 * error)


def test_the_numbers_of_the_gaussian_mechanism():
    mu = 1 / 3.7306
    assert stats.norm.cdf(mu / np.sqrt(2)) == pytest.approx(0.575, abs=5e-4)
    assert stats.norm.cdf(stats.norm.ppf(0.01) + mu) == pytest.approx(0.0198, abs=1e-4)


def test_interval_covers_and_null_quantile_holds():
    rng = np.random.default_rng(2)
    truth, inside, below = stats.norm.cdf(0.5 / np.sqrt(2)), 0, 0
    for _ in range(400):
        low, high = auc_of(rng.normal(0.5, size=80), rng.normal(size=120)).interval
        inside += low <= truth <= high
        below += auc_of(rng.normal(size=80), rng.normal(size=120)).auc <= null_quantile(80, 120)
    tolerance = 4.5 * np.sqrt(0.05 * 0.95 / 400)
    assert inside / 400 == pytest.approx(0.95, abs=tolerance)
    assert below / 400 == pytest.approx(0.95, abs=tolerance)


def test_null_quantile_of_500():
    assert (null_quantile(500, 500) - 0.5) / stats.norm.ppf(0.95) == pytest.approx(0.018, abs=5e-4)


def test_tpr_counts_no_more_than_one_percent_of_negatives():
    negatives = np.arange(1000.0)
    assert tpr_at_fpr([995.0, 980.0], negatives) == 0.5


@pytest.mark.parametrize("scores", [[], [np.nan], [[1.0]]])
def test_bad_scores(scores):
    with pytest.raises(CourseError, match="one number per row"):
        auc_of(scores, [1.0])

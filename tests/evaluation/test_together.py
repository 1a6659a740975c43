"""Classifier two-sample test and propensity error against closed forms (oracles O8, O8b)."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation import c2st, pmse
from course_lib.evaluation.metrics.together import (
    independent_columns,
    learner,
    pmse_of,
    pmse_permuted,
    propensity_error,
)
from course_lib.evaluation.scores.of_rows import pmse_score

NUMBER = Schema([Column("x", "number")])


def normal(mean, n, seed):
    return pd.DataFrame({"x": np.random.default_rng(seed).normal(mean, size=n)})


def test_logistic_regression_finds_the_log_density_ratio():
    """N(0,1) against N(1,1): slope 1, intercept -.5."""
    n = 50_000
    x = np.r_[normal(0, n, 0), normal(1, n, 1)]
    scaler, logistic = learner("logistic", None, 0).fit(x, np.repeat([0, 1], n)).named_steps.values()
    slope = logistic.coef_[0, 0] / scaler.scale_[0]
    intercept = logistic.intercept_[0] - slope * scaler.mean_[0]
    assert slope == pytest.approx(1, abs=4.5 * 0.008)
    assert intercept == pytest.approx(-0.5, abs=4.5 * 0.008)


@pytest.mark.parametrize("classifier", ["logistic", "boosting"])
def test_shifted_normals(classifier):
    """Accuracy Phi(1/2) = .6915, AUC Phi(1/sqrt 2) = .7602."""
    result = c2st(normal(0, 20_000, 2), normal(1, 20_000, 3), NUMBER, classifier=classifier)
    assert result.auc == pytest.approx(stats.norm.cdf(1 / np.sqrt(2)), abs=0.01)
    assert result.accuracy == pytest.approx(stats.norm.cdf(0.5), abs=0.01)
    assert result.interval[0] < 0.7602 < result.interval[1]


@pytest.mark.slow
def test_the_strong_classifier_sees_what_larger_trees_are_for():
    """A chessboard of 6 x 6 on 4,000 points: no column of it differs; missing values are told by their own split."""
    rng = np.random.default_rng(7)
    real = pd.DataFrame(rng.random((4000, 2)), columns=list("ab"))
    made = pd.DataFrame(rng.random((12_000, 2)), columns=list("ab"))
    made = made[(made * 6).astype(int).sum(axis=1) % 2 == 0].head(4000).reset_index(drop=True)
    schema = Schema([Column("a", "number"), Column("b", "number")])
    weak, strong = (c2st(real, made, schema, classifier=name).auc for name in ("boosting", "strong"))
    assert strong > 0.7 and strong > weak - 0.01  # .75 is the best possible: half of the real rows stand out
    gaps = pd.DataFrame({"a": np.where(rng.random(4000) < 0.5, rng.random(4000), np.nan), "b": rng.random(4000)})
    assert c2st(real, gaps, schema, classifier="strong").auc == pytest.approx(0.75, abs=0.04)


def test_the_same_distribution_is_a_coin_toss():
    result = c2st(normal(0, 2000, 4), normal(0, 2000, 5), NUMBER)
    assert abs(result.accuracy - 0.5) < 4 * 0.5 / np.sqrt(4000) * 1.5
    assert abs(result.auc - 0.5) < 4.5 * (result.null_95 - 0.5) / 1.645


@pytest.mark.parametrize("classifier, reps", [
    pytest.param("logistic", 200, marks=pytest.mark.slow),
    pytest.param("boosting", 50, marks=pytest.mark.long),  # the folds share their rows whatever learns from them
])
def test_fresh_rows_rarely_pass_the_limit(classifier, reps):
    """Without Nadeau and Bengio's correction 12% to 15% of fresh tables would; with it at most 5%."""
    rng = np.random.default_rng(6)
    schema = Schema([Column(c, "number") for c in "abcd"])
    tables = lambda: (pd.DataFrame(rng.normal(size=(300, 4)), columns=list("abcd")) for _ in range(2))  # noqa: E731
    results = [c2st(*tables(), schema, seed=i, classifier=classifier) for i in range(reps)]
    values, limit = np.array([r.auc for r in results]), results[0].null_95
    allowed = 0.05 + 4.5 * np.sqrt(0.05 * 0.95 / reps) / 2
    assert np.mean(values > limit) <= allowed
    assert np.mean(values) == pytest.approx(0.5, abs=4.5 * values.std() / np.sqrt(reps))


def test_boosting_sees_what_logistic_regression_cannot():
    """Bent dependence: every column right, every correlation right, the joint wrong."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=1500)
    real = pd.DataFrame({"x": x, "y": x**2})
    made = real.assign(y=rng.permutation(real["y"]))
    assert c2st(real, made).auc > 0.9
    assert c2st(real, made, classifier="logistic").auc < 0.55


def test_a_photocopy_falls_below_one_half_on_its_own_training_rows():
    rng = np.random.default_rng(8)
    train, holdout = (pd.DataFrame(rng.normal(size=(500, 4)), columns=list("abcd")) for _ in range(2))
    copy = train.sample(frac=1, random_state=0)
    assert c2st(train, copy).auc < 0.25
    assert abs(c2st(holdout, copy).auc - 0.5) < 0.08


def test_missing_values_and_unseen_levels_are_features():
    rng = np.random.default_rng(9)
    real, made = (pd.DataFrame({"x": rng.normal(size=400), "g": rng.choice(["a", "b"], 400)}) for _ in range(2))
    assert c2st(real, made.assign(x=made["x"].where(rng.random(400) < 0.5))).auc > 0.7
    assert c2st(real, made.assign(g=np.where(rng.random(400) < 0.4, "new", made["g"]))).auc > 0.65


@pytest.mark.slow
def test_sizes_may_differ_and_the_seed_decides():
    a, b = normal(0, 600, 10), normal(0.3, 200, 11)
    assert c2st(a, b, NUMBER, seed=1) == c2st(a, b, NUMBER, seed=1)
    assert c2st(a, b, NUMBER, seed=1) != c2st(a, b, NUMBER, seed=2)


# O8b


def drawn_from_fit(real, n, rng):
    return pd.DataFrame(rng.multivariate_normal(real.mean(), np.cov(real.T, bias=True), n), columns=list("abc"))


@pytest.mark.slow
def test_pmse_has_two_nulls():
    """k = 4, n = m = 500: .00075 for fresh rows, .000375 for rows drawn from a model fitted to the real ones."""
    rng = np.random.default_rng(12)
    schema = Schema([Column(c, "number") for c in "abc"])
    fresh, fitted = [], []
    for _ in range(150):
        real, other = (pd.DataFrame(rng.normal(size=(500, 3)), columns=list("abc")) for _ in range(2))
        fresh.append(pmse(real, other, schema))
        fitted.append(pmse(real, drawn_from_fit(real, 500, rng), schema))
    assert fresh[0].null_fresh == pytest.approx(0.00075)
    assert fresh[0].null_fitted == pytest.approx(0.000375)
    assert np.mean([r.value for r in fresh]) == pytest.approx(0.00075, rel=0.15)
    assert np.mean([r.value for r in fitted]) == pytest.approx(0.000375, rel=0.15)


def test_pmse_of_separate_tables_is_its_maximum():
    assert pmse(normal(0, 300, 13), normal(50, 300, 14), NUMBER).value == pytest.approx(0.25, abs=1e-3)


def test_pmse_counts_a_category_by_its_levels():
    rng = np.random.default_rng(15)
    schema = Schema([Column("g", "category")])
    a, b = (pd.DataFrame({"g": rng.choice(list("abcd"), 400)}) for _ in range(2))
    assert pmse(a, b, schema).null_fresh == pytest.approx(3 * 0.25 / 800)


def test_an_unregularised_regression_by_principal_axes_is_the_same_regression():
    rng = np.random.default_rng(16)
    x = rng.normal(size=(600, 3)) @ rng.normal(size=(3, 3)) + 5
    y = (rng.random(600) < 1 / (1 + np.exp(-x[:, 0] / 3))).astype(int)
    p = learner("logistic", None, 0).fit(x, y).predict_proba(x)[:, 1]
    again = np.column_stack([x, x[:, 0] - x[:, 1], np.ones(600)])  # columns that add nothing
    assert independent_columns(again).shape[1] == 3
    assert propensity_error(independent_columns(again), y) == pytest.approx(((p - y.mean()) ** 2).mean(), rel=5e-3)


def test_few_rows_per_parameter_need_the_permuted_null():
    """30 parameters, 60 rows: the formula promises a ratio of 1, fresh rows score twice that and more."""
    rng = np.random.default_rng(17)
    fresh = [pmse_of(*rng.normal(size=(2, 30, 30))).ratio for _ in range(25)]
    null = pmse_permuted(rng.normal(size=(60, 30)), 30, 25, rng) / (30 * 0.25 / 60)
    assert np.mean(fresh) > 1.5
    assert np.mean(fresh) == pytest.approx(null.mean(), abs=4.5 * np.sqrt((np.var(fresh) + null.var()) / 25))


@pytest.mark.slow
def test_the_score_holds_its_limit():
    """Of fresh tables 5% pass the chi-squared limit, and 5% the permuted one."""
    rng = np.random.default_rng(18)
    for n, p, reps in ((300, 5, 200), (20, 8, 60)):
        seen = 0
        for _ in range(reps):
            case = SimpleNamespace(against="holdout")
            seen += pmse_score(case, *rng.normal(size=(2, n, p)), rng).visible
        assert seen / reps <= 0.05 + 4.5 * np.sqrt(0.05 * 0.95 / reps)


@pytest.mark.parametrize("call, words", [
    (lambda: c2st(normal(0, 5, 0), normal(0, 5, 1), NUMBER), "at least 10 rows"),
    (lambda: c2st(normal(0, 50, 0), normal(0, 50, 1), NUMBER, classifier="forest"), "'strong' or 'logistic'"),
    (lambda: c2st(pd.DataFrame({"id": list("abcdefghijkl")}), pd.DataFrame({"id": list("abcdefghijkl")}),
                  Schema([Column("id", "identifier")])), "only identifier"),
])
def test_mistakes_are_one_sentence(call, words):
    with pytest.raises(CourseError, match=words):
        call()

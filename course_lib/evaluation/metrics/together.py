"""Are whole rows right? A classifier tries to tell synthetic rows from real ones.

Give it rows the generator never saw. Against its own training rows a photocopy scores far *below* one half:
each copied row has a twin with the other label, and the classifier, having met the twin, answers wrongly.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgWarning
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.auc import Auc, delong, interval_of, null_quantile
from course_lib.evaluation.metrics.pairs import scaled
from course_lib.evaluation.metrics.space import placed
from course_lib.evaluation.metrics.views import schema_of, views
from course_lib.randomness import generator

CLASSIFIERS = ("boosting", "strong", "logistic")


def c2st(real, synthetic, schema=None, seed=0, classifier: str = "boosting", folds: int = 5) -> Auc:
    """Classifier two-sample test: how well does a classifier tell the two tables apart on rows held out from it?

    Rows of the larger table are dropped at random until both are equal. The classifier ("boosting": histogram
    gradient boosting, sees non-linear dependence; "strong": 200 larger trees, slower and stricter on thousands of
    rows; "logistic": sees means only) is trained on all folds but one and scores the rows of that one; `auc` is the
    mean over folds, `accuracy` the share it labels correctly.
    Range 0 to 1; .5 is best and is the floor: fresh real rows stay below `null_95` in 95% of cases. Well below
    .5 means rows on both sides are twins. 2 accuracy - 1 is a lower bound on the total variation of the tables.
    Source: Lopez-Paz and Oquab (2017), ICLR. Raises CourseError for another classifier, and for fewer than 2 * folds
    rows.
    """
    if classifier not in CLASSIFIERS:
        raise CourseError(f"classifier={classifier!r}: choose 'boosting', 'strong' or 'logistic'.")
    rng = generator(seed)
    schema = schema_of(real, schema)
    n = min(len(real), len(synthetic))
    if n < 2 * folds:
        raise CourseError(f"A classifier test needs at least {2 * folds} rows in each table; the smaller has {n}.")
    real, synthetic = (t.iloc[np.sort(rng.permutation(len(t))[:n])] for t in (real, synthetic))
    if classifier != "logistic":
        x, categorical = features(schema, real, synthetic, keep_gaps=classifier == "strong")
    else:
        x, categorical = np.vstack(placed(real, synthetic, schema=schema)), None
    y = np.repeat([0, 1], n)
    order = rng.permutation(2 * n)  # ties in a sort inside a learner must not follow the label
    return cross_validated(x[order], y[order], categorical, classifier, folds, int(rng.integers(2**31)))


def cross_validated(x, y, categorical, classifier, folds, seed) -> Auc:
    """The Auc on held-out folds: the mean of the folds' AUCs.

    The folds' classifiers share most of their training rows and so their luck: treating folds as independent
    rejects fresh rows in 15% of cases instead of 5. Nadeau and Bengio's correction (2003, Machine Learning 52)
    multiplies the variance of the mean by 1 + folds / (folds - 1), here 2.25; that errs on the wide side.
    """
    values, variances, correct = [], [], 0
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, y):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # see propensity_error
            model = learner(classifier, categorical, seed).fit(x[train], y[train])
        p = model.predict_proba(x[test])[:, 1]
        value, variance = delong(p[y[test] == 1], p[y[test] == 0])
        values.append(value)
        variances.append(variance)
        correct += int(((p > 0.5) == y[test]).sum())
    value, n1, wider = float(np.mean(values)), int(y.sum()), 1 + folds / (folds - 1)
    null = 0.5 + np.sqrt(wider) * (null_quantile(n1, len(y) - n1) - 0.5)
    return Auc(value, interval_of(value, wider * sum(variances) / folds**2), float(min(1.0, null)), correct / len(y))


def learner(classifier: str, categorical, seed: int):
    """An unfitted scikit-learn classifier; small trees and few rounds keep a fold of 8,000 rows under a second."""
    if classifier == "logistic":
        return make_pipeline(StandardScaler(), LogisticRegression(C=np.inf, max_iter=1000))
    if classifier == "strong":  # as LightGBM with its defaults and 200 trees
        return HistGradientBoostingClassifier(max_iter=200, learning_rate=0.1, max_leaf_nodes=31, min_samples_leaf=20,
                                              early_stopping=False, categorical_features=categorical,
                                              random_state=seed)
    return HistGradientBoostingClassifier(max_iter=80, learning_rate=0.1, max_leaf_nodes=16, min_samples_leaf=10,
                                          early_stopping=False, categorical_features=categorical,
                                          random_state=seed)


def features(schema, *tables, keep_gaps: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """The tables stacked as one matrix for trees, and which of its columns are categories.

    A missing number takes a value below all others, which one split of a tree sets apart; or, with `keep_gaps`, stays
    NaN: then each split of a tree sends missing values to the side where they serve it best.
    """
    made = views(schema, *tables)
    numbers = np.vstack([v.numbers for v in made])
    gone = np.isnan(numbers)
    below = np.where(gone, np.inf, numbers).min(axis=0) - 1
    if not keep_gaps:
        numbers = np.where(gone, np.where(np.isfinite(below), below, 0), numbers)
    x = np.hstack([numbers, np.vstack([v.codes for v in made])])
    if x.shape[1] == 0:
        raise CourseError("The tables have only identifier columns: there is nothing for a classifier to look at.")
    few = [rank == 0 and len(levels) <= 250 for rank, levels in zip(made[0].ranks, made[0].levels)]
    return x, np.array([False] * made[0].numbers.shape[1] + few)


@dataclass(frozen=True)
class Pmse:
    """value: mean (p - c)^2. null_fresh, null_fitted: its average when nothing is wrong. ratio: value / null_fresh.

    parameters: k, the intercept among them.
    """

    value: float
    null_fresh: float
    null_fitted: float
    ratio: float
    parameters: int


def pmse(real, synthetic, schema=None) -> Pmse:
    """Propensity mean squared error: how far a logistic regression's P(row is synthetic) strays from the base rate.

    Pool N = n + m rows, c = m / N; pMSE = mean (p - c)^2 with p from an *unregularised* logistic regression of
    k parameters. Range 0 to c (1 - c); lower is better. It sees differences in means and shares only.
    Floor, two different ones, mixed up often: (k - 1) c (1 - c) / N if the synthetic table is a fresh sample,
    (k - 1) c (1 - c)^2 / N if it was drawn from a model fitted to these very real rows. Both formulas are for an
    unregularised logistic regression with many rows per parameter: for a small table, or another classifier, permute
    the labels (`pmse_permuted`).
    Source: Snoke et al. (2018), J. R. Stat. Soc. A 181(3).
    """
    a, b = placed(real, synthetic, schema=schema)
    return pmse_of(a, b)


def pmse_of(real, synthetic) -> Pmse:
    """From points of one space."""
    x, y = independent_columns(np.vstack([real, synthetic])), np.repeat([0, 1], [len(real), len(synthetic)])
    k, total, c = x.shape[1] + 1, len(y), len(synthetic) / len(y)
    value = propensity_error(x, y)
    fresh = (k - 1) * c * (1 - c) / total
    return Pmse(value, fresh, fresh * (1 - c), value / fresh if fresh > 0 else float("nan"), k)


def pmse_permuted(points, m: int, rounds: int, rng) -> np.ndarray:
    """pMSE, (rounds,), when m of the points are called synthetic at random: the null that needs no formula.

    The formulas are for many more rows than parameters. With a row or two per parameter the regression separates any
    two tables, and only a permuted null says so.
    """
    x, y = independent_columns(points), np.arange(len(points)) < m
    return np.array([propensity_error(x, rng.permutation(y)) for _ in range(rounds)])


def independent_columns(x) -> np.ndarray:
    """The columns standardised and turned to their principal axes; axes without extent, as one of k levels, left out.

    An unregularised regression gives the same probabilities, and Newton's method finds them in a few steps.
    """
    x = scaled(x)
    extent, axes = np.linalg.eigh(x.T @ x / len(x))
    kept = extent > 1e-10 * extent.max(initial=0)
    return x @ (axes[:, kept] / np.sqrt(extent[kept]))


def propensity_error(x, y) -> float:
    """mean (p - c)^2 of an unregularised logistic regression."""
    if x.shape[1] == 0:
        return 0.0
    with warnings.catch_warnings():
        # Separable tables have no finite optimum: the steps never end, the probabilities are right all the same.
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", LinAlgWarning)
        p = LogisticRegression(C=np.inf, solver="newton-cholesky", max_iter=50).fit(x, y).predict_proba(x)[:, 1]
    return float(((p - y.mean()) ** 2).mean())

"""Does the synthetic table serve its purpose? Train a model on it, test the model on real rows."""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.auc import placements
from course_lib.evaluation.metrics.together import features
from course_lib.evaluation.metrics.views import LEVELS, MISSING, labels_of, numbers_of, schema_of
from course_lib.randomness import generator


@dataclass(frozen=True)
class Tested:
    """A model's predictions for the test rows, and its score `value` in `unit`: "AUC" or "R2".

    truth: (n,) numbers, or codes of the classes. predicted: (n,) numbers, or (n, classes) probabilities.
    """

    unit: str
    truth: np.ndarray
    predicted: np.ndarray

    @property
    def value(self) -> float:
        return self.on(slice(None))

    def on(self, rows) -> float:
        """The score on some of the test rows."""
        truth, predicted = self.truth[rows], self.predicted[rows]
        return mean_auc(truth, predicted) if self.unit == "AUC" else r_squared(truth, predicted)


def tstr(rows, test, target: str, schema=None, seed=0) -> Tested:
    """Train on `rows` (synthetic: TSTR; real: TRTR), test on the real rows `test`, with gradient boosting.

    Classes: AUC, for more than two the mean of one class against the rest; range 0 to 1, .5 = nothing learned.
    Numbers: R^2, the explained share of the variance; range minus infinity to 1, 0 = nothing learned. Higher is
    better. Floor: the same model trained on real rows (TRTR). Compare differences, not ratios: an AUC of .5 is
    no skill, not half of it. Source: Esteban, Hyland and Raetsch (2017), arXiv:1706.02633.
    Raises CourseError for a target that is an identifier, or that `rows` has no value of.
    """
    schema = schema_of(test, schema)
    column = schema[target]
    if column.kind == "identifier":
        raise CourseError(f"Column {target!r} is an identifier: it cannot be a target, choose another column.")
    rest = schema.select([name for name in schema.names if name != target])
    x, categorical = features(rest, rows, test)
    settings = {"max_iter": 100, "early_stopping": False, "categorical_features": categorical,
                "random_state": int(generator(seed).integers(2**31))}
    here, there = slice(None, len(rows)), slice(len(rows), None)
    if column.kind in LEVELS:
        a, b = labels_of(rows[target]), labels_of(test[target])
        classes = sorted((set(a) | set(b)) - {MISSING})
        known = np.isin(a, classes)
        truth = np.array([classes.index(v) if v != MISSING else -1 for v in b])
        predicted = np.zeros((len(b), len(classes)))
        if len(set(a[known])) < 2:  # one class or none: such a table teaches nothing about the target
            return Tested("AUC", truth[truth >= 0], predicted[truth >= 0])
        model = HistGradientBoostingClassifier(**settings).fit(x[here][known], a[known])
        predicted[:, [classes.index(c) for c in model.classes_]] = model.predict_proba(x[there])
        return Tested("AUC", truth[truth >= 0], predicted[truth >= 0])
    a, b = numbers_of(rows[target]), numbers_of(test[target])
    known, asked = ~np.isnan(a), ~np.isnan(b)
    if not known.any():
        raise CourseError(f"Column {target!r} holds no value in the table to learn from: choose another target.")
    model = HistGradientBoostingRegressor(**settings).fit(x[here][known], a[known])
    return Tested("R2", b[asked], model.predict(x[there][asked]))


def mean_auc(truth, probability) -> float:
    """One class against the rest, averaged over the classes that occur and do not fill the test rows."""
    values = []
    for c in np.unique(truth):
        member = truth == c
        if not member.all():
            values.append(placements(probability[member, c], probability[~member, c]).mean())
    return float(np.mean(values)) if values else float("nan")


def r_squared(truth, predicted) -> float:
    """1 - sum of squared errors / sum of squares around the mean; NaN for a constant truth."""
    total = ((truth - truth.mean()) ** 2).sum()
    return float(1 - ((truth - predicted) ** 2).sum() / total) if total > 0 else float("nan")

"""Does the synthetic table serve its purpose? Train a model on it, test the model on real rows.

Two models, because a synthetic table may keep straight effects and lose the bent ones: gradient boosting, and a
logistic or linear regression. Each is trained twice with the same settings, on synthetic rows (TSTR) and on the real
training rows (TRTR), and tested on the same real rows that neither saw.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge

from course_lib.data.schema import LEVELS
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.auc import placements
from course_lib.evaluation.metrics.space import placed
from course_lib.evaluation.metrics.together import features
from course_lib.evaluation.metrics.views import MISSING, labels_of, numbers_of, schema_of
from course_lib.randomness import generator

LEARNERS = ("boosting", "linear")
MOST_CLASSES = 8  # rarer levels of the target are one class, "other": each class costs a model
FEWEST_OF_CLASS = 5  # test rows; the AUC of a rarer class says nothing
ROUNDS = 100  # of boosting; with c > 2 classes 200 / c, since each round grows c trees
TRAINING = 2.0  # variance of the loss, over what the test rows alone bring
Z = 1.96


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
        return mean_auc(truth, predicted)[0] if self.unit == "AUC" else r_squared(truth, predicted)[0]

    def influence(self) -> np.ndarray:
        """How much each test row moves the value, (n,): its variance over n is the squared standard error."""
        return (mean_auc if self.unit == "AUC" else r_squared)(self.truth, self.predicted)[1]


@dataclass(frozen=True)
class Usefulness:
    """tstr, trtr: the score of the model trained on synthetic and on real rows, in `unit` ("AUC" or "R2").

    loss: trtr - tstr, with its 95% interval and standard error, for other training and test rows from the same sources.
    tstr_interval: of tstr, for other test rows.
    """

    unit: str
    tstr: float
    trtr: float
    loss: float
    interval: tuple[float, float]
    error: float
    tstr_interval: tuple[float, float]


def usefulness(train, synthetic, test, target: str, schema=None, seed=0, learner: str = "boosting") -> Usefulness:
    """TSTR, TRTR and their difference on the real rows `test`, which neither generator nor model saw.

    Look at the difference, never at the ratio: an AUC of .5 is no skill, not half of it. A synthetic table whose
    columns were shuffled scores .5 (R^2: 0 or below). TSTR above TRTR happens by chance, and for a copy of the rows.
    The standard error is in closed form from each test row's influence, paired (for an AUC as in DeLong et al. 1988),
    times sqrt(2): the draw of the training rows adds about as much variance again, since near the best model both
    shrink with 1/n (fresh customers, three targets, 300 to 4,000 rows: -.2 to 1.6 times as much). Raises what `tstr`
    raises.
    """
    seed = int(generator(seed).integers(2**31))
    made, real = (tstr(rows, test, target, schema, seed, learner, levels_from=(train, test))
                  for rows in (synthetic, train))
    loss, moved, root = real.value - made.value, made.influence(), np.sqrt(len(made.truth))
    error = float(np.sqrt(TRAINING) * np.std(real.influence() - moved) / root)
    own = float(np.std(moved) / root)
    least = 0.0 if made.unit == "AUC" else -np.inf
    return Usefulness(made.unit, made.value, real.value, loss, (loss - Z * error, loss + Z * error), error,
                      (max(least, made.value - Z * own), min(1.0, made.value + Z * own)))


def tstr(rows, test, target: str, schema=None, seed=0, learner: str = "boosting", levels_from=None) -> Tested:
    """Train on `rows` (synthetic: TSTR; real: TRTR), test on the real rows `test`.

    learner: "boosting" (histogram gradient boosting) or "linear" (logistic or ridge regression on standardised
    numbers and indicators of levels).
    Levels: AUC, for more than two the mean of one class against the rest; range 0 to 1, .5 = nothing learned. The
    commonest 7 levels of the real rows are classes, the others are one more; classes with under 5 test rows are left
    out of the mean. Numbers and dates: R^2, the explained share of the variance; range minus infinity to 1, 0 =
    nothing learned. Rows that miss the target are left out. Higher is better. Floor: the same model trained on real
    rows (TRTR); `usefulness` gives both and the difference. levels_from: the real tables whose levels become classes;
    `test` if None. Source: Esteban, Hyland and Raetsch (2017), arXiv:1706.02633.
    Raises CourseError for another learner, for a target that is an identifier or the only column, and for one that
    `rows` or `test` has no value of.
    """
    if learner not in LEARNERS:
        raise CourseError(f"learner={learner!r}: choose 'boosting' or 'linear'.")
    schema = schema_of(test, schema)
    column = schema[target]
    if column.kind == "identifier":
        raise CourseError(f"Column {target!r} is an identifier: it cannot be a target, choose another column.")
    rest = schema.select([name for name in schema.names if name != target])
    if all(c.kind == "identifier" for c in rest):
        raise CourseError(f"Column {target!r} is the only one that is learned: there is nothing to predict it from.")
    a, b, classes = targets(column, rows, test, levels_from or (test,))
    known, asked = ~np.isnan(a), ~np.isnan(b)
    for has, table in ((known, "to learn from"), (asked, "to test on")):
        if not has.any():
            raise CourseError(f"Column {target!r} holds no value in the table {table}: choose another target.")
    x, categorical = matrices(rest, rows, test, learner)
    x_rows, x_test, a, b = x[:len(rows)][known], x[len(rows):][asked], a[known], b[asked]
    seed = int(generator(seed).integers(2**31))
    if classes is None:
        unit = max(np.abs(a).max(), 1e-300)  # squares of very large or small targets stay numbers
        model = regressor(learner, categorical, seed).fit(x_rows, a / unit)
        return Tested("R2", b, model.predict(x_test) * unit)
    b, predicted = b.astype(int), np.zeros((len(b), classes))
    if len(np.unique(a)) < 2:  # one class only: such a table teaches nothing about the target
        return Tested("AUC", b, predicted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # nearly separable classes: ranks settle before weights
        model = classifier(learner, categorical, seed, classes).fit(x_rows, a.astype(int))
    predicted[:, model.classes_] = model.predict_proba(x_test)
    return Tested("AUC", b, predicted)


def targets(column, rows, test, real) -> tuple[np.ndarray, np.ndarray, int | None]:
    """The target of both tables as numbers or as class codes, NaN = missing, and the number of classes or None."""
    if column.kind not in LEVELS:
        return numbers_of(rows[column.name]), numbers_of(test[column.name]), None
    labels = np.concatenate([labels_of(table[column.name]) for table in real])
    found, times = np.unique(labels[labels != MISSING].astype(str), return_counts=True)
    common = found[np.argsort(-times, kind="stable")]
    common = common if len(common) <= MOST_CLASSES else common[:MOST_CLASSES - 1]
    code = {label: float(i) for i, label in enumerate(common)} | {MISSING: np.nan}
    other = float(len(common))
    a, b = (np.array([code.get(v, other) for v in labels_of(table[column.name])]) for table in (rows, test))
    return a, b, len(common) + 1


def matrices(schema, rows, test, learner):
    """Both tables as one matrix for the learner, and which of its columns are categories (boosting only)."""
    if learner == "boosting":
        return features(schema, rows, test)
    # A number far outside what was learned from must not decide alone.
    return np.vstack(placed(rows, test, schema=schema)).clip(-10, 10), None


def classifier(learner, categorical, seed, classes):
    if learner == "linear":
        return LogisticRegression(max_iter=200)
    rounds = ROUNDS if classes <= 3 else max(20, 2 * ROUNDS // classes)
    return HistGradientBoostingClassifier(max_iter=rounds, early_stopping=False, categorical_features=categorical,
                                          random_state=seed)


def regressor(learner, categorical, seed):
    if learner == "linear":
        return Ridge(alpha=1.0)
    return HistGradientBoostingRegressor(max_iter=ROUNDS, early_stopping=False, categorical_features=categorical,
                                         random_state=seed)


def mean_auc(truth, probability) -> tuple[float, np.ndarray]:
    """One class against the rest, averaged over the classes that occur often enough; and each row's influence.

    The influence of a row of the class is how far its placement lies from the AUC, over the share of the class; of
    any other row likewise. NaN where every test row is of one class.
    """
    values, influence = [], np.zeros(len(truth))
    counts = np.bincount(truth, minlength=probability.shape[1]) if len(truth) else np.zeros(1, int)
    asked = [c for c in np.flatnonzero(counts) if counts[c] < len(truth)]
    often = [c for c in asked if min(counts[c], len(truth) - counts[c]) >= FEWEST_OF_CLASS]
    for c in often or asked:
        member = truth == c
        above = placements(probability[member, c], probability[~member, c])
        below = 1 - placements(probability[~member, c], probability[member, c])
        values.append(above.mean())
        influence[member] += (above - above.mean()) / member.mean()
        influence[~member] += (below - above.mean()) / (~member).mean()
    return (float(np.mean(values)), influence / len(values)) if values else (float("nan"), influence)


def r_squared(truth, predicted) -> tuple[float, np.ndarray]:
    """1 - sum of squared errors / sum of squares around the mean, and each row's influence; NaN for constants."""
    unit = max(np.abs(truth).max(initial=0), 1e-300)
    truth, predicted = truth / unit, predicted / unit
    around = (truth - truth.mean()) ** 2
    if not around.sum() > 0:
        return float("nan"), np.zeros(len(truth))
    wrong = (truth - predicted) ** 2
    value = 1 - wrong.sum() / around.sum()
    return float(value), -(wrong - (1 - value) * around) / around.mean()

"""Do synthetic rows of a rare class help a classifier? Augmentation beside its cheaper rivals.

Four ways to train on the same real rows, tested on the same real rows that nobody saw:

    as it is        the training rows, nothing added
    class weights   the same rows, each class with the same total weight
    smote           rows of the rare class added by interpolation between neighbours until the classes are equal
    synthetic       rows of the rare class added from a synthetic table, as many as there are, until they are equal

Synthetic rows come from a generator that learned from these same rows: they add the generator's assumptions, no
observation. What all three rivals move is the balance of the classes, and with it where the classifier cuts; the
order of the rows (AUC) they move little. So look at both: AUC, and the share of each class found at a probability of
one half.
"""

import warnings

import numpy as np
import pandas as pd
from sklearn.exceptions import ConvergenceWarning

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.auc import placements
from course_lib.evaluation.metrics.together import features
from course_lib.evaluation.metrics.usefulness import LEARNERS, TRAINING, Z, classifier
from course_lib.evaluation.metrics.views import MISSING, labels_of, schema_of
from course_lib.randomness import generator

WAYS = ("as it is", "class weights", "smote", "synthetic")
NEIGHBOURS = 5


def augmentation(train, synthetic, test, target: str, rare=None, schema=None, seed=0,
                 learner: str = "boosting", cut: float = 0.5) -> pd.DataFrame:
    """Compare the four ways. One row a way; columns: rows (trained on), auc, gain, gain_low, gain_high, found,
    balanced.

    target: a column of two levels; rare: the one that is added, the rarer of `train` if None. gain: the AUC above that
    of "as it is" on the same test rows, with its 95% interval (DeLong's paired variance, times two for the draw of the
    training rows, as in `usefulness`). found: share of the rare class with a probability above `cut`; balanced: the
    mean of that and the share of the other class at or below it. "As it is" with a lower cut is the cheapest rival of
    all. Compare any gain with what another seed of the same way does.
    Source of SMOTE: Chawla et al. (2002), JAIR 16; SMOTENC for mixed columns, both from imbalanced-learn.
    Raises CourseError for a target without two levels in the training and the test rows, and for a class with fewer
    than 6 training rows.
    """
    if learner not in LEARNERS:
        raise CourseError(f"learner={learner!r}: choose 'boosting' or 'linear'.")
    schema = schema_of(train, schema)
    rest = schema.select([name for name in schema.names if name != target])
    train, synthetic, test = (t[t[target].notna()] for t in (train, synthetic, test))
    rare = rarer(train, test, target) if rare is None else rare
    y, made, truth = (labels_of(t[target]) == str(rare) for t in (train, synthetic, test))
    if min(y.sum(), (~y).sum()) <= NEIGHBOURS or not 0 < truth.sum() < len(truth):
        raise CourseError(f"Column {target!r} needs more than {NEIGHBOURS} training rows with and without {rare!r}, "
                          "and test rows of both: choose another target, or more rows.")
    x, categorical = features(rest, train, synthetic, test)
    a, b, c = np.split(x, np.cumsum([len(train), len(synthetic)]))
    rng = generator(seed)
    short = max(0, int((~y).sum() - y.sum()))  # rare rows to be added
    add = rng.permutation(np.flatnonzero(made))[:short]
    grown = interpolated(a, y, categorical, int(rng.integers(2**31)))
    sets = {"as it is": (a, y, None), "class weights": (a, y, weights(y)), "smote": (*grown, None),
            "synthetic": (np.vstack([a, b[add]]), np.concatenate([y, np.ones(len(add), bool)]), None)}
    seed, found, first = int(rng.integers(2**31)), {}, None
    for way, (rows, labels, weight) in sets.items():
        p = probabilities(learner, categorical, seed, rows, labels, weight, c)
        first = p if first is None else first
        gain, error = paired_gain(p, first, truth)
        hit, kept = (p[truth] > cut).mean(), (p[~truth] <= cut).mean()
        found[way] = {"rows": len(rows), "auc": placements(p[truth], p[~truth]).mean(), "gain": gain,
                      "gain_low": gain - Z * error, "gain_high": gain + Z * error, "found": hit,
                      "balanced": (hit + kept) / 2}
    return pd.DataFrame(found).T.astype({"rows": int})


def rarer(train, test, target: str):
    """The label of the rarer of the two levels."""
    counts = pd.Series(labels_of(train[target])).value_counts()
    counts = counts.drop(MISSING, errors="ignore")
    if len(counts) != 2:
        raise CourseError(f"Column {target!r} has {len(counts)} levels in the training rows: augmentation asks about "
                          "one of two. Give rare=... to ask about one level against all others.")
    return counts.index[-1]


def weights(y) -> np.ndarray:
    """One weight a row: both classes weigh n / 2."""
    return np.where(y, len(y) / (2 * y.sum()), len(y) / (2 * (~y).sum()))


def interpolated(x, y, categorical, seed: int):
    """Rows and labels with rare ones added by SMOTE until the classes are equal."""
    from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC  # a second to load, and few ask

    if categorical.all():
        method = SMOTEN(random_state=seed, k_neighbors=NEIGHBOURS)
    elif categorical.any():
        method = SMOTENC(list(np.flatnonzero(categorical)), random_state=seed, k_neighbors=NEIGHBOURS)
    else:
        method = SMOTE(random_state=seed, k_neighbors=NEIGHBOURS)
    return method.fit_resample(x, y)


def probabilities(learner, categorical, seed, x, y, weight, asked) -> np.ndarray:
    """P(rare) of the asked rows."""
    if learner == "linear":
        x, asked = indicators(x, asked, categorical)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = classifier(learner, categorical, seed, 2).fit(x, y, sample_weight=weight)
    return model.predict_proba(asked)[:, list(model.classes_).index(True)]


def indicators(x, asked, categorical):
    """Numbers standardised by the first matrix, codes as one column a level."""
    centre, spread = x[:, ~categorical].mean(axis=0), x[:, ~categorical].std(axis=0)
    spread[spread == 0] = 1
    parts = [[((m[:, ~categorical] - centre) / spread).clip(-10, 10)] for m in (x, asked)]
    for j in np.flatnonzero(categorical):
        for part, m in zip(parts, (x, asked)):
            part.append(m[:, [j]] == np.unique(np.concatenate([x[:, j], asked[:, j]])))
    return tuple(np.hstack(part).astype(float) for part in parts)


def paired_gain(p, q, truth) -> tuple[float, float]:
    """AUC of p minus AUC of q on the same rows, and its standard error (DeLong et al. 1988, Biometrics 44)."""
    up, down = (placements(s[truth], s[~truth]) for s in (p, q)), (placements(s[~truth], s[truth]) for s in (p, q))
    (a, b), (c, d) = up, down
    gain, n1, n0 = a.mean() - b.mean(), truth.sum(), (~truth).sum()
    variance = sum(part.var(ddof=1) / n if n > 1 else 0.25 for part, n in ((a - b, n1), (c - d, n0)))
    return float(gain), float(np.sqrt(TRAINING * variance))

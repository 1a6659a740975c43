"""Rows of a model kept or passed over, so that its columns go together in pairs as those of the training rows do.

    s(x)    scores, (k,): of a number or an ordered level its normal score z and (z^2 - 1) / sqrt 2; of a level without
            order 1 where the row has it; all standardised
    f(x)    (q,): the scores, and some products of two: of two z the mean is the copula's correlation
    w(x)    exp( theta . f(x) ), how much likelier the row is to be kept

    1 compare    the mean of every product over the training rows and over the model's
    2 choose     products whose two means differ by more than chance: THRESHOLD standard errors. Or all, if few: then
                 none of the model's small errors stays, and the rows' chance comes along, as in the copula itself
    3 fit        theta, so that the model's rows, weighted by w, have the means of the training rows (Newton's method)
    4 keep       a row with the probability w / w_max: rejection sampling (von Neumann 1951)

Of all distributions with those means, p_model(x) w(x) is the nearest to the model's in Kullback-Leibler divergence
(Csiszar 1975): what the means do not ask for stays the model's. Statisticians rake a survey by the same rule.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.generators.columns import observed
from course_lib.generators.margins import ATOM, Margin

THRESHOLD = 1.5
MOST = 150  # products, the most striking
ROWS = 40_000  # rows of either table, at most
FEWEST = 50  # rows that a level needs to have a score
FAR = 8.0  # a score or product of scores beyond counts as this: no row weighs without limit
PRIOR = 0.3  # standard deviation of a theta before rows are seen (a ridge): with few rows, weights stay near 1
STEPS = 20  # of Newton's method, at most
KEPT = 0.2  # of the rows at least: w_max is lowered until it is so, and a w above counts as w_max


@dataclass(frozen=True)
class Tilt:
    """columns: of the matrix, those with scores; margins: F of each, None for a level; levels: which. mean, sd: of
    the k scores; first, second: factors of the products; theta: (q,)."""

    columns: list
    margins: list
    levels: list
    mean: np.ndarray
    sd: np.ndarray
    first: np.ndarray
    second: np.ndarray
    theta: np.ndarray

    @classmethod
    def fit(cls, rows, made, fields, given=(), every=0) -> "Tilt | None":
        """rows: training rows, made: the model's, (n, fields) and (m, fields). given: columns without scores, because
        they are exact functions of others. every: up to so many products, all
        are taken. None if no two columns have scores."""
        columns, margins, levels = scored(rows, fields, given)
        raw = scores(rows, fields, columns, margins, levels)
        mean, sd = raw.mean(0), np.maximum(raw.std(0), 1e-6)
        a, b = (np.clip((s - mean) / sd, -FAR, FAR) for s in (raw, scores(made, fields, columns, margins, levels)))
        first, second = striking(a, b, sources(fields, columns, margins), every)
        if len(np.unique(columns)) < 2:
            return None
        target, f = features(a, first, second).mean(0), features(b, first, second)
        theta = newton(f, target, ridge=1 / (PRIOR**2 * len(a)))
        return cls(columns, margins, levels, mean, sd, first, second, theta)

    def log_weight(self, matrix, fields) -> np.ndarray:
        """log w of rows, (n, fields) -> (n,)."""
        s = (scores(matrix, fields, self.columns, self.margins, self.levels) - self.mean) / self.sd
        return features(np.clip(s, -FAR, FAR), self.first, self.second) @ self.theta

    def to_dict(self) -> dict:
        return {**vars(self), "margins": [margin and vars(margin) for margin in self.margins]}

    @classmethod
    def from_dict(cls, entries) -> "Tilt":
        return cls(**{**entries, "margins": [margin and Margin(**margin) for margin in entries["margins"]]})


def scored(rows, fields, given):
    """Which columns have scores, with their margins and levels."""
    columns, margins, levels = [], [], []
    seen = observed(rows, fields)
    for j, field in enumerate(fields):
        x = rows[seen[:, j], j]
        if j in given or len(x) < 2 or x.min() == x.max():
            continue
        if field.n_levels == 2 or (field.n_levels and not field.ordered):
            counts = np.bincount(x.astype(int), minlength=field.n_levels)
            own = [k for k in range(1 if field.n_levels == 2 else 0, field.n_levels) if counts[k] >= FEWEST]
            columns, margins, levels = columns + [j] * len(own), margins + [None] * len(own), levels + own
        else:
            columns, levels = [*columns, j], [*levels, -1]
            margins = [*margins, Margin.fit(x, 1 if field.n_levels else ATOM)]
    return columns, margins, levels


def scores(matrix, fields, columns, margins, levels) -> np.ndarray:
    """(n, k), not standardised. Where nothing was observed: 0."""
    seen, found = observed(matrix, fields), [np.empty((len(matrix), 0))]
    for j, margin, level in zip(columns, margins, levels):
        if margin is None:
            found.append((matrix[:, j] == level)[:, None])
        else:
            z = margin.middle(matrix[:, j])
            found.append(np.column_stack([z, (z**2 - 1) / np.sqrt(2)]) * seen[:, [j]])
    return np.concatenate(found, axis=1)


def sources(fields, columns, margins) -> np.ndarray:
    """The table's column that each score is about, (k,)."""
    many = [1 if margin is None else 2 for margin in margins]
    return np.repeat([fields[j].source for j in columns], many)


def striking(a, b, source, every):
    """Steps 1 and 2. a (n, k), b (m, k): scores. The factors of the chosen products, (q - k,) twice."""
    i, j = np.triu_indices(a.shape[1], 1)
    means = [s.T @ s / len(s) for s in (a, b)]
    variances = [(s**2).T @ s**2 / len(s) - mean**2 for s, mean in zip((a, b), means)]
    error = np.sqrt(np.maximum(variances[0] / len(a) + variances[1] / len(b), 1e-12))
    apart = (np.abs(means[0] - means[1]) / error)[i, j] * (source[i] != source[j])
    other = np.flatnonzero(source[i] != source[j])
    if len(other) <= every:
        return i[other], j[other]
    chosen = np.argsort(-apart, kind="stable")[:MOST]
    chosen = np.sort(chosen[apart[chosen] > THRESHOLD])
    return i[chosen], j[chosen]


def features(s, first, second) -> np.ndarray:
    """f(x): (n, k) -> (n, q)."""
    return np.concatenate([s, np.clip(s[:, first] * s[:, second], -FAR, FAR)], axis=1)


def newton(f, target, ridge) -> np.ndarray:
    """Step 3: theta that maximises theta . target - log mean exp(theta . f) - ridge |theta|^2 / 2, which is concave."""
    theta = np.zeros(f.shape[1])
    for _ in range(STEPS):
        log_w = f @ theta
        w = np.exp(log_w - log_w.max())
        w /= w.sum()
        mean = w @ f
        slope = target - mean - ridge * theta
        if np.abs(slope).max(initial=0) < 1e-4:
            break
        curvature = (f * w[:, None]).T @ f - np.outer(mean, mean) + ridge * np.eye(len(theta))
        step = np.linalg.solve(curvature, slope)
        theta = theta + step / max(1.0, np.abs(f @ step).max() / 2)  # no log weight moves by more than 2
    return theta


def highest(log_w) -> float:
    """log w_max: the largest but for one in a thousand, or as much lower as keeps KEPT of the rows."""
    for share in (0.999, 0.99, 0.95, 0.9, 0.8):
        log_max = float(np.quantile(log_w, share))
        if np.exp(np.minimum(log_w - log_max, 0.0)).mean() >= KEPT:
            break
    return log_max


def keep(log_w, log_max, rng) -> np.ndarray:
    """Step 4: which rows stay, (n,) bool."""
    return rng.random(len(log_w)) < np.exp(np.minimum(log_w - log_max, 0.0))

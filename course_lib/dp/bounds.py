"""What (epsilon, delta) forbids an attacker, and how an attack's successes give a lower bound on epsilon: an audit.

An attacker says "in" or "out" for tables with and without one row. TPR: share of tables with it that get "in"; FPR:
share without it that get "in". Differential privacy bounds the whole curve TPR(FPR), whatever the attack:

    TPR <= e^epsilon FPR + delta    and    1 - FPR <= e^epsilon (1 - TPR) + delta
                                        (Wasserman and Zhou 2010; Kairouz, Oh, Viswanath 2015)
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta, norm

from course_lib.dp.mechanisms import check_budget
from course_lib.errors import CourseError
from course_lib.randomness import generator


def tpr_bound(fpr, epsilon: float, delta: float = 0.0):
    """The highest TPR that (epsilon, delta)-DP leaves at each false-positive rate."""
    check_budget(epsilon, delta)
    fpr = np.asarray(fpr, dtype=float)
    one, other = np.exp(epsilon) * fpr + delta, 1 - np.exp(-epsilon) * (1 - fpr - delta)
    bound = np.clip(np.minimum(one, other), 0, 1)
    return float(bound) if bound.ndim == 0 else bound


def balanced_accuracy_bound(epsilon: float, delta: float = 0.0) -> float:
    """The highest (TPR + 1 - FPR) / 2: (e^epsilon + delta) / (1 + e^epsilon). .731 at epsilon = 1."""
    check_budget(epsilon, delta)
    return float((np.exp(epsilon) + delta) / (1 + np.exp(epsilon)))


def auc_bound(epsilon: float, delta: float = 0.0) -> float:
    """The highest area under the curve: that of `tpr_bound`. e^epsilon / (1 + e^epsilon) at delta = 0."""
    check_budget(epsilon, delta)
    knee = (1 - delta) / (1 + np.exp(epsilon))  # where the two lines meet
    top = np.exp(epsilon) * knee + delta
    end = min(1.0, 1 - delta)  # beyond it the bound is 1
    return float(knee * (delta + top) / 2 + (end - knee) * (top + 1) / 2 + (1 - end))


def gdp_tpr(fpr, mu: float):
    """The best TPR against one Gaussian answer with mu = sensitivity / sigma: Phi(Phi^-1(FPR) + mu).

    Gaussian DP: Dong, Roth and Su (2022), JRSS-B 84. `tpr_bound` at its epsilon and delta is nowhere below it.
    """
    bound = norm.cdf(norm.ppf(np.asarray(fpr, dtype=float)) + mu)
    return float(bound) if bound.ndim == 0 else bound


def gdp_auc(mu: float) -> float:
    """The best AUC against one Gaussian answer: Phi(mu / sqrt 2)."""
    return float(norm.cdf(mu / np.sqrt(2)))


def clopper_pearson(hits: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """An interval for a share that covers it with at least this probability (Clopper and Pearson 1934).

    hits: of so many trials. Raises CourseError where nothing was tried.
    """
    if trials < 1:
        raise CourseError("A share of no trials has no interval: give at least one trial.")
    tail = (1 - confidence) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, trials - hits + 1))
    high = 1.0 if hits == trials else float(beta.ppf(1 - tail, hits + 1, trials - hits))
    return low, high


@dataclass(frozen=True)
class Audit:
    """What an audit found. epsilon: the lower bound, 0 if the attack shows nothing. Above the epsilon that was
    promised it proves a fault; below, it proves nothing."""

    epsilon: float
    delta: float
    confidence: float
    threshold: float
    says_in: str  # "above" or "below" the threshold
    tpr: float
    fpr: float
    trials: int  # of each kind, on which the rates were counted

    def __repr__(self) -> str:
        return (f"audited epsilon >= {self.epsilon:.3f} (confidence {self.confidence:.4%}, delta {self.delta:g}): "
                f"TPR {self.tpr:.3f}, FPR {self.fpr:.3f} of {self.trials} + {self.trials} tables")


def audit_epsilon(with_row, without_row, delta: float = 0.0, confidence: float = 0.9999, seed=0) -> Audit:
    """The epsilon below which a mechanism that gave these scores cannot lie, wrong with probability 1 - confidence.

    with_row, without_row: (m,) each, a number for every run of the mechanism on the table with, and without, the
    canary. A half of the runs, drawn with `seed`, picks the threshold and the direction; the other half counts. Each
    rate is bounded by Clopper and Pearson, and epsilon >= ln((TPR - delta) / FPR), or the same for "out"
    (Jagielski, Ullman, Oprea 2020, NeurIPS). Even a perfect attack shows no more than the number of runs allows: with
    m runs of each kind about ln(m / 2) - ln(-ln(1 - confidence)). Raises CourseError for fewer than 20 runs of each
    kind or another number of each.
    """
    a, b = (np.asarray(scores, dtype=float) for scores in (with_row, without_row))
    if len(a) != len(b) or len(a) < 20:
        raise CourseError(f"An audit of {len(a)} runs with and {len(b)} without the row: give as many of each, "
                          "20 or more.")
    order = generator(seed).permutation(len(a))
    choose, count = order[: len(a) // 2], order[len(a) // 2:]
    threshold, sign, event = best_test(a[choose], b[choose], delta, confidence)
    tp, fp = (int((sign * s[count] > sign * threshold).sum()) for s in (a, b))
    m = len(count)
    return Audit(bound_of(tp, fp, m, delta, confidence)[event], delta, confidence, float(threshold),
                 "above" if sign > 0 else "below", tp / m, fp / m, m)


def best_test(a, b, delta, confidence):
    """(threshold, sign, event): the test with the largest bound on these scores. event 0: "in" is told, 1: "out"."""
    values = np.unique(np.concatenate([a, b]))
    cuts = (values[1:] + values[:-1]) / 2 if len(values) > 1 else values
    cuts = cuts[np.linspace(0, len(cuts) - 1, min(len(cuts), 200)).astype(int)]
    best = (-1.0, cuts[0], 1, 0)
    for sign in (1, -1):
        tps, fps = ((sign * s[:, None] > sign * cuts).sum(axis=0) for s in (a, b))
        for cut, tp, fp in zip(cuts, tps, fps):
            found = bound_of(int(tp), int(fp), len(a), delta, confidence)
            event = int(np.argmax(found))
            if found[event] > best[0]:
                best = (found[event], cut, sign, event)
    return best[1:]


def bound_of(tp, fp, m, delta, confidence) -> tuple[float, float]:
    """Lower bounds on epsilon from the event "in" and from the event "out". Two one-sided bounds share the error."""
    tpr_low, tpr_high = clopper_pearson(tp, m, confidence)  # each side is wrong with (1 - confidence) / 2
    fpr_low, fpr_high = clopper_pearson(fp, m, confidence)
    pairs = ((tpr_low, fpr_high), (1 - fpr_high, 1 - tpr_low))
    return tuple(float(max(0.0, np.log((p - delta) / q))) if p > delta and q > 0 else 0.0 for p, q in pairs)

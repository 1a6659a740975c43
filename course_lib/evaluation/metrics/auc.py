"""The area under the ROC curve, with its interval: the unit in which classifiers and attacks are judged here."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from course_lib.errors import CourseError


@dataclass(frozen=True)
class Auc:
    """auc: P(score of a positive > score of a negative) + P(equal) / 2; .5 = coin tosses.

    interval: 95%, DeLong, DeLong and Clarke-Pearson (1988, Biometrics 44), normal approximation.
    null_95: 95% of coin-tossing scorers stay below this auc. accuracy: balanced, where there are predictions.
    tpr_at_1pct_fpr: share of positives found when 1% of negatives are accused (Carlini et al. 2022).
    """

    auc: float
    interval: tuple[float, float]
    null_95: float
    accuracy: float = float("nan")
    tpr_at_1pct_fpr: float = float("nan")

    def __str__(self):
        return f"AUC {self.auc:.3f} (95% interval {self.interval[0]:.3f} to {self.interval[1]:.3f})"


def auc_of(positives, negatives) -> Auc:
    """The Auc of scores: higher should mean positive. positives: (n1,), negatives: (n0,)."""
    a, b = checked(positives), checked(negatives)
    value, variance = delong(a, b)
    return Auc(value, interval_of(value, variance), null_quantile(len(a), len(b)), tpr_at_1pct_fpr=tpr_at_fpr(a, b))


def delong(a, b) -> tuple[float, float]:
    """AUC of positives a over negatives b, and DeLong's variance: the placements' variances over n1 and n0."""
    place_a = placements(a, b)  # per positive: share of negatives below, ties half
    place_b = 1 - placements(b, a)
    spread = sum(p.var(ddof=1) / len(p) if len(p) > 1 else 0.25 for p in (place_a, place_b))
    return float(place_a.mean()), float(spread)


def placements(x, reference) -> np.ndarray:
    """For each x the share of the reference below it, ties counted half."""
    ordered = np.sort(reference)
    below = np.searchsorted(ordered, x, side="left")
    return (below + np.searchsorted(ordered, x, side="right")) / 2 / len(ordered)


def interval_of(value: float, variance: float, z: float = 1.96) -> tuple[float, float]:
    """value -+ z standard errors, kept inside 0..1."""
    half = z * np.sqrt(variance)
    return float(max(0.0, value - half)), float(min(1.0, value + half))


def null_quantile(n1: int, n0: int, share: float = 0.95) -> float:
    """The AUC below which `share` of uninformed scorers stay: .5 + z sqrt((n1 + n0 + 1) / (12 n1 n0))."""
    return float(min(1.0, 0.5 + stats.norm.ppf(share) * np.sqrt((n1 + n0 + 1) / (12 * n1 * n0))))


def tpr_at_fpr(positives, negatives, fpr: float = 0.01) -> float:
    """The share of positives strictly above the threshold that at most `fpr` of the negatives exceed."""
    threshold = np.quantile(negatives, 1 - fpr, method="higher")
    return float((np.asarray(positives) > threshold).mean())


def checked(scores) -> np.ndarray:
    scores = np.asarray(scores, float)
    if scores.ndim != 1 or len(scores) == 0 or np.isnan(scores).any():
        raise CourseError("An AUC needs one number per row on both sides, at least one row each and none missing.")
    return scores

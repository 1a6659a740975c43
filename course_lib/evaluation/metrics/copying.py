"""Were rows copied? Distances between synthetic rows, the training rows, and as many rows the generator never saw.

These are smoke alarms. One that rings is bad news. One that stays silent says that *this* attack failed on
*average* rows: averages of five training rows pass them all and still give away an outlier (Yao et al. 2025,
"The DCR Delusion", ESORICS).
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

from course_lib.data.schema import NUMBERS
from course_lib.errors import CourseError
from course_lib.evaluation.metrics.auc import Auc, auc_of
from course_lib.evaluation.metrics.space import TIE, nearest, placed
from course_lib.evaluation.metrics.views import labels_of, numbers_of, schema_of


def dcr(reference, rows, schema=None) -> np.ndarray:
    """Distance to closest record: for each of `rows` the distance to the nearest row of `reference`, (n,).

    Distances are those of `space`, in standard deviations of the reference. Range 0 (a copy) upwards. Compare
    its 5% quantile or median with the same of fresh rows, which is its floor. It measures density as much as
    copying: rows in a dense place are near to others whoever drew them.
    """
    points, others = placed(reference, rows, schema=schema)
    return nearest(others, points)[0]


def nndr(reference, rows, schema=None) -> np.ndarray:
    """Nearest-neighbour distance ratio: for each of `rows`, the distance to the nearest reference row over the second.

    (n,), range 0 to 1; near 0 = one reference row stands out as the source. Two copies of one reference row give 1,
    however near: read it beside the same of fresh rows, its floor. Like DCR a smoke alarm: an average of five rows
    passes. Raises CourseError for a reference of one row.
    """
    points, others = placed(reference, rows, schema=schema)
    if len(points) < 2:
        raise CourseError("A ratio of two distances needs at least two reference rows.")
    return ratios(others, points)


def ratios(points, reference) -> np.ndarray:
    """NNDR of points of one space, (n,)."""
    index = NearestNeighbors(n_neighbors=2).fit(reference).kneighbors(points, return_distance=False)
    first, second = (np.sqrt(((points - reference[index[:, j]]) ** 2).sum(axis=1)) for j in (0, 1))
    return np.where(second > 0, first / np.where(second > 0, second, 1), 1.0)


def dcr_share(train, synthetic, holdout, schema=None) -> float:
    """The share of synthetic rows that are nearer to a training row than to any holdout row; ties count half.

    Range 0 to 1; lower is better, 1 = every row hugs a training row. Floor: n_train / (n_train + n_holdout),
    that is .5 only if both have as many rows: with 800 against 200 an independent generator scores .80.
    """
    near = Neighbours.of(*placed(train, synthetic, holdout, schema=schema))
    return near.share()


def nn_membership(train, synthetic, holdout, schema=None) -> Auc:
    """Nearest-neighbour membership attack: can one tell who was in the training table?

    The attacker ranks people by how near the nearest synthetic row lies; `auc` is how often a training row
    outranks a holdout row, ties half. Range 0 to 1; lower is better; floor .5. `tpr_at_1pct_fpr`: members found
    while accusing 1% of non-members (floor .01). An AUC of .5 means "not rejected by this attack", no more.
    Source: the simplest rung of the ladder in Stadler et al. (2022), USENIX Security.
    """
    near = Neighbours.of(*placed(train, synthetic, holdout, schema=schema))
    return auc_of(-near.train_to_synthetic, -near.holdout_to_synthetic)


@dataclass(frozen=True)
class Neighbours:
    """Every nearest distance between train (t), synthetic (s) and holdout (h), found once for all alarms."""

    synthetic_to_train: np.ndarray  # (s,)
    synthetic_to_holdout: np.ndarray  # (s,)
    train_to_synthetic: np.ndarray  # (t,)
    holdout_to_synthetic: np.ndarray  # (h,)
    votes: np.ndarray  # (t + h,): to how many synthetic rows each real row is the nearest one
    chance: float  # the share if "train" and "holdout" were labels given at random

    @classmethod
    def of(cls, train, synthetic, holdout, asked=None) -> "Neighbours":
        """From points of one space. asked: for each table the rows whose neighbours are sought; all if None.

        Neighbours are sought among all rows, so that fewer asked make a share or an AUC coarser and do not shift it.
        """
        t, s, h = (slice(None),) * 3 if asked is None else asked
        st, i = nearest(synthetic[s], train)
        sh, j = nearest(synthetic[s], holdout)
        votes = np.bincount(np.where(st <= sh, i, len(train) + j), minlength=len(train) + len(holdout))
        return cls(st, sh, nearest(train[t], synthetic)[0], nearest(holdout[h], synthetic)[0], votes,
                   len(train) / len(votes))

    def share(self) -> float:
        """The share of synthetic rows nearer to a training row, ties half."""
        tie = np.abs(self.synthetic_to_train - self.synthetic_to_holdout) <= TIE
        return float(np.where(tie, 0.5, self.synthetic_to_train < self.synthetic_to_holdout).mean())

    def share_error(self) -> float:
        """The standard error of that random share, larger than sqrt(q (1 - q) / s) where synthetic rows crowd.

        Real row j, nearest to c_j of the s synthetic rows, decides c_j votes at once. Dealing out exactly
        q N labels "train" to N real rows gives the variance q (1 - q) N / (N - 1) (sum c_j^2 - s^2 / N) / s^2.
        """
        q, votes, n, s = self.chance, self.votes.astype(float), len(self.votes), self.votes.sum()
        return float(np.sqrt(q * (1 - q) * n / (n - 1) * max(0.0, (votes**2).sum() - s**2 / n)) / s)


def exact_match_share(reference, rows, schema=None) -> float:
    """The share of `rows` that equal a row of `reference` in every column but identifiers.

    Range 0 to 1. Floor: the same for fresh rows. Nearly meaningless with continuous columns, where a copy plus
    a millionth scores 0; and in a small discrete table a perfect generator matches often: with n rows over
    cells p, sum p (1 - (1 - p)^n).
    """
    schema = schema_of(reference, schema)
    known = set(row_keys(reference, schema))
    return float(np.mean([key in known for key in row_keys(rows, schema)]))


def row_keys(df, schema) -> list[tuple]:
    """One hashable tuple per row; missing numbers equal each other."""
    columns = []
    for column in schema:
        if column.kind in NUMBERS:
            x = numbers_of(df[column.name])
            columns.append([None if np.isnan(v) else v for v in x.tolist()])
        elif column.kind != "identifier":
            columns.append(labels_of(df[column.name]).tolist())
    return list(zip(*columns)) if columns else [()] * len(df)

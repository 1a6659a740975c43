"""Distances between rows of mixed tables: Euclidean, after every column got a comparable weight.

A number counts in standard deviations of the reference table. An ordinal counts as its ranks, likewise scaled.
A different level counts as one standard deviation: indicators are scaled by 1/sqrt(2). A missing number sits at
the mean and differs by one standard deviation from a present one.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.pairs import scaled
from course_lib.evaluation.metrics.views import View, schema_of, views

MOST_LEVELS = 60  # rarer levels of one column share an indicator: distances to them lose detail, not validity
TIE = 1e-9  # two distances closer than this are the same: sums in another order


@dataclass(frozen=True)
class Space:
    """Scales learned on a reference View; `place(view)` puts any view of the same tables into it, (n, d) float64."""

    mean: np.ndarray
    spread: np.ndarray
    gaps: np.ndarray  # number columns that miss values somewhere
    kept: tuple[np.ndarray, ...]  # per category column the codes that have an indicator

    @classmethod
    def of(cls, reference: View, *others: View) -> "Space":
        """Scales from the reference; which columns have gaps and which levels are common, from all tables."""
        x = reference.ranked_numbers()
        count = np.maximum((~np.isnan(x)).sum(axis=0), 1)
        mean = np.nansum(x, axis=0) / count
        spread = np.sqrt(np.nansum((x - mean) ** 2, axis=0) / count)
        constant = ~scaled(x).any(axis=0) if len(x) else np.ones(x.shape[1], bool)
        gaps = np.any([np.isnan(v.ranked_numbers()).any(axis=0) for v in (reference, *others)], axis=0)
        kept = []
        for j in reference.unordered():
            # Of all tables: levels chosen on one of them are there more often than in the others, by luck alone.
            codes = np.concatenate([v.codes[:, j] for v in (reference, *others)])
            counts = np.bincount(codes, minlength=len(reference.levels[j]))
            kept.append(np.sort(np.argsort(-counts, kind="stable")[:MOST_LEVELS]))
        return cls(mean, np.where(constant, 1.0, spread), np.flatnonzero(gaps), tuple(kept))

    def place(self, view: View) -> np.ndarray:
        x = (view.ranked_numbers() - self.mean) / self.spread
        blocks = [np.nan_to_num(x), np.isnan(x[:, self.gaps]).astype(float)]
        for j, codes in zip(view.unordered(), self.kept):
            blocks.append((view.codes[:, [j]] == codes) / np.sqrt(2))
        return np.hstack(blocks)


def placed(reference, *others, schema=None) -> list[np.ndarray]:
    """The tables as points of one space, scaled by the reference; CourseError if no column can be compared."""
    made = views(schema_of(reference, schema), reference, *others)
    space = Space.of(*made)
    points = [space.place(view) for view in made]
    if points[0].shape[1] == 0:
        raise CourseError("The tables have only identifier columns: there is no distance between rows.")
    return points


def nearest(points, reference) -> tuple[np.ndarray, np.ndarray]:
    """For each point its distance to the nearest reference point, and that one's index. (n,), (n,)."""
    index = NearestNeighbors(n_neighbors=1).fit(reference).kneighbors(points, return_distance=False)[:, 0]
    # The search expands |x - y|^2 and loses the last digits; an exact copy must be at distance 0.
    return np.sqrt(((points - reference[index]) ** 2).sum(axis=1)), index


def kth_within(points, k: int) -> np.ndarray:
    """For each point the distance to its k-th nearest other point of the same set, (n,)."""
    if len(points) <= k:
        raise CourseError(f"A table of {len(points)} rows has no {k}-th neighbour: give more than {k} rows.")
    index = NearestNeighbors(n_neighbors=k).fit(points).kneighbors(return_distance=False)[:, -1]
    return np.sqrt(((points - points[index]) ** 2).sum(axis=1))

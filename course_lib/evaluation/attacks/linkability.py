"""Are these two records one person? Linkability.

The story. Somebody holds two lists of the same people without names: a hospital's, with some columns, and an insurer's,
with others. They want to know which row of the one belongs to which row of the other. The synthetic table has the
columns of both. A person is linked if a synthetic row is among the k nearest to the record in the first list, and also
among the k nearest to the record in the second.

The guess draws k synthetic rows for each record blindly. The control is the same attack on people who were not in the
training rows. Source: Giomi et al. (2023), PoPETs ("Anonymeter").
"""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Rate, Risk
from course_lib.evaluation.metrics.space import placed
from course_lib.evaluation.metrics.views import schema_of
from course_lib.randomness import generator


def linkability(train, synthetic, holdout, first, second, k: int = 1, schema=None, seed=0) -> Risk:
    """train: the people in the table; holdout: as many others; first, second: the columns of either list.

    Raises CourseError if the two share a column or one is empty, and for k above the number of synthetic rows.
    """
    first, second, schema = list(first), list(second), schema_of(train, schema)
    if not first or not second or set(first) & set(second):
        raise CourseError("Give two lists of columns, each with at least one, that share none.")
    if not 1 <= k <= len(synthetic):
        raise CourseError(f"k={k}: the synthetic table has {len(synthetic)} rows, take from 1 to all of them.")
    found = {}
    for name, people in (("attack", train), ("control", holdout)):
        a, b = (neighbours(synthetic, people, schema.select(part), k) for part in (first, second))
        found[name] = Rate(int(meet(a, b).sum()), len(people))
    rng = generator(seed)
    blind = [np.array([rng.choice(len(synthetic), k, replace=False) for _ in range(len(train))]) for _ in range(2)]
    return Risk(f"Linking {', '.join(first)} with {', '.join(second)}",
                guess=Rate(int(meet(*blind).sum()), len(train)), **found)


def neighbours(synthetic, people, schema, k: int) -> np.ndarray:
    """Positions of the k nearest synthetic rows, (n, k)."""
    made, asked = placed(synthetic, people, schema=schema)
    return NearestNeighbors(n_neighbors=k).fit(made).kneighbors(asked, return_distance=False)


def meet(a, b) -> np.ndarray:
    """Do the two sets of a row share a member? (n, k), (n, k) -> (n,)."""
    return (a[:, :, None] == b[:, None, :]).any(axis=(1, 2))

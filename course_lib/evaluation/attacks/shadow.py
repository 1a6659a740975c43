"""Was this one person in the training rows? Shadow models: an attacker who trains on tables made the same way.

The story. The attacker knows the method (not its seed), has rows of the same population, and one target in mind. They
make many synthetic tables, half of them from rows with the target, and teach a classifier to tell the halves apart by a
few numbers of each table: means, spreads, shares, correlations, and how many synthetic rows lie near the target. Then
they are handed the real one. Here "the real one" is made many times too, so that the hits can be counted.

The guess is an AUC of .5. The control is the same classifier asked about tables made without the target, half of them
called "with". Sources: Stadler et al. (2022), USENIX Security; Houssiau et al. (2022), TAPAS, arXiv:2211.06550.
"""

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.canary import with_row
from course_lib.evaluation.attacks.outcome import Attacked, attacked
from course_lib.evaluation.attacks.refits import refits
from course_lib.evaluation.metrics.space import Space
from course_lib.evaluation.metrics.views import schema_of, views
from course_lib.randomness import generator

NEAR = (1, 5, 20)  # the distances from the target to these nearest synthetic rows
TREES = 200


def shadow(synthesize, pool, row, *, n=None, shadows: int = 20, tests: int = 20, schema=None, seed=0, jobs: int = 1,
           scheduler=None, progress=None) -> Attacked:
    """synthesize, pool, row, n, jobs, scheduler, progress as in `canary`.

    shadows: tables to learn from, tests: tables to be right about; half of each made with the target. Rows of tests are
    drawn from one half of the pool, rows of shadows from the other: the attacker does not have the very training rows.
    Raises CourseError for fewer than 8 of either, and for more rows than half of the pool has.
    """
    rng, schema = generator(seed), schema_of(pool, schema)
    half = len(pool) // 2
    n = half if n is None else n
    if min(shadows, tests) < 8:
        raise CourseError(f"shadows={shadows}, tests={tests}: the attack needs at least 8 tables of each.")
    if not 1 < n <= half:
        raise CourseError(f"n={n}: half of the pool has {half} rows, take from 2 to all of them.")
    order, tables, inside = rng.permutation(len(pool)), [], []
    for side, count in ((order[:half], shadows), (order[half:], tests)):
        for k in range(count):
            drawn = pool.iloc[np.sort(rng.choice(side, n, replace=False))].reset_index(drop=True)
            inside.append(k % 2 == 0)
            tables.append(with_row(drawn, row, int(rng.integers(n))) if inside[-1] else drawn)
    made = refits(synthesize, tables, rng.integers(0, 2**31, len(tables)), jobs=jobs, scheduler=scheduler,
                  progress=progress)
    target = with_row(pool.iloc[:1].reset_index(drop=True), row, 0)
    seen, *others = views(schema, target, pool, *made)
    space = Space.of(others[0], seen, *others[1:])
    place = space.place(seen)[0]
    x = np.array([described(space.place(view), place) for view in others[1:]])
    inside = np.array(inside)
    forest = RandomForestClassifier(TREES, random_state=int(rng.integers(2**31))).fit(x[:shadows], inside[:shadows])
    score, member = forest.predict_proba(x[shadows:])[:, 1], inside[shadows:]
    without = score[~member]
    return attacked("shadow-model", score[member], without, (without[::2], without[1::2]))


def described(points, target) -> np.ndarray:
    """A synthetic table in a few numbers: mean, sd, smallest, largest of every coordinate, correlations, and the
    distances from the target to its nearest synthetic rows.
    """
    centred = points - points.mean(axis=0)
    spread = centred.std(axis=0)
    unit = centred / np.where(spread > 0, spread, 1)
    upper = np.triu_indices(points.shape[1], 1)
    away = np.sort(np.linalg.norm(points - target, axis=1))
    near = [away[min(k, len(away)) - 1] for k in NEAR]
    return np.concatenate([points.mean(axis=0), spread, points.min(axis=0), points.max(axis=0),
                           (unit.T @ unit / len(points))[upper], near])

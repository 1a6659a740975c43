"""Has the population moved? Distribution shift between two tables of the same columns.

A synthetic table is a picture of the rows it was learned from. When the world moves on, the picture does not. The
test is the same as for synthetic rows, a classifier between two tables; the question is another one: both tables are
real, and the label is "before" or "after".
"""

from dataclasses import dataclass

import numpy as np
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split

from course_lib.evaluation.metrics.auc import Auc
from course_lib.evaluation.metrics.together import c2st, features, learner
from course_lib.evaluation.metrics.views import schema_of, views
from course_lib.randomness import generator

REPEATS = 5


@dataclass(frozen=True)
class Shift:
    """auc: of the domain classifier, an Auc; .5 = the tables cannot be told apart. columns: name -> how much of that
    AUC is lost on rows held out when the column alone has its rows permuted, largest first.
    """

    auc: Auc
    columns: dict[str, float]


def domain_shift(before, after, schema=None, seed=0) -> Shift:
    """How well does a classifier tell rows of `before` from rows of `after`, and by which columns?

    The AUC is `c2st`'s, with its interval and its null. The columns come from one more classifier, by permutation
    importance (Breiman 2001, Machine Learning 45) on a third of the rows. Two columns that say the same share the
    credit, so a low number does not clear a column. Floor: two random halves of one table.
    Source: Lopez-Paz and Oquab (2017), ICLR; Rabanser, Guennemann and Lipton (2019), NeurIPS 32. Raises what `c2st`
    raises.
    """
    rng = generator(seed)
    schema = schema_of(before, schema)
    found = c2st(before, after, schema, int(rng.integers(2**31)))
    n = min(len(before), len(after))
    before, after = (table.iloc[np.sort(rng.permutation(len(table))[:n])] for table in (before, after))
    x, categorical = features(schema, before, after)
    y, seed = np.repeat([0, 1], n), int(rng.integers(2**31))
    fit, test, fit_y, test_y = train_test_split(x, y, test_size=1 / 3, stratify=y, random_state=seed)
    model = learner("boosting", categorical, seed).fit(fit, fit_y)
    lost = permutation_importance(model, test, test_y, scoring="roc_auc", n_repeats=REPEATS,
                                  random_state=seed).importances_mean
    return Shift(found, dict(sorted(zip(names_of(schema, before), map(float, lost)), key=lambda pair: -pair[1])))


def names_of(schema, table) -> list[str]:
    """The columns of the matrix that `features` makes, in its order."""
    (view,) = views(schema, table)
    return [*view.names, *view.code_names]

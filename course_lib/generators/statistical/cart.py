"""Sequential trees: each column drawn from the rows that look alike in the columns before it. No network.

A joint distribution is a chain of conditionals, in any order of the columns:

    p(x_1, ..., x_p) = p(x_1) p(x_2 | x_1) p(x_3 | x_1, x_2) ... p(x_p | x_1, ..., x_{p-1})

Here each factor is a decision tree (CART: Breiman et al. 1984) and no formula:

1. sequence         which column comes first, second, ...                                -> (p,) positions
2. grow             for each column j a tree that predicts x_j from the columns before it; every leaf keeps
                    the cells x_j of at least min_leaf training rows, its donors         -> Tree
3. fall             a new row, drawn up to column j-1, falls down tree j into a leaf     -> (n,) leaves
4. draw             x~_j is the cell of one of the leaf's donors, drawn at random        -> (n,) cells

The first column has no columns before it: its tree is a single leaf that holds all n cells. Columns that are exact
functions of another one are left out and computed at the end (dependents.py), because a leaf mixes cells that
differ a little: of a price and the price with tax it would draw pairs that do not fit.

So every cell of a new row is a real cell, and what is new is the combination. How new, min_leaf decides. Above
n / 2 no tree splits: the columns are independent bootstraps. At 1 a tree grows until the cells of a leaf are
equal or its rows agree in all columns before: once these single out one real row, the rest of it is copied. In
between lies a strong baseline, fitted in moments: the method of R's synthpop (Reiter 2005, Journal of Official
Statistics 21; Nowok, Raab and Dibben 2016, Journal of Statistical Software 74(11)), whose min_leaf is 5 as well.

smooth=True moves numbers off the real cells: uniformly between the midpoints to the next smaller and the next
larger value of the column. It hides the cells and not the rows: a copied row is still next to its original.

Details that count. Trees see a column's cells as ranks 0, 1, 2, ... of its distinct values. Splitting looks at
order alone, so nothing is lost, and scikit-learn's trees, which keep 32 bits, hold ranks exactly (to 16 million).
Levels without an order get one for each tree: by their mean of x_j, which for a number or two levels contains the
best of all splits of the whole table (Fisher 1958; Breiman et al. 1984), and for more levels of x_j by the first
principal component of their shares (Coppersmith, Hong and Hosking 1999). A missing cell is a level of the column
"<column> is missing", which comes right before the column itself; the latter's tree grows on the rows that have
a value.
"""

import sys
import warnings
from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from tqdm import tqdm

from course_lib.errors import CourseError
from course_lib.generators.base import Generator
from course_lib.generators.columns import observed
from course_lib.generators.dependents import Dependent, find_dependents
from course_lib.generators.settings import check_whole

SHARED = 5  # a number that so many rows share belongs to nobody: smooth=True leaves it as it is


class Tree(NamedTuple):
    """A grown tree as arrays, node 0 its root; children come after their parent, leaves have feature -1.

    feature, threshold, left, right: (nodes,), a row with x[feature] <= threshold goes left. cells: the target's
    cells, sorted by leaf; those of leaf l are cells[start[l] : start[l] + count[l]], start and count (nodes,).
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    start: np.ndarray
    count: np.ndarray
    cells: np.ndarray


def sequence(fields, order=None):
    """Step 1: positions of the fields in the order in which they are drawn.

    order: names of columns to come first; the others follow as in the table. A column's indicator of missing
    cells comes right before it.
    """
    sources = [*(order or ()), *(f.source for f in fields)]
    turn = [(sources.index(f.source), f.name == f.source) for f in fields]
    return sorted(range(len(fields)), key=turn.__getitem__)


def grow(x, cells, min_leaf, unordered=False, seed=0):
    """Step 2: a tree that predicts `cells` (n,), whole numbers, from x (n, q), with min_leaf rows or more a leaf.

    unordered: the cells are codes without an order, and a split lowers their Gini impurity; else it lowers
    the squared error of their ranks. seed: which of two equally good splits is taken.
    """
    if x.shape[1] == 0:
        none = np.array([-1], dtype=np.int32)
        return Tree(none, np.zeros(1), none, none, none + 1, np.array([len(cells)], dtype=np.int32), cells)
    tree, y = (DecisionTreeClassifier, cells) if unordered else (DecisionTreeRegressor, rankdata(cells))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The number of unique classes")  # small tables: a few rows a level
        grown = tree(min_samples_leaf=min(min_leaf, len(cells)), random_state=seed).fit(x, y).tree_
    leaf = grown.apply(x)
    count = np.bincount(leaf, minlength=grown.node_count)
    arrays = (np.maximum(grown.feature, -1), grown.children_left, grown.children_right, np.cumsum(count) - count, count)
    feature, left, right, start, count = (a.astype(np.int32) for a in arrays)
    return Tree(feature, grown.threshold.copy(), left, right, start, count, cells[np.argsort(leaf, kind="stable")])


def fall(tree, x):
    """Step 3: the leaf in which each row of x (n, q) ends, shape (n,). All rows go down one level at a time."""
    node = np.zeros(len(x), dtype=np.int32)
    falling = np.arange(len(x))
    while len(falling):
        at = node[falling]
        inner = tree.feature[at] >= 0
        falling, at = falling[inner], at[inner]
        goes_left = x[falling, tree.feature[at]] <= tree.threshold[at]
        node[falling] = np.where(goes_left, tree.left[at], tree.right[at])
    return node


def draw(tree, leaf, rng):
    """Step 4: for each leaf of `leaf` (n,) the cell of one of its donors, all equally likely, shape (n,)."""
    return tree.cells[tree.start[leaf] + rng.integers(0, tree.count[leaf])]


def place_levels(codes, k, cells, unordered=False):
    """Places 0..k-1 for the k levels of `codes` (n,), by what they say of the target's `cells` (n,). Shape (k,).

    By the mean rank of the cells; if these are unordered codes, by the first principal component of the
    levels' shares of them. A level without a row says nothing and stands in the middle.
    """
    count = np.bincount(codes, minlength=k)
    if not unordered:
        y = rankdata(cells)
        score = np.bincount(codes, weights=y - y.mean(), minlength=k) / np.maximum(count, 1)
    else:
        table = np.zeros((k, cells.max() + 1))
        np.add.at(table, (codes, cells), 1)
        away = table / np.maximum(count, 1)[:, None] - table.sum(axis=0) / len(cells)
        away[count == 0] = 0
        score = away @ np.linalg.eigh((away.T * count) @ away)[1][:, -1]
    return rankdata(score, method="ordinal").astype(np.int32) - 1


def smoothed(values, cells, rng, shared=None):
    """Numbers off their grid of real cells: uniform between the midpoints to a value's two neighbours, (n,).

    values: distinct values, ascending; cells (n,): which of them each row has. shared: booleans per value, those
    to leave as they are. The smallest and the largest value move inwards only.
    """
    edges = np.concatenate((values[:1], values[:-1] / 2 + values[1:] / 2, values[-1:]))
    u = rng.random(len(cells))
    moved = (1 - u) * edges[cells] + u * edges[cells + 1]
    return moved if shared is None else np.where(shared[cells], values[cells], moved)


class CART(Generator):
    """Sequential trees in the manner of synthpop. The strong baseline, and the leaky one.

    min_leaf: training rows in a leaf at least, 1 or more; fixed at fit. order: a column's name or a list of names
    to be drawn first, the others as in the table; fixed at fit. smooth: numbers that fewer than five rows share are
    moved off the real cells; may be changed after fitting.
    Learned: `sequence_`, positions of the fields in the order of drawing; per field `values_`, its distinct values;
    `trees_`, a Tree whose cells count into them; `places_`, for each unordered field before it the places of its
    levels; `blanks_`, the cell that stands for a missing one, -1 if there is none; and `dependents_`, the exact
    functions, whose fields have no tree.
    """

    def __init__(self, *, min_leaf=5, order=None, smooth=False):
        self.min_leaf = min_leaf
        self.order = order
        self.smooth = smooth

    def _check(self):
        check_whole("min_leaf", self.min_leaf, 1)
        if not isinstance(self.smooth, (bool, np.bool_)):
            raise CourseError(f"smooth={self.smooth!r} cannot be used: give True or False.")
        if not isinstance(self.order, (str, list, tuple, type(None))):
            raise CourseError(f"order={self.order!r} cannot be used: give the names of the columns to come first, in a "
                              "list, or None for the table's own order.")

    def _fit(self, x, fields, rng, progress):
        seen = observed(x, fields)
        self.dependents_ = [d for d in find_dependents(x, fields) if fields[d.target].name == fields[d.target].source]
        given = {d.target: d.source for d in self.dependents_}
        self.sequence_ = [j for j in sequence(fields, self._first(fields, given)) if j not in given]
        self.values_, cells = zip(*(np.unique(column, return_inverse=True) for column in x.T))
        cells = np.column_stack(cells).astype(np.int32)
        self.blanks_ = [-1 if seen[:, j].all() else int(cells[~seen[:, j], j][0]) for j in range(len(fields))]
        self.trees_, self.places_ = [None] * len(fields), [None] * len(fields)
        bar = tqdm(self.sequence_, desc="Trees", unit="tree", file=sys.stdout, disable=not progress)
        for i, j in enumerate(bar):
            self._fit_column(cells[seen[:, j]], fields, j, self.sequence_[:i], int(rng.integers(2**31)))
        self.notes_.append("CART hands out real cells: each cell of a new row is that of some training row, and the "
                           f"saved model holds every column. Fewer rows in a leaf (min_leaf={self.min_leaf}) mean more "
                           "copied rows.")
        if 2 * self.min_leaf > len(x):
            self.notes_.append(f"No tree can split {len(x)} rows into two leaves of {self.min_leaf}: every column is "
                               "drawn on its own. Lower min_leaf.")

    def _first(self, fields, given):
        """The setting `order` as a list of names; of a column that is `given` by another, the other's name."""
        names = [self.order] if isinstance(self.order, str) else list(self.order or ())
        learned = list(dict.fromkeys(f.source for f in fields))
        for name in names:
            if name not in learned:
                raise CourseError(f"order names the column {name!r}, which the table has not or from which there is "
                                  f"nothing to learn: choose from {', '.join(learned)}.")
        instead = {fields[target].source: fields[source].source for target, source in given.items()}
        return [instead.get(name, name) for name in names]

    def _fit_column(self, cells, fields, j, before, seed):
        unordered = nominal(fields[j])
        self.places_[j] = {q: place_levels(cells[:, q], len(self.values_[q]), cells[:, j], unordered)
                           for q in before if nominal(fields[q])}
        self.trees_[j] = grow(self._predictors(cells, before, j), cells[:, j], self.min_leaf, unordered, seed)

    def _predictors(self, cells, before, j):
        """What tree j splits on: the cells of the fields before it, unordered levels at their places. (n, before)."""
        x = np.empty((len(cells), len(before)), dtype=np.float32)
        for i, q in enumerate(before):
            x[:, i] = self.places_[j][q][cells[:, q]] if q in self.places_[j] else cells[:, q]
        return x

    def _sample(self, n, rng):
        fields, cells = self.encoder_.fields_, self._chain(n, rng)
        x = np.empty(cells.shape)
        for j in self.sequence_:
            move = self.smooth and not fields[j].n_levels
            x[:, j] = self._smoothed(j, cells[:, j], rng) if move else self.values_[j][cells[:, j]]
        for d in self.dependents_:
            x[:, d.target] = d.restore(x[:, d.source])
        return x

    def _chain(self, n, rng):
        """Steps 3 and 4 for one column after the other; every column sees the cells drawn before it. (n, fields)."""
        cells = np.zeros((n, len(self.trees_)), dtype=np.int32)
        for i, j in enumerate(self.sequence_):
            leaf = fall(self.trees_[j], self._predictors(cells, self.sequence_[:i], j))
            cells[:, j] = draw(self.trees_[j], leaf, rng)
            if self.blanks_[j] >= 0:  # its indicator came right before
                cells[cells[:, self.sequence_[i - 1]] == 1, j] = self.blanks_[j]
        return cells

    def _smoothed(self, j, cells, rng):
        often = np.bincount(self.trees_[j].cells, minlength=len(self.values_[j])) >= SHARED
        return smoothed(self.values_[j], cells, rng, often)

    def _state(self):
        state = super()._state()
        if "trees_" in state:  # else the table has nothing to learn
            state["dependents_"] = [vars(d) for d in self.dependents_]
        return state

    def _restore(self, state):
        super()._restore(state)
        if "trees_" not in state:
            return
        self.dependents_ = [Dependent(**d) for d in state["dependents_"]]
        self.trees_ = [tree and Tree(*tree) for tree in state["trees_"]]
        for tree in filter(None, self.trees_):  # a damaged file must not send a row round in circles
            inner = np.flatnonzero(tree.feature >= 0)
            if (tree.left[inner] <= inner).any() or (tree.right[inner] <= inner).any():
                raise ValueError("A tree's child stands before its parent.")


def nominal(field):
    """Does the field hold three or more levels without an order?"""
    return field.n_levels > 2 and not field.ordered

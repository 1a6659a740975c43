"""Boosted trees that tell real rows from made ones: learned by scikit-learn, kept and read as arrays.

Each tree adds to the logit of "real" what the trees before it left over (Friedman 2001, Greedy function approximation:
a gradient boosting machine). Where no gradient has to pass through a critic, trees see more in ten thousand rows than a
network does, and sooner.

A row is codes, one a column, so each condition of a tree ("code at most 17") is settled by one code. For every level
of every column, and every tree, `open` says in 32 bits which leaves a row with that level can still reach. All columns'
bits together leave one leaf (QuickScorer, Lucchese et al. 2015, SIGIR): no row walks down a tree.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

MOST_TREES, RATE = 300, 0.1
LEAVES, FEWEST, SHRINK = 16, 20, 5.0  # of a tree: leaves, at most one a bit; rows in one; ridge of their values
PATIENCE = 20  # trees without progress on held-out rows that end the training
AT_ONCE = 512  # rows: what is looked up for them stays in the processor's cache


@dataclass(frozen=True)
class Trees:
    """open: (D, T) uint32, the levels of all columns one below the other; starts: (c,), where each column's begin.
    values: (T, 32), what each leaf adds. base: what all rows have."""

    open: np.ndarray
    starts: np.ndarray
    values: np.ndarray
    base: float

    @classmethod
    def fit(cls, levels, real, made, held, others, seed: int) -> "Trees":
        """levels: of each column. real, made: codes (n, c) to learn from; held, others: of both kinds, to stop by. Both
        kinds weigh the same, whatever their numbers: the logit is near log p - log q."""
        machine = HistGradientBoostingClassifier(
            max_iter=MOST_TREES, learning_rate=RATE, max_leaf_nodes=LEAVES, min_samples_leaf=FEWEST,
            l2_regularization=SHRINK, early_stopping=True, n_iter_no_change=PATIENCE, tol=0, random_state=seed)
        x_held, y_held, weight_held = labelled(held, others)
        machine.fit(*labelled(real, made), X_val=x_held, y_val=y_held, sample_weight_val=weight_held)
        best = int(np.argmax(machine.validation_score_))  # entry k: after k trees
        # The library shows its trees nowhere in public; the tests compare with its own answers.
        trees = [rounds[0].nodes for rounds in machine._predictors[:best]]
        return cls.of_nodes(levels, trees, float(machine._baseline_prediction.item()))

    @classmethod
    def of_nodes(cls, levels, trees, base: float) -> "Trees":
        """trees: the library's arrays of nodes, the root first."""
        starts = np.cumsum([0, *levels])
        self = cls(np.full((starts[-1], len(trees)), 2**32 - 1, dtype=np.uint32), starts[:-1],
                   np.zeros((len(trees), 32)), base)
        for t, nodes in enumerate(trees):
            self._close(t, nodes, 0, 0, levels)
        return self

    def _close(self, t, nodes, k, leaf, levels) -> int:
        """Number the leaves under node k of tree t from `leaf` on, and close those on the left of each condition to
        the levels that go right. Leaves to the right stay open: of the open ones, the first counts. Returns the next
        leaf's number."""
        node = nodes[k]
        if node["is_leaf"]:
            self.values[t, leaf] = node["value"]
            return leaf + 1
        middle = self._close(t, nodes, node["left"], leaf, levels)
        j = node["feature_idx"]
        right = np.arange(levels[j]) > node["num_threshold"]
        self.open[self.starts[j]:self.starts[j] + levels[j], t][right] &= np.uint32(2**32 - 1 - (2**middle - 2**leaf))
        return self._close(t, nodes, node["right"], middle, levels)

    def logit(self, codes) -> np.ndarray:
        """(n, c) -> (n,)."""
        out = np.full(len(codes), self.base)
        tree = 32 * np.arange(len(self.values))
        for start in range(0, len(codes), AT_ONCE):
            place = codes[start:start + AT_ONCE] + self.starts
            still = np.bitwise_and.reduce([self.open[column] for column in place.T])  # (rows, T)
            first = still & (~still + np.uint32(1))  # the lowest bit that is set
            leaf = np.frexp(first.astype(np.float64))[1] - 1
            out[start:start + AT_ONCE] += self.values.ravel()[leaf + tree].sum(axis=1)
        return out


def labelled(real, made):
    """Rows of both kinds; 1 for real and 0 for made; weights with which both kinds count the same."""
    n, m = len(real), len(made)
    return (np.concatenate([real, made]), np.repeat([1, 0], [n, m]),
            np.repeat([(n + m) / (2 * n), (n + m) / (2 * m)], [n, m]))

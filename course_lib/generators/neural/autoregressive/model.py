"""Autoregression for tables: each column drawn from a small network that has seen the columns before it.

Any joint distribution is a chain of conditionals, in any order of the columns,

    p(x) = p(x_1) p(x_2 | x_1) p(x_3 | x_1, x_2) ... p(x_c | x_1, ..., x_{c-1})

and every column is a category here (binned.py), so that each factor is a softmax and can take any form.

1. encode     cells of numbers, levels, gaps as codes                       (n, fields) -> (n, c)
2. order      a random order of the columns for each chain, `orders` of them
3. fit        a chain (chain.py) by maximum likelihood: minibatches, Adam with one cycle, averaged weights, and
              the epoch at which rows it did not learn from are likeliest; then its biases, so that every column
              has its shares
4. draw       column by column, always from the probabilities                            -> (n, c)
5. decode     codes become values again, inside their cell                  (n, c) -> (n, fields)

A sample takes equal parts from all orders: p(x) is the mean of theirs. Each order sets aside rows of its own
for validation, so together they learn from all.
"""

import numpy as np
import torch

from course_lib.errors import CourseError
from course_lib.generators.neural.autoregressive.chain import EMPTY, Chain
from course_lib.generators.neural.bases import basis
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.saving import NeuralGenerator
from course_lib.generators.neural.training import (
    Average,
    EarlyStop,
    Optimiser,
    chunks,
    minibatches,
    n_batches,
    set_weights,
    validation_split,
    weights,
)
from course_lib.generators.neural.training import epochs as passes
from course_lib.generators.settings import check_number, check_whole
from course_lib.randomness import threads, torch_generator

FEWEST, MOST = 3, 60  # epochs
AVERAGED = 0.97  # of the weights of the last 30 steps or so: runs are short
PLENTY = 400  # rows a column: fewer, and weights fade faster, up to MOST_DECAY times
MOST_DECAY = 120.0


class Autoregressive(NeuralGenerator):
    """A mixture of chains of conditionals, one chain for each of a few random orders of the columns. Settings:

    orders         chains, each with an order of its own; fit time grows with them
    hidden         H, width of each column's small network; embedding: e, numbers by which a level is read
    epochs         at most; None: by the number of rows (`epoch_rule`)
    batch_size     rows a step; None: by the number of rows (`batch_rule`). learning_rate: its peak
    validation     share of the rows, from 0 to .5, that a chain does not learn from; below 20 rows none
    patience       epochs in a row in which these get no likelier, then it stops; the best epoch's weights are kept
    temperature    at sampling, may be changed after fit: probabilities are raised to 1 / temperature

    Learned: `orders_` ((orders, c) array), `chains_` (list of Chain), `shares_` (per variable the shares of its
    levels), `encoding_`, `history_` (dict of lists, an entry an epoch, one order's after the other's: `order`, its
    number; `loss` and `validation`: nats per row, of averaged weights the latter).
    """

    Encoding = BinnedEncoding

    def __init__(self, *, orders=2, hidden=32, embedding=8, epochs=None, batch_size=None, learning_rate=3e-2,
                 validation=0.1, patience=3, temperature=1.0):
        self.orders = orders
        self.hidden = hidden
        self.embedding = embedding
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.validation = validation
        self.patience = patience
        self.temperature = temperature

    def _check(self):
        for name in ("orders", "hidden", "embedding", "patience"):
            check_whole(name, getattr(self, name), 1)
        for name in ("epochs", "batch_size"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1)
        check_number("learning_rate", self.learning_rate, 1e-9, 1)
        check_number("validation", self.validation, 0, 0.5)
        check_number("temperature", self.temperature, 1e-3)

    # 1-3 ---------------------------------------------------------------------------------------------------------
    def _fit(self, matrix, fields, rng, progress):
        self.encoding_ = BinnedEncoding.fit(matrix, fields)
        codes, draws = torch.from_numpy(self.encoding_.codes(matrix)).long(), torch_generator(rng)
        self.shares_ = [shares(codes[:, j], k) for j, k in enumerate(self.encoding_.levels)]
        self.orders_ = np.stack([rng.permutation(codes.shape[1]) for _ in range(self.orders)])
        self.history_ = {"order": [], "loss": [], "validation": []}
        self.chains_ = [self._chain(order, draws) for order in self.orders_]
        for s, (chain, order) in enumerate(zip(self.chains_, self.orders_)):
            if len(order) > 1:  # a single column is drawn with its shares
                self._fit_chain(chain, codes[:, order.tolist()], draws, progress, s)

    def _chain(self, order, draws) -> Chain:
        v = self.encoding_.variables
        return Chain([self.shares_[j] for j in order], [basis(v[j].positions, v[j].n_levels) for j in order],
                     self.embedding, self.hidden, draws)

    def _fit_chain(self, chain, codes, draws, progress, s):
        learn, held = validation_split(len(codes), self.validation, draws)
        size = self.batch_size or batch_rule(len(learn))
        count, fade = self.epochs or epoch_rule(len(codes)), decay_rule(len(learn), codes.shape[1])
        optimiser = Optimiser(chain, self.learning_rate, count * n_batches(len(learn), size), one_cycle=True)
        average, stop = Average(chain, AVERAGED), EarlyStop(chain, self.patience)
        for _ in passes(count, progress, f"Order {s + 1} of {self.orders}"):
            total = []
            for rows in minibatches(len(learn), size, draws):
                loss = chain(codes[learn[rows]]).mean()
                optimiser.step(loss)
                chain.shrink(optimiser.rate * fade)
                average.update()
                total.append(loss.item())
            with average.in_place():
                reached = mean_loss(chain, codes[held]) if len(held) else float(np.mean(total))
                done = stop.seen(reached)
            self.history_["order"].append(s)
            self.history_["loss"].append(float(np.mean(total)))
            self.history_["validation"].append(reached)
            if done:
                break
        stop.restore()
        chain.calibrate(codes)

    # 4, 5 --------------------------------------------------------------------------------------------------------
    def _sample(self, n, rng):
        draws, codes = torch_generator(rng), np.empty((n, len(self.encoding_.levels)), dtype=np.int64)
        turn = rng.permutation((np.arange(n) + rng.integers(self.orders)) % self.orders)
        for s, (chain, order) in enumerate(zip(self.chains_, self.orders_)):
            rows = np.flatnonzero(turn == s)
            codes[np.ix_(rows, order)] = chain.draw(len(rows), draws, self.temperature).numpy()
        return self.encoding_.matrix(codes, rng.random(codes.shape))

    def log_likelihood(self, df) -> np.ndarray:
        """log p of each row of `df`, in nats, (n,): of its *codes*, by the mean of all orders' probabilities.

        Counted: the cell, level or gap of every column that is learned. Not counted: where inside its cell a number
        lies, and columns that are functions of another. Raises CourseError before `fit`, and for levels or gaps that
        the fitted table did not have; a number beyond what was seen counts as the outermost cell.
        """
        self._ready()
        codes = torch.from_numpy(self.encoding_.codes(self.encoder_.transform(df))).long()
        with threads(1):
            each = [-row_losses(chain, codes[:, order.tolist()]) for chain, order in zip(self.chains_, self.orders_)]
        return (torch.logsumexp(torch.stack(each), 0) - np.log(self.orders)).numpy()

    def _ready(self):
        if not hasattr(self, "chains_"):
            state = "has nothing to learn in this table" if self.is_fitted else "has learned nothing yet: call fit(df)"
            raise CourseError(f"{type(self).__name__} {state}.")

    # Saving: chains become arrays --------------------------------------------------------------------------------
    def _state(self):
        state = super()._state()
        if "chains_" in state:
            state["chains_"] = [weights(chain) for chain in self.chains_]
        return state

    def _restore(self, state):
        super()._restore(state)
        if "chains_" in state:
            self.chains_ = [self._chain(order, torch.Generator()) for order in self.orders_]
            for chain, arrays in zip(self.chains_, state["chains_"]):
                set_weights(chain, arrays)


def batch_rule(n) -> int:
    """256 rows; of a shorter table about a 40th, a power of two from 32 up."""
    return int(np.clip(2 ** round(np.log2(n / 40)), 32, 256))


def epoch_rule(n) -> int:
    """12 epochs of 10,000 rows, of n rows 12 sqrt(10,000 / n), within FEWEST and MOST: a longer table is gone through
    fewer times, so seconds a row never rise, and still takes more steps."""
    return int(np.clip(round(12 * np.sqrt(10_000 / n)), FEWEST, MOST))


def decay_rule(n, c) -> float:
    """How fast weights fade: 1 from PLENTY rows a column up, below as c / n, up to MOST_DECAY. The fewer the rows,
    the more weighs what one holds likely without them: weights near 0, columns nearly independent (MacKay 1992)."""
    return float(np.clip(PLENTY * c / n, 1, MOST_DECAY))


def shares(codes, k) -> np.ndarray:
    """The shares of the levels 0 .. k-1 among codes (n,); a level without a row has a tiny one."""
    counts = np.maximum(np.bincount(codes.numpy(), minlength=k), EMPTY)
    return counts / counts.sum()


@torch.no_grad()
def row_losses(chain, codes):
    """- log p of each row, (n, c) -> (n,) in double precision."""
    return torch.cat([chain(codes[rows]).double() for rows in chunks(len(codes))])


def mean_loss(chain, codes) -> float:
    """Nats per row."""
    return float(row_losses(chain, codes).mean())

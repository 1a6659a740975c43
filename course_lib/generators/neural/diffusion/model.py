"""Diffusion for tables: cover rows with noise, learn to see through it, start from noise alone.

Three processes, one setting:

    masked      noise is a cover over a cell; every column is a category (masked.py)
    gaussian    numbers get Gaussian noise, categories are redrawn at random: TabDDPM (gaussian.py)
    flow        straight roads from noise to rows: flow matching (flow.py)

Each is a network with a loss and a walk back; what surrounds it is the same for all:

    1 encode    table -> rows in the process's units                           (n, fields) -> its rows
    2 train     minibatches: loss(rows, draws); Adam with one cycle, weight decay, weights averaged; the epoch is kept
                at which rows that were set aside have the lowest loss; "masked": then its biases, so that every
                column has its shares
    3 walk      from noise to rows in `steps` steps: state, state, ..., state of rows
    4 decode    a state -> matrix                                              -> (n, fields)
"""

import numpy as np
import torch

from course_lib.errors import CourseError
from course_lib.generators.neural.diffusion.flow import Flow
from course_lib.generators.neural.diffusion.gaussian import Gaussian
from course_lib.generators.neural.diffusion.masked import Masked
from course_lib.generators.neural.saving import NeuralGenerator
from course_lib.generators.neural.training import (
    Average,
    EarlyStop,
    Optimiser,
    chunks,
    minibatches,
    n_batches,
    validation_split,
)
from course_lib.generators.neural.training import epochs as passes
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.randomness import generator, threads, torch_generator

PROCESSES = {"masked": Masked, "gaussian": Gaussian, "flow": Flow}
LEAST_STEPS = 600  # of training: a short table gets more passes than the recipe's epochs ...
LONG = 30_000  # ... and one with more rows than these fewer, so that as many rows are seen; FEWEST at the least
FEWEST = 3
LOOKS = 4  # how many times a row set aside is covered with noise, to judge an epoch


class Diffusion(NeuralGenerator):
    """A diffusion model. Settings:

    process         "masked", "gaussian" or "flow", see above
    steps           of the walk, may be changed after fit. None: the process's own: "masked" one cell a step (fewer
                    steps uncover several cells at once, as if they were independent), "gaussian" 50, "flow" 10
    hidden, layers  of the network ("masked": of each column's): width, and how many layers think
    epochs          at most, passes over the table; None: the recipe's, more on short and fewer on long tables
    batch_size      None: as many rows as make 40 batches, from 32 to 1,024
    learning_rate   the peak of the cycle
    validation      share of rows set aside to choose the epoch; patience: epochs without a better one before it stops

    Learned: `history_` (dict of lists, one entry per epoch: loss, validation; "masked": nats per row, a bound),
    `network_`, `encoding_`.
    """

    def __init__(self, *, process="masked", steps=None, hidden=None, layers=None, epochs=None, batch_size=None,
                 learning_rate=None, validation=0.1, patience=8):
        self.process = process
        self.steps = steps
        self.hidden = hidden
        self.layers = layers
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.validation = validation
        self.patience = patience

    @property
    def Encoding(self):
        return PROCESSES[self.process].Encoding

    def setting(self, name):
        """The value of a setting: its own, or the process's where it is None."""
        own = getattr(self, name)
        return PROCESSES[self.process].recipe[name] if own is None else own

    def _check(self):
        check_choice("process", self.process, tuple(PROCESSES))
        for name in ("steps", "hidden", "layers", "epochs", "batch_size"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name), 1)
        check_whole("patience", self.patience, 1)
        check_number("learning_rate", self.setting("learning_rate"), 1e-9, 1)
        check_number("validation", self.validation, 0, 0.5)
        if self.is_fitted and hasattr(self, "network_") and not isinstance(self.network_, PROCESSES[self.process]):
            raise CourseError(f"process={self.process!r} is not the one that was fitted: fit again, or set it back.")

    # 1, 2 --------------------------------------------------------------------------------------------------------
    def _fit(self, matrix, fields, rng, progress):
        draws = torch_generator(rng)
        self.encoding_ = self.Encoding.fit(matrix, fields)
        net = self._network(draws)
        rows = net.rows(matrix)
        learn, held = validation_split(len(rows), self.validation, draws)
        net.start(rows)
        size = self.batch_size or int(np.clip(len(learn) // PROCESSES[self.process].recipe["batches"], 32, 1024))
        recipe = PROCESSES[self.process].recipe
        count = self.epochs or epoch_rule(recipe["epochs"], recipe["most"], len(learn), n_batches(len(learn), size))
        optimiser = Optimiser(net, self.setting("learning_rate"), count * n_batches(len(learn), size), one_cycle=True)
        average, stop, look = Average(net), EarlyStop(net, self.patience), int(rng.integers(2**63))
        history = {"loss": [], "validation": []}
        for _ in passes(count, progress, f"Diffusion, {self.process}"):
            total = []
            net.redraw(rows, rng)
            for some in minibatches(len(learn), size, draws):
                loss = net.loss(rows[learn[some]], draws)
                optimiser.step(loss)
                net.shrink(optimiser.rate)
                average.update()
                total.append(loss.item())
            history["loss"].append(float(np.mean(total)))
            with average.in_place():
                history["validation"].append(judge(net, rows, held, look) if len(held) else history["loss"][-1])
                done = stop.seen(history["validation"][-1])
            if done:
                break
        stop.restore()
        net.finish(rows, draws)
        self.network_, self.history_ = net, history

    def _network(self, draws):
        return PROCESSES[self.process](self.encoding_, self.setting("hidden"), self.setting("layers"), draws)

    # 3, 4 --------------------------------------------------------------------------------------------------------
    def _sample(self, n, rng):
        draws, out = torch_generator(rng), np.empty((n, len(self.encoder_.fields_)))
        for part in chunks(n):
            m = part.stop - part.start
            *_, (_, state) = self.network_.walk(m, self.setting("steps"), draws)
            out[part] = self.network_.matrix(state, rng.random((m, self.network_.c)))[0]
        return out

    def trajectory(self, n, *, seed=None, frames=None) -> list:
        """The rows on their way from noise: [(t, table of n rows), ...], the last what `sample(n, seed=seed)` gives
        for up to 8,192 rows.

        t: "masked": how many steps were taken; "gaussian": the share of the noise steps that are left, 1 to 0;
        "flow": its time, 0 to 1. A cell that is still covered is missing. frames: how many tables, evenly chosen
        with both ends; None for all. Raises CourseError before fit.
        """
        if not hasattr(self, "network_"):
            state = "has nothing to learn in this table" if self.is_fitted else "has learned nothing yet: call fit(df)"
            raise CourseError(f"Diffusion {state}.")
        self._check()
        check_whole("n", n, 1)
        rng = generator(seed)
        draws, u = torch_generator(rng), rng.random((n, self.network_.c))
        with threads(1):
            walk = list(self.network_.walk(n, self.setting("steps"), draws))
        if frames is not None:
            check_whole("frames", frames, 2)
            walk = [walk[i] for i in np.unique(np.linspace(0, len(walk) - 1, frames).round().astype(int))]
        return [(t, self._table(*self.network_.matrix(state, u))) for t, state in walk]

    def _table(self, matrix, covered):
        """The matrix as a table; covered: (n, fields), True where a cell is not yet known, or None."""
        table = self.encoder_.inverse_transform(matrix)
        for j, field in enumerate(self.encoder_.fields_):
            if covered is not None and covered[:, j].any():
                whole = {"i": "Int64", "u": "Int64", "b": "boolean"}.get(table[field.source].dtype.kind)
                column = table[field.source].astype(whole) if whole else table[field.source]
                table[field.source] = column.mask(covered[:, j])
        return table


def epoch_rule(usual: int, most: int, n: int, batches: int) -> int:
    """How many passes over n rows in so many minibatches, where `usual` are right for a table of ordinary length.

    On the shortest at most `most`, else each row is learned by heart.
    """
    return max(FEWEST, round(usual * min(1, LONG / n)), min(most, -(-LEAST_STEPS // batches)))


@torch.no_grad()
def judge(net, rows, held, seed) -> float:
    """The loss of the rows set aside, each under the same few noises every time."""
    draws, most = torch.Generator().manual_seed(seed), chunks(len(held))
    found = [(len(held[part]), net.loss(rows[held[part]], draws).item()) for _ in range(LOOKS) for part in most]
    return float(np.average([loss for _, loss in found], weights=[size for size, _ in found]))

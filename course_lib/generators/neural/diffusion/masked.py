"""Masked diffusion over categories: noise is a mask over a cell, and the way back uncovers the cells one by one.

Every column is a category here (binned.py): c columns, column j with K_j levels, D = sum of K_j.

    forward    a row with all its cells; then, in a random order, one cell after the other is covered
    network    says for every covered cell, given the open ones, how likely each level is
    backward   all cells covered; uncover one (or several) at a time, in a random order, and draw its level

    codes      (b, c)       a row's levels                       covered    (b, c)  True where the network may not look
    table      (D + c, H)   what a level, or a cover, says: a vector for each; own + B shared (bases.py)

    1 cover    m uniform in 1 .. c, then m of the row's cells at random
    2 read     h = silu(sum over the columns of their vectors)           (b, c) -> (b, H)
    3 think    h = h + silu(h W_l + w_l), a few times                    (b, H)
    4 predict  g = silu(h C_j + c_j);  logits_j = g V_j' + v_j           (b, H) -> (b, G) -> (b, K_j)
    5 loss     c / m times the sum over covered cells of - log softmax(logits_j)[x_j], mean over rows

The loss is a bound on - log p(row), in nats: a random order of the columns, and the mean over the c steps of one row
is estimated by one of them. So masked diffusion of categories *is* autoregression in any order.

Source: Austin et al. (2021, absorbing states), Hoogeboom et al. (2022, ARDM), Uria, Murray and Larochelle (2014).
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from course_lib.generators.neural.bases import basis, narrowness, smooth
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.diffusion.network import times
from course_lib.generators.neural.training import Linear, chunks

# Decoupled weight decay (Loshchilov and Hutter 2019): a step's part of a weight by unit of the learning rate. What a
# level says by itself fades most where it has neighbours to speak for it, else every rare cell is learned by heart;
# a hat fades with the root of how few levels it speaks for; z and z^2, which speak for all, do not.
FADE, FADE_OWN, FADE_UNORDERED, FADE_SHARED = 0.3, 10.0, 0.5, 0.6
CALIBRATION, LOOKS = 3, 5_000  # rounds, each a pass over the rows, over few rows several
EMPTY = 0.01  # rows that a level without a row counts for: its share is small, its logarithm finite


class Masked(nn.Module):
    """The network and its two directions. encoding: a BinnedEncoding, fitted."""

    Encoding = BinnedEncoding
    recipe = {"hidden": 128, "layers": 2, "epochs": 36, "batches": 128, "learning_rate": 5e-3, "steps": None}

    def __init__(self, encoding, hidden: int, layers: int, generator: torch.Generator):
        super().__init__()
        self.encoding, self.levels = encoding, encoding.levels
        self.c, self.G = len(self.levels), max(16, hidden // 4)
        self.starts = torch.tensor(np.cumsum([0, *self.levels[:-1]]))
        self.covers = sum(self.levels) + torch.arange(self.c)  # the row of `table` for a cover
        bases = [basis(v.positions, v.n_levels) for v in encoding.variables]
        self.bases = [torch.tensor(b, dtype=torch.float32) for b in bases]
        self.m = [b.shape[1] for b in self.bases]
        fade = [torch.full((k, 1), FADE_OWN if m else FADE_UNORDERED) for k, m in zip(self.levels, self.m)]
        self.fade = torch.cat(fade)  # (D, 1), of `own` and `own_out`
        narrow = np.concatenate([narrowness(b) for b in bases])[:, None]
        self.fade_shared = torch.tensor(FADE_SHARED * narrow, dtype=torch.float32)  # (M, 1)
        D, M = sum(self.levels), sum(self.m)
        self.own = nn.Parameter(torch.empty(D + self.c, hidden).normal_(0, 0.3, generator=generator))
        self.shared = nn.Parameter(torch.empty(M, hidden).normal_(0, 0.3, generator=generator))
        self.thinking = nn.ModuleList(Linear(hidden, hidden, generator) for _ in range(layers))
        self.turn = Linear(hidden, self.c * self.G, generator)  # C_j and c_j of all columns side by side
        self.own_out = nn.Parameter(torch.zeros(D, self.G))
        self.shared_out = nn.Parameter(torch.zeros(M, self.G))
        self.bias_out = nn.Parameter(torch.zeros(D))

    def rows(self, matrix) -> torch.Tensor:
        """What a minibatch is cut from: codes (n, c)."""
        return torch.from_numpy(self.encoding.codes(matrix)).long()

    def redraw(self, rows, rng) -> None:
        """Before every epoch: nothing is random in these rows."""

    @torch.no_grad()
    def start(self, rows) -> None:
        """The biases at the logs of the columns' shares, with V = 0: unfitted, it draws independent columns."""
        counts = torch.cat([torch.bincount(rows[:, j], minlength=k) for j, k in enumerate(self.levels)])
        self.bias_out.copy_(torch.log(counts.clamp_min(EMPTY) / len(rows)))

    def tables(self):
        """The table of the input, (D + c, H), and for each column V_j, (K_j, G), and v_j, (K_j,)."""
        levels, covers = self.own.split([sum(self.levels), self.c])
        table = torch.cat([smooth(levels, self.bases, self.shared), covers])
        out = smooth(self.own_out, self.bases, self.shared_out)
        return table, out.split(self.levels), self.bias_out.split(self.levels)

    # 1-5 ---------------------------------------------------------------------------------------------------------
    def think(self, codes, covered, table):
        """Steps 2 and 3: (b, H)."""
        h = F.silu(F.embedding_bag(torch.where(covered, self.covers, codes + self.starts), table, mode="sum"))
        for layer in self.thinking:
            h = h + F.silu(layer(h))
        return h

    def loss(self, codes, generator):
        """Step 1, then a bound on - log p(row), in nats, mean over rows."""
        covered, m = cover(len(codes), self.c, generator)
        table, weight, bias = self.tables()
        h = self.think(codes, covered, table)
        column, row = covered.T.nonzero(as_tuple=True)  # of all covered cells, a column after the other
        cell = row * self.c + column
        g = F.silu(self.turn(h).view(-1, self.G).index_select(0, cell))
        true, sizes = codes.view(-1)[cell], covered.sum(0).tolist()
        found = [F.cross_entropy(torch.addmm(v, part, w.T), x, reduction="none")
                 for v, w, part, x in zip(bias, weight, g.split(sizes), true.split(sizes))]
        return (torch.cat(found) / m[row]).sum() * (self.c / len(codes))

    def logits(self, j, h, tables):
        """Step 4 for column j alone: (b, H) -> (b, K_j)."""
        block = slice(j * self.G, (j + 1) * self.G)
        g = F.silu(torch.addmm(self.turn.bias[block], h, self.turn.weight[:, block]))
        return torch.addmm(tables[2][j], g, tables[1][j].T)

    @torch.no_grad()
    def finish(self, rows, generator) -> None:
        """Move the biases until each column's mean probabilities, over rows with covers as in the loss, are its shares.

        A round adds log(share / mean probability): iterative proportional fitting (Deming and Stephan 1940).
        """
        table, weight, bias = self.tables()
        for _ in range(CALIBRATION):
            mean = [torch.zeros(k) for k in self.levels]
            true = [torch.zeros(k) for k in self.levels]
            for part in chunks(len(rows)) * max(1, LOOKS // len(rows)):
                codes = rows[part]
                covered, _ = cover(len(codes), self.c, generator)
                h = self.think(codes, covered, table)
                for j, k in enumerate(self.levels):
                    asked = covered[:, j]
                    mean[j] += torch.softmax(self.logits(j, h[asked], (table, weight, bias)), 1).sum(0)
                    true[j] += torch.bincount(codes[asked, j], minlength=k)
            moved = [torch.log(t.clamp_min(EMPTY) / p.clamp_min(EMPTY)) for t, p in zip(true, mean)]
            self.bias_out += torch.cat(moved)

    @torch.no_grad()
    def shrink(self, rate: float) -> None:
        """Weight decay, after every step of the optimiser; rate: the step's learning rate."""
        for own in (self.own, self.own_out):
            own[: len(self.fade)].mul_(1 - rate * self.fade)
        for shared in (self.shared, self.shared_out):
            shared.mul_(1 - rate * self.fade_shared)
        for weight in (self.turn.weight, *(layer.weight for layer in self.thinking)):
            weight.mul_(1 - rate * FADE)

    # Backward ----------------------------------------------------------------------------------------------------
    @torch.no_grad()
    def walk(self, n, steps, generator):
        """Yield (step, (codes, covered)), from all cells covered to none; steps: None for one cell at a time."""
        steps = min(steps or self.c, self.c)
        tables = self.tables()
        codes, covered = torch.zeros(n, self.c, dtype=torch.int64), torch.ones(n, self.c, dtype=torch.bool)
        rank = ranks(n, self.c, generator)  # the turn at which a cell is uncovered
        yield 0, (codes, covered)
        for s in range(steps):
            now = (rank >= s * self.c // steps) & (rank < (s + 1) * self.c // steps)
            h, codes = self.think(codes, covered, tables[0]), codes.clone()
            for j in range(self.c):
                here = now[:, j].nonzero()[:, 0]
                codes[here, j] = pick(self.logits(j, h[here], tables), generator)
            covered = covered & ~now
            yield s + 1, (codes, covered)

    def matrix(self, state, u):
        """The state as (n, fields), and where it is covered, (n, fields). u: (n, c), the places inside the cells."""
        codes, covered = (part.numpy() for part in state)
        matrix, hidden = self.encoding.matrix(codes, u), np.zeros((len(codes), self.encoding.width), dtype=bool)
        for a, v in enumerate(self.encoding.variables):
            hidden[:, [v.column] + [v.gap] * (v.gap >= 0)] = covered[:, [a]]
        for d in self.encoding.dependents:
            hidden[:, d.target] = hidden[:, d.source]
        return matrix, hidden


def ranks(n, c, generator):
    """A random order of 0 .. c - 1 in every row, (n, c)."""
    return torch.rand(n, c, generator=generator).argsort(1).argsort(1)


def cover(n, c, generator):
    """covered (n, c) with m True in each row, and m (n,), uniform in 1 .. c and evenly spread over the rows."""
    m = 1 + (c * times(n, generator)[:, 0]).long().clamp_max(c - 1)
    return ranks(n, c, generator) < m[:, None], m


def pick(logits, generator):
    """One level per row, drawn from softmax(logits): (b, K) -> (b,). Where u falls on their sums."""
    p = torch.softmax(logits, 1).cumsum(1)
    u = torch.rand(len(p), 1, generator=generator) * p[:, -1:]
    return torch.searchsorted(p, u, right=True)[:, 0].clamp_max(p.shape[1] - 1)

"""Masked diffusion over categories: noise is a mask over a cell, and the way back uncovers the cells one by one.

Every column is a category here (binned.py): c columns, column j with K_j levels, D = sum of K_j.

    forward    a row with all its cells; then, in a random order, one cell after the other is covered
    network    says for a covered cell, given the open ones, how likely each level is
    backward   all cells covered; uncover one (or several) at a time, in a random order, and draw its level

    codes      (b, c)          a row's levels                    covered    (b, c)  True where the network may not look
    table      (D, e + H + 1)  for each level of each column: how it is read (e numbers), how it is predicted
                               (H weights V_j and a bias v_j). Written in bases: own + B shared (bases.py)

    1 order    of uncovering, drawn at random: `ORDERS` of them for a minibatch, each for its part of the rows
    2 read     emb = table[codes, :e] and a 1 that says "open", 0 all where covered        (b, c) -> (b, c (e + 1))
    3 see      h_j = swish(sum over open columns i of emb_i A_ij + a_j)                    -> (b, c, H)
    4 think    h_j = h_j + swish(h_j C_j + c_j), `layers` times                            (b, c, H)
    5 predict  logits_j = h_j V_j' + v_j                                                   (b, H) -> (b, K_j)
    6 loss     sum over the columns of - log softmax(logits_j)[x_j], mean over rows

In the loss, open for column j are those that its row's order uncovers before it: all c steps of the way back at once.
The loss is a bound on - log p(row), in nats: the mean over random orders. So masked diffusion of categories *is*
autoregression in any order; a column has one network for all of them. swish: x sigmoid(x), here in straight pieces,
which is quicker (Howard et al. 2019).

Source: Austin et al. (2021, absorbing states), Hoogeboom et al. (2022, ARDM), Uria, Murray and Larochelle (2014);
all steps at once with an order for each minibatch: Germain et al. (2015, MADE).
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from course_lib.generators.neural.bases import basis, narrowness, smooth
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.training import Linear, chunks

ORDERS, MANY_ORDERS = 8, 64  # in a minibatch, and in a pass that moves the biases
# Decoupled weight decay (Loshchilov and Hutter 2019), a step's part of a weight by unit of the learning rate. A hat
# fades the more the fewer levels it speaks for (bases.narrowness), and what one of K levels says by itself like a hat
# for it alone, else every rare cell is learned by heart. Curves, which speak for all, do not fade.
FADE, FADE_HATS, FADE_UNORDERED = 0.1, 2.0, 0.5
PLENTY, MOST_FADE = 100, 120.0  # rows a column: fewer, and weights fade faster, up to MOST_FADE times
EMBEDDING = 8  # e
CALIBRATION, LOOKS = 3, 5_000  # rounds; rows in each: all, and if they are few, again and again
EMPTY = 0.01  # rows that a level without a row counts for: its share is small, its logarithm finite


class Masked(nn.Module):
    """The network and its two directions. encoding: a BinnedEncoding, fitted. hidden: H, of each column."""

    Encoding = BinnedEncoding
    recipe = {"hidden": 32, "layers": 1, "epochs": 32, "most": 64, "batches": 40, "learning_rate": 2e-2, "steps": None}

    def __init__(self, encoding, hidden: int, layers: int, generator: torch.Generator):
        super().__init__()
        self.encoding, self.levels = encoding, encoding.levels
        self.c, self.e, self.H = len(self.levels), EMBEDDING, hidden
        self.starts = torch.tensor(np.cumsum([0, *self.levels[:-1]]))
        bases = [basis(v.positions, v.n_levels) for v in encoding.variables]
        self.bases = [torch.tensor(b, dtype=torch.float32) for b in bases]
        self.m = [b.shape[1] for b in self.bases]
        self.own_fade = torch.cat([torch.full((k, 1), FADE_HATS * k**0.5 if m else FADE_UNORDERED)
                                   for k, m in zip(self.levels, self.m)])
        narrow = np.concatenate([narrowness(b) for b in bases])[:, None]
        self.shared_fade = torch.tensor(FADE_HATS * narrow, dtype=torch.float32)
        width, inputs = self.e + hidden + 1, self.c * (self.e + 1)
        self.pace = 1.0  # of fading
        self.own = nn.Parameter(torch.zeros(sum(self.levels), width))
        self.shared = nn.Parameter(torch.zeros(sum(self.m), width))
        with torch.no_grad():
            self.own[:, : self.e].normal_(0, 0.3, generator=generator)
            self.shared[:, : self.e].normal_(0, 0.5, generator=generator)
        self.see = Linear(inputs, self.c * hidden, generator)  # A and a
        reach = 1 / math.sqrt(hidden)
        deep = torch.empty(layers, self.c, hidden, hidden).uniform_(-reach, reach, generator=generator)
        self.deep, self.deep_bias = nn.Parameter(deep), nn.Parameter(torch.zeros(layers, self.c, 1, hidden))  # C, c

    def rows(self, matrix) -> torch.Tensor:
        """What a minibatch is cut from: codes (n, c)."""
        return torch.from_numpy(self.encoding.codes(matrix)).long()

    def redraw(self, rows, rng) -> None:
        """Before every epoch: nothing is random in these rows."""

    @torch.no_grad()
    def start(self, rows) -> None:
        """The biases at the logs of the columns' shares, with V = 0: unfitted, it draws independent columns.

        The fewer rows a column, the more weighs what is likely without them: weights near 0 (MacKay 1992)."""
        self.own[:, -1] = torch.log(torch.cat(self.counts(rows)).clamp_min(EMPTY) / len(rows))
        self.pace = float(np.clip(PLENTY * self.c / len(rows), 1, MOST_FADE))

    def counts(self, rows):
        """How many of the rows (n, c) have each level: for each column (K_j,)."""
        return [torch.bincount(rows[:, j], minlength=k) for j, k in enumerate(self.levels)]

    def tables(self):
        """Readings (D, e + 1), and for each column V_j (K_j, H) and v_j (K_j,)."""
        table = smooth(self.own, self.bases, self.shared)
        reading, weight, bias = table.split([self.e, self.H, 1], 1)
        reading = torch.cat([reading, torch.ones(len(table), 1)], 1)
        return reading, weight.split(self.levels), bias[:, 0].split(self.levels)

    # 1-6 ---------------------------------------------------------------------------------------------------------
    def read(self, codes, reading):
        """Step 2 where all is open: (b, c (e + 1))."""
        return F.embedding(codes + self.starts, reading).flatten(1)

    def hidden(self, codes, reading, orders, generator):
        """Steps 1 to 4 for all columns, each given those before it in an order: h_0, ..., h_{c-1}, each (b, H)."""
        seen = []
        for part in self.read(codes, reading).tensor_split(orders):
            open_ = before(ranks(1, self.c, generator)[0])
            mask = open_.repeat_interleave(self.e + 1, 0).repeat_interleave(self.H, 1)
            seen.append(torch.addmm(self.see.bias, part, self.see.weight * mask))
        h = F.hardswish(torch.cat(seen).view(-1, self.c, self.H).transpose(0, 1).contiguous())  # (c, b, H)
        for weight, bias in zip(self.deep, self.deep_bias):
            h = h + F.hardswish(torch.baddbmm(bias, h, weight))
        return h.unbind()

    def loss(self, codes, generator):
        """A bound on - log p(row), in nats, mean over rows."""
        reading, weight, bias = self.tables()
        h = self.hidden(codes, reading, ORDERS, generator)
        return sum(F.cross_entropy(torch.addmm(bias[j], h[j], weight[j].T), codes[:, j]) for j in range(self.c))

    def logits(self, j, emb, tables):
        """Steps 3 to 5 for column j alone, from readings with zeros where a cell is covered: -> (b, K_j)."""
        block = slice(j * self.H, (j + 1) * self.H)
        h = F.hardswish(torch.addmm(self.see.bias[block], emb, self.see.weight[:, block]))
        for weight, bias in zip(self.deep[:, j], self.deep_bias[:, j]):
            h = h + F.hardswish(torch.addmm(bias, h, weight))
        return torch.addmm(tables[2][j], h, tables[1][j].T)

    @torch.no_grad()
    def finish(self, rows, generator) -> None:
        """Move the biases until each column's mean probabilities, over rows and orders as in the loss, are its shares.

        A round adds log(share / mean probability): iterative proportional fitting (Deming and Stephan 1940).
        """
        rows = rows.repeat(max(1, LOOKS // len(rows)), 1)
        rows, true = rows[torch.randperm(len(rows), generator=generator)], self.counts(rows)
        for _ in range(CALIBRATION):
            reading, weight, bias = self.tables()
            mean = [torch.zeros(k) for k in self.levels]
            for part in chunks(len(rows)):
                h = self.hidden(rows[part], reading, MANY_ORDERS, generator)
                for j in range(self.c):
                    mean[j] += torch.softmax(torch.addmm(bias[j], h[j], weight[j].T), 1).sum(0)
            moved = [torch.log(t.clamp_min(EMPTY) / p.clamp_min(EMPTY)) for t, p in zip(true, mean)]
            self.own[:, -1] += torch.cat(moved)

    @torch.no_grad()
    def shrink(self, rate: float) -> None:
        """Weight decay, after every step of the optimiser; rate: the step's learning rate."""
        rate = self.pace * rate
        self.own[:, :-1].mul_((1 - rate * self.own_fade).clamp(min=0))
        self.shared.mul_((1 - rate * self.shared_fade).clamp(min=0))
        for weight in (self.see.weight, self.deep):
            weight.mul_(max(1 - rate * FADE, 0))

    # Backward ----------------------------------------------------------------------------------------------------
    @torch.no_grad()
    def walk(self, n, steps, generator):
        """Yield (step, (codes, covered)), from all cells covered to none; steps: None for one cell at a time."""
        steps = min(steps or self.c, self.c)
        tables = self.tables()
        codes, covered = torch.zeros(n, self.c, dtype=torch.int64), torch.ones(n, self.c, dtype=torch.bool)
        emb = torch.zeros(n, self.c, self.e + 1)
        rank = ranks(n, self.c, generator)  # the turn at which a cell is uncovered
        yield 0, (codes, covered)
        for s in range(steps):
            now = (rank >= s * self.c // steps) & (rank < (s + 1) * self.c // steps)
            codes = codes.clone()
            for j in range(self.c):
                here = now[:, j].nonzero()[:, 0]
                codes[here, j] = pick(self.logits(j, emb[here].flatten(1), tables), generator)
            emb[now] = tables[0][(codes + self.starts)[now]]
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


def before(rank):
    """(c, c) from the turns of the columns (c,): 1 in row i and column j where i is uncovered before j."""
    return (rank[:, None] < rank).float()


def pick(logits, generator):
    """One level per row, drawn from softmax(logits): (b, K) -> (b,). Where u falls on their sums."""
    p = torch.softmax(logits, 1).cumsum(1)
    u = torch.rand(len(p), 1, generator=generator) * p[:, -1:]
    return torch.searchsorted(p, u, right=True)[:, 0].clamp_max(p.shape[1] - 1)

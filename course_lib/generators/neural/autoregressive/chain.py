"""The network of one chain: for each column a small network that sees the columns before it, all of them at once.

Columns stand in the chain's order here, 0 .. c-1; column j has K_j levels, D = sum of K_j.

    codes      (b, c)         a row's levels
    table      (D, e + H + 1) for each level of each column: how it is read (e numbers, its embedding), how it is
                              predicted (H weights and a bias). Written in bases: own + B shared (bases.py)
    emb        (b, c e)       the embeddings of a row's levels, side by side
    mask       (c e, c H)     1 where the column that is read comes before the column that is predicted

    1 read     emb = table[codes, :e]                                        (b, c)    -> (b, c e)
    2 see      h   = swish(emb (A * mask) + a)                               (b, c e)  -> (b, c, H)
    3 think    h   = h + swish(h C_j + c_j)    a layer of its own each       (b, c, H) -> (b, c, H)
    4 predict  logits_j = h_j V_j' + v_j, V and v from the table             (b, H)    -> (b, K_j)
    5 loss     - sum over j of log softmax(logits_j)[x_j], mean over rows: nats per row

Column 0 sees nothing: its logits are the logs of its shares, and nothing about it is learned. The other biases
start at the logs of their shares and V at 0, so an unfitted chain draws independent columns with the right shares.

The mask makes it autoregressive: Bengio and Bengio (2000), Germain et al. (2015, MADE); small networks a column and
several orders: Uria, Murray and Larochelle (2014). swish: x sigmoid(x), here in straight pieces, which is quicker
(Howard et al. 2019).
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from course_lib.generators.neural.bases import narrowness, smooth
from course_lib.generators.neural.training import Linear, chunks

EMPTY = 0.01  # rows that a level without a row counts for: its share is small, its logarithm finite
# Decoupled weight decay (Loshchilov and Hutter 2019), a step's part of a weight by unit of the learning rate. A hat
# fades the more the fewer levels it speaks for (bases.narrowness), and what one of K levels says by itself like a hat
# for it alone, else every rare cell is learned by heart. Curves, which speak for all, do not fade.
DECAY, DECAY_HATS, DECAY_UNORDERED = 0.1, 2.0, 0.5
CALIBRATION = 2  # rounds, each a pass over the rows


class Chain(nn.Module):
    """shares: for each column in order the shares of its levels, (K_j,). bases: for each the matrix B, (K_j, m_j)."""

    def __init__(self, shares, bases, embedding: int, hidden: int, generator: torch.Generator):
        super().__init__()
        self.levels = [len(s) for s in shares]
        self.c, self.e, self.H = len(shares), embedding, hidden
        self.starts = torch.from_numpy(np.cumsum([0, *self.levels[:-1]]))
        self.bases = [torch.tensor(b, dtype=torch.float32) for b in bases]
        self.m = [b.shape[1] for b in bases]
        width = embedding + hidden + 1
        self.own = nn.Parameter(torch.zeros(sum(self.levels), width))
        self.shared = nn.Parameter(torch.zeros(sum(self.m), width))
        self.see = Linear(self.c * embedding, self.c * hidden, generator)
        reach = 1 / math.sqrt(hidden)
        self.think = nn.Parameter(torch.empty(self.c, hidden, hidden).uniform_(-reach, reach, generator=generator))
        self.think_bias = nn.Parameter(torch.zeros(self.c, 1, hidden))
        self.own_decay = torch.cat([torch.full((k, 1), DECAY_HATS * k**0.5 if m else DECAY_UNORDERED)
                                    for k, m in zip(self.levels, self.m)])
        narrow = np.concatenate([narrowness(b) for b in bases])[:, None]
        self.shared_decay = torch.tensor(DECAY_HATS * narrow, dtype=torch.float32)
        with torch.no_grad():
            self.own[:, :embedding].normal_(0, 0.3, generator=generator)
            self.shared[:, :embedding].normal_(0, 0.5, generator=generator)
            self.own[:, -1] = torch.from_numpy(np.log(np.concatenate(shares)))
            for j in range(self.c):  # a network of j columns has fewer inputs: weights as large as its own fan-in asks
                block = slice(j * hidden, (j + 1) * hidden)
                self.see.weight[:, block] *= math.sqrt(self.c / max(j, 1))
        self.mask = before(self.c).repeat_interleave(embedding, 0).repeat_interleave(hidden, 1)

    def tables(self):
        """Embeddings (D, e), and for each column V_j (K_j, H) and v_j (K_j,)."""
        table = smooth(self.own, self.bases, self.shared)
        embedding, weight, bias = table.split([self.e, self.H, 1], 1)
        return embedding, weight.split(self.levels), bias[:, 0].split(self.levels)

    def losses(self, codes):
        """- log p(x_j | x_0 .. x_{j-1}) of each row and column in nats, (b, c) codes -> list of c tensors (b,)."""
        tables = self.tables()
        _, weight, bias = tables
        h, found = self.hidden(codes, tables), []
        for j in range(self.c):
            logits = torch.addmm(bias[j], h[j], weight[j].T) if j else self.first(len(codes))
            found.append(F.cross_entropy(logits, codes[:, j], reduction="none"))
        return found

    def hidden(self, codes, tables=None):
        """Steps 1 to 3 for all columns at once: h_0, ..., h_{c-1}, each (b, H)."""
        emb = F.embedding(codes + self.starts, (tables or self.tables())[0]).flatten(1)
        h = torch.addmm(self.see.bias, emb, self.see.weight * self.mask)
        h = F.hardswish(h.view(-1, self.c, self.H).transpose(0, 1).contiguous())  # (c, b, H): a column's rows together
        return (h + F.hardswish(torch.baddbmm(self.think_bias, h, self.think))).unbind()

    def first(self, b):
        """Column 0: the logs of its shares, for b rows, (b, K_0)."""
        return self.own[: self.levels[0], -1].detach().expand(b, -1)

    def forward(self, codes):
        """- log p of each row, (b, c) -> (b,), in nats."""
        return torch.stack(self.losses(codes)).sum(0)

    @torch.no_grad()
    def shrink(self, pace: float) -> None:
        """Draw the weights, not the biases, a little towards 0; once after every step of the optimiser."""
        self.own[:, :-1].mul_((1 - pace * self.own_decay).clamp(min=0))
        self.shared.mul_((1 - pace * self.shared_decay).clamp(min=0))
        for p in (self.see.weight, self.think):
            p.mul_(max(1 - pace * DECAY, 0))

    @torch.no_grad()
    def calibrate(self, codes, rounds: int = CALIBRATION) -> None:
        """Move the biases until each column's mean probabilities over the rows (n, c) are the shares of its levels.

        Where the likelihood has its maximum in the biases they are; training stops elsewhere. A round adds
        log(share / mean probability): iterative proportional fitting (Deming and Stephan 1940), a level at a time.
        """
        tables = self.tables()
        _, weight, bias = tables
        shares = [torch.bincount(codes[:, j], minlength=k).clamp_min(EMPTY) / len(codes)
                  for j, k in enumerate(self.levels)]
        moved = [torch.zeros(k) for k in self.levels]
        for _ in range(rounds):
            mean = [torch.zeros(k) for k in self.levels]
            for rows in chunks(len(codes)):
                h = self.hidden(codes[rows], tables)
                for j in range(1, self.c):
                    p = torch.softmax(torch.addmm(bias[j] + moved[j], h[j], weight[j].T), 1)
                    mean[j] += p.sum(0) / len(codes)
            for j in range(1, self.c):
                moved[j] += torch.log(shares[j] / mean[j].clamp_min(1e-12))
        self.own[:, -1] += torch.cat(moved)

    @torch.no_grad()
    def logits(self, j: int, emb, tables):
        """Steps 2 to 4 for column j alone; of emb (b, c e) only the columns before it are read. (b, K_j)."""
        if j == 0:
            return self.first(len(emb))
        _, weight, bias = tables
        seen, block = j * self.e, slice(j * self.H, (j + 1) * self.H)
        h = F.hardswish(torch.addmm(self.see.bias[block], emb[:, :seen], self.see.weight[:seen, block]))
        h = h + F.hardswish(torch.addmm(self.think_bias[j], h, self.think[j]))
        return torch.addmm(bias[j], h, weight[j].T)

    @torch.no_grad()
    def draw(self, n: int, generator: torch.Generator, temperature: float = 1.0):
        """n rows of codes, (n, c), a column after the other, each drawn from its probabilities."""
        tables, codes = self.tables(), torch.empty(n, self.c, dtype=torch.int64)
        for rows in chunks(n):
            some = codes[rows]
            emb = torch.zeros(len(some), self.c * self.e)
            for j in range(self.c):
                some[:, j] = pick(self.logits(j, emb, tables), temperature, generator)
                emb[:, j * self.e : (j + 1) * self.e] = tables[0][some[:, j] + self.starts[j]]
        return codes


def before(c: int):
    """(c, c), 1 in row i and column j where column i comes before column j of the chain."""
    return torch.ones(c, c).triu(1)


def pick(logits, temperature, generator):
    """One level per row, drawn from softmax(logits / temperature): (b, K) -> (b,). Where u falls on their sums."""
    p = torch.softmax(logits.double() / temperature, 1).cumsum(1)
    u = torch.rand(len(p), 1, generator=generator, dtype=p.dtype) * p[:, -1:]
    return torch.searchsorted(p, u, right=True)[:, 0].clamp_(max=p.shape[1] - 1)

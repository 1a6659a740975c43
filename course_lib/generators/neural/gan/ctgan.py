"""CTGAN (Xu et al. 2019, Modeling tabular data using conditional GAN, NeurIPS): three ideas for tables. Steps:

1. encode      a number as alpha and one of its modes, a category as one-hot                            (modes.py)
2. condition   one level of one code column, drawn by log(1 + count); c its vector, and a real row with it
                                                                                                        (conditions.py)
3. generate    G(z, c), z ~ N(0, I_L): alphas by tanh, every one-hot block by a Gumbel-softmax          (networks.py)
4. critic      reads `pac` rows with their conditions at once and gives one number: ten rows that are all alike give a
               collapsed generator away (Lin et al. 2018, PacGAN)
5. lose        the critic: Wasserstein with gradient penalty, on packs                                  (losses.py)
               the generator: minus the critic's number, plus the cross-entropy of the level it was told
6. sample      conditions by the levels' own counts, then G; of each block the largest entry

`conditional=False` leaves 2 and the cross-entropy out: a plain Wasserstein GAN on the same rows. head="softmax" leaves
the Gumbel noise out, and a level that is never the likeliest is never made: the two together let rare levels die.

Other than in the authors' program: fewer steps of smaller batches with averaged weights, no dropout in
the critic, spikes as modes of their own, columns that follow exactly from another left out and computed, and an early
stop by the energy distance between held-out rows and made ones.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy, leaky_relu, pad

from course_lib.generators.neural.gan.conditions import Conditions
from course_lib.generators.neural.gan.features import energy_distance
from course_lib.generators.neural.gan.losses import between, critic_loss, generator_loss, gp
from course_lib.generators.neural.gan.modes import ModeEncoding
from course_lib.generators.neural.gan.networks import HEADS, Perceptron, rows_of
from course_lib.generators.neural.saving import NeuralGenerator
from course_lib.generators.neural.training import (
    Adam,
    Average,
    EarlyStop,
    Linear,
    chunks,
    epochs,
    validation_split,
)
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.randomness import torch_generator

STEPS, PASSES = 2500, 360  # at most so many steps, and on short tables at most so many passes over the rows
HELD, MOST_HELD = 0.2, 1000  # rows to stop by
CHECKS, PATIENCE = 15, 10  # looks at them; so many in a row without progress end the training
PENALTY = 10.0  # lambda
BETAS, DECAY = (0.5, 0.9), 1e-6


class Residual(nn.Module):
    """z and c, (batch, L + S) -> (batch, width): twice "append a layer of ReLUs to what came in", then a linear map."""

    def __init__(self, inputs, hidden, width, generator):
        super().__init__()
        self.first, self.second = Linear(inputs, hidden, generator), Linear(inputs + hidden, hidden, generator)
        self.norms = nn.ModuleList([nn.BatchNorm1d(hidden), nn.BatchNorm1d(hidden)])
        self.last = Linear(inputs + 2 * hidden, width, generator)

    def forward(self, x):
        for layer, norm in zip((self.first, self.second), self.norms):
            x = torch.cat([norm(layer(x)).relu(), x], 1)
        return self.last(x)


class PackCritic(Perceptron):
    """Packs (batch / pac, pac * (width + S)) -> one number a pack, (batch / pac,)."""

    def __init__(self, inputs, hidden, generator):
        super().__init__(inputs, hidden, 1, generator, lambda x: leaky_relu(x, 0.2))

    def forward(self, x):
        return super().forward(x)[:, 0]


class CTGAN(NeuralGenerator):
    """CTGAN. Settings:

    conditional     the conditional vector, its loss, and training by sampling
    head            of the one-hot blocks: "gumbel", "softmax" or "straight_through"
    temperature     tau of the first and the last
    pac             rows that the critic reads at once
    critic_steps    of the critic for one of the generator
    latent_dim, hidden, steps, batch_size, learning_rate    of the networks and their training (steps None: 2,500,
                    fewer on short tables)

    Learned: `history_` (dict of lists, one entry for each look at the held-out rows: step; critic, generator and
    condition, the losses, means since the last look; distance, the energy distance that decides).
    """

    rows_at_once = 2**14

    Encoding = ModeEncoding

    def __init__(self, *, conditional=True, head="gumbel", temperature=0.2, pac=10, critic_steps=1, latent_dim=64,
                 hidden=96, steps=None, batch_size=200, learning_rate=1e-3):
        self.conditional = conditional
        self.head = head
        self.temperature = temperature
        self.pac = pac
        self.critic_steps = critic_steps
        self.latent_dim = latent_dim
        self.hidden = hidden
        self.steps = steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    def _check(self):
        check_choice("conditional", self.conditional, (True, False))
        check_choice("head", self.head, HEADS)
        check_number("temperature", self.temperature, 1e-3)
        for name in ("pac", "critic_steps", "latent_dim", "hidden"):
            check_whole(name, getattr(self, name), 1)
        check_whole("batch_size", self.batch_size, 2)
        if self.steps is not None:
            check_whole("steps", self.steps, 1)
        check_number("learning_rate", self.learning_rate, 1e-9, 1)

    # 1: encode ---------------------------------------------------------------------------------------------------
    def _fit(self, matrix, fields, rng, progress):
        g = torch_generator(rng)
        self.encoding_ = ModeEncoding.fit(matrix, fields, rng)
        alpha, places = self.encoding_.rows(matrix, rng)
        table = Table(self.encoding_, alpha, places)
        own, held = validation_split(len(table), min(HELD, MOST_HELD / len(table)), g)
        codes = table.places[:, len(self.encoding_.numbers):]
        self.counts_ = [np.bincount(c, minlength=k) for c, k in zip(codes.numpy().T, self.encoding_.levels)]
        self.network_ = self._network(g)
        self._train(table.some(own), table.some(held if len(held) else own).all()[:MOST_HELD], progress, g)

    @property
    def _told(self) -> int:
        """Entries of the conditional vector."""
        return sum(self.encoding_.levels) if self.conditional else 0

    def _network(self, g) -> Residual:
        return Residual(self.latent_dim + self._told, self.hidden, self.encoding_.size, g)

    # 2-5: the loop -----------------------------------------------------------------------------------------------
    def _train(self, table, held, progress, g):
        e, size = self.encoding_, max(1, self.batch_size // self.pac) * self.pac
        ours_own = list(self.network_.parameters())
        critic = PackCritic(self.pac * (e.size + self._told), 2 * self.hidden, g)
        ours = Adam(ours_own, self.learning_rate, BETAS, DECAY)
        theirs = Adam(critic.parameters(), self.learning_rate, BETAS)
        conditions = Conditions.fit(table.places[:, len(e.numbers):], e.levels) if self._told else None
        average, stop = Average(self.network_), EarlyStop(self.network_, PATIENCE)
        z = torch.randn(len(held), self.latent_dim, generator=g)
        asked = self._conditions(len(held), g) if self._told else None
        steps = self.steps or int(np.clip(PASSES * len(table) / size, 100, STEPS))
        every, since = max(1, steps // CHECKS), []
        self.history_ = {name: [] for name in ("step", "critic", "generator", "condition", "distance")}
        for step in epochs(steps, progress, "CTGAN"):
            for _ in range(self.critic_steps):
                place, rows = conditions.draw(size, g, training=True) if self._told else (None, None)
                rows = torch.randint(len(table), (size,), generator=g) if rows is None else rows
                told = conditions.vector(place) if self._told else torch.empty(size, 0)
                out = self._out(told, g)
                made = self._head(out, g)
                loss = self.critic_objective(critic, table.rows(rows), made, told, g)
                theirs.zero_grad()
                loss.backward()
                theirs.step()
            against, obeyed = self.generator_objective(critic, made, told, out, place)
            ours.zero_grad()
            (against + obeyed).backward(inputs=ours_own)  # the critic's weights need no gradient now
            ours.step()
            average.update()
            since.append([loss.item(), against.item(), obeyed.item()])
            if (step + 1) % every == 0:
                with average.in_place():
                    distance = energy_distance(held, self._made(z, asked, g.clone_state()))
                    self._note(step + 1, since, distance)
                    since = []
                    if stop.seen(distance):
                        break
        stop.restore()

    def critic_objective(self, critic, real, made, told, g):
        """Wasserstein with gradient penalty on packs of rows beside their conditions, a scalar."""
        both = self._packs(torch.cat([torch.cat([real, told], 1), torch.cat([made.detach(), told], 1)]))
        real, made = both.chunk(2)
        loss = critic_loss("wasserstein", *critic(both).chunk(2))  # in one go
        return loss + PENALTY * gp(critic, between(real, made, g))

    def generator_objective(self, critic, made, told, out, place):
        """(against the critic, cross-entropy of the level it was told), two scalars. out: what `made` was made from."""
        against = generator_loss("wasserstein", None, critic(self._packs(torch.cat([made, told], 1))))
        return against, self.disobedience(out, place) if self._told else torch.zeros(())

    def disobedience(self, out, place):
        """Mean of -log p(the level that was asked for), a scalar. out: (batch, width); place: (batch,), where each
        conditional vector has its 1."""
        logits = pad(out[:, self.encoding_.size - self._told:], (0, 1), value=-torch.inf)
        beside, within = self._blocks_of_places()
        return cross_entropy(logits.gather(1, beside[place]), within[place])

    def _blocks_of_places(self):
        """For each place of the conditional vector: the places of its block, (S, widest), filled up with S, which
        stands for none; and its own number in the block, (S,)."""
        levels = torch.tensor(self.encoding_.levels)
        starts = torch.repeat_interleave(levels.cumsum(0) - levels, levels)[:, None]
        ends = starts + torch.repeat_interleave(levels, levels)[:, None]
        beside = starts + torch.arange(int(levels.max()))
        return beside.where(beside < ends, self._told), torch.arange(self._told) - starts[:, 0]

    def _packs(self, rows):
        """(batch, w) -> (batch / pac, pac * w)."""
        return rows.reshape(len(rows) // self.pac, -1)

    def _out(self, told, g):
        """The network's output, (batch, width), for a fresh z beside these conditions."""
        return self.network_(torch.cat([torch.randn(len(told), self.latent_dim, generator=g), told], 1))

    def _head(self, out, g):
        """Rows as the critic reads them, (batch, width), from the network's output."""
        p = len(self.encoding_.numbers)
        blocks = rows_of(self.head, out[:, p:], self.encoding_.blocks, self.temperature, g)
        return torch.cat([out[:, :p].tanh(), *blocks], 1)

    def _note(self, step, since, distance):
        for name, value in zip(self.history_, (step, *np.mean(since, axis=0), distance)):
            self.history_[name].append(value if name == "step" else float(value))

    # 6: sample ---------------------------------------------------------------------------------------------------
    def _conditions(self, n, g):
        """Places of n conditions by the levels' own counts."""
        column = torch.randint(len(self.counts_), (n,), generator=g)
        starts = np.cumsum([0, *self.encoding_.levels])
        place = torch.empty(n, dtype=torch.int64)
        for j, count in enumerate(self.counts_):
            mine = torch.nonzero(column == j)[:, 0]
            drawn = torch.multinomial(torch.from_numpy(count).double(), max(len(mine), 1), True, generator=g)
            place[mine] = drawn[:len(mine)] + int(starts[j])
        return place

    @torch.no_grad()
    def _made(self, z, place, g):
        """Finished rows, (n, width), every block one-hot."""
        told = torch.empty(len(z), 0)
        if place is not None:
            told = torch.zeros(len(z), self._told).scatter_(1, place[:, None], 1.0)
        self.network_.eval()
        out = self.network_(torch.cat([z, told], 1))
        self.network_.train()
        p, head = len(self.encoding_.numbers), "softmax" if self.head == "softmax" else "straight_through"
        blocks = rows_of(head, out[:, p:], self.encoding_.blocks, self.temperature, g)
        return torch.cat([out[:, :p].tanh(), *(torch.zeros_like(b).scatter_(1, b.argmax(1, keepdim=True), 1.0)
                                               for b in blocks)], 1)

    def _sample(self, n, rng):
        g, e, pieces = torch_generator(rng), self.encoding_, []
        for piece in chunks(n):
            m = piece.stop - piece.start
            place = self._conditions(m, g) if self._told else None
            rows = self._made(torch.randn(m, self.latent_dim, generator=g), place, g)
            p = len(e.numbers)
            places = torch.stack([b.argmax(1) for b in rows[:, p:].split(e.blocks, 1)], 1)
            pieces.append(e.matrix(rows[:, :p].double().numpy(), places.numpy()))
        return np.concatenate(pieces)


class Table:
    """Encoded rows, made one-hot for a minibatch at a time: they are wide. alpha: (n, p); places: (n, blocks)."""

    def __init__(self, encoding, alpha, places):
        self.encoding = encoding
        self.alpha, self.places = (torch.as_tensor(a) for a in (alpha, places))
        self.alpha = self.alpha.float()

    def __len__(self):
        return len(self.places)

    def some(self, rows) -> "Table":
        return Table(self.encoding, self.alpha[rows], self.places[rows])

    def rows(self, rows):
        """(batch, width), for row numbers."""
        starts = torch.tensor(np.cumsum([0, *self.encoding.blocks[:-1]]))
        hot = torch.zeros(len(rows), sum(self.encoding.blocks)).scatter_(1, self.places[rows] + starts, 1.0)
        return torch.cat([self.alpha[rows], hot], 1)

    def all(self):
        return self.rows(torch.arange(len(self)))

"""A GAN for tables. Steps and symbols:

1. encode       a row becomes codes, one a column (neural/binned.py): D levels in all; features f of a row, (M,)
2. generate     logits = G(z), z ~ N(0, I_L); a head turns them into rows of shares of levels   (networks.py)
3. critic       a(f), one logit a row: how much more likely real than made
4. lose         the critic's loss and its penalty, the generator's loss                         (losses.py)
                and, for the generator, `pairs` times the distance of all pairs of columns      (features.py)
5. step         one step of the critic, one of the generator, in turn
6. sample       z ~ N(0, I), a level drawn for each column, rows refused by a last critic (rejection.py,
                boosting.py), decode

The defaults: the relativistic loss with R1 and R2, which settles (Huang et al. 2024, The GAN is dead; long live the
GAN!, NeurIPS); rows made by straight-through choices, so that the critic never sees half a level; for the first half of
the training the pairs alone, which need no opponent. `GAN(loss="non_saturating", pairs=0, reject=False)` is the plain
game of 2014.

Training stops by the energy distance between held-out rows and made ones, and keeps the weights with the lowest: the
players' own losses say nothing about quality, since each is measured against the other.
"""


import numpy as np
import torch

from course_lib.errors import CourseError
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.gan.features import Features, PairLoss, energy_distance, smooth_outputs
from course_lib.generators.neural.gan.losses import LOSSES, between, critic_loss, generator_loss, gp, r1, slopes_at
from course_lib.generators.neural.gan.networks import (
    HEADS,
    Critic,
    Maker,
    drawn,
    likeliest,
    probabilities,
    rows_of,
)
from course_lib.generators.neural.gan.rejection import Rejection
from course_lib.generators.neural.saving import NeuralGenerator
from course_lib.generators.neural.training import (
    Adam,
    Average,
    EarlyStop,
    Optimiser,
    chunks,
    epochs,
    validation_split,
)
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.randomness import torch_generator

PENALTIES = {"saturating": "none", "non_saturating": "none", "wasserstein": "gp", "relativistic": "r1r2"}
STRENGTH = {"none": 0.0, "gp": 10.0, "r1": 0.1, "r1r2": 0.1}
STEPS, PASSES = 800, 700  # at most so many steps, and on short tables at most so many passes over the rows
ALONE = 0.5  # of the steps: pairs without a critic
RIPE = 0.75  # of the steps, with pairs: the weights before them are no candidates, however well they look by luck
HELD, MOST_HELD = 0.15, 1500  # rows to stop by
CHECKS, PATIENCE = 15, 6  # looks at them; so many in a row without progress end the training
BETAS = (0.0, 0.99)  # of the critic's Adam: momentum would remember an opponent who has moved on


class GAN(NeuralGenerator):
    """A GAN for tables of numbers and categories. Settings:

    loss            "relativistic", "wasserstein", "non_saturating" or "saturating"
    penalty         what holds the critic's slope: "r1r2", "r1", "gp" or "none"; None: r1r2 for the relativistic loss,
                    gp for Wasserstein, else none
    strength        of the penalty, gamma for r1 and r2, lambda for gp; None: .1, and 10 for gp
    head            "straight_through", "gumbel" or "softmax" (which is read by its largest entry, also in samples)
    temperature     of the first two heads
    pairs           weight of the distance of all pairs of columns in the generator's loss; 0: the critic alone
    adversary       weight of the critic in the generator's loss; 0: the pairs alone
    reject          a last critic, of boosted trees, refuses some of the rows that are made
    critic_steps    of the critic for one of the generator
    latent_dim, hidden, steps, batch_size, learning_rate, bins    of the networks, their training, the encoding
                    (steps None: 800, fewer on short tables)

    Learned: `history_` (dict of lists, one entry for each look at the held-out rows: step; critic, generator and pairs,
    the losses, means since the last look, NaN while a player rests; distance, the energy distance that decides).
    """

    rows_at_once = 2**14

    Encoding = BinnedEncoding

    def __init__(self, *, loss="relativistic", penalty=None, strength=None, head="straight_through", temperature=0.5,
                 pairs=1.0, adversary=1.0, reject=True, critic_steps=1, latent_dim=32, hidden=256, steps=None,
                 batch_size=512, learning_rate=3e-3, bins=50):
        self.loss = loss
        self.penalty = penalty
        self.strength = strength
        self.head = head
        self.temperature = temperature
        self.pairs = pairs
        self.adversary = adversary
        self.reject = reject
        self.critic_steps = critic_steps
        self.latent_dim = latent_dim
        self.hidden = hidden
        self.steps = steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.bins = bins

    def _check(self):
        check_choice("loss", self.loss, LOSSES)
        check_choice("head", self.head, HEADS)
        check_choice("reject", self.reject, (True, False))
        if self.penalty is not None:
            check_choice("penalty", self.penalty, tuple(STRENGTH))
        if self.strength is not None:
            check_number("strength", self.strength, 0)
        check_number("temperature", self.temperature, 1e-3)
        check_number("pairs", self.pairs, 0)
        check_number("adversary", self.adversary, 0)
        if self.pairs == self.adversary == 0:
            raise CourseError("pairs=0 and adversary=0 leave the generator nothing to learn from: give one a weight.")
        for name in ("critic_steps", "latent_dim", "hidden"):
            check_whole(name, getattr(self, name), 1)
        if self.steps is not None:
            check_whole("steps", self.steps, 1)
        check_whole("batch_size", self.batch_size, 4)
        check_whole("bins", self.bins, 2)
        check_number("learning_rate", self.learning_rate, 1e-9, 1)

    # 1: encode ---------------------------------------------------------------------------------------------------
    def _fit(self, matrix, fields, rng, progress):
        g = torch_generator(rng)
        self.encoding_ = BinnedEncoding.fit(matrix, fields, self.bins)
        codes = self.encoding_.codes(matrix)
        self.features_ = Features.fit(self.encoding_, codes)
        self.network_, self.rejection_ = self._network(g), None
        start_at_shares(self.network_, self.features_.shares, len(codes))
        codes = torch.from_numpy(codes.astype(np.int64))
        own, held = validation_split(len(codes), min(HELD, MOST_HELD / len(codes)), g)
        own, held = codes[own], codes[held]
        self._train(own, held if len(held) else own, progress, g)
        if self.reject and len(held):
            shares = [share.numpy() for share in self.features_.shares]
            self.rejection_ = Rejection.fit(shares, own.numpy(), held.numpy(), lambda n: self._codes(n, g).numpy(),
                                            int(rng.integers(2**31)))

    def _network(self, g) -> Maker:
        return Maker(self.latent_dim, self.hidden, smooth_outputs(self.encoding_), g)

    # 5: the loop -------------------------------------------------------------------------------------------------
    def _train(self, codes, held, progress, g):
        critic = Critic(self.features_.size, self.hidden // 2 or 1, g)
        steps = self.steps or int(np.clip(PASSES * len(codes) / self.batch_size, 300, STEPS))
        ours = Optimiser(self.network_, self.learning_rate, steps, one_cycle=True)
        theirs = Adam(critic.parameters(), self.learning_rate * 2 / 3, BETAS)
        average, stop = Average(self.network_), EarlyStop(self.network_, PATIENCE)
        alone = 0 if self.pairs == 0 else steps if self.adversary == 0 else round(ALONE * steps)
        ripe = round(RIPE * steps) if self.pairs else 0
        pair_loss = PairLoss(self.features_, codes) if self.pairs else None
        look = Look(self, held, max(1, steps // CHECKS), g)
        for step in epochs(steps, progress, "GAN"):
            played = step >= alone
            logits = self.network_(self._z(self.batch_size, g))
            made, real = (self._features(logits, g), self._real(codes, g)) if played else (None, None)
            for k in range(self.critic_steps if played else 0):
                fakes, reals = (made, real) if k == 0 else (self._made(g), self._real(codes, g))
                look.note("critic", descend(theirs, self.critic_objective(critic, reals, fakes, g)))
            loss = 0.0
            if self.pairs:
                loss = self.pairs * pair_loss(probabilities(logits, self.encoding_.levels))
                look.note("pairs", loss.item())
            if played:
                critic.requires_grad_(False)  # its weights need no gradient now
                against = self.generator_objective(critic, real, made)
                critic.requires_grad_(True)
                look.note("generator", against.item())
                loss = loss + self.adversary * against
            ours.step(loss)
            average.update()
            if look.due(step + 1):
                with average.in_place():
                    distance = look.at(step + 1)
                    if step + 1 >= ripe and stop.seen(distance) and step + 1 >= alone + steps // 3:
                        break
        stop.restore()
        self.history_ = look.history

    # 4: what the players minimise --------------------------------------------------------------------------------
    def critic_objective(self, critic, real, made, g):
        """The critic's loss with its penalty, a scalar. real, made: features (batch, M); `made` is cut off here."""
        made = made.detach()
        penalty = self.penalty or PENALTIES[self.loss]
        strength = STRENGTH[penalty] if self.strength is None else self.strength
        both = torch.cat([real, made]).detach().requires_grad_(penalty == "r1r2")  # in one go: half the work of two
        numbers = critic(both)
        loss = critic_loss(self.loss, *numbers.split([len(real), len(made)]))
        if penalty == "gp":
            return loss + strength * gp(critic, between(real, made, g))
        if penalty == "r1":
            return loss + strength / 2 * r1(critic, real)
        if penalty == "r1r2":  # r1 / 2 + r2 / 2 = the mean over both
            return loss + strength * slopes_at(numbers, both).square().mean()
        return loss

    def generator_objective(self, critic, real, made):
        """The generator's loss against the critic, a scalar."""
        return generator_loss(self.loss, critic(real).detach(), critic(made))

    # 2: generate -------------------------------------------------------------------------------------------------
    def _z(self, n, g):
        return torch.randn(n, self.latent_dim, generator=g)

    def _features(self, logits, g):
        """Features of the rows that the head makes of logits, (batch, M)."""
        if self.head == "straight_through":  # the features of one-hots are looked up, only the gradient is soft
            soft = rows_of("gumbel", logits, self.encoding_.levels, self.temperature, g)
            mean, codes = self.features_.of_blocks(soft), torch.stack([block.argmax(1) for block in soft], 1)
            return mean + (self.features_.of_codes(codes) - mean).detach()
        return self.features_.of_blocks(rows_of(self.head, logits, self.encoding_.levels, self.temperature, g))

    @torch.no_grad()
    def _made(self, g):
        """Features of a further batch of made rows, (batch, M), for a critic that steps more than once."""
        return self._features(self.network_(self._z(self.batch_size, g)), g)

    def _real(self, codes, g):
        """Features of a batch of real rows, (batch, M)."""
        return self.features_.of_codes(codes[torch.randint(len(codes), (self.batch_size,), generator=g)])

    # 6: sample ---------------------------------------------------------------------------------------------------
    def _sample(self, n, rng):
        g, kept, have = torch_generator(rng), [], 0
        while have < n:
            m = n - have if self.rejection_ is None else min(8192, int((n - have) * self.rejection_.most * 1.2) + 64)
            codes = self._codes(m, g).numpy()
            if self.rejection_ is not None:
                codes = codes[self.rejection_.kept(codes, rng.random(m))]
            kept.append(codes)
            have += len(codes)
        codes = np.concatenate(kept)[:n]
        return self.encoding_.matrix(codes, rng.random(codes.shape))

    @torch.no_grad()
    def _codes(self, n, g):
        """Codes (n, c) of made rows, none refused."""
        levels, pieces = self.encoding_.levels, []
        for piece in chunks(n):
            logits = self.network_(self._z(piece.stop - piece.start, g))
            pieces.append(likeliest(logits, levels) if self.head == "softmax" else
                          drawn(logits, levels, torch.rand(len(logits), len(levels), generator=g)))
        return torch.cat(pieces)

    # Saving ------------------------------------------------------------------------------------------------------
    def _state(self):
        state = super()._state()
        state.pop("features_", None)  # of use in training only
        if state.get("rejection_") is not None:
            state["rejection_"] = self.rejection_.to_dict()
        return state

    def _restore(self, state):
        super()._restore(state)
        if state.get("rejection_") is not None:
            self.rejection_ = Rejection.from_dict(state["rejection_"])


class Look:
    """What is noted of the training, and the distance to held-out rows, (m, c) codes, every so many steps.

    The same z and the same u each time: the distance then moves with the weights and not with the draw.
    """

    def __init__(self, model, held, every, g):
        held = held[:MOST_HELD]
        self.model, self.every, self.real = model, every, model.features_.of_codes(held)
        self.z, self.u = model._z(len(held), g), torch.rand(held.shape, generator=g)
        self.since = {}
        self.history = {name: [] for name in ("step", "critic", "generator", "pairs", "distance")}

    def note(self, name, loss):
        self.since.setdefault(name, []).append(loss)

    def due(self, step) -> bool:
        return step % self.every == 0

    @torch.no_grad()
    def at(self, step) -> float:
        """Write an entry of the history; returns the distance."""
        model = self.model
        logits, levels = model.network_(self.z), model.encoding_.levels
        codes = likeliest(logits, levels) if model.head == "softmax" else drawn(logits, levels, self.u)
        distance = energy_distance(self.real, model.features_.of_codes(codes))
        for name in ("critic", "generator", "pairs"):
            seen = self.since.get(name)
            self.history[name].append(float(np.mean(seen)) if seen else float("nan"))
        self.history["step"].append(step)
        self.history["distance"].append(distance)
        self.since = {}
        return distance


def descend(optimiser, loss) -> float:
    """One step down the gradient of `loss`; its value."""
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


@torch.no_grad()
def start_at_shares(network, shares, n) -> None:
    """The last layer starts at the columns' own shares, whatever z is."""
    network.last.bias.copy_(torch.log(torch.cat(shares) * n + 1) - np.log(n))
    network.last.weight.mul_(0.5)

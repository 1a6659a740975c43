"""A GAN on the ring of eight Gaussians, one step of the critic or of the generator at a time, to be watched.

The data, the network and what may go wrong are as small as they can be: points in the plane from eight round spots
(modes) on a circle; mode collapse is a generator that visits few of them. Where each point belongs is known, so
collapse is counted, not guessed:

    a mode is covered       if at least a tenth of its fair share of the made points (1/8 of all) lies within
                            3 sd of its middle
    high-quality share      made points within 3 sd of any mode. Of real points 98.9% do (1 - e^(-9/2)), of points
                            spread evenly on the circle through the eight middles 38%
    collapsed               half of the modes or fewer are covered

One round: a step of the critic on fresh real and made points, then one of the generator (`losses` has both losses):

    D   critic_loss(a(x), a(G(z))) + gamma / 2 (R1 at real points + R2 at made ones)
    G   generator_loss(a(x), a(G(z))), at the critic as it is now                          (alternating order)

a is the critic's logit, z a standard normal in the plane, gamma the penalty's weight. Both players use Adam (Kingma
and Ba 2015); its beta1, the momentum, is a setting, because a game punishes it. Sources: Srivastava et al. (2017),
VEEGAN, for ring and counts; Huang et al. (2024), "The GAN is dead; long live the GAN!", for the cure.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from course_lib.errors import CourseError
from course_lib.generators.neural.gan import losses
from course_lib.generators.neural.training import Adam, Linear
from course_lib.randomness import generator, spawn, torch_generator

MODES, RADIUS, SD = 8, 2.0, 0.1
FAIR = 0.1  # of its fair share of points: what a mode needs to count


@dataclass(frozen=True)
class RingSettings:
    """How the two players train. Widths are those of two hidden layers each; a batch is drawn anew at every step."""

    loss: str = "non_saturating"
    penalty: float = 0.0  # gamma: gamma / 2 times (R1 + R2) on the critic's loss
    learning_rate: float = 2e-3
    beta1: float = 0.9
    hidden: int = 64
    batch_size: int = 128


PRESETS = {
    "collapse": RingSettings(),
    "cure": RingSettings(loss="relativistic", penalty=0.1, beta1=0.0),
}
ROUNDS = 600  # of a step each, after which a run is judged


def ring(n: int, seed=None) -> np.ndarray:
    """n points (n, 2) of the ring: a mode drawn with equal chances, then a round Gaussian with sd SD around it."""
    rng = generator(seed)
    return MIDDLES[rng.integers(MODES, size=n)] + SD * rng.standard_normal((n, 2))


def middles() -> np.ndarray:
    """The modes' middles (8, 2), the first on the right, anticlockwise."""
    angle = 2 * np.pi * np.arange(MODES) / MODES
    return RADIUS * np.column_stack([np.cos(angle), np.sin(angle)])


MIDDLES = middles()


def nearest(points) -> tuple[np.ndarray, np.ndarray]:
    """For each point (n, 2): the number of its nearest mode, and whether it lies within 3 sd of it."""
    distance = np.linalg.norm(np.asarray(points)[:, None, :] - MIDDLES, axis=2)  # (n, 8)
    return distance.argmin(1), distance.min(1) <= 3 * SD


def mode_shares(points) -> np.ndarray:
    """(8,) the share of all points that lies within 3 sd of each mode; a fair generator has nearly 1/8 at each."""
    mode, close = nearest(points)
    return np.bincount(mode[close], minlength=MODES) / len(mode)


def modes_covered(points) -> int:
    """How many of the eight modes have at least FAIR of their fair share. Give 800 points or more."""
    return int((mode_shares(points) >= FAIR / MODES).sum())


def high_quality(points) -> float:
    """The share of points within 3 sd of some mode."""
    return float(mode_shares(points).sum())


def collapsed(points) -> bool:
    """Half of the modes or fewer are covered. It says nothing of where the points are instead: look at them."""
    return modes_covered(points) <= MODES // 2


def network(inputs: int, hidden: int, outputs: int, luck: torch.Generator) -> nn.Sequential:
    """Two hidden layers: (batch, inputs) -> (batch, outputs)."""
    return nn.Sequential(Linear(inputs, hidden, luck), nn.ReLU(), Linear(hidden, hidden, luck),
                         nn.ReLU(), Linear(hidden, outputs, luck))  # fmt: skip


class RingGAN:
    """A generator and a critic that wait to be stepped.

    points: (n, 2) real points to learn instead of fresh draws of the ring at every step. The same seed and the same
    steps give the same networks. `critic_steps`, `generator_steps` count; `critic_loss`, `generator_loss` are the
    last values (None before a step). Raises CourseError for a loss that `losses` has not.
    """

    def __init__(self, settings: RingSettings = PRESETS["collapse"], seed=None, points=None):
        if settings.loss not in losses.LOSSES:
            raise CourseError(f"loss={settings.loss!r} is none of {', '.join(losses.LOSSES)}: write one of these.")
        self.settings, self.points = settings, None if points is None else np.asarray(points, dtype=float)
        first, self._draw, noise = spawn(generator(seed), 3)
        self._luck = torch_generator(noise)
        weights = torch_generator(first)
        self.generator = network(2, settings.hidden, 2, weights)
        self.critic = network(2, settings.hidden, 1, weights)
        self._adams = {net: Adam(net.parameters(), settings.learning_rate, (settings.beta1, 0.999))
                       for net in (self.generator, self.critic)}
        self.critic_steps = self.generator_steps = 0
        self.critic_loss = self.generator_loss = None

    def step_critic(self) -> None:
        """One step of D; the generator stays as it is."""
        real, made = self._real(), self._made().detach()
        loss = losses.critic_loss(self.settings.loss, self.critic(real)[:, 0], self.critic(made)[:, 0])
        if self.settings.penalty:
            both = torch.cat([real, made])  # R1 + R2 in one pass: twice the mean over the two halves together
            loss = loss + self.settings.penalty * losses.r1(self.critic, both)
        self._descend(self.critic, loss)
        self.critic_steps, self.critic_loss = self.critic_steps + 1, loss.item()

    def step_generator(self) -> None:
        """One step of G; the critic stays as it is."""
        paired = self.settings.loss == "relativistic"  # the one loss that looks at real points here too
        real = self.critic(self._real())[:, 0].detach() if paired else None
        loss = losses.generator_loss(self.settings.loss, real, self.critic(self._made())[:, 0])
        self._descend(self.generator, loss)
        self.generator_steps, self.generator_loss = self.generator_steps + 1, loss.item()

    def train(self, rounds: int) -> "RingGAN":
        """`rounds` times a step of D and one of G; returns self."""
        for _ in range(rounds):
            self.step_critic()
            self.step_generator()
        return self

    @torch.no_grad()
    def sample(self, n: int, seed=None) -> np.ndarray:
        """n made points (n, 2); the draw does not touch the training's own randomness."""
        z = torch.randn(n, 2, generator=torch_generator(generator(seed)))
        return self.generator(z).numpy().astype(float)

    @torch.no_grad()
    def logits(self, points) -> np.ndarray:
        """The critic's output a at points (n, 2): above 0 where it says "real"."""
        return self.critic(torch.from_numpy(np.asarray(points, dtype=np.float32)))[:, 0].numpy()

    def _real(self):
        size = self.settings.batch_size
        if self.points is None:
            rows = ring(size, self._draw)
        else:
            rows = self.points[self._draw.integers(len(self.points), size=size)]
        return torch.from_numpy(rows.astype(np.float32))

    def _made(self):
        return self.generator(torch.randn(self.settings.batch_size, 2, generator=self._luck))

    def _descend(self, network, loss) -> None:
        """Move one player down its loss. The other's weights get gradients too, which its own step clears."""
        adam = self._adams[network]
        adam.zero_grad()
        loss.backward()
        adam.step()

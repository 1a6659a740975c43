"""DDPM in one screen: a network in the place of the exact denoiser (Ho, Jain and Abbeel 2020, algorithms 1 and 2).

    1 take      256 rows at random, a step t for each, noise eps                 (256, D)
    2 noise     x_t = sqrt(alpha-bar_t) x_0 + sqrt(1 - alpha-bar_t) eps
    3 guess     network(x_t, t / T), of eps
    4 loss      mean of (eps - guess)^2; one step of Adam
    then        walk back as in exact_model.py, the guess of x_0 from the guess of eps

For small tables of numbers, to be looked at. `model.Diffusion` is the generator for work.
"""

import numpy as np
import torch

from course_lib.generators.neural.diffusion.exact_model import ExactDenoiser
from course_lib.generators.neural.diffusion.gaussian_steps import clean_from, noised
from course_lib.generators.neural.diffusion.network import Denoiser
from course_lib.generators.neural.diffusion.schedules import linear_schedule
from course_lib.generators.neural.training import Optimiser
from course_lib.generators.settings import check_whole
from course_lib.randomness import torch_generator

SCHEDULE = linear_schedule()
BATCH, LEARNING_RATE = 256, 1e-2


class SmallDDPM(ExactDenoiser):
    """training: steps of Adam. steps: of the walk, at most 1000. hidden: width of the network."""

    def __init__(self, *, training=500, steps=250, hidden=64):
        self.training = training
        self.steps = steps
        self.hidden = hidden

    def _check(self):
        for name in ("training", "steps", "hidden"):
            check_whole(name, getattr(self, name), 1)

    def _fit(self, matrix, fields, rng, progress):
        super()._fit(matrix, fields, rng, progress)
        self.network_ = self.learn(self.rows_, torch_generator(rng))

    def learn(self, rows, dice):
        rows, alpha_bar = (torch.tensor(a, dtype=torch.float32) for a in (rows, SCHEDULE.alpha_bar))
        network = Denoiser(rows.shape[1], self.hidden, 2, dice)
        adam = Optimiser(network, LEARNING_RATE, self.training, one_cycle=True)
        for _ in range(self.training):
            x_0 = rows[torch.randint(len(rows), (BATCH,), generator=dice)]
            t = torch.randint(1, SCHEDULE.steps + 1, (BATCH, 1), generator=dice)
            eps = torch.randn(x_0.shape, generator=dice)
            guess = network(noised(x_0, eps, alpha_bar[t]), t / SCHEDULE.steps)
            adam.step(((eps - guess) ** 2).mean())
        return network

    @torch.no_grad()
    def denoise(self, x_t, alpha_bar) -> np.ndarray:
        """The guess of the row, (b, D)."""
        t = np.abs(SCHEDULE.alpha_bar - alpha_bar).argmin() / SCHEDULE.steps
        eps = self.network_(torch.tensor(x_t, dtype=torch.float32), torch.full((len(x_t), 1), float(t)))
        return clean_from(x_t, eps.double().numpy(), alpha_bar)

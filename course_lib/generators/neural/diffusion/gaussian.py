"""TabDDPM: Gaussian noise on the numbers, redrawn levels on the categories, one network for both.

    x_0       p numbers, normal scores                 c_0     the levels of c columns, K_j each
    x_t       sqrt(ab_t) x_0 + sqrt(1 - ab_t) eps      c_t     a level from ab_t c_0 + (1 - ab_t) / K_j
    ab_t      alpha-bar_t, what is left after t of T steps (schedules.py)

    1 noise     t uniform in 1 .. T, x_t, c_t                                             (b, p), (b, c)
    2 predict   out = network(x_t, c_t, t): eps for numbers, logits of c_0 for categories        (b, D)
    3 loss      mean over numbers of (eps - out)^2 + T times the mean over categories of
                KL( q(c_{t-1} | c_t, c_0) || q(c_{t-1} | c_t, guess of c_0) )
    4 walk      x_T ~ N(0, I), c_T uniform; then x_{t-1} and c_{t-1} drawn from their posteriors, the guess of x_0
                and c_0 in the place of the row that nobody knows; fewer, longer steps on a thinned schedule

T makes the mean over t the sum that the bound on - log p asks for. Source: Kotelnikov et al. (2023); gaussian_steps.py
and multinomial_steps.py hold the formulas and theirs.
"""

import torch

from course_lib.generators.neural.diffusion.gaussian_steps import clean_from, noised, posterior_mean, posterior_variance
from course_lib.generators.neural.diffusion.multinomial_steps import blurred, posterior_shares
from course_lib.generators.neural.diffusion.network import times
from course_lib.generators.neural.diffusion.row_process import RowProcess
from course_lib.generators.neural.diffusion.rows import one_hot, picked, shares_of
from course_lib.generators.neural.diffusion.schedules import cosine_schedule

T = 1000
SCHEDULE = cosine_schedule(T)
REACH = 5.0  # no normal score of a row lies further out: a guess of x_0 is cut there
TINY = 1e-12


class Gaussian(RowProcess):
    """The loss and the walk back; row_process.py holds the rest."""

    recipe = {"hidden": 256, "layers": 3, "epochs": 25, "most": 100, "batches": 40, "learning_rate": 3e-3, "steps": 50}

    def __init__(self, *args):
        super().__init__(*args)
        self.alpha_bar = torch.tensor(SCHEDULE.alpha_bar, dtype=torch.float32)

    def predict(self, x_t, c_t, t):
        """eps (b, p) and logits (b, D - p) from numbers, one-hot codes and t / T, (b, 1)."""
        return self.say(torch.cat([x_t, c_t], 1), t)

    # 1-3 ---------------------------------------------------------------------------------------------------------
    def loss(self, batch, generator):
        """Squared error of the noise + T times the mean KL of the categories' posteriors, mean over rows."""
        numbers, codes, seen = batch
        t = (times(len(codes), generator) * T).long() + 1
        now, before = self.alpha_bar[t], self.alpha_bar[t - 1]
        eps = torch.randn(numbers.shape, generator=generator)
        x_t = noised(numbers, eps, now)
        c_0 = one_hot(codes, self.levels)
        c_t = one_hot(picked(each(blurred, c_0, self.levels, now), self.levels, generator), self.levels)
        guess, logits = self.predict(x_t, c_t, t / T)
        total = noise_loss(guess, eps, seen)
        if self.levels:
            total = total + T * category_loss(shares_of(logits, self.levels), c_0, c_t, self.levels, now, before)
        return total

    # 4 -----------------------------------------------------------------------------------------------------------
    @torch.no_grad()
    def walk(self, n, steps, generator):
        """Yield (t, (numbers, codes)), t = what share of the noise's steps is left: from 1 to 0."""
        short = SCHEDULE.thinned(steps)
        x = torch.randn(n, self.p, generator=generator)
        codes = picked(torch.ones(n, self.size - self.p), self.levels, generator)
        yield 1.0, (x, codes)
        kept = torch.linspace(0, T, short.steps + 1).round().long()
        for s in range(short.steps, 0, -1):
            now, before = (float(a) for a in short.alpha_bar[[s, s - 1]])
            c_t = one_hot(codes, self.levels)
            eps, logits = self.predict(x, c_t, torch.full((n, 1), float(kept[s]) / T))
            guess = clean_from(x, eps, now).clamp(-REACH, REACH)
            x = posterior_mean(x, guess, now, before)
            x = x + posterior_variance(now, before) ** 0.5 * torch.randn(x.shape, generator=generator)
            shares = shares_of(logits, self.levels)
            codes = picked(each(posterior_shares, c_t, self.levels, shares, now, before), self.levels, generator)
            yield float(kept[s - 1]) / T, (x, codes)


def each(function, first, levels, *others):
    """`function` of every column's block, side by side; arguments as wide as `first` are cut into blocks too."""
    if not levels:
        return first
    cut = [a.split(levels, 1) if torch.is_tensor(a) and a.shape[1] == first.shape[1] else [a] * len(levels)
           for a in (first, *others)]
    return torch.cat([function(*blocks) for blocks in zip(*cut)], 1)


def noise_loss(guess, eps, seen):
    """Mean over rows and numbers of the squared error, where a number was seen."""
    return ((guess - eps) ** 2 * seen).mean() if eps.shape[1] else guess.sum()


def category_loss(guess, c_0, c_t, levels, now, before):
    """Mean over rows and categories of KL( posterior with the true level || posterior with the guessed shares )."""
    true = each(posterior_shares, c_t, levels, c_0, now, before)
    ours = each(posterior_shares, c_t, levels, guess, now, before)
    kl = true * (torch.log(true.clamp_min(TINY)) - torch.log(ours.clamp_min(TINY)))
    return kl.sum() / (len(c_0) * len(levels))

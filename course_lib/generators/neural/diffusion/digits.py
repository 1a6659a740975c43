"""Text to image in one screen: a word goes in, pictures of 8 x 8 pixels come out. Diffusion with guidance.

    x_0     a picture, 64 pixels from -1 (paper) to 1 (ink)                             (b, 64)
    c       the number of its word; one more number, `nothing`, stands for no word      (b,)
    eps     noise, N(0, I); t a step, 1 .. T; alpha-bar_t the signal that is left then  (b, 64), (b, 1)

    1 take      128 pictures with their words at random, a step and a noise for each
    2 forget    every seventh word or so becomes `nothing`
    3 noise     x_t = sqrt(alpha-bar_t) x_0 + sqrt(1 - alpha-bar_t) eps
    4 guess     network(x_t, t / T, c), of eps
    5 loss      mean of (eps - guess)^2; one step of Adam
    then        walk back from noise with the guided guess of eps

        guided = eps(x_t, nothing) + w (eps(x_t, c) - eps(x_t, nothing))                w: the guidance weight

    w = 0: the word is not heard. w = 1: the network given the word. w > 1: past it, away from the pictures of no
    word. (Ho and Salimans count from 0 where we count from 1: their w is our w - 1.)

What the difference means: -eps / sqrt(1 - alpha-bar_t) is the slope of log p(x_t), so by Bayes' rule the difference
is the slope of log p(c | x_t), up to a factor. Guidance walks uphill on the word's chance, read off the network
itself: *classifier-free*. At w > 1 the pictures are no draws from p(x | c), on purpose.

Source: Ho and Salimans (2022), Classifier-free diffusion guidance, algorithms 1 and 2; pictures: Alpaydin and Kaynak
(1998), by way of scikit-learn. One network and ten words: no language model, which text-to-image services have.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from course_lib.errors import CourseError
from course_lib.generators.neural.diffusion.gaussian_steps import backward, clean_from, noised
from course_lib.generators.neural.diffusion.network import FREQUENCIES
from course_lib.generators.neural.diffusion.schedules import cosine_schedule
from course_lib.generators.neural.training import Linear, Optimiser
from course_lib.generators.settings import check_choice, check_number, check_whole
from course_lib.randomness import generator, torch_generator

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
INK = 16  # a pixel of scikit-learn's digits: 0, paper, to 16
SCHEDULE = cosine_schedule()
BATCH, LEARNING_RATE, FORGET = 128, 5e-3, 0.15


def digits() -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's 1,797 handwritten digits: pictures (1797, 64), whole numbers 0 .. 16, and their words (1797,)."""
    from sklearn.datasets import load_digits

    pictures, classes = load_digits(return_X_y=True)
    return pictures, np.array(WORDS)[classes]


def guided(without, given, weight):
    """The guess with guidance, of the guesses without a word and given the word, all of one shape.

    As good for guesses of x_0 as of eps: at a given x_t one is a linear function of the other. Equation 6 of Ho and
    Salimans, with weight = 1 + their w.
    """
    return without + weight * (given - without)


class WordedDenoiser(nn.Module):
    """x_t, t / T, c -> the guess of eps: (b, D), (b, 1), (b,) -> (b, D). H: `hidden`.

    1 heard    what is known = features(t) W_time + the word's own vector             (b, H)
    2 read     h = silu( x W_in + heard )                                             (b, H)
    3 think    h = h + silu( h W_l + heard ), twice                                   (b, H)
    4 say      out = h W_out; 0 before training                                       (b, D)
    """

    def __init__(self, size: int, words: int, hidden: int, generator: torch.Generator):
        super().__init__()
        self.read = Linear(size, hidden, generator)
        self.time = Linear(2 * len(FREQUENCIES), hidden, generator)
        self.vectors = nn.Parameter(torch.randn(words + 1, hidden, generator=generator) / 2)  # the last one: nothing
        self.thinking = nn.ModuleList(Linear(hidden, hidden, generator) for _ in range(2))
        self.say = Linear(hidden, size, generator)
        nn.init.zeros_(self.say.weight)
        nn.init.zeros_(self.say.bias)

    def forward(self, x, t, word):
        waves = t * FREQUENCIES
        heard = self.time(torch.cat([waves.cos(), waves.sin()], 1)) + self.vectors[word]
        h = F.silu(self.read(x) + heard)
        for layer in self.thinking:
            h = h + F.silu(layer(h) + heard)
        return self.say(h)


class TextToImage:
    """training: steps of Adam. steps: of the walk, at most 1000. hidden: width of the network."""

    def __init__(self, *, training=800, steps=50, hidden=192):
        check_whole("training", training, 1)
        check_whole("steps", steps, 1)
        check_whole("hidden", hidden, 1)
        self.training, self.steps, self.hidden = training, steps, hidden

    # 1-5 ---------------------------------------------------------------------------------------------------------
    def fit(self, pictures, words, *, seed=None) -> "TextToImage":
        """Learn from pictures (n, D), pixels 0 .. 16, and a word for each; `words_` are those that can be asked for.

        Raises CourseError for pictures of another shape or range, or words of another number.
        """
        pictures = checked_pictures(pictures, words)
        self.words_ = tuple(dict.fromkeys(map(str, words)))
        numbers = torch.tensor([self.words_.index(word) for word in map(str, words)])
        rows = torch.tensor(pictures / (INK / 2) - 1, dtype=torch.float32)
        self.network_ = self.learn(rows, numbers, torch_generator(generator(seed)))
        return self

    def learn(self, rows, words, dice):
        alpha_bar, nothing = torch.tensor(SCHEDULE.alpha_bar, dtype=torch.float32), len(self.words_)
        network = WordedDenoiser(rows.shape[1], nothing, self.hidden, dice)
        adam = Optimiser(network, LEARNING_RATE, self.training, one_cycle=True)
        for _ in range(self.training):
            chosen = torch.randint(len(rows), (BATCH,), generator=dice)
            forgotten = torch.rand(BATCH, generator=dice) < FORGET
            word = torch.where(forgotten, nothing, words[chosen])
            t = torch.randint(1, SCHEDULE.steps + 1, (BATCH, 1), generator=dice)
            eps = torch.randn(BATCH, rows.shape[1], generator=dice)
            guess = network(noised(rows[chosen], eps, alpha_bar[t]), t / SCHEDULE.steps, word)
            adam.step(((eps - guess) ** 2).mean())
        return network

    # then --------------------------------------------------------------------------------------------------------
    def sample(self, words, *, guidance=1.0, seed=None) -> np.ndarray:
        """A picture for each of `words` (one word: one picture), (n, D), whole numbers 0 .. 16.

        guidance: the weight w, from 0 up. Raises CourseError for a word that was not in the training pictures.
        """
        check_number("guidance", guidance, 0)
        words = [words] if isinstance(words, str) else list(words)
        for word in words:
            check_choice("word", str(word), self.words_)
        *_, (_, x) = self.walk(words, guidance, generator(seed))
        return np.clip(np.round((x + 1) * (INK / 2)), 0, INK)

    def walk(self, words, guidance, rng):
        """Yield (t, x_t), from noise at t = steps to pictures at t = 0; x_t: (n, D), paper -1, ink 1.

        The guess of x_0 is kept in the range of pixels at every step, or large weights would run away with it.
        """
        asked = torch.tensor([self.words_.index(str(word)) for word in words])

        def denoise(x_t, alpha_bar):
            eps = guided(self.guess(x_t, alpha_bar, None), self.guess(x_t, alpha_bar, asked), guidance)
            return clean_from(x_t, eps, alpha_bar).clip(-1, 1)

        noise = rng.standard_normal((len(asked), self.network_.say.weight.shape[1]))
        yield from backward(noise, denoise, SCHEDULE.thinned(self.steps), rng)

    @torch.no_grad()
    def guess(self, x_t, alpha_bar, words) -> np.ndarray:
        """The guess of eps, (n, D), for the numbers of words (n,), or None for no word."""
        t = np.abs(SCHEDULE.alpha_bar - alpha_bar).argmin() / SCHEDULE.steps
        if words is None:
            words = torch.full((len(x_t),), len(self.words_))
        x_t, t = torch.tensor(x_t, dtype=torch.float32), torch.full((len(x_t), 1), float(t))
        return self.network_(x_t, t, words).double().numpy()


def checked_pictures(pictures, words) -> np.ndarray:
    """`pictures` as floats (n, D); raises CourseError where they do not fit."""
    pictures = np.asarray(pictures, dtype=float)
    if pictures.ndim != 2 or not len(pictures):
        raise CourseError(f"pictures has the shape {pictures.shape}: give one picture a row, (n, 64).")
    if len(words) != len(pictures):
        raise CourseError(f"words has {len(words)} entries for {len(pictures)} pictures: give one word a picture.")
    if not ((pictures >= 0) & (pictures <= INK)).all():
        raise CourseError(f"pictures holds a pixel outside 0 to {INK}: scale them, 0 for paper and {INK} for ink.")
    return pictures

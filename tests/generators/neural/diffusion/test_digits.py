"""Text to image: guidance against closed forms of Gaussians, and what the weight does to a trained network."""

import numpy as np
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.generators.neural.diffusion import gaussian_denoiser
from course_lib.generators.neural.diffusion.digits import SCHEDULE, WORDS, TextToImage, digits, guided
from course_lib.generators.neural.diffusion.gaussian_steps import backward, clean_from, noise_in

FAR = 0.5  # two classes on a line, N(-FAR, SD^2) and N(FAR, SD^2), in units of -1 .. 1
SD = 0.15


def classes_denoiser(x_t, alpha_bar):
    """E[ x_0 | x_t ] of each of the two classes, and of half and half: Bayes' rule for a mixture of two Gaussians."""
    signal, noise = alpha_bar**0.5, (1 - alpha_bar) ** 0.5
    left, right = (gaussian_denoiser(x_t, signal, noise, m, SD) for m in (-FAR, FAR))
    chance = 1 / (1 + np.exp(-2 * signal * FAR * x_t / (signal**2 * SD**2 + noise**2)))  # of the right one
    return left, right, chance * right + (1 - chance) * left


def exact_walk(weight, n=20_000, steps=50):
    """The right class, guided by the exact denoisers."""
    def denoise(x_t, alpha_bar):
        _, right, both = classes_denoiser(x_t, alpha_bar)
        return guided(both, right, weight).clip(-1, 1)

    rng = np.random.default_rng(0)
    *_, (_, x) = backward(rng.standard_normal((n, 1)), denoise, SCHEDULE.thinned(steps), rng)
    return x


@pytest.fixture(scope="module")
def line():
    """A network that has learned the two classes, pixels as 0 .. 16."""
    rng = np.random.default_rng(0)
    side = rng.integers(2, size=4000)
    x = np.where(side, FAR, -FAR) + SD * rng.standard_normal(4000)
    model = TextToImage(training=600, hidden=48)
    return model.fit(((x[:, None] + 1) * 8).clip(0, 16), np.array(["left", "right"])[side], seed=0)


@pytest.fixture(scope="module")
def painter():
    return TextToImage(training=250, hidden=96).fit(*digits(), seed=0)


def test_weight_0_is_deaf_and_weight_1_is_the_guess_given_the_word():
    rng = np.random.default_rng(0)
    without, given = rng.standard_normal((2, 5, 3))
    assert (guided(without, given, 0) == without).all()
    assert np.allclose(guided(without, given, 1), given, atol=1e-15)
    assert np.allclose(guided(without, given, 3), given + 2 * (given - without))  # Ho and Salimans, their w = 2


def test_guiding_the_noise_and_guiding_the_picture_are_one():
    x_t, a, b = np.random.default_rng(0).standard_normal((3, 4, 6))
    by_noise = guided(noise_in(x_t, a, 0.3), noise_in(x_t, b, 0.3), 2.5)
    assert np.allclose(clean_from(x_t, by_noise, 0.3), guided(a, b, 2.5))


def test_the_difference_of_the_guesses_is_the_slope_of_the_log_chance_of_the_word():
    """-eps / sqrt(1 - alpha-bar) = d log p(x_t) / dx, so the difference is d log p(word | x_t) / dx."""
    x, alpha_bar = np.linspace(-2, 2, 9), 0.4
    _, right, both = classes_denoiser(x, alpha_bar)
    eps = noise_in(x, right, alpha_bar) - noise_in(x, both, alpha_bar)

    def log_chance(x):
        return -np.log1p(np.exp(-2 * alpha_bar**0.5 * FAR * x / (alpha_bar * SD**2 + 1 - alpha_bar)))

    slope = (log_chance(x + 1e-5) - log_chance(x - 1e-5)) / 2e-5
    assert np.allclose(-eps / (1 - alpha_bar) ** 0.5, slope, atol=1e-8)


@pytest.mark.parametrize("weight", [0, 1, 3])
def test_between_normals_of_one_spread_guidance_moves_the_mean_by_the_weight(weight):
    """All pictures N(0, s^2), the word's N(m, s^2): the guided denoiser is that of N(w m, s^2), at every step."""
    m, s, schedule, rng = 0.7, 0.4, SCHEDULE.thinned(500), np.random.default_rng(0)

    def denoise(x_t, alpha_bar):
        known = (alpha_bar**0.5, (1 - alpha_bar) ** 0.5)
        return guided(gaussian_denoiser(x_t, *known, 0, s), gaussian_denoiser(x_t, *known, m, s), weight)

    *_, (_, x) = backward(rng.standard_normal(20_000), denoise, schedule, rng)
    assert x.mean() == pytest.approx(weight * m, abs=4.5 * s / 20_000**0.5)
    assert x.std() == pytest.approx(s, rel=0.03)  # "posterior" variances fall a little short


@pytest.mark.parametrize("alpha_bar", [0.7, 0.4, 0.1])
def test_a_trained_network_knows_both_denoisers(line, alpha_bar):
    """Where x_t of the right class lie: the guess given the word, the one without, and the way guidance points."""
    x = alpha_bar**0.5 * (FAR + SD * np.linspace(-2, 2, 9)[:, None]) - (1 - alpha_bar) ** 0.5 * np.linspace(-2, 2, 9)
    x = x.reshape(-1, 1)
    _, right, both = (noise_in(x, guess, alpha_bar) for guess in classes_denoiser(x, alpha_bar))
    asked = torch.full((81,), line.words_.index("right"))
    given, without = line.guess(x, alpha_bar, asked), line.guess(x, alpha_bar, None)
    assert np.abs(given - right).mean() < 0.1 and np.abs(without - both).mean() < 0.2
    assert np.corrcoef((given - without).ravel(), (right - both).ravel())[0, 1] > 0.9


@pytest.mark.parametrize("weight", [0, 1])
def test_a_trained_network_walks_to_where_the_exact_denoisers_do(line, weight):
    *_, (_, x) = line.walk(["right"] * 2000, weight, np.random.default_rng(1))
    exact = exact_walk(weight)
    assert x.mean() == pytest.approx(exact.mean(), abs=0.1)
    assert x.std() == pytest.approx(exact.std(), abs=0.05)


def test_guidance_moves_a_class_away_from_the_other_and_narrows_it():
    """Known of two classes apart (Chidambaram et al. 2024, What does guidance do?): no draws from p(x | word)."""
    draws = {w: exact_walk(w) for w in (1, 3, 8)}
    assert draws[1].mean() == pytest.approx(FAR, abs=0.01)
    assert draws[1].mean() < draws[3].mean() < draws[8].mean()
    assert draws[1].std() > draws[3].std() > draws[8].std()


def test_weight_1_walks_as_with_the_word_alone(line):
    rng, other = np.random.default_rng(3), np.random.default_rng(3)
    asked = torch.tensor([line.words_.index("left")] * 50)

    def given(x_t, alpha_bar):
        return clean_from(x_t, line.guess(x_t, alpha_bar, asked), alpha_bar).clip(-1, 1)

    *_, (_, alone) = backward(rng.standard_normal((50, 1)), given, SCHEDULE.thinned(line.steps), rng)
    *_, (_, walked) = line.walk(["left"] * 50, 1, other)
    assert np.allclose(walked, alone, atol=1e-9)


def test_weight_0_draws_the_same_whatever_the_word(painter):
    one, other = (painter.sample([word] * 5, guidance=0, seed=1) for word in ("one", "eight"))
    assert (one == other).all()
    assert (painter.sample(["one"] * 5, seed=1) != painter.sample(["eight"] * 5, seed=1)).any()


def test_same_seed_same_pictures(painter):
    again = TextToImage(training=250, hidden=96).fit(*digits(), seed=0)
    made = painter.sample(WORDS, guidance=2, seed=1)
    assert (made == again.sample(WORDS, guidance=2, seed=1)).all()
    assert (made != painter.sample(WORDS, guidance=2, seed=2)).any()


def test_pictures_have_the_format_of_real_ones_and_look_like_their_word(painter):
    pictures, words = digits()
    made = painter.sample(np.repeat(WORDS, 20), guidance=3, seed=1)
    assert made.shape == (200, 64) and (made == made.round()).all() and made.min() == 0 and made.max() == 16
    means = np.array([pictures[words == word].mean(0) for word in WORDS])
    nearest = ((made[:, None] - means) ** 2).sum(2).argmin(1)
    assert (nearest == np.repeat(np.arange(10), 20)).mean() > 0.8


def test_one_word_is_one_picture(painter):
    assert painter.sample("seven", seed=0).shape == (1, 64)


def test_mistakes_are_told_in_one_sentence(painter):
    with pytest.raises(CourseError, match="word='eleven' is unknown: choose one of zero, one, two"):
        painter.sample("eleven")
    with pytest.raises(CourseError, match="guidance=-1 cannot be used"):
        painter.sample("one", guidance=-1)
    pictures, words = digits()
    with pytest.raises(CourseError, match="2 entries for 1797 pictures: give one word a picture"):
        TextToImage().fit(pictures, words[:2])
    with pytest.raises(CourseError, match="a pixel outside 0 to 16"):
        TextToImage().fit(pictures * 16, words)
    with pytest.raises(CourseError, match=r"shape \(1797, 8, 8\): give one picture a row"):
        TextToImage().fit(pictures.reshape(-1, 8, 8), words)
    with pytest.raises(CourseError, match="training=0 cannot be used"):
        TextToImage(training=0)

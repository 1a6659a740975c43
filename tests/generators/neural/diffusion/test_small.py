"""A DDPM in one screen: it learns what is known of a normal column, and on few rows stays above the exact loss."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.generators.neural.diffusion import gaussian_denoiser
from course_lib.generators.neural.diffusion.exact_model import ExactDenoiser, noise_loss
from course_lib.generators.neural.diffusion.small import SmallDDPM

CUSTOMERS = simulate_customers(50, seed=0)[["age", "score"]]


@pytest.fixture(scope="module")
def model():
    return SmallDDPM(training=300).fit(CUSTOMERS, seed=0)


def test_its_loss_lies_between_the_exact_one_and_that_of_knowing_the_spread_alone(model):
    def loss(denoise):
        return noise_loss(denoise, model.rows_, np.random.default_rng(0), steps=40)

    exact, alone = ExactDenoiser().fit(CUSTOMERS), lambda x, a: gaussian_denoiser(x, a**0.5, (1 - a) ** 0.5, 0.0, 1.0)
    assert loss(exact.denoise) < loss(model.denoise) < loss(alone)


def test_it_follows_a_normal_column():
    """For rows N(0, 1) the best guess of eps is sqrt(1 - alpha-bar) x_t."""
    normal = pd.DataFrame({"x": np.random.default_rng(0).standard_normal(4000)})
    model = SmallDDPM(training=300).fit(normal, seed=0)
    x = np.linspace(-2, 2, 21)[:, None]
    for alpha_bar in (0.8, 0.4, 0.1):
        known = gaussian_denoiser(x, alpha_bar**0.5, (1 - alpha_bar) ** 0.5, 0.0, 1.0)
        assert np.abs(model.denoise(x, alpha_bar) - known).mean() < 0.15


def test_same_seed_same_rows(model):
    again = SmallDDPM(training=300).fit(CUSTOMERS, seed=0)
    pd.testing.assert_frame_equal(model.sample(20, seed=1), again.sample(20, seed=1))
    assert model.get_settings() == {"training": 300, "steps": 250, "hidden": 64}

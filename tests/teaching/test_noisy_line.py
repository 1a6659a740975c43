"""DP-SGD on a line: without clip and noise it is least squares; with them, one row moves a step by at most C."""

import numpy as np
import pytest

from course_lib.randomness import generator
from course_lib.teaching.noisy_line import dp_sgd, gradients

RNG = generator(0)
X = np.c_[np.ones(300), RNG.random(300)]
Y = X @ [0.3, 0.8] + 0.1 * RNG.standard_normal(300)
PLAIN = {"steps": 3000, "q": 1.0, "clip": 1e9, "sigma": 0.0}


def test_a_row_s_gradient_is_that_of_half_its_squared_error():
    w, h = np.array([0.1, -0.4]), 1e-6
    for j, step in enumerate(np.eye(2) * h):
        numeric = ((X @ (w + step) - Y) ** 2 - (X @ (w - step) - Y) ** 2) / (4 * h)
        np.testing.assert_allclose(gradients(X, Y, w)[:, j], numeric, atol=1e-6)


def test_without_clip_and_noise_it_is_least_squares():
    np.testing.assert_allclose(dp_sgd(X, Y, **PLAIN), np.linalg.lstsq(X, Y)[0], atol=1e-6)


def test_a_row_moves_a_step_by_at_most_the_clip():
    far = np.array([[1.0, 50.0]]), np.array([-900.0])
    one = PLAIN | {"steps": 1, "clip": 0.2, "rate": 1.0}
    without = dp_sgd(X, Y, **one) * len(X)
    with_it = dp_sgd(np.r_[X, far[0]], np.r_[Y, far[1]], **one) * (len(X) + 1)
    assert np.linalg.norm(with_it - without) == pytest.approx(0.2)


def test_the_noise_is_sigma_clips():
    one = {"steps": 1, "q": 1.0, "clip": 0.2, "rate": 1.0}
    quiet = dp_sgd(X, Y, sigma=0.0, **one)
    off = np.array([dp_sgd(X, Y, sigma=3.0, seed=s, **one) - quiet for s in range(2000)]) * len(X)
    assert off.std() == pytest.approx(0.6, rel=4.5 / np.sqrt(2 * 4000))

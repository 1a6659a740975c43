"""Lesson 09's view: the grid's own rows and networks, and three sliders that show what the lesson says."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.explore.vae import VAEState, VAEView, explore_vae, told_apart
from course_lib.generators import VAEGrid, make

REAL = simulate_customers(500, seed=0)


@pytest.fixture(scope="module")
def grid():
    return VAEGrid(latent_dims=(1, 4), kl_weights=(0.01, 1.0, 100.0), hidden=32, steps=300).fit(REAL, seed=0)


@pytest.fixture(scope="module")
def view(grid):
    return VAEView(grid, REAL, n=400)


def test_the_rows_are_those_of_the_grid(view, grid):
    state = VAEState(4, 1.0, noise=0.5, seed=3)
    pd.testing.assert_frame_equal(view.table(state), grid.table(4, 1.0, 0.5, n=400, seed=3))


def test_kl_and_active_units_are_those_of_the_network(view, grid):
    for dim, weight in ((4, 1.0), (1, 0.01), (4, 100.0)):
        vae, latent = grid.at(dim, weight), view.latent(VAEState(dim, weight))
        np.testing.assert_allclose(latent.kl, np.sort(vae.kl_per_dimension(REAL))[::-1], rtol=1e-6)
        assert latent.active == vae.active_units(REAL)
        assert latent.codes.shape == latent.means.shape == (500, dim)


def test_too_high_a_weight_collapses_and_too_low_a_weight_leaves_holes(view):
    collapse, holes, good = (view.numbers(view.presets[k]) for k in ("posterior collapse", "holes", "good"))
    assert collapse["active units"] == 0 and collapse["kl"] < 0.1 and abs(collapse["correlation"]) < 0.3
    assert holes["codes against prior"] > good["codes against prior"] + 0.1
    assert good["correlation"] > collapse["correlation"] + 0.3 and good["active units"] > 0


def test_without_noise_the_decoder_gives_less_spread(view):
    good, silent = (view.numbers(view.presets[k]) for k in ("good", "no noise"))
    assert silent["sd ratio"] < good["sd ratio"] and silent["active units"] == good["active units"]


def test_presets_follow_the_grid(view):
    assert view.presets["good"] == VAEState(4, 1.0)
    assert view.presets["posterior collapse"] == VAEState(4, 100.0)
    assert view.presets["holes"] == VAEState(4, 0.01)
    assert [c.label for c in view.controls] == ["latent dimension", "KL weight", "noise"]


def test_codes_like_the_prior_cannot_be_told_apart():
    z = np.random.default_rng(0).normal(size=(2, 2000, 3))
    # 1,000 against 1,000 test points: the AUC's standard error is sqrt(2001 / 12) / 1000 = .0129.
    assert told_apart(z[0], z[1]) == pytest.approx(0.5, abs=4.5 * 0.0129)
    assert told_apart(z[0] * 0.05, z[1]) > 0.95
    ring = z[0] / np.linalg.norm(z[0], axis=1, keepdims=True) * 1.5  # a hole in the middle
    assert told_apart(ring, z[1]) > 0.7
    # N(0, 1) against N(1, 1) in one dimension: the best AUC is Phi(1 / sqrt(2)) = .760, a neighbour rule a bit less.
    assert 0.68 < told_apart(z[0][:, :1] + 1, z[1][:, :1]) < 0.79


def test_one_unit_can_be_drawn(view):
    frame = view.draw(VAEState(1, 1.0))
    assert "each of the 1 latent units" in frame.alt
    assert frame == view.draw(VAEState(1, 1.0)) != view.draw(VAEState(1, 1.0, seed=1))


def test_words_carry_the_numbers(view):
    frame = view.draw(view.presets["posterior collapse"])
    assert "active units 0 of 4" in frame.readout and "\n" not in frame.readout
    assert "0 are active" in frame.alt


def test_the_line_names_the_controls(grid):
    explorer = explore_vae(grid, REAL)
    sliders, advice = "latent dimension, KL weight, noise", "Open the lesson in JupyterLab to move it."
    assert repr(explorer) == f"Live control: {sliders}. {advice}"
    explorer.line = "latent_dim=1 kl_weight=0.01 noise=0.3"
    assert explorer.state == VAEState(1, 0.01, 0.3)


def test_mistakes_are_named(grid):
    with pytest.raises(CourseError, match="grid.fit"):
        explore_vae(VAEGrid(), REAL)
    with pytest.raises(CourseError, match="'region'"):
        explore_vae(grid, REAL, y="region")
    with pytest.raises(CourseError, match="VAEGrid"):
        explore_vae(make("vae_style").fit(REAL, seed=0), REAL)

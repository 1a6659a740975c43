"""The exact denoiser as a generator: its walk ends on rows it was given, and no denoiser has a lower loss on them."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.evaluation import dcr, exact_match_share
from course_lib.generators.neural.diffusion.exact_model import ExactDenoiser, noise_loss

CUSTOMERS = simulate_customers(50, seed=0)


@pytest.fixture(scope="module")
def model():
    return ExactDenoiser().fit(CUSTOMERS, seed=0)


def test_it_draws_the_rows_it_was_given(model):
    made = model.sample(200, seed=1)
    assert exact_match_share(CUSTOMERS, made) > 0.98  # O35; the last step leaves a hundredth of an sd of noise
    assert len(made.drop_duplicates()) > 30
    assert np.median(dcr(CUSTOMERS, simulate_customers(200, seed=1))) > 0.1


def test_two_columns_of_whole_numbers(model):
    two = CUSTOMERS[["age", "score"]]
    made = ExactDenoiser(steps=250).fit(two).sample(300, seed=1)
    assert exact_match_share(two, made) > 0.85 and np.median(dcr(two, made)) == 0


def test_a_bandwidth_spreads_the_rows():
    made = ExactDenoiser(bandwidth=0.3, steps=100).fit(CUSTOMERS).sample(300, seed=1)
    assert exact_match_share(CUSTOMERS, made) == 0
    assert made.age.between(18, 80).all() and made.satisfaction.between(1, 10).all()  # declared bounds hold


def test_a_matrix_there_and_back(model):
    matrix = model.encoder_.transform(CUSTOMERS)
    np.testing.assert_allclose(model.matrix(model.in_units(matrix)), matrix)


def test_no_denoiser_has_a_lower_loss_on_its_rows(model):
    def loss(denoise, rows):
        return noise_loss(denoise, rows, np.random.default_rng(0), steps=20)

    exact = loss(model.denoise, model.rows_)
    for h in (0.05, 0.3, 1.0):
        assert loss(ExactDenoiser(bandwidth=h).fit(CUSTOMERS).denoise, model.rows_) > exact
    shrunk = loss(lambda x, a: 0.9 * model.denoise(x, a), model.rows_)
    assert shrunk > exact
    fresh = model.rows(simulate_customers(50, seed=3))
    assert loss(model.denoise, fresh) > loss(ExactDenoiser(bandwidth=0.3).fit(CUSTOMERS).denoise, fresh)


def test_same_seed_same_rows():
    quick = ExactDenoiser(steps=20).fit(CUSTOMERS[["age", "region"]])
    pd.testing.assert_frame_equal(quick.sample(20, seed=1), quick.sample(20, seed=1))
    assert not quick.sample(20, seed=1).equals(quick.sample(20, seed=2))


def test_a_negative_bandwidth_is_refused():
    with pytest.raises(CourseError, match="bandwidth"):
        ExactDenoiser(bandwidth=-1).fit(CUSTOMERS)

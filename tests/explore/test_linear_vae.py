"""Lesson 08's view: the library's optimum at every setting, and the closed forms that its picture states."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from course_lib.errors import CourseError
from course_lib.explore.linear_vae import BETAS, ROWS, SIGMAS, LinearVAEState, LinearVAEView

LATENT = np.array([[1.0, 0.8, 0.3, 0.0], [0.8, 1.0, 0.4, 0.0], [0.3, 0.4, 1.0, 0.2], [0.0, 0.0, 0.2, 1.0]])
TABLE = pd.DataFrame(np.random.default_rng(0).multivariate_normal([5, -3, 0, 1], LATENT, 400),
                     columns=["income", "purchase", "age", "score"])  # fmt: skip
VIEW = LinearVAEView(TABLE)
CORNERS = [LinearVAEState(beta, sigma) for beta in (BETAS[0], 1.0, BETAS[-1]) for sigma in (SIGMAS[0], 0.5, SIGMAS[-1])]


@pytest.mark.parametrize("state", CORNERS, ids=str)
def test_what_is_stated_is_the_model(state):
    model, n, t = VIEW.model(state), VIEW.numbers(state), state.beta * state.sigma**2
    assert n["on"] == (VIEW.values > t).sum() == (np.linalg.svd(model.W)[1] > 1e-9).sum()
    assert n["KL"] == pytest.approx(model.kl(VIEW.S), abs=1e-12) == pytest.approx(VIEW.price(t), abs=1e-9)
    left = np.eye(4) - model.W @ model.V
    error = np.trace(left @ VIEW.S @ left.T) + np.trace(model.W @ model.C @ model.W.T)
    assert n["squared error"] == pytest.approx(error, abs=1e-9)
    assert np.allclose(VIEW.variances(state), np.maximum(VIEW.values - t, 0) + state.sigma**2, atol=1e-9)


def test_the_trade_is_the_same_for_every_sigma():
    """Price and error depend on beta sigma^2 alone: the rate-distortion curve of a normal."""
    one, other = (VIEW.numbers(LinearVAEState(beta, sigma)) for beta, sigma in ((1.0, 0.4), (4.0, 0.2)))
    assert one["KL"] == pytest.approx(other["KL"]) and one["squared error"] == pytest.approx(other["squared error"])
    assert one["sd"] > other["sd"] + 0.01


def test_at_weight_one_with_all_on_new_rows_are_as_the_real_ones():
    state = LinearVAEState(1.0, 0.3)
    assert VIEW.numbers(state)["on"] == 4
    assert np.allclose(VIEW.covariance(state), VIEW.S, atol=1e-9)


def test_read_off_leaves_out_the_noise_and_nothing_else():
    drawn, read_off = LinearVAEState(2.0, 0.5), LinearVAEState(2.0, 0.5, "read off")
    assert np.allclose(VIEW.covariance(drawn) - VIEW.covariance(read_off), 0.25 * np.eye(4), atol=1e-12)
    assert VIEW.numbers(read_off)["correlation"] > VIEW.numbers(drawn)["correlation"]


def test_rows_have_that_covariance_and_follow_the_seed():
    state, n = LinearVAEState(1.6, 0.6), 50_000
    rows = VIEW.rows(state, n)
    wanted = VIEW.covariance(state)
    error = np.sqrt((wanted**2 + np.outer(np.diag(wanted), np.diag(wanted))) / n)
    assert (np.abs(np.cov(rows.T) - wanted) < 4.5 * error).all()
    assert list(rows) == list(TABLE) and rows.equals(VIEW.rows(state, n))
    assert not rows.equals(VIEW.rows(replace(state, seed=1), n))


def test_everything_off_has_no_correlation_and_is_drawn():
    state = LinearVAEState(BETAS[-1], SIGMAS[-1], "read off")
    n = VIEW.numbers(state)
    assert n["on"] == 0 and np.isnan(n["correlation"])
    frame = VIEW.draw(state)
    assert "undefined" in frame.readout and "nan" not in frame.alt


def test_the_smallest_weight_of_a_count():
    for on in range(5):
        beta = VIEW.smallest_beta(on, 0.7)
        counts = {b: VIEW.numbers(LinearVAEState(b, 0.7))["on"] for b in BETAS}
        assert beta == next((b for b, count in counts.items() if count == on), None)


def test_every_state_can_be_drawn_and_says_its_numbers():
    for beta in (BETAS[0], BETAS[-1]):
        for rows in ROWS:
            frame = VIEW.draw(LinearVAEState(beta, SIGMAS[-1], rows))
            assert "\n" not in frame.readout and "βσ²" in frame.alt
    assert VIEW.draw(VIEW.default) == VIEW.draw(VIEW.default)


@pytest.mark.parametrize("table, more, says", [
    (TABLE.assign(age=1.0), {}, "that vary"), (TABLE.assign(age=np.nan), {}, "complete"),
    (TABLE, {"x": "wealth"}, "'wealth'"),
])  # fmt: skip
def test_mistakes_are_named(table, more, says):
    with pytest.raises(CourseError, match=says):
        LinearVAEView(table, **more)


@pytest.mark.parametrize("state", CORNERS, ids=str)
def test_the_mark_never_leaves_the_frame(state):
    axes = Figure().subplots(1, 3)
    stage = VIEW.stage(axes)
    stage.show(state)
    mark, (low, high) = stage.artists[-1], axes[2].get_xlim()
    assert low <= mark.get_xdata()[0] <= high
    assert (mark.get_marker() == ">") == (VIEW.numbers(state)["KL"] > high)

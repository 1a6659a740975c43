"""Lesson 06's view: the library's own copula at every bend, beside closed forms that agree with what is measured."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from course_lib.data.bend import bend_correlation, simulate_bend
from course_lib.evaluation import auc_of, c2st
from course_lib.explore.copula import BENDS, LEARNED, RHOS, CopulaState, CopulaView, auc_of_shares, in_the_long_run
from course_lib.generators import make
from course_lib.generators.statistical.copula import normal_scores

VIEW = CopulaView()


def test_the_rows_are_those_of_the_librarys_plain_copula():
    state = CopulaState(bend=0.3, rho=0.6, seed=4)
    fresh, made, latent = VIEW.tables(state)
    pair = simulate_bend(LEARNED + 1000, 0.3, 0.6, seed=4)
    model = make("copula", slices=0).fit(pair.head(LEARNED), seed=4)
    pd.testing.assert_frame_equal(made, model.sample(1000, seed=4))
    pd.testing.assert_frame_equal(fresh, pair.tail(1000))
    assert latent == model.correlation_[0, 1]


@pytest.mark.parametrize("rho", [0.3, 0.6, 0.95])
def test_a_line_is_a_gaussian_copula_and_nothing_is_lost(rho):
    r, auc = in_the_long_run(0, rho)
    assert r == pytest.approx(rho, abs=0.002) and auc == pytest.approx(0.5, abs=0.002)


def test_no_dependence_nothing_to_lose():
    for bend in (0.0, 0.5, 1.0):
        r, auc = in_the_long_run(bend, 0)
        assert r == pytest.approx(0, abs=1e-9) and auc == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize("bend", [0.25, 0.6, 1.0])
def test_the_latent_correlation_is_what_is_learned(bend):
    r, _ = in_the_long_run(bend, 0.9)
    pair = simulate_bend(200_000, bend, 0.9, seed=0)
    learned = np.corrcoef(normal_scores(pair.x), normal_scores(pair.y))[0, 1]
    assert learned == pytest.approx(r, abs=4.5 * 1.5 / np.sqrt(200_000) + 0.001)
    assert abs(r) <= bend_correlation(bend, 0.9) + 0.001  # normal scores see no more of a bend than a line does


def test_a_parabola_has_no_latent_correlation():
    assert all(in_the_long_run(1, rho)[0] == pytest.approx(0, abs=1e-9) for rho in (0.3, 0.9))


def test_auc_of_shares():
    assert auc_of_shares(np.array([0.2, 0.8]), np.array([0.2, 0.8])) == 0.5
    assert auc_of_shares(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == 1
    # N(0, 1) against N(1, 1): Phi(1 / sqrt 2), science's O8.
    x = np.linspace(-8, 9, 4001)
    p, q = np.exp(-(x**2) / 2), np.exp(-((x - 1) ** 2) / 2)
    assert auc_of_shares(q, p) == pytest.approx(ndtr(1 / np.sqrt(2)), abs=1e-6)


def test_the_best_classifier_is_the_likelihood_ratio():
    """At bend 1 the copula's columns are independent: draw both, rank by p(y | x) / f(y)."""
    rng = np.random.default_rng(0)
    real = simulate_bend(4000, 1.0, 0.9, seed=1)
    made = pd.DataFrame({"x": rng.standard_normal(4000), "y": simulate_bend(4000, 1.0, 0.9, seed=2).y})
    nodes, weight = np.polynomial.hermite_e.hermegauss(101)

    def ratio(t):
        density = lambda x: np.exp(-((t.y.to_numpy() - 0.9 * (x**2 - 1) / np.sqrt(2)) ** 2) / (2 * 0.19))  # noqa: E731
        return density(t.x.to_numpy()) / sum(w * density(x) for x, w in zip(nodes, weight / weight.sum()))

    measured = auc_of(ratio(real), ratio(made)).auc
    assert in_the_long_run(1, 0.9)[1] == pytest.approx(measured, abs=4.5 * 0.0065)


def test_no_trained_classifier_beats_it():
    for bend in (0.3, 1.0):
        fresh, made, _ = VIEW.tables(CopulaState(bend=bend))
        auc = c2st(fresh, made, seed=0).auc
        assert 0.52 < auc < in_the_long_run(bend, 0.9)[1] + 4.5 * 0.013


def test_the_columns_are_right_at_every_bend():
    for bend in (0.0, 0.5, 1.0):
        for seed in (0, 1):
            n = VIEW.numbers(CopulaState(bend=bend, seed=seed))
            assert max(n["KS of x"], n["KS of y"]) < 1.95 * np.sqrt(2 / 1000 + 1 / LEARNED)  # .1% beyond it


def test_the_lessons_task():
    """The smallest bend at which the best classifier reaches an AUC of .60 at rho = .9."""
    assert VIEW.smallest_bend(0.6, 0.9) == 0.25
    assert VIEW.curves[0.9][1][BENDS.index(0.2)] < 0.59 and VIEW.curves[0.9][1][BENDS.index(0.25)] > 0.61
    assert VIEW.smallest_bend(0.9, 0.9) is None


def test_bending_and_strength_only_make_it_worse():
    for rho in RHOS[2:]:
        assert np.all(np.diff(VIEW.curves[rho][1]) > -1e-4)
    assert np.all(np.diff([VIEW.curves[rho][1][-1] for rho in RHOS]) > -1e-4)


def test_the_same_state_gives_the_same_picture():
    state = CopulaState(bend=0.4)
    first = VIEW.draw(state)
    VIEW.draw(replace(state, bend=0.9))
    assert VIEW.draw(state) == first
    assert VIEW.draw(replace(state, seed=1)).data != first.data


def test_words_carry_the_numbers():
    frame = VIEW.draw(CopulaState(bend=1.0))
    assert "best classifier: AUC 0.77 " in frame.readout and "\n" not in frame.readout
    assert "-0.00" not in frame.readout
    assert "AUC of the best classifier, here 0.77" in frame.alt


def test_every_corner_of_the_controls_can_be_drawn():
    for bend in (BENDS[0], BENDS[-1]):
        for rho in (RHOS[0], RHOS[-1]):
            VIEW.draw(CopulaState(bend, rho))

"""The bound of one number and one latent: identities in closed form, and the matrices of `linear` beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.generators.neural.vae.bound import elbo, importance_bound, log_evidence, normal_kl, posterior
from course_lib.generators.neural.vae.linear import LinearVAE

numbers = st.floats(-3, 3)
sds = st.floats(0.1, 3)


def test_o13a_by_hand_and_by_draws():
    assert normal_kl(0.7, 0.5) == pytest.approx(0.5631472, abs=1e-7)
    eps = np.random.default_rng(0).standard_normal(400_000)
    ratio = -np.log(0.5) - eps**2 / 2 + np.log(1.7) + ((0.7 + 0.5 * eps + 0.2) / 1.7) ** 2 / 2
    assert normal_kl(0.7, 0.5, -0.2, 1.7) == pytest.approx(ratio.mean(), abs=4.5 * ratio.std() / np.sqrt(len(eps)))


@given(numbers, sds, numbers, sds)
def test_a_kl_is_never_negative_and_zero_for_equals(mu, tau, m, s):
    assert normal_kl(mu, tau, m, s) >= -1e-12
    assert normal_kl(mu, tau, mu, tau) == pytest.approx(0, abs=1e-12)


@given(numbers, numbers, sds, numbers, sds)
def test_what_the_elbo_leaves_out_is_the_kl_from_the_posterior(x, w, s, mu, tau):
    gap = log_evidence(x, w, s**2) - elbo(x, w, s**2, mu, tau)
    assert gap == pytest.approx(normal_kl(mu, tau, *posterior(x, w, s**2)), rel=1e-8, abs=1e-8)


@given(numbers, numbers, sds, st.floats(0.1, 8))
def test_the_best_q_of_any_weight_is_a_top(x, w, s, beta):
    best = posterior(x, w, s**2, beta)
    top = elbo(x, w, s**2, *best, beta)
    for step in (-1e-3, 1e-3):
        assert elbo(x, w, s**2, best[0] + step, best[1], beta) <= top + 1e-12
        assert elbo(x, w, s**2, best[0], best[1] * (1 + step), beta) <= top + 1e-12


def test_it_is_the_linear_vae_of_one_column():
    x, w, s2, mu, tau, beta = 1.2, 0.8, 0.3, 0.9, 0.4, 2.5
    model = LinearVAE(np.array([[w]]), s2, np.array([[mu / x]]), np.array([[tau**2]]))
    S = np.array([[x**2]])
    assert elbo(x, w, s2, mu, tau, beta) == pytest.approx(model.elbo(S, beta), abs=1e-12)
    assert log_evidence(x, w, s2) == pytest.approx(model.log_likelihood(S), abs=1e-12)


def test_the_first_importance_bound_is_the_elbo_and_more_draws_climb():
    case = (1.2, 1.5, 0.5)
    mean, sd = posterior(*case)
    runs = [importance_bound(*case, mean, sd * np.sqrt(2), k, runs=40_000, seed=0) for k in (1, 5, 50)]
    exact = elbo(*case, mean, sd * np.sqrt(2))
    assert exact == pytest.approx(-1.840, abs=5e-4)
    assert runs[0].mean() == pytest.approx(exact, abs=4.5 * runs[0].std() / 200)
    assert exact < runs[1].mean() < runs[2].mean() < log_evidence(*case) == pytest.approx(-1.68656, abs=1e-5)


def test_planted_fault_the_spread_of_q_forgotten():
    """Without w^2 tau^2 in the squares a bound would lie above log p(x)."""
    x, w, s2 = 1.5, 0.9, 0.19
    mu, tau = posterior(x, w, s2)
    assert elbo(x, w, s2, mu, tau) + (w * tau) ** 2 / (2 * s2) > log_evidence(x, w, s2) + 0.1

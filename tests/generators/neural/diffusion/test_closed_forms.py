"""Diffusion and flow in closed form: the values of the course's known answers, Bayes' rule, and the photocopier."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.generators.neural.diffusion import (
    Schedule,
    backward,
    blown,
    blurred,
    clean_from,
    cosine_schedule,
    empirical_denoiser,
    flow_floor,
    gaussian_denoiser,
    gaussian_velocity,
    irreducible_loss,
    linear_schedule,
    noise_in,
    noised,
    on_the_road,
    posterior_mean,
    posterior_shares,
    posterior_variance,
    transition,
    velocity_to,
)

LINEAR = linear_schedule(1000)
MEAN, SD = 2.0, 0.5


# Schedules -------------------------------------------------------------------------------------------------------
def test_the_linear_schedule_has_its_known_values():
    assert LINEAR.alpha_bar[1000] == pytest.approx(4.03583e-5, rel=1e-6)
    assert LINEAR.alpha_bar[500] == pytest.approx(0.0785872, rel=1e-6)
    assert LINEAR.beta[1] == pytest.approx(1e-4) and LINEAR.beta[1000] == pytest.approx(0.02)


@pytest.mark.parametrize("schedule", [LINEAR, cosine_schedule(1000), cosine_schedule(20), LINEAR.thinned(30)])
def test_a_schedule_falls_from_one_and_its_parts_agree(schedule):
    assert schedule.alpha_bar[0] == 1 and (np.diff(schedule.alpha_bar) < 0).all() and schedule.alpha_bar[-1] > 0
    assert np.cumprod(schedule.alpha) == pytest.approx(schedule.alpha_bar, rel=1e-12)
    assert schedule.beta == pytest.approx(1 - schedule.alpha) and schedule.beta[0] == 0


def test_the_cosine_schedule_follows_its_curve_until_the_last_step_is_cut():
    f = np.cos((np.arange(1001) / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
    assert cosine_schedule(1000).alpha_bar[:1000] == pytest.approx(f[:1000] / f[0], rel=1e-9)
    assert cosine_schedule(1000).beta.max() == pytest.approx(0.999)


@settings(deadline=None, derandomize=True, max_examples=30)
@given(steps=st.integers(1, 1500))
def test_a_thinned_schedule_keeps_both_ends(steps):
    thin = LINEAR.thinned(steps)
    assert thin.steps == min(steps, 1000)
    assert thin.alpha_bar[[0, -1]] == pytest.approx(LINEAR.alpha_bar[[0, -1]])
    assert (np.diff(thin.alpha_bar) < 0).all()


def test_noise_step_by_step_is_the_closed_form():
    mean, variance = 1.0, 0.0  # of x_t given x_0 = 1: each step multiplies by sqrt(alpha) and adds beta
    for t in range(1, 1001):
        mean, variance = mean * LINEAR.alpha[t] ** 0.5, variance * LINEAR.alpha[t] + LINEAR.beta[t]
        assert (mean, variance) == pytest.approx((LINEAR.alpha_bar[t] ** 0.5, 1 - LINEAR.alpha_bar[t]), abs=1e-12)


# Numbers ---------------------------------------------------------------------------------------------------------
@settings(deadline=None, derandomize=True, max_examples=60)
@given(t=st.integers(1, 1000), x0=st.floats(-3, 3), eps=st.floats(-3, 3))
def test_clean_and_noise_are_two_names_for_one_thing(t, x0, eps):
    x_t = noised(x0, eps, LINEAR.alpha_bar[t])
    assert noise_in(x_t, x0, LINEAR.alpha_bar[t]) == pytest.approx(eps, abs=1e-9)
    assert clean_from(x_t, eps, LINEAR.alpha_bar[t]) == pytest.approx(x0, abs=1e-9)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(t=st.integers(2, 1000), x0=st.floats(-3, 3), x_t=st.floats(-3, 3))
def test_the_posterior_is_bayes_rule(t, x0, x_t):
    before, beta = LINEAR.alpha_bar[t - 1], LINEAR.beta[t]
    precision = 1 / (1 - before) + (1 - beta) / beta  # of x_{t-1}: what x_0 says, and what x_t says
    mean = (before**0.5 * x0 / (1 - before) + (1 - beta) ** 0.5 * x_t / beta) / precision
    assert posterior_mean(x_t, x0, LINEAR.alpha_bar[t], before) == pytest.approx(mean, abs=1e-10)
    assert posterior_variance(LINEAR.alpha_bar[t], before) == pytest.approx(1 / precision, abs=1e-12)


def test_the_last_step_back_lands_on_the_guess():
    assert posterior_variance(LINEAR.alpha_bar[1], LINEAR.alpha_bar[0]) == 0
    assert posterior_mean(7.0, 1.5, LINEAR.alpha_bar[1], LINEAR.alpha_bar[0]) == pytest.approx(1.5, abs=1e-12)


def test_the_posterior_mean_is_hos_formula_in_terms_of_the_noise():
    t, x_t, eps = 400, 0.7, -0.3
    ours = posterior_mean(x_t, clean_from(x_t, eps, LINEAR.alpha_bar[t]), *LINEAR.alpha_bar[[t, t - 1]])
    ho = (x_t - LINEAR.beta[t] / np.sqrt(1 - LINEAR.alpha_bar[t]) * eps) / np.sqrt(LINEAR.alpha[t])
    assert ours == pytest.approx(ho, abs=1e-12)


def ends(schedule, variance):
    """Mean and sd of x_0 when the exact denoiser of N(2, .5^2) leads x_T ~ N(0, 1) back: every step is linear."""
    mean, var = 0.0, 1.0
    for t in range(schedule.steps, 0, -1):
        a, b = schedule.alpha_bar[[t, t - 1]]

        def step(x, a=a, b=b):
            return posterior_mean(x, gaussian_denoiser(x, a**0.5, (1 - a) ** 0.5, MEAN, SD), a, b)

        slope = step(1.0) - step(0.0)
        added = 0.0 if t == 1 else schedule.beta[t] if variance == "beta" else posterior_variance(a, b)
        mean, var = step(mean), slope**2 * var + added
    return mean, var**0.5


def test_exact_noise_gives_the_known_spread_with_either_variance():
    assert ends(LINEAR, "posterior") == (pytest.approx(1.99998, abs=1e-5), pytest.approx(0.49611, abs=5e-6))
    assert ends(LINEAR, "beta")[1] == pytest.approx(0.50075, abs=5e-6)


@pytest.mark.parametrize("variance", ["posterior", "beta"])
def test_the_walk_back_draws_what_the_recursion_says(variance):
    n, rng, thin = 20_000, np.random.default_rng(0), LINEAR.thinned(50)

    def denoise(x, a):
        return gaussian_denoiser(x, a**0.5, (1 - a) ** 0.5, MEAN, SD)

    walk = list(backward(rng.standard_normal((n, 1)), denoise, thin, rng, variance))
    assert [t for t, _ in walk] == list(range(50, -1, -1))
    mean, sd = ends(thin, variance)
    assert walk[-1][1].mean() == pytest.approx(mean, abs=4.5 * sd / n**0.5)
    assert walk[-1][1].std() == pytest.approx(sd, abs=4.5 * sd / (2 * n) ** 0.5)


@pytest.mark.parametrize(("t", "floor"), [(100, 0.6853), (500, 0.02088), (900, 6.88e-5)])
def test_no_network_is_below_the_irreducible_loss(t, floor):
    a = LINEAR.alpha_bar[t]
    assert irreducible_loss(a, SD) == pytest.approx(floor, rel=2e-3)
    rng, n = np.random.default_rng(t), 200_000
    x0, eps = MEAN + SD * rng.standard_normal(n), rng.standard_normal(n)
    x_t = noised(x0, eps, a)
    best = noise_in(x_t, gaussian_denoiser(x_t, a**0.5, (1 - a) ** 0.5, MEAN, SD), a)
    assert np.mean((eps - best) ** 2) == pytest.approx(floor, rel=4.5 * (2 / n) ** 0.5 + 2e-3)


# Categories ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("k", [2, 5])
def test_many_transitions_are_one_with_alpha_bar(k):
    schedule, product = linear_schedule(100, last=0.2), np.eye(k)
    for t in range(1, 101):
        product = product @ transition(schedule.alpha[t], k)
        assert product == pytest.approx(transition(schedule.alpha_bar[t], k), abs=1e-14)
        assert blurred(np.eye(k), schedule.alpha_bar[t]) == pytest.approx(product, abs=1e-14)


def bayes(schedule, t, k):
    """q(x_{t-1} | x_t, x_0) for all pairs (x_t, x_0), from the matrices: (K, K, K)."""
    there, on = transition(schedule.alpha_bar[t - 1], k), transition(schedule.alpha[t], k)
    joint = there[None, :, :] * on.T[:, None, :]  # [x_t, x_0, x_{t-1}]
    return joint / joint.sum(-1, keepdims=True)


def check_posterior(posterior):
    schedule = linear_schedule(100, last=0.2)
    for k in (2, 4):
        for t in (1, 2, 37, 100):
            x_t, x0 = np.repeat(np.eye(k), k, axis=0), np.tile(np.eye(k), (k, 1))
            got = posterior(x_t, x0, *schedule.alpha_bar[[t, t - 1]]).reshape(k, k, k)
            assert got == pytest.approx(bayes(schedule, t, k), abs=1e-14)


def test_the_posterior_of_a_category_is_bayes_rule():
    check_posterior(posterior_shares)


def not_divided(x_t, x0, a, b):
    return blurred(x_t, a / b) * blurred(x0, b)


def blurred_by_alpha_bar(x_t, x0, a, b):
    product = blurred(x_t, a) * blurred(x0, b)
    return product / product.sum(-1, keepdims=True)


@pytest.mark.parametrize("fault", [not_divided, blurred_by_alpha_bar])
def test_a_faulty_posterior_is_caught(fault):
    with pytest.raises(AssertionError):
        check_posterior(fault)


# Flow ------------------------------------------------------------------------------------------------------------
def test_the_exact_wind_carries_noise_to_the_rows():
    x = np.array([-1.0, 0.0, 1.0])
    *_, (t, end) = blown(x, lambda x, t: gaussian_velocity(x, t, MEAN, SD), 400, "midpoint")
    assert t == 1
    assert end == pytest.approx(MEAN + SD * x, abs=0.002)  # the road of N(0, 1) to N(m, s^2) ends at m + s x


def test_a_method_of_second_order_needs_fewer_steps():
    def off(method, steps):
        *_, (_, end) = blown(np.array([1.0]), lambda x, t: gaussian_velocity(x, t, MEAN, SD), steps, method)
        return abs(end[0] - MEAN - SD)

    assert off("heun", 10) < off("euler", 20) / 3
    assert off("midpoint", 40) < off("midpoint", 20) / 3  # the error falls with the square


def test_the_velocity_is_the_one_towards_the_best_guess():
    for t in (0.0, 0.3, 0.9):
        x = np.array([-1.0, 0.5, 2.0])
        towards = velocity_to(x, gaussian_denoiser(x, t, 1 - t, MEAN, SD), t)
        assert towards == pytest.approx(gaussian_velocity(x, t, MEAN, SD), abs=1e-12)


def test_no_network_is_below_the_floor_of_the_flow():
    assert flow_floor(0.5, SD) == pytest.approx(0.8)
    rng, n, t = np.random.default_rng(0), 200_000, 0.5
    noise, row = rng.standard_normal(n), MEAN + SD * rng.standard_normal(n)
    rest = row - noise - gaussian_velocity(on_the_road(noise, row, t), t, MEAN, SD)
    assert np.mean(rest**2) == pytest.approx(0.8, rel=4.5 * (2 / n) ** 0.5)


# The photocopier -------------------------------------------------------------------------------------------------
def nearest(x, rows):
    return np.sqrt(((x[:, None] - rows[None]) ** 2).sum(-1)).min(1)


@pytest.mark.parametrize("road", ["diffusion", "flow"])
def test_the_exact_denoiser_of_a_table_copies_it(road):
    rng = np.random.default_rng(0)
    rows, fresh, x = (rng.standard_normal((n, 2)) for n in (50, 200, 200))
    if road == "diffusion":
        walk = backward(x, lambda x, a: empirical_denoiser(x, a**0.5, (1 - a) ** 0.5, rows), LINEAR.thinned(200), rng)
    else:
        walk = blown(x, lambda x, t: velocity_to(x, empirical_denoiser(x, t, 1 - t, rows), t), 200)
    *_, (_, made) = walk
    assert np.median(nearest(made, rows)) < 1e-12
    assert np.median(nearest(fresh, rows)) > 0.1
    assert len(np.unique(made.round(6), axis=0)) > 25  # many rows, not one


def test_without_noise_the_denoiser_names_the_nearest_row():
    rows = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert np.array_equal(empirical_denoiser(np.array([[0.9, 0.8], [0.1, 0.0]]), 1.0, 0.0, rows), rows[::-1])


def test_with_noise_alone_it_names_the_mean():
    rows = np.random.default_rng(0).standard_normal((7, 3))
    assert empirical_denoiser(np.ones((1, 3)), 0.0, 1.0, rows)[0] == pytest.approx(rows.mean(0))


def test_a_schedule_is_its_alpha_bar():
    assert Schedule(np.array([1.0, 0.5, 0.1])).beta == pytest.approx([0, 0.5, 0.8])

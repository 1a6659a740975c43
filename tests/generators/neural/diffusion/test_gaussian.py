"""TabDDPM's two losses against closed forms, and a walk with the exact network."""

import numpy as np
import pytest
import torch

from course_lib.generators.neural.diffusion import gaussian_denoiser
from course_lib.generators.neural.diffusion.gaussian import category_loss, each, noise_loss
from course_lib.generators.neural.diffusion.gaussian_steps import irreducible_loss, noise_in, noised
from course_lib.generators.neural.diffusion.multinomial_steps import blurred, posterior_shares
from course_lib.generators.neural.diffusion.rows import one_hot, picked, shares_of
from course_lib.generators.neural.diffusion.schedules import linear_schedule

F64 = torch.float64
SHORT = linear_schedule(40, last=0.3)


def check_noise_loss(loss, a=0.3, sd=0.5):
    """With the best guess of the noise of N(2, .5^2) the loss is the irreducible one."""
    n, g = 200_000, torch.Generator().manual_seed(0)
    eps = torch.randn(n, 1, generator=g, dtype=F64)
    x0 = 2 + sd * torch.randn(n, 1, generator=g, dtype=F64)
    x_t = noised(x0, eps, a)
    best = noise_in(x_t, gaussian_denoiser(x_t, a**0.5, (1 - a) ** 0.5, 2.0, sd), a)
    floor = irreducible_loss(a, sd)
    assert loss(best, eps, torch.ones_like(eps), x0).item() == pytest.approx(floor, rel=4.5 * (2 / n) ** 0.5)


def test_the_noise_loss_of_the_exact_network_is_irreducible():
    check_noise_loss(lambda guess, eps, seen, x0: noise_loss(guess, eps, seen))


@pytest.mark.parametrize("fault", [
    lambda guess, eps, seen, x0: noise_loss(guess, x0, seen),  # the target is the row
    lambda guess, eps, seen, x0: noise_loss(-guess, eps, seen),
    lambda guess, eps, seen, x0: noise_loss(guess, eps * 0.7**0.5, seen),  # the noise scaled as it stands in x_t
])
def test_a_faulty_noise_target_is_caught(fault):
    with pytest.raises(AssertionError):
        check_noise_loss(fault)


def test_a_number_that_was_not_observed_does_not_count():
    guess, eps = torch.tensor([[1.0, 9.0]]), torch.zeros(1, 2)
    assert noise_loss(guess, eps, torch.tensor([[1.0, 0.0]])).item() == 0.5
    assert noise_loss(torch.zeros(3, 0), torch.zeros(3, 0), torch.zeros(3, 0)).item() == 0


def bound(loss, p, guess):
    """KL at T and the losses at t = 1 .. T for one category with shares p, every pair (c_0, c_t) by its chance."""
    k, a = len(p), SHORT.alpha_bar
    eye, shares = torch.eye(k, dtype=F64), torch.as_tensor(p, dtype=F64)
    last, mean = blurred(eye, a[-1]), blurred(shares[None], a[-1])
    total = float((shares[:, None] * last * (last / mean).log()).sum())
    for t in range(1, SHORT.steps + 1):
        for i in range(k):
            chance = blurred(eye[i:i + 1], a[t])[0]  # of c_t
            for j in range(k):
                kl = loss(guess[None], eye[i:i + 1], eye[j:j + 1], [k], a[t], a[t - 1])
                total += float(shares[i] * chance[j] * kl)
    return total


def check_category_loss(loss, p=(0.6, 0.3, 0.1)):
    """With a lone category's shares as the guess the way back is exact, so the bound on - log p is tight: H(p)."""
    p = np.array(p)
    assert bound(loss, p, torch.as_tensor(p)) == pytest.approx(-(p * np.log(p)).sum(), abs=1e-9)
    worse = torch.tensor([0.4, 0.4, 0.2], dtype=F64)
    assert bound(loss, p, worse) > -(p * np.log(p)).sum() + 0.01
    sure = torch.eye(3, dtype=F64)
    assert loss(sure, sure, sure.roll(1, 0), [3], 0.4, 0.5).item() == pytest.approx(0, abs=1e-12)


def test_the_sum_of_the_category_losses_is_a_tight_bound():
    check_category_loss(category_loss)


def not_divided(guess, c_0, c_t, levels, now, before):
    def product(x_t, x0):
        return blurred(x_t, now / before) * blurred(x0, before)

    true, ours = product(c_t, c_0), product(c_t, guess)
    return (true * (true.clamp_min(1e-12).log() - ours.clamp_min(1e-12).log())).sum() / len(c_0)


def steps_swapped(guess, c_0, c_t, levels, now, before):
    return category_loss(guess, c_0, c_t, levels, before, now)


def sides_swapped(guess, c_0, c_t, levels, now, before):
    return category_loss(c_0, guess, c_t, levels, now, before)


@pytest.mark.parametrize("fault", [not_divided, steps_swapped, sides_swapped])
def test_a_faulty_category_loss_is_caught(fault):
    with pytest.raises(AssertionError):
        check_category_loss(fault)


def test_columns_of_codes_are_treated_one_by_one():
    levels, g = [2, 3], torch.Generator().manual_seed(0)
    codes = torch.tensor([[0, 2], [1, 0]])
    hot, guess = one_hot(codes, levels), shares_of(torch.randn(2, 5, generator=g), levels)
    assert hot.tolist() == [[1, 0, 0, 0, 1], [0, 1, 1, 0, 0]]
    assert guess[:, :2].sum(1).tolist() == pytest.approx([1, 1])
    assert guess[:, 2:].sum(1).tolist() == pytest.approx([1, 1])
    both = each(posterior_shares, hot, levels, guess, 0.4, 0.5)
    apart = [posterior_shares(hot[:, s], guess[:, s], 0.4, 0.5) for s in (slice(0, 2), slice(2, 5))]
    assert torch.equal(both, torch.cat(apart, 1))


def test_levels_are_picked_with_their_shares():
    n, shares = 20_000, torch.tensor([0.2, 0.8, 0.5, 0.0, 0.5])
    drawn = picked(shares.expand(n, -1), [2, 3], torch.Generator().manual_seed(0))
    assert drawn[:, 0].float().mean().item() == pytest.approx(0.8, abs=4.5 * 0.4 / n**0.5)
    found = torch.bincount(drawn[:, 1], minlength=3) / n
    assert found.tolist() == pytest.approx([0.5, 0, 0.5], abs=4.5 * 0.5 / n**0.5)
    assert picked(torch.empty(4, 0), [], torch.Generator()).shape == (4, 0)

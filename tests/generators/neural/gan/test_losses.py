"""The losses of a GAN against values known in closed form (O20-O24), and the faults that people plant in them."""

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm
from torch.nn.functional import logsigmoid

from course_lib.generators.neural.gan import losses
from course_lib.generators.neural.gan.losses import (
    LOSSES,
    between,
    critic_loss,
    generator_loss,
    gp,
    r1,
    r2,
    slopes,
    value,
)

F64 = torch.float64
V_APART = -1.163451  # of N(0, 1) against N(1, 1) under D*: 2 * .1114215 - log 4


def at(*numbers):
    return torch.tensor(numbers, dtype=F64)


# O20: the best critic, and the game's value under it ----------------------------------------------------------------
def best_logit(x, shift):
    """a* = log p - log q, so that sigmoid(a*) = p / (p + q), for N(0, 1) against N(shift, 1)."""
    return norm.logpdf(x) - norm.logpdf(x - shift)


@pytest.mark.parametrize(("shift", "known"), [(1.0, V_APART), (0.0, -np.log(4))])
def test_the_best_critics_value_by_quadrature(shift, known):
    def weighted(x):
        a = at(best_logit(x, shift))
        p, q = norm.pdf(x), norm.pdf(x - shift)
        assert torch.sigmoid(a).item() == pytest.approx(p / (p + q), abs=1e-12)
        never = at(-800.0)  # log(1 - D) = 0 there: what is left of V is the other half
        return p * value(a, never).item() + q * value(-never, a).item()

    assert quad(weighted, -12, 12, epsabs=1e-10)[0] == pytest.approx(known, abs=1e-6)


def test_no_other_critic_has_a_higher_value():
    g = torch.Generator().manual_seed(0)
    x, y = torch.randn(4000, generator=g, dtype=F64), 1 + torch.randn(4000, generator=g, dtype=F64)
    best = value(0.5 - x, 0.5 - y)
    assert best.item() == pytest.approx(V_APART, abs=4.5 * 1.2 / np.sqrt(4000))
    for slope, shift in [(0.5, 0.5), (2, 0.5), (1, 0.2), (1, 0.8), (-1, 0.5)]:
        assert value(slope * (shift - x), slope * (shift - y)) < best


# O21: a critic that is trained reaches it ---------------------------------------------------------------------------
def trained_value(loss):
    """V of a logistic critic a = b + w x after 300 steps down its loss, on 20,000 rows of each."""
    g = torch.Generator().manual_seed(1)
    x, y = torch.randn(20_000, generator=g, dtype=F64), 1 + torch.randn(20_000, generator=g, dtype=F64)
    w, b = (torch.zeros((), dtype=F64, requires_grad=True) for _ in range(2))
    adam = torch.optim.Adam([w, b], lr=0.05)
    for _ in range(300):
        adam.zero_grad()
        loss(b + w * x, b + w * y).backward()
        adam.step()
    return value(b + w * x, b + w * y).item()


@pytest.mark.parametrize("name", ["saturating", "non_saturating"])
def test_a_trained_critic_reaches_the_best_value(name):
    assert trained_value(lambda real, made: critic_loss(name, real, made)) == pytest.approx(V_APART, abs=0.01)


# O22: what the generator feels where the critic wins -----------------------------------------------------------------
@pytest.mark.parametrize(("name", "known"), [
    ("saturating", -0.00669285), ("non_saturating", -0.99330715), ("wasserstein", -1.0),
    ("relativistic", -0.99330715),  # beside a real row of logit 0
])
def test_the_generators_gradient_where_the_critic_wins(name, known):
    a = at(-5.0).requires_grad_(True)
    generator_loss(name, at(0.0), a).backward()
    assert a.grad.item() == pytest.approx(known, abs=1e-8)


# The four losses by their own formulas -------------------------------------------------------------------------------
def written_out(name, real, made):
    """(critic, generator), from the papers and by other functions."""
    d, fake = torch.sigmoid(real), torch.sigmoid(made)
    v = torch.log(d).mean() + torch.log(1 - fake).mean()
    return {"saturating": (-v, torch.log(1 - fake).mean()), "non_saturating": (-v, -torch.log(fake).mean()),
            "wasserstein": (-(real.mean() - made.mean()), -made.mean()),
            "relativistic": (-logsigmoid(real - made).mean(), -logsigmoid(made - real).mean())}[name]


def check_losses(name, critic, generator):
    """The formulas' values, and both sides pull the logits the way they have to."""
    real, made = at(1.5, -0.3, 0.2), at(-1.0, 0.7, 0.1)
    for got, known in zip((critic(name, real, made), generator(name, real, made)), written_out(name, real, made)):
        assert got.item() == pytest.approx(known.item(), abs=1e-12)
    real.requires_grad_(True), made.requires_grad_(True)
    up, down = torch.autograd.grad(critic(name, real, made), (real, made))
    assert (up < 0).all() and (down > 0).all(), "the critic has to raise real rows and lower made ones"
    (lift,) = torch.autograd.grad(generator(name, real, made), made)
    assert (lift < 0).all(), "the generator has to raise the rows it makes"


@pytest.mark.parametrize("name", LOSSES)
def test_the_losses_are_the_papers(name):
    check_losses(name, critic_loss, generator_loss)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("fault", [
    (lambda n, r, m: -critic_loss(n, r, m), generator_loss),
    (lambda n, r, m: critic_loss(n, m, r), generator_loss),
    (critic_loss, lambda n, r, m: -generator_loss(n, r, m)),
    (critic_loss, lambda n, r, m: generator_loss(n, r, m.detach().requires_grad_(True))),
    (critic_loss, lambda n, r, m: generator_loss(n, m, r)),
    (lambda n, r, m: critic_loss(n, torch.sigmoid(r), torch.sigmoid(m)), generator_loss),
], ids=["sign of the critic", "real and made exchanged", "sign of the generator", "generator cut off",
        "generator looks at real rows", "a probability taken for a logit"])
def test_a_faulty_loss_is_caught(name, fault):
    with pytest.raises((AssertionError, RuntimeError)):
        check_losses(name, *fault)


def test_far_logits_stay_finite():
    for name in LOSSES:
        assert torch.isfinite(critic_loss(name, at(-800.0), at(800.0)))
        assert torch.isfinite(generator_loss(name, at(800.0), at(-800.0)))


# O23: supports that do not meet -------------------------------------------------------------------------------------
@pytest.mark.parametrize("gap", [0.1, 1.0, 7.0])
def test_disjoint_supports_leave_jsd_at_one_bit_and_the_wasserstein_critic_at_the_gap(gap):
    real, made = torch.zeros(64, dtype=F64), torch.full((64,), gap, dtype=F64)

    def sure(x):
        return 200 * (gap / 2 - x) / gap  # D is 1 at 0 and 0 at the gap

    jsd_bits = (value(sure(real), sure(made)) + np.log(4)) / (2 * np.log(2))
    assert jsd_bits.item() == pytest.approx(1.0, abs=1e-9)
    assert critic_loss("wasserstein", -real, -made).item() == pytest.approx(-gap, abs=1e-12)  # a(x) = -x: slope 1


def test_the_penalty_of_a_linear_critic():
    w, rows = at(3.0, -4.0), torch.randn(7, 2, generator=torch.Generator().manual_seed(0), dtype=F64)
    assert gp(lambda x: x @ w + 2, rows).item() == pytest.approx((5 - 1) ** 2, abs=1e-9)
    assert r1(lambda x: x @ w + 2, rows).item() == r2(lambda x: x @ w + 2, rows).item() == pytest.approx(25, abs=1e-9)


def test_slopes_of_a_curved_critic_and_their_way_back_to_the_weights():
    w = at(0.5).requires_grad_(True)
    rows = at(1.0, 2.0)[:, None].requires_grad_(True)
    found = slopes(lambda x: (w * x**2)[:, 0], rows * 2)
    assert found.tolist() == pytest.approx([2.0, 4.0])  # 2 w x
    found.sum().backward()
    assert w.grad.item() == pytest.approx(2 * (2 + 4))
    assert rows.grad is None, "a penalty must not move what made the rows"


def test_a_flat_critic_has_slope_zero_and_no_infinite_gradient():
    w = at(0.0).requires_grad_(True)
    (gp(lambda x: w * x[:, 0], at(1.0, 2.0)[:, None]) + r1(lambda x: w * x[:, 0], at(1.0)[:, None])).backward()
    assert torch.isfinite(w.grad)


def test_rows_between_lie_on_the_line():
    g = torch.Generator().manual_seed(0)
    real, made = torch.zeros(2000, 2, dtype=F64), at(1.0, -3.0).expand(2000, 2).clone().requires_grad_(True)
    rows = between(real, made, g)
    assert torch.allclose(rows[:, 1], -3 * rows[:, 0])
    assert rows[:, 0].mean().item() == pytest.approx(0.5, abs=4.5 / np.sqrt(12 * 2000))
    assert not rows.requires_grad


# O24: the Dirac-GAN, one real row at 0, one made row at theta, a(x) = psi x (Mescheder et al. 2018) -------------------
def field(psi, theta, name, gamma=0.0, module=losses):
    """The step of both players at once: minus the gradient of each one's loss by its own number."""
    psi, theta = at(psi).requires_grad_(True), at(theta).requires_grad_(True)
    real, made = torch.zeros(1, 1, dtype=F64), theta[:, None]

    def critic(x):
        return (x * psi)[:, 0]

    loss = module.critic_loss(name, critic(real), critic(made.detach()))
    loss = loss + gamma / 2 * module.r1(critic, real) if gamma else loss
    (down,) = torch.autograd.grad(loss, psi)
    (left,) = torch.autograd.grad(module.generator_loss(name, critic(real), critic(made)), theta)
    return np.array([-down.item(), -left.item()])


def radius(name, gamma, h=0.1, steps=1000):
    """|(psi, theta)| after simultaneous steps of the game linearised at its equilibrium, from radius 1."""
    e = 1e-6
    jacobian = np.stack([(field(e, 0, name, gamma) - field(-e, 0, name, gamma)) / (2 * e),
                         (field(0, e, name, gamma) - field(0, -e, name, gamma)) / (2 * e)], axis=1)
    return np.linalg.norm(np.linalg.matrix_power(np.eye(2) + h * jacobian, steps) @ [1.0, 0.0])


@pytest.mark.parametrize("name", ["saturating", "non_saturating", "relativistic"])
def test_simultaneous_steps_spiral_out_and_r1_brings_them_in(name):
    assert radius(name, 0.0) == pytest.approx((1 + 0.1**2 / 4) ** 500, abs=1e-6)
    assert (1 + 0.1**2 / 4) ** 500 == pytest.approx(3.4849, abs=5e-5)
    assert radius(name, 0.3) < 1e-5


def test_far_from_the_equilibrium_too_r1_brings_both_players_to_it():
    state = np.array([1.0, 1.0])
    for _ in range(1500):
        state = state + 0.1 * field(*state, "non_saturating", gamma=0.3)
    assert np.linalg.norm(state) < 1e-3

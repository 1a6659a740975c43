"""A chain is a distribution: its rows add up to one, no column sees itself or what comes after, draws follow it."""

import itertools

import numpy as np
import pytest
import torch

from course_lib.generators.neural.autoregressive import chain as module
from course_lib.generators.neural.autoregressive.chain import Chain, before, pick
from course_lib.generators.neural.bases import basis

LEVELS = (3, 2, 5, 1, 4)


def random_chain(cls=Chain, levels=LEVELS, seed=0):
    """A chain whose weights are all drawn at random, so that every column depends on those before it."""
    rng, draws = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    shares = [rng.dirichlet(np.ones(k)) for k in levels]
    made = cls(shares, [basis((np.arange(k) + 0.5) / k, k) for k in levels], 3, 6, draws)
    with torch.no_grad():
        first = made.own[: levels[0], -1].clone()
        for p in made.parameters():
            p.normal_(0, 0.8, generator=draws)
        made.own[: levels[0], -1] = first
    return made, shares


def all_rows(levels=LEVELS):
    return torch.tensor(list(itertools.product(*map(range, levels))))


# The checks ------------------------------------------------------------------------------------------------------
def check_sums_to_one(cls=Chain):
    made, _ = random_chain(cls)
    with torch.no_grad():
        assert torch.exp(-made(all_rows()).double()).sum().item() == pytest.approx(1, abs=1e-5)


def check_sees_only_what_came_before(cls=Chain):
    """Change one cell: the probabilities of the columns before it stay, and one at least after it moves."""
    made, _ = random_chain(cls)
    emb = torch.randn(1, made.c * made.e, generator=torch.Generator().manual_seed(1))
    h = hidden(made, emb)
    for i in range(made.c):
        moved = emb.clone()
        moved[:, i * made.e : (i + 1) * made.e] += 1
        changed = (hidden(made, moved) - h).abs().amax((0, 2))
        assert (changed[: i + 1] == 0).all()
        assert (changed[i + 1 :] > 1e-4).all()


def hidden(made, emb):
    """What step 2 gives each column, (1, c, H)."""
    return (emb @ (made.see.weight * made.mask)).view(1, made.c, made.H)


def check_draws(draw):
    """Draws of a category follow softmax(logits): shares within 4.5 standard errors."""
    p, n = np.array([0.6, 0.3, 0.1]), 40_000
    codes = draw(torch.tensor(np.log(p)).float().expand(n, 3) + 2, 1.0, torch.Generator().manual_seed(2))
    found = np.bincount(codes.numpy(), minlength=3) / n
    assert np.all(np.abs(found - p) < 4.5 * np.sqrt(p * (1 - p) / n))


# The course's own code -------------------------------------------------------------------------------------------
def test_the_courses_own_code_passes():
    check_sums_to_one()
    check_sees_only_what_came_before()
    check_draws(pick)


def test_the_first_column_has_its_shares_whatever_was_learned():
    made, shares = random_chain()
    first = all_rows()[:, 0]
    with torch.no_grad():
        p = torch.exp(-made(all_rows()).double()).numpy()
    assert np.bincount(first, p) == pytest.approx(shares[0], abs=1e-5)


def test_what_is_drawn_from_is_what_was_fitted():
    """Steps 2 to 4 are written twice, for all columns at once and for one: the same logits."""
    made, _ = random_chain()
    rows = all_rows()
    with torch.no_grad():
        tables = made.tables()
        emb = tables[0][rows + made.starts].flatten(1)
        for j, loss in enumerate(made.losses(rows)):
            p = torch.log_softmax(made.logits(j, emb, tables), 1)
            assert torch.allclose(-p.gather(1, rows[:, j : j + 1])[:, 0], loss, atol=1e-5)


def test_draws_of_whole_rows_follow_the_chain():
    made, _ = random_chain(levels=(3, 2, 4))
    rows, n = all_rows((3, 2, 4)), 30_000
    with torch.no_grad():
        p = torch.exp(-made(rows).double()).numpy()
    drawn = made.draw(n, torch.Generator().manual_seed(3)).numpy()
    found = np.bincount(drawn @ [8, 4, 1], minlength=24) / n
    assert np.all(np.abs(found - p) < 4.5 * np.sqrt(p * (1 - p) / n) + 1e-4)


def test_an_unfitted_chain_draws_independent_columns_with_their_shares():
    shares = [np.array([0.2, 0.8]), np.array([0.5, 0.4, 0.1])]
    made = Chain(shares, [basis(None, 2), basis(None, 3)], 4, 8, torch.Generator().manual_seed(0))
    with torch.no_grad():
        p = torch.exp(-made(all_rows((2, 3))).double()).numpy()
    assert p == pytest.approx(np.outer(*shares).ravel(), abs=1e-6)


def test_temperature_raises_probabilities_to_a_power():
    p = torch.tensor([0.5, 0.3, 0.2])
    codes = pick(torch.log(p).expand(40_000, 3), 0.5, torch.Generator().manual_seed(4)).numpy()
    wanted = np.array([0.25, 0.09, 0.04]) / 0.38
    assert np.all(np.abs(np.bincount(codes) / 40_000 - wanted) < 4.5 * np.sqrt(wanted * (1 - wanted) / 40_000))


def test_gradients_reach_every_weight_that_may_act():
    made, _ = random_chain()
    made(all_rows()).mean().backward()
    assert (made.see.weight.grad[made.mask == 0] == 0).all()
    for name, p in made.named_parameters():
        assert p.grad is not None and p.grad.abs().sum() > 0, name


def check_calibrated(calibrate):
    """Over the rows the mean probabilities become the shares of the levels, and the rows more likely."""
    made, _ = random_chain()
    codes = all_rows()[torch.randint(120, (900,), generator=torch.Generator().manual_seed(5))]
    first, started = made.own[: LEVELS[0], -1].clone(), made(codes).mean().item()
    calibrate(made, codes)
    with torch.no_grad():
        tables = made.tables()
        emb = tables[0][codes + made.starts].flatten(1)
        for j, k in enumerate(LEVELS[1:], 1):
            shares = torch.bincount(codes[:, j], minlength=k) / len(codes)
            mean = torch.softmax(made.logits(j, emb, tables), 1).mean(0)
            assert mean.numpy() == pytest.approx(shares.numpy(), abs=0.01)
        assert made(codes).mean() < started
    assert torch.equal(made.own[: LEVELS[0], -1], first)


def test_calibrated_biases_give_every_column_its_shares():
    check_calibrated(lambda made, codes: made.calibrate(codes, rounds=30))


@pytest.mark.parametrize("fault", [lambda made, codes: None, lambda made, codes: made.calibrate(codes[:40], 30)])
def test_faulty_biases_are_caught(fault):
    with pytest.raises(AssertionError):
        check_calibrated(fault)


# The faults ------------------------------------------------------------------------------------------------------
def with_mask(mask):
    """A Chain whose columns see what `mask`, (c, c), says."""
    class Faulty(Chain):
        def __init__(self, *args):
            super().__init__(*args)
            self.mask = mask(self.c).repeat_interleave(self.e, 0).repeat_interleave(self.H, 1)
    return Faulty


def sees_itself(c):
    return torch.ones(c, c).triu()


def sees_what_comes_after(c):
    return before(c).T.contiguous()


def misses_its_neighbour(c):
    return torch.ones(c, c).triu(2)


@pytest.mark.parametrize("mask", [sees_itself, sees_what_comes_after, misses_its_neighbour])
def test_a_faulty_mask_is_caught(mask):
    with pytest.raises(AssertionError):
        check_sees_only_what_came_before(with_mask(mask))


def test_a_column_that_sees_itself_is_no_distribution():
    with pytest.raises(AssertionError):
        check_sums_to_one(with_mask(sees_itself))


def argmax(logits, temperature, generator):
    return logits.argmax(1)


def uniform(logits, temperature, generator):
    return torch.randint(logits.shape[1], (len(logits),), generator=generator)


def logits_taken_for_probabilities(logits, temperature, generator):
    p = logits.clamp(min=0)
    return pick(torch.log(p), temperature, generator)


@pytest.mark.parametrize("fault", [argmax, uniform, logits_taken_for_probabilities])
def test_a_faulty_draw_is_caught(fault):
    with pytest.raises(AssertionError):
        check_draws(fault)


def test_before_is_the_order_of_the_chain():
    assert before(3).tolist() == [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    assert module.EMPTY < 0.5

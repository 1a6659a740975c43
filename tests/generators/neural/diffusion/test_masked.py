"""Masked diffusion: the loss is a bound on - log p, cells are uncovered one by one, and the network cannot peek."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.generators import make
from course_lib.generators.neural.diffusion import masked, model
from course_lib.generators.neural.diffusion.masked import Masked, cover, pick
from tests.generators.neural.test_binned import encoded

N = 4000
CELLS = np.array(list(itertools.product([0, 1], repeat=3)))


def truth():
    """p(a, b, c): c is nearly the exclusive or of a and b, and no pair of columns tells of it."""
    a, b, c = CELLS.T
    return np.where(a == 1, 0.3, 0.7) * 0.5 * np.where(c == a ^ b, 0.9, 0.1)


def three_binaries(n=N, seed=0):
    rows = CELLS[np.random.default_rng(seed).choice(8, n, p=truth())]
    return pd.DataFrame(rows.astype(bool), columns=["a", "b", "c"])


def entropy(p):
    return float(-(p * np.log(p)).sum())


# The joint -------------------------------------------------------------------------------------------------------
def fitted(cls, monkeypatch):
    monkeypatch.setitem(model.PROCESSES, "masked", cls)
    return make("diffusion", epochs=20, hidden=32, layers=1, batch_size=64).fit(three_binaries(), seed=0)


def check_joint(cls, monkeypatch):
    """The eight shares of 20,000 drawn rows are those of the truth, and the loss does not fall below the entropy."""
    fit, n = fitted(cls, monkeypatch), 20_000
    drawn = fit.sample(n, seed=1).to_numpy().astype(int) @ [4, 2, 1]
    p, learned = truth(), 0.9 * N  # a tenth is set aside
    off = np.abs(np.bincount(drawn, minlength=8) / n - p) / np.sqrt(p * (1 - p) * (1 / n + 1 / learned))
    assert off.max() < 4.5
    assert min(fit.history_["validation"]) > entropy(p) - 4.5 * 0.6 / np.sqrt(N / 10)  # sd of - log p: .6 nats


def test_a_joint_that_no_pair_of_columns_shows(monkeypatch):
    check_joint(Masked, monkeypatch)


class Peeks(Masked):
    def think(self, codes, covered, table):
        return super().think(codes, torch.zeros_like(covered), table)


class LearnsFromOpenCells(Masked):
    def think(self, codes, covered, table):  # what is judged is open, what is open in truth is covered
        return super().think(codes, ~covered, table)


@pytest.mark.parametrize("fault", [Peeks, LearnsFromOpenCells])
def test_a_network_that_sees_what_it_is_asked_for_is_caught(fault, monkeypatch):
    with pytest.raises(AssertionError):
        check_joint(fault, monkeypatch)


def test_all_cells_at_once_are_drawn_as_if_independent(monkeypatch):
    fit, n = fitted(Masked, monkeypatch), 20_000
    fit.steps = 1
    drawn = fit.sample(n, seed=1).to_numpy().astype(int)
    p_a, p_b, p_c = three_binaries().mean()
    joint = np.bincount(drawn @ [4, 2, 1], minlength=8) / n
    product = np.prod(np.where(CELLS == 1, [p_a, p_b, p_c], [1 - p_a, 1 - p_b, 1 - p_c]), axis=1)
    assert np.abs(joint - product).max() < 4.5 * np.sqrt(0.25 / n + 0.25 / N)


# The loss --------------------------------------------------------------------------------------------------------
def check_scale():
    """A network that knows the shares and no more: the loss is, in the mean over covers, the sum of its columns'."""
    df = three_binaries(500)
    _, matrix, encoding = encoded(df)
    net = Masked(encoding, 16, 1, torch.Generator().manual_seed(0))
    rows = net.rows(matrix)
    net.start(rows)
    draws = torch.Generator().manual_seed(1)
    found = [net.loss(rows, draws).item() for _ in range(30)]
    exact = sum(entropy(np.array([p, 1 - p])) for p in df.mean())
    assert np.mean(found) == pytest.approx(exact, abs=4.5 * np.std(found) / np.sqrt(30) + 1e-4)


def test_the_loss_counts_every_column_once():
    check_scale()


@pytest.mark.parametrize("weight", [lambda m: torch.ones_like(m), lambda m: 4 - m, lambda m: m**2],
                         ids=["no weight", "mirrored", "squared"])
def test_a_forgotten_or_wrong_scale_is_caught(weight, monkeypatch):
    def wrong(*args):
        covered, m = cover(*args)
        return covered, weight(m)

    monkeypatch.setattr(masked, "cover", wrong)
    with pytest.raises(AssertionError):
        check_scale()


def test_as_many_rows_have_one_cell_covered_as_two_or_all():
    covered, m = cover(700, 7, torch.Generator().manual_seed(0))
    assert np.array_equal(np.bincount(m)[1:], [100] * 7)
    assert torch.equal(covered.sum(1), m)
    one = covered[m == 3].float().mean(0)
    assert one.numpy() == pytest.approx(3 / 7, abs=4.5 * np.sqrt(3 / 7 * 4 / 7 / 100))


def test_gradients_reach_every_weight():
    _, matrix, encoding = encoded(pd.DataFrame({"x": np.random.default_rng(0).normal(size=400), "y": [0, 1] * 200}))
    net = Masked(encoding, 16, 2, torch.Generator().manual_seed(0))
    with torch.no_grad():
        net.own_out.normal_(generator=torch.Generator().manual_seed(2))
    net.loss(net.rows(matrix), torch.Generator().manual_seed(1)).backward()
    for name, p in net.named_parameters():
        assert p.grad is not None and p.grad.abs().sum() > 0, name


def test_levels_are_drawn_with_their_probabilities():
    p = torch.tensor([0.1, 0.0, 0.6, 0.3])
    n = 20_000
    drawn = torch.bincount(pick(torch.log(p).expand(n, -1), torch.Generator().manual_seed(0)), minlength=4) / n
    assert drawn.numpy() == pytest.approx(p.numpy(), abs=4.5 * np.sqrt(0.25 / n))
    assert drawn[1] == 0


def test_the_walk_uncovers_a_cell_a_step_and_keeps_it():
    _, matrix, encoding = encoded(three_binaries(300))
    net = Masked(encoding, 16, 1, torch.Generator().manual_seed(0))
    for steps, open_cells in ((None, [0, 1, 2, 3]), (2, [0, 1, 3]), (9, [0, 1, 2, 3]), (1, [0, 3])):
        walk = list(net.walk(50, steps, torch.Generator().manual_seed(1)))
        assert [int((~covered).sum(1).unique().item()) for _, (_, covered) in walk] == open_cells
        for (_, (before, shut)), (_, (after, _)) in itertools.pairwise(walk):
            assert torch.equal(before[~shut], after[~shut])


def check_finished(finish):
    """A network that starts with the wrong shares ends with those of the columns."""
    df = three_binaries(3000)
    _, matrix, encoding = encoded(df)
    net = Masked(encoding, 16, 1, torch.Generator().manual_seed(0))
    with torch.no_grad():
        net.own_out.normal_(0, 0.5, generator=torch.Generator().manual_seed(1))
    finish(net, net.rows(matrix))
    rows, draws = net.rows(matrix), torch.Generator().manual_seed(3)
    with torch.no_grad():
        covered, _ = cover(3000, 3, draws)
        h = net.think(rows, covered, net.tables()[0])
        for j in range(3):
            asked = covered[:, j]
            mean = torch.softmax(net.logits(j, h[asked], net.tables()), 1).mean(0)[1].item()
            assert mean == pytest.approx(rows[asked, j].float().mean().item(), abs=0.04)  # other cells than in `finish`


def test_after_training_every_column_has_its_shares():
    check_finished(lambda net, rows: net.finish(rows, torch.Generator().manual_seed(2)))


@pytest.mark.parametrize("fault", [lambda net, rows: None,
                                   lambda net, rows: net.finish(1 - rows, torch.Generator().manual_seed(2))])
def test_faulty_shares_are_caught(fault):
    with pytest.raises(AssertionError):
        check_finished(fault)

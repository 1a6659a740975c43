"""Masked diffusion: the loss is a bound on - log p, cells are uncovered one by one, and the network cannot peek."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.generators import make
from course_lib.generators.neural.diffusion import masked, model
from course_lib.generators.neural.diffusion.masked import FADE_UNORDERED, Masked, before, pick, ranks
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
    return make("diffusion", epochs=10, hidden=32, layers=1, batch_size=64).fit(three_binaries(), seed=0)


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


class ForgetsWhatItDrew(Masked):
    def logits(self, j, emb, tables):  # the cells that were uncovered before are not read
        return super().logits(j, torch.zeros_like(emb), tables)


@pytest.mark.slow
@pytest.mark.parametrize("faulty", [lambda rank: torch.ones(len(rank), len(rank)),
                                    lambda rank: (rank[:, None] <= rank).float()], ids=["all open", "itself open"])
def test_a_network_that_sees_what_it_is_asked_for_is_caught(faulty, monkeypatch):
    monkeypatch.setattr(masked, "before", faulty)
    with pytest.raises(AssertionError):
        check_joint(Masked, monkeypatch)


@pytest.mark.slow
def test_a_walk_that_forgets_what_it_drew_is_caught(monkeypatch):
    with pytest.raises(AssertionError):
        check_joint(ForgetsWhatItDrew, monkeypatch)


def test_all_cells_at_once_are_drawn_as_if_independent(monkeypatch):
    fit, n = fitted(Masked, monkeypatch), 20_000
    fit.steps = 1
    drawn = fit.sample(n, seed=1).to_numpy().astype(int)
    p_a, p_b, p_c = three_binaries().mean()
    joint = np.bincount(drawn @ [4, 2, 1], minlength=8) / n
    product = np.prod(np.where(CELLS == 1, [p_a, p_b, p_c], [1 - p_a, 1 - p_b, 1 - p_c]), axis=1)
    assert np.abs(joint - product).max() < 4.5 * np.sqrt(0.25 / n + 0.25 / N)


# The loss --------------------------------------------------------------------------------------------------------
def network(df, cls=Masked, seed=0):
    """A network whose weights are all drawn at random, so that every column depends on every other; its rows."""
    _, matrix, encoding = encoded(df)
    draws = torch.Generator().manual_seed(seed)
    net = cls(encoding, 16, 2, draws)
    with torch.no_grad():
        for p in net.parameters():
            p.normal_(0, 0.5, generator=draws)
    return net, net.rows(matrix)


def check_adds_up(cls=Masked):
    """In whatever order the cells are uncovered, the chances of all rows add up to one."""
    df = pd.DataFrame({"a": [0, 1, 2, 0] * 30, "b": [True, False] * 60, "c": list("xyyzw") * 24})
    net, _ = network(df, cls)
    rows = torch.tensor(list(itertools.product(*map(range, net.levels))))
    with torch.no_grad():
        for order in range(6):
            losses = torch.stack([net.loss(row[None], torch.Generator().manual_seed(order)) for row in rows])
            assert torch.exp(-losses).sum().item() == pytest.approx(1, abs=1e-4)


def test_the_loss_of_an_order_is_that_of_a_distribution():
    check_adds_up()


@pytest.mark.parametrize("faulty", [lambda rank: torch.ones(len(rank), len(rank)),
                                    lambda rank: (rank[:, None] != rank).float()], ids=["all open", "others open"])
def test_a_mask_that_leaves_too_much_open_is_caught(faulty, monkeypatch):
    monkeypatch.setattr(masked, "before", faulty)
    with pytest.raises(AssertionError):
        check_adds_up()


class MeanOverColumns(Masked):
    def loss(self, codes, generator):
        return super().loss(codes, generator) / self.c


def test_a_loss_that_is_not_the_sum_over_columns_is_caught():
    with pytest.raises(AssertionError):
        check_adds_up(MeanOverColumns)


def test_a_network_that_knows_the_shares_alone_has_the_sum_of_the_columns_entropies_as_its_loss():
    df = three_binaries(500)
    _, matrix, encoding = encoded(df)
    net = Masked(encoding, 16, 1, torch.Generator().manual_seed(0))
    rows = net.rows(matrix)
    net.start(rows)
    exact = sum(entropy(np.array([p, 1 - p])) for p in df.mean())
    assert net.loss(rows, torch.Generator().manual_seed(1)).item() == pytest.approx(exact, abs=1e-4)


def test_the_walk_uses_the_probabilities_that_the_loss_judges(monkeypatch):
    net, rows = network(three_binaries(40))
    monkeypatch.setattr(masked, "ORDERS", 1)
    with torch.no_grad():
        tables, open_ = net.tables(), before(ranks(1, 3, torch.Generator().manual_seed(4))[0])
        emb = net.read(rows, tables[0]).view(len(rows), 3, -1)
        walked = sum(torch.nn.functional.cross_entropy(
            net.logits(j, (emb * open_[:, j, None]).flatten(1), tables), rows[:, j]) for j in range(3))
        assert walked.item() == pytest.approx(net.loss(rows, torch.Generator().manual_seed(4)).item(), abs=1e-4)


def test_every_order_is_drawn_as_often_as_any_other():
    n = 6000
    rank = ranks(n, 3, torch.Generator().manual_seed(0))
    assert torch.equal(rank.sort(1).values, torch.arange(3).expand(n, -1))
    shares = np.unique(rank.numpy(), axis=0, return_counts=True)[1] / n
    assert shares == pytest.approx(1 / 6, abs=4.5 * np.sqrt(1 / 6 * 5 / 6 / n))
    assert before(torch.tensor([2, 0, 1])).tolist() == [[0, 0, 0], [1, 0, 1], [1, 0, 0]]


def test_gradients_reach_every_weight():
    net, rows = network(pd.DataFrame({"x": np.random.default_rng(0).normal(size=400), "y": [0, 1] * 200}))
    net.loss(rows, torch.Generator().manual_seed(1)).backward()
    for name, p in net.named_parameters():
        assert p.grad is not None and p.grad.abs().sum() > 0, name


def test_weights_fade_faster_where_rows_are_few():
    left = []
    for n in (20, 100, 1000):
        net, rows = network(three_binaries(n))
        net.start(rows)
        before_it = net.own[:, :-1].abs().sum()
        net.shrink(0.01)
        left.append((net.own[:, :-1].abs().sum() / before_it).item())
    assert left == pytest.approx([1 - 0.01 * FADE_UNORDERED * p for p in (15, 3, 1)], abs=1e-5)


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
        for (_, (codes, shut)), (_, (later, _)) in itertools.pairwise(walk):
            assert torch.equal(codes[~shut], later[~shut])


def check_finished(finish):
    """A network that starts with the wrong shares ends with those of the columns."""
    df = three_binaries(3000)
    _, matrix, encoding = encoded(df)
    net = Masked(encoding, 16, 1, torch.Generator().manual_seed(0))
    rows = net.rows(matrix)
    with torch.no_grad():
        net.own[:, net.e :].normal_(0, 0.5, generator=torch.Generator().manual_seed(1))
    finish(net, rows)
    with torch.no_grad():
        reading, weight, bias = net.tables()
        h = net.hidden(rows, reading, 200, torch.Generator().manual_seed(3))
        for j in range(3):
            mean = torch.softmax(h[j] @ weight[j].T + bias[j], 1).mean(0)[1].item()
            assert mean == pytest.approx(rows[:, j].float().mean().item(), abs=0.04)  # other orders than in `finish`


def test_after_training_every_column_has_its_shares():
    check_finished(lambda net, rows: net.finish(rows, torch.Generator().manual_seed(2)))


@pytest.mark.parametrize("fault", [lambda net, rows: None,
                                   lambda net, rows: net.finish(1 - rows, torch.Generator().manual_seed(2))])
def test_faulty_shares_are_caught(fault):
    with pytest.raises(AssertionError):
        check_finished(fault)

"""Layers, minibatches and the optimiser: no global draw, nothing lost, the same twice."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from course_lib.generators.neural.training import (
    Adam,
    Average,
    EarlyStop,
    Linear,
    Optimiser,
    chunks,
    epochs,
    minibatches,
    n_batches,
    set_weights,
    validation_split,
    weights,
)


def test_first_weights_come_from_the_generator_and_leave_the_global_one():
    before = torch.get_rng_state()
    first, again = (Linear(50, 400, torch.Generator().manual_seed(3)) for _ in range(2))
    other = Linear(50, 400, torch.Generator().manual_seed(4))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first.weight, again.weight)
    assert not torch.equal(first.weight, other.weight)
    nn.Linear(2, 2)
    assert not torch.equal(torch.get_rng_state(), before)  # torch's own layer does draw from it
    torch.set_rng_state(before)


def test_first_weights_have_torchs_default_spread():
    w = Linear(50, 4000, torch.Generator().manual_seed(0)).weight.detach()
    assert float(w.abs().max()) <= 1 / math.sqrt(50)
    assert float(w.std()) == pytest.approx(1 / math.sqrt(150), rel=4.5 * 0.63 / math.sqrt(2e5))


def test_a_layer_is_x_w_plus_b_alone_and_in_a_stack():
    g = torch.Generator().manual_seed(0)
    layer, x = Linear(3, 2, g), torch.randn(5, 3, generator=g)
    assert torch.allclose(layer(x), x @ layer.weight + layer.bias)
    w, b = torch.randn(4, 3, 2, generator=g), torch.randn(4, 1, 2, generator=g)
    layer.weight, layer.bias = nn.Parameter(w), nn.Parameter(b)
    stack = layer(x.expand(4, 5, 3))
    for s in range(4):
        assert torch.allclose(stack[s], x @ w[s] + b[s], atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 300), st.integers(1, 80), st.integers(0, 9))
def test_minibatches_are_as_many_as_said_and_repeat_no_row(n, size, seed):
    batches = list(minibatches(n, size, torch.Generator().manual_seed(seed)))
    assert len(batches) == n_batches(n, size)
    rows = torch.cat(batches).tolist()
    assert len(set(rows)) == len(rows) > n / 2
    assert set(rows) <= set(range(n))


def test_minibatches_come_in_another_order_every_time():
    g = torch.Generator().manual_seed(0)
    first, second = (torch.cat(list(minibatches(100, 10, g))) for _ in range(2))
    assert not torch.equal(first, second)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 30_000))
def test_chunks_cover_every_row_once(n):
    assert [i for piece in chunks(n) for i in (piece.start, piece.stop)] == sorted(
        [0] * (n > 0) + [n] * (n > 0) + [i for i in range(8192, n, 8192) for _ in range(2)])


@pytest.mark.parametrize("one_cycle", [True, False])
def test_the_optimiser_finds_a_minimum(one_cycle):
    layer = Linear(1, 1, torch.Generator().manual_seed(0))
    optimiser = Optimiser(layer, 0.1, 400, one_cycle=one_cycle)
    x = torch.linspace(-1, 1, 20)[:, None]
    for _ in range(400):
        optimiser.step(((layer(x) - (2 * x + 1)) ** 2).mean())
    assert [layer.weight.item(), layer.bias.item()] == pytest.approx([2, 1], abs=1e-3)


def torchs(parameters, steps, one_cycle):
    """torch's own optimiser and schedule."""
    theirs = torch.optim.Adam(parameters, lr=0.02, fused=True)
    cycle = torch.optim.lr_scheduler.OneCycleLR(theirs, 0.02, total_steps=steps, pct_start=0.2) if one_cycle else None
    return theirs, cycle


@pytest.mark.parametrize(("one_cycle", "steps"), [(True, 6), (True, 40), (True, 33), (False, 12)])
def test_the_optimiser_takes_torchs_own_steps_bit_for_bit(one_cycle, steps):
    nets = [nn.Sequential(Linear(3, 4, torch.Generator().manual_seed(0)), nn.SiLU(),
                          Linear(4, 1, torch.Generator().manual_seed(1))) for _ in range(2)]
    ours = Optimiser(nets[0], 0.02, steps, one_cycle=one_cycle)
    theirs, cycle = torchs(nets[1].parameters(), steps, one_cycle)
    x = torch.randn(20, 3, generator=torch.Generator().manual_seed(2))
    for _ in range(steps):
        assert ours.rate == theirs.param_groups[0]["lr"]
        assert ours.adam.betas == tuple(theirs.param_groups[0]["betas"])
        ours.step((nets[0](x) ** 2).mean())
        theirs.zero_grad()
        (nets[1](x) ** 2).mean().backward()
        theirs.step()
        if cycle:
            cycle.step()
        assert all(torch.equal(a, b) for a, b in zip(nets[0].parameters(), nets[1].parameters()))


def test_adam_decays_as_torchs_own_and_leaves_what_has_no_gradient():
    nets = [nn.ParameterList([torch.arange(3.0) + 1, torch.ones(2)]) for _ in range(2)]
    ours = Adam(nets[0].parameters(), 0.1, (0.5, 0.9), 0.01)
    theirs = torch.optim.Adam(nets[1].parameters(), lr=0.1, betas=(0.5, 0.9), weight_decay=0.01, fused=True)
    for i in range(6):
        for net, adam in zip(nets, (ours, theirs)):
            adam.zero_grad()
            (net[0] ** 3).sum().backward()
            if i in (2, 3):  # its own count of steps begins here
                (net[1] ** 3).sum().backward()
            adam.step()
        assert torch.equal(nets[0][1], torch.ones(2)) == (i < 2)
        assert all(torch.equal(a, b) for a, b in zip(nets[0], nets[1]))


def test_weights_become_arrays_and_come_back():
    net = nn.Sequential(Linear(3, 2, torch.Generator().manual_seed(0)), nn.ReLU())
    other = nn.Sequential(Linear(3, 2, torch.Generator().manual_seed(1)), nn.ReLU())
    arrays = weights(net)
    assert all(isinstance(a, np.ndarray) for a in arrays.values())
    set_weights(other, arrays)
    assert torch.equal(other[0].weight, net[0].weight)


def test_the_progress_line_is_shown_on_standard_output_and_only_if_asked(capsys):
    assert list(epochs(3, False, "VAE")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")
    list(epochs(3, True, "VAE"))
    out, err = capsys.readouterr()
    assert "VAE" in out
    assert err == ""


def test_an_average_of_weights_is_their_mean_at_first_and_leaves_the_network_alone():
    layer = Linear(1, 1, torch.Generator().manual_seed(0))
    average = Average(layer, decay=0.9)
    for value in (1.0, 2.0, 6.0):
        with torch.no_grad():
            layer.weight.fill_(value)
        average.update()
    with average.in_place():
        assert layer.weight.item() == pytest.approx(3.0)
    assert layer.weight.item() == 6.0
    for _ in range(200):
        average.update()
    assert average.mean["weight"].item() == pytest.approx(6.0, abs=1e-4)


def test_early_stop_waits_then_brings_the_best_weights_back():
    layer = Linear(1, 1, torch.Generator().manual_seed(0))
    stop, said = EarlyStop(layer, patience=2), []
    for loss in (3.0, 1.0, 2.0, 1.5):
        with torch.no_grad():
            layer.weight.fill_(loss)
        said.append(stop.seen(loss))
    assert said == [False, False, False, True]
    stop.restore()
    assert layer.weight.item() == 1.0


@pytest.mark.parametrize(("n", "held"), [(2, 0), (19, 0), (20, 2), (1000, 100)])
def test_validation_rows_are_disjoint_from_the_rows_learned(n, held):
    learn, check = validation_split(n, 0.1, torch.Generator().manual_seed(1))
    assert len(check) == held
    assert sorted([*learn.tolist(), *check.tolist()]) == list(range(n))

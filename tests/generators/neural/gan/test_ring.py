"""The ring of eight Gaussians: its counts against tables of known answer (O25), and the two presets."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.evaluation.metrics.diversity import diversity_of
from course_lib.generators.neural.gan import ring as toy
from course_lib.generators.neural.gan.ring import PRESETS, RingGAN, ring

QUICK = replace(PRESETS["cure"], hidden=8, batch_size=16)


def only(modes: int, n: int, seed: int) -> np.ndarray:
    """A generator that visits the first `modes` modes and is right about them."""
    return np.concatenate([ring(16 * n, seed)[toy.nearest(ring(16 * n, seed))[0] < modes]])[:n]


@pytest.mark.parametrize("modes, recall", [(1, 0.126), (4, 0.465), (8, 0.9775)])
def test_recall_sees_missing_modes_and_precision_does_not(modes, recall):
    """O25: 800 points, k = 5; the mean of 20 draws."""
    found = [diversity_of(ring(800, s), only(modes, 800, 100 + s), k=5) for s in range(20)]
    assert np.mean([d.recall for d in found]) == pytest.approx(recall, abs=0.04)
    assert np.mean([d.precision for d in found]) > 0.95


@pytest.mark.parametrize("modes", [1, 3, 4, 5, 8])
def test_modes_are_counted(modes):
    points = only(modes, 800, 3)
    assert toy.modes_covered(points) == modes
    assert toy.collapsed(points) == (modes <= 4)
    assert toy.high_quality(points) == pytest.approx(1 - np.exp(-4.5), abs=4.5 * np.sqrt(0.011 * 0.989 / 800))


def test_points_beside_a_mode_do_not_cover_it():
    points = 1.2 * toy.MIDDLES.repeat(100, axis=0)
    assert (toy.modes_covered(points), toy.high_quality(points)) == (0, 0.0)


def test_a_mode_needs_a_tenth_of_its_fair_share():
    for few, covered in ((9, 7), (10, 8)):  # of 800: 10 is a tenth of 100
        points = np.concatenate([toy.MIDDLES[:7].repeat(100, axis=0), toy.MIDDLES[[7]].repeat(few, axis=0)])
        points = np.concatenate([points, np.tile(toy.MIDDLES[0], (100 - few, 1))])
        assert toy.modes_covered(points) == covered


def test_the_circle_through_the_middles_is_the_floor_of_quality():
    angle = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    circle = toy.RADIUS * np.column_stack([np.cos(angle), np.sin(angle)])
    on_a_spot = toy.MODES * 4 * np.arcsin(1.5 * toy.SD / toy.RADIUS)  # the chord to the middle is 3 sd
    assert toy.high_quality(circle) == pytest.approx(on_a_spot / (2 * np.pi), abs=1e-3)


def test_the_ring_has_its_moments():
    points, n = ring(20_000, 1), 20_000
    spread = np.sqrt(toy.RADIUS**2 / 2 + toy.SD**2)
    np.testing.assert_allclose(points.mean(0), 0, atol=4.5 * spread / np.sqrt(n))
    assert np.abs(toy.mode_shares(points).sum() - 0.98889) < 4.5 * np.sqrt(0.011 / n)
    assert np.array_equal(ring(10, 5), ring(10, 5)) and not np.array_equal(ring(10, 5), ring(10, 6))


def weights(net):
    return torch.cat([p.detach().flatten() for p in net.parameters()])


@pytest.mark.parametrize("loss", ["saturating", "non_saturating", "wasserstein", "relativistic"])
def test_a_step_moves_one_player_only(loss):
    gan = RingGAN(replace(QUICK, loss=loss), seed=0)
    g, d = weights(gan.generator), weights(gan.critic)
    gan.step_critic()
    assert torch.equal(weights(gan.generator), g) and not torch.equal(weights(gan.critic), d)
    d = weights(gan.critic)
    gan.step_generator()
    assert torch.equal(weights(gan.critic), d) and not torch.equal(weights(gan.generator), g)
    assert (gan.critic_steps, gan.generator_steps) == (1, 1)
    assert np.isfinite([gan.critic_loss, gan.generator_loss]).all()


def test_same_seed_same_run_and_the_global_state_is_left_alone():
    before = torch.get_rng_state()
    a, b, c = (RingGAN(QUICK, seed=s).train(5).sample(20, seed=1) for s in (0, 0, 1))
    assert np.array_equal(a, b) and not np.array_equal(a, c)
    assert torch.equal(before, torch.get_rng_state())


def test_looking_does_not_change_the_run():
    watched, alone = RingGAN(QUICK, seed=3), RingGAN(QUICK, seed=3)
    for _ in range(4):
        watched.train(1).sample(50, seed=0)
        watched.logits(toy.MIDDLES)
    assert np.array_equal(watched.sample(9, seed=0), alone.train(4).sample(9, seed=0))


def test_the_penalty_holds_the_slope_of_the_critic():
    """Planted fault, in passing: without the penalty in the loss both slopes would be alike."""
    slope = {}
    for penalty in (0.0, 10.0):
        gan = RingGAN(replace(QUICK, penalty=penalty), seed=0)
        for _ in range(150):
            gan.step_critic()
        x = torch.from_numpy(ring(200, 0).astype(np.float32)).requires_grad_(True)
        (gradient,) = torch.autograd.grad(gan.critic(x).sum(), x)
        slope[penalty] = gradient.norm(dim=1).mean().item()
    assert slope[10.0] < 0.3 * slope[0.0]


def test_it_learns_other_points_too():
    spot = np.tile([3.0, -1.0], (50, 1))
    made = RingGAN(replace(PRESETS["cure"], hidden=16), seed=0, points=spot).train(300).sample(100, seed=0)
    assert np.abs(np.median(made, axis=0) - [3.0, -1.0]).max() < 1


def test_an_unknown_loss_is_named():
    with pytest.raises(CourseError, match="loss='hinge'"):
        RingGAN(replace(QUICK, loss="hinge"))


@pytest.mark.slow
def test_the_presets_collapse_and_cure():
    """Two of three seeds each: over ten fresh seeds it was ten of ten (`python -m tests.benchmarks.ring`)."""
    made = {name: [RingGAN(PRESETS[name], seed=s).train(toy.ROUNDS).sample(2000, seed=0) for s in range(3)]
            for name in PRESETS}  # fmt: skip
    assert sum(toy.collapsed(points) for points in made["collapse"]) >= 2
    assert sum(toy.modes_covered(points) == 8 for points in made["cure"]) >= 2

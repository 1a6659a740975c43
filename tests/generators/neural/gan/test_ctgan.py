"""CTGAN: the contract, packs, the condition that is told and obeyed, levels by their own counts. Short trainings."""

import numpy as np
import pandas as pd
import pytest
import torch
from torch.nn.functional import one_hot

from course_lib.errors import CourseError
from course_lib.generators import check_generator, load, make
from course_lib.generators.contract import BASICS, RULES
from course_lib.generators.neural.gan.ctgan import CTGAN
from course_lib.generators.neural.gan.losses import critic_loss, gp

SHORT = {"steps": 10, "hidden": 16, "batch_size": 40}
QUICK = {"steps": 500, "hidden": 32, "batch_size": 100, "learning_rate": 5e-3}


def rare(n=1000, seed=0):
    """Levels of 90, 8 and 2 in a hundred rows, a number that depends on them, an even pair."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(["common", "seldom", "rare"], n, p=[0.9, 0.08, 0.02])
    return pd.DataFrame({"kind": kind, "size": rng.normal(np.where(kind == "common", 0, 1), 1),
                         "even": rng.random(n) < 0.5})


@pytest.mark.slow
def test_it_keeps_the_contract(mixed, mixed_schema):
    kept = check_generator(make("ctgan", **SHORT), mixed, mixed_schema)
    assert kept.rules == (*BASICS, *RULES)


@pytest.mark.parametrize("settings", [{"conditional": False}, {"head": "softmax", "pac": 1}, {"critic_steps": 2}])
def test_other_settings_fit_save_and_load(settings, tmp_path):
    model = make("ctgan", **{**SHORT, **settings}).fit(rare(120), seed=0)
    table = model.sample(40, seed=1)
    pd.testing.assert_frame_equal(load(model.save(tmp_path / "ctgan.zip")).sample(40, seed=1), table)
    assert list(model.history_) == ["step", "critic", "generator", "condition", "distance"]
    assert np.isfinite(pd.DataFrame(model.history_)).all(axis=None)


# What the players minimise -------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def fitted():
    return make("ctgan", **SHORT).fit(rare(200), seed=0)


def test_packs_hold_whole_rows_side_by_side(fitted):
    rows = torch.arange(40 * 3.0).reshape(40, 3)
    packs = fitted._packs(rows)
    assert packs.shape == (4, 30)
    assert packs[1].tolist() == rows[10:20].flatten().tolist()


def check_disobedience(disobedience, model):
    """-log p of the level that was asked for, in its own block, and of nothing else."""
    told, places = sum(model.encoding_.levels), torch.tensor([0, 2, 4])
    assert model.encoding_.levels == [3, 2]
    out = torch.zeros(3, model.encoding_.size)
    start = model.encoding_.size - told
    out[:, start:] = torch.log(torch.tensor([0.7, 0.2, 0.1, 0.6, 0.4]))
    out.requires_grad_(True)
    loss = disobedience(out, places)
    assert loss.item() == pytest.approx(-np.log([0.7, 0.1, 0.4]).mean(), abs=1e-6)
    loss.backward()
    assert (out.grad[:, :start] == 0).all() and (out.grad[0, start + 3:] == 0).all()
    assert out.grad[0, start] < 0 < out.grad[0, start + 1]


def test_disobedience_is_the_cross_entropy_of_the_level_asked_for(fitted):
    check_disobedience(fitted.disobedience, fitted)


def every_block(model):
    def fault(out, place):
        start = model.encoding_.size - sum(model.encoding_.levels)
        return torch.nn.functional.cross_entropy(out[:, start:], place)  # one softmax over all columns
    return fault


def wrong_sign(model):
    return lambda out, place: -model.disobedience(out, place)


def first_column_only(model):
    return lambda out, place: model.disobedience(out[:2], place[:2])


@pytest.mark.parametrize("fault", [every_block, wrong_sign, first_column_only])
def test_a_faulty_disobedience_is_caught(fault, fitted):
    with pytest.raises(AssertionError):
        check_disobedience(fault(fitted), fitted)


def check_critic(model):
    """The critic sees rows beside their conditions, and its step leaves the rows' maker alone."""
    e = model.encoding_
    seen, g = [], torch.Generator().manual_seed(0)

    def critic(packs):
        seen.append(packs)
        return packs.square().sum(1)

    real, made = torch.zeros(40, e.size), torch.ones(40, e.size, requires_grad=True)
    told = one_hot(torch.arange(40) % 5, 5).float()
    model.critic_objective(critic, real, made, told, g).backward()
    assert made.grad is None, "the critic's step moves the generator"
    both, width = torch.cat(seen[:-1]), e.size  # in one go or in two
    assert both.shape == (8, 10 * (width + 5))
    rows = both.reshape(80, -1)
    assert torch.equal(rows[:, width:], torch.cat([told, told]))
    assert (rows[:40, :width] == 0).all() and (rows[40:, :width] == 1).all()
    between = seen[-1].reshape(4, 10, -1)[:, :, :e.size]
    assert (between == between[:, :1, :1]).all() and 0 < between.min() and between.max() < 1, "one share for a pack"


def test_the_critic_reads_packs_of_rows_beside_their_conditions(fitted):
    check_critic(fitted)


class NotDetached(CTGAN):
    def critic_objective(self, critic, real, made, told, g):
        return super().critic_objective(critic, real, made, told, g) + made.mean()


class ConditionsHidden(CTGAN):
    def critic_objective(self, critic, real, made, told, g):
        return super().critic_objective(critic, real, made, 0 * told, g)


class PenaltyOnRealRows(CTGAN):
    def critic_objective(self, critic, real, made, told, g):
        real, made = (self._packs(torch.cat([rows, told], 1)) for rows in (real, made.detach()))
        return critic_loss("wasserstein", critic(real), critic(made)) + 10 * gp(critic, real)


@pytest.mark.parametrize("fault", [NotDetached, ConditionsHidden, PenaltyOnRealRows])
def test_a_faulty_critics_objective_is_caught(fault):
    with pytest.raises((AssertionError, RuntimeError)):
        check_critic(fault(**SHORT).fit(rare(200), seed=0))


# The condition, trained ----------------------------------------------------------------------------------------------
def obedience(cls):
    """Share of made rows that have the level they were asked for, all five levels asked alike."""
    model = cls(**QUICK).fit(rare(), seed=0)
    place = torch.arange(500) % 5
    g = torch.Generator().manual_seed(0)
    made = model._made(torch.randn(500, model.latent_dim, generator=g), place, g)
    codes = made[:, model.encoding_.size - 5:]
    return codes.gather(1, place[:, None]).mean().item(), model


class ConditionNotInTheLoss(CTGAN):
    def disobedience(self, out, place):
        return 0.0 * super().disobedience(out, place)


def test_the_condition_is_obeyed_and_levels_come_by_their_own_counts():
    obeyed, model = obedience(CTGAN)
    assert obeyed > 0.75
    kinds = model.sample(4000, seed=0)["kind"].value_counts(normalize=True)
    assert 0 < kinds.get("rare", 0) < 0.08  # 2%; asked for as often as in training it would be above 10%
    assert kinds["common"] > 0.75


@pytest.mark.slow
def test_a_condition_that_is_in_no_loss_is_not_obeyed():
    assert obedience(ConditionNotInTheLoss)[0] < 0.6


def test_conditions_at_sampling_follow_the_counts(fitted):
    n = 20_000
    place = fitted._conditions(n, torch.Generator().manual_seed(0))
    shares = np.bincount(place.numpy(), minlength=5) / n
    counts = np.concatenate(fitted.counts_)
    for got, want in zip(shares, counts / counts[:3].sum() / 2):
        assert got == pytest.approx(want, abs=4.5 * np.sqrt(0.25 / n))


@pytest.mark.slow
def test_a_rare_level_dies_in_a_softmax_head_without_conditions_and_lives_otherwise():
    rng = np.random.default_rng(0)
    kind = rng.choice(["common", "other", "rare"], 1000, p=[0.7, 0.28, 0.02])
    df = pd.DataFrame({"kind": kind, "size": rng.normal(np.where(kind == "common", 0, 1), 1),
                       "even": rng.random(1000) < 0.5})

    def share(**settings):
        made = make("ctgan", steps=400, **settings).fit(df, seed=0).sample(4000, seed=0)
        return (made["kind"] == "rare").mean()

    assert share(head="softmax", conditional=False) == 0
    assert share() > 0.005


@pytest.mark.parametrize(("settings", "word"), [
    ({"conditional": "yes"}, "conditional"), ({"head": "argmax"}, "head"), ({"pac": 0}, "pac"),
    ({"temperature": 0}, "temperature"), ({"steps": 0}, "steps"), ({"batch_size": 1}, "batch_size"),
    ({"hidden": 0}, "hidden"), ({"latent_dim": 1.5}, "latent_dim"), ({"learning_rate": 0}, "learning_rate"),
])
def test_settings_that_cannot_be_used_are_named(settings, word):
    with pytest.raises(CourseError, match=word):
        make("ctgan", **settings).fit(rare(20))

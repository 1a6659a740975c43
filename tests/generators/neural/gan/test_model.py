"""The GAN as a generator: the contract, odd tables, what its players minimise, its stop. Short trainings."""

import random

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.generators import check_generator, load, make
from course_lib.generators.contract import BASICS, RULES
from course_lib.generators.neural.gan import model as gan_model
from course_lib.generators.neural.gan.losses import LOSSES
from course_lib.generators.neural.gan.model import GAN

SHORT = {"steps": 12, "hidden": 16, "batch_size": 64}


def related(n=400, seed=0):
    """A number and two categories that hang together; one pair of levels never meets."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n)
    return pd.DataFrame({"income": np.exp(10 + 0.4 * z + 0.3 * rng.normal(size=n)), "plan": np.where(z > 0, "a", "b"),
                         "region": np.where(z + 0.3 * rng.normal(size=n) > 0, "north", "south")})


def test_it_keeps_the_contract(mixed, mixed_schema):
    kept = check_generator(make("gan", **SHORT), mixed, mixed_schema)
    assert kept.rules == (*BASICS, *RULES)


@pytest.mark.parametrize("settings", [
    {"loss": "wasserstein", "critic_steps": 2}, {"loss": "non_saturating", "pairs": 0, "reject": False},
    {"loss": "saturating", "penalty": "r1", "head": "gumbel"}, {"head": "softmax"}, {"adversary": 0},
])
def test_other_settings_fit_save_and_load(settings, tmp_path):
    model = make("gan", **{**SHORT, **settings}).fit(related(120), seed=0)
    table = model.sample(40, seed=1)
    assert (table.dtypes == related(5).dtypes).all()
    saved = model.save(tmp_path / "gan.zip")
    pd.testing.assert_frame_equal(load(saved).sample(40, seed=1), table)
    assert load(saved).save(tmp_path / "again.zip").read_bytes() == saved.read_bytes()


ODD = {
    "one number": pd.DataFrame({"a": np.random.default_rng(0).normal(size=30)}),
    "one category": pd.DataFrame({"a": list("xyz") * 10}),
    "two rows": pd.DataFrame({"a": [1.0, 2.5], "b": ["x", "y"]}),
    "a constant beside": pd.DataFrame({"a": [1.0, 2.0, 3.0] * 9, "b": "same", "c": 7}),
    "constants only": pd.DataFrame({"a": [1] * 9, "b": "same"}),
    "missing values": pd.DataFrame({"a": [1.5, None, 2.5, 4.0, 5.0] * 8, "b": ["x", None, "y", "x", "y"] * 8}),
    "a column all missing": pd.DataFrame({"a": [1.5, 2.5, 4.0] * 8, "b": [None] * 24}),
    "more columns than rows": pd.DataFrame(np.random.default_rng(1).normal(size=(5, 40))).rename(columns=str),
    "huge and tiny": pd.DataFrame({"a": [1e300, -1e300, 2e15] * 8, "b": [1e-9, 2e-9, 4e-9] * 8}),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("generator", ["gan", "ctgan"])
def test_odd_tables_work_without_tuning(name, generator):
    df = ODD[name]
    table = make(generator, **SHORT).fit(df, seed=0).sample(50, seed=1)
    assert list(table.columns) == list(df.columns)
    assert (table.dtypes == df.dtypes).all()
    for column in df.select_dtypes("number"):
        assert table[column].dropna().between(df[column].min(), df[column].max()).all()


# What the players minimise -------------------------------------------------------------------------------------------
def parabola(x):
    """A critic whose slope at a row is the row itself."""
    return x.square().sum(1) / 2


def check_critic(cls, loss, penalty, known):
    """Real rows at 1, made ones at 3: the penalty's own value, and no gradient for what made the rows."""
    real, shift = torch.ones(50, 1), torch.tensor(3.0, requires_grad=True)
    made = shift * torch.ones(50, 1)
    g = torch.Generator().manual_seed(0)
    model = cls(loss=loss, penalty=penalty, strength=2.0)
    plain = cls(loss=loss, penalty="none").critic_objective(parabola, real, made, g)
    assert (model.critic_objective(parabola, real, made, g) - plain).item() == pytest.approx(known, abs=0.4)
    weight = torch.tensor(1.0, requires_grad=True)
    model.critic_objective(lambda x: weight * parabola(x), real, made, g).backward()
    assert weight.grad.abs() > 0, "no gradient reaches the critic"
    assert shift.grad is None, "the critic's step moves the generator"


def check_generator_side(cls, loss):
    """Made rows are pulled to where the critic is higher; real rows and the critic are no business of this step."""
    real, made = torch.full((4, 1), 2.0, requires_grad=True), torch.full((4, 1), 1.0, requires_grad=True)
    cls(loss=loss).generator_objective(parabola, real, made).backward()
    assert made.grad is not None and (made.grad < 0).all()
    assert real.grad is None


CASES = [("relativistic", "r1r2", 10.0), ("relativistic", "r1", 1.0), ("non_saturating", "r1", 1.0),
         ("wasserstein", "gp", 2 * 4 / 3)]  # gp: 2 E (2u)^2 for u uniform


@pytest.mark.parametrize("case", CASES)
def test_the_critics_objective(case):
    check_critic(GAN, *case)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_generators_objective(loss):
    check_generator_side(GAN, loss)


class NotDetached(GAN):
    def critic_objective(self, critic, real, made, g):
        return super().critic_objective(critic, real, made, g) + 0.1 * critic(made).mean() - 0.1 * critic(
            made.detach()).mean()


class PenaltyOnTheOthersRows(GAN):
    def critic_objective(self, critic, real, made, g):
        right, plain = super().critic_objective, GAN(loss=self.loss, penalty="none").critic_objective
        return plain(critic, real, made, g) + right(critic, made, real, g) - plain(critic, made, real, g)


class NoPenalty(GAN):
    def critic_objective(self, critic, real, made, g):
        return GAN(loss=self.loss, penalty="none").critic_objective(critic, real, made, g)


class WrongSign(GAN):
    def generator_objective(self, critic, real, made):
        return -super().generator_objective(critic, real, made)


class MadeCutOff(GAN):
    def generator_objective(self, critic, real, made):
        return super().generator_objective(critic, real, made.detach()) + 0 * made.sum()


@pytest.mark.parametrize("fault", [NotDetached, PenaltyOnTheOthersRows, NoPenalty])
def test_a_faulty_critics_objective_is_caught(fault):
    with pytest.raises(AssertionError):
        check_critic(fault, "relativistic", "r1", 1.0)


@pytest.mark.parametrize("fault", [WrongSign, MadeCutOff])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_faulty_generators_objective_is_caught(fault, loss):
    with pytest.raises(AssertionError):
        check_generator_side(fault, loss)


# The training --------------------------------------------------------------------------------------------------------
def disagreement(model):
    """Share of made rows whose two columns differ, after learning from rows where they do in one of ten."""
    rng = np.random.default_rng(0)
    a = rng.random(1000) < 0.5
    df = pd.DataFrame({"a": a, "b": a ^ (rng.random(1000) < 0.1)})
    table = model.fit(df, seed=0).sample(2000, seed=0)
    return (table["a"] != table["b"]).mean()


QUICK = {"steps": 300, "hidden": 32, "batch_size": 256, "reject": False, "learning_rate": 1e-2}


@pytest.mark.parametrize("settings", [{"adversary": 0}, {"pairs": 0}])
def test_pairs_alone_and_the_critic_alone_both_bind_two_columns(settings):
    assert disagreement(GAN(**QUICK, **settings)) == pytest.approx(0.1, abs=0.06)


def test_a_generator_that_is_pushed_the_wrong_way_does_not():
    assert disagreement(WrongSign(**QUICK, pairs=0)) > 0.2


def test_the_history_has_an_entry_for_every_look_and_the_best_one_is_kept():
    model = GAN(steps=60, hidden=16, batch_size=64, learning_rate=0.02).fit(related(), seed=0)
    h = model.history_
    assert list(h) == ["step", "critic", "generator", "pairs", "distance"]
    assert h["step"] == list(range(4, 61, 4))[:len(h["step"])]
    assert np.isnan(h["critic"][0]) and np.isfinite(h["critic"][-1]) and np.isfinite(h["distance"]).all()
    assert min(h["distance"]) < h["distance"][0]


def test_an_early_look_that_is_best_by_luck_is_not_kept(monkeypatch):
    """A few held-out rows can be nearer to the first rows made than to the last ones; pairs are learned slowly."""
    looks = iter(range(100))
    monkeypatch.setattr(gan_model, "energy_distance", lambda *_: float(next(looks)))
    judged = []
    monkeypatch.setattr(gan_model.EarlyStop, "seen", lambda self, loss: judged.append(loss))
    model = GAN(steps=32, hidden=16, batch_size=64, reject=False).fit(related(), seed=0)
    steps = model.history_["step"]
    assert [steps[int(k)] for k in judged] == [s for s in steps if s >= 24]
    judged.clear()
    GAN(steps=32, hidden=16, batch_size=64, reject=False, pairs=0).fit(related(), seed=0)
    assert len(judged) == len(steps), "without pairs any look may be the best: the game may go astray"


def test_the_same_seed_gives_the_same_rows_and_the_global_states_stay():
    df = related(100)
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002 - only read
    for name in ("gan", "ctgan"):
        first, again, other = (make(name, **SHORT).fit(df, seed=s).sample(20, seed=1) for s in (0, 0, 1))
        pd.testing.assert_frame_equal(first, again)
        assert not first.equals(other)
    assert torch.equal(torch.get_rng_state(), states[0])
    assert random.getstate() == states[1]
    assert (np.random.get_state()[1] == states[2]).all()  # noqa: NPY002


def test_progress_leaves_standard_error_clean(capfd):
    for name, word in (("gan", "GAN"), ("ctgan", "CTGAN")):
        make(name, **SHORT).fit(related(50), seed=0)
        assert capfd.readouterr() == ("", "")
        make(name, **SHORT).fit(related(50), seed=0, progress=True)
        out, err = capfd.readouterr()
        assert word in out and err == ""


@pytest.mark.parametrize(("settings", "word"), [
    ({"loss": "hinge"}, "loss"), ({"penalty": "r3"}, "penalty"), ({"strength": -1}, "strength"),
    ({"head": "argmax"}, "head"), ({"temperature": 0}, "temperature"), ({"pairs": -1}, "pairs"),
    ({"adversary": "no"}, "adversary"), ({"pairs": 0, "adversary": 0}, "nothing to learn"), ({"reject": 3}, "reject"),
    ({"critic_steps": 0}, "critic_steps"), ({"latent_dim": 0}, "latent_dim"), ({"steps": 0}, "steps"),
    ({"batch_size": 1}, "batch_size"), ({"learning_rate": 0}, "learning_rate"), ({"bins": 1}, "bins"),
])
def test_settings_that_cannot_be_used_are_named(settings, word):
    with pytest.raises(CourseError, match=word):
        make("gan", **settings).fit(related(20))

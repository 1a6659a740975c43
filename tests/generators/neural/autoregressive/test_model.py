"""The generator: a joint distribution solved by hand, the likelihood it reports, what it keeps and refuses."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.generators import check_generator, load, make
from course_lib.generators.neural.autoregressive import chain as chains
from course_lib.generators.neural.autoregressive.model import (
    MOST_DECAY,
    Autoregressive,
    batch_rule,
    decay_rule,
    epoch_rule,
)

SHORT = {"epochs": 2, "hidden": 8, "embedding": 4}
N = 20_000
CELLS = np.array(list(itertools.product([0, 1], repeat=3)))


def truth():
    """p(a, b, c) with a and b nearly independent and c nearly their exclusive or: no pair of columns tells of it."""
    a, b, c = CELLS.T
    return np.where(a == 1, 0.3, 0.7) * np.where(b == 1, 0.4 + 0.1 * a, 0.6 - 0.1 * a) * np.where(c == a ^ b, 0.9, 0.1)


def three_binaries(n=N, seed=0):
    rows = CELLS[np.random.default_rng(seed).choice(8, n, p=truth())]
    return pd.DataFrame(rows.astype(bool), columns=["a", "b", "c"])


def check_joint(cls=Autoregressive):
    """Fitted to 20,000 rows: the eight probabilities, and the shares of rows drawn, within 4.5 standard errors."""
    p, model = truth(), cls(epochs=12).fit(three_binaries(), seed=0)
    learned = np.exp(model.log_likelihood(pd.DataFrame(CELLS.astype(bool), columns=["a", "b", "c"])))
    se = np.sqrt(p * (1 - p) / N)
    assert learned.sum() == pytest.approx(1, abs=1e-4)
    assert np.all(np.abs(learned - p) < 4.5 * se)
    drawn = model.sample(N, seed=1).to_numpy().astype(int) @ [4, 2, 1]
    assert np.all(np.abs(np.bincount(drawn, minlength=8) / N - p) < 4.5 * np.sqrt(2) * se)


def test_three_binary_columns_solved_by_hand():
    check_joint()


def faulty(mask):
    class Faulty(Autoregressive):
        def _chain(self, order, draws):
            made = super()._chain(order, draws)
            made.mask = mask(made.c).repeat_interleave(made.e, 0).repeat_interleave(made.H, 1)
            return made
    return Faulty


@pytest.mark.slow
@pytest.mark.parametrize("mask", [lambda c: torch.ones(c, c).triu(), lambda c: torch.ones(c, c).triu(2)],
                         ids=["a column sees itself", "a column is missing"])
def test_a_faulty_mask_spoils_the_joint(mask):
    with pytest.raises(AssertionError):
        check_joint(faulty(mask))


@pytest.mark.slow
def test_argmax_in_place_of_a_draw_spoils_the_joint(monkeypatch):
    monkeypatch.setattr(chains, "pick", lambda logits, temperature, generator: logits.argmax(1))
    with pytest.raises(AssertionError):
        check_joint()


def small_table(n=2000, seed=0):
    rng = np.random.default_rng(seed)
    a = rng.integers(0, 4, n)
    return pd.DataFrame({"a": a, "b": np.array(["x", "y", "z"])[(a + rng.integers(0, 2, n)) % 3],
                         "c": rng.random(n) < 0.2 + 0.2 * a})


def test_the_likelihood_of_a_small_table_sums_to_one():
    model = make("autoregressive", orders=3, **SHORT).fit(small_table(), seed=0)
    rows = pd.DataFrame(itertools.product(range(4), "xyz", [False, True]), columns=["a", "b", "c"])
    p = np.exp(model.log_likelihood(rows))
    assert p.shape == (24,) and p.sum() == pytest.approx(1, abs=1e-4)


def test_a_single_column_is_drawn_with_its_shares():
    model = make("autoregressive", **SHORT).fit(small_table()[["a"]], seed=0)
    wanted = small_table()["a"].value_counts(normalize=True).sort_index()
    assert np.exp(model.log_likelihood(pd.DataFrame({"a": range(4)}))) == pytest.approx(wanted.to_numpy(), abs=1e-6)
    assert model.history_["loss"] == []


@pytest.mark.slow
def test_fresh_rows_are_likelier_under_the_model_than_under_independent_columns():
    model = make("autoregressive").fit(small_table(), seed=0)
    apart = -sum((s * np.log(s)).sum() for s in model.shares_)
    p = 0.2 + 0.2 * np.arange(4)
    entropy = np.log(4) + np.log(2) - np.mean(p * np.log(p) + (1 - p) * np.log(1 - p))  # of a row, in nats
    assert entropy < apart - 0.4
    assert -model.log_likelihood(small_table(seed=1)).mean() < entropy + 0.03


def test_it_stops_where_fresh_rows_get_no_likelier():
    rng = np.random.default_rng(0)
    noise = pd.DataFrame(rng.integers(0, 6, (400, 6))).add_prefix("c")
    model = make("autoregressive", epochs=60, orders=1, batch_size=64, patience=3).fit(noise, seed=0)
    losses = model.history_["validation"]
    assert len(losses) < 60
    assert len(losses) - 1 - int(np.argmin(losses)) == 3
    assert model.history_["loss"][-1] < model.history_["loss"][0]


def test_gaps_stay_joint_and_dependents_agree():
    rng = np.random.default_rng(0)
    price = np.round(rng.gamma(2, 50, 1500), 2)
    gone = rng.random(1500) < 0.3
    df = pd.DataFrame({"net": price, "gross": np.round(1.2 * price, 2),
                       "age": np.where(gone, np.nan, 40.0 + price // 9),
                       "job": np.where(gone, None, np.where(price > 80, "cook", "clerk"))})
    made = make("autoregressive", epochs=12, orders=2).fit(df, seed=0).sample(1500, seed=0)
    assert np.abs(made["gross"] - 1.2 * made["net"]).max() < 0.0051
    assert (made["age"].isna() == made["job"].isna()).mean() > 0.97


def test_the_contract_holds(mixed, mixed_schema):
    kept = check_generator(make("autoregressive", **SHORT), mixed, mixed_schema)
    assert kept.not_tried == {}


def test_saved_and_loaded_it_says_the_same(tmp_path):
    df = small_table()
    model = make("autoregressive", **SHORT).fit(df, seed=0)
    again = load(model.save(tmp_path / "model.zip"))
    assert np.array_equal(again.log_likelihood(df), model.log_likelihood(df))
    pd.testing.assert_frame_equal(again.sample(50, seed=1), model.sample(50, seed=1))


def test_a_sample_has_equal_parts_of_every_order():
    model = make("autoregressive", orders=2, **SHORT).fit(small_table(), seed=0)
    counts = []
    for one in model.chains_:
        draw = one.draw
        one.draw = lambda n, *rest, draw=draw: counts.append(n) or draw(n, *rest)
    model.sample(1001, seed=0)
    assert sorted(counts) == [500, 501]


def test_what_has_learned_nothing_has_no_likelihood():
    with pytest.raises(CourseError, match="call fit"):
        make("autoregressive").log_likelihood(small_table())
    constant = pd.DataFrame({"a": ["x"] * 5})
    with pytest.raises(CourseError, match="nothing to learn"):
        make("autoregressive").fit(constant, seed=0).log_likelihood(constant)


@pytest.mark.parametrize(("settings", "words"), [
    ({"orders": 0}, "orders=0"), ({"hidden": 0.5}, "hidden=0.5"), ({"epochs": 0}, "epochs=0"),
    ({"validation": 0.9}, "validation=0.9"), ({"temperature": 0}, "temperature=0"), ({"batch_size": 0}, "batch_size"),
])
def test_settings_that_cannot_be_used_are_refused(settings, words):
    with pytest.raises(CourseError, match=words):
        make("autoregressive", **settings).fit(small_table(50))


def test_rules_of_a_table_s_length():
    rows = np.array([2, 20, 171, 1000, 2000, 10_000, 300_000])
    assert [batch_rule(n) for n in rows] == [32, 32, 32, 32, 64, 256, 256]
    assert [epoch_rule(n) for n in (10_000, 300_000, 20)] == [12, 3, 60]
    fade = [decay_rule(n, 10) for n in rows]
    assert decay_rule(1000, 20) == 2 * decay_rule(1000, 10)
    assert fade == sorted(fade, reverse=True) and fade[0] == MOST_DECAY and fade[-3:] == [2, 1, 1]


def test_weights_that_fade_at_once_leave_independent_columns():
    """A pace beyond 1 stops at 0: no weight changes its sign."""
    model = make("autoregressive", orders=1, **SHORT).fit(small_table(200), seed=0)
    model.chains_[0].shrink(1e6)
    assert all((p == 0).all() for p in (model.chains_[0].own[:, :-1], model.chains_[0].think))

"""Noisy tables of columns and pairs: right without noise, within budget with it."""

import numpy as np
import pytest

from course_lib.data.schema import Column, Schema
from course_lib.dp import Exponential, Gaussian, epsilon_spent
from course_lib.evaluation import association, pair_trends
from course_lib.generators import check_generator, load, make
from course_lib.generators.private.declared import entry_of
from course_lib.generators.private.tree import Edge, draw, most_cells, pick
from tests.generators.conftest import mixed_table
from tests.generators.private.tables import mixed_card, two_groups, two_groups_card


def test_it_keeps_the_contract():
    check_generator(make("private_marginals", epsilon=1e4), mixed_table(), mixed_card())


def test_with_a_large_budget_pairs_are_learned_and_with_a_tiny_one_noise_rules():
    df, fresh = two_groups(4000, 0), two_groups(4000, 1)
    far, near = (make("private_marginals", epsilon=e).fit(df, two_groups_card(), seed=0).sample(4000, seed=1)
                 for e in (0.01, 1e3))
    assert pair_trends(fresh, near) > 0.96
    assert pair_trends(fresh, far) < 0.9
    assert association(near).loc["x", "m"] == pytest.approx(association(fresh).loc["x", "m"], abs=0.06)


def test_the_ledger_holds_every_answer_and_spends_the_budget():
    model = make("private_marginals", epsilon=2.0, delta=1e-6).fit(two_groups(300, 0), two_groups_card(), seed=0)
    ledger = [entry_of(e) for e in model.ledger_]
    assert [(type(e), e.times) for e in ledger] == [(Gaussian, 3), (Exponential, 2), (Gaussian, 2)]
    assert len(model.noisy_singles_) == 3 and len(model.tree_) == 2
    assert model.epsilon_spent_ == pytest.approx(epsilon_spent(ledger, 1e-6)) == pytest.approx(2.0, rel=1e-6)


def test_the_noise_on_the_counts_is_the_one_that_was_paid_for():
    """The released counts around the true ones: their spread is sigma, in the singles and in the pairs."""
    df, off, off_pairs = two_groups(500, 0), [], []
    for seed in range(100):
        model = make("private_marginals").fit(df, two_groups_card(), seed=seed)
        codes = model.domain_.codes(model.encoder_.transform(df))
        off += [(noisy - np.bincount(codes[:, j], minlength=len(noisy))) / model.sigma_singles_
                for j, noisy in enumerate(model.noisy_singles_)]
        off_pairs += [(edge["noisy"] - Edge(**edge).counts(codes)).ravel() / model.sigma_pairs_ for edge in model.tree_]
    for z in (np.concatenate(off), np.concatenate(off_pairs)):
        assert abs(z.std() - 1) < 4.5 / np.sqrt(2 * z.size)


def test_the_tree_joins_what_goes_together():
    rng = np.random.default_rng(0)
    df = two_groups(3000, 0).assign(alone=rng.integers(0, 5, 3000), twin=lambda t: t["m"].clip(0, 29) + 1)
    schema = Schema([*two_groups_card(), Column("alone", "integer", 0, 4, declared=True),
                     Column("twin", "integer", 1, 30, declared=True)])
    model = make("private_marginals", epsilon=5.0).fit(df, schema, seed=0)
    pairs = {frozenset((df.columns[e["a"]], df.columns[e["b"]])) for e in model.tree_}
    assert len(pairs) == 4 and frozenset(("m", "twin")) in pairs
    assert sum("alone" in pair for pair in pairs) == 1  # joined because a tree joins all, and then a leaf


def test_draws_follow_the_tables():
    singles = [np.array([0.25, 0.75]), np.array([0.1, 0.2, 0.3, 0.4])]
    table = np.array([[0.2, 0.05], [0.1, 0.65]])
    edge = Edge(0, 1, np.arange(2), np.array([0, 0, 1, 1]), np.zeros((2, 2)), table=table)
    codes = draw(200_000, singles, [edge], np.random.default_rng(0))
    joint = np.zeros((2, 4))
    np.add.at(joint, (codes[:, 0], codes[:, 1]), 1 / len(codes))
    inside = np.array([1 / 3, 2 / 3, 3 / 7, 4 / 7])
    expected = np.repeat(table, 2, axis=1) * inside
    assert np.all(np.abs(joint - expected) < 4.5 * np.sqrt(expected / len(codes)))


def test_picking_never_lands_on_what_cannot_be():
    cumulated = np.cumsum([[0.0, 0.5, 0.0, 0.5], [1.0, 0.0, 0.0, 0.0]], axis=1)
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 2, 10_000)
    found = pick(cumulated, rows, rng.random(10_000))
    assert set(found[rows == 0]) == {1, 3} and set(found[rows == 1]) == {0}
    assert pick(cumulated, np.array([0, 0, 1]), np.array([0.0, 1 - 1e-16, 1 - 1e-16])).tolist() == [1, 3, 0]


def test_a_table_of_a_pair_has_as_many_cells_as_chance_allows():
    for total, sigma in ((10_000, 16.0), (500, 3.0), (50, 40.0)):
        m = most_cells(total, sigma, 0.08)
        moved = np.sqrt(2 / np.pi) * m / 2 * np.sqrt(total / m + sigma**2) / total
        assert moved == pytest.approx(0.08, rel=1e-6)


def test_one_column_is_enough_and_two_rows_too():
    df = two_groups(2, 0)
    for names in (["k"], ["x"], ["x", "k", "m"]):
        model = make("private_marginals").fit(df[names], two_groups_card().select(names), seed=0)
        assert model.epsilon_spent_ <= 1 + 1e-6
        assert len(model.sample(7, seed=0)) == 7


def test_saved_and_loaded_it_keeps_its_ledger(tmp_path):
    model = make("private_marginals").fit(mixed_table(), mixed_card(), seed=0)
    again = load(model.save(tmp_path / "m.zip"))
    assert again.ledger_ == model.ledger_ and again.epsilon_spent_ == model.epsilon_spent_
    assert again.sample(20, seed=1).equals(model.sample(20, seed=1))

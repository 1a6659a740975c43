"""Attribute inference, linkability, singling out: a copy, an honest table, and the difference to learning."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema
from course_lib.errors import CourseError
from course_lib.evaluation.attacks.attribute import attribute_inference
from course_lib.evaluation.attacks.linkability import linkability, meet
from course_lib.evaluation.attacks.singling_out import singling_out

SCHEMA = Schema([Column("age", "number"), Column("pay", "number"), Column("town", "category"),
                 Column("ill", "category")])


def people(n, seed, follows=False):
    """`follows`: being ill follows from age, for everybody."""
    rng = np.random.default_rng(seed)
    age = rng.normal(50, 15, n)
    ill = np.where(age > 50, "yes", "no") if follows else rng.choice(["yes", "no"], n)
    return pd.DataFrame({"age": age, "pay": rng.lognormal(3, 1, n), "town": rng.choice(list("abcde"), n), "ill": ill})


def test_a_copy_gives_secrets_away_and_the_control_shows_it():
    train, holdout = people(300, 0), people(300, 1)
    found = attribute_inference(train, train, holdout, "ill", schema=SCHEMA)
    assert found.attack.value == 1.0 and found.value > 0.9 and found.seen
    assert found.control.value == pytest.approx(0.5, abs=4.5 * np.sqrt(0.25 / 300))


def test_what_follows_for_everybody_is_no_leak():
    """Right for nearly all people in the table, and for nearly all others: that is learning."""
    train, holdout = people(300, 0, True), people(300, 1, True)
    found = attribute_inference(train, people(300, 2, True), holdout, "ill", known=["age"], schema=SCHEMA)
    assert found.attack.value > 0.9 and found.control.value > 0.9
    assert not found.interval[0] > 0 and not found.seen


def test_a_secret_number_within_five_percent():
    train, holdout = people(300, 0), people(300, 1)
    copied = attribute_inference(train, train, holdout, "pay", schema=SCHEMA)
    fresh = attribute_inference(train, people(300, 2), holdout, "pay", schema=SCHEMA)
    assert copied.attack.value == 1.0 and fresh.attack.value < 0.15 and fresh.guess.value < 0.15
    assert not fresh.seen


def test_missing_secrets_are_left_out():
    train = people(40, 0)
    train.loc[:9, "ill"] = None
    assert attribute_inference(train, people(40, 2), people(40, 1), "ill", schema=SCHEMA).attack.tried == 30


def test_a_copy_links_everybody():
    train, holdout = people(300, 0), people(300, 1)
    found = linkability(train, train, holdout, ["age", "town"], ["pay"], schema=SCHEMA)
    assert found.attack.value == 1.0 and found.seen
    fresh = linkability(train, people(300, 2), holdout, ["age", "town"], ["pay"], schema=SCHEMA)
    assert fresh.attack.value < 0.05 and not fresh.seen


def test_blind_links_are_as_rare_as_they_should_be():
    """Two sets of k of m meet with probability 1 - C(m - k, k) / C(m, k): k = 1 gives 1 / m."""
    train = people(2000, 0)
    found = linkability(train, people(50, 2), people(300, 1), ["age"], ["pay"], schema=SCHEMA)
    assert found.guess.value == pytest.approx(1 / 50, abs=4.5 * np.sqrt(0.02 * 0.98 / 2000))


def test_meet_by_hand():
    assert meet(np.array([[1, 2], [3, 4]]), np.array([[2, 5], [5, 6]])).tolist() == [True, False]


@pytest.mark.parametrize("columns", [1, 4])
def test_a_copy_singles_people_out(columns):
    train, holdout = people(400, 0), people(400, 1)
    copied = singling_out(train, train, holdout, columns, schema=SCHEMA, seed=1)
    assert copied.attack.value > copied.control.value + 0.1 and copied.seen
    fresh = singling_out(train, people(400, 2), holdout, columns, schema=SCHEMA, seed=1)
    assert not fresh.interval[0] > 0


def test_rare_conditions_fit_one_person_in_any_population():
    """The control is not 0: fresh rows are singled out too."""
    found = singling_out(people(400, 0), people(400, 2), people(400, 1), 3, schema=SCHEMA)
    assert found.control.value > 0.02


def test_columns_with_gaps_and_numbers_alone():
    train = people(60, 0)[["age", "pay"]]
    train.loc[:5, "pay"] = np.nan
    assert singling_out(train, train, people(60, 1)[["age", "pay"]], 2).attack.tried > 0


@pytest.mark.parametrize("call, words", [
    (lambda t: attribute_inference(t, t, t, "ill", known=["ill"], schema=SCHEMA), "is the secret"),
    (lambda t: attribute_inference(*[t.assign(born=pd.Timestamp("1970-06-01"))] * 3, "born"), "'born' is a date"),
    (lambda t: linkability(t, t, t, ["age"], ["age"], schema=SCHEMA), "share none"),
    (lambda t: linkability(t, t, t, ["age"], ["pay"], k=99, schema=SCHEMA), "k=99"),
    (lambda t: singling_out(t, t, t, 9, schema=SCHEMA), "columns=9")])
def test_bad_input_is_one_sentence(call, words):
    with pytest.raises(CourseError, match=words):
        call(people(30, 0))

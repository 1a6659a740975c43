"""The checks of lesson 16: solutions pass, and each known mistake gets the message that names it."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import Column, Schema, create_table, insert, load_table, open_database, split
from course_lib.explore.self_feeding import explore_self_feeding
from course_lib.teaching.banks import load
from course_lib.teaching.checks.lesson_16 import CLAIMS, line
from course_lib.teaching.judging import judge

CHECKS = load("16").checks


def says(name, value) -> str:
    verdict = judge(CHECKS[name], value)
    assert verdict.status == "not yet", verdict
    return verdict.says


def solution(k, tables):
    q = 0.0
    for _ in range(tables):
        q = np.exp(q - 1)
    return q**k


def power_inside(k, tables):
    q = 0.0
    for _ in range(tables):
        q = np.exp(q - 1) ** k
    return q


def test_gone_passes():
    assert judge(CHECKS["gone"], solution).status == "correct"
    assert judge(CHECKS["gone"], lambda k, tables: None).status == "not attempted"


@pytest.mark.parametrize("function, words", [
    (lambda k, t: line(t, start=1.0) ** k, "stays at 1"), (lambda k, t: line(t), "for one row"),
    (lambda k, t: k * line(t), "multiplied"), (lambda k, t: 1 - line(t) ** k, "still there"),
    (lambda k, t: 1 - (1 - line(t)) ** k, "All of them"), (lambda k, t: line(t + 1) ** k, "once too often"),
    (lambda k, t: line(t - 1) ** k, "One table is missing"), (lambda k, t: np.exp(-1) ** k, "single table"),
    (lambda k, t: np.exp(-1) ** (k * t), "stays ended"), (lambda k, t: 0.98**200, "one draw"),
    (power_inside, ".368"), (lambda k, t: 0.5, ".368"),
    (lambda k, t: solution(k, t) if t else 1.0, "nothing is gone")])  # fmt: skip
def test_gone_names_the_mistake(function, words):
    assert words in says("gone", function)


def test_gone_does_not_let_nan_pass():
    assert judge(CHECKS["gone"], lambda k, t: float("nan")).status == "not yet"


@pytest.mark.parametrize("share, words", [(0.5, "smaller"), (0.1, "would do"), (0.01, "not under"),
                                          (20, "between 0 and 1"), (0.15, "The slider has")])  # fmt: skip
def test_the_explore_task(share, words):
    explorer = explore_self_feeding()
    assert words in says("fresh-share", (share, explorer))


def test_the_explore_task_is_solved_whatever_the_sliders_show():
    explorer = explore_self_feeding()
    explorer.line = "n=50 generations=5"
    assert judge(CHECKS["fresh-share"], (0.2, explorer)).status == "correct"
    assert judge(CHECKS["fresh-share"], (None, explorer)).status == "not attempted"


def found_at(p, is_rare, cut):
    p, is_rare = np.asarray(p), np.asarray(is_rare, bool)
    return np.mean(p[is_rare] > cut), np.mean(p[~is_rare] <= cut)


def test_found_at_passes():
    assert judge(CHECKS["found-at"], found_at).status == "correct"


def test_found_at_passes_as_its_hints_say_it():
    assert judge(CHECKS["found-at"], lambda p, r, c: (np.mean(p[r] > c), np.mean(p[~r] <= c))).status == "correct"


@pytest.mark.parametrize("function, words", [
    (lambda p, r, c: (r[p > c].mean(), (p[~r] <= c).mean()), "all rows above the cut"),
    (lambda p, r, c: ((p[r] >= c).mean(), (p[~r] < c).mean()), "above means >"),
    (lambda p, r, c: ((p > c)[r].sum() / len(p), (p[~r] <= c).mean()), "Divide by the rare"),
    (lambda p, r, c: found_at(p, r, c)[::-1], "wrong order"),
    (lambda p, r, c: ((p[r] > c).mean(), (p[~r] > c).mean()), "*kept*"),
    (lambda p, r, c: ((p[r] > c).mean(), (p[~r] < c).mean()), "it is kept"),
    (lambda p, r, c: ((p[r] > c).mean(), (~r[p <= c]).mean()), "below the cut. Divide"),
    (lambda p, r, c: ((p[r] > c).mean(), (p[~r] <= c).sum() / len(p)), "not rare"),
    (lambda p, r, c: found_at(p, r, 0.5), "the cut is an argument"),
    (lambda p, r, c: 0.5, "Two shares"), (lambda p, r, c: (0.0, 0.0), "Two of four")])  # fmt: skip
def test_found_at_names_the_mistake(function, words):
    assert words in says("found-at", function)


@pytest.fixture
def database():
    database = open_database()
    create_table(database, "customers", Schema([Column("age", "integer")]), key="customer_id")
    insert(database, "customers", pd.DataFrame({"customer_id": range(1000), "age": 30}))
    amount = Schema([Column("customer_id", "integer"), Column("amount", "number", low=0, high=150, declared=True)])
    create_table(database, "orders", amount, key="order_id", refers={"customer_id": ("customers", "customer_id")})
    return database


def some_orders(**changes):
    rng = np.random.default_rng(0)
    made = pd.DataFrame({"order_id": range(2000), "customer_id": rng.choice(1000, 2000),
                         "amount": rng.uniform(0, 150, 2000).round(2)})  # fmt: skip
    made.loc[[0, 1], "amount"] = [0, 150]
    return made.assign(**changes)


def test_orders_pass_twice(database):
    """The check inserts nothing, so the same orders pass again."""
    for _ in range(2):
        assert judge(CHECKS["orders"], (some_orders(), database)).status == "correct"


def test_orders_that_are_in_the_database_already_pass(database):
    insert(database, "orders", some_orders())
    assert judge(CHECKS["orders"], (some_orders(), database)).status == "correct"
    assert database.execute("SELECT count(*) FROM orders").fetchone() == (2000,)  # and they stay there


@pytest.mark.parametrize("made, words", [
    (some_orders(customer_id=5000), "FOREIGN KEY"), (some_orders(order_id=1), "UNIQUE: order_id"),
    (some_orders(amount=151.0), "CHECK: amount is at most 150"), (some_orders(amount=10.0), "smallest"),
    (some_orders(amount=0.0), "largest"), (some_orders(customer_id=7), "1 customers order"),
    (some_orders()[:1999], "2,000 were asked"), (some_orders().drop(columns="amount"), "'amount'"),
    (some_orders(day=1), "'day'"), (some_orders(amount=None), "NOT NULL"), ([1, 2], "A DataFrame")])  # fmt: skip
def test_orders_are_refused_in_the_databases_words(database, made, words):
    assert words in says("orders", (made, database))


def test_claims():
    assert judge(CHECKS["claims"], CLAIMS).status == "correct"
    assert judge(CHECKS["claims"], dict.fromkeys(CLAIMS)).status == "not attempted"
    assert "none of" in says("claims", CLAIMS | {"A": "true"})
    assert "alike" in says("claims", dict.fromkeys(CLAIMS, "borne out"))


@pytest.mark.parametrize("letter", CLAIMS)
@pytest.mark.parametrize("words", ["borne out", "contradicted", "not measured"])
def test_a_wrong_claim_is_answered_with_its_line_of_the_card(letter, words):
    if words != CLAIMS[letter]:
        answer = says("claims", CLAIMS | {letter: words})
        assert answer.startswith(f"{letter}:") and CLAIMS[letter] not in answer


@pytest.mark.slow
def test_the_claims_are_what_the_lessons_card_says():
    from course_lib.evaluation import data_card, evaluate
    from course_lib.generators import make

    customers, schema = load_table("customers")
    train, holdout, _ = split(customers, seed=3, shares=(0.1, 0.1, 0.8))
    shared = make("copula").fit(train, schema, seed=3).sample(1000, seed=53)
    report = evaluate(train, shared, holdout, schema, seed=3)
    assert report["tstr"].visible is False and report["tstr_loss"].visible is False  # A
    assert report["c2st"].interval[0] > report["c2st"].limit  # B, by more than its interval
    assert "Counting as observations" in data_card(report, schema, title="t", generator="copula")  # D

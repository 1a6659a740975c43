"""The twenty rows of lesson 00: the key is right, averages are averages, and no format gives a row away."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from course_lib.data import load_table, split
from course_lib.errors import CourseError
from course_lib.teaching.mixing import AVERAGED, mixed_rows, right_marks


@pytest.fixture(scope="module")
def customers():
    df, schema = load_table("customers")
    return df.head(2000), schema


def test_the_key_names_the_rows_that_stand_in_the_table(customers):
    df, schema = customers
    rows, answers = mixed_rows(df, schema, each=40, seed=3)
    assert list(rows.columns) == schema.of_kind("number", "integer") and list(rows.index) == list(range(1, 81))
    known = set(df[list(rows.columns)].itertuples(index=False, name=None))
    found = "".join("r" if row in known else "m" for row in rows.itertuples(index=False, name=None))
    assert found == answers and answers.count("m") == 40


def test_a_made_row_is_an_average_of_five(customers):
    """Var(mean of k rows) = var / k. The sd of n values has a standard error of sd sqrt((1 + kappa / 2) / 2n), with
    an excess kurtosis kappa below .8 for these averages."""
    df, schema = customers
    rows, answers = mixed_rows(df, schema, each=1500, seed=0)
    made = rows[np.array(list(answers)) == "m"]
    ratio = made["income"].std() / df["income"].std()
    expected = 1 / np.sqrt(AVERAGED)
    assert abs(ratio - expected) < 4.5 * expected * np.sqrt(1.4 / 3000)
    assert abs(made["income"].mean() - df["income"].mean()) < 4.5 * df["income"].std() * np.sqrt(1 / AVERAGED / 1500)


def test_both_kinds_are_rounded_alike(customers):
    df, schema = customers
    rows, answers = mixed_rows(df, schema, each=300, seed=0)
    assert (rows.dtypes == df[list(rows.columns)].dtypes).all()
    for name, decimals in {"purchase": 2, "score": 1}.items():
        assert np.allclose(rows[name], rows[name].round(decimals))
        whole = np.isclose(rows[name], rows[name].round(decimals - 1)).astype(int)
        of = [whole[np.array(list(answers)) == kind].mean() for kind in "rm"]
        assert abs(of[0] - of[1]) < 4.5 * np.sqrt(2 * 0.1 * 0.9 / 300), "a last digit that gives a kind away"


def test_the_seed_decides(customers):
    df, schema = customers
    first, again, other = (mixed_rows(df, schema, seed=seed) for seed in (1, 1, 2))
    assert first[0].equals(again[0]) and first[1] == again[1] and first[1] != other[1]


def test_a_classifier_that_learned_elsewhere_beats_a_coin_on_every_seed(customers):
    """The lesson's claim, loosely: about 18 of 20 there; a coin has 15 or more on 2 in 100 sheets."""
    df, schema = load_table("customers")
    for seed in range(3):
        elsewhere, here, _ = split(df, seed=seed)
        practice, labels = mixed_rows(elsewhere, schema, each=2000, seed=1)
        machine = HistGradientBoostingClassifier(random_state=0).fit(practice, list(labels))
        rows, answers = mixed_rows(here, schema, each=500, seed=0)
        assert right_marks(machine.predict(rows), answers) / 1000 > 0.85


def test_marks_are_counted_and_forgiving_in_form():
    assert right_marks("R m\nr r", "rmrm") == 3
    assert right_marks(np.array(["m", "m", "r", "m"]), "rmrm") == 3


@pytest.mark.parametrize(("marks", "sentence"), [("rm", "2 marks"), (20, "one letter a row"), ("", "0 marks")])
def test_what_is_no_sheet_is_said(marks, sentence):
    with pytest.raises(CourseError, match=sentence):
        right_marks(marks, "rmrm")


def test_too_few_rows(customers):
    df, schema = customers
    with pytest.raises(CourseError, match="lower `each`"):
        mixed_rows(df.head(5), schema)

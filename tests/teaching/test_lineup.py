"""The line-up: letters are dealt by the seed, each table is its suspect's, and a wrong name is answered by its clue."""

import pandas as pd
import pytest

from course_lib.data import load_table
from course_lib.errors import CourseError
from course_lib.evaluation import exact_match_share
from course_lib.generators import make
from course_lib.teaching.lineup import dealt, judge_line_up, line_up

SUSPECTS = ("independent", "vae_style", "photocopy")
CLUES = {name: f"clue of {name}" for name in SUSPECTS}


@pytest.fixture(scope="module")
def train():
    return load_table("customers")[0].head(200)[["age", "income", "segment"]]


def test_every_suspect_gets_one_letter_and_the_seed_decides():
    assert sorted(dealt(SUSPECTS, 1).values()) == sorted(SUSPECTS)
    assert dealt(SUSPECTS, 1) == dealt(SUSPECTS, 1)
    assert len({tuple(dealt(SUSPECTS, seed).values()) for seed in range(30)}) == 6


def test_each_table_is_what_its_suspect_makes(train):
    tables = line_up(train, SUSPECTS, n=100, seed=3)
    for letter, name in dealt(SUSPECTS, 3).items():
        if name == "photocopy":
            assert exact_match_share(train, tables[letter]) == 1
        else:
            expected = make(name).fit(train, seed=3).sample(100, seed=3)
            pd.testing.assert_frame_equal(tables[letter], expected)


def test_a_suspect_may_have_settings_and_a_name_of_its_own(train):
    suspects = {"pairs": ("gan_style", {"k": 2, "noise": "none"}), "copies": ("photocopy", {})}
    tables = line_up(train, suspects, n=50, seed=1)
    letters = {name: letter for letter, name in dealt(tuple(suspects), 1).items()}
    expected = make("gan_style", k=2, noise="none").fit(train, seed=1).sample(50, seed=1)
    pd.testing.assert_frame_equal(tables[letters["pairs"]], expected)
    assert exact_match_share(train, tables[letters["copies"]]) == 1
    with pytest.raises(CourseError, match="nobody"):
        line_up(train, suspects | {"x": ("nobody", {})})


@pytest.mark.parametrize("suspects", [("photocopy",), ("photocopy", "photocopy"), ("photocopy", "nobody")])
def test_a_line_up_needs_known_and_different_suspects(train, suspects):
    with pytest.raises(CourseError):
        line_up(train, suspects)


def test_the_three_verdicts():
    truth = dealt(SUSPECTS, 3)
    assert judge_line_up(truth, SUSPECTS, 3, CLUES, "well").status == "correct"
    assert judge_line_up(dict.fromkeys(truth), SUSPECTS, 3, CLUES).status == "not attempted"
    first, second, third = truth
    swapped = {first: truth[second], second: truth[first], third: truth[third]}
    verdict = judge_line_up(swapped, SUSPECTS, 3, CLUES)
    assert verdict.status == "not yet" and f"clue of {truth[second]}" in verdict.says and "1 of 3" in verdict.says


def test_a_name_twice_or_unknown_is_said():
    truth = dealt(SUSPECTS, 3)
    assert "One name for all" in judge_line_up(dict.fromkeys(truth, "vae_style"), SUSPECTS, 3, CLUES).says
    assert "twice" in judge_line_up(truth | {"A": truth["B"]}, SUSPECTS, 3, CLUES).says
    assert "nobody" in judge_line_up(truth | {"A": "nobody"}, SUSPECTS, 3, CLUES).says


def test_names_are_taken_as_the_prose_writes_them():
    truth = dealt(SUSPECTS, 3)
    written = {letter: f" {name.upper().replace('_', '-')}" for letter, name in truth.items()}
    assert judge_line_up(written, SUSPECTS, 3, CLUES).status == "correct"
    said = judge_line_up(truth | {"A": "vae"}, SUSPECTS, 3, CLUES, mistaken={"vae": "No VAE here."}).says
    assert said == "No VAE here."


def test_a_suspect_may_be_a_class_without_a_short_name(train):
    suspects = {"alone": ("independent", {}), "by class": (type(make("independent")), {})}
    tables = line_up(train, suspects, n=20, seed=0)
    assert [len(table) for table in tables.values()] == [20, 20]
    assert tables["A"].equals(tables["B"])  # the same class, the same seed

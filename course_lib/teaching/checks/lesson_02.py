"""Checks of lesson 02, Data design."""

import numpy as np
import pandas as pd

from course_lib.data import Schema, load_table
from course_lib.teaching.checks import Ended, Verdict, a_number, array, correct, kind, not_yet, returned

SHOP_KINDS = {"customer": "identifier", "age": "integer", "region": "category", "purchase": "number"}
GRADES = tuple(range(1, 11))


def bound_share(value) -> Verdict:
    """A function (values, low, high) -> share of values exactly at a bound."""
    ages = pd.Series([18, 18, 80, 30, 17])  # 17 is outside: a fault too, but another one
    try:
        result = a_number(returned(value, ages, 18, 80))
    except Ended as end:
        if "truth value of a Series" not in end.verdict.says:
            raise
        return not_yet("Python cannot make one True or False of five. Join the comparisons by | in place of `or`, "
                       "and put each into its own brackets: | binds tighter than ==.")
    known = {
        3.0: "That is how many rows lie on a bound. Divide by the number of rows, or take the mean.",
        60.0: "That is in percent; hand in a share between 0 and 1.",
        1.0: "Every row was counted. `v == low or high` asks whether high is not 0; compare with each bound.",
        0.4: "You looked at the lower bound only; clipping piles up on both.",
        0.2: "You looked at the upper bound only; clipping piles up on both.",
        0.8: "You counted values beyond a bound too. Clipping leaves values *exactly* on it: use ==.",
        0.0: "No value equals both bounds at once: join the two conditions by |, not by &.",
    }
    for wrong, says in known.items():
        if np.isclose(result, wrong):
            return not_yet(says)
    if not np.isclose(result, 0.6):
        return not_yet(f"Of the ages 18, 18, 80, 30, 17 three in five are on the bounds; it returns {result:g}.")
    share = a_number(returned(value, load_table("customers")[0]["age"], 18, 80))
    return correct(f"A share far above that of the values beside a bound betrays clipping. The course's own "
                   f"customers: {share:.0%} of the ages. They were truncated.")


def shop_schema(value) -> Verdict:
    """A Schema for the shop's export, bounds and levels declared."""
    if not isinstance(value, Schema):
        return not_yet(f"A Schema is expected, and this is {kind(value)}: begin with draft.with_column(…).")
    for name, wanted in SHOP_KINDS.items():
        if name not in value or value[name].kind != wanted:
            return not_yet(f"The column {name} should be there with kind {wanted!r}: go on from draft.")
    purchase = value["purchase"]
    if not purchase.declared:
        return not_yet("The bounds of purchase are still those of two real customers; declare low and high. "
                       "(with_column returns a new schema. Did you keep it?)")
    if (purchase.low, purchase.high) != (0, 150):
        return not_yet(f"Purchases lie between 0 and 150 dollars; your schema says {purchase.low} to {purchase.high}.")
    if "satisfaction" not in value or value["satisfaction"].kind == "identifier":
        return not_yet("satisfaction should be there, and be learned: go on from draft.")
    return satisfaction(value["satisfaction"])


def satisfaction(answer) -> Verdict:
    """The verdict on the one column that needs a choice: ordinal with ten levels, or an integer from 1 to 10."""
    if answer.kind == "category":
        return not_yet("A category has no order, but a 9 is more satisfied than a 3: choose a kind with an order.")
    if not answer.declared:
        return not_yet("satisfaction is as it was guessed: nobody here answered 1, yet the scale starts there.")
    if answer.kind == "ordinal":
        if answer.levels is None:
            return not_yet("An ordinal column needs its levels; without them they are read off the rows, and 1 and 2 "
                           "are missing there.")
        return grades(answer.levels)
    if (answer.low, answer.high) != (1, 10):
        return not_yet(f"As a number, satisfaction goes from {answer.low} to {answer.high} in your schema: those are "
                       "not the ends of the scale. Levels alone do not move bounds.")
    if answer.kind != "integer":
        return not_yet("Grades are whole; kind 'number' allows a 7.3. Choose a kind for levels with an order.")
    return correct("Right bounds. As an integer, 2 to 3 counts like 8 to 9; 'ordinal' claims less.")


def grades(levels) -> Verdict:
    """The levels of an ordinal satisfaction: the whole numbers 1 to 10, in order."""
    if levels == GRADES[:-1]:
        return not_yet("Your levels end at 9; Python's range leaves its end out.")
    if levels == tuple(range(10)) or levels == tuple(range(11)):
        return not_yet("Your levels start at 0, the scale at 1: range(first, end).")
    if levels == (1, 10):
        return not_yet("These are the two ends. Levels are all values, ten of them; range(first, end) lists them.")
    if any(isinstance(level, str) for level in levels):
        return not_yet("The shop's answers are numbers, your levels are texts: leave the quotes out.")
    if levels != GRADES:
        return not_yet(f"The levels should be the whole numbers of the scale, in order; yours are {levels}.")
    return correct("What a person knows is now declared, and `validate` will hold every later table to it.")


def encode(value) -> Verdict:
    """A function (values, train) -> (n, 2): gaps filled by the training rows' median, and an indicator."""
    train = pd.Series([1.0, 2.0, 12.0, np.nan])
    values = pd.Series([40.0, np.nan, 100.0, 160.0], index=[7, 3, 5, 1])  # another index, another centre
    result = returned(value, values, train)
    if np.shape(result) == (4,):
        return not_yet("One column came back. The indicator should stand beside the numbers, as a second column.")
    if np.shape(result) == (2, 4):
        return not_yet("The two columns lie as rows; np.column_stack puts them side by side.")
    if np.shape(result) == (3, 2):
        return not_yet("A row is gone. An encoder drops nobody: four rows in, four rows out.")
    result = array(result, shape=(4, 2))
    filled, gone = result.T
    if np.isnan(filled).any():
        return not_yet("A gap is left in the numbers. Fill it with the median of train; np.median of a Series with "
                       "gaps is a gap, the Series' own median() leaves them out.")
    if np.allclose(filled, [0, 1, 0, 0]):
        return not_yet("The indicator comes first in yours; the numbers should.")
    known = {
        100.0: "You filled with the median of the rows at hand. What is learned comes from train alone.",
        5.0: "You filled with the mean; the median is not moved by a few large values.",
        0.0: "You filled with 0, which pulls every later mean and spread.",
        26.0: "You took the median of both together; rows that will judge have taken part.",
    }
    for wrong, says in known.items():
        if np.isclose(filled[1], wrong):
            return not_yet(says)
    if not np.allclose(filled, [40, 2, 100, 160]):
        return not_yet(f"For 40, gap, 100, 160 and train 1, 2, 12, gap the numbers are 40, 2, 100, 160, not {filled}.")
    if np.allclose(gone, [1, 0, 1, 1]):
        return not_yet("The indicator is turned round: 1 stands for missing.")
    if np.allclose(gone, 0):
        return not_yet("Your indicator sees no gap. Once filled, a gap cannot be told from a value: note it first.")
    if not np.allclose(gone, [0, 1, 0, 0]):
        return not_yet(f"The indicator should be one where the value was missing and zero elsewhere. Yours is {gone}.")
    return correct("The number is a placeholder, the indicator is known. Neither says what the answer would have been.")

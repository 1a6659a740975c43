"""Checks of lesson 02, Data design."""

import numpy as np
import pandas as pd

from course_lib.data import Schema
from course_lib.teaching.checks import Verdict, a_number, array, correct, kind, not_yet, returned


def bound_share(value) -> Verdict:
    """A function (values, low, high) -> share of values exactly at a bound."""
    ages = pd.Series([18, 18, 80, 30, 17])  # 17 is outside: a fault too, but another one
    result = a_number(returned(value, ages, 18, 80))
    known = {
        3.0: "That is how many rows lie on a bound. Divide by the number of rows, or take the mean.",
        0.4: "You looked at the lower bound only; clipping piles up on both.",
        0.2: "You looked at the upper bound only; clipping piles up on both.",
        0.8: "You counted values beyond a bound too. Clipping leaves values *exactly* on it: use ==.",
        0.0: "No value equals both bounds at once: join the two conditions by |, not by &.",
    }
    for wrong, says in known.items():
        if np.isclose(result, wrong):
            return not_yet(says)
    if not np.isclose(result, 0.6):
        return not_yet(f"For ages 18, 18, 80, 30, 17 and bounds 18 and 80 it should return .6, and returns {result:g}.")
    return correct("A share far above that of the values beside the bound betrays clipping. Truncation makes no spike.")


def card(value) -> Verdict:
    """A Schema for the shop's export, bounds and levels declared."""
    if not isinstance(value, Schema):
        return not_yet(f"A Schema is expected, and this is {kind(value)}: begin with draft.with_column(…).")
    kinds = {"customer": "identifier", "age": "integer", "region": "category", "purchase": "number"}
    for name, wanted in kinds.items():
        if name not in value or value[name].kind != wanted:
            return not_yet(f"The column {name} should be there with kind {wanted!r}: go on from draft.")
    purchase, answer = value["purchase"], value["satisfaction"]
    if not purchase.declared:
        return not_yet("The bounds of purchase are still those of two real customers; declare low and high.")
    if (purchase.low, purchase.high) != (0, 150):
        return not_yet(f"Purchases lie between 0 and 150 dollars; your card says {purchase.low} to {purchase.high}.")
    if answer.kind == "category":
        return not_yet("A category has no order, but a 9 is more satisfied than a 3: make it 'ordinal'.")
    if answer.kind == "integer" and not answer.declared:
        return not_yet("satisfaction is as it was guessed: nobody here answered 1, yet the scale starts there.")
    levels = answer.levels or tuple(range(int(answer.low or 0), int(answer.high or 0) + 1))
    if levels == tuple(range(1, 10)):
        return not_yet("range(1, 10) ends at 9; Python leaves the end out. Write range(1, 11).")
    if answer.kind not in ("ordinal", "integer") or levels != tuple(range(1, 11)):
        return not_yet("satisfaction needs kind 'ordinal' and the levels 1 to 10, in order.")
    if answer.kind == "integer":
        return correct("Right bounds. As an integer, 2 to 3 counts like 8 to 9; 'ordinal' claims less.")
    return correct("What a person knows is now declared, and `validate` will hold every later table to it.")


def encode(value) -> Verdict:
    """A function (values, train) -> (n, 2): gaps filled by the training rows' median, and an indicator."""
    train = pd.Series([1.0, 2.0, 12.0, np.nan])
    values = pd.Series([40.0, np.nan, 100.0, 160.0], index=[7, 3, 5, 1])  # another index, another centre
    result = returned(value, values, train)
    if np.shape(result) == (4,):
        return not_yet("One column came back. Add the indicator beside the numbers: np.column_stack([numbers, gone]).")
    if np.shape(result) == (2, 4):
        return not_yet("The two columns lie as rows; np.column_stack, not np.array, puts them side by side.")
    result = array(result, shape=(4, 2))
    filled, gone = result.T
    if np.isnan(filled).any():
        return not_yet("A gap is left in the numbers. Fill it with the median of train.")
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
    if not np.allclose(gone, [0, 1, 0, 0]):
        return not_yet(f"The indicator should be 0, 1, 0, 0: one where the value was missing. Yours is {gone}.")
    return correct("The number is a placeholder, the indicator is known. Neither says what the answer would have been.")

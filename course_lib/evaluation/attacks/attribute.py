"""What is this person's secret? Attribute inference.

The story. Somebody knows a few columns of a person, their age, sex and town, and wants another, the diagnosis. They
look for the synthetic row that is most alike in what they know, and take its value for the person's.

The guess is the single value that is right most often, read off the synthetic column. The control is the same attack on
people of the same population who were not in the training rows. If it works on them too, then the secret follows from
the known columns: the table says something about everybody, and a person could not have avoided it by staying away.
Source: Giomi et al. (2023), PoPETs ("Anonymeter"); the guess there is a random row, here the best constant.
"""

import numpy as np
import pandas as pd

from course_lib.data.schema import NUMBERS
from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Rate, Risk
from course_lib.evaluation.metrics.space import nearest, placed
from course_lib.evaluation.metrics.views import labels_of, numbers_of, schema_of

TOLERANCE = 0.05


def attribute_inference(train, synthetic, holdout, secret: str, known=None, schema=None,
                        tolerance: float = TOLERANCE) -> Risk:
    """train: the people in the table; holdout: as many others. known: columns the attacker has, all others if None.

    A level is right if equal; a number if within `tolerance` of the truth, as a share of it. People whose secret is
    missing are left out. Raises CourseError for a column that is not there, for a secret among the known, and for a
    secret that is a date: dates have no zero, so a share of one means nothing.
    """
    schema = schema_of(train, schema)
    known = [c.name for c in schema if c.name != secret and c.kind != "identifier"] if known is None else list(known)
    if secret in known or not known:
        raise CourseError(f"Column {secret!r} is the secret: give at least one other column that the attacker knows.")
    if schema[secret].kind == "datetime":
        raise CourseError(f"Column {secret!r} is a date, of which {tolerance:.0%} is no length of time: cut it into "
                          "levels, such as years, and ask for that column.")
    numeric = schema[secret].kind in NUMBERS
    said = values_of(synthetic[secret], numeric)
    has = ~pd.isna(said)
    if not has.any():
        raise CourseError(f"Column {secret!r} of the synthetic table holds no value: there is nothing to infer.")
    part, said = schema.select(known), said[has]
    best = best_constant(said, numeric, tolerance)
    rates = {}
    for name, people in (("attack", train), ("control", holdout)):
        people = people[people[secret].notna()]
        made, asked = placed(synthetic[has], people, schema=part)
        truth = values_of(people[secret], numeric)
        rates[name] = rate(secret, right(said[nearest(asked, made)[1]], truth, numeric, tolerance))
        if name == "attack":
            always = np.full(len(truth), best, dtype=truth.dtype)
            rates["guess"] = rate(secret, right(always, truth, numeric, tolerance))
    return Risk(f"Inference of {secret!r}", **rates)


def values_of(column, numeric: bool) -> np.ndarray:
    """(n,): numbers, NaN where missing, or levels as text, None where missing."""
    if numeric:
        return numbers_of(column)
    return np.where(pd.isna(pd.Series(column)).to_numpy(), None, labels_of(column))


def right(said, truth, numeric: bool, tolerance: float) -> np.ndarray:
    """Which guesses count as right, (n,)."""
    return np.abs(said - truth) <= tolerance * np.abs(truth) if numeric else said == truth


def best_constant(said, numeric: bool, tolerance: float):
    """The value that would be right for the most synthetic rows."""
    values, counts = np.unique(said.astype(float if numeric else str), return_counts=True)
    if not numeric:
        return values[counts.argmax()]
    tried = values[::max(1, len(values) // 500)]  # of many numbers some are enough
    return tried[np.argmax([counts[right(value, values, True, tolerance)].sum() for value in tried])]


def rate(secret: str, hits) -> Rate:
    """The share of hits, (n,). Raises CourseError for an empty one."""
    if not len(hits):
        raise CourseError(f"Nobody to attack has a value of {secret!r}: give rows of train and holdout that have one.")
    return Rate(int(np.sum(hits)), len(hits))

"""Only the card and the dtypes are known for nothing; what is not declared is refused with its remedy."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data.schema import Column, Schema
from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.generators.private.declared import on_grid, public_encoder
from tests.generators.conftest import mixed_table
from tests.generators.private.tables import mixed_card


@pytest.mark.parametrize("name", ["private_marginals", "private_vae"])
@pytest.mark.parametrize(("change", "words"), [
    (lambda s: None, "every column declared"),
    (lambda s: Schema.infer(mixed_table()), "'height' is not declared.*low=..., high="),
    (lambda s: s.with_column("visits", high=None), "'visits' has no declared high"),
    (lambda s: s.with_column("since", low=None, high=None), "'since' has no declared low and no high"),
    (lambda s: s.with_column("plan", levels=None), "'plan' has no declared levels.*levels="),
    (lambda s: s.with_column("member", declared=False), "'member' is not declared"),
    (lambda s: s.with_column("region", levels=("north", "south", "west", "east")), "'region' has a dtype with other"),
])
def test_what_is_not_declared_is_refused(name, change, words):
    with pytest.raises(CourseError, match=words):
        make(name).fit(mixed_table(), change(mixed_card()), seed=0)


@pytest.mark.parametrize("settings", [{"epsilon": 0}, {"epsilon": -1.0}, {"delta": 0}, {"delta": 1.0}, {"cells": 1}])
@pytest.mark.parametrize("name", ["private_marginals", "private_vae"])
def test_settings_that_cannot_be_used_are_refused(name, settings):
    with pytest.raises(CourseError):
        make(name, **settings).fit(mixed_table(), mixed_card(), seed=0)


def test_the_encoder_is_the_same_whatever_the_rows():
    one, other = mixed_table(300, seed=0), mixed_table(20, seed=5)
    other["income"] = np.nan
    other["plan"] = "plus"
    encoders = [public_encoder(df.dtypes, mixed_card()) for df in (one, other)]
    assert encoders[0].to_dict() == encoders[1].to_dict()
    back = encoders[0].inverse_transform(encoders[0].transform(one))
    assert (back["height"] - one["height"]).abs().max() <= 0.00501  # on the grid that the bounds give


@pytest.mark.parametrize(("low", "high", "step"),
                         [(0.0, 150.0, 0.01), (0.0, 1.0, 1e-4), (0, 1e6, 1e3), (-5.0, 5.0, 1e-3)])
def test_numbers_are_written_on_a_grid_that_the_bounds_give(low, high, step):
    schema = Schema([Column("x", "number", low=low, high=high, declared=True)])
    (x, _) = public_encoder(pd.Series({"x": np.dtype(float)}), schema).fields_
    assert (x.low, x.high) == (low, high)
    assert x.step == pytest.approx(step) or (step > 1 and x.step is None)
    assert low <= on_grid(low, high) <= high


def test_identifiers_and_one_value_columns_ask_for_nothing():
    df = pd.DataFrame({"id": [7, 9], "c": ["x", "x"]})
    schema = Schema([Column("id", "identifier"), Column("c", "category", levels=("x",), declared=True)])
    model = make("private_marginals").fit(df.astype({"c": "str"}), schema, seed=0)
    assert model.epsilon_spent_ <= 1
    assert model.sample(3, seed=0)["id"].tolist() == [1, 2, 3]  # not 10, which would tell the last real one


def test_a_seed_is_for_teaching_and_says_so():
    df, schema = mixed_table(), mixed_card()
    seeded, unseeded = (make("private_marginals").fit(df, schema, seed=s) for s in (0, None))
    assert seeded.noise_from_ == "seed" and "no guarantee" in seeded.notes_[-1]
    assert unseeded.noise_from_ == "operating system" and not any("seed" in note for note in unseeded.notes_)
    again = make("private_marginals").fit(df, schema)
    assert not np.array_equal(unseeded.noisy_singles_[0], again.noisy_singles_[0])


def test_the_number_of_rows_is_noisy():
    df, schema = mixed_table(), mixed_card()
    counts = {make("private_marginals").fit(df, schema, seed=s).n_rows_ for s in range(4)}
    assert len(counts) > 1 and all(abs(c - 300) < 200 for c in counts)

"""The contract holds for the course's generators, and every planted fault is named by its own rule."""

import random

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.generators import GENERATORS, Generator, check_generator, make
from course_lib.generators.contract import BASICS, RULES


class Plain:
    """A learner's generator that knows nothing of ours: rows drawn with repetition. It keeps the contract."""

    def __init__(self, *, share=1.0, names=("a", "b")):
        self.share = share
        self.names = names

    def fit(self, df, schema=None, *, seed=None):
        self.rows_ = df.reset_index(drop=True)
        return self

    def sample(self, n, *, seed=None):
        if not hasattr(self, "rows_"):
            raise ValueError("call fit first")
        picked = np.random.default_rng(seed).integers(0, len(self.rows_), n)
        return self.rows_.iloc[picked].reset_index(drop=True)


STATISTICAL = [
    ("independent", {}), ("vae_style", {}), ("vae_style", {"bounds": "clip", "noise": "diagonal"}), ("gan_style", {}),
    ("gan_style", {"bounds": "truncate", "noise": "full"}), ("gan_style", {"k": 1, "noise": "none"}), ("copula", {}),
    ("cart", {}), ("cart", {"min_leaf": 1, "order": ["income", "plan"], "smooth": True}),
]


def test_no_statistical_generator_is_left_out():
    places = GENERATORS.places
    assert {name for name, _ in STATISTICAL} == {name for name in places if ".statistical." in places[name]}


@pytest.mark.parametrize(("name", "settings"), STATISTICAL)
def test_the_generators_keep_the_contract(mixed, mixed_schema, name, settings):
    kept = check_generator(make(name, **settings), mixed, mixed_schema)
    assert kept.rules == (*BASICS, *RULES)
    assert str(kept) == f"{type(make(name)).__name__} keeps the contract: {len(kept.rules)} rules held."


def test_a_class_of_ones_own_needs_no_base_class(mixed, mixed_schema):
    kept = check_generator(Plain(), mixed, mixed_schema)
    assert kept.not_tried == {"save and load give the same rows": "the class has no save, or no load"}
    assert "Not tried: save and load" in repr(kept)


def test_what_a_table_cannot_show_is_listed_as_not_tried():
    kept = check_generator(make("independent"), pd.DataFrame({"a": ["x", "y"] * 20}))
    assert set(kept.not_tried) == {"declared bounds are kept", "missing values in, missing values possible",
                                   "other seeds, other rows", "no seed, fresh rows"}


def test_the_model_that_is_checked_stays_unfitted_and_a_setting_may_be_any_object(mixed):
    model = Plain(share=object(), names={"a": np.zeros(3)})
    check_generator(model, mixed)
    assert not hasattr(model, "rows_")


def test_bounds_left_open_are_caught_by_the_contract(mixed, mixed_schema):
    with pytest.raises(CourseError, match="'declared bounds are kept'.*'height'"):
        check_generator(make("vae_style", bounds="none"), pd.concat([mixed] * 5, ignore_index=True).drop(
            columns="email"), mixed_schema.select([c for c in mixed_schema.names if c != "email"]))


# One fault each. The name says what is wrong; the second entry is the rule that has to name it.

def spoil(method):
    """A Plain whose sample t of n rows is changed by `method(t, n)`."""
    class Spoiled(Plain):
        def sample(self, n, *, seed=None):
            return method(super().sample(n, seed=seed), n)
    return Spoiled


class NoSample:
    def fit(self, df, schema=None, *, seed=None):
        return self


class SampleTakesNoSeed(Plain):
    def sample(self, n):
        return super().sample(n)


class LearnsInInit(Plain):
    def __init__(self):
        super().__init__()
        self.mean_ = None


class ReturnsNothing(Plain):
    def fit(self, df, schema=None, *, seed=None):
        super().fit(df)


class ChangesSetting(Plain):
    def fit(self, df, schema=None, *, seed=None):
        self.share = len(df)
        return super().fit(df)


class ChangesSettingInPlace(Plain):
    def __init__(self):
        super().__init__(names=["a"])

    def fit(self, df, schema=None, *, seed=None):
        self.names.append("b")
        return super().fit(df)


class LosesSetting(Plain):
    def __init__(self, *, width=3):
        super().__init__()


class NoUnderscore(Plain):
    def fit(self, df, schema=None, *, seed=None):
        self.table = df
        return super().fit(df)


class ChangesTable(Plain):
    def fit(self, df, schema=None, *, seed=None):
        super().fit(df)
        df.loc[df.index[0], "height"] = 0.0
        return self


class KeepsLabels(Plain):
    def sample(self, n, *, seed=None):
        return super().sample(n, seed=seed).set_axis(range(1, n + 1))


class HoldsItsGenerator(Plain):
    def fit(self, df, schema=None, *, seed=None):
        self.rng_ = np.random.default_rng(seed)
        return super().fit(df)

    def sample(self, n, *, seed=None):
        return super().sample(n, seed=int(self.rng_.integers(2**31)) if hasattr(self, "rng_") else seed)


class RemembersEarlierFit(Plain):
    def fit(self, df, schema=None, *, seed=None):
        rows = pd.concat([self.rows_, df]) if hasattr(self, "rows_") else df
        return super().fit(rows)


class FitIgnoresSeed(Plain):
    def fit(self, df, schema=None, *, seed=None):
        return super().fit(df.sample(frac=0.5, random_state=np.random.default_rng()))


class OneSeedForAll(Plain):
    def sample(self, n, *, seed=None):
        return super().sample(n, seed=7)


class NoFreshDraw(Plain):
    def sample(self, n, *, seed=None):
        return super().sample(n, seed=7 if seed is None else seed)


class TakesAnyCount(Plain):
    def sample(self, n, *, seed=None):
        return super().sample(max(0, int(n)), seed=seed)


class MovesNumpy(Plain):
    def fit(self, df, schema=None, *, seed=None):
        np.random.rand()  # noqa: NPY002 (the fault)
        return super().fit(df)


class MovesPython(Plain):
    def sample(self, n, *, seed=None):
        random.random()
        return super().sample(n, seed=seed)


class WorksUnfitted(Plain):
    def sample(self, n, *, seed=None):
        return super().sample(n, seed=seed) if hasattr(self, "rows_") else pd.DataFrame()


class ObscureUnfitted(Plain):
    def sample(self, n, *, seed=None):
        return self.rows_.iloc[np.random.default_rng(seed).integers(0, len(self.rows_), n)].reset_index(drop=True)


class LoadsAnother(Generator):
    def __init__(self):
        pass

    def _fit(self, x, fields, rng, progress):
        self.x_ = x

    def _sample(self, n, rng):
        return self.x_[rng.integers(0, len(self.x_), n)]

    def _restore(self, state):
        super()._restore(state)
        self.x_ = self.x_[::-1]


FAULTS = {
    "no sample": (NoSample, "no method sample"),
    "no seed": (SampleTakesNoSeed, "sample does not take seed="),
    "learns in init": (LearnsInInit, "mean_ exists before fit"),
    "no self": (ReturnsNothing, "returned NoneType"),
    "an array": (spoil(lambda t, n: t.to_numpy()), "returned ndarray"),
    "setting replaced": (ChangesSetting, "share was changed"),
    "setting mutated": (ChangesSettingInPlace, "names was changed"),
    "setting lost": (LosesSetting, "write self.width = width"),
    "no underscore": (NoUnderscore, "call it table_"),
    "table changed": (ChangesTable, "work on a copy"),
    "columns sorted": (spoil(lambda t, n: t[sorted(t)]), "in the same order"),
    "column lost": (spoil(lambda t, n: t.drop(columns="visits")), "has the columns"),
    "dtype": (spoil(lambda t, n: t.astype({"visits": float})), "'visits'.*float64, in the table int64"),
    "dtype when empty": (spoil(lambda t, n: t if n else t.astype({"member": object})), "'member' of sample\\(0\\)"),
    "at most the table": (spoil(lambda t, n: t.head(300)), "sample\\(601\\) returned 300 rows"),
    "labels": (KeepsLabels, "reset_index"),
    "strange level": (spoil(lambda t, n: t.assign(plan=t["plan"].replace("plus", "gold"))), "'plan'.*'gold'"),
    "below bound": (spoil(lambda t, n: t.assign(income=t["income"] - 1)), "'income'.*below its declared bound"),
    "above bound": (spoil(lambda t, n: t.assign(height=t["height"] + 9)), "'height'.*above its declared"),
    "gaps filled": (spoil(lambda t, n: t.assign(income=t["income"].fillna(1.0))), "'income' has missing values"),
    "gaps made": (spoil(lambda t, n: t.assign(height=t["height"].where(t["height"] < 175))),
                  "'height' is complete"),
    "own generator": (HoldsItsGenerator, "gave two different tables"),
    "remembers": (RemembersEarlierFit, "start anew"),
    "fit ignores seed": (FitIgnoresSeed, "start anew"),
    "one seed for all": (OneSeedForAll, "seed=1 and seed=2"),
    "no fresh draw": (NoFreshDraw, "the same rows twice"),
    "numpy moved": (MovesNumpy, "state of numpy"),
    "random moved": (MovesPython, "state of random"),
    "unfitted works": (WorksUnfitted, "works before fit"),
    "unfitted obscure": (ObscureUnfitted, "ends in AttributeError"),
    "any count": (TakesAnyCount, "sample\\(-1\\) is accepted"),
    "loads another": (LoadsAnother, "samples other rows than the saved one"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named(mixed, mixed_schema, fault):
    cls, words = FAULTS[fault]
    with pytest.raises(AssertionError, match=words) as caught:
        check_generator(cls(), mixed, mixed_schema)
    assert isinstance(caught.value, CourseError)
    assert f"{cls.__name__} breaks the rule '" in str(caught.value)


def test_every_rule_has_a_planted_fault(mixed, mixed_schema):
    named = set()
    for cls, _ in FAULTS.values():
        with pytest.raises(CourseError) as caught:
            check_generator(cls(), mixed.copy(), mixed_schema)
        named.add(str(caught.value).split("'")[1])
    assert named == {*BASICS, *RULES}

"""The template: what fit and sample promise whatever generator stands between them."""

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_info

from course_lib.data.schema import Schema
from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.generators.base import Generator


class Echo(Generator):
    """Keeps the matrix, samples its first row; `spoil` turns one value of a sample into something else."""

    def __init__(self, *, spoil=None, wide=0):
        self.spoil = spoil
        self.wide = wide

    def _fit(self, x, fields, rng, progress):
        self.x_ = x
        self.threads_ = [pool["num_threads"] for pool in threadpool_info()]

    def _sample(self, n, rng):
        rows = np.repeat(self.x_[:1], n, axis=0)
        if self.spoil is not None:
            rows[0, 1] = self.spoil
        return np.column_stack([rows, np.zeros((n, self.wide))])


def test_settings_are_stored_untouched_and_shown(mixed):
    model = make("gan_style", k=3, noise="none")
    assert model.get_settings() == {"k": 3, "noise": "none", "noise_scale": 1.0, "bounds": "clip", "epochs": 1}
    assert repr(model) == "GANStyle(k=3, noise='none', noise_scale=1.0, bounds='clip', epochs=1)"
    assert repr(make("independent")) == "Independent()"
    twin = model.fit(mixed).clone()
    assert not twin.is_fitted
    assert twin.get_settings() == model.get_settings()


def test_a_setting_changed_after_fitting_counts(mixed):
    model = make("vae_style").fit(mixed, seed=0)
    wide = model.sample(2000, seed=1)["height"].std()
    model.noise_scale = 0.1
    assert model.sample(2000, seed=1)["height"].std() == pytest.approx(wide / 10, rel=0.1)


def test_fit_sees_a_complete_matrix_on_one_thread(mixed):
    model = Echo().fit(mixed)
    assert np.isfinite(model.x_).all()
    assert model.x_.shape == (len(mixed), len(model.encoder_.fields_))
    assert set(model.threads_) <= {1}


def test_samples_look_like_the_table(mixed):
    sample = make("independent").fit(mixed).sample(7)
    assert list(sample.columns) == list(mixed.columns)
    assert (sample.dtypes == mixed.dtypes).all()
    assert list(sample.index) == list(range(7))


def test_what_is_not_learned_is_said_and_identifiers_are_fresh(mixed):
    model = make("vae_style").fit(mixed)
    said = " ".join(model.notes_)
    assert "'email' is an identifier" in said
    assert "'country'" in said
    sample = model.sample(50)
    assert sample["email"].is_unique
    assert not set(sample["email"]) & set(mixed["email"])
    assert set(sample["country"]) == {"CH"}


def test_same_seed_same_rows_and_no_seed_fresh_rows(mixed):
    model = make("vae_style").fit(mixed)
    assert model.sample(30, seed=5).equals(model.sample(30, seed=5))
    assert not model.sample(30, seed=5).equals(model.sample(30, seed=6))
    assert not model.sample(30).equals(model.sample(30))


@pytest.mark.parametrize("n", [-1, 2.5, "3", None, True])
def test_a_count_that_is_none_is_refused(mixed, n):
    with pytest.raises(CourseError, match="whole number from 0 up"):
        make("independent").fit(mixed).sample(n)


@pytest.mark.parametrize("seed", [-1, 1.5, "a", True])
def test_a_seed_that_is_none_is_refused(mixed, seed):
    with pytest.raises(CourseError, match="seed="):
        make("independent").fit(mixed, seed=seed)
    with pytest.raises(CourseError, match="seed="):
        make("independent").fit(mixed).sample(3, seed=seed)


def test_sample_and_save_before_fit_name_the_remedy(tmp_path):
    for call in (lambda m: m.sample(3), lambda m: m.save(tmp_path / "m.zip")):
        with pytest.raises(CourseError, match="call fit"):
            call(make("independent"))


@pytest.mark.parametrize(("table", "words"), [
    (pd.DataFrame({"a": [1.0, 2.0]}).head(0), "no rows"),
    (pd.DataFrame({"a": [1.5]}), "one row"),
    (pd.DataFrame(index=range(3)), "no columns"),
    (pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]), "'a'"),
    ([[1, 2], [3, 4]], "DataFrame"),
    (pd.DataFrame({"a": [1.0, np.inf]}), "'a'"),
])
def test_a_table_that_cannot_be_learned_ends_in_a_sentence(table, words):
    with pytest.raises(CourseError, match=words):
        make("independent").fit(table)


def test_a_level_outside_the_declared_ones_names_its_column(mixed):
    schema = Schema.infer(mixed).with_column("region", levels=("north", "south"))
    with pytest.raises(CourseError, match="'region'.*west"):
        make("independent").fit(mixed, schema)


def test_a_table_of_constants_is_repeated():
    df = pd.DataFrame({"a": [1.5] * 3, "b": ["x"] * 3, "c": [None] * 3})
    for name in ("independent", "vae_style", "gan_style"):
        sample = make(name).fit(df).sample(5, seed=0)
        assert sample[["a", "b"]].drop_duplicates().values.tolist() == [[1.5, "x"]]
        assert sample["c"].isna().all()


def test_a_refit_forgets_and_a_refused_refit_does_not(mixed):
    model = make("gan_style").fit(mixed, seed=0)
    before = model.sample(9, seed=1)
    with pytest.raises(CourseError):
        model.fit(mixed.head(1))
    assert model.sample(9, seed=1).equals(before)
    model.fit(mixed[["height"]].head(50))
    model.left_ = 1
    model.fit(mixed, seed=0)
    assert not hasattr(model, "left_")
    assert model.sample(9, seed=1).equals(before)


def test_a_sample_that_went_astray_names_the_column(mixed):
    with pytest.raises(CourseError, match="'visits'"):
        Echo(spoil=np.nan).fit(mixed).sample(3)
    with pytest.raises(CourseError, match="'visits'"):
        Echo(spoil=np.inf).fit(mixed).sample(3)
    with pytest.raises(CourseError, match="shape"):
        Echo(wide=1).fit(mixed).sample(3)


def test_a_long_sample_is_drawn_in_pieces(mixed, monkeypatch):
    model, asked = make("independent").fit(mixed, seed=0), []
    draw = type(model)._sample
    monkeypatch.setattr(type(model), "_sample", lambda self, n, rng: asked.append(n) or draw(self, n, rng))
    monkeypatch.setattr(type(model), "rows_at_once", 40)
    sample = model.sample(100, seed=1)
    assert asked == [40, 40, 20]
    assert len(sample) == 100
    assert not sample.iloc[:40].drop(columns="email").equals(sample.iloc[40:80].drop(columns="email"))
    assert sample.equals(model.sample(100, seed=1))

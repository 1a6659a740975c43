"""Short names: listed without importing torch, explained when mistyped."""

import subprocess
import sys

import pytest

import course_lib.generators
from course_lib.errors import CourseError
from course_lib.generators import GENERATORS, Generator, make


def test_listing_the_names_imports_no_torch():
    code = ("import sys; from course_lib.generators import GENERATORS, make; list(GENERATORS); 'vae' in GENERATORS; "
            "len(GENERATORS); repr(GENERATORS); make('gan_style'); sys.exit('torch' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


@pytest.mark.parametrize("name", GENERATORS)
def test_every_name_has_a_class_with_keyword_settings(name):
    model = make(name)
    assert isinstance(model, Generator)
    assert type(model) is GENERATORS[name]
    assert type(model)(**model.get_settings()).get_settings() == model.get_settings()
    assert [key for key in vars(model) if key.endswith("_")] == []


def test_unknown_names_and_settings_are_explained():
    with pytest.raises(CourseError, match="did you mean 'vae_style'"):
        make("vae_stile")
    with pytest.raises(CourseError, match="choose one of independent, vae_style"):
        make("q")
    with pytest.raises(CourseError, match="'power'.* bounds, noise, strength, noise_scale"):
        make("vae_style", power=1)
    with pytest.raises(CourseError, match="has no settings"):
        make("independent", k=1)
    with pytest.raises(KeyError):
        GENERATORS["q"]
    with pytest.raises(AttributeError, match="Nothing"):
        _ = course_lib.generators.Nothing


@pytest.mark.parametrize(("name", "settings", "words"), [
    ("vae_style", {"bounds": "cut"}, "bounds='cut'.*truncate, clip, none"),
    ("vae_style", {"noise": "uniform"}, "noise='uniform'.*full, diagonal"),
    ("vae_style", {"strength": 1.5}, "strength=1.5.*from 0 to 1"),
    ("vae_style", {"strength": "high"}, "strength='high'"),
    ("vae_style", {"noise_scale": float("nan")}, "noise_scale=nan"),
    ("vae_style", {"noise_scale": float("inf")}, "noise_scale=inf"),
    ("gan_style", {"k": 0}, "k=0.*from 1 up"),
    ("gan_style", {"k": 301}, "k=301 different rows.*the table has 300"),
    ("gan_style", {"noise": "gauss"}, "noise='gauss'"),
    ("gan_style", {"noise_scale": -1}, "noise_scale=-1"),
    ("gan_style", {"epochs": 1.5}, "epochs=1.5"),
    ("cart", {"min_leaf": 0}, "min_leaf=0.*from 1 up"),
    ("cart", {"smooth": "yes"}, "smooth='yes'.*True or False"),
    ("cart", {"order": 3}, "order=3.*names of the columns"),
    ("cart", {"order": ["height", "weight"]}, "'weight'.*choose from height, visits"),
    ("cart", {"order": "email"}, "'email'.*nothing to learn"),
])
def test_a_setting_that_cannot_be_used_is_refused_by_fit_not_by_init(mixed, name, settings, words):
    model = make(name, **settings)
    with pytest.raises(CourseError, match=words):
        model.fit(mixed)

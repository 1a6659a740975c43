"""What is fitted, what is only drawn, and what is said where that cannot be done."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from course_lib.errors import CourseError
from course_lib.explore.dashboard.methods import METHODS, OWN, method
from course_lib.explore.dashboard.session import MOST_ROWS, Session, State, unfitted
from course_lib.generators import GENERATORS
from course_lib.generators.registry import needs_declared, setting_names

QUICK = ("independent", "vae_style", "gan_style", "copula", "cart")


@pytest.fixture(scope="module")
def session():
    return Session.load("customers")


def with_setting(state, name, value):
    return replace(state, settings=tuple((n, value if n == name else v) for n, v in state.settings))


def test_every_generator_has_an_entry_with_settings_it_takes():
    assert set(METHODS) == set(GENERATORS)
    for name, how in METHODS.items():
        how.check(how.default())
        known = {*setting_names(GENERATORS[name]), "recipe"}
        assert {c.name for c in how.controls} <= known
        assert set(how.at_once) <= {c.name for c in how.controls}
        assert set(how.live or {}) <= {c.name for c in how.controls}


def test_what_a_visitor_finds_is_the_generators_own_default():
    for name, how in METHODS.items():
        own = unfitted(Session.fit_key(None, State.of(name))).get_settings()
        for setting, value in how.default():
            if name not in ("vae", "copula_vae"):  # there the sliders are those of the grid, and noise None means 1
                assert own[setting] == (None if value == OWN else value), (name, setting)


def test_train_and_holdout_are_disjoint_and_small(session):
    assert len(session.train) == len(session.holdout) == MOST_ROWS
    assert not set(session.train.index) & set(session.holdout.index)
    assert "of 10,000" in session.facts and f"{MOST_ROWS:,}" in session.facts


@pytest.mark.parametrize("name", QUICK)
def test_settings_that_act_at_sampling_never_refit(session, name):
    first = State.of(name)
    model = session.fit(first).model
    for control in method(name).controls:
        for value in control.values[:2]:
            state = with_setting(first, control.name, value)
            assert session.ready(state) == (control.name in method(name).at_once or state == first)
    assert session.ready(replace(first, seed=5, rows=200))
    assert not session.ready(replace(first, fit_seed=1))
    assert session.fit(replace(first, seed=5)).model is model


def test_the_same_state_gives_the_same_rows_and_the_model_keeps_its_settings(session):
    state = with_setting(State.of("vae_style", rows=200), "noise_scale", 0.0)
    made = session.draw(state)
    assert made["income"].nunique() == 1 and len(made) == 200
    session._drawn.clear()
    pd.testing.assert_frame_equal(session.draw(state), made)
    assert session.draw(State.of("vae_style", rows=200))["income"].nunique() > 100


def test_the_grid_answers_all_its_sliders_and_other_recipes_are_fits_of_their_own(session):
    first = State.of("vae")
    key = session.fit_key(first)
    for control in ("latent_dim", "kl_weight", "noise"):
        values = next(c.values for c in method("vae").controls if c.name == control)
        assert all(session.fit_key(with_setting(first, control, value)) == key for value in values)
    article = with_setting(first, "recipe", "article")
    assert session.fit_key(article) != key
    assert session.fit_key(with_setting(article, "kl_weight", 100.0)) == session.fit_key(article)
    assert unfitted(session.fit_key(article)).likelihood == "article"
    assert not method("vae").is_live("kl_weight", article.settings)
    assert method("vae").is_live("noise", article.settings)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in GENERATORS if name not in QUICK])
def test_every_generator_answers(session, name):
    made = session.draw(State.of(name, rows=200))
    assert list(made) == list(session.train) and len(made) == 200


def test_private_generators_need_a_card(tmp_path):
    path = tmp_path / "mine.csv"
    pd.DataFrame({"x": np.arange(60), "y": np.arange(60) % 3}).to_csv(path, index=False)
    mine = Session.load(path)
    with pytest.raises(CourseError, match=r"needs a card with declared bounds .* mine.toml beside the CSV"):
        mine.fit(State.of("private_marginals"))
    assert needs_declared("private_marginals")


@pytest.mark.parametrize(("text", "words"), [
    ("x,y\n1,2\n3,4\n", "has 2 rows: the dashboard needs at least 40"),
    ("", "is empty"),
    ("id\n" + "\n".join(f"k{i:05}" for i in range(60)), "look like identifiers"),
])
def test_tables_that_cannot_be_shown_are_refused_in_one_sentence(tmp_path, text, words):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(CourseError, match=words) as caught:
        Session.load(path)
    assert "\n" not in str(caught.value)


def test_no_path_and_no_file_are_said():
    for path in ("  ", "nowhere.csv"):
        with pytest.raises(CourseError):
            Session.load(path)

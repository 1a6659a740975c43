"""The VAE as a generator: the contract, odd tables, its settings, what lessons ask of it. Short trainings."""

import random

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.data import Schema, load_table
from course_lib.errors import CourseError
from course_lib.generators import check_generator, load, make
from course_lib.generators.contract import BASICS, RULES
from course_lib.generators.neural.vae import RECIPES, VAE
from course_lib.generators.neural.vae.model import PATIENCE

SHORT = {"epochs": 4, "hidden": 16}


def related(n=400, seed=0):
    """Two numbers and a category that hang together; age and region have repeats."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n)
    return pd.DataFrame({"age": np.round(40 + 10 * z), "income": np.exp(10 + 0.4 * z + 0.3 * rng.normal(size=n)),
                         "region": np.where(z + rng.normal(size=n) > 0, "north", "south")})


@pytest.fixture(scope="module")
def fitted():
    return make("vae", likelihood="mixed", latent_dim=3, kl_weight=1.0, epochs=60, hidden=32).fit(related(), seed=0)


@pytest.fixture(scope="module")
def binned():
    return make("vae", latent_dim=3, kl_weight=0.5, hidden=32, epochs=80).fit(related(800), seed=0)


@pytest.mark.parametrize("settings", [{}, {"prior": "normal"}, {"likelihood": "mixed"},
                                      {"likelihood": "mixed", "prior": "mixture"}], ids=str)
def test_it_keeps_the_contract(mixed, mixed_schema, settings):
    kept = check_generator(make("vae", **SHORT, **settings), mixed, mixed_schema)
    assert kept.rules == (*BASICS, *RULES)


def test_the_articles_recipe_keeps_it_where_no_bounds_are_declared(mixed):
    check_generator(make("vae", likelihood="article", **SHORT), mixed)


ODD = {
    "one number": pd.DataFrame({"a": np.random.default_rng(0).normal(size=30)}),
    "one category": pd.DataFrame({"a": list("xyz") * 10}),
    "categories only": pd.DataFrame({"a": list("xyz") * 10, "b": [True, False] * 15}),
    "two rows": pd.DataFrame({"a": [1.0, 2.5], "b": ["x", "y"]}),
    "a constant beside": pd.DataFrame({"a": [1.0, 2.0, 3.0] * 9, "b": "same", "c": 7}),
    "constants only": pd.DataFrame({"a": [1] * 9, "b": "same"}),
    "missing values": pd.DataFrame({"a": [1.5, None, 2.5, 4.0, 5.0] * 8, "b": ["x", None, "y", "x", "y"] * 8}),
    "a column all missing": pd.DataFrame({"a": [1.5, 2.5, 4.0] * 8, "b": [None] * 24}),
    "more columns than rows": pd.DataFrame(np.random.default_rng(1).normal(size=(5, 40))).rename(columns=str),
    "huge and tiny": pd.DataFrame({"a": [1e15, 3e15, 2e15] * 8, "b": [1e-9, 2e-9, 4e-9] * 8}),
}


@pytest.mark.parametrize("likelihood", list(RECIPES))
@pytest.mark.parametrize("name", ODD)
def test_odd_tables_work_without_tuning(name, likelihood):
    df = ODD[name]
    table = make("vae", likelihood=likelihood, **SHORT).fit(df, seed=0).sample(50, seed=1)
    assert list(table.columns) == list(df.columns)
    assert (table.dtypes == df.dtypes).all()
    if likelihood != "article":
        for column in df.select_dtypes("number"):
            assert table[column].dropna().between(df[column].min(), df[column].max()).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["affairs", "breast_cancer"])
def test_real_tables(name):
    df, schema = load_table(name)
    table = make("vae", epochs=2).fit(df, schema, seed=0).sample(100, seed=0)
    schema.validate(table)


def test_one_row_is_refused_in_a_sentence():
    with pytest.raises(CourseError, match="one row"):
        make("vae").fit(related(1))


def test_the_same_seed_gives_the_same_rows_and_the_global_states_stay():
    df = related(100)
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].copy()  # noqa: NPY002 - only read
    first, again, other = (make("vae", **SHORT).fit(df, seed=s).sample(500, seed=1) for s in (0, 0, 1))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)
    assert torch.equal(torch.get_rng_state(), states[0])
    assert random.getstate() == states[1]
    assert (np.random.get_state()[1] == states[2]).all()  # noqa: NPY002


def test_progress_leaves_standard_error_clean(capfd):
    make("vae", **SHORT).fit(related(50), seed=0)
    assert capfd.readouterr() == ("", "")
    make("vae", **SHORT).fit(related(50), seed=0, progress=True)
    out, err = capfd.readouterr()
    assert "VAE" in out and err == ""


def test_training_lowers_the_loss_and_the_history_adds_up(fitted):
    h = fitted.history_
    assert len(h["loss"]) == len(h["reconstruction"]) == len(h["kl"]) == 60
    assert np.array(h["loss"]) == pytest.approx(np.add(h["reconstruction"], h["kl"]), abs=1e-4)
    assert np.mean(h["loss"][-5:]) < h["loss"][0] - 0.3
    assert (pd.DataFrame(h).columns == ["loss", "reconstruction", "kl"]).all()


def test_binned_training_stops_where_the_rows_held_back_are_explained_best(binned):
    h = binned.history_
    assert len(h["validation"]) == len(h["loss"])
    weight = 0.5 * np.minimum(1, 0.2 + 2.4 * np.arange(len(h["loss"])) / 80)
    assert np.array(h["loss"]) == pytest.approx(h["reconstruction"] + weight * h["kl"], abs=1e-4)
    assert min(h["validation"]) < h["validation"][0] - 0.3
    assert len(h["loss"]) == 80 or len(h["loss"]) == np.argmin(h["validation"]) + 1 + PATIENCE


@pytest.mark.parametrize("name", ["fitted", "binned"])
def test_saved_and_loaded_it_samples_encodes_and_decodes_the_same(name, request, tmp_path):
    fitted = request.getfixturevalue(name)
    model = load(fitted.save(tmp_path / "vae.zip"))
    pd.testing.assert_frame_equal(model.sample(30, seed=2), fitted.sample(30, seed=2))
    assert np.array_equal(model.encode(related(20))[0], fitted.encode(related(20))[0])
    assert model.history_ == fitted.history_


@pytest.mark.parametrize("likelihood", list(RECIPES))
def test_noise_changes_on_a_fitted_model(likelihood):
    model = make("vae", likelihood=likelihood, **SHORT, prior="normal").fit(related(200), seed=0)
    tables = {}
    for noise in (0.0, 0.5, 1.0, None):
        model.noise = noise
        tables[noise] = model.sample(200, seed=3)
    own = RECIPES[likelihood].settings["noise"]
    pd.testing.assert_frame_equal(tables[None], tables[own])
    assert tables[0.0]["income"].std() < tables[0.5]["income"].std() < tables[1.0]["income"].std()
    model.noise = -1
    with pytest.raises(CourseError, match="noise"):
        model.sample(1)


@pytest.mark.parametrize("name", ["fitted", "binned"])
def test_without_noise_equal_codes_give_equal_rows(name, request):
    fitted = request.getfixturevalue(name)
    z = np.zeros((5, 3))
    assert fitted.decode(z).nunique().max() == 1
    assert fitted.decode(z, noise=1.0, seed=0)["income"].nunique() >= 4
    pd.testing.assert_frame_equal(fitted.decode(z, noise=1.0, seed=0), fitted.decode(z, noise=1.0, seed=0))


@pytest.mark.parametrize("name", ["fitted", "binned"])
def test_what_is_encoded_decodes_to_about_itself(name, request):
    fitted = request.getfixturevalue(name)
    df = related(400)
    mu, logvar = fitted.encode(df)
    assert mu.shape == logvar.shape == (400, 3)
    assert np.corrcoef(fitted.decode(mu)["age"], df["age"])[0, 1] > 0.8


@pytest.mark.parametrize("name", ["fitted", "binned"])
def test_draws_from_the_posterior_have_its_mean_and_spread(name, request):
    fitted = request.getfixturevalue(name)
    df = related(400)
    mu, logvar = fitted.encode(df)
    e = (fitted.posterior_sample(df, seed=0) - mu) / np.exp(0.5 * logvar)
    assert e.mean() == pytest.approx(0, abs=4.5 / np.sqrt(e.size))
    assert e.std() == pytest.approx(1, abs=4.5 / np.sqrt(2 * e.size))
    assert np.array_equal(fitted.posterior_sample(df, seed=0), fitted.posterior_sample(df, seed=0))


@pytest.mark.parametrize("name", ["fitted", "binned"])
def test_kl_per_dimension_and_active_units(name, request):
    fitted = request.getfixturevalue(name)
    df = related(400)
    mu, logvar = fitted.encode(df)
    kl = 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).mean(0)
    assert fitted.kl_per_dimension(df) == pytest.approx(kl)
    assert fitted.active_units(df) == (mu.var(0) > 0.01).sum() >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("n", "passes"), [(40, 400), (500, 300)])
def test_epochs_left_open_are_about_3000_minibatches_and_at_most_400(n, passes):
    df = pd.DataFrame({"a": np.random.default_rng(0).normal(size=n)})
    assert len(make("vae", likelihood="mixed", batch_size=50, hidden=4).fit(df, seed=0).history_["loss"]) == passes


def test_a_heavy_kl_collapses_every_unit():
    model = make("vae", latent_dim=3, kl_weight=100.0, epochs=20, hidden=16).fit(related(), seed=0)
    assert model.sample(10, seed=0).shape == (10, 3)  # the mixture has no latent to model
    assert model.active_units(related()) == 0
    assert model.kl_per_dimension(related()).sum() < 0.01


def test_a_fixed_sigma_stays_and_a_learned_one_moves(fitted):
    fixed = make("vae", likelihood="mixed", sigma=0.3, **SHORT).fit(related(100), seed=0)
    assert fixed.sigma_ == pytest.approx(0.3)
    assert (fitted.sigma_ < 0.95).all() and (fitted.sigma_ > 0.05).all()


def test_the_articles_residual_sd_is_that_of_its_training_rows():
    df = related(500)
    model = make("vae", likelihood="article", latent_dim=2, epochs=30).fit(df, seed=0)
    e = model.decode(model.posterior_sample(df, seed=1))["income"] - df["income"]
    # sigma_ is in sd of the column; its own draw of z differs from this one
    assert model.sigma_[1] == pytest.approx(np.sqrt((e**2).mean()) / df["income"].std(), rel=0.2)


def test_missing_values_are_not_taken_for_their_fill_in():
    rng = np.random.default_rng(0)
    income = pd.Series(np.where(rng.random(600) < 0.4, np.nan, np.exp(rng.normal(size=600))))
    table = make("vae", epochs=40, hidden=32).fit(pd.DataFrame({"income": income}), seed=0).sample(4000, seed=1)
    assert table["income"].isna().mean() == pytest.approx(income.isna().mean(), abs=0.08)
    drawn = table["income"].dropna()
    assert np.isclose(drawn, income.median(), atol=1e-6).mean() < 0.02  # the median, with which the gaps were filled


@pytest.mark.parametrize(("settings", "word"), [
    ({"likelihood": "gaussian"}, "likelihood"), ({"latent_dim": 0}, "latent_dim"), ({"kl_weight": -1.0}, "kl_weight"),
    ({"noise": "loud"}, "noise"), ({"epochs": 0}, "epochs"), ({"sigma": 0.01}, "sigma"),
    ({"sigma": 0.5}, "sigma"), ({"prior": "flat"}, "prior"), ({"tc_weight": -1.0}, "tc_weight"),
    ({"sigma": 0.5, "likelihood": "article"}, "sigma"), ({"hidden": 2.5}, "hidden"),
    ({"learning_rate": 0}, "learning_rate"), ({"batch_size": -3}, "batch_size"),
])
def test_settings_that_cannot_be_used_are_named(settings, word):
    with pytest.raises(CourseError, match=word):
        make("vae", **settings).fit(related(20))


def test_questions_to_an_unfitted_model_and_codes_of_the_wrong_width(fitted):
    with pytest.raises(CourseError, match="fit"):
        VAE().encode(related(5))
    with pytest.raises(CourseError, match="nothing to learn"):
        make("vae").fit(ODD["constants only"]).decode(np.zeros((1, 8)))
    with pytest.raises(CourseError, match="3"):
        fitted.decode(np.zeros((4, 2)))
    with pytest.raises(CourseError, match="income"):
        fitted.encode(related(5).drop(columns="income"))


def test_a_declared_level_that_never_occurs_is_allowed():
    df = related(60)
    schema = Schema.infer(df).with_column("region", levels=("north", "south", "west"))
    assert set(make("vae", **SHORT).fit(df, schema, seed=0).sample(30, seed=0)["region"]) <= {"north", "south", "west"}

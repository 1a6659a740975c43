"""The hybrid: columns at the floor whatever the VAE does, and the VAE's dependence kept."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course_lib.evaluation import c2st
from course_lib.generators import check_generator, load, make

SHORT = {"epochs": 3, "hidden": 16}


def bent(n, seed):
    """y rises and falls with x, a column full of zeros, one with gaps, a category, and twice x."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = x**2 + 0.2 * rng.normal(size=n)
    gaps = np.where(rng.random(n) < 0.2, np.nan, y + rng.exponential(size=n))
    return pd.DataFrame({"x": x, "y": y, "zeros": np.where(x > 0.5, np.round(100 * rng.exponential(size=n)), 0.0),
                         "gaps": gaps, "side": np.where(x + 0.3 * rng.normal(size=n) > 0, "right", "left")})


def worst_ks(df, made):
    """The largest KS distance of a number column from the rows it was learned from, times sqrt(rows made)."""
    return max(np.sqrt(len(made[name].dropna())) * ks(df[name].dropna(), made[name].dropna())
               for name in df.select_dtypes("number"))


def ks(a, b):
    return stats.ks_2samp(a, b, method="asymp").statistic


@pytest.mark.parametrize("settings", [
    {}, {"kl_weight": 50.0}, *(pytest.param(more, marks=pytest.mark.slow) for more in (
        {"noise": 0.3}, {"likelihood": "mixed"}, {"likelihood": "mixed", "noise": 0.0}, {"likelihood": "article"})),
], ids=str)  # fmt: skip
def test_the_margins_are_at_the_floor_whatever_the_vae_does(settings):
    """S, 4,000 rows, is drawn from F itself, but for G, which is read from 7,500: sqrt(4000) KS has the law of O12b
    times sqrt(1 + 4000 / 7500). In 24 columns, 1 run in 10,000 lies above."""
    most = np.sqrt((1 + 4000 / 7500) * np.log(2 * 24 / 1e-4) / 2)  # 3.2
    df = bent(1500, 0)
    vae, hybrid = (make(name, **SHORT, **settings).fit(df, seed=0).sample(4000, seed=1)
                   for name in ("vae", "copula_vae"))
    assert worst_ks(df, hybrid) < most
    if settings.get("likelihood") != "article" and settings.get("noise", 1) < 1:
        assert worst_ks(df, vae) > 5


def test_the_columns_are_corrected_without_a_change_of_ranks():
    df = bent(800, 0)
    vae, hybrid = (make(name, **SHORT, likelihood="mixed").fit(df, seed=0) for name in ("vae", "copula_vae"))
    hybrid.tilt_ = None  # all rows are kept: who goes with whom is the VAE's
    vae, hybrid = (m.sample(2000, seed=1) for m in (vae, hybrid))
    assert stats.spearmanr(vae.x, hybrid.x).statistic > 0.999
    assert (vae.side == hybrid.side).all()
    assert (vae.gaps.isna() == hybrid.gaps.isna()).all()


def test_correlations_are_the_training_rows_whatever_the_vae_does():
    rng = np.random.default_rng(0)
    x = rng.normal(size=2000)
    df = pd.DataFrame({"x": x, "y": 0.6 * x + 0.8 * rng.normal(size=2000)})
    df["side"] = np.where(x + rng.normal(size=2000) > 0, "right", "left")
    vae, hybrid = (make(name, **SHORT, kl_weight=50.0).fit(df, seed=0).sample(5000, seed=1)
                   for name in ("vae", "copula_vae"))

    def found(t):
        return np.array([stats.spearmanr(t.x, t.y).statistic, stats.spearmanr(t.x, t.side == "right").statistic])

    assert np.abs(found(vae)).max() < 0.1  # it had to give them up
    assert found(hybrid) == pytest.approx(found(df), abs=0.06)  # 4.5 / sqrt(5000)


def test_exact_functions_of_a_column_stay_exact():
    df = bent(600, 0).assign(twice=lambda t: np.round(t.x, 1))
    df["x"] = df["twice"]
    df["twice"] *= 2
    made = make("copula_vae", **SHORT).fit(df, seed=0).sample(500, seed=1)
    assert made.twice.to_numpy() == pytest.approx(2 * made.x.to_numpy())


@pytest.mark.slow
def test_it_keeps_the_contract_and_comes_back_from_a_file(mixed, mixed_schema, tmp_path):
    check_generator(make("copula_vae", **SHORT), mixed, mixed_schema)
    model = make("copula_vae", **SHORT).fit(bent(300, 0), seed=0)
    again = load(model.save(tmp_path / "model.zip"))
    pd.testing.assert_frame_equal(again.sample(50, seed=2), model.sample(50, seed=2))
    model.noise = again.noise = 0.5  # G belongs to the noise
    pd.testing.assert_frame_equal(again.sample(50, seed=2), model.sample(50, seed=2))


@pytest.mark.slow
def test_on_a_bent_table_it_is_no_worse_than_both_parents():
    train, fresh = bent(3000, 0)[["x", "y"]], bent(3000, 1)[["x", "y"]]
    makers = {"copula": make("copula", slices=0), "vae": make("vae"), "copula_vae": make("copula_vae")}
    auc = {name: c2st(fresh, maker.fit(train, seed=0).sample(3000, seed=1), seed=0).auc
           for name, maker in makers.items()}
    assert auc["copula_vae"] < min(auc["copula"], auc["vae"]) + 0.03
    assert auc["copula"] > 0.8

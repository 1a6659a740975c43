"""The static counterpart of each explorer: one row a preset, labels apart, no wider than the text column."""

import numpy as np
import pandas as pd
import pytest

from course_lib.data import simulate_customers
from course_lib.explore.cart import CARTView
from course_lib.explore.contest import ContestView
from course_lib.explore.copula import CopulaView
from course_lib.explore.dirac import DiracView
from course_lib.explore.gan_style import GANStyleView
from course_lib.explore.judging import JudgingView
from course_lib.explore.linear_vae import LinearVAEView
from course_lib.explore.photocopier import PhotocopierView
from course_lib.explore.privacy import PrivacyView
from course_lib.explore.ring import RingView
from course_lib.explore.self_feeding import SelfFeedingView
from course_lib.explore.truncation import TruncationState, TruncationView
from course_lib.explore.vae import VAEView
from course_lib.explore.vae_style import VAEStyleView
from course_lib.generators import make
from course_lib.study.private_runs import private_rows, private_runs

from ..plots.overlap import outside, overlaps

NAMES = ["truncation", "vae_style", "gan_style", "copula", "cart", "linear_vae", "vae", "dirac", "ring",
         "photocopier", "judging", "contest", "privacy", "self_feeding"]


def tiny_grid(train):
    from course_lib.generators import VAEGrid

    return VAEGrid(latent_dims=(1, 2), kl_weights=(0.1, 1.0), hidden=8, steps=5).fit(train)


def short_ring():
    view = RingView()
    view.rounds = 40
    return view


@pytest.fixture(scope="module")
def views():
    train, fresh = (simulate_customers(60, seed=s) for s in (0, 1))
    model = make("vae_style").fit(train, seed=0)
    names = ["independent", "vae_style", "gan_style", "copula", "cart", "fresh rows"]
    scores = pd.DataFrame(np.random.default_rng(0).normal(size=(5, 6)), columns=names)
    return {
        "truncation": TruncationView(n=500),
        "vae_style": VAEStyleView(model, train),
        "copula": CopulaView(),
        "gan_style": GANStyleView(make("gan_style", bounds="none").fit(train, seed=0), train),
        "cart": CARTView(train, fresh, simulate_customers(60, seed=3), leaves=(1, 5, 50)),
        "linear_vae": LinearVAEView(train[["age", "income", "purchase", "satisfaction"]]),
        "vae": VAEView(tiny_grid(train), train),
        "dirac": DiracView(),
        "privacy": PrivacyView(private_runs(), private_rows()),
        "self_feeding": SelfFeedingView(),
        "ring": short_ring(),
        "judging": JudgingView(simulate_customers(9000, seed=2), {"age": 0.11, "visits": 0.22}),
        "contest": ContestView({"mean match": scores, "share nearer": -scores},
                               {"mean match": "higher", "share nearer": "lower"}),
        "photocopier": PhotocopierView(train, model.sample(60, seed=0), fresh, shares=(0.0, 0.3, 1.0)),
    }


QUICK = {"photocopier", "judging", "contest"}  # the others' live pictures are looked at in every run


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in QUICK else pytest.mark.slow) for n in NAMES])
def test_small_multiples_are_readable(views, name):
    fig = views[name].small_multiples()
    assert fig.get_size_inches()[0] <= 9
    assert len(fig.subfigs) == len(views[name].presets)
    assert overlaps(fig) == [] and outside(fig) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_live_picture_is_readable_at_every_preset(views, name):
    view = views[name]
    for state in view.presets.values():
        view.draw(state)
        assert overlaps(view.canvas.figure) == []


def test_states_can_be_chosen():
    fig = TruncationView(n=500).small_multiples({"a": TruncationState(sigma=20), "b": TruncationState(sigma=30)})
    bars = [f.axes[0].patches[0].get_data().values for f in fig.subfigs]
    assert not np.array_equal(*bars)

"""The bound of each row: closed forms where the decoder ignores z, the losses' own means, and log p above it (O16)."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import stats

from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.generators.neural.vae.objective import article_loss, kl_divergence, reparameterise
from course_lib.generators.neural.vae.row_bound import TERMS, elbo_of_rows


def related(n=200, seed=0):
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n)
    return pd.DataFrame({"age": np.round(40 + 10 * z), "income": np.exp(10 + 0.4 * z + 0.3 * rng.normal(size=n)),
                         "region": np.where(z + rng.normal(size=n) > 0, "north", "south")})


def fitted(likelihood, epochs=5, **settings):
    return make("vae", likelihood=likelihood, latent_dim=2, hidden=16, epochs=epochs, **settings).fit(related(), seed=0)


def batch_of(model, df):
    rows = model.recipe.rows(model.encoding_, model.encoder_.transform(df))
    return rows.batch(slice(0, len(df)))


@torch.no_grad()
def certain(model):
    """An encoder that gives z without spread: tau = e^-15, so every draw is mu."""
    model.network_.logvar.weight.zero_()
    model.network_.logvar.bias.fill_(-30.0)
    return model


@torch.no_grad()
def ignored(model):
    """A posterior equal to the prior and a decoder that says the same for every z: the bound is exact, KL = 0."""
    for layer in (model.network_.mu, model.network_.logvar):
        layer.weight.zero_()
        layer.bias.zero_()
    if model.likelihood == "binned":
        model.network_.logits.own.zero_()
        model.network_.logits.shared.zero_()
    else:
        model.network_.decoder[-1].weight.zero_()
    return model


def test_the_articles_rows_have_the_mean_of_its_loss():
    model, df = certain(fitted("article")), related()
    with torch.no_grad():
        x, target, _ = batch_of(model, df)
        mu, logvar = model.network_.encode(x)
        loss = article_loss(target, model.network_.decode(mu), mu, logvar, model.setting("kl_weight"))[0].item()
    found = elbo_of_rows(model, df, draws=3)
    assert found.shape == (len(df),)
    assert found.mean() == pytest.approx(-loss, rel=1e-5)


def test_the_articles_kl_weight_counts():
    model, df = certain(fitted("article")), related()
    with torch.no_grad():
        kl = kl_divergence(*model.network_.encode(batch_of(model, df)[0])).mean(-1).numpy()
    light = elbo_of_rows(model, df, draws=1)
    model.kl_weight = 0.5
    assert light - elbo_of_rows(model, df, draws=1) == pytest.approx(0.499 * kl, rel=1e-4)


def test_a_binned_decoder_without_z_gives_the_product_of_shares():
    model, df = ignored(fitted("binned")), related()
    places = batch_of(model, df)[0]
    bias = model.network_.bias.detach().double()
    log_shares = torch.cat([bias[block] - bias[block].logsumexp(0) for block in model.encoding_.blocks])
    expected = log_shares[places].sum(1).numpy()
    assert elbo_of_rows(model, df) == pytest.approx(expected, abs=1e-4)


def test_a_mixed_decoder_without_z_gives_normals_times_shares():
    model, df = ignored(fitted("mixed")), related()
    _, target, _ = batch_of(model, df)
    if model.recipe.rows(model.encoding_, model.encoder_.transform(df)).encoding.intervals(
            model.encoder_.transform(df)) is not None:
        df = df.assign(age=df["age"] + np.random.default_rng(1).normal(size=len(df)))  # numbers without repeats
        model = ignored(make("vae", likelihood="mixed", latent_dim=2, hidden=16, epochs=5).fit(df, seed=0))
        _, target, _ = batch_of(model, df)
    bias, sigma = model.network_.decoder[-1].bias.detach().double(), model.network_.sigma.detach().numpy()
    p = len(sigma)
    expected = stats.norm.logpdf(target[:, :p].numpy(), bias[:p].numpy(), sigma).sum(1)
    for block in model.encoding_.blocks:
        expected += (target[:, block].double() @ (bias[block] - bias[block].logsumexp(0))).numpy()
    assert elbo_of_rows(model, df) == pytest.approx(expected, abs=1e-4)


@torch.no_grad()
def importance(model, df, k, seed=0):
    """log of the mean of k weights p(x, z) / q(z|x), a row each (Burda, Grosse, Salakhutdinov 2016)."""
    draws = torch.Generator().manual_seed(seed)
    x, target, seen = batch_of(model, df)
    mu, logvar = model.network_.encode(x)
    logs = []
    for _ in range(k):
        eps = torch.randn(mu.shape, generator=draws)
        z = reparameterise(mu, logvar, eps)
        likelihood = -TERMS[model.likelihood](model, target, model.network_.decode(z), seen)
        logs.append((likelihood - 0.5 * (z**2).sum(-1) + 0.5 * (eps**2 + logvar).sum(-1)).double())
    return (torch.logsumexp(torch.stack(logs), 0) - np.log(k)).numpy()


def test_the_binned_bound_lies_below_log_p():
    """Mean over rows: ELBO <= 50 weights <= log p; one weight is the ELBO again, but for the luck of the draws."""
    model, df = fitted("binned", epochs=40, kl_weight=0.3), related()
    bound = elbo_of_rows(model, df, draws=100)
    one = np.mean([importance(model, df, 1, seed) for seed in range(100)], axis=0)
    assert bound.mean() == pytest.approx(one.mean(), abs=0.05)
    fifty = importance(model, df, 50)
    assert fifty.mean() > bound.mean()
    assert (fifty > bound - 0.5).all()


def test_a_mixture_prior_takes_no_part():
    """Two models that differ in what is drawn after training only."""
    plain, mixture = (elbo_of_rows(fitted("binned", prior=prior), related()) for prior in ("normal", "mixture"))
    assert plain == pytest.approx(mixture)


def test_more_draws_less_noise_and_the_same_seed_the_same_number():
    model, df = fitted("binned", epochs=20, kl_weight=0.3), related(50)
    spread = [np.std([elbo_of_rows(model, df, draws, seed) for seed in range(12)], axis=0).mean() for draws in (1, 25)]
    assert spread[1] < 0.5 * spread[0]  # a fifth is expected
    assert (elbo_of_rows(model, df, 3, seed=4) == elbo_of_rows(model, df, 3, seed=4)).all()


@pytest.mark.slow
def test_a_row_that_was_learned_by_heart_stands_out():
    """Thirty rows, many epochs: the article's network gives them more than thirty others."""
    rows, others = related(30, 1), related(30, 2)
    model = make("vae", likelihood="article", epochs=1500).fit(rows, seed=0)
    assert elbo_of_rows(model, rows).mean() > elbo_of_rows(model, others).mean()


def test_what_cannot_be_asked():
    with pytest.raises(CourseError, match="call fit"):
        elbo_of_rows(make("vae"), related())
    with pytest.raises(CourseError, match="draws"):
        elbo_of_rows(fitted("article", epochs=1), related(), draws=0)

"""O48: total correlation against the closed form, MIG on factors that are turned, and the KL taken apart."""

import numpy as np
import pandas as pd
import pytest
import torch

from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.generators.neural.vae import decomposition, kl_divergence, mig, reparameterise, total_correlation

F64 = torch.float64


def posteriors(rho, n, s2=0.3, seed=0):
    """n posteriors N(mu, s2) whose average q(z) is N(0, [[1, rho], [rho, 1]]), and one draw of each."""
    g = torch.Generator().manual_seed(seed)
    factor = torch.linalg.cholesky(torch.tensor([[1.0, rho], [rho, 1.0]], dtype=F64) - s2 * torch.eye(2, dtype=F64))
    mu = torch.randn(n, 2, generator=g, dtype=F64) @ factor.T
    logvar = torch.full((n, 2), float(np.log(s2)), dtype=F64)
    return reparameterise(mu, logvar, torch.randn(n, 2, generator=g, dtype=F64)), mu, logvar


def check_total_correlation(tc):
    """-1/2 log det R of a Gaussian q(z), from the whole table and from minibatches of 250."""
    for rho, exact in ((0.6, 0.2231436), (0.0, 0.0)):
        whole = [float(tc(*posteriors(rho, 2000, seed=s), 2000)) for s in range(3)]
        assert np.mean(whole) == pytest.approx(exact, abs=0.02)  # sd of one: .013; the estimate of q(z) adds a bias
    z, mu, logvar = posteriors(0.6, 4000, seed=9)
    parts = [float(tc(*(v[i:i + 250] for v in (z, mu, logvar)), 4000)) for i in range(0, 4000, 250)]
    assert np.mean(parts) == pytest.approx(0.2231436, abs=0.06)


def test_o48_total_correlation_of_a_gaussian():
    check_total_correlation(total_correlation)


@pytest.mark.slow
@pytest.mark.parametrize("fault", [
    lambda z, mu, logvar, n: -total_correlation(z, mu, logvar, n),
    lambda z, mu, logvar, n: total_correlation(z, mu, 2 * logvar, n),  # sigma for sigma^2
    lambda z, mu, logvar, n: decomposition(z, mu, logvar, n)[0],  # information for total correlation
    lambda z, mu, logvar, n: total_correlation(z, mu, logvar, n) + np.log(n * len(z)),  # 1 / (n b) for every row
], ids=["sign", "squared twice", "another term", "weights"])
def test_a_planted_fault_in_the_total_correlation_is_seen(fault):
    with pytest.raises(AssertionError):
        check_total_correlation(fault)


def test_the_three_parts_add_up_to_the_kl():
    z, mu, logvar = posteriors(0.6, 1500)
    kl = kl_divergence(mu, logvar).sum(1)
    assert float(sum(decomposition(z, mu, logvar, 1500))) == pytest.approx(float(kl.mean()), abs=4.5 * 1.2 / 1500**0.5)


def turned(degrees, n=20_000, noise=0.05):
    """Two factors of 4 levels, and latents that are these, turned, with a little noise."""
    rng = np.random.default_rng(0)
    factors, a = rng.integers(0, 4, (n, 2)), np.deg2rad(degrees)
    return factors @ [[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]] + noise * rng.standard_normal((n, 2)), factors


def test_o48_mig_of_factors_that_are_turned():
    assert mig(*turned(0)) == pytest.approx(0.97, abs=0.01)
    assert mig(*turned(15)) == pytest.approx(0.26, abs=0.01)
    assert mig(*turned(45)) < 0.01


def test_mig_of_a_copy_is_one_and_of_two_copies_nought():
    factors = np.repeat(np.arange(4), 250)[:, None]
    unrelated = np.tile(np.arange(250), 4)
    assert mig(np.column_stack([factors, unrelated]), factors) == pytest.approx(1.0)
    assert mig(np.column_stack([factors, -factors]), factors) == pytest.approx(0.0)


def test_what_cannot_be_judged_is_said():
    with pytest.raises(CourseError, match="one column"):
        mig(np.zeros((5, 1)), np.zeros((5, 1)))
    with pytest.raises(CourseError, match="constant"):
        mig(np.zeros((5, 2)), np.zeros((5, 1)))


@pytest.mark.slow
def test_a_weight_on_it_lowers_the_total_correlation():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 600))
    df = pd.DataFrame({"a": a, "b": b, "sum": a + b, "gap": a - b})
    found = []
    for weight in (0.0, 1.0):
        model = make("vae", likelihood="mixed", latent_dim=3, kl_weight=0.1, sigma=0.3, tc_weight=weight, epochs=40,
                     hidden=32, batch_size=128).fit(df, seed=0)
        mu, logvar = map(torch.from_numpy, model.encode(df))
        z = torch.from_numpy(model.posterior_sample(df, seed=1))
        found.append(float(total_correlation(z, mu, logvar, len(df))))
    assert found[1] < found[0] / 2

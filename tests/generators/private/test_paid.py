"""Nothing but paid answers depends on the rows.

The three ways by which rows may be asked (noisy counts, the exponential mechanism, noisy gradients) are replaced by
ones that answer with noise alone. Fitted on two tables that share nothing but card and dtypes, a model then has to be
the same to the last digit: what still differs was read off the rows without paying. Planted faults are seen so.
"""

import numpy as np
import pytest
import torch

from course_lib.data.encode import TableEncoder
from course_lib.dp.dpsgd import NoisyGradients
from course_lib.dp.mechanisms import gaussian
from course_lib.generators.private import counts, tree, vae
from course_lib.generators.private.domain import Domain
from course_lib.generators.private.marginals import PrivateMarginals
from course_lib.generators.private.vae import PrivateVAE
from tests.generators.conftest import mixed_table
from tests.generators.private.tables import mixed_card

SMALL = {"steps": 3, "hidden": 8, "batch_size": 10_000}


@pytest.fixture
def noise_alone(monkeypatch):
    """All answers say nothing of the rows."""
    def deaf_gaussian(answer, sigma, seed=None):
        return 30.0 + gaussian(np.zeros_like(np.asarray(answer, dtype=float)), sigma, seed)

    def deaf_set(self, losses):
        self.ghost.discard()
        return NoisyGradients_set(self, torch.empty(0))

    NoisyGradients_set = NoisyGradients.set
    monkeypatch.setattr(counts, "gaussian", deaf_gaussian)
    monkeypatch.setattr(tree, "gaussian", deaf_gaussian)
    monkeypatch.setattr(tree, "exponential_mechanism", lambda scores, epsilon, sensitivity, seed: len(scores) // 2)
    monkeypatch.setattr(NoisyGradients, "set", deaf_set)


def other_rows():
    """As `mixed_table`, but nearly everything is different: other values, gaps, levels."""
    df = mixed_table(300, seed=7)
    df["height"], df["visits"], df["stars"] = df["height"] - 20, df["visits"] // 3, 5
    df["income"] = np.where(df["income"].isna(), 17.123456, np.nan)
    df["plan"], df["country"], df["member"] = "plus", "DE", True
    return df


def differs(model) -> bool:
    """Do two fits, on different rows, leave different models?"""
    states = [flat(model.clone().fit(df, mixed_card(), seed=0)._state()) for df in (mixed_table(), other_rows())]
    return states[0] != states[1]


def flat(value):
    """Nested plain values, comparable."""
    if hasattr(value, "to_dict"):
        return flat(value.to_dict())
    if isinstance(value, dict):
        return {str(k): flat(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [flat(v) for v in value]
    return value.tobytes() if isinstance(value, np.ndarray) else repr(value)


MODELS = [PrivateMarginals(epsilon=3.0), PrivateVAE(epsilon=3.0, **SMALL)]


@pytest.mark.parametrize("model", [MODELS[0], pytest.param(MODELS[1], marks=pytest.mark.slow)], ids=repr)
def test_nothing_but_paid_answers_depends_on_the_rows(noise_alone, model):
    assert not differs(model)


@pytest.mark.parametrize("model", MODELS, ids=repr)
def test_the_answers_themselves_do(model):
    assert differs(model)


class DataBounds(PrivateMarginals):
    """The fault of bounds, levels and grid read off the rows."""

    def _encoder(self, df, schema):
        return TableEncoder(schema).fit(df)


class QuantileBins(PrivateMarginals):
    """The fault of bins at the data's quantiles: good bins, not paid for."""

    def _fit_table(self, df, encoder, rng, progress):
        quantiles = np.quantile(df["height"], np.linspace(0, 1, 11))
        wanted = Domain.of

        def of(encoder, cells):
            domain = wanted(encoder, cells)
            columns = [type(c)(**{**vars(c), "edges": quantiles, "size": 10 + (c.gap >= 0), "missing": 10})
                       if c.name == "height" else c for c in domain.columns]
            return Domain(tuple(columns), domain.width)
        Domain.of = of
        try:
            super()._fit_table(df, encoder, rng, progress)
        finally:
            Domain.of = wanted
        self.edges_ = quantiles


class ExactCount(PrivateMarginals):
    """The fault of writing down how many rows are married, say."""

    def _fit_table(self, df, encoder, rng, progress):
        super()._fit_table(df, encoder, rng, progress)
        self.members_ = int(df["member"].sum())


class BestTree(PrivateMarginals):
    """The fault of taking the best pairs as they are, without the exponential mechanism."""

    def _fit(self, x, fields, rng, progress):
        deaf, tree.exponential_mechanism = tree.exponential_mechanism, lambda scores, *_: int(np.argmax(scores))
        try:
            super()._fit(x, fields, rng, progress)
        finally:
            tree.exponential_mechanism = deaf


class StartAtTheData(PrivateVAE):
    """The fault of starting the decoder at the true shares."""

    def _group_shares(self):
        return [s + self.secret for s in super()._group_shares()]

    def _fit(self, x, fields, rng, progress):
        self.secret = float(np.mean(x[:, 0])) * 1e-6
        super()._fit(x, fields, rng, progress)


class LooksAtTheLoss(PrivateVAE):
    """The fault of a training curve: a number of the rows a step, for nothing."""

    def _fit(self, x, fields, rng, progress):
        super()._fit(x, fields, rng, progress)
        rows = self._one_hot(self.domain_.codes(x))(torch.arange(len(x)))
        with torch.no_grad():
            eps = torch.zeros(len(x), self.latent_dim)
            self.history_ = {"loss": [float(vae.row_losses(self.network_, rows, eps, self._blocks()).mean())]}


@pytest.mark.parametrize("fault", [DataBounds, QuantileBins, ExactCount, BestTree])
def test_unpaid_answers_of_the_marginals_are_recognised(noise_alone, fault):
    assert differs(fault(epsilon=3.0))


@pytest.mark.parametrize("fault", [StartAtTheData, LooksAtTheLoss])
def test_unpaid_answers_of_the_vae_are_recognised(noise_alone, fault):
    assert differs(fault(epsilon=3.0, **SMALL))

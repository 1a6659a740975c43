"""Mode-specific normalisation there and back (O26), the modes of a column whose modes are known."""

import numpy as np
import pytest
from scipy.stats import norm

from course_lib.data.encode import TableEncoder
from course_lib.generators.neural.gan.modes import FURTHEST, ModeEncoding, Modes


def humps(n=3000, seed=0):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(n) < 0.3, rng.normal(-50, 2, n), rng.normal(100, 10, n))


def test_there_and_back():
    rng, values = np.random.default_rng(1), humps()
    modes = Modes.fit(values, rng)
    alpha, k = modes.encode(values, rng.random(len(values)))
    inside = np.abs(alpha) < FURTHEST
    assert inside.mean() > 0.999
    assert np.abs(modes.decode(alpha, k) - values)[inside].max() < 1e-9
    assert (np.abs(alpha) <= FURTHEST).all()


def test_two_humps_are_found_and_light_modes_dropped():
    modes = Modes.fit(humps(), np.random.default_rng(0))
    assert 2 <= len(modes.eta) <= 10
    assert modes.weight.min() > 0.005 and modes.weight.sum() == pytest.approx(1)
    left = modes.eta < 0
    assert modes.weight[left].sum() == pytest.approx(0.3, abs=4.5 * np.sqrt(0.21 / 3000) + 0.005)
    assert modes.eta[left] @ modes.weight[left] / modes.weight[left].sum() == pytest.approx(-50, abs=0.5)


def test_responsibilities_are_bayes_rule_and_modes_are_drawn_by_them():
    modes = Modes(np.array([0.3, 0.7]), np.array([0.0, 2.0]), np.array([1.0, 0.5]), np.empty(0))
    value = 1.2
    joint = modes.weight * norm.pdf(value, modes.eta, modes.phi)
    assert modes.responsibilities(np.array([value]))[0] == pytest.approx(joint / joint.sum(), abs=1e-12)
    n = 20_000
    _, k = modes.encode(np.full(n, value), np.random.default_rng(0).random(n))
    share = (joint / joint.sum())[1]
    assert k.mean() == pytest.approx(share, abs=4.5 * np.sqrt(share * (1 - share) / n))


def test_alpha_is_in_units_of_four_standard_deviations():
    alpha, _ = Modes(np.ones(1), np.array([10.0]), np.array([2.0]), np.empty(0)).encode(
        np.array([12.0, 10.0, 50.0]), np.zeros(3))
    assert alpha.tolist() == [0.25, 0.0, FURTHEST]


def test_a_spike_is_a_mode_of_its_own_and_comes_back_exactly():
    rng = np.random.default_rng(0)
    values = np.where(rng.random(2000) < 0.4, 0.0, rng.normal(3, 1, 2000))
    values[:100] = 99.99
    modes = Modes.fit(values, rng)
    assert modes.spikes.tolist() == [0.0, 99.99]
    alpha, k = modes.encode(values, rng.random(2000))
    spiky = np.isin(values, modes.spikes)
    assert (alpha[spiky] == 0).all() and (modes.decode(alpha, k)[spiky] == values[spiky]).all()
    assert (k[spiky] >= len(modes.eta)).all() and (k[~spiky] < len(modes.eta)).all()
    assert len(Modes.fit(values, rng, spike=2.0).spikes) == 0


def test_a_table_there_and_back(mixed, mixed_schema):
    encoder = TableEncoder(mixed_schema).fit(mixed)
    matrix, rng = encoder.transform(mixed), np.random.default_rng(0)
    encoding = ModeEncoding.fit(matrix, encoder.fields_, rng)
    alpha, places = encoding.rows(matrix, rng)
    assert (places < encoding.blocks).all() and (places >= 0).all()
    assert alpha.shape[1] + sum(encoding.blocks) == encoding.size
    inside = (np.abs(alpha) < FURTHEST).all(axis=1)
    back = ModeEncoding.from_dict(encoding.to_dict()).matrix(alpha, places)
    assert back[inside] == pytest.approx(matrix[inside], abs=1e-9)


@pytest.mark.parametrize("values", [
    [3.0] * 9, [1.0, 2.0], [0.0] * 50 + [1.0], [-1e300, 1e300, 0.0, 5e-324] * 5, [1e-9, 2e-9, 4e-9] * 8,
    [1e15, 1e15 + 1, 1e15 + 2] * 8,
], ids=["constant", "two rows", "one away from zero", "huge", "tiny", "far from zero"])
def test_odd_columns(values):
    values, rng = np.array(values), np.random.default_rng(0)
    modes = Modes.fit(values, rng)
    alpha, k = modes.encode(values, rng.random(len(values)))
    back = modes.decode(alpha, k)
    assert np.isfinite(back).all()
    assert np.isfinite(modes.eta).all() and (modes.phi > 0).all()
    far = np.abs(alpha) >= FURTHEST
    assert np.allclose(back[~far], values[~far], rtol=1e-9, atol=1e-9 * np.abs(values).max())

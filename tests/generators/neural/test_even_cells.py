"""Numbers spread evenly in their cells: where the rows are even, and nowhere else."""

import numpy as np
import pytest
from scipy.stats import kstest

from course_lib.data.encode import Field
from course_lib.generators.neural.binned import BinnedEncoding

N = 6000


def encoded(x, step=None, **more):
    field = Field("x", "x", 0, True, float(x.min()), float(x.max()), step)
    return BinnedEncoding.fit(x[:, None], (field,), 40, **more)


def is_evened(x, step=None):
    plain, evened = encoded(x, step), encoded(x, step, even=True)
    assert np.array_equal(plain.codes(x[:, None]), evened.codes(x[:, None]))  # cells are the same in any case
    assert np.array_equal(plain.levels, evened.levels)
    return len(evened.variables[0].margin.u) < len(plain.variables[0].margin.u)


def smooth(seed):
    return np.random.default_rng(seed).gamma(6, 1, N)


@pytest.mark.parametrize("seed", range(5))
def test_a_smooth_column_is_evened(seed):
    assert is_evened(smooth(seed))
    assert is_evened(np.round(smooth(seed), 2), 0.01)


def heaps(rng):
    x = np.round(rng.gamma(6, 1, N), 2)
    return np.where(rng.random(N) < 0.05, np.round(x * 2) / 2 + 0.01, x), 0.01  # one row in twenty near a half


def holes(rng):
    x = rng.gamma(6, 1, N)
    return np.where(x % 0.1 < 0.05, x, x + 0.05), None  # nothing in the upper half of each tenth


def spike(rng):
    return np.where(rng.random(N) < 0.2, 0.0, rng.gamma(6, 1, N)), None


def few_values(rng):
    return rng.integers(0, 30, N).astype(float), 1.0


@pytest.mark.parametrize("table", [heaps, holes, spike, few_values])
def test_heaps_holes_spikes_and_whole_numbers_stay_as_they_are(table):
    assert not is_evened(*table(np.random.default_rng(0)))


def test_numbers_lie_evenly_in_inner_cells_and_as_seen_in_the_outermost():
    x, rng = smooth(0), np.random.default_rng(1)
    e = encoded(x, even=True)
    v = e.variables[0]
    codes = np.repeat([5, 0, v.n_levels - 1], 2000)
    made = e.matrix(codes[:, None], rng.random((6000, 1)))[:, 0]
    assert np.array_equal(e.codes(made[:, None])[:, 0], codes)
    low, high = v.borders[4:6]
    assert kstest((made[:2000] - low) / (high - low), "uniform").pvalue > 1e-5
    for k, part in ((0, made[2000:4000]), (v.n_levels - 1, made[4000:])):
        seen = x[e.codes(x[:, None])[:, 0] == k]
        assert part.min() >= x.min()
        assert part.max() <= x.max()
        assert kstest(part, seen).pvalue > 1e-5


def test_a_gap_stays_a_gap_and_the_filling_is_no_heap():
    rng = np.random.default_rng(0)
    gone = rng.random(N) < 0.2
    x = np.where(gone, 6.0, np.round(smooth(0), 2))  # 6.0 is seen too, so the gap is no function of x
    fields = (Field("x", "x", 0, True, 0.0, 99.0, 0.01), Field("x is missing", "x", 2, False, 0.0, 1.0))
    matrix = np.column_stack([x, gone])
    plain, evened = (BinnedEncoding.fit(matrix, fields, 40, even=even) for even in (False, True))
    assert len(evened.variables[0].margin.u) < len(plain.variables[0].margin.u)
    assert np.array_equal(plain.codes(matrix), evened.codes(matrix))
    again = BinnedEncoding.from_dict(evened.to_dict())
    u = rng.random((N, 1))
    assert np.array_equal(again.matrix(again.codes(matrix), u), evened.matrix(evened.codes(matrix), u))


def test_what_another_column_is_computed_from_stays_as_it_is():
    x = np.round(smooth(0), 2)
    fields = tuple(Field(name, name, 0, True, 0.0, 999.0, 0.01) for name in "xy")
    matrix = np.column_stack([x, 2 * x])
    plain, evened = (BinnedEncoding.fit(matrix, fields, 40, even=even) for even in (False, True))
    assert len(plain.dependents) == 1
    assert np.array_equal(plain.variables[0].margin.u, evened.variables[0].margin.u)

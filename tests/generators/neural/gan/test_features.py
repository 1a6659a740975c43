"""What a critic sees of a row, and the pair loss against a mean over rows that are really drawn."""

import numpy as np
import pytest
import torch

from course_lib.data import Schema
from course_lib.data.encode import TableEncoder
from course_lib.generators.neural.binned import BinnedEncoding
from course_lib.generators.neural.gan.features import WAVES, Features, PairLoss, energy_distance, table
from course_lib.generators.neural.gan.networks import as_choice
from tests.generators.conftest import mixed_table


def encoded(n=400):
    df = mixed_table(n)
    encoder = TableEncoder(Schema.infer(df)).fit(df)
    matrix = encoder.transform(df)
    encoding = BinnedEncoding.fit(matrix, encoder.fields_, 20)
    codes = encoding.codes(matrix)
    return encoding, Features.fit(encoding, codes), torch.from_numpy(codes.astype(np.int64))


def test_features_have_mean_zero_and_see_every_level():
    encoding, features, codes = encoded()
    f = features.of_codes(codes)
    assert f.shape == (400, features.size)
    assert f.mean(0).abs().max() < 1e-5
    for t, levels in zip(features.tables, encoding.levels):
        assert len(np.unique(t.numpy().round(5), axis=0)) == levels


def test_neighbours_of_an_ordered_column_look_alike_and_levels_of_a_category_do_not():
    share = np.full(40, 1 / 40)
    waves, single = table((np.arange(40) + 0.5) / 40, share), table(None, share)
    assert waves.shape == (40, WAVES) and single.shape == (40, 40)

    def apart(t, a, b):
        return np.linalg.norm(t[a] - t[b])

    assert apart(waves, 10, 11) < apart(waves, 10, 30) / 2
    assert apart(single, 10, 11) == pytest.approx(apart(single, 10, 30))


def test_shares_of_levels_have_the_features_of_their_mean():
    encoding, features, codes = encoded()
    hot = [torch.nn.functional.one_hot(codes[:, j], k).float() for j, k in enumerate(encoding.levels)]
    assert torch.allclose(features.of_blocks(hot), features.of_codes(codes), atol=1e-5)
    assert torch.allclose(features.of_blocks([as_choice(h) for h in hot]), features.of_codes(codes), atol=1e-5)


def blocks_of(codes, levels, g, rows=64):
    """Probabilities that lean towards the codes of some rows: what a generator says that has learned a little."""
    picked = codes[torch.randint(len(codes), (rows,), generator=g)]
    return [0.5 * torch.nn.functional.one_hot(picked[:, j], k).float() + 0.5 / k for j, k in enumerate(levels)]


def check_pair_loss(loss_of):
    """The mean of the estimates is the squared distance itself, computed from rows drawn one by one."""
    encoding, features, codes = encoded()
    loss, g = PairLoss(features, codes), torch.Generator().manual_seed(0)
    with torch.no_grad():
        guesses = torch.stack([loss_of(loss, blocks_of(codes, encoding.levels, g)) for _ in range(400)])
        many = blocks_of(codes, encoding.levels, g, 60_000)
        drawn = torch.stack([torch.multinomial(b, 1, generator=g)[:, 0] for b in many], 1)
        f = features.of_codes(drawn)
        apart = f.T @ f / len(f) - loss.real
        off = torch.cat([torch.bincount(c, minlength=k) / len(c) - s for c, k, s in
                         zip(drawn.T, encoding.levels, features.shares)])
        exact = (apart**2 * loss.different).sum() + (off**2 / (loss.share + 1e-3)).sum()
        noise = loss.different.sum() / len(f)  # each entry's square has its sampling variance, about 1 / rows, on top
    # the drawn rows' own error: a few hundredths of the value
    assert guesses.mean().item() == pytest.approx((exact - noise).item(), rel=0.04)


def test_the_pair_loss_is_the_squared_distance_without_bias():
    check_pair_loss(lambda loss, blocks: loss(blocks))


def one_half_twice(loss, blocks):
    half = [b[: len(b) // 2] for b in blocks]
    return loss([torch.cat([b, b]) for b in half])


def wrong_rows(loss, blocks):
    return loss([b[torch.randperm(len(b), generator=torch.Generator().manual_seed(j))] for j, b in enumerate(blocks)])


@pytest.mark.parametrize("fault", [one_half_twice, wrong_rows, lambda loss, blocks: -loss(blocks)],
                         ids=["noise squared", "columns of different rows", "sign"])
def test_a_faulty_pair_loss_is_caught(fault):
    with pytest.raises(AssertionError):
        check_pair_loss(fault)


def test_real_rows_as_the_generators_own_have_a_loss_near_zero():
    encoding, features, codes = encoded()
    hot = [torch.nn.functional.one_hot(torch.cat([codes[:, j], codes[:, j]]), k).float()
           for j, k in enumerate(encoding.levels)]  # both halves are the table itself
    assert PairLoss(features, codes)(hot).item() == pytest.approx(0, abs=1e-6)


def test_energy_distance_of_two_normals():
    """In one dimension it is 2 E|X - Y| - E|X - X'| - E|Y - Y'|, in closed form for normals; 0 for one law."""
    g, n = torch.Generator().manual_seed(0), 3000
    x, y, other = (torch.randn(n, 1, generator=g) + shift for shift in (0, 1.5, 0))
    folded = 2 * np.sqrt(2) * (np.exp(-1.5**2 / 4) / np.sqrt(2 * np.pi)) + 1.5 * (
        2 * 0.8555778168267576 - 1)  # E|N(1.5, 2)|, Phi(1.5 / sqrt 2) = .8556
    known = 2 * folded - 4 / np.sqrt(np.pi)
    assert energy_distance(x, y) == pytest.approx(known, abs=0.1)
    assert energy_distance(x, other) == pytest.approx(0, abs=0.01)

"""A row as a critic sees it, and the part of the critic that needs no network: all pairs of columns at once.

    features     phi_j, (K_j, m_j), says for each level of column j what is to be seen. For categories and columns of
                 few levels the level itself, divided by the root of its share, so that rare ones count. For ordered
                 columns the first cosine waves of the level's place on the column's distribution function, so that
                 neighbours look alike, and beside them its spikes. A row's features f, (M,), stand side by side
    pairs        C = E f f', (M, M): all that any pair of columns does together

Columns are drawn independently once z is given, with probabilities p_j(z). So E f given z is p_j(z) phi_j, and the
generator's C is E_z of (E f | z)(E f | z)': exact, without drawing a single row, where j and k differ. The loss

    sum over pairs j < k of |C_jk - C_jk(generator)|^2  +  sum over levels of (share - share(generator))^2 / share

is the squared maximum mean discrepancy between real and made rows (Gretton et al. 2012; Li et al. 2015, generative
moment matching) for the kernel that adds up all pairs of columns. Estimated from two halves of the batch, one factor
from each: the square of one estimate would count its noise, and reward a generator that ignores z.
"""

from dataclasses import dataclass

import numpy as np
import torch
from scipy.linalg import block_diag

WAVES = 12  # of an ordered column
SPIKE = 0.03  # a level with this share is a feature of its own in an ordered column
RAREST = 0.01  # shares below are counted as this: what a few rows do is no more than noise


@dataclass(frozen=True)
class Features:
    """tables: phi_j of each column, (K_j, m_j). shares: of each column's levels, (K_j,)."""

    tables: list[torch.Tensor]
    shares: list[torch.Tensor]

    @classmethod
    def fit(cls, encoding, codes: np.ndarray) -> "Features":
        """encoding: a BinnedEncoding; codes: its (n, c) codes of the training rows."""
        found = [shares_of(codes[:, j], v.n_levels) for j, v in enumerate(encoding.variables)]
        tables = [table(v.positions, share) for v, share in zip(encoding.variables, found)]
        return cls([torch.from_numpy(t.astype(np.float32)) for t in tables],
                   [torch.from_numpy(s.astype(np.float32)) for s in found])

    @property
    def size(self) -> int:
        """M."""
        return sum(t.shape[1] for t in self.tables)

    def of_codes(self, codes):
        """(n, c) -> (n, M)."""
        return torch.cat([t[codes[:, j]] for j, t in enumerate(self.tables)], 1)

    def of_blocks(self, blocks):
        """Shares of the levels, one (batch, K_j) a column -> (batch, M)."""
        return torch.cat([block @ t for block, t in zip(blocks, self.tables)], 1)


def shares_of(codes, k) -> np.ndarray:
    return np.bincount(codes, minlength=k) / len(codes)


def table(positions, share) -> np.ndarray:
    """phi of one column, (K, m), with mean 0 under `share`. positions: (K,), NaN for a gap; None for a category."""
    k = len(share)
    single = np.eye(k) / np.sqrt(np.maximum(share, RAREST))
    if positions is not None and k > WAVES + 1:
        single = np.hstack([waves(positions), single[:, (share > SPIKE) | np.isnan(positions)]])
    return single - share @ single


def waves(positions) -> np.ndarray:
    """sqrt(2) cos(pi k u) at each level's place u, k = 1 .. WAVES, the fast ones a little lower: (K, WAVES)."""
    k = np.arange(1, WAVES + 1)
    found = np.sqrt(2) * np.cos(np.pi * np.outer(np.nan_to_num(positions, nan=0.5), k)) / np.sqrt(1 + (k / WAVES) ** 2)
    found[np.isnan(positions)] = 0
    return found


def smooth_outputs(encoding) -> torch.Tensor:
    """The waves of all ordered columns of many levels, side by side, (D, W): in which directions neighbouring levels
    of a generator's output move together."""
    pieces = [waves(v.positions) if v.positions is not None and v.n_levels > WAVES + 1 else np.empty((v.n_levels, 0))
              for v in encoding.variables]
    return torch.from_numpy(block_diag(*pieces).astype(np.float32))


class PairLoss:
    """The loss above, for the real rows' codes (n, c)."""

    def __init__(self, features: Features, codes):
        self.features, self.share = features, torch.cat(features.shares)
        self.real = sum(f.T @ f for f in map(features.of_codes, codes.split(8192))) / len(codes)
        widths = [t.shape[1] for t in features.tables]
        self.columns = len(widths)
        owner = torch.repeat_interleave(torch.arange(self.columns), torch.tensor(widths))
        self.different = (owner[:, None] != owner[None, :]).float() / self.columns  # a column beside itself is no pair

    def __call__(self, blocks):
        """A scalar, without bias, from the probabilities p_j(z) of a batch: one (batch, K_j) a column."""
        f, p = self.features.of_blocks(blocks), torch.cat(blocks, 1)
        half = len(f) // 2
        apart = [part.T @ part / len(part) - self.real for part in (f[:half], f[half:])]
        off = [part.mean(0) - self.share for part in (p[:half], p[half:])]
        return (apart[0] * apart[1] * self.different).sum() + (off[0] * off[1] / (self.share + 1e-3)).sum()


def energy_distance(x, y) -> float:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'| of two sets of rows, (n, M) and (m, M): 0 only if their laws agree.

    The criterion by which training stops: no network has a say in it. Source: Szekely and Rizzo (2013).
    """
    n, m = len(x), len(y)
    within = torch.cdist(x, x).sum() / (n * max(n - 1, 1)) + torch.cdist(y, y).sum() / (m * max(m - 1, 1))
    return (2 * torch.cdist(x, y).mean() - within).item()

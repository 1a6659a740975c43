"""Randomness is an argument of the call that draws: a seed goes in, a generator object travels down.

Nothing here reads or changes numpy's or torch's global state, so a lesson gives the same rows whatever
ran before it.
"""

from contextlib import contextmanager
from numbers import Integral

import numpy as np

from course_lib.errors import CourseError


def generator(seed=None) -> np.random.Generator:
    """A fresh numpy generator: the same for the same whole number, new entropy for None.

    A generator that is passed in is used as it is, so that functions can be composed.
    """
    if isinstance(seed, np.random.Generator):
        return seed
    if seed is None:
        return np.random.default_rng()
    if isinstance(seed, Integral) and not isinstance(seed, bool) and seed >= 0:
        return np.random.default_rng(int(seed))
    raise CourseError(f"seed={seed!r} is no seed: give a whole number from 0 up, or None for a fresh draw.")


def spawn(rng: np.random.Generator, n: int) -> list[np.random.Generator]:
    """`n` independent generators, so that one part can draw more without changing what another part draws."""
    return [np.random.default_rng(int(s)) for s in rng.integers(0, 2**63, size=n)]


def torch_generator(rng: np.random.Generator):
    """A torch generator seeded from a numpy one. torch is imported here, not with the module: it takes seconds."""
    import torch

    return torch.Generator().manual_seed(int(rng.integers(0, 2**63)))


@contextmanager
def threads(n: int = 1):
    """Run the block on `n` threads of torch and BLAS; the numbers before are restored afterwards.

    A sum split over another number of threads rounds differently, so the same seed gives the same rows
    only at the same thread count.
    """
    import sys

    from threadpoolctl import threadpool_limits

    torch = sys.modules.get("torch")
    before = torch.get_num_threads() if torch else None
    if torch:
        torch.set_num_threads(n)
    try:
        with threadpool_limits(n):
            yield
    finally:
        if torch:
            torch.set_num_threads(before)

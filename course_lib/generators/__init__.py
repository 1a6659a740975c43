"""Generators of tables: `make(name, **settings)`, then `.fit(df)`, then `.sample(n)`.

GENERATORS maps short names to classes, make builds one, load reads a saved one, and check_generator puts
any generator, also your own, to the contract. Nothing here imports torch before a neural class is asked for.
"""

from course_lib.generators.base import Generator
from course_lib.generators.registry import GENERATORS, make

__all__ = ["GENERATORS", "Generator", "VAEGrid", "make"]


def __getattr__(name):
    if name == "VAEGrid":  # needs torch: imported when it is asked for
        from course_lib.generators.neural.vae_grid import VAEGrid

        return VAEGrid
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

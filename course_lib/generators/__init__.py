"""Generators of tables: `make(name, **settings)`, then `.fit(df)`, then `.sample(n)`.

GENERATORS maps short names to classes, make builds one, load reads a saved one, and check_generator puts
any generator, also your own, to the contract. Nothing here imports torch before a neural class is asked for.

- `base`: the class to derive from, with fit and sample; `settings`: checks of keywords; `store`: save and load.
- `registry`: GENERATORS and make. `contract`: check_generator.
- `statistical/`: no network; `neural/`: torch; `private/`: (epsilon, delta)-differentially private, only on a schema
  that is declared (`registry.needs_declared`). One generator, one file.

A new generator: its file in one of the three folders, a line in `registry`, a test file beside its siblings' in
`tests/generators/`, and there its settings in the lists of `test_contract.py` and `test_odd_tables.py`.
"""

from course_lib.generators.base import Generator
from course_lib.generators.contract import check_generator
from course_lib.generators.registry import GENERATORS, make
from course_lib.generators.store import load

__all__ = ["GENERATORS", "Generator", "VAEGrid", "check_generator", "load", "make"]  # noqa: F822 (VAEGrid: below)


def __getattr__(name):
    if name == "VAEGrid":  # needs torch: imported when it is asked for
        from course_lib.generators.neural.vae.grid import VAEGrid

        return VAEGrid
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

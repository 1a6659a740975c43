"""A chain of small conditionals: p(x) = p(x_1) p(x_2 | x_1) ... p(x_c | x_1, ..., x_{c-1}).

- `bases`: hat functions over a column's levels, so that neighbours learn from each other.
- `chain`: the network of one order of the columns: its probabilities, its loss, its draws.
- `model`: the generator: several orders, fitted one after the other and mixed.
"""

from course_lib.generators.neural.autoregressive.bases import basis, hats
from course_lib.generators.neural.autoregressive.chain import Chain
from course_lib.generators.neural.autoregressive.model import Autoregressive

__all__ = ["Autoregressive", "Chain", "basis", "hats"]

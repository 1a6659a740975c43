"""A chain of small conditionals: p(x) = p(x_1) p(x_2 | x_1) ... p(x_c | x_1, ..., x_{c-1}).

- `chain`: the network of one order of the columns: its probabilities, its loss, its draws.
- `model`: the generator: several orders, fitted one after the other and mixed.

Neighbouring levels of a column learn from each other by `bases`, one floor up.
"""

from course_lib.generators.neural.autoregressive.chain import Chain
from course_lib.generators.neural.autoregressive.model import Autoregressive

__all__ = ["Autoregressive", "Chain"]

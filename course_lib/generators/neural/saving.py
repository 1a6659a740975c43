"""How a neural generator is saved and loaded: its network becomes arrays, its encoding a dict."""

import torch

from course_lib.generators.base import Generator
from course_lib.generators.neural.training import set_weights, weights


class NeuralGenerator(Generator):
    """A Generator that learns a `network_`, an `encoding_`, or both.

    A subclass has `Encoding`, the class of its encoding, and `_network(generator)`, which builds the network for it.
    """

    def _state(self):
        state = super()._state()
        if "encoding_" in state:
            state["encoding_"] = self.encoding_.to_dict()
        if "network_" in state:
            state["network_"] = weights(self.network_)
        return state

    def _restore(self, state):
        super()._restore(state)
        if "encoding_" in state:
            self.encoding_ = self.Encoding.from_dict(state["encoding_"])
        if "network_" in state:
            self.network_ = self._network(torch.Generator())
            set_weights(self.network_, state["network_"])

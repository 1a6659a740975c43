"""What every network of the course shares: layers, minibatches, the optimiser, a progress line.

No draw here comes from torch's global generator. torch's own `nn.Linear` draws its first weights from it, so
the layers are our own.
"""

import math
import sys
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.optim.adam import adam
from tqdm import tqdm

CHUNK = 8192  # rows that pass a network at once when nothing is learned: a million rows need little memory


class Linear(nn.Module):
    """x W + b, with x (batch, inputs). First weights and biases: uniform within 1 / sqrt(inputs), torch's default.

    With a stack of S networks side by side, W is (S, inputs, outputs), b (S, 1, outputs), x (S, batch, inputs).
    """

    def __init__(self, inputs: int, outputs: int, generator: torch.Generator):
        super().__init__()
        reach = 1 / math.sqrt(inputs)
        self.weight = nn.Parameter(torch.empty(inputs, outputs).uniform_(-reach, reach, generator=generator))
        self.bias = nn.Parameter(torch.empty(outputs).uniform_(-reach, reach, generator=generator))

    def forward(self, x):
        product = torch.baddbmm if self.weight.dim() == 3 else torch.addmm
        return product(self.bias, x, self.weight)


class Rows:
    """The rows of a table in network units, one-hot codes made for a minibatch at a time: they are large.

    encoding: an Encoding, already fitted. `x` is what an encoder sees, `target` what a decoder has to explain.
    They differ in the numbers that repeat: x holds the middle of such a value's interval, target a point drawn
    inside it, anew with every `redraw`.
    """

    def __init__(self, encoding, matrix):
        self.encoding = encoding
        p = len(encoding.numbers)
        self.middle = torch.from_numpy(encoding.number_matrix(matrix).astype(np.float32))  # (n, p)
        self.drawn = self.middle
        starts = np.array([block.start for block in encoding.blocks], dtype=np.int64)
        self.hot = torch.from_numpy(encoding.code_matrix(matrix) + starts)  # (n, c), where x holds a one
        seen = encoding.observed(matrix, [*encoding.numbers, *encoding.codes])
        self.seen = None if seen.all() else torch.from_numpy(seen.astype(np.float32))  # (n, p + c)
        self.p, self._intervals = p, encoding.intervals(matrix)

    def __len__(self):
        return len(self.middle)

    def redraw(self, rng: np.random.Generator) -> None:
        """Draw the target's numbers anew."""
        if self._intervals is not None:
            self.drawn = torch.from_numpy(self.encoding.draw_scores(*self._intervals, rng))

    def batch(self, rows):
        """x (b, D), target (b, D) and seen (b, p + c) or None, for the row numbers `rows`."""
        hot = self.hot[rows]
        seen = None if self.seen is None else self.seen[rows]
        one = torch.ones(hot.shape) if seen is None else seen[:, self.p :]
        codes = torch.zeros(len(hot), self.encoding.size).scatter_(1, hot, one)[:, self.p :]
        return torch.cat([self.middle[rows], codes], 1), torch.cat([self.drawn[rows], codes], 1), seen


class Adam:
    """Adam (Kingma and Ba 2015) by torch's fused kernel, bit for bit the steps of `torch.optim.Adam(fused=True)`.

    Made from that class, the first optimiser brings in torch's compiler, which it has no use for: seconds of imports.
    """

    def __init__(self, parameters, learning_rate: float, betas=(0.9, 0.999), weight_decay: float = 0.0):
        self.parameters = list(parameters)
        self.rate, self.betas, self.weight_decay = learning_rate, betas, weight_decay
        self.state = [(torch.zeros_like(p), torch.zeros_like(p), torch.zeros(())) for p in self.parameters]

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for p in self.parameters:
            p.grad = None

    @torch.no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        moved = [(p, p.grad, *state) for p, state in zip(self.parameters, self.state) if p.grad is not None]
        if moved:
            parameters, gradients, means, squares, steps = map(list, zip(*moved))
            adam(parameters, gradients, means, squares, [], steps, fused=True, amsgrad=False, beta1=self.betas[0],
                 beta2=self.betas[1], lr=self.rate, weight_decay=self.weight_decay, eps=1e-8, maximize=False)


class Optimiser:
    """Adam; if asked, with a one-cycle learning rate: up to its peak in a fifth of `steps`, then down to nothing, and
    the memory for gradients shortest at the peak (Smith and Topin 2019). As torch's OneCycleLR: cosines from 1/25 of
    the peak, to 1/250,000; beta_1 from .95 to .85 and back."""

    def __init__(self, network: nn.Module, learning_rate: float, steps: int, *, one_cycle: bool):
        self.adam = Adam([p for p in network.parameters() if p.requires_grad], learning_rate)
        self.peak, self.steps, self.done = learning_rate, steps, 0
        self.one_cycle = one_cycle and steps > 5  # so few have no room for a peak
        self._set()

    @property
    def rate(self) -> float:
        """The learning rate of the next step."""
        return self.adam.rate

    def step(self, loss) -> None:
        """One step down the gradient of `loss`."""
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
        self.done += 1
        self._set()

    def _set(self):
        if self.one_cycle:
            top, low = 0.2 * self.steps - 1, self.peak / 25
            if self.done <= top:
                part, rates, memory = self.done / top, (low, self.peak), (0.95, 0.85)
            else:
                part, rates, memory = (self.done - top) / (self.steps - 1 - top), (self.peak, low / 1e4), (0.85, 0.95)
            self.adam.rate, self.adam.betas = cosine(*rates, part), (cosine(*memory, part), self.adam.betas[1])


def cosine(start: float, end: float, part: float) -> float:
    """From start to end, slowly at both."""
    return end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1)


class Average:
    """An exponential moving average of a network's weights: what is sampled from, steadier than the last step.

    Early on the plain mean of the weights so far, so that the first ones are soon forgotten.
    """

    def __init__(self, network: nn.Module, decay: float = 0.99):
        self.network, self.decay, self.steps = network, decay, 0
        self.own = network.state_dict()  # the weights themselves, not copies
        self.mean = {name: tensor.clone() for name, tensor in self.own.items()}
        real = [name for name, tensor in self.own.items() if tensor.is_floating_point()]
        self.pairs = [self.mean[name] for name in real], [self.own[name] for name in real]
        self.others = [name for name in self.own if name not in real]

    @torch.no_grad()
    def update(self) -> None:
        """Take in the present weights; once after every step of the optimiser."""
        self.steps += 1
        torch._foreach_lerp_(*self.pairs, max(1 - self.decay, 1 / self.steps))
        for name in self.others:
            self.mean[name].copy_(self.own[name])

    @contextmanager
    def in_place(self):
        """Inside the block the network has the averaged weights, afterwards its own again."""
        own = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        self.network.load_state_dict(self.mean)
        try:
            yield
        finally:
            self.network.load_state_dict(own)


class EarlyStop:
    """Keeps the weights with the lowest validation loss, and says when `patience` checks in a row brought none lower.

    Source: Prechelt (1998), Early stopping, but when?
    """

    def __init__(self, network: nn.Module, patience: int):
        self.network, self.patience = network, patience
        self.lowest, self.waited, self.best = math.inf, 0, None

    def seen(self, loss: float) -> bool:
        """Report a validation loss, of the weights that the network has now. True: stop."""
        if loss < self.lowest:
            self.lowest, self.waited = loss, 0
            self.best = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self) -> None:
        """Put the best weights back, if there were any."""
        if self.best is not None:
            self.network.load_state_dict(self.best)


def validation_split(n: int, share: float, generator: torch.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Row numbers to learn from and to validate on, at random; below 20 rows none is given to validation."""
    held = int(round(share * n)) if n >= 20 else 0
    order = torch.randperm(n, generator=generator)
    return order[held:], order[:held]


def minibatches(n: int, size: int, generator: torch.Generator):
    """Row numbers in a fresh random order, `size` at a time; a last piece under half of that is left to next time."""
    for rows in torch.randperm(n, generator=generator).split(size):
        if len(rows) >= min(n, size) / 2:
            yield rows


def n_batches(n: int, size: int) -> int:
    """How many minibatches one epoch has."""
    return max(1, n // size + (2 * (n % size) >= min(n, size)))


def epochs(count: int, progress: bool, what: str):
    """0 .. count - 1, with a progress line on standard output if asked (standard error stains a notebook)."""
    return tqdm(range(count), desc=what, unit="epoch", file=sys.stdout, disable=not progress, mininterval=0.5)


def chunks(n: int):
    """Slices that cover 0 .. n - 1."""
    return [slice(start, min(start + CHUNK, n)) for start in range(0, n, CHUNK)]


def weights(network: nn.Module) -> dict[str, np.ndarray]:
    """The network's weights by name, as arrays."""
    return {name: tensor.numpy().copy() for name, tensor in network.state_dict().items()}


def set_weights(network: nn.Module, arrays: dict[str, np.ndarray]) -> None:
    """Put arrays made by `weights` back."""
    network.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in arrays.items()})

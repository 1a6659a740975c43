"""DP-SGD: each row's gradient clipped to length C, noise on their sum (Abadi et al. 2016, CCS).

    1 batch      every row is in with probability q, independently (Poisson sampling): what the accountant assumes
    2 clip       g_i = gradient of row i's loss, all weights of the network as one vector;  g_i * min(1, C / |g_i|)
    3 noise      sum of the clipped + N(0, (sigma C)^2) in every entry: one row moves the sum by at most C
    4 average    divided by the *expected* batch size q n: the size that was drawn is private too
    5 step       Adam, or any other: what is done with a noisy gradient costs nothing more

Clipping needs |g_i| for every row, not g_i. In a layer out = a W + b, with g the gradient of row i's loss at out,

    gradient of W = a_i^T g_i,  its length |a_i| |g_i|      gradient of b = g_i      (Goodfellow 2015, arXiv 1510.01799)

so the lengths come from what passes through the layers anyway ("ghost clipping": Li et al. 2022, ICLR), and the clipped
sum is  a^T diag(c) g,  c_i = min(1, C / |g_i|): one backward pass, to the outputs only, and one product a layer
("book-keeping": Bu et al. 2023, ICML). No gradient of a single row is ever stored.
"""

import math
import os

import torch
from torch import nn

from course_lib.dp.randomness import SystemNoise
from course_lib.errors import CourseError


class GhostClipping:
    """Clipped gradients of a network of linear layers. Use as a context manager, or `remove` its hooks afterwards.

    A layer is a module whose parameters are `weight` and `bias`: torch's nn.Linear, or the course's Linear with
    out = x W + b. Each is to be called once in a forward pass, with x of shape (batch, inputs), and no row's output may
    depend on another row (no batch normalisation). Raises CourseError for a network with other trainable parameters.
    """

    def __init__(self, network: nn.Module):
        self.network = network
        self.layers = {name: module for name, module in network.named_modules() if is_layer(module)}
        ours = {id(p) for layer in self.layers.values() for p in layer.parameters()}
        for name, parameter in network.named_parameters():
            if parameter.requires_grad and id(parameter) not in ours:
                raise CourseError(f"Parameter {name!r} is of no linear layer: its clipping is not written; freeze it "
                                  "with requires_grad_(False), or build the network of linear layers.")
        self.parameters = [p for layer in self.layers.values() for p in (layer.weight, layer.bias)]
        self.seen = {}  # layer name -> (inputs, outputs) of the last forward pass
        self.hooks = [layer.register_forward_hook(self._keep(name)) for name, layer in self.layers.items()]

    def _keep(self, name):
        def hook(layer, inputs, output):
            if name in self.seen:
                raise CourseError(f"Layer {name!r} was called twice before its gradients were taken: call each layer "
                                  "once a step, or discard() what is not to be learned from.")
            self.seen[name] = inputs[0].detach(), output
        return hook

    def clipped_sum(self, losses: torch.Tensor, clip: float) -> tuple[list[torch.Tensor], torch.Tensor]:
        """(sum over rows of clipped gradients, one tensor per entry of `parameters`; lengths before clipping, (b,)).

        losses: (b,), the loss of each row, from a forward pass since the last call. clip: C, may be infinite.
        """
        inputs, outputs = zip(*(self.seen[name] for name in self.layers))
        self.seen = {}
        back = torch.autograd.grad(losses.sum(), outputs)  # (b, outputs) a layer
        squares = sum((a.square().sum(1) + 1) * g.square().sum(1) for a, g in zip(inputs, back))
        lengths = squares.sqrt()
        factors = (clip / lengths.clamp_min(1e-12)).clamp(max=1.0)
        sums = []
        for layer, a, g in zip(self.layers.values(), inputs, back):
            g = g * factors[:, None]
            sums += [g.T @ a if isinstance(layer, nn.Linear) else a.T @ g, g.sum(0)]
        return sums, lengths

    def discard(self) -> None:
        """Forget the last forward pass."""
        self.seen = {}

    def remove(self) -> None:
        """Take the hooks off the network."""
        for hook in self.hooks:
            hook.remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def is_layer(module) -> bool:
    """Is it out = x W + b and nothing else?"""
    return {name for name, _ in module.named_parameters()} == {"weight", "bias"} and module.weight.dim() == 2


class NoisyGradients:
    """Steps 2 to 4: from the losses of a batch's rows to gradients that may be looked at.

    sigma: noise multiplier, the noise's standard deviation in units of `clip`. expected_batch: q n. noise: as
    `noise_source` makes it; a numpy Generator is for teaching.
    """

    def __init__(self, network: nn.Module, *, clip: float, sigma: float, expected_batch: float, noise):
        self.ghost = GhostClipping(network)
        self.clip, self.sigma, self.expected_batch = clip, sigma, expected_batch
        self.draw = normal_draws(noise)

    def set(self, losses: torch.Tensor) -> torch.Tensor:
        """Put the noisy average gradient into every parameter's `.grad`; returns the rows' lengths, which are private.

        losses: (b,) of the batch's rows. An empty batch gives noise alone.
        """
        if len(losses):
            sums, lengths = self.ghost.clipped_sum(losses, self.clip)
        else:
            sums, lengths = [torch.zeros_like(p) for p in self.ghost.parameters], losses
            self.ghost.discard()
        noise = self.draw(sum(p.numel() for p in self.ghost.parameters)).split([p.numel() for p in sums])
        for parameter, total, z in zip(self.ghost.parameters, sums, noise):
            parameter.grad = torch.add(total, z.view_as(total), alpha=self.sigma * self.clip).div_(self.expected_batch)
        return lengths

    def remove(self) -> None:
        """Take the hooks off the network."""
        self.ghost.remove()


def normal_draws(noise):
    """A function n -> (n,) standard normal draws, float32.

    From the operating system 32 bits a draw: sqrt(2) erfinv(2 u - 1), u the middle of one of 2^32 equal cells of the
    interval (0, 1), so the draws end at 6.3 standard deviations.
    """
    if isinstance(noise, SystemNoise):
        return lambda n: bits(n).add_(0.5).mul_(2.0**-31).erfinv_().float().mul_(math.sqrt(2))
    generator = torch.Generator().manual_seed(int(noise.integers(0, 2**63)))
    return lambda n: torch.randn(n, generator=generator)


def bits(n) -> torch.Tensor:
    """n whole numbers from -2^31 to 2^31 - 1 of the operating system's entropy, float64."""
    return torch.frombuffer(bytearray(os.urandom(4 * n)), dtype=torch.int32).double()


def poisson_batch(n: int, q: float, noise) -> torch.Tensor:
    """Row numbers of one batch: each of 0 .. n-1 in with probability q, independently. (b,), b differs every time."""
    return torch.from_numpy((noise.random(n) < q).nonzero()[0])

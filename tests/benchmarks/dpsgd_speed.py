"""What a step of DP-SGD costs beside a plain one: the same network, rows and batches, in one run, by turns.

    python -m tests.benchmarks.dpsgd_speed --batch 500 --noise system

Both are whole steps: batch, forward, backward, noise where there is any, Adam. Seconds of the processor, one thread;
the turns are short and alternate, so that a busy neighbour slows both; the ratio is that of the medians.
"""

import argparse
import time

import numpy as np
import torch

from course_lib.dp.dpsgd import NoisyGradients, poisson_batch
from course_lib.dp.randomness import noise_source
from course_lib.generators.neural.training import Linear
from course_lib.generators.private.vae import Network, row_losses
from course_lib.randomness import generator, threads, torch_generator


class Deep(torch.nn.Module):
    """Four layers of one width, with the VAE's loss replaced by a squared error."""

    def __init__(self, size, hidden, draws):
        super().__init__()
        sizes = [size, hidden, hidden, hidden, size]
        self.layers = torch.nn.ModuleList(Linear(a, b, draws) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


def table(n, blocks, rng):
    """(n, D) one-hot rows, a block for each column."""
    return torch.from_numpy(np.concatenate([np.eye(k, dtype=np.float32)[rng.integers(0, k, n)] for k in blocks], 1))


def steps(kind, private, n, q, noise, rng):
    """A function that makes one whole step."""
    draws, blocks = torch_generator(rng), [12] * 11
    x = table(n, blocks, rng)
    if kind == "vae":
        network = Network(sum(blocks), 64, 4, draws)

        def losses(rows):
            return row_losses(network, rows, torch.randn(len(rows), 4, generator=draws), blocks)
    else:
        network = Deep(sum(blocks), 256, draws)

        def losses(rows):
            return (network(rows) - rows).square().sum(1)
    adam = torch.optim.Adam(network.parameters(), lr=1e-4, fused=True)
    noisy = NoisyGradients(network, clip=1.0, sigma=1.0, expected_batch=q * n, noise=noise) if private else None

    def step():
        batch = losses(x[poisson_batch(n, q, noise)])
        if private:
            noisy.set(batch)
        else:
            adam.zero_grad(set_to_none=True)
            batch.mean().backward()
        adam.step()
    return step


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--batch", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--noise", choices=("system", "seed"), nargs="+", default=["system", "seed"])
    parser.add_argument("--turns", type=int, default=40)
    args = parser.parse_args()
    for kind in ("vae", "deep"):
        for source in args.noise:
            for batch in args.batch:
                rng = generator(0)
                noise = noise_source(None if source == "system" else 1)
                both = [steps(kind, private, args.rows, batch / args.rows, noise, rng) for private in (False, True)]
                plain, private = np.median(by_turns(both, args.turns), axis=0) * 1000
                print(f"{kind:4s} batch {batch:4d} noise from {source:6s}: plain {plain:6.2f} ms, "
                      f"DP-SGD {private:6.2f} ms, ratio {private / plain:.2f}")


def by_turns(both, turns, each=10) -> np.ndarray:
    """Seconds of a step, (turns, 2)."""
    found = []
    with threads(1):
        for turn in range(turns + 2):
            row = []
            for step in both:
                start = time.process_time()
                for _ in range(each):
                    step()
                row.append((time.process_time() - start) / each)
            if turn >= 2:
                found.append(row)
    return np.array(found)


if __name__ == "__main__":
    main()

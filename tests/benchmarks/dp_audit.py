"""Audits of the private generators: how large must epsilon be, judging by an attack on a worst-case row?

    python -m tests.benchmarks.dp_audit private_marginals --runs 2000 --jobs 2
    python -m tests.benchmarks.dp_audit private_vae --runs 1000 --jobs 2
    python -m tests.benchmarks.dp_audit private_marginals --fault quiet --runs 1000

The table: rows that are all alike, in the middle of every column. The canary: one row at the end of every column, so
that no other row shares a cell with it. The attacker knows all rows but whether the canary is in, and sees everything
that is released: for the marginals all noisy counts, for the VAE the noisy counts and every noisy gradient. The score
adds up what the canary adds to, each weighed by its noise: the likelihood ratio of the two tables, up to a constant.
Faults, to see that the audit would notice: "quiet" (a tenth of the noise), "unclipped" (VAE only).
"""

import argparse
import contextlib
from unittest import mock

import numpy as np
import pandas as pd
import torch
from joblib import Parallel, delayed

from course_lib.data.schema import Column, Schema
from course_lib.dp import audit_epsilon
from course_lib.dp.dpsgd import GhostClipping, NoisyGradients
from course_lib.generators import make
from course_lib.generators.private import vae
from course_lib.generators.private.declared import public_encoder
from course_lib.generators.private.tree import Edge
from course_lib.randomness import generator

SCHEMA = Schema([Column("x", "number", 0.0, 10.0, declared=True), Column("m", "integer", 0, 9, declared=True),
                 Column("k", "category", levels=("a", "b", "c"), declared=True)])
ROWS = 20
SETTINGS = {"private_marginals": {"cells": 10},
            "private_vae": {"cells": 10, "groups": 10, "steps": 8, "hidden": 8, "latent_dim": 2, "batch_size": 10_000}}


def table(with_canary: bool) -> pd.DataFrame:
    """All rows alike, and the canary last."""
    df = pd.DataFrame({"x": 4.2, "m": 4, "k": ["a"] * ROWS})
    if with_canary:
        df.loc[ROWS] = [9.9, 9, "c"]
    return df.astype({"m": "int64", "k": "str"})


def seen_in_counts(model) -> float:
    """What the canary's cells of all released tables hold, each over its variance; other rows are taken off."""
    codes = model.domain_.codes(model.encoder_.transform(table(True)))
    row, rest, score = codes[-1], codes[:-1], 0.0
    for j, noisy in enumerate(model.noisy_singles_):
        score += noisy[row[j]] / model.sigma_singles_**2  # no other row is there
    for edge in getattr(model, "tree_", []):
        edge = Edge(**edge)
        place = edge.of_a[row[edge.a]], edge.of_b[row[edge.b]]
        score += (edge.noisy[place] - edge.counts(rest)[place]) / model.sigma_pairs_**2
    return float(score)


class Watched(NoisyGradients):
    """Noisy gradients, each held against the gradient that the canary would add."""

    score, rows, blocks, quieter = 0.0, None, None, 1.0

    def set(self, losses):
        claimed, self.sigma = self.sigma, self.sigma / Watched.quieter
        lengths = super().set(losses)
        self.sigma = claimed
        canary, other = (self.given_by(row) for row in Watched.rows)
        got = torch.cat([p.grad.flatten() for p in self.ghost.parameters]) * self.expected_batch
        Watched.score += float(canary @ (got - ROWS * other)) / (self.sigma * self.clip) ** 2
        return lengths

    def given_by(self, row):
        """The clipped gradient of a row (1, D), at the middle of its latent noise."""
        losses = vae.row_losses(self.ghost.network, row, torch.zeros(1, 2), Watched.blocks)
        total, _ = self.ghost.clipped_sum(losses, self.clip)
        return torch.cat([t.flatten() for t in total])


class Unclipped(GhostClipping):
    def clipped_sum(self, losses, clip):
        return super().clipped_sum(losses, 1e9)


def score(name, with_canary, fault, seed) -> float:
    """One fit, and what the attacker makes of what it released."""
    with contextlib.ExitStack() as stack:
        if fault == "quiet":
            stack.enter_context(mock.patch("course_lib.generators.private.counts.gaussian", quiet))
            stack.enter_context(mock.patch("course_lib.generators.private.tree.gaussian", quiet))
        if fault == "unclipped":
            stack.enter_context(mock.patch("course_lib.dp.dpsgd.GhostClipping", Unclipped))
        if name == "private_vae":
            stack.enter_context(mock.patch("course_lib.generators.private.vae.NoisyGradients", Watched))
            stack.enter_context(mock.patch.object(vae.PrivateVAE, "_one_hot", remembered(vae.PrivateVAE._one_hot)))
        Watched.score, Watched.quieter = 0.0, 10.0 if fault == "quiet" else 1.0
        model = make(name, **SETTINGS[name]).fit(table(with_canary), SCHEMA, seed=generator(seed))
    return seen_in_counts(model) + Watched.score


def quiet(answer, sigma, seed=None):
    from course_lib.dp import gaussian

    return gaussian(answer, sigma / 10, seed)


def remembered(one_hot):
    """`_one_hot`, which also tells the attacker how the canary, and how any other row, looks to the network."""
    def method(self, codes):
        df = table(True)
        hot = one_hot(self, self.domain_.codes(public_encoder(df.dtypes, SCHEMA).transform(df)))
        Watched.rows, Watched.blocks = [hot(torch.tensor([i])) for i in (ROWS, 0)], self._blocks()
        return one_hot(self, codes)
    return method


def scores(name, with_canary, fault, seeds) -> list[float]:
    torch.set_num_threads(1)
    return [score(name, with_canary, fault, seed) for seed in seeds]


def shift(with_canary, without) -> float:
    """How far the canary moves the score, in standard deviations: the mu of Gaussian DP, as it is."""
    return float((np.mean(with_canary) - np.mean(without)) / np.std(without))


def paid(name) -> float:
    """The mu of all Gaussian answers in the ledger, sqrt(sum 1 / sigma^2): as it may be, at most."""
    ledger = make(name, **SETTINGS[name]).fit(table(True), SCHEMA, seed=0).ledger_
    return float(np.sqrt(sum(entry["times"] / entry["sigma"] ** 2 for entry in ledger if "sigma" in entry)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("generator", choices=sorted(SETTINGS))
    parser.add_argument("--runs", type=int, default=1000, help="fits with the canary, and as many without")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--fault", choices=("none", "quiet", "unclipped"), default="none")
    args = parser.parse_args()
    pieces = np.array_split(np.arange(2 * args.runs), max(8, args.runs // 25))
    work = [(kind, [int(s) for s in piece if s % 2 == kind]) for piece in pieces for kind in (0, 1)]
    found = Parallel(args.jobs)(delayed(scores)(args.generator, bool(kind), args.fault, s) for kind, s in work)
    kinds = [sum((f for f, (k, _) in zip(found, work) if k == kind), []) for kind in (1, 0)]
    model = make(args.generator)
    audit = audit_epsilon(*kinds, delta=model.delta)
    print(f"{args.generator}, epsilon {model.epsilon:g}, delta {model.delta:g}, fault {args.fault}: {audit}")
    print(f"mean score with the canary less without, in standard deviations: {shift(*kinds):.3f} "
          f"(standard error {np.sqrt(2 / args.runs):.3f}); paid for {paid(args.generator):.3f}")


if __name__ == "__main__":
    main()

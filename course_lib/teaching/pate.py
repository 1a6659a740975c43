"""PATE's noisy votes in miniature: as they are meant, and with two faults that published implementations had.

A cautionary tale, no generator. PATE-GAN (Jordon, Yoon, van der Schaar 2019, ICLR) trains a generator against a
student that never sees a real row; it learns from labels by teachers who do:

    parts      the real rows in k parts, no row in two; which part a row goes to does not depend on the rows
    teachers   one a part: here a row is called real if its nearest row, among the part and some made rows, is real
    votes      how many of the k teachers call a point real; the others call it made
    label      the side with more votes, after Laplace noise of scale b on both counts (Papernot et al. 2017, ICLR)

One row is in one part, so it can turn one teacher: one count goes up by 1, the other down by 1. Their move is 2, so a
label is 2/b-DP. A bill for T labels: an epsilon-DP answer costs epsilon^2 / 2 in zCDP (Bun and Steinke 2016, TCC,
proposition 1.4), and these add up.

Ganev, Annamalai and De Cristofaro (2024, arXiv 2406.13985) found 19 violations in six implementations. Two of them:
one part goes to every teacher (mlforhealthlabpub, issue 29), and the bill is too small (synthcity, issue 276).
"""

import numpy as np

from course_lib.dp import laplace, noise_source
from course_lib.dp.accountant import zcdp_rho
from course_lib.errors import CourseError
from course_lib.randomness import generator

MOVE = 2  # how far one row moves both counts together


def scale(epsilon: float, delta: float, billed: int) -> float:
    """Laplace scale b, in votes, with which `billed` labels together cost (epsilon, delta)."""
    each = np.sqrt(2 * zcdp_rho(epsilon, delta) / billed)  # the epsilon of one label
    return float(MOVE / each)


def votes(rows, point, teachers: int = 50, made: int = 20, one_part: bool = False, seed=0) -> int:
    """How many of the teachers call `point` real.

    rows: (n, d) in the unit cube, row i in part i modulo `teachers`; point: (d,). Each teacher also learns from `made`
    rows of its own, uniform in the cube, drawn with `seed`. one_part: the fault, every teacher gets the first part.
    """
    rows, point = np.asarray(rows, dtype=float), np.asarray(point, dtype=float)
    fakes = generator(seed).random((teachers, made, rows.shape[1]))
    nearest_made = np.square(fakes - point).sum(axis=2).min(axis=1)
    distance, part = np.square(rows - point).sum(axis=1), np.arange(len(rows)) % teachers
    nearest_real = np.full(teachers, np.inf)
    np.minimum.at(nearest_real, part, distance)
    if one_part:
        nearest_real[:] = nearest_real[0]
    return int((nearest_real < nearest_made).sum())


def labels(real: int, teachers: int, b: float, shape, seed=None) -> np.ndarray:
    """Noisy labels of one point, `shape` of bool, True for real: which of two counts is larger with its noise."""
    source = noise_source(seed)
    says_real, says_made = (laplace(np.full(shape, cast), 1, b, source) for cast in (real, teachers - real))
    return says_real > says_made


def scores(rows, victim, *, teachers: int = 50, count: int = 1000, billed: int | None = None, one_part: bool = False,
           runs: int = 1000, epsilon: float = 1.0, delta: float = 1e-5, seed=0) -> tuple[np.ndarray, np.ndarray]:
    """How many of `count` labels say "real", in every run with the victim and in every run without, (runs,) each.

    What an attacker sees who has all other rows, and a generator that makes the victim's point `count` times. victim:
    (d,), it joins the first part; None plays the game without it on both sides: the control. Noise is for `billed`
    labels (all of them if None; fewer is a fault) at (epsilon, delta). one_part: as in `votes`.
    """
    rows = whole_parts(rows, teachers)
    point = np.full(rows.shape[1], 0.5) if victim is None else np.asarray(victim, dtype=float)
    out = votes(rows, point, teachers, one_part=one_part, seed=seed)
    inside = out if victim is None else votes(np.vstack([rows, point]), point, teachers, one_part=one_part, seed=seed)
    b, draws = scale(epsilon, delta, billed or count), generator(seed)
    return tuple(labels(real, teachers, b, (runs, count), draws).sum(axis=1) for real in (inside, out))


def choose_victim(rows, teachers: int = 50, seed=0) -> np.ndarray:
    """A point, (d,), at which one more row turns a vote and the teachers are divided: the victim an attacker chooses.

    Where all teachers agree, one vote is lost in the noise. Tried on a grid over the cube, 15 places a column.
    """
    rows = whole_parts(rows, teachers)
    grid = np.stack(np.meshgrid(*[np.linspace(0.05, 0.95, 15)] * rows.shape[1]), axis=-1).reshape(-1, rows.shape[1])
    found = {i: votes(rows, point, teachers, seed=seed) for i, point in enumerate(grid)}
    for i in sorted(found, key=lambda i: abs(2 * found[i] - teachers)):
        if votes(np.vstack([rows, grid[i]]), grid[i], teachers, seed=seed) > found[i]:
            return grid[i]
    raise CourseError("No point was found at which one more row turns a vote: give fewer rows.")


def whole_parts(rows, teachers) -> np.ndarray:
    """The rows, as many as fill parts of one size, so that the next row joins the first part."""
    rows = np.asarray(rows, dtype=float)
    return rows[: len(rows) - len(rows) % teachers]

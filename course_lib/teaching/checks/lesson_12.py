"""Lesson 12: what is left after noise, one step back, one cell uncovered, the explore task, and the line-up."""

import numpy as np

from course_lib.generators.neural.diffusion import linear_schedule, posterior_mean, posterior_variance
from course_lib.teaching.checks import Verdict, a_number, array, correct, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

SUSPECTS, DEAL = ("copula", "cart", "diffusion", "exact"), 5
R, STEP = 0.8, 250
SMALL = linear_schedule(40, last=0.2)  # for the check of a step: its steps are long, so that slips show
CODES = np.array([[0, 0, 1], [0, 1, 1], [0, 1, 2], [1, 1, 0], [0, 0, 2], [1, 0, 0], [0, 1, 1], [1, 1, 1]])


def foretell(value) -> Verdict:
    """`value`: (variance, correlation) at step 250 for standardised columns with correlation .8."""
    variance, r = array(value, shape=(2,))
    a = float(linear_schedule().alpha_bar[STEP])
    near = lambda x, known: abs(x - known) < 0.0015  # noqa: E731 - three decimals
    if near(variance, R * a) and near(r, 1):
        return not_yet("Both numbers are there, in the other order: the variance comes first.")
    if near(variance, a):
        return not_yet("The first number is what the signal brings to the variance. The noise brings something too.")
    if near(variance, 1 - a):
        return not_yet("The first number is what the noise brings to the variance. The signal brings something too.")
    if near(variance, a**0.5 + (1 - a) ** 0.5):
        return not_yet("The first number adds up the weights. Variances add up, and a weight enters them squared.")
    if not near(variance, 1):
        return not_yet(f"The variance, {variance:.3g}, is too {'high' if variance > 1 else 'low'}.")
    if near(r, R):
        return not_yet("The variance is right. The correlation is the one before the noise: the noise of one column "
                       "knows nothing of the other's.")  # fmt: skip
    if near(r, R * a**0.5):
        return not_yet("The variance is right. The correlation has the root of alpha-bar once; how many columns bring "
                       "one?")  # fmt: skip
    if near(r, a):
        return not_yet("The variance is right. That would be the correlation of two columns that began at 1.")
    if near(r, R * (1 - a)):
        return not_yet("The variance is right. The correlation has the weight of the noise: of its own in each column.")
    if near(r, R * a**2):
        return not_yet("The variance is right. The correlation has alpha-bar squared: each column brings its root.")
    if not near(r, R * a):
        if abs(r - R * a) < 0.006:
            return not_yet("That is right as far as it goes: hand in three decimals.")
        return not_yet(f"The variance is right. The correlation, {r:.3g}, is too {'high' if r > R * a else 'low'}.")
    return correct("As wide as before, half of the correlation gone. At step 1,000 nothing of it is left.")


def step_back(value) -> Verdict:
    n = 6000
    x_t, guess = np.tile([1.5, -1.0], (n, 1)), np.tile([-0.5, 0.8], (n, 1))

    def made(t, seed):
        return array(returned(value, x_t.copy(), guess.copy(), t, SMALL, np.random.default_rng(seed)), (n, 2))

    t = 20
    now, before = SMALL.alpha_bar[t], SMALL.alpha_bar[t - 1]
    mean, variance = posterior_mean(x_t[0], guess[0], now, before), posterior_variance(now, before)
    beta = 1 - now / before
    got = made(t, 1)
    if not np.array_equal(got, made(t, 1)):
        return not_yet("The same rng gave other rows the second time: draw from the rng you are given.")
    if np.array_equal(got, made(t, 2)):
        return not_yet("Two different rng gave the same rows. A step back adds noise: draw it from rng.")
    spread, off = got.std(0), 4.5 * got.std(0).max() / np.sqrt(n) + 1e-12
    close = lambda a, b: np.all(np.abs(a - b) < 4.5 * b / np.sqrt(2 * n))  # noqa: E731 - of standard deviations
    same = len(np.unique(got[:, 0])) < n / 2
    if same or np.abs(np.corrcoef(got.T)[0, 1]) > 4.5 / np.sqrt(n):
        return not_yet("All cells of a row, or all rows, got the same noise: draw one for each, of the shape of x_t.")
    if np.all(np.abs(got.mean(0) - guess[0]) < off):
        return not_yet("The step jumps to the guess. The posterior mean lies between the guess and x_t.")
    if np.all(np.abs(got.mean(0) - before**0.5 * guess[0]) < off):
        return not_yet("The step puts new noise on the guess and forgets where it was: x_t has a share in the mean.")
    if np.all(np.abs(got.mean(0) - posterior_mean(guess[0], x_t[0], now, before)) < off):
        return not_yet("x_t and the guess have changed places in posterior_mean.")
    if np.all(np.abs(got.mean(0) - posterior_mean(x_t[0], guess[0], before, now)) < off):
        return not_yet("alpha-bar of now and of before have changed places.")
    if not np.all(np.abs(got.mean(0) - mean) < off):
        return not_yet(f"From x_t = 1.5 with guess -.5 at step 20 of 40 the mean of your steps is "
                       f"{got[:, 0].mean():.3f}, and {mean[0]:.3f} is expected.")  # fmt: skip
    if close(spread, variance):
        return not_yet("The noise has the posterior variance as its standard deviation: take the root.")
    if not close(spread, np.sqrt(variance)) and not close(spread, np.sqrt(beta)):
        return not_yet(f"The mean is right. The noise has a standard deviation of {spread.mean():.3f}, and "
                       f"{np.sqrt(variance):.3f} is expected.")  # fmt: skip
    if np.any(made(1, 1).std(0) > 1e-9):
        return not_yet("The last step, from 1 to 0, still adds noise. posterior_variance is 0 there; beta is not.")
    early = posterior_variance(SMALL.alpha_bar[2], SMALL.alpha_bar[1])  # near the end beta is far from it
    if not close(made(2, 1).std(0), np.sqrt(early)):
        return not_yet("Near the end the noise is not that of posterior_variance. Is it beta? The two are nearly equal "
                       "far from the end, and Ho et al. used either; the formula above has the first.")  # fmt: skip
    return correct("A denoiser and this function are a generator: call it a thousand times.")


def uncover(value) -> Verdict:
    def drawn(row, covered, j, seed=0, n=1):
        rng = np.random.default_rng(seed)
        return [a_number(returned(value, CODES.copy(), np.array(row), np.array(covered), j, rng)) for _ in range(n)]

    row, covered = [0, 1, 0], [False, False, True]  # two rows with level 1, one with level 2; a 0 under the cover
    got = np.array(drawn(row, covered, 2, n=300))
    if np.all(got == 0):
        return not_yet("That is the level under the cover, where nobody may look. covered is True there; the open "
                       "cells are the others.")  # fmt: skip
    if not np.isin(got, [0, 1, 2]).all():
        return not_yet(f"Cell 2 got {got[~np.isin(got, [0, 1, 2])][0]:g}, a level that column 2 of codes has not. "
                       "Take cells of column j.")  # fmt: skip
    if (got == 0).any():
        return not_yet("Level 0 was drawn, which only rows have that differ in an open cell. All open cells have to "
                       "agree: .all(axis=1).")  # fmt: skip
    if len(np.unique(got)) == 1:
        return not_yet("The same level came every time. Draw among the rows that agree, from the rng you are given.")
    if abs((got == 1).mean() - 2 / 3) > 4.5 * np.sqrt(2 / 9 / 300):
        return not_yet(f"Level 1 came in {np.mean(got == 1):.0%} of the draws. Two of the three rows that agree have "
                       "it: every agreeing row is equally likely, levels are not.")  # fmt: skip
    if drawn(row, covered, 2, seed=3, n=20) != drawn(row, covered, 2, seed=3, n=20):
        return not_yet("The same rng gave other levels the second time: draw from the rng you are given.")
    other = np.array(drawn([7, 7, 0], [True, True, False], 0, n=30))  # the open cell may stand to the right
    if not np.all(other == 1):
        return not_yet("With only the last cell open, at 0, every row that agrees has level 1 in column 0. In any "
                       "order means that open cells may stand on the right of j too.")  # fmt: skip
    alone = np.array(drawn([1, 1, 0], [True, True, True], 2, n=300))  # nothing is open: the column itself
    if abs(alone.mean() - CODES[:, 2].mean()) > 4.5 * CODES[:, 2].std() / np.sqrt(300):
        return not_yet("With every cell covered the draw comes from the whole column; yours does not.")
    return correct("Do it for all cells in a random order, and you have the exact masked denoiser.")


def quiet_bandwidth(value) -> Verdict:
    """`value`: (the learner's bandwidth, the explorer)."""
    h, explorer = value
    h, measured = a_number(h), explorer.view.measured
    if h not in measured:
        return not_yet(f"{h:g} is not on the slider, which has {', '.join(f'{k:g}' for k in measured)}.")
    quiet = {k: m.attack.auc <= m.attack.null_95 for k, m in measured.items()}
    smallest, here = min(k for k, below in quiet.items() if below), measured[h]
    best = min(m.score.auc for m in measured.values())
    if h == smallest:
        free = here.score.auc <= best + 0.005
        cost = "as low as anywhere on the slider" if free else f"and {best:.2f} at its lowest"
        return correct(f"The attack scores {here.attack.auc:.2f}, below its edge of {here.attack.null_95:.2f}; C2ST is "
                       f"{here.score.auc:.2f}, {cost}. One attack, on one split.")  # fmt: skip
    if quiet[h]:
        return not_yet(f"At {h:g} the attack lies below its edge. So it does with a smaller bandwidth: which is the "
                       "smallest?")  # fmt: skip
    if here.score.auc <= best + 0.005:
        return not_yet(f"{h:g} has one of the lowest C2ST. The attack scores {here.attack.auc:.2f} there, above its "
                       f"edge of {here.attack.null_95:.2f}.")  # fmt: skip
    return not_yet(f"At {h:g} the attack scores {here.attack.auc:.2f}, above its edge of {here.attack.null_95:.2f}. "
                   "Which way does it fall?")  # fmt: skip


CLUES = {
    "copula": "the plain copula keeps columns and correlations, and is blind to the arch: its middle is lower.",
    "cart": "the trees' donors lend cells as they are: real incomes in rows that are not real.",
    "diffusion": "the masked network draws new incomes, and its middle is near that of fresh rows.",
    "exact": "the exact denoiser ends on training rows, whole ones.",
}


def suspects(value) -> Verdict:
    right = "Copies, borrowed cells, a lost arch; what shows none of the three is the network's."
    mistaken = dict.fromkeys(("tree", "trees", "photocopy", "photocopier", "masked", "network"),
                             f"Use the short names in brackets: {', '.join(SUSPECTS)}.")  # fmt: skip
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

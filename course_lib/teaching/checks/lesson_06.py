"""Lesson 06: the draw from a copula, the biserial correlation, what is kept, the explore task, and the line-up."""

from statistics import NormalDist

import numpy as np
from scipy.special import ndtr, ndtri
from scipy.stats import kstest, rankdata, spearmanr

from course_lib.teaching.checks import Verdict, a_number, array, correct, kind, not_attempted, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

SUSPECTS, DEAL = ("independent", "vae_style", "gan_style", "copula"), 16
ROWS = 8000
LATENT = np.array([[1.0, 0.8, 0.5], [0.8, 1.0, 0.1], [0.5, 0.1, 1.0]])


def copula(value) -> Verdict:
    """`value`: simulate(x, n, rng), tried on three columns whose latent correlations and shapes are known."""

    def draw(seed):
        return array(returned(value, x.copy(), ROWS, np.random.default_rng(seed)), shape=(ROWS, 3))

    z = np.random.default_rng(1).standard_normal((2000, 3)) @ np.linalg.cholesky(LATENT).T
    x = np.column_stack([40_000 * np.exp(0.5 * z[:, 0]), -5 * np.log(ndtr(z[:, 1])), 3 + z[:, 2]])
    made = draw(2)
    if not np.array_equal(made, draw(2)):
        return not_yet("The same rng gave other rows the second time: draw from the rng you are given.")
    if made[:, 0].min() < 0:
        return not_yet("Some of your incomes are negative: these are normal scores still, or quantiles of all columns "
                       "at once. Take each column's own.")
    if made.max() <= 1:
        return not_yet("All your numbers lie between 0 and 1: these are the u. Which value has this share below it?")
    low, high = x.min(axis=0), x.max(axis=0)
    if np.any(made.min(axis=0) < low - 1e-9) or np.any(made.max(axis=0) > high + 1e-9):
        return not_yet("Some values lie beyond the smallest or largest of their column: does each column use its own?")
    if np.mean([np.isin(made[:, j], x[:, j]).mean() for j in range(3)]) > 0.5:
        return not_yet("Your cells are cells of the table itself: take the line between neighbours, not a neighbour.")
    gaps = [kstest(np.searchsorted(np.sort(x[:, j]), made[:, j]) / len(x), "uniform").statistic for j in range(3)]
    if max(gaps) > 0.04:  # 1.95 / sqrt(8000) = .022 and the steps of 1/2000
        return not_yet(f"Column {int(np.argmax(gaps)) + 1} has another shape than in the table: its u are not spread "
                       "evenly from 0 to 1.")  # fmt: skip
    scores = np.column_stack([ndtri(rankdata(c) / (len(x) + 1)) for c in x.T])
    wanted = 6 / np.pi * np.arcsin(np.corrcoef(scores.T) / 2)
    got = spearmanr(made).statistic
    if np.all(np.abs(got[np.triu_indices(3, 1)]) < 0.06):
        return not_yet("Each column is right, and nothing goes together: use z, the rows that the factor has mixed.")
    if np.abs(got - wanted).max() > 0.05:
        i, j = np.unravel_index(np.abs(got - wanted).argmax(), (3, 3))
        return not_yet(f"Spearman's correlation of columns {i + 1} and {j + 1} should be {wanted[i, j]:.2f}, and is "
                       f"{got[i, j]:.2f}: keep each row's u together.")  # fmt: skip
    return correct("Columns from the quantiles, ranks from R. Nothing else of the table was used.")


def biserial(value) -> Verdict:
    rng = np.random.default_rng(5)
    z, e = rng.standard_normal((2, 20_000))
    for share, shown in ((0.3, "30%"), (0.85, "85%")):
        t = ndtri(1 - share)
        yes = 0.6 * z + 0.8 * e > t
        p, r = yes.mean(), np.corrcoef(z, yes)[0, 1]
        root, density = np.sqrt(p * (1 - p)), NormalDist().pdf(ndtri(1 - p))
        got = a_number(returned(value, z.copy(), yes.copy()))
        slips = {
            "That is the correlation with the column of 0 and 1 itself, before the factor.": r,
            "The root is missing.": r * p * (1 - p) / density,
            "The division by the density is missing.": r * root,
            "The density is taken at p. It is that at t.": r * root / NormalDist().pdf(p),
            "The density is taken at 1 - p. It is that at t.": r * root / NormalDist().pdf(1 - p),
            "You divided by t. The formula has the density at t.": r * root / ndtri(1 - p),
            "You divided by a share, the normal's cdf at t. The formula has its density.": r * root / (1 - p),
        }
        if abs(got - r * root / density) > 0.002:
            for says, slip in slips.items():
                if abs(got - slip) < 0.002:
                    return not_yet(says)
            if abs(got - r * density / root) < 0.02:  # with jitter it is random
                return not_yet("That is weaker than the measured correlation: the factor is upside down, or places "
                               "within the levels were drawn at random, which comes to the same.")  # fmt: skip
            return not_yet(f"With .60 planted and {shown} yes the function gives {got:.3f}.")
    return correct("The correlation before the cut is back, and it does not depend on the share of yes.")


TRUTH = {"A": True, "B": False, "C": True, "D": False, "E": False, "F": True}
ABOUT = {
    "A": "an increasing curve. Do its ranks know that it is curved?",
    "B": "y falls, then rises. Add up the two halves.",
    "C": "a level that is cut from a normal. Part 3 was about such a column.",
    "D": "the correlation is right. How many of the largest come together in a normal?",
    "E": "look at x and y alone: half of the rows rise, half fall.",
    "F": "falling all the way counts as much as rising.",
}


def keeps(value) -> Verdict:
    if not isinstance(value, dict):
        return not_yet(f"A dictionary of letter and True or False is expected, and this is {kind(value)}.")
    if any(letter not in value for letter in TRUTH):
        return not_attempted("Answer every line, A to F.")
    if not all(isinstance(value[letter], bool | np.bool_) for letter in TRUTH):
        return not_yet("Answer each line with True or False.")
    wrong = [letter for letter in TRUTH if value[letter] != TRUTH[letter]]
    if not wrong:
        return correct("What rises or falls together stays, in any shape. What turns round, needs a third column or "
                       "lives at the far end is lost.")  # fmt: skip
    return not_yet(f"{len(TRUTH) - len(wrong)} of {len(TRUTH)}. Look at {wrong[0]} again: {ABOUT[wrong[0]]}")


AIM, RHO = 0.6, 0.9


def first_bend(value) -> Verdict:
    """`value`: (the learner's bend, the explorer)."""
    from dataclasses import replace

    bend, explorer = value
    bend, view = a_number(bend), explorer.view
    positions = view.controls[0].values
    at = min(positions, key=lambda step: abs(step - bend))
    if abs(at - bend) > 0.001:
        return not_yet("The slider moves in steps of .05 from 0 to 1: hand in one of its positions.")
    wanted = view.smallest_bend(AIM, RHO)
    n = view.numbers(replace(view.default, bend=at, rho=RHO))
    if at == wanted:
        return correct(f"A classifier could be right in {n['best AUC']:.0%} of the pairs, while the latent correlation "
                       f"is {n['latent correlation in the long run']:.2f} still: it looks like a nearly straight "
                       "line.")  # fmt: skip
    if at < wanted:
        return not_yet(f"At {at:g} the best classifier reaches {n['best AUC']:.2f}: bend more.")
    return not_yet(f"At {at:g} it reaches {n['best AUC']:.2f}, but a smaller bend will do. Does ρ stand at .9?")


CLUES = {
    "independent": "in its table nothing goes together: Spearman's correlation is 0 but for chance, seldom over .1.",
    "vae_style": "its incomes are a normal cut at its bounds: less skew, and a thinner upper tail, not an empty one.",
    "gan_style": "its incomes are averages of five: hardly one lies above the 95% point, and noise costs correlation.",
    "copula": "its incomes have the right shape, and they go together with purchase.",
}


def suspects(value) -> Verdict:
    right = "Right incomes and the right correlation with purchase: of these four, the copula alone has both."
    mistaken = dict.fromkeys(("vae", "gan"), "The suspects are the report's two, vae_style and gan_style, and no "
                                             "neural network.")
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

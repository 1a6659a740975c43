"""Lesson 15: what epsilon permits, the bill of Gaussian answers, the explore task, an audit, and the line-up."""

import numpy as np

from course_lib.dp import balanced_accuracy_bound
from course_lib.teaching.checks import (
    Verdict,
    a_number,
    array,
    correct,
    is_stub,
    not_attempted,
    not_yet,
    returned,
)
from course_lib.teaching.lineup import judge_line_up

SAME = 1e-6


def permits(value) -> Verdict:
    e = float(np.exp(1.0))
    got = float(array(returned(value, 1.0), shape=()))
    known = {
        e: "That is the factor between the two rates, no share: it is above 1.",
        e / 2: "At a coin's FPR the bound on TPR is this, above 1. The attacker may choose a smaller FPR.",
        1 / (1 + e): "That is the share of wrong guesses.",
        1 - 1 / e: "That is the bound on TPR - FPR where TPR is 1. Put a and 1 - a for the rates.",
        (e - 1) / (e + 1): "That is TPR minus FPR. Right guesses are asked for.",
        0.5: "That is the coin, whatever epsilon is.",
        100 * e / (1 + e): "A share between 0 and 1 is expected, not a percentage.",
        float(np.e - 1): "A share is expected. Solve a = e^ε (1 - a) for a.",
        2 / (1 + 2): "2 went in for e.",
        10 / 11: "10 went in for e.",
    }  # fmt: skip
    if not abs(got - e / (1 + e)) <= SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"At ε = 1 your function returns {got:.4f}. Put TPR = a and FPR = 1 - a into one inequality, "
                       "with = for ≤, and solve for a.")  # fmt: skip
    for epsilon in (0.1, 3.0):
        if not abs(float(array(returned(value, epsilon), shape=())) - balanced_accuracy_bound(epsilon)) <= SAME:
            return not_yet(f"At ε = 1 it is right, at ε = {epsilon:g} it is not: does it use its argument?")
    return correct("At ε = 1 an attacker is right in 73.1% of all cases at most, where a coin is in 50%.")


def cost(value) -> Verdict:
    sigmas, delta = [4.0, 5.0, 10.0], 1e-5
    first = returned(value, np.array(sigmas), delta)
    if np.shape(first) == (3,):
        return not_yet("Three answers went in and three numbers came back. One bill is asked for: sum the rhos first.")
    got = float(array(first, shape=()))
    rho, log = sum(1 / (2 * s**2) for s in sigmas), np.log(1 / delta)

    def worth(rho, log=log):
        return rho + 2 * np.sqrt(rho * log)

    known = {
        worth(sum(1 / (2 * s) for s in sigmas)): "The sigmas went in without their square.",
        worth(sum(1 / s**2 for s in sigmas)): "Each rho has a 2 below the line.",
        worth(1 / (2 * sum(sigmas) ** 2)): "You added the sigmas. Every answer has its own rho; these add up.",
        worth(1 / (2 * np.mean(sigmas) ** 2)): "That is one answer with the mean sigma. Every answer has its own rho.",
        worth(1 / (2 * sum(s**2 for s in sigmas))): "The squares were added first. Every answer has its own rho.",
        sum(worth(1 / (2 * s**2)) for s in sigmas): "You billed each answer by itself and added the epsilons. Add the "
        "rhos first: the root makes the sum cheaper.",
        worth(rho, np.log10(1 / delta)): "That is the logarithm to base 10; np.log is the natural one.",
        worth(rho, np.log(1.25 / delta)): "1.25 belongs to the classical Gaussian formula. Here it is ln(1 / delta).",
        rho + np.sqrt(rho * log): "The root has a factor 2 before it.",
        2 * np.sqrt(rho * log): "The first rho is missing.",
        rho: "That is rho. What it is worth at this delta is still to come.",
        worth(rho, 1 / delta): "The logarithm is missing.",
        rho + 2 * rho * log: "The root is missing.",
    }  # fmt: skip
    if not abs(got - worth(rho)) <= SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"For answers with σ of 4, 5 and 10 and δ = 1e-5 your function returns {got:.4f}. By hand: "
                       f"the three ρ add up to {rho:.5f}.")  # fmt: skip
    if not abs(float(array(returned(value, list(sigmas), delta), shape=())) - worth(rho)) <= SAME:
        return not_yet("With a list in place of an array it returns something else: begin with np.asarray.")
    other = float(array(returned(value, np.array(sigmas), 1e-3), shape=()))
    if not abs(other - worth(rho, np.log(1e3))) <= SAME:
        return not_yet("Another δ should give another bill: does it use its second argument?")
    return correct("Three answers, one bill, smaller than the sum of three bills.")


def half(value) -> Verdict:
    """`value`: (the learner's epsilon, the explorer)."""
    epsilon, explorer = value
    if is_stub(epsilon):
        return not_attempted()
    epsilon, view = a_number(epsilon), explorer.view
    few, many = min(view.controls[2].values), max(view.controls[2].values)

    def enough(rows):
        found = {e: view.numbers(type(view.default)(e, "private_marginals", rows)) for e in view.controls[0].values}
        return [e for e, n in found.items() if n["skill"] >= n["fresh"] / 2]

    if epsilon not in view.controls[0].values:
        return not_yet("The slider has no such ε: " + ", ".join(f"{e:g}" for e in view.controls[0].values) + ".")
    best = min(enough(few))
    if epsilon == best:
        return correct(f"And there the budget permits {balanced_accuracy_bound(best):.3%} right guesses. With "
                       f"{many:,} rows {min(enough(many)):g} is enough: the noise is the same, the counts are larger.")
    if epsilon == min(enough(many)):
        return not_yet(f"That is the answer for {many:,} rows. Set the rows to {few:,}.")
    if epsilon > best:
        return not_yet("Half is reached there, and below it, too.")
    return not_yet("There the mean skill is below half of the line of fresh rows. Is the generator private_marginals?")


def least(value) -> Verdict:
    got = float(array(returned(value, 0.6, 0.1), shape=()))
    right = float(np.log(6))
    known = {
        6.0: "The logarithm is missing: the rates bound e to the epsilon.",
        float(np.log10(6)): "That is the logarithm to base 10; np.log is the natural one.",
        float(np.log(0.9 / 0.4)): 'That is "out" alone, and here "in" says more.',
        float(np.log(6)) + float(np.log(0.9 / 0.4)): "Each inequality is a bound by itself: take the larger one.",
        0.5: "TPR minus FPR is no epsilon. Their ratio bounds e to the epsilon.",
        -right: "Upside down: TPR stands above.",
        2.25: "The logarithm is missing, and \"in\" says more than \"out\".",
    }  # fmt: skip
    if not abs(got - right) <= SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"For TPR .6 and FPR .1 your function returns {got:.3f}. e^ε is at least .6 over .1.")
    out = float(array(returned(value, 0.9, 0.4), shape=()))
    if not abs(out - right) <= SAME:
        return not_yet(f'For TPR .9 and FPR .4 it returns {out:.3f}: there "out" says more, .6 against .1.')
    coin = float(array(returned(value, 0.3, 0.4), shape=()))
    if not abs(coin) <= SAME:
        return not_yet(f"For TPR .3 and FPR .4 it returns {coin:.3f}. Worse than a coin disproves nothing: 0.")
    forgiven = float(array(returned(value, 0.6, 0.1, 0.1), shape=()))
    if abs(forgiven - np.log(7)) <= SAME:
        return not_yet("δ was added. It excuses a part of TPR, so it is taken off before the logarithm.")
    if not abs(forgiven - np.log(5)) <= SAME:
        both = abs(forgiven - right) <= SAME
        return not_yet("δ changes nothing in your function: it is taken off the numerator." if both else
                       f"With δ = .1 TPR .6 and FPR .1 should give ln 5, {np.log(5):.3f}, and it is {forgiven:.3f}.")
    mirrored = float(array(returned(value, 0.9, 0.4, 0.1), shape=()))
    if not abs(mirrored - np.log(5)) <= SAME:
        return not_yet('δ is taken off for "in" and not for "out": both inequalities have it.')
    return correct("Rates of .6 and .1 disprove every ε below 1.79. About a larger one they say nothing.")


SUSPECTS, DEAL = ("epsilon 0.1", "epsilon 10", "copula", "photocopy"), 5
CLUES = {
    "epsilon 0.1": "a tenth of a budget leaves noise: columns off their place, correlations gone.",
    "epsilon 10": "a large budget comes near fresh rows; the tree of pairs loses some skill, a classifier sees it.",
    "copula": "the copula is at the floor in every column here, and its rows are no nearer to training rows.",
    "photocopy": "a photocopy is at its floor everywhere but in one column.",
}  # fmt: skip


def suspects(value) -> Verdict:
    right = ("The scores place all four. Which of them keeps a promise they do not say: the copula and a private table "
             "look alike. At ε = 0.1 the rows sit in a few lumps, and each lump falls to one side: its 'nearer' away "
             "from .5 is no sign of copying.")  # fmt: skip
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, {"fresh rows": "Fresh rows stand in the first line.",
                                                               "private_vae": "The VAE is not among these suspects."})

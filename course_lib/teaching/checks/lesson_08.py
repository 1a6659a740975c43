"""Lesson 08: the KL of two normals, the bound of one latent, the spread of new rows, the explore task, the line-up."""

import numpy as np

from course_lib.generators.neural.vae import bound
from course_lib.teaching.checks import Verdict, a_number, array, correct, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

# mu, tau, m, s
PAIRS = ((0.7, 0.5, 0.0, 1.0), (1.2, 0.5, -0.3, 2.0), (-0.4, 1.5, 0.6, 0.8))


def log_ratio(tau, s):
    return np.log(s / tau)


KL_SLIPS = {
    "Against the prior it is right. m and s are not the prior's here: let both enter.":
        lambda mu, tau, m, s: 0.5 * (mu**2 + tau**2 - 1 - np.log(tau**2)),
    "The two normals are exchanged: the mean is taken under the first, mu and tau.":
        lambda mu, tau, m, s: bound.normal_kl(m, s, mu, tau),
    "The sign of the logarithm: -log tau comes from log q, and log s from minus log p.":
        lambda mu, tau, m, s: bound.normal_kl(mu, tau, m, s) - 2 * log_ratio(tau, s),
    "The logarithm is missing: the two densities have different heights.":
        lambda mu, tau, m, s: bound.normal_kl(mu, tau, m, s) - log_ratio(tau, s),
    "The spread of z is missing: on average (z - m)² is more than (mu - m)².":
        lambda mu, tau, m, s: log_ratio(tau, s) + (mu - m) ** 2 / (2 * s**2) - 0.5,
    "The shift is missing: on average (z - m)² is more than tau².":
        lambda mu, tau, m, s: log_ratio(tau, s) + tau**2 / (2 * s**2) - 0.5,
    "The ½ is missing at the end: it is the mean of eps² / 2.":
        lambda mu, tau, m, s: bound.normal_kl(mu, tau, m, s) + 0.5,
    "Divided by s, and the density has s².":
        lambda mu, tau, m, s: log_ratio(tau, s) + (tau**2 + (mu - m) ** 2) / (2 * s) - 0.5,
    "Twice too large: a half is missing.": lambda mu, tau, m, s: 2 * bound.normal_kl(mu, tau, m, s),
    "tau stands where tau² belongs.":
        lambda mu, tau, m, s: log_ratio(tau, s) + (tau + (mu - m) ** 2) / (2 * s**2) - 0.5,
    "In bits, it seems: take the natural logarithm of everything.":
        lambda mu, tau, m, s: bound.normal_kl(mu, tau, m, s) / np.log(2),
}  # fmt: skip


def kl(value) -> Verdict:
    got = np.array([a_number(returned(value, *pair)) for pair in PAIRS])
    if np.allclose(got, [bound.normal_kl(*pair) for pair in PAIRS], atol=1e-6):
        return correct("It is 0 for equal normals, and another number when the two are exchanged.")
    for says, slip in KL_SLIPS.items():
        if np.allclose(got, [slip(*pair) for pair in PAIRS], atol=1e-6):
            return not_yet(says)
    if min(got) < 0:
        return not_yet(f"It is {min(got):.2f} for {PAIRS[int(np.argmin(got))]}: a KL is never negative.")
    if abs(got[0] - bound.normal_kl(*PAIRS[0])) > 1e-6:
        return not_yet(f"For mu = .7, tau = .5 against the prior, m = 0 and s = 1, it gives {got[0]:.4f}: part 1 has "
                       "the value by hand.")  # fmt: skip
    return not_yet("Against the prior it is right, and against other normals not: follow m and s through log p.")


# x, w, s2, mu, tau, beta
CASES = ((1.5, 0.9, 0.19, 1.35, 0.436, 1.0), (1.5, 0.9, 0.19, 1.0, 0.3, 1.0), (-0.8, 1.4, 0.5, 0.2, 0.9, 3.0))


def parts(x, w, s2, mu, tau, beta):
    """(log height of the decoder's normal, mean error, what the spread of q adds, KL)."""
    return -0.5 * np.log(2 * np.pi * s2), (x - w * mu) ** 2, (w * tau) ** 2, bound.normal_kl(mu, tau)


def slip(change):
    return lambda *case: change(*parts(*case), *case)


ELBO_SLIPS = {
    "Each code of q reads back another value: the spread of q adds to the mean square.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - e / (2 * s2) - beta * kl),
    "w stretches the code's sd too: its variance comes with w squared.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + tau**2) / (2 * s2) - beta * kl),
    "The spread enters as a variance: square w tau.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + w * tau) / (2 * s2) - beta * kl),
    "w multiplies tau² once; it is squared with it.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + w * tau**2) / (2 * s2) - beta * kl),
    "The KL is added. It is a cost.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + v) / (2 * s2) + beta * kl),
    "The weight beta is missing, or stands in another place than before the KL.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + v) / (2 * s2) - kl),
    "The KL is missing: this is the first term alone.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + v) / (2 * s2)),
    "The logarithm before the squares is missing: a decoder with much noise has a low density everywhere.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: -(e + v) / (2 * s2) - beta * kl),
    "½ log 2π is left out. It is the same for all q, but log p(x) has it.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c + 0.5 * np.log(2 * np.pi) - (e + v) / (2 * s2) - beta * kl),
    "The squares are divided by the variance, not by twice the variance.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + v) / s2 - beta * kl),
    "s2 is the variance already: do not square it.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e + v) / (2 * s2**2) - beta * kl),
    "½ log 2πσ² is wanted: the half is missing before the logarithm.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: 2 * c - (e + v) / (2 * s2) - beta * kl),
    "The spread of q is taken off: it adds to the mean square.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: c - (e - v) / (2 * s2) - beta * kl),
    "The KL is that of the prior from q: the mean is taken under q.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, b: c - (e + v) / (2 * s2) - b * bound.normal_kl(0, 1, mu, tau)),
    "beta weighs both terms. It is the price of the code alone.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: beta * (c - (e + v) / (2 * s2) - kl)),
    "This is the loss, minus the bound: turn its sign.":
        slip(lambda c, e, v, kl, x, w, s2, mu, tau, beta: -c + (e + v) / (2 * s2) + beta * kl),
}  # fmt: skip


def elbo(value) -> Verdict:
    got = np.array([a_number(returned(value, *case[:5], beta=case[5])) for case in CASES])
    if np.allclose(got, [bound.elbo(*case) for case in CASES], atol=1e-6):
        return correct("At mean 1.35 and sd .436 it reaches log p(x) = -2.04: there q is the true posterior.")
    for says, wrong in ELBO_SLIPS.items():
        if np.allclose(got, [wrong(*case) for case in CASES], atol=1e-6):
            return not_yet(says)
    top = bound.log_evidence(*CASES[0][:3])
    if got[0] > top + 1e-6:
        return not_yet(f"It gives {got[0]:.3f} where log p(x) is {top:.3f}: a bound never lies above.")
    wrong = [k for k, case in enumerate(CASES) if abs(got[k] - bound.elbo(*case)) > 1e-6]
    case = 1 if 1 in wrong else wrong[0]
    given = ", ".join(f"{name} = {v:g}" for name, v in zip(("x", "w", "s2", "mu", "tau", "beta"), CASES[case]))
    return not_yet(f"For {given} it should be {bound.elbo(*CASES[case]):.4f}, and is {got[case]:.4f}. Try each of the "
                   "terms alone.")  # fmt: skip


LAM = np.array([2.4, 1.0, 0.6, 0.1])
SETTINGS = ((1.0, 0.5), (4.0, 0.5), (0.5, 0.9))
SPREAD_SLIPS = {
    "That is what the code carries. A new row has the decoder's noise on top.":
        lambda lam, beta, sigma: np.maximum(lam - beta * sigma**2, 0),
    "Some are below the noise: a code carries nothing or something, never less than nothing.":
        lambda lam, beta, sigma: lam - beta * sigma**2 + sigma**2,
    "The noise enters with its variance, sigma squared.":
        lambda lam, beta, sigma: np.maximum(lam - beta * sigma**2, 0) + sigma,
    "beta times sigma: the formula has sigma squared.":
        lambda lam, beta, sigma: np.maximum(lam - beta * sigma, 0) + sigma**2,
    "sigma stands for sigma squared in both places.":
        lambda lam, beta, sigma: np.maximum(lam - beta * sigma, 0) + sigma,
    "beta is the price in training. It does not stretch the noise of a new row.":
        lambda lam, beta, sigma: np.maximum(lam - beta * sigma**2, 0) + beta * sigma**2,
    "That is right at weight 1 alone: where is beta?":
        lambda lam, beta, sigma: np.maximum(lam - sigma**2, 0) + sigma**2,
    "The noise is added to all directions, also to those that are off.":
        lambda lam, beta, sigma: np.where(lam > beta * sigma**2, lam - beta * sigma**2 + sigma**2, 0),
    "A direction that is off has no rows' variance to keep; what is there is the noise.":
        lambda lam, beta, sigma: np.where(lam > beta * sigma**2, lam - beta * sigma**2 + sigma**2, lam),
    "The larger of the two is taken. Code and noise are independent parts of a row: their variances add.":
        lambda lam, beta, sigma: np.maximum(lam - beta * sigma**2, sigma**2),
    "The code carries less than lam: the formula behind the fold says how much is taken.":
        lambda lam, beta, sigma: lam + sigma**2,
    "That is the sd. The variance is asked for.":
        lambda lam, beta, sigma: np.sqrt(np.maximum(lam - beta * sigma**2, 0) + sigma**2),
}  # fmt: skip


def spread(value) -> Verdict:
    got = np.array([array(returned(value, LAM.copy(), *setting), shape=LAM.shape) for setting in SETTINGS])
    if np.allclose(got, [np.maximum(LAM - b * s**2, 0) + s**2 for b, s in SETTINGS], atol=1e-6):
        return correct("At weight 1: right where a latent is on, too much where it is off. Above 1: too little.")
    for says, wrong in SPREAD_SLIPS.items():
        if np.allclose(got, [wrong(LAM, *setting) for setting in SETTINGS], atol=1e-6):
            return not_yet(says)
    return not_yet(f"At beta = 1, sigma = .5 a direction with variance 2.4 should have 2.4 in new rows, and yours has "
                   f"{got[0, 0]:.3g}; one with .1 should have .25, and has {got[0, 3]:.3g}.")  # fmt: skip


SIGMA = 0.7  # of the task


def one_left(value) -> Verdict:
    """`value`: (the learner's weight, the explorer)."""
    from dataclasses import replace

    beta, explorer = value
    beta, view = a_number(beta), explorer.view
    positions = view.controls[0].values
    at = min(positions, key=lambda step: abs(np.log(step / beta)) if beta > 0 else step)
    on = view.numbers(replace(view.default, beta=at, sigma=SIGMA))["on"]
    if abs(at - beta) > 1e-6:
        exact = view.values[1] / SIGMA**2
        if abs(beta - exact) < 0.02:
            return not_yet("There the second direction goes off. Hand in the slider's first position beyond.")
        return not_yet("The slider has no such position: hand in one that it shows.")
    if at == view.smallest_beta(1, SIGMA):
        return correct("The second variance over σ² is 2.04, this is the first position above. Nothing was trained.")
    if on > 1:
        return not_yet(f"At {at:g} and σ = .7 there are {on} directions on: go up.")
    if on == 0:
        return not_yet(f"At {at:g} and σ = .7 none is left: go down.")
    return not_yet("One is left there, and at a smaller weight too. Does σ stand at .7?")


SUSPECTS, DEAL = ("drawn", "read off", "high weight", "noisy decoder"), 9
CLUES = {
    "drawn": "at weight 1 with all directions on, new rows vary and go together as real ones do. Do these?",
    "read off": "without the decoder's noise columns are a little narrow and go together too well. Do these?",
    "high weight": "one direction is left, less βσ² = 1.28, and noise of .16: far too narrow. Is it?",
    "noisy decoder": "noise of variance 1.21 in every direction: wider than real, and hardly together. Is it?",
}


def suspects(value) -> Verdict:
    right = "Width and correlation tell all four apart, because noise is missing, too large, or all there is."
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right)

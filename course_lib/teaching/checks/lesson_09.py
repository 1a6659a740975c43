"""Lesson 09: the draw of a code, the KL term, the draw of a level, the collapsed grid, the line-up."""

import numpy as np

from course_lib.teaching.checks import Verdict, a_number, array, correct, is_stub, not_attempted, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

MU = np.array([[0.0, 1.0, -0.5], [2.0, -1.0, 0.7]])
VARIANCE = np.array([[4.0, 1.0, 0.25], [0.09, 9.0, 0.5]])
LOGVAR = np.log(VARIANCE)
LATENTS = 6  # of the task on the grid
SUSPECTS, DEAL = ("vae_style", "article", "read off", "drawn"), 10
CLUES = {
    "vae_style": "a normal has no skew and truncation leaves a little; is this income hardly skewed, and nothing else?",
    "article": "the article's rows come from holes and are read off: income far too narrow; is this one's?",
    "read off": "without the decoder's noise two columns that share a code become one; have they, here?",
    "drawn": "a drawn table should show none of the three faults; does this one?",
}


def close(a, b) -> bool:
    return np.allclose(a, b, atol=1e-6)


def reparameterise(function) -> Verdict:
    eps = np.array([[1.0, -1.0, 0.5], [2.0, 0.3, -1.5]])
    z = array(returned(function, MU.copy(), LOGVAR.copy(), eps.copy()), shape=MU.shape)
    if np.isnan(z).any():
        return not_yet("Some codes are nan: a logarithm may be negative, so take np.exp of logvar, never its root.")
    if not close(z, returned(function, MU.copy(), LOGVAR.copy(), eps.copy())):
        return not_yet("Two calls with the same eps differ: the dice are thrown outside, and eps is what they showed.")
    if close(z, MU + np.sqrt(VARIANCE) * eps):
        return correct("Where the variance is 4, a hundred thousand such draws have sd 2. The article's code does "
                       "this too; its text calls it the variance.")  # fmt: skip
    if close(z, MU + VARIANCE * eps):
        return not_yet("exp(logvar) is the variance; a draw is stretched by the standard deviation, its root.")
    if close(z, MU + LOGVAR * eps) or close(z, MU + 0.5 * LOGVAR * eps):
        return not_yet("logvar is a logarithm and may be negative: take the exponential before you stretch.")
    if close(z, MU + np.sqrt(VARIANCE) + eps):
        return not_yet("tau stretches eps: multiply the two.")
    if close(z, MU + eps):
        return not_yet("Every code has spread 1 here; use logvar to stretch eps.")
    if close(z, np.sqrt(VARIANCE) * eps):
        return not_yet("These draws are stretched and stand around 0: shift them by mu.")
    return not_yet("For mu = 0, logvar = log 4 and eps = 1 the code should be 2.")


def kl(function) -> Verdict:
    terms = MU**2 + VARIANCE - 1 - LOGVAR
    value = np.asarray(returned(function, MU.copy(), LOGVAR.copy()), dtype=float)
    if value.shape == MU.shape:
        return not_yet("One number per latent came back; the code of a row costs their sum: .sum(axis=1).")
    if value.ndim == 0:
        return not_yet("One number for the whole table came back; keep the rows apart: axis=1.")
    if value.shape == (MU.shape[1],):
        return not_yet("One number per latent came back, added over the rows; add along each row: axis=1.")
    if value.shape == (len(MU), 1):
        return not_yet("The shape is (rows, 1): leave keepdims out, one number per row is an array of shape (rows,).")
    value = array(value, shape=(len(MU),))
    if np.isnan(value).any():
        return not_yet("Some rows are nan: logvar already is the logarithm of the variance, so take no log of it.")
    if close(value, (0.5 * MU**2 + VARIANCE - 1 - LOGVAR).sum(axis=1)):
        return not_yet("The half stands before the whole bracket, and only the first term has it.")
    if close(value, 0.5 * (MU**2 + VARIANCE**2 - 1 - LOGVAR).sum(axis=1)):
        return not_yet("np.exp(logvar) is tau squared already: do not square it again.")
    if close(value, 0.5 * terms.sum(axis=1)):
        return correct("In nats. It is 0 only where a row's guess is the prior itself; then the code says nothing.")
    if close(value, 0.5 * terms.mean(axis=1)):
        return not_yet("That is the mean over latents, the article's way; the ELBO has their sum.")
    if close(value, terms.sum(axis=1)):
        return not_yet("Twice too large: the half in front of the bracket is missing.")
    if close(value, -0.5 * terms.sum(axis=1)):
        return not_yet("Negative: a divergence never is. Turn every sign in the bracket.")
    if close(value, 0.5 * (MU**2 + np.sqrt(VARIANCE) - 1 - LOGVAR).sum(axis=1)):
        return not_yet("np.exp(0.5 * logvar) is tau; the formula has tau squared, np.exp(logvar).")
    return not_yet("For a row with mu = (.7,) and tau = (.5,) it should be .563: check each of the four terms.")


def draw_level(function) -> Verdict:
    p = np.array([[0.0, 1.0, 0.0]] + [[0.6, 0.3, 0.1]] * 5 + [[0.1, 0.1, 0.8], [0.3, 0.6, 0.1]])
    u = np.array([0.5, 0.0, 0.55, 0.65, 0.89, 0.95, 0.15, 0.2])
    levels = array(returned(function, p.copy(), u.copy()), shape=(len(u),))
    if close(levels, [1, 0, 0, 1, 1, 2, 1, 0]):
        return correct("Over many u the levels come in the proportions of p. Argmax would give 1, 0, 0 for .6, .3, .1.")
    if not close(levels, returned(function, p.copy(), u.copy())):
        return not_yet("Two calls with the same u differ: u is the dice, throw no others.")
    if close(levels, p.argmax(axis=1)):
        return not_yet("That is the most probable level for every u: u has to decide.")
    if close(levels, [2, 1, 1, 2, 2, 3, 2, 1]):
        return not_yet("Counted from 1: the first level is 0.")
    if close(levels, (p > u[:, None]).argmax(axis=1)):
        return not_yet("Each probability is compared with u by itself; lay them end to end first: p.cumsum(axis=1).")
    if close(levels, (p.cumsum(axis=0) > u[:, None]).argmax(axis=1)):
        return not_yet("The probabilities of one *row* are laid end to end: axis=1, not down the columns.")
    if close(levels, (p.cumsum(axis=1) < u[:, None]).argmax(axis=1)):
        return not_yet("That is the first piece that ends *below* u; take the first that ends above it.")
    return not_yet("For p = (.6, .3, .1): u = .55 gives level 0, u = .65 gives 1, u = .95 gives 2.")


def half_off(value) -> Verdict:
    """`value`: (the learner's KL weight, the explorer)."""
    if not (isinstance(value, tuple) and len(value) == 2):
        return not_yet("This check needs two things, (half_off, sliders), as in the cell below the sliders.")
    weight, sliders = value
    if is_stub(weight):
        return not_attempted()
    weight, grid = a_number(weight), sliders.view.grid
    near = min(grid.kl_weights, key=lambda w: abs(w - weight))
    if abs(near - weight) > 1e-6 * near:
        listed = ", ".join(f"{w:g}" for w in sorted(grid.kl_weights))
        return not_yet(f"The slider has no such position: hand in one of {listed}.")
    used = {w: grid.at(LATENTS, w).active_units(sliders.view.real) for w in grid.kl_weights}
    if any(used[w] <= LATENTS / 2 for w in grid.kl_weights if w < near):
        return not_yet("A smaller weight does it too: go down.")
    if used[near] > LATENTS / 2:
        return not_yet(f"There {used[near]} of {LATENTS} units are still in use: go up.")
    return correct("And the rows look right there: this network, at a decoder sigma of .4, pays for no more codes. "
                   "Units switched off are a fault only if what they carried is missing.")  # fmt: skip


def suspects(value) -> Verdict:
    right = "Each fault left its own trace. A table without a trace on this list may still have another."
    mistaken = {"vae": "Three of the four are VAEs: name the loss and the reading, `article`, `read off` or `drawn`."}
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

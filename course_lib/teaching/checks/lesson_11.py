"""Lesson 11: a number in its mode, the race of a Gumbel head, training by sampling, the rescue, the line-up."""

import numpy as np

from course_lib.teaching.checks import Verdict, correct, kind, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

SUSPECTS, DEAL = ("softmax", "gumbel", "copula", "photocopy"), 11


def numbers(value, shape) -> np.ndarray | None:
    """The value as floats of this shape; None if it is nothing of the kind."""
    try:
        found = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    return found if found.shape == shape else None


def there_and_back(function) -> Verdict:
    c, eta, phi = np.array([52.0, 60.0, 71.0, 130.0, 10.0, 60.5]), 60.0, 8.0
    got = returned(function, c.copy(), eta, phi)
    if not (isinstance(got, tuple | list | np.ndarray) and len(got) == 2):
        return not_yet(f"Two arrays are expected, (alpha, value), and this is {kind(got)}.")
    alpha, back = (numbers(part, c.shape) for part in got)
    if alpha is None or back is None:
        return not_yet("Each of the two should be as long as c: one number for each value.")
    raw = (c - eta) / (4 * phi)
    right = np.clip(raw, -0.99, 0.99)
    if np.allclose(back, right, atol=1e-9):
        return not_yet("The two are in the other order: alpha first, then the value it stands for.")
    slips = {
        "alpha is not clipped: 130 is more than four sd away, and a tanh cannot say that.": raw,
        "That is in units of one sd: divide by 4 * phi.": np.clip((c - eta) / phi, -0.99, 0.99),
        "Without brackets / 4 * phi divides by 4 and multiplies by phi.": np.clip((c - eta) / 4 * phi, -0.99, 0.99),
        "The root of phi was taken: phi is an sd, so divide by 4 * phi itself.":
            np.clip((c - eta) / (4 * np.sqrt(phi)), -0.99, 0.99),
        "alpha is clipped at 1: a tanh never gets there, .99 is asked for.": np.clip(raw, -1, 1),
        "The mode's mean is not taken off.": np.clip(c / (4 * phi), -0.99, 0.99),
        "alpha has the wrong sign: values above the mode's mean have a positive one.": -right,
        "phi is squared: it is an sd, so divide by 4 * phi itself.": np.clip((c - eta) / (4 * phi**2), -0.99, 0.99),
        "A tanh was put around alpha. The network has one; alpha is what it should arrive at.": np.tanh(raw),
    }  # fmt: skip
    if not np.allclose(alpha, right, atol=1e-9):
        for says, slip in slips.items():
            if np.allclose(alpha, slip, atol=1e-9):
                return not_yet(says)
        return not_yet(f"For c = 71, eta = 60, phi = 8 alpha should be {right[2]:.4f}; yours is {alpha[2]:.4g}.")
    if np.allclose(back, 4 * phi * right + eta, atol=1e-9):
        return correct("130 came back as 91.68: what lies further out than four sd is moved to the edge of its mode.")
    if np.allclose(back, c, atol=1e-9):
        return not_yet("alpha is right. The way back starts from the clipped alpha, so 130 cannot return.")
    if np.allclose(back, phi * right + eta, atol=1e-9):
        return not_yet("alpha is right. The way back forgets the 4.")
    return not_yet(f"alpha is right. For c = 71 the way back should give 71; yours gives {back[2]:.4g}.")


def race(function) -> Verdict:
    rng = np.random.default_rng(0)
    p = np.array([0.6, 0.25, 0.1, 0.05])
    logits, u = np.tile(np.log(p) + 2, (4000, 1)), rng.random((4000, 4))
    got = returned(function, logits.copy(), u.copy())
    if numbers(got, logits.shape) is not None:
        return not_yet("That is a number for each level. Return the level: the place of the largest in each row.")
    found = numbers(got, (4000,))
    if found is None:
        return not_yet("One level a row is expected, (n,), so look for the largest along the levels: axis=1.")
    g = -np.log(-np.log(u))
    soft = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    if np.array_equal(found, (logits + g).argmax(1)):
        shares = ", ".join(f"{share:.3f}" for share in np.bincount(found.astype(int), minlength=4) / 4000)
        return correct(f"Logits for .6, .25, .1, .05, four thousand races: {shares}.")
    slips = {
        "That reads off the likeliest level: u does nothing, and rare levels never win.": logits.argmax(1),
        "The head start has the wrong sign: g = -log(-log u).": (logits - g).argmax(1),
        "The head start is missing one of the two logarithms.": (logits - np.log(u)).argmax(1),
        "The head start is missing a minus and a logarithm: g = -log(-log u).": (logits + np.log(u)).argmax(1),
        "u was added as it is. Turn it into g first: that makes the shares come out as p.": (logits + u).argmax(1),
        "g was added to the probabilities. It belongs to the logits.": (soft + g).argmax(1),
        "That takes the slowest: the largest l + g wins.": (logits + g).argmin(1),
    }  # fmt: skip
    for says, slip in slips.items():
        if np.array_equal(found, slip):
            return not_yet(says)
    if np.all(np.abs(np.bincount(found.clip(0, 3).astype(int), minlength=4) / 4000 - p) < 0.03):
        return not_yet("The shares come out right, by another draw. Here each of the u given makes one g, as above.")
    wins = np.mean(found == 0)
    return not_yet(f"Logits for .6, .25, .1, .05: the first level should win 60% of the races, not {wins:.0%}.")


def asked(function) -> Verdict:
    """O26: counts of 900, 90 and 10 give .4962, .3290, .1749."""
    count = np.array([900, 90, 10])
    got = numbers(returned(function, count.copy()), count.shape)
    if got is None:
        return not_yet("One probability a level is expected, as many as there are counts.")
    weight = np.log1p(count)
    slips = {
        "That is the levels' own shares: use asks for these, training does not.": count / count.sum(),
        "Those are the weights. Divide by their sum, so that they add up to 1.": weight,
        "The 1 is missing: a level seen once would have log 1 = 0.": np.log(count) / np.log(count).sum(),
        "The weights are divided by the logarithm of all rows. Divide by their own sum.":
            weight / np.log1p(count.sum()),
        "The weights are divided by the number of rows. Divide by their own sum.": weight / count.sum(),
        "That is the logarithm of the share; take that of the count, plus 1.": np.log1p(count / count.sum()) / np.log1p(
            count / count.sum()).sum(),
        "The 1 belongs inside the logarithm.": (1 + np.log(count)) / (1 + np.log(count)).sum(),
        "That asks for all levels alike. The logarithm narrows the gap and does not close it.": np.full(3, 1 / 3),
    }  # fmt: skip
    if np.allclose(got, weight / weight.sum(), atol=1e-6):
        return correct("Counts of 900, 90 and 10 are asked for with .50, .33 and .17.")
    for says, slip in slips.items():
        if np.allclose(got, slip, atol=1e-6):
            return not_yet(says)
    return not_yet(f"For counts of 900, 90, 10 the first is {weight[0] / weight.sum():.4f}; yours is {got[0]:.4g}.")


def rescue(value) -> Verdict:
    """`value`: the state line of a run with the softmax head in which the rare level is made."""
    from course_lib.errors import CourseError
    from course_lib.explore.controls import Choice, read_state
    from course_lib.explore.heads import HEADS, HeadsState

    if not isinstance(value, str):
        return not_yet(f'Hand in the line "state" as text, and this is {kind(value)}.')
    controls = (Choice("head", "head", HEADS), Choice("conditional", "vector", (False, True)),
                Choice("run", "seed", (0, 1, 2)))  # fmt: skip
    try:
        state = read_state(value, HeadsState(), controls)
    except CourseError as mistake:
        return not_yet(str(mistake))
    if state.head != "softmax":
        return not_yet("That is the other head. Somebody insists on this one: head=softmax.")
    if not state.conditional:
        return not_yet("Without more help the softmax head made no letter, whatever the seed. Another control is left.")
    return correct("Half of the rows are told a channel, 1.8% of these the letter: .9% is the most that obeying can "
                   "give, and it takes a network that obeys. Further letters stand in rows that were told nothing of a "
                   "channel.")


CLUES = {
    "softmax": "the softmax GAN's likeliest channel is never letter.",
    "gumbel": "the Gumbel runs make every level, and learned little of how purchase depends on segment.",
    "copula": "the copula keeps how purchase depends on segment, and its rows are no copies.",
    "photocopy": "the photocopy's rows are the training rows.",
}


def suspects(value) -> Verdict:
    right = "Three clues, three faults: a lost level, a lost relation, copied rows. No one score shows all of them."
    mistaken = dict.fromkeys(("vae", "gan", "ctgan"), "The suspects are softmax, gumbel, copula and photocopy.")
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

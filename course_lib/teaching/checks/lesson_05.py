"""Lesson 05: the foretold numbers, the five steps, the explore task, and the line-up."""

import numpy as np

from course_lib.teaching.checks import Verdict, a_number, array, correct, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

SUSPECTS, DEAL = ("averages", "vae_style", "photocopy", "diagonal", "full"), 11
ROWS = 20_000
MEAN, SD = np.array([50.0, 4.0]), np.array([10.0, 0.5])
ROOT = np.linalg.cholesky(np.array([[1.0, 0.8], [0.8, 1.0]]))


def foretell(value) -> Verdict:
    """`value`: (sd ratio, correlation) for k = 5, a = 1, rho = .8."""
    ratio, r = array(value, shape=(2,))
    near = lambda x, known: abs(x - known) < 0.006  # noqa: E731 - two decimals
    if near(ratio, 0.3) and near(r, 0.73):
        return not_yet("Both numbers are there, in the other order: the ratio of the sds comes first.")
    if near(ratio, 8 / 15):
        return not_yet("The first number is a ratio of variances.")
    if near(ratio, 5**-0.5):
        return not_yet("The first number is that of the averages alone, before the noise.")
    if near(ratio, 1.2**0.5):
        return not_yet("Your v is the square of the half width. Spread evenly from -a to a the noise varies less.")
    if not near(ratio, (8 / 15) ** 0.5):
        return not_yet(f"The first number, {ratio:.3g}, is too {'high' if ratio**2 > 8 / 15 else 'low'}. What is v?")
    if near(r, 0.8):
        return not_yet("The ratio is right. The correlation is that of the averages alone, before the noise.")
    if near(r, 0.16):
        return not_yet("The ratio is right. A correlation divided by k belongs to v = 1 - 1/k, not to yours.")
    if near(r, 0.375):
        return not_yet("The ratio is right. The second number is the factor by which the correlation shrinks.")
    if not near(r, 0.3):
        return not_yet(f"The ratio is right. The correlation, {r:.3g}, is too {'high' if r > 0.3 else 'low'}.")
    return correct("Averaging alone keeps correlations. All of the loss is due to noise that does not know them.")


def averager(value) -> Verdict:
    def draw(seed, k=5, a=0.9, low=-1e9, high=1e9, rows=ROWS):
        bounds = np.full(2, float(low)), np.full(2, float(high))
        return array(returned(value, x.copy(), rows, k, a, *bounds, np.random.default_rng(seed)), shape=(rows, 2))

    x = MEAN + SD * (np.random.default_rng(1).standard_normal((500, 2)) @ ROOT.T)
    mean, sd, r = x.mean(axis=0), x.std(axis=0), np.corrcoef(x.T)[0, 1]
    made = draw(2)
    if not np.array_equal(made, draw(2)):
        return not_yet("The same rng gave other rows the second time: draw from the rng you are given.")
    if np.array_equal(made, draw(3)):
        return not_yet("Two different rng gave the same rows: draw from the rng you are given.")
    if np.any(np.abs(made.mean(axis=0) - mean) > 4.5 * np.maximum(sd, made.std(axis=0)) / np.sqrt(ROWS)):
        return not_yet(f"The means should stay near {mean[0]:.1f} and {mean[1]:.1f}, and are {made[:, 0].mean():.1f} "
                       f"and {made[:, 1].mean():.1f}. Divide by k; let the noise go up as well as down.")  # fmt: skip
    if (verdict := without_noise(x, draw(4, a=0))) is not None:
        return verdict
    wanted = np.sqrt(1 / 5 + 0.9**2 / 3)
    got = made.std(axis=0) / sd
    if near(got, np.sqrt(1 / 5 + 0.9**2)):
        return not_yet("Your noise has the sd a. Here a is the farthest that a cell may move.")
    if near(got, 5**-0.5):
        return not_yet("With a = .9 your rows are as narrow as without noise: step 3 is missing.")
    if not near(got, wanted):
        return not_yet(f"With k = 5 and a = .9 the sds should be {wanted:.2f} of the real ones, and are {got[0]:.2f} "
                       f"and {got[1]:.2f}. The noise is counted in sds of the real columns, each its own.")  # fmt: skip
    if not near(draw(5, k=2, a=0).std(axis=0) / sd, 2**-0.5):
        return not_yet("With k = 2 and a = 0 the sds should be 0.71 of the real ones: does k count, or a fixed five?")
    shrunk = r * (1 / 5) / wanted**2
    if abs(np.corrcoef(made.T)[0, 1] - shrunk) > 4.5 / np.sqrt(ROWS):
        return not_yet("The columns correlate more than they should: give every cell a noise of its own.")
    cut = draw(2, low=3.9, high=52)
    if cut.min() < 3.9 or cut.max() > 52:
        return not_yet("Some rows lie outside the low and high that the function is given: step 4 clips into these.")
    if np.allclose(cut, np.clip(made, 3.9, 52)):
        return correct("All five; the last one takes no line. Nothing was learned: the table itself is the model.")
    return not_yet("Inside the bounds a clipped row keeps its value; yours changed. Clip only, and last.")


def without_noise(x, rows) -> Verdict | None:
    """Averages of five, a = 0: their spread, and that five rows went into each."""
    got, sd = rows.std(axis=0), x.std(axis=0)
    if near(got / sd, 1):
        return not_yet("With a = 0 each of your rows is as spread out as a real one: are five averaged?")
    if np.any(got < 0.01 * sd):
        return not_yet("With a = 0 all your rows are the same: every new row picks five of its own.")
    if np.corrcoef(rows.T)[0, 1] < 0.5:
        return not_yet("With a = 0 the columns hardly correlate: pick whole rows, not cells.")
    if not near(got / sd, 5**-0.5):
        return not_yet(f"With k = 5 and a = 0 the sds should be {5**-0.5:.2f} of the real ones, and are "
                       f"{got[0] / sd[0]:.2f} and {got[1] / sd[1]:.2f}.")  # fmt: skip
    return None


def near(got, wanted: float) -> bool:
    """Within 4.5 standard errors of an sd ratio, and what drawing five different ones of 500 rows takes off."""
    return bool(np.all(np.abs(got - wanted) < 4.5 * wanted / np.sqrt(2 * ROWS) + 0.005 * wanted))


def sd_back(value) -> Verdict:
    """`value`: (the learner's noise, the explorer)."""
    from dataclasses import replace

    noise, explorer = value
    noise, view = a_number(noise), explorer.view
    positions = view.controls[1].values
    at = min(positions, key=lambda step: abs(step - noise))
    if abs(at - noise) > 0.001:
        return not_yet("The slider moves in steps of .05: hand in one of its positions.")
    numbers = view.numbers(replace(view.default, k=5, noise="uniform", noise_scale=at))
    ratio, r = numbers["sd ratio"], numbers["correlation"]
    if abs(ratio - 1) < 0.02:
        return correct(f"The sd is back at {ratio:.2f} of the real one. The correlation is down to {r:.2f}, the skew "
                       f"to {abs(numbers['skew']):.1f}. No size of this noise brings all three back.")  # fmt: skip
    if abs(at - 0.9) < 0.001:
        return not_yet("That is the sd that the noise must have. How far does a uniform with this sd reach?")
    if abs(at - 0.8) < 0.001:
        return not_yet("That is the variance that is missing. Which a gives it?")
    return not_yet(f"At {at:g} the sd is {ratio:.2f} of the real one: {'less' if ratio > 1 else 'more'} noise.")


CLUES = {
    "averages": "averages without noise are the narrowest table here.",
    "diagonal": "diagonal noise brings the sd back and costs the correlation, which it divides by five.",
    "full": "full noise restores sd and correlation, so incomes fall below the lowest allowed; step 4 clips them.",
    "vae_style": "vae_style truncates: its incomes stay inside without a spike at the bound.",
    "photocopy": "a photocopy has every row in train, so all of them lie nearer to train than to fresh rows.",
}


def suspects(value) -> Verdict:
    right = "Full noise, four fifths normal, and the simulator differ in how they keep to the bounds, in little else."
    mistaken = dict.fromkeys(("gan_style", "gan-style"),
                             "Three of the suspects are GAN-style: name the noise, averages, diagonal or full.")
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

"""Lesson 04: step 3 alone, all five steps, the explore task, and the line-up."""

import numpy as np

from course_lib.teaching.checks import Ended, Verdict, a_number, array, correct, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

SUSPECTS, DEAL = ("independent", "vae_style", "gan_style", "photocopy"), 10
ROWS = 20_000
MEAN, SD = np.array([50.0, 4.0]), np.array([10.0, 0.5])
R = np.array([[1.0, 0.8], [0.8, 1.0]])


def spread(rows, r: float, s: float = 1.0) -> tuple[float, float]:
    """4.5 standard errors of a correlation r, and of a standard deviation s of normal rows."""
    return 4.5 * (1 - r**2) / np.sqrt(rows), 4.5 * s / np.sqrt(2 * rows)


def step_three(value) -> Verdict:
    z = np.random.default_rng(0).standard_normal((ROWS, 2))
    factor, square = np.linalg.cholesky(R), z[:2]  # as many rows as columns: every order of the product has a shape
    small = array(returned(value, square.copy(), R.copy()), shape=(2, 2))
    if np.array_equal(small, factor @ square):
        return not_yet("L first is the formula for one row, standing as a column. Here z is (rows, p) and L is (p, p): "
                       "in which order do their shapes fit?")  # fmt: skip
    if np.array_equal(small, factor @ square.T):
        return not_yet("The numbers are right and the table lies on its side: (p, rows) instead of (rows, p).")
    if np.array_equal(small, square * factor):
        return not_yet("In numpy * multiplies cell by cell; the product of two matrices is @.")
    made = array(returned(value, z.copy(), R.copy()), shape=(ROWS, 2))
    if np.allclose(made, z @ factor.T):
        return correct("Row by row u = L z. Each column keeps mean 0 and sd 1; only the company it keeps has changed.")
    if np.allclose(made, z):
        return not_yet("These are the rows you were given: multiply them by the factor.")
    if np.allclose(made, z @ factor):
        return not_yet("With z L the first sd is 1.28 instead of 1. u = L z is meant for a column; how does a product "
                       "of two matrices look when it is transposed?")  # fmt: skip
    if np.allclose(made, z @ R):
        return not_yet("You multiplied by R itself. The rows then have the covariance R R; it takes a root of R.")
    reach, wide = spread(ROWS, 0.8)
    if abs(np.corrcoef(made.T)[0, 1] - 0.8) < reach and np.all(np.abs(made.std(axis=0) - 1) < wide):
        return correct("Another root of R than Cholesky's, and as good.")
    return not_yet(f"For R = .8 the rows correlate with {np.corrcoef(made.T)[0, 1]:.2f} and have sds "
                   f"{made[:, 0].std():.2f} and {made[:, 1].std():.2f}; they should have .80, 1 and 1.")  # fmt: skip


def five_steps(value) -> Verdict:
    def draw(seed, low=-1e9, high=1e9):
        bounds = np.full(2, float(low)), np.full(2, float(high))
        made = returned(value, x.copy(), ROWS, *bounds, np.random.default_rng(seed))
        return array(made, shape=(ROWS, 2))

    z = np.random.default_rng(1).standard_normal((500, 2))
    x = MEAN + SD * (z @ np.linalg.cholesky(R).T)
    mean, sd, r = x.mean(axis=0), x.std(axis=0), np.corrcoef(x.T)[0, 1]
    try:
        made = draw(2)
    except Ended as ended:
        if "LinAlgError" not in ended.verdict.says:
            raise
        return not_yet("There is no Cholesky factor of your matrix. Look at its shape: it should be (p, p), "
                       "here (2, 2). np.corrcoef takes each line of what it is given for a variable.")  # fmt: skip
    if not np.array_equal(made, draw(2)):
        return not_yet("The same rng gave other rows the second time: draw from the rng you are given.")
    if np.array_equal(made, draw(3)):
        return not_yet("Two different rng gave the same rows: draw the normal numbers from the rng you are given.")
    if np.any(np.abs(made.mean(axis=0) - mean) > 4.5 * sd / np.sqrt(ROWS)):
        return not_yet(f"The means should be near {mean[0]:.1f} and {mean[1]:.1f}, and are {made[:, 0].mean():.1f} and "
                       f"{made[:, 1].mean():.1f}: step 4 adds the mean of each column of x.")  # fmt: skip
    got, reach = made.std(axis=0), 4.5 * sd / np.sqrt(2 * ROWS)
    if np.all(np.abs(got - sd**2) < 4.5 * sd**2 / np.sqrt(2 * ROWS)):
        return not_yet("The sds are squared: the variance stands for the sd, or covariances for correlations.")
    lengths = np.sqrt((np.linalg.cholesky(np.corrcoef(x.T)) ** 2).sum(axis=0))  # of the columns of L, not its rows
    if np.all(np.abs(got - sd * lengths) < 4.5 * sd * lengths / np.sqrt(2 * ROWS)):
        return not_yet("The sds are off as by z L in step 3: compare that step with part 2.")
    if np.any(np.abs(got - sd) > reach + 0.002 * sd):  # 0.002: a count less one in the sd of x is as good
        return not_yet(f"The sds should be near {sd[0]:.2f} and {sd[1]:.2f}, and are {got[0]:.2f} and {got[1]:.2f}: "
                       "the latent has sd 1, step 4 multiplies by the sd of each column of x.")  # fmt: skip
    measured = np.corrcoef(made.T)[0, 1]
    if abs(measured) < spread(ROWS, 0)[0]:
        return not_yet("The columns do not correlate: step 3 is missing.")
    if abs(measured - r) > spread(ROWS, r)[0]:
        return not_yet(f"The correlation of x is {r:.2f}, that of your rows {measured:.2f}: step 3 takes the "
                       "correlations of the columns of x.")  # fmt: skip
    cut = draw(2, low=3.5, high=55)
    if cut.min() < 3.5 or cut.max() > 55:
        return not_yet("Some rows lie outside the low and high that the function is given: step 5 clips into these.")
    if np.allclose(cut, np.clip(made, 3.5, 55)):
        return correct("All five. It is a normal distribution fitted by its moments, then pushed into bounds.")
    return not_yet("Inside the bounds a clipped row keeps its value; yours changed. Clip only, and after step 4.")


def most_noise(value) -> Verdict:
    """`value`: (the learner's noise, the explorer)."""
    noise, explorer = value
    noise = a_number(noise)
    numbers = numbers_by_noise(explorer)
    matches = {step: found["mean match"] for step, found in numbers.items()}
    best = max(step for step, match in matches.items() if step <= 1 and match >= 0.99)
    near = min(matches, key=lambda step: abs(step - noise))
    if abs(near - noise) > 0.001:
        return not_yet("The slider moves in steps of .05: hand in one of its positions.")
    if near == best:
        low, high = (numbers[near][f"{end} sd ratio"] for end in ("smallest", "largest"))
        return correct(f"To reach 99% the generator has to give up spread: its sds are {low:.0%} to {high:.0%} of the "
                       "real ones.")  # fmt: skip
    if matches[near] < 0.99:
        return not_yet(f"At {near:g} the means match {matches[near]:.1%}: less noise.")
    if near == 0:
        return not_yet("At 0 every row is the same. The score likes that, but a larger noise reaches 99% too.")
    return not_yet(f"At {near:g} the means match {matches[near]:.1%}, and a larger noise reaches 99% too.")


def numbers_by_noise(explorer) -> dict:
    """The explorer's numbers at each position of the noise slider, with truncation and full correlations."""
    from dataclasses import replace

    view = explorer.view
    states = {noise: replace(view.default, noise_scale=noise, strength=1.0, bounds="truncate")
              for noise in view.controls[0].values}  # fmt: skip
    return {round(noise, 2): view.numbers(state) for noise, state in states.items()}


CLUES = {
    "independent": "the independent generator keeps every column and no correlation at all.",
    "vae_style": "vae_style, the correlated-normal simulator, keeps correlations and loses the skew.",
    "gan_style": "gan_style averages five rows, which shrinks the sd more than anything else here.",
    "photocopy": "a photocopy has every row in train, so all of them lie nearer to train than to fresh rows.",
}


def suspects(value) -> Verdict:
    right = "No single number shows all four. vae_style has a small sd too, by step 5: truncation cuts both ends."
    mistaken = {"vae": "There is no VAE in this line-up: the suspect is called vae_style."}
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

"""Lesson 13: Fisher's Z, a lead over seeds, the explore task, a metric for each use, and the line-up."""

import numpy as np

from course_lib.teaching.checks import (
    Ended,
    Verdict,
    a_number,
    array,
    correct,
    is_stub,
    kind,
    not_attempted,
    not_yet,
    returned,
)
from course_lib.teaching.lineup import judge_line_up

SAME = 1e-6
R1, R2, N = 0.8, 0.7, 103
A, B, T = np.array([0.7, 0.5, 0.9, 0.6]), np.array([0.6, 0.45, 0.75, 0.6]), 3.18


def fisher(value) -> Verdict:
    got = float(array(returned(value, R1, R2, N), shape=()))
    if not np.isfinite(got):
        return not_yet("It returns no finite number: mind the brackets in 2 / (n - 3).")
    difference, error = np.arctanh(R1) - np.arctanh(R2), np.sqrt(2 / (N - 3))
    known = {
        difference / np.sqrt(1 / (N - 3)): "That is the error of one table. Both are samples: the root of 2 / (n - 3).",
        difference / (2 / (N - 3)): "The lower part lacks its root.",
        difference: "That is the difference alone. Divide it by its standard error.",
        (R1 - R2) / error: "The correlations went in as they are; straighten each with np.arctanh first.",
        np.arctanh(R1 - R2) / error: "The difference was straightened. Straighten each correlation, then subtract.",
        difference / np.sqrt(2 / N): "n went in for n - 3.",
        difference * error: "The error stands below the line: divide by it.",
        difference / (2 / np.sqrt(N - 3)): "Errors of two samples add as squares: the root of 2 / (n - 3).",
        -difference / error: "The sign is turned round: r1 first.",
        (np.tanh(R1) - np.tanh(R2)) / error: "That is tanh; its inverse is np.arctanh.",
    }  # fmt: skip
    if abs(got - difference / error) > SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"For .8, .7 and n = 103 your function returns {got:.3f}. By hand: 1.099 minus .867, over .141.")
    if abs(float(array(returned(value, R2, R2, 50), shape=()))) > SAME:
        return not_yet("For two equal correlations Z should be 0.")
    if not abs(float(array(returned(value, R2, R1, N), shape=())) + difference / error) <= SAME:
        return not_yet("For a smaller r1 Z should be negative: leave the sign.")
    says = "For .8 and .7 with 103 rows it is 1.64: not told apart."
    try:
        columns = np.shape(returned(value, np.array([R1, R2]), R2, N)) == (2,)
    except Ended:  # math.atanh takes single numbers only, and nobody asked for more
        columns = False
    return correct(says + " It takes whole columns as well." * columns)


def lead(value) -> Verdict:
    result = returned(value, A.copy(), B.copy(), T)
    parts = numbers_in(result)
    if len(parts) != 3:
        return not_yet(f"Three numbers are expected, the mean and both ends, and this is {kind(result)}.")
    if not np.isfinite(parts).all():
        return not_yet("Not all three numbers are finite: mind what stands under the root.")
    mean, low, high = parts.tolist()
    d = A - B
    error, half = d.std(ddof=1) / np.sqrt(len(d)), (high - low) / 2
    if abs(mean - d.mean()) > SAME:
        if abs(mean + d.mean()) < SAME:
            return not_yet("That is b minus a.")
        return not_yet(f"The first number should be the mean of the differences, {d.mean():.3f} for our scores.")
    if abs((high + low) / 2 - mean) > SAME:
        return not_yet("The interval should lie evenly around the mean: minus half first, then plus half.")
    known = {
        T * d.std() / np.sqrt(len(d)): "std() divides by k; with ddof=1 it divides by k - 1.",
        T * d.std(ddof=1): "That is the spread of single seeds. Their mean spreads less: over the root of k.",
        error: "That is one standard error; t of them make the interval.",
        1.96 * error: "1.96 went in for t: with few seeds the factor is larger, and t is an argument.",
        2.36 * error: "2.36 went in for t, which belongs to eight seeds; t is an argument.",
        T * np.sqrt(A.var(ddof=1) / 4 + B.var(ddof=1) / 4): "That treats a and b as unrelated. Subtract seed by seed: "
        "what the seeds do to both cancels.",
        T * d.std(ddof=1) / len(d): "Over the root of k, not over k.",
        -T * error: "The lower end comes before the upper one.",
    }  # fmt: skip
    if abs(half - T * error) > SAME:
        for wrong, says in known.items():
            if abs(half - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"The mean is right; half of the interval is {half:.3f} for our scores and should be "
                       f"{T * error:.3f}: t times the standard error of the mean difference.")  # fmt: skip
    return correct("Four seeds, a lead of .075, and an interval that reaches from below 0: not told apart.")


def numbers_in(result) -> np.ndarray:
    """The numbers of a tuple, list or array in one row; none if it holds anything else."""
    try:
        return np.ravel(np.asarray(result, float))
    except (TypeError, ValueError):
        return np.empty(0)


def fewest(value) -> Verdict:
    """`value`: (the learner's number of seeds, the explorer)."""
    seeds, explorer = value
    if is_stub(seeds):
        return not_attempted()
    seeds, view = a_number(seeds), explorer.view
    told = {k: view.numbers(type(view.default)("C2ST", k))["told"] for k in view.controls[1].values}
    best = min(k for k, yes in told.items() if yes)
    if seeds not in told:
        return not_yet(f"The slider goes from 1 to {max(told)} seeds.")
    if seeds == best:
        return correct(f"{best} seeds, for a lead of about .02 in AUC. Fewer would have shown the same winner and "
                       "proved nothing.")  # fmt: skip
    if told[seeds]:
        return not_yet(f"With {seeds:.0f} seeds they are told apart. So they are with fewer.")
    if seeds == 1:
        return not_yet("One seed has no spread, so no interval: nothing can be told from it.")
    return not_yet(f"With {seeds:.0f} seeds the interval still holds 0.")


USES = {"train a model": "TSTR", "hand it out": "nearer", "audit fairness": "DPD gap", "test software": "levels",
        "replace real rows": "C2ST"}  # fmt: skip
WRONG = {
    "train a model": "a model for outcomes was tried in one of the five columns. Which one trains?",
    "hand it out": "in every other column the photocopy is as good as fresh rows. Where does it stand out?",
    "audit fairness": "one table treats A and B as no real customers were treated. Which column says so?",
    "test software": "the software meets only what occurs in the table. Which column counts that?",
    "replace real rows": "questions that nobody has asked yet may be about anything: which column looks at whole rows?",
}


def by_use(value) -> Verdict:
    if not isinstance(value, dict):
        return not_yet(f"A dictionary of use and metric is expected, and this is {kind(value)}.")
    if not value or is_stub(value) or any(use not in value for use in USES):
        return not_attempted("Name a metric for every use: " + ", ".join(USES) + ".")
    names = {name.lower().replace(" ", ""): name for name in USES.values()}
    given = {use: names.get(str(value[use]).lower().replace(" ", "").replace("_", "")) for use in USES}
    for use, metric in given.items():
        if metric is None:
            return not_yet(f"{use}: {value[use]!r} is none of the columns, {', '.join(names.values())}.")
    if set(given.values()) == {"C2ST"}:
        return not_yet("C2ST for everything: look at its column. It has nothing against the photocopy, and hardly more "
                       "against the lost levels than against the copula itself.")  # fmt: skip
    for use, metric in given.items():
        if metric != USES[use]:
            return not_yet(f"{use}: {WRONG[use]}")
    return correct("The use comes first, then the metric, then the generator. A report that begins with a score has "
                   "already chosen a use for you.")  # fmt: skip


SUSPECTS, DEAL = ("independent", "vae_style", "gan_style", "copula", "photocopy"), 5
CLUES = {
    "independent": "columns drawn alone leave corr_skill near 0, and a model learns nothing from them.",
    "vae_style": "the simulator keeps correlations and turns columns into normals: a large KS, a fair corr_skill.",
    "gan_style": "the averager narrows its columns and loses dependence to its noise: a large KS, a low corr_skill.",
    "copula": "the copula's columns are at the floor, its correlations fair, and its rows nobody's.",
    "photocopy": "a photocopy is at its floor everywhere but in one column.",
}


def suspects(value) -> Verdict:
    right = "Five profiles. By C2ST alone the photocopy would stand beside fresh rows, in front of everybody."
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, {"cart": "The trees are not among these suspects.",
                                                               "fresh rows": "Fresh rows stand in the first line."})

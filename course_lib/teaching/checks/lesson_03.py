"""Lesson 03: the JSD of two small tables, floor and edge by splits, the explore task, four readings."""

import numpy as np

from course_lib.evaluation import jsd_of_shares
from course_lib.teaching.checks import (
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

HALF, NINE = np.array([0.5, 0.5]), np.array([0.9, 0.1])
THREE, GAP = np.array([0.5, 0.3, 0.2]), np.array([0.0, 0.6, 0.4])
SAME = 1e-6


def jsd(value) -> Verdict:
    def of(p, q) -> float:
        return float(array(returned(value, p.copy(), q.copy()), shape=()))

    got, want = of(HALF, NINE), float(jsd_of_shares(HALF, NINE))
    h = (HALF + NINE) / 2
    left, right = ((x * np.log2(x / h)).sum() for x in (HALF, NINE))
    unhalved = sum((x * np.log2(x / (2 * h))).sum() for x in (HALF, NINE)) / 2
    known = {
        want * np.log(2): "That is in natural logarithms; bits need base 2, np.log2.",
        np.sqrt(want): "That is the JS distance, the root. The JSD is what stands below the root.",
        np.sqrt(want * np.log(2)): "That is the JS distance, and with the natural logarithm: no root, and base 2.",
        unhalved: "Your h seems to be p + q. Their average is half of that.",
        left + right: "Both sums are there. The formula takes half of each.",
        left / 2: "That is half the first sum alone; q has one too.",
        right / 2: "That is half the second sum alone; p has one too.",
        left: "That is the first sum alone, and whole: the formula has two halves.",
        float((HALF * np.log2(HALF / NINE)).sum()): "That compares p with q directly. Both are compared with h, their "
        "average.",
        float((HALF * np.log2(HALF / NINE)).sum() + (NINE * np.log2(NINE / HALF)).sum()) / 2:
            "That compares p with q and q with p. Both are compared with h, their average.",
    }  # fmt: skip
    if abs(got - want) > SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"For (.5, .5) and (.9, .1) your function returns {got:.4f}. By hand: h is (.7, .3); write down "
                       "the four terms and compare.")  # fmt: skip
    if not np.isfinite(of(THREE, GAP)):
        return not_yet("With a share of 0 your function returns nan: 0 times a logarithm of 0. Leave such cells out of "
                       "their sum.")  # fmt: skip
    if abs(of(THREE, GAP) - jsd_of_shares(THREE, GAP)) > SAME:
        return not_yet("Right for (.5, .5) and (.9, .1), not where a cell has share 0 on one side only: it drops out "
                       "of one sum and stays in the other, and in h.")  # fmt: skip
    apart = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    if abs(of(*apart) - 1) > SAME or abs(of(THREE, THREE)) > SAME:
        return not_yet("Equal shares should give 0 and shares without a common cell 1.")
    return correct("For (.5, .5) against (.9, .1) it is .147 bits; the root of it, in natural logarithms, would be "
                   ".319. Both are called JSD somewhere.")  # fmt: skip


def floor(value) -> Verdict:
    """The learner's function is given a score that remembers its samples: they must be real splits."""
    x, n, m, times = np.arange(400.0), 60, 90, 150

    def run(seed) -> tuple:
        pairs = []

        def score(a, b):
            pairs.append((np.array(a, float), np.array(b, float)))  # copies: x may be shuffled where it stands
            return abs(np.mean(a) - np.mean(b)) + 0.001 * len(a)  # not the same with a and b exchanged

        return returned(value, x.copy(), n, m, score, np.random.default_rng(seed), times), pairs

    result, pairs = run(3)
    if not isinstance(result, tuple | list | np.ndarray) or np.size(result) != 2:
        if np.size(result) == times:
            return not_yet("These are all the scores: return their mean and their 95% point.")
        return not_yet(f"Two numbers are expected, the floor and the edge, and this is {kind(result)}.")
    mean, edge = (a_number(part) for part in result)
    if not pairs:
        return not_yet("The function `score` was never called: pass it the two samples, score(a, b).")
    sizes = {(len(a), len(b)) for a, b in pairs}
    if sizes == {(m, n)}:
        return not_yet("a has m values and b has n: it is the other way round.")
    if sizes != {(n, m)}:
        return not_yet(f"For n = {n} and m = {m} the samples have {sorted(sizes)[0]} values.")
    if any(np.intersect1d(a, b).size for a, b in pairs):
        return not_yet("Some rows stand in both samples of a pair: they agree where fresh rows would not, and the "
                       "floor comes out too low.")  # fmt: skip
    if any(len(np.unique(part)) < len(part) for pair in pairs for part in pair):
        return not_yet("Some rows were drawn twice into one sample: draw without replacement.")
    if len(pairs) != times:
        return not_yet(f"With times={times} the score was computed {len(pairs)} times.")
    if len({tuple(np.sort(a)) for a, _ in pairs}) < times:
        return not_yet("The same rows came again: draw a new split each time, inside the loop.")
    if np.unique(np.concatenate([np.concatenate(pair) for pair in pairs])).size < len(x):
        return not_yet("Some values of x were never drawn: every row should have its chance.")
    scores = np.array([abs(a.mean() - b.mean()) + 0.001 * len(a) for a, b in pairs])
    if abs(mean - scores.mean()) > SAME:
        if abs(mean - np.median(scores)) < SAME:
            return not_yet("The floor is the mean; this is the median.")
        if abs(edge - scores.mean()) < SAME:
            return not_yet("Floor first, then the edge.")
        return not_yet("The first number should be the mean of the scores.")
    low, high = np.sort(scores)[[-11, -6]]  # any definition of the quantile: the exact place is -8.45
    if not low <= edge <= high:
        if abs(edge - np.quantile(scores, 0.975)) < SAME:
            return not_yet("This is the 97.5% point. The edge has one side: 95 in 100 stay below it.")
        if abs(edge - scores.max()) < SAME:
            return not_yet("The edge is the line that 95 in 100 stay below; this is the largest of all.")
        if abs(edge - np.quantile(scores, 0.05)) < SAME:
            return not_yet("This is the 5% point: only 5 in 100 stay below it.")
        return not_yet("The second number should be the point that 95 in 100 scores stay below: np.quantile.")
    if same_splits(run(4)[1], pairs) or not same_splits(run(3)[1], pairs):
        return not_yet("The splits do not come from `rng`: take every random number from it, so that one seed repeats "
                       "them and another does not.")  # fmt: skip
    return correct("It works for any metric and needs real rows alone. Keep it: no score without it.")


def same_splits(some, others) -> bool:
    return all(np.array_equal(a, c) for (a, _), (c, _) in zip(some, others, strict=True))


def most_rows(value) -> Verdict:
    """`value`: (the learner's number of real rows, the explorer)."""
    rows, explorer = value
    if is_stub(rows):
        return not_attempted()
    rows = a_number(rows)
    above = above_by_rows(explorer)
    best = max(n for n, count in above.items() if count == 0)
    if rows not in above and rows / 2 in above:
        return not_yet("Hand in the real rows: the first of the two numbers beside the slider.")
    if rows not in above:
        return not_yet("The slider takes other steps: hand in one of its positions.")
    if rows == best:
        return correct(f"With {best} rows against {2 * best}, real customers would fill the article's table. Its four "
                       "numbers need their rows beside them.")  # fmt: skip
    if above[rows]:
        return not_yet(f"At {rows:,.0f} rows {above[rows]} of the four lie above their edge: fewer rows.")
    return not_yet("There all four lie below their edges, but a larger number of rows does it too.")


def above_by_rows(explorer) -> dict:
    """How many printed numbers lie above the edge at each position of the rows slider, in the task's measure."""
    from dataclasses import replace

    view = explorer.view
    states = {n: replace(view.default, n=n, bins=30, measure="distance-e") for n in view.controls[0].values}
    return {n: view.numbers(state)["above the edge"] for n, state in states.items()}


ANSWER = {"A": "not seen", "B": "wrong rows", "C": "seen", "D": "not seen"}
MISTAKES = {
    ("A", "seen"): "A lies above .5, and below its own edge: real rows reach that far with 40 on a side.",
    ("A", "wrong rows"): "A was scored against the holdout, which nobody trained on. That the rows are few is another "
                         "matter.",
    ("B", "seen"): "In B every row stands on both sides. What does its AUC say about the photocopy?",
    ("B", "not seen"): "B lies far below .5, further than luck reaches. Which rows stand on both sides?",
    ("C", "not seen"): "Compare C with the edge of its own line.",
    ("C", "wrong rows"): "C was scored against the holdout, which nobody trained on.",
    ("D", "seen"): "Compare D with its edge. That the rows are copies is true, and this score is blind to it.",
    ("D", "wrong rows"): "D was scored against the holdout. That the table is a photocopy does not make it void.",
}  # fmt: skip


def readings(value) -> Verdict:
    if not isinstance(value, dict):
        return not_yet(f"A dictionary of letter and reading is expected, and this is {kind(value)}.")
    if is_stub(value) or any(letter not in value for letter in ANSWER):
        return not_attempted("Read every line, " + ", ".join(ANSWER) + ".")
    given = {letter: str(value[letter]).strip().lower().replace("_", " ") for letter in ANSWER}
    words = sorted(set(ANSWER.values()))
    for letter, reading in given.items():
        if reading not in words:
            return not_yet(f"{letter}: {reading!r} is none of the three readings, {', '.join(words)}.")
    if len(set(given.values())) == 1:
        return not_yet("One reading for all four: compare each AUC with the edge of its own line, and its reference.")
    wrong = [letter for letter in ANSWER if given[letter] != ANSWER[letter]]
    if wrong:
        return not_yet(MISTAKES[wrong[0], given[wrong[0]]])
    return correct("Value, edge, reference: three looks a score. A stays open, D is at its floor for a reason that no "
                   "score of resemblance tells.")  # fmt: skip

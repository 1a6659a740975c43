"""Lesson 07: donors of a leaf, the whole chain, the foretold attack, the explore task, and the line-up."""

import numpy as np

from course_lib.teaching.checks import Verdict, a_number, array, correct, not_yet, returned
from course_lib.teaching.lineup import judge_line_up

SUSPECTS, DEAL = ("independent", "vae_style", "gan_style", "cart", "copula"), 3
LEAF = np.array([3, 3, 3, 7, 7, 9])
CELLS = np.array([1.0, 2.0, 6.0, 20.0, 40.0, 500.0])
NEW = np.tile([3, 7, 9], 2000)


def donate(value) -> Verdict:
    def drawn(seed):
        return array(returned(value, LEAF.copy(), CELLS.copy(), NEW.copy(), np.random.default_rng(seed)), (len(NEW),))

    made = drawn(1)
    for k in (3, 7, 9):
        got, donors = made[NEW == k], CELLS[LEAF == k]
        if len(donors) > 1 and np.allclose(got, donors.mean()):
            return not_yet("Each new row got the mean of its leaf: that is a prediction. Draw one of the donors.")
        if not np.isin(got, donors).all():
            return not_yet(f"New rows of leaf {k} got cells that none of its rows has: draw among the cells of the "
                           "training rows in this leaf.")  # fmt: skip
        if len(donors) > 1 and len(np.unique(got)) == 1:
            return not_yet("All new rows of a leaf got the same cell: draw once for each of them.")
        shares = np.array([(got == cell).mean() for cell in donors])
        if np.any(np.abs(shares - 1 / len(donors)) > 4.5 * 0.5 / np.sqrt(len(got))):
            return not_yet(f"The donors of leaf {k} lend in shares of {np.round(shares, 2).tolist()}: all should be "
                           "equally likely, and lend as often as they are drawn.")  # fmt: skip
    if not np.array_equal(made, drawn(1)):
        return not_yet("The same rng gave other cells the second time: draw from the rng you are given.")
    if np.array_equal(made, drawn(2)):
        return not_yet("Two different rng gave the same cells: draw from the rng you are given.")
    return correct("A cell is always somebody's. Which somebody, chance decides among those in the leaf.")


def example(rows: int) -> np.ndarray:
    """x_1 bends x_0, and x_2 is the sum of both: a chain must look at all columns before its own. (rows, 3)."""
    r = np.random.default_rng(5)
    first = r.standard_normal(rows)
    second = first**2 + r.standard_normal(rows)
    return np.column_stack([first, second, 2 * first + second + 0.2 * r.standard_normal(rows)])


def chain(value) -> Verdict:
    x = example(rows=400)

    def drawn(seed, n=400, min_leaf=20):
        return array(returned(value, x.copy(), n, min_leaf, np.random.default_rng(seed)), shape=(n, 3))

    made = drawn(1)
    if not np.isin(made[:, 0], x[:, 0]).all() or np.array_equal(made[:, 0], x[:, 0]):
        return not_yet("The first column has no columns before it: draw its cells at random from x[:, 0].")
    for j in (1, 2):
        if not np.isin(made[:, j], x[:, j]).all():
            return not_yet(f"Column {j} holds cells that column {j} of x has not. A tree's prediction is the mean of "
                           "a leaf; take the cell of one of its rows instead.")  # fmt: skip
    if not np.array_equal(made, drawn(1)):
        return not_yet("The same rng gave other rows the second time: draw from the rng you are given.")
    if np.array_equal(made, drawn(2)):
        return not_yet("Two different rng gave the same rows: draw from the rng you are given.")
    alone = drawn(3, min_leaf=len(x))
    if np.abs(np.corrcoef(alone.T)[2, :2]).max() > 4.5 / np.sqrt(len(x)):
        return not_yet("With as many rows in a leaf as x has, no tree can cut and the columns are independent; yours "
                       "are not. Does the tree use min_leaf, and does every column draw its own donor?")  # fmt: skip
    bend = np.corrcoef(made[:, 0] ** 2, made[:, 1])[0, 1]
    if bend < 0.4:
        return not_yet("Column 1 hardly follows column 0. A new row falls down the tree by its own cells, the columns "
                       "of the new table filled so far.")  # fmt: skip
    both = np.corrcoef(2 * made[:, 0] + made[:, 1], made[:, 2])[0, 1]
    if both < 0.85:
        return not_yet("Column 2 depends on columns 0 and 1 together, and in your rows too little: tree j is grown on "
                       "all columns before j, and the new rows fall by all of theirs.")  # fmt: skip
    copies = drawn(4, min_leaf=1)
    known = set(map(tuple, x.tolist()))
    if np.mean([tuple(row) in known for row in copies.tolist()]) < 0.95:  # trees keep 32 bits: a few rows fall astray
        return not_yet("With leaves of one row the first cell singles out a row of x, so the others should be that "
                       "row's own; yours are not. Do leaves and cells come from the same rows?")  # fmt: skip
    if drawn(5, n=7).shape != (7, 3):
        return not_yet("n may differ from the number of rows of x.")
    return correct("The whole generator. Nothing in it says normal, linear or monotone; all it has are real cells.")


def present(value) -> Verdict:
    """`value`: (share of people drawn at least once, AUC of the attack) for n = 1,000."""
    share, auc = array(value, shape=(2,))
    near = lambda x, known: abs(x - known) < 0.0015  # noqa: E731 - three decimals
    if near(share, 0.816) and near(auc, 0.632):
        return not_yet("Both numbers are there, in the other order: the share comes first.")
    if near(share, 0.368):
        return not_yet("The first number is the share of people who are missed by all draws.")
    if abs(share - 0.001) < 0.0004 or abs(share - 0.999) < 0.0004:
        return not_yet("The first number is about a single draw. There are 1,000 of them.")
    if near(share, 1.0):
        return not_yet("1,000 draws do not reach 1,000 people: some are drawn twice. See the formula for being missed.")
    if share > 1.5 or auc > 1.5:
        return not_yet("That is in percent; hand in shares.")
    if (share, auc) in ((0.63, 0.82), (0.63, 0.81), (0.632, 0.82), (0.63, 0.816)):
        return not_yet("That is right as far as it goes: hand in three decimals.")
    if not near(share, 0.632):
        return not_yet(f"The share, {share:.3g}, is too {'high' if share > 0.632 else 'low'}.")
    if near(auc, 0.632):
        return not_yet("The share is right. The AUC counts them alone; those who were not drawn outrank a stranger "
                       "as often as not.")  # fmt: skip
    if near(auc, 1.0):
        return not_yet("The share is right. An AUC of 1 is the photocopy's, where everybody is handed out.")
    if near(auc, 0.5):
        return not_yet("The share is right. An AUC of .5 would mean that the attack guesses for everybody.")
    if not near(auc, 0.816):
        return not_yet(f"The share is right. The AUC, {auc:.3g}, is too {'high' if auc > 0.816 else 'low'}.")
    return correct("Compare with `attack` at leaf 1 in the table. All it took is the chance of being drawn.")


def quiet_leaf(value) -> Verdict:
    """`value`: (the learner's leaf size, the explorer)."""
    leaf, explorer = value
    leaf, measured = a_number(leaf), explorer.view.measured
    if leaf not in measured:
        return not_yet(f"{leaf:g} is not on the slider, which has {', '.join(map(str, measured))}.")
    quiet = {k: m.near <= m.near_edge for k, m in measured.items()}
    smallest, here, default = min(k for k, below in quiet.items() if below), measured[int(leaf)], measured[5]
    if leaf == smallest:
        likes = "lower" if here.score.auc < default.score.auc else "no lower"
        return correct(f"near {here.near:.2f}, below its edge of {here.near_edge:.2f}, and C2ST is {likes} than with "
                       "leaves of 5. Not rejected by this alarm, on this split.")  # fmt: skip
    if quiet[int(leaf)]:
        return not_yet(f"At {leaf:g} near lies below its edge. So it does with smaller leaves: which is the smallest?")
    if leaf == min(measured, key=lambda k: measured[k].score.auc):
        return not_yet(f"{leaf:g} is the leaf size with the lowest C2ST. near is {here.near:.2f} there, and its edge "
                       f"{here.near_edge:.2f}: this alarm still rings.")  # fmt: skip
    return not_yet(f"At {leaf:g} near is {here.near:.2f}, above its edge of {here.near_edge:.2f}. Which way does it "
                   "fall?")  # fmt: skip


CLUES = {
    "independent": "columns drawn alone have no correlation.",
    "vae_style": "vae_style is a normal: hardly any skew.",
    "gan_style": "averages of five rows are narrower than real rows.",
    "cart": "donors lend cells as they are, so every income is some customer's.",
    "copula": "the plain copula keeps columns and the correlation, and is blind to the arch.",
}


def suspects(value) -> Verdict:
    right = "The copula and the trees agree in columns and correlation; a bend and borrowed cells tell them apart."
    mistaken = dict.fromkeys(("tree", "trees", "averager", "averages", "simulator"),
                             f"Use the short names in brackets: {', '.join(SUSPECTS)}.")
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, mistaken)

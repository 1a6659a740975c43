"""Lesson 14: the attacker who holds the model, risk net of control, an amplified gap, the explore task, the line-up."""

import numpy as np
import pandas as pd

from course_lib.teaching.checks import (
    Verdict,
    a_number,
    correct,
    is_stub,
    not_attempted,
    not_yet,
    returned,
)
from course_lib.teaching.lineup import judge_line_up

SAME, LIMIT = 1e-6, 0.8
MEMBERS = pd.DataFrame({"x": [1.0, 2.0, 4.0, 7.0]})
STRANGERS = pd.DataFrame({"x": [9.0, 3.0, 5.0, 6.0, 8.0]})


def bound(rows):
    """Explains small x best: 16 of 20 members' numbers beat a stranger's."""
    return -np.asarray(rows["x"], float)


def by_weights(value) -> Verdict:
    got = a_number(returned(value, bound, MEMBERS.copy(), STRANGERS.copy()))
    wins = bound(MEMBERS)[:, None] > bound(STRANGERS)
    auc = float(wins.mean())
    known = {
        1 - auc: "Strangers beat members there: members first, and the bound as it is. Higher means better explained.",
        float(bound(MEMBERS).mean() - bound(STRANGERS).mean()): "That is a difference of means, in the bound's own "
        "unit. How often does a member's number beat a stranger's?",
        0.5: "One half: are both sides the same rows?",
    }  # fmt: skip
    if abs(got - auc) > SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"For our four members and five strangers it returns {got:.3f}. The AUC is the share of the 20 "
                       "pairs in which the member has the higher number.")  # fmt: skip
    return correct("It asks the model and looks at no synthetic row.")


RIGHT_MEMBERS = np.array([True, True, True, False, True])
RIGHT_OTHERS = np.array([True, False, True, False, False, False, True, False, False, False])


def risk(value) -> Verdict:
    got = a_number(returned(value, RIGHT_MEMBERS.copy(), RIGHT_OTHERS.copy()))
    a, c = RIGHT_MEMBERS.mean(), RIGHT_OTHERS.mean()
    known = {
        a - c: "That is the difference. Divide it by what the control left to be lost.",
        (a - c) / c: "Divided by the control. What is left to be lost is 1 - control.",
        (a - c) / (1 - a): "Below the line stands 1 - attack; it should be 1 - control.",
        (c - a) / (1 - a): "The two are turned round: members are the attack, others the control.",
        (c - a) / (1 - c): "The sign is turned round: attack minus control.",
        a / c: "That is a ratio. With a control of .3 an attack of .8 took part of what was left: which part?",
        (RIGHT_MEMBERS.sum() - RIGHT_OTHERS.sum()) / (1 - RIGHT_OTHERS.sum()): "Those are counts. Take shares: the two "
        "groups need not be of one size.",
    }  # fmt: skip
    if abs(got - (a - c) / (1 - c)) > SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"For shares of .8 and .3 it returns {got:.3f}. Of the .7 that the control leaves, how much is "
                       "the attack ahead?")  # fmt: skip
    below = a_number(returned(value, RIGHT_OTHERS.copy(), RIGHT_MEMBERS.copy()))
    if below >= 0:
        return not_yet("An attack that does worse than its control has a risk below 0. Let it show: it is luck, and a "
                       "cut at 0 would hide how much.")  # fmt: skip
    return correct("A control of .9 and an attack of .9 make a risk of 0: the table spoke about everybody.")


def granted(**counts) -> pd.DataFrame:
    """A table of 10 rows a group, so many of them granted."""
    return pd.DataFrame([{"group": name, "outcome": k < count} for name, count in counts.items() for k in range(10)])


REAL, MADE = granted(A=7, B=4, C=5), granted(A=9, B=6, C=2)


def amplified(value) -> Verdict:
    got = a_number(returned(value, REAL.copy(), MADE.copy()))
    shares = [table.groupby("group")["outcome"].mean() for table in (REAL, MADE)]
    before, after = (s.max() - s.min() for s in shares)
    known = {
        before - after: "The sign is turned round: above 0 means that the made table's gap is wider.",
        after: "That is the gap of the made table alone. The real rows have one too.",
        after / before: "That is a ratio of gaps; a difference is asked for.",
        (shares[1]["A"] - shares[1]["B"]) - (shares[0]["A"] - shares[0]["B"]): "That looks at A and B alone. There may "
        "be a third group: largest minus smallest.",
        float((shares[1] - shares[0]).abs().max()): "That is how far one group's share moved. First the gap within "
        "each table.",
        (shares[1].max() - shares[0].max()): "That compares the largest shares alone.",
        shares[1].std() - shares[0].std(): "That compares standard deviations of the shares; DPD is max minus min.",
    }  # fmt: skip
    expected = after - before
    if abs(got - expected) > SAME:
        for wrong, says in known.items():
            if abs(got - wrong) < SAME:
                return not_yet(says)
        return not_yet(f"Our real table grants .7, .4 and .5 to three groups, the made one .9, .6 and .2. Your "
                       f"function returns {got:.3f}: one gap for each table, then made minus real.")  # fmt: skip
    swapped = granted(A=4, B=7, C=5)  # the same gap, the other way round
    if abs(a_number(returned(value, REAL.copy(), swapped))) > SAME:
        return not_yet("When two groups change places the gap is as wide as before; DPD has no sign.")
    decoys = {"outcome": True, "group": "A"}  # for functions that know the names of our columns
    renamed = [t.rename(columns={"outcome": "hired", "group": "sex"}).assign(**decoys) for t in (REAL, MADE)]
    other = a_number(returned(value, *renamed, outcome="hired", group="sex"))
    if abs(other - expected) > SAME:
        return not_yet("With columns of other names it returns something else: use the arguments outcome and group.")
    return correct("A gap of .3 became one of .7. On real tables, read it beside its interval: "
                   "evaluation.amplification has one.")  # fmt: skip


def by_heart(value) -> Verdict:
    """`value`: (the learner's number of training rows, the explorer)."""
    n, explorer = value
    if is_stub(n):
        return not_attempted()
    n, means = a_number(n), {rows: float(m.white.mean()) for rows, m in explorer.view.measured.items()}
    below = [rows for rows, mean in means.items() if mean < LIMIT]
    if n not in means:
        return not_yet("The slider has these numbers of rows: " + ", ".join(map(str, means)) + ".")
    if not below:
        return not_yet(f"The white box is below {LIMIT} nowhere here, so there is no smallest number.")
    if n == min(below):
        return correct("More rows for the same network and the same steps, so less of each row by heart. Less is "
                       "not nothing: the guess is .5.")  # fmt: skip
    if n in below:
        return not_yet(f"With {n:.0f} rows it is below {LIMIT}. So it is with fewer.")
    return not_yet(f"With {n:.0f} rows the white box's mean AUC is {means[n]:.2f}.")


SUSPECTS, DEAL = ("read off", "independent", "copula", "photocopy"), 6
CLUES = {
    "read off": "reading off the likeliest level loses rare ones and widens the gap.",
    "independent": "columns drawn alone know no groups: their gap is gone; by this attack members are no worse off "
                   "than others.",
    "copula": "the copula keeps levels and roughly the gap; by this attack members are no worse off than others.",
    "photocopy": "a photocopy's members are all found.",
}


def suspects(value) -> Verdict:
    right = "Each risk has its own number, and each suspect its own risk."
    return judge_line_up(value, SUSPECTS, DEAL, CLUES, right, {"cart": "The trees are not among these suspects.",
                                                               "fresh rows": "No table here holds fresh rows."})

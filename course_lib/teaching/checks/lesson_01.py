"""Lesson 01: does the table come from the training rows, is the score against fresh rows, does the clerk copy?"""

from functools import cache

import pandas as pd

from course_lib.data import load_table, split
from course_lib.evaluation import Auc, c2st
from course_lib.generators import make
from course_lib.teaching.checks import Verdict, a_number, correct, is_stub, not_attempted, not_yet, returned, table

SEED_FIT, SEED_DRAW, ROWS = 0, 1, 1000
SAME = 0.0005  # a learner may hand in three decimals; the known wrong answers lie further apart than that


@cache
def tables():
    """(train, fresh, rest, schema, all rows), as the lesson makes them."""
    df, schema = load_table("customers")
    train, fresh, rest = split(df.head(2500), seed=0, shares=(0.4, 0.4, 0.2))
    return train, fresh, rest, schema, df


def drawn(rows, schema, name="vae_style", seed=SEED_DRAW):
    return make(name).fit(rows, schema, seed=SEED_FIT).sample(ROWS, seed=seed)


def generate(value) -> Verdict:
    train, _, _, schema, df = tables()
    made = table(value, columns=train.columns, rows=ROWS)
    if made.equals(drawn(train, schema)):
        return correct("A thousand people who do not exist, with eleven columns each.")
    if made.equals(drawn(train, schema, "independent")):
        return not_yet("This is the table of `independent` again: give make() the other short name.")
    if made.reset_index(drop=True).equals(train.reset_index(drop=True)):
        return not_yet("These are the training rows themselves: sample() draws new ones.")
    if made.equals(drawn(df, schema)) or made.equals(drawn(df.head(2500), schema)):
        return not_yet("The model has seen the fresh rows too: fit it to `train` alone, or nothing is left to test on.")
    if made.equals(drawn(train, schema, seed=SEED_FIT)):
        return not_yet("Sampled with seed=0: take seed=1 in sample(), so that our tables agree.")
    return not_yet("The right shape, with other rows than ours: which table did you fit to, which seeds?")


def judge(value) -> Verdict:
    train, fresh, rest, schema, _ = tables()
    if isinstance(value, Auc):
        return not_yet("That is the whole result; its field .auc is the number.")
    auc = a_number(value)
    if not 0 <= auc <= 1:
        return not_yet("An AUC lies between 0 and 1, and this does not: which field of the result is it?")
    made = drawn(train, schema)
    if abs(auc - c2st(fresh, made, schema, seed=0).auc) < SAME:
        return correct(f"{auc:.2f} lies between the independent columns and the edge of the floor: the classifier "
                       "still sees a difference.")  # fmt: skip
    if abs(auc - c2st(train, made, schema, seed=0).auc) < SAME:
        return not_yet("That is the score against the training rows: the question is about rows nobody has used, "
                       "`fresh`.")  # fmt: skip
    if abs(auc - c2st(fresh, drawn(train, schema, "independent"), schema, seed=0).auc) < SAME:
        return not_yet("That is the score of `plain`: judge your `synthetic`.")
    if abs(auc - c2st(fresh, train, schema, seed=0).auc) < SAME:
        return not_yet("That is the floor, real rows against real rows: judge your `synthetic`.")
    if abs(auc - c2st(rest, made, schema, seed=0).auc) < SAME:
        return not_yet("That is against `rest`, which has only 500 rows: we said `fresh`.")
    return not_yet("Another number than ours: which two tables did you compare, and with which seed?")


def photocopy(value) -> Verdict:
    """`value`: (the learner's function, training rows, synthetic rows)."""
    if not (isinstance(value, tuple) and len(value) == 3):
        return not_yet("This check needs three things, (photocopy, train, plain), as in the cell below the exercise.")
    function, train, plain = value
    before = plain.copy()
    tenth = table(returned(function, 0.1), columns=train.columns).copy()
    none = table(returned(function, 0.0), columns=train.columns)
    if not plain.equals(before):
        return not_yet("photocopy() changed `plain` itself: make a new table, and run the cell of `plain` again.")
    if len(tenth) != len(plain):
        return not_yet(f"The table has {len(tenth):,} rows; it should keep its {len(plain):,}: copies replace rows, "
                       "they are not added.")  # fmt: skip
    k = round(0.1 * len(plain))
    expected = pd.concat([train.head(k), plain.iloc[k:]], ignore_index=True)
    if not none.reset_index(drop=True).equals(plain.reset_index(drop=True)):
        return not_yet("With a share of 0 nothing should change, and something did.")
    if tenth.reset_index(drop=True).equals(expected):
        return correct("A hundred people copied, nine hundred invented. The table looks no different to a reader.")
    if tenth.head(k).reset_index(drop=True).equals(plain.head(k).reset_index(drop=True)):
        return not_yet("The first rows are still synthetic: the copies come first.")
    if tenth.head(k).reset_index(drop=True).equals(train.head(k).reset_index(drop=True)):
        return not_yet("The copies are right; the rows after them should be those that stood there, plain.iloc[k:].")
    return not_yet("The first rows should be train.head(k), with k = share times the number of rows.")


def smallest_share(value) -> Verdict:
    """`value`: (the learner's share, the explorer)."""
    share, machine = value
    if is_stub(share):
        return not_attempted()
    share = a_number(share)
    measured = machine.view.measured
    if share > 1:
        return not_yet("Hand in a share between 0 and 1: 40% is 0.4.")
    near = min(measured, key=lambda s: abs(s - share))
    if abs(near - share) > 0.001:
        return not_yet("The slider moves in steps of 0.1: hand in one of its positions.")
    best = min(s for s, m in measured.items() if m.score.auc < m.score.null_95)
    if near == best:
        exposed = measured[near].exposed
        return correct(f"There the table passes as real, and {exposed:,} of {machine.view.n:,} people stand in it word "
                       "for word.")  # fmt: skip
    here = measured[near].score
    if here.auc >= here.null_95:
        return not_yet(f"At this share the AUC is {here.auc:.2f}, above the edge of {here.null_95:.2f}: copy more.")
    return not_yet("There the score is below the edge, but a smaller share does it too.")

"""Lesson 16: lines that end, the explore task, a moved cut, orders that a database takes, and claims on a card."""

import numpy as np

from course_lib.data import refusals
from course_lib.data.database import transaction
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
    table,
)

SAME = 1e-9


def line(tables: int, start: float = 0.0) -> float:
    """q after so many tables."""
    q = start
    for _ in range(tables):
        q = np.exp(q - 1)
    return q


def gone(value) -> Verdict:
    k, tables = 4, 30
    got = float(array(returned(value, k, tables), shape=()))
    q = line(tables)
    known = {
        1.0: "It stays at 1. The line of a row begins alive: q is 0 before the first table.",
        q: "That is the chance for one row. A level of k rows is gone when all k lines have ended.",
        k * q: "k times q is no chance: all k lines have to end, so their chances are multiplied.",
        1 - q**k: "That is the chance that it is still there.",
        1 - (1 - q) ** k: "That is the chance that at least one of the k lines has ended. All of them have to.",
        line(tables + 1) ** k: "The formula was applied once too often: after 0 tables q is 0.",
        line(tables - 1) ** k: "One table is missing: with tables = 1 the chance for one row is .368.",
        np.exp(-1) ** k: "That is a single table. The formula has to be applied for every one of them.",
        np.exp(-1) ** (k * tables): "The chances of the tables were multiplied. A line that has ended stays ended; "
        "apply the formula again and again.",
        np.exp(line(tables - 1) ** k - 1): "The power came inside the loop. q is about one row; the power comes last.",
        0.98**200: "That is the chance of one draw of 200 rows.",
    }  # fmt: skip
    if not abs(got - q**k) <= SAME:
        for wrong, says in known.items():
            if abs(got - wrong) <= SAME:
                return not_yet(says)
        return not_yet(f"For 4 rows and 30 tables it returns {got:.3f}. After one and after two tables q should be "
                       ".368 and .531.")  # fmt: skip
    for rows, steps, says in ((1, 0, "Before the first table nothing is gone: the chance should be 0."),
                              (1, 1, "For one row and one table it should be .368.")):  # fmt: skip
        if not abs(float(array(returned(value, rows, steps), shape=())) - line(steps) ** rows) <= SAME:
            return not_yet(says)
    return correct("Four rows, thirty tables: .78. Only the number of rows counts, the share does not occur.")


def fresh_share(value) -> Verdict:
    """`value`: (the learner's share, the explorer)."""
    share, explorer = value
    if is_stub(share):
        return not_attempted()
    share, view = a_number(share), explorer.view
    State = type(view.default)
    shares = next(control.values for control in view.controls if control.name == "fresh")
    absent = {f: view.numbers(State(n=200, generations=30, fresh=f))["absent"] for f in shares}
    best = min(f for f, chance in absent.items() if chance < 0.1)
    if share > 1:
        return not_yet("A share between 0 and 1 is expected: .05 for 5%.")
    if share not in absent:
        return not_yet(f"The slider has {', '.join(f'{f:g}' for f in shares)}.")
    if share == best:
        return correct(f"The chance is then {absent[best]:.1%}. With 1,000 rows a far smaller share does: what counts "
                       "is how many fresh rows come, some tens a table.")  # fmt: skip
    if absent[share] < 0.1:
        return not_yet(f"With {share:.0%} it is {absent[share]:.1%}. A smaller share is enough.")
    large = view.numbers(State(n=1000, generations=30, fresh=share))["absent"]
    if large < 0.1:
        return not_yet(f"With 200 rows it is {absent[share]:.1%}; for 1,000 rows that share would do.")
    return not_yet(f"With {share:.0%} fresh rows it is {absent[share]:.1%}, which is not under 10%.")


P = np.array([0.9, 0.6, 0.5, 0.2, 0.7, 0.5, 0.4, 0.3, 0.1, 0.05])
RARE = np.array([True] * 4 + [False] * 6)
CUT = 0.5


def found_at(value) -> Verdict:
    result = returned(value, P.copy(), RARE.copy(), CUT)
    if np.size(result) != 2:
        return not_yet(f"Two shares are expected, and this is {kind(result)}.")
    found, kept = (float(part) for part in np.ravel(np.asarray(result, float)))
    if abs(found - 2 / 4) <= SAME and abs(kept - 5 / 6) <= SAME:
        other = np.ravel(np.asarray(returned(value, P.copy(), RARE.copy(), 0.15), float))
        if not np.allclose(other, [1, 2 / 6]):
            return not_yet("At a cut of .15 it should be 1 and .333: the cut is an argument.")
        return correct("A lower cut finds more and keeps fewer. Every model can do that, with no row added.")
    known = (
        (abs(found - 2 / 3) <= SAME, "You divided by all rows above the cut. The share is of the rare rows."),
        (abs(found - 3 / 4) <= SAME, "A rare row exactly at the cut counted as found: above means >."),
        (abs(found - 2 / 10) <= SAME, "You divided by all rows. Divide by the rare ones alone."),
        (abs(found - 5 / 6) <= SAME and abs(kept - 2 / 4) <= SAME, "The two shares are in the wrong order."),
        (abs(kept - 1 / 6) <= SAME, "The second share is of the others *kept*, at or below the cut. Yours are lost."),
        (abs(kept - 4 / 6) <= SAME, "One of the others lies exactly at the cut: it is kept, so <=."),
        (abs(kept - 5 / 7) <= SAME, "You divided by all rows below the cut. Divide by the rows that are not rare."),
        (abs(kept - 5 / 10) <= SAME, "You divided by all rows. Divide by the rows that are not rare."),
    )
    for wrong, says in known:
        if wrong:
            return not_yet(says)
    return not_yet(f"For our ten rows it returns {found:.3f} and {kept:.3f}. Two of four rare rows lie above .5, five "
                   "of six others do not.")  # fmt: skip


COLUMNS, ROWS, PEOPLE = ("order_id", "customer_id", "amount"), 2000, 500


def orders(value) -> Verdict:
    """`value`: (the learner's table, the database with its customers)."""
    made, database = value
    if is_stub(made):
        return not_attempted()
    made = table(made)
    lacking = [c for c in COLUMNS if c not in made] + [c for c in made if c not in COLUMNS]
    if lacking:
        return not_yet(f"The table has the columns {', '.join(COLUMNS)}, each once; look at {lacking[0]!r}.")
    with transaction(database, keep=False):  # orders that the learner has inserted already are judged once more
        database.execute('DELETE FROM "orders"')
        refused = refusals(database, "orders", made)
    if len(refused):
        return not_yet(f"The database refuses {len(refused):,} of {len(made):,} rows. The first, row "
                       f"{refused.index[0]}: {refused.iloc[0]}.")  # fmt: skip
    if len(made) != ROWS:
        return not_yet(f"It takes all {len(made):,} rows; {ROWS:,} were asked for.")
    if made["amount"].min() > 0 or made["amount"].max() < 150:
        end = "smallest" if made["amount"].min() > 0 else "largest"
        return not_yet(f"The {end} amount that is allowed does not occur. Software breaks at edges, and chance hardly "
                       "ever draws one.")  # fmt: skip
    if made["customer_id"].nunique() < PEOPLE:
        return not_yet(f"{made['customer_id'].nunique()} customers order; {PEOPLE} or more were asked for.")
    return correct("Every order has its customer, and both edges are there. What two orders of one customer have to do "
                   "with each other, no constraint of this database says.")  # fmt: skip


CLAIMS = {"A": "borne out", "B": "contradicted", "C": "not measured", "D": "contradicted"}
SAYS = {
    ("A", "contradicted"): "A: compare TSTR with its floor and its edge; the table keeps the edge.",
    ("A", "not measured"): "A: that is what TSTR measures. Find its line.",
    ("B", "borne out"): "B: one score asks this question of whole rows. On which side of its edge is it?",
    ("B", "not measured"): "B: a classifier was asked to tell them apart. Find its line.",
    ("C", "borne out"): "C: attacks that find nothing are attacks that were tried. 'None can' is about all others too.",
    ("C", "contradicted"): "C: that takes somebody who was recognised, and the card names nobody. It names attacks.",
    ("D", "borne out"): "D: read the last part of the card on observations.",
    ("D", "not measured"): "D: it needs no score. The card says what the rows know.",
}


def claims(value) -> Verdict:
    if not isinstance(value, dict):
        return not_yet(f"A dictionary of letter and words is expected, and this is {kind(value)}.")
    if not value or is_stub(value) or any(letter not in value for letter in CLAIMS):
        return not_attempted("Say something of every claim, " + ", ".join(CLAIMS) + ".")
    given = {letter: " ".join(str(value[letter]).lower().split()) for letter in CLAIMS}
    for letter, words in given.items():
        if words not in set(CLAIMS.values()):
            return not_yet(f"{letter}: {value[letter]!r} is none of 'borne out', 'contradicted', 'not measured'.")
    if len(set(given.values())) == 1:
        return not_yet("Not all four alike: one sentence each way at least.")
    for letter, words in given.items():
        if words != CLAIMS[letter]:
            return not_yet(SAYS[letter, words])
    return correct("The third kind is the one that web pages are full of.")

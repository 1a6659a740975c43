# ---
# jupyter:
#   course_lib:
#     promise: You draw a table one column after the other, with nothing but small trees, and find out what the size of their leaves decides.
#     objectives:
#     - text: draw a table column by column, each cell given the cells before it
#       check: chain
#     - text: foretell what an attack scores from how often rows are drawn
#       check: present
#     - text: choose a leaf size by more than one score
#       check: quiet-leaf
#     minutes: 45
#     needs: lessons 01 to 06; conditional shares
#     run_seconds: 30
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 07 A chain of conditionals

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# Two tables of 1,000 rows, made by one generator from the same 1,000 customers. One setting differs. Now [[C2ST]]: a classifier tries to tell their rows from fresh real rows. An AUC of .5 is guessing, and the [[floor]].
#
# | | C2ST against fresh rows | rows that equal a customer in all eleven cells |
# | --- | --- | --- |
# | table P | .63 | 0 |
# | table Q | .69 | ? |
#
# How many rows of table Q are exact copies?

# %% tags=["setup"]
import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeRegressor

from course_lib import data, evaluation, explore, plots
from course_lib.generators import make
from course_lib.generators.statistical.cart import CART, draw
from course_lib.teaching import line_up, start

course = start("07")

# %% tags=["hook"]
course.predict("table-q", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–5** (must). Letters on paper. Those who remember lesson 01 argue for a): "copies are real rows, so they pull the AUC to .5". That is a good argument; do not comment. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 A cell given the cells before it
# Any table obeys the [[chain rule]], whatever its columns are:
#
# $$p(x_1, \dots, x_p) = p(x_1)\; p(x_2 \mid x_1)\; p(x_3 \mid x_1, x_2) \cdots p(x_p \mid x_1, \dots, x_{p-1})$$
#
# The bar reads "given": $p(x_2 \mid x_1)$ is how $x_2$ is spread among rows with this $x_1$. So a row can be drawn one cell at a time, each from the rows that look alike so far. No shape is assumed.
#
# Which rows "look alike"? Let a *decision tree* say. It cuts the rows in two, at one point of one column, so that the *target*, the column to be drawn, differs most between the sides. It cuts again until a side would become too small. What is left are its *leaves*.
#
# Try it on lesson 04's arch, which the plain Gaussian copula of lesson 06 cannot see: the shop's credit score rises with age, then falls. At least 200 customers a leaf; the tree itself gave the leaves their numbers:

# %% tags=["loop"]
customers, schema = data.load_table("customers")
train, fresh, rest = data.split(customers, seed=8, shares=(0.1, 0.1, 0.8))  # 1,000, 1,000 and 8,000 rows

age, score = train[["age"]].to_numpy(), train["score"].to_numpy()
tree = DecisionTreeRegressor(min_samples_leaf=200).fit(age, score)
leaf = tree.apply(age)  # (1000,) in which leaf each customer ends
train.groupby(leaf).agg(youngest=("age", "min"), oldest=("age", "max"), donors=("score", "size"),
                        lowest=("score", "min"), median=("score", "median"), highest=("score", "max"))  # fmt: skip

# %% [markdown] tags=["loop"]
# A regression tree would answer with the mean of a leaf. We want a draw. So a new customer of 30 gets the score of one of the 204 rows of the second leaf, its [[donor|donors]]:

# %% tags=["loop"]
donors = score[leaf == tree.apply([[30]])]
print(f"{len(donors)} donors; five draws:", np.random.default_rng(0).choice(donors, 5))
course.source(draw)

# %% [markdown] tags=["loop"]
# The library's function does this for many rows at once: `tree.cells` holds the target sorted by leaf, `start` and `count` say which of them belong to a leaf. Write it in your own way, without a tree: you are handed the leaves.

# %% name="donate" tags=["exercise"]
def donate(leaf, cells, new_leaf, rng):
    """A cell for each new row, from a donor of its leaf. leaf, cells: (n,) of the training rows; new_leaf: (m,)."""
    made = np.empty(len(new_leaf))
    for k in np.unique(new_leaf):
        ### BEGIN SOLUTION
        new = new_leaf == k
        made[new] = rng.choice(cells[leaf == k], new.sum())
        ### STUB: return ...  # your lines in place of this one
        ### END SOLUTION
    return made


# %% tags=["check"]
course.check("donate", donate)

# %% [markdown] tags=["loop"]
# With the library's trees: an age is drawn from its column, then a score from a donor.

# %% tags=["loop"]
pair, two = train[["age", "score"]], schema.select(["age", "score"])
models = {"plain copula": make("copula", slices=0)} | {f"tree, leaves of {k}": make("cart", min_leaf=k) for k in (200, 20)}
made = {"real": pair} | {name: m.fit(pair, two, seed=0).sample(1000, seed=1) for name, m in models.items()}
course.show(plots.clouds(made, "age", "score", schema, real=["real"], ncols=4),
    alt="Real scores form an arch over age. The copula's fill a cloud; four leaves make a staircase; smaller ones an arch.",
    summary="An arch, a cloud without one, a staircase of four steps, and an arch again.")  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** With rows enough, and cut finely enough, a chain follows any bend. **What it does not mean.** That finer is better: a leaf is also a list of people.

# %% [markdown] tags=["teacher"]
# **Minutes 5–17** (must: table of leaves, donate, figure; could: source). Ask at the table: "Where would you cut?" Expect `cells[leaf == k].mean()`: that is prediction, and its rows have no spread. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 Alone: the whole chain
# Each column has a tree, grown on all columns before its own; the first has none before it, so its tree is one leaf of all rows. This is the library's loop. Here `cells` is the new table, each value as its position among the column's values:

# %% tags=["loop"]
course.source(CART._chain)

# %% [markdown] tags=["loop"]
# `self.sequence_[:i]` are the columns before column j, the bar's right side in the formula. `fall` sends each *new* row down tree j by the cells it already has, `draw` picks the donor. The `if` restores missing cells; our customers have none. The method is that of R's synthpop (Reiter 2005; Nowok, Raab and Dibben 2016); our name is [[sequential trees]].
#
# Write it for numbers. Your `donate` may help, or `tree.apply` and `rng.choice` alone.

# %% name="chain" tags=["exercise"]
def chain(x, n, min_leaf, rng):
    """n new rows like those of x (rows, p), column after column, with trees of min_leaf training rows a leaf."""
    ### BEGIN SOLUTION
    made = np.empty((n, x.shape[1]))
    made[:, 0] = rng.choice(x[:, 0], n)
    for j in range(1, x.shape[1]):
        tree = DecisionTreeRegressor(min_samples_leaf=min_leaf, random_state=0).fit(x[:, :j], x[:, j])
        made[:, j] = donate(tree.apply(x[:, :j]), x[:, j], tree.apply(made[:, :j]), rng)
    return made
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("chain", chain)

# %% [markdown] tags=["loop"]
# **Does the order matter?** Not for the truth: the chain rule holds in any order. For a finite tree it does. `outcome` (credit granted or not) is the last of eleven columns, `group` the last but one. With 100 rows a leaf the tree of `outcome` has at most nine cuts to spend on ten columns. The share of credits granted, by group; `fresh` shows what luck does to it:

# %% tags=["loop"]
orders = {"order of the table": None, "group, outcome first": ["group", "outcome"]}
models = {name: make("cart", min_leaf=100, order=o).fit(train, schema, seed=0) for name, o in orders.items()}
granted = {"train": train, "fresh": fresh} | {name: m.sample(20_000, seed=1) for name, m in models.items()}
pd.DataFrame({name: t.groupby("group").outcome.mean() for name, t in granted.items()}).round(2)

# %% [markdown] tags=["loop"]
# The last tree spent its cuts on other columns, and a difference between two groups of people is gone. With both columns first it is kept, as the training rows have it. What comes early in the chain survives; what comes late competes for the cuts of one tree. So put first what you cannot do without.
#
# **The idea is wider than trees.** A factor may be any model that gives probabilities: a table of frequencies, a tree, a small network. All such chains are called [[autoregression]]. Lesson 12 builds one of networks; a language model is one too, each word given the words before. "Deeper" swaps one factor.

# %% [markdown] tags=["teacher"]
# **Minutes 17–27** (must: chain; should: order). Expect `tree.apply(x[:, :j])` for the new rows: then nothing goes together. **Vote 1** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 The size of a leaf
# Trees of all eleven columns now, with ever smaller leaves. Four numbers a table: C2ST against fresh rows; `near`, the [[share nearer to train]] than to any fresh row; `attack`, the AUC of lesson 01's [[membership inference]], which takes whoever lies near a row for a training customer; and `exact`, the share of rows that equal a training row. Guessing gives .5, .5, .5 and 0. Two controls: real rows nobody used (`unused`) and the training rows themselves (`photocopy`).

# %% tags=["loop"]
def read(t, train=train, fresh=fresh):
    near, attack = (f(train, t, fresh, schema) for f in (evaluation.dcr_share, evaluation.nn_membership))
    return [evaluation.c2st(fresh, t, schema, seed=0).auc, near, attack.auc, evaluation.exact_match_share(train, t)]


# %% tags=["hook"]
tables = {k: make("cart", min_leaf=k).fit(train, schema, seed=0).sample(1000, seed=1) for k in (200, 100, 50, 20, 5, 2, 1)}
tables |= {"unused": rest.head(1000), "photocopy": train}
scores = pd.DataFrame({k: read(t) for k, t in tables.items()}, ["C2ST", "near", "attack", "exact"]).T
print("Leaf sizes, largest first, then two controls:")
scores.round(2) + 0.0

# %% tags=["hook", "fold"]
print("The same as a picture:")
lines = scores.iloc[:7, :3].assign(guessing=0.5)  # the seven leaf sizes
course.show(lines.plot(style=["o-", "x--", "^:", "--"], color=["black", plots.SYNTHETIC, plots.SYNTHETIC, plots.FLOOR],
                       xlabel="rows in a leaf, at least", ylabel="score", figsize=(7, 2.8)).figure,
    alt="From leaves of 200 to leaves of 1: C2ST stays between .59 and .69, near rises slowly, then steeply to 1.",
    summary="From leaf 200 to leaf 1 C2ST moves by a tenth; near goes from a half to all.")  # fmt: skip

# %% tags=["hook"]
course.reveal("table-q")

# %% [markdown] tags=["fold"]
# Table P has leaves of 5, the usual setting; Q has leaves of 1. Follow one row of Q. Its age is shared by some sixteen customers (1,000 rows, 62 ages), and one of them lends the income. Hardly anybody else has both. So every later leaf holds this one person, and all other cells are theirs. Nothing is made: customers are drawn, with replacement.
#
# **What it means.** The classifier cannot say what is wrong. It gives .66 to leaves of 200, which follow too little, and .69 to leaves of 1, which hand out customers. `near` tells them apart: it climbs from a half to all. **What it does not mean.** That small leaves at least buy likeness. The classifier finds leaves of 50 no worse than leaves of 5: here the copying is for nothing.

# %% [markdown]
# Now you know what Q holds. Why does the classifier reach .69 and not .5? One sentence of your own in place of `None`.

# %% tags=["loop"]
course.why("not-half", None)

# %% tags=["loop", "fold"]
print(f"{len(tables[1].drop_duplicates())} different rows; C2ST of these alone: {read(tables[1].drop_duplicates())[0]:.2f}")

# %% [markdown]
# ### Foretell the attack
# Draw 1,000 rows from 1,000 people with replacement. One draw misses you with probability $1 - \frac1n$, all n draws with $(1 - \frac1n)^n$. Which share of the people is drawn at least once (`present`)? And what AUC has an attack that ranks people by their nearest row (`attack`)? Whoever was drawn lies at distance 0 and outranks every stranger; for the others the attack can only guess. Three decimals.

# %% name="present" tags=["exercise"]
### BEGIN SOLUTION
present = 1 - (1 - 1 / 1000) ** 1000
attack = present * 1 + (1 - present) * 0.5
### STUB: present, attack = None, None
### END SOLUTION

# %% tags=["check"]
course.check("present", (present, attack))

# %% [markdown] tags=["teacher"]
# **Minutes 27–36** (must: table, reveal, "why?", exercise). After the reveal ask who answered a), and why the argument failed: repeats. Expect `attack = present`. **Vote 2** is quiz question 3. Pause point.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Left: a strip of the table enlarged; see when crosses sit on dots. Middle: how far each row lies from its nearest training row; the thick grey line: unused rows. Right: the scores at every leaf size, between the photocopy (`copy`) and unused rows.

# %% tags=["explore", "fold"]
explorer = explore.explore_cart(train, fresh, rest.head(1000), schema)
print("Four leaf sizes:")
course.show(explorer.small_multiples(),
    alt="With leaves of 1 every cross sits on a dot; with leaves of 50 the distances of the crosses follow those of unused rows.",
    summary="Leaf 1: all distances 0. Leaf 5: nearer than unused rows. Leaf 50: about as far as unused rows.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** `near` has an [[edge]]: unused real rows stay below it 95 times in 100. Find the *smallest* leaf size at which `near` lies below its edge; the line under the live picture gives both. Compare C2ST there with that of the default, 5.

# %% tags=["explore"]
explorer

# %% name="quiet-leaf" tags=["explore"]
### BEGIN SOLUTION
quiet_leaf = min(k for k, m in explorer.view.measured.items() if m.near <= m.near_edge)
### STUB: quiet_leaf = None
### END SOLUTION

# %% tags=["explore"]
course.check("quiet-leaf", (quiet_leaf, explorer))

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Five tables, five suspects: columns drawn alone (`independent`), lesson 04's simulator (`vae_style`), lesson 05's averager (`gan_style`), the plain copula (`copula`) and trees with leaves of 5 (`cart`). `middle`: mean score at 35 to 60, where the arch is high. `cells`: incomes in 100 that a training customer has, to the dollar. The first line shows fresh rows, the [[floor]].

# %% tags=["lineup"]
suspects = {k: (k, {}) for k in ("independent", "vae_style", "gan_style", "cart")} | {"copula": ("copula", {"slices": 0})}
evidence = {name: [t.income.std() / train.income.std(), t.income.skew(), t.income.corr(t.purchase),
                   t.score[t.age.between(35, 60)].mean(), 100 * t.income.isin(train.income).mean()]
            for name, t in ({"fresh rows": fresh} | line_up(train, suspects, schema, seed=3)).items()}  # fmt: skip
pd.DataFrame(evidence, ["sd ratio", "skew", "correlation", "middle", "cells"]).T.round(1) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "copula", "B": "gan_style", "C": "vae_style", "D": "cart", "E": "independent"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None, "E": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 36–45** (should: explore, line-up; must: where it fails). In pairs. `copula` and `independent` share four of five clues, nearly: ask for the one that parts them. Skip the band if late.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Which leaf size would you take for a table of your own? Put its path, `"mine.csv"` say, in place of the name of ours, measurements of cells. Half of the rows are held out.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
half, unseen = data.split(mine, seed=0, shares=(0.5, 0.5))
for k in (100, 20, 5, 1):
    t = make("cart", min_leaf=k).fit(half, my_schema, seed=0).sample(len(half), seed=1)
    print(f"leaf {k:3}: C2ST {evaluation.c2st(unseen, t, my_schema, seed=0).auc:.2f}   "
          f"near {evaluation.dcr_share(half, t, unseen, my_schema):.2f} (guess .5, photocopy 1)")  # fmt: skip

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "No exact copies, so no copying." The article promises "zero overlap with the original rows". With `smooth=True` every number that few rows share gets a [[jitter]]: it moves at random, up to halfway to its neighbours in the column. Leaves of 1 again:

# %% tags=["fails"]
hidden = make("cart", min_leaf=1, smooth=True).fit(train, schema, seed=0).sample(1000, seed=1)
scores.loc["1, smooth"] = read(hidden)
scores.loc[["unused", 1, "1, smooth", "photocopy"]].round(2) + 0.0

# %% [markdown] tags=["fails"]
# Hardly an exact copy is left, and every row still lies next to its own customer. Moving cells hides cells; it does not hide rows.
#
# **A limit.** And the reverse: with leaves of 100 `near` is silent, yet every cell is still somebody's. Incomes that a training customer has, to the dollar:

# %% tags=["fails"]
copula = make("copula").fit(train, schema, seed=0).sample(1000, seed=1)
for name, t in {"unused rows": tables["unused"], "copula": copula, "leaves of 100": tables[100]}.items():
    print(f"{name:14} {t.income.isin(train.income).mean():4.0%}   rows with the highest: {(t.income == train.income.max()).sum()}")

# %% [markdown] tags=["fails"]
# **A band.** Five splits, three leaf sizes:

# %% tags=["fails"]
runs = {f"{what}, leaf {k}": [] for what in ("C2ST", "near") for k in (100, 5, 1)}
for a, b, _ in (data.split(customers, seed=seed, shares=(0.1, 0.1, 0.8)) for seed in range(5)):
    for k in (100, 5, 1):
        t = make("cart", min_leaf=k).fit(a, schema, seed=0).sample(1000, seed=1)
        for what, value in zip(("C2ST", "near"), read(t, a, b)):
            runs[f"{what}, leaf {k}"].append(value)
course.show(plots.strips(runs, floor=0.5, xlabel="score (a mark: one split; right: the mean)", fmt="{:.2f}"),
    alt="Six rows of five marks. C2ST differs little between leaves of 100 and 5; near goes from .5 over .6 to exactly 1.",
    summary="; ".join(f"{name}: {min(v):.2f} to {max(v):.2f}" for name, v in runs.items()))  # fmt: skip

# %% [markdown] tags=["fails"]
# The marks of a row are the splits, from top to bottom: in each, C2ST and `near` are lower with leaves of 100 than with leaves of 5. And once `near` reaches .56 with leaves of 100, above any edge you met here: what was quiet on our split is not quiet on every split.
#
# **You may now claim:** "I can write a joint distribution as a chain of conditionals and draw from it with trees. I know what order and leaf size do. I do not choose a leaf by a score of likeness alone, and I do not take 'no exact copies' for 'no copies'."

# %% [markdown] tags=["deeper"]
# ## Deeper: another model in the chain
# $p(\text{outcome} \mid \text{income}, \text{group})$ by a table of frequencies (incomes in four bins), by a tree, and by a logistic regression. All three are *drawn* from. The last line reads off the more probable answer instead.

# %% tags=["deeper"]
from sklearn.linear_model import LogisticRegression


def gap(t):
    return t.outcome[t.group == "A"].mean() - t.outcome[t.group == "B"].mean()


x = np.column_stack([np.log(train.income), train.group == "B"])
tree = DecisionTreeRegressor(min_samples_leaf=50).fit(x, train.outcome)
factors = {"frequencies": train.groupby([pd.qcut(train.income, 4), "group"], observed=True).outcome.transform("mean"),
           "tree": tree.predict(x), "logistic": LogisticRegression().fit(x, train.outcome).predict_proba(x)[:, 1]}  # fmt: skip
print(f"real: granted {train.outcome.mean():.2f}, A minus B {gap(train):.2f}")
for name, p in factors.items():
    drawn = train.assign(outcome=np.random.default_rng(0).random(1000) < p)
    print(f"{name:12} drawn: granted {drawn.outcome.mean():.2f}, A minus B {gap(drawn):.2f}")
certain = train.assign(outcome=factors["logistic"] > 0.5)
print(f"logistic, not drawn: granted {certain.outcome.mean():.2f}, A minus B {gap(certain):.2f}")

# %% [markdown] tags=["deeper"]
# Three models, one chain. Whoever reads off instead of drawing turns a tendency into a rule.

# %% [markdown] tags=["deeper"]
# ## Deeper: scored against its own training rows
# The same tables, but the classifier compares with the rows the trees learned from.

# %% tags=["deeper"]
for k in (200, 50, 5, 1):
    own = evaluation.c2st(train, tables[k], schema, seed=0).auc
    print(f"leaf {k:3}: against fresh rows {scores.C2ST[k]:.2f}, against its own rows {own:.2f}")

# %% [markdown] tags=["deeper"]
# The more is copied, the further the number falls *below* .5: each copy meets its twin with the other label. Whoever scores against the training rows sees the copier win.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[chain rule]], [[sequential trees]], [[donor]], [[leaf size]], [[autoregression]], [[share nearer to train]], [[membership inference]], [[C2ST]], [[edge]]. `course.glossary("donor")` explains one. Next: assignment A1, "Build and judge", covers lessons 01 to 07. Then lesson 08 begins the neural networks.

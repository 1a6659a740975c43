# ---
# jupyter:
#   course_lib:
#     promise: You make a synthetic table, judge it and attack it, in fifteen lines.
#     objectives:
#     - text: generate a table that has the columns of a real one
#       check: generate
#     - text: judge it by a classifier against fresh rows, with the floor beside the score
#       check: judge
#     - text: attack it, and say who of the training table is exposed
#       check: photocopy
#     minutes: 45
#     needs: Python with pandas, the mean and the correlation of a column
#     run_seconds: 35
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 01 The whole game

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# A shop wants to give its table of customers to a university. The rows are people, so it hands out a [[synthetic table]]: rows drawn from a model of the real ones. A clerk finds the result poor and replaces some of its rows by photocopies of real rows.
#
# The university checks the table in the usual way. It asks a classifier to tell the rows it got from real rows that nobody in this story has used. The worse the classifier does, the better the table looks.
#
# What happens to that score as more and more rows are photocopies? Answer with a letter and how sure you are, from 50 (a coin toss) to 100. Nothing is given away before the end of the lesson.

# %% tags=["setup"]
import pandas as pd

from course_lib.data import load_table, split
from course_lib.evaluation import auc_of, c2st, exact_match_share, nn_membership
from course_lib.explore import explore_photocopier
from course_lib.generators import make
from course_lib.plots import bars, columns, scatter
from course_lib.teaching import start

course = start("01")

# %% tags=["hook"]
course.predict("photocopier", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–8.** Must: card, guess, set-up. Collect the guesses on paper or by show of hands before anyone runs on; do not comment on them. Expect about half to say "worse", because copying sounds like cheating and cheating sounds like a bad grade. Ask one of each camp for the reason and leave it there. The curve of the answer is three screens further down: its outputs are folded.

# %% [markdown]
# ## Two questions from before
# They are about what this lesson needs. Answer in the form, or with `course.answer("01.warmup.1", "b")`.

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Generate
# The course has a table of 10,000 customers. It is simulated, so that we know the truth behind every column; lesson 02 shows how. We take 2,500 of them and split them three ways before anything else happens:
#
# - `train`, 1,000 people: the model learns from these and from nobody else;
# - `fresh`, 1,000 people: the [[holdout]]. The model never sees them. They are what a flawless generator would give;
# - `rest`, 500 people, for later lessons.

# %% tags=["loop"]
df, schema = load_table("customers")
train, fresh, rest = split(df.head(2500), seed=0, shares=(0.4, 0.4, 0.2))
train.head(3)

# %% [markdown] tags=["loop"]
# A [[generator]] has two verbs. `fit` learns from a table. `sample` draws new rows with the same columns. `independent`, the plainest of all, learns each column on its own.

# %% tags=["loop"]
plain = make("independent").fit(train, schema, seed=0).sample(1000, seed=1)
course.show(
    columns(train, plain, schema, names=["age", "income", "purchase", "satisfaction", "segment", "channel"]),
    alt="Six small histograms. In each the outline of the synthetic column follows the filled shape of the real one.",
    summary="Six columns, real and synthetic: every outline follows its filled shape.",
)

# %% [markdown] tags=["loop"]
# **What it means.** Every column looks right. **What it does not mean.** A row is more than its columns. Here are two columns together:

# %% tags=["loop"]
course.show(
    scatter(train, plain, "income", "purchase", schema, most=400),
    alt="Three scatter plots of purchase against income. The real dots rise from lower left to upper right; the "
    "synthetic crosses fill a broad cloud without direction.",
    summary=f"Correlation of income and purchase: real {train.income.corr(train.purchase):.1f}, "
    f"synthetic {abs(plain.income.corr(plain.purchase)):.1f}.",
)

# %% [markdown] tags=["loop"]
# People with a high income spend more; the synthetic people do not know that. Columns on their own are called [[marginal|marginals]]. All of them can be right while nothing goes together.
#
# ### Your turn: the same with another model
# `vae_style` also learns how columns go together (lesson 04 takes it apart). Draw 1,000 rows from it, fitted to the training rows with `seed=0`, sampled with `seed=1`.

# %% name="generate" tags=["exercise"]
# The line above, with another short name.
### BEGIN SOLUTION
synthetic = make("vae_style").fit(train, schema, seed=0).sample(1000, seed=1)
### STUB: synthetic = None
### END SOLUTION

# %% tags=["check"]
course.check("generate", synthetic)

# %% [markdown] tags=["teacher"]
# **Minutes 8–20.** Must: the two figures. The point to wait for: the left figure alone would have passed. Wrong answers to expect: fitting on `df` (then the holdout is no holdout: the check names it), or forgetting `seed=1`. **Vote 1** is question 1 of the quiz; vote, let pairs argue when between 30 and 70 in 100 are right, vote again. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 Judge
# Looking is not measuring. Let a classifier look instead. Mix real and synthetic rows, hide which is which, train it on some of them and let it score the others. This is the classifier two-sample test, [[C2ST]]. Its result is an [[AUC]], the area under the ROC curve:
#
# $$\text{AUC} = P(s_\text{synthetic} > s_\text{real}) + \tfrac12\,P(s_\text{synthetic} = s_\text{real})$$
#
# $s$ is the score that the classifier gives to a row; a high score says "synthetic". Take one synthetic and one real row at random: the AUC is how often the synthetic one has the higher score, ties counted half. 1 means the classifier always knows. 0.5 means it might as well toss a coin, which is the best a synthetic table can reach. In the library the two terms are `below` and the half of the ties:

# %% tags=["loop"]
from course_lib.evaluation.auc import placements

course.source(placements)

# %% [markdown] tags=["loop"]
# Before a score means anything we need its [[floor]]: what would *real* rows get? Score the training rows against the fresh rows. Both are real, so nothing can do better, except by luck.

# %% tags=["loop"]
floor = c2st(fresh, train, schema, seed=0)
independent = c2st(fresh, plain, schema, seed=0)
print(f"real against fresh real:        AUC {floor.auc:.1f}, 95 in 100 such tests stay below {floor.null_95:.2f}")
print(f"independent against fresh real: AUC {independent.auc:.1f}")

# %% [markdown] tags=["loop"]
# **What it means.** The classifier tells the independent table from real rows most of the time, although each column is right. **What it does not mean.** 0.5 is not "perfect": a better classifier, or more rows, may see what this one missed.
#
# ### Your turn: judge your table
# Score your `synthetic` in the same way, with `seed=0`, and hand in the AUC.

# %% name="judge" tags=["exercise"]
# Against which rows? Not the ones the model learned from.
### BEGIN SOLUTION
my_auc = c2st(fresh, synthetic, schema, seed=0).auc
### STUB: my_auc = None
### END SOLUTION

# %% tags=["check"]
course.check("judge", my_auc)

# %% [markdown]
# ### Why fresh rows?
# One sentence of your own first: put it in place of `None`. Then compare.

# %%
course.why("fresh-rows", None)

# %% [markdown] tags=["teacher"]
# **Minutes 20–32.** Must: floor, score, exercise. Should: "why?", in pairs. The wrong answer that teaches most is scoring against `train`: for a photocopy that gives an AUC far below one half, because each row meets its own twin with the other label. Could: ask what an AUC of .3 would mean (the classifier knows, and has the labels the wrong way round). Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Attack
# Now change sides. You are curious about one person and hold their row. Were they in the training table? To be in a table of *customers* is harmless; to be in a table of *patients* is not. Guessing this is [[membership inference]]. The plainest attack asks how near the nearest synthetic row lies. Near: "they were in".
#
# We let it guess for all 1,000 training people and all 1,000 fresh people and take the AUC again. 0.5 is a coin toss: the table tells this attacker nothing.

# %% tags=["loop"]
attack = nn_membership(train, plain, fresh, schema)
copied = exact_match_share(plain, train, schema)
print(f"independent: attack AUC {attack.auc:.1f}, training people found word for word: {copied:.0%}")

# %% [markdown] tags=["loop"]
# **What it means.** This attack, on average people, is not better than a coin. **What it does not mean.** The table is not "safe": another attack, or an unusual person, may fare differently (lesson 14).
#
# ### Your turn: build the photocopier
# Write the clerk. `photocopy(share)` returns a table of 1,000 rows: the first `share` of them are the first training rows, the others are the synthetic rows that stood there. A share of 0.1 gives 100 training rows and 900 synthetic ones. Use `plain`, which is there in any case.

# %% name="photocopy" tags=["exercise"]
def photocopy(share):
    """The table `plain` with its first `share` of rows replaced by training rows."""
    ### BEGIN SOLUTION
    k = round(share * len(plain))
    return pd.concat([train.head(k), plain.iloc[k:]], ignore_index=True)
    ### STUB: return None


    ### END SOLUTION


# %% tags=["check"]
course.check("photocopy", (photocopy, train, plain))

# %% [markdown]
# Stuck? `course.hint("photocopy")` nudges, three times. After an attempt, `course.solution("photocopy")` shows one way.

# %% [markdown]
# ## What the clerk did
# Your function makes any such table, and `c2st` and `nn_membership` judge it. What did you guess at the start?

# %% tags=["hook"]
course.reveal("photocopier")

# %% [markdown] tags=["fold"]
# Every photocopied row is a real row, so it makes the table *more* like fresh rows. The score improves with each. And each exposes one person, entirely. A score of resemblance cannot tell learning from copying. That is why this course always does all three: generate, judge **and** attack.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# The library's photocopier starts from the better table, `vae_style`, and copies more and more people. Each row of pictures is one setting: the score, the attack, and 400 of the training people as squares, black where the person's row was handed out.

# %% tags=["explore", "fold"]
better = make("vae_style").fit(train, schema, seed=0).sample(1000, seed=1)
machine = explore_photocopier(train, better, fresh, schema)
print("The photocopier at three settings:")
course.show(
    machine.small_multiples(),
    alt="Three rows of three panels, for 0, 30 and 100 percent of copied rows. Down the rows the marker on the curve "
    "in the left panel and the marker on the curve in the middle panel move along their curves, and the field of "
    "squares on the right fills.",
    summary="From no copies to all copies: the classifier's AUC falls to the floor, the attack's AUC climbs to 1.",
)

# %% [markdown] tags=["explore"]
# Now move it yourself (in JupyterLab). **Find the smallest share of copied rows at which the score is within its floor**, that is, at which the classifier's AUC is below the line that 95 in 100 real tables stay under. Hand in the share, such as `0.4`.

# %% tags=["explore"]
machine

# %% name="smallest-share" tags=["explore"]
### BEGIN SOLUTION
smallest = min(s for s, m in machine.view.measured.items() if m.score.auc < m.score.null_95)
### STUB: smallest = None
### END SOLUTION

# %% tags=["explore"]
course.check("smallest-share", (smallest, machine))

# %% [markdown] tags=["teacher"]
# **Minutes 32–45.** Must: the figure, the reveal, the sentence "a score of resemblance cannot tell learning from copying". Should: the slider task. Could: the deeper part. **Vote 2** is question 3 of the quiz. Entry cell for latecomers: everything from the set-up cell on runs by "Run All Above".

# %% [markdown] tags=["your-table"]
# ## Your table
# The same on a table of your own. Put a path in place of `None`, `"mine.csv"` for a file beside this notebook. Begin with one that is not secret.

# %% tags=["your-table"]
path = None
if path:
    mine, my_schema = load_table(path)
    part, unseen, _ = split(mine, seed=0)
    made = make("vae_style").fit(part, my_schema, seed=0).sample(len(part), seed=1)
    print("score ", c2st(unseen, made, my_schema, seed=0), "floor .5")
    print("attack", nn_membership(part, made, unseen, my_schema), "floor .5")
else:
    print("No table of your own yet: that is fine, lesson 02 comes back to it.")

# %% [markdown] tags=["fails"]
# ## Where it fails
# **A misconception.** "A good score means we may hand it out." You have seen a table at its floor that exposed everyone.
#
# **A limit.** Counting word-for-word copies is a weak attack: move every number by a hair and it finds nobody. The nearest-neighbour attack still finds them. It has its own blind side: it looks at average people.
#
# **A band.** One split is one draw of luck. Five splits, each with no copies and with all rows copied:

# %% tags=["fails"]
results = {"score, no copies": [], "score, all copied": [], "attack, no copies": [], "attack, all copied": []}
for seed in range(5):
    a, b, _ = split(df.tail(2500), seed=seed, shares=(0.4, 0.4, 0.2))
    drawn = make("vae_style").fit(a, schema, seed=seed).sample(1000, seed=seed)
    for name, table in {"no copies": drawn, "all copied": a}.items():
        results[f"score, {name}"].append(c2st(b, table, schema, seed=seed).auc)
        results[f"attack, {name}"].append(nn_membership(a, table, b, schema).auc)
print("Measured on five splits:", "; ".join(results))

# %% tags=["fails"]
apart = min(results["score, no copies"]) > max(results["score, all copied"])
course.show(
    bars(results, floor=0.5, xlabel="AUC (0.5 is the floor of both)", fmt="{:.2f}"),
    alt="Four bars with five dots each. The score is far above one half without copies and near one half when "
    "all rows are copied; the attack is near one half without copies and at one when all are copied.",
    summary=f"Five splits: the copied table scores better in {'all five' if apart else 'not all five'} of them.",
)

# %% [markdown] tags=["deeper"]
# ## Deeper: a hair's breadth
# The memoriser is a photocopier that moves every number a little. How do the two attacks take it?

# %% tags=["deeper"]
moved = train.copy()
moved["purchase"] += 0.01
moved["score"] += 0.1
print(f"word for word: {exact_match_share(moved, train, schema):.0%} of the people found")
print(f"nearest neighbour: attack AUC {nn_membership(train, moved, fresh, schema).auc:.1f}")

# %% [markdown] tags=["deeper"]
# The article promises a table with "zero overlap with the original rows". This table has zero overlap too, and every one of its rows belongs to a person.

# %% [markdown]
# ## You may now claim
# "I can generate a table, judge it against fresh rows with the floor beside the score, and say whom a plain attack finds. I know that the second does not answer the third."

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[synthetic table]], [[generator]], [[fresh rows]], [[holdout]], [[floor]], [[marginal]], [[C2ST]], [[AUC]], [[membership inference]], [[photocopier]]. `course.glossary("floor")` explains one. Next: lesson 02, where the table comes from.

# ---
# jupyter:
#   course_lib:
#     promise: You make a synthetic table, judge it and attack it, in fifteen lines.
#     objectives:
#     - text: generate a table that has the columns of a real one
#       check: generate
#     - text: judge it by a classifier against fresh rows, with the floor beside the score
#       check: judge
#     - text: attack it, and say how well an attack tells members from others
#       check: photocopy
#     minutes: 45
#     needs: lesson 00; Python with pandas, the mean and the correlation of a column
#     run_seconds: 45
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
# The university checks the table in the usual way. It asks a classifier (a program that learns from examples to say which of two kinds a row is) to tell the rows it got from real rows that nobody in this story has used. The worse the classifier does, the better the table looks.
#
# What happens to that score as more and more rows are photocopies? Answer with a letter and how sure you are, from 50 (a coin toss) to 100. The answer comes after part 3.

# %% tags=["setup"]
import pandas as pd

from course_lib.data import load_table, split
from course_lib.evaluation import auc_of, c2st, exact_match_share, nn_membership, placements
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
# They are about what this lesson needs. Answer in the form, or with `course.answer("01.warmup.1", "a")`.

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Generate
# The course has a table of 10,000 customers. It is simulated, so that we know the truth behind every column; lesson 02 shows how. We take 2,500 of them and split them three ways before anything else happens:
#
# - `train`, 1,000 people: the model learns from these and from nobody else;
# - `fresh`, 1,000 people: the [[holdout]]. The model never sees them. They are what a flawless generator would give;
# - `rest`, 500 people, who are not needed today.
#
# `schema` says what each column is (lesson 02), and a `seed` makes a random draw repeatable. Of the columns, `score` is the shop's own credit score.

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
    summary=f"Correlation of income and purchase: real {train.income.corr(train.purchase):.2f}, "
    f"synthetic {plain.income.corr(plain.purchase):.2f}.",
)

# %% [markdown] tags=["loop"]
# People with a high income spend more; the synthetic people do not know that. Columns on their own are called [[marginal|marginals]]. All of them can be right while nothing goes together.
#
# ### Your turn: the same with another model
# `vae_style` also learns how columns go together (lesson 04 takes it apart). Draw 1,000 rows from it, fitted to the training rows with `seed=0`, sampled with `seed=1`.

# %% name="generate" tags=["exercise"]
# The line that made `plain`, with another short name.
### BEGIN SOLUTION
synthetic = make("vae_style").fit(train, schema, seed=0).sample(1000, seed=1)
### STUB: synthetic = None
### END SOLUTION

# %% tags=["check"]
course.check("generate", synthetic)

# %% [markdown]
# Stuck? `course.hint("generate")` nudges, three times. After an attempt, `course.solution("generate")` shows one way. Every exercise has both.

# %% [markdown] tags=["teacher"]
# **Minutes 8–20.** Must: the two figures. The point to wait for: the left figure alone would have passed. Wrong answers to expect: fitting on `df` (then the holdout is no holdout: the check names it), or forgetting `seed=1`. **Vote 1** is question 1 of the quiz; vote, let pairs argue when between 30 and 70 in 100 are right, vote again. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 Judge
# Looking is not measuring. Let a classifier look instead. Mix real and synthetic rows, hide which is which, train it on some of them and let it score the others. This is the classifier two-sample test, [[C2ST]]. The classifier gives each row a suspicion $s$; high says "synthetic". Its result is the [[AUC]]:
#
# $$\text{AUC} = P(s_\text{synthetic} > s_\text{real}) + \tfrac12\,P(s_\text{synthetic} = s_\text{real})$$
#
# Take one synthetic and one real row at random: the AUC is how often the synthetic one is the more suspect, ties counted half. 1: the classifier always knows. 0.5: it might as well toss a coin. By hand, with three rows of each kind, nine pairs: seven are won and two are ties, which makes 8 of 9.

# %% tags=["loop"]
print(f"{auc_of([0.4, 0.8, 0.9], [0.1, 0.4, 0.4]).auc:.3f}")
course.source(placements)

# %% [markdown] tags=["loop"]
# In the library's lines, `x` holds the suspicions of one kind and `reference` those of the other. `"left"` counts the pairs won, `"right"` the pairs won or tied; half their sum counts each tie half.

# %% [markdown] tags=["loop"]
# Before a score means anything we need its [[floor]]: what would *real* rows get? Score the training rows against the fresh rows. Both are real, so the result is .5 up to luck. How much luck? 95 in 100 such tests stay below a line that we call the *edge* of the floor. Guess first: where will the independent table land, with every column right and no two together?

# %% tags=["loop"]
floor = c2st(fresh, train, schema, seed=0)
independent = c2st(fresh, plain, schema, seed=0)
print(f"real against fresh real:        AUC {floor.auc:.2f} (edge of the floor {floor.null_95:.2f})")
print(f"independent against fresh real: AUC {independent.auc:.2f}")

# %% [markdown] tags=["loop"]
# **What it means.** The classifier tells the independent table from real rows most of the time, although each column is right. **What it does not mean.** A table at the floor is not "perfect": a better classifier, or more rows, may see what this one missed. And below .5 is not better still. It means that the two sides hold the same rows; you will see one in a moment.
#
# ### Your turn: judge your table
# Score your `synthetic` in the same way, with `seed=0`, and hand in the AUC.

# %% name="judge" tags=["exercise"]
# Against which rows?
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

# %% tags=["fold"]
itself = c2st(train, train, schema, seed=0)
print("The training rows against a photocopy of themselves:")
print(f"AUC {'far below' if itself.auc < 0.25 else 'near'} .5, because every row meets its twin")

# %% [markdown] tags=["teacher"]
# **Minutes 20–32.** Must: floor, score, exercise. Should: "why?", in pairs. The wrong answer that teaches most is scoring against `train`: for a photocopy that gives an AUC far below one half, because each row meets its own twin with the other label. Could: ask what an AUC of .3 would mean (the classifier knows, and has the labels the wrong way round). Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Attack
# Now change sides. You are curious about one person and hold their row. Were they in the training table? To be in a table of *customers* is harmless; to be in a table of *patients* is not. Guessing this is [[membership inference]]. The plainest attack asks how near the nearest synthetic row lies. Near: "they were in".
#
# We let it guess for all 1,000 training people and all 1,000 fresh people and take the AUC again. 0.5 is a coin toss. Guess first: what does it get from `plain`?

# %% tags=["loop"]
attack = nn_membership(train, plain, fresh, schema)
copied = exact_match_share(plain, train, schema)
print(f"independent: attack AUC {attack.auc:.2f}, training people found word for word: {copied:.0%}")

# %% [markdown] tags=["loop"]
# **What it means.** This attack, on average people, is not better than a coin. **What it does not mean.** The table is not "safe": another attack, or an unusual person, may fare differently (lesson 14).
#
# ### Your turn: build the photocopier
# Write the clerk. `photocopy(share)` returns a new table of 1,000 rows, `plain` with its first rows replaced by the first training rows. A share of 0.1 gives 100 training rows, then the 900 rows of `plain` that stood there. Leave `plain` itself as it is.

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
# ## What the clerk did
# Now the experiment, with your function: judge and attack the table at five shares.

# %% tags=["loop", "fold"]
print("share copied, classifier's AUC against fresh rows, attack's AUC:")
for share in (0, 0.25, 0.5, 0.75, 1):
    table = photocopy(share)
    if table is None:
        print("photocopy() is not written yet; the figure below uses the library's.")
        break
    score, found = c2st(fresh, table, schema, seed=0), nn_membership(train, table, fresh, schema)
    print(f"{share:.0%}: {score.auc:.2f} {found.auc:.2f}")

# %% [markdown]
# And what did you guess at the start?

# %% tags=["hook"]
course.reveal("photocopier")

# %% [markdown] tags=["fold"]
# Every photocopied row is a real row, so it makes the table *more* like fresh rows. The more are copied, the better the score, until it reaches the floor. And each copy exposes one person, entirely. A score of resemblance cannot tell learning from copying. That is why this course always does all three: generate, judge **and** attack.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# The library's photocopier starts from the better table, `vae_style`. Each row of pictures is one setting: the score (lower is better), the attack, and 400 of the training people as squares, black where the row was handed out. Grey bands are 95% intervals.

# %% tags=["explore", "fold"]
better = make("vae_style").fit(train, schema, seed=0).sample(1000, seed=1)
machine = explore_photocopier(train, better, fresh, schema)
print("Eleven settings measured; three of them:")
course.show(
    machine.small_multiples(),
    alt="Three rows of three panels, for 0, 30 and 100 percent of copied rows. Down the rows the marker on the curve "
    "in the left panel and the marker on the curve in the middle panel move along their curves, and the field of "
    "squares on the right fills.",
    summary="From no copies to all copies: the classifier's AUC falls to the floor, the attack's AUC climbs to 1.",
)

# %% [markdown] tags=["explore"]
# Now move it yourself (in JupyterLab). **Find the smallest share of copied rows at which the score lies below the edge of its floor** (the dotted line). Hand in the share, such as `0.4`. Without a kernel, read it off the curve above.

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

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# The same on a table of your own. Put a path in place of `None`, `"mine.csv"` for a file beside this notebook. Begin with one that is not secret.

# %% tags=["your-table", "deeper"]
path = None
if path:
    mine, my_schema = load_table(path)
    part, unseen, _ = split(mine, seed=0)
    model = make("vae_style").fit(part, my_schema, seed=0)
    made = model.sample(len(part), seed=1)
    print(*mine.attrs["notes"], *model.notes_, sep="\n")
    print("score ", judged := c2st(unseen, made, my_schema, seed=0), f"edge of the floor {judged.null_95:.2f}")
    print("attack", nn_membership(part, made, unseen, my_schema), "floor .5")
else:
    print("No table of your own yet: that is fine, lesson 02 comes back to it.")

# %% [markdown] tags=["your-table", "deeper"]
# Bring at least a few hundred rows. With fewer, look at the interval: a wide one says only that you cannot tell.

# %% [markdown] tags=["fails"]
# ## Where it fails
# **A misconception.** "A good score means we may hand it out." You have seen a table at its floor that exposed everyone.
#
# **A limit.** Counting word-for-word copies is a weak attack. The [[memoriser]] is a photocopier that moves numbers by a hair:

# %% tags=["fails"]
moved = train.assign(purchase=train.purchase + 0.01, score=train.score + 0.1)
print(f"word for word: {exact_match_share(moved, train, schema):.0%} of the people found")
print(f"nearest neighbour: attack AUC {nn_membership(train, moved, fresh, schema).auc:.1f}")

# %% [markdown] tags=["fails"]
# The article that this course grew from promises "zero overlap with the original rows". This table has zero overlap too, and every one of its rows belongs to a person. The nearest-neighbour attack has its own blind side: it looks at average people (lesson 14).
#
# **A band.** One split is one draw of luck. Five splits, each with no copies and with all rows copied:

# %% tags=["fails"]
runs = {"score, no copies": [], "score, all copied": [], "attack, no copies": [], "attack, all copied": []}
for seed in range(5):
    a, b, _ = split(df.tail(2500), seed=seed, shares=(0.4, 0.4, 0.2))
    drawn = make("vae_style").fit(a, schema, seed=seed).sample(1000, seed=seed)
    for name, table in {"no copies": drawn, "all copied": a}.items():
        runs[f"score, {name}"].append(c2st(b, table, schema, seed=seed).auc)
        runs[f"attack, {name}"].append(nn_membership(a, table, b, schema).auc)
    print(f"split {seed}: the copied table scores better:", runs["score, all copied"][-1] < runs["score, no copies"][-1])

# %% tags=["fails"]
course.show(
    bars(runs, floor=0.5, xlabel="AUC (0.5 is the floor of both)", fmt="{:.2f}"),
    alt="Four bars with five dots each. The score is far above one half without copies and near one half when all "
    "rows are copied; the attack is near one half without copies and at one when all are copied.",
    summary="Dots are splits: they lie close together; from no copies to all copied the gap is much wider.",
)

# %% [markdown]
# ## You may now claim
# "I can generate a table, judge it against fresh rows with the floor beside the score, and say how well a plain attack tells members from others. I know that the score does not answer the attack."

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[synthetic table]], [[generator]], [[fresh rows]], [[holdout]], [[floor]], [[marginal]], [[C2ST]], [[AUC]], [[membership inference]], [[photocopier]], [[memoriser]]. `course.glossary("floor")` explains one. Next: lesson 02, where the table comes from.

# ---
# jupyter:
#   course_lib:
#     promise: You write down what a table means, simulate one whose truth you know, and turn it into numbers.
#     objectives:
#     - text: simulate a column inside its bounds, and find rows that were pushed onto a bound
#       check: bound-share
#     - text: write a schema whose bounds and levels come from knowledge, and check a table against its known truth
#       check: card
#     - text: split a table first, then encode mixed types and missing values
#       check: encode
#     minutes: 45
#     needs: lesson 01; mean, standard deviation, correlation
#     run_seconds: 10
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 02 Data design

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
#
# The report documents the ages of its customers so: from 18 to 80, “Normal (μ ≈ 35)”. A later table says: mean age
# 44.3. Both can hold. Then the normal is wide, and something was done to the values outside 18 to 80.

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data
from course_lib.plots import bars, histograms
from course_lib.teaching import start

course = start("02")

# %% tags=["hook"]
course.predict("02.spike", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0 to 7** (must). Let everybody write a number before anyone speaks. Most say one in a hundred or one in
# eight: they think of σ near 15. Do not correct them; ask what σ they had in mind. Who came late starts at "Inside
# the bounds".

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## Inside the bounds
#
# Draw ages from a normal with mean μ = 35 and standard deviation σ: the *parent*. Two ways lead inside the
# [[bounds]], the lowest and highest value a column may hold.
#
# - [[truncation|Truncation]] leaves out what falls outside.
# - [[clipping|Clipping]] moves it onto the nearer bound.
#
# A common guess for ages is σ = 15.

# %% tags=["loop"]
rng = np.random.default_rng(11)
parent = rng.normal(35, 15, 1_000_000)
truncated = parent[(parent >= 18) & (parent <= 80)]
clipped = parent.clip(18, 80)
for name, ages in {"parent": parent, "truncated": truncated, "clipped": clipped}.items():
    print(f"{name:9}  mean {ages.mean():.1f}   exactly 18: {(ages == 18).mean():.0%}")

# %% [markdown] tags=["loop"]
# Truncation adds nobody, and still the mean rises by more than three years: nearly all it leaves out is young.
# Neither way reaches 44.3. There is a formula for the truncated mean, with bounds $l$ (low) and $h$ (high):
#
# $$E[X \mid l \le X \le h] = \mu + \sigma\,\frac{\varphi(a) - \varphi(b)}{\Phi(b) - \Phi(a)},
# \qquad a = \frac{l - \mu}{\sigma},\quad b = \frac{h - \mu}{\sigma}$$
#
# $\varphi$ is the height of the standard normal curve and $\Phi$ the share below a point, so the denominator is the
# share of the parent inside. The last line of the library's function is this formula; `_standard` returns $a$, $b$ and
# the denominator.

# %% tags=["loop"]
course.source(data.truncated_normal_mean)

# %% [markdown] tags=["loop"]
# Both means grow with σ, so turn the question round: which σ gives 44.3? `solve_…` finds it as the root of
# "mean minus 44.3".

# %% tags=["hook"]
wide = data.solve_truncated_normal(44.3, 35, 18, 80)
wider = data.solve_clipped_normal(44.3, 35, 18, 80)
young, old = data.clipped_shares(35, wider, 18, 80)
print(f"truncated: σ = {wide:.1f}, {sum(data.clipped_shares(35, wide, 18, 80)):.0%} of the parent left out")
print(f"clipped:   σ = {wider:.1f}, exactly 18: {young:.0%}, exactly 80: {old:.0%}")

# %% tags=["hook"]
hill = data.truncated_normal_quantile(rng.random(1_000_000), 35, wide, 18, 80)
towers = rng.normal(35, wider, 1_000_000).clip(18, 80)
print(f"Means {hill.mean():.1f} and {towers.mean():.1f}; medians {np.median(hill):.1f} and {np.median(towers):.1f}")
fig = histograms({"truncated": hill, "clipped": towers}, bins=31, xlabel="age (years)", sharey=False)
course.show(fig, alt="Left a hill with a long slope to the right. Right a low plain with a tower at each bound.",
            summary=f"One mean, two scales: a hill below 5%, and towers of {young:.0%} and {old:.0%}.")  # fmt: skip

# %% tags=["hook"]
course.reveal("02.spike")

# %% [markdown] tags=["loop", "fold"]
# Truncation does it with σ of about 28. A third of the parent lies outside, and what is left is right-skewed: a
# longer slope on the right, the median below the mean. So "Normal" is the wrong word for the column, although its
# parent was normal. Clipping needs a σ of about 71 and turns two thirds of the rows into 18 and 80.
#
# What this means: a mean and a range do not say how a column was made. What it does not mean: that the report
# truncated, or clipped. Only its rows could tell.

# %% tags=["loop"]
course.why("wider")

# %% [markdown] tags=["teacher"]
# **Minutes 7 to 20** (must; pause after the reveal). Ask: "Who is missing from the left picture?" Expect "truncation
# cuts both sides, so the mean stays", from those who take the bounds for symmetric: let them measure 35 to 18 and 35
# to 80. Vote question 1 (quiz 1) fits here: vote, argue in pairs if 30 to 70% are right, vote again. Skip the formula
# in a class without calculus, never the picture.

# %% [markdown] tags=["explore"]
# ### Explore
#
# Each row is one setting: a draw on the left, the mean against σ on the right. **Task:** keep the bounds at 18 and 80
# and *clip*. Find the smallest whole σ at which at least one customer in four is exactly 18. The line below the
# picture says the share.

# %% tags=["explore"]
from course_lib.explore import explore_truncation

explorer = explore_truncation()
course.show(explorer.small_multiples(dict([*explorer.view.presets.items()][1:])), summary="Only clipping makes spikes.",
            alt="Three histograms beside curves of the mean. The truncated one is smooth, the clipped carry spikes.")  # fmt: skip

# %% tags=["explore"]
explorer

# %% name="quarter" tags=["explore"]
### BEGIN SOLUTION
quarter = 26
### STUB: quarter = None  # a whole number of years
### END SOLUTION

# %% tags=["explore"]
course.check("quarter", quarter)

# %% [markdown]
# A spike is visible in the rows, so it can be searched for. `bound_share` returns the share of `values`, a Series, that
# are exactly `low` or exactly `high`.

# %% name="bound-share" tags=["exercise"]
def bound_share(values, low, high):
    ### BEGIN SOLUTION
    return ((values == low) | (values == high)).mean()
    ### STUB: return ...
    ### END SOLUTION

# %% tags=["check"]
course.check("bound-share", bound_share)

# %% [markdown] tags=["loop", "slide"]
# ## A schema, and a table with known truth
#
# A dtype says how a value is stored. A [[schema]] says what it means: kind, bounds or [[level|levels]], unit, role.
# Most tables come without one. Here are 800 customers as a shop may export them: regions as branch numbers, a
# customer number, some answers missing. `Schema.infer` guesses.

# %% tags=["loop"]
customers, schema = data.load_table("customers")
raw = data.shop_export(customers.head(800), seed=0)
guess = data.Schema.infer(raw)
guess.to_frame()[["column", "kind", "low", "high", "levels"]]

# %% [markdown] tags=["loop"]
# One guess protects people: `customer` is an [[identifier]], so it is never learned, and synthetic rows get fresh ones.
# Three guesses need a person:
#
# - `region` looks [[ordinal]], levels with an order. Branch 2 is not more than branch 1.
# - `satisfaction` starts at 3, because nobody in *these* rows answered 1 or 2. The scale starts at 1.
# - The bounds of `purchase` are two real customers' cells. Who publishes this schema publishes them.

# %% tags=["loop"]
draft = guess.with_column("age", low=18, high=80).with_column("region", kind="category")

# %% [markdown]
# The shop's manager adds: *satisfaction* is an answer on a scale from 1 to 10, and a *purchase* lies between 0 and 150
# dollars. Go on from `draft`; levels are written `levels=range(1, 11)`, say.

# %% name="card" tags=["exercise"]
### BEGIN SOLUTION
card = draft.with_column("purchase", low=0, high=150)
card = card.with_column("satisfaction", kind="ordinal", levels=range(1, 11), low=None, high=None)
### STUB: card = None
### END SOLUTION

# %% tags=["check"]
course.check("card", card)

# %% [markdown] tags=["teacher"]
# **Minutes 20 to 32** (must: the guess and the card; should: the truth). Expect `kind="integer"` for satisfaction. The
# check accepts it: ask whether the step from 2 to 3 is worth as much as that from 8 to 9. Expect bounds copied from the
# data: ask whose purchase the highest one is. Vote question 2 (quiz 2) fits here. Pause after the card; who is faster
# reads the deeper part on latent correlations.

# %% [markdown] tags=["loop"]
# The shop's schema holds what a person knows. Of a *simulated* table everything is known: its
# [[data-generating process]] is code. One [[latent variable]] z, a standard normal, drives income. The latent of age is
# $\rho z + \sqrt{1 - \rho^2}\,e$, with noise $e$ of its own and a correlation $\rho$; purchase and satisfaction have theirs.
# $\Phi$ makes a latent a share, and the column's quantile function turns the share into the value below which it lies.
# Nothing is clipped.

# %% tags=["loop"]
truth = data.customers_truth()
large = data.simulate_customers(1_000_000, seed=1)
few, many = truth.compare(large[:1000]), truth.compare(large)
pd.DataFrame({"target": few["target"], "1,000 rows": few["measured"], "1,000,000 rows": many["measured"]})[:5].round(3)

# %% tags=["loop"]
samples = [large[k : k + 1000] for k in range(0, 500_000, 1000)]
r = np.array([rows["income"].corr(rows["satisfaction"]) for rows in samples])
fig = histograms({"r(income, satisfaction)": r}, bins=16, mark=0.389, mark_label="target .389", ylabel="share of tables")
course.show(fig, alt="A bell of correlations around the dashed line of the target.",
            summary=f"500 tables of 1,000 rows: r averages {r.mean():.2f}, standard deviation {r.std():.3f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# The process meets its targets within 1%. A sample of it does not have to. The spread in the picture is the
# [[standard error]] of r. For normal columns it is about $(1 - r^2)/\sqrt n$ with n rows: .027 for r = .389 and
# n = 1,000, near to what we see. So a synthetic table of that size with r = .36 is no news. It is not proven right
# either: a larger sample may tell the two apart.

# %% [markdown] tags=["loop", "slide"]
# ## Split, then encode
#
# Whatever is computed from rows is learned from them, even a mean. So the rows that will judge leave first: `split`
# makes disjoint parts, with [[training rows]] and [[holdout]] of equal size, so that both can be compared alike.
#
# What if we encode before we split? Give each customer one of 2,000 streets by chance. Encode a street by the mean
# outcome of its customers (was credit granted?), and predict the outcome of test rows by it. Streets mean nothing here, so the [[AUC]], the
# chance to rank a positive row above a negative one, should be .5.

# %% tags=["loop"]
from sklearn.metrics import roc_auc_score

auc = {"from all rows": [], "from training rows": []}
for seed in range(5):
    train, holdout, test = data.split(customers, seed=seed, shares=(0.4, 0.4, 0.2))
    street = pd.Series(np.random.default_rng(seed).integers(2000, size=len(customers)))
    for name, rows in zip(auc, (customers, train)):
        rate = rows["outcome"].groupby(street[rows.index]).mean()
        auc[name].append(roc_auc_score(test["outcome"], street[test.index].map(rate).fillna(0.5)))

# %% tags=["loop"]
fig = bars(auc, real=auc, floor=0.5, floor_label="a coin", xlabel="AUC on test rows, five seeds", fmt="{:.2f}")
course.show(fig, alt="Two bars, five dots each: from all rows far beyond the coin's line, from training rows on it.",
            summary=f"Mean AUC learned {', '.join(f'{name}: {np.mean(seeds):.2f}' for name, seeds in auc.items())}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# The test rows had told their own answers to the encoding. Nothing looked wrong.
#
# A model needs numbers, and a category has none. The trap is to number its levels. How strongly does the channel go
# with age? It depends on who numbers: four names have 24 orders.

# %% tags=["loop"]
from itertools import permutations

age, channel = customers["age"], customers["channel"]
orders = permutations(["letter", "phone", "store", "web"])
r = {", ".join(order): age.corr(channel.map(order.index)) for order in orders}
shown = dict(list(r.items())[::5]) | {"one-hot": age.corr(age.groupby(channel).transform("mean"))}
fig = bars(shown, real=shown, xlabel="correlation with age", fmt="{:.2f}")
course.show(fig, alt="Bars of five orders, some left of zero and some right; one-hot is the longest, to the right.",
            summary=f"{len(r)} orders: r from {min(r.values()):.2f} to {max(r.values()):.2f}. One-hot: {shown['one-hot']:.2f} in any.")  # fmt: skip

# %% [markdown] tags=["loop"]
# [[One-hot]] encoding gives each level a column of zeros and ones, and no order. (The bar: the correlation of age with
# what a regression on the four columns predicts.) An ordinal column keeps its order: one column of ranks.
# The course's `TableEncoder` stores codes for both, and `ordered` tells a generator which codes are ranks.
#
# Last, the gaps. In the shop's export the unhappy answer less often. Dropping incomplete rows is the usual cure:

# %% tags=["loop"]
both = ["satisfaction", "purchase"]
complete = data.shop_export(customers, seed=0).dropna()
means = {"mean, truth": customers[both].mean(), "mean, complete rows": complete[both].mean()}
pd.DataFrame(means | {"standard error": complete[both].std() / len(complete) ** 0.5}).round(2)

# %% [markdown] tags=["loop"]
# Even *purchase* moved, by more than six standard errors, and it has no gaps: who is satisfied buys more. So an encoder
# fills a [[missing value]] with the training rows' median and keeps a missing indicator, a second column of zeros and
# ones. The generator learns who is silent, and silence comes back as silence. A row for each column of the matrix
# (`customer` has none):

# %% tags=["loop"]
encoder = data.TableEncoder(card or draft).fit(data.split(raw, seed=0)[0])
pd.DataFrame(encoder.fields_)[["name", "n_levels", "ordered", "low", "high"]]

# %% [markdown]
# Now alone: encode one number column. What is learned comes from `train`, also when other rows are encoded.

# %% name="encode" tags=["exercise"]
def encode(values, train):
    """values, train: Series with gaps. Returns an array (len(values), 2): the filled numbers, the indicator."""
    ### BEGIN SOLUTION
    gone = values.isna()
    return np.column_stack([values.fillna(train.median()), gone.astype(float)])
    ### STUB: return ...
    ### END SOLUTION

# %% tags=["check"]
course.check("encode", encode)

# %% [markdown] tags=["teacher"]
# **Minutes 32 to 42** (must: streets, numbers, exercise; could: the encoder's table). Ask before the bars: "Can a column
# made of chance predict?" Expect "the model is overfitted": there is no model, only a mean. Expect "drop the rows, there
# are enough": ask which column moved. Wrong in the exercise: the median of the rows at hand.

# %% [markdown] tags=["deeper"]
# ## Deeper: how the simulator meets r = .389
#
# A correlation between latents is not the correlation between columns: bending through quantile functions and rounding
# to whole points weaken it. So the latent ρ is solved for. `_solve_latent` uses
# $\mathrm{Cov}(X, Y) = E[(X - \mu_X)\,E[Y \mid z]]$: given z, the mean of Y is a smooth curve, and a sum over 80 points of z
# is exact to many digits. `brentq` then finds the root.

# %% tags=["deeper"]
from course_lib.data.customers_truth import _solve_latent

course.source(data.CustomersTruth.satisfaction_of)
course.source(_solve_latent)
print({name: round(rho, 3) for name, rho in truth.latent_correlations.items()})

# %% tags=["deeper"]
z, e = np.random.default_rng(0).standard_normal((2, 1_000_000))
for rho in (0.389, truth.latent_correlations["satisfaction"]):
    points = truth.satisfaction_of(rho * z + np.sqrt(1 - rho**2) * e)
    print(f"latent {rho:.3f}: r(income, satisfaction) = {np.corrcoef(truth.income_of(z), points)[0, 1]:.3f}")

# %% [markdown] tags=["deeper"]
# ### Datasheets
#
# A schema says what the columns mean, a datasheet (Gebru et al., 2021) why the table exists: who collected it, from
# whom, with whose consent, for which use, and for which not. The course keeps a short one as the card's first lines.

# %% tags=["deeper"]
for key, words in data.load_table("breast_cancer")[1].card.items():
    print(f"{key}: {words}")

# %% [markdown] tags=["your-table"]
# ## Your table
#
# Put the path of a CSV of yours in place of `customers`. Read the guesses as you read the shop's: which bounds are somebody's
# cells, which numbers are names? Correct them with `with_column`; `my_schema.write("…toml")` beside the CSV, under the
# same name, and `load_table` will find it. Then try your `bound_share` on its number columns.

# %% tags=["your-table"]
mine = data.load_table("customers")[0]
my_schema = data.Schema.infer(mine)
my_schema.to_frame()[["column", "kind", "low", "high", "levels"]]

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
#
# - **A misconception:** "the smallest and the largest value are the bounds". They are two cells of this sample. The next
#   sample goes further, and these two people are in your schema.
# - **A limit:** known truth is only what we wrote into it. Purchase and satisfaction go together because of income
#   alone; among customers of nearly equal income nothing is left. A generator that is right here has not seen harder
#   dependence.
# - **A band:** five tables of 1,000 rows from one process. Mean age moves by about a year, r by .07.

# %% tags=["fails"]
near = large[large["income"].between(65_000, 70_000)]
everyone, similar = (t["purchase"].corr(t["satisfaction"]) for t in (large, near))
print(f"r(purchase, satisfaction): everyone {everyone:.2f}, income 65,000 to 70,000 {similar:.2f}")
for t in (data.simulate_customers(1000, seed=seed) for seed in range(5)):
    print(f"mean age {t['age'].mean():.1f}   r(income, satisfaction) {t['income'].corr(t['satisfaction']):.2f}")

# %% [markdown] tags=["fails"]
# You may now claim: *I know whether my column was truncated or clipped; my bounds are declared; my rows were split
# before anything was learned; a difference smaller than the band is not a finding.*

# %% [markdown] tags=["quiz", "slide"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown] tags=["teacher"]
# **Minutes 42 to 45.** Quiz 1 and 2 are the vote questions; collect quiz 3 on paper.

# %% [markdown]
# **Next:** lesson 03 asks what a score says. You have met its main idea: 1,000 fresh rows of the same truth do not
# agree either.

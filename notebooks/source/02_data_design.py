# ---
# jupyter:
#   course_lib:
#     promise: You write down what a table means, simulate one whose truth you know, and turn it into numbers.
#     objectives:
#     - text: bring a column inside its bounds, and find rows that were pushed onto a bound
#       check: bound-share
#     - text: write a schema whose bounds and levels come from knowledge, and check a table against its known truth
#       check: shop-schema
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
# The report, one of the two documents that this course checks, describes a table of customers. Their ages: 18 to 80,
# “Normal (μ ≈ 35)”, so with a mean of 35. A later table gives a mean age of 44.3. Both can hold, if something was done
# to the ages outside 18 to 80. One way: whoever is outside is moved onto the nearer end.

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data
from course_lib.evaluation import auc_of
from course_lib.explore import explore_truncation
from course_lib.plots import bars, histograms
from course_lib.teaching import start

course = start("02")

# %% tags=["hook"]
course.predict("spike", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0 to 7** (must). Let everybody write a number before anyone speaks. Most say one in a hundred or one in
# eight: they think of σ near 15. Do not correct them; ask what σ they had in mind. Who came late starts at "Inside
# the bounds".

# %% [markdown]
# ## Two questions from before
# Answer in the form, or with `course.answer("02.warmup.1", "a")`.

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Inside the bounds
#
# Ages are drawn from a normal with mean μ = 35 and standard deviation σ, the *parent*. The [[bounds]] of a column are
# the lowest and the highest value it may hold, here 18 and 80. Two ways lead inside:
#
# - [[truncation]] leaves out what falls outside;
# - [[clipping]] moves it onto the nearer bound.
#
# The report does not say σ. A textbook guess is σ = 15.

# %% tags=["loop"]
parent = np.random.default_rng(11).normal(35, 15, 1_000_000)
truncated, clipped = parent[(parent >= 18) & (parent <= 80)], parent.clip(18, 80)
for way, ages in {"parent": parent, "truncated": truncated, "clipped": clipped}.items():
    print(f"{way:9}  mean {ages.mean():.1f}   exactly 18: {(ages == 18).mean():.0%}")

# %% [markdown] tags=["loop"]
# Truncation adds nobody, and still the mean rises by more than three years. Why? Put one sentence of your own in place
# of `None`, then compare.

# %% tags=["loop"]
course.why("mean-rises", None)

# %% [markdown] tags=["loop"]
# Neither way comes near 44.3. A wider parent does, but how wide? For truncation there is a formula. $X$ is an age of the
# parent, $l$ and $h$ are the bounds (low, high), and the left side is the mean of the ages between them:
#
# $$E[X \mid l \le X \le h] = \mu + \sigma\,\frac{\varphi(a) - \varphi(b)}{\Phi(b) - \Phi(a)},
# \qquad a = \frac{l - \mu}{\sigma},\quad b = \frac{h - \mu}{\sigma}$$
#
# $\varphi$ is the height of the standard normal curve, $\Phi$ the share below a point; so the denominator is the share of
# the parent inside. The function's last line is this formula; `_phi` is $\varphi$, `_standard` returns $a$, $b$ and the
# denominator.

# %% tags=["loop"]
course.source(data.truncated_normal_mean)

# %% [markdown] tags=["loop"]
# Now turn the question round: which σ gives the mean 44.3? `solve_…` searches for it, one function for each way.

# %% tags=["hook"]
wide = data.solve_truncated_normal(44.3, 35, 18, 80)
wider = data.solve_clipped_normal(44.3, 35, 18, 80)
for way, sigma in {"truncated": wide, "clipped": wider}.items():
    young, old = data.clipped_shares(35, sigma, 18, 80)  # of the parent, below 18 and above 80
    print(f"{way:9}  σ = {sigma:.1f}, of its parent {young:.0%} are below 18 and {old:.0%} above 80")

# %% tags=["hook"]
hill, towers = (np.random.default_rng(11).normal(35, sigma, 1_000_000) for sigma in (wide, wider))
hill, towers = hill[(hill >= 18) & (hill <= 80)], towers.clip(18, 80)
print(f"Means {hill.mean():.1f} and {towers.mean():.1f}, medians {np.median(hill):.0f} and {np.median(towers):.0f}:")
course.show(histograms({"truncated": hill, "clipped": towers}, bins=31, xlabel="age (years)", sharey=False),
            alt="Left a hill with a long slope to the right. Right a low plain with a tower at each bound.",
            summary=f"One mean, two scales: a hill below 5%, and towers of {young:.0%} and {old:.0%}.")  # fmt: skip

# %% tags=["hook"]
course.reveal("spike")

# %% [markdown] tags=["loop", "fold"]
# Truncation does it with σ of about 28. A third of the parent lies outside, and what is left is right-skewed: a
# longer slope on the right, the median below the mean. So "Normal" is the wrong word for the column, although its
# parent was normal. Clipping needs a σ of about 71 and turns two thirds of the rows into 18 and 80.
#
# **What it means.** A mean and a range do not say how a column was made. **What it does not mean.** That the report
# truncated, or clipped. Only its rows could tell.

# %% [markdown] tags=["teacher"]
# **Minutes 7 to 20** (must; pause after the reveal). Ask: "Who is missing from the left picture?" Expect "truncation
# cuts both sides, so the mean stays", from those who take the bounds for symmetric: let them measure 35 to 18 and 35
# to 80. Vote question 1 (quiz 1) fits here: vote, argue in pairs if 30 to 70% are right, vote again. Skip the formula
# in a class without calculus, never the picture.

# %% [markdown] tags=["explore"]
# ### Explore
#
# Each row is one setting. Left 10,000 ages; a spike is cut off above 15%, its share written beside it. Right the mean
# for every σ, the ring at this setting. Below you can move it all (in JupyterLab). **Task:** keep the bounds at 18 and
# 80 and *clip*. Find the smallest whole σ at which at least one customer in four is exactly 18. The line below the live
# picture says the share.

# %% tags=["explore", "fold"]
explorer = explore_truncation()
print("Clipping at two settings:")
clipping = {name: state for name, state in explorer.view.presets.items() if state.how == "clip"}
course.show(explorer.small_multiples(clipping), summary="The wider the parent, the higher the spikes.",
            alt="Two histograms, the first with a spike at 18, the second with spikes at both bounds, each beside the curves of the mean against σ.")  # fmt: skip

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
# ### Your turn: find a spike
# A spike stands in the rows, so it can be searched for. `bound_share` returns which share of `values`, a Series, is
# exactly `low` or exactly `high`. (`course.hint("bound-share")` helps.)

# %% name="bound-share" tags=["exercise"]
def bound_share(values, low, high):
    ### BEGIN SOLUTION
    return ((values == low) | (values == high)).mean()
    ### STUB: return ...
    ### END SOLUTION

# %% tags=["check"]
course.check("bound-share", bound_share)

# %% [markdown] tags=["loop", "slide"]
# ## 2 What a table means
#
# A dtype says how a value is stored. A [[schema]] says what it means: the column's kind, its bounds or [[level|levels]]
# (the values it may take), its unit. Most tables come without one. Here are 800 customers as a shop may export them:
# with branch numbers for regions, and some answers missing. `Schema.infer` guesses.

# %% tags=["loop"]
customers, schema = data.load_table("customers")
raw = data.shop_export(customers.head(800), seed=0)
guess = data.Schema.infer(raw)
guess.to_frame()[["column", "kind", "low", "high", "levels"]]

# %% [markdown] tags=["loop"]
# One guess protects people: `customer`, their number, is an [[identifier]]. It is never learned; synthetic rows get
# fresh ones. Three guesses need a person:
#
# - `region` was taken for [[ordinal]], levels with an order but no distances. Branch 2 is not more than branch 1.
# - `satisfaction` starts at 3, because nobody in *these* rows answered 1 or 2. The scale starts at 1.
# - The bounds of `purchase` are two real customers' cells. Who publishes this schema publishes them.
#
# `with_column` returns a copy with one column changed. The bounds of `age` happen to be right; written down by a person
# they are *declared*.

# %% tags=["loop"]
draft = guess.with_column("region", kind="category").with_column("age", low=18, high=80)

# %% [markdown]
# ### Your turn: the other two
# The shop's manager says: *satisfaction* is a grade from 1 to 10, and a *purchase* lies between 0 and 150 dollars. Is a
# 10 as far from a 9 as a 3 from a 2? Choose the kind accordingly. Go on from `draft`. Levels are listed in their order:
# `levels=range(0, 3)` means 0, 1, 2.

# %% name="shop-schema" tags=["exercise"]
### BEGIN SOLUTION
shop_schema = draft.with_column("purchase", low=0, high=150)
shop_schema = shop_schema.with_column("satisfaction", kind="ordinal", levels=range(1, 11))
### STUB: shop_schema = None
### END SOLUTION

# %% tags=["check"]
course.check("shop-schema", shop_schema)

# %% [markdown] tags=["teacher"]
# **Minutes 20 to 32** (must: the guess and the schema; should: the truth). Expect `kind="integer"` for satisfaction. The
# check accepts it: ask whether the step from 2 to 3 is worth as much as that from 8 to 9. Expect bounds copied from the
# data: ask whose purchase the highest one is. Vote question 2 (quiz 2) fits here. Pause after the schema; who is faster
# reads the deeper part on latent correlations.

# %% [markdown] tags=["loop"]
# ### A table whose truth is known
# Of a *simulated* table everything is known: its [[data-generating process]] is code. In the course's table each customer
# gets a $z$, drawn from a standard normal (mean 0, standard deviation 1). It is a [[latent variable]]: it drives the
# columns and is not among them. Income is $z$ bent into dollars. Age has a latent of its own:
#
# $$\rho z + \sqrt{1 - \rho^2}\,e$$
#
# $e$ is a second standard normal, and ρ the correlation of this latent with $z$. `age_of` bends it into the truncated
# ages from above. Bending and rounding weaken a correlation, so ρ is solved for, like σ before. Asked for are a mean
# age of 44.3 and r(age, income) = .456.

# %% tags=["loop"]
truth = data.customers_truth()
z, e = np.random.default_rng(0).standard_normal((2, 1_000_000))
rho = truth.latent_correlations["age"]
income, age = truth.income_of(z), truth.age_of(rho * z + np.sqrt(1 - rho**2) * e)
print(f"ρ {rho:.3f}: mean age {age.mean():.1f}, r(age, income) {np.corrcoef(age, income)[0, 1]:.3f}")

# %% [markdown] tags=["loop"]
# A million rows meet the truth. Do a thousand? Cut them into 1,000 tables of 1,000 rows:

# %% tags=["loop"]
r = [np.corrcoef(some, theirs)[0, 1] for some, theirs in zip(age.reshape(-1, 1000), income.reshape(-1, 1000))]
course.show(histograms({"r(age, income)": r}, bins=20, mark=0.456, mark_label="truth .456", ylabel="share of tables"),
            alt="A bell of correlations around the dashed line of the truth.",
            summary=f"1,000 tables of 1,000 rows: r averages {np.mean(r):.2f}, standard deviation {np.std(r):.3f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# The spread of this bell is the [[standard error]] of r. For normal columns it is about $(1 - r^2)/\sqrt n$ with $n$ rows:
# .025 for r = .456 and n = 1,000, as we see. **What it means.** A synthetic table of 1,000 rows with r = .43 is an
# ordinary draw. **What it does not mean.** That it is right: a larger sample may tell the two apart.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Split, then encode
#
# Whatever is computed from rows is learned from them, even a mean. So the rows that will judge leave first: `split`
# makes [[training rows]], a [[holdout]] and here also test rows.
#
# What if we compute first? Give each customer one of 2,000 streets at random. Replace a street by the share of its
# customers whose `outcome` is good (credit was granted), and predict the outcome of test rows by that number. Streets
# mean nothing here. So the [[AUC]], here how often a granted customer's number is above a refused one's, should be at
# its [[floor]], .5.

# %% tags=["loop"]
auc = {"from all rows": [], "from training rows": []}
for seed in range(5):
    train, _, test = data.split(customers, seed=seed, shares=(0.4, 0.4, 0.2))
    street = pd.Series(np.random.default_rng(seed).integers(2000, size=len(customers)))
    for name, rows in {"from all rows": customers, "from training rows": train}.items():
        rate = rows["outcome"].groupby(street[rows.index]).mean()
        number = street[test.index].map(rate).fillna(0.5)  # a street without training rows
        auc[name].append(auc_of(number[test["outcome"]], number[~test["outcome"]]).auc)

# %% tags=["loop"]
course.show(bars(auc, real=auc, floor=0.5, xlabel="AUC on test rows (dots: five seeds)", fmt="{:.2f}"),
            alt="Two bars, five dots each: from all rows far beyond the floor, from training rows on it.",
            summary=f"Mean AUC learned {', '.join(f'{name}: {np.mean(seeds):.2f}' for name, seeds in auc.items())}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# A column of pure chance predicts, because the test rows had told it their own answers. Nothing looked wrong. The fault
# is not the mean, it is the rows it was taken from.
#
# ### Names are not numbers
# A model needs numbers, and a category has none. The trap is to number its levels. How strongly does the channel go
# with age? Four names can be numbered in 24 orders.

# %% tags=["loop"]
from itertools import permutations

orders = permutations(["letter", "phone", "store", "web"])
r = [customers["age"].corr(customers["channel"].map(order.index)) for order in orders]
print(f"{len(r)} orders: the correlation of age with the channel's number runs from {min(r):.2f} to {max(r):.2f}")

# %% [markdown] tags=["loop"]
# The answer depends on who numbers. [[One-hot]] encoding invents no order: each level becomes a column of zeros and
# ones. An ordinal column has an order and keeps it, as one column of ranks.
#
# ### Gaps
# In the shop's export the unhappy answer less often. Dropping incomplete rows is the usual cure:

# %% tags=["loop"]
both = ["satisfaction", "purchase"]
kept = data.shop_export(customers, seed=0)[both].dropna()
pd.DataFrame({"mean of all": customers[both].mean(), "of rows kept": kept.mean(), "standard error": kept.sem()}).round(2)

# %% [markdown] tags=["loop"]
# Even *purchase* moved, by more than six standard errors, and it has no gaps: who is satisfied buys more. So an encoder
# drops nobody. It fills a [[missing value]] with the training rows' median and adds a missing indicator, a column that
# is 1 where the value was missing and 0 elsewhere. A generator then learns who is silent.
#
# `TableEncoder` does this for every column and every generator of the course (see Deeper).

# %% [markdown]
# ### Your turn: a column with gaps
# Encode one number column by hand. What is learned comes from `train`, also when other rows are encoded.

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
# **Minutes 32 to 42** (must: streets, numbers, exercise; could: the encoder, in the deeper part). Ask before the bars: "Can a column
# made of chance predict?" Expect "the model is overfitted": there is no model, only a mean. Expect "drop the rows, there
# are enough": ask which column moved. Wrong in the exercise: the median of the rows at hand.

# %% [markdown] tags=["deeper"]
# ## Deeper: the matrix of a table
#
# `TableEncoder` turns a table into one matrix, here with your schema if that passed its check. Each row below is one
# column of the matrix (`customer` has none). `n_levels` is 0 for a number. The others hold codes 0, 1, 2, …, and
# `ordered` says whether these are ranks; if not, a generator may write them one-hot.

# %% tags=["deeper"]
passed = course.verdict("shop-schema", shop_schema).status == "correct"
encoder = data.TableEncoder(shop_schema if passed else draft).fit(data.split(raw, seed=0)[0])  # [0]: training rows
pd.DataFrame(encoder.fields_)[["name", "n_levels", "ordered", "low", "high"]]

# %% [markdown] tags=["deeper"]
# ### How the simulator meets r = .389
#
# A correlation between latents is not the correlation between columns: bending and rounding to whole points weaken it.
# So the latent ρ is solved for, here that of satisfaction. `_solve_latent` uses
# $\mathrm{Cov}(X, Y) = E[(X - \mu_X)\,E[Y \mid z]]$: given z, the mean of Y is a smooth curve, and a sum over 80 points of z
# is exact to many digits. `brentq` then finds the root. `ndtr` is $\Phi$; `truncated_normal_quantile` turns a share into
# the value below which this share lies.

# %% tags=["deeper"]
from course_lib.data.customers_truth import _solve_latent

course.source(data.CustomersTruth.satisfaction_of)
course.source(_solve_latent)
print({name: round(rho, 3) for name, rho in truth.latent_correlations.items()})

# %% tags=["deeper"]
for rho in (0.389, truth.latent_correlations["satisfaction"]):
    points = truth.satisfaction_of(rho * z + np.sqrt(1 - rho**2) * e)
    print(f"latent {rho:.3f}: r(income, satisfaction) = {np.corrcoef(income, points)[0, 1]:.3f}")

# %% [markdown] tags=["deeper"]
# ### Datasheets
#
# A schema says what the columns mean, a datasheet (Gebru et al., 2021) why the table exists: who collected it, from
# whom, with whose consent, for which use, and for which not. The course keeps a short one with each table.

# %% tags=["deeper"]
for key, words in data.load_table("breast_cancer")[1].card.items():
    print(f"{key}: {words}")

# %% [markdown] tags=["your-table"]
# ## Your table
#
# Put the path of a CSV of yours in place of `customers`. Which bounds are somebody's cells, which numbers are names?
# Correct them with `with_column`; `low=None, high=None` where you know no bounds. `my_schema.write("mine.toml")` beside
# `mine.csv`: `load_table` finds it there, and all in it counts as declared. Then try `bound_share` on the number columns.

# %% tags=["your-table"]
mine = data.load_table("customers")[0]
my_schema = data.Schema.infer(mine)
my_schema.to_frame()[["column", "kind", "low", "high", "levels"]]

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
#
# **A misconception.** "The smallest and the largest value are the bounds." They are two cells of this sample. The next
# sample may go further, and these two people are in your schema.
#
# **A limit.** Known truth is only what was written into it. Purchase and satisfaction go together through income alone.
# Among people of nearly equal income nothing is left. A generator that is right here has not seen harder dependence.
#
# **A band.** Five tables of 1,000 rows from one process: the mean age moves by about a year, r by about .05.

# %% tags=["fails"]
near = customers[customers["income"].between(65_000, 70_000)]
for who, t in {"everyone": customers, "income 65,000 to 70,000": near}.items():
    print(f"r(purchase, satisfaction), {who}: {abs(t['purchase'].corr(t['satisfaction'])):.1f}")
for t in (data.simulate_customers(1000, seed=seed) for seed in range(5)):
    print(f"mean age {t['age'].mean():.1f}   r(age, income) {t['age'].corr(t['income']):.2f}")

# %% [markdown]
# ## You may now claim
# "I can tell whether a column was clipped. My bounds are declared. My rows were split before anything was learned. A
# difference smaller than the band is not a finding."

# %% [markdown] tags=["quiz", "slide"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown] tags=["teacher"]
# **Minutes 42 to 45.** Quiz 1 and 2 are the vote questions; collect quiz 3 on paper.

# %% [markdown]
# Terms of this lesson: [[bounds]], [[truncation]], [[clipping]], [[schema]], [[level]], [[identifier]], [[ordinal]],
# [[data-generating process]], [[latent variable]], [[standard error]], [[one-hot]], [[missing value]].
# `course.glossary("clipping")` explains one. Next: lesson 03 asks what a score says. You have met its main idea: two
# samples of one truth do not agree either.

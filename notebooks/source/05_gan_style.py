# ---
# jupyter:
#   course_lib:
#     promise: You build the report's second generator in five steps, foretell what it does to a column, and attack what it makes.
#     objectives:
#     - text: build the report's five steps on any table of numbers
#       check: averager
#     - text: foretell spread, skew and correlation of averaged rows, with and without noise
#       check: foretell
#     - text: read the result of an attack beside its guess and its control
#       check: control
#     minutes: 45
#     needs: lessons 01, 02 and 04; variance, correlation
#     run_seconds: 25
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 05 The GAN-style generator

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# The report's second generator is called "GAN-style". For each new row it averages five real rows. Then it adds noise, "to prevent exact replication".
#
# Leave the noise out for a moment. A chain of shops has 25 branches with 40 customers each. Every branch publishes 40 rows. Each is the average of five different customers of the branch, drawn at random: age, income, purchase and satisfaction, rounded to a year, a dollar, a cent and a point. The usual tests for copies find nothing: the rows lie no nearer to customers than to strangers.
#
# For each branch somebody has the list of its 40 customers with these four numbers, and looks at its published rows. There are 658,008 ways to choose five people out of 40. For how many of the 1,000 rows can they tell which five were averaged?

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data, evaluation, explore, plots
from course_lib.evaluation.attacks.subset_sum import SubsetSum, count_fits, name_contributors, share_named
from course_lib.generators import make
from course_lib.generators.statistical import gan_style as steps
from course_lib.teaching import line_up, start

course = start("05")

# %% tags=["hook"]
course.predict("five-of-forty", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–6** (must). Letters on paper, nobody explains. Most say c) or d): "an average belongs to nobody", and 658,008 sounds like a lot. Leave it there; the answer comes in part 4. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Average five rows
# The report gives five steps. In our library each is a function of a matrix of numbers:
#
# | step | the report says | function | formula |
# | --- | --- | --- | --- |
# | 1 | Random Sampling | `pick` | rows $i_1 \dots i_k$; the report has k = 5 |
# | 2 | Interpolation | `average` | $\bar x = \frac1k (x_{i_1} + \dots + x_{i_k})$ |
# | 3 | Noise Injection | `draw_noise` | $\tilde x = \bar x + \eta$ |
# | 4 | Constraint Application | `enforce` | $\tilde x$ back into its bounds |
# | 5 | Iterative Refinement, "epochs" | `refine` | $\tilde x$, as it was |
#
# Our name is [[five-row averager]]. Real GANs come in lessons 10 and 11. Steps 1 and 2, with one new row below its five parents:

# %% tags=["loop"]
customers, schema = data.load_table("customers")
names = ["age", "income", "purchase", "satisfaction"]
four = schema.select(names)
train, fresh, rest = data.split(customers[names], seed=10, shares=(0.1, 0.1, 0.8))  # 1,000, 1,000 and 8,000 rows

x = train.to_numpy(float)  # (1000, 4)
picked = steps.pick(1000, 1000, 5, np.random.default_rng(0))  # step 1: (1000, 5) positions
averages = pd.DataFrame(steps.average(x, picked), columns=names)  # step 2: (1000, 4)
pd.concat([train.iloc[picked[0]], averages.head(1)]).set_axis([*"12345", "average"]).round(1)

# %% [markdown] tags=["loop"]
# Guess before the figure: how wide are the averaged incomes beside the real ones? And how many lie above the point that 5% of the real incomes exceed?

# %% tags=["loop"]
course.show(plots.columns(train, averages, four, names=["income", "purchase"], bins=21),
    alt="Real incomes and purchases have a long right tail; the outlines of the averages are narrow humps in the middle.",
    summary=f"Income: the sd of the averages is {averages.income.std() / train.income.std():.0%} of the real one.")  # fmt: skip

# %% [markdown] tags=["loop"]
# You can foretell this without drawing a row. For an average of k independent rows:
#
# $$\text{Cov} = \frac{\Sigma}{k} \qquad \text{skew} = \frac{\gamma}{\sqrt k} \qquad r = \rho$$
#
# $\Sigma$ holds the variances and covariances of the real rows, $\gamma$ is a column's [[skew]], $\rho$ a correlation. The sd is the root of a variance, so it is divided by $\sqrt k$. All of $\Sigma$ is divided by the same k, so correlations stay. Measured, and in brackets by the formula:

# %% tags=["loop"]
course.source(steps.average)
income, rng = train.income, np.random.default_rng(1)
for k in (1, 5, 20):
    a = pd.Series(steps.average(x, steps.pick(1000, 100_000, k, rng))[:, 1])
    print(f"k = {k:2}   sd ratio {a.std() / income.std():.2f} ({k**-0.5:.2f})   skew {a.skew():.1f} "
          f"({income.skew() / k**0.5:.1f})   above the 95% point {(a > income.quantile(0.95)).mean():.2%}")  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** The sum in the source, divided by `picked.shape[1]`, which is k, squeezes every column towards its mean and its shape towards a normal. The report credits this generator with "better capture of rare values". With k = 5 the tail is all but gone. **What it does not mean.** That kept correlations make kept customers: hardly anybody rich is left.

# %% tags=["loop"]
course.why("no-rich-average", None)

# %% [markdown] tags=["teacher"]
# **Minutes 6–17** (must: figure, formula, table; could: "why?"). Ask before the figure for a sketch on paper. Expect "the sd is a fifth": that is the variance. **Vote 1** is quiz question 2. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The same, with a gap: noise
# The report adds "controlled random noise" and says neither what kind nor how much. Noise on finished rows is called [[jitter]]. Our default is `uniform`: each cell moves by up to $a$ sds of its column, up or down, each column alone. In units of the column's own variance that is a variance of $v = a^2/3$.
#
# Such noise adds to every variance and to no covariance. With $s$ the real sd, after averaging and noise:
#
# $$\frac{s'}{s} = \sqrt{\frac1k + v} \qquad\qquad r' = \rho\,\frac{1/k}{1/k + v}$$
#
# Both columns have the same $v$. Foretell the two numbers for k = 5, a = 1 and ρ = .8, to two decimals.

# %% name="foretell" tags=["exercise"]
### BEGIN SOLUTION
v = 1**2 / 3
sd_ratio, correlation = np.sqrt(1 / 5 + v), 0.8 * (1 / 5) / (1 / 5 + v)
### STUB: sd_ratio, correlation = None, None
### END SOLUTION

# %% tags=["check"]
course.check("foretell", (sd_ratio, correlation))

# %% tags=["loop", "fold"]
made = make("gan_style", noise_scale=1.0, bounds="none").fit(train, four, seed=0).sample(50_000, seed=1)
print(f"Measured: sd ratio {made.income.std() / income.std():.2f}, correlation {made.income.corr(made.purchase):.2f}")

# %% [markdown]
# The columns are income and purchase, which correlate with about .8. Two more kinds of noise are normal and sized to bring the variance back, $v = 1 - 1/k$. `diagonal` draws each column alone and divides the correlation by k. `full` gives the noise the correlations of the rows, so the correlation stays. Neither brings the shape back: the skew falls to $\gamma/k^2$. "Explore" shows all three.

# %% [markdown] tags=["teacher"]
# **Minutes 17–25** (must: exercise; should: table). Expect 1/5 + 1/3 without the root, and a variance of $a^2$ for the uniform. Expect "noise makes it more realistic": ask which of the numbers it brings back. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: all five
# Write the generator. Use numpy, and `steps.pick` if you like; noise is uniform.

# %% name="averager" tags=["exercise"]
def averager(x, n, k, a, low, high, rng):
    """n averages of k different rows of x (rows, p), jitter up to a of the columns' sds, clipped into [low, high], arrays (p,)."""
    ### BEGIN SOLUTION
    made = x[steps.pick(len(x), n, k, rng)].mean(axis=1)
    jitter = rng.uniform(-a, a, made.shape) * x.std(axis=0)
    return np.clip(made + jitter, low, high)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("averager", averager)

# %% [markdown] tags=["loop"]
# What each step does to the table:
#
# | step | keeps | destroys | seen by |
# | --- | --- | --- | --- |
# | 1 | everything | nothing (k = 1 without noise: a photocopier) | exact matches |
# | 2 | means, correlations | spread, skew, tails, gaps | sd, tail shares, KS, C2ST |
# | 3 | means; spread, if so sized | correlations, unless it has them itself; shape | correlations, shares below any real value |
# | 4 | bounds | the shape at a bound | share at the bound |
# | 5 | everything | nothing | – |
#
# Levels of a category have no average. One of the five rows lends its level ("Deeper").

# %% [markdown] tags=["loop", "slide"]
# ## 4 Attack
# Back to the 1,000 averages without noise. First the usual tests for copies. Their control is the training rows themselves (an alarm that stays silent there is broken), their [[floor]] real rows that nobody used. `near` is the [[share nearer to train]], of rows nearer to a customer than to any of 1,000 strangers. `AUC` is lesson 01's attack, which looks for members by their nearest row. For both .5 is guessing; brackets hold 95% intervals.

# %% tags=["loop"]
def forties(people):
    return [people.iloc[i : i + 40] for i in range(0, len(people), 40)]


def publish(branches, a=0.0):
    """The tables that branches publish, jitter up to a sds, and who stands behind each row, (40, 5) positions."""
    model = make("gan_style", noise_scale=a)
    return zip(*[model.fit(b, four, seed=0).sample_with_contributors(40, seed=i) for i, b in enumerate(branches)])


branches = forties(train)
tables, fives = publish(branches)
for name, t in {"photocopy": train, "fresh rows": rest.head(1000), "averages": pd.concat(tables)}.items():
    r = evaluation.evaluate(train, t, holdout=fresh, schema=four, seed=0)
    for test, s in {"near": r["dcr_share"], "AUC": r["nn_membership"]}.items():
        print(f"{name:10}  {test:4}  {s.value:.2f}  {[round(v, 2) for v in s.interval]}")

# %% [markdown] tags=["loop"]
# The averages pass, like real rows that nobody used. Now the other attack, a [[subset-sum search]]. Which sets of five have an average that, rounded, is the published row in all four columns? If exactly one set fits, its five members are named. The guess to beat: one set drawn blindly is right once in 658,008 times. ("Deeper": how it gets through so many.)

# %% tags=["hook"]
found = [name_contributors(people, t, k=5) for people, t in zip(branches, tables)]
right = [(f.rows == np.sort(five)).all(axis=1) for f, five in zip(found, fives)]
print(f"Exactly one set fits: {np.mean([f.share for f in found]):.1%} of the rows. It is right: {np.mean(right):.1%}.")

# %% tags=["hook"]
course.reveal("five-of-forty")

# %% [markdown] tags=["fold"]
# Four rounded numbers can take far more than 658,008 values, so two sets hardly ever share all four.
#
# **What it means.** A test of distance asks whether a row lies near to *one* person. This row belongs to five. **What it does not mean.** That every average of people is an open book: the attacker had the list, the list was short, and nothing was added.

# %% [markdown]
# ### The control
# Does the search stay silent where nobody is to be found? Suppose the attacker knows age and income alone. `share_named(lists, tables, columns)` is the share of the published rows for which exactly one set fits, searched among these lists of 40 people:

# %% tags=["loop"]
print(f"Among the branches' own customers, two columns: {share_named(branches, tables, ['age', 'income']):.0%}")

# %% [markdown]
# Among customers the truth always fits, so a single fit is right. Find the control: the same share where every name is wrong.

# %% name="control" tags=["exercise"]
### BEGIN SOLUTION
control = share_named(forties(fresh), tables, ["age", "income"])
### STUB: control = None
### END SOLUTION

# %% tags=["check"]
course.check("control", control)

# %% [markdown] tags=["fold"]
# The guess and the control answer two questions. *Are the names right?* For an attacker who is sure of the list, always, where a guess is right once in 658,008 times. *Does a name show that these people are in the table?* With two columns it shows little: strangers are named in more than a quarter of the rows, customers in half. With four columns? The next figure begins there.

# %% [markdown]
# ### How much noise?
# Now each branch adds a little uniform jitter. The attacker knows how much and widens the search by it, so the truth still fits. Five branches, four columns.

# %% tags=["loop"]
curve = {}
for a in (0, 0.0001, 0.001, 0.003, 0.01, 0.02):
    noisy, _ = publish(branches[:5], a)
    curve[f"{100 * a:g}%"] = [share_named(forties(who)[:5], noisy, jitter=a) for who in (train, fresh)]
curve = pd.DataFrame(curve, ["customers (right)", "strangers (wrong)"]).T.rename_axis("jitter, in % of the column's sd")
look = {"style": ["o-", "s--"], "color": [plots.SYNTHETIC, plots.FLOOR], "figsize": (7, 2.8)}
course.show(curve.plot(**look, ylabel="share of rows named").figure,
    alt="Customers named: from 1 down to nearly 0 as jitter grows. Strangers named: from 0 up to a fifth and down again.",
    summary="; ".join(f"jitter {a}: {c:.0%} customers, {s:.0%} strangers" for a, (c, s) in curve.iloc[[0, 2, 4]].T.items()))  # fmt: skip

# %% [markdown]
# At a tenth of a percent most rows are still named. At one percent an attacker who is sure of the list names every eighth row, rightly, and has few sets left for the others ("Deeper"). To one who is not sure a name says nothing: strangers are named as often or more. Their line rises and falls: a wider search finds first one wrong set, then several, and several name nobody. Not shown: more columns, longer lists.

# %% [markdown] tags=["teacher"]
# **Minutes 25–39** (must: averager, tests, reveal, control; should: jitter). Before the control ask: "the search names somebody in half of the rows; is that bad?" Nobody can know yet. Lists of `train` that are dealt to other branches are a right control too: nobody on them stands behind the table searched. A sharp learner on jitter: with the right list every row has a fit, so one row without a fit shows a list to be wrong; that is a stronger attack than names. **Vote 2** is quiz question 3. Pause point after the reveal.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Each row is one setting, real in blue, synthetic in vermillion. On the right five numbers of income over the real ones: crosses measured, diamonds by the formulas (the tail has none). `noise` is $a$ for `uniform`; for the normal kinds 1 is the size that brings the variance back.

# %% tags=["explore"]
explorer = explore.explore_gan_style(make("gan_style", bounds="none").fit(train, four, seed=0), train, n=4000)
course.show(explorer.small_multiples(),
    alt="Five settings. Averages without noise are narrow; noise widens them, and only full noise keeps the direction.",
    summary="Crosses lie on diamonds: mean, sd, skew and correlation do as the formulas say; the tail stays short.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** Keep five rows and `uniform` noise. Which noise brings the sd of income back to the real one? Solve the formula of part 2 first, then look. Hand in the position of the slider. What became of the correlation?

# %% tags=["explore"]
explorer

# %% name="sd-back" tags=["explore"]
### BEGIN SOLUTION
sd_back = 1.55
### STUB: sd_back = None
### END SOLUTION

# %% tags=["explore"]
course.check("sd-back", (sd_back, explorer))

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Five tables, five suspects: averages of five (`averages`), the same with noise of each kind that restores the sd (`diagonal`, `full`), lesson 04's simulator (`vae_style`), and real rows handed out again (`photocopy`). `at bound`: incomes at the lowest allowed. The averager clips, the simulator truncates.

# %% tags=["lineup"]
suspects = {"averages": ("gan_style", {"noise": "none"}), "vae_style": ("vae_style", {}), "photocopy": ("photocopy", {})}
suspects |= {kind: ("gan_style", {"noise": kind}) for kind in ("diagonal", "full")}
evidence = {letter: [t.income.std() / income.std(), t.income.skew(), t.income.corr(t.purchase),
                     100 * (t.income == four["income"].low).mean(), evaluation.dcr_share(train, t, fresh, four)]
            for letter, t in line_up(train, suspects, four, seed=11).items()}  # fmt: skip
pd.DataFrame(evidence, ["sd ratio", "skew", "correlation", "at bound (%)", "near"]).T.round(1) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "vae_style", "B": "full", "C": "photocopy", "D": "diagonal", "E": "averages"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None, "E": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 39–45** (should: explore, line-up; must: where it fails). In pairs. `full` and `vae_style` are told apart by step 4 alone: ask why. Skip the band if late.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Which of your own columns would an average of five change most? Put your path, `"mine.csv"` say, in place of the name of ours, measurements of cells.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
copy = make("gan_style", noise="none").fit(mine, my_schema, seed=0).sample(len(mine), seed=1)
skews = pd.DataFrame({"real skew": mine.skew(numeric_only=True), "averages": copy.skew(numeric_only=True)})
skews["by the formula"] = skews["real skew"] / np.sqrt(5)
skews.sort_values("real skew", key=abs).tail(4).round(1) + 0.0

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "GAN-style is a small GAN." A GAN has a discriminator, a second network that tries to tell its rows from real ones. Here is none, so step 5 has nobody to refine against. `epochs` is a setting that changes nothing:

# %% tags=["fails"]
once, often = (make("gan_style", epochs=e).fit(train, four, seed=0).sample(1000, seed=1) for e in (1, 1000))
print("1 epoch and 1,000 epochs give the same rows:", once.equals(often))

# %% [markdown] tags=["fails"]
# For the same reason it cannot suffer mode collapse, a GAN's habit of making a few kinds of row only (lesson 10): every customer is as likely to be picked.
#
# **A limit.** Where the real rows have a gap, averages fill it. A club of students and pensioners; each hump is another number of pensioners among the five:

# %% tags=["fails"]
club = customers.query("age < 28 or age > 55")[["age", "income"]]
made = make("gan_style", noise="none").fit(club, schema.select(["age", "income"]), seed=0).sample(2000, seed=1)
course.show(plots.columns(club, made, names=["age"], bins=21),
    alt="The real ages form two blocks with nothing between 28 and 55; the averages fill the gap in humps.",
    summary=f"Aged 28 to 55: {club.age.between(28, 55).mean():.0%} real, {made.age.between(28, 55).mean():.0%} averaged.")  # fmt: skip

# %% [markdown] tags=["fails"]
# **A band.** Part 4 again, for five splits, lowest and highest:

# %% tags=["fails"]
runs = []
for a, b, _ in (data.split(customers[names], seed=seed, shares=(0.1, 0.1, 0.8)) for seed in range(5)):
    out, _ = publish(forties(a))
    runs.append([evaluation.dcr_share(a, pd.concat(out), b, four), *(share_named(forties(who), out) for who in (a, b))])
pd.DataFrame(runs, columns=["near", "named", "named among strangers"]).agg(["min", "max"]).round(3).T

# %% [markdown] tags=["fails"]
# In every split `near` stays around .5, and the search names all but a row or so in a thousand, with a silent control.
#
# **You may now claim:** "The report's GAN-style generator averages five rows. I can foretell its spread, skew and correlation. It loses tails and fills gaps. Tests for copies pass it; without noise a search for sums names its contributors, and I read such names beside a guess and a control."

# %% [markdown] tags=["deeper"]
# ## Deeper: how to search 658,008 sets
# Writing out all sums is not needed. A sum of five is a sum of two plus a sum of three: 780 pairs, 9,880 triples, sorted. For each pair look up the triples that complete it (Horowitz and Sahni 1974). In the source `missing` is what they must add up to, `searchsorted` finds them in one column, and the loop compares the others.

# %% tags=["deeper"]
course.source(SubsetSum.sets, doc="none")

# %% [markdown] tags=["deeper"]
# ## Deeper: a row that names nobody
# Where several sets fit, nobody is named. How many of 658,008 are left?

# %% tags=["deeper"]
for a in (0.01, 0.02):
    noisy, _ = publish(branches[:5], a)
    fits = count_fits(branches[:5], noisy, jitter=a)
    print(f"jitter {100 * a:g}%: named {(fits == 1).mean():.0%} of the rows, median of fitting sets {np.median(fits):.0f}")

# %% [markdown] tags=["deeper"]
# "Not named" is no protection: jitter of one or two percent leaves the attacker a short list.

# %% [markdown] tags=["deeper"]
# ## Deeper: from names to a secret
# The list holds four columns. Suppose each branch also publishes the average of the customers' `score`, the shop's own credit score, to a tenth. Every named row is then an equation: five unknown scores add up to five times a published number. A branch that publishes 200 rows gives 200 equations for 40 unknowns.

# %% tags=["deeper"]
branch = customers.loc[train.index[:40]]
model = make("gan_style", noise="none").fit(branch[[*names, "score"]], schema.select([*names, "score"]), seed=0)
out = model.sample(200, seed=1)
found = name_contributors(branch[names], out[names], k=5)
only = found.fits == 1
equations = np.zeros((only.sum(), 40))
np.put_along_axis(equations, found.rows[only], 0.2, axis=1)  # a fifth of each member
solved = np.linalg.lstsq(equations, out.score[only], rcond=None)[0]
print(f"typical error {np.abs(solved - branch.score).median():.1f} points; "
      f"guessing the branch's mean {np.abs(branch.score.mean() - branch.score).median():.0f} points")  # fmt: skip

# %% [markdown] tags=["deeper"]
# The attacker ends with everybody's credit score, nearly to the digit, and nobody's row was ever published. As control, solve for the scores with the names dealt to the wrong rows:

# %% tags=["deeper"]
wrong = np.linalg.lstsq(np.random.default_rng(0).permutation(equations), out.score[only], rcond=None)[0]
print(f"with wrong names: typical error {np.abs(wrong - branch.score).median():.0f} points")

# %% [markdown] tags=["deeper"]
# ## Deeper: which noise brings what back
# `kurtosis` is the [[excess kurtosis]], the weight of the tails, 0 for a normal; averaging divides it by k. The last two columns count incomes in 1,000: above the point that 5% of the real ones exceed, and below the lowest real one.

# %% tags=["deeper"]
rows = {"real": [1, income.skew(), income.kurt(), income.corr(train.purchase), 50, 0]}
for noise in ("none", "uniform", "diagonal", "full"):
    t = make("gan_style", noise=noise, bounds="none").fit(train, four, seed=0).sample(50_000, seed=1)
    rows[noise] = [t.income.std() / income.std(), t.income.skew(), t.income.kurt(), t.income.corr(t.purchase),
                   1000 * (t.income > income.quantile(0.95)).mean(), 1000 * (t.income < income.min()).mean()]  # fmt: skip
labels = ["sd ratio", "skew", "kurtosis", "correlation", "above 95%", "below all"]
pd.DataFrame(rows, labels).T.round(2) + 0.0

# %% [markdown] tags=["deeper"]
# With `full` noise mean, sd and correlation are right. Yet the upper tail is little more than half as heavy as it should be, and sixty incomes in a thousand lie below any real one. Four fifths of the variance is normal noise: it is nearly lesson 04's simulator.

# %% [markdown] tags=["deeper"]
# ## Deeper: what becomes of a category
# A level is lent by one of the five, so shares of levels stay. What a level has to do with a number is diluted: the number is an average of five people, the level comes from one. With a level as 0 or 1, a correlation ρ becomes $\rho/\sqrt k$.

# %% tags=["deeper"]
mixed = schema.select(["income", "segment"])
made = make("gan_style", noise="none").fit(customers[["income", "segment"]], mixed, seed=0).sample(50_000, seed=1)
for name, t in {"real": customers, "averages": made}.items():
    premium = (t.segment == "premium").astype(float)
    print(f"{name:8}   premium {premium.mean():.0%}   correlation with income {premium.corr(t.income):.2f}")
print(f"formula    {(customers.segment == 'premium').astype(float).corr(customers.income) / np.sqrt(5):.2f}")

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[five-row averager]], [[skew]], [[jitter]], [[subset-sum search]], [[floor]]. `course.glossary("jitter")` explains one. Next: lesson 06, the copula, which keeps every column's shape.

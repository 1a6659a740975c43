# ---
# jupyter:
#   course_lib:
#     promise: You build the report's first generator in five steps, and put the score it was published with to the test.
#     objectives:
#     - text: build the report's five steps on any table of numbers
#       check: five-steps
#     - text: say what each step destroys, and recognise the table it leaves
#       check: suspects
#     - text: recompute a published score, and show what it cannot see
#       check: score
#     minutes: 45
#     needs: lessons 01 to 03; the normal distribution, correlation
#     run_seconds: 25
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 04 The VAE-style generator

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# The report presents a "VAE-style" generator. Of a mean age of 44.3 years it keeps 44.1, of a mean income of $68,450 it keeps $68,120, and it is given "Statistical Fidelity: 94.2%".
#
# So let us score tables by how well they keep the means of the training rows. For each column take 1 − |difference of the means| / real mean, then average over the columns. Two tables compete:
#
# - **fresh rows**: 1,000 other real customers, the best any generator could deliver;
# - **one row, repeated**: a single row written down 1,000 times. Its maker knows the training rows and may choose the row.

# %% tags=["setup"]
from statistics import NormalDist

import numpy as np
import pandas as pd

from course_lib import data, evaluation, explore, plots
from course_lib.generators import make
from course_lib.generators.statistical import vae_style as steps
from course_lib.teaching import line_up, start

course = start("04")

# %% tags=["hook"]
course.predict("repeated-row", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–6** (must). Letters on paper, nobody explains. Most say a) or b): "real data must win a contest of likeness". Do not comment; the hundred draws come in part 4. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Two numbers a column
# The report's section 3.3 names five steps. In our library each is one function of a matrix of numbers, n rows and p columns:
#
# | step | the report says | function | formula |
# | --- | --- | --- | --- |
# | 1 | Statistical Analysis | `analyse` | means $m_j$, standard deviations $s_j$ |
# | 2 | Latent Sampling | `sample_latent` | $z \sim N(0, 1)$, one number per cell |
# | 3 | Correlation Preservation | `apply_correlations` | $u = Lz$, with $LL^\top = R$ |
# | 4 | Reconstruction | `reconstruct` | $\tilde x_j = m_j + s_j u_j$ |
# | 5 | Constraint Enforcement | `enforce_constraints` | $\tilde x_j$ back into its bounds |
#
# Nothing is encoded and nothing is trained. The report calls it VAE-style; our name is [[correlated-normal simulator]]. Real VAEs come in lessons 08 and 09.
#
# We take the report's four columns and leave step 3 out for the moment. Guess before the figure: what will look wrong in a column?

# %% tags=["loop"]
customers, schema = data.load_table("customers")
names = ["age", "income", "purchase", "satisfaction"]
four = schema.select(names)
train, fresh, _ = data.split(customers[names], seed=4, shares=(0.1, 0.1, 0.8))  # 1,000 rows each

x = train.to_numpy(float)  # (1000, 4)
mean, sd = steps.analyse(x)  # step 1: (4,) and (4,)
z = steps.sample_latent(1000, 4, np.random.default_rng(0))  # step 2: (1000, 4)
made = pd.DataFrame(steps.reconstruct(z, mean, sd), columns=names)  # step 4: (1000, 4)

# %% tags=["loop"]
course.show(plots.columns(train, made, four, names=["income", "purchase"], bins=21),  # 21: one bin ends near 0
    alt="Real incomes and purchases pile up on the left of a long right tail; the synthetic outlines are symmetric bells.",
    summary=f"Income: sd {made.income.std() / sd[1]:.0%} of the real, skew {abs(made.income.skew()):.1f}, "
    f"not {train.income.skew():.1f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# Means and standard deviations (sd) are right, up to the luck of 1,000 draws: they went in. All else is the normal's own. [[skew|Skew]], how lopsided a column is (above 0: the longer tail is on the right), falls to about 0. The long right tail is cut short. And the left tail passes zero, where no income is. How often?
#
# $$P(\tilde x_j < 0) = \Phi\!\left(-\frac{m_j}{s_j}\right)$$
#
# $\Phi$ is the share of a standard normal below a point; $m_j$ and $s_j$ are step 1's, and $s_j / m_j$ is called the coefficient of variation. The formula follows from step 4: $\tilde x_j$ is negative when $u_j$ lies below $-m_j / s_j$.

# %% tags=["loop"]
course.source(steps.reconstruct)
for j, name in enumerate(names):
    print(f"{name:12}  below 0: {(made[name] < 0).mean():.1%}, by the formula {NormalDist().cdf(-mean[j] / sd[j]):.1%}")

# %% [markdown] tags=["loop"]
# **What it means.** The share depends on mean and sd alone, so you can foretell it, up to the luck of 1,000 rows. **What it does not mean.** That normals are bad: for satisfaction, nearly symmetric, little is lost.

# %% [markdown] tags=["teacher"]
# **Minutes 6–16** (must: figure and formula). Ask before the figure: "What comes out that did not go in?" Expect "negative incomes are a bug". They are the model. **Vote 1** is quiz question 2. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The same, with a gap: step 3
# So far each column was drawn alone, so nothing goes together. Step 3 mixes the independent normals: $u = Lz$. $R$ holds the correlations of the training rows; $L$, its [[Cholesky factor]], is a root of it, $LL^\top = R$, with zeros above the diagonal. Each row of $L$ has length 1, so every column keeps sd 1.
#
# That formula treats a row $z$ as a column vector. Our `z` stores one row per line. Fill the gap.

# %% name="step-three" tags=["exercise"]
def correlate(z, correlation):
    """Independent rows z (n, p), made to correlate like `correlation` (p, p)."""
    factor = np.linalg.cholesky(correlation)  # L
    ### BEGIN SOLUTION
    return z @ factor.T
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("step-three", correlate)

# %% [markdown]
# With the library's function, and the correlations beside the real ones:

# %% tags=["loop"]
u = steps.apply_correlations(z, steps.estimate_correlations(x, mean, sd))  # step 3
made = pd.DataFrame(steps.reconstruct(u, mean, sd), columns=names)
floor = evaluation.corr_skill(train, fresh)
course.show(plots.correlations(train, made),
    alt="Heat maps of correlations: real and synthetic look alike, and their difference is nearly white.",
    summary=f"corr_skill {evaluation.corr_skill(train, made):.2f}; fresh real rows, the floor, {floor:.2f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# [[corr_skill]] is 1 if every correlation is exact and 0 for independent columns. **What it means.** Straight-line dependence is kept as well as fresh rows keep it; a few hundredths above or below the floor are the luck of a draw. **What it does not mean.** That all dependence is kept: whatever bends is gone, as "Where it fails" shows.

# %% [markdown] tags=["teacher"]
# **Minutes 16–25** (must). Expect `z @ factor`: its first sd is too large, and the check says so. Expect `factor @ z` from those who copy the formula: shapes do not fit. Skip the heat map if late. **Vote 2** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: step 5, and all five
# Step 5 repairs the negative purchases. There are three ways: leave them, [[clipping|clip]] them to the nearer bound, or [[truncation|truncate]]: draw only from the part of the normal that lies inside.

# %% tags=["loop"]
for bounds in ("none", "clip", "truncate"):
    table = make("vae_style", bounds=bounds).fit(train, four, seed=0).sample(1000, seed=1)
    p = table["purchase"]
    print(f"{bounds:8}  below 0: {(p < 0).mean():.1%}   exactly 0: {(p == 0).mean():.1%}", end="   ")
    print(f"mean {p.mean() / mean[2] - 1:+.0%}   sd {p.std() / sd[2] - 1:+.0%}")

# %% [markdown] tags=["loop"]
# Every repair has a price. Clipping puts customers at exactly 0 dollars, a spike the real column lacks. Truncating makes no spike and moves mean and sd. **What it does not mean.** That bounds are wrong; a normal is the wrong shape for this column.
#
# Now write all five steps. Use numpy alone; clip in step 5.

# %% name="five-steps" tags=["exercise"]
def five_steps(x, n, low, high, rng):
    """n new rows like those of x (rows, p), each column clipped into [low, high], arrays (p,)."""
    ### BEGIN SOLUTION
    mean, sd = x.mean(axis=0), x.std(axis=0)
    z = rng.standard_normal((n, x.shape[1]))
    u = z @ np.linalg.cholesky(np.corrcoef(x.T)).T
    return np.clip(mean + sd * u, low, high)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("five-steps", five_steps)

# %% [markdown] tags=["loop"]
# What each step does to the table:
#
# | step | keeps | destroys | seen by |
# | --- | --- | --- | --- |
# | 1 | mean and sd of a column | everything else about it | skew, a histogram |
# | 2 | – | tails; that amounts are positive | shares in the tails and below 0 |
# | 3 | straight-line dependence | dependence that bends | a scatter plot, C2ST |
# | 4 | the units | nothing | – |
# | 5 | the bounds | mean and sd (truncate), or the shape at a bound (clip) | share at the bound |

# %% [markdown] tags=["teacher"]
# **Minutes 25–32** (must). Wrong answers to expect: the variance for the sd, `np.corrcoef(x)` without `.T` (1,000 by 1,000), a fresh `default_rng()` inside. Those who are done read "Deeper". Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 4 The score
# Back to "94.2%". The report defines no formula. Try the plainest, [[mean match]]:
#
# $$\text{mean match} = \frac1p \sum_{j=1}^{p} \left(1 - \frac{|\tilde m_j - m_j|}{m_j}\right)$$
#
# $m_j$ is the real mean of column $j$ and $\tilde m_j$ the synthetic one; p = 2 here. What do 44.1 of 44.3 years and 68,120 of 68,450 dollars give? Hand in a share with four decimals.

# %% name="score" tags=["exercise"]
### BEGIN SOLUTION
real, synthetic = np.array([44.3, 68_450]), np.array([44.1, 68_120])
score = np.mean(1 - np.abs(synthetic - real) / real)
### STUB: score = None
### END SOLUTION

# %% tags=["check"]
course.check("score", score)

# %% [markdown] tags=["fold"]
# The means give 99.5%, not 94.2%. The report's three correlations do not give its "88.3% average match" either ("Deeper" tries five formulas). And is 99.5% good? The means differ by .3 and .2 standard errors ("Deeper"): fresh rows would differ as much. So these numbers rank nobody.

# %% [markdown]
# Now the contest: 100 draws of training and fresh rows from our table. The repeated row is the mean of the training rows. Two more take part: the report's method, clipped (truncating would move its means), and its GAN-style one (lesson 05). Guess: which of the four comes last most often?

# %% tags=["hook"]
scores = []
for seed in range(100):
    a, b, _ = data.split(customers[names], seed=seed, shares=(0.1, 0.1, 0.8))
    models = make("vae_style", bounds="clip"), make("gan_style")
    drawn = [model.fit(a, four, seed=0).sample(1000, seed=seed) for model in models]
    scores.append([evaluation.mean_match(a, table) for table in (b, pd.DataFrame([a.mean()] * 1000), *drawn)])
scores = pd.DataFrame(scores, columns=["fresh rows", "one row, repeated", "VAE-style", "GAN-style"])
print("The contest, a hundred draws:")
course.show(plots.strips(scores, real=["fresh rows"], xlabel="mean match (each mark is one draw)"),
    alt="Four rows of 100 marks. The repeated row stands in a line at 1, the others scatter below, down to about .96.",
    summary=f"Fresh rows come last of four in {(scores.idxmin(axis=1) == 'fresh rows').mean():.0%} of the draws.")  # fmt: skip

# %% tags=["hook"]
course.reveal("repeated-row")

# %% [markdown] tags=["loop"]
# Why does real data lose? One sentence of your own in place of `None`, then compare.

# %% tags=["loop"]
course.why("real-loses", None)

# %% [markdown] tags=["fold"]
# Fresh rows have sampling error, and so have the training rows: two honest samples have different means. A generator fitted to the training rows saves one of the two errors, one repeated row saves both. The score punishes nothing else. It sees no sd, no skew, no tail, no correlation.

# %% [markdown]
# What sees what? Five metrics on fresh rows and on five tables with a known fault ([[negative control|negative controls]]), each the mean over five draws. `shuffled_columns` loses all dependence, `constant` is the repeated row, `memorizer` hands out the training rows, `five_average` averages five rows into one, `mvn` is our generator without step 5. One metric is new: `tail_gap`, the relative error of the shares beyond the real 5% and 95% points. Like KS it is best at 0.

# %% tags=["loop"]
metrics = ["mean_match", "ks", "tail_gap", "corr_skill", "c2st"]
runs = evaluation.try_controls(customers[names], seeds=range(5), schema=four, metrics=metrics)
runs.pivot_table("value", "control", "score", sort=False)[metrics].round(dict(zip(metrics, (3, 2, 2, 2, 1))))

# %% [markdown]
# Read each column against its first line, fresh rows: that is its floor.
#
# - Mean match puts fresh rows last. (`constant` is rounded to whole years and points, hence .997.)
# - KS and `tail_gap` see a wrong column.
# - corr_skill sees lost dependence.
# - The classifier ([[C2ST]]) sees every fault but copying.

# %% [markdown] tags=["teacher"]
# **Minutes 32–38** (must: score, contest and reveal; should: the control table; could: the standard errors, in the deeper part). Ask: "Which table would *you* hand in, if you were paid by this score?" Expect "but 99% is high": ask for the floor. **Quiz question 3** sums up.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Each row is one setting of the fitted generator, real in blue, synthetic in vermillion: a scatter, the income column (a bar of 100% leaves its frame), and for every column synthetic mean and sd divided by the real ones; on the dashed line they agree. Watch the diamonds, the means, while everything else goes wrong.

# %% tags=["explore"]
explorer = explore.explore_vae_style(make("vae_style").fit(train, four, seed=0), train)
course.show(explorer.small_multiples(),
    alt="Five settings: the cloud of crosses shrinks to a point or loses its slope, while the means stay near the real.",
    summary="Noise and correlation change the clouds; the ratios of the means stay near 1 throughout.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** Keep `truncate` and full strength. As described, noise 1, the means match less than 99%. What is the *largest* noise up to 1 at which they match 99% or more? The line below the live picture says the match.

# %% tags=["explore"]
explorer

# %% name="most-noise" tags=["explore"]
### BEGIN SOLUTION
most_noise = 0.8
### STUB: most_noise = None
### END SOLUTION

# %% tags=["explore"]
course.check("most-noise", (most_noise, explorer))

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Four tables, four suspects: columns drawn alone (`independent`), this lesson's generator (`vae_style`), averages of five rows with noise (`gan_style`), and real rows handed out again (`photocopy`). The clues: sd of income over the real one, its skew (real: 1.3), a correlation (real: .8), and `near`, the share of rows nearer to training than to fresh rows; .5 is its floor.

# %% tags=["lineup"]
tables = line_up(train, ("independent", "vae_style", "gan_style", "photocopy"), four, seed=10)
evidence = {letter: [table.income.std() / train.income.std(), table.income.skew(), table.income.corr(table.purchase),
                     evaluation.dcr_share(train, table, fresh, four)] for letter, table in tables.items()}  # fmt: skip
pd.DataFrame(evidence, ["sd of income", "skew of income", "r(income, purchase)", "near"]).T.round(1) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "gan_style", "B": "photocopy", "C": "vae_style", "D": "independent"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 38–45** (must: line-up; should: explore; could: your table). Line-up in pairs: first the number, then the name. Expect A and C to be swapped by those who remember "GAN is sharper": ask which of them can have an sd of .7. In the explore task expect 0, "the score is best there": the question asks for the largest noise. Skip the band if late.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# How normal is your own table? Put its path, `"mine.csv"` say, in place of the name of ours, measurements of cells. You see the four most skewed of its columns, and what the normal makes of them.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
copy = make("vae_style", bounds="none").fit(mine, my_schema, seed=0).sample(len(mine), seed=1)
skews = pd.DataFrame({"real skew": mine.skew(numeric_only=True), "synthetic": copy.skew(numeric_only=True)})
skews.sort_values("real skew", key=abs).tail(4).round(1) + 0.0

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "VAE-style is a small VAE." There is no encoder, no training, no ELBO (the loss of lesson 08). Its steps are a normal distribution written down by its moments.
#
# **A limit.** Correlation sees straight lines. Score rises with age and then falls:

# %% tags=["fails"]
pair = customers.loc[train.index, ["age", "score"]]
drawn = make("vae_style").fit(pair, schema.select(["age", "score"]), seed=0).sample(1000, seed=4)
course.show(plots.scatter(pair, drawn, "age", "score", schema, most=500),
    alt="Score against age: the real dots form an arch, highest in middle age; the synthetic crosses fill a cloud.",
    summary=f"An arch and a cloud: correlations {pair.age.corr(pair.score):.1f} and {drawn.age.corr(drawn.score):.1f}.")  # fmt: skip

# %% [markdown] tags=["fails"]
# **A band.** The five draws behind the table above, lowest and highest score, for our generator (`mvn`) and for fresh rows:

# %% tags=["fails"]
band = runs.query("control in ['fresh', 'mvn'] and score != 'c2st'").groupby(["score", "control"])["value"]
band.agg(["min", "max"]).unstack().swaplevel(axis=1)[["fresh", "mvn"]].round(2)

# %% [markdown] tags=["fails"]
# On means and correlations the two are alike. On KS and tails the two bands do not touch, and C2ST said .7 against .5: no luck of a seed. It is the normal's shape.
#
# **You may now claim:** "The report's VAE-style generator is a normal distribution with the table's means, sds and correlations. It loses skew, tails and bends, and its bounds cost a spike or a shifted mean. A score of means shows none of that."

# %% [markdown] tags=["deeper"]
# ## Deeper: noise drawn column by column
# `noise="diagonal"` leaves step 3 out; `strength` shrinks R towards independence: $R^* = I + s\,(R - I)$, so each correlation becomes $s$ times itself.

# %% tags=["deeper"]
for settings in ({"strength": 1.0}, {"strength": 0.5}, {"noise": "diagonal"}):
    copy = make("vae_style", bounds="none", **settings).fit(train, four, seed=0).sample(1000, seed=1)
    print(f"{str(settings):24} r(income, purchase) {copy.income.corr(copy.purchase):.2f}   "
          f"corr_skill {evaluation.corr_skill(train, copy, four):.2f}   "
          f"mean match {evaluation.mean_match(train, copy):.1%}")  # fmt: skip

# %% [markdown] tags=["deeper"]
# Every column is as good as before, mean match does not care, and the table is worth no more than columns drawn alone. Whoever adds independent noise to finished rows walks the same way: noise of variance $a^2$ (in units of the column's own) in both columns turns $r$ into $r / (1 + a^2)$.

# %% [markdown] tags=["deeper"]
# ## Deeper: a latent that is not standard normal
# The report says "Sample from standard normal distribution". The demonstration published with it draws $2U - 1$, with U uniform on 0 to 1. Its variance is 1/3, so every column's sd becomes $1/\sqrt3 = .577$ of the real one.

# %% tags=["deeper"]
uniform = 2 * np.random.default_rng(0).random((1000, 4)) - 1
u = steps.apply_correlations(uniform, steps.estimate_correlations(x, mean, sd))
flat = pd.DataFrame(steps.reconstruct(u, mean, sd), columns=names)
print("sd ratio   ", (flat.std() / train.std()).round(2).to_dict())
print(f"mean match  {evaluation.mean_match(train, flat):.1%}")
print(f"KS of age   {evaluation.ks(train.age, flat.age):.2f}, floor {evaluation.ks_floor(1000, 1000):.2f}")

# %% [markdown] tags=["deeper"]
# The means do not notice. One line that prints sd ratios would have.

# %% [markdown] tags=["deeper"]
# ## Deeper: is there a formula for 88.3%?
# The report prints three pairs of correlations and "88.3% average match". Five ways to score them:

# %% tags=["deeper"]
q, r = np.array([0.798, 0.441, 0.371]), np.array([0.812, 0.456, 0.389])
ways = {"ratio": q / r, "1 - difference": 1 - (r - q), "1 - difference / 2 (SDMetrics)": 1 - (r - q) / 2,
        "ratio of squares": q**2 / r**2, "corr_skill": 1 - (r - q).sum() / r.sum()}  # fmt: skip
for name, values in ways.items():
    print(f"{name:31} {np.mean(values):.1%}")
print(f"the other three of six pairs would need a ratio of {(6 * 0.883 - (q / r).sum()) / 3:.1%}")

# %% [markdown] tags=["deeper"]
# None gives 88.3%; SDMetrics is a library of scores for synthetic tables. The report may average all six pairs; then the three that were not printed fared far worse than those that were. A score without its formula cannot be checked.
#
# What can be said: every difference beside its [[standard error]] at n = 1,000, $s\sqrt{2/n}$ for two means (with our table's $s$; the report prints none), $(1 - r^2)\sqrt{2/n}$ for two correlations $r$. And the same three pairs in our own rows.

# %% tags=["deeper"]
off = [*(np.array([0.2, 330]) / sd[:2]), *((r - q) / (1 - r**2))] / np.sqrt(2 / 1000)
print("Two means and three correlations, standard errors apart:", off.round(1))
ours = (made.corr() / train.corr()).loc["income", ["purchase", "age", "satisfaction"]].mean()
print(f"By the ratio the report's three pairs keep {np.mean(q / r):.1%}, ours {ours:.1%}.")

# %% [markdown] tags=["deeper"]
# None of the five reaches one standard error: two draws of real rows differ as much. So these numbers rank nobody, and that holds for ours beside them.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[correlated-normal simulator]], [[skew]], [[Cholesky factor]], [[corr_skill]], [[clipping]], [[truncation]], [[mean match]], [[negative control]]. `course.glossary("skew")` explains one. Next: lesson 05 builds the report's other generator, whose rows are averages of five real ones.

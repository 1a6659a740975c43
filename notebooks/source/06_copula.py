# ---
# jupyter:
#   course_lib:
#     promise: You build the generator that the article sets against its VAE, and put that comparison to the test, row by row.
#     objectives:
#     - text: build a Gaussian copula from ranks, and draw new rows from it
#       check: copula
#     - text: estimate the correlation behind a number and a column of two levels
#       check: biserial
#     - text: say which dependences such a table keeps
#       check: keeps
#     minutes: 45
#     needs: lessons 01, 03, 04 and 05; the normal distribution, correlation
#     run_seconds: 55
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 06 The Gaussian copula

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# The article compares its VAE with a "Gaussian Copula". That one models "linear correlations", it says, and "wins in fidelity".
#
# Take two columns. x is standard normal. y is made of x and some noise, and x decides 81% of its variance. At bend 0 y follows a straight line, at bend 1 a parabola. A Gaussian copula learns from 10,000 such rows, bend 1, and draws new ones. What does a scatter plot of them show?

# %% tags=["setup"]
from statistics import NormalDist

import numpy as np
import pandas as pd

from course_lib import data, evaluation, explore, plots
from course_lib.generators import make
from course_lib.generators.statistical.copula import normal_scores
from course_lib.teaching import contest, line_up, start

course = start("06")

# %% tags=["hook"]
course.predict("parabola", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–5** (must). Letters on paper, nobody explains. Expect a) from those who read "linear correlations", b) from those who read "wins". The answer comes in part 4. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 A column, and the normal behind it
# Sklar (1959) showed that the distribution of every table comes apart into two pieces:
#
# $$F(x_1, \dots, x_p) = C\big(F_1(x_1), \dots, F_p(x_p)\big)$$
#
# $F$ is the share of rows with all p columns at or below these values. $F_j$ is that share for column $j$ alone, its [[marginal]]. $C$, the [[copula]], says how the columns' *ranks* go together. So learn each column by itself, then the ranks.
#
# The *Gaussian* copula takes for $C$ that of a multivariate normal. Put a normal behind each column:
#
# $$u = \frac{\text{rank}}{n + 1} \qquad\qquad z = \Phi^{-1}(u)$$
#
# $n$ is the number of rows, $\Phi$ the share of a standard normal below a point, $z$ the [[normal score]] of a cell. By hand, for income:

# %% tags=["loop"]
customers, schema = data.load_table("customers")
five = schema.select(["age", "income", "purchase", "satisfaction", "score"])
train, fresh, _ = data.split(customers[five.names], seed=6, shares=(0.1, 0.1, 0.8))  # 1,000 rows each

below, value_at = np.vectorize(NormalDist().cdf), np.vectorize(NormalDist().inv_cdf)  # Φ and its inverse
by_hand = train[["income"]].assign(u=train.income.rank() / (len(train) + 1), z=lambda t: value_at(t.u))
course.show(by_hand.hist(bins=25, layout=(1, 3), figsize=(9, 2.2), grid=False, color=plots.REAL, alpha=0.6)[0, 0].figure,
    alt="Three histograms. Income has a long right tail, u is flat from 0 to 1, z is a symmetric bell around 0.",
    summary=f"Skew of income {by_hand.income.skew():.1f}, of u and of z {abs(by_hand.skew().iloc[1:]).max():.1f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# The library does it in one line; `ndtri` is $\Phi^{-1}$, and equal values share their middle rank. What if we take the logarithm of income first?

# %% tags=["loop"]
course.source(normal_scores)
print("log income, the same scores:", np.array_equal(normal_scores(np.log(train.income)), normal_scores(train.income)))

# %% [markdown] tags=["loop"]
# **What it means.** An increasing change of a column, a logarithm or another currency, leaves its ranks and so its scores as they were. **What it does not mean.** That columns have to be normal. Only the scores are, whatever the column.

# %% [markdown] tags=["teacher"]
# **Minutes 5–13** (must). Ask before the figure what u looks like. Expect "the log makes income more normal, so the copula fits better": it changes nothing. **Vote 1** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The same, with a gap: all columns
# Learn the correlations of the scores, $R$: the [[latent correlation|latent correlations]]. To draw, walk back:
#
# $$z = Lg, \; LL^\top = R \qquad u_j = \Phi(z_j) \qquad x_j = F_j^{-1}(u_j)$$
#
# $g$ holds independent standard normals, $L$ is lesson 04's [[Cholesky factor]]. $F_j^{-1}(u)$ is the *quantile*: the value that the share $u$ of column $j$ lies below. `np.quantile(column, u)` gives it, on the straight line between two neighbouring values. Write the two missing steps.

# %% name="copula" tags=["exercise"]
def simulate(x, n, rng):
    """n new rows from a Gaussian copula with the columns of x (rows, p)."""
    scores = np.column_stack([normal_scores(column) for column in x.T])  # (rows, p)
    factor = np.linalg.cholesky(np.corrcoef(scores.T))  # L, (p, p)
    z = rng.standard_normal((n, x.shape[1])) @ factor.T  # (n, p)
    ### BEGIN SOLUTION
    u = below(z)
    return np.column_stack([np.quantile(column, share) for column, share in zip(x.T, u.T)])
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("copula", simulate)

# %% [markdown]
# The library's version does that and more (part 3). `slices=0` asks for the plain Gaussian copula:

# %% tags=["loop"]
model = make("copula", slices=0).fit(train, five, seed=0)
made = model.sample(1000, seed=1)
print("Spearman, income with purchase; real, copula:", *(t.income.corr(t.purchase, "spearman").round(2) for t in (train, made)))

# %% [markdown] tags=["loop"]
# Kept is the correlation of the scores, $\rho$, an entry of $R$. In the drawn rows correlations of ranks follow from it: Spearman's, that of the two columns of ranks, is $\frac6\pi \arcsin\frac\rho2$; Kendall's, the share of pairs of rows in the same order less the share in opposite order, is $\frac2\pi \arcsin\rho$ ("Deeper"). They equal the real ones if the real scores are jointly normal. Pearson's r depends on the columns' shapes too.
#
# **Why draw a line between neighbours?** An *empirical* quantile is always one of the real values: every synthetic cell is then some customer's cell, and the highest income is among 1,000 draws with probability $1 - (1 - 1/1000)^{1000}$ = 63%. With the line, most incomes are new. Part 5 counts purchases, "Deeper" three columns.

# %% [markdown] tags=["teacher"]
# **Minutes 13–22** (must: exercise; should: quantiles). Expect `np.quantile(column, z)`: it stops, because quantiles are asked for by shares. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: two levels
# A column of yes and no has two ranks. Think of a normal behind it that is cut at $t$: yes is what lies above. With the share $p$ of yes, $t = \Phi^{-1}(1 - p)$.
#
# Where on its side of $t$ does a row lie? Nobody knows. A common way is to draw the place at random ([[jitter]]) and to correlate that. We plant $\rho = .6$ and 30% yes:

# %% tags=["loop"]
z, e, place = np.random.default_rng(3).standard_normal((3, 100_000))
yes = 0.6 * z + 0.8 * e > NormalDist().inv_cdf(0.7)
drawn = value_at(np.where(yes, 0.7 + 0.3 * below(place), 0.7 * below(place)))
print(f"planted .60; with jitter {np.corrcoef(z, drawn)[0, 1]:.2f}; with the column of 0 and 1 {np.corrcoef(z, yes)[0, 1]:.2f}")

# %% [markdown] tags=["loop"]
# The jitter knows nothing of the other column: two fifths of the correlation are gone, from every table drawn later. There is a cure, exact if the two normals are jointly normal. Then the correlation $r$ with the column of 0 and 1 is weaker than $\rho$ by a known factor (Pearson 1909):
#
# $$\rho = r\,\frac{\sqrt{p\,(1 - p)}}{\varphi(t)}$$
#
# $\varphi$ is the normal's density, `NormalDist().pdf`. Write it.

# %% name="biserial" tags=["exercise"]
def biserial(z, yes):
    """Latent correlation of normal scores z (n,) and a column of True and False (n,)."""
    ### BEGIN SOLUTION
    p = np.mean(yes)
    t = NormalDist().inv_cdf(1 - p)
    return np.corrcoef(z, yes)[0, 1] * np.sqrt(p * (1 - p)) / NormalDist().pdf(t)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("biserial", biserial)

# %% [markdown]
# The library solves such an equation for every pair of kinds; for two columns of levels the result is called *polychoric* ("Deeper"). Levels without an order, such as regions, are first put into the order that says most about the other columns.

# %% [markdown] tags=["teacher"]
# **Minutes 22–30** (must). Ask before the output: "the shares of yes stay right, so what can go wrong?" Expect the root to be forgotten. **Vote 2** is quiz question 2. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 4 The bend
# Now the guess. `data.simulate_bend` makes the pair. `contest` lets generators learn the same rows, then scores 1,000 rows of each, and 1,000 fresh ones, against other fresh rows.

# %% tags=["loop"]
def bend_scores(past, fresh, made):
    return {"KS of x": evaluation.ks(fresh.x, made.x), "KS of y": evaluation.ks(fresh.y, made.y),
            "Spearman": made.x.corr(made.y, method="spearman"), "C2ST": evaluation.c2st(fresh, made, seed=0).auc}  # fmt: skip


plain, alone = {"copula": ("copula", {"slices": 0})}, {"columns drawn alone": ("independent", {})}
bent = pd.concat(contest(plain | alone, data.simulate_bend(60_000, bend, rho=0.9, seed=6), None, bend_scores, sizes=[10_000],
                         seeds=range(5)).assign(bend=bend) for bend in (0, 0.5, 1))  # fmt: skip

# %% tags=["hook"]
print("Means of five draws:")
bent.groupby(["bend", "maker"], sort=False)[["KS of x", "KS of y", "Spearman", "C2ST"]].mean().round(2) + 0.0

# %% tags=["hook"]
print("Bend 1, a picture:")
explorer = explore.explore_copula()
course.show(explorer.small_multiples({"a parabola": explorer.view.presets["a parabola"]}),
    alt="Real rows form a parabola, synthetic ones a cloud; the column y is the same; along the bend correlation falls.",
    summary="Left the rows, in the middle the column y, on the right latent correlation, best AUC and KS by bend.")  # fmt: skip

# %% tags=["hook"]
course.reveal("parabola")

# %% tags=["loop"]
course.why("no-trace", None)

# %% [markdown] tags=["fold"]
# **What it means.** At every bend both columns score as fresh rows do, and Spearman's correlation is nearly right. The classifier climbs to where it stands for columns drawn alone. Neither a score of columns nor a correlation sees it. **What it does not mean.** That a copula must lose a bend. Sklar's theorem holds for every table; the loss is the price of choosing the *Gaussian* one.

# %% [markdown]
# ### What is kept?
# Six dependences; x is standard normal, e a little noise. Which of them does a Gaussian copula's table keep, True or False?
#
# | | |
# | --- | --- |
# | A | y = exp(3(x + e)) |
# | B | y = the distance of x from 0, plus e |
# | C | y = "yes" if x + e > 1, else "no" |
# | D | with correlation .6, of the 1% largest x four in ten come with one of the 1% largest y (in a normal: two in ten) |
# | E | in half of the rows y = x, in the others y = −x; a third column says which |
# | F | y = −(x + e)³ |

# %% name="keeps" tags=["exercise"]
### BEGIN SOLUTION
keeps = {"A": True, "B": False, "C": True, "D": False, "E": False, "F": True}
### STUB: keeps = {"A": None, "B": None, "C": None, "D": None, "E": None, "F": None}
### END SOLUTION

# %% tags=["check"]
course.check("keeps", keeps)

# %% [markdown] tags=["teacher"]
# **Minutes 30–36** (must: table, reveal; should: exercise). After the reveal ask which score of lesson 04 would have noticed. In the exercise expect D to be called kept, "the correlation is right": it is, and half of the joint extremes are gone. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 5 The article's table, measured
# | | Gaussian copula | VAE | our measure |
# | --- | --- | --- | --- |
# | Type | "Statistical model" | "Deep generative model" | none: both are statistical models |
# | Dependency Modeling | "Linear correlations" | "Nonlinear feature relationships" | `straight`: C2ST on four columns; `bow`: on age with score, which rises and falls |
# | Scalability | "High for small data" | "Scales with GPU & data size" | both from 200 and from 1,000 rows; time to learn |
# | Output Variability | "Deterministic" | "Stochastic" | two seeds; one seed twice |
# | Use Case | "Privacy-preserving analytics" | "Simulation and creative synthesis" | `purchases`: cells that stand in the training rows; `attack`: lesson 01's |
# | Verdict | "wins in fidelity" | "wins in creativity" | the C2ST; `empty`: rows where no customer is |
#
# `empty` is the share of rows that lie, by age and score, in no ball around a fresh row out to its fifth neighbour. The VAE is ours (lesson 09), not the article's recipe. For each line, note what you expect before you go on.

# %% tags=["loop"]
def table_scores(past, fresh, made):
    straight, bow = ([t[names] for t in (fresh, made)] for names in (five.names[:4], ["age", "score"]))
    return {"straight": evaluation.c2st(*straight, seed=0).auc, "bow": evaluation.c2st(*bow, seed=0).auc,
            "purchases": made.purchase.isin(past.purchase).mean(), "empty": 1 - evaluation.diversity(*bow).precision,
            "attack": evaluation.nn_membership(past, made, fresh).auc}  # fmt: skip


runs = contest(plain | {"VAE": ("vae", {"likelihood": "mixed"})}, customers[five.names], five, table_scores, sizes=(200, 1000))  # three draws each

# %% tags=["loop"]
auc = runs.melt(["maker", "size"], ["straight", "bow"])
auc = auc.groupby([auc.variable + ", " + auc["size"].map("{:,}: ".format) + auc.maker], sort=False)["value"].apply(list)
course.show(plots.strips(auc, real=[name for name in auc.index if "fresh" in name], xlabel="C2ST AUC from 200 or 1,000 training rows, three draws", fmt="{:.2f}"),
    alt="Straight columns: copula and VAE lie close together. Bow: the VAE lies nearer to fresh rows, from 200 and 1,000 rows.",
    summary=f"Bow, 1,000 rows: every VAE below every copula: {max(auc['bow, 1,000: VAE']) < min(auc['bow, 1,000: copula'])}.")  # fmt: skip

# %% tags=["loop"]
print("The VAE over ten times as slow:", np.divide(*runs.groupby("maker").seconds.sum()[["VAE", "copula"]]) > 10)
print("Copula, same rows again: seed 1 {}, seed 2 {}".format(*(made.equals(model.sample(1000, seed=k)) for k in (1, 2))))
runs.query("size == 1000").groupby("maker", sort=False)[["purchases", "attack", "empty"]].mean().round(1) + 0.0

# %% [markdown] tags=["fold"]
# - *Linear*: wrong. Any rising or falling curve is kept. On straight columns three draws do not separate them; on the bow the VAE is nearer.
# - *Small data, GPU*: the copula learns faster and needs no GPU, nor did the VAE. From 200 rows both are worse: alike on straight columns, while on the bow the VAE keeps a smaller lead.
# - *Deterministic*: wrong. Another seed gives other rows; the same seed repeats them, for the VAE too. What is deterministic is the output of the article's decoder, once its code is drawn.
# - *Privacy*: copula and VAE hand out real purchases two to three times as often as fresh rows do by chance. Both interpolate between real values, and rounded to a cent that often ends at one. The attack of lesson 01 tells no training rows from others: .5 for both, as for fresh rows and for guessing. Not rejected by this attack; neither has a guarantee.
# - *"Creativity"*: no formula is given. If it means rows that nobody has seen, the copula has more of them: a tenth lie where no customer is.

# %% [markdown] tags=["teacher"]
# **Minutes 36–41** (must: figure; should: the lines). Let each pair of learners own one line of the table and report. Expect "but the VAE needs more data": look at the figure. Three draws rank little: the bow holds in six of six, the straight columns do not.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Fresh rows in blue, the copula's in vermillion. On the right, along the bend: latent correlation, KS of y, and the AUC of the *best* classifier there can be, one that knows both formulas.

# %% tags=["explore"]
course.show(explorer.small_multiples(),
    alt="Four settings. On a line the clouds agree; bent, real rows form a bow and synthetic ones a cloud around it.",
    summary="With the bend the latent correlation falls, the best classifier climbs, the KS of y stays at its floor.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** Keep ρ = .9. From which bend on, the smallest on the slider, does the best classifier reach an AUC of .60? What is the latent correlation there?

# %% tags=["explore"]
explorer

# %% name="first-bend" tags=["explore"]
### BEGIN SOLUTION
first_bend = 0.25
### STUB: first_bend = None
### END SOLUTION

# %% tags=["explore"]
course.check("first-bend", (first_bend, explorer))

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Four tables, four suspects: columns drawn alone (`independent`), lessons 04's and 05's generators (`vae_style`, `gan_style`), and this lesson's (`copula`). Clues: the share of incomes above the real 95% point (should be 5%), their skew (real: 1.2), and Spearman's correlation with purchase (real: .8).

# %% tags=["lineup"]
suspects = line_up(train, {k: (k, {}) for k in ("independent", "vae_style", "gan_style")} | plain, five, seed=16)
evidence = {x: [100 * (t.income > train.income.quantile(0.95)).mean(), t.income.skew(), t.income.corr(t.purchase, "spearman")]
            for x, t in suspects.items()}  # fmt: skip
pd.DataFrame(evidence, ["above 95% point (%)", "skew", "Spearman"]).T.round(1) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "vae_style", "B": "independent", "C": "copula", "D": "gan_style"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 41–45** (should: explore, line-up; must: where it fails). In pairs: first the number, then the name. Ask which of the four keeps the bow of age and score: none. Skip the band if late.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Which pairs of your own table bend? Were two columns of scores jointly normal, the square of one would not correlate with the other; call that correlation their *bow*. Put your path, `"mine.csv"` say, in place of the name of ours. Shown are the strongest bows.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
scores = mine.select_dtypes("number").dropna().apply(normal_scores)
bows = pd.DataFrame({c: scores.drop(columns=c).corrwith(scores[c] ** 2) for c in scores}).rename_axis("column").reset_index()
bows = bows.melt("column", var_name="squared", value_name="bow").dropna().sort_values("bow", key=abs)
bows.drop_duplicates("column", keep="last").tail(4).round(1)

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "Each column of scores is normal, so together they are a multivariate normal." That is the assumption, and nothing makes it true. Look at the scores before you trust it:

# %% tags=["fails"]
z_real, z_made = (t[["age", "score"]].apply(normal_scores).add_prefix("z of ") for t in (train, made))
course.show(plots.scatter(z_real, z_made, "z of age", "z of score", most=500),
    alt="Normal scores of age and score. The real ones form an arch, the copula's a round cloud.",
    summary="Each of the four columns is normal; the pair on the left is not.")  # fmt: skip

# %% [markdown] tags=["fails"]
# **A limit: joint extremes.** Let $\chi(q)$ be the share of rows with $y$ above its $q$-quantile among those with $x$ above its own. For a Gaussian copula with ρ < 1 it falls to 0 as q goes to 1: it has no [[tail dependence]]. Losses, floods and defaults often come together. Two columns with shared bad days (a t distribution), 100,000 rows:

# %% tags=["fails"]
days = data.simulate_heavy(100_000, rho=0.6, df=3, seed=6)
t = make("copula", slices=0).fit(days, seed=0).sample(100_000, seed=1)
chi = [f"{evaluation.joint_tail(d.x, d.y, q):.2f}" for q in (0.95, 0.99) for d in (days, t)]
print("chi(.95)  real {} copula {}    chi(.99)  real {} copula {}".format(*chi))
print(f"C2ST on the first 1,000 rows: {evaluation.c2st(days.head(1000), t.head(1000), seed=0).auc:.1f}")

# %% [markdown] tags=["fails"]
# Above the 99% points half of the joint extremes are missing, and a classifier with 1,000 rows hardly does better than guessing: about ten rows lie above the 99% point of x. Who needs the extremes has to look there.
#
# **A band.** Part 4's five draws at bends 0 and 1, lowest and highest:

# %% tags=["fails"]
bent.query("bend != 0.5").groupby(["bend", "maker"])[["KS of y", "C2ST"]].agg(["min", "max"]).round(2)

# %% [markdown] tags=["fails"]
# **You may now claim:** "A Gaussian copula keeps every column, and whatever rises or falls together, numbers or levels. It loses bends, joint extremes and what only three columns show, and no score of columns tells. I tried the article's comparison: on straight columns no difference that three draws could show, on a bow the VAE, in time the copula."

# %% [markdown] tags=["deeper"]
# ## Deeper: whose cells are these?
# Empirical quantiles, always a real value, beside the library's interpolated ones: cells of 1,000 rows that stand in `train` too, and in how many of 100 tables the highest income turns up. Fresh rows are the control.

# %% tags=["deeper"]
rng, rest = np.random.default_rng(0), customers.drop(train.index)
draws = {"empirical": lambda seed: train.apply(lambda c: np.quantile(c, rng.random(1000), method="inverted_cdf")),
         "interpolated": lambda seed: model.sample(1000, seed=seed),
         "fresh rows": lambda seed: rest.sample(1000, random_state=seed)}  # fmt: skip
for name, draw in draws.items():
    tables = [draw(seed) for seed in range(100)]
    cells = {c: np.mean([t[c].isin(train[c]).mean() for t in tables]) for c in ("income", "purchase", "score")}
    top = np.mean([(t.income == train.income.max()).any() for t in tables])
    print(f"{name:12}", *(f"{c} {share:.0%}  " for c, share in cells.items()), f"highest income in {top:.0%} of the tables")

# %% [markdown] tags=["deeper"]
# Interpolating is needed and not enough. Incomes lie so close that the line between two, rounded to a dollar, can end at either; a value that five rows or more share is handed out as it is. For the empirical quantiles 63% is expected; in 100 tables the count varies by about 5 points. It is a count of cells, no proof of privacy.

# %% [markdown] tags=["deeper"]
# ## Deeper: correlations of ranks
# Both formulas beside 100,000 draws with latent correlation ρ, the columns changed to log-normals:

# %% tags=["deeper"]
for rho in (0.3, 0.6, 0.9):
    g = np.random.default_rng(1).standard_normal((100_000, 2)) @ np.linalg.cholesky([[1, rho], [rho, 1]]).T
    t = pd.DataFrame(np.exp(0.8 * g), columns=["x", "y"])
    print(f"rho {rho}   Spearman {t.x.corr(t.y, method='spearman'):.2f}, formula {6 / np.pi * np.arcsin(rho / 2):.2f}   "
          f"Kendall {t.x.corr(t.y, method='kendall'):.2f}, formula {2 / np.pi * np.arcsin(rho):.2f}   Pearson {t.x.corr(t.y):.2f}")

# %% [markdown] tags=["deeper"]
# ## Deeper: how far can Pearson's r go?
# Two log-normal columns, $e^{.5z}$ and $e^{z'}$. With z' = z nothing could go together more closely, with z' = −z nothing more oppositely. Pearson's r reaches neither 1 nor −1:

# %% tags=["deeper"]
z = value_at((np.arange(100_000) + 0.5) / 100_000)
for sign in (1, -1):
    print(f"latent correlation {sign:+}   Pearson's r {np.corrcoef(np.exp(0.5 * z), np.exp(sign * z))[0, 1]:+.2f}")

# %% [markdown] tags=["deeper"]
# So an r of −.5 between such columns is nearly the strongest there is. In general it is $(e^{\rho s_1 s_2} - 1) / \sqrt{(e^{s_1^2} - 1)(e^{s_2^2} - 1)}$, with $s_1, s_2$ the sds of the logarithms.

# %% [markdown] tags=["deeper"]
# ## Deeper: two columns of levels
# Cut both normals, one into two levels and one into three. The correlation of the codes is too weak again, and `polychoric` solves for the one behind:

# %% tags=["deeper"]
from course_lib.generators.statistical.copula import polychoric

z, e = np.random.default_rng(4).standard_normal((2, 100_000))
two, three = (z > 0.5).astype(int), np.digitize(0.6 * z + 0.8 * e, [-0.5, 1.0])
print(f"planted .60   correlation of the codes {np.corrcoef(two, three)[0, 1]:.2f}   polychoric {polychoric(two, three):.2f}")

# %% [markdown] tags=["deeper"]
# ## Deeper: a margin per slice
# `slices=60` cuts x into slices where a plain Gaussian copula leaves much over, and learns y's margin in each. What is left in y then knows nothing of x. It is the first tree of a *vine*, a chain of copulas for pairs.

# %% tags=["deeper"]
pair = data.simulate_bend(11_000, 1, rho=0.9, seed=6)
for slices in (0, 60):
    t = make("copula", slices=slices).fit(pair.head(10_000), seed=0).sample(1000, seed=6)
    print(f"slices={slices:2}   C2ST at bend 1: {evaluation.c2st(pair.tail(1000), t, seed=0).auc:.2f}")

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[copula]], [[normal score]], [[latent correlation]], [[tail dependence]], [[marginal]], [[jitter]], [[Cholesky factor]]. `course.glossary("copula")` explains one. Next: lesson 07 learns one column given those before it, and needs no normal.

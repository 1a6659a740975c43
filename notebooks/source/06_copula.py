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
#     needs: lessons 01, 03 and 04; the normal distribution, correlation
#     run_seconds: 45
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
# Take two columns. x is standard normal. y is made of x and some noise, and x decides 81% of its variance. At bend 0 y follows a straight line, at bend 1 a parabola. A Gaussian copula learns from 10,000 such rows, bend 1, and draws new ones. What do you see in a scatter plot of them?

# %% tags=["setup"]
from statistics import NormalDist
from time import process_time

import numpy as np
import pandas as pd

from course_lib import data, evaluation, explore, plots
from course_lib.generators import make
from course_lib.generators.statistical.copula import normal_scores
from course_lib.teaching import line_up, start

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
# Sklar (1959) showed that every table's distribution comes apart into two pieces:
#
# $$F(x_1, \dots, x_p) = C\big(F_1(x_1), \dots, F_p(x_p)\big)$$
#
# $F$ is the share of rows with all columns at or below these values. $F_j$ is that share for column $j$ alone, its [[marginal]]. $C$, the [[copula]], says how the columns' *ranks* go together. So learn each column by itself, then the ranks.
#
# The *Gaussian* copula takes for $C$ the one of a multivariate normal. Put a normal behind each column:
#
# $$u = \frac{\text{rank}}{n + 1} \qquad\qquad z = \Phi^{-1}(u)$$
#
# $n$ is the number of rows, $\Phi$ the share of a standard normal below a point, $z$ the [[normal score]] of a cell. By hand, for income:

# %% tags=["loop"]
customers, schema = data.load_table("customers")
names = ["age", "income", "purchase", "satisfaction", "score"]
five = schema.select(names)
train, fresh, rest = data.split(customers[names], seed=6, shares=(0.1, 0.1, 0.8))  # 1,000, 1,000 and 8,000 rows

below, value_at = np.vectorize(NormalDist().cdf), np.vectorize(NormalDist().inv_cdf)  # Φ and its inverse
u = train.income.rank() / (len(train) + 1)
z = pd.Series(value_at(u))
course.show(pd.DataFrame({"income": train.income.to_numpy(), "u": u.to_numpy(), "z": z}).hist(
        bins=25, layout=(1, 3), figsize=(9, 2.2), grid=False, color=plots.REAL, alpha=0.6)[0, 0].figure,
    alt="Three histograms. Income has a long right tail, u is flat from 0 to 1, z is a symmetric bell around 0.",
    summary=f"Skew of income {train.income.skew():.1f}, of its u {abs(u.skew()):.1f}, of its normal scores {abs(z.skew()):.1f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# The library does it in one line; `ndtri` is $\Phi^{-1}$, and equal values share their middle rank. Now take the logarithm of income:

# %% tags=["loop"]
course.source(normal_scores)
log_income = np.log(train.income)
print("Same scores:", np.array_equal(normal_scores(train.income), normal_scores(log_income)))
print(f"Pearson's r with purchase: {train.income.corr(train.purchase):.2f}, after the log {log_income.corr(train.purchase):.2f}")

# %% [markdown] tags=["loop"]
# **What it means.** Any increasing change of a column, a logarithm or another currency, leaves its ranks and so its scores as they were. **What it does not mean.** That the columns have to be normal: only the scores are, whatever the column.

# %% [markdown] tags=["teacher"]
# **Minutes 5–13** (must). Ask before the figure what u looks like. Expect "the log makes it more normal, so the copula fits better": it changes nothing. **Vote 1** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The same, with a gap: all columns
# Of the scores learn their correlations, $R$: the [[latent correlation|latent correlations]]. To draw, walk back:
#
# $$z = Lg, \; LL^\top = R \qquad u_j = \Phi(z_j) \qquad x_j = F_j^{-1}(u_j)$$
#
# $g$ holds independent standard normals, $L$ is lesson 04's [[Cholesky factor]]. $F_j^{-1}(u)$ is the *quantile*: the value that the share $u$ of the column lies below. `np.quantile(column, u)` draws a straight line between two neighbouring values. Write the two missing steps.

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
# The library's version does the same and more (part 3). `slices=0` asks for the plain Gaussian copula:

# %% tags=["loop"]
model = make("copula", slices=0).fit(train, five, seed=0)
made = model.sample(1000, seed=1)
course.show(plots.scatter(train, made, "income", "purchase", schema, most=500),
    alt="Purchase against income: both clouds rise, widen and thin out to the right in the same way.",
    summary=f"KS of income against fresh rows {evaluation.ks(fresh.income, made.income):.2f}, floor {evaluation.ks_floor(1000, 1000):.2f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# Which correlation has the new table? Not $\rho$, an entry of $R$, as such: Pearson's r also depends on the columns' shapes. Two correlations of ranks depend on $\rho$ alone: Spearman's, $\frac6\pi \arcsin\frac\rho2$, and Kendall's, $\frac2\pi \arcsin\rho$ (a *pair* of rows agrees or disagrees in order).

# %% tags=["loop"]
many = model.sample(20_000, seed=2)
for y in ("purchase", "age"):
    rho = np.corrcoef(normal_scores(train.income), normal_scores(train[y]))[0, 1]
    for method, formula in {"spearman": 6 / np.pi * np.arcsin(rho / 2), "kendall": 2 / np.pi * np.arcsin(rho)}.items():
        real, new = (t.income.corr(t[y], method=method) for t in (train, many))
        print(f"income, {y:8}  {method:8}  formula {formula:.2f}   synthetic {new:.2f}   real {real:.2f}")

# %% [markdown] tags=["loop"]
# ### Whose cells are these?
# With *empirical* quantiles, always the next real value, each synthetic cell is a cell of some customer. The line between neighbours is meant to end that. How many cells of 1,000 rows stand in `train` too, and how often is the highest income among them, over 100 tables? Fresh rows are the control: they hit real values by chance.

# %% tags=["loop"]
rng, richest = np.random.default_rng(0), train.income.max()
draws = {"empirical": lambda seed: train.apply(lambda c: np.quantile(c, rng.random(1000), method="inverted_cdf")),
         "interpolated": lambda seed: model.sample(1000, seed=seed), "fresh rows": lambda seed: rest.sample(1000, random_state=seed)}
for name, draw in draws.items():
    tables = [draw(seed) for seed in range(100)]
    cells = [np.mean([t[c].isin(train[c]).mean() for t in tables]) for c in ("income", "purchase")]
    top = np.mean([(t.income == richest).any() for t in tables])
    print(f"{name:12}  incomes {cells[0]:4.0%}   purchases {cells[1]:4.0%}   the highest income, in {top:.0%} of the tables")

# %% [markdown] tags=["loop"]
# **What it means.** Interpolating is needed and not enough: neighbours lie so close that their line, rounded to a dollar, often ends at one of them. **What it does not mean.** That each hit exposes somebody, or that the rest protects. It is a count of cells, no proof of privacy.

# %% [markdown] tags=["teacher"]
# **Minutes 13–24** (must: exercise, cells; should: rank correlations). Expect `np.quantile(column, z)`: it stops, because quantiles are asked for by shares. Expect "100% is fine, a cell is no person": ask about the highest income. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: two levels
# A column of yes and no has two ranks. Think of a normal $z$ behind it that is cut at $t$: yes is $z > t$. With the share $p$ of yes, $t = \Phi^{-1}(1 - p)$. This is the *threshold model*.
#
# Where in its interval does a row lie? Nobody knows. The common way is to draw it at random there, then to correlate. We plant $\rho = .6$ and 30% yes:

# %% tags=["loop"]
rng = np.random.default_rng(3)
z, e = rng.standard_normal((2, 100_000))
yes = 0.6 * z + 0.8 * e > NormalDist().inv_cdf(0.7)
drawn = value_at(np.where(yes, 0.7 + 0.3 * rng.random(100_000), 0.7 * rng.random(100_000)))
print(f"planted 0.60   drawn at random {np.corrcoef(z, drawn)[0, 1]:.3f}   with the column of 0 and 1 {np.corrcoef(z, yes)[0, 1]:.3f}")

# %% [markdown] tags=["loop"]
# Noise inside the levels knows nothing of the other column. Nearly half of the correlation is lost, and every later table inherits that. The cure is exact. The correlation $r$ with the column of 0 and 1 is weaker than $\rho$ by a known factor (Pearson 1909):
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
# The library solves such an equation for every pair of kinds. Two columns of levels are called *polychoric* ("Deeper"). Levels without an order, such as regions, are first put in the order that says most about the other columns.

# %% [markdown] tags=["teacher"]
# **Minutes 24–31** (must). Ask before the output: "the shares of yes are right, so what can go wrong?" Expect the root to be forgotten. **Vote 2** is quiz question 2.

# %% [markdown] tags=["loop", "slide"]
# ## 4 The bend
# Now the guess. `data.simulate_bend` makes the pair; x decides 81% of the variance of y at every bend.

# %% tags=["hook"]
rows = {}
for bend in (0, 0.25, 0.5, 0.75, 1):
    pair = data.simulate_bend(11_000, bend, rho=0.9, seed=6)
    past, new = pair.head(10_000), pair.tail(1000)
    plain, alone = (m.fit(past, seed=0) for m in (make("copula", slices=0), make("independent")))
    t, apart = (m.sample(1000, seed=6) for m in (plain, alone))
    rows[bend] = [plain.correlation_[0, 1], evaluation.ks(new.x, t.x), evaluation.ks(new.y, t.y),
                  evaluation.c2st(new, t, seed=0).auc, evaluation.c2st(new, apart, seed=0).auc]  # fmt: skip
print("Bend by bend, against fresh rows. Floors: KS 0.04 (edge 0.06), C2ST 0.5.")
pd.DataFrame(rows, ["latent correlation", "KS of x", "KS of y", "C2ST", "C2ST, columns drawn alone"]).T.round(2) + 0.0

# %% tags=["hook"]
print("Bend 1:")
course.show(plots.scatter(new, t, "x", "y", most=400),
    alt="Real rows lie along a parabola. Synthetic rows fill a cloud, densest in the middle, without a bow.",
    summary=f"x and y keep their shapes; latent correlation {abs(plain.correlation_[0, 1]):.1f}.")  # fmt: skip

# %% tags=["hook"]
course.reveal("parabola")

# %% tags=["loop"]
course.why("no-trace", None)

# %% [markdown] tags=["fold"]
# **What it means.** The KS of both columns stays at its floor at every bend, while the classifier climbs to where it stands for columns drawn alone. No score of single columns can see this. **What it does not mean.** That a copula must lose a bend. Sklar's theorem holds for every table; the loss is the price of choosing the *Gaussian* one.

# %% [markdown]
# ### What is kept?
# Six dependences; x is standard normal, e a little noise. Which of them does a Gaussian copula's table keep, True or False?
#
# | | |
# | --- | --- |
# | A | y = exp(3x) |
# | B | y = the distance of x from 0, plus e |
# | C | y = "yes" if x + e > 1, else "no" |
# | D | correlation .6, and of the 1% largest x four in ten come with one of the 1% largest y (in a normal: two in ten) |
# | E | y = x or y = −x; a third column says which |
# | F | y = −x³ + e |

# %% name="keeps" tags=["exercise"]
### BEGIN SOLUTION
keeps = {"A": True, "B": False, "C": True, "D": False, "E": False, "F": True}
### STUB: keeps = {"A": None, "B": None, "C": None, "D": None, "E": None, "F": None}
### END SOLUTION

# %% tags=["check"]
course.check("keeps", keeps)

# %% [markdown] tags=["teacher"]
# **Minutes 31–36** (must: table, reveal; should: exercise). After the reveal ask which score of lesson 04 would have noticed. In the exercise expect D to be called kept, "the correlation is right": it is, and half of the joint extremes are gone. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 5 The article's table, measured
# | | Gaussian copula | VAE | our measure |
# | --- | --- | --- | --- |
# | Dependency Modeling | "Linear correlations" | "Nonlinear feature relationships" | C2ST on four straight columns; C2ST on age with score, which rises and falls |
# | Scalability | "High for small data" | "Scales with GPU & data size" | the same from 200 rows; time to learn |
# | Output Variability | "Deterministic" | "Stochastic" | two seeds; one seed twice |
# | Use Case | "Privacy-preserving analytics" | "Simulation and creative synthesis" | cells that stand in `train`; lesson 01's attack |
# | Verdict | "wins in fidelity" | "wins in creativity" | C2ST; `empty`: rows where no customer is |
#
# `empty` is the share of synthetic rows in no ball around a fresh row that reaches to its fifth neighbour, age with score. Lesson 09 explains the VAE; it is ours, not the article's recipe. Guess each line before you go on.

# %% tags=["loop"]
def judged(n, seed):
    """The scores of copula, VAE and fresh rows, for n training rows; three runs each."""
    a, b, more = data.split(customers[names], seed=seed, shares=(n / 10_000, 0.1, 0.9 - n / 10_000))
    for maker in ("copula", "vae", "fresh rows"):
        tick, t = process_time(), more.head(1000)
        if maker in rivals:
            t = make(maker, **rivals[maker]).fit(a, five, seed=seed).sample(1000, seed=seed)
        seconds = process_time() - tick
        straight, bow = ([table[columns] for table in (b, t)] for columns in (names[:4], ["age", "score"]))
        yield {"n": n, "maker": maker, "seconds": seconds, "straight": evaluation.c2st(*straight, seed=0).auc,
               "bow": evaluation.c2st(*bow, seed=0).auc, "empty": 1 - evaluation.diversity(*bow).precision,
               "incomes": t.income.isin(a.income).mean(), "purchases": t.purchase.isin(a.purchase).mean(),
               "attack": evaluation.nn_membership(a, t, b).auc}  # fmt: skip


rivals = {"copula": {"slices": 0}, "vae": {}}
runs = pd.DataFrame([row for n in (200, 1000) for seed in range(3) for row in judged(n, seed)])

# %% tags=["loop"]
auc = {f"{what}, {n:,} rows: {maker}": runs.query("n == @n and maker == @maker")[what]
       for what in ("straight", "bow") for n in (200, 1000) for maker in rivals}  # fmt: skip
auc["fresh rows"] = runs.query("maker == 'fresh rows'")[["straight", "bow"]].to_numpy().ravel()
mean = runs.groupby(["n", "maker"]).mean()
apart = (mean.xs("copula", level=1) - mean.xs("vae", level=1)).straight.abs().max()
wins = sum((auc[f"bow, {n:,} rows: copula"].to_numpy() > auc[f"bow, {n:,} rows: vae"].to_numpy()).sum() for n in (200, 1000))
course.show(plots.strips(auc, real=["fresh rows"], floor=0.5, xlabel="C2ST AUC (each mark is one draw)", fmt="{:.2f}"),
    alt="On straight columns copula and VAE lie together, on the bow the VAE is nearer to fresh rows, at both sizes.",
    summary=f"Straight columns: means less than .05 apart: {apart < 0.05}. Bow: the VAE is nearer to the floor in {wins} of 6 draws.")  # fmt: skip

# %% tags=["loop"]
tick = process_time()
copula = make("copula", slices=0).fit(rest, five, seed=0)
seconds = process_time() - tick
print("Copula on 8,000 rows faster than VAE on 200:", bool(seconds < mean.seconds[200, "vae"]))
for kind, m in {"copula": copula, "VAE": make("vae").fit(train.head(200), five, seed=0)}.items():
    one, again, other = (m.sample(1000, seed=s) for s in (1, 1, 2))
    print(f"{kind}: one seed twice, same rows: {one.equals(again)}; two seeds, same rows: {one.equals(other)}")
big = mean.loc[1000]
for c in ("incomes", "purchases"):
    print(f"Real {c}: copula {big[c]['copula']:.0%}, fresh rows {big[c]['fresh rows']:.0%}; VAE over 1.5 times fresh rows: {big[c]['vae'] > 1.5 * big[c]['fresh rows']}")
print(f"Attack: copula {big.attack['copula']:.1f}, VAE {big.attack['vae']:.1f}, fresh rows {big.attack['fresh rows']:.1f}")
print(f"Empty: copula {big['empty']['copula']:.0%}, fresh rows {big['empty']['fresh rows']:.0%}; copula over 3 times VAE: {big['empty']['copula'] > 3 * big['empty']['vae']}")

# %% [markdown]
# Line by line:
#
# - *Linear* is wrong: any rising or falling curve is kept (part 1). On straight columns neither wins. On the bow the VAE does.
# - *Small data, GPU*: the copula is the faster one at every size, and no GPU was used. With 200 rows both are worse, alike.
# - *Deterministic* is wrong. Both draw; both repeat themselves if you give them the same seed. What is deterministic is the output of the article's decoder once its code is drawn.
# - *Privacy-preserving*: both hand out real cells more often than chance, because both interpolate between real values. Not rejected by this attack, and neither comes with a guarantee.
# - *"Creativity"*: no formula. If it means rows nobody has seen, the copula has more of them: a tenth of its rows lie where no customer is.

# %% [markdown] tags=["teacher"]
# **Minutes 36–42** (must: figure; should: the lines). Let each pair of learners own one line of the table and report. Expect "but VAE is worse on small data": look at the figure. Three draws rank little: the bow holds in six of six, the straight columns do not.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Each row is one setting; real (fresh) rows in blue, the copula's in vermillion. On the right, along the bend: latent correlation, KS of y, and the AUC of the *best* classifier there can be, one that knows both formulas.

# %% tags=["explore"]
explorer = explore.explore_copula()
course.show(explorer.small_multiples(),
    alt="Five settings. On a line the clouds agree; bent, real rows form a bow and synthetic ones a cloud around it.",
    summary="With the bend the latent correlation falls, the best classifier climbs, the KS of y lies at its floor.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** Keep ρ = .9. From which bend on, the smallest on the slider, does the best classifier reach an AUC of .60? Read the latent correlation there.

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
# Four tables, four suspects: columns drawn alone (`independent`), lessons 04's and 05's generators (`vae_style`, `gan_style`), and this lesson's (`copula`). The clues: KS of income, incomes above the real 95% point (5%), Spearman's correlation of income with purchase, and `bow`, the correlation of score with the squared normal score of age.

# %% tags=["lineup"]
suspects = {name: (name, {"slices": 0} if name == "copula" else {}) for name in ("independent", "vae_style", "gan_style", "copula")}
tables = {"train": train} | line_up(train, suspects, five, seed=15)
evidence = {letter: [evaluation.ks(fresh.income, t.income), 100 * (t.income > train.income.quantile(0.95)).mean(),
                     t.income.corr(t.purchase, method="spearman"), np.corrcoef(normal_scores(t.age) ** 2, t.score)[0, 1]]
            for letter, t in tables.items()}  # fmt: skip
pd.DataFrame(evidence, ["KS of income", "above 95% point (%)", "Spearman", "bow"]).T.round(1) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "vae_style", "B": "independent", "C": "copula", "D": "gan_style"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 42–45** (should: explore, line-up; must: where it fails). In pairs: first the number, then the name. None of the four keeps the bow: ask which lesson's generator will. Skip the band if late.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Which pairs of your own table would a Gaussian copula bend straight? Were a pair of scores jointly normal, the square of one would not correlate with the other. Put your path, `"mine.csv"` say, in place of the name of ours. Shown are the pairs with the strongest bow.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
scores = mine.select_dtypes("number").dropna().apply(normal_scores)
bows = pd.DataFrame(np.corrcoef(scores.T**2, scores.T)[: scores.shape[1], scores.shape[1] :], scores.columns, scores.columns)
bows = bows.stack().rename_axis(["squared", "with"])
bows[bows.index.get_level_values(0) != bows.index.get_level_values(1)].sort_values(key=abs).tail(4).round(1)

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "Each column of scores is normal, so together they are a multivariate normal." That is the assumption, and nothing makes it true. Look at the scores before you trust it:

# %% tags=["fails"]
z_real, z_made = (t[["age", "score"]].apply(normal_scores).add_prefix("z of ") for t in (train, made))
course.show(plots.scatter(z_real, z_made, "z of age", "z of score", most=500),
    alt="Real normal scores of age and score form an arch, both columns being normal; the copula's fill a round cloud.",
    summary=f"Bow: real {np.corrcoef(z_real['z of age'] ** 2, z_real['z of score'])[0, 1]:.1f}, copula 0, "
    f"up to luck: {np.corrcoef(z_made['z of age'] ** 2, z_made['z of score'])[0, 1] + 0:.1f}.")  # fmt: skip

# %% [markdown] tags=["fails"]
# **A limit: joint extremes.** $\chi(q)$ is the share of rows with $y$ above its own $q$-quantile among those with $x$ above its own. For a Gaussian copula with ρ < 1 it goes to 0 as q goes to 1: zero [[tail dependence]]. Real losses, floods and defaults often come together. Two columns with heavy tails that share their bad days (a t distribution with 3 degrees of freedom), 100,000 rows:

# %% tags=["fails"]
rng = np.random.default_rng(6)
g = rng.standard_normal((100_000, 2)) @ np.linalg.cholesky([[1, 0.6], [0.6, 1]]).T
days = pd.DataFrame(g / np.sqrt(rng.chisquare(3, (100_000, 1)) / 3), columns=["x", "y"])
t = make("copula", slices=0).fit(days, seed=0).sample(100_000, seed=1)
for q in (0.95, 0.99):
    chi = [((d.x > d.x.quantile(q)) & (d.y > d.y.quantile(q))).mean() / (1 - q) for d in (days, t)]
    print(f"chi({q})   real {chi[0]:.2f}   copula {chi[1]:.2f}")
print(f"C2ST on 1,000 of the rows: {evaluation.c2st(days.tail(1000), t.tail(1000), seed=0).auc:.2f}")

# %% [markdown] tags=["fails"]
# Half of the joint extremes are missing, and a classifier with 1,000 rows is at its floor: it hardly meets any. Whoever needs the extremes has to look there.
#
# **A band.** Part 4 for five draws, lowest and highest:

# %% tags=["fails"]
band = []
for bend, seed in ((bend, seed) for bend in (0, 1) for seed in range(5)):
    pair = data.simulate_bend(11_000, bend, rho=0.9, seed=seed)
    m = make("copula", slices=0).fit(pair.head(10_000), seed=0)
    new, t = pair.tail(1000), m.sample(1000, seed=seed)
    band.append([bend, m.correlation_[0, 1], max(evaluation.ks(new[c], t[c]) for c in "xy"), evaluation.c2st(new, t, seed=0).auc])
band = pd.DataFrame(band, columns=["bend", "latent correlation", "larger KS", "C2ST"])
band.groupby("bend").agg(["min", "max"]).round(2).T + 0.0

# %% [markdown] tags=["fails"]
# **You may now claim:** "A Gaussian copula keeps every column and whatever rises or falls together, in any shape, for numbers and levels. It loses bends, joint extremes and what only three columns show, and no score of columns tells. The article's comparison was tried line by line: on straight columns a draw, on a bow the VAE, in time the copula."

# %% [markdown] tags=["deeper"]
# ## Deeper: a margin per slice
# The library's default, `slices=60`, cuts x into slices where a Gaussian copula leaves much over, and learns y's margin in each. What is left in y then knows nothing of x. This is the first tree of a *vine*, a chain of copulas for pairs.

# %% tags=["deeper"]
pair = data.simulate_bend(11_000, 1, rho=0.9, seed=6)
for slices in (0, 60):
    t = make("copula", slices=slices).fit(pair.head(10_000), seed=0).sample(1000, seed=6)
    print(f"slices={slices:2}   C2ST at bend 1: {evaluation.c2st(pair.tail(1000), t, seed=0).auc:.2f}")

# %% [markdown] tags=["deeper"]
# ## Deeper: two columns of levels
# Cut both normals, one into two levels and one into three. The correlation of the codes is too weak again, and `polychoric` solves for the one behind:

# %% tags=["deeper"]
from course_lib.generators.statistical.copula import polychoric

rng = np.random.default_rng(4)
z, e = rng.standard_normal((2, 100_000))
two, three = (z > 0.5).astype(int), np.digitize(0.6 * z + 0.8 * e, [-0.5, 1.0])
print(f"planted 0.60   correlation of the codes {np.corrcoef(two, three)[0, 1]:.2f}   polychoric {polychoric(two, three):.2f}")

# %% [markdown] tags=["deeper"]
# ## Deeper: how far can Pearson's r go?
# Two log-normal columns, $e^{.5z}$ and $e^{z'}$. With z' = z nothing could go together more closely, with z' = −z nothing more oppositely. Pearson's r reaches neither 1 nor −1:

# %% tags=["deeper"]
z = value_at((np.arange(100_000) + 0.5) / 100_000)
for sign in (1, -1):
    print(f"latent correlation {sign:+}   Pearson's r {np.corrcoef(np.exp(0.5 * z), np.exp(sign * z))[0, 1]:+.2f}")

# %% [markdown] tags=["deeper"]
# So a Pearson correlation of −.5 between such columns is nearly the strongest there is. Formula: $(e^{\rho s_1 s_2} - 1) / \sqrt{(e^{s_1^2} - 1)(e^{s_2^2} - 1)}$, with $s_1, s_2$ the sds of the logarithms.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[copula]], [[normal score]], [[latent correlation]], [[tail dependence]], [[marginal]], [[Cholesky factor]]. `course.glossary("copula")` explains one. Next: lesson 07 learns one column given those before it, and needs no normal at all.

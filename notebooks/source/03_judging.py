# ---
# jupyter:
#   course_lib:
#     promise: You take a printed score apart, into what it measures, against which rows, and how far it can be trusted.
#     objectives:
#     - text: compute KS and JSD by hand for a small table
#       check: jsd
#     - text: say what a floor and its edge are, and get both, by formula and by splitting
#       check: floor
#     - text: read a classifier test with its interval, its edge and its reference rows
#       check: readings
#     minutes: 45
#     needs: lessons 01 and 02; logarithms
#     run_seconds: 25
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 03 Judging I

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# The article, one of the two documents that this course checks, trains a neural generator (lesson 09) and prints one number a column:
#
# | | Age | Income | Score | Visits |
# | --- | --- | --- | --- | --- |
# | Real vs Synthetic (JSD ↓) | 0.11 | 0.18 | 0.09 | 0.22 |
#
# [[JSD]] says how far two columns lie apart; 0 means not at all. Let us do it without a generator: 500 of our customers against 1,000 other real customers of the same shop. We compute this number for their ages, in the way of the code published beside the article.

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data, explore, plots
from course_lib.evaluation import CONTROLS, c2st, jsd, jsd_floor, jsd_of_shares, ks, ks_floor, tail_ratio
from course_lib.generators import make
from course_lib.teaching import start

course = start("03")

# %% tags=["hook"]
course.predict("real-real", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–5** (must). Letters on paper, with the confidence; nobody explains. Most say "below .01: both are real". Keep the papers: the answer comes at the start of part 2. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 A distance by hand
# Ten real and ten synthetic customers, and how often they came last month:
#
# | visits | 0 | 1 | 2 | 3 |
# | --- | --- | --- | --- | --- |
# | real customers | 5 | 2 | 2 | 1 |
# | synthetic customers | 2 | 3 | 3 | 2 |
#
# [[KS]], the Kolmogorov-Smirnov distance, walks from left to right. At each value it asks which share of the rows it has passed:
#
# $$\text{KS} = \max_x |F(x) - G(x)|$$
#
# $F(x)$ is the share of real rows at or below $x$, $G(x)$ that of synthetic rows; in the library they are `f` and `g`. By hand:
#
# | visits | 0 | 1 | 2 | 3 |
# | --- | --- | --- | --- | --- |
# | $F$ | .5 | .7 | .9 | 1 |
# | $G$ | .2 | .5 | .8 | 1 |
# | gap | **.3** | .2 | .1 | 0 |

# %% tags=["loop"]
course.source(ks)

# %% tags=["loop"]
ten, more = (pd.DataFrame({"visits": np.repeat(range(4), counts)}) for counts in ([5, 2, 2, 1], [2, 3, 3, 2]))
course.show(plots.ecdf(ten, more, "visits"),
    alt="Two staircases from 0 to 1. The synthetic one runs below the real one; the gap is widest at zero visits.",
    summary=f"Widest gap at 0 visits: KS {ks(ten.visits, more.visits):.1f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** Nowhere do the shares up to a value differ by more than .3. **What it does not mean.** That .3 is much. Part 2 says what ten rows on a side can tell.
#
# KS needs an order. JSD does not: it compares shares cell by cell, levels or bins. With $p_k$ and $q_k$ the real and the synthetic share of cell $k$, and $h_k = (p_k + q_k)/2$:
#
# $$\text{JSD} = \frac12 \sum_k p_k \log_2 \frac{p_k}{h_k} + \frac12 \sum_k q_k \log_2 \frac{q_k}{h_k}$$
#
# Each sum is a [[KL divergence]] from the average, `divergence` in the library. Equal shares give 0; no cell in common gives 1. Base 2 makes the unit the *bit*.

# %% tags=["loop"]
course.source(jsd_of_shares)

# %% [markdown]
# ### Your turn: both sums
# Write it in numpy. Mind the cells with share 0: they add nothing.

# %% name="jsd" tags=["exercise"]
def my_jsd(p, q):
    """The JSD in bits of two arrays of shares."""
    ### BEGIN SOLUTION
    h = (p + q) / 2
    sums = [(x[x > 0] * np.log2(x[x > 0] / h[x > 0])).sum() for x in (p, q)]
    return sum(sums) / 2
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("jsd", my_jsd)

# %% [markdown] tags=["teacher"]
# **Minutes 5–15** (must). Let them find KS on paper before the code runs. Expect the sum of the gaps in place of the largest, and `np.log`. NaN comes from `0 * log(0)`: ask what a level that nobody has should add. **Vote 1** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The floor
# A number column has no cells until it is cut into bins. The article does not say how, nor which logarithm, nor how many rows. The code published beside it cuts the range of both columns into 30 bins of equal width, takes the natural logarithm and then the square root, which is called the JS *distance*. Its tables have 500 real and 1,000 synthetic rows. It may not be the code behind the printed table.

# %% tags=["loop"]
customers, schema = data.load_table("customers")
printed = {"age": 0.11, "income": 0.18, "score": 0.09, "visits": 0.22}


def js_distance(a, b, bins=30):
    edges = np.histogram_bin_edges(np.concatenate([a, b]), bins)
    p, q = (np.histogram(x, edges)[0] / len(x) for x in (a, b))
    return np.sqrt(jsd_of_shares(p, q) * np.log(2))  # times ln 2: from bits to the natural logarithm

# %% tags=["hook"]
draws = [customers.sample(1500, random_state=seed, ignore_index=True) for seed in range(5)]
real = {f"real, draw {k}": {name: js_distance(rows[name][:500], rows[name][500:]) for name in printed}
        for k, rows in enumerate(draws)}  # fmt: skip
print("Real customers on both sides, five draws:")
pd.DataFrame({"printed": printed} | real).T.round(2)

# %% tags=["hook"]
course.reveal("real-real")

# %% [markdown] tags=["loop"]
# Both sides are real. Why is the number not near 0? One sentence in place of `None`, then compare.

# %% tags=["loop"]
course.why("not-zero", None)

# %% [markdown] tags=["loop", "fold"]
# **What it means.** At these sizes .11 for age and .09 for score are what *real* rows score. A number that luck alone gives says nothing against the generator, and nothing for it. Income and visits stick out. **What it does not mean.** That the synthetic ages are right: at these sizes this number could not tell. Nor do we know that the article's rows were so many.

# %% [markdown] tags=["loop"]
# The average of a metric between two real samples is its [[floor]]; 95 in 100 such pairs stay below its *edge*. With $K$ cells, $n$ real and $m$ other rows, the floor of JSD has a formula:
#
# $$\text{floor} \approx \frac{K - 1}{8 \ln 2} \left(\frac1n + \frac1m\right)$$
#
# $\ln 2$ turns the natural logarithm into bits. For KS of a continuous column it is $.8687\sqrt{1/n + 1/m}$, and the edge $1.358\sqrt{1/n + 1/m}$. From now on JSD is in bits, on 20 *quantile* bins, each with a twentieth of the real rows.

# %% tags=["loop"]
sizes, rng = [25, 50, 100, 250, 500, 1000, 2500, 5000], np.random.default_rng(0)
pairs = [[rng.permutation(customers["income"].to_numpy())[: 2 * n].reshape(2, n) for _ in range(100)] for n in sizes]
floors = {name: ([formula(n, n) for n in sizes], [np.mean([score(a, b) for a, b in some]) for some in pairs])
          for name, formula, score in (("JSD, in bits", jsd_floor, jsd), ("KS", ks_floor, ks))}  # fmt: skip
course.show(plots.curves(sizes, floors, xlabel="incomes on each side", names=("formula", "mean of 100 splits")),
    alt="Two falling straight lines on logarithmic axes, the left one twice as steep, with dots on or near them.",
    summary="At 1,000: " + "; ".join(f"{k} {a[5]:.3f} by formula, {b[5]:.3f} by splits" for k, (a, b) in floors.items()) + ".")
dealt = [ks(*rng.permutation(np.repeat(range(4), [7, 5, 5, 3])).reshape(2, 10)) for _ in range(1000)]
print(f"Part 1's twenty dealt anew into two tens: floor {np.mean(dealt):.2f}, edge {np.quantile(dealt, 0.95):.2f}.")

# %% [markdown] tags=["loop"]
# **What it means.** Ten times the rows divide the floor of JSD by ten, that of KS by about three. A score without its rows cannot be compared with anything. The .3 of part 1 lies far below its edge: it is not much. **What it does not mean.** That formulas always hold. That of JSD is for cells with many rows: at 50, with two or three a cell, the dot leaves the line. That of KS is for columns without ties: for the two tens it says $.8687\sqrt{.2}$ = .39.
#
# ### Your turn: without a formula
# Splitting works for every metric: score real rows against other real rows, many times.

# %% name="floor" tags=["exercise"]
def floor_and_edge(x, n, m, score, rng, times=200):
    """Mean and 95% point of score(a, b), a and b being n and m of the values x, no row used twice in a pair."""
    ### BEGIN SOLUTION
    scores = []
    for _ in range(times):
        rows = rng.permutation(x)
        scores.append(score(rows[:n], rows[n : n + m]))
    return np.mean(scores), np.quantile(scores, 0.95)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("floor", floor_and_edge)

# %% [markdown] tags=["teacher"]
# **Minutes 15–27** (must: reveal, formula, exercise; could: "why?"). Ask before the reveal: "What would make it 0?" Expect "then .11 is good": it says nothing, good or bad. Wrong in the exercise: drawing a and b with replacement, or splitting once and scoring 200 times. **Vote 2** is quiz question 2. Pause point.

# %% [markdown] tags=["explore", "slide"]
# ### Explore
# Each row is one setting; all rows are real. Left, one draw of the two samples. Right, for each column a grey band from floor (dark) to edge, and a cross at the printed number. The crosses never move.

# %% tags=["explore"]
explorer = explore.explore_judging(customers, printed)
course.show(explorer.small_multiples(),
    alt="Four settings. The crosses stay; the bands lie among them, then at or right of them, then left, then far left of them.",
    summary="Crosses above their edge, setting by setting: "
    + ", ".join(str(explorer.view.numbers(state)["above the edge"]) for state in explorer.view.presets.values()))  # fmt: skip

# %% [markdown] tags=["explore"]
# So which of the four numbers show a fault? Without rows, bins, logarithm and root nobody can say. **Task:** keep 30 bins and the distance with the natural logarithm. What is the *largest* number of real rows at which all four lie below their edges? Then real customers would score as badly as every column of the article.

# %% tags=["explore"]
explorer

# %% name="most-rows" tags=["explore"]
### BEGIN SOLUTION
most_rows = 125
### STUB: most_rows = None
### END SOLUTION

# %% tags=["explore"]
course.check("most-rows", (most_rows, explorer))

# %% [markdown] tags=["loop", "slide"]
# ## 3 A classifier looks
# Columns can be right and rows wrong. [[C2ST]] lets a classifier look at whole rows, and what it sees depends on the classifier. `"logistic"` is logistic regression, a weighted sum of the columns. `"boosting"` adds up small decision trees, which see columns together. They get three tables of 1,000 rows, and a holdout of as many: other real rows, the same with 4,000 dollars added to every income, the same with columns shuffled independently. (`CONTROLS` makes tables with a known fault.) Guess: who notices what?

# %% tags=["loop"]
auc = {}
for seed in range(5):
    train, holdout, _ = data.split(customers, seed=seed, shares=(0.1, 0.1, 0.8))
    tables = {"real rows": train, "income + 4,000": train.assign(income=train["income"] + 4000),
              "independent columns": CONTROLS["shuffled_columns"](train, None, np.random.default_rng(seed))}  # fmt: skip
    for name, kind in [(name, kind) for name in tables for kind in ("logistic", "boosting")]:
        result = c2st(holdout, tables[name], schema, seed=seed, classifier=kind)
        auc.setdefault(f"{name}, {kind}", []).append(result.auc)

# %% tags=["loop"]
course.show(plots.bars(auc, floor=0.5, real=list(auc)[:2], xlabel="AUC against the holdout, five seeds", fmt="{:.2f}"),
    alt="Six bars: five near one half, of these the two of the added income a little above; the last far above.",
    summary="; ".join(f"{k} {np.mean(a):.2f}" for k, a in auc.items()) + f". Edge {result.null_95:.2f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** A shifted mean is seen by both: on average they lie above the edge. Lost dependence is invisible to a weighted sum: no column changed. **What it does not mean.** At .5 *this* classifier saw nothing, no more.
#
# How large is a difference? [[TV]], total variation, is the share of rows that one would have to change to turn one truth into the other. The *accuracy* of any classifier, the share of unseen rows that it names rightly (its floor: one half, a coin), bounds it from below. Whatever it names beyond half must come from rows in which the two truths differ:
#
# $$\text{TV} \ge 2 \cdot \text{accuracy} - 1$$

# %% tags=["loop"]
print(f"Independent columns: boosting names {result.accuracy:.0%} rightly, so TV is about {2 * result.accuracy - 1:.2f} or more")

# %% [markdown] tags=["loop"]
# "About", because 2,000 rows decided it. A better classifier can only raise the bound. Other tests of whole rows, pMSE and TSTR, wait in lesson 13.
#
# ### Alone: read four scores
# A score is read with three companions. The 95% *interval*: where it would move with other rows. The *edge*: how far luck reaches when nothing is wrong. The *reference*: the real rows it was scored against. A difference is seen above the edge. Four scores:
#
# - A: 40 rows of a simulated table (`vae_style`, lesson 04) against 40 of the holdout;
# - B: a photocopy of the training rows, against the training rows;
# - C: all 1,000 rows of the simulated table against the holdout;
# - D: the photocopy against the holdout.

# %% tags=["loop"]
train, holdout, _ = data.split(customers, seed=3, shares=(0.1, 0.1, 0.8))
made = make("vae_style").fit(train, schema, seed=0).sample(1000, seed=1)
four = {"A": (holdout[:40], made[:40]), "B": (train, train), "C": (holdout, made), "D": (holdout, train)}
results = [c2st(real, table, schema, seed=0) for real, table in four.values()]
pd.DataFrame([[r.auc, *r.interval, r.null_95] for r in results], list(four), ["AUC", "from", "to", "edge"]).round(2)

# %% [markdown]
# Say of each: `"seen"` (a difference), `"not seen"`, or `"wrong rows"`, where the reference makes the score void.

# %% name="readings" tags=["exercise"]
### BEGIN SOLUTION
readings = {"A": "not seen", "B": "wrong rows", "C": "seen", "D": "not seen"}
### STUB: readings = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("readings", readings)

# %% [markdown] tags=["fold"]
# A and C are one table. With 40 rows its fault was there and could not be seen: the interval holds a coin toss as well as C. In B every row meets its twin (lesson 01). D is at its floor, because a copied row is a real row.

# %% [markdown] tags=["teacher"]
# **Minutes 27–41** (must: bars, four scores; should: explore; could: the bound). Ask before the bars: "Can a weighted sum notice that the rich no longer spend more?" In the exercise expect "seen" for A, because .6 is above .5: ask for the edge. Expect "not seen" for B: an AUC far below .5 is knowledge with a wrong sign. Pause point.

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "An AUC near 1 means a bad table." Take real rows and write every satisfaction with a few decimals too many, 7.0004 in place of 7. Nobody would act differently on this table. A band of five seeds:

# %% tags=["fails"]
for seed in range(5):
    a, b, _ = data.split(customers, seed=seed, shares=(0.1, 0.1, 0.8))
    odd = a.assign(satisfaction=a["satisfaction"] + np.random.default_rng(seed).uniform(-0.001, 0.001, len(a)))
    before, after = (c2st(b, table, schema, seed=seed).auc for table in (a, odd))
    print(f"seed {seed}: AUC as it was {before:.2f}, with decimals {after:.2f}")

# %% [markdown] tags=["fails"]
# The trees found the decimals; rounded back, it is the table of the first number. So ask of a high AUC *what* was seen, and first whether both tables are written alike.
#
# **A limit.** A score sees through its bins. The article's way spreads 30 equal bins over both columns, so one synthetic row can choose them. And KS, which has no bins, hardly looks at tails. Incomes against the holdout; the last line says how far luck reaches in 95 of 100 real pairs (part 2):

# %% tags=["fails"]
real, fresh, simulated = holdout["income"], train["income"], made["income"]
incomes = {"other real rows": fresh, "simulated": simulated, "simulated, one 10 million": [1e7, *simulated[1:]],
           "60,000 for all, one 10 million": [1e7, *[60_000] * 999],
           "real, richest 2% left out": fresh[fresh < fresh.quantile(0.98)]}  # fmt: skip
scores = {"distance": js_distance, "JSD": jsd, "KS": ks, "top 1%": lambda a, b: tail_ratio(a, b, 0.99)}
rows = {k: [score(real, pd.Series(x)) for score in scores.values()] for k, x in incomes.items()}
luck = [[score(*map(pd.Series, pair)) for pair in pairs[5]] for score in scores.values()]  # 100 pairs of 1,000
rows["edge"] = list(map(np.quantile, luck, (0.95, 0.95, 0.95, 0.05)))  # too little tail is the fault: the edge is low
pd.DataFrame(rows, scores).T.round(3)

# %% [markdown] tags=["fails"]
# One absurd row, and the distance falls below that of real rows, even for a table where all earn the same. Quantile bins of the real column cannot be moved. The table without its rich stays within the edges of KS and JSD; the distance lies a hair beyond its own. "Top 1%" sees it plainly: the share beyond the holdout's 99% point, as a multiple of what it should be. 1 is right; .6 is six people in place of ten, and its edge, .3, lies below.
#
# **You may now claim:** "I print a score with its base, bins, rows and reference, its floor and its edge beside it. At the edge I say 'not seen', not 'not there'."

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# How much luck is in a table of your size? Put its path, `"mine.csv"` say, in place of `"breast_cancer"`. Two halves of it, both real:

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
one, two = data.split(mine, seed=0, shares=(0.5, 0.5))
for name in my_schema.of_kind("number", "integer")[:4]:
    print(f"{name:18} KS {ks(one[name], two[name]):.3f}   floor {ks_floor(len(one), len(two)):.3f}   "
          f"edge {1.358 * np.sqrt(1 / len(one) + 1 / len(two)):.3f}")  # fmt: skip

# %% [markdown] tags=["your-table", "deeper"]
# No generator can be judged more finely than this on your rows. Columns with few different values lie lower: ties.

# %% [markdown] tags=["deeper"]
# ## Deeper: one pair of samples, many numbers
# Incomes of the same 500 and 1,000 real customers, in every dialect:

# %% tags=["deeper"]
a, b = customers["income"].iloc[:500].to_numpy(), customers["income"].iloc[500:1500].to_numpy()
dialects = {}
for bins in (10, 30, 100):
    root = js_distance(a, b, bins)
    dialects[f"{bins} equal bins"] = {"JSD, bits": root**2 / np.log(2), "JSD, natural log": root**2,
                                      "distance, base 2": root / np.sqrt(np.log(2)), "distance, natural log": root}  # fmt: skip
pd.DataFrame(dialects).T.round(3)

# %% [markdown] tags=["deeper"]
# From one cell of this table to another the number changes more than tenfold. Nothing about the customers did.
#
# ## Deeper: where the formula comes from
# For nearly equal shares, JSD is about $\frac{1}{8 \ln 2} \sum_k (p_k - q_k)^2 / h_k$. In a real-against-real pair $p_k - q_k$ has variance $h_k (1 - h_k)(1/n + 1/m)$. Divide by $h_k$ and sum: $\sum_k (1 - h_k) = K - 1$. The sum is a chi-squared variable with $K - 1$ degrees of freedom, which also gives the edge. At three sizes:

# %% tags=["deeper"]
import math

chance = np.random.default_rng(1).chisquare(19, 100_000)  # K = 20
for n in (200, 1000, 5000):
    edge = np.quantile(chance, 0.95) * (2 / n) / (8 * math.log(2))
    print(f"{n:5,} rows a side: floor {jsd_floor(n, n):.4f} bits, edge {edge:.4f}")

# %% [markdown] tags=["deeper"]
# ## Deeper: a case that is known exactly
# Two normals with standard deviation 1, their means 1 apart. The truth: KS = TV = .383, the best possible classifier names 69.1% rightly and has an AUC of .760. For the best one, the bound of part 3 is an equality.

# %% tags=["deeper"]
z = np.random.default_rng(0).standard_normal((2, 20_000))
left, right = pd.DataFrame({"x": z[0]}), pd.DataFrame({"x": z[1] + 1})
best = c2st(left, right, seed=0, classifier="logistic")
print(f"KS {ks(left.x, right.x):.2f}, AUC {best.auc:.2f}, the bound {2 * best.accuracy - 1:.2f}")

# %% [markdown] tags=["quiz", "slide"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown] tags=["teacher"]
# **Minutes 41–45.** "Where it fails" is worth the last minutes: run the decimals before the quiz and ask who would send this table back. Quiz question 3 on paper.

# %% [markdown]
# Terms of this lesson: [[floor]], [[edge]], [[KS]], [[JSD]], [[JS distance]], [[quantile bins]], [[bootstrap interval|interval]], [[C2ST]], [[TV]], [[holdout]]. `course.glossary("edge")` explains one. Next: lesson 04 builds the report's first generator and puts its score to this test.

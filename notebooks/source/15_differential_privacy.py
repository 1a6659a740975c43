# ---
# jupyter:
#   course_lib:
#     promise: You say what a privacy budget permits, add up what answers cost, and test a promise by attacking it.
#     objectives:
#     - text: compute how often an attacker may be right under a given budget
#       check: permits
#     - text: add up what many noisy answers cost together
#       check: cost
#     - text: turn an attack's successes into a budget that is disproved
#       check: least
#     minutes: 45
#     needs: lessons 03 to 06; lesson 14 helps
#     run_seconds: 40
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 15 Differential privacy

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# A shop hands out a table and promises: "differentially private, $\varepsilon = 10$" (with $\delta = 0$; part 1 explains both). A coin decided whether your row went in. An attacker knows every other row, sees whatever the shop gave out, and says "in" or "out". A coin would be right in half of all cases.

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data, dp, evaluation, explore, plots
from course_lib.generators import make
from course_lib.study.private_runs import private_rows, private_runs
from course_lib.teaching import line_up, noisy_line, pate, start
from course_lib.teaching.contest import six_scores

course = start("15")

# %% tags=["hook"]
course.predict("permitted", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–4** (must). On paper, with confidence. Most take 10 for a small number, because it stands in press releases. The answer comes in part 1. Latecomers enter at part 2.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 One answer
# How many customers were granted credit? Whoever knows all others subtracts them, and knows you. An answer $M$ is $(\varepsilon, \delta)$-[[differential privacy|differentially private]] if for every two tables $D$, $D'$ that differ in one row, there or not, and every set $E$ of answers,
#
# $$P(M(D) \in E) \le e^{\varepsilon}\, P(M(D') \in E) + \delta$$
#
# $\varepsilon$ is the budget, $\delta$ a small probability, well below one over the rows, and $E$ may be whatever makes an attacker say "in". Three ways, named by their noise:
#
# - **Randomised response**: each customer tells the truth or, by a private draw, the opposite; the truth is $e^\varepsilon$ times as likely. Nobody has to be trusted. (Here $D$ and $D'$ differ in what one row says.)
# - **Laplace noise** of scale $b = \Delta/\varepsilon$ on the count. $\Delta$, the [[sensitivity]], is how far one row can move it: by 1.
# - **Gaussian noise** of standard deviation $\sigma$. It needs $\delta > 0$.
#
# All this is [[privacy noise]]. The decoder's $\sigma$, the sampling temperature (lesson 09) and jitter (lesson 04) are sized by the data or by taste; this is sized by $\Delta$.

# %% tags=["loop"]
customers, card = data.load_table("customers")
granted, n, rng = customers["outcome"].to_numpy(), len(customers), np.random.default_rng(0)
ways = {"randomised response": lambda: n * dp.shares_from_randomised(dp.randomised_response(granted, 1, seed=rng), 1)[1],
        "Gaussian noise": lambda: dp.gaussian(granted.sum(), dp.gaussian_sigma(1, 1e-5), seed=rng),
        "Laplace noise": lambda: dp.laplace(granted.sum(), 1, seed=rng)}  # fmt: skip
off = {name: np.std([way() for _ in range(500)]) for name, way in ways.items()}
others = np.sqrt(n * granted.mean() * (1 - granted.mean()))
course.show(plots.bars(off, floor=others, floor_label="another 10,000 customers", xlabel="standard error of the count, ε = 1", fmt="{:.0f}"),
    alt="Three bars: the first about twice as long as a dashed line, the other two hardly seen beside it.",
    summary="; ".join(f"{name} {v:.0f}" for name, v in off.items()) + f"; other customers would move it by {others:.0f}.")

# %% [markdown] tags=["loop"]
# **What it means.** One $\varepsilon$, three prices; the Gaussian one also spends $\delta$. Trusting whoever collects divides the error by about 25, with Laplace noise by more. **What it does not mean.** That Laplace is best: asked for many counts at once, it has to cover the sum of their moves, the Gaussian only the length.
#
# Now the attacker of the guess above, a [[membership inference]]. [[TPR]]: share of tables with your row that are called "in"; [[FPR]]: share without it that are. Put "says in" for $E$, then "says out", with $\delta = 0$:
#
# $$\mathrm{TPR} \le e^{\varepsilon}\,\mathrm{FPR} \qquad 1 - \mathrm{FPR} \le e^{\varepsilon}(1 - \mathrm{TPR})$$
#
# Who is right most often is right in a share $a$ of both cases: $\mathrm{TPR} = a$ and $\mathrm{FPR} = 1 - a$.
#
# ### Your turn: what is permitted

# %% name="permits" tags=["exercise"]
def permits(epsilon):
    """The largest share of right guesses that epsilon allows, delta being 0."""
    ### BEGIN SOLUTION
    return np.exp(epsilon) / (1 + np.exp(epsilon))
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("permits", permits)

# %% tags=["hook"]
print("The most that epsilon permits; a coin is right in 50%:")
for epsilon in (0.1, 1, 3, 10):
    print(f"epsilon {epsilon:4}: {dp.balanced_accuracy_bound(epsilon):.3%}")
print(f"AUC at epsilon 1: the budget permits {dp.auc_bound(1, 1e-5):.3f}, the Gaussian count {dp.gdp_auc(1 / dp.gaussian_sigma(1, 1e-5)):.3f}, a coin has 0.5.")

# %% tags=["hook"]
course.reveal("permitted")

# %% [markdown] tags=["loop", "fold"]
# **What it means.** At 10 the promise permits a release that gives you away. Randomised response at $\varepsilon = 10$ *is* one, for what your row says: it keeps its promise and tells the truth in 99.995% of cases. **What it does not mean.** That everything with $\varepsilon = 10$ is so bad. The last line: against the Gaussian count the *best* attacker stays far below what its budget permits. A budget is a ceiling.

# %% [markdown] tags=["teacher"]
# **Minutes 4–15** (must). Ask before the exercise: "Why $e^\varepsilon$ and not $\varepsilon$?" In `permits` expect $e^\varepsilon/2$, and $1 - e^{-\varepsilon}$. **Vote 1** is quiz question 1. Insist on both halves of the aha: permitted is not reached, and randomised response reaches it. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The bill
# Ask a hundred times and average: a tenth of the noise is left. So answers must be billed together. A Gaussian answer, $\sigma$ in units of its sensitivity, costs $\rho = 1/(2\sigma^2)$, and these costs, called [[zCDP]], add up. For any $\delta$ the sum $\rho$ is worth
#
# $$\varepsilon = \rho + 2\sqrt{\rho \ln(1/\delta)}$$
#
# ### Your turn: the bill

# %% name="cost" tags=["exercise"]
def cost(sigmas, delta):
    """Epsilon of several Gaussian answers together, by zCDP."""
    ### BEGIN SOLUTION
    rho = np.sum(1 / (2 * np.asarray(sigmas) ** 2))
    return rho + 2 * np.sqrt(rho * np.log(1 / delta))
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("cost", cost)

# %% [markdown] tags=["loop"]
# The formula is short and not the tightest. A hundred answers with ten times the noise cost exactly what one answer costs, here $\varepsilon = 1$. Four [[accountant|accountants]] on that bill, the first with $\delta/100$ for each answer:

# %% tags=["loop"]
sigma = 10 * dp.gaussian_sigma(1, 1e-5)
bills = {"adding epsilons": 100 * dp.gaussian_epsilon(sigma, 1e-7), "zCDP": dp.zcdp_epsilon(100 * dp.zcdp_of_sigma(sigma), 1e-5)}
bills |= {way: dp.epsilon_spent([dp.Gaussian(sigma, times=100)], 1e-5, method) for way, method in (("Rényi DP", "rdp"), ("PLD", "pld"))}
print(" · ".join(f"{way} {bill:.4f}" for way, bill in bills.items()))

# %% [markdown] tags=["loop"]
# **What it means.** The same noise, and four bills: the accountant is part of the promise. Each follows more of what an answer can tell; PLD, privacy loss distributions, follows all of it. Looser is honest, only dearer. **What it does not mean.** That the lowest bill is right. Below 1 a bill would be wrong.
#
# A gradient is an answer as well. [[DP-SGD]] trains on noisy ones. Here purchases (in 100 dollars) on incomes (in 100,000), and how long each customer's own gradient is before the first step:

# %% tags=["loop"]
X, y = np.c_[np.ones(n), customers["income"] / 1e5], customers["purchase"].to_numpy() / 100
lengths = np.linalg.norm(noisy_line.gradients(X, y, w=[0, 0]), axis=1)
print(f"Median {np.median(lengths):.2f}, largest {lengths.max():.1f}; longer than C = 0.5: {np.mean(lengths > 0.5):.0%}")
course.source(noisy_line.dp_sgd)

# %% tags=["loop"]
q, sigma = 0.05, dp.noise_multiplier(1, 1e-5, q=0.05, steps=200, method="rdp")
for steps in (1, 20, 200):
    sampled, all_rows = (dp.epsilon_spent([dp.SampledGaussian(rate, sigma, steps)], 1e-5) for rate in (q, 1.0))
    print(f"{steps:3} steps cost {sampled:.2f}; with all rows in every step {all_rows:.2f}")
slopes = [noisy_line.dp_sgd(X, y, steps=200, q=q, clip=0.5, sigma=sigma, seed=seed)[1] for seed in range(5)]
print(f"slope: least squares {np.linalg.lstsq(X, y)[0][1]:.2f}, five private ones {min(slopes):.2f} to {max(slopes):.2f}")

# %% [markdown] tags=["loop"]
# **What it means.** The first step is the dearest; the rest grow about like a root. Sampling is a large part of the discount, and holds for this sampling only: batches cut from a table whose row order was shuffled need a bill of their own, often a larger one. **What it does not mean.** That training is nearly free: two weights and 10,000 rows are a kind case.
#
# Why is each gradient clipped, when noise is added anyway? One sentence in place of `None`.

# %% tags=["loop"]
course.why("clip", None)

# %% [markdown] tags=["teacher"]
# **Minutes 15–25** (must: bill; should: DP-SGD). Expect $\rho$ with $\sigma$ for $\sigma^2$, and the logarithm of $\delta$. "Adding epsilons" gives each answer $\delta/100$. **Vote 2** is quiz question 2. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 A table
# `private_marginals` asks little of a table: noisy counts of each column, a noisy choice of pairs of columns that hang together, noisy counts of these pairs. Rows are drawn from the counts; drawing costs nothing more (*post-processing*). What stands on the [[schema]] counts as public, and whatever is missing there is refused. So a bound for visits, without looking:

# %% tags=["loop"]
card = card.with_column("visits", high=365)
model = make("private_marginals", epsilon=1, delta=1e-5).fit(customers, card, seed=0)
print(model.notes_[-1], f"\nSpent: {model.epsilon_spent_:.2f}")
pd.DataFrame(model.ledger_)[["what", "kind", "times", "sigma", "epsilon"]].round(2).astype(object).fillna("")

# %% [markdown] tags=["loop"]
# Is the table any good? Runs stored by `python -m course_lib.study.private_runs`, 10,000 rows, five seeds, beside fresh rows and tables with columns shuffled independently. `private_vae` is a VAE (lesson 09) trained by DP-SGD. `trends` is SDMetrics' score of pairs, `skill` is corr_skill (lesson 04):

# %% tags=["loop"]
runs = private_runs()
runs.query("rows == 10_000 and epsilon in (0, 1)").groupby("generator", sort=False)[["trends", "skill"]].agg(["min", "max"]).round(2) + 0.0

# %% [markdown] tags=["loop"]
# **What it means.** Of the skill of fresh rows the noisy counts keep about four fifths, the private VAE two thirds. Trends flatter: no dependence at all scores .93. **What it does not mean.** That $\varepsilon = 1$ is right for your table: with 1,000 rows the same noise falls on counts a tenth as large. And on real data each of the five runs would be paid for, and none would have a seed.

# %% [markdown] tags=["explore", "slide"]
# ### Explore
# Left private rows over real ones, in the middle the skill of stored runs, right the attacker's two rates. The full line is what the budget permits, the dashed one what the noisy counts permit (without the choice of pairs, a small part of the bill), the diagonal a coin.

# %% tags=["explore"]
explorer = explore.explore_privacy(runs, private_rows())
course.show(explorer.small_multiples(),
    alt="Three rows. From top to bottom the crosses gather where the dots are, skill rises towards fresh rows, and the attacker's full line moves from the diagonal to the corner.",
    summary="; ".join(explorer.view.readout(state, explorer.view.numbers(state)) for state in explorer.view.presets.values()))

# %% [markdown] tags=["explore"]
# **Task:** `private_marginals`, 1,000 rows. What is the smallest $\varepsilon$ with which the mean skill reaches half of that of fresh rows? How many right guesses does it permit? Then 10,000 rows.

# %% tags=["explore"]
explorer

# %% name="half" tags=["explore"]
### BEGIN SOLUTION
half = 3
### STUB: half = None
### END SOLUTION

# %% tags=["explore"]
course.check("half", (half, explorer))

# %% [markdown] tags=["loop", "slide"]
# ## 4 An audit, and a cautionary tale
# A promise can be tested from below. Run a mechanism many times with and without one row, the [[canary]], attack it, count TPR and FPR. A mechanism that keeps its promise has
#
# $$\mathrm{TPR} \le e^{\varepsilon}\,\mathrm{FPR} + \delta \qquad 1 - \mathrm{FPR} \le e^{\varepsilon}(1 - \mathrm{TPR}) + \delta$$
#
# so what was counted says which $\varepsilon$ are too small. Whoever guesses has TPR = FPR, and disproves nothing.
#
# ### Alone: the least budget

# %% name="least" tags=["exercise"]
def least(tpr, fpr, delta=0.0):
    """The smallest epsilon, from 0 up, that allows these rates: by "in" or by "out", whichever says more."""
    ### BEGIN SOLUTION
    return max(0.0, np.log((tpr - delta) / fpr), np.log((1 - fpr - delta) / (1 - tpr)))
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("least", least)

# %% [markdown] tags=["loop"]
# Counts have luck in them: the library's `dp.audit_epsilon` takes the ends of intervals for both rates, and is wrong in one of 10,000 audits at most.
#
# The tale. PATE-GAN (2019) trains its generator against a *student* that sees no real row, only labels. [[PATE|Teachers]] give them: the rows are cut into parts, each teacher learns one part, all vote "real" or "made", and Laplace noise falls on the votes. One row is in one part, so it turns one vote at most. That is sound. Then an audit of six implementations found that none keeps its promise (Ganev and others 2024, 19 violations). We rebuild the votes: 50 teachers, 1,000 labels, $\varepsilon = 1$. Once as meant; once every teacher gets the first part; twice the bill forgets labels. The canary is a point at which the teachers are divided.

# %% tags=["loop"]
rows = ((customers[["income", "purchase"]] - [20_000, 0]) / [230_000, 150]).to_numpy()[:1000]
canary = pate.choose_victim(rows)
tales = {"no row added": (None, {}), "as meant": (canary, {}), "1 of 10 labels billed": (canary, {"billed": 100}),
         "1 of 1,000 billed": (canary, {"billed": 1}), "one part for all": (canary, {"one_part": True})}  # fmt: skip
audits = {name: dp.audit_epsilon(*pate.scores(rows, who, **fault), delta=1e-5) for name, (who, fault) in tales.items()}
course.show(plots.bars({name: a.epsilon for name, a in audits.items()}, floor=1, floor_label="promised", xlabel="ε is at least, by audit", fmt="{:.1f}"),
    alt="Five bars: three at or near zero, two far beyond a dashed line at 1.",
    summary="; ".join(f"{name} {a.epsilon:.1f} (TPR {a.tpr:.3f}, FPR {a.fpr:.3f})" for name, a in audits.items())
    + f". The bill of all labels where 1 of 10 was billed: {dp.zcdp_epsilon(10 * dp.accountant.zcdp_rho(1, 1e-5), 1e-5, tight=True):.1f}.")

# %% [markdown] tags=["loop"]
# **What it means.** Two promises are disproved, from the labels alone. The first bar is the control: no row was added, the attacker says "in" nearly always, both rates are equal, as for any guess. **What it does not mean.** That the promises of the others hold. "1 of 10 billed" cost 3.6 and was not caught: an audit above the promise proves a fault, below it proves nothing.
#
# Both kinds of fault, and bounds read off the data, are reported for published code. This course offers no PATE-GAN.

# %% [markdown] tags=["teacher"]
# **Minutes 25–39** (must: ledger, explore, exercise, audit). At the table with the two scores ask: "Which would a vendor print?" In `least` expect the logarithm to be forgotten, and $\delta$ added where it is taken off. The faults: mlforhealthlabpub issue 29, synthcity issues 275, 276 and 278. PATE proper also needs few labels or agreeing teachers; 1,000 labels drown 50 votes in noise of scale 256. Pause point.

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Suspects: `private_marginals` at $\varepsilon$ 0.1 and at 10, the copula, a photocopy. The scores are those of lesson 13; `nearer` is the share of rows nearer to a training row than to a held-out one, .5 by guessing; the first line is its control, and luck stays below .53. A table whose rows sit in a few lumps can leave .5 without copying.

# %% tags=["lineup"]
suspects = {"epsilon 0.1": ("private_marginals", {"epsilon": 0.1}), "epsilon 10": ("private_marginals", {"epsilon": 10}),
            "copula": ("copula", {}), "photocopy": ("photocopy", {})}  # fmt: skip
train, holdout, test = data.split(customers, seed=0)
tables = {"fresh rows": test[:1000]} | line_up(train, suspects, card, seed=5)
pd.DataFrame({name: six_scores(card, "outcome")(train, holdout, t) for name, t in tables.items()}).T.iloc[:, 1:].round(2) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "photocopy", "B": "epsilon 10", "C": "copula", "D": "epsilon 0.1"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 39–42** (should). D's `nearer` is no leak: its rows sit in a few lumps, and each lump falls to one side. It moves from .35 to .74 over splits.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# What does a guarantee cost on a table of your own? Put its path in place of `"affairs"`, and declare every bound and level *without looking*: what the schema lacks, the error names.

# %% tags=["your-table", "deeper"]
mine, my_card = data.load_table("affairs")
my_card = my_card.with_column("affairs", high=100)
part, rest = data.split(mine, seed=0, shares=(0.5, 0.5))
for epsilon in (0.1, 1, 10):
    t = make("private_marginals", epsilon=epsilon).fit(part, my_card, seed=0).sample(len(part), seed=0)
    print(f"epsilon {epsilon:4}: skill {evaluation.corr_skill(rest, t, my_card):5.2f}")
print(f"other half  : skill {evaluation.corr_skill(rest, part, my_card):5.2f}. One seed: a few hundredths are not told apart.")

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "$\varepsilon$ protects a person." It protects a row. Who has five rows has $5\varepsilon$: at $\varepsilon = 1$ an attacker may be right in 99.3%, `permits(5)`, instead of 73.1%; a coin is in 50%. And what holds of the population is learned with or without you: that smokers fall ill more often, and you smoke.
#
# **A limit, and a band.** Within a table of counts each gets noise of one size, so small groups are moved most: some vanish, some grow (Ganev and others 2022 found both). The share of two levels in a private table over that in its 1,000 training rows, $\varepsilon = 1$, five seeds, the mean at the end of the line, which hides it:

# %% tags=["fails"]
small = [data.simulate_customers(1000, seed=seed) for seed in range(5)]
made = [make("private_marginals", epsilon=1).fit(t, card, seed=seed).sample(1000, seed=seed) for seed, t in enumerate(small)]
kept = {level: [(b["channel"] == level).mean() / (a["channel"] == level).mean() for a, b in zip(small, made)] for level in ("web", "letter")}
course.show(plots.strips(kept, floor=1, floor_label="kept", xlabel="synthetic share / real share", fmt="{:.2f}"),
    alt="Two rows of five marks. The first row lies close to a dashed line at 1, the second is scattered widely.",
    summary="; ".join(f"{level} {min(v):.1f} to {max(v):.1f}" for level, v in kept.items()))

# %% [markdown] tags=["fails"]
# **You may now claim:** "I name the mechanism, its noise, $\varepsilon$, $\delta$, the unit and the accountant. I say what the budget permits, not that a table is private. And I have attacked it, with a guess and a control beside the attack."

# %% [markdown] tags=["deeper"]
# ## Deeper: what is refused, and a network that pays

# %% [markdown] tags=["deeper"]
# A schema read off the data tells about single rows: the largest income *is* somebody's income. So it is refused.

# %% tags=["deeper", "raises-exception"]
make("private_marginals").fit(customers, data.Schema.infer(customers))

# %% [markdown] tags=["deeper"]
# `private_vae` pays twice: for the noisy counts of each column, then for its steps. A network of thousands of weights, each with noise; it takes some seconds.

# %% tags=["deeper"]
network = make("private_vae", epsilon=1).fit(customers, card, seed=0)
counts, steps = network.ledger_
skill = evaluation.corr_skill(data.simulate_customers(10_000, seed=10_000), network.sample(10_000, seed=0), card)
print(f"{counts['times']} tables of counts, {steps['times']} steps; spent at most 1: {network.epsilon_spent_ <= 1}")
print(f"skill above .4, columns shuffled independently have 0: {skill > 0.4}")

# %% [markdown] tags=["deeper"]
# Everything of a step in the library, ghost clipping apart. Who audits *our* generators? `python -m tests.benchmarks.dp_audit private_marginals` attacks them with a worst-case row; with `--fault quiet`, a tenth of the noise, it proves more than was promised.

# %% tags=["deeper"]
from course_lib.dp.dpsgd import NoisyGradients

course.source(NoisyGradients.set)

# %% [markdown] tags=["quiz", "slide"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown] tags=["teacher"]
# **Minutes 42–45.** Show the two rows of "Where it fails" and ask who would have been asked first. Take home: read one press release with an $\varepsilon$ in it and find $\delta$, unit and accountant.

# %% [markdown]
# Terms of this lesson: [[differential privacy]], [[sensitivity]], [[privacy noise]], [[zCDP]], [[accountant]], [[DP-SGD]], [[PATE]], [[audit]], [[canary]], [[membership inference]]. `course.glossary("accountant")` explains one. Next: lesson 16 puts all of it to use.

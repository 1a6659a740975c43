# ---
# jupyter:
#   course_lib:
#     promise: You attack one model in three ways, and put a number on each of the report's six risks, with something to read it against.
#     objectives:
#     - text: score an attack by somebody who holds the model, and read it beside its guess and its control
#       check: by-weights
#     - text: tell what a table says about everybody from what it says about the people in it
#       check: risk
#     - text: measure whether a table widens the gap between two groups
#       check: amplified
#     minutes: 45
#     needs: lessons 01 to 09, and 13
#     run_seconds: 80
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 14 Attacks and risks

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# The article says of its network: "A VAE doesn't memorize, it generalizes." We train it on fifty customers, for 4,000 steps. Then somebody asks of a customer: was this one among the fifty?
#
# The first attacker holds a synthetic table of fifty rows and names whoever lies near one of them. The score is an [[AUC]]: .5 is guessing, 1 is always right. Over ten such models the mean is about .55, hardly more than guessing; the control, a table of other customers, has about .50. The second attacker holds the model itself, its weights. What does that one score on the same fifty?

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data, evaluation, explore, plots
from course_lib.evaluation import attacks
from course_lib.generators import make
from course_lib.generators.neural.vae import elbo_of_rows, fit_side_by_side, row_bound
from course_lib.teaching import line_up, start
from course_lib.teaching.risks import coarse, risks_of, timed

course = start("14")

# %% tags=["hook"]
course.predict("holds-the-model", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–4** (must). On paper. Most stay near the first number: "the model has no more in it than its rows show". Do not comment. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 Privacy leakage: three attackers
# The report lists six risks. Its page shows one line on the second: "Privacy risk: Low (membership inference)", a text that nothing computes. We compute. The game is lesson 01's: a *member* was among the training rows, a *stranger* is another customer of the same population, and the attacker has to rank them. The article's five columns, and ten models, each with fifty members of its own:

# %% tags=["loop"]
customers, schema = data.load_table("customers")
five = schema.select(["age", "income", "score", "segment", "region"])
pool = customers[five.names].sample(frac=1, random_state=0, ignore_index=True)
people = [pool[50 * k : 50 * k + 50].reset_index(drop=True) for k in range(20)]
members, strangers, unused = people[::2], people[1::2], pool[1000:2000]
models = fit_side_by_side(members, range(10), steps=4000, schema=five)
tables = [model.sample(50, seed=k) for k, model in enumerate(models)]
near = [attacks.nearest_neighbour(*three, unused, five) for three in zip(members, strangers, tables)]

print(f"First attacker, mean AUC of ten models: {coarse([a.found.auc for a in near]):.2f}, guess .5, control {coarse([a.control.auc for a in near]):.2f}.")

# %% [markdown] tags=["loop"]
# `fit_side_by_side` trains the ten at once; each is what `make("vae", likelihood="article")` learns from its rows. The printed line holds what a privacy number needs beside it: the *guess*, what somebody scores without the table, and the [[control of an attack|control]], the same attack where there is nothing to find, here on one table of 1,000 unused real customers, the same for all ten. Networks differ a little between machines, so lines of text round means to the nearest .05; a figure has this run's own. (`print(near[0])` says it of one model, with its interval.)
#
# ### The second attacker
# A VAE gives each row a number: how well it explains it. For the article that is minus the row's own loss,
#
# $$b(x) = -\frac{1}{D}\sum_{j=1}^{D}\,(x_j - \hat x_j)^2 \;-\; \frac{w}{L}\sum_{l=1}^{L} \mathrm{KL}_l$$
#
# with $x_j$ the $D$ entries of the standardised, [[one-hot]] row, $\hat x_j$ what the decoder returns, $\mathrm{KL}_l$ the price of latent $l$ (lesson 09) and $w = .001$. It is a mean over 20 draws of the code. In the library that is `elbo_of_rows(model, rows)`, which asks this function. If the network learned its rows by heart, members get more.

# %% tags=["loop"]
course.source(row_bound.of_batch)

# %% [markdown] tags=["loop"]
# Your turn: `bound` is such a function, rows in, one number a row out. The `.auc` of `evaluation.auc_of(a, b)` says how often a number of `a` beats one of `b`.

# %% name="by-weights" tags=["exercise"]
def by_weights(bound, members, strangers):
    """AUC of the attacker who holds the model."""
    ### BEGIN SOLUTION
    return evaluation.auc_of(bound(members), bound(strangers)).auc
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("by-weights", by_weights)

# %% [markdown] tags=["loop"]
# Now the ten models. The control of the second attacker is a model of the same kind that saw neither side: here another of the ten. (`white_box` is your function, with interval and control.)

# %% tags=["hook"]
bounds = [lambda rows, model=model: elbo_of_rows(model, rows) for model in models]
white = [attacks.white_box(bounds[k], members[k], strangers[k], bounds[k - 1]) for k in range(10)]
aucs = {f"holds the {thing}{note}": [getattr(a, side).auc for a in runs] for side, note in (("found", ""), ("control", ", control"))
        for thing, runs in (("table", near), ("model", white))}  # fmt: skip
print("The second attacker:")
course.show(plots.strips(aucs, real=["holds the table, control"], floor=0.5, floor_label="guess", xlabel="AUC (a mark: one model; right: the mean)", fmt="{:.2f}"),
    alt="Four rows of ten marks. Who holds the table and both controls lie around one half, who holds the model far to the right.",
    summary="Mean AUC to the nearest .05, guess .5: " + "; ".join(f"{name} {coarse(values):.2f}" for name, values in aucs.items()))  # fmt: skip

# %% tags=["hook"]
course.reveal("holds-the-model")

# %% [markdown] tags=["fold"]
# **What it means.** The network did learn its fifty by heart. The table shows little of it: the article reads off the decoder at *random* codes, and those rarely hit the places where members sit. Whoever holds this model, and somebody's row, can tell whether that person was in it. **What it does not mean.** That the table is harmless. The first attack is one attack, on average members.

# %% [markdown] tags=["loop"]
# ### The third attacker chooses the victim
# Put one customer whose income lies 12 standard deviations above the mean, a [[canary]], in the place of one of the fifty. Fit ten models with it and take the ten without. Look at one number of each *table*, chosen beforehand: its largest income. The control: a second table of each model without.

# %% tags=["loop"]
rich = {**pool.iloc[-1].to_dict(), "income": int(pool["income"].mean() + 12 * pool["income"].std())}
exposed = fit_side_by_side([attacks.with_row(rows, rich, 0) for rows in members], range(20, 30), steps=4000, schema=five.with_column("income", high=None))


def largest(fitted, seed):
    return [model.sample(50, seed=seed + k)["income"].max() / 1000 for k, model in enumerate(fitted)]


held, without, again = largest(exposed, 0), largest(models, 0), largest(models, 100)
alarm = attacks.attacked("canary", held, without, (again, without))
course.show(plots.strips({"with the canary": held, "without": without}, xlabel="largest income of a synthetic table, in thousands", fmt="{:.0f}"),
    alt="Two rows of ten marks: the largest incomes with the canary all lie to the right of those without.",
    summary=f"Canary: AUC {alarm.found.auc:.1f}, guess .5, control {coarse(alarm.control.auc):.2f}, edge of both {alarm.found.null_95:.2f}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# Tables of the kind that told the first attacker next to nothing about fifty people tell the third about one. **What it means.** "AUC .5" is a sentence about one attack and average people. Its name is "[[not rejected by this attack]]". **What it does not mean.** That every customer is exposed so: twelve standard deviations are rare. Those who stand out have most to lose (Meeus et al. 2023).

# %% [markdown] tags=["loop"]
# Why can the nearest-neighbour attack miss what the weights show? One sentence in place of `None`, then compare.

# %% tags=["loop"]
course.why("missed", None)

# %% [markdown] tags=["teacher"]
# **Minutes 4–20** (must: exercise, both figures). In `by-weights` expect strangers first, or the loss in place of its negative: an AUC far *below* one half is an attack with the sign wrong. **Vote 1** is quiz question 1. Ask at the canary: "Who of you would it be?" Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The person or the population?
# Another question: somebody knows most of a customer and wants the rest, the `segment`, say. They look up the most similar synthetic row. That is [[attribute inference]]. It may be right often. But a table that says "high income, premium" says so about everybody. That is what tables are for.
#
# So the attack is tried on people who were *not* in the training rows, the control. What is left is the harm of having been in it (Giomi et al. 2023):
#
# $$\text{risk} = \frac{r_\text{attack} - r_\text{control}}{1 - r_\text{control}}$$
#
# $r$ is the share of people about whom the attacker is right: `attack` on members, `control` on others.

# %% name="risk" tags=["exercise"]
def risk(right_members, right_others):
    """The part that is due to having been in the table; both arguments: arrays, True where the attacker was right."""
    ### BEGIN SOLUTION
    attack, control = np.mean(right_members), np.mean(right_others)
    return (attack - control) / (1 - control)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("risk", risk)

# %% [markdown] tags=["loop"]
# Three tables from 1,000 customers, all eleven columns; `segment` is the secret. The guess names the table's commonest level for everybody and compares no rows.

# %% tags=["loop"]
train, holdout, test = data.split(customers, seed=0, shares=(0.1, 0.1, 0.8))
suspects = {"photocopy": train} | {name: make(name).fit(train, schema, seed=0).sample(1000, seed=1) for name in ("copula", "independent")}
risks = {name: attacks.attribute_inference(train, table, holdout, "segment", schema=schema) for name, table in suspects.items()}
shown = {f"{name}: {side}": getattr(r, side.split()[0]).value for name, r in risks.items() for side in ("attack", "control (others)")}
course.show(plots.bars(shown, real=[n for n in shown if "photocopy" in n], floor=risks["copula"].guess.value, floor_label="guess", xlabel="right about the segment", fmt="{:.2f}"),
    alt="Six bars. The photocopy's attack reaches 1 and its control stays far below; the other two tables' pairs are alike.",
    summary="; ".join(f"{name}: {'risk above .5' if r.value > 0.5 else 'not rejected by this attack' if not r.seen else 'seen'}" for name, r in risks.items()))  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** From the photocopy the attacker learns the member. The copula's table serves members and strangers alike, and hardly better than the guess; looking up a row of independent columns is worse than that. In the line-up below comes a table whose attack *and* control lie above the guess: that one speaks of everybody. **What it does not mean.** That what a table says about everybody is harmless to everybody. A person may be hurt by a true statement about people like them; staying out of the table would not have helped.

# %% [markdown] tags=["teacher"]
# **Minutes 20–28** (must: formula, exercise; should: figure). Expect attack minus control without the lower part: with control .9 there is only .1 left to lose. **Vote 2** is quiz question 2. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 The other five
# The report's remaining risks, each with a number, and fresh rows as its control: *mode collapse*, kinds of rows that no longer occur; *distribution shift*, here tails that are lost, and a world that moves on; *bias amplification*, a gap between groups that grows; *evaluation*, a score that sees none of it; *cost*.
#
# Bias first. Credit is granted to 60% of group A and 40% of group B. The [[demographic parity difference|DPD]] is the largest share minus the smallest. A table amplifies if its DPD is larger than that of the real rows.
#
# ### Alone: amplified

# %% name="amplified" tags=["exercise"]
def amplified(real, made, outcome="outcome", group="group"):
    """DPD of `made` minus DPD of `real`; both are tables, `outcome` a column of True and False."""
    ### BEGIN SOLUTION
    gaps = [table.groupby(group)[outcome].mean() for table in (real, made)]
    return (gaps[1].max() - gaps[1].min()) - (gaps[0].max() - gaps[0].min())
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("amplified", amplified)

# %% [markdown] tags=["loop"]
# The register: fresh customers; a VAE with the right loss (lesson 09), *read off*, likeliest levels and mean numbers; the same network *drawn* from; the averager (`gan_style`). `levels`: share of the levels of `region` and `channel` that occur. `tail lost`: less than half of the incomes due beyond the real 95% point. `gap`: your number. `moved`: C2ST against customers whose incomes rose by 30%. `C2ST`, and `mean match`, the report's score.

# %% tags=["loop"]
vae, vae_seconds = timed(make("vae", likelihood="mixed", noise=0.0).fit, train, schema, seed=0)
rows = {"fresh rows": test[:1000], "read off": vae.sample(1000, seed=1)}
vae.noise = 1.0
rows |= {"drawn": vae.sample(1000, seed=1), "averager": make("gan_style").fit(train, schema, seed=0).sample(1000, seed=1)}
later = holdout.assign(income=(holdout["income"] * 1.3).clip(upper=250_000).astype(int))
register = {name: risks_of(table, holdout, later, schema) for name, table in rows.items()}
print(f"Edge of the gap, by luck alone: {evaluation.amplification(holdout, test[:1000], 'outcome', 'group').null_95:.1f}.")
pd.DataFrame.from_dict(register, orient="index").round(1)

# %% [markdown] tags=["loop"]
# **What it means.** Reading off loses a rare level and widens the gap between the groups: a tendency becomes a rule. The same network, drawn from, does neither. The averager lost the tail; its gap of .1 is of luck's size. Every table, the fresh rows too, is a picture of yesterday: `moved`. And the report's score is about 1 throughout; that is the *evaluation* risk in one column. **What it does not mean.** That `drawn` is good: look at C2ST. Nor a ranking: one fit and one draw each, so these lines describe four tables.
#
# **Cost** is a number too:

# %% tags=["loop"]
_, copula_seconds = timed(make("copula").fit, train, schema, seed=0)
weights = sum(w.numel() for w in vae.network_.parameters())
print(f"One VAE: {'more' if vae_seconds > 10 * copula_seconds else 'less'} than 10 times the copula's seconds, {weights:,} weights for {train.size:,} cells.", "Networks fitted so far: 1 to make tables, 10 to attack, 10 more for one canary.", sep="\n")

# %% [markdown] tags=["loop"]
# Seconds depend on the machine, their ratio less. And what costs most is to *know*: twenty networks for one AUC of one canary.

# %% [markdown] tags=["teacher"]
# **Minutes 28–36** (must: exercise, register). Let them name the risk behind each column before you do. Expect a signed difference B − A: DPD has no sign. Pause point.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# More rows, a smaller canary. Left: both membership attacks over the number of training rows; a dot is one model. Right: the largest income of each table, with the canary and without; dotted, the canary's own. So that it fits a lesson: six models of a kind, 1,000 steps; tables of 1,000 rows.

# %% tags=["explore", "fold"]
explorer = explore.explore_attacks(pool)
print("Three settings:")
course.show(explorer.small_multiples(),
    alt="Three rows of panels. Left, two lines fall as the training rows grow, from near 1 to .6 and from near .6 to .5. Right, the tables with the canary part from those without at 50 rows and 12 sd; in the other two settings they overlap.",
    summary=f"White box, mean AUC (guess .5, control {coarse([m.white_control for m in explorer.view.measured.values()]):.2f}): " + ", ".join(f"{'over' if explorer.view.measured[n].white.mean() > limit else 'under'} {limit} with {n} rows" for n, limit in ((50, 0.9), (400, 0.7))))  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** What is the *smallest* number of training rows at which the white box's mean AUC is below .8? The line under the live picture says it. Then read the canary there: 12 standard deviations, 6, 3.

# %% tags=["explore"]
explorer

# %% name="by-heart" tags=["explore"]
### BEGIN SOLUTION
by_heart = min(n for n, m in explorer.view.measured.items() if m.white.mean() < 0.8)
### STUB: by_heart = None
### END SOLUTION

# %% tags=["explore"]
course.check("by-heart", (by_heart, explorer))

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Four tables by what was found in them. The suspects: `read off`, a VAE as above; `independent`; `copula`; `photocopy`. `attack`, `control`, `guess`: shares right about `segment`, as in part 2. `gap` as above.

# %% tags=["lineup"]
four = {"read off": ("vae", {"likelihood": "mixed", "noise": 0.0, "epochs": 120})} | {name: (name, {}) for name in ("independent", "copula", "photocopy")}
evidence = {}
for name, t in ({"fresh rows": test[:1000]} | line_up(train, four, schema, seed=6)).items():
    r = attacks.attribute_inference(train, t, holdout, "segment", schema=schema)
    evidence[name] = {side: getattr(r, side).value for side in ("attack", "control", "guess")} | {"gap": evaluation.amplification(holdout, t, "outcome", "group").value}
pd.DataFrame(evidence).T.round(1) + 0.0

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "read off", "B": "photocopy", "C": "independent", "D": "copula"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 36–42** (should: explore, line-up). In pairs. Ask: "Which of the four would you hand out?" and wait for "to whom, and for what?".

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Put the path of a table of your own in place of `"affairs"`, and the name of a column that people may want to keep to themselves.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("affairs")
secret = my_schema.names[-1]
half, rest = data.split(mine.sample(min(len(mine), 2000), random_state=0), seed=0, shares=(0.5, 0.5))
made = make("copula").fit(half, my_schema, seed=0).sample(len(half), seed=1)
print(attacks.attribute_inference(half, made, rest, secret, schema=my_schema))

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "It was attacked, and hardly anything was found, so it may be handed out." An attack gives a *lower* bound: with a better one, or more rows to look at, somebody finds more. The same ten models, the same first attacker, a thousand rows from each in place of fifty:

# %% tags=["fails"]
longer = [attacks.nearest_neighbour(*two, model.sample(1000, seed=k), unused, five) for k, (*two, model) in enumerate(zip(members, strangers, models))]
fifty, thousand, still = (np.mean([getattr(a, side).auc for a in runs]) for runs, side in ((near, "found"), (longer, "found"), (longer, "control")))
print(f"Holds the table: with a thousand rows {'more' if thousand > fifty else 'less'} than with fifty, mean AUC {coarse(thousand):.2f}, guess .5, control {coarse(still):.2f}; above the edge {'in some' if 0 < sum(a.seen for a in longer) < 10 else 'in all or none'} of the ten.")
found, idle = (np.mean([getattr(a, side).tpr_at_1pct_fpr for a in white]) for side in ("found", "control"))
print(f"Holds the model: {'over' if found > 0.5 else 'under'} half of the members come before every stranger (guess: 1 in 51; control: {'under 1 in 10' if idle < 0.1 else 'over 1 in 10'}).")

# %% [markdown] tags=["fails"]
# **A limit.** The white box was the article's network after 4,000 steps on fifty rows. On more rows it knows far less by heart: the explorer's left panel. "VAEs memorise" would be as wrong as "VAEs do not" (van den Burg and Williams 2021).
#
# **A band.** You have seen it: ten models, ten sets of people. Single runs of the first attack lie between .4 and .7; with fifty against fifty the [[edge]] is near .6, and one run decides little.
#
# No attack can promise that no other succeeds. Lesson 15 turns the question round: how much could *any* attack find?
#
# **You may now claim:** "I say who attacks and what they hold. I print guess and control beside every privacy number, I try the person who stands out, and I put a number on each of six risks before I use a word such as low."

# %% [markdown] tags=["deeper"]
# ## Deeper: the whole ladder
# Two rungs are missing. DOMIAS asks where synthetic rows are denser than real ones (van Breugel et al. 2023). A [[shadow model]] attack knows the method: it makes tables of other rows, half of them with the target, and teaches a forest to tell the halves apart (Stadler et al. 2022). Forty shadows and forty tables to test on would take eighty networks, so here it faces the copula, on 50 rows with our rich customer.

# %% tags=["deeper"]
dense = [attacks.density_ratio(a, b, model.sample(1000, seed=k), unused, five)
         for k, (a, b, model) in enumerate(zip(members, strangers, models))]  # fmt: skip
wide = five.with_column("income", high=None)  # the rich customer has more than the schema allows
shadow = attacks.shadow(lambda rows, seed: make("copula").fit(rows, wide, seed=seed).sample(50, seed=seed), pool[2000:4000],
                        rich, n=50, shadows=40, tests=40, schema=wide)  # fmt: skip
ladder = {"nearest neighbour": near, "density ratio, 1,000 rows": dense, "shadow models (copula)": [shadow], "white box": white, "canary": [alarm]}
rungs = {}


def in_words(shares):
    return "over half" if np.mean(shares) > 0.5 else "under 1 in 10" if np.mean(shares) < 0.1 else "some"


for name, runs in ladder.items():
    auc = np.array([a.found.auc for a in runs])
    half = 2.26 * auc.std(ddof=1) / np.sqrt(10) if len(runs) == 10 else 0  # Student's factor for ten runs
    low, high = runs[0].found.interval if len(runs) == 1 else (auc.mean() - half, auc.mean() + half)
    rungs[name] = {"AUC": coarse(auc), "from": coarse(low), "to": coarse(high), "guess": 0.5, "control": coarse([a.control.auc for a in runs]),
                   "finds": in_words([a.tpr for a in runs]), "finds (control)": in_words([a.control.tpr_at_1pct_fpr for a in runs]),
                   "by luck": {"canary": "1 in 11", "shadow models (copula)": "1 in 21"}.get(name, "1 in 51")}  # fmt: skip
pd.DataFrame(rungs).T

# %% [markdown] tags=["deeper"]
# To the nearest .05; intervals of 95%, over the ten models or over the tables. The canary's tables all beat the others, so the formula gives an interval without width: ten tables against ten do not make it certain. The white box's ten scores lie between .97 and 1; rounding hides their width. `finds`: the share of members that come before every stranger, the strictest reading of TPR at 1% FPR; `finds (control)`: the same on the control. With 50 strangers luck finds 1 in 51, with 20 tables 1 in 21, with 10 one in 11. The copula is no network; its margins are made of the rows' own values, the largest too.
#
# Beside inference, the European data protection authorities ask two more questions (Article 29 Working Party, Opinion 05/2014; attacks by Giomi et al. 2023): can a condition be written that fits exactly one person, and can two lists be joined?

# %% tags=["deeper"]
for name, table in suspects.items():
    print(f"{name}:", attacks.singling_out(train, table, holdout, schema=schema, attempts=300))
    print(f"{name}:", attacks.linkability(train, table, holdout, ["age", "income"], ["purchase", "score"], schema=schema))

# %% [markdown] tags=["deeper"]
# On the photocopy the first question finds no more than its guess, the second finds nearly all. An attack that fails speaks for itself alone.

# %% [markdown] tags=["deeper"]
# ## Deeper: mode collapse, where the modes are known
# On a table nobody knows the modes. On lesson 10's ring of eight spots they are known: captured, share of good points, and the [[KL divergence]] of the shares in bits.

# %% tags=["deeper"]
angles = np.arange(8) * np.pi / 4
centres = np.column_stack([np.cos(angles), np.sin(angles)])
dice = np.random.default_rng(0)
for spots in (8, 4, 1):
    points = centres[dice.integers(spots, size=2500)] + 0.05 * dice.standard_normal((2500, 2))
    m = evaluation.modes(points, centres, 0.05)
    print(f"drawn from {spots}: captured {m.captured}, good {m.good_share:.2f}, KL {m.kl:.1f} bits")

# %% [markdown] tags=["quiz", "slide"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown] tags=["teacher"]
# **Minutes 42–45.** Close with the report's word: which number would have to stand in the place of "Low"?

# %% [markdown]
# Terms of this lesson: [[membership inference]], [[white-box attack]], [[canary]], [[control of an attack|control]], [[attribute inference]], [[not rejected by this attack]], [[demographic parity difference]], [[mode collapse]]. `course.glossary("white-box attack")` explains one. Next: lesson 15 bounds every attack at once.

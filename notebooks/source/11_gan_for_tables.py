# ---
# jupyter:
#   course_lib:
#     promise: You put numbers and categories through a GAN, and find out where a rare level goes.
#     objectives:
#     - text: write a number as a mode and a place in it, so that a critic can read a mixed row and a generator can make one
#       check: there-and-back
#     - text: draw a level from a network's output as the Gumbel head does, and say what another reading costs
#       check: race
#     - text: say how often training asks for a rare level, and why use must not
#       check: asked
#     minutes: 45
#     needs: lessons 03, 09 and 10; one-hot columns
#     run_seconds: 40
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 11 GAN for tables

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# A GAN, says the report, "can learn complex, multi-modal distributions". We take a plain one: how often does each [[level]] of a column occur?
#
# A GAN learns 1,000 customers: `purchase`, `segment`, `channel`. About 44% come by store, 43% by web, 11% by phone and 2% by letter. For `channel` the generator's last layer is a *softmax*: four probabilities that add up to 1. Neither player's loss runs away. Asked what it thinks of `letter`, the network gives it, on average over rows, about 1%. Then 5,000 rows are made, and each gets its most probable channel, as many programs do. How many come by letter?

# %% tags=["setup"]
import numpy as np
import pandas as pd
import torch

from course_lib import plots
from course_lib.data import simulate_customers
from course_lib.evaluation import exact_match_share
from course_lib.explore import explore_heads
from course_lib.generators import make
from course_lib.generators.neural.gan import conditions, networks
from course_lib.generators.neural.gan.modes import Modes
from course_lib.teaching import start
from course_lib.teaching.lineup import dealt

course = start("11")

# %% tags=["hook"]
course.predict("letters", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–4** (must). Collect votes without comment. Expect "about fifty": the network gave it 1%. Latecomers enter at part 2.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 A row for two players
# Lesson 10's players traded two numbers. Now they trade rows with numbers and categories. A category becomes [[one-hot]]. A number is harder: the generator's output for it ends in a tanh, which stays between −1 and 1 and moves smoothly with the noise. To serve a column with two humps it has to cross the gap between them, and leaves rows there.
#
# CTGAN (Xu et al. 2019) has three ideas. The first is [[mode-specific normalisation]]. A mixture of normals is fitted to the column; each normal is a *mode* $k$ with mean $\eta_k$ and sd $\phi_k$. A value $c$ becomes a mode, drawn by how well each explains $c$, and a place $\alpha$ in it, in units of four sd, so that nearly all places lie between −1 and 1:
#
# $$\alpha = \frac{c - \eta_k}{4\,\phi_k} \qquad\qquad c = 4\,\phi_k\,\alpha + \eta_k$$
#
# Two kinds of customers, who spend about 20 and about 60:

# %% tags=["loop"]
rng = np.random.default_rng(0)
spend = np.concatenate([rng.normal(20, 4, 700), rng.normal(60, 8, 300)])
modes = Modes.fit(spend, rng)
alpha, k = modes.encode(spend, rng.random(1000))
both = pd.DataFrame({"spend": spend, "place in its mode, alpha": alpha})
course.show(both.hist(bins=40, figsize=(7.4, 2.3), color=plots.REAL)[0, 0].figure,
    alt="Left: two humps, near 20 and near 60. Right: the places in the modes, one hump around 0 between -1 and 1.",
    summary=f"Heavy modes near {' and '.join(f'{m:.0f}' for m in np.sort(modes.eta[modes.weight > 0.2]).round(-1))}; every place lies within .99 of 0: {bool((np.abs(alpha) < 0.99).all())}.")  # fmt: skip

# %% [markdown] tags=["loop"]
# The library's line for the way back; a *spike*, a value that many rows share, has width 0:

# %% tags=["loop"]
course.source(Modes.decode, doc="none")

# %% [markdown] tags=["loop"]
# **What it means.** tanh has one hump to make; the choice of mode has become a category, made with the others. **What it does not mean.** That the modes are kinds of people. They are an alphabet for one column.
#
# ### Your turn: there and back
# A tanh never reaches ±1, so α is clipped to ±.99 first. Return α and the value that comes back.

# %% name="there-and-back" tags=["exercise"]
def there_and_back(c, eta, phi):
    """(alpha clipped to -.99 .. .99, the value it stands for), for an array c and one mode's eta and phi."""
    ### BEGIN SOLUTION
    alpha = np.clip((c - eta) / (4 * phi), -0.99, 0.99)
    return alpha, 4 * phi * alpha + eta
    ### STUB: return None


    ### END SOLUTION


# %% tags=["check"]
course.check("there-and-back", there_and_back)

# %% [markdown] tags=["teacher"]
# **Minutes 4–14** (must: exercise). Ask why 4φ and not φ: beyond four sd lies one value in 16,000. Wrong answer to expect: "the modes are the segments". Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The head
# A row is now `[α | mode | segment | channel]`. The network ends in numbers $l_j$, the [[logit|logits]] of the levels of a block, and a [[head]] turns them into what the critic reads. With $p = \mathrm{softmax}(l)$, $p_j = e^{l_j} / \sum_i e^{l_i}$:
#
# - the *softmax* head shows $p$ itself: smooth, but no real row is .5 web and .5 store;
# - the *Gumbel* head shows $\mathrm{softmax}\big((l + g)/\tau\big)$ with $g_j = -\log(-\log u_j)$, $u_j$ uniform, drawn anew each time: each level gets a random head start. The temperature $\tau$ is .2: nearly one-hot, still differentiable (Jang et al. 2017).
#
# The level with the largest $l_j + g_j$ is $j$ with probability exactly $p_j$. The check lets yours run 4,000 races and counts:
#
# ### Your turn: the race

# %% name="race" tags=["exercise"]
def race(logits, u):
    """The level drawn in each row, (n,) whole numbers; logits and uniform numbers u are (n, K)."""
    ### BEGIN SOLUTION
    g = -np.log(-np.log(u))
    return np.argmax(logits + g, axis=1)
    ### STUB: return None


    ### END SOLUTION


# %% tags=["check"]
course.check("race", race)

# %% [markdown]
# The library's heads. Rows for use are made by `as_choice`, which keeps the winner of the race only; with the softmax head the likeliest level is taken.

# %% tags=["loop"]
course.source(networks.rows_of)

# %% [markdown] tags=["loop"]
# The critic is lesson 10's with another loss, *Wasserstein's*: its number is no logit, and it loses the mean for made rows less the mean for real ones, plus a [[gradient penalty]] that keeps its slope near 1 between the two. So its loss is about minus its lead; near 0 it hardly tells rows apart.
#
# Twelve small GANs, at most 240 steps each: two heads, with and without part 3's vector, three seeds. First both heads without, seed 0:

# %% tags=["loop"]
train = simulate_customers(1000, seed=0)[["purchase", "segment", "channel"]]
twelve = explore_heads(train)
heads = {head: twelve.view.presets[f"{head}, not told"] for head in ("softmax", "gumbel")}
late = pd.DataFrame({f"{head}, {who}": pd.Series(h[who], h["step"]) for head, s in heads.items()
                     for h in [twelve.view.run(s).model.history_] for who in ("critic", "generator")}).loc[30:]  # fmt: skip
course.show(late.plot(style=["-", "-", "--", "--"], color=["black", plots.FLOOR] * 2, figsize=(7.4, 2.9), ylim=(-2.5, 1), xlabel="step", ylabel="loss").figure,
    alt="Losses of both players for both heads, from step 30 on: four lines that wander slowly between -1.5 and 0.5.",
    summary=f"After step 150 every loss lies between -2 and 2: {bool(late.loc[150:].abs().max().max() < 2)}.")  # fmt: skip

# %% [markdown] tags=["hook"]
# Nothing diverges. The softmax critic keeps a lead, which shows with the other run beside it; but no line has the name of a level on it. Now the rows, and what the network itself says before it is read:

# %% tags=["hook"]
print("The levels of channel, five thousand rows of each head:")
course.reveal("letters")
state, view = heads["softmax"], twelve.view
times = pd.DataFrame({f"{head}: made": view.run(s).shares / view.real for head, s in heads.items()})
says = times.map(lambda t: "none or nearly" if t < 0.1 else "under three quarters of it" if t < 0.75 else "three quarters or more")
says.insert(0, "real", (100 * view.real).map("{:.0f}%".format))
says

# %% tags=["hook"]
print("Inside the softmax network, letter over 5,000 rows:")
mean, largest, read_off, drawn = view.inside(state).loc["letter"]
print(f"mean probability about {mean:.0%}; above a quarter in any row: {largest > 0.25}")
print(f"rows made, if the likeliest is read off: {5000 * read_off:.0f}; if each is drawn, over 25: {5000 * drawn > 25}")

# %% tags=["loop"]
course.why("dead", None)

# %% [markdown] tags=["fold"]
# **What it means.** The network has not forgotten `letter`. In no row is it the *likeliest* (of four levels, whoever leads has over a quarter), and [[argmax]] asks for nothing else: lesson 09's fault, in another model. `phone`, at 11%, thins out as well. The Gumbel head is read by a race, so a level with probability 2% wins 2% of the time. **What it does not mean.** That softmax is wrong: trained as choices, read as draws, it would be the same head.

# %% [markdown] tags=["teacher"]
# **Minutes 14–27** (must: exercise, reveal). Let each learner draw one level with four random numbers from their phone. **Vote 1** is quiz question 2. Wrong answer to expect: "it was too rare to be learned". Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: told what to make
# The second idea is the [[conditional vector]]: zeros, and a single 1 at "this column, this level". The generator reads it beside its noise, and pays the [[cross-entropy]] of the level it was told. The third is [[training by sampling]]: which level? A column uniformly; then its level $k$, seen $n_k$ times, with probability
#
# $$P(k) = \frac{\log(1 + n_k)}{\sum_i \log(1 + n_i)}$$
#
# and then a real row with this level for the critic, so that both are compared like with like.
#
# ### Your turn: how often is it asked for?

# %% name="asked" tags=["exercise"]
def asked(count):
    """The probability with which training asks for each level; count: array of rows per level."""
    ### BEGIN SOLUTION
    weight = np.log(1 + count)
    return weight / weight.sum()
    ### STUB: return None


    ### END SOLUTION


# %% tags=["check"]
course.check("asked", asked)

# %% [markdown]
# The library's own, on our table; its right column is what *use* has to ask for:

# %% tags=["loop"]
counts = train.channel.value_counts()
pd.DataFrame({"rows": counts, "training asks": conditions.shares(torch.tensor(counts.to_numpy())), "use asks": counts / 1000}).round(3)

# %% [markdown] tags=["loop"]
# Where training asks for a channel, it asks for `letter` eight times as often as it occurs. Keep these shares for use, and rows that obey bring that many letters; so rows for use are told levels by their own counts. Does it help? All twelve:

# %% tags=["loop"]
arms = {name: 100 * np.array(twelve.view.share(s.head, s.conditional)) for name, s in twelve.view.presets.items()}
real = 100 * twelve.view.real["letter"]
course.show(plots.strips(arms, floor=real, floor_label="real", xlabel="letter, % of the made rows (a mark: one seed; right: the mean)", fmt="{:.1f}"),
    alt="Four rows of three marks. Softmax: at zero without the vector, a little above with it. Gumbel: on both sides of the real share or above.",
    summary="; ".join(f"{name}: {'none' if share.mean() < 0.05 else 'under half its share' if share.mean() < real / 2 else 'half its share or more'}" for name, share in arms.items()))  # fmt: skip

# %% [markdown] tags=["loop"]
# Half of all rows are told a channel, 2% of these `letter`; the other half are told a segment. In which rows do the letters stand?

# %% tags=["loop"]
for head in ("softmax", "gumbel"):
    rows = twelve.view.by_condition(head)
    print(f"{head:8} over a third of the letters stand in rows that were told letter:", rows["letter"]["letter"] > rows["letter"].sum() / 3)

# %% [markdown] tags=["loop"]
# **What it means.** The head decides whether `letter` lives. The vector helps the softmax head a little: about half of its letters stand in rows that were told `letter`. **What it does not mean.** That the vector gives the right share. With the Gumbel head and the vector our short runs make *more* letters than there are, most of them in rows that nobody asked for one. Does the surplus that training asks for spill over? It looks so: all three runs lie above the three without. But three seeds are few: with seed 3 the head without the vector makes 2.5%, more than one of the three runs with it.

# %% [markdown] tags=["teacher"]
# **Minutes 27–36** (must: exercise). **Vote 2** is quiz question 3. Expect "log makes all levels equal": it does not, 15% against 30%. Pause point.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Head, conditional vector and seed; every run is trained already.

# %% tags=["explore"]
course.show(twelve.small_multiples(),
    alt="Four rows. Softmax: the cross for letter at zero; losses within about one of zero. With the vector: a little above. Gumbel: beyond the bar.",
    summary="The Gumbel critics end near zero, the softmax critics below; no line names the level that is lost.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** Somebody insists on the softmax head, read by its likeliest level. Find a setting at which `letter` is made all the same; and say, before you hand it in, how large its share could be by obeying alone. Hand in the line "state". (Without sliders: set `twelve.line`, look at `twelve.numbers`.)

# %% tags=["explore"]
twelve

# %% name="rescue" tags=["explore"]
### BEGIN SOLUTION
line = "head=softmax conditional=True run=1"
### STUB: line = None
### END SOLUTION

# %% tags=["explore"]
course.check("rescue", line)

# %% [markdown] tags=["teacher"]
# **Minutes 36–41** (should). Ask: at best, what share can be reached that way? Half of 2%, since half of the rows are told a channel. Seed 0 shows 1.1%: the rest stands in rows that were told a segment.

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Four tables of 1,000 rows: the softmax GAN, the Gumbel CTGAN with the vector, lesson 06's `copula`, and a photocopy. Three clues. *Explained*: the share of the variance of `purchase` that lies between segments.

# %% tags=["lineup"]
def explained(table):
    return table.groupby("segment").purchase.transform("mean").var() / table.purchase.var()


tables = {name: twelve.view.run(twelve.view.presets[s]).table.head(1000) for name, s in (("softmax", "softmax, not told"), ("gumbel", "gumbel, told"))}
tables |= {"copula": make("copula").fit(train, seed=0).sample(1000, seed=1), "photocopy": train}
clues = {letter: [(t.channel == "letter").any(), explained(t) > 0.23, exact_match_share(train, t) > 0.5]
         for letter, name in dealt(tuple(tables), seed=11).items() for t in [tables[name]]}  # fmt: skip
pd.DataFrame(clues, ["letter is made", "explained above .23", "over half exact copies"]).T

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "photocopy", "B": "gumbel", "C": "softmax", "D": "copula"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Which levels of yours does a short CTGAN lose? Put your path in place of our name; `lost` names them, column by column.

# %% tags=["your-table", "deeper"]
from course_lib.data import load_table  # noqa: E402

mine, schema = load_table("customers")
mine = mine.head(1000)
made = make("ctgan", head="softmax", conditional=False, steps=80, hidden=64).fit(mine, schema, seed=0).sample(2000, seed=1)
lost = {name: set(mine[name].dropna()) - set(made[name].dropna()) for name in schema.of_kind("category")}
print("columns with a lost level:", "some" if any(lost.values()) else "none")

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "Every level is alive, so the table is good." How much of `purchase` do segments explain, in the real rows and in the Gumbel runs without the vector?

# %% tags=["fails"]
runs = [explained(run.table) for key, run in twelve.view.runs.items() if key[:2] == ("gumbel", False)]
print("real: above .2:", explained(train) > 0.2, "| Gumbel, all three below .15:", max(runs) < 0.15)

# %% [markdown] tags=["fails"]
# The critic reads whole rows and could punish that; in these runs it did not. Would more steps of a larger network? `make("ctgan")` takes both. Measure it before you count on it.
#
# **A limit.** The vector knows levels. A rare *number*, a rare pair of levels or a rare kind of row is never asked for.
#
# **A band.** Seeds 3 and 4 beside the three above, without the vector:

# %% tags=["fails"]
for head in ("softmax", "gumbel"):
    five = twelve.view.share(head, False) + [twelve.view.fitted(head, False, seed).shares["letter"] for seed in (3, 4)]
    print(f"{head:8} letter above half a percent in {sum(share > 0.005 for share in five)} of 5 seeds")

# %% [markdown] tags=["fails"]
# **You may now claim:** "I can write a mixed row for a GAN, and I know CTGAN's three ideas. Before I trust a loss I count the levels, and I ask whether a level was drawn or read off."

# %% [markdown] tags=["deeper"]
# ## Deeper: PacGAN
# `pac=10`: our critic reads ten rows at once (Lin et al. 2018). Why? Two bad generators. One never makes a level of 2%. The other makes a column of two equal levels as 52 to 48. In one row each is wrong by a *total variation* of .02: half the sum of the absolute differences. Shown $m$ rows at once:

# %% tags=["deeper"]
from math import comb  # noqa: E402

for m in (1, 10, 50):
    of = {q: np.array([comb(m, i) * q**i * (1 - q) ** (m - i) for i in range(m + 1)]) for q in (0.5, 0.52)}
    print(f"{m:2} rows at once: level missing {1 - 0.98**m:.2f}, shares shifted {np.abs(of[0.5] - of[0.52]).sum() / 2:.2f}")

# %% [markdown] tags=["deeper"]
# Alike in one row, far apart in ten. Packing makes a missing level, and with it [[mode collapse]], expensive.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[mode-specific normalisation]], [[head]], [[conditional vector]], [[training by sampling]], [[argmax]], [[cross-entropy]]. `course.glossary("head")` explains one. Next: lesson 12 replaces the contest by a walk back from noise.

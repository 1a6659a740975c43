# ---
# jupyter:
#   course_lib:
#     promise: You play the game of two networks on paper, in two numbers and on a ring, and say beforehand how it ends.
#     objectives:
#     - text: write the best critic there is, and say what it measures
#       check: best-value
#     - text: write both of the generator's losses by their slopes, and say which one still moves when the critic wins
#       check: pulls
#     - text: code a round of the game, and say what order, penalty and step make of it
#       check: one-round
#     minutes: 45
#     needs: lessons 01, 03 and 09; the derivative of a function
#     run_seconds: 55
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 10 Theory: the GAN

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# A GAN, a *generative adversarial network*, is two networks in a contest. The report: "Through this adversarial process, the generator learns to produce increasingly realistic samples."
#
# Take the smallest such contest. Every real value is 0. The generator has one number, θ: the value it makes. The [[critic]] has one number, ψ: its score for "x is real" is ψx. In each round both take one small step, the critic to score real values above made ones, the generator to be scored higher. Goal: θ = 0, ψ = 0. They start at distance 1 from it.
#
# We play it twice, with the same loss and the same step. Once both move *at once*. Once they move *in turns*: the generator waits for the critic's step and answers it. Where are they after 300 rounds?

# %% tags=["setup"]
import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import LogisticRegression

from course_lib import evaluation, plots
from course_lib.explore import explore_dirac, explore_ring
from course_lib.generators import make
from course_lib.generators.neural.gan import dirac, losses, ring
from course_lib.teaching import start
from course_lib.teaching.lineup import dealt

course = start("10")

# %% tags=["hook"]
course.predict("two-orders", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–5** (must). Two volunteers play it: one holds θ, one holds ψ. Expect "they meet, if the step is small". Do not play more than three rounds. Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 The critic
# A critic (or *discriminator*) is a classifier. Shown $x$, it says $D(x)$, its probability that $x$ is real. Let $p(x)$ be the density of real rows, $q(x)$ that of made ones, and E a mean over such rows. The game's value (Goodfellow et al. 2014):
#
# $$V = \mathrm{E}_p \log D(x) + \mathrm{E}_q \log\big(1 - D(x)\big)$$
#
# The critic wants it high, the generator low. It is no "classification accuracy", as the report has it, which counts hits: with as many made rows as real ones, $-V/2$ is lesson 09's [[cross-entropy]], which wants honest probabilities. $D = \sigma(a) = 1/(1 + e^{-a})$, and $a$, any number, is the critic's [[logit]].
#
# Let one learn. Real values are N(0, 1), made ones N(1, 1), and $a = wx + b$. Logistic regression, known from lesson 03, looks for the $w$ and $b$ with the highest $V$:

# %% tags=["loop"]
rng = np.random.default_rng(0)
x = np.concatenate([rng.standard_normal(200_000), rng.standard_normal(200_000) + 1])
critic = LogisticRegression(C=np.inf).fit(x[:, None], np.arange(400_000) < 200_000)  # C=inf: nothing held back
w, b = critic.coef_.item(), critic.intercept_.item()
print(f"learned: logit = {w:.1f} x + {b:.1f}")

# %% [markdown] tags=["loop"]
# How good can a critic be? Choose $D$ for one $x$ alone: $p \log D + q \log(1 - D)$ is highest where $p/D = q/(1 - D)$, that is at the [[optimal critic]]
#
# $$D^* = \frac{p}{p + q}$$
#
# Its logit is $\log(p/q)$, here ½ − x: the learned one. Put $D^*$ into $V$, with $m = (p + q)/2$:
#
# $$V^* = \mathrm{E}_p \log\frac{p}{2m} + \mathrm{E}_q \log\frac{q}{2m} = 2\,\text{JSD}(p, q) - \log 4$$
#
# This is lesson 03's [[JSD]], in nats (times .693 from bits). It is 0 only where $p = q$; then $D^*$ = ½ everywhere and $V^* = -\log 4 = -1.386$.
#
# ### Your turn: what the game is worth
# `p` and `q` are densities on a grid of $x$ with spacing `dx`; a mean $\mathrm{E}_p f$ is the sum of `p * f * dx`.

# %% name="best-value" tags=["exercise"]
def best_value(p, q, dx):
    """V of the best critic, one number in nats; p and q are arrays, above 0."""
    ### BEGIN SOLUTION
    D = p / (p + q)
    return np.sum((p * np.log(D) + q * np.log(1 - D)) * dx)
    ### STUB: return None


    ### END SOLUTION


# %% tags=["check"]
course.check("best-value", best_value)

# %% [markdown]
# The library computes V from logits; softplus(a) is log(1 + eᵃ), so log D = −softplus(−a). On draws, with the learned critic and the best one:

# %% tags=["loop"]
course.source(losses.value)
real, made = (torch.from_numpy(rng.standard_normal(400_000) + shift) for shift in (0, 1))
for name, logit in {"learned": lambda x: w * x + b, "best   ": lambda x: 0.5 - x}.items():
    print(name, f"V = {losses.value(logit(real), logit(made)).item():.2f}")

# %% [markdown] tags=["loop"]
# **What it means.** Against a critic that is always at its best, the generator would walk down the JSD between its rows and the real ones. **What it does not mean.** That a GAN does so. Its critic is a network a few steps old, and the next two parts are about what this changes.

# %% [markdown] tags=["teacher"]
# **Minutes 5–16** (must: exercise). Derive D* on the board: one line. Wrong answers to expect: D* = q/(p+q), and "at the end the critic is right half of the time, so it is bad": it is as good as can be. **Vote 1** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The generator's two losses
# Only the second half of $V$ knows the generator. It can walk down $\log(1 - D)$ at its rows, the [[saturating loss]]. Or, Goodfellow's advice, down $-\log D$, the [[non-saturating loss]]. Both want a higher logit $a$. How hard does each pull?
#
# ### Your turn: the slopes
# Differentiate both by $a$. Remember $\sigma' = \sigma\,(1 - \sigma)$; `dirac.sigmoid` is σ.

# %% name="pulls" tags=["exercise"]
def pulls(a):
    """(slope of log(1 - D), slope of -log D) by the logit a of a made row; numbers or arrays."""
    ### BEGIN SOLUTION
    D = dirac.sigmoid(a)
    return -D, -(1 - D)
    ### STUB: return None


    ### END SOLUTION


# %% tags=["check"]
course.check("pulls", pulls)

# %% [markdown]
# torch differentiates the library's losses at a = −5, a row that the critic has recognised:

# %% tags=["loop"]
for loss in ("saturating", "non_saturating"):
    a = torch.tensor([-5.0], requires_grad=True)
    losses.generator_loss(loss, None, a).backward()
    print(f"{loss:15} slope {a.grad.item():.4f}")

# %% [markdown] tags=["loop"]
# Now let made values be N(gap, 1), the critic the best one, and ask how hard each loss pulls the gap shut. (The best logit falls by `gap` for each sd of $x$. So the slope by the logit, times `gap`, is the slope by the gap.)

# %% tags=["loop"]
gaps, z = np.linspace(0.2, 8, 40), np.linspace(-6, 6, 2001)
weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
D = [dirac.sigmoid(gap**2 / 2 - gap * (gap + z)) for gap in gaps]  # the best critic at made values gap + z
pull = pd.DataFrame({"saturating": [g * (d @ weight) for g, d in zip(gaps, D)],
                     "non-saturating": [g * ((1 - d) @ weight) for g, d in zip(gaps, D)]}, index=gaps)  # fmt: skip
course.show(pull.plot(logy=True, style=["--", "-"], color=["dimgrey", "black"], figsize=(7, 2.6), xlabel="gap (sd)", ylabel="pull on the gap").figure,
    alt="Two curves. The saturating pull rises, peaks near a gap of 1.5 and falls steeply; the other goes on rising.",
    summary=f"From gap 2 to 8 the saturating pull falls {pull.saturating.iloc[9] / pull.saturating.iloc[-1]:.0f}-fold.")  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** Far from the goal the critic is sure, $D$ is near 0, and the saturating loss goes flat: the surer the critic, the less it teaches. The non-saturating loss pulls hardest there. **What it does not mean.** That the second is the first made faster: the critic no longer loses what the generator wins. The contest is no longer *zero-sum*, and V no longer says how it stands.

# %% [markdown] tags=["teacher"]
# **Minutes 16–25** (must: exercise, figure). Ask at the figure where a new generator starts: far right. Wrong answer to expect: the two slopes exchanged. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: a round
# The contest of the hook is the *Dirac-GAN* (Mescheder et al. 2018). The logit is $a = \psi x$, so $V = \log\tfrac12 + \log\big(1 - \sigma(\psi\theta)\big)$, with slopes
#
# $$\frac{\partial V}{\partial \psi} = -\theta\,\sigma(\psi\theta) \qquad \frac{\partial V}{\partial \theta} = -\psi\,\sigma(\psi\theta)$$
#
# The critic goes up $V$, less a [[gradient penalty]] $\frac{\gamma}{2}\psi^2$: half the squared slope of its logit at the real value, with weight $\gamma$ (called R1). The generator goes down $V$. $h$ is the step.
#
# ### Your turn: one round, in turns
# First the critic. Then the generator, at the critic's *new* ψ.

# %% name="one-round" tags=["exercise"]
def one_round(theta, psi, h, gamma):
    """theta and psi after one step of the critic, then one of the generator."""
    ### BEGIN SOLUTION
    psi = psi + h * (-theta * dirac.sigmoid(psi * theta) - gamma * psi)
    theta = theta + h * psi * dirac.sigmoid(psi * theta)
    ### STUB: ...


    ### END SOLUTION
    return theta, psi


# %% tags=["check"]
course.check("one-round", one_round)

# %% [markdown]
# In the library at once is `simultaneous`, in turns `alternating`. Four contests of 300 rounds, step .2; the fourth gives both players *momentum*, a share (here half) of their last step added to the next. Square: the start. Cross: the end. Blue dot: the goal. Dashed: distance 1. The words under it say what a round does near the goal, in the long run.

# %% tags=["hook"]
print("Four contests:")
two = explore_dirac()
course.show(two.view.portraits(),
    alt="Paths around a goal. At once: a spiral outwards. In turns: a circle. Penalty: a spiral in. Momentum: far out.",
    summary="; ".join(f"{name}: {dirac.fate(two.view.numbers(s)['factor a round'])}" for name, s in two.view.presets.items()))  # fmt: skip

# %% tags=["hook"]
course.reveal("two-orders")

# %% tags=["loop", "fold"]
print("Other steps:")
course.source(dirac.one_round, doc="none")
fates = {(order, f"penalty {penalty}"): [dirac.fate(dirac.growth(step=h, order=order, penalty=penalty)) for h in (0.01, 0.1, 0.5, 1.0)]
         for order in dirac.ORDERS for penalty in (0, 0.3)}  # fmt: skip
pd.DataFrame(fates, [f"step {h}" for h in (0.01, 0.1, 0.5, 1.0)]).T

# %% tags=["loop"]
course.why("circles", None)

# %% [markdown] tags=["fold"]
# **What it means.** The step $(\theta, \psi)$ takes is $h\sigma\,(\psi, -\theta)$: at a right angle to the line to the goal. A straight step along a circle ends outside it. At once, each round multiplies the distance by $\sqrt{1 + h^2\sigma^2}$, near the goal $\sqrt{1 + h^2/4}$: above 1 for every $h$. In turns the two errors cancel. A penalty pulls ψ back at each round, and with it the whole path. **What it does not mean.** That a penalty of any size will do: at once it takes more than $h/4$ ("Deeper").

# %% [markdown] tags=["teacher"]
# **Minutes 25–34** (must: exercise, reveal). Let a learner draw a circle with straight strokes: they end outside. Expect "take a smaller step": it flies out more slowly, that is all. **Vote 2** is quiz question 3. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 4 Eight spots
# Now two real networks, two layers of 64 each. Real points come from eight round spots, the *modes*, on a ring. A spot counts as *covered* if at least a tenth of its fair share of the made points (1/8 of all) lies within 3 sd of its middle. Four or fewer covered: [[mode collapse]]. A plain circle through the spots would cover all eight and have 38% of its points on a spot; real points have 99%.
#
# `collapse` has the non-saturating loss, no penalty and momentum .9. `cure` (after Huang et al. 2024) has a loss that compares real and made points in pairs (*relativistic*), the penalty at real and at made points, and no momentum. A round is one step of D, the critic, then one of G, the generator:

# %% tags=["loop"]
eight = explore_ring()
course.show(eight.view.film(),
    alt="Collapse: made points in one streak that jumps about. Cure: a cloud becomes a circle through the spots.",
    summary="Most spots covered at any look: " + ", ".join(f"{k} {'all eight' if most == 8 else 'four or fewer' if most < 5 else 'five to seven'}"
    for k, most in ((k, max(covered for _, covered, _ in eight.view.run(s).history)) for k, s in eight.view.presets.items())) + ".")  # fmt: skip

# %% [markdown] tags=["loop"]
# The ground is blue where the critic thinks a point more likely real. In the upper row the streak moves about, from where the critic warns to where it does not yet: it resembles part 3's path. Most of its points lie on no spot at all. The count calls this collapse; the film shows a chase. In the lower row the points lie on a circle through the spots from round 200 on. The circle still moves: at round 600 one spot has too few points again. About half of the points lie on a spot (on a plain circle 38%): eight spots covered is not eight spots learned.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Play, pause, or take one step of D or G. A run pauses at round 600. Any control you move starts a new run.

# %% tags=["explore"]
course.show(eight.small_multiples(),
    alt="Collapse: made points in a streak, the count of covered spots near zero. Cure: a circle through all eight spots, the count at 8 for most of the run.",
    summary="Collapse: few spots covered at any round. Cure: all eight at most looks after round 200.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** `cure` differs from `collapse` in three controls. Start from `collapse` and move *one* of them: which one, and to where, is enough for eight covered spots at round 600? Try two seeds. Hand in the line "state". (Without sliders: set `eight.line`, then call `eight.forward()`.)

# %% tags=["explore"]
eight

# %% name="one-control" tags=["explore"]
### BEGIN SOLUTION
line = "loss=non_saturating penalty=0 learning_rate=0.002 beta1=0 seed=0"
### STUB: line = None
### END SOLUTION

# %% tags=["explore"]
course.check("one-control", line)

# %% [markdown] tags=["teacher"]
# **Minutes 34–42** (must: film; should: explore). In pairs, one control each; compare. Ask after the check which of part 3's four pictures it was. Expect "the loss": the name of the cure's loss looks important.

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Four makers learned the ring: `independent` (each coordinate alone), lesson 04's `vae_style` (a normal; draws outside the bounds are drawn again), lesson 05's `gan_style` (averages of five, with noise, clipped at the bounds), and the cured `gan`. Clues: over four spots covered; over a fifth of the points within 1.5 of the centre (the ring has radius 2); over one in 200 exactly at a column's bound.

# %% tags=["lineup"]
table = pd.DataFrame(ring.ring(2000, seed=1), columns=["x", "y"])
made = {name: make(name).fit(table, seed=0).sample(2000, seed=1).to_numpy() for name in ("independent", "vae_style", "gan_style")}
made["gan"] = eight.view.run(eight.view.presets["cure"]).gan.sample(2000, seed=1)
bounds = table.agg(["min", "max"]).to_numpy()
clues = {letter: [ring.modes_covered(t := made[name]) > 4, np.mean(np.hypot(*t.T) < 1.5) > 0.2, np.isin(t, bounds).any(1).mean() > 0.005]
         for letter, name in dealt(tuple(made), seed=10).items()}  # fmt: skip
pd.DataFrame(clues, ["over 4 spots", "a fifth within 1.5", "at a bound"]).T

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "gan_style", "B": "gan", "C": "vae_style", "D": "independent"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Two number columns of yours instead of the ring. Put your path, `"mine.csv"` say, in place of the name of ours. Look for places that the made points leave out.

# %% tags=["your-table", "deeper"]
from course_lib.data import load_table

mine = load_table("breast_cancer")[0].select_dtypes("number").dropna().iloc[:, :2]
scaled = (mine - mine.mean()) / mine.std()
gan = ring.RingGAN(ring.PRESETS["cure"], seed=0, points=scaled).train(600)
drawn = pd.DataFrame(gan.sample(len(mine), seed=1), columns=mine.columns) * mine.std() + mine.mean()
course.show(plots.scatter(mine, drawn, *mine.columns), alt="Real rows as dots, rows made by the small GAN as crosses over them.",
    summary=f"Share of the real rows with made ones around them: {evaluation.diversity(mine, drawn).recall:.1f}.")  # fmt: skip

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "The longer it trains, the better the samples": so may the report's sentence at the beginning be read. How often did the count of covered spots *fall* from one look to the next, 20 rounds later, in the `collapse` run?

# %% tags=["fails"]
_, covered, _ = np.transpose(eight.view.run(eight.view.presets["collapse"]).history)
print("It fell more than three times:", (np.diff(covered) < 0).sum() > 3)

# %% [markdown] tags=["fails"]
# **A limit.** We could count, because we knew the spots. On a table nobody does. There one measures [[recall]], the share of real rows that have synthetic ones around them, beside *precision*, the reverse. Generators that are right about 1, 4 or 8 spots:

# %% tags=["fails"]
points, fresh = (pd.DataFrame(ring.ring(n, seed=s), columns=["x", "y"]) for n, s in ((800, 2), (8000, 3)))
for modes in (1, 4, 8):
    scores = evaluation.diversity(points, fresh[ring.nearest(fresh)[0] < modes].head(800))
    print(f"{modes} spots: precision {scores.precision:.1f}, recall {scores.recall:.1f}")

# %% [markdown] tags=["fails"]
# **A band.** Five other seeds of each setting, 600 rounds:

# %% tags=["fails"]
runs = {name: [ring.RingGAN(ring.PRESETS[name], seed=s).train(ring.ROUNDS).sample(2000, seed=0) for s in range(1, 6)] for name in ring.PRESETS}
print("collapse: four or fewer spots in at least 4 of 5:", sum(map(ring.collapsed, runs["collapse"])) >= 4)
print("cure: all eight spots in at least 4 of 5:        ", sum(ring.modes_covered(t) == 8 for t in runs["cure"]) >= 4)

# %% [markdown] tags=["fails"]
# **You may now claim:** "The best critic measures the JSD, and its certainty can starve the generator. Whether the contest of two numbers flies out, circles or settles hangs on order, penalty and momentum; steps from .01 to 1 did not change it. A GAN that has trained longer need not be better: I look at what is covered."

# %% [markdown] tags=["deeper"]
# ## Deeper: two numbers under sliders
# Four settings of the small contest, then its sliders. At once, the round is a matrix whose determinant is $1 - h\gamma + h^2/4$: below 1, so settling, from $\gamma > h/4$ on. Find the border at step 1. Then try the non-saturating loss: far out it pulls inwards, near the goal nothing changes.

# %% tags=["explore", "deeper"]
course.show(two.small_multiples(), alt="Four paths and their distances by round: rising, level, falling, and out of the frame.",
    summary="Distance from the goal: rises, stays, falls, and with momentum rises fastest.")  # fmt: skip

# %% tags=["explore", "deeper"]
two

# %% [markdown] tags=["deeper"]
# ## Deeper: momentum
# Momentum helps a descent, because the way down hardly turns. In a contest the way turns all the time, and a player with momentum moves where it was right to move before. The factor of a round, in turns, step .2; a *negative* momentum brakes (Gidel et al. 2019):

# %% tags=["deeper"]
for beta in (-0.3, 0.0, 0.5, 0.9):
    factor = dirac.growth(step=0.2, order="alternating", momentum=beta)
    print(f"momentum {beta:4}: {factor:.3f} a round, {dirac.fate(factor)}")

# %% [markdown] tags=["deeper"]
# ## Deeper: another distance
# Where real and made rows do not overlap, the best critic is sure everywhere and the JSD is log 2 = 1 bit, near or far: no slope for the saturating loss. The Wasserstein GAN (Arjovsky et al. 2017) asks for the Wasserstein distance instead, lesson 03's `w1` without its scaling: how far the mass has to move. Uniform values on 0 to 1, and the same shifted by a gap:

# %% tags=["deeper"]
u = np.linspace(0, 1, 1001)
for gap in (1.5, 3.0, 6.0):
    x = np.linspace(-1, 9, 10_001)
    p, q = (((x >= s) & (x <= s + 1)) + 1e-12 for s in (0, gap))
    D = p / (p + q)
    jsd = (np.sum(p * np.log(D) + q * np.log(1 - D)) / 1000 + np.log(4)) / 2
    print(f"gap {gap}: JSD {jsd / np.log(2):.2f} bit, Wasserstein {np.mean(np.abs(np.sort(u + gap) - u)):.1f}")

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[critic]], [[logit]], [[optimal critic]], [[saturating loss]], [[non-saturating loss]], [[gradient penalty]], [[mode collapse]], [[recall]]. `course.glossary("critic")` explains one. Next: lesson 11 lets a GAN loose on tables, categories and all.

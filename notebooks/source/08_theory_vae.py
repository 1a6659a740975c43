# ---
# jupyter:
#   course_lib:
#     promise: You derive what a VAE is trained to raise, do its terms by hand, and find out what one weight in it decides.
#     objectives:
#     - text: do the KL divergence of two normals by hand
#       check: kl
#     - text: write the bound of a VAE with one latent, and say what it leaves out
#       check: elbo
#     - text: foretell from beta and sigma how much of each direction new rows have left
#       check: spread
#     minutes: 45
#     needs: lessons 03 to 07; logarithms, Bayes' rule, matrix products, the density of a normal; no deep learning
#     run_seconds: 25
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card", "slide"]
# # 08 Theory: the VAE

# %% [markdown] tags=["hook", "slide"]
# ## A guess first
# A [[VAE]], a variational autoencoder, gives every customer a code of five hidden numbers. An [[encoder]] writes the code, a [[decoder]] reads the row back from it, with some error. Training makes both better.
#
# Codes have a price. One weight, $\beta$, says how high it is. You train anew at higher and higher $\beta$; encoder and decoder learn anew each time. What becomes of the five numbers?

# %% tags=["setup"]
import numpy as np
import pandas as pd

from course_lib import data, explore, plots
from course_lib.generators.neural.vae import bound, linear
from course_lib.generators.neural.vae.linear_descent import carried, descend
from course_lib.generators.statistical.copula import normal_scores
from course_lib.teaching import lineup, start

course = start("08")

# %% tags=["hook"]
course.predict("price", choice=None, confidence=None)

# %% [markdown] tags=["teacher"]
# **Minutes 0–5** (must). Letters on paper, nobody explains. Expect a) from those who know ridge regression, "a penalty shrinks everything alike". Latecomers enter at part 1.

# %% [markdown]
# ## Two questions from before

# %% tags=["recall"]
course.recall()

# %% [markdown] tags=["loop", "slide"]
# ## 1 How probable is a row?
# A VAE tells a story of how a row came about. Draw a code $z$, independent standard normals: the [[prior]] $p(z)$. The decoder turns it into a mean for each column, and normal noise of sd $\sigma$, the [[decoder sigma]], is added: $p(x \mid z)$. A good decoder makes our rows probable. So why not raise $\log p(x)$ itself?
#
# $$p(x) = \int p(x \mid z)\, p(z)\, dz$$
#
# This is the mean of $p(x \mid z)$ over draws from the prior. Let us draw codes and average. The row: our first customer, five columns as lesson 06's [[normal score|normal scores]], scaled to sd 1. The decoder: $Wz$ with a matrix $W$. Then $x$ is normal with covariance $WW^\top + \sigma^2 I$, and the true value is known.

# %% tags=["loop"]
customers, _ = data.load_table("customers")
five = ["age", "income", "purchase", "satisfaction", "score"]
train, *_ = data.split(customers[five], seed=0)
x = train.apply(lambda column: normal_scores(column) / normal_scores(column).std())  # 4,000 rows
S, row = x.corr().to_numpy(), x.to_numpy()[0]  # (5, 5), (5,)
model = linear.optimum(S, 5, s2=0.2**2)  # W and sigma = .2; where it comes from: part 3
z = np.random.default_rng(0).standard_normal((100, 10_000, 5))  # 100 tries, 10,000 codes each
log_p = -0.5 * (5 * np.log(2 * np.pi * 0.04) + ((row - z @ model.W.T) ** 2).sum(axis=2) / 0.04)  # log p(x | z)
mean = np.logaddexp.accumulate(log_p, axis=1) - np.log(np.arange(1, 10_001))  # log of the mean of the first k
print(*(f"{k} codes: {np.median(mean[:, k - 1]):.1f}  " for k in (10, 100, 1000, 10_000)), f"true log p(x): {model.log_likelihood(np.outer(row, row)):.1f}")

# %% [markdown] tags=["loop"]
# **What it means.** Nearly every code explains this row badly; a rare one carries the mean. Of a hundred tries the median is shown: with 10,000 codes, for one row of five columns, it is still too low. **What it does not mean.** That the mean is wrong in the long run. It is the waiting that nobody can afford, for every row at every step of training.
#
# ### A bound
# So draw codes where they help: from a guess $q(z \mid x)$ that the encoder makes for this row, $q$ for short. By Bayes' rule, for *every* $z$: $\log p(x) = \log p(x \mid z) + \log p(z) - \log p(z \mid x)$. Add and subtract $\log q$, then take the mean over $z$ from $q$; the left side has no $z$ and stays:
#
# $$\log p(x) = \underbrace{E_q \log p(x \mid z) \; - \; \mathrm{KL}(q \,\|\, p(z))}_\text{ELBO} \; + \; \mathrm{KL}(q \,\|\, p(z \mid x))$$
#
# $E_q$ is the mean over draws from $q$. $\mathrm{KL}(a \,\|\, b) = E_a \log\frac ab$ is the [[KL divergence]], in nats, the unit of natural logarithms; it is never negative. In words: how probable codes from $q$ make the row, less the price of the codes, which is how far $q$ is from the prior. These two terms can be computed; they are the evidence lower bound ([[ELBO]]). Left out is how far $q$ is from the true [[posterior]] $p(z \mid x)$, which for a network nobody can compute.
#
# ### The KL by hand
# $q$ is normal with mean $\mu$ and sd $\tau$: write $z = \mu + \tau\varepsilon$. Then $\log q(z) = -\log\tau - \frac12\varepsilon^2$ and $\log p(z) = -\frac12 z^2$, both less $\frac12\log 2\pi$. On average $\varepsilon^2$ is 1, and $z^2$ is $\mu^2 + \tau^2$. So
#
# $$\mathrm{KL}(q \,\|\, p(z)) = \tfrac12\left(\mu^2 + \tau^2 - 1 - \log \tau^2\right)$$

# %% tags=["loop"]
mu, tau, eps = 0.7, 0.5, np.random.default_rng(1).standard_normal(1_000_000)
drawn = -np.log(tau) - 0.5 * eps**2 + 0.5 * (mu + tau * eps) ** 2
print(f"by hand {0.5 * (mu**2 + tau**2 - 1 - np.log(tau**2)):.3f}   mean of a million draws {drawn.mean():.3f}")

# %% [markdown] tags=["loop"]
# Your turn: the same steps, but against any normal, with mean $m$ and sd $s$.

# %% name="kl" tags=["exercise"]
def kl(mu, tau, m, s):
    """KL of a normal (mean mu, sd tau) from a normal (mean m, sd s), in nats."""
    ### BEGIN SOLUTION
    return np.log(s / tau) + (tau**2 + (mu - m) ** 2) / (2 * s**2) - 0.5
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("kl", kl)

# %% [markdown] tags=["teacher"]
# **Minutes 5–18** (must: the bound, the exercise; should: the averaging). On the board: Bayes, plus and minus log q, mean. Ask "which of the three terms needs p(x)?" (The last.) Expect the mean of $z^2$ to be taken for $\mu^2$. **Vote 1** is quiz question 1. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 2 The same, with a gap: one column, one latent
# A customer whose income score is $x = 1.5$. One latent, a decoder $w z$ with $w = .9$ and $\sigma^2 = .19$. Here all is known: $x$ has variance $w^2 + \sigma^2 = 1$, so $\log p(x) = -2.04$.
#
# For the first term: $\log p(x \mid z) = -\frac12 \log 2\pi\sigma^2 - \frac{(x - wz)^2}{2\sigma^2}$. What is the mean of $(x - wz)^2$ when $z$ has mean $\mu$ and sd $\tau$? Write the bound with a weight $\beta$ on its KL, the [[KL weight]]; 1 is the ELBO.

# %% name="elbo" tags=["exercise"]
def elbo(x, w, s2, mu, tau, beta=1):
    """E_q log p(x|z) - beta KL(q || prior), decoder w z with variance s2, q with mean mu and sd tau."""
    ### BEGIN SOLUTION
    squares = (x - w * mu) ** 2 + w**2 * tau**2
    return -0.5 * np.log(2 * np.pi * s2) - squares / (2 * s2) - beta * kl(mu, tau, 0, 1)
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("elbo", elbo)

# %% [markdown]
# With the library's functions, three guesses $q$; the gap is $\log p(x)$ less the ELBO:

# %% tags=["loop"]
true = bound.posterior(1.5, 0.9, 0.19)  # (mean, sd)
for name, q in {"the prior": (0, 1), "a guess": (1.0, 0.3), "true posterior": true}.items():
    value = bound.elbo(1.5, 0.9, 0.19, *q)
    print(f"{name:15} ELBO {value:6.2f}   gap {bound.log_evidence(1.5, 0.9, 0.19) - value:5.2f}   KL from posterior {bound.normal_kl(*q, *true):5.2f}")

# %% tags=["loop"]
means, sds = np.linspace(-0.4, 2.4, 80), np.linspace(0.04, 1.3, 80)
maps = {f"β = {b:g}": bound.elbo(1.5, 0.9, 0.19, means, sds[:, None], b) for b in (0.1, 1, 10)}
tops = {f"β = {b:g}": bound.posterior(1.5, 0.9, 0.19, b) for b in (0.1, 1, 10)}
course.show(plots.landscapes(means, sds, maps, marks={"best q": tops, "prior": (0, 1), "true posterior": true}, xlabel="μ, mean of q", ylabel="τ, sd of q"),
    alt="Three maps of the bound over mean and sd of q. The top is narrow at a low weight, at the true posterior at 1, near the prior at 10.",
    summary=f"Lines: nats below the top. Heights of the tops {[round(float(m.max()), 1) for m in maps.values()]}; only at weight 1 the true posterior.")  # fmt: skip

# %% [markdown] tags=["loop"]
# **What it means.** The gap is the KL from the posterior, as the bound says, and at weight 1 the best guess closes it. A low weight buys a narrow code, which records this row; a high one pulls the code back to the prior, which says nothing of it. **What it does not mean.** That the top at another weight is $\log p(x)$ too: below 1 it may even lie above, as here. And $w$ was held; in training the decoder moves too.

# %% tags=["loop"]
course.why("one-term", None)

# %% [markdown] tags=["teacher"]
# **Minutes 18–27** (must: exercise, map). Cover the titles and let them say which panel has which weight. Expect the term $w^2\tau^2$ to be forgotten: then a wide q looks free. Pause point.

# %% [markdown] tags=["loop", "slide"]
# ## 3 Alone: five columns, and the decoder learns
# Now all five columns and five latents. Decoder $Wz$, encoder mean $Vx$ with a variance per latent, $\sigma = .5$ held: a [[linear VAE]]. From a random start, at 21 weights, minus the bound goes down step by step: `backward` takes its derivatives, `adam` makes a step along them, `slower` shortens the steps. (`error` is the mean of $(x - Wz)^2$ over rows and codes, as in part 2; of the rows it needs only S.)

# %% tags=["loop"]
course.source(descend, doc="none")
betas = np.arange(0.25, 10.5, 0.5)
learned = carried(descend(S, betas, s2=0.25, latents=5, seed=0), S)  # (21, 5)

# %% [markdown] tags=["loop"]
# A [[principal direction]] is a weighted sum of the columns. The first is the one along which rows vary most, the next the one that varies most of those uncorrelated with it. Their variances $\lambda_j$ are the eigenvalues of the correlation matrix; they add up to 5. `carried` measures the variance of $Wz$, what the codes carry, along each.

# %% tags=["hook"]
lam = np.linalg.eigvalsh(S)[::-1]
print("Variance of the rows along each direction:", *lam.round(2))
course.show(plots.sweeps(betas, {f"direction {j + 1}": (None, learned[:, j]) for j in range(5)}, xlabel="KL weight β", ylabel="variance the code carries"),
    alt="Five falling straight lines of dots, parallel; each reaches zero at its own weight and stays there.",
    summary=f"Directions in use at weights .25, 1.25, 5.25, 10.25: {(learned[[0, 2, 10, 20]] > 0.02).sum(axis=1)}.")  # fmt: skip

# %% tags=["hook"]
course.reveal("price")

# %% [markdown] tags=["fold"]
# **What it means.** No formula was put into `descend`. It found
#
# $$\text{variance carried along direction } j = \max(\lambda_j - \beta\sigma^2,\; 0)$$
#
# Two steps say why. *First*, divide the bound by $\beta$: constants aside, a weight $\beta$ at noise $\sigma^2$ is weight 1 at noise $\beta\sigma^2$. *Second*, at weight 1 the best $q$ closes the gap, so training raises $\log p(x)$ itself, of a normal with variance $w^2 + \beta\sigma^2$ along the direction. It is highest where this variance is the rows' own, $\lambda$: so $w^2 = \lambda - \beta\sigma^2$. Where the noise alone exceeds $\lambda$, the best is $w = 0$: the latent is off ([[posterior collapse]]).
#
# At weight 1 this is *probabilistic PCA* (Tipping and Bishop 1999), principal components plus noise, and the bound is $\log p(x)$ itself. Means over the table's rows:

# %% tags=["loop", "fold"]
print("Learned, formula: less than .02 apart at every weight:", abs(learned - np.maximum(lam - 0.25 * betas[:, None], 0)).max() < 0.02)
best = linear.optimum(S, 5, s2=0.25)
print(f"Weight 1: ELBO {best.elbo(S):.3f}, log p(x) {best.log_likelihood(S):.3f}, less than 1e-12 apart: {abs(best.elbo(S) - best.log_likelihood(S)) < 1e-12}")

# %% [markdown] tags=["fold"]
# **What it does not mean.** That training got stuck. With $\lambda_5 = .17$ below $\sigma^2 = .25$, off is the optimum (Lucas et al. 2019); at $\sigma = .4$ all five stay on at weight 1. Nor that networks switch off so exactly: lesson 09 looks.

# %% [markdown]
# ### Your turn: what is left
# A new row is $Wz$ plus the decoder's noise. What is the variance of new rows along a direction in which real rows have $\lambda$? (The formula stands behind the fold.)

# %% name="spread" tags=["exercise"]
def spread(lam, beta, sigma):
    """Variance of new rows, noise included, along directions with variances lam (an array)."""
    ### BEGIN SOLUTION
    return np.maximum(lam - beta * sigma**2, 0) + sigma**2
    ### STUB: return ...
    ### END SOLUTION


# %% tags=["check"]
course.check("spread", spread)

# %% [markdown] tags=["teacher"]
# **Minutes 27–37** (must: figure, reveal, exercise; could: source). Ask before the exercise: "at weight 1, is anything missing in new rows?" (Where a latent is on, nothing; where it is off, there is too much.) **Vote 2** is quiz question 3. Pause point.

# %% [markdown] tags=["explore", "slide"]
# ## Explore
# Left: the rows' variance along each direction (bars), new rows' (crosses), and $\beta\sigma^2$. Right: what the weight trades, nats of code against squared error, one curve for all settings; at each tick a direction switches. *Read off* leaves the decoder's noise out, as the article's code does.

# %% tags=["explore"]
sliders = explore.explore_linear_vae(x)
course.show(sliders.small_multiples(),
    alt="Weight 1: crosses on four of five bars. High weight: four crosses far below their bars. Read off: a thin cloud. Noisy: a wide one.",
    summary="What each setting does to five directions, to rows, and to the trade of nats against error.")  # fmt: skip

# %% [markdown] tags=["explore"]
# **Task.** $\sigma = .7$. Which is the smallest weight on the slider that leaves exactly one direction on? Compute first, then look.

# %% tags=["explore"]
sliders

# %% name="one-left" tags=["explore"]
### BEGIN SOLUTION
one_left = 2.5
### STUB: one_left = None
### END SOLUTION

# %% tags=["explore"]
course.check("one-left", (one_left, sliders))

# %% [markdown] tags=["lineup", "slide"]
# ## Line-up
# Four tables of 1,000 rows: `drawn` and `read off` (weight 1, $\sigma = .4$), a `high weight` (8, $\sigma = .4$), a `noisy decoder` (weight 1, $\sigma = 1.1$). The real rows stand first.

# %% tags=["lineup"]
settings = {"drawn": (1.0, 0.4), "read off": (1.0, 0.4, "read off"), "high weight": (8.0, 0.4), "noisy decoder": (1.0, 1.1)}
tables = {k: sliders.view.rows(sliders.view.at(*settings[name]), 1000) for k, name in lineup.dealt(tuple(settings), seed=9).items()}
pd.DataFrame({k: [t.income.std(), t.income.corr(t.purchase)] for k, t in {"real": x, **tables}.items()}, ["sd of income", "correlation with purchase"]).T.round(2)

# %% name="suspects" tags=["lineup"]
### BEGIN SOLUTION
named = {"A": "noisy decoder", "B": "drawn", "C": "high weight", "D": "read off"}
### STUB: named = {"A": None, "B": None, "C": None, "D": None}
### END SOLUTION

# %% tags=["check"]
course.check("suspects", named)

# %% [markdown] tags=["teacher"]
# **Minutes 37–45** (should: explore; could: line-up; must: where it fails). One moves a slider, the other foretells the crosses. Wrong answer to expect: "read off is narrower, so its correlation is weaker". It is stronger, because what is missing is the columns' own noise.

# %% [markdown] tags=["your-table", "deeper"]
# ## Your table
# Put your path, `"mine.csv"` say, in place of the name of ours. Shown: how many directions of its number columns stay on at weight 1.

# %% tags=["your-table", "deeper"]
mine, my_schema = data.load_table("breast_cancer")
numbers = mine.select_dtypes("number").dropna()
mine_S = numbers.loc[:, numbers.nunique() > 1].apply(normal_scores).corr().to_numpy()
print(f"{len(mine_S)} columns", *(f"   sigma {s}: {linear.active_directions(mine_S, s**2)} on" for s in (0.3, 0.5, 0.7, 0.9)))

# %% [markdown] tags=["fails", "slide"]
# ## Where it fails
# **A misconception.** "Latents that are off mean that training failed." Here every end point was the optimum. Ask how much rows vary along the direction, and whether that exceeds $\beta\sigma^2$. **A limit.** A linear decoder draws a multivariate normal of scores. At weight 1 with all directions on that is lesson 06's copula. The arch of age and score is gone:

# %% tags=["fails"]
course.show(plots.clouds({"real": x, "linear VAE": sliders.view.rows(sliders.view.at(1.0, 0.4), 4000)}, "age", "score", real=["real"]),
    alt="Scores of age and score. Real rows form an arch, those of the linear VAE a round cloud.",
    summary="The bound is tight, log p(x) as high as a linear decoder can make it, and the arch is lost.")  # fmt: skip

# %% [markdown] tags=["fails"]
# A tight bound does not make a good model. **A band.** Five samples of 1,000 customers: the weight $\lambda / \sigma^2$ at which each direction goes off by the formula. Each is also trained once, from another start, at weight 1.

# %% tags=["fails"]
samples = [data.split(customers[five], seed=k, shares=(0.1, 0.1, 0.8))[0].apply(normal_scores).corr() for k in range(5)]
off = pd.DataFrame([np.linalg.eigvalsh(R)[::-1] / 0.25 for R in samples], columns=[f"direction {j + 1}" for j in range(5)])
found = [carried(descend(R, [1.0], s2=0.25, latents=5, seed=k), R)[0] for k, R in enumerate(samples)]
course.show(plots.strips(off, real=list(off), xlabel="KL weight at which it goes off, σ = .5", fmt="{:.1f}"),
    alt="Five rows of five dots. The first direction lies far to the right, the last below 1; dots of a row lie close together.",
    summary=f"At weight 1, learned and formula less than .05 apart in all five: {abs(found - np.maximum(0.25 * off.to_numpy() - 0.25, 0)).max() < 0.05}.")  # fmt: skip

# %% [markdown] tags=["fails"]
# **You may now claim:** "I can derive the ELBO and say what it leaves out. I did the KL by hand. I know what the KL weight trades, and for a linear VAE I can say beforehand which directions it switches off and what new rows have left of the others."

# %% [markdown] tags=["deeper"]
# ## Deeper: a tighter bound
# Take the log of a mean of $k$ weights $p(x, z) / q(z)$ instead of one. Its mean rises with $k$ to $\log p(x)$ (Burda, Grosse and Salakhutdinov 2016). With $w = 1.5$, $\sigma^2 = .5$, $x = 1.2$ and a $q$ of twice the true variance:

# %% tags=["deeper"]
mean, sd = bound.posterior(1.2, 1.5, 0.5)
for k in (1, 5, 50):
    print(f"k = {k:2}   {bound.importance_bound(1.2, 1.5, 0.5, mean, sd * 2**0.5, k, runs=40_000, seed=0).mean():.2f}")
print(f"log p(x) {bound.log_evidence(1.2, 1.5, 0.5):.2f}")

# %% [markdown] tags=["deeper"]
# ## Deeper: which latent is which?
# Turn the codes of a linear VAE with two latents by an angle. $WW^\top$, and so every $p(x)$, stays. The report calls the latent space "interpretable"; the rows cannot tell one turn from another. What can is the encoder's one variance per latent, which fits turned codes badly:

# %% tags=["deeper"]
two = linear.optimum(S, 2)
for angle in (0, 20, 45):
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[c, -s], [s, c]])
    C = np.diag(1 / np.diag(np.linalg.inv(turn.T @ two.C @ turn)))  # the best variances, one a latent
    turned = linear.LinearVAE(two.W @ turn, two.s2, turn.T @ two.V, C)
    print(f"{angle:2} degrees   log p(x) {turned.log_likelihood(S):.3f}   ELBO {turned.elbo(S):.3f}")

# %% [markdown] tags=["deeper"]
# So it is the shape of $q$ that lines latents up with the principal directions, and there is no such line for directions of equal $\lambda$.
#
# ## Deeper: let sigma learn
# With $k$ latents $\log p(x)$ is highest where $\sigma^2$ is the mean of the variances left over; nobody has to set it:

# %% tags=["deeper"]
for k in (1, 2, 3, 4):
    fitted = linear.optimum(S, k)
    print(f"latents {k}   sigma {fitted.s2**0.5:.2f}   ELBO {fitted.elbo(S):.2f}   KL {fitted.kl(S):.2f} nats")

# %% [markdown] tags=["deeper"]
# ## Deeper: holes
# Lesson 09 will find codes that do not fill the prior, so that new rows are decoded where no row ever was. Is a low weight alone to blame? The codes of all rows together, at three weights: the variance of each latent, and the largest mean of $z_j^2 z_k$, two different latents, which is 0 in the prior:

# %% tags=["deeper"]
for beta in (0.25, 1, 4):
    best = linear.optimum(S, 5, s2=0.25, beta=beta)
    codes = x.to_numpy() @ best.V.T  # the means; spread about them does not change z_j² z_k on average
    bends = (codes**2).T @ codes / len(codes)
    print(f"weight {beta:4}   variances", *np.diag(best.aggregated_covariance(S)).round(3), f"  bend {abs(bends - np.diag(np.diag(bends))).max():.2f}")

# %% [markdown] tags=["deeper"]
# Variances of 1, as in the prior, at every weight: they find no hole. Were rows normal, codes would fill the prior at every weight. Ours have the arch, and at a low weight so have the codes. At weight 4 hardly more than one direction is left, and the bend is gone.

# %% [markdown] tags=["quiz"]
# ## Quiz

# %% tags=["quiz"]
course.quiz()

# %% [markdown]
# Terms of this lesson: [[ELBO]], [[KL divergence]], [[KL weight]], [[prior]], [[posterior]], [[decoder sigma]], [[posterior collapse]], [[linear VAE]], [[principal direction]]. `course.glossary("ELBO")` explains one. Next: lesson 09, where encoder and decoder are networks and columns are mixed.

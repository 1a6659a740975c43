# ---
# jupyter:
#   course_lib:
#     kind: assignment
#     promise: You build a column and a generator to order, predict what they do, and check what others claim.
#     objectives:
#     - text: solve for the parent of a truncated column with a given mean and spread
#     - text: predict what interpolating pairs of rows does to spread, skew and correlation
#     - text: turn a noise floor into a number of rows, and find the wrong claim in a report
#     minutes: 80
#     needs: lessons 01, 02 and 04
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["card"]
# # A1 Build and judge

# %% [markdown]
# ## How this works
#
# There are seven questions, 20 points. Each asks for one function. Write it in the cell that holds its first line,
# in place of the `...`.
#
# - Below each function stands a check. Run it and compare: it prints your values, and in its comment what the
#   reference prints on the same inputs. Other inputs decide about the points, so a number copied from the comment
#   earns nothing.
# - Everything a function needs stands in its own cell or in the set-up cell. Helpers, imports and constants of
#   yours go into the same cell as the function. The questions are marked one by one, in any order; a question you
#   leave out costs its own points alone.
# - Return values; what you print is not read. Do not round, unless the question asks for it. Functions that need
#   chance get it as an argument, so the same inputs give the same values.
# - `numpy`, `scipy`, `pandas` and `course_lib` are there when your work is marked. The network is not. A question may
#   run for 20 seconds, all its inputs together.
# - You may add cells, run and delete what you like. Only the cells with the seven functions are taken from your file.
#
# | question | function | points |
# | --- | --- | --- |
# | 1 | `parent` | 3 |
# | 2 | `clipped_sd` | 3 |
# | 3 | `interpolate` | 2 |
# | 4 | `predict` | 4 |
# | 5 | `rows_needed` | 3 |
# | 6 | `with_mean_rows` | 3 |
# | 7 | `wrong_claim` | 2 |

# %% tags=["setup"]
import numpy as np
from scipy import optimize, stats

from course_lib.data import load_table, truncated_normal_mean, truncated_normal_quantile, truncated_normal_sd

customers, schema = load_table("customers")
### BEGIN HIDDEN TESTS
seed = 0  # the grader sets its own
### END HIDDEN TESTS

# %% [markdown]
# ## 1 A column with a given mean and spread (3 points)
#
# In lesson 02 you looked for the σ that gives a truncated column its mean; μ was known. A real request gives the mean
# and the standard deviation of the finished column and neither parameter of its parent: "membership fees between 25
# and 70, mean 41, standard deviation 11".
#
# Write `parent(mean, sd, low, high)`. It returns the pair `(mu, sigma)` for which a normal with these parameters,
# **truncated** to [low, high], has this mean and this standard deviation.
#
# Two unknowns need two equations. `truncated_normal_mean(mu, sigma, low, high)` and
# `truncated_normal_sd(mu, sigma, low, high)` of the library go forward, from the parent to the finished column; you need
# the way back. `optimize.root(function, start).x` of scipy searches for the place, here a pair of numbers, at which
# `function` returns zeros only, here two. Four digits must be right.

# %% name="parent" tags=["exercise"]
def parent(mean, sd, low, high):
    """(mu, sigma) of the normal which, truncated to [low, high], has this mean and this sd."""
    ### BEGIN SOLUTION
    def miss(unknown):
        mu, sigma = unknown[0], np.exp(unknown[1])  # the logarithm keeps sigma above 0
        return [truncated_normal_mean(mu, sigma, low, high) - mean, truncated_normal_sd(mu, sigma, low, high) - sd]

    mu, log_sigma = optimize.root(miss, [mean, np.log(sd)], tol=1e-10).x
    return float(mu), float(np.exp(log_sigma))
    ### END SOLUTION

# %% name="parent-check" tags=["check"] points=3 course_lib={"rtol": 1e-3}
requests = [dict(mean=41, sd=11, low=25, high=70), dict(mean=6.8, sd=1.4, low=1, high=10)]
### BEGIN HIDDEN TESTS
# expected: the pair (mu, sigma) whose truncated normal has the mean and the sd asked for, to four digits
# hint: scipy.optimize.root takes a function of two unknowns that returns two differences; start at (mean, sd) and keep sigma positive by solving for its logarithm. If your column has spikes at the bounds, it was clipped; truncation leaves out what falls outside.
rng = np.random.default_rng(seed)
requests = []
while len(requests) < 8:
    low = rng.uniform(5, 50)
    width = rng.uniform(10, 100)
    mu, sigma = low + rng.uniform(0.2, 0.8) * width, rng.uniform(0.15, 0.35) * width
    asked = [f(mu, sigma, low, low + width) for f in (truncated_normal_mean, truncated_normal_sd)]
    requests.append(dict(mean=asked[0], sd=asked[1], low=low, high=low + width))
### END HIDDEN TESTS
for request in requests:
    print(parent(**request))

# %% [markdown]
# With a parent you can simulate. Nothing is marked here; the mean and the spread should be those asked for, up to the
# noise of 100,000 rows.

# %%
found = parent(mean=41, sd=11, low=25, high=70)
if found is None:
    print("parent() is not written yet.")
else:
    uniform = np.random.default_rng(1).random(100_000)
    fees = truncated_normal_quantile(uniform, *found, 25, 70)
    print(f"mean {fees.mean():.2f}, sd {fees.std():.2f}, smallest {fees.min():.2f}, largest {fees.max():.2f}")

# %% [markdown]
# ## 2 What clipping takes from the spread (3 points)
#
# A colleague draws from Normal(35, 15) and **clips** to [18, 80]: what falls outside is moved onto the bound. You saw
# the spike this leaves at 18. It also changes the standard deviation of the column.
#
# Write `clipped_sd(mu, sigma, low, high)`: the standard deviation of the column after clipping, for infinitely many
# rows. Four digits must be right, which no simulation of reasonable size gives. Split the column into three parts: the
# rows at `low`, the rows between, the rows at `high`. The mean of x, and the mean of x², are sums over the three parts:
# each part's share of the rows times its own mean. And sd² is the mean of x² less the square of the mean of x.

# %% name="clipped-sd" tags=["exercise"]
def clipped_sd(mu, sigma, low, high):
    """Standard deviation of N(mu, sigma) after every value outside [low, high] was moved onto the bound."""
    ### BEGIN SOLUTION
    normal = stats.norm(mu, sigma)
    at_low, at_high = normal.cdf(low), normal.sf(high)
    inside = 1 - at_low - at_high
    mean_inside = truncated_normal_mean(mu, sigma, low, high)
    square_inside = truncated_normal_sd(mu, sigma, low, high) ** 2 + mean_inside**2
    mean = at_low * low + inside * mean_inside + at_high * high
    square = at_low * low**2 + inside * square_inside + at_high * high**2
    return float(np.sqrt(square - mean**2))
    ### END SOLUTION

# %% name="clipped-sd-check" tags=["check"] points=3 course_lib={"rtol": 2e-4}
columns = [dict(mu=35, sigma=15, low=18, high=80), dict(mu=0, sigma=1, low=-1, high=1)]
### BEGIN HIDDEN TESTS
# expected: the standard deviation of the clipped column with its two spikes, to four digits
# hint: E[x²] = share at low · low² + share inside · (sd² + mean² of the truncated normal) + share at high · high². The sd of the truncated normal alone is that of the rows between the bounds.
rng = np.random.default_rng(seed)
columns = []
for _ in range(8):
    low, width = rng.uniform(-20, 20), rng.uniform(10, 60)
    mu = low + rng.uniform(0.1, 0.9) * width
    columns.append(dict(mu=mu, sigma=rng.uniform(0.3, 1.2) * width, low=low, high=low + width))
### END HIDDEN TESTS
for column in columns:
    print(clipped_sd(**column))

# %% [markdown]
# ## 3 A generator that interpolates (2 points)
#
# Here is another popular recipe. For each new row take two real rows $a$ and $b$ and a number $\lambda$ between 0 and 1,
# and write down
#
# $$x = \lambda a + (1 - \lambda)\, b .$$
#
# Write `interpolate(rows, first, second, lam)`. `rows` is an array of shape (n, d). `first` and `second` hold m positions
# of rows, `lam` holds m numbers; new row number i is made of `rows[first[i]]`, `rows[second[i]]` and `lam[i]`, one λ for
# all its columns. Return an array of shape (m, d).

# %% name="interpolate" tags=["exercise"]
def interpolate(rows, first, second, lam):
    """m new rows, shape (m, d): lam * rows[first] + (1 - lam) * rows[second], one lam per new row."""
    ### BEGIN SOLUTION
    rows, weight = np.asarray(rows, float), np.asarray(lam, float)[:, None]
    return weight * rows[np.asarray(first)] + (1 - weight) * rows[np.asarray(second)]
    ### END SOLUTION

# %% name="interpolate-check" tags=["check"] points=2
drawn = [
    dict(
        rows=customers[["age", "income"]].to_numpy(float)[:3],
        first=np.array([0, 1, 2]),
        second=np.array([1, 2, 0]),
        lam=np.array([1.0, 0.5, 0.25]),
    )
]
### BEGIN HIDDEN TESTS
# expected: an array of shape (m, d), in row i lam[i] · rows[first[i]] + (1 - lam[i]) · rows[second[i]]
# hint: lam belongs to first, so lam = 1 gives rows[first] back. rows[first] picks m rows at once; lam[:, None] has the shape (m, 1), so it multiplies every column.
rng = np.random.default_rng(seed)
drawn = [
    dict(
        rows=rng.normal(size=(n, d)),
        first=rng.integers(0, n, m),
        second=rng.integers(0, n, m),
        lam=rng.random(m),
    )
    for n, d, m in ((5, 2, 7), (9, 4, 4), (30, 1, 12), (6, 6, 6))
]
### END HIDDEN TESTS
for draw in drawn:
    print(interpolate(**draw))

# %% [markdown]
# ## 4 Predict before you measure (4 points)
#
# The rows $a$ and $b$ are drawn independently from a table with standard deviation 1 in every column. λ is uniform, but
# not always over the whole of [0, 1]: it lies between $\frac12 - \frac w2$ and $\frac12 + \frac w2$. With $w = 1$ every
# place between the two rows is equally likely; with $w = 0$ each new row is the middle of two.
#
# Write `predict(skew, correlation, width, shared)` for a table whose columns have this skew and whose two columns have
# this correlation. Return three numbers for the new rows: the standard deviation, the skew, and the correlation.
#
# - `shared=True`: one λ for the whole row, as in question 3.
# - `shared=False`: every cell of a row has a λ of its own; $a$ and $b$ are still the same for the row.
#
# The skew in numbers: the *third central moment*, which is the average of (value − mean)³, divided by sd³. Now two facts.
# Given λ, the new value is a sum of two independent parts, so its variance is $\lambda^2 + (1 - \lambda)^2$ and its third
# central moment is $(\lambda^3 + (1 - \lambda)^3)\cdot$ skew. The mean does not depend on λ, so both may be averaged over
# λ. For the whole of [0, 1] the average variance is 2/3.
#
# The correlation is the covariance divided by the two sds. Its covariance may be averaged in the same way: write down the
# two cells of a new row, the second with a λ of its own if `shared=False`, and see which products of $a$'s and $b$'s
# cells go together. Four digits must be right.

# %% name="predict" tags=["exercise"]
def predict(skew, correlation, width, shared):
    """(sd, skew, correlation) of pair interpolation with lam ~ U(1/2 - width/2, 1/2 + width/2)."""
    ### BEGIN SOLUTION
    variance = 1 / 2 + width**2 / 6
    third = (1 / 4 + width**2 / 4) * skew
    covariance = variance if shared else 1 / 2  # E[l1 l2] + E[(1 - l1)(1 - l2)] with independent l1, l2
    return float(np.sqrt(variance)), third / variance**1.5, correlation * covariance / variance
    ### END SOLUTION

# %% name="predict-shared" tags=["check"] points=2 course_lib={"rtol": 5e-4}
tables = [dict(skew=1.75, correlation=0.8, width=1.0), dict(skew=1.75, correlation=0.8, width=0.0)]
### BEGIN HIDDEN TESTS
# expected: the sd, the skew and the correlation of the new rows, in this order, with one λ per row
# hint: E[λ²] of a uniform λ is its mean² plus its variance w²/12. The sd is the root of the average variance (2/3 is a variance), and the skew divides by the cube of the new sd. With one λ the covariance shrinks as the variances do.
rng = np.random.default_rng(seed)
tables = [dict(zip(("skew", "correlation", "width"), rng.uniform((-2, -0.9, 0), (4, 0.9, 1)).tolist())) for _ in range(8)]
### END HIDDEN TESTS
for table in tables:
    print(predict(**table, shared=True))

# %% name="predict-own" tags=["check"] points=2 course_lib={"rtol": 5e-4}
own_tables = [dict(skew=1.75, correlation=0.8, width=1.0), dict(skew=1.75, correlation=0.8, width=0.0)]
### BEGIN HIDDEN TESTS
# expected: the sd, the skew and the correlation of the new rows, in this order, with a λ of its own for every cell
# hint: sd and skew are those of one λ per row, because they look at one column. With independent λ and κ the covariance keeps the share E[λκ] + E[(1-λ)(1-κ)]; the mean of a product of independent numbers is the product of the means.
rng = np.random.default_rng([seed, 1])
own_tables = [dict(zip(("skew", "correlation", "width"), rng.uniform((-2, -0.9, 0), (4, 0.9, 1)).tolist())) for _ in range(8)]
### END HIDDEN TESTS
for table in own_tables:
    print(predict(**table, shared=False))

# %% [markdown]
# Now measure. Nothing is marked here: 50,000 new customers by your generator, beside your prediction in the same order.
# The incomes have a long tail, so even with 50,000 rows the second digit of their skew is noise.

# %%
ages_incomes = customers[["age", "income"]].to_numpy(float)
rng = np.random.default_rng(2)
pairs = rng.integers(0, len(ages_incomes), size=(2, 50_000))
made = interpolate(ages_incomes, *pairs, rng.random(50_000))
if made is None:
    print("interpolate() is not written yet.")
else:
    real_skew, real_r = stats.skew(ages_incomes[:, 1]), np.corrcoef(ages_incomes.T)[0, 1]
    print(f"measured:  income sd ratio {made[:, 1].std() / ages_incomes[:, 1].std():.3f},", end=" ")
    print(f"skew {stats.skew(made[:, 1]):.2f}, correlation {np.corrcoef(made.T)[0, 1]:.3f}")
    predicted = predict(real_skew, real_r, 1.0, shared=True)
    print("predicted:", [round(float(value), 3) for value in predicted] if predicted else "predict() is not written yet.")

# %% [markdown]
# ## 5 How many rows until a score means something? (3 points)
#
# The *JSD* (Jensen-Shannon divergence, lesson 03) compares two histograms with the same K cells: 0 bits if they are
# equal, 1 bit if they share no cell. It is hardly ever 0, not even between two samples of the same people. It has a
# floor: with n real rows and m synthetic rows, fresh rows score on average
#
# $$\frac{K - 1}{8 \ln 2}\left(\frac1n + \frac1m\right)\ \text{bits}.$$
#
# A team has n real rows, and wants the floor at or below a target before it looks at any score.
#
# Write `rows_needed(target, n, k)`: the smallest whole number m of synthetic rows with which the floor is at most
# `target` bits. Sometimes no number of synthetic rows is enough; then return `None`.

# %% name="rows-needed" tags=["exercise"]
def rows_needed(target, n, k):
    """Smallest m with (k - 1) (1/n + 1/m) / (8 ln 2) <= target, as an int; None if there is none."""
    ### BEGIN SOLUTION
    left = target * 8 * np.log(2) / (k - 1) - 1 / n
    return int(np.ceil(1 / left)) if left > 0 else None
    ### END SOLUTION

# %% name="rows-needed-check" tags=["check"] points=3
plans = [dict(target=0.01, n=1000, k=20), dict(target=0.003, n=1000, k=20), dict(target=0.005, n=2000, k=10)]
### BEGIN HIDDEN TESTS
# expected: a whole number of rows, or None where 1/n alone is above the target
# hint: solve the formula for 1/m first. If what is left for 1/m is not above 0, no m is large enough. Else round up: one row fewer, and the floor is above the target.
rng = np.random.default_rng(seed)
plans = []
for enough in (True, True, False, True, False, True, True, False, True, True):
    n, k = int(rng.integers(200, 5000)), int(rng.integers(5, 40))
    at_best = (k - 1) / (8 * np.log(2) * n)
    plans.append(dict(target=at_best * (rng.uniform(1.1, 4) if enough else rng.uniform(0.3, 0.95)), n=n, k=k))
### END HIDDEN TESTS
for plan in plans:
    print(rows_needed(**plan))

# %% [markdown]
# ## 6 Transfer: a generator that gives up on some rows (3 points)
#
# No lesson shows this one. A generator draws most rows from exactly the right distribution. For a share s of them it
# fails, and writes the row of means instead.
#
# Take one continuous column with this `skew`, of whose real rows the share `below` lies below the mean. Write
# `with_mean_rows(share, skew, below)`. It returns three numbers, for infinitely many rows:
#
# 1. the ratio of the standard deviations, synthetic to real,
# 2. the skew of the synthetic column,
# 3. the KS distance between the real and the synthetic column, the largest gap between their two distribution
#    functions (the cumulative curves of lesson 04).
#
# For the third, draw both distribution functions on paper: where does the synthetic one jump, and how high?

# %% name="with-mean-rows" tags=["exercise"]
def with_mean_rows(share, skew, below):
    """(sd ratio, skew, KS distance) when a share of the rows is replaced by the mean row."""
    ### BEGIN SOLUTION
    kept = 1 - share
    return float(np.sqrt(kept)), skew / float(np.sqrt(kept)), share * max(below, 1 - below)
    ### END SOLUTION

# %% name="with-mean-rows-check" tags=["check"] points=3 course_lib={"rtol": 1e-4}
generators = [dict(share=0.19, skew=0.5, below=0.55), dict(share=0.36, skew=-1.0, below=0.42)]
### BEGIN HIDDEN TESTS
# expected: the ratio of the sds (not of the variances), the skew of the synthetic column, and the KS distance, in this order
# hint: rows at the mean add nothing to the second and third central moment, so both keep the factor 1-s; the skew then divides by the cube of the new sd. The synthetic distribution function jumps by s at the mean: the gap below the jump and the gap above it differ, and KS is the larger.
rng = np.random.default_rng(seed)
generators = [
    dict(share=float(rng.uniform(0.02, 0.9)), skew=float(rng.uniform(-2, 4)), below=float(rng.uniform(0.3, 0.7)))
    for _ in range(8)
]
### END HIDDEN TESTS
for generator in generators:
    print(with_mean_rows(**generator))

# %% [markdown]
# ## 7 Find the wrong claim (2 points)
#
# A data sheet for a synthetic table makes five claims. Exactly one is wrong. You have both tables, so you can
# recompute all five.
#
# | claim | what it is |
# | --- | --- |
# | `"mean ratio"` | mean of the synthetic first column divided by the real one |
# | `"sd ratio"` | standard deviation of the synthetic first column divided by the real one |
# | `"correlation"` | Pearson correlation of the two synthetic columns |
# | `"outside"` | share of synthetic rows whose first value is below the smallest or above the largest real one |
# | `"ks"` | KS distance between the real and the synthetic first column |
#
# Write `wrong_claim(real, synthetic, claims)`. The tables are arrays of shape (rows, 2); `claims` is a dict from these
# names to numbers, rounded to three digits after the point. The wrong one is off by at least .02. Return the pair
# `(name, value)`: which claim is wrong, and the right value, a number rounded the same way. A standard deviation may
# divide by the number of rows or by one less; both are accepted.

# %% name="wrong-claim" tags=["exercise"]
def wrong_claim(real, synthetic, claims):
    """(name, right value rounded to three digits) of the one claim that the two tables contradict."""
    ### BEGIN SOLUTION
    a, b = real[:, 0], synthetic[:, 0]
    right = {
        "mean ratio": b.mean() / a.mean(),
        "sd ratio": b.std() / a.std(),
        "correlation": np.corrcoef(synthetic.T)[0, 1],
        "outside": ((b < a.min()) | (b > a.max())).mean(),
        "ks": stats.ks_2samp(a, b).statistic,
    }
    name = max(claims, key=lambda claim: abs(claims[claim] - right[claim]))
    return name, round(float(right[name]), 3)
    ### END SOLUTION

# %% name="wrong-claim-check" tags=["check"] points=2 course_lib={"atol": 3e-3}
draws = np.random.default_rng(5)
real_rows = draws.normal([50, 7], [10, 2], size=(400, 2))
middles = (real_rows[draws.integers(0, 400, 300)] + real_rows[draws.integers(0, 400, 300)]) / 2
claims = {"mean ratio": 1.007, "sd ratio": 0.995, "correlation": -0.025, "outside": 0.0, "ks": 0.128}
sheets = [dict(real=real_rows, synthetic=middles, claims=claims)]
### BEGIN HIDDEN TESTS
# expected: a pair, the name of the claim that the tables contradict and its value recomputed, a number to three digits
# hint: compute all five, and take the one that is farthest from its claim. np.std and the correlation need columns, not rows.
rng = np.random.default_rng(seed)
names = ["mean ratio", "sd ratio", "correlation", "outside", "ks"]
sheets = []
for wrong in [*names, *rng.choice(names, 5)]:
    n, m = rng.integers(300, 900, 2)
    z = rng.normal(size=(n + m, 2)) @ [[0.4, 0.6], [0, 0.8]]
    real, synthetic = np.split(np.exp(z), [n])
    synthetic[:, 0] = rng.uniform(0.8, 1.3) * synthetic[:, 0] + rng.uniform(-0.2, 0.2)
    a, b = real[:, 0], synthetic[:, 0]
    beyond = ((b < a.min()) | (b > a.max())).mean()
    right = [b.mean() / a.mean(), b.std() / a.std(), np.corrcoef(synthetic.T)[0, 1], beyond, stats.ks_2samp(a, b).statistic]
    claims = {name: round(float(value), 3) for name, value in zip(names, right)}
    claims[wrong] = round(claims[wrong] + float(rng.uniform(0.02, 0.08)), 3)
    sheets.append(dict(real=real, synthetic=synthetic, claims=claims))
### END HIDDEN TESTS
for sheet in sheets:
    print(wrong_claim(**sheet))

# %% [markdown]
# ## Before you hand in
#
# Restart the kernel and run all cells. Compare each check's values with its comment. Then hand in this file, under the
# name your teacher asks for. Its outputs do not matter.

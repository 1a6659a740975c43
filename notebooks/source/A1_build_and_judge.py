# ---
# jupyter:
#   course_lib:
#     kind: assignment
#     promise: You build columns and generators to order, predict what they do, and check what others claim.
#     objectives:
#     - text: simulate a column with a given mean, spread and bounds
#     - text: write a generator that interpolates pairs of rows, and predict its spread, skew and correlation
#     - text: compute the floor and the edge of a metric, and turn a floor into a number of rows
#     - text: tell by evidence how a table was made, and find the wrong claim in a data sheet
#     minutes: 120
#     needs: lessons 00 to 07
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
# There are nine questions, 30 points. Each asks for one, two or three functions. Write them in the cell that holds their
# first lines, in place of each `...`.
#
# - Below the functions stand checks. Run them and compare: a check prints your values, and in its comment what the
#   reference prints on the same inputs. Other inputs decide about the points, so a number copied from the comment
#   earns nothing.
# - Each check earns its own points: all of them, or none.
# - Everything a function needs stands in its own cell or in the set-up cells. Helpers, imports and constants of
#   yours go into the same cell as the function. The questions are marked one by one, in any order; a question you
#   leave out costs its own points alone.
# - Return values; what you print is not read. Do not round, unless the question asks for it.
# - `numpy`, `scipy`, `pandas`, `sklearn` and `course_lib` are there when your work is marked. The network is not. A
#   question may run for 20 seconds, all its inputs together.
# - You may add cells, run and delete what you like. Only the nine cells with the functions are taken from your file.
#
# | question | functions | points | minutes |
# | --- | --- | --- | --- |
# | 1 | `parent`, `simulate` | 3 + 2 | 25 |
# | 2 | `interpolate` | 2 | 5 |
# | 3 | `partners` | 3 | 10 |
# | 4 | `new_sd`, `new_skew`, `new_correlation` | 1 + 2 + 2 | 20 |
# | 5 | `gap_floor`, `gap_edge` | 2 + 1 | 10 |
# | 6 | `rows_needed` | 2 | 10 |
# | 7 | `origin` | 1 + 1 + 2 | 20 |
# | 8 | `sd_kept`, `skew_made`, `ks_made` | 1 + 1 + 1 | 10 |
# | 9 | `recompute`, `wrong_claim` | 2 + 1 | 10 |

# %% tags=["setup"]
import numpy as np
from scipy import optimize, spatial, stats

from course_lib.data import load_table, truncated_normal_mean, truncated_normal_quantile, truncated_normal_sd

customers, schema = load_table("customers")
np.set_printoptions(suppress=True, legacy="1.25")  # prints 181937.5, not 1.819375e+05 or np.float64(181937.5)
### BEGIN HIDDEN TESTS
seed = 0  # the grader sets its own
### END HIDDEN TESTS

# %% [markdown]
# ## 1 A column to order (5 points)
#
# In lesson 02 you looked for the σ that gives a truncated column its mean; μ was known. A real request gives the mean
# and the standard deviation of the finished column and neither parameter of its parent: "membership fees between 25
# and 70 dollars, mean 41, standard deviation 11".
#
# Write `parent(mean, sd, low, high)`. It returns the pair `(mu, sigma)` for which a normal with these parameters,
# **truncated** to [low, high], has this mean and this standard deviation. All six numbers are in the unit of the column.
# Four digits must be right. Each request that decides has such a parent.
#
# Two unknowns need two equations. `truncated_normal_mean(mu, sigma, low, high)` and
# `truncated_normal_sd(mu, sigma, low, high)` of the library go forward, from the parent to the finished column; you need
# the way back. `optimize.root(function, start).x` of scipy searches for the place, here a pair of numbers, at which
# `function` returns zeros only, here two. It calls `function` with one array that holds both numbers; `start` is a pair
# from which to search.
#
# Then write `simulate(n, mean, sd, low, high, rng)`. It returns n values drawn from this truncated normal, an array of
# shape (n,). `rng` is a numpy generator to draw from, such as `np.random.default_rng(0)`. Any way of drawing will do:
# the check compares the smallest value, five quantiles and the largest value, and leaves room for the noise of 100,000
# rows.

# %% name="simulate" tags=["exercise"]
def parent(mean, sd, low, high):
    """(mu, sigma) of the normal which, truncated to [low, high], has this mean and this sd."""
    ### BEGIN SOLUTION
    def miss(unknown):
        mu, sigma = unknown[0], np.exp(unknown[1])  # the logarithm keeps sigma above 0
        return [truncated_normal_mean(mu, sigma, low, high) - mean, truncated_normal_sd(mu, sigma, low, high) - sd]

    mu, log_sigma = optimize.root(miss, [mean, np.log(sd)], tol=1e-10).x
    return float(mu), float(np.exp(log_sigma))
    ### END SOLUTION


def simulate(n, mean, sd, low, high, rng):
    """n values, an array of shape (n,), from the truncated normal with this mean and sd."""
    ### BEGIN SOLUTION
    return truncated_normal_quantile(rng.random(n), *parent(mean, sd, low, high), low, high)
    ### END SOLUTION

# %% name="parent-check" tags=["check"] points=3 course_lib={"rtol": 1e-3}
requests = [dict(mean=41, sd=11, low=25, high=70), dict(mean=6.8, sd=1.4, low=1, high=10)]
### BEGIN HIDDEN TESTS
# expected: the pair (mu, sigma) whose truncated normal has the mean and the sd asked for, to four digits
# hint: scipy.optimize.root takes a function of two unknowns that returns two differences; start at (mean, sd) and keep sigma positive by solving for its logarithm.
rng = np.random.default_rng(seed)
requests = []
while len(requests) < 8:
    low = rng.uniform(5, 50)
    width = rng.uniform(10, 100)
    mu, sigma = low + rng.uniform(0.2, 0.8) * width, rng.uniform(0.15, 0.35) * width
    asked = [f(mu, sigma, low, low + width) for f in (truncated_normal_mean, truncated_normal_sd)]
    requests.append(dict(mean=asked[0], sd=asked[1], low=low, high=low + width))
def slip_own_moments(right, mean, sd, low, high):
    """returns the mean and the sd of the finished column; truncation moved both away from the parent's"""
    return mean, sd
def slip_mean_for_mu(right, mean, sd, low, high):
    """takes the mean of the column for μ and searches for σ alone; two unknowns need two equations"""
    def miss(sigma):
        return (truncated_normal_sd(mean, sigma, low, high) - sd) ** 2
    return mean, float(optimize.minimize_scalar(miss, bounds=(sd / 2, 20 * sd), method="bounded").x)
def slip_variance(right, *asked, **named):
    """returns σ² where σ is asked"""
    mu, sigma = right(*asked, **named)
    return mu, sigma**2
def slip_order(right, *asked, **named):
    """returns the pair in the other order"""
    return right(*asked, **named)[::-1]
### END HIDDEN TESTS
for request in requests:
    print(parent(**request))

# %% name="simulate-check" tags=["check"] points=2 course_lib={"rtol": 0, "atol": 0.012}
levels = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
orders = [dict(n=100_000, mean=41, sd=11, low=25, high=70)]
### BEGIN HIDDEN TESTS
# expected: as many values as asked for, whose smallest, largest and five quantiles are those of the truncated normal
# hint: find the parent first, with `parent()` of the same cell. Then draw so that nothing falls outside: leave out and draw again, or turn uniform numbers into quantiles. A histogram beside the bounds shows spikes and leaks.
rng = np.random.default_rng([seed, 1])
orders = []
for side in (0, 1, 0, 1):
    low, width = rng.uniform(5, 50), rng.uniform(10, 100)
    mu, sigma = low + (rng.uniform(0.1, 0.3) + 0.6 * side) * width, rng.uniform(0.28, 0.4) * width
    asked = [f(mu, sigma, low, low + width) for f in (truncated_normal_mean, truncated_normal_sd)]
    orders.append(dict(n=100_000, mean=asked[0], sd=asked[1], low=low, high=low + width))
def slip_own_moments(right, n, mean, sd, low, high, rng):
    """truncates a normal that has the mean and the sd of the finished column, in place of its parent's"""
    return truncated_normal_quantile(rng.random(n), mean, sd, low, high)
def slip_unbounded(right, n, mean, sd, low, high, rng):
    """draws from a normal that knows no bounds"""
    return rng.normal(mean, sd, n)
def slip_clipped(right, n, mean, sd, low, high, rng):
    """moves what falls outside onto the bounds: that is clipping, and it leaves spikes"""
    return np.clip(rng.normal(*parent(mean, sd, low, high), n), low, high)
def slip_clipped_moments(right, n, mean, sd, low, high, rng):
    """clips a normal that has the mean and the sd of the finished column; the spikes show"""
    return np.clip(rng.normal(mean, sd, n), low, high)
def slip_stretched(right, n, mean, sd, low, high, rng):
    """shifts and stretches the finished column to its mean and sd, which carries values over the bounds"""
    column = truncated_normal_quantile(rng.random(n), mean, sd, low, high)
    return mean + sd * (column - column.mean()) / column.std()
### END HIDDEN TESTS
for order in orders:
    column = simulate(**order, rng=np.random.default_rng(1))
    width = order["high"] - order["low"]
    print(None if column is None else (np.quantile(column, levels) - order["low"]) / width)

# %% [markdown]
# The check counts from `low` in widths of [low, high], so 0 and 1 are the bounds. Its values need not agree with the
# comment's to the last digit: .012 of the width is allowed, more than twice what chance does to them.

# %% [markdown]
# ## 2 A generator that interpolates (2 points)
#
# Here is another popular recipe. For each new row take two real rows $a$ and $b$ and a number $\lambda$ between 0 and 1,
# and write down
#
# $$x = \lambda a + (1 - \lambda)\, b .$$
#
# Write `interpolate(rows, first, second, lam)`. `rows` is an array of shape (n, d). `first`, `second` and `lam` are arrays
# of shape (m,): positions of rows, counted from 0, and numbers between 0 and 1. New row number i is made of
# `rows[first[i]]`, `rows[second[i]]` and `lam[i]`, one λ for all its columns. Return an array of shape (m, d).

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
# hint: rows[first] picks m rows at once; lam[:, None] has the shape (m, 1), so it multiplies every column.
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
def slip_exchanged(right, rows, first, second, lam):
    """gives λ to the second row; λ = 1 has to give the first row back"""
    return right(rows, second, first, lam)
def slip_middle(right, rows, first, second, lam):
    """takes the middle of two rows whatever λ is"""
    return right(rows, first, second, np.full(len(lam), 0.5))
def slip_in_order(right, rows, first, second, lam):
    """does not look up the first row at the positions of `first`, but takes the rows from the top of the table"""
    return right(rows, np.arange(len(first)) % len(rows), second, lam)
### END HIDDEN TESTS
for draw in drawn:
    print(interpolate(**draw))

# %% [markdown]
# ## 3 Between neighbours (3 points)
#
# The best-known generator of this kind is SMOTE (Chawla and others, 2002). Its second row is no stranger: it is one of
# the k rows nearest to the first.
#
# Write `partners(rows, first, rank)`. `rows` is an array of shape (n, d); `first` and `rank` are arrays of shape (m,).
# `first` holds positions of rows, `rank` whole numbers: rank 1 asks for the nearest other row, rank 2 for the one after
# it. A row is no partner of itself. Return an array of shape (m,): number i is the position of the row that has rank
# `rank[i]` as seen from `rows[first[i]]`. Positions count from 0. No two distances are equal.
#
# Incomes differ by thousands and satisfactions by ones, so a distance in these units depends on the incomes alone.
# Divide every column of `rows` by its standard deviation first. Distance is the usual one, the root of the summed squared
# differences.

# %% name="partners" tags=["exercise"]
def partners(rows, first, rank):
    """m positions: the rank[i]-th nearest other row to rows[first[i]], columns in units of their sd."""
    ### BEGIN SOLUTION
    scaled = rows / rows.std(axis=0)
    distance = spatial.distance.cdist(scaled[first], scaled)
    distance[np.arange(len(first)), first] = -1  # itself in front, at place 0
    return np.argsort(distance, axis=1)[np.arange(len(first)), rank]
    ### END SOLUTION

# %% name="partners-check" tags=["check"] points=3
crowds = [
    dict(
        rows=customers[["age", "income", "satisfaction"]].to_numpy(float)[:40],
        first=np.array([0, 0, 0, 7, 21]),
        rank=np.array([1, 2, 3, 1, 5]),
    )
]
### BEGIN HIDDEN TESTS
# expected: m positions of rows, counted from 0, of the neighbours at the ranks asked for
# hint: np.argsort of a row of distances gives positions from the nearest to the farthest; the row itself has the distance 0 and stands in front.
rng = np.random.default_rng(seed)
crowds = [
    dict(
        rows=rng.normal(size=(n, d)) * 10.0 ** rng.uniform(-2, 4, d),
        first=rng.integers(0, n, 12),
        rank=rng.integers(1, 8, 12),
    )
    for n, d in ((30, 2), (60, 3), (45, 5))
]
def partners_of(rows, first, rank, metric="euclidean"):
    order = np.argsort(spatial.distance.cdist(rows[first], rows, metric), axis=1, kind="stable")
    return order[np.arange(len(first)), rank]
def slip_as_they_are(right, rows, first, rank):
    """measures distance in the columns' own units, so that the widest column decides alone"""
    return partners_of(rows, first, rank)
def slip_itself(right, rows, first, rank):
    """counts a row as its own nearest neighbour"""
    return partners_of(rows / rows.std(axis=0), first, rank - 1)
def slip_both(right, rows, first, rank):
    """measures distance in the columns' own units, and counts a row as its own nearest neighbour"""
    return partners_of(rows, first, rank - 1)
def slip_city_blocks(right, rows, first, rank):
    """adds up absolute differences; the usual distance is the root of the summed squares"""
    return partners_of(rows / rows.std(axis=0), first, rank, "cityblock")
def slip_from_zero(right, rows, first, rank):
    """counts ranks from 0; the nearest other row has rank 1"""
    return right(rows, first, rank + 1)
def slip_variance(right, rows, first, rank):
    """divides the columns by their variance in place of their standard deviation"""
    return partners_of(rows / rows.var(axis=0), first, rank)
### END HIDDEN TESTS
for crowd in crowds:
    print(partners(**crowd))

# %% [markdown]
# ## 4 Predict before you measure (5 points)
#
# Back to question 2. The rows $a$ and $b$ are drawn independently from a table with standard deviation 1 in every column.
# λ is uniform, but not always over the whole of [0, 1]: it lies between $\frac12 - \frac w2$ and $\frac12 + \frac w2$.
# With $w = 1$ every place between the two rows is equally likely; with $w = 0$ each new row is the middle of two.
#
# Predict three numbers of the new rows, for infinitely many of them. `width` is w, from 0 to 1. Four digits must be right.
#
# - `new_sd(width)`: the standard deviation of a column.
# - `new_skew(skew, width)`: its skew, if the real column has this `skew`. The skew in numbers: the *third central
#   moment*, which is the average of (value − mean)³, divided by sd³.
# - `new_correlation(correlation, width, shared)`: the correlation of two columns that have this `correlation` in the real
#   table. `shared=True`: one λ for the whole row, as in question 2. `shared=False`: every cell of a row has a λ of its
#   own; $a$ and $b$ are still the same for the row.
#
# Two facts help. Given λ, the new value is a sum of two independent parts, so its variance is
# $\lambda^2 + (1 - \lambda)^2$; its third central moment is found in the same way. And because the mean does not depend
# on λ, both moments may then be averaged over λ. (A ratio of moments may not.)
#
# The correlation is the covariance divided by the two sds. The covariance may be averaged like the variance: write down
# the two cells of a new row, the second with a λ of its own if `shared=False`, and see which products of $a$'s and $b$'s
# cells go together.

# %% name="predict" tags=["exercise"]
def new_sd(width):
    """sd of pair interpolation with lam ~ U(1/2 - width/2, 1/2 + width/2), if the real sd is 1."""
    ### BEGIN SOLUTION
    return float(np.sqrt(1 / 2 + width**2 / 6))
    ### END SOLUTION


def new_skew(skew, width):
    """Skew of the same column."""
    ### BEGIN SOLUTION
    return (1 / 4 + width**2 / 4) * skew / new_sd(width) ** 3
    ### END SOLUTION


def new_correlation(correlation, width, shared):
    """Correlation of two columns: one lam per row if shared, else one per cell."""
    ### BEGIN SOLUTION
    variance = new_sd(width) ** 2
    kept = variance if shared else 1 / 2  # E[l1 l2] + E[(1 - l1)(1 - l2)] with independent l1, l2
    return correlation * kept / variance
    ### END SOLUTION

# %% name="sd-check" tags=["check"] points=1 course_lib={"rtol": 5e-4}
widths = [1.0, 0.0]
### BEGIN HIDDEN TESTS
# expected: the standard deviation of the new rows for λ between 1/2 - w/2 and 1/2 + w/2
# hint: the average of λ² is the squared mean of λ plus the variance of λ, and a uniform λ over a stretch of length w has a variance that you can look up. Average the variance first, take the root last.
widths = [0.0, 1.0, *np.random.default_rng(seed).uniform(0.1, 0.95, 6).tolist()]
def slip_variance(right, width):
    """returns the variance; the standard deviation is its root"""
    return right(width) ** 2
def slip_average_sd(right, width):
    """averages the sd over λ; the moments may be averaged, their root may not"""
    lam = np.linspace(0.5 - width / 2, 0.5 + width / 2, 20_001)
    return float(np.mean(np.sqrt(lam**2 + (1 - lam) ** 2)))
def slip_two_average(right, width):
    """takes every new row for the plain average of two, whatever λ is"""
    return right(0.0)
def slip_whole(right, width):
    """is that of λ over the whole of [0, 1] for every w"""
    return right(1.0)
### END HIDDEN TESTS
for width in widths:
    print(new_sd(width))

# %% name="skew-check" tags=["check"] points=2 course_lib={"rtol": 5e-4}
skewed = [dict(skew=1.75, width=1.0), dict(skew=1.75, width=0.0)]
### BEGIN HIDDEN TESTS
# expected: the third central moment of the new rows divided by the cube of their sd
# hint: given λ, each of the two parts brings its own third moment times the cube of its weight. Average that over λ, then divide by the cube of the new sd, which is not 1.
rng = np.random.default_rng(seed)
skewed = [dict(skew=float(rng.uniform(0.5, 4)), width=float(rng.uniform(0.1, 1))) for _ in range(8)]
def slip_moment(right, skew, width):
    """is the third moment alone, not divided by the cube of the new sd"""
    return right(skew, width) * new_sd(width) ** 3
def slip_ratio_averaged(right, skew, width):
    """averages the skew over λ; the moments may be averaged, their ratio may not"""
    lam = np.linspace(0.5 - width / 2, 0.5 + width / 2, 20_001)
    return float(np.mean((lam**3 + (1 - lam) ** 3) / (lam**2 + (1 - lam) ** 2) ** 1.5)) * skew
def slip_two_average(right, skew, width):
    """is that of the plain average of two rows, whatever λ is"""
    return right(skew, 0.0)
def slip_squares(right, skew, width):
    """gives the third moment the weights of the variance"""
    return skew / new_sd(width)
def slip_same(right, skew, width):
    """leaves the skew as it was"""
    return skew
### END HIDDEN TESTS
for table in skewed:
    print(new_skew(**table))

# %% name="correlation-check" tags=["check"] points=2 course_lib={"rtol": 5e-4}
related = [dict(correlation=0.8, width=1.0, shared=True), dict(correlation=0.8, width=1.0, shared=False)]
### BEGIN HIDDEN TESTS
# expected: the correlation of two columns of the new rows, with one λ for the row or one for each cell
# hint: with one λ, ask whether the covariance shrinks as the variances do. With two independent ones, the mean of a product is the product of the means; the variances do not notice, because each looks at one column.
rng = np.random.default_rng(seed)
related = [
    dict(correlation=float(rng.uniform(0.3, 0.9) * rng.choice([-1, 1])), width=float(rng.uniform(0.3, 1)), shared=shared)
    for shared in [True, False] * 4
]
def slip_same(right, correlation, width, shared):
    """leaves the correlation as it was in both cases; with a λ for every cell the covariance shrinks more"""
    return correlation
def slip_covariance(right, correlation, width, shared):
    """is the covariance; it still has to be divided by both new sds"""
    return right(correlation, width, shared) * new_sd(width) ** 2
def slip_half(right, correlation, width, shared):
    """halves the covariance for a λ of every cell and forgets that the sds shrink too"""
    return correlation if shared else correlation / 2
def slip_independent(right, correlation, width, shared):
    """takes cells with a λ of their own for independent; they still come from the same two rows"""
    return correlation if shared else 0.0
### END HIDDEN TESTS
for table in related:
    print(new_correlation(**table))

# %% [markdown]
# Now measure. Nothing is marked here: 50,000 new customers by your generator, beside your prediction in the same order.
# The incomes have a long tail, so even with 50,000 rows the second digit of their skew is noise.

# %%
pairs_of = customers[["age", "income"]].to_numpy(float)[:1000]
draws = np.random.default_rng(2)
first, second = draws.integers(0, 1000, size=(2, 50_000))


def measured(made):
    ratio, r = made[:, 1].std() / pairs_of[:, 1].std(), np.corrcoef(made.T)[0, 1]
    return f"income sd ratio {ratio:.3f}, skew {stats.skew(made[:, 1]):.2f}, correlation {r:.3f}"


if (made := interpolate(pairs_of, first, second, draws.random(50_000))) is None:
    print("interpolate() is not written yet.")
else:
    print("measured: ", measured(made))
    skew, r = stats.skew(pairs_of[:, 1]), np.corrcoef(pairs_of.T)[0, 1]
    predicted = new_sd(1.0), new_skew(skew, 1.0), new_correlation(r, 1.0, True)
    print("predicted:", *(number if number is None else f"{number:.3f}" for number in predicted))

# %% [markdown]
# And SMOTE, with the second row among the five nearest. The prediction above does not hold for it: $a$ and $b$ are no
# longer independent. How much of the spread is left, and what does that say about how close the new rows lie to real ones?

# %%
if (near := partners(pairs_of, first[:2000], draws.integers(1, 6, 2000))) is None:
    print("partners() is not written yet.")
elif made is not None:
    print("SMOTE:    ", measured(interpolate(pairs_of, first[:2000], near, draws.random(2000))))

# %% [markdown]
# ## 5 The floor and the edge of a gap (3 points)
#
# Of all people a share p lives in the north: p = 0.3 means 30 in 100. Someone scores a synthetic table by the *gap*: the
# absolute difference between the share of the north among n real rows and its share among m synthetic rows. Shares and
# gaps are numbers between 0 and 1.
#
# Even fresh real rows in place of the synthetic ones do not score 0. Suppose both samples come from the same people, all
# rows independent. Write
#
# - `gap_floor(p, n, m)`: the gap that fresh rows score on average, the *floor*;
# - `gap_edge(p, n, m)`: the gap that 95% of such pairs of samples stay below, the *edge*.
#
# A formula will do, and 20,000 draws or more will do too: 5% off is accepted. If you draw, give your generator a seed.

# %% name="gap" tags=["exercise"]
def gap_floor(p, n, m):
    """Mean of |share among n rows - share among m rows|, both samples from the same people."""
    ### BEGIN SOLUTION
    return float(np.sqrt(2 / np.pi * p * (1 - p) * (1 / n + 1 / m)))
    ### END SOLUTION


def gap_edge(p, n, m):
    """95% quantile of the same gap."""
    ### BEGIN SOLUTION
    return float(stats.norm.ppf(0.975) * np.sqrt(p * (1 - p) * (1 / n + 1 / m)))
    ### END SOLUTION

# %% name="gap-floor-check" tags=["check"] points=2 course_lib={"rtol": 0.05}
samples = [dict(p=0.3, n=1000, m=1000), dict(p=0.3, n=1000, m=400)]
### BEGIN HIDDEN TESTS
# expected: the gap that fresh rows score on average, within 5%
# hint: the two shares are independent, so the variances of both add up to that of their difference; a difference around 0 is nearly normal. The average of its absolute value is smaller than its standard deviation. Or draw 20,000 pairs of counts with rng.binomial.
rng = np.random.default_rng(seed)
samples = [
    dict(p=float(p), n=int(n), m=int(n * (rng.uniform(0.45, 0.6) + rng.choice([0, 1.2]))))
    for p, n in zip(np.linspace(0.15, 0.5, 8), rng.integers(600, 3000, 8))
]
def slip_signed(right, p, n, m):
    """averages differences with their sign, which cancel; the gap is absolute"""
    return 0.0
def slip_standard_error(right, p, n, m):
    """is the standard deviation of the difference; the average of its absolute value is smaller"""
    return right(p, n, m) * np.sqrt(np.pi / 2)
def slip_real_alone(right, p, n, m):
    """looks at the noise of the real rows alone; the m fresh rows are as noisy"""
    return right(p, n, 1e12)
def slip_synthetic_alone(right, p, n, m):
    """looks at the noise of the m rows alone; the real rows are a sample too"""
    return right(p, 1e12, m)
def slip_pooled(right, p, n, m):
    """takes both samples for one of n + m rows; two noises add up, they do not average out"""
    return right(p, n + m, 1e12)
def slip_equal_sizes(right, p, n, m):
    """gives both samples the size n"""
    return right(p, n, n)
def slip_p_alone(right, p, n, m):
    """forgets the factor 1 - p in the variance of a share"""
    return right(p, n, m) / np.sqrt(1 - p)
### END HIDDEN TESTS
for sample in samples:
    print(gap_floor(**sample))

# %% name="gap-edge-check" tags=["check"] points=1 course_lib={"rtol": 0.05}
rounds = [dict(p=0.3, n=1000, m=1000), dict(p=0.3, n=1000, m=400)]
### BEGIN HIDDEN TESTS
# expected: the gap that 95% of pairs of fresh samples stay below, within 5%
# hint: an absolute difference is large on either side. If 95% of the gaps lie below the edge, how much of the normal lies above it on one side?
rng = np.random.default_rng([seed, 1])
rounds = [
    dict(p=float(p), n=int(n), m=int(n * (rng.uniform(0.45, 0.6) + rng.choice([0, 1.2]))))
    for p, n in zip(np.linspace(0.15, 0.5, 8), rng.integers(600, 3000, 8))
]
def slip_one_side(right, p, n, m):
    """is the 95% point of the difference with its sign; the absolute difference is large on either side"""
    return right(p, n, m) * stats.norm.ppf(0.95) / stats.norm.ppf(0.975)
def slip_real_alone(right, p, n, m):
    """looks at the noise of the real rows alone; the m fresh rows are as noisy"""
    return right(p, n, 1e12)
def slip_equal_sizes(right, p, n, m):
    """gives both samples the size n"""
    return right(p, n, n)
def slip_gap_as_normal(right, p, n, m):
    """takes the gaps for normal around the floor; an absolute difference is not, it has a longer upper tail"""
    se = np.sqrt(p * (1 - p) * (1 / n + 1 / m))
    return float(se * (np.sqrt(2 / np.pi) + stats.norm.ppf(0.95) * np.sqrt(1 - 2 / np.pi)))
def slip_floor(right, p, n, m):
    """is the floor; half of all fresh samples and more score above it"""
    return gap_floor(p, n, m)
### END HIDDEN TESTS
for sample in rounds:
    print(gap_edge(**sample))

# %% [markdown]
# ## 6 How many rows until a score means something? (2 points)
#
# The *JSD* (Jensen-Shannon divergence, lesson 03) compares two histograms with the same K cells: 0 bits if they are
# equal, 1 bit if they share no cell. With n real rows and m synthetic rows its floor is
#
# $$\frac{K - 1}{8 \ln 2}\left(\frac1n + \frac1m\right)\ \text{bits}.$$
#
# A team has n real rows, and wants the floor at or below a target before it looks at any score.
#
# Write `rows_needed(target, n, k)`: the smallest whole number m of synthetic rows with which the floor is at most
# `target` bits. `k` is K. Sometimes no number of synthetic rows is enough; then return `None`.

# %% name="rows-needed" tags=["exercise"]
def rows_needed(target, n, k):
    """Smallest m with (k - 1) (1/n + 1/m) / (8 ln 2) <= target, as an int; None if there is none."""
    ### BEGIN SOLUTION
    left = target * 8 * np.log(2) / (k - 1) - 1 / n
    return int(np.ceil(1 / left)) if left > 0 else None
    ### END SOLUTION

# %% name="rows-needed-check" tags=["check"] points=2
plans = [dict(target=0.01, n=1000, k=20), dict(target=0.003, n=1000, k=20), dict(target=0.005, n=2000, k=10)]
### BEGIN HIDDEN TESTS
# expected: a whole number of rows, or None where the real rows alone keep the floor above the target
# hint: solve the formula for 1/m first. If what is left for 1/m is not above 0, no m is large enough. Else round up: one row fewer, and the floor is above the target.
rng = np.random.default_rng(seed)
plans = []
for enough in (True, True, False, True, False, True, True, False, True, True):
    n, k = int(rng.integers(200, 5000)), int(rng.integers(5, 40))
    at_best = (k - 1) / (8 * np.log(2) * n)
    plans.append(dict(target=at_best * (rng.uniform(1.1, 4) if enough else rng.uniform(0.3, 0.95)), n=n, k=k))
def slip_down(right, target, n, k):
    """rounds down, and the floor is a little above the target"""
    found = right(target, n, k)
    return found and found - 1
def slip_nats(right, target, n, k):
    """counts in nats; the formula with ln 2 is in bits"""
    return right(target / np.log(2), n, k)
def slip_cells(right, target, n, k):
    """has K where K - 1 stands"""
    return right(target, n, k + 1)
def slip_real_rows_forgotten(right, target, n, k):
    """leaves out 1/n, the noise of the real rows"""
    return right(target, 1e15, k)
def slip_equal_sizes(right, target, n, k):
    """gives both samples the same size; n is fixed"""
    return right(target / 2, 1e15, k)
def slip_never_none(right, target, n, k):
    """gives a number where no number is enough"""
    return int(np.ceil(1 / (target * 8 * np.log(2) / (k - 1) - 1 / n)))
### END HIDDEN TESTS
for plan in plans:
    print(rows_needed(**plan))

# %% [markdown]
# ## 7 Which table is which? (4 points)
#
# A drawer holds synthetic tables whose labels were lost. Each was made from `train`, an array of shape (3000, 3), in one
# of six ways:
#
# | label | how it was made |
# | --- | --- |
# | `"fresh"` | not from `train` at all: new rows from where `train` came from |
# | `"copied"` | the rows of `train` in another order, to each number added a little noise: a normal number with 1% of the column's sd |
# | `"averaged"` | each row the average of five rows of `train` |
# | `"interpolated"` | the generator of question 2, λ uniform over [0, 1] |
# | `"columns shuffled"` | each column of `train` in a random order of its own |
# | `"copula"` | a Gaussian copula (lesson 06) fitted to `train` |
#
# Write `origin(train, holdout, table)`. `holdout` and `table` have the shape of `train`; `holdout` holds fresh rows, so
# it shows what "no difference" looks like. Return the label of `table`.
#
# The set-up cell below makes people: their first two columns rise together, their third depends on how far the first is
# from its middle. The tables that decide have the same dependence, in other units. Three checks look for three kinds of
# evidence, each with fresh tables among the others. The tables you see are not all that can come.

# %% tags=["setup"]
def people(n, rng):
    """n rows of three columns, shape (n, 3)."""
    x, y_noise, z_noise = rng.normal(size=(3, n))
    y = 0.8 * x + 0.6 * y_noise
    z = np.abs(x) + 0.3 * z_noise
    return np.column_stack([40 + 12 * x, 300 + 50 * y, 5 + 2 * z])


def copula_table(rows, rng):
    """As many new rows from a Gaussian copula: normal scores, their correlation, draws, back through the quantiles."""
    scores = stats.norm.ppf((rows.argsort(axis=0).argsort(axis=0) + 0.5) / len(rows))
    draws = rng.multivariate_normal(np.zeros(rows.shape[1]), np.corrcoef(scores.T), size=len(rows))
    return np.column_stack([np.quantile(column, u) for column, u in zip(rows.T, stats.norm.cdf(draws).T)])

# %% name="origin" tags=["exercise"]
def origin(train, holdout, table):
    """The label: "fresh", "copied", "averaged", "interpolated", "columns shuffled" or "copula"."""
    ### BEGIN SOLUTION
    unit, x = train.std(axis=0), table[:, 0]
    ratio = (table.std(axis=0) / unit).mean()
    if ratio < 0.9:
        return "averaged" if ratio < 0.63 else "interpolated"
    if np.corrcoef(x, table[:, 1])[0, 1] < 0.4:
        return "columns shuffled"
    if np.corrcoef(np.abs(x - x.mean()), table[:, 2])[0, 1] < 0.4:
        return "copula"
    to_train, to_holdout = (spatial.cKDTree(rows / unit).query(table / unit)[0] for rows in (train, holdout))
    return "copied" if (to_train < to_holdout).mean() > 0.8 else "fresh"
    ### END SOLUTION

# %% name="origin-copies" tags=["check"] points=1
draws = np.random.default_rng(11)
train, holdout, anew = people(3000, draws), people(3000, draws), people(3000, draws)
tables = [draws.permutation(train) + 0.01 * train.std(axis=0) * draws.normal(size=train.shape), anew]
### BEGIN HIDDEN TESTS
# expected: the labels of copied and of fresh tables, told apart
# hint: compare, row by row, how far the nearest row of train is and how far the nearest row of holdout is, with every column in units of its sd. Fresh rows are nearer to train half of the time.
rng = np.random.default_rng([seed, 1])
units, zeros = 10.0 ** rng.uniform(-2, 3, 3), rng.uniform(-100, 100, 3)
train, holdout = (zeros + units * people(3000, rng) for _ in range(2))
tables = []
kinds = rng.permutation(["copied", "copied", "fresh", "fresh", "fresh"])
for kind in kinds:
    noise = 0.01 * train.std(axis=0) * rng.normal(size=train.shape)
    tables.append(rng.permutation(train) + noise if kind == "copied" else zeros + units * people(3000, rng))
def slip_exact(right, train, holdout, table):
    """looks for rows that are equal to a real row; a little noise hides a copy from that search"""
    return "fresh" if (label := right(train, holdout, table)) == "copied" else label
def slip_too_alike(right, train, holdout, table):
    """calls a table a copy because its columns look like those of train; fresh rows look so too"""
    return "copied"
def slip_units(right, train, holdout, table):
    """compares distances in the columns' own units with a fixed number"""
    distance = spatial.cKDTree(train).query(table)[0]
    return "copied" if np.median(distance) < 0.5 else "fresh"
### END HIDDEN TESTS
for table in tables:
    print(origin(train, holdout, table))

# %% name="origin-averages" tags=["check"] points=1
draws = np.random.default_rng(12)
train, holdout, anew = people(3000, draws), people(3000, draws), people(3000, draws)
tables = [train[draws.integers(0, 3000, (3000, 5))].mean(axis=1), anew]
### BEGIN HIDDEN TESTS
# expected: the labels of averaged, interpolated and fresh tables, told apart
# hint: question 4 and lesson 05 say what the sds of both are, as a share of the real ones. Which numbers lie halfway between the three?
rng = np.random.default_rng([seed, 2])
units, zeros = 10.0 ** rng.uniform(-2, 3, 3), rng.uniform(-100, 100, 3)
train, holdout = (zeros + units * people(3000, rng) for _ in range(2))
tables = []
kinds = rng.permutation(["averaged", "averaged", "interpolated", "interpolated", "fresh", "fresh"])
for kind in kinds:
    a, b = train[rng.integers(0, 3000, (2, 3000))]
    between = b + rng.random((3000, 1)) * (a - b)
    mean = train[rng.integers(0, 3000, (3000, 5))].mean(axis=1)
    tables.append({"averaged": mean, "interpolated": between, "fresh": zeros + units * people(3000, rng)}[kind])
def slip_averaged(right, train, holdout, table):
    """calls every table with a small spread averaged; interpolation shrinks it too, and less"""
    return "averaged" if (label := right(train, holdout, table)) == "interpolated" else label
def slip_interpolated(right, train, holdout, table):
    """calls every table with a small spread interpolated; an average of five shrinks it more"""
    return "interpolated" if (label := right(train, holdout, table)) == "averaged" else label
def slip_means(right, train, holdout, table):
    """judges by means and correlations, which neither recipe changes"""
    return "fresh"
### END HIDDEN TESTS
for table in tables:
    print(origin(train, holdout, table))

# %% name="origin-dependence" tags=["check"] points=2
draws = np.random.default_rng(13)
train, holdout, anew = people(3000, draws), people(3000, draws), people(3000, draws)
tables = [copula_table(train, draws), draws.permuted(train, axis=0), anew]
### BEGIN HIDDEN TESTS
# expected: the labels "fresh", "columns shuffled" and "copula", told apart
# hint: two dependences can be lost: the first two columns rise together, and the third follows the distance of the first from its middle. Columns shuffled independently lose both. A Gaussian copula keeps what rises together.
rng = np.random.default_rng([seed, 3])
units, zeros = 10.0 ** rng.uniform(-2, 3, 3), rng.uniform(-100, 100, 3)
train, holdout = (zeros + units * people(3000, rng) for _ in range(2))
tables = []
kinds = rng.permutation(["columns shuffled", "columns shuffled", "copula", "copula", "fresh", "fresh"])
for kind in kinds:
    made = {"columns shuffled": rng.permuted(train, axis=0), "copula": copula_table(train, rng)}
    tables.append(made.get(kind, zeros + units * people(3000, rng)))
def slip_correlations(right, train, holdout, table):
    """judges by correlations; a dependence that bends does not show in them, so a copula passes for fresh"""
    return "fresh" if (label := right(train, holdout, table)) == "copula" else label
def slip_third_column(right, train, holdout, table):
    """looks at the bent dependence alone, which a copula and columns shuffled independently both lose"""
    return "copula" if (label := right(train, holdout, table)) == "columns shuffled" else label
def slip_lost_is_shuffled(right, train, holdout, table):
    """takes every lost dependence for columns shuffled independently; see which one is still there"""
    return "columns shuffled" if (label := right(train, holdout, table)) == "copula" else label
def slip_one_column(right, train, holdout, table):
    """looks at each column for itself; these recipes change none"""
    return "fresh"
### END HIDDEN TESTS
for table in tables:
    print(origin(train, holdout, table))

# %% [markdown]
# ## 8 Transfer: a generator that gives up on some rows (3 points)
#
# No lesson shows this one. A generator draws its rows from exactly the right distribution, but for some it fails and
# writes the row of means instead: for the share `share` of them (0.2 means 20 in 100), picked by chance.
#
# Take one continuous column with this `skew`; the share `below` of its real rows lies below the mean. Predict, for
# infinitely many rows:
#
# - `sd_kept(share)`: the ratio of the standard deviations, synthetic to real;
# - `skew_made(skew, share)`: the skew of the synthetic column;
# - `ks_made(below, share)`: the KS distance between the real and the synthetic column, the largest gap between their two
#   distribution functions (the cumulative curves of lesson 04).
#
# For the third, draw both distribution functions on paper: where does the synthetic one jump, and how high?

# %% name="mean-rows" tags=["exercise"]
def sd_kept(share):
    """Synthetic sd divided by the real sd, when this share of the rows is replaced by the mean row."""
    ### BEGIN SOLUTION
    return float(np.sqrt(1 - share))
    ### END SOLUTION


def skew_made(skew, share):
    """Skew of the synthetic column."""
    ### BEGIN SOLUTION
    return skew / float(np.sqrt(1 - share))
    ### END SOLUTION


def ks_made(below, share):
    """KS distance between the two columns; below: share of real rows under the mean."""
    ### BEGIN SOLUTION
    return share * max(below, 1 - below)
    ### END SOLUTION

# %% name="sd-kept-check" tags=["check"] points=1 course_lib={"rtol": 1e-4}
shares = [0.1, 0.3]
### BEGIN HIDDEN TESTS
# expected: the ratio of the sds, synthetic to real
# hint: the variance is an average of squared distances from the mean. What do the rows that were replaced add to it?
shares = np.random.default_rng(seed).uniform(0.05, 0.9, 8).tolist()
def slip_variances(right, share):
    """is the ratio of the variances; the sds are their roots"""
    return right(share) ** 2
def slip_lost(right, share):
    """says what is lost; asked is what is kept"""
    return 1 - right(share)
def slip_same(right, share):
    """leaves the sd as it was, because the mean does not move"""
    return 1.0
def slip_shares_exchanged(right, share):
    """takes the share of failed rows for the share of good ones"""
    return right(1 - share)
### END HIDDEN TESTS
for share in shares:
    print(sd_kept(share))

# %% name="skew-made-check" tags=["check"] points=1 course_lib={"rtol": 1e-4}
failing = [dict(skew=0.5, share=0.1), dict(skew=-1.0, share=0.3)]
### BEGIN HIDDEN TESTS
# expected: the skew of the synthetic column: its third central moment divided by the cube of its sd
# hint: rows at the mean add nothing to the second and nothing to the third central moment. Which factor does each keep, and what is left when the one is divided by the power of the other?
rng = np.random.default_rng(seed)
failing = [dict(skew=float(rng.uniform(0.5, 4)), share=float(rng.uniform(0.05, 0.9))) for _ in range(8)]
def slip_moment(right, skew, share):
    """is what the third moment keeps; the sd by whose cube it is divided shrinks as well"""
    return skew * (1 - share)
def slip_smaller(right, skew, share):
    """makes the skew smaller; the sd shrinks more than the third moment, so check by a simulation"""
    return skew * np.sqrt(1 - share)
def slip_same(right, skew, share):
    """leaves the skew as it was"""
    return skew
def slip_sd_alone(right, skew, share):
    """divides by the cube of the new sd a third moment that has not shrunk"""
    return skew / (1 - share) ** 1.5
### END HIDDEN TESTS
for table in failing:
    print(skew_made(**table))

# %% name="ks-made-check" tags=["check"] points=1 course_lib={"rtol": 1e-4}
columns = [dict(below=0.55, share=0.17), dict(below=0.42, share=0.34)]
### BEGIN HIDDEN TESTS
# expected: the largest gap between the real and the synthetic distribution function
# hint: the synthetic distribution function jumps at the mean. The gap before the jump and the gap after it differ; which one is larger depends on where the mean lies in the column.
rng = np.random.default_rng(seed)
places = np.concatenate([rng.uniform(0.3, 0.45, 4), rng.uniform(0.55, 0.7, 4)])
columns = [dict(below=float(below), share=float(rng.uniform(0.05, 0.9))) for below in places]
def slip_half(right, below, share):
    """takes half of the rows to lie below the mean; in a skewed column it is not half"""
    return share / 2
def slip_jump(right, below, share):
    """is the height of the jump; part of it makes up for rows that are missing below the mean"""
    return share
def slip_before(right, below, share):
    """looks at the gap before the jump only"""
    return share * below
def slip_after(right, below, share):
    """looks at the gap after the jump only"""
    return share * (1 - below)
def slip_smaller(right, below, share):
    """takes the smaller of the two gaps at the jump"""
    return share * min(below, 1 - below)
### END HIDDEN TESTS
for column in columns:
    print(ks_made(**column))

# %% [markdown]
# ## 9 Find the wrong claim (3 points)
#
# A data sheet for a synthetic table with two columns makes six claims, in the style of the report and of the article.
# Exactly one is wrong. You have both tables, so you can recompute all six.
#
# | claim | what it is |
# | --- | --- |
# | `"mean kept"` | the report's measure: take the absolute difference of the two means of the first column as a share of the real mean, and subtract it from 1 |
# | `"sd ratio"` | standard deviation of the synthetic first column divided by that of the real first column |
# | `"correlation"` | Pearson correlation of the two synthetic columns |
# | `"real rows"` | share of synthetic rows that are equal, in both columns, to a real row |
# | `"outside"` | share of synthetic rows whose first value is below the smallest or above the largest real one |
# | `"ks"` | KS distance between the real and the synthetic first column |
#
# Write `recompute(real, synthetic)`: a dict from these six names to the right values. The tables are arrays of shape
# (rows, 2), not of the same length. Shares are numbers between 0 and 1. A standard deviation may divide by the number
# of rows or by one less; both are accepted.
#
# Then write `wrong_claim(real, synthetic, claims)`. `claims` is a dict from the names to what the sheet says, rounded to
# three digits after the point. The wrong one is off by at least .02. Return its name.

# %% name="wrong-claim" tags=["exercise"]
def recompute(real, synthetic):
    """Dict: the name of each of the six claims -> its right value, a number."""
    ### BEGIN SOLUTION
    a, b = real[:, 0], synthetic[:, 0]
    return {
        "mean kept": 1 - abs(b.mean() - a.mean()) / a.mean(),
        "sd ratio": b.std() / a.std(),
        "correlation": np.corrcoef(synthetic.T)[0, 1],
        "real rows": (synthetic[:, None] == real).all(axis=2).any(axis=1).mean(),
        "outside": ((b < a.min()) | (b > a.max())).mean(),
        "ks": stats.ks_2samp(a, b).statistic,
    }
    ### END SOLUTION


def wrong_claim(real, synthetic, claims):
    """The name of the one claim that the two tables contradict."""
    ### BEGIN SOLUTION
    right = recompute(real, synthetic)
    return max(claims, key=lambda name: abs(claims[name] - right[name]))
    ### END SOLUTION

# %% name="recompute-check" tags=["check"] points=2 course_lib={"atol": 3e-3}
draws = np.random.default_rng(5)
real_rows = draws.normal([50, 7], [10, 2], size=(200, 2))
middles = (real_rows[draws.integers(0, 200, 150)] + real_rows[draws.integers(0, 200, 150)]) / 2
made = np.vstack([middles, real_rows[:12], [[14, 7], [88, 8], [91, 6]]])
tables = [dict(real=real_rows, synthetic=made)]
### BEGIN HIDDEN TESTS
# expected: a dict with the six names and the values recomputed from the two tables
# hint: np.corrcoef takes the columns of an array as its rows. A row is real only if both of its numbers stand together in one row of the real table.
rng = np.random.default_rng(seed)
tables = []
for shift in (-0.3, 0.0, 0.2):
    n, m = rng.integers(200, 350, 2)
    z = rng.normal(size=(n + m, 2)) @ [[0.4, 0.6], [0, 0.8]]
    real, synthetic = np.split(np.exp(z), [n])
    synthetic[:, 0] = rng.uniform(0.8, 1.3) * synthetic[:, 0] + shift
    synthetic[:40] = real[:40]
    synthetic[40:90, 0] = real[rng.permutation(n)[:50], 0]
    tables.append(dict(real=real, synthetic=synthetic))
def slip_mean_ratio(right, real, synthetic):
    """gives the ratio of the means as `mean kept`, which is above 1 where the mean rose; the rest agrees"""
    return right(real, synthetic) | {"mean kept": synthetic[:, 0].mean() / real[:, 0].mean()}
def slip_synthetic_mean(right, real, synthetic):
    """takes the difference of the means in `mean kept` as a share of the synthetic mean; the rest agrees"""
    a, b = real[:, 0].mean(), synthetic[:, 0].mean()
    return right(real, synthetic) | {"mean kept": 1 - abs(b - a) / b}
def slip_real_correlation(right, real, synthetic):
    """gives the correlation of the real columns; the rest agrees"""
    return right(real, synthetic) | {"correlation": np.corrcoef(real.T)[0, 1]}
def slip_variances(right, real, synthetic):
    """gives the ratio of the variances as `sd ratio`; the rest agrees"""
    values = right(real, synthetic)
    return values | {"sd ratio": values["sd ratio"] ** 2}
def slip_cells(right, real, synthetic):
    """counts a row as real when its first value stands in the real table; the rest agrees"""
    return right(real, synthetic) | {"real rows": np.isin(synthetic[:, 0], real[:, 0]).mean()}
def slip_one_side(right, real, synthetic):
    """counts as outside what is above the largest real value and forgets the smallest; the rest agrees"""
    return right(real, synthetic) | {"outside": (synthetic[:, 0] > real[:, 0].max()).mean()}
def slip_p_value(right, real, synthetic):
    """gives the p-value of the KS test as `ks`; asked is the distance; the rest agrees"""
    return right(real, synthetic) | {"ks": stats.ks_2samp(real[:, 0], synthetic[:, 0]).pvalue}
### END HIDDEN TESTS
for table in tables:
    print(recompute(**table))

# %% name="wrong-claim-check" tags=["check"] points=1
draws = np.random.default_rng(5)
real_rows = draws.normal([50, 7], [10, 2], size=(200, 2))
middles = (real_rows[draws.integers(0, 200, 150)] + real_rows[draws.integers(0, 200, 150)]) / 2
made = np.vstack([middles, real_rows[:12], [[14, 7], [88, 8], [91, 6]]])
claims = {"mean kept": 0.98, "sd ratio": 0.995, "correlation": 0.003, "real rows": 0.073, "outside": 0.018, "ks": 0.111}
sheets = [dict(real=real_rows, synthetic=made, claims=claims)]
### BEGIN HIDDEN TESTS
# expected: the name of the claim that the tables contradict
# hint: take the claim that is farthest from its recomputed value, by the absolute difference. How good or bad a claim sounds does not matter.
rng = np.random.default_rng([seed, 1])
names = ["mean kept", "sd ratio", "correlation", "real rows", "outside", "ks"]
sheets = []
for wrong in [*names, *rng.choice(names, 2)]:
    n, m = rng.integers(200, 350, 2)
    z = rng.normal(size=(n + m, 2)) @ [[0.4, 0.6], [0, 0.8]]
    real, synthetic = np.split(np.exp(z), [n])
    synthetic[:, 0] = rng.uniform(0.8, 1.3) * synthetic[:, 0] + rng.uniform(-0.2, 0.2)
    synthetic[:40] = real[:40]
    a, b = real[:, 0], synthetic[:, 0]
    beyond = ((b < a.min()) | (b > a.max())).mean()
    copies = (synthetic[:, None] == real).all(axis=2).any(axis=1).mean()
    kept = 1 - abs(b.mean() - a.mean()) / a.mean()
    right = [kept, b.std() / a.std(), np.corrcoef(synthetic.T)[0, 1], copies, beyond, stats.ks_2samp(a, b).statistic]
    claims = {name: round(float(value), 3) for name, value in zip(names, right)}
    upwards = claims[wrong] < 0.1  # a share below 0 or a mean kept above 1 would be known as wrong unseen
    claims[wrong] = round(claims[wrong] + float(rng.uniform(0.02, 0.08)) * (1 if upwards else -1), 3)
    sheets.append(dict(real=real, synthetic=synthetic, claims=claims))
def slip_sounds_bad(right, real, synthetic, claims):
    """picks the claim that sounds worst; a bad number can be a true one"""
    best = {"mean kept": 1, "sd ratio": 1, "correlation": np.corrcoef(real.T)[0, 1]}
    return max(claims, key=lambda name: abs(claims[name] - best.get(name, 0)))
def slip_too_high(right, real, synthetic, claims):
    """looks for the claim that is too high; one can be too low"""
    values = recompute(real, synthetic)
    return max(claims, key=lambda name: claims[name] - values[name])
def slip_ratio(right, real, synthetic, claims):
    """takes `mean kept` for the ratio of the means"""
    values = recompute(real, synthetic) | {"mean kept": synthetic[:, 0].mean() / real[:, 0].mean()}
    return max(claims, key=lambda name: abs(claims[name] - values[name]))
### END HIDDEN TESTS
for sheet in sheets:
    print(wrong_claim(**sheet))

# %% [markdown]
# ## In your own words (no points by the program)
#
# Your teacher may ask for this. In five sentences at most: would you publish the SMOTE table of question 4 in place of
# the customers? Name what you measured, what it was compared with, and one thing that you did not measure.
#
# *Write here.*

# %% [markdown] tags=["teacher"]
# **Rubric for the five sentences** (2 points each, if you count them). A metric with its value and its floor or
# reference. A risk with an attack in mind: new rows lie between a real row and its neighbour, so nearness to train is to
# be measured against a holdout. A limit: one seed, two columns, no attack on single people. A decision that follows from
# the above, either way. Not accepted: "anonymous", "safe", or a number without what it is compared with.
#
# Expect questions 1, 4 and 7 to take two thirds of the time. Most common slips: the mean and sd of the column taken for
# the parent's (1), the skew not divided by the cube of the new sd (4), the standard error taken for the floor (5), a copula
# passing as fresh because only correlations were looked at (7).

# %% [markdown]
# ## Before you hand in
#
# Restart the kernel and run all cells. Compare each check's values with its comment. Then hand in this file, under the
# name your teacher asks for. Its outputs do not matter.

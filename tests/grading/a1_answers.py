"""Answers to A1 by other hands: right ones by other ways, and wrong ones as a learner writes them."""

# Question id -> way -> a full cell.
RIGHT = {
    "simulate": {
        "truncnorm, fsolve, rejection": """
def parent(mean, sd, low, high):
    d = lambda p: stats.truncnorm((low - p[0]) / p[1], (high - p[0]) / p[1], loc=p[0], scale=p[1])
    return optimize.fsolve(lambda p: [d(p).mean() - mean, d(p).std() - sd], [mean, sd])

def simulate(n, mean, sd, low, high, rng):
    mu, sigma = parent(mean, sd, low, high)
    kept = np.array([])
    while len(kept) < n:
        some = rng.normal(mu, sigma, n)
        kept = np.append(kept, some[(some >= low) & (some <= high)])
    return kept[:n]
""",
        "least squares, scipy's sampler, no use of rng": """
def parent(mean, sd, low, high):
    gap = lambda p: [truncated_normal_mean(*p, low, high) - mean, truncated_normal_sd(*p, low, high) - sd]
    found = optimize.least_squares(gap, [mean, sd], bounds=([-np.inf, 1e-6], np.inf), xtol=1e-12, ftol=1e-12)
    return tuple(found.x)

def simulate(n, mean, sd, low, high, rng):
    mu, sigma = parent(mean, sd, low, high)
    return stats.truncnorm.rvs((low - mu) / sigma, (high - mu) / sigma, mu, sigma, size=n).tolist()
""",
        "moments on a grid, a shuffled even grid of quantiles": """
def parent(mean, sd, low, high):
    edges = np.linspace(low, high, 4001)
    x = (edges[1:] + edges[:-1]) / 2
    def miss(p):
        w = np.exp(-0.5 * ((x - p[0]) / np.exp(p[1])) ** 2)
        m = (w * x).sum() / w.sum()
        return [m - mean, np.sqrt((w * (x - m) ** 2).sum() / w.sum()) - sd]
    mu, log_sigma = optimize.root(miss, [mean, np.log(sd)]).x
    return [mu, np.exp(log_sigma)]

def simulate(n, mean, sd, low, high, rng):
    u = rng.permutation((np.arange(n) + 0.5) / n)
    return truncated_normal_quantile(u, *parent(mean, sd, low, high), low, high)
""",
    },
    "interpolate": {
        "row by row": """
def interpolate(rows, first, second, lam):
    return [[l * x + (1 - l) * y for x, y in zip(rows[i], rows[j])] for i, j, l in zip(first, second, lam)]
""",
        "einsum": """
def interpolate(rows, first, second, lam):
    return np.einsum("i,ij->ij", lam, rows[first]) + np.einsum("i,ij->ij", 1 - lam, rows[second])
""",
        "pandas": """
import pandas as pd
def interpolate(rows, first, second, lam):
    a, b = pd.DataFrame(rows[first]), pd.DataFrame(rows[second])
    return (b + (a - b).mul(lam, axis=0)).to_numpy()
""",
    },
    "partners": {
        "scikit-learn, n - 1": """
from sklearn.neighbors import NearestNeighbors
def partners(rows, first, rank):
    z = (rows - rows.mean(axis=0)) / rows.std(axis=0, ddof=1)
    order = NearestNeighbors(n_neighbors=len(rows)).fit(z).kneighbors(z[first], return_distance=False)
    return order[np.arange(len(first)), rank]
""",
        "sorted, without itself": """
def partners(rows, first, rank):
    z, found = rows / np.std(rows, axis=0), []
    for i, k in zip(first, rank):
        others = [j for j in range(len(z)) if j != i]
        found.append(sorted(others, key=lambda j: sum((z[i] - z[j]) ** 2))[k - 1])
    return found
""",
        "tree": """
def partners(rows, first, rank):
    z = stats.zscore(rows)
    return np.array([spatial.cKDTree(z).query(z[i], [k + 1])[1][0] for i, k in zip(first, rank)])
""",
    },
    "predict": {
        "averaged over a grid": """
def weights(width):
    return np.linspace(0.5 - width / 2, 0.5 + width / 2, 2001)
def new_sd(width):
    l = weights(width)
    return np.mean(l**2 + (1 - l) ** 2) ** 0.5
def new_skew(skew, width):
    l = weights(width)
    return np.mean(l**3 + (1 - l) ** 3) * skew / new_sd(width) ** 3
def new_correlation(correlation, width, shared):
    return correlation if shared else correlation / 2 / new_sd(width) ** 2
""",
        "integrated": """
from scipy.integrate import quad
def average(f, width):
    return quad(f, 0.5 - width / 2, 0.5 + width / 2)[0] / width if width else f(0.5)
def new_sd(width):
    return np.sqrt(average(lambda l: l**2 + (1 - l) ** 2, width))
def new_skew(skew, width):
    return skew * average(lambda l: l**3 + (1 - l) ** 3, width) / new_sd(width) ** 3
def new_correlation(correlation, width, shared):
    if shared:
        return correlation
    mean = average(lambda l: l, width)
    return correlation * (mean**2 + (1 - mean) ** 2) / average(lambda l: l**2 + (1 - l) ** 2, width)
""",
        "moments of lambda": """
def new_sd(width):
    second = 0.25 + width**2 / 12
    return (2 * second) ** 0.5  # E (1 - l)^2 = E l^2 by symmetry
def new_skew(skew, width):
    third = 0.125 + 3 * 0.5 * width**2 / 12
    return 2 * third * skew / new_sd(width) ** 3
def new_correlation(correlation, width, shared):
    return {True: correlation, False: correlation * 0.5 / (0.5 + width**2 / 6)}[shared]
""",
    },
    "gap": {
        "counts drawn": """
def drawn(p, n, m):
    rng = np.random.default_rng()
    return np.abs(rng.binomial(n, p, 20_000) / n - rng.binomial(m, p, 20_000) / m)
def gap_floor(p, n, m):
    return drawn(p, n, m).mean()
def gap_edge(p, n, m):
    return np.quantile(drawn(p, n, m), 0.95)
""",
        "half-normal": """
def law(p, n, m):
    return stats.halfnorm(scale=(p * (1 - p) / n + p * (1 - p) / m) ** 0.5)
def gap_floor(p, n, m):
    return law(p, n, m).mean()
def gap_edge(p, n, m):
    return law(p, n, m).ppf(0.95)
""",
        "n - 1, and 1.96": """
def se(p, n, m):
    return np.sqrt(p * (1 - p) / (n - 1) + p * (1 - p) / (m - 1))
def gap_floor(p, n, m):
    return 0.8 * se(p, n, m)
def gap_edge(p, n, m):
    return 1.96 * se(p, n, m)
""",
        "normals drawn, sorted": """
def gaps(p, n, m):
    rng = np.random.default_rng(7)
    a, b = (rng.normal(p, np.sqrt(p * (1 - p) / k), 20_000) for k in (n, m))
    return np.sort(abs(a - b))
def gap_floor(p, n, m):
    return gaps(p, n, m).mean()
def gap_edge(p, n, m):
    return gaps(p, n, m)[19_000]
""",
    },
    "rows-needed": {
        "counting up": """
def rows_needed(target, n, k):
    if (k - 1) / n / (8 * np.log(2)) >= target:
        return None
    m = 1
    while (k - 1) * (1 / n + 1 / m) / (8 * np.log(2)) > target:
        m += 1
    return m
""",
        "halving": """
def rows_needed(target, n, k):
    floor = lambda m: (k - 1) / (8 * np.log(2)) * (1 / n + 1 / m)
    low, high = 0, 10**12
    if floor(high) > target:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if floor(middle) <= target else (middle, high)
    return high
""",
        "the library's floor": """
import math
from course_lib.evaluation import jsd_floor
def rows_needed(target, n, k):
    spare = target - jsd_floor(n, 10**15, k)
    return math.ceil((k - 1) / (8 * math.log(2) * spare)) if spare > 0 else None
""",
    },
    "origin": {
        "the library's metrics": """
import pandas as pd
from course_lib.evaluation import dcr_share, ks
def origin(train, holdout, table):
    a, h, t = (pd.DataFrame(x, columns=["x", "y", "z"]) for x in (train, holdout, table))
    spread = t["x"].std() / a["x"].std()
    if spread < 0.9:
        return "averaged" if spread < 0.6 else "interpolated"
    if dcr_share(a, t, h) > 0.75:
        return "copied"
    if abs(t["x"].corr(t["y"], method="spearman")) < 0.3:
        return "columns shuffled"
    bent = lambda f: ((f["x"] - f["x"].mean()) ** 2).corr(f["z"])
    return "copula" if bent(t) < bent(h) / 2 else "fresh"
""",
        "nearest of six specimens": """
def features(train, table):
    unit = train.std(axis=0)
    near = np.log(np.median(spatial.cKDTree(train / unit).query(table / unit)[0]))
    z = (table - train.mean(axis=0)) / unit
    return np.array([near / 2, *z.std(axis=0), np.corrcoef(z.T)[0, 1], np.corrcoef(z[:, 0] ** 2, z[:, 2])[0, 1]])
def origin(train, holdout, table):
    rng = np.random.default_rng(3)
    a, b = train[rng.integers(0, 3000, (2, 3000))]
    lam = rng.random((3000, 1))
    made = {
        "fresh": holdout,
        "copied": train + 0.01 * train.std(axis=0) * rng.normal(size=train.shape),
        "averaged": train[rng.integers(0, 3000, (3000, 5))].mean(axis=1),
        "interpolated": lam * a + (1 - lam) * b,
        "columns shuffled": rng.permuted(train, axis=0),
        "copula": copula_table(train, rng),
    }
    goal = features(train, table)
    return min(made, key=lambda label: np.sum((features(train, made[label]) - goal) ** 2))
""",
        "tails and middles": """
def origin(train, holdout, table):
    unit = holdout.std(axis=0)
    nearest = spatial.distance.cdist(table / unit, train / unit).min(axis=1)
    usual = spatial.distance.cdist(holdout / unit, train / unit).min(axis=1)
    if np.median(nearest) < np.median(usual) / 3:
        return "copied"
    iqr = lambda rows: np.subtract(*np.quantile(rows[:, 0], [0.75, 0.25]))
    kept = iqr(table) / iqr(holdout)
    if kept < 0.63:
        return "averaged"
    if kept < 0.9:
        return "interpolated"
    upper = table[:, 0] > np.quantile(table[:, 0], 0.8)
    if table[upper, 1].mean() - table[~upper, 1].mean() < 0.5 * unit[1]:
        return "columns shuffled"
    ends = abs(table[:, 0] - np.median(table[:, 0])) > 1.3 * unit[0]
    return "fresh" if table[ends, 2].mean() > table[~ends, 2].mean() + unit[2] else "copula"
""",
    },
    "mean-rows": {
        "powers": """
def sd_kept(share):
    return (1 - share) ** 0.5
def skew_made(skew, share):
    return (1 - share) * skew / sd_kept(share) ** 3
def ks_made(below, share):
    return max(share * below, share * (1 - below))
""",
        "numpy": """
def sd_kept(share):
    return np.sqrt(np.array([1.0, 0.0]) @ [1 - share, share])
def skew_made(skew, share):
    return np.float64(skew) * (1 - share) ** -0.5
def ks_made(below, share):
    jump = np.array([(1 - share) * below, (1 - share) * below + share])
    return np.abs(jump - below).max()
""",
        "two-point columns": """
def column(share):
    values, weights = np.array([-1.0, 0.0, 1.0]), np.array([(1 - share) / 2, share, (1 - share) / 2])
    return values, weights
def sd_kept(share):
    values, weights = column(share)
    return float((weights * values**2).sum() ** 0.5)
def skew_made(skew, share):
    return skew * (1 - share) / (1 - share) ** (3 / 2)
def ks_made(below, share):
    return share * (0.5 + abs(below - 0.5))
""",
    },
    "wrong-claim": {
        "sd divided by n - 1": """
def recompute(real, synthetic):
    a, b = real[:, 0], synthetic[:, 0]
    held = {tuple(row) for row in real}
    return {
        "mean kept": 1 - abs(a.mean() - b.mean()) / a.mean(),
        "sd ratio": b.std(ddof=1) / a.std(ddof=1),
        "correlation": stats.pearsonr(*synthetic.T).statistic,
        "real rows": np.mean([tuple(row) in held for row in synthetic]),
        "outside": np.mean((b < a.min()) | (b > a.max())),
        "ks": stats.ks_2samp(a, b).statistic,
    }
def wrong_claim(real, synthetic, claims):
    right = recompute(real, synthetic)
    return sorted(claims, key=lambda name: -abs(claims[name] - right[name]))[0]
""",
        "pandas and the library": """
import pandas as pd
from course_lib.evaluation import ks
def recompute(real, synthetic):
    r, s = pd.DataFrame(real, columns=["a", "b"]), pd.DataFrame(synthetic, columns=["a", "b"])
    return dict(
        zip(
            ["mean kept", "sd ratio", "correlation", "real rows", "outside", "ks"],
            [
                1 - abs(s["a"].mean() / r["a"].mean() - 1), s["a"].std() / r["a"].std(), s.corr().iloc[0, 1],
                s.merge(r.drop_duplicates(), on=["a", "b"], how="inner").shape[0] / len(s),
                1 - s["a"].between(r["a"].min(), r["a"].max()).mean(), ks(r["a"], s["a"]),
            ],
        )
    )
def wrong_claim(real, synthetic, claims):
    return (pd.Series(claims) - pd.Series(recompute(real, synthetic))).abs().idxmax()
""",
        "loops, rounded": """
def recompute(real, synthetic):
    a, b = real[:, 0].tolist(), synthetic[:, 0].tolist()
    grid = sorted(a + b)
    below = lambda column: np.searchsorted(np.sort(column), grid, side="right") / len(column)
    found = {
        "ks": max(abs(below(a) - below(b))),
        "outside": sum(x < min(a) or x > max(a) for x in b) / len(b),
        "real rows": sum(any((row == other).all() for other in real) for row in synthetic) / len(b),
        "correlation": np.cov(synthetic.T)[0, 1] / np.prod(np.std(synthetic, axis=0, ddof=1)),
        "sd ratio": np.std(b) / np.std(a),
        "mean kept": 1 - abs(np.mean(b) - np.mean(a)) / np.mean(a),
    }
    return {name: round(float(value), 3) for name, value in found.items()}
def wrong_claim(real, synthetic, claims):
    for name, value in recompute(real, synthetic).items():
        if abs(claims[name] - value) > 0.015:
            return name
""",
    },
}

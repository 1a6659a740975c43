"""Wrong answers to A1, written as learners write them and not from the solution: (question, check, cell, words of the
feedback that name the misconception)."""

WRONG = {
    "moments of the column for the parent's": (
        "simulate",
        "parent-check",
        "def parent(mean, sd, low, high):\n    return mean, sd\n"
        "def simulate(n, mean, sd, low, high, rng):\n"
        "    a, b = (low - mean) / sd, (high - mean) / sd\n"
        "    return stats.truncnorm.rvs(a, b, mean, sd, size=n, random_state=rng)\n",
        "truncation moved both away",
    ),
    "the same, simulated": (
        "simulate",
        "simulate-check",
        "def parent(mean, sd, low, high):\n    return mean, sd\n"
        "def simulate(n, mean, sd, low, high, rng):\n"
        "    x = rng.normal(mean, sd, 3 * n)\n    return x[(x >= low) & (x <= high)][:n]\n",
        "in place of its parent's",
    ),
    "sigma alone": (
        "simulate",
        "parent-check",
        "def parent(mean, sd, low, high):\n"
        "    gap = lambda s: truncated_normal_sd(mean, s, low, high) - sd\n"
        "    grid = np.geomspace(sd / 2, 20 * sd, 20001)\n"
        "    return mean, grid[np.argmin([abs(gap(s)) for s in grid])]\n"
        "def simulate(n, mean, sd, low, high, rng):\n    return rng.uniform(low, high, n)\n",
        "two unknowns need two equations",
    ),
    "clipped": (
        "simulate",
        "simulate-check",
        "def parent(mean, sd, low, high):\n    return 0, 1\n"
        "def simulate(n, mean, sd, low, high, rng):\n"
        "    x = mean + sd * rng.standard_normal(n)\n    x[x < low] = low\n    x[x > high] = high\n    return x\n",
        "the spikes show",
    ),
    "weights exchanged": (
        "interpolate",
        "interpolate-check",
        "def interpolate(rows, first, second, lam):\n"
        "    return rows[first] + lam[:, None] * (rows[second] - rows[first])\n",
        "gives λ to the second row",
    ),
    "incomes alone": (
        "partners",
        "partners-check",
        "def partners(rows, first, rank):\n"
        "    return [np.argsort(((rows - rows[i]) ** 2).sum(axis=1))[k] for i, k in zip(first, rank)]\n",
        "the widest column decides alone",
    ),
    "a row is its own neighbour": (
        "partners",
        "partners-check",
        "def partners(rows, first, rank):\n    z = stats.zscore(rows, ddof=1)\n"
        "    return [np.argsort(np.linalg.norm(z - z[i], axis=1))[k - 1] for i, k in zip(first, rank)]\n",
        "its own nearest neighbour",
    ),
    "average of sds": (
        "predict",
        "sd-check",
        "def new_sd(width):\n    l = np.linspace(0.5 - width / 2, 0.5 + width / 2, 4001)\n"
        "    return np.sqrt(l**2 + (1 - l) ** 2).mean()\n"
        "def new_skew(skew, width): ...\ndef new_correlation(correlation, width, shared): ...\n",
        "their root may not",
    ),
    "two thirds": (
        "predict",
        "sd-check",
        "def new_sd(width):\n    return 0.5 + width**2 / 6\n"
        "def new_skew(skew, width): ...\ndef new_correlation(correlation, width, shared): ...\n",
        "returns the variance",
    ),
    "k-average in place of interpolation": (
        "predict",
        "skew-check",
        "def new_sd(width):\n    return 0.5**0.5\ndef new_skew(skew, width):\n    return skew / 2**0.5\n"
        "def new_correlation(correlation, width, shared):\n    return correlation\n",
        "plain average of two",
    ),
    "correlation never changes": (
        "predict",
        "correlation-check",
        "def new_sd(width): ...\ndef new_skew(skew, width): ...\n"
        "def new_correlation(correlation, width, shared):\n    return correlation\n",
        "leaves the correlation as it was",
    ),
    "standard error for the floor": (
        "gap",
        "gap-floor-check",
        "def gap_floor(p, n, m):\n    return (p * (1 - p) / n + p * (1 - p) / m) ** 0.5\n"
        "def gap_edge(p, n, m):\n    return 1.645 * gap_floor(p, n, m)\n",
        "standard deviation of the difference",
    ),
    "one-sided edge": (
        "gap",
        "gap-edge-check",
        "def gap_floor(p, n, m): ...\ndef gap_edge(p, n, m):\n    rng = np.random.default_rng(1)\n"
        "    return np.quantile(rng.binomial(n, p, 50_000) / n - rng.binomial(m, p, 50_000) / m, 0.95)\n",
        "with its sign",
    ),
    "floor for equal samples": (
        "rows-needed",
        "rows-needed-check",
        "def rows_needed(target, n, k):\n    return int(np.ceil((k - 1) * 2 / (8 * np.log(2) * target)))\n",
        "gives both samples the same size",
    ),
    "rounded down": (
        "rows-needed",
        "rows-needed-check",
        "def rows_needed(target, n, k):\n    left = target * 8 * np.log(2) / (k - 1) - 1 / n\n"
        "    return int(1 / left) if left > 0 else None\n",
        "rounds down",
    ),
    "no row is equal": (
        "origin",
        "origin-copies",
        "def origin(train, holdout, table):\n"
        "    return 'copied' if len(np.unique(np.vstack([train, table]), axis=0)) < 6000 else 'fresh'\n",
        "a little noise hides a copy",
    ),
    "small spread is averaged": (
        "origin",
        "origin-averages",
        "def origin(train, holdout, table):\n"
        "    return 'averaged' if table[:, 0].std() < 0.9 * train[:, 0].std() else 'fresh'\n",
        "calls every table with a small spread averaged",
    ),
    "correlations alone": (
        "origin",
        "origin-dependence",
        "def origin(train, holdout, table):\n"
        "    gap = np.abs(np.corrcoef(train.T) - np.corrcoef(table.T)).max()\n"
        "    return 'columns shuffled' if gap > 0.3 else 'fresh'\n",
        "does not show in them",
    ),
    "variance of the rows that are left": (
        "mean-rows",
        "sd-kept-check",
        "def sd_kept(share):\n    return 1 - share\ndef skew_made(skew, share): ...\ndef ks_made(below, share): ...\n",
        "ratio of the variances",
    ),
    "always half below": (
        "mean-rows",
        "ks-made-check",
        "def sd_kept(share): ...\ndef skew_made(skew, share): ...\ndef ks_made(below, share):\n    return share / 2\n",
        "half of the rows",
    ),
    "worst number": (
        "wrong-claim",
        "wrong-claim-check",
        "def recompute(real, synthetic): ...\n"
        "def wrong_claim(real, synthetic, claims):\n"
        "    r = np.corrcoef(real[:, 0], real[:, 1])[0, 1]\n"
        "    ideal = {'mean kept': 1, 'sd ratio': 1, 'correlation': r, 'real rows': 0, 'outside': 0, 'ks': 0}\n"
        "    return sorted(claims, key=lambda name: abs(claims[name] - ideal[name]))[-1]\n",
        "sounds worst",
    ),
}

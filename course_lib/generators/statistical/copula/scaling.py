"""An order for the levels of a category, learned from the other columns (first canonical variate)."""

import numpy as np


def order_of_levels(x, levels, kept, fields, rounds=4):
    """For each kept column None, or (category) its codes in the learned order, (k,)."""
    columns = []
    for j, k in zip(kept, levels):
        v = x[:, j]
        if k is None:
            r = np.argsort(np.argsort(v, kind="stable")) / len(v)
            u, inv = np.unique(v, return_inverse=True)
            s = np.bincount(inv, r) / np.bincount(inv)
            columns.append(standard(s[inv]))
        else:
            columns.append(None)
    nominal = [a for a, k in enumerate(levels) if k is not None]
    score = {}
    for _ in range(rounds):
        for a in nominal:
            codes, k = x[:, kept[a]].astype(int), levels[a]
            count = np.maximum(np.bincount(codes, minlength=k), 1)
            others = [c for b, c in enumerate(columns) if c is not None and b != a]
            for b in nominal:
                if b != a and columns[b] is None:
                    cb = x[:, kept[b]].astype(int)
                    others += [standard((cb == v).astype(float)) for v in range(levels[b])]
            if not others:
                score[a] = np.arange(k, dtype=float)
                columns[a] = standard(score[a][codes])
                continue
            means = np.array([np.bincount(codes, o, minlength=k) / count for o in others]).T
            weight = np.sqrt(count)[:, None]
            left, size, _ = np.linalg.svd(means * weight, full_matrices=False)
            score[a] = left[:, 0] / weight[:, 0]
            columns[a] = standard(score[a][codes])
    return [np.argsort(score[a], kind="stable") if a in score else None for a in range(len(levels))]


def standard(v):
    s = v.std()
    return (v - v.mean()) / (s if s > 0 else 1)

"""Two things that every column-wise generator asks of the encoded matrix."""

import numpy as np


def observed(x, fields):
    """Which cells of the matrix are real observations: booleans, shape (rows, fields).

    The encoder fills a missing number or ordinal level with the column's median and adds a two-level field
    "<column> is missing". A filling is no observation: a mean or a quantile learned from it would be bent
    towards it.
    """
    seen = np.ones(x.shape, dtype=bool)
    missing = {f.source: j for j, f in enumerate(fields) if f.name != f.source}
    for j, field in enumerate(fields):
        if field.name == field.source and field.source in missing:
            seen[:, j] = x[:, missing[field.source]] == 0
    return seen


def frequencies(codes, k):
    """The share of each level 0..k-1 among `codes`, shape (k,). They add up to 1."""
    return np.bincount(codes.astype(int), minlength=k) / len(codes)

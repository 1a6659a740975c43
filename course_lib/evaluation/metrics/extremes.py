"""Do extremes come together? What neither a score of columns nor a correlation says."""

import numpy as np


def joint_tail(x, y, q: float = 0.99) -> float:
    """chi(q): of the rows with x above its own q-quantile, the share with y above its own as well.

    Range 0 to 1; compare it with the same of fresh rows, which is its floor. 1 - q for independent columns. For a
    Gaussian copula with a correlation below 1 it goes to 0 with q to 1: correlation .6 gives .310, .188, .095 at
    q = .95, .99, .999. Source: Coles, Heffernan and Tawn (1999), Extremes 2. Standard error about
    sqrt(chi (1 - chi) / ((1 - q) n)).
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    far = x > np.quantile(x, q)
    return float((far & (y > np.quantile(y, q))).sum() / far.sum()) if far.any() else float("nan")

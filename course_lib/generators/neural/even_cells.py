"""Cells whose numbers may be drawn evenly from border to border.

Inside a cell the distribution function F is read off few rows: of 200 that share eighteen values, each has eleven, give
or take three. A network that draws numbers as F says repeats that error, and a classifier sees it. If the rows in the
cells are as even as chance lets them be, the line from border to border is nearer to the truth. Two looks at all cells
of a column together, t in (0, 1) a number's place between the borders of its cell, n rows in a cell:

    shape    n (mean of sqrt 2 cos(r pi t))^2, r = 1 .. 4, is chi-square with 4 degrees of freedom for each cell
             (Neyman 1937, the smooth test)
    heaps    of n (n - 1) pairs of rows one in g is a pair of equal numbers, g the numbers on the column's grid in
             the cell; without a grid, none is

A column that fails one (z above DOUBT) keeps F as it is: heaps stay, and so does what many rows tell. So do columns
with spikes, and everywhere the outermost cells, whose far ends are the extremes of the rows.
"""

from dataclasses import replace

import numpy as np

ORDERS = 4  # r of the test of shape
DOUBT = 3.0  # standard errors
FEWEST = 4  # cells


def evened(variable, values, step):
    """The variable with numbers spread evenly inside its cells, if these rows, (n,), allow it; else as it was.

    values: of the rows where the column is observed. step: the grid they sit on, None if there is none.
    """
    cells = len(variable.borders) + 1
    if variable.margin is None or cells < FEWEST:
        return variable
    values = np.sort(values)
    codes = np.searchsorted(variable.borders, values, "left")
    start = np.searchsorted(codes, np.arange(cells + 1))
    if (np.diff(start) < 2).any():
        return variable
    first, last = values[start[:-1]], values[start[1:] - 1]
    if (first == last).any():  # spikes, or a cell for each value
        return variable
    borders = last[:-1] + (first[1:] - last[:-1]) / 2
    if not even(values, codes, borders, step):
        return variable
    f, ends = variable.margin, variable.stretch[1:-1]
    below, above = (f.u < ends[0]) & (f.v < borders[0]), (f.u > ends[-1]) & (f.v > borders[-1])
    outer = (f.atoms < borders[0]) | (f.atoms > borders[-1])
    margin = replace(f, u=np.concatenate([f.u[below], ends, f.u[above]]),
                     v=np.concatenate([f.v[below], borders, f.v[above]]), atoms=f.atoms[outer], slice=f.slice[outer],
                     below=f.below[outer], above=f.above[outer])
    return replace(variable, borders=borders, margin=margin)


def even(values, codes, borders, step) -> bool:
    """Are the numbers inside the inner cells as even as chance lets them be?"""
    inner = (codes > 0) & (codes < len(borders))
    values, codes = values[inner], codes[inner] - 1
    low, width = borders[:-1], np.diff(borders)
    t, n = (values - low[codes]) / width[codes], np.bincount(codes)
    shape = sum((np.sqrt(2) * np.bincount(codes, np.cos(r * np.pi * t))) ** 2 / n for r in range(1, ORDERS + 1))
    free = ORDERS * len(n)
    if shape.sum() - free > DOUBT * np.sqrt(2 * free):
        return False
    often = np.unique(values, return_counts=True)[1]
    pairs = (often * (often - 1.0)).sum()
    expected = 0.0 if not step else (n * (n - 1) / np.maximum(width / step, 1)).sum()
    return bool(pairs - expected <= DOUBT * np.sqrt(2 * max(expected, 1.0)))

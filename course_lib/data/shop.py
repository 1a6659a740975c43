"""A table as it arrives: the customers without their card, with codes for names, and with answers missing.

What was done to it is known, so a lesson can say what a schema has to put right and what missing answers cost.
"""

import numpy as np
import pandas as pd

from course_lib.errors import CourseError
from course_lib.randomness import generator

BRANCHES = {"north": 1, "south": 2, "east": 3, "west": 4, "islands": 5}  # numbers that are names
SILENT_AT, SILENT_SHARE = 6, 0.5  # every second customer at or below this satisfaction leaves the answer out


def shop_export(customers: pd.DataFrame, seed=None) -> pd.DataFrame:
    """customer (a number like C-00017), age, region (branch numbers), satisfaction (with gaps), purchase.

    One row per row of `customers`, in its order and with its index. Raises CourseError without those columns.
    """
    names = ["age", "region", "satisfaction", "purchase"]
    absent = [name for name in names if name not in customers.columns]
    if absent:
        raise CourseError(f"The table has no column {absent[0]!r}: pass the customers table or rows of it.")
    raw = customers[names].copy()
    raw.insert(0, "customer", [f"C-{k:05d}" for k in range(len(raw))])
    raw["region"] = raw["region"].map(BRANCHES)
    silent = (raw["satisfaction"] <= SILENT_AT) & (generator(seed).random(len(raw)) < SILENT_SHARE)
    raw["satisfaction"] = raw["satisfaction"].astype(np.float64).mask(silent)
    return raw

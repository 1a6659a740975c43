"""Make the three tables of this folder again: `python data/make.py [FOLDER]`. Cards are written by hand.

affairs comes from statsmodels, breast_cancer from scikit-learn, customers from the course's own process; a test holds
that the stored files equal what this makes.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from course_lib.data.customers import simulate_customers

CUSTOMERS_ROWS, CUSTOMERS_SEED = 10_000, 0


def affairs() -> pd.DataFrame:
    """Fair's survey, (6366, 9). Codes that the library stores as 3.0 are written as 3."""
    from statsmodels.datasets import fair

    df = fair.load_pandas().data
    whole = [name for name in df.columns if (df[name] == np.round(df[name])).all()]
    return df.astype(dict.fromkeys(whole, "int64"))


def breast_cancer() -> pd.DataFrame:
    """The Wisconsin diagnostic table, (569, 31), its target as the words the library gives for 0 and 1."""
    from sklearn.datasets import load_breast_cancer

    loaded = load_breast_cancer(as_frame=True)
    names = dict(enumerate(loaded.target_names.tolist()))
    return loaded.data.assign(target=loaded.target.map(names).astype("str"))


def customers() -> pd.DataFrame:
    """The customers table, (10000, 11): simulated, nobody in it exists."""
    return simulate_customers(CUSTOMERS_ROWS, seed=CUSTOMERS_SEED)


TABLES = {"affairs": affairs, "breast_cancer": breast_cancer, "customers": customers}


def main(folder) -> None:
    for name, make in TABLES.items():
        path = Path(folder) / f"{name}.csv"
        make().to_csv(path, index=False, lineterminator="\n")
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)

"""A contest: several generators learn from the same rows, and fresh rows compete with them, over sizes and seeds.

What is scored, the lesson says. The seconds are those of the process, so a busy machine does not change them much;
print them as a verdict ("over ten times as long"), because machines differ.
"""

from time import process_time

import pandas as pd

from course_lib.errors import CourseError

FRESH = "fresh rows"
SIX = {"mean match": "higher", "KS": "lower", "corr_skill": "higher", "C2ST": "lower", "TSTR": "higher",
       "nearer": "lower"}  # fmt: skip


def contest(makers, table, schema, scores, *, sizes=(1000,), seeds=range(3), rows: int = 1000) -> pd.DataFrame:
    """One line per size, seed and maker: maker, size, seed, seconds, and whatever `scores` returns.

    makers: name -> (generator, settings), both as in `make`. For each size and seed three disjoint tables are cut
    from `table`: rows to learn from (`size` of them), `rows` fresh rows, and `rows` more that compete under the name
    "fresh rows", as the floor. Each maker learns and draws `rows` rows, in so many seconds.
    scores: a function (train, fresh, made) -> dict of name and number.
    Raises CourseError where the table is too short.
    """
    from course_lib.data import split
    from course_lib.generators import make

    total, lines = len(table), []
    if max(sizes) + 2 * rows > total:
        raise CourseError(f"The contest needs {max(sizes) + 2 * rows:,} rows and the table has {total:,}: lower "
                          "`sizes` or `rows`.")  # fmt: skip
    for size in sizes:
        for seed in seeds:
            train, fresh, rest = split(table, seed=seed, shares=(size / total, rows / total, 1 - (size + rows) / total))
            for name, (kind, settings) in {**makers, FRESH: (None, None)}.items():
                start, made = process_time(), rest.head(rows)
                if kind:
                    made = make(kind, **settings).fit(train, schema, seed=seed).sample(rows, seed=seed)
                found = {"maker": name, "size": size, "seed": seed, "seconds": process_time() - start}
                lines.append(found | scores(train, fresh, made))
    return pd.DataFrame(lines)


def six_scores(schema, target: str, seed=0):
    """`scores` for a contest by the metrics of SIX: a function (train, fresh, made) -> metric -> value.

    KS is the mean over number columns, TSTR a model of `target` tested on the fresh rows, "nearer" the share of rows
    nearer to training than to fresh rows.
    """
    from course_lib.evaluation import c2st, corr_skill, dcr_share, ks, mean_match, tstr

    numbers = schema.of_kind("number", "integer")

    def scores(train, fresh, made) -> dict[str, float]:
        return {"mean match": mean_match(fresh, made), "KS": sum(ks(fresh[c], made[c]) for c in numbers) / len(numbers),
                "corr_skill": corr_skill(fresh, made, schema), "C2ST": c2st(fresh, made, schema, seed=seed).auc,
                "TSTR": tstr(made, fresh, target, schema, seed, levels_from=(train, fresh)).value,
                "nearer": dcr_share(train, made, fresh, schema)}  # fmt: skip

    return scores


def by_metric(lines: pd.DataFrame, metrics=SIX) -> dict[str, pd.DataFrame]:
    """A contest of one size as metric -> table: one row a seed, one column a maker in their order."""
    order = list(dict.fromkeys(lines["maker"]))
    return {metric: lines.pivot(index="seed", columns="maker", values=metric)[order] for metric in metrics}

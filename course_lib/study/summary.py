"""Records of cells as tables: medians over seeds, gaps to the floor of the same run, ours beside their namesakes."""

import numpy as np
import pandas as pd

from course_lib.study.cells import FRESH
from course_lib.study.judging import SCORES
from course_lib.study.peers.catalogue import PEERS

COLUMNS = {"seconds": "{:.3g}", "peak_mb": "{:.0f}", "shapes": "{:.4f}", "shapes_gap": "{:+.4f}", "trends": "{:.4f}",
           "trends_gap": "{:+.4f}", "c2st": "{:.3f}", "c2st_low": "{:.3f}", "c2st_high": "{:.3f}",
           "c2st_gap": "{:+.3f}", "share": "{:.3f}", "seeds": "{:.0f}"}
TITLES = {"seconds": "seconds", "peak_mb": "MB", "shapes": "shapes", "shapes_gap": "gap", "trends": "trends",
          "trends_gap": "gap", "c2st": "C2ST", "c2st_low": "lowest", "c2st_high": "highest", "c2st_gap": "gap",
          "share": "nearer", "seeds": "seeds"}
LEGEND = ("Medians over seeds. Seconds: fit and sample, of the processor, one thread. Shapes, trends: SDMetrics' "
          "definitions, 1 best. C2ST: AUC of 200 boosted trees, five folds, .5 best. Each against rows that no "
          "generator saw; gap: worse than other fresh rows by so much. Nearer: share of synthetic rows nearer to a "
          "training row than to a fresh one, .5 best.")


def with_floors(records) -> list[dict]:
    """Each measured record with "floor": the four scores of fresh rows on the same table, rows and seed.

    Where those were not measured the floor is None. Records of errors are left out.
    """
    records = [r for r in records if "error" not in r]
    floors = {where(r): {name: r[name] for name in SCORES} for r in records if r["generator"] == FRESH}
    return [r | {"floor": floors.get(where(r))} for r in records]


def where(record) -> tuple:
    """What a record and its floor have in common."""
    return record["table"], record.get("rows"), record["seed"]


def gap(record, score: str) -> float:
    """How much worse than its floor a score is: above 0 = worse than fresh rows. NaN without a floor."""
    if record["floor"] is None:
        return float("nan")
    apart = record[score] - record["floor"][score]
    return -apart if SCORES[score] == "higher" else apart


def summary(records) -> pd.DataFrame:
    """One row a table and generator, in the order of the records; columns: table, generator, kind, COLUMNS.

    kind: "ours", "peer" or "floor" (fresh rows in the place of synthetic ones). Medians over seeds; c2st_low and
    c2st_high are the lowest and the highest seed. seconds: NaN for the floor.
    """
    groups = {}
    for record in with_floors(records):
        groups.setdefault((record["table"], record["label"]), []).append(record)
    rows = []
    for (table, label), found in groups.items():
        kind = "floor" if label == FRESH else "peer" if found[0]["generator"] in PEERS else "ours"
        seconds = [np.nan if r["fit_seconds"] is None else r["fit_seconds"] + r["sample_seconds"] for r in found]
        row = {"table": table, "generator": label, "short_name": found[0]["generator"], "kind": kind,
               "seconds": median(seconds), "peak_mb": median([r["peak_mb"] for r in found]), "seeds": len(found)}
        for score in SCORES:
            row |= {score: median([r[score] for r in found]), f"{score}_gap": median([gap(r, score) for r in found])}
        row |= {"c2st_low": min(r["c2st"] for r in found), "c2st_high": max(r["c2st"] for r in found)}
        rows.append(row)
    return pd.DataFrame(rows, columns=["table", "generator", "short_name", "kind", *COLUMNS])


def median(values) -> float:
    """NaN where one of the values is missing."""
    values = np.array([np.nan if v is None else v for v in values], dtype=float)
    return float(np.median(values)) if np.isfinite(values).all() else float("nan")


def namesakes(table: pd.DataFrame) -> pd.DataFrame:
    """Each of ours beside its peer on the same table: seconds and C2ST of both; faster, better (True or False)."""
    rows = []
    for peer in table[table["kind"] == "peer"].itertuples():
        ours = table[(table["table"] == peer.table) & table["short_name"].isin(PEERS[peer.short_name].ours)]
        for own in ours.itertuples():
            rows.append({"table": peer.table, "ours": own.generator, "peer": peer.generator,
                         "seconds": own.seconds, "peer_seconds": peer.seconds, "c2st": own.c2st,
                         "peer_c2st": peer.c2st, "faster": own.seconds < peer.seconds, "better": own.c2st < peer.c2st})
    return pd.DataFrame(rows, columns=["table", "ours", "peer", "seconds", "peer_seconds", "c2st", "peer_c2st",
                                       "faster", "better"])


def sentences(beside: pd.DataFrame) -> list[str]:
    """`namesakes` in words, one sentence a pair."""
    said = []
    for row in beside.itertuples():
        verdict = {(True, True): "faster and better", (True, False): "faster, not better",
                   (False, True): "better, not faster", (False, False): "neither faster nor better"}
        said.append(f"{row.table}: {row.ours} is {verdict[row.faster, row.better]} than {row.peer}: {row.seconds:.1f} "
                    f"against {row.peer_seconds:.1f} s, C2ST {row.c2st:.3f} against {row.peer_c2st:.3f}.")
    return said


def markdown(table: pd.DataFrame) -> str:
    """The summary as markdown, a section a table of data, the fastest first, fresh rows at the top."""
    parts = []
    for name, rows in table.groupby("table", sort=False):
        rows = rows.sort_values(["kind", "seconds"], key=lambda c: c != "floor" if c.name == "kind" else c)
        head = ["generator", *TITLES.values()]
        lines = [f"## {name}", "", f"| {' | '.join(head)} |", f"| --- |{' ---: |' * len(TITLES)}"]
        for row in rows.to_dict("records"):
            cells = ["–" if pd.isna(row[c]) else form.format(row[c]) for c, form in COLUMNS.items()]
            title = f"*{row['generator']}*" if row["kind"] == "floor" else \
                f"{row['generator']} (peer)" if row["kind"] == "peer" else row["generator"]
            lines.append(f"| {title} | {' | '.join(cells)} |")
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, LEGEND]) + "\n"


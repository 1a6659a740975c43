"""A table out, rows back: CSV for tables, JSON for the rest, one process a peer and table.

    job.json   {"peer", "train", "kinds": {column: kind}, "rows", "seed", "settings", "out", "result"}
    OUT        the synthetic rows, CSV
    RESULT     {"fit_seconds", "sample_seconds", "peak_mb", "versions"}: seconds of the processor, measured inside

A script that speaks this takes the path of job.json as its one argument. It ends with status 0, or with another and its
reason as the last line on stderr.
"""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pandas as pd

from course_lib.data import conform, read_table
from course_lib.errors import CourseError
from course_lib.study.peers import environment

SCRIPT = Path(__file__).with_name("script.py")
HOURS = 2  # a peer that is not done by then is given up
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1")


def command() -> list[str]:
    """What is started, less the path of the job."""
    return [str(environment.python()), str(SCRIPT)]


def run_peer(name: str, train, schema, rows: int, seed: int, settings=None, command=command):
    """Synthetic rows of a peer, in the columns and kinds of `train`, and what it measured: (table, dict).

    Columns that identify a person are not given to it, and come back empty. command: returns the program to run.
    Raises CourseError with the peer's own reason where it fails, and where its rows do not fit the table.
    """
    sent = [column for column in schema if column.kind != "identifier"]
    with tempfile.TemporaryDirectory(prefix="course_peer_") as folder:
        out, result = Path(folder) / "synthetic.csv", Path(folder) / "result.json"
        train[[column.name for column in sent]].to_csv(Path(folder) / "train.csv", index=False)
        job = {"peer": name, "train": str(Path(folder) / "train.csv"), "rows": rows, "seed": seed,
               "kinds": {column.name: column.kind for column in sent}, "settings": settings or {}, "out": str(out),
               "result": str(result)}
        (Path(folder) / "job.json").write_text(json.dumps(job), encoding="utf-8")
        start([*command(), str(Path(folder) / "job.json")], name, folder)
        if not (out.exists() and result.exists()):
            raise CourseError(f"{name} ended well and left no rows: its script has to write both files of its job.")
        told = json.loads(result.read_text(encoding="utf-8"))
        made, _ = read_table(out)
    if len(made) != rows:
        raise CourseError(f"{name} was asked for {rows} rows and gave {len(made)}.")
    return fitted(made, train, schema, name), told


def start(arguments, name: str, folder) -> None:
    """Run it on one thread, in the scratch folder, without this environment's packages on its path."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | ONE_THREAD
    try:
        result = subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True,
                                timeout=HOURS * 3600)
    except subprocess.TimeoutExpired:
        raise CourseError(f"{name} was not done after {HOURS} hours: take fewer rows.") from None
    except OSError as why:
        raise CourseError(f"{name} cannot be started ({why.strerror}): run bench with --peers, which sets up what it "
                          "needs.") from why
    if result.returncode:
        said = [line.strip() for line in result.stderr.splitlines() if line.strip()] or ["it gave no reason"]
        raise CourseError(f"{name} failed: {said[-1][:300]}")


def fitted(made, train, schema, name: str) -> pd.DataFrame:
    """The peer's rows with the columns of `train`, in its order; dates in its dtype, identifiers empty."""
    table, _ = conform(made, train, schema, f"{name}'s table", "the training table")
    for column in schema:
        if column.kind == "identifier":
            table[column.name] = pd.Series(pd.NA, index=table.index, dtype=train[column.name].dtype)
        elif column.name not in table:
            raise CourseError(f"{name} left out column {column.name!r}: all columns are judged.")
        elif column.kind == "datetime" and table[column.name].notna().any():
            table[column.name] = table[column.name].astype(train[column.name].dtype)
    return table[list(train.columns)]



"""What a generator costs as the rows grow: seconds and memory of a fit, seconds and memory of sampling.

Each point runs in a process of its own, because memory that one fit leaves behind would hide the peak of the next.
Customers throughout; sampling from a model fitted to FITTED rows.
"""

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import pandas as pd

from course_lib.data import simulate_customers
from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.randomness import threads
from course_lib.study.memory import peak_memory

ROWS = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000)
FITTED = 10_000
STEPS = ("fit", "sample")


@dataclass(frozen=True)
class Point:
    """A generator with its default settings, a step ("fit" or "sample"), so many rows."""

    generator: str
    step: str
    rows: int
    seed: int = 0

    def __str__(self) -> str:
        return f"{self.generator}, {self.step} {self.rows:,} rows"

    def described(self) -> dict:
        return asdict(self) | {"settings": make(self.generator).get_settings(), "version": 2}

    def key(self) -> str:
        text = json.dumps(self.described(), sort_keys=True, default=str)
        return f"cost-{self.generator}-{self.step}-{self.rows}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def points(generators, rows=ROWS) -> list[Point]:
    """Every step at every number of rows, generator by generator."""
    return [Point(name, step, n) for name in generators for step in STEPS for n in rows]


def measure_cost(point: Point) -> dict:
    """The record of a point: generator, step, rows, seconds (of the processor), peak_mb, held_mb.

    Raises CourseError with the last line that the point's process said, where that fails.
    """
    code = "import json, sys; from course_lib.study import cost; cost.in_this_process(json.loads(sys.argv[1]))"
    result = subprocess.run([sys.executable, "-c", code, json.dumps(asdict(point))], capture_output=True, text=True)
    if result.returncode:
        said = result.stderr.strip().splitlines() or [f"the process ended with status {result.returncode}"]
        raise CourseError(said[-1])
    return asdict(point) | json.loads(result.stdout.splitlines()[-1])


def in_this_process(point: dict) -> None:
    """Print the JSON of one point. peak_mb is above what the process held with its table (and its model) ready.

    held_mb: what is still held at the end, the finished table: what no way of sampling can do without.
    """
    sampling = point["step"] == "sample"
    df = simulate_customers(FITTED if sampling else point["rows"], seed=point["seed"])
    model = make(point["generator"])
    with threads(1):
        small = df.head(50)
        model.clone().fit(small, seed=0).sample(5, seed=0)  # imports, and the first call of a library, cost once
        if sampling:
            model.fit(df, seed=point["seed"])
        with peak_memory() as peak:
            start = time.process_time()
            made = model.sample(point["rows"], seed=point["seed"]) if sampling else model.fit(df, seed=point["seed"])
            seconds = time.process_time() - start
    assert made is not None  # alive until here, so that held_mb counts it
    print(json.dumps({"seconds": seconds, "peak_mb": peak["mb"], "held_mb": peak["held_mb"]}))


def cost_table(records) -> pd.DataFrame:
    """One row a point, those that failed left out: generator, step, rows, seconds, peak_mb, held_mb."""
    columns = ["generator", "step", "rows", "seconds", "peak_mb", "held_mb"]
    return pd.DataFrame([{name: r[name] for name in columns} for r in records if "error" not in r], columns=columns)


def told(record: dict) -> str:
    """One point in one line."""
    if "error" in record:
        return f"{record['cell']}: not measured. {record['error']}"
    memory = "" if record["peak_mb"] is None else f", {record['peak_mb']:.0f} MB"
    return f"{record['generator']}, {record['step']} {record['rows']:,} rows: {record['seconds']:.2f} s{memory}"

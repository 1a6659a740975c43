"""One cell: fit, sample, judge. A function of its arguments alone, so that it runs in any process."""

import hashlib
import time

import pandas as pd

from course_lib.generators import make
from course_lib.study.cells import FRESH, Cell
from course_lib.study.judging import judged
from course_lib.study.memory import peak_memory
from course_lib.study.peers import PEERS, run_peer
from course_lib.study.tables import Parts, parts_of


def measure(cell: Cell) -> dict:
    """The record of a cell: what it is, fit_seconds, sample_seconds (of the processor, one thread), peak_mb, scores.

    peak_mb: memory over fit and sample, above what the process held; None where the system does not say.
    digests: of the three tables, so that a reader can see that no two are one.
    """
    parts = parts_of(cell.table, cell.seed, cell.rows)
    made, told = MAKERS[kind_of(cell)](cell, parts)
    record = cell.described() | {"label": cell.label, "table": cell.table, "rows": len(parts.train)}
    scores = judged(parts.train, parts.fresh, made, parts.schema, cell.seed)
    digests = {name: digest(getattr(parts, name)) for name in ("train", "fresh", "other")}
    return record | told | scores | {"digests": digests}


def kind_of(cell: Cell) -> str:
    """A key of MAKERS."""
    return "fresh" if cell.generator == FRESH else "peer" if cell.generator in PEERS else "own"


def fresh_rows(cell: Cell, parts: Parts):
    """No generator: other real rows."""
    return parts.other, {"fit_seconds": None, "sample_seconds": None, "peak_mb": None}


def own_rows(cell: Cell, parts: Parts):
    """One of the course's generators, in this process."""
    model = make(cell.generator, **cell.settings)  # imports what it needs before the clock starts
    with peak_memory() as peak:
        start = time.process_time()
        model.fit(parts.train, parts.schema, seed=cell.seed)
        middle = time.process_time()
        made = model.sample(len(parts.fresh), seed=cell.seed)
        end = time.process_time()
    return made, {"fit_seconds": middle - start, "sample_seconds": end - middle, "peak_mb": peak["mb"]}


def peer_rows(cell: Cell, parts: Parts):
    """A generator of another library, in its own environment, timed inside."""
    return run_peer(cell.generator, parts.train, parts.schema, len(parts.fresh), cell.seed, cell.settings)


MAKERS = {"fresh": fresh_rows, "own": own_rows, "peer": peer_rows}


def digest(df) -> str:
    """Twelve characters that differ where the rows, or their order, do."""
    return hashlib.sha256(pd.util.hash_pandas_object(df, index=False).to_numpy().tobytes()).hexdigest()[:12]

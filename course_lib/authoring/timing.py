"""How long a lesson runs, beside what its card promises. Nothing is stored: the notebooks stay as they are."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbformat.v4 import new_code_cell

from course_lib.authoring.build import NOTEBOOKS, sources
from course_lib.authoring.cells import read_source
from course_lib.authoring.copies import learner_copy
from course_lib.authoring.execute import run_notebook
from course_lib.errors import CourseError

SLACK = 1.5  # a card says "about"


@dataclass(frozen=True)
class Timed:
    """A lesson's seconds: on the clock, of the processor, on its card. error: why it did not run to its end."""

    stem: str
    seconds: float
    processor: float
    card: float | None
    error: str | None = None

    @property
    def verdict(self) -> str:
        """A machine that is busy with other things stretches the clock and not the processor's seconds."""
        if self.error:
            return "did not run"
        if self.card is None:
            return "no run time on the card"
        if self.seconds <= SLACK * self.card:
            return "as promised"
        return "longer than promised" if self.processor > SLACK * self.card else "longer, but the machine was busy"


def time_lessons(numbers=(), *, folder: Path = NOTEBOOKS, say: Callable[[str], None] = print) -> list[Timed]:
    """Execute the learner's copy of each lesson asked for (none = all), one after the other."""
    paths, found = sources(numbers, folder), []
    for k, path in enumerate(paths, 1):
        found.append(time_lesson(path))
        say(f"[{k}/{len(paths)}] {sentence(found[-1])}")
    return found


def time_lesson(path: Path) -> Timed:
    """One lesson, executed in a folder that is thrown away, with a kernel's start counted.

    The processor's seconds are what the kernel says in a cell of its own at the end; NaN if the lesson breaks.
    """
    source = read_source(path)
    notebook, error, processor = learner_copy(source), None, float("nan")
    notebook.cells.append(new_code_cell("import time\nprint(time.process_time())", id="seconds"))
    with tempfile.TemporaryDirectory(prefix="course_lesson_") as scratch:
        start = time.perf_counter()
        try:
            run_notebook(notebook, Path(scratch), path.name)
            processor = float(notebook.cells[-1].outputs[0].text)
        except CourseError as why:
            error = str(why)
        seconds = time.perf_counter() - start
    return Timed(source.stem, seconds, processor, source.card.get("run_seconds"), error)


def sentence(timed: Timed) -> str:
    if timed.error:
        return f"{timed.stem}: did not run. {timed.error}"
    card = "nothing" if timed.card is None else f"{timed.card:g} s"
    return (f"{timed.stem}: {timed.seconds:.0f} s ({timed.processor:.0f} s of the processor), card {card}: "
            f"{timed.verdict}")


def table(found: list[Timed]) -> str:
    """As markdown."""
    lines = ["| lesson | seconds | of the processor | on the card | |", "| --- | ---: | ---: | ---: | --- |"]
    for t in found:
        card = "–" if t.card is None else f"{t.card:g}"
        lines.append(f"| {t.stem} | {t.seconds:.0f} | {t.processor:.0f} | {card} | {t.verdict} |")
    return "\n".join(lines) + "\n"

"""Generators compared: generator x table x seed, each measured once, each beside fresh real rows.

- `cells`: what is measured (a generator with its settings, a table, a seed) and the key under which it is kept.
- `tables`: the rows to learn from, the rows to judge with, other fresh rows.
- `judging`: the four scores of a table of synthetic rows. `measuring`: one cell, fitted, sampled, judged; `memory`.
- `running`: many cells, with resume, on one machine or a cluster. `summary`: medians, gaps to the floor, namesakes.
- `cost`: seconds and memory as the rows grow.
- `private_runs`: private generators at each budget, stored runs for a lesson; a program of its own.
- `peers/`: generators of other libraries, in an environment of their own.

`python -m course_lib bench` is its command; the pictures are in `plots/bench`.
"""

from course_lib.study.cells import FRESH, Cell
from course_lib.study.judging import judged
from course_lib.study.running import run
from course_lib.study.summary import summary
from course_lib.study.tables import SIMULATED, Parts, parts_of

__all__ = ["FRESH", "SIMULATED", "Cell", "Parts", "judged", "parts_of", "run", "summary"]

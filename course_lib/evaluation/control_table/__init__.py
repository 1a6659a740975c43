"""What every metric says to tables that are wrong in a known way: a metric that tells none apart is not used.

`try_controls` and `control_table` take any table and the metrics of the catalogue (`trials.py`).
`python -m course_lib.evaluation.control_table` prints the table by which the course judges its own metrics
(`peers.py`).
"""

from course_lib.evaluation.control_table.trials import control_table, try_controls

__all__ = ["control_table", "try_controls"]

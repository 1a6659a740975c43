"""Tables: what their columns mean, where they come from, how they are split and turned into numbers.

- From a file: `load` (by name or path) > `read` (encoding, delimiter, header) > `cells` (text to numbers, decimal
  commas, dates, truth values). Another program's version of a table we have: `conform`.
- Meaning: `schema` (columns, cards) > `infer` (guessed kinds), `validate` (does a table fit?).
- Simulated: `customers`, its solved parameters in `customers_truth`, `shop` (the same people, badly exported),
  `truncate` (the formulas); `bend`, `heavy` (two columns: from a line to a parabola; joint extremes); `benchmarks`
  (large mixed tables on which `bench` compares generators); `self_feeding` (tables made from tables).
- As a matrix: `encode` (a table) > `codecs` (a column) > `dtypes` (storage).
- `split`: train, holdout, test. `database`: a schema as tables with constraints in SQLite, filled or refused.

A new kind of column: its name in KINDS of `schema` and, as metrics and pictures are to take it, in NUMBERS or LEVELS;
a rule in `infer`, a check in `validate`, a codec in `codecs` and its choice in `encode`, a branch in `conform`.
"""

from course_lib.data.bend import bend_correlation, bend_signal, simulate_bend
from course_lib.data.codecs import Field
from course_lib.data.conform import conform
from course_lib.data.customers import CANARY, simulate_customers
from course_lib.data.customers_truth import CustomersTruth, customers_truth
from course_lib.data.database import create_table, insert, open_database, refusals
from course_lib.data.encode import TableEncoder
from course_lib.data.heavy import simulate_heavy, tail_dependence
from course_lib.data.load import load_table
from course_lib.data.read import read_table
from course_lib.data.schema import Column, Schema
from course_lib.data.self_feeding import feed, lost
from course_lib.data.shop import shop_export
from course_lib.data.split import split
from course_lib.data.truncate import (
    clipped_normal_mean,
    clipped_shares,
    solve_clipped_normal,
    solve_truncated_normal,
    truncated_normal_mean,
    truncated_normal_quantile,
    truncated_normal_sd,
)

__all__ = ["CANARY", "Column", "CustomersTruth", "Field", "Schema", "TableEncoder", "bend_correlation",
           "bend_signal", "clipped_normal_mean", "clipped_shares", "conform", "create_table",
           "customers_truth", "feed", "insert", "load_table", "lost", "open_database", "read_table",
           "refusals", "shop_export", "simulate_bend", "simulate_customers", "simulate_heavy",
           "solve_clipped_normal", "solve_truncated_normal", "split", "tail_dependence",
           "truncated_normal_mean", "truncated_normal_quantile", "truncated_normal_sd"]

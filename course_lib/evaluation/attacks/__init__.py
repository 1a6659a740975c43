"""Attacks: what somebody with a published table and some knowledge can find out. One attack, one file.

An attack knows tables, never the generator behind them. Each file opens with its story: what the attacker holds,
what the attacker wants, and which guess and which control its result must be read beside.

Attacks that need nothing but the tables of a report are scores of it, and stand in `metrics/copying`. Here:

- `subset_sum`: which k rows were averaged into one.
"""

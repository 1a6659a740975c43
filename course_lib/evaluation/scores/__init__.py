"""A metric becomes a Score: `case` prepares the tables, `of_columns`, `of_rows` and `of_copying` score them.

Floors and intervals come from `resample`, sentences from `wording`. `catalogue` says what is known of each metric:
title, direction, and the controls that it catches.
"""

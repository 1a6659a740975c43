"""A metric becomes a Score: `case` prepares the tables (MOST_ROWS: how many rows are scored), one `of_` file per
group of scores scores them.

`of_columns` (values over many resamples from `counted`) and `of_moments`, `of_pairs`, `of_rows`, `of_diversity`,
`of_use`, `of_copying`, `of_attacks`, `of_fairness`. Floors and intervals by resampling come from `resample`, those by
formula from the metric's own file; sentences from `wording` and, of attacks and groups, `wording_of_risks`.
`catalogue` says what is known of each metric: title, direction, and the controls that it catches.
"""

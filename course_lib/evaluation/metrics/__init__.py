"""The metrics as plain functions of tables or arrays: no floors by resampling, no sentences, no report.

`columns` one column, `pairs` two, `together` whole rows through a classifier, `diversity` whole rows by distance,
`usefulness` a model of a target, `copying` closeness to the training rows. They stand on `views` (a table as arrays),
`space` (distances between rows) and `auc`.
"""

"""Notebooks as source: one file an author edits, from which every published copy is built.

- `marks`: what is a learner's to write, and the stub that stands there in the untouched copy.
- `cells`: the source format, cell by cell (read its docstring first).
- `copies`: one source, two notebooks, learner's and teacher's, before execution.
- `build`: execute, strip what changes from run to run, store; and `check`, which needs no execution.
- `lint`: rules on the built notebooks, one small function each.
- `replay`: nbval on the stored outputs, after the lint.

This wing knows notebooks and no tables: it imports nothing of data, generators, evaluation or teaching.
"""

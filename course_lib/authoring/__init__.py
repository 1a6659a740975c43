"""Notebooks as source: one file an author edits, from which every published copy is built.

- `marks`: what is a learner's to write, and the stub that stands there in the untouched copy.
- `cells`: the source format, cell by cell. Authors read its docstring first, then `notebooks/README.md`.
- `prose`: markdown taken apart into prose and what is none.
- `copies`: one source, two notebooks, learner's and teacher's, before execution.
- `execute`: a clean kernel, and outputs without what changes from run to run.
- `build`: sources to stored notebooks; `stale`: are they what their sources give, without execution.
- `lint`: the rules on stored notebooks, one small function each, a file per family.
- `together`: a lesson's two copies as one notebook, for one run in place of two.
- `replay`: nbval on the stored outputs, after the lint.

An author's day: edit `notebooks/source/NN_name.py`, run `python -m course_lib build NN`, read what the lint says,
commit source and notebooks together.

This wing knows notebooks and no tables: it imports nothing of data, generators, evaluation or teaching, and reads the
banks and the glossary as data.
"""

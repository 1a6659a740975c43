"""Generative adversarial networks: a generator of rows against a critic that tells them from real ones.

- `losses`: the four losses and the penalties, as functions of the critic's outputs.
- `dirac`, `ring`: the smallest games, for the theory.
- `model`: GAN, with `networks` (players and heads), `features` (a row as the critic sees it; all pairs of columns at
  once), `rejection` (the last critic) and `boosting` (the trees it is made of).
- `ctgan`: CTGAN, with `modes` (a number as a mode and a place in it) and `conditions` (training by sampling).
"""

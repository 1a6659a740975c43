"""Generative adversarial networks: a generator of rows against a critic that tells them from real ones.

- `losses`: the four losses and the penalties, as functions of the critic's outputs.
"""

"""Generators with a guarantee: (epsilon, delta)-differential privacy of every row, added or removed.

- `declared`: PrivateGenerator: only what is public, the card and the dtypes, is used without paying; `ledger_` lists
  what was paid.
- `domain`: every column as public cells, fixed before the data are seen. `counts`: noisy counts made consistent.
- `marginals`: PrivateMarginals, noisy tables of single columns and of a tree of pairs. `tree`: how the tree is chosen,
  and rows drawn from it. `vae`: PrivateVAE, a VAE trained by DP-SGD.
"""

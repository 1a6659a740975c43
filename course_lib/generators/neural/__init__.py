"""Generators that are neural networks. The only rooms of the package that import torch.

Shared: normal_scores, encoding (matrix <-> network units), likelihood, training (layers, minibatches, optimiser).
A family per file: vae (two recipes) and vae_grid (thirty of them at once); linear_vae holds the case
that can be solved by hand.
"""

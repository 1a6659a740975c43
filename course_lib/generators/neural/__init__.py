"""Generators that are neural networks. The only rooms of the package that import torch.

Shared: binned (every column as categories), encoding (matrix <-> network units), likelihood, saving, training
(layers, minibatches, optimiser). A family per folder, which says inside where things are: autoregressive, diffusion,
gan, vae.
"""

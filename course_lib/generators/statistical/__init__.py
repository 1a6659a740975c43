"""Generators that learn a few statistics, or none: fitted in moments, no network.

One a file: `independent`, `vae_style`, `gan_style`, `cart`; a folder: `copula`. Shared: `bounds` (clip, truncate),
`nearest_correlation` (a matrix that a table could have).
"""

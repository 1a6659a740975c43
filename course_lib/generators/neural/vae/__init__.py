"""The variational autoencoder.

- `model`: VAE, the generator, with its recipes. `grid`: VAEGrid, thirty of them trained at once, for sliders.
- `linear`: LinearVAE, the case that can be solved by hand.
"""

from course_lib.generators.neural.vae.grid import VAEGrid
from course_lib.generators.neural.vae.linear import LinearVAE
from course_lib.generators.neural.vae.model import (
    RECIPES,
    VAE,
    Network,
    article_loss,
    kl_divergence,
    mixed_loss,
    reparameterise,
)

__all__ = ["RECIPES", "VAE", "LinearVAE", "Network", "VAEGrid", "article_loss", "kl_divergence", "mixed_loss",
           "reparameterise"]

"""The variational autoencoder.

- `model`: VAE, the generator. `recipes`: what its three likelihoods do differently; `network` (mixed, article) and
  `binned`: their networks. `objective`: the loss. `prior`: a mixture fitted to the codes.
- `disentanglement`: the KL taken apart, total correlation, MIG. `copula_vae`: CopulaVAE, the hybrid; `tilt`: its
  rows kept so that pairs of columns go together as in the training rows.
- `grid`: VAEGrid, thirty VAEs trained at once, for sliders. `linear`, `bound`: what is known in closed form.
- `row_bound`: how well a fitted VAE explains each row, which an attacker who holds it asks. `side_by_side`: many of
  the article's VAEs at once, a table each.
"""

from course_lib.generators.neural.vae.copula_vae import CopulaVAE
from course_lib.generators.neural.vae.disentanglement import decomposition, mig, total_correlation
from course_lib.generators.neural.vae.grid import VAEGrid
from course_lib.generators.neural.vae.linear import LinearVAE
from course_lib.generators.neural.vae.model import VAE
from course_lib.generators.neural.vae.network import Network
from course_lib.generators.neural.vae.objective import (
    article_loss,
    binned_loss,
    kl_divergence,
    mixed_loss,
    reparameterise,
)
from course_lib.generators.neural.vae.recipes import RECIPES
from course_lib.generators.neural.vae.row_bound import elbo_of_rows
from course_lib.generators.neural.vae.side_by_side import fit_side_by_side

__all__ = ["RECIPES", "VAE", "CopulaVAE", "LinearVAE", "Network", "VAEGrid", "article_loss", "binned_loss",
           "decomposition", "elbo_of_rows", "fit_side_by_side", "kl_divergence", "mig", "mixed_loss",
           "reparameterise", "total_correlation"]

"""Linear VAEs learned by gradient descent, one for each KL weight, all side by side.

Nothing of `linear.optimum` is put in: encoder, decoder and variances start at random and go downhill. Where they end
up can be compared with it.
"""

import numpy as np
import torch

from course_lib.generators.neural.vae.linear import LinearVAE
from course_lib.randomness import generator, torch_generator


def descend(S, betas, s2: float, *, latents: int, steps: int = 2000, seed=None) -> list[LinearVAE]:
    """One LinearVAE for each KL weight of `betas`, fitted to centred rows with covariance S, (d, d).

    The decoder's variance s2 is held. A linear decoder's squared error, averaged over rows and over draws of the
    code, needs of the rows no more than S: so each step sees all rows, and no dice are thrown.
    """
    dice = torch_generator(generator(seed))
    d, beta, S = len(S), torch.tensor(np.asarray(betas, dtype=float)), torch.tensor(np.asarray(S, dtype=float))
    W = 0.3 * torch.randn(len(beta), d, latents, generator=dice, dtype=torch.float64)  # decoder
    V = 0.3 * torch.randn(len(beta), latents, d, generator=dice, dtype=torch.float64)  # encoder
    logvar = torch.zeros(len(beta), latents, dtype=torch.float64)  # log variance of each latent's posterior
    weights = [part.requires_grad_() for part in (W, V, logvar)]
    adam = torch.optim.Adam(weights, lr=0.1)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
    for _ in range(steps):
        left = torch.eye(d) - W @ V  # what decoding the mean code leaves over
        error = ((left @ S) * left).sum((1, 2)) + ((W**2).sum(1) * logvar.exp()).sum(1)
        mu2 = ((V @ S) * V).sum(2)  # the mean square of each latent's mean
        kl = 0.5 * (mu2 + logvar.exp() - 1 - logvar).sum(1)
        adam.zero_grad()
        (error / (2 * s2) + beta * kl).sum().backward()
        adam.step()
        slower.step()
    W, V, C = (part.detach().numpy() for part in (W, V, logvar.exp()))
    return [LinearVAE(W[k], s2, V[k], np.diag(C[k])) for k in range(len(beta))]


def carried(models, S) -> np.ndarray:
    """Variance of the decoder's mean W z along the principal directions of S, (d, d), largest first: (models, d)."""
    directions = np.linalg.eigh(np.asarray(S, dtype=float))[1][:, ::-1]
    return np.array([((directions.T @ model.W) ** 2).sum(axis=1) for model in models])

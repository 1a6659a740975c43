"""Diffusion: rows drowned in noise step by step, and a network that learns the way back.

Closed forms, numpy alone: `schedules` (alpha-bar), `gaussian_steps` (numbers), `multinomial_steps` (categories),
`flow_path` (straight roads, flow matching), `exact_denoiser` (the best denoiser of a Gaussian and of a table).
With torch: `model` (the generator), and its three processes `masked`, `gaussian` and `flow`; the last two share
`row_process`, `rows` (the encoding) and `network`. In one screen, to be read: `small` (DDPM), `digits` (text to
image, with guidance).
"""

from course_lib.generators.neural.diffusion.exact_denoiser import closeness, empirical_denoiser, gaussian_denoiser
from course_lib.generators.neural.diffusion.exact_model import ExactDenoiser, noise_loss
from course_lib.generators.neural.diffusion.flow_path import (
    blown,
    flow_floor,
    gaussian_velocity,
    on_the_road,
    velocity_to,
)
from course_lib.generators.neural.diffusion.gaussian_steps import (
    backward,
    clean_from,
    irreducible_loss,
    noise_in,
    noised,
    posterior_mean,
    posterior_variance,
)
from course_lib.generators.neural.diffusion.multinomial_steps import blurred, posterior_shares, transition
from course_lib.generators.neural.diffusion.schedules import Schedule, cosine_schedule, linear_schedule

__all__ = [
    "ExactDenoiser", "Schedule", "backward", "blown", "blurred", "clean_from", "closeness", "cosine_schedule",
    "empirical_denoiser", "flow_floor", "gaussian_denoiser", "gaussian_velocity", "irreducible_loss",
    "linear_schedule", "noise_in", "noise_loss", "noised", "on_the_road", "posterior_mean", "posterior_shares",
    "posterior_variance", "transition", "velocity_to",
]

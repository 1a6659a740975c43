"""The short names of the generators, and the class behind each, imported when it is asked for.

A neural class needs torch, which takes seconds to import: a table of names must not cost them.
"""

import difflib
import importlib
import inspect
from collections.abc import Mapping

from course_lib.errors import CourseError


class LazyClasses(Mapping):
    """short name -> class. Listing the names imports nothing; `classes[name]` imports that class's module."""

    def __init__(self, places: dict[str, str]):
        self.places = places  # short name -> "module:Class"

    def __getitem__(self, name):
        if name not in self.places:
            raise KeyError(name)
        module, cls = self.places[name].split(":")
        return getattr(importlib.import_module(module), cls)

    def __contains__(self, name):  # Mapping's own would import the class to find out
        return name in self.places

    def __iter__(self):
        return iter(self.places)

    def __len__(self):
        return len(self.places)

    def __repr__(self):
        return f"GENERATORS({', '.join(self.places)})"


GENERATORS = LazyClasses({
    "independent": "course_lib.generators.statistical.independent:Independent",
    "vae_style": "course_lib.generators.statistical.vae_style:VAEStyle",
    "gan_style": "course_lib.generators.statistical.gan_style:GANStyle",
    "copula": "course_lib.generators.statistical.copula.model:Copula",
    "cart": "course_lib.generators.statistical.cart:CART",
    "vae": "course_lib.generators.neural.vae.model:VAE",
    "copula_vae": "course_lib.generators.neural.vae.copula_vae:CopulaVAE",
    "gan": "course_lib.generators.neural.gan.model:GAN",
    "ctgan": "course_lib.generators.neural.gan.ctgan:CTGAN",
    "diffusion": "course_lib.generators.neural.diffusion.model:Diffusion",
    "autoregressive": "course_lib.generators.neural.autoregressive.model:Autoregressive",
    "private_marginals": "course_lib.generators.private.marginals:PrivateMarginals",
    "private_vae": "course_lib.generators.private.vae:PrivateVAE",
})


def needs_declared(name: str) -> bool:
    """Does this generator refuse a schema that was read off the data? (The private ones do.)"""
    return ".private." in GENERATORS.places.get(name, "")


def setting_names(cls) -> list[str]:
    """The keywords that the class takes."""
    parameters = inspect.signature(cls).parameters.values()
    return [p.name for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)]


def class_of(name: str):
    """The class behind a short name; CourseError with the nearest name if there is none."""
    if name in GENERATORS:
        return GENERATORS[name]
    near = difflib.get_close_matches(str(name), GENERATORS, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(GENERATORS)}."
    raise CourseError(f"There is no generator {name!r}: {hint}")


def make(name: str, **settings):
    """An unfitted generator by its short name: make("vae_style", noise="diagonal").

    Raises CourseError for an unknown name (with the nearest one) or setting (with the list of settings).
    """
    cls = class_of(name)
    known = setting_names(cls)
    for setting in settings:
        if setting not in known:
            listed = f"its settings are {', '.join(known)}." if known else "it has no settings."
            raise CourseError(f"Generator {name!r} has no setting {setting!r}: {listed}")
    return cls(**settings)

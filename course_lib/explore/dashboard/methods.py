"""What the dashboard knows of each generator: a title, one sentence, and the settings a visitor moves.

Every name in GENERATORS is offered. One without an entry here appears under its short name and without settings.
`at_once` names the settings that act when rows are drawn: they never start a fit.
"""

from dataclasses import dataclass

from course_lib.errors import CourseError
from course_lib.explore.controls import Choice, Slider, evenly
from course_lib.generators import GENERATORS

LATENT_DIMS, KL_WEIGHTS = (1, 2, 3, 4, 6, 8), (0.01, 0.1, 1.0, 10.0, 100.0)  # of the grid
OWN = "its own"  # a setting left to the model, None there; no slider of ipywidgets can hold None


@dataclass(frozen=True)
class Method:
    """title: in the list; about: one sentence; controls: of explore/controls; start: control -> value it begins with.

    live: control -> (other control, value), for controls that act only while the other one has that value.
    """

    title: str
    about: str
    controls: tuple = ()
    at_once: tuple = ()
    start: dict | None = None
    live: dict | None = None

    def default(self) -> tuple:
        """The settings a visitor finds: ((name, value), ...)."""
        start = self.start or {}
        return tuple((c.name, start.get(c.name, c.values[0])) for c in self.controls)

    def check(self, settings) -> None:
        """Raises CourseError unless `settings` names every control with one of its values."""
        if [name for name, _ in settings] != [control.name for control in self.controls]:
            raise CourseError(f"{self.title} has these settings: {', '.join(c.name for c in self.controls) or 'none'}.")
        for control, (name, value) in zip(self.controls, settings):
            if value not in control.values:
                raise CourseError(f"{name}={value!r} is not on this control.")

    def is_live(self, name: str, settings) -> bool:
        """Does the control act at these settings?"""
        if name not in (self.live or {}):
            return True
        other, value = self.live[name]
        return dict(settings)[other] == value


def yes(value) -> str:
    """How a truth value is written on a control."""
    return "yes" if value else "no"


NOISE = Slider("noise", "noise", evenly(0.0, 1.5, 0.1))
EPSILON = Slider("epsilon", "epsilon", (0.1, 0.3, 1.0, 3.0, 10.0))

METHODS = {
    "independent": Method("Independent columns", "Each column by itself, drawn from its real values: nothing goes "
                          "together."),
    "vae_style": Method(
        "VAE-style", "The report's first generator: correlated normal numbers with the real means and deviations; no "
        "network.",
        (Slider("noise_scale", "noise", evenly(0.0, 1.5, 0.1)),
         Slider("strength", "strength of correlation", evenly(0.0, 1.0, 0.1)),
         Choice("bounds", "bounds", ("truncate", "clip", "none"))),
        ("noise_scale", "strength", "bounds"), {"noise_scale": 1.0, "strength": 1.0}),
    "gan_style": Method(
        "GAN-style", "The report's second generator: the average of k real rows and noise; no network, no adversary.",
        (Slider("k", "rows averaged, k", (1, 2, 3, 5, 10, 20)),
         Slider("noise_scale", "noise", evenly(0.0, 2.0, 0.1)),
         Choice("noise", "kind of noise", ("uniform", "full", "diagonal", "none")),
         Choice("bounds", "bounds", ("clip", "truncate", "none"))),
        ("k", "noise_scale", "noise", "bounds"), {"k": 5, "noise_scale": 1.0}),
    "copula": Method("Gaussian copula", "Every column's own shape, held together by one correlation matrix of normal "
                     "scores, in slices.",
                     (Slider("slices", "slices", (0, 10, 30, 60)),), (), {"slices": 60}),
    "cart": Method("CART", "Column after column from decision trees that have read the columns before it.",
                   (Slider("min_leaf", "rows in a leaf, at least", (1, 2, 5, 10, 20, 50, 100)),
                    Choice("smooth", "smooth numbers", (False, True), yes)),
                   ("smooth",), {"min_leaf": 5}),
    "vae": Method(
        "Variational autoencoder", "A network that decodes latent normal numbers into rows.",
        (Choice("recipe", "recipe", ("grid", "binned", "article"),
                {"grid": "grid: sliders answer at once", "binned": "binned: the course's best",
                 "article": "article: as it was published"}.get),
         Slider("latent_dim", "latent dimension", LATENT_DIMS),
         Slider("kl_weight", "KL weight", KL_WEIGHTS), NOISE),
        ("noise",), {"latent_dim": 4, "kl_weight": 1.0, "noise": 1.0},
        {"latent_dim": ("recipe", "grid"), "kl_weight": ("recipe", "grid")}),
    "copula_vae": Method("VAE with real margins", "A VAE whose number columns are brought to the shapes of the real "
                         "ones.", (NOISE,), ("noise",), {"noise": 1.0}),
    "gan": Method("GAN", "A generator against a critic, and the pairs of columns in its loss.",
                  (Choice("loss", "loss", ("relativistic", "wasserstein", "non_saturating", "saturating")),
                   Choice("head", "head", ("straight_through", "gumbel", "softmax")))),
    "ctgan": Method("CTGAN", "The GAN for tables: modes of numbers, a conditional vector, rows in packs.",
                    (Choice("conditional", "conditional vector", (True, False), yes),
                     Choice("head", "head", ("gumbel", "softmax", "straight_through")))),
    "diffusion": Method("Diffusion", "Rows that are uncovered step by step, out of masks or noise.",
                        (Choice("process", "process", ("masked", "gaussian", "flow")),
                         Slider("steps", "steps of the walk", (1, 2, 3, 5, 10, 25, 50, OWN))),
                        ("steps",), {"steps": OWN}),
    "autoregressive": Method("Autoregressive", "Column after column from small networks that have read the columns "
                             "before it.",
                             (Slider("temperature", "temperature", evenly(0.2, 2.0, 0.1)),
                              Slider("orders", "orders of the columns", (1, 2, 4))),
                             ("temperature",), {"temperature": 1.0, "orders": 2}),
    "private_marginals": Method("Private tables of counts", "Noisy counts of single columns and of a tree of pairs: "
                                "(epsilon, delta = 1e-5)-differentially private when the noise is fresh; here the "
                                "seed of the fit makes it.",
                                (EPSILON,), (), {"epsilon": 1.0}),
    "private_vae": Method("Private VAE", "A VAE trained on noisy gradients: (epsilon, delta = 1e-5)-differentially "
                          "private when the noise is fresh; here the seed of the fit makes it.",
                          (EPSILON,), (), {"epsilon": 1.0}),
}


def method(name: str) -> Method:
    """What is known of a generator; CourseError with the names if there is none."""
    if name not in GENERATORS:
        raise CourseError(f"There is no generator {name!r}: choose one of {', '.join(GENERATORS)}.")
    return METHODS.get(name) or Method(name, "")

"""The Gaussian copula: every column through its own normal scores, all columns together by one correlation matrix.

- `margins`: a column and the standard normal behind it (`normal_scores`, `Margin`).
- `correlation`: latent correlations by pair of kinds (`biserial`, `polyserial`, `polychoric`).
- `scaling`: an order for the levels of a category.
- `slices`: a margin per slice of another column, where the Gaussian copula leaves much over.
- `model`: the generator.
"""

from course_lib.generators.margins import Margin, normal_scores
from course_lib.generators.statistical.copula.correlation import (
    biserial,
    latent_correlation,
    polychoric,
    polyserial,
)
from course_lib.generators.statistical.copula.model import Copula
from course_lib.generators.statistical.nearest_correlation import nearest_correlation

__all__ = ["Copula", "Margin", "biserial", "latent_correlation", "nearest_correlation", "normal_scores", "polychoric",
           "polyserial"]

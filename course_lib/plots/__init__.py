"""Pictures of tables and scores. Each function returns a matplotlib Figure and shows nothing by itself.

Two tables: `columns` (each column), `pairs` (scatter, ecdf; `clouds` for many tables), `heatmaps` (associations).
One table: `histograms`. Numbers: `bars`, `strips` (many draws), `curves` and `sweeps` (a formula and what was found),
`landscapes` (heights over two settings), `scores` (with floor and interval), `training` (a loss), `quality` and
`costs` (of generators, for `bench`), `calibration` (of predictions). No table: `pictures` (grey pixels). Shared:
`canvas` (sizes, legends), `palette` (style, type); the colours stand in `course_lib/colours.py`.
"""

from course_lib.plots.bars import bars
from course_lib.plots.calibration import calibration
from course_lib.plots.columns import columns
from course_lib.plots.costs import costs
from course_lib.plots.curves import curves
from course_lib.plots.heatmaps import association_maps, correlations
from course_lib.plots.histograms import histograms
from course_lib.plots.landscapes import landscapes
from course_lib.plots.pairs import clouds, ecdf, scatter
from course_lib.plots.palette import FLOOR, REAL, STYLE, SYNTHETIC, style
from course_lib.plots.pictures import pictures
from course_lib.plots.quality import quality
from course_lib.plots.scores import score_strips
from course_lib.plots.strips import strips
from course_lib.plots.sweeps import sweeps
from course_lib.plots.training import training

__all__ = ["FLOOR", "REAL", "STYLE", "SYNTHETIC", "association_maps", "bars", "calibration", "clouds", "columns",
           "correlations", "costs", "curves", "ecdf", "histograms", "landscapes", "pictures", "quality", "scatter",
           "score_strips", "strips", "style", "sweeps", "training"]

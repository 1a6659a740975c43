"""Controls a learner moves. Displaying an explorer needs JupyterLab; its pure part needs nothing but matplotlib."""

from course_lib.explore.explorer import Explorer
from course_lib.explore.photocopier import explore_photocopier
from course_lib.explore.truncation import explore_truncation
from course_lib.explore.vae import explore_vae
from course_lib.explore.vae_style import explore_vae_style

__all__ = ["Explorer", "explore_photocopier", "explore_truncation", "explore_vae", "explore_vae_style"]

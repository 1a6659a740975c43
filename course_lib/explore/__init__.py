"""Controls a learner moves. Displaying an explorer needs JupyterLab; its pure part needs nothing but matplotlib."""

from course_lib.explore.explorer import Explorer
from course_lib.explore.truncation import explore_truncation

__all__ = ["Explorer", "explore_truncation"]

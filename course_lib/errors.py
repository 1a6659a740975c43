"""The one exception that a learner's or a table's mistake raises."""


class CourseError(ValueError):
    """One sentence that names the place and the remedy; neither command line nor notebook shows a traceback."""

    def _render_traceback_(self):
        """What IPython prints in place of a traceback (a hook that it documents for exceptions)."""
        return [f"{type(self).__name__}: {self}"]

"""The one exception that a learner's or a table's mistake raises."""


class CourseError(ValueError):
    """One sentence that names the place and the remedy; the command line prints it without a traceback."""

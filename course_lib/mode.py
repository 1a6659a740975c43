"""Is this a learner at work, or a machine that builds or compares notebooks?

A built notebook must be the same in every build. So a build starts from empty progress, writes none, asks fixed
questions and shows text where a learner gets something to press.
"""

import os


def building() -> bool:
    """True under COURSE_BUILD=1, and under nbval, whose test names a notebook; COURSE_BUILD=0 overrules nbval."""
    setting = os.environ.get("COURSE_BUILD")
    if setting is not None:
        return setting not in ("", "0")
    return ".ipynb" in os.environ.get("PYTEST_CURRENT_TEST", "")

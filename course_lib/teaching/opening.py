"""`start`: what the first cell of every lesson does before anything is drawn or fitted."""

import logging
import os
import sys

from course_lib import bootstrap
from course_lib.teaching import banks
from course_lib.teaching.lesson import Lesson
from course_lib.teaching.progress import Progress

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def start(number) -> Lesson:
    """Open lesson `number` ("01" or 1): check the versions, pin threads to one, set the look of figures.

    Prints one line, the same on every machine, and a second only if a version differs from the course's.
    Raises CourseError if there is no such lesson.
    """
    bank = banks.load(banks.lesson_number(number))
    one_thread()
    figure_style()
    print(f"Lesson {bank.number}, {bank.title}: ready (one thread).")
    wrong = bootstrap.wrong_pins() if (bootstrap.ROOT / "pyproject.toml").exists() else []
    if wrong:
        print(
            f"Numbers may differ from the text, because versions do: {'; '.join(wrong)}. "
            "`python -m course_lib doctor` says how to mend it."
        )
    return Lesson(bank, Progress.open())


def one_thread():
    """One thread for torch and the linear algebra, loaded or still to come: a sum split over more rounds otherwise."""
    from threadpoolctl import threadpool_limits

    for name in THREAD_VARIABLES:  # read by libraries that are loaded later
        os.environ[name] = "1"
    threadpool_limits(1)
    torch = sys.modules.get("torch")
    if torch:
        torch.set_num_threads(1)


def figure_style():
    """The palette and type of course_lib.plots, for the whole notebook."""
    # On its first import on a machine matplotlib logs to stderr that it builds its font cache; no learner's fault.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib as mpl

    from course_lib.plots.palette import STYLE

    mpl.rcParams.update(STYLE)
    mpl.rcParams["figure.constrained_layout.use"] = True

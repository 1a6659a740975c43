"""Was this person in the training rows? The attacker holds the model.

The story. A model was published with its weights, or stolen. It gives every row a log-likelihood, or a lower bound of
it (a VAE's ELBO). Rows it was trained on get more than rows of the same population that it never met, if it learned
them by heart. No distance between rows needs to be small for that: a model may know its rows and still draw others.

The guess is an AUC of .5. The control is the same attack with a model of the same kind that saw neither side. Whoever
can make such a model also sharpens the attack: a row that every model finds likely says nothing, so it takes the
difference (Carlini et al. 2022, IEEE S&P, "offline" attack with one model; Watson et al. 2022, ICLR, difficulty
calibration).
"""

import numpy as np

from course_lib.errors import CourseError
from course_lib.evaluation.attacks.outcome import Attacked, attacked


def white_box(log_likelihood, members, strangers, control, calibrated: bool = False) -> Attacked:
    """log_likelihood: rows -> (n,), of the model under attack; control: the same of a model fitted to other rows.

    members, strangers: tables of targets. calibrated: score by the difference of the two models. Raises CourseError if
    a function returns no finite number for a row.
    """
    a, b = (one_a_row(log_likelihood, rows, "log_likelihood") for rows in (members, strangers))
    c, d = (one_a_row(control, rows, "control") for rows in (members, strangers))
    return attacked("white-box", a - c if calibrated else a, b - d if calibrated else b, (c, d))


def one_a_row(log_likelihood, rows, name: str) -> np.ndarray:
    """What the function says of the rows, (n,), checked; name: of the argument, for the error."""
    found = np.asarray(log_likelihood(rows), float).reshape(-1)
    if len(found) != len(rows) or not np.isfinite(found).all():
        raise CourseError(f"{name} gave {np.isfinite(found).sum()} finite numbers for {len(rows)} rows: it must "
                          "return one finite number for each row.")
    return found

"""The smallest GAN there is: a generator of one number against a critic of one number (Dirac-GAN).

Every real row is 0, every made row is theta. The critic's logit at x is a(x) = psi x. Goal: theta = psi = 0, where
the made row is real and the critic says one half. Source: Mescheder, Geiger and Nowozin (2018), ICML, section 2.

One round, step size h, penalty weight gamma; a = psi theta is the logit of the made row:

    critic      psi   += h * (-theta * sigmoid(a) - gamma * psi)       up V = log 1/2 + log(1 - D(theta)), less
                                                                       gamma / 2 |da/dx|^2 at the real row (R1)
    generator   theta += h * psi * sigmoid(a)                          down V: "saturating", a zero-sum game
                theta += h * psi * sigmoid(-a)                         up log D(theta): "non_saturating"

Order: "simultaneous", both moves from the same (theta, psi); "alternating", the generator sees the critic's move.

Why it circles: in the zero-sum game the move is sigmoid(a) * (psi, -theta), at a right angle to (theta, psi). A small
step along the tangent ends outside the circle: each simultaneous round multiplies the radius by
sqrt(1 + h^2 sigmoid(a)^2), whatever h. Near the goal sigmoid(a) is 1/2, and the round is a matrix (`linear`).

With momentum beta each player adds beta times its last step to the new one (heavy ball, Polyak 1964; Gidel et al.
2019, AISTATS, on games: what speeds up a descent drives a game outwards, and a negative beta damps it).

No network here, and no torch.
"""

import numpy as np

from course_lib.errors import CourseError

ORDERS = ("simultaneous", "alternating")
LOSSES = ("saturating", "non_saturating")
START = (1.0, 0.0)  # the made row one unit off, the critic undecided
SLOPE = 0.5  # of log sigmoid at 0


def sigmoid(a):
    """1 / (1 + e^-a), without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(a, dtype=float)))


def critic_move(theta, psi, penalty: float = 0.0):
    """The critic's uphill direction in psi."""
    return -theta * sigmoid(psi * theta) - penalty * psi


def generator_move(theta, psi, loss: str = "saturating"):
    """The generator's downhill direction in theta."""
    a = psi * theta
    return psi * sigmoid(a if loss == "saturating" else -a)


def one_round(theta, psi, *, step: float, order: str = "simultaneous", penalty: float = 0.0, loss: str = "saturating"):
    """(theta, psi) after one move of each; numbers or arrays. `step` is h, `penalty` gamma."""
    new_psi = psi + step * critic_move(theta, psi, penalty)
    seen = psi if order == "simultaneous" else new_psi
    return theta + step * generator_move(theta, seen, loss), new_psi


def play(rounds: int, *, step: float, order: str = "simultaneous", penalty: float = 0.0, loss: str = "saturating",
         momentum: float = 0.0, start=START) -> np.ndarray:
    """The path (rounds + 1, 2): theta and psi before the first round and after each. `momentum` is beta.

    Raises CourseError for an order or a loss that is not one of ORDERS, LOSSES.
    """
    check(order, loss)
    path = np.empty((rounds + 1, 2))
    path[0] = theta, psi = start
    pace_theta = pace_psi = 0.0
    for t in range(1, rounds + 1):
        pace_psi = momentum * pace_psi + step * critic_move(theta, psi, penalty)
        seen = psi + (pace_psi if order == "alternating" else 0.0)
        pace_theta = momentum * pace_theta + step * generator_move(theta, seen, loss)
        theta, psi = theta + pace_theta, psi + pace_psi
        path[t] = theta, psi
    return path


def linear(*, step: float, order: str = "simultaneous", penalty: float = 0.0, momentum: float = 0.0) -> np.ndarray:
    """The round near the goal as a matrix (4, 4), the same for both losses.

    It multiplies (theta, psi, last step of theta, last step of psi); its rows are these four after the round.
    """
    pull = step * SLOPE
    still_theta, still_psi = np.eye(4)[:2]
    pace_psi = np.array([-pull, -step * penalty, 0.0, momentum])
    psi = still_psi + pace_psi
    pace_theta = pull * (psi if order == "alternating" else still_psi) + np.array([0.0, 0.0, momentum, 0.0])
    return np.array([still_theta + pace_theta, psi, pace_theta, pace_psi])


def growth(*, step: float, order: str = "simultaneous", penalty: float = 0.0, momentum: float = 0.0) -> float:
    """The factor by which a round stretches the distance from the goal, near it and in the long run.

    Above 1 it flies out, at 1 it circles, below 1 it settles. It is the largest absolute eigenvalue of `linear`;
    without penalty and momentum sqrt(1 + h^2 / 4) for simultaneous moves and 1 for alternating ones (h at most 4).
    Raises CourseError for an unknown order.
    """
    check(order, LOSSES[0])
    matrix = linear(step=step, order=order, penalty=penalty, momentum=momentum)
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def fate(factor: float, tolerance: float = 1e-9) -> str:
    """`growth` in words: "flies out", "circles" or "settles"."""
    if abs(factor - 1) <= tolerance:
        return "circles"
    return "flies out" if factor > 1 else "settles"


def check(order: str, loss: str) -> None:
    """Raises CourseError for a word that is not known."""
    for name, value, known in (("order", order, ORDERS), ("loss", loss, LOSSES)):
        if value not in known:
            raise CourseError(f"{name}={value!r} is none of {', '.join(known)}: write one of these.")

"""Lesson 10: the GAN of two numbers. Order, penalty, step and momentum decide whether it flies out, circles or settles.

Pictures and numbers come from `course_lib/generators/neural/gan/dirac.py`; nothing is drawn at random.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.explore.controls import Choice, Slider
from course_lib.explore.explorer import Explorer
from course_lib.explore.view import Stage, View
from course_lib.generators.neural.gan import dirac
from course_lib.plots.canvas import grid
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, SYNTHETIC, style

ROUNDS = 300
FRAME = 2.9


@dataclass(frozen=True)
class DiracState:
    order: str = "simultaneous"
    penalty: float = 0.0
    step: float = 0.2
    momentum: float = 0.0
    loss: str = "saturating"


class DiracView(View):
    """The path of the two numbers, and their distance from the goal by round."""

    title = "A GAN of two numbers"
    controls = (
        Choice("order", "order", dirac.ORDERS),
        Slider("penalty", "penalty γ", (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4)),
        Slider("step", "step h", (0.05, 0.1, 0.2, 0.5, 1.0)),
        Slider("momentum", "momentum β", (-0.3, 0.0, 0.3, 0.5, 0.9)),
        Choice("loss", "generator's loss", dirac.LOSSES, lambda name: name.replace("_", "-")),
    )
    presets = {
        "at once": DiracState(),
        "in turns": DiracState("alternating"),
        "at once, penalty": DiracState(penalty=0.3),
        "in turns, momentum": DiracState("alternating", momentum=0.5),
    }
    default = presets["at once"]
    size = (9.0, 3.2)
    ratios = (1, 1.7)

    def path(self, state) -> np.ndarray:
        """(ROUNDS + 1, 2): theta and psi."""
        return dirac.play(ROUNDS, step=state.step, order=state.order, penalty=state.penalty, loss=state.loss,
                          momentum=state.momentum)

    def numbers(self, state) -> dict:
        distance = np.hypot(*self.path(state).T)
        factor = dirac.growth(step=state.step, order=state.order, penalty=state.penalty, momentum=state.momentum)
        return {"distance at the end": float(distance[-1]), "factor a round": factor}

    def readout(self, state, n: dict) -> str:
        return (f"distance from the goal {n['distance at the end']:.2f} after {ROUNDS} rounds · near the goal a round "
                f"multiplies it by {n['factor a round']:.4f}: {dirac.fate(n['factor a round'])}")  # fmt: skip

    def alt(self, state, n: dict) -> str:
        return (
            f"Path of the made value and the critic's slope over {ROUNDS} rounds, {state.order}, penalty "
            f"{state.penalty:g}, step {state.step:g}, momentum {state.momentum:g}: it begins at distance 1 from the "
            f"goal and ends at {n['distance at the end']:.2f}. Beside it the distance by round."
        )

    def plane(self, ax, *, title):
        """Axes for a path; returns the artists (line, last point)."""
        ax.set(xlim=(-FRAME, FRAME), ylim=(-FRAME, FRAME), aspect="equal", title=title, xlabel="θ, the made value")
        ax.set_xticks([-2, 0, 2], ["−2", "0", "2"])
        ax.set_yticks([-2, 0, 2], ["−2", "0", "2"])
        angle = np.linspace(0, 2 * np.pi, 90)
        ax.plot(np.cos(angle), np.sin(angle), color=FLOOR, linewidth=1, linestyle="--")
        ax.plot(0, 0, "o", color=REAL, markersize=6)
        ax.plot(*dirac.START, "s", color=INK, markersize=5)
        line = ax.plot([], [], color=SYNTHETIC, linewidth=1.1)[0]
        return line, ax.plot([], [], "x", color=SYNTHETIC, markersize=8, mew=2.2, path_effects=HALO)[0]

    def stage(self, axes, *, small=False) -> Stage:
        left, right = axes
        line, last = self.plane(left, title="path")
        left.set_ylabel("ψ, the critic's slope")
        right.set(xlim=(0, ROUNDS), ylim=(0, 3), title="distance from the goal", xlabel="round")
        right.axhline(1, color=FLOOR, linewidth=1, linestyle="--")
        right.grid(color=GRID)
        distance = right.plot([], [], color=SYNTHETIC, linewidth=1.6)[0]
        words = right.text(0.99, 0.93, "", transform=right.transAxes, ha="right", va="top", size=8.5, color=INK,
                           path_effects=HALO)

        def show(state):
            path = self.path(state)
            line.set_data(*path.T)
            last.set_data(*path[-1:].T)
            radius = np.hypot(*path.T)
            distance.set_data(np.arange(len(radius)), radius)
            words.set_text("" if radius[-1] <= 3 else f"ends at {radius[-1]:.1f}, outside the frame")

        return Stage([line, last, distance, words], show)

    def portraits(self, states=None):
        """A Figure with one path a state (default: the presets), side by side."""
        states = self.presets if states is None else dict(states)
        with style():
            fig, axes = grid(len(states), 4, panel=(2.25, 2.35))
            for ax, (name, state) in zip(axes, states.items()):
                line, last = self.plane(ax, title=name)
                path = self.path(state)
                line.set_data(*path.T)
                last.set_data(*path[-1:].T)
                if np.abs(path[-1]).max() > FRAME:
                    words = f"ends outside,\n{np.hypot(*path[-1]):.1f} away"
                    ax.text(0.98, 0.98, words, transform=ax.transAxes, ha="right", va="top", size=8, color=INK,
                            path_effects=HALO)
            axes[0].set_ylabel("ψ, the critic's slope")
        return fig


def explore_dirac() -> Explorer:
    """Order, penalty, step, momentum and loss of the GAN of two numbers."""
    return Explorer(DiracView())

"""Lesson 10: a GAN on a ring of eight spots, watched while it trains, one step of D or of G at a time.

The picture is that of `course_lib/generators/neural/gan/ring.py`: real and made points over what the critic thinks of
the place, the share of points at each spot, and how many spots were covered so far. A critic's logit has no zero for
two of the four losses, so the ground is coloured by logit less its mean over the real and the made points shown.
"""

from dataclasses import dataclass, field

import numpy as np

from course_lib.colours import INK
from course_lib.explore.controls import Choice, Slider
from course_lib.explore.running import RunningView
from course_lib.explore.view import Stage
from course_lib.generators.neural.gan import losses
from course_lib.generators.neural.gan import ring as toy
from course_lib.plots.canvas import figure
from course_lib.plots.pairs import crosses, dots
from course_lib.plots.palette import DIVERGING, FLOOR, GRID, HALO, SYNTHETIC, style

FRAME = 3.2  # half the width of the square that is drawn
DRAWN = 400  # made points on the picture
COUNTED = 2000  # made points that the numbers are counted on
EVERY = 20  # rounds between two entries of a run's history


@dataclass(frozen=True)
class RingState:
    loss: str = toy.PRESETS["collapse"].loss
    penalty: float = toy.PRESETS["collapse"].penalty
    learning_rate: float = toy.PRESETS["collapse"].learning_rate
    beta1: float = toy.PRESETS["collapse"].beta1
    seed: int = 0


@dataclass
class Run:
    """A training and what was counted on the way: (round, modes covered, high-quality share) a line."""

    gan: toy.RingGAN
    history: list = field(default_factory=list)

    def count(self) -> None:
        points = self.gan.sample(COUNTED, seed=0)
        self.history.append((self.gan.critic_steps, toy.modes_covered(points), toy.high_quality(points)))


def preset(name: str, seed: int = 0) -> RingState:
    """The controls' values of a preset of the toy."""
    settings = toy.PRESETS[name]
    return RingState(settings.loss, settings.penalty, settings.learning_rate, settings.beta1, seed)


class RingView(RunningView):
    """The plane with the critic's opinion, the eight shares, the history."""

    title = "A ring of eight spots"
    again = "new seed"
    rounds = toy.ROUNDS
    controls = (
        Choice("loss", "loss", losses.LOSSES, lambda name: name.replace("_", "-")),
        Slider("penalty", "penalty γ", (0.0, 0.01, 0.1, 1.0)),
        Slider("learning_rate", "learning rate", (5e-4, 1e-3, 2e-3)),
        Slider("beta1", "momentum β₁", (0.0, 0.5, 0.9)),
    )
    presets = {name: preset(name) for name in toy.PRESETS}
    default = presets["collapse"]
    moves = {"one step of D": ("One step of the critic", lambda run: run.gan.step_critic()),
             "one step of G": ("One step of the generator", lambda run: run.gan.step_generator())}
    size = (9.0, 3.1)
    ratios = (1.15, 0.85, 1.1)

    def __init__(self):
        self._real = toy.ring(300, seed=1)
        side = np.linspace(-FRAME, FRAME, 41)
        self._places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)  # (41 * 41, 2)

    def begin(self, state) -> Run:
        settings = toy.RingSettings(state.loss, state.penalty, state.learning_rate, state.beta1)
        run = Run(toy.RingGAN(settings, seed=state.seed))
        run.count()
        return run

    def forward(self, run) -> None:
        run.gan.train(1)
        if run.gan.critic_steps % EVERY == 0:
            run.count()

    def at(self, run) -> int:
        return run.gan.critic_steps

    def numbers(self, state) -> dict:
        gan = self.run(state).gan
        points = gan.sample(COUNTED, seed=0)
        return {"modes covered": toy.modes_covered(points), "high-quality share": toy.high_quality(points),
                "steps of D": gan.critic_steps, "steps of G": gan.generator_steps}  # fmt: skip

    def readout(self, state, n: dict) -> str:
        steps = (f"round {n['steps of D']}" if n["steps of D"] == n["steps of G"]
                 else f"{n['steps of D']} steps of D, {n['steps of G']} of G")  # fmt: skip
        return (f"{steps} · modes covered {n['modes covered']} of {toy.MODES} · "
                f"high-quality share {n['high-quality share']:.2f}")  # fmt: skip

    def alt(self, state, n: dict) -> str:
        return (
            f"Eight real spots on a ring and {DRAWN} made points after {n['steps of D']} steps of the critic and "
            f"{n['steps of G']} of the generator: enough of them on {n['modes covered']} of the "
            f"spots, {n['high-quality share']:.0%} on any spot. The ground is blue where the "
            f"critic thinks a point more likely real. Beside it the share at each spot, and the counts by round."
        )

    def opinion(self, gan) -> np.ndarray:
        """(41, 41) in -1 .. 1: above 0 where the critic's logit is above its mean over real and made points."""
        seen = np.concatenate([self._real, gan.sample(len(self._real), seed=2)])
        return np.tanh((gan.logits(self._places) - gan.logits(seen).mean()) / 2).reshape(41, 41)

    def plane(self, ax, *, title="ground: what the critic thinks"):
        """Axes for a cloud of points; returns the artists (ground, crosses)."""
        ax.set(xlim=(-FRAME, FRAME), ylim=(-FRAME, FRAME), aspect="equal", title=title)
        ax.set_xticks([-2, 0, 2], ["−2", "0", "2"])
        ax.set_yticks([-2, 0, 2], ["−2", "0", "2"])
        ground = ax.imshow(np.zeros((41, 41)), cmap=DIVERGING, vmin=-1, vmax=1, alpha=0.4, origin="lower",
                           extent=(-FRAME, FRAME) * 2, interpolation="nearest", zorder=0)
        dots(ax, *self._real.T, markersize=2.6)
        return ground, crosses(ax, [], [], markersize=3.6, mew=0.9)

    def stage(self, axes, *, small=False) -> Stage:
        left, middle, right = axes
        ground, made = self.plane(left)
        middle.set(xlim=(0.4, 8.6), ylim=(0, 0.45), title="share at each spot", xlabel="spot")
        middle.set_xticks(range(1, 9))
        middle.axhline(1 / 8, color=FLOOR, linestyle="--", linewidth=1.2)
        middle.annotate("fair", (8.6, 1 / 8), color=FLOOR, size=8, ha="right", va="bottom")
        bars = list(middle.bar(range(1, 9), np.zeros(8), width=0.7, fill=False, edgecolor=SYNTHETIC, linewidth=1.6))
        right.set(xlim=(0, self.rounds), ylim=(0, 8.6), title="modes covered", xlabel="round")
        right.set_yticks([0, 2, 4, 6, 8])
        for ax in (middle, right):
            ax.grid(axis="y", color=GRID)
        covered = right.plot([], [], color=INK, linewidth=1.8, drawstyle="steps-post")[0]
        words = right.text(0.98, 0.5, "", transform=right.transAxes, ha="right", size=8.5, color=INK,
                           path_effects=HALO)

        def show(state):
            run = self.run(state)
            points = run.gan.sample(COUNTED, seed=0)
            ground.set_data(self.opinion(run.gan))
            made.set_data(*points[:DRAWN].T)
            for bar, share in zip(bars, toy.mode_shares(points)):
                bar.set_height(share)
            rounds, modes, _ = np.array(run.history).T
            last = self.rounds * max(0, (run.gan.critic_steps - 1) // self.rounds)  # the window that play is in
            covered.set_data(rounds - last, modes)
            words.set_text(f"round {run.gan.critic_steps}: {toy.high_quality(points):.0%} on a spot")

        return Stage([ground, *left.lines, *bars, covered, words], show)

    def film(self, states=None, rounds=(50, 100, 200, 400, 600)):
        """A Figure with one row a state (default: the presets), one picture of the plane a round; runs begin anew."""
        states = self.presets if states is None else dict(states)
        with style():
            fig = figure(9.0, 0.3 + 1.85 * len(states))
            for axes, (name, state) in zip(fig.subplots(len(states), len(rounds), squeeze=False), states.items()):
                self.restart(state, forget=False)
                run = self.run(state)
                for ax, at in zip(axes, rounds):
                    while self.at(run) < at:
                        self.forward(run)
                    ground, made = self.plane(ax, title=f"round {at}")
                    ground.set_data(self.opinion(run.gan))
                    made.set_data(*run.gan.sample(DRAWN, seed=0).T)
                axes[0].set_ylabel(name, weight="bold")
        return fig

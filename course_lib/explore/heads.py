"""Lesson 11: what becomes of a rare level under a GAN's head, with and without conditions, by seed.

Every network is trained when the control is made; a move is one look-up.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from course_lib.errors import CourseError
from course_lib.explore.controls import Choice
from course_lib.explore.view import Stage, View
from course_lib.generators.neural.gan.ctgan import CTGAN
from course_lib.plots.palette import FLOOR, GRID, HALO, INK, REAL, REAL_FILL, SYNTHETIC, plain

HEADS = ("softmax", "gumbel")
SETTINGS = {"hidden": 64, "latent_dim": 16, "steps": 240, "batch_size": 500}  # a second or two a fit
ROWS = 5000  # drawn from each network: a level of 2% then has a standard error of .2%
ARMS = {(head, told): f"{head}, {'told' if told else 'not told'}" for head in HEADS for told in (False, True)}


@dataclass(frozen=True)
class HeadsState:
    head: str = "softmax"
    conditional: bool = False
    run: int = 0


@dataclass(frozen=True)
class Run:
    """A trained network, `ROWS` rows of it, and each level's share among them."""

    model: CTGAN
    table: pd.DataFrame
    shares: pd.Series


class HeadsView(View):
    """Shares of the levels; both players' losses; the rarest level in every run."""

    title = "A rare level under a GAN's head"
    default = HeadsState()
    ratios = (1, 1.1, 1.2)
    size = (9.0, 3.1)

    def __init__(self, train, schema=None, column="channel", runs=(0, 1, 2), **settings):
        if column not in train.columns or train[column].dtype.kind in "iufM":
            raise CourseError(f"column='{column}' is no category of this table: choose a column of levels.")
        with_or_without = {False: "without", True: "with"}.get
        self.controls = (Choice("head", "head", HEADS),
                         Choice("conditional", "conditional vector", (False, True), with_or_without),
                         Choice("run", "seed", tuple(runs)))  # fmt: skip
        first = runs[0]
        self.default = HeadsState(run=first)
        self.presets = {name: HeadsState(*arm, first) for arm, name in ARMS.items()}
        self.column, self.real = column, train[column].value_counts(normalize=True)
        self.rarest = self.real.index[-1]
        self.train, self.schema, self.recipe = train, schema, SETTINGS | settings
        self.runs = {(*arm, run): self.fitted(*arm, run) for arm in ARMS for run in runs}

    def fitted(self, head, conditional, seed) -> Run:
        """A network of these settings, and what it makes: fitted with `seed`, sampled with seed 1."""
        model = CTGAN(head=head, conditional=conditional, **self.recipe).fit(self.train, self.schema, seed=seed)
        table = model.sample(ROWS, seed=1)
        shares = table[self.column].value_counts(normalize=True).reindex(self.real.index, fill_value=0.0)
        return Run(model, table, shares)

    def run(self, state) -> Run:
        return self.runs[state.head, state.conditional, state.run]

    def share(self, head, conditional) -> list[float]:
        """The rarest level's share in every run of this arm."""
        return [float(run.shares[self.rarest]) for key, run in self.runs.items() if key[:2] == (head, conditional)]

    def inside(self, state) -> pd.DataFrame:
        """What the network itself says of each level, over 5,000 z: mean and largest probability; and the level's share
        among these rows when the likeliest is read off, and when each row's level is drawn."""
        model, (_, block, names) = self.run(state).model, self._place(self.run(state).model)
        g = torch.Generator()
        g.manual_seed(0)
        told = torch.empty(ROWS, 0)
        if state.conditional:
            told = torch.zeros(ROWS, model._told).scatter_(1, model._conditions(ROWS, g)[:, None], 1.0)
        model.network_.eval()
        with torch.no_grad():
            out = model._out(told, g)[:, len(model.encoding_.numbers):]
        model.network_.train()
        p = out.split(model.encoding_.blocks, 1)[block].softmax(1)
        share = lambda codes: (torch.bincount(codes, minlength=p.shape[1]) / ROWS).numpy()[names.index]  # noqa: E731
        found = {"mean probability": p.double().mean(0).numpy()[names.index], "largest": p.amax(0).numpy()[names.index],
                 "read off": share(p.argmax(1)), "drawn": share(p.multinomial(1, generator=g)[:, 0])}  # fmt: skip
        return pd.DataFrame(found, names).loc[self.real.index]

    def by_condition(self, head) -> pd.DataFrame:
        """Rows of the networks with a conditional vector, 5,000 of each, by what they were told: the rarest level,
        another level of its column, or another column. Columns: how many such rows; how many have the rarest level."""
        told, has = [], []
        for run in (run for key, run in self.runs.items() if key[:2] == (head, True)):
            model, (column, block, names) = run.model, self._place(run.model)
            g, code = torch.Generator(), int(names.index[names == self.rarest][0])
            g.manual_seed(0)
            place = model._conditions(ROWS, g)
            rows = model._made(torch.randn(ROWS, model.latent_dim, generator=g), place, g)
            has.append(rows[:, len(model.encoding_.numbers):].split(model.encoding_.blocks, 1)[block][:, code].numpy())
            level = place.numpy() - sum(model.encoding_.levels[:column])  # of this column, where it lies in 0..K-1
            here = (level >= 0) & (level < model.encoding_.levels[column])
            told.append(np.where(here, np.where(level == code, 0, 1), 2))
        told, has = np.concatenate(told), np.concatenate(has)
        names = [plain(self.rarest), f"another {plain(self.column)}", "another column"]
        return pd.DataFrame({"rows": [int((told == k).sum()) for k in range(3)],
                             plain(self.rarest): [int(has[told == k].sum()) for k in range(3)]}, names)  # fmt: skip

    def _place(self, model) -> tuple[int, int, pd.Series]:
        """Where the column stands: among the columns of the conditional vector; among the one-hot blocks; and its
        levels by their codes."""
        field = [f.name for f in model.encoder_.fields_].index(self.column)
        column = model.encoding_.codes.index(field)
        codes = model.encoder_.transform(self.train)[:, field].astype(int)
        names = pd.Series(self.train[self.column].to_numpy(), codes).groupby(level=0).first()
        return column, len(model.encoding_.numbers) + column, names

    def numbers(self, state) -> dict:
        run = self.run(state)
        last = {f"{who} loss": run.model.history_[who][-1] for who in ("critic", "generator")}
        return {"share": float(run.shares[self.rarest]), "real share": float(self.real.iloc[-1]), **last}

    def readout(self, state, n: dict) -> str:
        return (f"{plain(self.rarest)}: {n['share']:.1%} of the made rows, {n['real share']:.1%} of the real ones · "
                f"last losses: critic {n['critic loss']:.2f}, generator {n['generator loss']:.2f}")

    def alt(self, state, n: dict) -> str:
        levels = ", ".join(f"{plain(k)} {v:.1%} for {self.real[k]:.1%}" for k, v in self.run(state).shares.items())
        return (f"{self.settings_in_words(state)}. Left: each level's share, made for real: {levels}. Middle: the "
                f"losses over the steps of training; the critic's ends at {n['critic loss']:.2f}. Right: "
                f"{plain(self.rarest)} in every run, this one ringed.")

    def settings_in_words(self, state) -> str:
        return f"Head {state.head}, {'with' if state.conditional else 'without'} conditional vector, seed {state.run}"

    def stage(self, axes, *, small=False) -> Stage:
        made = self._levels(axes[0])
        critic, generator = self._losses(axes[1])
        ring = self._all(axes[2])

        def show_state(state):
            run = self.run(state)
            made.set_data(run.shares, np.arange(len(run.shares)))
            critic.set_data(run.model.history_["step"], run.model.history_["critic"])
            generator.set_data(run.model.history_["step"], run.model.history_["generator"])
            row = list(ARMS).index((state.head, state.conditional))
            ring.set_data([run.shares[self.rarest]], [row + self._offset(state.run)])

        return Stage([made, critic, generator, ring], show_state)

    def _levels(self, ax):
        ax.barh(range(len(self.real)), self.real, height=0.6, facecolor=REAL_FILL, edgecolor=REAL)
        ax.set_yticks(range(len(self.real)), [plain(k, 12) for k in self.real.index])
        top = max(self.real.max(), *(run.shares.max() for run in self.runs.values()))
        ax.set(xlim=(-0.06 * top, 1.08 * top), ylim=(len(self.real) - 0.5, -0.5), title="shares: bar real, cross made")
        ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.locator_params(axis="x", nbins=4)
        ax.grid(axis="x", color=GRID)
        return ax.plot([], [], "x", color=SYNTHETIC, markersize=9, mew=2.2, path_effects=HALO)[0]

    def _losses(self, ax):
        histories = [run.model.history_ for run in self.runs.values()]
        # The first look is left out of the axis: an untrained pair is far away, and what follows would lie flat.
        values = np.concatenate([np.concatenate([h["critic"][1:], h["generator"][1:]]) for h in histories])
        low, high = values.min(), values.max()
        ax.set(xlim=(0, 1.03 * max(h["step"][-1] for h in histories)), xlabel="step", title="losses",
               ylim=(low - 0.1 * (high - low), high + 0.35 * (high - low)))  # fmt: skip
        ax.axhline(0, color=FLOOR, linestyle="--", linewidth=1)
        ax.grid(axis="y", color=GRID)
        lines = [ax.plot([], [], dash, color=INK, linewidth=1.6, label=name)[0]
                 for name, dash in (("critic", "-"), ("generator", ":"))]  # fmt: skip
        ax.legend(loc="upper right", ncols=2, borderaxespad=0.1, handlelength=1.5, columnspacing=0.8)
        return lines

    def _all(self, ax):
        for row, arm in enumerate(ARMS):
            keys = [key for key in self.runs if key[:2] == arm]
            ax.plot([self.runs[k].shares[self.rarest] for k in keys], [row + self._offset(k[2]) for k in keys], "x",
                    color=SYNTHETIC, markersize=5, mew=1.4)  # fmt: skip
        ax.axvline(self.real.iloc[-1], color=REAL, linestyle="--", linewidth=1.4)
        ax.set_yticks(range(len(ARMS)), list(ARMS.values()))
        top = max(self.real.iloc[-1], *(run.shares[self.rarest] for run in self.runs.values()))
        ax.set(xlim=(-0.08 * top, 1.1 * top), ylim=(len(ARMS) - 0.5, -0.8),
               title=f"share of {plain(self.rarest, 12)}, dashed: real")  # fmt: skip
        ax.xaxis.set_major_formatter(lambda v, _: f"{v:.0%}")
        ax.locator_params(axis="x", nbins=5)
        ax.grid(axis="x", color=GRID)
        return ax.plot([], [], "o", markersize=11, mfc="none", mew=1.8, color=INK, path_effects=HALO)[0]

    def _offset(self, run) -> float:
        runs = self.controls[2].values
        return 0.5 * (runs.index(run) / max(len(runs) - 1, 1) - 0.5)

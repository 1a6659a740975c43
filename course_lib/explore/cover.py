"""The picture at the head of the README: generate, judge, attack, measured on the customers.

    python -m course_lib.explore.cover        # writes notebooks/overview.png; some minutes
"""

from pathlib import Path

from course_lib.data import load_table, split
from course_lib.evaluation import c2st, nn_membership
from course_lib.generators import make
from course_lib.plots.canvas import figure
from course_lib.plots.pairs import crosses, dots
from course_lib.plots.palette import FLOOR, GRID, SYNTHETIC, style

PICTURE = Path(__file__).resolve().parents[2] / "notebooks" / "overview.png"
NAMES = ("independent", "gan_style", "vae_style", "cart", "gan", "vae", "copula", "diffusion", "autoregressive")
SEEDS = range(5)
DOTS = 350


def measured() -> tuple[dict, dict, tuple]:
    """Generator -> a score per seed, generator -> an attack per seed, (real rows, rows of the last generator)."""
    df, schema = load_table("customers")
    scores, attacks = {name: [] for name in NAMES}, {name: [] for name in NAMES}
    for seed in SEEDS:
        train, fresh, _ = split(df, seed=seed, shares=(0.4, 0.4, 0.2))
        for name in NAMES:
            made = make(name).fit(train, schema, seed=seed).sample(len(train), seed=seed)
            scores[name].append(c2st(fresh, made, schema, seed=seed).auc)
            attacks[name].append(nn_membership(train, made, fresh, schema).auc)
    return scores, attacks, (train, made)


def cover():
    """A figure of three panels: two tables, the classifier's score of each generator, the attack on them."""
    scores, attacks, tables = measured()
    with style():
        fig = figure(9.0, 3.6)
        made, judged, attacked = fig.subplots(1, 3, width_ratios=(1.1, 1, 1))
        for table, draw in zip(tables, (dots, crosses)):
            draw(made, table.income[:DOTS] / 1000, table.purchase[:DOTS])
        made.set(title="1  generate", xlabel="income (thousand dollars)", ylabel="purchase (dollars)")
        made.legend(["real", "synthetic"], loc="upper left")
        strip(judged, scores, "2  judge: classifier's AUC")
        strip(attacked, attacks, "3  attack: membership AUC")
        attacked.set_yticklabels([])
    return fig


def strip(ax, values: dict, title: str):
    """One row a generator, one cross a seed, the floor dashed."""
    for row, name in enumerate(values):
        ax.plot(values[name], [row] * len(values[name]), "x", color=SYNTHETIC, markersize=6, mew=1.6)
    ax.axvline(0.5, color=FLOOR, linestyle="--")
    ax.annotate("floor", (0.5, -0.45), xytext=(3, 0), textcoords="offset points", va="center", color=FLOOR, size=9)
    ax.set(title=title, xlim=(0.44, 1.0), ylim=(len(values) - 0.5, -0.7), xlabel="AUC (0.5 is a coin toss)")
    ax.set_yticks(range(len(values)), list(values))
    ax.grid(color=GRID)


if __name__ == "__main__":
    cover().savefig(PICTURE, dpi=160, metadata={"Software": None})

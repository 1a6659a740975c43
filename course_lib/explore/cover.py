"""The picture at the head of the README: generate, judge, attack, measured on the customers.

    python -m course_lib.explore.cover        # writes notebooks/overview.png
"""

from pathlib import Path

from course_lib.data import load_table, split
from course_lib.explore.photocopier import PhotocopierView
from course_lib.generators import make
from course_lib.plots.canvas import figure
from course_lib.plots.pairs import crosses, dots
from course_lib.plots.palette import FLOOR, GRID, INK, style

PICTURE = Path(__file__).resolve().parents[2] / "notebooks" / "overview.png"
DOTS = 350


def cover():
    """A figure of three panels: two tables, the score of a photocopied table, the attack on it."""
    df, schema = load_table("customers")
    train, fresh, _ = split(df.head(2500), seed=0, shares=(0.4, 0.4, 0.2))
    synthetic = make("vae_style").fit(train, schema, seed=0).sample(len(train), seed=1)
    measured = PhotocopierView(train, synthetic, fresh, schema).measured
    with style():
        fig = figure(9.0, 3.1)
        made, judged, attacked = fig.subplots(1, 3)
        for table, draw in ((train, dots), (synthetic, crosses)):
            draw(made, table.income[:DOTS] / 1000, table.purchase[:DOTS])
        made.set(title="1  generate", xlabel="income (thousand dollars)", ylabel="purchase (dollars)")
        made.legend(["real", "synthetic"], loc="upper left")
        curve(judged, {share: m.score.auc for share, m in measured.items()}, "2  judge: a classifier's AUC")
        curve(attacked, {share: m.exposed / len(train) for share, m in measured.items()}, "3  attack: people exposed")
        judged.axhline(0.5, color=FLOOR, linestyle="--")
        judged.annotate("floor: real against real", (0.0, 0.49), va="top", color=FLOOR, size=8.5)
        judged.set(ylim=(0.4, 0.85))
        attacked.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return fig


def curve(ax, values: dict, title: str):
    ax.plot(list(values), list(values.values()), "-o", color=INK, markersize=4)
    ax.set(title=title, xlabel="share of photocopied rows")
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.grid(color=GRID)


if __name__ == "__main__":
    cover().savefig(PICTURE, dpi=160, metadata={"Software": None})

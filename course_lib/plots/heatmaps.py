"""Associations between columns, real and synthetic side by side, and their difference."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.backends.backend_agg import FigureCanvasAgg

from course_lib.errors import CourseError
from course_lib.plots.canvas import figure
from course_lib.plots.palette import DIVERGING, INK, contrast, plain, style

SMALLEST = 5.0  # points: a number below this size is not printed at all


def correlations(real: pd.DataFrame, synthetic: pd.DataFrame, *, names=None, method="pearson", most=16):
    """Three heat maps of correlation: real, synthetic, and synthetic minus real, with the values written in.

    Number columns only (`names` picks among them); `method` as in pandas. Of more than `most` columns those with
    the largest differences are kept and the title says so. Values are written where they fit in their cell.
    Raises CourseError for under two number columns, and for a name that is none.
    """
    a, b = (numeric(table, names, label) for table, label in ((real, "real"), (synthetic, "synthetic")))
    shared = [name for name in a.columns if name in b.columns]
    if len(shared) < 2:
        raise CourseError("A correlation needs at least two number columns that both tables have.")
    return association_maps(a[shared].corr(method=method), b[shared].corr(method=method), most=most)


def numeric(table: pd.DataFrame, names, label: str) -> pd.DataFrame:
    """The chosen number columns; a wrong name is named."""
    numbers = table.select_dtypes("number").astype(float)
    if names is None:
        return numbers
    for name in names:
        if name not in numbers.columns:
            raise CourseError(f"The {label} table has no number column '{name}'. It has: {', '.join(numbers)}.")
    return numbers[list(names)]


def association_maps(real: pd.DataFrame, synthetic: pd.DataFrame, *, most: int = 16):
    """Heat maps of two square tables of associations (index = columns, values -1 to 1) and their difference."""
    gap = (synthetic - real).abs().to_numpy(copy=True)
    note = ""
    if len(real) > most:
        keep = np.sort(np.argsort(-np.nan_to_num(gap).sum(axis=0), kind="stable")[:most])
        note = f"the {most} of {len(real)} columns that differ most"
        real, synthetic = real.iloc[keep, keep], synthetic.iloc[keep, keep]
    maps = {"real": real, "synthetic": synthetic, "synthetic − real": synthetic - real}
    wide = len(real) <= 6
    with style():
        fig = figure(9.0, 3.2) if wide else figure(9.0, 9.4)
        axes = fig.subplots(1, 3) if wide else list(fig.subplots(2, 2).flat)
        for i, (title, values) in enumerate(maps.items()):
            heat_map(axes[i], values, title, signed=i == 2, names_left=i % (3 if wide else 2) == 0)
        if not wide:
            axes[3].axis("off")
            axes[3].text(0.05, 0.9, note, transform=axes[3].transAxes, va="top", wrap=True)
        colours = axes[0].collections[0]
        spot = {"ax": axes, "shrink": 0.7, "aspect": 30} if wide else {"ax": axes[3], "location": "left", "shrink": 0.8}
        fig.colorbar(colours, **spot, ticks=[-1, -0.5, 0, 0.5, 1])
        fit_values(fig, axes[: len(maps)])
    return fig


def heat_map(ax, values: pd.DataFrame, title: str, *, signed: bool, names_left: bool) -> None:
    """One map on `ax`, colours fixed to -1 … 1 so that the three maps compare. `signed`: write a plus too."""
    labels = [plain(name, 14) for name in values.columns]
    sns.heatmap(values, ax=ax, vmin=-1, vmax=1, cmap=DIVERGING, cbar=False, square=True, annot=written(values, signed),
                fmt="", annot_kws={"size": 8.5}, linewidths=0.6, linecolor="white",
                xticklabels=labels, yticklabels=labels if names_left else False)
    ax.set(title=title, xlabel="", ylabel="")
    ax.tick_params(length=0)
    for text, colour in zip(ax.texts, ax.collections[0].to_rgba(values.to_numpy(dtype=float).ravel())):
        text.set_color(max(("white", INK), key=lambda ink, ground=colour: contrast(ink, ground)))
    ax.set_xticklabels(labels, rotation=40 if len(labels) <= 6 else 90, ha="right" if len(labels) <= 6 else "center",
                       rotation_mode="anchor" if len(labels) <= 6 else "default")
    if names_left:
        ax.set_yticklabels(labels, rotation=0)


def written(values: pd.DataFrame, signed: bool) -> np.ndarray:
    """Values as text without the leading zero, which would cost a fifth of the width: .81, −.11, 1.00."""
    texts = []
    for value in values.to_numpy(dtype=float).ravel():
        if np.isnan(value):
            texts.append("–")
        elif abs(value) < 0.005:
            texts.append(".00")
        else:
            texts.append((f"{value:+.2f}" if signed else f"{value:.2f}").replace("0.", ".").replace("-", "−"))
    return np.array(texts).reshape(values.shape)


def fit_values(fig, axes) -> None:
    """Shrink the written values until the widest fits its cell; below a readable size they are removed."""
    canvas = FigureCanvasAgg(fig)
    fig.draw_without_rendering()
    renderer = canvas.get_renderer()
    for ax in axes:
        cell = abs(ax.transData.transform((1, 0))[0] - ax.transData.transform((0, 0))[0])
        widest = max(text.get_window_extent(renderer).width for text in ax.texts)
        size = min(8.5, 8.5 * 0.9 * cell / widest)
        for text in list(ax.texts):
            if size < SMALLEST:
                text.remove()
            else:
                text.set_fontsize(size)

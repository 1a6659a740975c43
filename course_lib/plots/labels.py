"""Words beside points, placed so that none covers another word or a point."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

# Offsets in points and where the text is anchored: beside the point first, then above, below, farther out.
PLACES = [(7, 0, "left", "center"), (-7, 0, "right", "center"), (0, 7, "center", "bottom"), (0, -7, "center", "top"),
          (6, 6, "left", "bottom"), (6, -6, "left", "top"), (-6, 6, "right", "bottom"), (-6, -6, "right", "top")]
ROUNDS = (1, 1.8, 2.8, 4, 5.5, 7.5)
MARK = 5  # pixels kept free around a point, at 100 dots an inch


def beside_points(ax, x, y, words, *, avoid=(), **text):
    """Write `words[i]` next to the point (x[i], y[i]) of a finished axes; far ones get a thin line to their point.

    Call it last: it draws the figure once to learn where things are. Places outside the axes are not used. avoid:
    further boxes to keep clear of, (left, bottom, right, top) in pixels. A word that fits nowhere stands at the place
    that overlaps least.
    """
    ax.figure.draw_without_rendering()
    renderer = FigureCanvasAgg(ax.figure).get_renderer()
    frame = box_of(ax.get_window_extent(renderer))
    spots = ax.transData.transform(np.column_stack([np.asarray(x, float), np.asarray(y, float)]))
    taken = [np.array([px - MARK, py - MARK, px + MARK, py + MARK]) for px, py in spots]
    taken += [np.asarray(box, float) for box in avoid]
    for i in np.argsort(spots[:, 0]):
        best, least = None, np.inf
        for far in ROUNDS:
            for dx, dy, ha, va in PLACES:
                note = ax.annotate(words[i], (x[i], y[i]), xytext=(dx * far, dy * far), textcoords="offset points",
                                   ha=ha, va=va, annotation_clip=False, **text)
                box = box_of(note.get_window_extent(renderer))
                cost = covered(box, taken, i) + outside(box, frame)
                if cost < least:
                    if best is not None:
                        best.remove()
                    best, least, chosen, place = note, cost, box, (dx * far, dy * far, far)
                else:
                    note.remove()
                if least == 0:
                    break
            if least == 0:
                break
        best.set_in_layout(False)
        taken.append(chosen)
        if place[2] > ROUNDS[0]:
            leader(ax, (x[i], y[i]), place[:2])


def at_ends(ax, x, y, words, *, size=8, **text):
    """Write `words[i]` to the right of the last point (x[i], y[i]) of a line, in one column, none on another.

    Call it last, as `beside_points`. The column stands right of all points, in the order of y; a thin line leads to
    each word. Words that are too many for the axes' height stand closer together.
    """
    ax.figure.draw_without_rendering()
    frame, scale = ax.get_window_extent(), ax.figure.dpi / 72
    spots = ax.transData.transform(np.column_stack([np.asarray(x, float), np.asarray(y, float)]))
    gap = min(1.35 * size * scale, frame.height / max(len(words), 1))
    order = np.argsort(spots[:, 1])
    heights = spread(spots[order, 1], gap, frame.y0 + gap / 2, frame.y1 - gap / 2)
    column = spots[:, 0].max() + 16 * scale
    for i, height in zip(order, heights):
        place = (column - spots[i, 0]) / scale, (height - spots[i, 1]) / scale
        note = ax.annotate(words[i], (x[i], y[i]), xytext=place, textcoords="offset points", ha="left", va="center",
                           annotation_clip=False, size=size, **text)
        note.set_in_layout(False)
        leader(ax, (x[i], y[i]), place)


def spread(wanted, gap: float, low: float, high: float) -> np.ndarray:
    """Places as near to `wanted` (sorted) as can be, at least `gap` apart, between low and high if they fit.

    Places that touch form a block, and a block stands at the mean of what its members want.
    """
    blocks = []  # [sum of (wanted - offset), members]
    for value in wanted:
        blocks.append([value, 1])
        while len(blocks) > 1 and start(blocks[-2]) + blocks[-2][1] * gap > start(blocks[-1]):
            total, members = blocks.pop()
            blocks[-1][0] += total - members * blocks[-1][1] * gap
            blocks[-1][1] += members
    places = np.concatenate([start(block) + gap * np.arange(block[1]) for block in blocks])
    steps = gap * np.arange(len(places))
    return np.maximum(np.minimum(places, high - steps[::-1]), low + steps)


def start(block) -> float:
    return block[0] / block[1]


def leader(ax, point, place) -> None:
    """A thin line from a point to its word, which stands `place` points away."""
    line = ax.annotate("", point, xytext=place, textcoords="offset points", annotation_clip=False,
                       arrowprops={"arrowstyle": "-", "color": "#9A9A9A", "linewidth": 0.6, "shrinkA": 1, "shrinkB": 3})
    line.set_in_layout(False)


def box_of(extent) -> np.ndarray:
    """(left, bottom, right, top) in pixels."""
    return np.array([extent.x0, extent.y0, extent.x1, extent.y1])


def covered(box, taken, own: int) -> float:
    """Area of the box that lies on others, in square pixels; its own point does not count."""
    total = 0.0
    for k, other in enumerate(taken):
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        if wide > 0 and high > 0 and k != own:
            total += wide * high
    return total


def outside(box, frame) -> float:
    """How far the box reaches over the frame, in pixels, made dear."""
    beyond = [frame[0] - box[0], frame[1] - box[1], box[2] - frame[2], box[3] - frame[3]]
    return 100 * float(np.maximum(beyond, 0).sum())

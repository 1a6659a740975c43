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
                                   ha=ha, va=va, arrowprops=leader(far), annotation_clip=False, **text)
                box = box_of(note.get_window_extent(renderer), of_text=note, renderer=renderer)
                cost = covered(box, taken, i) + outside(box, frame)
                if cost < least:
                    if best is not None:
                        best.remove()
                    best, least, chosen = note, cost, box
                else:
                    note.remove()
                if least == 0:
                    break
            if least == 0:
                break
        best.set_in_layout(False)
        taken.append(chosen)


def leader(far: float):
    """A thin line from a word that stands far from its point."""
    return None if far < 1.8 else {"arrowstyle": "-", "color": "#9A9A9A", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}


def box_of(extent, of_text=None, renderer=None) -> np.ndarray:
    """(left, bottom, right, top) in pixels; of an annotation the words alone, without its line."""
    if of_text is not None:
        from matplotlib.text import Text

        of_text.update_positions(renderer)
        extent = Text.get_window_extent(of_text, renderer)
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

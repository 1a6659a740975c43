"""Do any two written labels of a figure touch? Rotated text is compared as the tilted box that it is."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text


def boxes(fig) -> list[tuple[str, np.ndarray]]:
    """(text, its four corners in pixels) of every visible, non-empty text."""
    renderer = FigureCanvasAgg(fig).get_renderer()
    fig.draw_without_rendering()
    out_of_view, found = unseen_ticks(fig), []
    for text in fig.findobj(Text):
        if not text.get_text().strip() or not text.get_visible() or text in out_of_view:
            continue
        angle = text.get_rotation()
        text.set_rotation(0)
        flat = text.get_window_extent(renderer)
        text.set_rotation(angle)
        box = text.get_window_extent(renderer)
        half = max(flat.width / 2 - 1, 0.5), max(flat.height / 2 - 2, 0.5)  # a line's box has air in it
        corners = np.array([[1, 1], [1, -1], [-1, -1], [-1, 1]]) * half
        c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
        found.append((text.get_text(), (box.min + box.max) / 2 + corners @ np.array([[c, s], [-s, c]])))
    return found


def unseen_ticks(fig) -> set:
    """Labels of ticks beyond the view, and of axes that are switched off: matplotlib keeps but does not draw them."""
    unseen = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not (ax.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9):
                    unseen |= {tick.label1, tick.label2}
    return unseen


def apart(a: np.ndarray, b: np.ndarray) -> bool:
    """Two convex boxes are apart if some edge's normal separates them (separating axis theorem)."""
    for box in (a, b):
        for k in range(2):
            normal = box[k + 1] - box[k]
            pa, pb = a @ normal, b @ normal
            if pa.max() <= pb.min() or pb.max() <= pa.min():
                return True
    return False


def overlaps(fig) -> list[tuple[str, str]]:
    """Pairs of texts that touch; empty for a readable figure."""
    found = boxes(fig)
    corners = np.array([box for _, box in found])
    low, high = corners.min(axis=1), corners.max(axis=1)
    near = ((low[:, None] < high[None]) & (low[None] < high[:, None])).all(axis=2)
    pairs = [(i, j) for i, j in zip(*np.nonzero(near)) if i < j]
    return [(found[i][0], found[j][0]) for i, j in pairs if not apart(corners[i], corners[j])]


def outside(fig) -> list[str]:
    """Texts that reach over the edge of the figure, where they would be cut."""
    width, height = fig.bbox.width, fig.bbox.height
    return [t for t, box in boxes(fig) if (box < -1).any() or (box[:, 0] > width + 1).any()
            or (box[:, 1] > height + 1).any()]

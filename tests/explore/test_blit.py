"""A blitted frame is the picture a full draw gives, at a fraction of the work."""

import io
from threading import Thread

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course_lib.explore.blit import BlitCanvas


def scene():
    """A figure with a static and a moving line."""
    fig = Figure(figsize=(4, 2), layout="constrained")
    ax = fig.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="x", title="title")
    ax.plot([0, 1], [1, 0], color="0.5")
    return fig, ax.plot([], [], "x", color="#D55E00")[0]


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)


@pytest.mark.parametrize("where", [0.2, 0.7])
def test_a_frame_equals_a_full_draw(where):
    fig, line = scene()
    canvas = BlitCanvas(fig, [line], shown_dpi=50, format="png")
    canvas.frame(lambda: line.set_data([0.5], [0.5]))  # an earlier frame leaves no trace
    frame = pixels(canvas.frame(lambda: line.set_data([where], [where])))
    full, whole = scene()
    whole.set_data([where], [where])
    full.set_dpi(100)
    agg = FigureCanvasAgg(full)
    agg.draw()
    np.testing.assert_array_equal(frame, np.asarray(agg.buffer_rgba())[..., :3])
    assert (canvas.width, canvas.height) == (200, 100) and frame.shape == (200, 400, 3)


def test_the_background_is_drawn_once(monkeypatch):
    fig, line = scene()
    draws, full = [], Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda self, renderer: draws.append(1) or full(self, renderer))
    canvas = BlitCanvas(fig, [line], shown_dpi=50)
    first = canvas.frame(lambda: line.set_data([0.1], [0.1]))
    count = len(draws)
    for x in (0.2, 0.3, 0.1):
        again = canvas.frame(lambda x=x: line.set_data([x], [x]))
    assert len(draws) == count and again == first
    fig.axes[0].set_title("another")
    assert canvas.frame() == first, "a change of the background must not show before refresh()"
    canvas.refresh()
    assert canvas.frame() != first


def test_jpeg_keeps_the_colours():
    fig, line = scene()
    canvas = BlitCanvas(fig, [line], shown_dpi=50)
    line.set_markersize(30)
    line.set_markeredgewidth(8)
    frame = pixels(canvas.frame(lambda: line.set_data([0.5], [0.5])))
    assert canvas.mime == "image/jpeg"
    assert (np.abs(frame - [0xD5, 0x5E, 0x00]).max(axis=2) < 12).sum() > 100


def test_two_threads_do_not_mix_their_frames():
    fig, line = scene()
    canvas = BlitCanvas(fig, [line], shown_dpi=50, format="png")
    alone = {x: canvas.frame(lambda x=x: line.set_data([x], [x])) for x in (0.2, 0.8)}
    wrong = []

    def work(x):
        for _ in range(25):
            if canvas.frame(lambda: line.set_data([x], [x])) != alone[x]:
                wrong.append(x)

    threads = [Thread(target=work, args=(x,)) for x in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="webp"):
        BlitCanvas(Figure(), [], format="webp")

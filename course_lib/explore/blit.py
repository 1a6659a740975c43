"""A figure whose axes are drawn once and whose data are redrawn at every move.

Axes, ticks and text are about 95% of a matplotlib draw. They are drawn once into a bitmap; each frame restores the
bitmap, draws the few artists that carry data, and encodes the result: a tenth of the time of a full draw.
"""

import io
from threading import Lock

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

FORMATS = {"jpeg": "image/jpeg", "png": "image/png"}


class BlitCanvas:
    """Pictures of one figure at a fixed size.

    figure: a matplotlib Figure that pyplot does not know. artists: those that change between frames, in drawing
    order; all else is background. `shown_dpi` is the resolution on the page; the picture is drawn at `scale` times
    that, so that it is sharp on a dense display. One frame at a time: calls from several threads wait.
    """

    def __init__(self, figure: Figure, artists, *, shown_dpi: int = 90, scale: int = 2, format="jpeg", quality=90):
        if format not in FORMATS:
            raise ValueError(f"format is one of {', '.join(FORMATS)}, not {format!r}.")
        self.figure, self.artists = figure, list(artists)
        self.mime, self.format, self.quality = FORMATS[format], format, quality
        self.width, self.height = (round(inches * shown_dpi) for inches in figure.get_size_inches())
        # Colour at half of each side's pixels (4:2:0) takes half the time of full (4:4:4). Thin vermillion lines smear
        # under it, unless half the pixels are as many as the page shows.
        self._subsampling = "4:2:0" if scale >= 2 else "4:4:4"
        self._lock = Lock()
        self._background = None
        figure.set_dpi(shown_dpi * scale)
        self._canvas = FigureCanvasAgg(figure)
        for artist in self.artists:
            artist.set_animated(True)  # Agg's full draw leaves animated artists out

    def frame(self, move=None) -> bytes:
        """The picture as encoded bytes after `move()` has set the artists' data (both under the same lock)."""
        with self._lock:
            if move is not None:
                move()
            if self._background is None:
                self._draw_background()
            self._canvas.restore_region(self._background)
            renderer = self._canvas.get_renderer()
            for artist in self.artists:
                artist.draw(renderer)
            return self._encode()

    def refresh(self) -> None:
        """Forget the background: call it after changing anything that is not one of the artists."""
        with self._lock:
            self._background = None

    def _draw_background(self) -> None:
        if self.figure.get_layout_engine() is not None:
            self.figure.draw_without_rendering()  # the layout is solved once, with the data in place …
            self.figure.set_layout_engine("none")  # … and then held, or panels would shift between frames
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self.figure.bbox)

    def _encode(self) -> bytes:
        pixels = self._canvas.buffer_rgba()
        height, width = pixels.shape[:2]
        # RGBX: the fourth byte, an alpha that is opaque everywhere, is skipped instead of converted away.
        image = Image.frombuffer("RGBX", (width, height), pixels, "raw", "RGBX", 0, 1)
        out = io.BytesIO()
        if self.format == "jpeg":
            image.save(out, "JPEG", quality=self.quality, subsampling=self._subsampling)
        else:
            image.convert("RGB").save(out, "PNG", compress_level=1)
        return out.getvalue()

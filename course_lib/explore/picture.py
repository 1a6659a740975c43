"""A picture on the page with words for who cannot see it: ipywidgets' own Image has no alternative text."""

from pathlib import Path

import anywidget
import traitlets

HERE = Path(__file__).parent


class Picture(anywidget.AnyWidget):
    """Image bytes, decoded in the browser before they replace the picture shown, so that nothing flickers.

    data: encoded image; mime: its type; alt: what is seen on it; caption: a line below it, read out when it
    changes; width, height: size on the page in CSS pixels (narrower where the column is narrower).
    The figure element's `data-painted` counts the pictures that reached the page.
    """

    _esm = HERE / "picture.js"
    _css = HERE / "picture.css"

    data = traitlets.Bytes(b"").tag(sync=True)
    mime = traitlets.Unicode("image/png").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(640).tag(sync=True)
    height = traitlets.Int(320).tag(sync=True)

    def show(self, data: bytes, alt: str, caption: str = "") -> None:
        """Change picture, alternative text and caption in one message, so that they never disagree."""
        with self.hold_sync():
            self.data, self.alt, self.caption = data, alt, caption

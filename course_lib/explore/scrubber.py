"""A View whose one slider moves in the browser: every frame is computed beforehand and stored with the page.

For what has a time axis (epochs, denoising steps). No kernel is asked, so it works in a page that was exported, in
slides and in print (which shows one frame). The frames stand below each other in one picture behind a window; a move
shifts the picture, which costs the browser under a millisecond. Nothing is loaded from anywhere.

    frames     view.draw's picture, words and numbers for each value of the slider
    strip      all frames below each other, one lossless WebP of few colours
    bundle     text/html: window, slider, line of numbers; image/png: one frame, where HTML is stripped

A notebook that is not trusted yet loses sliders, styles and data: there the window is an image of the first frame. The
strip waits in the slider's data and takes its place at the first move.
"""

import io
import json
from base64 import b64encode
from dataclasses import replace
from html import escape

from PIL import Image

from course_lib.errors import CourseError

SCALE = 1.5  # pixels per pixel on the page
COLOURS = 24
MOST_FRAMES, MOST_BYTES = 24, 220_000  # a lesson of a megabyte holds six other figures

# `words` holds for each frame: the slider's value in words, alternative text, line of numbers.
MOVE = (
    "const words=JSON.parse(this.dataset.words),[value,alt,line]=words[this.value],"
    "figure=this.closest('figure'),image=figure.querySelector('img');"
    "if(this.dataset.strip){image.src=this.dataset.strip;delete this.dataset.strip;}"
    "image.style.transform='translateY('+-100*this.value/words.length+'%)';image.alt=alt;"
    "this.setAttribute('aria-valuetext',value);figure.querySelector('output').textContent=value;"
    "figure.querySelector('figcaption').textContent=line;"
)
# JupyterLab takes the arrow keys from an input that does not ask for them.
PAGE = """<figure class="course-scrubber" style="margin:4px 0;max-width:{width}px">
<div style="overflow:hidden;aspect-ratio:{width}/{height};background:#fff;border-radius:4px">
<img alt="{alt}" src="{first}" style="display:block;width:100%;height:auto"></div>
<label style="display:flex;gap:10px;align-items:center;margin:6px 2px">{label}
<input type="range" min="0" max="{last}" step="1" value="{start}" aria-label="{label}" aria-valuetext="{value}" \
data-lm-suppress-shortcuts="true" data-words="{words}" data-strip="{strip}" \
oninput="{move}" style="flex:1;min-width:80px">
<output style="min-width:6em">{value}</output></label>
<figcaption role="status" style="margin:2px;font-variant-numeric:tabular-nums">{line}</figcaption>
</figure>"""


class Scrubber:
    """`view` under its slider `name`, the other controls as in `state` (default: the view's own).

    values: those of the slider that get a frame, at most 24 (default: all). start: the value shown first.
    Displaying it needs no kernel. Raises CourseError for a slider that is not the view's, for a value that is not on
    it, and for frames that are together too large to be stored.
    """

    def __init__(self, view, name: str, *, state=None, values=None, start=None):
        controls = {control.name: control for control in view.controls}
        if name not in controls:
            raise CourseError(f"This view has no control '{name}': {', '.join(controls)}.")
        self.view, self.control = view, controls[name]
        self.values = tuple(self.control.values if values is None else values)
        if not 2 <= len(self.values) <= MOST_FRAMES:
            raise CourseError(f"A scrubber holds 2 to {MOST_FRAMES} frames, not {len(self.values)}: choose `values`.")
        state = view.default if state is None else state
        self.states = [replace(state, **{name: value}) for value in self.values]
        start = getattr(state, name) if start is None else start
        if start not in self.values:
            raise CourseError(f"The first frame, {start!r}, is not among the values: {list(self.values)}.")
        self.start = self.values.index(start)
        canvas = view.new_canvas(scale=SCALE, format="png")
        self.frames = [view.draw(one, canvas) for one in self.states]
        self.width, self.height = canvas.width, canvas.height
        self.strip = strip(self.frames)
        if len(self.strip) > MOST_BYTES:
            raise CourseError(f"The frames take {len(self.strip):,} bytes, at most {MOST_BYTES:,} are stored: choose "
                              "fewer values, or draw fewer points.")  # fmt: skip

    def __repr__(self) -> str:
        return self.frames[self.start].alt

    def html(self) -> str:
        """Window, slider and line of numbers; the same text for the same frames."""
        shown = map(self.control.shown, self.values)
        words = [[value, frame.alt, frame.readout] for value, frame in zip(shown, self.frames)]
        value, alt, line = words[self.start]
        return PAGE.format(
            width=self.width, height=self.height, first=webp(strip([self.frames[self.start]])), last=len(words) - 1,
            start=self.start, strip=webp(self.strip), words=escape(json.dumps(words)),
            label=escape(self.control.label), value=escape(value), alt=escape(alt), line=escape(line),
            move=escape(MOVE),
        )  # fmt: skip

    def _repr_mimebundle_(self, include=None, exclude=None):
        shown = few_colours(picture(self.frames[self.start]))
        still = io.BytesIO()
        shown.save(still, "PNG", optimize=True)
        return {"text/plain": repr(self), "text/html": self.html(),
                "image/png": b64encode(still.getvalue()).decode("ascii")}  # fmt: skip


def picture(frame) -> Image.Image:
    return Image.open(io.BytesIO(frame.data)).convert("RGB")


def few_colours(image) -> Image.Image:
    """MAXCOVERAGE keeps white white; without dithering flat areas stay flat."""
    return image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def webp(image: bytes) -> str:
    return "data:image/webp;base64," + b64encode(image).decode("ascii")


def strip(frames) -> bytes:
    """All frames below each other as one WebP."""
    images = [picture(frame) for frame in frames]
    width, height = images[0].size
    whole = Image.new("RGB", (width, height * len(images)))
    for k, image in enumerate(images):
        whole.paste(image, (0, k * height))
    out = io.BytesIO()
    few_colours(whole).convert("RGB").save(out, "WEBP", lossless=True, quality=90)
    return out.getvalue()

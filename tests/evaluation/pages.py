"""What must be true of every page that a report writes, as a list of what is wrong with one."""

import re
from html.parser import HTMLParser

STEMS = ("safe", "anonym", "guarant")  # words that a report must not say
LOADS = re.compile(r"https?://|@import|url\(|<(script|link|img|iframe|object|embed|base)\b", re.IGNORECASE)
WHEN = re.compile(r"\b(19|20)\d\d-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b")
WHERE = re.compile(r"(?<![\w<])/(tmp|home|root|usr|work|var|Users|opt)/|\b[A-Z]:\\")


class Page(HTMLParser):
    """Collects tags and text; complains about tags closed in the wrong order."""

    VOID = {"meta", "link", "br", "img"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.pieces, self.crossed = [], [], [], []
        self.feed(text)
        self.words = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.crossed.append(f"</{tag}> closes {self.open[-3:]}")
        elif self.open:
            self.open.pop()

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.pieces.append(data)

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def faults(page: str) -> list[str]:
    """What is wrong, in words; nothing for a page as it should be."""
    parsed = Page(page)
    wrong = [*parsed.crossed, *(f"<{tag}> is never closed" for tag in parsed.open)]
    wrong += [f"it loads or runs something: {found.group()}" for found in LOADS.finditer(page)]
    wrong += [f"the attribute {key} runs a script" for _, attrs in parsed.tags for key in attrs if key.startswith("on")]
    wrong += [f"it says {stem!r}" for stem in STEMS if stem in parsed.words.lower()]
    wrong += [f"it says when it was made: {found.group()}" for found in WHEN.finditer(page)]
    wrong += [f"it says where it was made: {found.group()}" for found in WHERE.finditer(page)]
    wrong += ["a picture without words" for a in parsed.named("svg") if len(a.get("aria-label", "")) < 8]
    if "no overall grade" not in parsed.words:
        wrong.append("it does not say that there is no overall grade")
    return wrong

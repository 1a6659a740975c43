"""A cell: one generator with its settings, on one table, with one seed. Its key says whether it was measured before."""

import hashlib
import json
import re
from dataclasses import dataclass, field

from course_lib.errors import CourseError
from course_lib.generators import make
from course_lib.study.peers import PEERS
from course_lib.study.tables import identity

FRESH = "fresh rows"  # no generator: what real rows score that nobody has seen
JUDGE = {"c2st": "strong", "folds": 5, "version": 1}  # another judge, other cells


@dataclass(frozen=True)
class Cell:
    """What is measured. settings: keywords that differ from the class's defaults. rows: None = the table's own."""

    generator: str
    table: str
    seed: int
    settings: dict = field(default_factory=dict, hash=False)
    rows: int | None = None

    @property
    def label(self) -> str:
        """Generator and settings in one word, for tables and pictures: "vae", "vae:kl_weight=0.5"."""
        settings = ",".join(f"{name}={value}" for name, value in self.settings.items())
        return f"{self.generator}:{settings}" if settings else self.generator

    def __str__(self) -> str:
        return f"{self.label} on {self.table}, seed {self.seed}"

    def described(self) -> dict:
        """Everything that the result depends on, settings left at their defaults included."""
        return {"generator": self.generator, "settings": all_settings(self), "table": identity(self.table),
                "rows": self.rows, "seed": self.seed, "judge": JUDGE}

    def key(self) -> str:
        """The name of its file: readable, then a hash of all it depends on."""
        text = json.dumps(self.described(), sort_keys=True, default=str)
        words = re.sub(r"[^\w.-]+", "_", f"{self.generator}-{identity(self.table).split(' ')[0]}-{self.seed}")
        return f"{words[:80]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def all_settings(cell: Cell) -> dict:
    """Every setting with its value. A peer's are its version and what the script of peers sets."""
    if cell.generator == FRESH:
        return {}
    if cell.generator in PEERS:
        return PEERS[cell.generator].described() | cell.settings
    return make(cell.generator, **cell.settings).get_settings()


def parsed(text: str) -> tuple[str, dict]:
    """"vae:kl_weight=0.5,epochs=20" as name and settings; values are Python's numbers, truth values, None, or text."""
    import ast

    name, colon, rest = text.partition(":")
    settings = {}
    for pair in filter(None, re.split(r",(?![^(\[]*[)\]])", rest)):
        setting, equals, value = pair.partition("=")
        if not (equals and setting and value):
            raise CourseError(f"{text}: write NAME:setting=value,setting=value, such as vae:kl_weight=0.5.")
        try:
            settings[setting.strip()] = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            settings[setting.strip()] = value
    if colon and not settings:
        raise CourseError(f"{text}: write NAME:setting=value, or the name alone.")
    return name, settings

"""What a rule is, what it finds, and the register that holds them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

ERROR, CONSIDER = "error", "consider"
SLACK = 1.15  # a limit may be passed by this factor before it is an error


class NotBuilt(Exception):
    """A stored copy is missing or unreadable, so there is nothing to lint."""

    def __init__(self, file: str, sentence: str):
        super().__init__(sentence)
        self.file, self.sentence = file, sentence


@dataclass(frozen=True)
class Finding:
    """One broken rule: its id, file, cell's id (None: the whole file), a sentence, the level, the source's line."""

    rule: str
    file: str
    cell: str | None
    message: str
    level: str = ERROR
    line: int | None = None

    def __str__(self) -> str:
        place = self.file
        if self.cell:
            place += f", cell '{self.cell}'" + (f" (line {self.line} of its source)" if self.line else "")
        return f"{place}: {self.message} [{self.rule}{', consider' if self.level == CONSIDER else ''}]"


@dataclass(frozen=True)
class Fault:
    """What a rule yields. cell: a lesson.View, or None for the whole; file: only where it is no cell's."""

    cell: object | None
    message: str
    level: str = ERROR
    file: str | None = None


@dataclass(frozen=True)
class Rule:
    id: str
    check: Callable[..., Iterator[Fault]]
    kinds: tuple[str, ...]

    @property
    def family(self) -> str:
        """The file it stands in: "card", "code", "running", "figures", "prose" or "lengths"."""
        return self.check.__module__.rsplit(".", 1)[1]

    def findings(self, lesson) -> Iterator[Finding]:
        for fault in self.check(lesson):
            cell = fault.cell
            file = fault.file or (lesson.shown(cell.copy) if cell else lesson.shown("source"))
            line = cell.source.line if cell and cell.source else None
            yield Finding(self.id, file, cell.id if cell else None, fault.message, fault.level, line)


RULES: dict[str, Rule] = {}


def rule(id: str, kinds: tuple[str, ...] = ("lesson", "opening", "assignment")):
    """Register a generator of faults under an id; `kinds`: the kinds of notebook it applies to."""

    def register(check):
        if id in RULES:
            raise ValueError(f"two rules have the id {id!r}")
        RULES[id] = Rule(id, check, kinds)
        return check

    return register


def over(value: float, limit: float) -> str | None:
    """The level of passing an upper limit: None, CONSIDER within the slack, ERROR beyond."""
    if value <= limit:
        return None
    return CONSIDER if value <= limit * SLACK else ERROR

"""Rules on prose: headings, spelling, words the course does not use, terms, links, folded sections."""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from course_lib.authoring.cells import HEADING, TERM
from course_lib.authoring.lint.lesson import strings
from course_lib.authoring.lint.rules import Fault, rule
from course_lib.authoring.prose import LINK, NOT_PROSE, paragraphs, prose_of, without_blockquotes

BANNED = re.compile(
    r"\b(just|simply|obviously|clearly|easy|easily|trivial|trivially|of course|guarantees? anonymity"
    r"|statistically identical|creativity|safe|safely)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"|‘[^’\n]*’")
MEASURED = re.compile(r"\b(fidelity|accuracy|perfect|perfectly)\b", re.IGNORECASE)
SIGNIFICANT = re.compile(r"\bsignificant(?:ly)?\b", re.IGNORECASE)
TEST_NAMED = re.compile(r"\btests?\b|\bp[ -]?values?\b|\bp\s*[=<>]", re.IGNORECASE)
SHUFFLED = re.compile(r"\bshuffled\b", re.IGNORECASE)
SHUFFLED_HOW = re.compile(
    r"\brow orders? (?:is |are |was |were )?shuffled\b|\bcolumns? (?:is |are |was |were )?shuffled independently\b",
    re.I,
)
_SPELT: dict[str, list[tuple[str, str]]] = {}
SAID_TO_READERS = ("question", "says", "reveal", "right", "advice", "hints", "model", "recall")


@rule("headings-in-order")
def headings_in_order(lesson) -> Iterator[Fault]:
    last = 0
    for view in lesson.learner:
        if not view.is_markdown:
            continue
        for heading in HEADING.finditer(NOT_PROSE.sub("", view.text)):
            level, text = len(heading["level"]), heading["text"].strip()
            if level == 1 and last:
                yield Fault(view, f"'{text}' is a second title; a notebook has one heading with a single '#'.")
            elif level > last + 1:
                yield Fault(view, f"'{text}' jumps from level {last} to {level}; use '{'#' * (last + 1)}'.")
            last = level


@rule("deeper-folds")
def deeper_folds(lesson) -> Iterator[Fault]:
    """JupyterLab folds from a heading to the next of its level: both must be there."""
    inside = None
    for view in lesson.learner:
        heading = HEADING.match(view.text) if view.is_markdown else None
        level = len(heading["level"]) if heading else None
        if "deeper" in view.tags:
            if inside is None and level is None:
                yield Fault(view, "a deeper part begins without a heading, so nothing folds it; begin it with one.")
            inside = min(inside or 6, level or 6)
        elif inside is not None:
            if level is None or level > inside:
                yield Fault(
                    view, "would fold away with the deeper part before it; begin it with a heading of the same level."
                )
            inside = None


@rule("spelling")
def spelling(lesson) -> Iterator[Fault]:
    said = list(_said(lesson))
    found = misspelt([text for _, text in said])
    for view, text in said:
        for word, suggestion in found[text]:
            yield Fault(view, f"'{word}' is misspelt; write {suggestion}.")


@rule("banned-words")
def banned_words(lesson) -> Iterator[Fault]:
    for view, text in _said(lesson):
        for found in BANNED.finditer(_own_words(text)):
            yield Fault(view, f"says '{found[0]}'; cut the word, or quote it in a blockquote if it is a source's.")
    file = f"bank/{lesson.source.number}.toml"
    for text in _bank_texts(lesson.bank):
        for found in BANNED.finditer(_own_words(text)):
            yield Fault(None, f"says '{found[0]}' in '{text[:40]}…'; cut the word.", file=file)


@rule("loaded-words")
def loaded_words(lesson) -> Iterator[Fault]:
    for view, text in _said(lesson):
        for paragraph in paragraphs(_own_words(text)):
            if (found := MEASURED.search(paragraph)) and "floor" not in paragraph.lower():
                yield Fault(
                    view, f"says '{found[0]}' without a floor; name metric, reference and floor beside it, or drop it."
                )
            if (found := SIGNIFICANT.search(paragraph)) and not TEST_NAMED.search(paragraph):
                yield Fault(view, f"says '{found[0]}' without a test; name the test, or say how large it is.")
            if SHUFFLED.search(SHUFFLED_HOW.sub("", paragraph)):
                yield Fault(view, "says 'shuffled'; write 'row order shuffled' or 'columns shuffled independently'.")


@rule("term-in-glossary")
def term_in_glossary(lesson) -> Iterator[Fault]:
    for view in lesson.teacher:
        if view.source is None:
            continue
        used = [m["term"].strip() for m in TERM.finditer(prose_of(view.source.text))] if view.is_markdown else []
        for call in view.calls("glossary"):
            used += [str(argument.value) for argument in call.args if isinstance(argument, ast.Constant)]
        for term in used:
            if term.lower() not in lesson.glossary:
                yield Fault(view, f"uses the term '{term}', which the glossary lacks; add it there or mark another.")


@rule("link-target")
def link_target(lesson) -> Iterator[Fault]:
    """A link to a file of the repository leads somewhere, from where the notebook is stored."""
    for view in lesson.both:
        if not view.is_markdown:
            continue
        for link in LINK.finditer(NOT_PROSE.sub("", view.text)):
            target = link["target"].split("#")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            if not (lesson.paths[view.copy].parent / target).exists():
                yield Fault(view, f"links to '{target}', which is not there; correct or drop the link.")


def misspelt(texts: list[str]) -> dict[str, list[tuple[str, str]]]:
    """text -> (word, suggestion) of each word in codespell's dictionary of common misspellings.

    One call for all texts, because codespell reads its dictionary at every call; texts seen before are remembered.
    """
    import codespell_lib

    new = [text for text in dict.fromkeys(texts) if text not in _SPELT]
    if new:
        owners = [text for text in new for _ in text.split("\n")]
        with tempfile.TemporaryDirectory(prefix="course_lint_") as folder:
            file = Path(folder) / "text.txt"
            file.write_text("\n".join(new).replace("\r", " "), encoding="utf-8", newline="\n")
            report = StringIO()
            with redirect_stdout(report):
                codespell_lib.main("-d", str(file))
        _SPELT.update({text: [] for text in new})
        for line, word, fix in re.findall(r":(\d+): (\S+) ==> (.+)", report.getvalue()):
            _SPELT[owners[int(line) - 1]].append((word, " or ".join(part.strip() for part in fix.split(","))))
    return {text: _SPELT[text] for text in texts}


def _said(lesson) -> Iterator[tuple]:
    """(view, text) of everything an author says: prose, and sentences inside the code; each cell once."""
    seen = set()
    for view in lesson.both:
        text = prose_of(view.text) if view.is_markdown else "\n".join(_sentences(view))
        if text.strip() and (view.id, text) not in seen:
            seen.add((view.id, text))
            yield view, text


def _sentences(view) -> list[str]:
    """Comments, and texts of four words or more, such as alt and summary."""
    comments = re.findall(r"(?:^|\s)#\s?(.*)$", view.text, re.MULTILINE) if view.is_code else []
    texts = [n.value for n in ast.walk(view.tree) if isinstance(n, ast.Constant)] if view.tree else []
    return comments + [text for text in texts if isinstance(text, str) and len(text.split()) > 3]


def _own_words(text: str) -> str:
    """Less what is quoted, as a blockquote or between quotation marks."""
    return QUOTED.sub(" ", without_blockquotes(text))


def _bank_texts(value, key: str = "") -> list[str]:
    """The texts of a bank that speak for the course. Options may be wrong on purpose, so they are left out."""
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in _bank_texts(item, name)]
    if isinstance(value, list) and key not in SAID_TO_READERS:
        return [text for item in value for text in _bank_texts(item, key)]
    return strings(value) if key in SAID_TO_READERS else []

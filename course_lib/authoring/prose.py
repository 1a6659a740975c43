"""Markdown taken apart as far as the build and the lint need it: prose here, code and formulas there."""

from __future__ import annotations

import re
from collections.abc import Callable

# What holds no prose: fenced blocks, indented by nothing or little; code spans; formulas.
NOT_PROSE = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+)[^\n]*\n.*?^ {0,3}(?P=fence)[ \t]*$"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
    r"|\$\$.+?\$\$"
    r"|(?<![\\$])\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d)",
    re.DOTALL | re.MULTILINE,
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
LINK = re.compile(
    r"(?P<bang>!?)\[(?P<shown>[^\]]*)\]\((?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def outside_code(markdown: str, change: Callable[[str], str]) -> str:
    """Apply `change` to each stretch of prose; code and formulas stay as they are."""
    pieces, end = [], 0
    for match in NOT_PROSE.finditer(markdown):
        pieces += [change(markdown[end : match.start()]), match.group(0)]
        end = match.end()
    return "".join([*pieces, change(markdown[end:])])


def prose_of(markdown: str) -> str:
    """The words a reader reads: code, formulas, comments, tags and link targets are blanked, lines keep their place."""
    text = NOT_PROSE.sub(_blank, markdown)
    text = COMMENT.sub(_blank, text)
    text = LINK.sub(lambda link: link["shown"], text)
    return TAG.sub(_blank, text)


def without_blockquotes(text: str) -> str:
    """Lines that quote somebody (`> …`) blanked: their words are not the course's."""
    return "\n".join("" if line.lstrip().startswith(">") else line for line in text.splitlines())


def words(text: str) -> list[str]:
    """The words of a text, "five-row" as one; numbers and signs are no words."""
    return WORD.findall(text)


def paragraphs(text: str) -> list[str]:
    """Blocks between empty lines; each item of a list and each row of a table is a paragraph of its own."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        alone = re.match(r"\s*(#{1,6}\s|\|)", line)
        if alone or not line.strip() or re.match(r"\s*([-*+]|\d+[.)])\s", line):
            blocks.append([])
        if line.strip():
            blocks[-1].append(line)
        if alone:
            blocks.append([])
    return [" ".join(block) for block in blocks if block]


def _blank(match: re.Match) -> str:
    return " " + "\n" * match.group(0).count("\n")
